"""Commands for the log of a crisis: what is known, what is not, what was decided, by whom, and when to look again."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.moments import length
from monitor.cli.places import ConfigPath, Json, load_outline, now, open_store
from monitor.cli.proving import Language, Who, whoever
from monitor.cli.show import counted, safe, say, table
from monitor.cli.tongue import own_language
from monitor.errors import VigieError

log = typer.Typer(
    name="log",
    no_args_is_help=True,
    help="The log of a crisis: facts, unknowns, decisions.",
    epilog="Try:  vigie log add decision 'The batch is withdrawn' --about Acme   then:  vigie log report",
)


class Sort(StrEnum):
    FACT = "fact"
    UNKNOWN = "unknown"
    DECISION = "decision"
    CHECK = "check"


About = Annotated[str, typer.Option("--about", metavar="NAME", help="What it is about: a brand, an incident.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(log)


@log.command(epilog="Try:  vigie log add check 'Ask the laboratory' --in 2h")
def add(
    sort: Annotated[
        Sort,
        typer.Argument(
            metavar="fact|unknown|decision|check", help="A fact, something unknown, a decision, or something to check."
        ),
    ],
    text: Annotated[str, typer.Argument(metavar="WORDS", help="In one sentence.")],
    about: About = "",
    within: Annotated[str, typer.Option("--in", metavar="TIME", help="When to look again: 30m, 2h.")] = "",
    settles: Annotated[
        list[int] | None, typer.Option("--settles", metavar="LINK", help="The entry that this one answers.")
    ] = None,
    by: Who = "",
    config_path: ConfigPath = None,
) -> None:
    """Write an entry.

    It is chained, and nobody can change it afterwards.
    """
    if not text.strip():
        raise VigieError("an entry has words", hint="say what happened")
    at = now()
    record: dict[str, Any] = {"sort": sort.value, "text": safe(text), "who": whoever(by), "subject": safe(about)}
    record |= {"settles": settles} if settles else {}
    record |= {"due": (at + length(within, "--in")).isoformat()} if within else {}
    with open_store(load_outline(config_path).store, must_exist=False) as store, store.atomic():
        link = store.chain.append("decision", record, at)
    say(f"entry {link.number}", stderr=True)


@log.command(epilog="Try:  vigie log show --about Acme")
def show(about: About = "", config_path: ConfigPath = None, json_too: Json = False) -> None:
    """The entries, oldest first."""
    from monitor.evidence.situation import entries

    outline = load_outline(config_path)
    with open_store(outline.store) as store:
        told = entries(store.chain.told("decision"), about)
    rows = [
        {
            "id": each.link,
            "at": each.at,
            "sort": each.sort,
            "text": each.text,
            "who": each.who,
            "about": each.subject,
            "due": each.due,
            "settled": "yes" if each.settled else "",
        }
        for each in told
    ]
    table(rows, json_too=json_too, empty="Nothing was written yet.", zone=outline.timezone)


@log.command(epilog="Try:  vigie log report --about Acme --language fr -o point.pdf")
def report(
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="The new PDF.")] = None,
    about: About = "",
    language: Annotated[Language | None, typer.Option(help="Of the page.")] = None,
    config_path: ConfigPath = None,
) -> None:
    """A situation report on one page.

    Facts, what is unknown, decisions, next checks.
    """
    from monitor.evidence.situation import entries
    from monitor.evidence.situation import report as page

    outline = load_outline(config_path)
    to = output or Path("situation.pdf")
    if to.exists():
        raise VigieError(f"{to} already exists", hint="give another name with -o")
    with open_store(outline.store) as store:
        told, head = entries(store.chain.told("decision"), about), store.chain.head()
    spoken = str(language or own_language())
    digest = head.digest if head else ""
    to.write_bytes(page(told, language=spoken, now=now(), timezone=outline.timezone, subject=about, head=digest))
    say(f"written: {to} ({counted(len(told), 'entry', 'entries')})", stderr=True)
