"""Commands for evidence: what was captured, under hold, packed, verified. None of it is legal advice."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.places import ConfigPath, Json, load_config, load_outline, now, open_store
from monitor.cli.show import as_json, console, counted, safe, say, table, waiting
from monitor.cli.tongue import own_language, spoken, term, word
from monitor.config import Outline
from monitor.errors import VigieError
from monitor.evidence.dossier import Deadline
from monitor.legal.docket import countries_of, deadline, dossier, key_beside, running
from monitor.links import Exhibit, LegalHold, Watched, broken
from monitor.model import Mention
from monitor.store import Store

AID = {
    "en": "An aid, not legal advice.",
    "fr": "Une aide, pas un avis juridique.",
}
evidence = typer.Typer(
    name="evidence",
    no_args_is_help=True,
    help="What was captured of insults and accusations.",
    epilog="Try:  vigie evidence list   then:  vigie evidence pack 12 -o evidence.zip",
)


class Language(StrEnum):
    EN = "en"
    FR = "fr"


Number = Annotated[int, typer.Argument(metavar="ID", min=1, help="A mention (vigie mentions shows the ids).")]
Who = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so; by default who is logged in here.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(evidence)


def whoever(by: str) -> str:
    """Who does it: *by*, or whoever is logged in here; a user without a name is a number."""
    try:
        return by or getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def must_know(store: Store, number: int) -> Mention:
    mention = store.mentions.get(number)
    if not mention:
        raise VigieError(f"there is no mention {number}", hint="see: vigie mentions")
    return mention


def laws(outline: Outline) -> tuple[str, ...]:
    """Whose law is shown."""
    return countries_of(outline.legal, outline.timezone)


@evidence.command("list", epilog="Try:  vigie evidence list --json")
def list_evidence(config_path: ConfigPath = None, json_too: Json = False) -> None:
    """The mentions of which something was captured.

    With their pages and their last days to act.
    """
    outline = load_outline(config_path)
    at = now()
    with open_store(outline.store) as store:
        rows = [_listed(store, number, outline, at) for number in store.chain.cases()]
    table(
        rows, json_too=json_too, empty="Nothing was captured yet.", spare=("url", "look_again"), zone=outline.timezone
    )
    if rows and not json_too:
        print(AID[own_language()], file=sys.stderr)


def _listed(store: Store, number: int, outline: Outline, at: datetime) -> dict[str, Any]:
    mention, page = store.mentions.get(number), store.pages.get(number)
    held = store.chain.held(number)
    links = store.chain.summary(number)
    told = running(mention, store.chain.of(number, files=False), laws(outline)) if mention else ()
    first = next((clock for clock in told if clock.left(at) >= 0), None)
    return {
        "id": number,
        "brand": mention.brand if mention else "",
        "page": page.state.value if page else "",
        "links": len(links),
        "erased": sum(not kept for _, kept in links),
        "hold": held.why if held else "",
        "last_day": first.last_day.isoformat() if first else "past" if told else "unknown",
        "days_left": first.left(at) if first else None,
        "look_again": page.due_at if page else None,
        "url": page.url if page else "",
    }


@evidence.command(epilog="Try:  vigie evidence show 12")
def show(number: Number, config_path: ConfigPath = None, json_too: Json = False) -> None:
    """What was captured of one mention, link by link.

    And its legal clocks.
    """
    outline = load_outline(config_path)
    at, language = now(), own_language()
    with open_store(outline.store) as store:
        mention = must_know(store, number)
        exhibits, page, held = store.chain.of(number, files=False), store.pages.get(number), store.chain.held(number)
    clocks = [deadline(clock, at, language) for clock in running(mention, exhibits, laws(outline))]
    if json_too:
        links = [{"link": e.link.number, "at": e.link.at, "kind": e.link.kind, "record": e.told} for e in exhibits]
        told = [{name: getattr(each, name) for name in each.__slots__} for each in clocks]
        as_json({"id": number, "hold": held and held.why, "clocks": told, "links": links, "aid": AID[language]})
        return
    lines = [f"{number} {safe(mention.brand)} {safe(mention.item.url)}", *_state(page, held)]
    lines += [_ticking(each) for each in clocks] or [spoken("  clock: unknown")]
    lines += [line for exhibit in exhibits for line in _chained(exhibit)]
    console().print("\n".join([*lines, AID[language]]), markup=False)


def _state(page: Watched | None, held: LegalHold | None) -> Iterator[str]:
    if held:
        yield spoken(f"  under legal hold since {held.at:%Y-%m-%d}, by {safe(held.who)}: {safe(held.why)}")
    if page:
        again = f", looked at again {page.due_at:%Y-%m-%d %H:%M} UTC" if page.due_at else ""
        state = term("page", page.state)
        yield f"{spoken(f'  page: {state}{again}')} {word(safe(page.error))}".rstrip()


def _ticking(clock: Deadline) -> str:
    until = f"last day {clock.last_day} ({clock.left} days left)" if clock.left >= 0 else f"ended on {clock.last_day}"
    doubt = "" if clock.certain else "; it may have been published earlier"
    where = f"{clock.country} ({term('clock', clock.action)})"
    return f"  {spoken('clock:')} {where}, {spoken(until)}, {safe(clock.law)}{spoken(doubt)}"


def _chained(exhibit: Exhibit) -> Iterator[str]:
    told, link = exhibit.told, exhibit.link
    answer = f"{told.get('status', '')} {safe(told.get('answered by', ''))}" if told else spoken("files erased")
    what = term("link", link.kind)
    yield f"  {link.number:>6} {link.at:%Y-%m-%d %H:%M:%S} UTC {what:<12} {answer:<20} {link.record[:16]}"
    yield from (f"           {safe(line)}" for line in str(told.get("change", "")).splitlines())


@evidence.command(epilog="Try:  vigie evidence pack 12 14 --language fr -o preuves.zip")
def pack(
    numbers: Annotated[list[int], typer.Argument(metavar="ID...", help="Mentions.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="The new zip.")] = None,
    language: Annotated[Language | None, typer.Option(help="Of the sheet and the recipe.")] = None,
    config_path: ConfigPath = None,
) -> None:
    """Pack what was captured of mentions into a signed zip.

    It has a sheet to read (PDF), and a recipe with which anybody verifies it with openssl and sha256sum alone.
    """
    from monitor.evidence.pack import pack as packed  # what writes a PDF and signs takes half a second to load
    from monitor.evidence.seal import seal_at

    outline = load_outline(config_path)
    spoken = str(language or own_language())
    to = output or Path(f"evidence-{'-'.join(map(str, numbers[:5]))}.zip")
    if to.exists():
        raise VigieError(f"{to} already exists", hint="give another name with -o")
    with waiting("packing"), open_store(outline.store) as store:
        for number in numbers:
            must_know(store, number)
        told = dossier(
            store,
            list(dict.fromkeys(numbers)),
            laws(outline),
            now(),
            language=spoken,
            timezone=outline.timezone,
            roots={each.url: each.roots for each in outline.evidence.authorities if each.roots},
            environment=_environment(),
        )
        content = packed(told, seal_at(key_beside(outline.store)))
        with store.atomic():
            store.audit.note(whoever(""), "evidence pack", len(told.cases), now())
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    say(f"written: {to} ({len(content) // 1024} kB, {counted(len(told.links), 'link')})", stderr=True)
    print(AID[spoken], file=sys.stderr)


@evidence.command(epilog="Try:  vigie evidence verify evidence.zip")
def verify(path: Annotated[Path, typer.Argument(metavar="FILE", help="A pack.")], json_too: Json = False) -> None:
    """Look at every byte of a pack.

    Names the file that was changed, and leaves with 1 if there is one.
    """
    from monitor.evidence.verify import verify as verified

    outcome = verified(path.read_bytes())
    if json_too:
        as_json(
            {
                "holds": not outcome.damages,
                "damages": [{"file": each.name, "what": each.what} for each in outcome.damages],
                "files": outcome.files,
                "links": outcome.links,
                "timestamps": outcome.stamps,
                "unproven": outcome.unproven,
                "signer": outcome.signer,
            }
        )
    for each in () if json_too else outcome.damages:
        print(f"{safe(each.name)}: {spoken(safe(each.what))}")
    if outcome.damages:
        raise typer.Exit(1)
    if not json_too:
        stamps = f"{counted(outcome.stamps, 'timestamp')} vouched for"
        say(f"whole: {counted(outcome.files, 'file')}, {counted(outcome.links, 'link')} of the chain, {stamps}")
        for name in outcome.unproven:
            say(f"{safe(name)}: we cannot tell who vouches for it; the recipe in the pack says how openssl does")
        say(f"signed by the key whose SHA-256 is {outcome.signer}")


@evidence.command(epilog="Try:  vigie evidence check")
def check(config_path: ConfigPath = None) -> None:
    """Follow the whole chain of the store.

    And each record that is still kept. Leaves with 1 where it is broken.
    """
    with open_store(load_outline(config_path).store) as store:
        links = store.chain.links()
        stray = broken(links)
        wrong = store.chain.unlike()
    if stray or wrong:
        what = f"link {stray.number} does not follow" if stray else f"the record of link {wrong[0]} is not what it was"
        raise VigieError(f"the chain is broken: {what}", hint="somebody changed the store; compare it with a backup")
    say(f"the chain holds: {counted(len(links), 'link')}" + (f", {links[-1].digest}" if links else ""))


@evidence.command(epilog="Try:  vigie evidence capture 12")
def capture(number: Number, config_path: ConfigPath = None) -> None:
    """Look at the page of a mention now, and again later.

    Whatever its scores.

    The daemon must not be running on the same store; where it is, it looks by itself.
    """
    from monitor.legal.bailiff import Bailiff
    from monitor.pipeline import Pipeline, fetcher_for

    believed = load_config(config_path)

    async def looked(store: Store) -> str:
        pipeline = Pipeline(believed, store, fetcher_for(believed))
        try:
            seen = await Bailiff(pipeline).visit(number, now())
        finally:
            await pipeline.fetcher.close()
        return f"{term('page', seen.look.sight)}: {word(safe(seen.look.watched.error)) or seen.look.watched.url}"

    with open_store(believed.store, alone=True) as store:
        must_know(store, number)
        print(safe(asyncio.run(looked(store))))


@evidence.command(epilog="Try:  vigie evidence hold 12 --why 'complaint filed on 3 May'")
def hold(
    number: Number,
    why: Annotated[str, typer.Option("--why", metavar="REASON", help="Why it must be kept.")],
    by: Who = "",
    config_path: ConfigPath = None,
) -> None:
    """Keep a mention and its evidence until it is released.

    Whatever retention or erasure would take.
    """
    with open_store(load_outline(config_path).store) as store, store.atomic():
        must_know(store, number)
        held = LegalHold(number, now(), whoever(by), why)
        store.chain.hold(held)
        told = {"mentions": [number], "who": held.who, "why": why}
        store.chain.append("hold", told, held.at, mentions=[number])
        store.audit.note(held.who, "legal hold", 1, held.at)
    say(f"mention {number} is under legal hold", stderr=True)


@evidence.command(epilog="Try:  vigie evidence release 12")
def release(number: Number, by: Who = "", config_path: ConfigPath = None) -> None:
    """End a legal hold: retention and erasure reach it again."""
    with open_store(load_outline(config_path).store) as store, store.atomic():
        if not store.chain.release(number):
            raise VigieError(f"mention {number} is not under legal hold", hint="see: vigie evidence list")
        store.chain.append("release", {"mentions": [number], "who": whoever(by)}, now(), mentions=[number])
        store.audit.note(whoever(by), "legal hold released", 1, now())
    say(f"mention {number} is under legal hold no more", stderr=True)


@evidence.command(epilog="Try:  vigie evidence calendar -o clocks.ics")
def calendar(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Standard output if none.")
    ] = None,
    config_path: ConfigPath = None,
) -> None:
    """The last days to act as a calendar (iCalendar).

    With an alarm before each.
    """
    from monitor.legal.reminding import calendar as written
    from monitor.legal.reminding import clocked

    outline, at = load_outline(config_path), now()
    with open_store(outline.store) as store:
        text = written(clocked(store, laws(outline), at), outline.legal.remind, at)
    if output:
        output.write_text(text, encoding="utf-8", newline="")
    else:
        sys.stdout.write(text)
    print(AID[own_language()], file=sys.stderr)


@evidence.command(epilog="Try:  vigie evidence environment")
def environment(json_too: Json = False) -> None:
    """The sheet that a bailiff asks for.

    Machine, clock, software, way to the network.
    """
    told = _environment()
    if json_too:
        as_json(told)
        return
    for name, value in told.items():
        print(f"{term('sheet', name)}: {word(safe(value))}")


def _environment() -> dict[str, str]:
    from monitor.evidence.surroundings import surroundings
    from monitor.securing import SOFTWARE

    return surroundings(SOFTWARE, SOFTWARE.replace(" ", "/"))
