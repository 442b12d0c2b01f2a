"""The pieces that queries are written with: how each looks, and what it says on its own."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NoReturn

from lark import Token

from monitor.errors import QueryError
from monitor.match.expressions import check_expression
from monitor.match.facts import FIELDS
from monitor.match.query import Link, Named, Node, Or, Raw, Regex, Term, leaves
from monitor.match.terms import Unclear, quoted_term, word_term
from monitor.match.values import ALIASES, REGIONS, fact, field_called
from monitor.text import INVISIBLE

# Deep enough for any hand; far below what Python's recursion and the parser of SQLite's full-text search can bear.
MAX_DEPTH = 12
MAX_NEAR = 100  # words between

_QUOTES = '"“”„‟«»＂'
_QUOTED = rf"[{_QUOTES}](?:[^{_QUOTES}\\]|\\[\s\S])*[{_QUOTES}]"  # \" is a quote of the phrase
_BLANK = rf"\s{INVISIBLE}"
_PARENS = "()（）"
_END = rf"(?![^{_BLANK}{_PARENS}{_QUOTES}])"
_REGIONS = "|".join((*REGIONS, *(name for name, field in ALIASES.items() if field in REGIONS)))
_FIELDS = "|".join((*FIELDS, *(name for name, field in ALIASES.items() if field not in REGIONS)))
_SLASH = r"\x2f"  # lark ends an expression at a slash
_NEAR = rf"(?i:O?NEAR|w|pre){_SLASH}[0-9]+(?i:f)?|{_SLASH}[0-9]+f?|O?SENTENCE|(?i:w{_SLASH}s)"

TERMINALS = rf"""
NEAR.6: /(?:(?:NOT|SAUF|PAS)[{_BLANK}]+)?(?:{_NEAR}){_END}/
FACT.6: /(?i:{_FIELDS})(?::[{_BLANK}]*(?:[<>]=?[{_BLANK}]*)?|[<>]=?)(?:{_QUOTED}|[^{_BLANK}{_PARENS}{_QUOTES}]+)/
FIELD.5: /(?i:{_REGIONS}|{_FIELDS}):/
NAMED.5: /(?:list|macro):[^{_BLANK}{_PARENS}{_QUOTES}]+/
RAW.5: /raw:{_QUOTED}|raw:[^{_BLANK}{_PARENS}{_QUOTES}]+|\{{[^{{}}]*\}}|`[^`]*`/
REGEX.4: /{_SLASH}(?:[^{_SLASH}\\\n]|\\[^\n])+{_SLASH}i?{_END}/
LPAR.4: /[(（]/
RPAR.3: /[)）]/
GROUPED.4: /[)）]~[0-9]+/
_AND.3: /(?:AND(?![{_BLANK}]*NOT{_END})|ET|&&){_END}/
_OR.3: /(?:OR|OU|\|\|?){_END}/
_NOT.3: /(?:AND[{_BLANK}]*NOT|NOT|SAUF){_END}/
_MINUS.3: /[-−–—!](?=[^{_BLANK}])/
_PLUS.3: /[+＋](?=[^{_BLANK}+＋])/
PHRASE.3: /{_QUOTED}(?:~[0-9]+)?/
WORD: /[^{_BLANK}{_PARENS}{_QUOTES}][^\s{_PARENS}{_QUOTES}]*/
%ignore /[{_BLANK}]+/
"""
OPERATORS = frozenset({"_AND", "_OR", "_NOT", "_MINUS", "_PLUS", "NEAR", "FIELD"})

_QUOTE_IT = 'put it between quotes to look for its words as they are: "{}"'
# What means something elsewhere must not quietly mean something else here.
_FOREIGN = (
    (re.compile(r"O?NEAR(?:[/:~\d]|$)"), "NEAR needs a number of words", "write NEAR/5"),
    (re.compile(r"[{`]"), "this is never closed", "write {Acme} to find Acme exactly as it is written"),
    (
        re.compile(r"(?i:city|county|state|continent|region|links|image|contains|engagement|followers|hashtags?):"),
        "nothing of this kind is known of an item",
        _QUOTE_IT,
    ),
    (
        re.compile(r"(?i:since|after|until|before|pubdate):"),
        "no field is called so",
        "write published:>=2026-01-31 or published:<2026-02; for the words themselves, put them between quotes",
    ),
)
_LIKE_A_FIELD = re.compile(r"([^\W\d_]{3,12}):(?=[^\s/])")
Called = Callable[[str, int, int], Named]  # what list:name or macro:name stands for, and where it is called


class Leaves:
    """Gives each token of a query its value: a leaf, a link, the name of a field."""

    def __init__(self, query: str, called: Called) -> None:
        self._query = query
        self._called = called
        self._open: list[str] = []  # for each open parenthesis, the field whose values stand in it
        self._field = ""  # that stands right before

    def build(self, read: Sequence[Token]) -> None:
        for token in read:
            self._read(token)

    def _read(self, token: Token) -> None:
        match token.type:
            case "LPAR":
                self._open.append(self._take())
                if len(self._open) > MAX_DEPTH:
                    self._refuse(token, f"more than {MAX_DEPTH} parentheses are open here", "cut the query in two")
            case "RPAR" | "GROUPED":
                if self._open:
                    self._open.pop()
            case "FIELD":
                self._enter(token)
            case "NEAR":
                token.value = self._link(token)
            case "WORD" | "PHRASE" | "RAW" | "REGEX" | "FACT" | "NAMED":
                token.value = self._leaf(token, self._take())

    def _take(self) -> str:
        field = self._field or (self._open[-1] if self._open else "")
        self._field = ""
        return field

    def _enter(self, token: Token) -> None:
        if inside := self._take():
            self._refuse(token, f"a field inside {inside}:", f"close {inside}:(...) first")
        self._field = field_called(token[:-1])
        token.value = self._field if self._field in REGIONS else ""

    def _link(self, token: Token) -> Link:
        said = re.split(r"\s+", str(token).strip(INVISIBLE))[-1]
        absent = said != str(token)
        if number := re.search(r"\d+", said):
            words = int(number[0][:6])
            if words > MAX_NEAR:
                self._refuse(token, f"{words} words are no neighbourhood", f"write at most {MAX_NEAR}, or AND")
            return Link(words, said[0] in "oOpP" or said[-1] in "fF", absent)
        return Link(None, said == "OSENTENCE", absent)

    def _leaf(self, token: Token, field: str) -> Node:
        try:
            return self._told(token, field)
        except Unclear as unclear:
            self._refuse(token, unclear.what, unclear.hint)

    def _told(self, token: Token, field: str) -> Node:
        start, text = token.start_pos or 0, str(token)
        if token.type == "FACT":
            return self._fact(token, field)
        if field and field not in REGIONS:
            if token.type not in ("WORD", "PHRASE") and not text.startswith("list:"):
                raise Unclear(f"{field}: does not take this", f"write what it must be: {field}:value")
            return self._valued(token, field, _inside(text)[0])
        match token.type:
            case "PHRASE":
                return self._phrase(text, start)
            case "RAW":
                return _raw(text, start)
            case "REGEX":
                pattern = text.removesuffix("i")[1:-1]
                check_expression(pattern)
                return Regex(pattern, start, start + len(text))
            case "NAMED":
                return self._called(text, start, start + len(text))
        return self._word(text, start)

    def _fact(self, token: Token, inside: str) -> Node:
        if inside:
            raise Unclear(f"a field inside {inside}:", f"close {inside}:(...) first")
        name, value = re.split(r"(?=[<>])|:", str(token), maxsplit=1)
        return self._valued(token, field_called(name), _inside(value)[0])

    def _valued(self, token: Token, field: str, value: str) -> Node:
        start = token.start_pos or 0
        end = start + len(token)
        if value.startswith("list:"):
            named = self._called(value, start, end)
            return Or(tuple(fact(field, leaf.written, start, end) for leaf, _ in leaves(named)))
        return fact(field, value.strip(), start, end)

    def _phrase(self, text: str, start: int) -> Term | Raw:
        inner, tail = _inside(text)
        if not inner.strip():
            raise Unclear("there is nothing between these quotes", "write words between them, or remove them")
        return _pictured(inner, start + 1) or quoted_term(inner, tail, start + 1)

    def _word(self, text: str, start: int) -> Term | Raw:
        for pattern, what, hint in _FOREIGN:
            if pattern.match(text):
                raise Unclear(what, hint.format(text) if hint is _QUOTE_IT else hint)
        _check_field(text)
        return _pictured(text, start) or word_term(text, start)

    def _refuse(self, token: Token, what: str, hint: str) -> NoReturn:
        raise QueryError(what, query=self._query, position=token.start_pos or 0, hint=hint) from None


def _inside(text: str) -> tuple[str, str]:
    """What stands between quotes, and what follows them."""
    found = re.fullmatch(rf"[{_QUOTES}]((?:[^{_QUOTES}\\]|\\[\s\S])*)[{_QUOTES}]([\s\S]*)", text)
    return (found[1], found[2]) if found else (text, "")


def _pictured(text: str, start: int) -> Raw | None:
    """A picture or a currency is looked for as it is; other signs are no words."""
    said = text.strip().replace("\ufe0f", "")  # one more or less makes no other picture
    if any(unicodedata.category(char) in ("So", "Sc") for char in said) and not any(map(str.isalnum, said)):
        return Raw(said, start, start + len(text))
    return None


def _check_field(text: str) -> None:
    """Raises Unclear for what nobody but a misspelt field is: titel:acme."""
    named = _LIKE_A_FIELD.match(text)
    if not named or text.startswith(("list:", "macro:", "raw:")):
        return
    known = (*REGIONS, *FIELDS, *ALIASES, "list", "macro", "raw")
    if near := difflib.get_close_matches(named[1].lower(), known, n=3, cutoff=0.75):
        meant = min(near, key=known.index)  # our own names before the others
        hint = f'did you mean {meant}:{text[named.end() :][:40]}? For the words themselves, write "{text[:60]}"'
        raise Unclear(f"no field is called {named[1]}", hint)


def _raw(text: str, start: int) -> Raw:
    opening = 1 if text[0] in "{`" else len("raw:")
    inner = text[opening:-1] if opening == 1 else _inside(text[opening:])[0]
    if not inner.strip():
        raise Unclear("there is nothing to find exactly", "write {Acme} to find Acme exactly as it is written")
    start += text.index(inner)
    return Raw(inner.strip(), start, start + len(inner))
