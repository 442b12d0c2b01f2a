"""From a verdict to deliveries: what the incident becomes and who is told of it, committed before anybody is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from monitor.config import Config
from monitor.crisis import Hush, choose, digest_due, step, tell
from monitor.model import Alert, AlertKind, Bar, Digest, Incident, Level, Mention, Rhythm, Target, Verdict
from monitor.store import Store
from monitor.text import fold

LATE = timedelta(days=1)  # an end that could not be told in time is told so long after it
QUOTES = 3
SAME = 0.6  # share of the words of two quotes that they have in common: then they read like one
MANY = 10  # messages that waited for somebody, from which on they are told together
PAGE = 20  # of them, in one message
RINGING = 5  # of incidents that live, told by themselves all the same
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Alarm:
    """*exercise*: what it calls is marked as no real incident."""

    store: Store
    config: Config
    exercise: bool = False

    def hear(self, verdict: Verdict, curve: Callable[[], tuple[Bar, ...]], now: datetime) -> tuple[Alert, ...]:
        """What is decided to be told because of *verdict*. *curve* is only asked for when something is."""
        incidents, policy = self.store.incidents, self.config.policy
        if verdict.level is Level.CALM and not incidents.recent(verdict.brand, now - LATE):
            return ()
        with self.store.atomic():  # whoever acknowledges meanwhile, in another process, waits for its end
            past = incidents.recent(verdict.brand, now - max(LATE, policy.follow_up, policy.cooldown))
            after = step(choose(past, verdict, policy), verdict, policy)
            moved = self._saved(after.incident, past) if after.incident else None
            concerned = [moved] if moved else []
            concerned += [each for each in past if not moved or each.id != moved.id]
            return tuple(
                alert
                for incident in concerned
                for alert in self._announce(incident, verdict, after.told if incident is moved else None, curve, now)
            )

    def _saved(self, incident: Incident, past: Iterable[Incident]) -> Incident:
        if incident in past:
            return incident
        return self.store.incidents.save(replace(incident, exercise=self.exercise))

    def _announce(
        self,
        incident: Incident,
        verdict: Verdict,
        news: AlertKind | None,
        curve: Callable[[], tuple[Bar, ...]],
        now: datetime,
    ) -> Iterator[Alert]:
        told = self.store.incidents.told(incident.id)
        targets = self.config.targets
        tellings = tell(incident, verdict, targets, told, self.config.policy, self._hush(incident, now), now)
        kinds = dict.fromkeys(([news] if news else []) + [telling.kind for telling in tellings])
        for kind in kinds:
            alert = Alert(kind, now, incident, verdict, self._quotes(incident, verdict), curve=curve())
            yield self.store.incidents.announce(alert, [each for each in tellings if each.kind is kind])

    def _hush(self, incident: Incident, now: datetime) -> Hush:
        owners = (brand.name for brand in self.config.brands if incident.brand in brand.products)
        living = (each for owner in owners for each in self.store.incidents.recent(owner, now) if each.lives)
        return Hush(self.store.orders.silences(now), max(living, key=lambda each: each.level, default=None))

    def _quotes(self, incident: Incident, verdict: Verdict) -> tuple[Mention, ...]:
        """The first few that differ, and one that says the same in other figures only where too few do; those of the
        last news where the present verdict has none."""
        numbers = verdict.figures.mentions or (incident.verdict.figures.mentions if incident.lives else ())
        chosen: list[Mention] = []
        alike: dict[str, Mention] = {}
        for mention in filter(None, map(self.store.mentions.get, numbers)):
            known = mention.fingerprint or str(mention.id)
            if any(_reads_like(mention, each) for each in chosen):
                alike.setdefault(known, mention)
            else:
                chosen.append(mention)
            if len(chosen) == QUOTES:
                break
        told = {each.fingerprint for each in chosen}
        more = (mention for known, mention in alike.items() if known not in told)
        return (*chosen, *islice(more, QUOTES - len(chosen)))

    # ------------------------------------------------------------------ digests

    def catch_up(self, target: str, now: datetime) -> tuple[Digest, ...]:
        """*target* can be reached again: what waited for it is told in a digest that names all of it, where it is too
        much for one message after the other. The last few of the incidents that live ring by themselves."""
        with self.store.atomic():
            waiting = self.store.outbox.backlog(target)
            living = [each.delivery for each in waiting if each.missed.incident.lives][-RINGING:]
            named = [each for each in waiting if each.delivery not in living]
            if len(named) < MANY:
                return ()
            self.store.outbox.fold((each.delivery for each in named), now)
            told = [each.missed for each in named if each.missed.kind is not AlertKind.UPDATED]
            start, at = min((each.at for each in told), default=now), self.store.digests.free(target, now)
            pages = [tuple(told[first : first + PAGE]) for first in range(0, len(told), PAGE)]
            return tuple(
                self.store.digests.post(
                    Digest(Rhythm.OUTAGE, start, at + number * SECOND, (), page, page=number + 1, pages=len(pages)),
                    target,
                    send=True,
                )
                for number, page in enumerate(pages)
            )

    def digest(self, now: datetime) -> tuple[Digest, ...]:
        """The digests whose time has come, committed; those that nobody wants to read are not among them."""
        return tuple(filter(None, (self._digest(target, now) for target in self.config.targets)))

    def _digest(self, target: Target, now: datetime) -> Digest | None:
        due = digest_due(target, now)
        last = self.store.digests.last(target.name, now) or self.store.digests.since()
        if due is None or last is None or due <= last:
            return None
        with self.store.atomic():
            names = [brand.name for brand in self.config.brands if not target.brands or brand.name in target.brands]
            tallies = tuple(self.store.digests.tally(name, last, due) for name in names)
            missed = self.store.digests.missed(target.name, last, due)
            digest = Digest(target.digest, last, due, tallies, missed)
            send = target.digest_empty or not digest.empty
            saved = self.store.digests.post(digest, target.name, send=send)
        return saved if send else None


def _reads_like(one: Mention, other: Mention) -> bool:
    """Whether a reader of both would have read one text: most words of the two are in both."""
    here, there = (frozenset(fold(each.item.prose).text.split()) for each in (one, other))
    return len(here & there) >= SAME * len(here | there)
