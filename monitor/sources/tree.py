"""A web page as a tree: enough of it to find elements by name, class and attribute, whatever the markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from monitor.text import clean
from monitor.text.elements import BREAKS, SILENT, harmless

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CLOSES: dict[str, frozenset[str]] = {
    "p": frozenset({"p"}),
    "li": frozenset({"li"}),
    "option": frozenset({"option"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "dd": frozenset({"dd", "dt"}),
    "dt": frozenset({"dd", "dt"}),
}
_DEEPEST = 100
_MOST = 100_000  # elements of one page


@dataclass(slots=True, eq=False)
class Element:
    """An element: its name and attributes, and what stands in it in its order."""

    name: str
    attributes: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    def get(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.get("class").split())

    def __iter__(self) -> Iterator[Element]:
        """This element and all below it, in the order of the page."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(each for each in reversed(element.inside) if isinstance(each, Element))

    def all(self, class_: str) -> Iterator[Element]:
        """The elements of this class, in the order of the page, without those that stand in another one."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            if class_ in element.classes:
                yield element
            else:
                waiting.extend(each for each in reversed(element.inside) if isinstance(each, Element))

    def first(self, class_: str) -> Element | None:
        return next(self.all(class_), None)

    def text(self) -> str:
        """What a reader would see of it."""
        parts: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                parts.append(each)
            elif each.name not in SILENT:
                broken = each.name in BREAKS
                waiting.extend(["\n"] * (broken and each.name != "br"))
                waiting.extend(reversed(each.inside))
                parts.extend(["\n"] * broken)
        return clean("".join(parts))


def read(html: str) -> Element:
    """The tree of *html*; its root has no name."""
    builder = _Builder()
    builder.feed(harmless(html))
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    """Builds the tree; what is never closed ends with what it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.open[-1].name in _CLOSES.get(tag, ()):
            self.open.pop()
        self.count += 1
        if self.count > _MOST:
            return
        element = Element(tag, {name: value or "" for name, value in reversed(attrs)})
        self.open[-1].inside.append(element)
        if tag not in _VOID and len(self.open) < _DEEPEST:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].name == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(" ".join(data.split()).join(_edges(data)) if data.strip() else " ")


def _edges(data: str) -> tuple[str, str]:
    """The blank that stands before and after words, so that those of neighbours do not run together."""
    return " " if data[:1].isspace() else "", " " if data[-1:].isspace() else ""
