"""Whose name is watched."""

from __future__ import annotations

from monitor.config.desk import Desk
from monitor.config.faults import take
from monitor.config.shapes import BrandShape, LexiconShape
from monitor.config.tree import Mapping, Node
from monitor.config.values import written
from monitor.model import Brand, Lexicon

EVERY = "any"  # the key of words that are the same in all languages


def brands(desk: Desk, languages: tuple[str, ...]) -> tuple[Brand, ...]:
    """*languages* are those of a brand that names none."""
    desk.check_names("brands", "brand")
    return tuple(filter(None, (_brand(desk, node, languages) for node in desk.entries("brands"))))


def _brand(desk: Desk, node: Node, languages: tuple[str, ...]) -> Brand | None:
    desk.check_query(node)
    desk.check_brands(node.get("products") if isinstance(node, Mapping) else None)
    shaped = take(BrandShape, node, written(node), desk.faults)
    if not shaped:
        return None
    return Brand(
        name=shaped.name,
        aliases=shaped.aliases,
        query=shaped.query,
        languages=shaped.languages or languages,
        competitors=shaped.competitors,
        lexicons=tuple(_lexicon(language, words) for language, words in shaped.lexicon.items()),
        products=shaped.products,
    )


def _lexicon(language: str, shaped: LexiconShape) -> Lexicon:
    weighed = {name: tuple(getattr(shaped, name).items()) for name in ("words", "insults", "accusations")}
    return Lexicon("" if language == EVERY else language, **weighed, allowed=shaped.allowed)
