"""The lookout: hears what is said of a brand, and wakes the right people once."""

__version__: str


def __getattr__(name: str) -> str:
    """The version, looked up when somebody asks for it: that imports half of what reads mail."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("vigie")
    except PackageNotFoundError:  # a source tree that was never installed
        return "0+unknown"
