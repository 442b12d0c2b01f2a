"""Questions at a terminal, in the language of whoever answers them."""

from __future__ import annotations

from collections.abc import Callable

import typer

from monitor.cli.tongue import own_language, spoken


def asked(question: str, default: str | None = None, proven: Callable[[str], str] = str) -> str:
    """The answer, once it is *proven* (which raises BadParameter for one that will not do)."""
    suffix = ": " if own_language() == "en" else "\N{NO-BREAK SPACE}: "
    while True:
        given = str(typer.prompt(spoken(question), default, prompt_suffix=suffix))
        try:
            return proven(given.strip())
        except typer.BadParameter as wrong:
            print(spoken(f"Error: {wrong.message}"))


def agreed(question: str) -> bool:
    """Whether somebody says yes: on standard error, for what cannot be undone."""
    if own_language() == "en":
        return typer.confirm(question, default=False, err=True)
    given = str(typer.prompt(f"{spoken(question)} [o/N]", "n", prompt_suffix=" ", show_default=False, err=True))
    return given.strip().lower() in ("o", "oui", "y", "yes")
