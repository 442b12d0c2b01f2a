"""Whose name is watched."""

from __future__ import annotations

from monitor.config.desk import Desk, word_at
from monitor.config.faults import take
from monitor.config.queries import Queries
from monitor.config.shapes import BrandShape, ContextShape, LexiconShape
from monitor.config.tree import Node, value_at
from monitor.config.values import written
from monitor.model import Brand, Lexicon

EVERY = "any"  # the key of words that are the same in all languages


def brands(desk: Desk, languages: tuple[str, ...], queries: Queries) -> tuple[Brand, ...]:
    """*languages* are those of a brand that names none."""
    desk.check_names("brands", "brand")
    desk.check_alike("brands")
    return tuple(filter(None, (_brand(desk, node, languages, queries) for node in desk.entries("brands"))))


def _brand(desk: Desk, node: Node, languages: tuple[str, ...], queries: Queries) -> Brand | None:
    desk.check_brands(value_at(node, "products"))
    shaped = take(BrandShape, node, written(node), desk.faults)
    context = shaped.context if shaped else ContextShape()
    queries.check(word_at(node, "query"), "in the query", in_context=bool(context.near or context.apart))
    if not shaped:
        return None
    brand = Brand(
        name=shaped.name,
        aliases=shaped.aliases,
        query=shaped.query,
        languages=shaped.languages or languages,
        competitors=shaped.competitors,
        near=context.near,
        apart=context.apart,
        window=context.within,
        lexicons=tuple(_lexicon(language, words) for language, words in shaped.lexicon.items()),
        products=shaped.products,
    )
    queries.check_brand(node, brand)
    return brand


def _lexicon(language: str, shaped: LexiconShape) -> Lexicon:
    weighed = {name: tuple(getattr(shaped, name).items()) for name in ("words", "insults", "accusations")}
    return Lexicon("" if language == EVERY else language, **weighed, allowed=shaped.allowed)
