"""How strict the rules must be for a target to have no more messages than it can bear, and what that costs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from monitor.config import Config
from monitor.crisis import Rule
from monitor.replay import Archive, Call, messages, replay

STRICTNESS = tuple(range(-3, 13))  # below 0 the rules are laxer than they stand
FEWER_ALARMS, MORE_MENTIONS = 0.5, 1.25  # what one step does to the knobs


@dataclass(frozen=True, slots=True)
class Offer:
    """Rules of one strictness, and what they would have called; *rate* is the messages a week of the target."""

    strictness: int
    rules: tuple[Rule, ...]
    calls: tuple[Call, ...]
    rate: float


def fit(past: Archive, config: Config, target: str, per_week: float, tell: Callable[[Offer], None]) -> Offer | None:
    """The laxest rules within the budget, or None where even the strictest are not. Strictness is tried step by step,
    because what a stricter rule calls is not always less: one long incident may become two."""
    best = None
    for offer in offers(past, config, target):
        tell(offer)
        if offer.rate <= per_week and (best is None or offer.strictness < best.strictness):
            best = offer
    return best


def offers(past: Archive, config: Config, target: str) -> Iterator[Offer]:
    seen: set[tuple[Rule, ...]] = set()
    for strictness in STRICTNESS:
        rules = tuple(stricter(rule, strictness) for rule in config.rules)
        if rules not in seen:
            seen.add(rules)
            calls = replay(past, replace(config, rules=rules))
            yield Offer(strictness, rules, calls, messages(calls, target) / past.rated)
            if not calls:
                return


def stricter(rule: Rule, strictness: int) -> Rule:
    """*rule* with its knob turned: the false alarms that it may raise, else the mentions that it asks for."""
    knob = knob_of(rule)
    value = getattr(rule, knob, None)
    if not knob or value is None:
        return rule
    plain: Any = rule
    if knob == "false_alarms":
        turned: Rule = replace(plain, false_alarms=min(100.0, _round(value * FEWER_ALARMS**strictness)))
    else:
        turned = replace(plain, at_least=max(2, math.ceil(value * MORE_MENTIONS**strictness)))
    return turned


def knob_of(rule: Rule) -> str:
    """The name of the option that says how easily *rule* is alarmed; empty where it has none."""
    names = [each.name for each in fields(rule)]  # type: ignore[arg-type]
    return next((knob for knob in ("false_alarms", "at_least") if knob in names), "")


def changed(before: Sequence[Rule], after: Sequence[Rule]) -> Iterator[tuple[str, str, object, object]]:
    """(rule, option, before, after) of each knob that was turned."""
    for one, other in zip(before, after, strict=True):
        knob = knob_of(one)
        if knob and getattr(one, knob) != getattr(other, knob):
            yield one.name, knob, getattr(one, knob), getattr(other, knob)


def _round(value: float) -> float:
    return float(f"{value:.2g}")
