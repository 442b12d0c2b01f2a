"""What happened, counted; and what had to hold, checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.demo.desk import CHAT, MAIL, Received
from monitor.demo.story import BRAND
from monitor.model import Alert, AlertKind, Delivery, DeliveryState, Level, Mention, Target
from monitor.poll import Polled

WAYS = {"slack": CHAT, "email": MAIL}


@dataclass(slots=True)
class Tally:
    polls: int = 0
    unchanged: int = 0
    failed: int = 0
    edits: int = 0
    delays: list[timedelta] = field(default_factory=list)  # from publication to stored, of what was new
    mentions: Counter[str] = field(default_factory=Counter)
    alerts: list[Alert] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    def polled(self, polled: Polled) -> None:
        self.polls += 1
        self.unchanged += polled.unchanged
        self.failed += bool(polled.error)
        self.edits += len(polled.edited)
        for mention in polled.mentions:
            self.mentions.update(marks(mention))
            if mention.item.published and not polled.first:
                self.delays.append(max(timedelta(), mention.seen_at - mention.item.published))

    def delay(self, share: float) -> timedelta:
        """What *share* of all that was new did not exceed."""
        ordered = sorted(self.delays)
        found = ordered[round((len(ordered) - 1) * share)] if ordered else timedelta()
        return timedelta(seconds=round(found.total_seconds()))

    def incidents(self, kind: AlertKind) -> set[int]:
        return {alert.incident.id for alert in self.alerts if alert.kind is kind}

    def sent(self, target: str) -> Counter[str]:
        """How often *target* was sent each alert, by its key."""
        done = (each for each in self.deliveries if each.target == target and each.state is DeliveryState.SENT)
        return Counter(each.alert.key for each in done)

    def attempts(self, target: str) -> int:
        return sum(each.target == target for each in self.deliveries)


def marks(mention: Mention) -> list[str]:
    """What a mention counts as."""
    scores = {"insults": mention.insult, "accusations": mention.accusation}
    flags = [name for name, score in scores.items() if score.label != "none"]
    return ["all", mention.sentiment.label, *flags]


def promises(
    tally: Tally, targets: Collection[Target], received: Sequence[Received], crisis_at: datetime
) -> dict[str, bool]:
    """What had to hold, by the name of its sentence: see `narration.WORDS`."""
    grave = [alert for alert in tally.alerts if alert.verdict.level is Level.CRISIS]
    return {
        "opened_one": bool(grave) and len(tally.incidents(AlertKind.OPENED)) == 1,
        "told_once": bool(grave) and all(_told_once(tally, target, received) for target in targets),
        "resolved_all": bool(grave) and tally.incidents(AlertKind.OPENED) == tally.incidents(AlertKind.RESOLVED),
        "launch_silent": all(alert.at >= crisis_at and alert.verdict.brand == BRAND for alert in tally.alerts),
    }


def _told_once(tally: Tally, target: Target, received: Sequence[Received]) -> bool:
    """Nothing left waiting, nothing sent twice, and at the other end as many messages as were sent."""
    sent = tally.sent(target.name)
    wanted = {each.alert.key for each in tally.deliveries if each.target == target.name}
    arrived = sum(message.way == WAYS[target.way] for message in received)
    concerned = {alert.key for alert in tally.alerts if alert.verdict.level >= target.level}
    return bool(sent) and concerned <= set(sent) == wanted and set(sent.values()) == {1} and arrived == sent.total()
