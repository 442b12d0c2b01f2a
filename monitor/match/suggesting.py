"""What a brand's query may be missing: spellings, hashtags, addresses, products seen beside it; never added by us."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from urllib.parse import urlsplit

from monitor.match.tokens import tokens
from monitor.model import Mention
from monitor.text import Word, cut, fold, one_line

NEAR = 4  # words between a name and a product
SEEN = 3  # texts in which a hashtag, an address or a product has to stand
_RARE = 0.2  # as often as the name at most: what stands there more often is a word of its own
_AROUND = 45  # characters of an example, on either side
_HASHTAG = re.compile(r"(?<!\w)#(\w{3,40})")
_ADDRESS = re.compile(r"https?://[^\s<>\"')]+|(?<![@\w.])(?:[a-z0-9-]+\.)+[a-z]{2,12}(?=[/\s,;:!?)]|$)", re.IGNORECASE)
_ENDING = re.compile(r"[.!?…:\n]\s*$|^\s*$")


class Kind(StrEnum):
    SPELLING = "spelling"
    HASHTAG = "hashtag"
    DOMAIN = "domain"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """*query* is how it would be written in the brand's query, with OR; *texts* counts distinct ones, *authors* too;
    *example* is where it was seen, in the mention *number*."""

    kind: Kind
    query: str
    texts: int
    authors: int
    number: int
    example: str


@dataclass(slots=True)
class _Seen:
    texts: set[str] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)
    number: int = 0
    example: str = ""

    def note(self, mention: Mention, start: int, end: int) -> None:
        self.texts.add(mention.fingerprint or mention.item.prose)
        self.authors.add(mention.item.author)
        if not self.example:
            prose = mention.item.prose
            self.number = mention.id
            self.example = one_line(cut(prose[max(0, start - _AROUND) : end + _AROUND], 2 * _AROUND + 40))


Found = dict[tuple[Kind, str], _Seen]


def suggest(
    names: Sequence[str], mentions: Iterable[Mention], known: Callable[[str], bool], *, most: int = 8
) -> tuple[Suggestion, ...]:
    """At most *most* of each kind, the most frequent first. *known* says whether the query finds
    already what is proposed."""
    found: Found = defaultdict(_Seen)
    total = 0
    spelt = [tuple(word.text for word in tokens(name)) for name in names]
    for mention in mentions:
        total += 1
        for kind, text, start, end in _candidates(mention, spelt):
            found[kind, text].note(mention, start, end)
    kept = (_suggestion(kind, text, seen) for (kind, text), seen in found.items() if _worth(kind, seen, total))
    new = sorted(
        (each for each in kept if not known(each.query)),
        key=lambda each: (-each.texts, -each.authors, each.query),
    )
    return tuple(each for kind in Kind for each in [one for one in new if one.kind is kind][:most])


def distance(left: str, right: str, most: int) -> int:
    """Letters to insert, delete, change or swap with their neighbour; *most* + 1 where there are more."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before, last = [0] * (len(right) + 1), list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        row = [i, *([0] * len(right))]
        for j, other in enumerate(right, 1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                row[j] = min(row[j], before[j - 2] + 1)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def _candidates(mention: Mention, names: Sequence[tuple[str, ...]]) -> Iterator[tuple[Kind, str, int, int]]:
    prose = mention.item.prose
    said = tokens(prose)
    yield from _spellings(said, names)
    yield from ((Kind.HASHTAG, f"#{fold(m[1]).text}", *m.span()) for m in _HASHTAG.finditer(prose))
    yield from _domains(mention, names)
    yield from _products(mention, said, names)


def _spellings(said: Sequence[Word], names: Iterable[tuple[str, ...]]) -> Iterator[tuple[Kind, str, int, int]]:
    """Words that are a name but for a slip, alone or, for a name of several words, the whole of it."""
    there = {word.text for word in said}
    for name in names:
        joined = "".join(name)
        # Of a name of several words one is wrong, so another one is right.
        starts = range(len(said) - len(name) + 1) if len(name) == 1 or not there.isdisjoint(name) else ()
        for start in starts:
            window = said[start : start + len(name)]
            if _slipped([word.text for word in window], name):
                text = " ".join(word.text for word in window)
                yield Kind.SPELLING, text, window[0].start, window[-1].end
        if len(name) > 1:
            yield from (
                (Kind.SPELLING, word.text, word.start, word.end)
                for word in said
                if word.text == joined or _near(word.text, joined)
            )


def _slipped(window: Sequence[str], name: Sequence[str]) -> bool:
    """One word of the name differs, by a slip."""
    different = [(word, wanted) for word, wanted in zip(window, name, strict=True) if word != wanted]
    return len(different) == 1 and _near(*different[0])


@lru_cache(maxsize=100_000)
def _near(word: str, wanted: str) -> bool:
    if word == wanted or len(wanted) < 5 or not word.isalpha() or word[0] != wanted[0]:
        return False
    if word in (f"{wanted}s", f"{wanted}x") or wanted in (f"{word}s", f"{word}x"):
        return False  # a plural is no slip
    most = 1 if len(wanted) < 8 else 2
    return distance(word, wanted, most) <= most


def _domains(mention: Mention, names: Iterable[tuple[str, ...]]) -> Iterator[tuple[Kind, str, int, int]]:
    """Addresses that have the brand's name in them."""
    joined = ["".join(name) for name in names if len("".join(name)) >= 5]
    prose = mention.item.prose
    places = [(m.group(), *m.span()) for m in _ADDRESS.finditer(prose)]
    for address, start, end in [*places, (mention.item.url, 0, 0)]:
        host = _host(address)
        plain = fold(host).text.replace("-", "").replace(".", "")
        if any(name in plain for name in joined):
            yield Kind.DOMAIN, host, start, end


def _host(address: str) -> str:
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _products(
    mention: Mention, said: Sequence[Word], names: Iterable[tuple[str, ...]]
) -> Iterator[tuple[Kind, str, int, int]]:
    """Words with a capital in the middle of a sentence, close to where the brand is named."""
    prose = mention.item.prose
    own = {word for name in names for word in name}
    near = [said[index] for index in _beside(said, mention)]
    for before, word in pairwise([None, *near]):
        written = prose[word.start : word.end] if word else ""
        if word and word.text not in own and len(written) > 2 and _proud(written, prose[: word.start]):
            yield Kind.PRODUCT, written, word.start, word.end
            if before and before.end + 1 == word.start and prose[before.start].isupper() and before.text not in own:
                yield Kind.PRODUCT, f"{prose[before.start : before.end]} {written}", before.start, word.end


def _beside(said: Sequence[Word], mention: Mention) -> list[int]:
    """Which words stand close to a name, and are none of it."""
    inside = {n for n, word in enumerate(said) for span in mention.spans if span.start <= word.start < span.end}
    around = {n + step for n in inside for step in range(-NEAR - 1, NEAR + 2)}
    return sorted(n for n in around - inside if 0 <= n < len(said))


def _proud(written: str, before: str) -> bool:
    return written[0].isupper() and written[1:].islower() and not _ENDING.search(before[-8:])


def _worth(kind: Kind, seen: _Seen, total: int) -> bool:
    if kind is Kind.SPELLING:
        return len(seen.texts) <= max(2, _RARE * total)
    if kind is Kind.DOMAIN:
        return True
    return len(seen.texts) >= SEEN and len(seen.authors) >= 2


def _suggestion(kind: Kind, text: str, seen: _Seen) -> Suggestion:
    plain = re.fullmatch(r"#?\w+", text)
    query = f"site:{text}" if kind is Kind.DOMAIN else text if plain else f'"{text}"'
    return Suggestion(kind, query, len(seen.texts), len(seen.authors), seen.number, seen.example)
