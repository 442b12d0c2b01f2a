"""What is kept and set aside: muted by a rule of the configuration or by somebody in the pages, folded away by what
somebody's marks taught."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.enrich.relevance import Mark, Sieve, by_hand, learn, weigh
from monitor.errors import VigieError
from monitor.match import Names
from monitor.match.filtering import filter_of
from monitor.model import UNWEIGHED, Mention, Mute
from monitor.reading import Reading
from monitor.store import Aside, Find, Muted, Store

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


Asks = Callable[[Mention], bool]


def asks(muted: Muted) -> Asks:
    """What tells whether a mention is what was muted. Raises QueryError for a phrase that nobody could look for."""
    if muted.kind == "phrase":
        return filter_of(phrase_of(muted.word))
    word = muted.word.casefold()
    if muted.kind == "author":
        return lambda mention: mention.item.author.casefold() == word
    return lambda mention: f".{host_of(mention)}".endswith(f".{word}")


def phrase_of(words: str) -> str:
    """The query that looks for *words* as they stand."""
    return f'"{words.replace(chr(34), " ").strip()}"'


def host_of(mention: Mention) -> str:
    """Where it was said: the host of its address, without a www; empty where it has none."""
    try:
        return (urlsplit(mention.item.url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


class Sifter:
    """Sets new mentions aside. The sieves of their brands are learned anew when a mark was made."""

    def __init__(self, store: Store, mutes: Sequence[Mute] = (), names: Names | None = None) -> None:
        self.store = store
        self._mutes = [(mute, filter_of(mute.query, names)) for mute in mutes]
        self._muted: list[tuple[Muted, Asks]] = []
        self._versions = (-1, -1), (0, 0)
        self._reconsidered = self._heeded = (-1, -1)
        self._sieves: dict[str, Sieve] = {}

    def sift(self, reading: Reading) -> Reading:
        if not reading.fresh and not reading.edited:
            return reading
        self._learn()
        edited = (replace(change, mentions=self._sifted(change.mentions)) for change in reading.edited)
        return replace(reading, fresh=self._sifted(reading.fresh), edited=tuple(edited))

    def outdated(self) -> bool:
        """Whether somebody muted something in the pages, or lifted it, since what `reconsider` did was kept."""
        return self.store.mutes.version() != self._heeded

    def keep(self) -> None:
        """The transaction in which it was reconsidered is on the disk."""
        self._heeded = self._reconsidered

    def reconsider(self, now: datetime) -> frozenset[str]:
        """Mute what of the last days is silenced now, and no more what is not; the brands concerned."""
        self._learn()
        self._reconsidered = self._versions[0]
        changed = set()
        aside = Aside.ANY if self._mutes or self._muted else Aside.MUTED
        for mention in list(self.store.mentions.find(Find(since=now - LOOKS_BACK, limit=-1, aside=aside))):
            why = self._why(mention)
            if why != mention.muted:
                self.store.mentions.mute(mention.id, why)
                changed.add(mention.brand)
        return frozenset(changed)

    def _learn(self) -> None:
        """What was muted and marked since."""
        mutes, marks = self.store.mutes.version(), self.store.marks.version()
        if mutes != self._versions[0]:
            self._muted = [(muted, asks(muted)) for muted in self.store.mutes.unlifted()]
        if marks != self._versions[1]:
            self._sieves = {}
        self._versions = mutes, marks

    def _sifted(self, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        return tuple(self._silenced(weigh(mention, self._sieve(mention.brand))) for mention in mentions)

    def _silenced(self, mention: Mention) -> Mention:
        why = self._why(mention)
        return mention if why == mention.muted else replace(mention, muted=why)

    def _why(self, mention: Mention) -> str:
        """Why *mention* is silenced; empty where it is not."""
        ours = (mute.why for mute, fits in self._mutes if _reigns(mute, mention) and fits(mention))
        theirs = (muted.why for muted, fits in self._muted if _holds(muted, mention) and fits(mention))
        return next(ours, "") or next(theirs, "")

    def _sieve(self, brand: str) -> Sieve:
        if brand not in self._sieves:
            self._sieves[brand] = sieve_of(self.store, brand)
        return self._sieves[brand]


def _reigns(mute: Mute, mention: Mention) -> bool:
    return (not mute.brands or mention.brand in mute.brands) and (mute.until is None or mention.at < mute.until)


def _holds(muted: Muted, mention: Mention) -> bool:
    return muted.brand in ("", mention.brand) and mention.at < muted.until
