"""Other readings of the words of a text: joined by hyphens, spelled out, written in figures or with foreign letters.

None of them replaces the words as they stand, and each is narrow enough to leave ordinary text alone: 3mois, 4x4, mp3,
il y a and a Russian sentence have no other reading.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice, pairwise

from monitor.text.folding import INVISIBLE, Folded, Word

Reading = tuple[int, int, str, int, int]  # the first word, the one after the last, what they say, from where to where

_GLUE = re.compile(f"[-‐‑][{INVISIBLE}]*")
_POSSESSIVE = re.compile("['’]")
_POSSESSIVE_S = re.compile("['’]s")
_SPELLED_OUT = re.compile(r"(?<![^\W_])[^\W\d_][\s._*/·-][^\W\d_][\s._*/·-][^\W\d_](?![^\W_])")
_SPELLING = re.compile(r"[ \u00a0\u202f._*/·-]")
_DOTTED, _SPELLED = 3, 4  # letters; fewer are initials, or elisions
_MOST = 500  # words in figures of one text
_ONE_LETTER = frozenset("ayoi")  # that are words of French or English
_SHORTEST, _LONGEST = 4, 40  # letters of a joined word
_LEET = re.compile(r"(?<![^\W_])(?!@)[a-z013457@$€!|]*[013457@$€!|][a-z013457@$€!|]*(?![^\W_])")
_LEET_BEFORE_LETTER = re.compile(r"[013457@$€!|][a-z]")
_FIGURES = str.maketrans("03457@$€!|", "oeastaseil")
_UNITS = frozenset(
    "eme ere nde ieme an ans mois jour jours heure heures min mins minute minutes euro euros kilo kilos fois "
    "day days week weeks month months year years hour hours hrs euro euros dollar dollars times pieces".split()
)
_FOREIGN = "асеіјорѕухѵвнкмтгαβεηικμνορτυχζ"
_FOREIGN_LETTERS = frozenset(_FOREIGN)
_SMALL = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"
_LOOKALIKES = str.maketrans(_FOREIGN + _SMALL, "aceijopsuxvbhkmtrabenikmvoptuxz" + "abcdefghijklmnoprstuvwyz")
_LATIN = re.compile("[a-z]")


def variants(folded: Folded, read: Callable[[], Sequence[Word]]) -> Iterator[Reading]:
    """The other readings of the words that are *read* of *folded*."""
    prose = folded.source
    yield from joins(folded, read)
    if _SPELLED_OUT.search(folded.text):
        yield from _spelled(prose, read())
    if _LEET_BEFORE_LETTER.search(folded.text):
        yield from _in_figures(folded, read())
    if not folded.text.isascii():
        yield from _in_foreign_letters(read())


def joins(folded: Folded, read: Callable[[], Sequence[Word]]) -> Iterator[Reading]:
    """Those of the other readings that ordinary spelling has: week-end is weekend, Nova's is novas."""
    if _GLUE.search(folded.source):
        yield from _joined(folded.source, read())
    if _POSSESSIVE_S.search(folded.text):
        yield from _possessives(folded.source, read())


def _reading(words: Sequence[Word], first: int, last: int, text: str) -> Reading:
    return first, last, text, words[first].start, words[last - 1].end


def _joined(prose: str, words: Sequence[Word]) -> Iterator[Reading]:
    """Week-end is weekend."""
    for first, last in _runs(_parted(_GLUE, prose, words)):
        text = "".join(word.text for word in words[first:last])
        if _SHORTEST <= len(text) <= _LONGEST:
            yield _reading(words, first, last, text)


def _possessives(prose: str, words: Sequence[Word]) -> Iterator[Reading]:
    """Nova's is novas."""
    for index in _parted(_POSSESSIVE, prose, words):
        if words[index + 1].text == "s" and len(words[index].text) > 2:
            yield _reading(words, index, index + 2, f"{words[index].text}s")


def _parted(gap: re.Pattern[str], prose: str, words: Sequence[Word]) -> Iterator[int]:
    """The words that nothing but *gap* parts from the next one."""
    starts = [word.start for word in words]
    for found in gap.finditer(prose):
        at = bisect_left(starts, found.end())
        if 0 < at < len(words) and words[at].start == found.end() and words[at - 1].end == found.start():
            yield at - 1


def _spelled(prose: str, words: Sequence[Word]) -> Iterator[Reading]:
    """A.C.M.E. and a c m e are acme."""
    gaps = [_spelling(prose, left, right) for left, right in pairwise(words)]
    at = 0
    for gap, group in groupby(gaps):
        first, at = at, at + len(list(group))
        least = _DOTTED if gap == "." else _SPELLED
        if gap and at - first + 1 >= least:
            yield from _trimmed(words, first, at + 1, least)


def _spelling(prose: str, left: Word, right: Word) -> str:
    if len(left.text) > 1 or len(right.text) > 1 or not (left.text.isalpha() and right.text.isalpha()):
        return ""
    gap = prose[left.end : right.start]
    return gap if _SPELLING.fullmatch(gap) else ""


def _trimmed(words: Sequence[Word], first: int, last: int, least: int) -> Iterator[Reading]:
    """The run, and what is left of it without the words of one letter around: il *y a a c m e*."""
    around = 0
    while around < 3 and first + around < last and words[first + around].text in _ONE_LETTER:
        around += 1
    for begin in range(first, first + around + 1):
        for end in (last, last - 1) if words[last - 1].text in _ONE_LETTER else (last,):
            if least <= end - begin <= _LONGEST:
                yield _reading(words, begin, end, "".join(word.text for word in words[begin:end]))


def _in_figures(folded: Folded, words: Sequence[Word]) -> Iterator[Reading]:
    """4cme and $ony are acme and sony."""
    starts, ends = [word.start for word in words], [word.end for word in words]
    for run in islice(_LEET.finditer(folded.text), _MOST):
        text = run.group().rstrip("!|")
        if not _is_leet(text):
            continue
        start, end = folded.original(run.start(), run.start() + len(text))
        first, last = bisect_right(ends, start), bisect_left(starts, end)
        plain = text.translate(_FIGURES)
        for one in ("i", "l") if "1" in plain and first < last else ("",) if first < last else ():
            yield first, last, plain.replace("1", one), start, end


def _is_leet(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    if letters < 2 or not 4 <= len(text) <= _LONGEST or text[:2].isdigit() or not _LEET_BEFORE_LETTER.search(text):
        return False
    return not (text[0].isdigit() and text[1:] in _UNITS)


def _in_foreign_letters(words: Sequence[Word]) -> Iterator[Reading]:
    """Letters of other scripts that look like ours, where the text is not written in such a script."""
    plain = {said: said.translate(_LOOKALIKES) for said in {word.text for word in words} if not said.isascii()}
    truly_foreign = not all(map(str.isascii, plain.values()))
    disguised = {
        said: text
        for said, text in plain.items()
        if text.isascii()
        and text.isalpha()
        and (not truly_foreign or _LATIN.search(said) or _FOREIGN_LETTERS.isdisjoint(said))
    }
    for index, word in enumerate(words) if disguised else ():
        if word.text in disguised:
            yield _reading(words, index, index + 1, disguised[word.text])


def _runs(glued: Iterable[int]) -> Iterator[tuple[int, int]]:
    """From which word to after which one all are glued to the next, for each longest run."""
    for _, group in groupby(enumerate(glued), lambda pair: pair[1] - pair[0]):
        run = [word for _, word in group]
        yield run[0], run[-1] + 2
