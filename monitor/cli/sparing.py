"""Commands for the rights of people: forget, objections, export of what is known of somebody, the audit trail."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from monitor.cli.places import ConfigPath, Json, load_config, load_outline, now, open_store
from monitor.cli.proving import Language, Who, whoever
from monitor.cli.questions import agreed
from monitor.cli.show import as_json, counted, safe, say, table
from monitor.cli.tongue import own_language
from monitor.config import Config
from monitor.errors import VigieError
from monitor.forgetting import everything, look_up, object_, tombstone
from monitor.forgetting import forget as erase
from monitor.privacy import Practice, document, pseudonyms_at
from monitor.sources import facts
from monitor.store import Found, Sought, Store
from monitor.store.safety import aside, copies

objections = typer.Typer(
    name="objections",
    no_args_is_help=True,
    help="The people and addresses that are left alone.",
    epilog="Try:  vigie objections list",
)
Author = Annotated[str, typer.Option("--author", metavar="NAME", help="The person, as their place calls them.")]
Url = Annotated[str, typer.Option("--url", metavar="ADDRESS", help="The address of what was said.")]
Why = Annotated[str, typer.Option("--why", metavar="REASON", help="What it rests on: a letter, a date. Name nobody.")]


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Try:  vigie forget --author 'Jean D.' --dry-run")(forget)
    app.command(epilog="Try:  vigie audit")(audit)
    app.command(epilog="Try:  vigie register --language fr   or:  vigie register --note")(register)
    app.add_typer(objections)


def sought_of(author: str, url: str) -> Sought:
    if bool(author.strip()) == bool(url.strip()):
        raise VigieError("say whom: --author NAME, or --url ADDRESS", hint="one of both")
    return Sought(author.strip(), url.strip())


def forget(
    author: Author = "",
    url: Url = "",
    why: Why = "",
    by: Who = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Erase nothing; say what would be.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config_path: ConfigPath = None,
) -> None:
    """Erase a person, or an address, and leave them alone.

    What they said, their name where others wrote it, and every trace in the file, its index and its log. Evidence under
    legal hold stays, and is listed. The daemon must not be running on the same store.
    """
    sought, outline = sought_of(author, url), load_outline(config_path)
    with open_store(outline.store, alone=not dry_run) as store:
        names = pseudonyms_at(outline.store)
        found = look_up(store, names, sought)
        _tell(store, found)
        if dry_run:
            return
        if not yes and not sys.stdin.isatty():
            raise VigieError("nobody is there to be asked", hint="look at it with --dry-run, then say --yes")
        if not yes and not agreed("Erase it for good?"):
            raise typer.Exit(1)
        done = erase(store, names, sought, who=whoever(by), why=why, now=now())
    told = f"{counted(len(done.found.items), 'item')} erased, {counted(done.blanked, 'place')} of others blanked"
    say(f"{told}; the next poll will not bring it back", stderr=True)
    for path in (*aside(outline.store), *copies(outline.store)):
        say(f"{path} was made before and still holds it: delete it, and your own backups", stderr=True)


def _tell(store: Store, found: Found) -> None:
    say(
        f"{counted(len(found.items), 'item')} ({counted(len(found.mentions), 'mention')}), "
        f"{counted(len(found.exhibits), 'capture')}, named in {counted(len(found.named), 'mention')} of others",
        stderr=True,
    )
    for number in found.held:
        held = store.chain.held(number)
        assert held
        say(f"stays: mention {number} is under legal hold since {held.at:%Y-%m-%d}: {safe(held.why)}")
    for link in found.bound:
        say(f"stays: the capture of link {link} is under legal hold")


@objections.command("list", epilog="Try:  vigie objections list --json")
def list_objections(config_path: ConfigPath = None, json_too: Json = False) -> None:
    """Since when somebody is left alone.

    And how much was not collected for it. Who it is, nobody can tell.
    """
    with open_store(load_outline(config_path).store) as store:
        rows = [
            {
                "since": each.at,
                "what": each.kind,
                "hash": each.digest.hex()[:12],
                "refused": each.refused,
                "why": each.why,
            }
            for each in store.objections.all()
        ]
    table(rows, json_too=json_too, empty="Nobody objected.")


@objections.command("add", epilog="Try:  vigie objections add --author 'Jean D.' --why 'letter of 3 May'")
def add_objection(
    author: Author = "", url: Url = "", why: Why = "", by: Who = "", config_path: ConfigPath = None
) -> None:
    """Collect nothing of somebody from now on.

    What is there already, vigie forget erases.
    """
    outline, sought = load_outline(config_path), sought_of(author, url)
    with open_store(outline.store) as store, store.atomic():
        object_(store, pseudonyms_at(outline.store), sought, why=why, now=now())
        store.audit.note(whoever(by), "objection", 1, now())
    say("written down", stderr=True)


@objections.command("remove", epilog="Try:  vigie objections remove --author 'Jean D.'")
def remove_objection(author: Author = "", url: Url = "", by: Who = "", config_path: ConfigPath = None) -> None:
    """Collect again what somebody says."""
    outline, sought = load_outline(config_path), sought_of(author, url)
    with open_store(outline.store) as store, store.atomic():
        if not store.objections.remove(*tombstone(pseudonyms_at(outline.store), sought)):
            raise VigieError("there is no such objection", hint="is it written as it was then?")
        store.audit.note(whoever(by), "objection withdrawn", 1, now())
    say("removed", stderr=True)


@objections.command("check", epilog="Try:  vigie objections check --author 'Jean D.'")
def check_objection(author: Author = "", url: Url = "", config_path: ConfigPath = None) -> None:
    """Whether somebody is left alone. Leaves with 1 if not."""
    outline, sought = load_outline(config_path), sought_of(author, url)
    with open_store(outline.store) as store:
        known = tombstone(pseudonyms_at(outline.store), sought) in store.objections.known()
    say("left alone" if known else "not left alone")
    raise typer.Exit(0 if known else 1)


def audit(config_path: ConfigPath = None, json_too: Json = False) -> None:
    """Who asked for, held or erased personal data.

    With the time and how much it was: never of whom.
    """
    outline = load_outline(config_path)
    with open_store(outline.store) as store:
        rows = [{"at": each.at, "who": each.who, "what": each.what, "count": each.count} for each in store.audit.all()]
    table(rows, json_too=json_too, empty="Nothing yet.", zone=outline.timezone)


def register(
    note: Annotated[bool, typer.Option("--note", help="The note on legitimate interest instead.")] = False,
    language: Annotated[Language | None, typer.Option(help="Of the document.")] = None,
    config_path: ConfigPath = None,
) -> None:
    """Print the record of processing of the GDPR.

    That of article 30; or, with --note, the note on legitimate interest. Both are to be completed
    and checked.
    """
    believed = load_config(config_path)
    print(document("interest" if note else "register", str(language or own_language()), _practice(believed), now()))


def _practice(believed: Config) -> Practice:
    keep, legal = believed.retention, believed.legal
    return Practice(
        company=legal.company,
        address=legal.address,
        dpo=legal.dpo,
        brands=[brand.name for brand in believed.brands],
        places=[f"{each.name} ({each.kind}, {facts(type(each.source)).terms})" for each in believed.sources],
        targets=[f"{each.name} ({each.way})" for each in believed.targets],
        languages=believed.languages,
        mentions=keep.mentions,
        authors=keep.authors,
        evidence=keep.evidence,
        incidents=keep.incidents,
        audit=keep.audit,
        capture=believed.evidence.capture,
        authorities=[each.url for each in believed.evidence.authorities],
        contact=believed.fetch.contact,
    )


def export_person(config_path: ConfigPath, author: str, url: str) -> None:
    """Print all that is kept of somebody, as JSON."""
    outline, sought = load_outline(config_path), sought_of(author, url)
    with open_store(outline.store) as store:
        told = list(everything(store, pseudonyms_at(outline.store), sought))
        with store.atomic():
            store.audit.note(whoever(""), "export of a person", len(told), now())
    as_json(told)
    say(f"{counted(len(told), 'mention')}", stderr=True)
