"""Commands for the first day: demo, init, check, schema, doctor."""

from __future__ import annotations

import asyncio
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from monitor import config
from monitor.cli import checkup, finding
from monitor.cli.places import ConfigPath, Json, find_config, load_config, now
from monitor.cli.questions import asked
from monitor.cli.show import as_json, complain, console, counted, safe, say, table, waiting, warned
from monitor.cli.tongue import own_language
from monitor.errors import ConfigError, Fault, FetchError, ParseError, VigieError
from monitor.notify import WAYS


class Language(StrEnum):
    EN = "en"
    FR = "fr"


Tongue = Annotated[Language | None, typer.Option("--lang", help="By default that of $LANG.", show_default=False)]

LOOKS_LIKE = {
    "slack": "https://hooks.slack.com/services/T.../B.../...",
    "email": "mailtos://user:password@smtp.example.org?from=vigie@example.org&to=you@example.org",
    "webhook": "https://desk.example.org/hook#whsec_...   (the secret that signs, as Standard Webhooks says)",
    "apprise": "tgram://token/chat   (see https://appriseit.com/services/)",
}


def add_to(app: typer.Typer) -> None:
    app.command("demo", epilog="Try:  vigie demo --lang fr")(show_demo)
    app.command(epilog="Try:  vigie init --brand Acme --url https://example.org --target slack")(init)
    app.command(epilog="Try:  vigie check -c /etc/vigie/vigie.yaml")(check)
    app.command(epilog="Try:  vigie schema > vigie.schema.json")(schema)
    app.command(epilog="Try:  vigie doctor --send")(doctor)


def show_demo(
    lang: Tongue = None,
    speed: Annotated[
        float | None,
        typer.Option(metavar="N", help="1 to follow it, 0 as fast as it can; by default by the terminal.", min=0),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep the store and its configuration there.")
    ] = None,
    inbox: Annotated[
        bool | None,
        typer.Option(
            "--inbox/--no-inbox", help="Open the inbox at its end; by default on a terminal.", show_default=False
        ),
    ] = None,
) -> None:
    """Watch an invented brand live through a crisis.

    Three days in a minute: calm, launch, crisis, recovery. Real servers on this machine, no configuration.
    """
    from monitor.demo import director  # a third of a second that no other command needs

    raise typer.Exit(director.run(speed, lang or own_language(), console(), keep, inbox))


def init(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the configuration.")] = Path(
        "vigie.yaml"
    ),
    brand: Annotated[str, typer.Option(metavar="NAME", help="The name to watch.")] = "",
    url: Annotated[str, typer.Option(metavar="ADDRESS", help="A web address; its feed is looked for.")] = "",
    target: Annotated[str, typer.Option(metavar="WAY", help=f"How to tell you: {', '.join(WAYS)}.")] = "",
    lang: Tongue = None,
) -> None:
    """Ask three questions and write a commented vigie.yaml."""
    _must_be_free(path)
    way = _known_way(target) if target else ""
    asks = sys.stdin.isatty()
    if not asks and not (brand and url):
        raise typer.BadParameter("give --brand and --url, or answer the questions in a terminal")
    brand = (brand or asked("Which brand do you watch")).strip()
    feeds = _find_feeds(url) if url else _ask_for_feeds()
    for feed in feeds:
        say(f"found: {safe(feed.title)}  {safe(feed.url)}  ({counted(feed.entries, 'entry', 'entries')})")
    if not way:
        way = asked("How shall we tell you", "slack", _known_way) if asks else "slack"
    secret = f"{way}_url"
    text = config.starter(brand, [(feed.title, feed.url) for feed in feeds], way, secret, lang or own_language())
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    _tell_what_is_next(path, way, secret)


def _must_be_free(path: Path) -> None:
    if path.exists():
        raise VigieError(f"{path} already exists", hint="give another name: vigie init other.yaml")
    if not path.absolute().parent.is_dir():
        raise VigieError(f"there is no directory {path.absolute().parent}", hint="make it first, or name another")


def _ask_for_feeds() -> tuple[finding.Feed, ...]:
    while True:
        url = asked("A web address where people speak of it (a feed, a blog, a newspaper)")
        try:
            return _find_feeds(url)
        except (FetchError, ParseError) as error:
            complain(error)


def _find_feeds(url: str) -> tuple[finding.Feed, ...]:
    with waiting("looking for feeds"):
        return asyncio.run(finding.feeds(url, now()))


def _known_way(way: str) -> str:
    if way not in WAYS:
        raise typer.BadParameter(f"no way is called {way!r}; known: {', '.join(WAYS)}", param_hint="--target")
    return way


def _tell_what_is_next(path: Path, way: str, secret: str) -> None:
    where = "" if path == Path("vigie.yaml") else f" -c {path}"
    looks = f", such as\n  #   {LOOKS_LIKE[way]}" if way in LOOKS_LIKE else ""
    say(
        f"\nwritten: {path}\nnext:\n  # the secret address of your {way} target{looks}\n  export {secret.upper()}='...'"
    )
    steps = {
        "check": "is all of it understood?",
        "poll": "what is there to be heard?",
        "test-alert": "does it reach you?",
        "run": "watch",
    }
    width = len(f"vigie test-alert{where}")
    for command, why in steps.items():
        say(f"  {f'vigie {command}{where}':{width}}  # {why}")


def check(config_path: ConfigPath = None, json_too: Json = False) -> None:
    """List every mistake of the configuration at its place.

    One line each, with line, column and what was probably meant.
    """
    path = find_config(config_path)
    try:
        believed = config.load(path, os.environ)
    except ConfigError as error:
        if not json_too:
            raise
        as_json({"ok": False, "file": str(path), "faults": [_fault(fault) for fault in error.faults], "warnings": []})
        raise typer.Exit(os.EX_CONFIG) from None
    parts = {name: len(getattr(believed, f"{name}s")) for name in ("brand", "source", "rule", "target")}
    if json_too:
        warnings = [_fault(warning) for warning in believed.warnings]
        counts = {f"{name}s": number for name, number in parts.items()}
        as_json({"ok": True, "file": str(path), "faults": [], "warnings": warnings, **counts})
        return
    for warning in believed.warnings:
        print(warned(warning), file=sys.stderr)
    say(f"{path} is in order: {', '.join(counted(number, name) for name, number in parts.items())}")


def _fault(fault: Fault) -> dict[str, object]:
    return {"file": fault.file, "line": fault.line, "col": fault.col, "what": fault.what, "hint": fault.hint}


def schema() -> None:
    """Print the JSON schema of vigie.yaml, for your editor."""
    as_json(config.schema())


def doctor(
    config_path: ConfigPath = None,
    json_too: Json = False,
    send: Annotated[bool, typer.Option("--send", help="Really send a test message to each target.")] = False,
) -> None:
    """Look at everything that the watch stands on.

    Store, disk, clock, each source, each target. Leaves with 1 if something is failing.
    """
    believed = load_config(config_path)
    secret = {place.name for place in config.outline(find_config(config_path), os.environ).places if not place.url}
    with waiting("asking every source"):
        findings = asyncio.run(checkup.examine(believed, now(), send=send, secret=secret))
    table((finding.row() for finding in findings), json_too=json_too)
    if any(finding.state == "failing" for finding in findings):
        raise typer.Exit(1)
