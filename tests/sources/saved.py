"""Saved answers, and what they must mean."""

from __future__ import annotations

import runpy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.model import Page, Reply, Request
from monitor.sources import Source, Stream

NOW = datetime(2026, 2, 21, 12, 0, tzinfo=UTC)
URL = "https://www.example.org/feed"
GOLDEN = Path(__file__).parent / "golden"


def reply(
    body: str | bytes,
    url: str = URL,
    headers: tuple[tuple[str, str], ...] = (),
    request: Request | None = None,
    at: datetime = NOW,
) -> Reply:
    asked = request or Request(url)
    told = body.encode() if isinstance(body, str) else body
    return Reply(asked, asked.url.partition("#")[0], 200, headers, told, at)


@dataclass(frozen=True)
class Golden:
    """`golden/<kind>/<name>` holds an answer, or a message of a stream; `<name>.py` the SOURCE that reads it and the
    PAGE that it is, and where they matter the answer's HEADERS, the REQUEST and the CURSOR that it was asked with, and
    when it came (AT)."""

    kind: str
    source: Source | Stream
    reply: Reply
    cursor: str
    page: Page

    def read(self, body: bytes | None = None) -> Page:
        """What is read in it, or in another *body* in its place."""
        told = self.reply.body if body is None else body
        if hasattr(self.source, "hear"):
            return self.source.hear(told, self.cursor, self.reply.at)
        changed = Reply(self.reply.request, self.reply.url, 200, self.reply.headers, told, self.reply.at)
        return self.source.parse(changed, self.cursor)


def golden_files(kind: str = "*") -> list[Path]:
    return sorted(path for path in GOLDEN.glob(f"{kind}/*") if path.is_file() and path.suffix != ".py")


def golden(path: Path) -> Golden:
    told = runpy.run_path(f"{path}.py")
    source: Source | Stream = told["SOURCE"]
    cursor = told.get("CURSOR", "")
    request = told.get("REQUEST") or (Request(URL) if hasattr(source, "hear") else source.request(cursor))
    answer = reply(path.read_bytes(), headers=told.get("HEADERS", ()), request=request, at=told.get("AT", NOW))
    return Golden(path.parent.name, source, answer, cursor, told.get("PAGE", Page(())))
