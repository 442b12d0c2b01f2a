"""Who and what stands where in a text: its words with their tags, the brand among them, clause by clause."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count, pairwise, repeat

from monitor.enrich.added import allowed_in, facts_in, insults_in
from monitor.enrich.reading import Reading, read
from monitor.enrich.unmask import unmask
from monitor.enrich.vocabulary import LANGUAGES, NOTHING, Tags, Trigger, Vocabulary, stands, vocabulary
from monitor.model import Lexicon, Span
from monitor.text import words

BRAND: Tags = frozenset({"brand"})
COVERED: Tags = frozenset({"covered"})  # the rest of a name of several words
IDLE: Tags = frozenset({"covered", "idle"})  # `ticks me off` is no tick
WHOLE = frozenset({"other", "role", "curse", "label", "scorn", "good", "bad"})
NAME: Tags = frozenset({"name"})
REACH = 40  # words to either side; what is farther away does not belong to a word, sentence or not
SHORT = 3  # words; less is no ground for a legal score, unless the brand is one of them
NAMED = 3  # letters; no shorter word is taken for a name
CRY = 12  # words; a longer text that never names the brand cries at somebody else
SIGNS = ("@", "#", "http")  # of a network where all speak of all
BRIEF = 5  # words; in more, the language can be known
MONEY: Tags = frozenset({"money"})
CURRENCIES = frozenset("€$£")


@dataclass(frozen=True, slots=True)
class Scene:
    """*texts* are the words as they are read, disguises off, *tags* what each of them is, *reach* how many words the
    phrase has that it opens; *present* are the tags of all, *facts* those that a team's own words impute, *own* says
    whether any word of a team's stands there."""

    reading: Reading
    vocabulary: Vocabulary
    texts: tuple[str, ...]
    tags: tuple[Tags, ...]
    reach: tuple[int, ...]
    present: Tags
    facts: tuple[tuple[int, Trigger], ...] = ()
    own: bool = False

    def __len__(self) -> int:
        return len(self.texts)

    def clause(self, at: int) -> range:
        return _run(self.reading.clauses, at)

    def sentence(self, at: int) -> range:
        return _run(self.reading.sentences, at)

    @property
    def known(self) -> bool:
        """Whether the brand's place in the prose is known."""
        return "brand" in self.present

    @property
    def named(self) -> list[int]:
        """Where the brand stands, word by word."""
        return [at for at, tags in enumerate(self.tags) if "brand" in tags] if self.known else []

    @property
    def addressed(self) -> bool:
        """Whether what is said may be meant for the brand: it is named, or somebody is spoken to or of who may be its
        people, or the text is too brief to be about anybody else."""
        if self.known or (self.says("spoken", "role", "company") and "http" not in self.reading.prose):
            return True
        return len(self) <= CRY and not any(sign in self.reading.prose for sign in SIGNS)

    def says(self, *wanted: str) -> bool:
        """Whether any word has one of the tags *wanted*."""
        return not self.present.isdisjoint(wanted)

    def around(self, at: int) -> range:
        """The sentence of a word, with those before and after it."""
        sentence = self.sentence(at)
        before, after = max(0, sentence.start - 1), min(len(self) - 1, sentence.stop)
        return range(self.sentence(before).start, self.sentence(after).stop)

    def has(self, places: Iterable[int], *wanted: str) -> bool:
        return any(not self.tags[at].isdisjoint(wanted) for at in places)

    def first(self, places: range, *wanted: str) -> int:
        """The first of *places* with one of the tags *wanted*; -1 where there is none."""
        return next((at for at in places if not self.tags[at].isdisjoint(wanted)), -1)

    def asked(self, at: int) -> bool:
        """Whether the sentence ends with a question mark."""
        return self.reading.marks[self.sentence(at)[-1]] == "?"

    def quoted(self, first: int, last: int) -> bool:
        """Whether words stand between quotation marks that open and close within one line."""
        prose, start, end = self.reading.prose, self.reading.begins[first], self.reading.ends[last]
        before, after = prose[max(0, start - 80) : start], prose[end : end + 80]
        return any(
            before.count(opens) > before.count(closes) or (opens == closes and before.count(opens) % 2 == 1)
            for opens, closes in ("«»", "“”", '""')
            if closes in after and opens in before
        ) or bool(re.search(r"(?:^|\s)['‘][^'’]*$", before) and re.match(r"[^'’]{0,40}['’](?:\W|$)", after))

    def span(self, first: int, last: int) -> tuple[int, int]:
        return self.reading.begins[first], self.reading.ends[last]


def _run(numbers: tuple[int, ...], at: int) -> range:
    """The places around *at* with the same number, none of them far."""
    number = numbers[at]
    first, last = max(0, at - REACH), min(len(numbers), at + REACH + 1)
    return range(bisect_left(numbers, number, first, at), bisect_right(numbers, number, at, last))


def judged_scene(
    prose: str,
    language: str,
    spans: tuple[Span, ...] = (),
    target: str = "",
    lexicons: tuple[Lexicon, ...] = (),
) -> Scene | None:
    """The scene of a text that may be judged: in a language of ours, and of three words, or of fewer with the brand.

    A text too short for its language to be known is judged where its insult belongs to one language only.
    """
    if not language:
        language = _language_of_insult(prose)
    if language not in LANGUAGES:
        return None
    scene = scene_of(prose, language, spans, target, lexicons)
    return scene if len(scene) >= SHORT or (len(scene) and scene.known) else None


def _language_of_insult(prose: str) -> str:
    reading = read(prose)
    if len(reading.texts) > BRIEF:
        return ""
    scenes = {language: scene_of(prose, language) for language in sorted(LANGUAGES)}
    insulting = [name for name, scene in scenes.items() if scene.says("curse", "sendoff", "label", "scorn")]
    return insulting[0] if len(insulting) == 1 else ""


def scene_of(
    prose: str,
    language: str,
    spans: tuple[Span, ...] = (),
    target: str = "",
    lexicons: tuple[Lexicon, ...] = (),
) -> Scene:
    reading, known = read(prose), vocabulary(language)
    texts = tuple(unmask(reading, language))
    places = spans or located(reading, target)
    tags = [*map(known.words.get, texts, repeat(NOTHING))]
    reach = [1] * len(texts)
    _mark_phrases(known, texts, tags, reach)
    _mark_names(reading, known, tags)
    _mark_sums(reading, tags)
    own = False
    if lexicons:
        texts, own = _mark_own(texts, lexicons, language, tags, reach)
    _mark_brand(reading, places, tags)
    facts = tuple(facts_in(texts, lexicons, language)) if lexicons else ()
    return Scene(reading, known, texts, tuple(tags), tuple(reach), NOTHING.union(*tags), facts, own or bool(facts))


def _mark_brand(reading: Reading, places: tuple[Span, ...], tags: list[Tags]) -> None:
    for span in places:
        at = bisect_right(reading.ends, span.start)
        first = at
        while at < len(tags) and reading.begins[at] < span.end:
            tags[at] = BRAND
            at += 1
        if first < at:
            _mark_rest(reading, tags, first, first - 1)
            _mark_rest(reading, tags, at - 1, at)


def _mark_rest(reading: Reading, tags: list[Tags], name: int, at: int) -> None:
    """What is left of a longer name: who watches *Oswick* reads of *Oswick Mutual*."""
    if 0 <= at < len(tags) and tags[at] == NAME and reading.clauses[at] == reading.clauses[name]:
        tags[at] = BRAND


def _mark_own(
    texts: tuple[str, ...], lexicons: tuple[Lexicon, ...], language: str, tags: list[Tags], reach: list[int]
) -> tuple[tuple[str, ...], bool]:
    """The team's words of contempt get their tags, what it allows loses all of its own; the words that are left, and
    whether there was any of the former."""
    heard, insults = list(texts), [*insults_in(texts, lexicons, language)]
    for place, tag in insults:
        tags[place.start] |= {tag}
        reach[place.start] = max(reach[place.start], len(place))
    for place in allowed_in(texts, lexicons, language):
        for at in place:
            heard[at], tags[at], reach[at] = "", COVERED, 1
    return tuple(heard), bool(insults)


def _mark_phrases(known: Vocabulary, texts: tuple[str, ...], tags: list[Tags], reach: list[int]) -> None:
    for at, opened in [(at, opened) for at, opened in enumerate(map(known.phrases.get, pairwise(texts))) if opened]:
        for rest, phrase_tags in opened:
            if not stands(rest, texts, at + 2) or "idle" in tags[at]:
                continue
            length = 2 + len(rest)
            if "idle" in phrase_tags:
                tags[at : at + length] = [IDLE] * length
                continue
            tags[at] |= phrase_tags
            reach[at] = max(reach[at], length)
            if not phrase_tags.isdisjoint(WHOLE):
                tags[at + 1 : at + length] = [COVERED] * (length - 1)


def _mark_sums(reading: Reading, tags: list[Tags]) -> None:
    """A number beside a currency's sign is money."""
    if not any(sign in reading.prose for sign in CURRENCIES):
        return
    for at, (text, start, end) in enumerate(zip(reading.texts, reading.begins, reading.ends, strict=True)):
        if text[0].isdigit():
            around = reading.prose[max(0, start - 1) : start] + reading.prose[end : end + 3]
            if not CURRENCIES.isdisjoint(around):
                tags[at] |= MONEY


def _mark_names(reading: Reading, known: Vocabulary, tags: list[Tags]) -> None:
    if reading.prose.isupper():
        return
    prose = reading.prose
    for at in compress(count(), map(str.isupper, map(prose.__getitem__, reading.begins))):
        named = not tags[at] and len(reading.texts[at]) >= NAMED and not reading.written(at).isupper()
        if named and _is_name(reading, known, at):
            tags[at] = NAME


def _is_name(reading: Reading, known: Vocabulary, at: int) -> bool:
    """A capital inside a sentence makes a name; one that opens it does only where a verb of ours follows at once."""
    if at and reading.sentences[at - 1] == reading.sentences[at]:
        return True
    after = reading.texts[at + 1 : at + 4]
    return bool(after) and ("auxiliary" in known.words.get(after[0], NOTHING) or after[0] in known.triggers)


def located(reading: Reading, target: str) -> tuple[Span, ...]:
    """Where the words of *target* stand, as they are or as they are read in a text; its longest word where it never
    stands whole."""
    wanted = _folded(target)
    found = _runs(reading, wanted) or _runs(reading, _read(target)) if wanted else ()
    if not found and wanted:
        found = _runs(reading, (max(wanted, key=len),))
    return found


@lru_cache(maxsize=1024)
def _folded(name: str) -> tuple[str, ...]:
    return tuple(word.text for word in words(name))


@lru_cache(maxsize=1024)
def _read(name: str) -> tuple[str, ...]:
    """Handles in one word, disguises off."""
    return tuple(read(name).texts)


def _runs(reading: Reading, wanted: tuple[str, ...]) -> tuple[Span, ...]:
    texts, length = reading.texts, len(wanted)
    if not wanted or wanted[0] not in texts:
        return ()
    return tuple(
        Span(reading.begins[at], reading.ends[at + length - 1], " ".join(wanted))
        for at in range(len(texts) - length + 1)
        if texts[at : at + length] == wanted
    )
