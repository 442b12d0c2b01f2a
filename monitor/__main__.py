"""`vigie`, and `python -m monitor`: the same door."""


def main() -> None:
    """Open the door late: the processes that read answers import this module, and need nothing behind it."""
    try:
        from monitor.cli import main as door
    except KeyboardInterrupt:  # it takes a moment, and somebody may think better of it
        raise SystemExit(130) from None
    door()


if __name__ == "__main__":
    main()
