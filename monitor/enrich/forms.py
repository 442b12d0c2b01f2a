"""The forms of a word by its ending, without accents: what a table need not list.

A member of a table row is a noun, an adjective or a verb in its dictionary form; irregular verbs bring their forms in
brackets, `mentir(ment mentent mentez; menti)`: finite ones, then participles. Forms that nobody says do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

FINITE, PARTICIPLE, GERUND, INFINITIVE = "finite", "participle", "gerund", "infinitive"

SHORTEST_STEM = 3  # letters; *ment* is no plural of *m*
_BRACKETS = re.compile(r"(\w+)\(([^;)]*);?([^)]*)\)")
_FEMININE = (
    ("teur", "trice"),
    ("eur", "euse"),
    ("eux", "euse"),
    ("ien", "ienne"),
    ("on", "onne"),
    ("if", "ive"),
    ("er", "ere"),
    ("c", "que"),
)
_ER = "e es ons ez ent ais ait aient ions iez a as erent era eras erai erez erons eront erait eraient eriez".split()
_IR = "is it issons issez issent issait issaient issais irent ira irez iront irait iraient".split()
_RE = " s ons ez ent ais ait aient it irent ra rez ront rait raient".split(" ")
_VOWELS = set("aeiou")
_SIBILANTS = ("s", "x", "z", "ch", "sh")


def phrases(member: str) -> Iterator[tuple[tuple[str, ...], ...]]:
    """All that `va|allez te|vous bien? faire` stands for, word by word: what may stand there, with and without what may
    be left out."""
    choices = [(tuple(element.rstrip("?").split("|")), element.endswith("?")) for element in member.split()]
    for left_out in product(*((False, True) if may_go else (False,) for _, may_go in choices)):
        yield tuple(words for (words, _), out in zip(choices, left_out, strict=True) if not out)


def nouns(word: str, language: str) -> set[str]:
    """Singular and plural; in French, masculine and feminine too."""
    singulars = {word} | (_feminines(word) if language == "fr" else set())
    return singulars | {plural(each, language) for each in singulars}


def _feminines(word: str) -> set[str]:
    turned = {word.removesuffix(end) + other for end, other in _FEMININE if word.endswith(end)}
    doubled = {word + "ne", word + "te", word + "le"} if word.endswith(("n", "t", "l")) else set()
    return turned | doubled | {word + "e"}


def plural(word: str, language: str) -> str:
    if language == "fr":
        return word[:-1] + "ux" if word.endswith("al") else word + ("x" if word.endswith("eau") else "s")
    if word.endswith("y") and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(_SIBILANTS) else "s")


def verbs(member: str, language: str) -> dict[str, frozenset[str]]:
    """The forms of a verb, and what each of them may be."""
    bracketed = _BRACKETS.fullmatch(member)
    if bracketed:
        base, finite, participles = bracketed[1], bracketed[2].split(), bracketed[3].split()
        told = _irregular(base, finite, participles, language)
    else:
        told = _french(member) if language == "fr" else _english(member)
    kinds: dict[str, set[str]] = {}
    for form, kind in told:
        kinds.setdefault(form, set()).add(kind)
    return {form: frozenset(found) for form, found in kinds.items()}


def _irregular(base: str, finite: list[str], participles: list[str], language: str) -> Iterator[tuple[str, str]]:
    if language == "en":
        yield from ((form, kind) for form, kind in _english(base) if not form.endswith("ed") or form == base)
        yield from ((form, PARTICIPLE) for form in participles or finite)
    else:
        yield base, INFINITIVE
        agreed = {form + end for form in participles for end in ("", "e", "s", "es")}
        yield from ((form, PARTICIPLE) for form in agreed)
        yield from _from_plural([form[:-3] for form in finite if form.endswith("ent")], base)
        yield from ((base.removesuffix("e") + end, FINITE) for end in ("a", "as", "ez", "ont", "ait", "aient"))
    yield from ((form, FINITE) for form in finite)


def _from_plural(stems: list[str], base: str) -> Iterator[tuple[str, str]]:
    """What French makes of the stem of *they sell*, and of the infinitive's where that differs (*vous prenez*)."""
    for stem in {*stems, base.removesuffix("re")} - {stem for stem in stems if len(stem) < SHORTEST_STEM}:
        yield stem + "ant", GERUND
        yield from ((stem + end, FINITE) for end in ("ait", "aient", "ais", "ez", "ons", "iez", "ions"))


def _french(verb: str) -> Iterator[tuple[str, str]]:
    stem, group = verb[:-2], verb[-2:]
    finite, participle, gerund = {"er": (_ER, "e", "ant"), "ir": (_IR, "i", "issant")}.get(group, (_RE, "u", "ant"))
    yield verb, INFINITIVE
    doubled = stem + stem[-1] if verb.endswith(("eter", "eler")) else stem  # il jette, il appelle
    for root in {stem, doubled, stem + "e" if verb.endswith("ger") else stem, re.sub("y$", "i", stem)}:
        yield from ((root + end, FINITE) for end in finite)
        yield from ((root + participle + end, PARTICIPLE) for end in ("", "e", "s", "es"))
        yield root + gerund, GERUND


def _english(verb: str) -> Iterator[tuple[str, str]]:
    stem = verb.removesuffix("e")
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        past, third = verb[:-1] + "ied", verb[:-1] + "ies"
    else:
        past, third = stem + "ed", verb + ("es" if verb.endswith((*_SIBILANTS, "o")) else "s")
    yield from ((verb, FINITE), (verb, INFINITIVE), (third, FINITE), (stem + "ing", GERUND))
    yield from ((past, FINITE), (past, PARTICIPLE))
    if len(verb) < 6 and re.search(r"[^aeiou][aeiou][^aeiouwxy]$", verb):
        yield from ((verb + verb[-1] + "ed", FINITE), (verb + verb[-1] + "ed", PARTICIPLE))
        yield verb + verb[-1] + "ing", GERUND
