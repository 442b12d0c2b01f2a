"""What a word without quotes means: less than YAML thinks, and never by surprise."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from monitor.config.tree import Mapping, Node, Scalar, Sequence

_WORDS = {
    "true": True,
    "yes": True,
    "on": True,
    "false": False,
    "no": False,
    "off": False,
    "null": None,
    "~": None,
    "": None,
}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?([0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?[eE][-+]?[0-9]{1,2})")
# What YAML 1.1 would turn into something else than the text that stands there.
_ODD = (
    (re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"), "YAML counts it in sixties"),
    (re.compile(r"[-+]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-9_]+)"), "YAML counts it in eights, sixteens or twos"),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), "YAML reads it as no finite number"),
    (re.compile(r"[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?"), "YAML reads it as another number"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?"), "YAML reads it as a date"),
)


@dataclass(frozen=True, slots=True)
class Odd:
    """A word of which YAML makes something that nobody expects: no text, no number."""

    why: str


def meaning(scalar: Scalar) -> object:
    """The text, number, truth value, None or Odd that stands there."""
    text = scalar.text
    if not scalar.plain:
        return text
    if not text or text[0].isalpha() or text == "~":
        return _WORDS.get(text.lower(), text)
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return next((Odd(why) for pattern, why in _ODD if pattern.fullmatch(text)), text)


def written(node: Node) -> object:
    """*node* as Python values: dicts, tuples and meanings."""
    return convert(node, lambda _: None)


def convert(node: Node, replace: Callable[[Mapping], str | None]) -> object:
    """As `written`, with a text in place of each mapping for which *replace* has one."""
    if isinstance(node, Scalar):
        return meaning(node)
    if isinstance(node, Sequence):
        return tuple(convert(item, replace) for item in node.items)
    if (text := replace(node)) is not None:
        return text
    return {key: convert(value, replace) for key, (_, value) in node.entries.items()}


def found(node: Node) -> tuple[str, str]:
    """What stands there, for a message that expected something else, and what to do about it; never the value."""
    if not isinstance(node, Scalar):
        return ("a list" if isinstance(node, Sequence) else "keys and values"), ""
    value = meaning(node)
    if isinstance(value, bool):
        return f"{node.text}, which means {str(value).lower()}", f"if it is text, quote it: '{node.text}'"
    if isinstance(value, Odd):
        return f"a word without quotes, and {value.why}", "if it is text, put quotes around it"
    if value is None:
        return "nothing", "give it a value, or delete the key"
    return ("text", "") if isinstance(value, str) else ("a number", "if it is text, put quotes around it")
