"""The door: one function per command, words for humans, exit codes for scripts.

0 all is well, 1 something was found wrong, 2 the command was not understood, 64 a bad query, 69 somebody cannot be
reached, 74 the store cannot be read or written, 75 try again later, 78 the configuration is not believed.
"""

from __future__ import annotations

import os
import sys

import typer

from monitor.cli import asking, mending, starting, watching
from monitor.cli.show import complain
from monitor.errors import ConfigError, FetchError, InUse, NotifyError, ParseError, QueryError, StoreError, VigieError

EXIT_CODES: dict[type[VigieError], int] = {
    VigieError: 1,
    QueryError: os.EX_USAGE,
    FetchError: os.EX_UNAVAILABLE,
    ParseError: os.EX_UNAVAILABLE,
    NotifyError: os.EX_UNAVAILABLE,
    StoreError: os.EX_IOERR,
    InUse: os.EX_TEMPFAIL,
    ConfigError: os.EX_CONFIG,
}

app = typer.Typer(
    name="vigie",
    help="The lookout: hears what is said of your brands, scores it, and wakes the right people once.",
    epilog="Start with:  vigie demo   then:  vigie init",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (starting, watching, asking, mending):
    room.add_to(app)


def main() -> None:
    """Run a command; say in one line what went wrong, and leave with a code that a script understands."""
    try:
        app()
    except VigieError as error:
        complain(error)
        sys.exit(next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
