"""Undoing what people do to a word to slip it past a filter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import sub

from monitor.text.folding import FOREIGN, Columns, Word, fold, word_texts

_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_LATIN = re.compile("[a-z]")
_FIGURES = str.maketrans("013457", "oieast")
_SYMBOLS = str.maketrans({"@": "a", "$": "s", "€": "e"})
_SYMBOL = re.compile(r"[$@€*](?<=\S.)(?:(?<=\$)|[@€*]*\S)")  # inside a word or at its end; a sign first, for speed
_MASK = re.compile(r"[*]{1,5}")
_SIGNS = re.compile(r"[@$€]{1,2}")
_LOOKALIKES = str.maketrans("асеіјорѕухѵнкԁһԛԝӏοαενρτυκι", "aceijopsuxvhkdhqwloaevptuki")
_SPELLED = re.compile(r"(?<!\w)\w(\s-\s|[ .\-/*·|~])\w(?:\1\w){2,}(?![\w'’])")
_KNOWN = 20_000
_LONGEST = 20  # letters; no disguised word is longer
_FOUR = b"\1\1\1\1"  # fewer single letters in a row are initials or elisions
# What people hide behind asterisks, most of the time.
_MASKED = tuple(
    "connard connards connasse salope salopes salopard salopards merde merdes encule encules enculer pute putes putain "
    "batard batards batarde foutre con cons chier fuck fucking fucked fucker fuckers fuckwit fuckwits shit shitty "
    "bullshit bitch bitches bastard bastards asshole assholes arsehole arseholes cunt cunts wanker wankers twat twats "
    "dick dicks dickhead dickheads prick pricks".split()
)


class _Plain(dict[str, str]):
    """Spellings and what they stand for, learned as they come: most words come back."""

    def __missing__(self, text: str) -> str:
        plain = _plain(text)
        if len(self) >= _KNOWN:
            self.clear()
        if len(text) <= _LONGEST:
            self[text] = plain
        return plain


_plains = _Plain()


def undisguise(told: Columns, prose: str) -> Columns:
    """The words of *prose* with figures, signs and foreign letters read as the letters they stand for, and spelled
    ones joined."""
    if _SYMBOL.search(prose):
        told = _columns(_join_signs(told.words, prose))
    texts, begins, ends = told
    plain = _read_plainly(texts, prose)
    if not _spelled_out([*map(sub, ends, begins)], prose):
        return told if plain == texts else Columns(plain, begins, ends)
    return _columns(_join_letters(Columns(plain, begins, ends).words, prose))


def undisguised(prose: str) -> tuple[str, ...] | None:
    """What the words of *prose* say, as `undisguise` reads them, without their places; None where it takes those to
    tell."""
    if _SYMBOL.search(prose):
        return None
    texts = word_texts(prose)
    if texts is None or _spelled_out([*map(len, texts)], prose):
        return None
    return _read_plainly(texts, prose)


def wavers(texts: tuple[str, ...], prose: str) -> int:
    """Whether what stands around *prose* may tell how its words are read: 1 where only what wavers as well does, and 2
    where anything may."""
    if _glued(prose) and _SPELLED.search(prose):
        return 2
    return int(bool(_ELONGATED.search(prose.casefold())) or (*map(_plains.__getitem__, texts),) != texts)


def _spelled_out(lengths: list[int], prose: str) -> bool:
    """Whether so many single letters stand in a row, with the same gap; *lengths* are those of the words."""
    if lengths.count(1) < len(_FOUR):
        return False
    if _FOUR not in bytes([length & 0xFF for length in lengths]) and not _glued(prose):
        return False
    return bool(_SPELLED.search(prose))


def _glued(prose: str) -> bool:
    """Whether a letter may stand alone and be read with what is beside it: a sign, or what cannot be seen."""
    return bool(_SYMBOL.search(prose)) or (not prose.isascii() and any(map(_glues, {*FOREIGN.findall(prose)})))


@lru_cache(maxsize=8192)
def _glues(char: str) -> bool:
    folded = fold(char).text
    return not folded or (not char.isalnum() and any(map(str.isalnum, folded)))


def _read_plainly(texts: tuple[str, ...], prose: str) -> tuple[str, ...]:
    plain = (*map(_plains.__getitem__, texts),)
    if plain != texts and not _ELONGATED.search(prose.casefold()):  # *créée* is *creee* only without its accents
        plain = tuple([text if text.isascii() and text.isalpha() else _plains[text] for text in texts])
    return plain


def _columns(words: Iterable[Word]) -> Columns:
    found = [*words]
    return Columns(*zip(*found, strict=True)) if found else Columns()


def _plain(text: str) -> str:
    text = text.replace("_", "") or text
    if not text.isascii() and _LATIN.search(text):
        text = text.translate(_LOOKALIKES)
    if not text.isalpha() and not text.isdigit():
        text = text.translate(_FIGURES)
    return _ELONGATED.sub(r"\1", text)


def _join_signs(words: Iterable[Word], prose: str) -> Iterator[Word]:
    pending: Word | None = None
    for word in words:
        joined = _joined(pending, word, prose[pending.end : word.start]) if pending else None
        if pending and not joined:
            yield _with_tail(pending, prose)
        pending = joined or word
    if pending:
        yield _with_tail(pending, prose)


def _joined(left: Word, right: Word, gap: str) -> Word | None:
    if len(left.text) > _LONGEST or not left.text.isalpha():
        return None
    text = ""
    if _MASK.fullmatch(gap):
        text = _unmask(left.text, len(gap), right.text)
    elif _SIGNS.fullmatch(gap):
        text = left.text + gap.translate(_SYMBOLS) + right.text
    return Word(text, left.start, right.end) if text else None


def _unmask(left: str, hidden: int, right: str) -> str:
    """The first word that *left* opens and *right* ends, with as many letters between as were hidden, or one more."""
    lengths = (len(left + right) + hidden, len(left + right) + hidden + 1)
    fitting = (word for word in _MASKED if len(word) in lengths and word.startswith(left) and word.endswith(right))
    return next(fitting, "")


def _with_tail(word: Word, prose: str) -> Word:
    dollar = prose[word.end : word.end + 1] == "$" and word.text.isalpha()
    return Word(word.text + "s", word.start, word.end + 1) if dollar else word


def _join_letters(words: Sequence[Word], prose: str) -> Iterator[Word]:
    """*words*, runs of single letters with the same gap between them made one."""
    runs = iter([*_SPELLED.finditer(prose), None])
    run, letters = next(runs), [*words[:0]]
    for word in words:
        while run and run.end() <= word.start:
            yield from _whole(letters)
            run, letters = next(runs), []
        if run and run.start() <= word.start and word.end <= run.end():
            letters.append(word)
        else:
            yield word
    yield from _whole(letters)


def _whole(letters: Sequence[Word]) -> Iterator[Word]:
    if letters:
        yield Word("".join(word.text for word in letters), letters[0].start, letters[-1].end)
