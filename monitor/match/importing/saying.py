"""A foreign query said in our language, with a notice for each thing that is lost or changed on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from monitor.errors import QueryError
from monitor.match.grammar import parse
from monitor.match.importing.dialects import DIALECTS, Dialect
from monitor.match.importing.foreign import (
    Counted,
    Foreign,
    Group,
    Near,
    Place,
    Range,
    Refused,
    Within,
    Words,
)
from monitor.match.importing.reading import read

_ODD_STAR = re.compile(r"\*(?!$)|^\*")
_NUMBERS = frozenset({"rating", "reach"})
_BARE = re.compile(r"[\w@#&'’.+-]*\w[*?]?|\w[\w?]*\*?")
_RESERVED = frozenset({"AND", "OR", "NOT", "NEAR", "ONEAR", "ET", "OU", "SAUF"})


class Fate(StrEnum):
    """What became of something: it is not there any more, or it means something a little different."""

    LEFT_OUT = "left out"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Notice:
    """*written* stands at `query[start:end]` of the foreign query. *effect* is what the whole finds without it, more or
    less; empty where that cannot be said."""

    start: int
    end: int
    written: str
    fate: Fate
    why: str
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    query: str
    notices: tuple[Notice, ...]


class _Grip(IntEnum):
    """How tightly what is said holds together, from an OR to a single word."""

    LOOSE = 0
    BOTH = 1
    NEAR = 2
    SINGLE = 3


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    grip: _Grip = _Grip.SINGLE

    def within(self, grip: _Grip) -> str:
        return self.text if self.grip >= grip else f"({self.text})"


def import_query(query: str, dialect: str) -> Imported:
    """*query* of the house *dialect* (a key of DIALECTS), in ours. Raises QueryError where its own house would refuse
    it, and where nothing of it is left."""
    saying = _Saying(query, DIALECTS[dialect])
    said = saying.say(read(query, DIALECTS[dialect]), wanted=True, joined="AND")
    if said is None:
        why = saying.notices[0].why if saying.notices else "nothing is asked for"
        raise QueryError("nothing of this can be carried over", query=query, position=0, hint=why)
    return Imported(said.text, tuple(sorted(saying.notices, key=lambda notice: notice.start)))


class _Saying:
    def __init__(self, query: str, dialect: Dialect) -> None:
        self.query = query
        self.dialect = dialect
        self.notices: list[Notice] = []

    def say(self, node: Foreign, *, wanted: bool, joined: str) -> _Said | None:
        """None where nothing of *node* is left. *joined* is the operator it stands under, *wanted* whether that group
        is looked for or excluded."""
        match node:
            case Words():
                return self._words(node, wanted=wanted, joined=joined)
            case Group():
                return self._group(node, wanted=wanted)
            case Refused(_, part):
                turned = isinstance(part, Group | Near)
                said = self.say(part, wanted=wanted != turned, joined=joined)
                return said and _Said(f"NOT {said.within(_Grip.SINGLE)}", _Grip.BOTH)
            case Near():
                return self._near(node, wanted=wanted)
            case Within():
                return self._within(node, wanted=wanted, joined=joined)
            case Counted(place, part):
                self._change(place, "how often a word stands there is not counted; once is enough")
                return self.say(part, wanted=wanted, joined=joined)
            case Range(place):
                self._lose(place, "a range stands behind a field only", wanted=wanted, joined=joined)
                return None

    def _group(self, node: Group, *, wanted: bool) -> _Said | None:
        said = [self.say(part, wanted=wanted, joined=node.operator) for part in node.parts]
        kept = [each for each in said if each]
        if len(kept) < 2:
            return kept[0] if kept else None
        grip = _Grip.BOTH if node.operator == "AND" else _Grip.LOOSE
        return _Said(f" {node.operator} ".join(each.within(_inner(grip)) for each in kept), grip)

    def _near(self, node: Near, *, wanted: bool) -> _Said | None:
        said = [self.say(part, wanted=wanted, joined="AND") for part in node.parts]
        kept = [each.within(_Grip.SINGLE) for each in said if each]
        if len(kept) < len(node.parts):
            return _Said(" AND ".join(kept), _Grip.BOTH if len(kept) > 1 else _Grip.SINGLE) if kept else None
        if len(kept) > 2:
            self._change(node.place, "each of these is near the next one, not all near each other")
        operator = "O" * node.ordered + ("SENTENCE" if node.distance is None else f"NEAR/{node.distance}")
        near = f" {operator} ".join(kept)
        if why := _refused(near):
            self._change(node.place, f"asked for anywhere in the text: {why}")
            return _Said(" AND ".join(kept), _Grip.BOTH)
        return _Said(near, _Grip.NEAR)

    def _words(self, node: Words, *, wanted: bool, joined: str) -> _Said | None:
        star = _ODD_STAR.search(node.text)
        if star and not node.quoted:
            why = "a * stands at the end of a word only; write out the words that are meant"
            self._lose(node.place, why, wanted=wanted, joined=joined)
            return None
        if not any(char.isalnum() for char in node.text):
            self._lose(node.place, "there is no word in this", wanted=wanted, joined=joined)
            return None
        if node.loose:
            self._change(node.place, "only the joints that are written are undone: car-sharing finds all its forms")
        return self._sound(node.place, _written(node), wanted=wanted, joined=joined)

    def _sound(self, place: Place, text: str, *, wanted: bool, joined: str) -> _Said | None:
        """*text*, unless our language refuses it."""
        if why := _refused(text):
            self._lose(place, why, wanted=wanted, joined=joined)
            return None
        return _Said(text)

    def _within(self, node: Within, *, wanted: bool, joined: str) -> _Said | None:
        if why := self.dialect.lost.get(node.field):
            self._lose(node.place, why, wanted=wanted, joined=joined)
            return None
        if node.field in self.dialect.changed:
            name, why = self.dialect.changed[node.field]
            self._change(node.place, why)
        elif node.field in self.dialect.fields:
            name = self.dialect.fields[node.field]
        else:
            self._lose(node.place, f"the field {node.field}: is not known here", wanted=wanted, joined=joined)
            return None
        return self._field(node, name, wanted=wanted, joined=joined)

    def _field(self, node: Within, name: str, *, wanted: bool, joined: str) -> _Said | None:
        """The field spread over what stands in its parentheses, since a field of ours holds one value."""
        part = node.part
        if not name:
            return self.say(part, wanted=wanted, joined=joined)
        if isinstance(part, Group):
            spread = tuple(Within(each.place, node.field, each) for each in part.parts)
            said = [self._field(each, name, wanted=wanted, joined=part.operator) for each in spread]
            kept = [each for each in said if each]
            grip = _Grip.BOTH if part.operator == "AND" else _Grip.LOOSE
            text = f" {part.operator} ".join(each.within(_inner(grip)) for each in kept)
            return _Said(text, grip if len(kept) > 1 else kept[0].grip) if kept else None
        if isinstance(part, Refused):
            inner = self._field(Within(part.place, node.field, part.part), name, wanted=wanted, joined=joined)
            return inner and _Said(f"NOT {inner.within(_Grip.SINGLE)}", _Grip.BOTH)
        if isinstance(part, Range):
            return self._between(node, part, name, wanted=wanted, joined=joined)
        if not isinstance(part, Words):
            self._lose(node.place, f"{name}: takes a word, a phrase or several with OR", wanted=wanted, joined=joined)
            return None
        return self._sound(node.place, f"{name}:{_value(name, part)}", wanted=wanted, joined=joined)

    def _between(self, node: Within, part: Range, name: str, *, wanted: bool, joined: str) -> _Said | None:
        ends = ((">=", part.low), ("<=", part.high))
        bounds = [f"{name}:{sign}{end}" for sign, end in ends if end.isdigit()]
        if name not in _NUMBERS or not bounds:
            self._lose(node.place, "this range is not one of numbers", wanted=wanted, joined=joined)
            return None
        return _Said(" AND ".join(bounds), _Grip.BOTH if len(bounds) > 1 else _Grip.SINGLE)

    def _lose(self, place: Place, why: str, *, wanted: bool, joined: str) -> None:
        more = wanted == (joined == "AND")
        self._note(place, Fate.LEFT_OUT, why, "more" if more else "less")

    def _change(self, place: Place, why: str) -> None:
        self._note(place, Fate.CHANGED, why, "")

    def _note(self, place: Place, fate: Fate, why: str, effect: str) -> None:
        written = self.query[place.start : place.end]
        self.notices.append(Notice(place.start, place.end, written, fate, why, effect))


def _refused(text: str) -> str:
    """Why our language does not take *text*; empty where it does."""
    try:
        parse(text, filters=True)
    except QueryError as error:
        return f"{error.message} ({error.hint})"
    return ""


def _inner(grip: _Grip) -> _Grip:
    """How tightly the parts of a group must hold: an OR may hold ANDs, but saying so helps its reader."""
    return _Grip.NEAR if grip is _Grip.LOOSE else _Grip.BOTH


def _written(node: Words) -> str:
    text = node.text.replace('"', "")
    if node.slop is not None and len(text.split()) > 1:
        return f'"{text}"~{node.slop}'
    if node.exact:
        return f'raw:"{text}"'
    if node.fuzzy:
        return f"{text}~{min(node.fuzzy, 2)}"
    bare = not node.quoted and _BARE.fullmatch(text) and text not in _RESERVED
    return text if bare else f'"{text}"'


def _value(name: str, part: Words) -> str:
    text = part.text.replace('"', "")
    if name == "site":
        text = re.sub(r"^https?://(www\.)?|^www\.|/$", "", text)
    return f'"{text}"' if re.search(r"[\s:()/]", text) else text
