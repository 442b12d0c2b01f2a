"""A plug's dataclass -> the shape of its options in the file, and back."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema, create_model

from monitor.config.words import Duration, did_you_mean, mistake, shown
from monitor.model import Level

T = TypeVar("T")

_LEVELS = {"warning": Level.WARNING, "crisis": Level.CRISIS}
SECRET = {
    "type": "object",
    "description": "taken from $CREDENTIALS_DIRECTORY, a file named by $NAME_FILE, or $NAME",
    "properties": {"secret": {"type": "string"}},
    "required": ["secret"],
    "additionalProperties": False,
}


class Shape(BaseModel):
    """How a part of the file is written: nothing unknown, nothing converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, allow_inf_nan=False)


def unsaid(nothing: Any, description: str) -> Any:
    """A key that may be left out; *nothing*, which cannot be written, stands for that."""
    return Field(default=nothing, description=description, json_schema_extra=_undefaulted)


def _undefaulted(field: dict[str, Any]) -> None:
    field.pop("default", None)


def _level(value: object) -> Level:
    if not isinstance(value, str) or value not in _LEVELS:
        raise mistake("expected warning or crisis", did_you_mean(str(value), _LEVELS))
    return _LEVELS[value]


def _alone(value: object) -> object:
    return (value,) if isinstance(value, str | int | float) else value


def _pairs(value: object) -> object:
    return tuple(value.items()) if isinstance(value, Mapping) else value


_TEXT = {"anyOf": [{"type": "string"}, SECRET]}
Text = Annotated[str, WithJsonSchema(_TEXT)]
LevelName = Annotated[Level, BeforeValidator(_level), WithJsonSchema({"enum": list(_LEVELS)})]
Texts = Annotated[
    tuple[Text, ...],
    BeforeValidator(_alone),
    WithJsonSchema({"anyOf": [*_TEXT["anyOf"], {"type": "array", "items": _TEXT}]}),
]
Pairs = Annotated[
    tuple[tuple[str, Text], ...],
    BeforeValidator(_pairs),
    WithJsonSchema({"type": "object", "additionalProperties": _TEXT}),
]
_WRITTEN: dict[Any, Any] = {
    str: Text,
    timedelta: Duration,
    Level: LevelName,
    tuple[str, ...]: Texts,
    tuple[tuple[str, str], ...]: Pairs,
    Mapping[str, str]: dict[str, Text],
    dict[str, str]: dict[str, Text],
}


@cache
def shape_of(plug: type, common: type[Shape] = Shape) -> type[Shape]:
    """The shape of the dataclass *plug*'s options, beside the keys of *common*.

    Raises TypeError for what is no dataclass, or has an option named as a common key or of a type that cannot be
    written in the file.
    """
    if not dataclasses.is_dataclass(plug):
        raise TypeError(f"{plug.__qualname__} is not a dataclass")
    hints = get_type_hints(plug)
    fields: dict[str, Any] = {}
    for option in dataclasses.fields(plug):
        if option.name in common.model_fields:
            raise TypeError(f"{plug.__qualname__} has an option named '{option.name}', which means something else here")
        if option.init:
            fields[f"option_{option.name}"] = _as_written(hints[option.name]), _field(option)
    return create_model(f"{plug.__module__}.{plug.__qualname__}", __base__=common, **fields)


def build(plug: type[T], shaped: BaseModel) -> T:
    """The plug with the options that were written; the others keep their defaults."""
    written = (name for name in shaped.model_fields_set if name.startswith("option_"))
    return plug(**{name.removeprefix("option_"): getattr(shaped, name) for name in written})


def literal_secrets(plug: type, shaped: BaseModel) -> set[str]:
    """The texts in options that *plug* itself never shows."""
    hidden = [option.name for option in dataclasses.fields(plug) if not option.repr]
    values = [getattr(shaped, f"option_{name}", None) for name in hidden]
    return {text for value in values for text in _texts(value)}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)


def _field(option: dataclasses.Field[Any]) -> Any:
    help_ = option.metadata.get("help")
    if option.default is dataclasses.MISSING and option.default_factory is dataclasses.MISSING:
        return Field(alias=option.name, description=help_)
    extra: Any = {"default": default} if (default := _shown(option.default)) is not None else None
    return Field(default_factory=lambda: None, alias=option.name, description=help_, json_schema_extra=extra)


def _shown(default: object) -> object:
    """A default as it would be written in the file; None where there is nothing to show."""
    if isinstance(default, timedelta):
        return shown(default)
    if isinstance(default, Level):
        return default.name.lower()
    return default if isinstance(default, str | int | float) and default != "" else None


def _as_written(hint: Any) -> Any:
    """The type of an option as it is written in the file."""
    if hint in _WRITTEN:
        return _WRITTEN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Annotated[hint, Strict(False)]
    if get_origin(hint) in (Union, types.UnionType):
        return Union[tuple(_as_written(member) for member in get_args(hint))]  # noqa: UP007
    if get_origin(hint) is tuple:
        return tuple[tuple(each if each is ... else _as_written(each) for each in get_args(hint))]  # type: ignore[misc]
    if hint in (int, float, bool, None, type(None), Any) or get_origin(hint) in (Literal, dict, frozenset):
        return hint
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint
    raise TypeError(f"an option of type {hint} cannot be written in the file")
