"""The lookout: hears what is said of a brand, and wakes the right people once."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("vigie")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"
