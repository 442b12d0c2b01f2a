"""The corpus as a web site: every real feed file at an address of its own, and what it should mean."""

from __future__ import annotations

import io
import json
import os
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser

from tests.site import Answer

CORPUS = Path(os.environ.get("VIGIE_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
MANIFEST = CORPUS / "manifest.jsonl"

# All that two entries can differ in and that an item keeps.
_TOLD = (
    "id link links title summary subtitle content author authors published updated created language im_rating "
    "feedburner_origlink thr_in-reply-to"
).split()


@dataclass(frozen=True)
class Leaf:
    """One file of the corpus. *expected* is the manifest's number of entries."""

    path: str
    kind: str
    wellformed: bool
    expected: int
    headers: dict[str, str]

    @property
    def name(self) -> str:
        """As a source: its path, of which the end tells more than the beginning."""
        return self.path.removeprefix("feeds/")[-90:]

    @property
    def address(self) -> str:
        return f"/{quote(self.path)}"

    @cached_property
    def body(self) -> bytes:
        return (CORPUS / self.path).read_bytes()

    @property
    def answer(self) -> Answer:
        return Answer(self.body, headers=self.headers)

    def twins(self) -> int:
        """How many of its entries say nothing that an earlier one has not said: feedparser's count, not ours."""
        told = list(self._told())
        return len(told) - len(set(told))

    def _told(self) -> Iterator[str]:
        if self.kind == "jsonfeed":
            yield from map(json.dumps, json.loads(self.body).get("items", []))
            return
        headers = {"content-type": "application/xml"} | {name.lower(): told for name, told in self.headers.items()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = feedparser.parse(
                io.BytesIO(self.body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
            )
        for entry in found.entries:
            yield repr([dict.get(entry, name) for name in _TOLD])


def leaves() -> tuple[Leaf, ...]:
    """Every file that the manifest calls a feed, whether it is one or not."""
    rows: Iterable[dict[str, Any]] = map(json.loads, MANIFEST.read_text(encoding="utf-8").splitlines())
    return tuple(
        Leaf(row["path"], row["kind"], row["wellformed"], row["expected_entries"], _headers(row))
        for row in rows
        if row["class"] == "feeds"
    )


def _headers(row: dict[str, Any]) -> dict[str, str]:
    # One of the validators that the files' own peers tell stands for all; a server has one opinion about each.
    told: dict[str, str] = row.get("http_headers") or {}
    names = {"etag": "ETag", "last-modified": "Last-Modified"}
    return {names.get(name.lower(), name): value for name, value in told.items()}
