"""Microdata: the schema.org objects that a page tells in the attributes of its own elements, as JSON-LD would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from monitor.sources.tree import Element

_ADDRESS = {"a": "href", "link": "href", "area": "href", "img": "src", "audio": "src", "video": "src", "iframe": "src"}
_TOLD = {"meta": "content", "time": "datetime", "data": "value", "meter": "value", "object": "data"}


def objects(root: Element) -> Iterator[dict[str, Any]]:
    """The objects that stand in no other, in the order of the page."""
    for element in _outermost(root):
        yield _object(element)


def _outermost(root: Element) -> Iterator[Element]:
    waiting: list[Element] = [root]
    while waiting:
        element = waiting.pop()
        if "itemscope" in element.attributes:
            yield element
        else:
            waiting.extend(each for each in reversed(element.inside) if isinstance(each, Element))


def _object(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": [name.rsplit("/", 1)[-1] for name in element.get("itemtype").split()]}
    if element.get("itemid"):
        found["@id"] = element.get("itemid")
    for each in _properties(element):
        value = _object(each) if "itemscope" in each.attributes else _value(each)
        for name in each.get("itemprop").split():
            found.setdefault(name, []).append(value)
    # Objects that stand in it and are no property of it are told as well.
    found["@graph"] = [_object(each) for each in _strangers(element)]
    return found


def _inside(element: Element) -> Iterator[Element]:
    """What stands in *element* and in no object between."""
    waiting = [each for each in reversed(element.inside) if isinstance(each, Element)]
    while waiting:
        each = waiting.pop()
        yield each
        if "itemscope" not in each.attributes:
            waiting.extend(below for below in reversed(each.inside) if isinstance(below, Element))


def _properties(element: Element) -> Iterator[Element]:
    return (each for each in _inside(element) if each.get("itemprop"))


def _strangers(element: Element) -> Iterator[Element]:
    return (each for each in _inside(element) if "itemscope" in each.attributes and not each.get("itemprop"))


def _value(element: Element) -> str:
    if element.get("content"):
        return element.get("content")
    attribute = _ADDRESS.get(element.name) or _TOLD.get(element.name)
    return (element.get(attribute) if attribute else "") or element.text()
