"""What French words are worth before grammar bends them: vaderSentiment-fr's lexicon, and our own word on it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from monitor.enrich.reading import Reading
from monitor.text import columns, fold, undisguise, words

# Only the data file is read: the package's modules drag in a fuzzy matcher and its warnings.
_INSTALLED = ("vaderSentiment_fr", "fr_lexicon.txt")
_OURS = ("monitor.enrich", "tables/valence_fr.tsv")
_WORD = re.compile(r"[^\W\d_]{3,}")
_LETTERS = re.compile(r"[^\W_]{3}|[^\W\d_]{2}")

_BY_VALENCE = {
    3.0: "😍🥰🤩❤♥💖💕💗💘💙💚💛💜🧡💞💓💝💋😘😚🤍🖤",
    2.2: "😀😁😃😄😆😊😇🤗😙😻🎉🥳👏🙌💪🏆🥇🏅👑✨🌟⭐🔥💯🤤😜😝😛🤪🎂🎈💐🌹💃🕺",
    1.5: "🙂☺😉😎😂🤣👍🙏👌✅🎁🎊🌞☀🌈🌸🌺🌷😋✌🤞🤘🍾🥂🍻😌😏",
    -1.0: "😐😑😶🙄😕🤨😬😅😒",
    -1.8: "🙁☹😞😔😟😓😥😢😪😫😩😖😣😰😨😱😧😦😿🤧🤒🤕🥺👎❌🙅",
    -2.6: "😭😠😡🤬🤮🤢💩🖕😤👿💔🤡🤦",
}
_EMOJI = {emoji: valence for valence, members in _BY_VALENCE.items() for emoji in members}
# The range goes first: a set of characters beyond the first 65,536 is searched one by one, and at every place what
# begins with a look ahead.
EMOJI = re.compile(f"[{min(_EMOJI)}-{max(_EMOJI)}](?<=[{''.join(_EMOJI)}])")

Phrase = tuple[tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Valences:
    """In VADER's points of -4 to 4. *written* is keyed in lower case, *folded* without accents, *phrases* by their
    first two words, longest first."""

    written: dict[str, float]
    folded: dict[str, float]
    phrases: dict[tuple[str, ...], tuple[Phrase, ...]]
    emoticons: dict[str, float]
    emoji: dict[str, float]
    openers: frozenset[str]  # every word that may be an entry or open one, as it is read

    def of(self, reading: Reading, index: int) -> tuple[int, float]:
        """How many words from *index* on make an entry (1 where none does), and its valence (0 where none does)."""
        text = reading.texts[index]
        for phrase, valence in self.phrases.get(reading.texts[index : index + 2], ()):
            if phrase == reading.texts[index : index + len(phrase)]:
                return len(phrase), valence
        written = self.written.get(reading.written(index).lower())
        return 1, self.folded.get(text, 0.0) if written is None else written


def emoji_valence(emoji: str) -> float:
    """In VADER's points; the same in every language."""
    return _EMOJI[emoji]


@lru_cache(maxsize=1)
def valences() -> Valences:
    written: dict[str, float] = {}
    folded: dict[str, float] = {}
    phrases: dict[tuple[str, ...], float] = {}
    emoticons: dict[str, float] = {}
    for entry, valence in _installed():
        if _WORD.fullmatch(entry):
            written[entry.lower()] = valence
            folded.setdefault(fold(entry).text, valence)
        elif _LETTERS.search(entry):
            phrases[tuple(word.text for word in words(entry))] = valence
        elif len(entry) > 1 and not entry.isalnum():
            emoticons[entry] = valence
    for entry, valence in _ours():
        parts = tuple(entry.split())
        if len(parts) > 1:
            phrases[parts] = valence
        else:
            folded[entry] = valence
    ours = {entry for entry, _ in _ours()}
    written = {entry: valence for entry, valence in written.items() if fold(entry).text not in ours}
    by_first = _by_first_words(phrases)
    openers = frozenset(
        (*folded, *[first for first, _ in by_first], *[undisguise(columns(entry), entry).texts[0] for entry in written])
    )
    return Valences(written, folded, by_first, emoticons, _EMOJI, openers)


def _installed() -> Iterator[tuple[str, float]]:
    for row in _rows(*_INSTALLED):
        entry, _, valence = row.rpartition("->")
        yield entry, float(valence)


def _ours() -> Iterator[tuple[str, float]]:
    for row in _rows(*_OURS):
        if not row.startswith("#"):
            entry, valence = row.split("\t")
            yield entry, float(valence)


def _rows(package: str, name: str) -> list[str]:
    return [row for row in files(package).joinpath(name).read_text("utf-8").splitlines() if row.strip()]


def _by_first_words(phrases: dict[tuple[str, ...], float]) -> dict[tuple[str, ...], tuple[Phrase, ...]]:
    index: dict[tuple[str, ...], list[Phrase]] = defaultdict(list)
    for phrase in sorted(phrases, key=len, reverse=True):
        if len(phrase) > 1:
            index[phrase[:2]].append((phrase, phrases[phrase]))
    return {first: tuple(found) for first, found in index.items()}
