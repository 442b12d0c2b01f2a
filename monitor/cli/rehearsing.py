"""Commands that try things out before it is serious: replay, budget, drill."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor import config
from monitor.cli.moments import WRITTEN, length, moment
from monitor.cli.places import ConfigPath, Json, load_config, now, open_store
from monitor.cli.show import as_json, by_clock, counted, figure, lasting, safe, say, table, waiting
from monitor.config import Config
from monitor.errors import ConfigError, Fault, VigieError
from monitor.model import Mark
from monitor.replay import Archive, Call, Found, archive, found, messages, only, replay

Rules = Annotated[
    Path | None, typer.Option("--rules", metavar="FILE", help="Other rules: a file with `rules:`, and `incidents:`.")
]
Start = Annotated[str, typer.Option("--from", metavar="WHEN", help="From when: 30d, or 2026-10-01.")]
FEW = 4  # weeks
End = Annotated[str, typer.Option("--to", metavar="WHEN", help="Until when; now, if it is left out.")]


def add_to(app: typer.Typer) -> None:
    app.command("replay", epilog="Try:  vigie replay --rules new.yaml --from 60d")(replay_rules)
    app.command(epilog="Try:  vigie budget 3/week --target legal --from 90d")(budget)
    app.command(epilog="Try:  vigie drill --target team --wait 10m")(drill)


def replay_rules(
    config_path: ConfigPath = None, rules: Rules = None, start: Start = "30d", end: End = "", json_too: Json = False
) -> None:
    """Say what other rules would have told of the archive.

    What is new, what is lost, how often, how late. Without --rules, the rules as they stand. Nobody is told anything.
    """
    believed = load_config(config_path)
    other = with_rules(believed, rules) if rules else believed
    with _past(believed, start, end) as (past, marks), waiting("judging the archive again"):
        before, after = replay(past, believed), replay(past, other)
    told = _compared(before, after) if rules else [(call, "") for call in after]
    rows = [_called(call, change) for call, change in told]
    answers = found(after, marks, past)
    if json_too:
        as_json({"calls": rows, "weeks": past.weeks, "a_week": _rates(other, after, past), "marks": _marks(answers)})
        return
    table(rows, empty="Nothing would have been called.", spare=("peak", "ended", "rule"), zone=believed.timezone)
    _sum_up(other, before if rules else None, after, past)
    _tell_marks(answers, believed.timezone)


def with_rules(believed: Config, path: Path) -> Config:
    """*believed* with the rules, and the life of incidents, of the file at *path*; faults are told at their lines."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = error.strerror if isinstance(error, OSError) and error.strerror else "not text in UTF-8"
        raise ConfigError((Fault(str(path), 0, 0, f"cannot be read: {what}", "name a file with `rules:`"),)) from None
    if re.search(r"^brands *:", text, re.MULTILINE):
        other = config.load(path, os.environ)
    else:
        brands = json.dumps([{"name": brand.name} for brand in believed.brands])
        stand_in = f'\nbrands: {brands}\nsources: [{{name: x, url: "https://x.example/"}}]\n'
        other = config.parse(f"{text.rstrip()}{stand_in}", file=str(path), environ=os.environ)
    return replace(believed, rules=other.rules, policy=other.policy)


@contextmanager
def _past(believed: Config, start: str, end: str) -> Iterator[tuple[Archive, tuple[Mark, ...]]]:
    """What was said then, for as long as the store is open: rules that ask by a query look things up in it."""
    until = moment(end, believed.timezone, "--to") or now()
    since = moment(start, believed.timezone, "--from")
    if since is None or since >= until:
        raise typer.BadParameter("it ends before it begins", param_hint="--from")
    with open_store(believed.store) as store:
        with waiting("reading the archive"):
            past = archive(store, believed, since.astimezone(UTC), until.astimezone(UTC))
        past = _known(past, store.mentions.extent(), believed.timezone)
        if past.weeks < FEW:
            say(f"only {figure(past.weeks, '.1f')} weeks of the archive: a rate is a guess", stderr=True)
        yield past, store.orders.marks()


def _known(past: Archive, extent: tuple[datetime, datetime] | None, zone: str) -> Archive:
    """As far back as anything is known, so that time in which nobody listened does not pass for calm."""
    clock = by_clock(zone)
    if not any(sample.at >= past.start for history in past.histories for sample in history.samples):
        between = f"between {clock(past.start)} and {clock(past.end)}"
        kept = (
            f"what is kept was said from {clock(extent[0])} to {clock(extent[1])}" if extent else "let it listen first"
        )
        raise VigieError(f"nothing was heard {between}", hint=kept)
    return replace(past, start=max(past.start, min(history.since for history in past.histories)))


def _compared(before: Sequence[Call], after: Sequence[Call]) -> list[tuple[Call, str]]:
    new, lost = only(after, before), only(before, after)
    both = [(call, "new" if call in new else "") for call in after] + [(call, "lost") for call in lost]
    return sorted(both, key=lambda each: (each[0].opened, each[0].brand))


def _called(call: Call, change: str) -> dict[str, Any]:
    return {
        "change": change,
        "brand": call.brand,
        "opened": call.opened,
        "ended": call.ended,
        "level": call.level.name.lower(),
        "rule": call.rule,
        "peak": call.peak,
        "messages": sum(not told.folded for told in call.messages),
    }


def _rates(believed: Config, calls: Sequence[Call], past: Archive) -> dict[str, float]:
    return {target.name: round(messages(calls, target.name) / past.rated, 2) for target in believed.targets}


def _sum_up(believed: Config, before: Sequence[Call] | None, after: Sequence[Call], past: Archive) -> None:
    told = f"{counted(len(after), 'incident')} in {figure(past.weeks, '.1f')} weeks"
    if before is not None:
        told += f" (now: {len(before)}; new: {len(only(after, before))}, lost: {len(only(before, after))})"
    rates = ", ".join(f"{safe(name)} {figure(rate, 'g')}" for name, rate in _rates(believed, after, past).items())
    say(told + (f"; messages a week: {rates}" if rates else ""), stderr=True)


def _marks(answers: Sequence[Found]) -> list[dict[str, Any]]:
    return [
        {
            "brand": each.mark.brand,
            "began": each.mark.start,
            "real": each.mark.real,
            "called": each.call.opened if each.call else None,
            "delay": each.delay,
        }
        for each in answers
    ]


def _tell_marks(answers: Sequence[Found], zone: str) -> None:
    """Of what people marked: what would have been called, and how late."""
    clock = by_clock(zone)
    for each in answers:
        name, at = safe(each.mark.brand), clock(each.mark.start)
        if each.mark.real:
            outcome = "missed" if each.delay is None else f"called after {lasting(each.delay)}"
            say(f"crisis of {name}, {at}: {outcome}", stderr=True)
        elif each.call:
            say(f"false alarm about {name}, {at}: called again", stderr=True)


def budget(
    bearable: Annotated[str, typer.Argument(metavar="N/PERIOD", help="How many messages: 3/week, 1/day or 5/month.")],
    config_path: ConfigPath = None,
    target: Annotated[str, typer.Option("--target", metavar="NAME", help="Whose budget it is.")] = "",
    start: Start = "90d",
    end: End = "",
    json_too: Json = False,
) -> None:
    """Fit the rules to what somebody can bear.

    On the archive, with its price: what would not be called any more, what would be called later.
    """
    from monitor.budget import Offer, changed, fit

    believed = load_config(config_path)
    per_week = _per_week(bearable)
    name = _whose(believed, target)

    def tell(offer: Offer) -> None:
        if not json_too:
            say(f"  {offer.rate:6.2f} a week with {_knobs(offer)}", stderr=True)

    with _past(believed, start, end) as (past, marks), waiting("trying rules of every strictness"):
        before = replay(past, believed)
        offer = fit(past, believed, name, per_week, tell)
    if not offer:
        raise VigieError(
            f"even the strictest rules would tell {name} more than {bearable}",
            hint="tell it crises only (level: crisis), or fewer brands",
        )
    lost = [_called(call, change) for call, change in _compared(before, offer.calls) if change == "lost"]
    answers = found(offer.calls, marks, past)
    knobs = list(changed(believed.rules, offer.rules))
    if json_too:
        turned = [dict(zip(("rule", "option", "before", "after"), each, strict=True)) for each in knobs]
        as_json({"a_week": offer.rate, "knobs": turned, "lost": lost, "marks": _marks(answers)})
        return
    for rule, option, old, new in knobs:
        say(f"rule {safe(rule)}: {option}: {new}  # was {old}")
    rate, was = figure(offer.rate, ".2f"), figure(messages(before, name) / past.rated, ".2f")
    say(f"{safe(name)}: {rate} messages a week, was {was}")
    _tell_price(len(lost), answers, found(before, marks, past))
    table(lost, empty="No incident is lost.", spare=("peak",), zone=believed.timezone)


def _tell_price(lost: int, answers: Sequence[Found], before: Sequence[Found]) -> None:
    say(f"the price: {counted(lost, 'incident')} not called any more")
    for new, old in zip(answers, before, strict=True):
        if new.mark.real and new.delay != old.delay:
            said = ["missed" if delay is None else f"after {lasting(delay)}" for delay in (old.delay, new.delay)]
            say(f"  crisis of {safe(new.mark.brand)}, {new.mark.start:%Y-%m-%d}: {said[1]}, was {said[0]}")


def _knobs(offer: Any) -> str:
    from monitor.budget import knob_of

    told = (f"{safe(rule.name)}: {knob} {getattr(rule, knob):g}" for rule in offer.rules if (knob := knob_of(rule)))
    return ", ".join(told)


def _per_week(bearable: str) -> float:
    weeks = {"day": 1 / 7, "week": 1.0, "month": 30 / 7}
    match = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?) ?/ ?(day|week|month)", bearable)
    if not match:
        raise typer.BadParameter(f"{safe(bearable)!r} is no budget; write it as 3/week", param_hint="N/PERIOD")
    return float(match[1]) / weeks[match[2]]


def _whose(believed: Config, target: str) -> str:
    names = [each.name for each in believed.targets]
    if target not in names and (target or len(names) != 1):
        raise VigieError(
            f"no target is called {target!r}" if target else "whose budget?", hint=f"--target: {', '.join(names)}"
        )
    return target or names[0]


def drill(
    config_path: ConfigPath = None,
    target: Annotated[str, typer.Option("--target", metavar="NAME", help="One target; all of them if left out.")] = "",
    brand: Annotated[
        str, typer.Option("--brand", metavar="NAME", help="Whose crisis; the first one's if left out.")
    ] = "",
    wait: Annotated[
        str, typer.Option("--wait", metavar="LENGTH", help=f"How long for an acknowledgement: {WRITTEN}; or 0.")
    ] = "10m",
    json_too: Json = False,
) -> None:
    """Send an exercise through the whole chain.

    A source on this machine, polled; its mentions, judged; their incident, told to the real targets, marked as an
    exercise. It has a diary of its own, so that no statistics know of it. Acknowledge it with: vigie ack drill
    """
    from monitor.cli import drilling

    believed = load_config(config_path)
    names = {each.name for each in believed.targets}
    if not believed.targets or (target and target not in names):
        raise VigieError(f"no target is called {target!r}", hint=f"known: {', '.join(sorted(names))}")
    if brand and brand not in {each.name for each in believed.brands}:
        raise VigieError(f"no brand is called {brand!r}", hint="see: vigie check")
    patience = length(wait, "--wait") if wait != "0" else timedelta(0)
    report = asyncio.run(drilling.run(drilling.rehearsed(believed, brand, target), patience))
    table(report, json_too=json_too)
    if any(row["error"] for row in report):
        raise typer.Exit(1)
