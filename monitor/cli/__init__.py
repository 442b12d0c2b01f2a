"""The door: one function per command, words for humans, exit codes for scripts.

0 all is well, 1 something was found wrong, 64 the command or a query was not understood, 69 somebody cannot be
reached, 70 a bug of ours, 74 the store or a file cannot be read or written, 75 try again later, 78 the configuration is
not believed, 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sqlite3
import sys
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NoReturn, cast

import typer
import typer.main

from monitor import __version__
from monitor.cli import (
    asking,
    dealing,
    importing,
    measuring,
    mending,
    minuting,
    people,
    pleading,
    proving,
    queries,
    querying,
    rehearsing,
    sorting,
    sparing,
    starting,
    watching,
)
from monitor.cli.show import complain, say
from monitor.cli.tongue import own_language
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
    epilog="Start with:  vigie demo   then:  vigie init",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ROOMS = (
    starting,
    watching,
    asking,
    querying,
    queries,
    sorting,
    dealing,
    rehearsing,
    importing,
    measuring,
    mending,
    people,
    proving,
    pleading,
    minuting,
    sparing,
)
for room in ROOMS:
    room.add_to(app)


def _tell_version(wanted: bool) -> None:
    if wanted:
        print(f"vigie {__version__}")
        raise typer.Exit


@app.callback()
def vigie(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """The lookout: hears what is said of your brands, scores it, and wakes the right people once."""


@cache
def command(language: str = "en") -> Callable[..., Any]:
    """What `app` describes, built, with its help in *language*."""
    from monitor.cli.helping import dressed

    return cast("Callable[..., Any]", dressed(typer.main.get_command(app), language))


def main() -> None:
    """Run a command; say in one line what went wrong, and leave with a code that a script understands."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed by who started us
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - as long as we live
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a character stops nothing
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_run())


def _run() -> int:
    try:
        return _answer()
    except VigieError as error:
        complain(error)
        return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has seen enough
        _hush()
        return 0
    except (OSError, sqlite3.Error) as error:
        _hush()
        complain(_explained(error))
        return os.EX_IOERR
    except Exception as error:  # noqa: BLE001 - nobody who watches a brand has to read a traceback
        return _confess(error)


def _answer() -> int:
    try:
        _answer_in(own_language())
    except SystemExit as done:
        if isinstance(done.__context__, BrokenPipeError):  # click makes a failure of it
            raise done.__context__ from None
        sys.stdout.flush()
        return os.EX_USAGE if done.code == 2 else int(done.code or 0)  # what argument parsers say is not of sysexits


def _answer_in(language: str) -> NoReturn:
    """As Typer answers, in other words than its own."""
    from monitor.cli.helping import Misread, complain_of

    try:
        sys.exit(command(language)(prog_name="vigie", standalone_mode=False))
    except Misread as misread:
        complain_of(misread)
        sys.exit(misread.exit_code)
    except typer.Abort:
        say("Aborted!", stderr=True)
        sys.exit(1)


def _hush() -> None:
    """Let what cannot be written go nowhere: the interpreter would try again, and leave with a code of its own."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explained(error: OSError | sqlite3.Error) -> StoreError:
    if isinstance(error, sqlite3.Error):
        return StoreError(f"the store cannot be read: {error}", hint="run: vigie doctor")
    place = f"{error.filename}: " if error.filename else ""
    return StoreError(f"{place}{error.strerror or type(error).__name__}")


def _confess(error: Exception) -> int:
    """Where a bug is. Its own words are not repeated: nobody knows what they quote."""
    if os.environ.get("VIGIE_DEBUG"):
        traceback.print_exception(error)
    else:
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
        told = f"this is a bug in vigie ({place})"
        say(f"vigie: {told}; run again with VIGIE_DEBUG=1 to see it whole, and report it", stderr=True)
    return os.EX_SOFTWARE
