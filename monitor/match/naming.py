"""What is looked for on behalf of a brand: its query, or its names; and what must stand around them."""

from __future__ import annotations

from monitor.errors import QueryError
from monitor.match.grammar import parse
from monitor.match.query import Link, Names, Near, Node, Or, Query, Term, is_place
from monitor.match.terms import Unclear, named_term, quoted_term
from monitor.model import Brand


def query_of(brand: Brand, names: Names | None = None) -> Query:
    """The brand's query, or else its name and aliases as phrases; in its context, where it has one."""
    query = parse(brand.query, names) if brand.query.strip() else _named(brand)
    if not (brand.near or brand.apart):
        return query
    if not is_place(query.root):
        hint = "say it in the query: (acme OR apex) NEAR/20 (bank OR loan)"
        what = "a context goes with names and their alternatives"
        raise QueryError(what, query=query.text, position=0, hint=hint)
    return Query(query.text, _in_context(query.root, brand))


def _named(brand: Brand) -> Query:
    text = ""
    found: list[Node] = []
    for name in (brand.name, *brand.aliases):
        written = name.replace('"', "'")
        start = len(text) + (5 if text else 1)
        try:
            found.append(named_term(written, start))
        except Unclear:
            continue
        text += f'{" OR " if text else ""}"{written}"'
    if not found:
        hint = "give the brand a query"
        raise QueryError("there is no word in this name", query=brand.name, position=0, hint=hint)
    return Query(text, Or(tuple(found)) if len(found) > 1 else found[0])


def _in_context(root: Node, brand: Brand) -> Near:
    """Each place where one of the words to be near is, and none of those that tell of another bearer of the name."""
    around = [(brand.apart, Link(brand.window, absent=True)), (brand.near, Link(brand.window))]
    asked = [(_phrases(words), link) for words, link in around if words]
    parts = (root, *(part for part, _ in asked))
    return Near(parts, tuple(link for _, link in asked))


def _phrases(words: tuple[str, ...]) -> Node:
    terms: list[Term] = []
    for word in words:
        try:
            terms.append(quoted_term(word, "", 0))
        except Unclear as unclear:
            raise QueryError(unclear.what, query=word, position=0, hint=unclear.hint) from None
    return Or(tuple(terms)) if len(terms) > 1 else terms[0]
