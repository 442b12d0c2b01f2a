"""Which language a text is in: its little words first, then a trained model, the source's claim where both hesitate."""

from __future__ import annotations

import lzma
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import repeat
from math import exp, sqrt
from operator import attrgetter
from shutil import copyfileobj
from struct import Struct
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from monitor.enrich.reading import Reading, read
from monitor.model import Mention
from monitor.text import wavers

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LIMIT = 2_000  # characters are plenty to tell a language by
ENOUGH = 1.5  # votes; with fewer, the little words decide nothing alone
AHEAD = 1.4  # times the runner-up
SURE = 0.8  # the model's probability among the languages asked for
FOREIGN = 0.9  # the model's probability among all, for a language that nobody asked for
LEAST = 0.2  # its probability among all, below which it is only the best of a wrong choice
VOTE = 4.0  # by how much a vote makes a language likelier for the model
SHORT = 3  # words; below, the model only guesses
LONG = 6  # words; from here on, it is believed of languages that nobody asked for

WHOLE = 2520  # parts of a vote: shared by up to ten languages without a rest
LANE = 32  # bits: more than all words of a text can cast
# How many words were heard; how many chunks have letters, waver or are one sign; then the votes for each language.
LANES = Struct("<11I")
WORD, LETTERED, WAVERING, SINGLE, FIRST = 1, 1 << LANE, 1 << 2 * LANE, 1 << 3 * LANE, 4
REMEMBERED, LONGEST = 10_000, 30  # chunks, and characters of one

_NO_PROSE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|^\s*RT\b")
_APART = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|^\nRT\b")  # the same, in a chunk: a line ends before the first one
_SIGNS = ("@", "#", "http", "www.", "RT")  # where none of these stands, all is prose
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def recognise(mention: Mention, languages: Sequence[str]) -> Mention:
    item = mention.item
    language = language_of(item.prose, languages, item.language)
    if not language and languages and mention.spans and not _LETTERS.search(_nameless(mention)):
        language = languages[0]  # signs and names alone are of every language
    return mention.but(language=language)


def _nameless(mention: Mention) -> str:
    """The prose without the brand's name."""
    prose, kept, at = mention.item.prose[:LIMIT], [], 0
    for span in sorted(mention.spans, key=attrgetter("start")):
        kept.append(prose[at : span.start])
        at = max(at, span.end)
    return " ".join((*kept, prose[at:]))


def language_of(prose: str, languages: Sequence[str], declared: str = "") -> str:
    """An ISO 639-1 code, which may be of none of *languages*; empty where nothing supports a decision."""
    length, lettered, _, _, *votes = _heard(prose)
    if not lettered:
        return ""
    claimed = re.split("[-_]", declared.strip().lower())[0] if declared else ""
    if leader := _ahead(votes, claimed):
        return leader
    heard = {name: vote / WHOLE for name, vote in zip(_spoken(), votes, strict=False) if vote}
    if length < SHORT and not heard:
        return claimed
    return _guess(_prose_of(prose).strip(), languages, length, heard) or claimed


def _ahead(votes: list[int], claimed: str) -> str:
    """The language that is clearly ahead, if there is one; a claim by the source is one vote more."""
    names = _spoken()
    if claimed and claimed in names and votes[names.index(claimed)]:
        votes[names.index(claimed)] += WHOLE
    *_, next_most, most = sorted(votes)
    return names[votes.index(most)] if most >= ENOUGH * WHOLE and most >= AHEAD * next_most else ""


# ------------------------------------------------------------------ what is heard of a text


def _heard(prose: str) -> tuple[int, ...]:
    """The LANES of a text: between its blanks stands mostly what was heard before."""
    chunks = prose.split()
    if chunks and chunks[0].startswith("RT"):
        chunks[0] = f"\n{chunks[0]}"
    if len(prose) <= LIMIT:
        heard = LANES.unpack(sum(map(_chunks.__getitem__, chunks)).to_bytes(LANES.size, "little"))
        # Perhaps a word is spelled out, letter by letter.
        if heard[2] < 2 and (heard[3] < 2 or b"\1\1" not in bytes(map(len, chunks))):
            return heard
    reading = read(prose)
    said: Sequence[str] = reading.texts
    if len(prose) > LIMIT or any(sign in prose for sign in _SIGNS):
        said = [reading.texts[at] for at in reading.outside(_NO_PROSE) if reading.begins[at] < LIMIT]
    return LANES.unpack(_cast(said, _prose_of(prose)).to_bytes(LANES.size, "little"))


def _prose_of(prose: str) -> str:
    """What is left of *prose* without links, handles and tags, where it is long enough."""
    text = prose[:LIMIT]
    return _NO_PROSE.sub(" ", text) if any(sign in text for sign in _SIGNS) else text


def _cast(said: Sequence[str], prose: str) -> int:
    shares = _shares()
    return sum(map(shares.get, said, repeat(0))) + WORD * len(said) + LETTERED * bool(_LETTERS.search(prose))


class _Chunks(dict[str, int]):
    """What stands between blanks, and what it puts into the LANES, side by side in one number; learned as it comes."""

    def __missing__(self, chunk: str) -> int:
        reading = Reading(chunk)
        said = [reading.texts[at] for at in reading.outside(_APART)]
        cast = _cast(said, _APART.sub(" ", chunk))
        wavering = 2 if len(chunk) > 0xFF else wavers(reading.texts, chunk)  # what is endless is read with the whole
        cast += WAVERING * wavering + SINGLE * (len(chunk) == 1 and (chunk.isalnum() or chunk in "_-"))
        if len(self) >= REMEMBERED:
            self.clear()
        if len(chunk) <= LONGEST:
            self[chunk] = cast
        return cast


_chunks = _Chunks()


@lru_cache(maxsize=1)
def little_words() -> dict[str, frozenset[str]]:
    """Those that carry a language's grammar, folded, by language."""
    table = files("monitor.enrich").joinpath("tables", "stopwords.tsv").read_text("utf-8")
    rows = [row.split("\t") for row in table.splitlines() if not row.startswith("#")]
    return {language: frozenset(members.split()) for language, members in rows}


@lru_cache(maxsize=1)
def _spoken() -> tuple[str, ...]:
    return tuple(little_words())


@lru_cache(maxsize=1)
def _shares() -> dict[str, int]:
    """What each little word gives to each language: all of them side by side in one number."""
    lists = little_words()
    holders = Counter(word for members in lists.values() for word in members)
    lanes = [(LANE * at, members) for at, members in enumerate(lists.values(), FIRST)]
    return {
        word: sum(WHOLE // count << lane for lane, members in lanes if word in members)
        for word, count in holders.items()
    }


def _guess(text: str, languages: Sequence[str], length: int, votes: Mapping[str, float]) -> str:
    """The likeliest of *languages*, or the one that nobody asked for in which the text surely is; empty in doubt. The
    model's chances and the *votes* of little words are two witnesses of a few words that speak apart."""
    scores: dict[str, float] = dict(_model().rank(text))
    width = sqrt(len(text.encode("utf-8", "surrogatepass")))  # the model's own calibration for lengths
    best = max(scores.values())
    weights = {language: exp((score - best) / width) for language, score in scores.items()}
    weights |= {language: weights.get(language, 0.0) * VOTE**vote for language, vote in votes.items()}
    foreign = max(weights, key=weights.__getitem__)
    if length >= LONG and weights[foreign] >= FOREIGN * sum(weights.values()):
        return foreign
    asked = {language: weights.get(language, 0.0) for language in languages}
    guess = max(asked, key=asked.__getitem__, default="")
    certain = guess and asked[guess] >= SURE * sum(asked.values()) and asked[guess] >= LEAST * sum(weights.values())
    return guess if certain else ""


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    """py3langid's, unpacked from its file without the second copy of the largest table that its own loader makes."""
    # Measured start-up laziness: numpy and the model take a second, and many a process never needs them.
    import numpy
    from py3langid.langid import LanguageIdentifier

    with TemporaryFile() as unpacked:
        with files("py3langid").joinpath("data", "model.npz.xz").open("rb") as file, lzma.open(file) as packed:
            copyfileobj(packed, unpacked)
        unpacked.seek(0)
        with numpy.load(unpacked) as told:
            moves, rows, found = (memoryview(told[name]) for name in ("nextmove", "nextmove_row", "out_feat"))
            return LanguageIdentifier(told["ptc"], told["pc"], told["classes"].tolist(), moves, found, tk_row=rows)
