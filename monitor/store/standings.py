"""Where a mention stands, as the diary writes it: the columns that an act may change, and what is kept of an act."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from monitor.store.deeds import Standing, Status
from monitor.store.times import moment, stamp

# Each column of a mention that an act may change, by the field of its standing.
COLUMNS = {
    "status": "status",
    "assignee": "assignee",
    "until": "snoozed_until",
    "tone": "tone",
    "insult": "insult",
    "accusation": "accusation",
    "finding": "label",
    "answered": "answered_at",
    "muted": "muted",
}
STANDING = f"""
SELECT mention.id, mention.version, {", ".join(f"mention.{column} AS {field}" for field, column in COLUMNS.items())},
  (SELECT json_group_array(name) FROM (SELECT name FROM tag WHERE tag.mention = mention.id ORDER BY name)) AS tags
FROM mention
"""  # noqa: S608


def standing_of(row: Sequence[Any]) -> Standing:
    number, version, *rest, tags = row
    told = dict(zip(COLUMNS, rest, strict=True)) | {"tags": json.loads(tags)}
    return Standing(number, version, **_read(told))


def _read(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is written of a standing, as its fields."""
    reads: dict[str, Callable[[Any], Any]] = {"status": Status, "until": moment, "answered": moment, "tags": tuple}
    return {field: reads.get(field, _same)(value) for field, value in told.items()}


def _same(value: Any) -> Any:
    return value


def written(standing: Standing) -> dict[str, Any]:
    told = asdict(standing) | {"until": stamp(standing.until), "answered": stamp(standing.answered)}
    return {field: told[field] for field in (*COLUMNS, "tags")}


def dump(standing: Standing) -> str:
    return json.dumps(written(standing), ensure_ascii=False)


def without(now: Standing, before: str, after_: str) -> Standing:
    """*now* without what an act did; what it did not touch stays, whoever changed it since."""
    old, new = json.loads(before), json.loads(after_)
    return replace(now, **_read({field: value for field, value in old.items() if value != new.get(field)}))
