"""What is known of a grave mention, brought together: its legal clocks, its evidence, and the pack of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from monitor.config import LegalConfig
from monitor.errors import VigieError
from monitor.evidence.dossier import Case, Deadline, Dossier
from monitor.law import Clock, Ground, Proof, Told, clocks, country_of
from monitor.links import Exhibit
from monitor.model import Mention
from monitor.securing import SOFTWARE
from monitor.store import Store

_GROUNDS = {"injure": Ground.INSULT, "diffamation": Ground.DEFAMATION, "denigrement": Ground.DISPARAGEMENT}
KEY = ".key.pem"  # beside the diary: what packs are signed with


def grounds(mention: Mention) -> tuple[Ground, ...]:
    """What an action might rest on: what was found, at least possible."""
    told = [_GROUNDS[name] for name in mention.finding.grounds if name in _GROUNDS]
    told += [Ground.INSULT] if mention.insult.label != "none" else []
    told += [Ground.DEFAMATION] if mention.accusation.label != "none" else []
    return tuple(dict.fromkeys(told))


def proofs(mention: Mention, exhibits: Iterable[Exhibit] = ()) -> tuple[Proof, ...]:
    """All that says when it was published: the source, the page and its server as they were captured, our own eyes."""
    told = [Proof(Told.SEEN, mention.seen_at)]
    if mention.item.published:
        told.append(Proof(Told.SOURCE, mention.item.published))
    for exhibit in exhibits:
        dates: Mapping[str, str] = exhibit.told.get("dates", {}) if exhibit.link.kind == "seen" else {}
        told += [Proof(Told(name), datetime.fromisoformat(moment)) for name, moment in dates.items()]
    return tuple(told)


def countries_of(legal: LegalConfig, timezone: str) -> tuple[str, ...]:
    """Whose law is looked at."""
    return legal.countries or tuple(filter(None, [country_of(timezone)]))


def running(mention: Mention, exhibits: Iterable[Exhibit], countries: Iterable[str]) -> tuple[Clock, ...]:
    """The legal clocks of *mention*, the one that ends first first; none where nothing was found."""
    wanted, told = grounds(mention), proofs(mention, exhibits)
    aggravated = bool(mention.finding.aggravated)
    found = (
        clock
        for country in countries
        for clock in clocks(country, wanted, told, known_at=mention.seen_at, aggravated=aggravated)
    )
    return tuple(sorted(found, key=lambda clock: clock.last_day))


def deadline(clock: Clock, now: datetime, language: str) -> Deadline:
    period = clock.period
    return Deadline(
        country=period.country,
        action=period.action,
        law=period.law,
        source=period.source,
        proof=clock.proof.told.value,
        started=clock.started,
        last_day=clock.last_day,
        left=clock.left(now),
        certain=clock.certain,
        note=(period.note or {}).get(language, ""),
    )


def case(store: Store, number: int, countries: Iterable[str], now: datetime, language: str) -> Case:
    """Raises VigieError for a mention that is none."""
    mention = store.mentions.get(number)
    if not mention:
        raise VigieError(f"there is no mention {number}", hint="see: vigie mentions")
    exhibits = store.chain.of(number)
    told = tuple(deadline(clock, now, language) for clock in running(mention, exhibits, countries))
    return Case(mention, exhibits, told, store.chain.held(number))


def dossier(
    store: Store,
    numbers: Sequence[int],
    countries: Iterable[str],
    now: datetime,
    *,
    language: str,
    timezone: str,
    roots: Mapping[str, Path],
    environment: Mapping[str, str],
) -> Dossier:
    """All that a pack about the mentions *numbers* is made from. VigieError where nothing of one was captured."""
    cases = tuple(case(store, number, tuple(countries), now, language) for number in numbers)
    for each in cases:
        if not each.exhibits:
            raise VigieError(
                f"nothing of mention {each.mention.id} was captured", hint=f"vigie evidence capture {each.mention.id}"
            )
    first = min(exhibit.link.number for each in cases for exhibit in each.exhibits)
    return Dossier(
        language=language,
        made_at=now,
        timezone=timezone,
        software=SOFTWARE,
        cases=cases,
        links=store.chain.links(first),
        tokens=store.chain.tokens(first),
        roots={url: path.read_bytes() for url, path in roots.items()},
        environment=environment,
    )


def key_beside(store: Path) -> Path:
    """Where the key of the diary at *store* is."""
    return store.with_name(store.name + KEY)
