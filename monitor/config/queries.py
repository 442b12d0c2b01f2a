"""Queries wherever they stand in the file, and the lists and macros that they call."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.config.desk import Desk, word_at
from monitor.config.shapes import Head
from monitor.config.tree import Mapping, Node, Scalar, value_at
from monitor.errors import QueryError
from monitor.match import Names, parse, query_of
from monitor.match.doubts import told
from monitor.match.linting import Doubt, Finding, lint
from monitor.model import Brand

COMMON = frozenset({Doubt.HOMONYM, Doubt.EVERYDAY})
CONTEXT = "give the brand a `context:` with words of its trade (`near:`) or of the other sense (`not:`)"


@dataclass(frozen=True, slots=True)
class Queries:
    """Reads the queries of one file, and writes down what is wrong or doubtful at its place."""

    desk: Desk
    names: Names

    def check(self, written: Scalar | None, where: str, *, filters: bool = False, in_context: bool = False) -> bool:
        """Whether the query that stands there, if any, can be answered. A name *in_context* may be a common word."""
        if not written or not written.text:
            return True
        try:
            query = parse(written.text, self.names, filters=filters)
        except QueryError as error:
            self.desk.faults.place(*written.place(error.position), f"{where}: {error.message}", error.hint)
            return False
        for finding in lint(query):
            if not (in_context and finding.doubt in COMMON):
                self.desk.faults.warn_place(*written.place(finding.start), *_doubted(where, finding))
        return True

    def check_brand(self, node: Node, brand: Brand) -> None:
        """What is wrong with a brand's names or its context; its query was checked."""
        try:
            query = query_of(brand, self.names)
        except QueryError as error:
            context = value_at(node, "context")
            if context or not brand.query:
                self.desk.faults.at(context or node, error.message, error.hint)
            return
        name = word_at(node, "name")
        for finding in lint(query) if name and not brand.query else ():
            if finding.doubt is Doubt.HOMONYM:
                what, _ = _doubted("the name", finding)
                self.desk.faults.warn(name or node, what, CONTEXT)


def queries(desk: Desk, head: Head) -> Queries:
    """The reader of this file's queries, its macros checked."""
    found = Queries(desk, Names(dict(head.lists), dict(head.macros)))
    macros = desk.root.get("macros")
    for name, (_, node) in macros.entries.items() if isinstance(macros, Mapping) else ():
        if name in head.macros and isinstance(node, Scalar):
            found.check(node, f"in the macro {name}", filters=True)
    return found


def _doubted(where: str, finding: Finding) -> tuple[str, str]:
    doubt = told(finding)
    return f"{where}: {doubt.what}, and {doubt.why}", doubt.todo
