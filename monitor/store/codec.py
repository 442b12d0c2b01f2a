"""Nouns to JSON and back, by their own type hints."""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

_PLAIN = frozenset({str, int, float, bool, type(None)})  # and nothing that is one of these and more


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dump(value: object) -> str:
    return _encode(_plain(value))


def load(kind: type[T], text: str) -> T:
    """The noun of type *kind* that `dump` wrote; fields that it did not know yet take their defaults."""
    noun: T = _noun(kind, json.loads(text))
    return noun


def load_all(kind: type[T], text: str) -> tuple[T, ...]:
    return tuple(_noun(kind, each) for each in json.loads(text))


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    return value if kind in _PLAIN else _writer(kind)(value)


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    """What makes a *kind* plain: looked at once, for mentions are written by the hundred thousand."""
    if is_dataclass(kind):
        names = tuple(field.name for field in fields(kind))
        return lambda value: {
            name: each if type(each := getattr(value, name)) in _PLAIN else _plain(each) for name in names
        }
    if issubclass(kind, Enum):
        return attrgetter("value")
    if issubclass(kind, datetime):
        return datetime.isoformat
    if issubclass(kind, timedelta):
        return timedelta.total_seconds
    if issubclass(kind, (tuple, list)):
        return lambda value: [*map(_plain, value)]
    return _same


def _noun(kind: Any, data: Any) -> Any:
    return _reader(kind)(data)


def _same(data: Any) -> Any:
    return data


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """What reads a *kind* from its JSON: looked at once, for an archive is read by the hundred thousand."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = _reader(next(each for each in get_args(kind) if each is not type(None)))
        return lambda data: None if data is None else inner(data)
    if origin is tuple:
        each = _reader(get_args(kind)[0])
        return lambda data: tuple(map(each, data))
    if is_dataclass(kind):
        return _reader_of_fields(kind)
    if kind is datetime:
        return datetime.fromisoformat
    if kind is timedelta:
        return lambda data: timedelta(seconds=data)
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else _same


def _reader_of_fields(kind: Any) -> Callable[[Any], Any]:
    readers: dict[str, Callable[[Any], Any]] = {}

    def read(data: Any) -> Any:
        if not readers:  # not before it is asked, for a noun may hold its own kind
            readers.update({name: _reader(hint) for name, hint in get_type_hints(kind).items()})
        return kind(**{name: readers[name](value) for name, value in data.items() if name in readers})

    return read
