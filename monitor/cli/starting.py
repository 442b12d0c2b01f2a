"""Commands for the first day: demo, init, check, schema, doctor."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor import config
from monitor.cli import checkup, finding
from monitor.cli.places import ConfigPath, Json, find_config, load_config, now
from monitor.cli.show import as_json, console, safe, table
from monitor.errors import ConfigError, Fault, VigieError
from monitor.fetch import Fetcher, trusted_origins
from monitor.notify import WAYS


def add_to(app: typer.Typer) -> None:
    app.command("demo", epilog="Try:  vigie demo --lang fr")(show_demo)
    app.command(epilog="Try:  vigie init --brand Acme --url https://example.org --target slack")(init)
    app.command(epilog="Try:  vigie check -c /etc/vigie/vigie.yaml")(check)
    app.command(epilog="Try:  vigie schema > vigie.schema.json")(schema)
    app.command(epilog="Try:  vigie doctor --send")(doctor)


def show_demo(
    lang: Annotated[str, typer.Option(help="Language of the narration: en or fr.")] = "en",
    speed: Annotated[
        float | None, typer.Option(help="1 to follow it, 0 as fast as it can; by default by the terminal.")
    ] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep the store and its configuration in this directory.")] = None,
) -> None:
    """Watch three days of an invented brand's life in a minute: calm, launch, crisis, recovery."""
    from monitor.demo import director  # a third of a second that no other command needs

    raise typer.Exit(director.run(speed, lang, console(), keep))


def init(
    path: Annotated[Path, typer.Argument(help="Where to write the configuration.")] = Path("vigie.yaml"),
    brand: Annotated[str, typer.Option(help="The name to watch.")] = "",
    url: Annotated[str, typer.Option(help="A web address; its feed is looked for.")] = "",
    target: Annotated[str, typer.Option(help=f"How to tell you: {', '.join(WAYS)}.")] = "",
    lang: Annotated[str, typer.Option(help="Language of the messages: en or fr.")] = "en",
) -> None:
    """Ask three questions and write a commented vigie.yaml."""
    if path.exists():
        raise VigieError(f"{path} already exists", hint="give another name: vigie init other.yaml")
    asks = sys.stdin.isatty()
    brand = brand or (typer.prompt("Which brand do you watch") if asks else "")
    url = url or (typer.prompt("A web address where people speak of it (a feed, a blog, a newspaper)") if asks else "")
    target = target or (typer.prompt("How shall we tell you", default="slack") if asks else "slack")
    if not brand or not url:
        raise typer.BadParameter("give --brand and --url, or answer the questions in a terminal")
    if target not in WAYS:
        raise typer.BadParameter(f"no way is called {target!r}; known: {', '.join(WAYS)}", param_hint="--target")
    feeds = asyncio.run(_find_feeds(url))
    for title, address in feeds:
        print(f"found: {safe(title)}  {safe(address)}")
    secret = f"{target}_url"
    text = config.starter(brand, feeds, target, secret, lang)
    path.write_text(text, encoding="utf-8")
    print(f"\nwritten: {path}\nnext:\n  export {secret.upper()}='...'   # the secret address of your {target} target")
    print(f"  vigie check -c {path}\n  vigie test-alert -c {path}\n  vigie run -c {path}")


async def _find_feeds(url: str) -> list[tuple[str, str]]:
    fetcher = Fetcher(user_agent="vigie (feed discovery)", trusted=trusted_origins([url]))
    try:
        return [(found.title, found.url) for found in await finding.feeds(url, fetcher, now())]
    finally:
        await fetcher.close()


def check(config_path: ConfigPath = None, json_too: Json = False) -> None:
    """Say every mistake of the configuration at once, with its line and column."""
    path = find_config(config_path)
    try:
        believed = config.load(path, os.environ)
    except ConfigError as error:
        if not json_too:
            raise
        as_json({"ok": False, "faults": [_fault(fault) for fault in error.faults]})
        raise typer.Exit(os.EX_CONFIG) from None
    told = {
        "ok": True,
        "file": str(path),
        "brands": len(believed.brands),
        "sources": len(believed.sources),
        "rules": len(believed.rules),
        "targets": len(believed.targets),
        "warnings": [str(warning) for warning in believed.warnings],
    }
    if json_too:
        as_json(told)
        return
    for warning in believed.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    counts = ", ".join(f"{told[name]} {name}" for name in ("brands", "sources", "rules", "targets"))
    print(f"{path} is in order: {counts}")


def _fault(fault: Fault) -> dict[str, object]:
    return {"file": fault.file, "line": fault.line, "col": fault.col, "what": fault.what, "hint": fault.hint}


def schema() -> None:
    """The JSON schema of vigie.yaml, for completion in an editor."""
    as_json(config.schema())


def doctor(
    config_path: ConfigPath = None,
    json_too: Json = False,
    send: Annotated[bool, typer.Option("--send", help="Really send a test message to each target.")] = False,
) -> None:
    """Look at everything the watch stands on: store, disk, clock, each source, each target. 1 if something is wrong."""
    believed = load_config(config_path)
    findings = asyncio.run(checkup.examine(believed, now(), send=send))
    table((finding.row() for finding in findings), json_too=json_too)
    if any(finding.state == "failing" for finding in findings):
        raise typer.Exit(1)
