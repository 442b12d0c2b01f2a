"""Whose name is watched."""

from __future__ import annotations

from monitor.config.desk import Desk
from monitor.config.faults import take
from monitor.config.shapes import BrandShape
from monitor.config.tree import Mapping, Node
from monitor.config.values import written
from monitor.model import Brand


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
        products=shaped.products,
    )
