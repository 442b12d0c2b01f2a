"""The help of every command, and what is told of a line that was not understood, as a French reader reads them.

Typer has words of its own, and none of another language: they pass through here once they are written.
"""

from __future__ import annotations

import inspect
import re
from io import StringIO
from typing import Any

import typer

from monitor.cli.tongue import spoken, word

# Typer has had these two under several names.
_Formatter: Any = typer.Context.formatter_class
Misread: type[Any] = typer.BadParameter.__mro__[2]

_EXTRA = re.compile(r"\[[^\[]*\]$")


class _French(_Formatter):  # type: ignore[misc]
    """Help with the words of Typer in French."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{spoken('Usage:')} ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(spoken(f"{heading}:").removesuffix(":"))

    def write_dl(self, rows: list[tuple[str, str]], *places: Any, **kinds: Any) -> None:
        super().write_dl([(first, _described(second)) for first, second in rows], *places, **kinds)


def _described(help_: str) -> str:
    """What stands beside an option, with its default and bounds."""
    if help_ == "Show this message and exit.":
        return spoken(help_)
    return _EXTRA.sub(lambda extra: "[" + "; ".join(map(_extra, extra[0][1:-1].split("; "))) + "]", help_)


def _extra(told: str) -> str:
    return spoken(told) if told.startswith(("default: ", "required")) else told


class _Context(typer.Context):
    formatter_class = _French


def in_french(command: Any) -> Any:
    """*command* and all below it, whose help is in English, with help in French."""
    command.context_class = _Context
    command.help, command.epilog = _text(command.help), _text(command.epilog)
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = spoken(command.subcommand_metavar)
    for param in command.params:
        param.help = _text(param.help)
        param.metavar = spoken(param.metavar) if param.metavar else param.metavar
    for each in getattr(command, "commands", {}).values():
        in_french(each)
    return command


def _text(help_: str | None) -> str | None:
    """Paragraph by paragraph, whatever their lines in the code."""
    paragraphs = inspect.cleandoc(help_ or "").split("\n\n")
    return "\n\n".join(spoken(re.sub(r"\n", " ", each)) for each in paragraphs) if help_ else help_


def complain_of(misread: Any) -> None:
    """What was not understood of a command line, on standard error, as Typer tells it."""
    told = StringIO()
    if isinstance(hint := getattr(misread, "param_hint", None), str):
        misread.param_hint = word(hint)
    misread.show(file=told)
    ours = ("Error: ", "Try '")
    lines = [spoken(line) if line.startswith(ours) else line for line in told.getvalue().splitlines()]
    typer.echo("\n".join(lines), err=True)
