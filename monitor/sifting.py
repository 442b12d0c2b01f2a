"""What is kept and set aside: muted by a rule of the configuration, folded away by what somebody's marks taught."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.enrich.relevance import Mark, Sieve, by_hand, learn, weigh
from monitor.errors import VigieError
from monitor.match import Names
from monitor.match.filtering import filter_of
from monitor.model import UNWEIGHED, Mention, Mute
from monitor.reading import Reading
from monitor.store import Aside, Find, Store

LOOKS_BACK = timedelta(days=7)  # what a new rule of silence is applied to: no window of a verdict is longer, as a rule


def sieve_of(store: Store, brand: str) -> Sieve:
    """What the marks on *brand*'s mentions teach."""
    return learn(brand, [Mark(mention, irrelevant) for mention, irrelevant in store.marks.of(brand)])


def mark(store: Store, number: int, now: datetime, *, irrelevant: bool | None) -> Mention:
    """The mention as it is after the mark; None takes the mark back. Raises VigieError for a mention that is none."""
    with store.atomic():
        mention = store.mentions.get(number)
        if not mention:
            raise VigieError(f"there is no mention {number}", hint="see: vigie mentions")
        if irrelevant is None:
            marked = replace(mention, relevance=UNWEIGHED)
            store.marks.drop(marked)
            marked = weigh(marked, sieve_of(store, mention.brand))
            store.mentions.fold(marked)
        else:
            marked = by_hand(mention, irrelevant=irrelevant)
            store.marks.put(marked, now, irrelevant=irrelevant)
    return marked


class Sifter:
    """Sets new mentions aside. The sieves of their brands are learned anew when a mark was made."""

    def __init__(self, store: Store, mutes: Sequence[Mute] = (), names: Names | None = None) -> None:
        self.store = store
        self._mutes = [(mute, filter_of(mute.query, names)) for mute in mutes]
        self._version = (0, 0)
        self._sieves: dict[str, Sieve] = {}

    def sift(self, reading: Reading) -> Reading:
        if not reading.fresh and not reading.edited:
            return reading
        version = self.store.marks.version()
        if version != self._version:
            self._version, self._sieves = version, {}
        edited = (replace(change, mentions=self._sifted(change.mentions)) for change in reading.edited)
        return replace(reading, fresh=self._sifted(reading.fresh), edited=tuple(edited))

    def reconsider(self, now: datetime) -> frozenset[str]:
        """Mute what of the last days the rules silence now, and no more what they do not; the brands concerned."""
        changed = set()
        aside = Aside.ANY if self._mutes else Aside.MUTED
        for mention in list(self.store.mentions.find(Find(since=now - LOOKS_BACK, limit=-1, aside=aside))):
            why = self._muted(mention)
            if why != mention.muted:
                self.store.mentions.mute(mention.id, why)
                changed.add(mention.brand)
        return frozenset(changed)

    def _sifted(self, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        weighed = (weigh(mention, self._sieve(mention.brand)) for mention in mentions)
        return tuple(replace(mention, muted=self._muted(mention)) for mention in weighed)

    def _muted(self, mention: Mention) -> str:
        """Why *mention* is silenced; empty where it is not."""
        return next((mute.why for mute, asks in self._mutes if _reigns(mute, mention) and asks(mention)), "")

    def _sieve(self, brand: str) -> Sieve:
        if brand not in self._sieves:
            self._sieves[brand] = sieve_of(self.store, brand)
        return self._sieves[brand]


def _reigns(mute: Mute, mention: Mention) -> bool:
    return (not mute.brands or mention.brand in mute.brands) and (mute.until is None or mention.at < mute.until)
