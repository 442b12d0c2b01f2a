"""From what is stored to a verdict: each mention is heard once, and what was heard survives a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import cast

from monitor.config import Config
from monitor.crisis import Match, Plain, Unusual, Watch, alarm, begin, dump, judge, load, sketch
from monitor.match.filtering import Filter, filter_of
from monitor.model import Alert, Brand, Evidence, History, Level, Mention, Planned, Sample, Terms, Verdict
from monitor.store import Store

LOOK_BACK = timedelta(days=28)  # what "usual" is learned from
KEEP_EVERY = timedelta(hours=6)  # what is not kept is heard again after a restart
OLD = timedelta(days=8)  # said before, it counts nowhere any more


@dataclass(slots=True)
class Lookout:
    """*watches* by brand; *heard* is the id up to which all of them heard everything; *kept* says since when the diary
    knows each of them as it is."""

    store: Store
    config: Config
    watches: dict[str, Watch] = field(default_factory=dict)
    kept: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    heard: int = 0
    asked: dict[str, Filter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.asked = asked(self.config)

    @property
    def weights(self) -> dict[str, float]:
        return {source.name: source.weight for source in self.config.sources}

    # ------------------------------------------------------------------ hear

    def listen(self, now: datetime) -> None:
        """Hear what was stored since the last time."""
        fresh = [brand.name for brand in self.config.brands if brand.name not in self.watches]
        for brand, sample in self.store.past.heard(self.heard, self.weights) if self.watches else ():
            self.heard = sample.id
            if brand in self.watches:
                self.watches[brand].hear(sample)
        if fresh:
            self.heard = self.store.inbox.newest()
            self.watches |= {name: self._begin(name, now) for name in fresh}

    def _begin(self, brand: str, now: datetime) -> Watch:
        """The watch as it was kept, or one that hears all that the diary still knows."""
        state = self.store.watches.get(brand)
        watch = load(state) if state else None
        since = self.store.past.since(brand)
        if watch is None:
            start = max(since, now - LOOK_BACK)
            watch = begin(start, start)
        then = datetime.fromtimestamp(watch.now, UTC) - OLD
        for sample in self.store.past.heard_of(brand, watch.fed, then, self.weights):
            watch.hear(sample)
        self.kept[brand] = now, watch.fed
        return watch

    def forget(self, brands: Iterable[str]) -> None:
        """Hear the past of *brands* anew the next time: something of it counts no more, or counts again."""
        for brand in brands:
            self.watches.pop(brand, None)
            self.store.watches.forget(brand)

    # ------------------------------------------------------------------ judge

    def judge(self, brand: Brand, now: datetime) -> tuple[Verdict, Evidence | None]:
        """What is thought of *brand* now, and from what; nothing is read of a brand that is calm."""
        rules = tuple(rule for rule in self.config.rules if not rule.brands or brand.name in rule.brands)
        plain = tuple(cast("Plain", rule) for rule in rules if not isinstance(rule, Unusual))
        verdicts = [self._plain(brand, plain, now)] if plain or not rules else []
        proofs: dict[str, Evidence] = {}
        for rule in rules:
            if isinstance(rule, Unusual):
                verdict, proof = self._unusual(brand, rule, now)
                verdicts.append(verdict)
                proofs |= {rule.name: proof} if proof else {}
        told = max(verdicts, key=alarm)
        return told, proofs.get(told.rule) if told.level > Level.CALM else None

    def _plain(self, brand: Brand, rules: Sequence[Plain], now: datetime) -> Verdict:
        window = max((rule.window for rule in rules), default=timedelta(hours=1))
        history = self.history(brand.name, now, window, LOOK_BACK)
        return judge(
            replace(history, samples=flagged(history.samples, self.asked, self.store.mentions.get)), rules, now
        )

    def history(self, brand: str, now: datetime, window: timedelta, back: timedelta) -> History:
        return self.store.past.history(brand, now, window=window, back=back, weights=self.weights)

    def _unusual(self, brand: Brand, rule: Unusual, now: datetime) -> tuple[Verdict, Evidence | None]:
        watch = self.watches[brand.name]
        living = (each for each in self.store.incidents.recent(brand.name, now) if each.lives)
        watch.follow(next((each.began_at for each in living), None))
        watch.pass_time(int(now.timestamp()))
        planned = tuple(event for event in self.config.events if not event.brands or brand.name in event.brands)
        finding = rule.find(watch, planned)
        if not finding.alarming:
            watch.note(finding)
            return sketch(rule, watch, brand.name, finding), None
        terms = Terms(rule.name, rule.level, rule.false_alarms, _near(planned, now), self.store.sources.out())
        proof = Evidence(dump(watch), terms)
        watch.note(finding)
        history = self.history(brand.name, now, rule.span(finding), timedelta(0))
        return tell(rule, watch, terms, history, now), proof

    # ------------------------------------------------------------------ keep

    def keep(self, brand: Brand, alerts: Sequence[Alert], evidence: Evidence | None, now: datetime) -> None:
        """In the transaction of the incident, if it changed; else from time to time."""
        if evidence:
            for alert in alerts:
                self.store.watches.prove(alert.id, evidence)
        watch = self.watches.get(brand.name)
        if watch is None:
            return
        at, fed = self.kept[brand.name]
        if alerts or (watch.fed > fed and now - at >= KEEP_EVERY):
            self.store.watches.keep(brand.name, dump(watch), now)
            self.kept[brand.name] = now, watch.fed

    def close(self) -> None:
        """Keep what was heard since."""
        with self.store.atomic():
            for name, watch in self.watches.items():
                if watch.fed > self.kept[name][1]:
                    self.store.watches.keep(name, dump(watch), datetime.fromtimestamp(watch.now, UTC))


def tell(rule: Unusual, watch: Watch, terms: Terms, history: History, now: datetime) -> Verdict:
    """The verdict on those terms, told with the mentions of *history*."""
    verdict = rule.judge(history, now, rule.find(watch, terms.planned))
    silent = watch.silent(terms.silent)
    told = replace(
        verdict.figures,
        confidence=watch.confidence(silent),
        silent=silent,
        planned=next((event.name for event in terms.planned if event.between(now - verdict.figures.window, now)), ""),
    )
    return replace(verdict, figures=told)


def again(store: Store, alert: Alert) -> Verdict | None:
    """The verdict of *alert*, reached once more from what the detector knew and what had been heard by then; None when
    it had no evidence, or one that another version kept."""
    evidence = store.watches.evidence(alert.id)
    watch = load(evidence.state) if evidence else None
    if evidence is None or watch is None:
        return None
    terms, at = evidence.terms, alert.verdict.at
    rule = Unusual(name=terms.name, level=terms.level, false_alarms=terms.false_alarms)
    span = rule.span(rule.find(watch, terms.planned))
    history = store.past.history(alert.verdict.brand, at, window=span, back=timedelta(0), weights={})
    heard = tuple(each for each in history.samples if each.id <= watch.fed)
    return tell(rule, watch, terms, replace(history, samples=heard), at)


def asked(config: Config) -> dict[str, Filter]:
    """What finds the mentions that rules ask for by a query, by the names of the rules."""
    rules = (rule for rule in config.rules if isinstance(rule, Match) and rule.query)
    return {rule.name: filter_of(rule.query, config.names) for rule in rules}


def flagged(
    samples: Sequence[Sample], queries: Mapping[str, Filter], known: Callable[[int], Mention | None]
) -> tuple[Sample, ...]:
    """The samples with the names of the rules whose query they match; *known* finds the mention that one is of."""
    if not queries:
        return tuple(samples)
    said = ((each, known(each.id)) for each in samples)
    return tuple(
        replace(each, flags=tuple(name for name, fits in queries.items() if mention and fits(mention)))
        for each, mention in said
    )


def _near(planned: Sequence[Planned], now: datetime) -> tuple[Planned, ...]:
    return tuple(event for event in planned if event.between(now - timedelta(days=7), now))
