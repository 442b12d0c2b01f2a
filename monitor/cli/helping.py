"""The help of every command, and what is told of a line that was not understood, as a person reads them.

Typer has words of its own, for those who know its types, and none of another language: they pass through here once they
are written.
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
_VALUE = re.compile(r"\{([^{}]+)\}(?:\.\.\.)?")  # of an argument, in a line of usage
_TYPE = re.compile(r"(?<=\S) <[^<>]*>$")  # beside an argument, whose name says what it is
_PLAIN = (
    ("Value error, ", ""),
    ("Input should be greater than or equal to ", "it must be at least "),
    ("Input should be less than or equal to ", "it must be at most "),
    ("Input should be a valid integer, unable to parse string as an integer", "it must be a whole number"),
    ("Input should be a valid number, unable to parse string as a number", "it must be a number"),
)


class _Help(_Formatter):  # type: ignore[misc]
    """Help without the types of the code, and with examples that can be copied."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        args = _VALUE.sub(r"\1", args).replace("[[", "[").replace("]]", "]")
        super().write_usage(prog, args, prefix or f"{spoken('Usage:')} ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(spoken(f"{heading}:").removesuffix(":"))

    def write_dl(self, rows: list[tuple[str, str]], *places: Any, **kinds: Any) -> None:
        told = [
            (first if first.startswith("-") else _TYPE.sub("", first), _described(second)) for first, second in rows
        ]
        super().write_dl(told, *places, **kinds)

    def write_text(self, text: str) -> None:
        """Examples stand one below the other where they do not fit side by side."""
        first, *others = text.split("   ")
        if others and len(text) + self.current_indent > self.width:
            text = "\n\n".join(["\b\n" + "\n".join([first, *(f"  {other}" for other in others)])])
        super().write_text(text)


def _described(help_: str) -> str:
    """What stands beside an option, with its default and bounds."""
    if help_ == "Show this message and exit.":
        return spoken(help_)
    return _EXTRA.sub(lambda extra: _bracketed(extra[0][1:-1].split("; ")), help_).rstrip()


def _bracketed(extras: list[str]) -> str:
    told = [extra for extra in map(_extra, extras) if extra]
    return f"[{'; '.join(told)}]" if told else ""


def _extra(told: str) -> str:
    if told.startswith(("default: ", "required")):
        return spoken(told)
    least, _, most = told.partition("<=x<=")
    return spoken(f"{least} to {most}") if most else ""  # that there is no fewer than none goes without saying


class _Context(typer.Context):
    formatter_class = _Help


def dressed(command: Any, language: str) -> Any:
    """*command* and all below it, with help in *language*, which is that of whoever sits here."""
    command.context_class = _Context
    if language != "en":
        _translate(command)
    for each in getattr(command, "commands", {}).values():
        dressed(each, language)
    return command


def _translate(command: Any) -> None:
    command.help, command.epilog = _text(command.help), _text(command.epilog)
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = spoken(command.subcommand_metavar)
    for param in command.params:
        param.help = _text(param.help)
        param.metavar = spoken(param.metavar) if param.metavar else param.metavar


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
    lines = [_said(line) if line.startswith(ours) else line for line in told.getvalue().splitlines()]
    typer.echo("\n".join(lines), err=True)


def _said(line: str) -> str:
    """A line of Typer's, in words that say nothing of the code."""
    told = spoken(line)
    for theirs, ours in _PLAIN if told == line else ():
        told = told.replace(theirs, ours)
    return told
