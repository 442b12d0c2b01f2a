"""Thousands of feeds that no one here wrote: no entry may be lost."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.sources import feed, opml
from monitor.sources.items import MOST
from tests.sources.saved import URL, reply

CORPUS = Path(os.environ.get("VIGIE_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
MANIFEST = CORPUS / "manifest.jsonl"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not MANIFEST.exists(), reason="no corpus: set VIGIE_CORPUS to its folder"),
]


@dataclass(frozen=True)
class Outcome:
    """What one file promised and gave. *listed* counts all entries, *kept* those left once twins are folded."""

    path: str
    expected: int
    listed: int
    twins: int
    kept: int
    refused: str = ""


def rows() -> Iterator[dict[str, Any]]:
    for line in MANIFEST.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        if row["class"] == "feeds":
            yield row


def outcome(row: dict[str, Any]) -> Outcome:
    headers = tuple((name.lower(), value) for name, value in (row.get("http_headers") or {}).items())
    answer = reply((CORPUS / row["path"]).read_bytes(), URL, headers)
    try:
        listed = feed.read(answer).items
    except ParseError as error:
        return Outcome(row["path"], row["expected_entries"], 0, 0, 0, str(error))
    kept = feed.Feed(URL).parse(answer, "").items
    assert len({item.id for item in kept}) == len(kept), row["path"]
    return Outcome(row["path"], row["expected_entries"], len(listed), len(listed) - len(set(listed)), len(kept))


def test_no_entry_of_thousands_of_feeds_is_lost() -> None:
    outcomes = [outcome(row) for row in rows()]

    expected = sum(each.expected for each in outcomes)
    found = sum(min(each.listed, each.expected) for each in outcomes)
    shortfalls = [each for each in outcomes if each.listed < each.expected]
    refused = [each for each in outcomes if each.refused]
    print(f"\n{len(outcomes)} files, {len(refused)} refused; {found} of {expected} entries: {found / expected:.2%}")
    print(f"{sum(each.twins for each in outcomes)} identical twins folded, {sum(e.kept for e in outcomes)} items kept")
    for each in shortfalls:
        print(f"short: {each}")
    assert found >= 0.995 * expected
    assert all(each.kept == min(each.listed - each.twins, MOST) for each in outcomes)
    assert [each for each in outcomes if each.listed > each.expected] == []


def test_every_list_of_feeds_is_read_or_explained() -> None:
    for row in rows():
        if row["kind"] == "opml":
            try:
                opml.read((CORPUS / row["path"]).read_bytes(), row["path"])
            except ParseError as error:
                assert error.message  # noqa: PT017 - either outcome is fine, anything else raised is not
