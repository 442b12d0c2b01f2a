"""When somebody is woken."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import cast

from pydantic import ConfigDict

from monitor.config.desk import Desk, word_at
from monitor.config.faults import take
from monitor.config.options import build, shape_of
from monitor.config.queries import Queries
from monitor.config.shapes import RuleShape
from monitor.config.tree import Node, value_at
from monitor.config.values import written
from monitor.config.words import did_you_mean, shown
from monitor.crisis import RULES, Rule
from monitor.text import cut, one_line


class _AnyRule(RuleShape):
    """A rule of which we do not know what its other keys mean."""

    model_config = ConfigDict(extra="ignore")


def rules(desk: Desk, queries: Queries, kept: timedelta) -> tuple[Rule, ...]:
    """Those of the file; where it has none, a crisis at what is unusual for the brand.

    *kept* is how long mentions are.
    """
    if "rules" not in desk.root.entries:
        return (RULES["unusual"](),)
    desk.check_names("rules", "rule")
    found = tuple(filter(None, (_rule(desk, queries, node, kept) for node in desk.entries("rules"))))
    if not found:
        desk.faults.warn(desk.root.entries["rules"][0], "no rule: nobody will ever be woken", "delete the key 'rules'")
    return found


def _rule(desk: Desk, queries: Queries, node: Node, kept: timedelta) -> Rule | None:
    desk.check_brands(value_at(node, "brands"))
    queries.check(word_at(node, "query"), "in the query", filters=True, in_context=True)
    kind = word_at(node, "kind")
    if kind and kind.text not in RULES:
        hint = did_you_mean(kind.text, RULES) or f"kinds: {', '.join(RULES)}"
        desk.faults.at(kind, f"unknown kind of rule '{cut(one_line(kind.text), 60)}'", hint)
        return None
    plug = RULES[kind.text] if kind else None
    shaped = take(shape_of(plug, RuleShape) if plug else _AnyRule, node, written(node), desk.faults)
    rule = desk.faults.attempt(node, partial(build, plug, shaped), "this rule") if plug and shaped else None
    return _heard(desk, node, cast("Rule", rule), kept) if rule else None


def _heard(desk: Desk, node: Node, rule: Rule, kept: timedelta) -> Rule:
    """The rule, with a fault when it can never fire."""
    if rule.window > kept:
        what = f"this rule can never fire: it looks back {shown(rule.window)}, and mentions are kept {shown(kept)}"
        desk.faults.at(node, what, "see retention: mentions")
    return rule
