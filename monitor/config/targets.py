"""Who is told, and how."""

from __future__ import annotations

import re

from monitor.config.desk import UNKNOWN, Desk, word_at
from monitor.config.faults import take
from monitor.config.shapes import TargetShape
from monitor.config.tree import Node, Scalar, value_at
from monitor.config.words import did_you_mean
from monitor.model import Escalation, Quiet, Rhythm, Target
from monitor.notify import WAYS, Notifier, notifier
from monitor.text import cut, one_line

_SECRET = re.compile(r"hooks\.slack\.com/services/|^xox[a-z]-|#whsec_|//[^/@:?]+:[^/@?]+@")  # in an address

_OPEN = tuple(name for name in TargetShape.model_fields if name != "address")


def targets(desk: Desk, timezone: str) -> tuple[Target, ...]:
    """*timezone* is that of a target that names none."""
    desk.check_names("targets", "target")
    found = tuple(filter(None, (_target(desk, node, timezone) for node in desk.entries("targets"))))
    if not found:
        place = desk.root.entries["targets"][0] if "targets" in desk.root.entries else desk.root
        desk.faults.warn(place, "no target: nobody will be told of a crisis", "add one under 'targets'")
    return found


def _target(desk: Desk, node: Node, timezone: str) -> Target | None:
    desk.check_brands(value_at(node, "brands"))
    if address := word_at(node, "address"):
        desk.faults.hidden.add(address.text)
        if _SECRET.search(address.text):
            what = "a secret stands in this file, where whoever reads it finds it"
            desk.faults.warn(address, what, "write {secret: NAME}: README.md says where it is looked for")
    _check_escalation(desk, node)
    values = desk.values(node, _OPEN)
    _check_address(desk, node, values)
    shaped = take(TargetShape, node, values, desk.faults)
    if not shaped:
        return None
    return Target(
        name=shaped.name,
        way=shaped.way,
        address=shaped.address,
        language=shaped.language,
        timezone=shaped.timezone or timezone,
        level=shaped.level,
        brands=shaped.brands,
        channel=shaped.channel,
        direct=shaped.direct,
        quiet=Quiet(*shaped.quiet, shaped.quiet_level) if shaped.quiet else None,
        escalate=Escalation(shaped.escalate.to, shaped.escalate.after) if shaped.escalate else None,
        digest=Rhythm(shaped.digest),
        digest_at=shaped.digest_at,
        digest_empty=shaped.digest_empty,
    )


def _check_escalation(desk: Desk, node: Node) -> None:
    """Whether it leads to another target of the file."""
    to, own = word_at(value_at(node, "escalate"), "to"), word_at(node, "name")
    names = [name.text for each in desk.entries("targets") if (name := word_at(each, "name"))]
    if not to:
        return
    if own and to.text == own.text:
        desk.faults.at(to, "this target would escalate to itself", "name another one")
    elif to.text not in names:
        hint = did_you_mean(to.text, names) or f"targets: {', '.join(names[:10])}"
        desk.faults.at(to, f"unknown target '{cut(one_line(to.text), 60)}'", hint)


def _check_address(desk: Desk, node: Node, values: object) -> None:
    """Whether the address is one for its way, whatever else is wrong with the target."""
    way, place = word_at(node, "way"), value_at(node, "address")
    reach = _notifier(desk, way) if way else None
    address = values.get("address") if isinstance(values, dict) else None
    if not (reach and way and place and isinstance(address, str) and address) or address == UNKNOWN:
        return
    name = word_at(node, "name")
    channel = values.get("channel") if isinstance(values, dict) else None
    target = Target(name.text if name else "?", way.text, address, channel=channel if isinstance(channel, str) else "")
    desk.faults.attempt(place, lambda: reach.check(target), "this address is not understood")


def _notifier(desk: Desk, way: Scalar) -> Notifier | None:
    if way.text in WAYS or ":" in way.text:
        return desk.faults.attempt(way, lambda: notifier(way.text), "this way cannot be loaded")
    hint = did_you_mean(way.text, WAYS) or f"ways: {', '.join(WAYS)}, or module:Class"
    desk.faults.at(way, f"unknown way '{cut(one_line(way.text), 60)}'", hint)
    return None
