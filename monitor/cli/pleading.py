"""Commands for notices: drafted from the evidence, then followed. None of it is legal advice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.places import ConfigPath, Json, load_outline, now, open_store
from monitor.cli.proving import AID, Language, Number, Who, laws, must_know, whoever
from monitor.cli.show import harmless, safe, say, table
from monitor.cli.tongue import own_language, term
from monitor.errors import VigieError
from monitor.legal.docket import case
from monitor.legal.pleading import draft as drafted
from monitor.legal.pleading import follow
from monitor.notices import Kind

notice = typer.Typer(
    name="notice",
    no_args_is_help=True,
    help="Letters to hosts and publishers, and their fate.",
    epilog="Try:  vigie notice draft 12 --kind dsa --to Example   then:  vigie notice sent 1",
)
Notice = Annotated[int, typer.Argument(metavar="NOTICE", min=1, help="A notice (vigie notice list shows them).")]
Word = Annotated[str, typer.Option("--word", metavar="WORDS", help="A reference, or what was decided.")]


def add_to(app: typer.Typer) -> None:
    for state, told in (
        ("sent", "Say that a notice was sent."),
        ("acknowledged", "Say that it was received."),
        ("decided", "Say what was decided on it."),
        ("appealed", "Say that the decision was contested."),
    ):
        notice.command(state, help=told, epilog=f"Try:  vigie notice {state} 1")(_stepper(state))
    app.add_typer(notice)


@notice.command(epilog="Try:  vigie notice draft 12 --kind formal --language fr -o letter.txt")
def draft(
    number: Number,
    kind: Annotated[Kind, typer.Option(help="To the host (DSA, art. 16), a formal notice, or a right of reply.")],
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="Whom it is for.")] = "",
    language: Annotated[Language | None, typer.Option(help="Of the letter.")] = None,
    answer: Annotated[Path | None, typer.Option("--answer", metavar="FILE", help="The text of a reply.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="The new file.")] = None,
    by: Who = "",
    config_path: ConfigPath = None,
) -> None:
    """Fill a letter from the evidence of a mention.

    As text that you edit and send yourself.
    """
    outline, at = load_outline(config_path), now()
    spoken = str(language or own_language())
    if output and output.exists():
        raise VigieError(f"{output} already exists", hint="give another name with -o")
    countries = laws(outline)
    with open_store(outline.store) as store:
        must_know(store, number)
        made = drafted(
            store,
            case(store, number, countries, at, spoken),
            kind.value,
            language=spoken,
            legal=outline.legal,
            country=countries[0] if countries else "",
            recipient=to,
            answer=answer.read_text(encoding="utf-8") if answer else "",
            now=at,
            timezone=outline.timezone,
            who=whoever(by),
        )
    if output:
        output.write_text(made.text, encoding="utf-8")
    else:
        print(harmless(made.text))
    say(f"notice {made.id}; once it is sent: vigie notice sent {made.id}. {AID[spoken]}", stderr=True)


@notice.command("list", epilog="Try:  vigie notice list --json")
def list_notices(config_path: ConfigPath = None, json_too: Json = False) -> None:
    """The notices, and where they stand."""
    outline = load_outline(config_path)
    with open_store(outline.store) as store:
        rows = [
            {
                "id": each.id,
                "mention": each.mention,
                "kind": each.kind,
                "to": each.recipient,
                "state": each.state,
                "since": each.steps[-1].at if each.steps else each.at,
                "word": each.steps[-1].word if each.steps else "",
            }
            for each in store.notices.all()
        ]
    table(rows, json_too=json_too, empty="No notice yet.", zone=outline.timezone)


@notice.command(epilog="Try:  vigie notice show 1")
def show(number: Notice, config_path: ConfigPath = None) -> None:
    """The text of a notice, and what became of it."""
    with open_store(load_outline(config_path).store) as store:
        found = store.notices.get(number)
    if not found:
        raise VigieError(f"there is no notice {number}", hint="see: vigie notice list")
    print(harmless(found.text))
    for step in found.steps:
        what = term("state", step.state)
        print(f"{step.at:%Y-%m-%d %H:%M} UTC {what}, {safe(step.who)}: {safe(step.word)}".rstrip(": "))


def _stepper(state: str) -> Callable[..., None]:
    def step(number: Notice, word: Word = "", by: Who = "", config_path: ConfigPath = None) -> None:
        with open_store(load_outline(config_path).store) as store:
            follow(store, number, state, word=word, who=whoever(by), now=now())
        say(f"notice {number}: {term('state', state)}", stderr=True)

    return step
