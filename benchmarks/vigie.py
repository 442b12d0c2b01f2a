"""The shipped detector as the simulator wants one: `step(now, batch) -> alerts`, on the very path of the daemon.

    from benchmarks.vigie import Vigie
    alerts = simulator.run(Vigie(simulator, scenario.brand.name), scenario)

What was fetched since the last step is heard mention by mention by a `Watch`, the rule looks at it, `choose` and
`step` make it a life of incidents, and `tell` decides what one target hears of it. Somebody acknowledges an hour after
the first message, as somebody does. Parameters are those of `Unusual()` and `Policy()`, unless others are given;
*watch* is kept between two steps as the daemon keeps it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

from monitor.crisis import Hush, Policy, Unusual, Watch, acknowledge, begin, choose, sketch, step, tell
from monitor.model import AlertKind, Incident, Sample, Target, Told, Verdict

KINDS = {
    AlertKind.OPENED: "open",
    AlertKind.REOPENED: "open",
    AlertKind.ESCALATED: "escalate",
    AlertKind.RESOLVED: "resolve",
}
DESK = Target("desk", "apprise", "")
ANSWERED = timedelta(hours=1)


class Vigie:
    """One brand. *sources* are their names, by the number that mentions carry."""

    def __init__(
        self, simulator: ModuleType, brand: str, rule: Unusual | None = None, policy: Policy | None = None
    ) -> None:
        self.alert = simulator.Alert
        self.sources = [source[0] for source in simulator.SOURCES]
        self.brand = brand
        self.rule = rule or Unusual()
        self.policy = policy or Policy()
        self.watch: Watch | None = None
        self.heard = 0
        self.incidents: list[Incident] = []
        self.told: dict[int, list[Told]] = {}

    def step(self, now: int, batch: Any) -> list[Any]:
        at = datetime.fromtimestamp(now, UTC)
        watch = self.watch = self.watch or begin(at - timedelta(minutes=5), at - timedelta(minutes=5))
        for row in batch.tolist():
            self.heard += 1
            watch.hear(sample(self.heard, row, self.sources))
        living = next((each for each in self.incidents if each.lives), None)
        if living and at - living.began_at >= ANSWERED:
            living = self._keep(acknowledge(living, "desk", at))
        watch.follow(living.began_at if living else None)
        watch.pass_time(now)
        finding = self.rule.find(watch)
        watch.note(finding)
        return self._tell(sketch(self.rule, watch, self.brand, finding), at)

    def _tell(self, verdict: Verdict, now: datetime) -> list[Any]:
        chosen = choose(self.incidents, verdict, self.policy)
        incident = step(chosen, verdict, self.policy).incident
        if incident is None:
            return []
        incident = self._keep(incident)
        told = self.told.setdefault(incident.id, [])
        tellings = tell(incident, verdict, (DESK,), told, self.policy, Hush(), now)
        told += [Told(DESK.name, each.kind, now, incident, verdict.figures.negatives) for each in tellings]
        moment, score = int(now.timestamp()), verdict.figures.score
        why = f"{verdict.cause} in {verdict.figures.window}"
        return [self.alert(moment, KINDS.get(each.kind, "update"), score, why) for each in tellings]

    def _keep(self, incident: Incident) -> Incident:
        """As the diary does: with an id, the newest first, those that ended a week ago forgotten."""
        kept = incident if incident.id else replace(incident, id=1 + max((e.id for e in self.incidents), default=0))
        rest = [each for each in self.incidents if each.id != kept.id]
        self.incidents = sorted([kept, *rest], key=lambda each: -each.id)[:20]
        return kept


def sample(number: int, row: tuple[Any, ...], sources: list[str]) -> Sample:
    """A mention of the simulator, without its truth."""
    said, seen, source, author, group, tone, severity, reach, stars, _ = row
    return Sample(
        id=number,
        at=datetime.fromtimestamp(said, UTC),
        source=sources[source],
        author=str(author),
        fingerprint=str(group),
        prose="",
        sentiment=float(tone),
        negative=tone == -1,
        insult=severity == 2,
        accusation=severity == 3,
        reach=int(reach),
        rating=None if stars != stars else (stars - 1) / 4,
        seen_at=datetime.fromtimestamp(seen, UTC),
    )
