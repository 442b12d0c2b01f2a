"""`vigie`, and `python -m monitor`: the same door."""


def main() -> None:
    """Open the door late: the processes that read answers import this module, and need nothing behind it."""
    from monitor.cli import main as door

    door()


if __name__ == "__main__":
    main()
