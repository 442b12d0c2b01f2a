"""What every part of the file is checked against: the faults so far, the names of the brands, the secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Environ
from collections.abc import Sequence as Several
from dataclasses import dataclass
from typing import Any

from monitor.config import secrets
from monitor.config.faults import Faults, take
from monitor.config.shapes import SECTIONS
from monitor.config.tree import Mapping, Node, Scalar, items_of, value_at
from monitor.config.values import convert, meaning, written
from monitor.config.words import did_you_mean
from monitor.text import cut, fold, one_line

UNKNOWN = "\0"  # stands for a secret that could not be had


@dataclass(frozen=True, slots=True)
class Desk:
    """Reading *root*; *brands* are the names that stand there, even of brands that are otherwise wrong."""

    faults: Faults
    environ: Environ[str, str]
    root: Mapping
    brands: tuple[str, ...]

    def entries(self, section: str) -> Iterator[Node]:
        return iter(items_of(self.root.get(section)))

    def values(self, node: Node, open_keys: Several[str]) -> object:
        """*node* as Python values, with the secrets that stand outside the *open_keys*."""
        if not isinstance(node, Mapping):
            return written(node)
        return {
            key: written(value) if key in open_keys else convert(value, self._secret)
            for key, (_, value) in node.entries.items()
        }

    def _secret(self, node: Mapping) -> str | None:
        name = node.get("secret")
        if len(node.entries) != 1 or not isinstance(name, Scalar):
            return None
        try:
            secret = secrets.find(name.text, self.environ)
        except secrets.NoSecret as missing:
            self.faults.at(name, str(missing))
            return UNKNOWN
        self.faults.hidden.add(secret.value)
        if secret.exposed:
            what = f"secret {name.text}: everybody on this machine can read the file that {secret.exposed} names"
            self.faults.warn(name, what, "chmod 600 it")
        return secret.value

    def section(self, name: str) -> Any:
        """The section in its shape; with the defaults where it is missing or wrong."""
        node = self.root.get(name)
        return (node and take(SECTIONS[name], node, written(node), self.faults)) or SECTIONS[name]()

    def check_brands(self, node: Node | None) -> None:
        """Every brand named there is one of ours."""
        for each in (node,) if isinstance(node, Scalar) else items_of(node):
            name = meaning(each) if isinstance(each, Scalar) else None
            if self.brands and isinstance(name, str) and name not in self.brands:
                hint = did_you_mean(name, self.brands) or f"brands: {', '.join(dict.fromkeys(self.brands[:10]))}"
                self.faults.at(each, f"unknown brand '{cut(one_line(name), 60)}'", hint)

    def check_targets(self, node: Node | None, names: Iterable[str]) -> None:
        """Every target of *names*, which stand in *node*, is one of the file."""
        entries = (value_at(each, "name") for each in self.entries("targets"))
        known = {getattr(name, "text", "") for name in entries} - {""}
        for target in names if node else ():
            if node and target not in known:
                self.faults.at(node, f"unknown target '{target}'", f"targets: {', '.join(sorted(known))}")

    def check_names(self, section: str, what: str) -> None:
        """No name stands twice in a section."""
        first: dict[str, int] = {}
        for node in filter(None, (word_at(entry, "name") for entry in self.entries(section))):
            if node.text in first:
                self.faults.at(
                    node,
                    f"a second {what} named '{cut(one_line(node.text), 60)}'",
                    f"the first is at line {first[node.text]}",
                )
            else:
                first[node.text] = node.line

    def check_alike(self, section: str) -> None:
        """No two entries of a section are told apart by capitals or accents alone, which nothing else looks at."""
        first: dict[str, Scalar] = {}
        for entry in self.entries(section):
            node = word_at(entry, "name")
            if not node or value_at(entry, "query"):
                continue
            other = first.setdefault(fold(node.text).text, node)
            if other.text != node.text:
                names = [cut(one_line(each.text), 60) for each in (other, node)]
                what = f"'{names[0]}' and '{names[1]}' are one word: what speaks of one counts for both"
                self.faults.warn(node, what, f"the first is at line {other.line}; make it an alias, or give a query")


def word_at(node: Node | None, key: str) -> Scalar | None:
    """The text under *key*, if it is one."""
    word = value_at(node, key)
    return word if isinstance(word, Scalar) and isinstance(meaning(word), str) else None
