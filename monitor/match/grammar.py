"""From the text of a query to its tree, or to an error that points at the place and says what to write instead."""

from __future__ import annotations

import difflib
from dataclasses import replace
from functools import partial
from typing import NoReturn, cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from monitor.errors import QueryError
from monitor.match.budget import check
from monitor.match.lexicon import OPERATORS, TERMINALS, Leaves
from monitor.match.query import (
    And,
    Link,
    Named,
    Names,
    Near,
    Node,
    Not,
    Or,
    Query,
    Within,
    holds_of_nothing,
    is_place,
    leaves,
    parts_of,
)
from monitor.match.terms import Unclear, quoted_term

MAX_LENGTH = 100_000  # characters
MAX_LEAVES = 6_000
MAX_CHAIN = 8  # parts of one NEAR
MAX_NESTED = 4  # macros in macros

_GRAMMAR = f"""
?start: either
?either: both (_OR both)*
?both: unit (_AND? unit)*
?unit: (_NOT | _MINUS) unit -> exclude
     | _PLUS unit -> must
     | near
?near: single (NEAR single)*
?single: LPAR either RPAR -> group
       | LPAR either GROUPED -> grouped
       | FIELD single -> within
       | (WORD | PHRASE | RAW | REGEX | FACT | NAMED) -> leaf

{TERMINALS}
"""


class _Misplaced(Exception):
    """A branch that cannot stand where it is."""

    def __init__(self, position: int, what: str, hint: str) -> None:
        super().__init__(what)
        self.position, self.what, self.hint = position, what, hint


@v_args(inline=True)
class _Tree(Transformer[Token, Node]):
    """Builds the tree while parsing, so that no recursion ever walks what was written; double negations fall away.

    Leaves are built already: they are the values of their tokens.
    """

    def leaf(self, token: Token) -> Node:
        return cast("Node", token.value)

    def exclude(self, part: Node) -> Node:
        return part.part if isinstance(part, Not) else Not(part)

    def must(self, part: Node) -> Node:
        return part

    def within(self, field: Token, part: Node) -> Node:
        return Within(field.value, part) if field.value else part

    def near(self, *chain: Node | Token) -> Node:
        parts = cast("tuple[Node, ...]", chain[::2])
        links = tuple(cast("Link", cast("Token", token).value) for token in chain[1::2])
        _check_chain(parts)
        return Near(parts, links)

    def group(self, _: Token, part: Node, __: Token) -> Node:
        return part

    def grouped(self, _: Token, part: Node, token: Token) -> Node:
        parts = part.parts if isinstance(part, And) else ()
        if len(parts) != 2:
            hint = f"(a b){token.value} takes two parts; chain more of them: a NEAR/{token.value[2:]} b NEAR/..."
            raise _Misplaced(_place(token), "~ after a group says how near its two parts are", hint)
        _check_chain(parts)
        return Near(parts, (Link(int(token.value[2:])),))

    def both(self, *parts: Node) -> Node:
        return And(parts)

    def either(self, *parts: Node) -> Node:
        return Or(parts)


def _check_chain(parts: tuple[Node, ...]) -> None:
    """Refuses what stands nowhere, and so is near nothing."""
    for part in parts:
        if not is_place(part):
            position = next(leaves(part))[0].start
            hint = "give each its own: (a NEAR/5 c) AND (b NEAR/5 c); what must not be near: a NOT NEAR/5 b"
            raise _Misplaced(position, "only words and their alternatives can be near something", hint)
    if len(parts) > MAX_CHAIN:
        position = next(leaves(parts[MAX_CHAIN]))[0].start
        raise _Misplaced(position, f"more than {MAX_CHAIN} parts are near each other here", "cut the chain in two")


_LARK = Lark(_GRAMMAR, parser="lalr", lexer="basic", transformer=_Tree())


def parse(query: str, names: Names | None = None, *, filters: bool = False) -> Query:
    """The tree of *query*, which may use the lists and macros of *names*; a QueryError points at what nobody could
    answer. A query that *filters* what is found already may exclude only: -lang:en."""
    return _parse(query, names or Names(), filters=filters, within=())


def _parse(query: str, names: Names, *, filters: bool, within: tuple[str, ...]) -> Query:
    if len(query) > MAX_LENGTH:
        hint = "cut it in several, or use lists"
        raise QueryError(f"more than {MAX_LENGTH:,} characters", query=query, position=MAX_LENGTH, hint=hint)
    read = _read(query)
    if not read:
        raise QueryError("the query is empty", query=query, position=0, hint="say what to look for, such as acme")
    called = partial(_called, names=names, within=within)
    Leaves(query, called).build(read)
    root = _grow(query, read)
    _weigh(query, root)
    if not filters and holds_of_nothing(root):
        what = "this only excludes, and nearly every text would be found"
        raise QueryError(what, query=query, position=_excluding(root), hint="say what to look for: acme -word")
    return Query(query, root)


# ------------------------------------------------------------------ lists and macros


def _called(call: str, start: int, end: int, *, names: Names, within: tuple[str, ...]) -> Named:
    """What `list:name` or `macro:name` stands for. Raises Unclear where nothing does."""
    kind, name = call.split(":", 1)
    known = names.lists if kind == "list" else names.macros
    if name not in known:
        near = difflib.get_close_matches(name[:60], known, n=1)
        hint = f"did you mean {kind}:{near[0]}?" if near else f"known: {', '.join(sorted(known)[:10]) or 'none'}"
        raise Unclear(f"no {kind} is called {name!r}", hint)
    if kind == "list":
        return Named(kind, name, _listed(name, names.lists[name], start, end), start, end)
    if name in within:
        raise Unclear(f"the macro {name} calls itself", " > ".join((*within, name)))
    if len(within) >= MAX_NESTED:
        raise Unclear(f"macros within {MAX_NESTED} macros", "write the inner one out")
    try:
        root = _parse(names.macros[name], names, filters=True, within=(*within, name)).root
    except QueryError as error:
        raise Unclear(f"in the macro {name}: {error.message}", error.hint) from None
    return Named(kind, name, root, start, end)


def _listed(name: str, entries: tuple[str, ...], start: int, end: int) -> Node:
    """The entries of a list, each one a phrase, all of them where the list is called."""
    terms = tuple(replace(quoted_term(entry, "", start), start=start, end=end) for entry in entries if entry.strip())
    if not terms:
        raise Unclear(f"the list {name} is empty", "give it entries")
    return Or(terms) if len(terms) > 1 else terms[0]


# ------------------------------------------------------------------ reading


def _read(query: str) -> list[Token]:
    try:
        return list(_LARK.lex(query))
    except UnexpectedCharacters as error:
        place = cast("int", error.pos_in_stream)
        raise QueryError("this quote is never closed", query=query, position=place, hint='add " at its end') from None


def _grow(query: str, read: list[Token]) -> Node:
    parser = _LARK.parse_interactive()
    grown: object = None
    for number, token in enumerate([*read, Token("$END", "")]):
        try:
            grown = parser.feed_token(token)
        except UnexpectedToken:
            _refuse(query, read, number)
        except _Misplaced as error:
            raise QueryError(error.what, query=query, position=error.position, hint=error.hint) from None
    return cast("Node", grown)


def _weigh(query: str, root: Node) -> None:
    """Refuses what lists and macros have swollen: a tree shares its branches, those who walk it do not."""
    weights: dict[int, int] = {}

    def weight(node: Node) -> int:
        if id(node) not in weights:
            weights[id(node)] = 1 + sum(map(weight, parts_of(node)))
        return weights[id(node)]

    if weight(root) > MAX_LEAVES:
        what = f"more than {MAX_LEAVES:,} terms"
        raise QueryError(what, query=query, position=0, hint="cut the query in several, or its lists and macros")
    try:
        check(root)
    except Unclear as unclear:
        raise QueryError(unclear.what, query=query, position=0, hint=unclear.hint) from None


def _refuse(query: str, read: list[Token], number: int) -> NoReturn:
    """Says why a token cannot stand there. Words always can, so it is a parenthesis, an operator or the end."""
    before = read[number - 1] if number else None
    token = read[number] if number < len(read) else None
    if before is not None and before.type in OPERATORS:
        culprit, what, hint = before, f"{before} has nothing after it", _after(before, token)
    elif token is None:
        culprit, what, hint = _open(read), "this parenthesis is never closed", 'add ")" where its group ends'
    elif token.type not in ("RPAR", "GROUPED"):
        culprit, what, hint = token, f"{token} has nothing before it", f'for the word itself, write "{token}"'
    elif before is not None and before.type == "LPAR":
        culprit, what, hint = before, "there is nothing between these parentheses", "remove them"
    else:
        culprit, what, hint = token, "this parenthesis closes nothing", 'remove it, or add "(" before it'
    raise QueryError(what, query=query, position=_place(culprit), hint=hint) from None


def _after(before: Token, token: Token | None) -> str:
    if before.type == "NEAR" and token is not None and token.type in ("_NOT", "_MINUS"):
        return "what must not be near: a NOT NEAR/5 b"
    if before.type == "FIELD" and token is not None and token.type in ("_NOT", "_MINUS"):
        return f"exclude before the field: -{before}word"
    return f"add a word after it, or remove {before}"


def _open(read: list[Token]) -> Token:
    """The innermost parenthesis that is still open at the end."""
    still: list[Token] = []
    for token in read:
        if token.type == "LPAR":
            still.append(token)
        elif token.type in ("RPAR", "GROUPED"):
            still.pop()
    return still[-1]


def _place(token: Token) -> int:
    return token.start_pos or 0


def _excluding(node: Node) -> int:
    """Where the first leaf stands of what makes *node* true of a text in which nothing was found."""
    while parts := parts_of(node):
        node = next((part for part in parts if holds_of_nothing(part)), parts[0])
    return next(leaves(node))[0].start
