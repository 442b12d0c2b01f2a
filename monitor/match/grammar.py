"""From the text of a query to its tree, or to an error that points at the place and says what to write instead."""

from __future__ import annotations

import re
from typing import NoReturn, cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from monitor.errors import QueryError
from monitor.match.query import And, Node, Not, Or, Query, Term, holds
from monitor.match.tokens import tokens
from monitor.text import INVISIBLE

# Deep enough for any hand; far below what Python's recursion and the parser of SQLite's full-text search can bear.
MAX_DEPTH = 12

_QUOTES = '"“”„‟«»＂'
_BLANK = rf"\s{INVISIBLE}"
_END = rf"(?![^{_BLANK}(){_QUOTES}])"
_GRAMMAR = rf"""
?start: either
?either: both (_OR both)*
?both: single (_AND? single)*
?single: (_NOT | _MINUS) single -> exclude
       | "(" either ")"
       | WORD -> word
       | PHRASE -> phrase

_AND.2: /(?:AND|ET){_END}/
_OR.2: /(?:OR|OU){_END}/
_NOT.2: /(?:NOT|SAUF){_END}/
_MINUS.2: /[-−–](?=[^{_BLANK}])/
PHRASE: /[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]/
WORD: /[^{_BLANK}(){_QUOTES}][^\s(){_QUOTES}]*/
%ignore /[{_BLANK}]+/
"""

_OPERATORS = frozenset({"_AND", "_OR", "_NOT", "_MINUS"})
_FIELDS = "title|text|site|url|author|lang|country|type|source|rating|reach|sentiment|insult|accusation|has"
_QUOTED = "put it between quotes to look for its words as they are"
# What will mean something one day must not mean something else until then.
_RESERVED = (
    (re.compile(r"O?NEAR(?:/|$)"), "nearness (NEAR) is not understood yet", 'quote the word: "NEAR"'),
    (re.compile(rf"(?:{_FIELDS}):"), "fields (such as title:) are not understood yet", _QUOTED),
    (re.compile(r"/.*/$"), "regular expressions are not understood yet", _QUOTED),
    (re.compile(r".*[*~]|.*\w\?\w"), "wildcards (* ? ~) are not understood yet", _QUOTED),
    (re.compile(r"!\w"), '"!" does not exclude here', "to exclude a word, write -word"),
)


@v_args(inline=True)
class _Tree(Transformer[Token, Node]):
    """Builds the tree while parsing, so that no recursion ever walks what was written; double negations fall away."""

    def word(self, token: Token) -> Term:
        start = _place(token)
        return Term(_words(token), start, start + len(token))

    def phrase(self, token: Token) -> Term:
        start = _place(token)
        return Term(_words(token), start + 1, start + len(token) - 1)

    def exclude(self, part: Node) -> Node:
        return part.part if isinstance(part, Not) else Not(part)

    def both(self, *parts: Node) -> Node:
        return And(parts)

    def either(self, *parts: Node) -> Node:
        return Or(parts)


_LARK = Lark(_GRAMMAR, parser="lalr", lexer="basic", transformer=_Tree())


def parse(query: str) -> Query:
    """The tree of *query*; a QueryError points at what nobody could answer."""
    read = _read(query)
    if not read:
        raise QueryError("the query is empty", query=query, position=0, hint="say what to look for, such as acme")
    root = _grow(query, read)
    if holds(root, frozenset()):
        what = "this only excludes, and nearly every text would be found"
        raise QueryError(what, query=query, position=_excluding(root).start, hint="say what to look for: acme -word")
    return Query(query, root)


def _read(query: str) -> list[Token]:
    try:
        read = list(_LARK.lex(query))
    except UnexpectedCharacters as error:
        place = cast("int", error.pos_in_stream)
        raise QueryError("this quote is never closed", query=query, position=place, hint='add " at its end') from None
    _measure(query, read)
    for token in read:
        if token.type in ("WORD", "PHRASE"):
            _check(query, token)
    return read


def _measure(query: str, read: list[Token]) -> None:
    depth = 0
    for token in read:
        depth += (token.type == "LPAR") - (token.type == "RPAR")
        if depth > MAX_DEPTH:
            what = f"more than {MAX_DEPTH} parentheses are open here"
            raise QueryError(what, query=query, position=_place(token), hint="cut the query in two")


def _check(query: str, token: Token) -> None:
    """Refuses what holds no word, and bare words that will mean something else one day."""
    if token.type == "PHRASE" and not token[1:-1].strip():
        what = "there is nothing between these quotes"
        raise QueryError(what, query=query, position=_place(token), hint="write words between them, or remove them")
    for pattern, what, hint in _RESERVED if token.type == "WORD" else ():
        if pattern.match(token):
            raise QueryError(what, query=query, position=_place(token), hint=hint)
    if not any(char.isalnum() for word in tokens(token) for char in word.text):
        hint = "a name with signs is one piece, C&A, or quoted; to exclude a word, write -word"
        raise QueryError("there is no word in this", query=query, position=_place(token), hint=hint)


def _grow(query: str, read: list[Token]) -> Node:
    parser = _LARK.parse_interactive()
    grown: object = None
    for number, token in enumerate([*read, Token("$END", "")]):
        try:
            grown = parser.feed_token(token)
        except UnexpectedToken:
            _refuse(query, read, number)
    return cast("Node", grown)


def _refuse(query: str, read: list[Token], number: int) -> NoReturn:
    """Says why a token cannot stand there. Words always can, so it is a parenthesis, an operator or the end."""
    before = read[number - 1] if number else None
    token = read[number] if number < len(read) else None
    if before is not None and before.type in _OPERATORS:
        culprit, what, hint = before, f"{before} has nothing after it", f"add a word after it, or remove {before}"
    elif token is None:
        culprit, what, hint = _open(read), "this parenthesis is never closed", 'add ")" where its group ends'
    elif token.type != "RPAR":
        culprit, what, hint = token, f"{token} has nothing before it", f'for the word itself, write "{token}"'
    elif before is not None and before.type == "LPAR":
        culprit, what, hint = before, "there is nothing between these parentheses", "remove them"
    else:
        culprit, what, hint = token, "this parenthesis closes nothing", 'remove it, or add "(" before it'
    raise QueryError(what, query=query, position=_place(culprit), hint=hint) from None


def _open(read: list[Token]) -> Token:
    """The innermost parenthesis that is still open at the end."""
    still: list[Token] = []
    for token in read:
        if token.type == "LPAR":
            still.append(token)
        elif token.type == "RPAR":
            still.pop()
    return still[-1]


def _place(token: Token) -> int:
    return token.start_pos or 0


def _words(token: Token) -> tuple[str, ...]:
    return tuple(word.text for word in tokens(token))


def _excluding(node: Node) -> Term:
    """The first term of what makes *node* true of a text in which nothing was found."""
    while not isinstance(node, Term):
        if isinstance(node, Not):
            node = node.part
        else:
            node = next((part for part in node.parts if holds(part, frozenset())), node.parts[0])
    return node
