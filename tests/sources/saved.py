"""Saved answers, and what they must mean."""

from __future__ import annotations

import runpy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.model import Page, Reply, Request
from monitor.sources import Source

NOW = datetime(2026, 2, 21, 12, 0, tzinfo=UTC)
URL = "https://www.example.org/feed"
GOLDEN = Path(__file__).parent / "golden"


def reply(body: str | bytes, url: str = URL, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    return Reply(Request(url), url, 200, headers, body.encode() if isinstance(body, str) else body, NOW)


@dataclass(frozen=True)
class Golden:
    """`golden/<kind>/<name>` holds an answer; `<name>.py` the SOURCE that asked, the answer's HEADERS, and its PAGE."""

    source: Source
    reply: Reply
    page: Page


def golden_files(kind: str = "*") -> list[Path]:
    return sorted(path for path in GOLDEN.glob(f"{kind}/*") if path.is_file() and path.suffix != ".py")


def golden(path: Path) -> Golden:
    told = runpy.run_path(f"{path}.py")
    source: Source = told["SOURCE"]
    request = source.request("")
    return Golden(source, reply(path.read_bytes(), request.url, told["HEADERS"]), told["PAGE"])
