"""Commands for whoever deals with an incident: incidents, ack, resolve, silence, silences, unsilence, truth."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.byhand import go_on
from monitor.cli.moments import WRITTEN, length, moment
from monitor.cli.places import ConfigPath, Json, load_outline, now, open_store
from monitor.cli.proving import whoever
from monitor.cli.show import safe, say, table
from monitor.config import Outline
from monitor.crisis import acknowledge, close
from monitor.errors import VigieError
from monitor.model import Incident, Mark, Silence
from monitor.store import Dealing, Store
from monitor.text import cut, one_line

DRILL = "drill"


class Truth(StrEnum):
    REAL = "real"
    FALSE = "false"


Which = Annotated[str, typer.Argument(metavar="INCIDENT", help="An incident (i3), or the last drill (drill).")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so; you, if nobody is named.")]


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Try:  vigie incidents --json")(incidents)
    app.command(epilog="Try:  vigie ack i3 --by Ann")(ack)
    app.command(epilog="Try:  vigie resolve i3 --by Ann   and, if it is not:  vigie resolve i3 --undo")(resolve)
    app.command(epilog="Try:  vigie silence Acme --for 2h --why 'the strike is announced' --by Ann")(silence)
    app.command(epilog="Try:  vigie silences")(silences)
    app.command(epilog="Try:  vigie unsilence 2")(unsilence)
    app.command(epilog="Try:  vigie truth i3 false   or, for one that was missed:  vigie truth Acme real --began ...")(
        truth
    )


def incidents(
    config_path: ConfigPath = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, metavar="N", help="At most so many.")] = 20,
    json_too: Json = False,
) -> None:
    """List the incidents, and who has them in hand."""
    outline = load_outline(config_path)
    with open_store(outline.store) as store:
        found = store.incidents.all(limit)
        truths = {each.incident: each.real for each in store.orders.marks()}
    rows = [_row(incident, truths.get(incident.id)) for incident in found]
    table(rows, json_too=json_too, empty="No incident yet.", spare=("truth", "peak", "rule"), zone=outline.timezone)


def _row(incident: Incident, real: bool | None) -> dict[str, Any]:
    return {
        "incident": f"i{incident.id}",
        "brand": incident.brand,
        "state": str(incident.state),
        "level": incident.level.name.lower(),
        "rule": incident.verdict.rule,
        "opened": incident.opened_at,
        "resolved": incident.resolved_at,
        "peak": incident.peak,
        "in_hand": incident.acknowledged_by,
        "truth": "" if real is None else str(Truth.REAL if real else Truth.FALSE),
    }


def ack(which: Which, config_path: ConfigPath = None, by: By = "") -> None:
    """Say that somebody has an incident in hand.

    Nobody else is woken, nothing is repeated; whether it grows is told all the same.
    """
    _change(which, config_path, "acknowledge", _who(by), acknowledge)


def resolve(
    which: Which,
    config_path: ConfigPath = None,
    by: By = "",
    undo: Annotated[bool, typer.Option("--undo", help="It is not over: take that back, for a day.")] = False,
) -> None:
    """Say that an incident is over.

    Those who were told of it are told so, half a minute later; once more if it is undone after that.
    """
    if undo:
        _take_back(which, config_path, _who(by))
    else:
        _change(which, config_path, "resolve", _who(by), close)


def _take_back(which: str, config_path: Path | None, who: str) -> None:
    outline, at = load_outline(config_path), _second()
    with open_store(drills(outline) if which == DRILL else outline.store) as store, store.atomic():
        incident, misled = go_on(store, _found(store, which), who, at)
        store.dealings.add(Dealing(incident.id, at, who, "unresolve", ", ".join(misled)))
    if misled:
        say(f"i{incident.id} {safe(incident.brand)}: it goes on; will be told so: {', '.join(map(safe, misled))}")
    else:
        say(f"i{incident.id} {safe(incident.brand)}: it goes on; nobody was told that it is over")


def _change(
    which: str, config_path: Path | None, what: str, who: str, change: Callable[[Incident, str, datetime], Incident]
) -> None:
    outline, moment_ = load_outline(config_path), _second()
    with open_store(drills(outline) if which == DRILL else outline.store) as store, store.atomic():
        before = _found(store, which)
        if not before.lives:
            raise VigieError(f"incident i{before.id} is over already", hint="see: vigie incidents")
        after = change(before, who, moment_)
        if after != before:
            store.incidents.save(after)
            store.dealings.add(Dealing(after.id, moment_, who, what))
    at, who = after.acknowledged_at, after.acknowledged_by
    if not after.lives:
        say(f"i{after.id} {safe(after.brand)}: closed by {safe(after.resolved_by)}")
    elif before.acknowledged_at and at:
        say(f"i{after.id} {safe(after.brand)}: {safe(who)} has it in hand already, since {at:%Y-%m-%d %H:%M} UTC")
    else:
        say(f"i{after.id} {safe(after.brand)}: {safe(who)} has it in hand")


def drills(outline: Outline) -> Path:
    """The diary of the exercises, which is nobody's statistics."""
    return outline.store.with_name(f"{outline.store.stem}.drill{outline.store.suffix}")


def _found(store: Store, which: str) -> Incident:
    if which == DRILL:
        newest = next(iter(store.incidents.all(1)), None)
        if not newest:
            raise VigieError("there was no drill yet", hint="start one with: vigie drill")
        return newest
    return _incident(store, _number(which))


def _number(which: str) -> int:
    found = re.fullmatch(r"[i#]?(\d{1,18})", which.lower())
    if not found:
        raise typer.BadParameter(f"{safe(which)!r} is no incident; they are called i3", param_hint="INCIDENT")
    return int(found[1])


def _incident(store: Store, number: int) -> Incident:
    incident = store.incidents.get(number)
    if not incident:
        raise VigieError(f"there is no incident i{number}", hint="see: vigie incidents")
    return incident


def silence(
    brand: Annotated[str, typer.Argument(metavar="BRAND", help="A brand; all of them if none is named.")] = "",
    config_path: ConfigPath = None,
    length_: Annotated[str, typer.Option("--for", metavar="LENGTH", help=f"How long: {WRITTEN}.")] = "2h",
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="Why, always: it stands in the digest.")] = "",
    by: By = "",
) -> None:
    """Tell nobody of a brand for a while.

    What happens is recorded all the same, told afterwards if it lasts, and stands in digests.
    """
    outline = load_outline(config_path)
    _must_watch(outline, brand)
    if not one_line(why):
        raise typer.BadParameter("say why: whoever wonders about the silence will read it", param_hint="--why")
    start = _second()
    until = start + length(length_, "--for")
    with open_store(outline.store) as store, store.atomic():
        added = store.orders.silence(Silence(brand, start, until, _who(by), cut(one_line(why), 200)))
    say(f"silence {added.id}: nobody is told of {safe(brand) or 'any brand'} until {until:%Y-%m-%d %H:%M} UTC")


def silences(config_path: ConfigPath = None, json_too: Json = False) -> None:
    """List the silences that hold."""
    outline = load_outline(config_path)
    with open_store(outline.store) as store:
        found = store.orders.silences(now())
    rows = [
        {"id": each.id, "brand": each.brand or "(all)", "until": each.until, "by": each.who, "why": each.why}
        for each in found
    ]
    table(rows, json_too=json_too, empty="No silence holds.", spare=("by",), zone=outline.timezone)


def unsilence(
    which: Annotated[int, typer.Argument(metavar="ID", help="Its number: vigie silences")],
    config_path: ConfigPath = None,
) -> None:
    """End a silence."""
    with open_store(load_outline(config_path).store) as store, store.atomic():
        if not store.orders.unsilence(which, _second()):
            raise VigieError(f"no silence {which} holds", hint="see: vigie silences")
    say(f"silence {which} has ended: what is still going on will be told")


def truth(
    what: Annotated[str, typer.Argument(metavar="INCIDENT|BRAND", help="An incident (i3), or a brand.")],
    word: Annotated[Truth, typer.Argument(metavar="real|false", help="It was a crisis, or it was none.")],
    config_path: ConfigPath = None,
    began: Annotated[
        str, typer.Option("--began", metavar="WHEN", help="When it really began: 3h, 2026-11-22T08:00.")
    ] = "",
    ended: Annotated[str, typer.Option("--ended", metavar="WHEN", help="When it was over, likewise.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What it was.")] = "",
    by: By = "",
) -> None:
    """Write down which alarms were right, and which were missed.

    An incident was real, or a false alarm; a brand had a crisis that nobody was told of. Replays and budgets are
    measured against it.
    """
    outline = load_outline(config_path)
    with open_store(outline.store) as store, store.atomic():
        marked = _marked(store, outline, what)
        start = moment(began, outline.timezone, "--began") or marked.start
        end = moment(ended, outline.timezone, "--ended") or max(marked.end, start + timedelta(hours=24))
        if not start < end:
            raise typer.BadParameter("it ended before it began", param_hint="--ended")
        told = Mark(
            marked.brand, start, end, word is Truth.REAL, _who(by), cut(one_line(note), 200), incident=marked.incident
        )
        store.orders.mark(told)
    say(f"{safe(told.brand)}, {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC: {word}")


def _marked(store: Store, outline: Outline, what: str) -> Mark:
    """What is known of it so far."""
    if what not in outline.brands:
        incident = _incident(store, _number(what))
        began = incident.verdict.figures.began or incident.opened_at
        end = incident.resolved_at or _second()
        return Mark(incident.brand, min(began, incident.opened_at), end, real=True, incident=incident.id)
    at = _second()
    return Mark(what, at - timedelta(hours=24), at, real=True)


def _must_watch(outline: Outline, brand: str) -> None:
    if brand and brand not in outline.brands:
        known = ", ".join(sorted(outline.brands)[:10])
        raise VigieError(f"no brand is called {cut(brand, 60)!r}", hint=f"known: {known}")


def _who(by: str) -> str:
    return cut(one_line(whoever(by)), 60)


def _second() -> datetime:
    return now().replace(microsecond=0)
