"""What editors know of vigie.yaml: completion, descriptions, and a red line under a mistake."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from monitor.config.options import SECRET, Shape, shape_of
from monitor.config.shapes import SECTIONS, BrandShape, EventShape, Head, RuleShape, SourceShape, TargetShape
from monitor.config.words import shown
from monitor.crisis import RULES
from monitor.model import Level
from monitor.notify import WAYS
from monitor.sources import KINDS, STREAMS, kind, stream

_THIRD_PARTY = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*$"}


class _Plain(GenerateJsonSchema):
    """Without the titles that repeat the names, and with defaults as they are written in the file."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        described = super().model_schema(schema)
        described.pop("title", None)
        return described

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, timedelta):
            return shown(dft)
        return dft.name.lower() if isinstance(dft, Level) else super().encode_default(dft)


def schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of vigie.yaml, with the options of every kind of source and rule."""
    definitions: dict[str, Any] = {}
    whole = _described(Head, definitions)
    parts = whole["properties"]
    parts["brands"]["items"] = _described(BrandShape, definitions)
    parts["sources"]["items"] = _sources(definitions)
    parts["rules"]["items"] = _rules(definitions)
    parts["targets"]["items"] = _targets(definitions)
    parts["events"]["items"] = _described(EventShape, definitions)
    for name, shape in SECTIONS.items():
        parts[name] = {"description": parts[name]["description"], **_described(shape, definitions)}
    definitions["Secret"] = SECRET
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vigie.yaml",
        **_referring(whole),
        "description": "What vigie watches, where people talk, and who is told.",
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


def _referring(part: Any) -> Any:
    """*part* with a reference wherever a secret may stand."""
    if part == SECRET:
        return {"$ref": "#/$defs/Secret"}
    if isinstance(part, dict):
        return {key: _referring(value) for key, value in part.items()}
    return [_referring(each) for each in part] if isinstance(part, list) else part


def _described(shape: type[Shape], definitions: dict[str, Any]) -> dict[str, Any]:
    described = shape.model_json_schema(schema_generator=_Plain)
    definitions |= described.pop("$defs", {})
    return described


def _sources(definitions: dict[str, Any]) -> dict[str, Any]:
    common = _described(SourceShape, definitions)
    common["properties"]["kind"] |= {"anyOf": [{"enum": [*KINDS, *STREAMS]}, _THIRD_PARTY]}
    classes = {name: kind(name) for name in KINDS} | {name: stream(name) for name in STREAMS}
    options = [_when(name, shape_of(each, SourceShape), common, definitions) for name, each in classes.items()]
    options[0]["if"].pop("required")  # a source without a kind is a feed
    foreign = {
        "if": {"required": ["kind"], "properties": {"kind": _THIRD_PARTY}},
        "then": {"additionalProperties": True},
    }
    return _chosen(common, [*options, foreign])


def _rules(definitions: dict[str, Any]) -> dict[str, Any]:
    common = _described(RuleShape, definitions)
    common["properties"]["kind"]["enum"] = list(RULES)
    return _chosen(
        common, [_when(name, shape_of(rule, RuleShape), common, definitions) for name, rule in RULES.items()]
    )


def _targets(definitions: dict[str, Any]) -> dict[str, Any]:
    described = _described(TargetShape, definitions)
    described["properties"]["way"] |= {"anyOf": [{"enum": list(WAYS)}, _THIRD_PARTY]}
    return described


def _when(name: str, shape: type[Shape], common: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """The options of one kind, beside the *common* keys."""
    described = _described(shape, definitions)
    own = {key: value for key, value in described["properties"].items() if key not in common["properties"]}
    required = [key for key in described.get("required", ()) if key in own]
    return {
        "if": {"required": ["kind"], "properties": {"kind": {"const": name}}},
        "then": {"properties": own} | ({"required": required} if required else {}),
    }


def _chosen(common: dict[str, Any], options: list[dict[str, Any]]) -> dict[str, Any]:
    common.pop("additionalProperties")
    return common | {"allOf": options, "unevaluatedProperties": False}
