"""The doors of what is pushed to us: webhooks and hubs. No account, no page: each proves itself by its own secret."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.requests import ClientDisconnect

from monitor.model import Admission, Knock
from monitor.streams import Streams

MOST = 2_000_000  # bytes that may be brought at once
TOGETHER = 16 * MOST  # by all that stand before the doors: who they are is known when all of it is there
PATIENCE = 20.0  # seconds in which it has to be there

_TOO_LARGE = Admission(413, b"too large")
_TOO_SLOW = Admission(408, b"it took too long")
_TOO_MANY = Admission(503, b"too much at once: come again")


@dataclass(slots=True)
class _Threshold:
    """*held*: bytes of those whose knock is not answered yet."""

    streams: Streams
    patience: float
    held: int = 0

    async def knock(self, request: Request, name: str) -> Admission:
        if not self.streams.has_door(name):
            return Admission(404, b"nobody listens here")
        told = request.headers.get("content-length", "")
        if told.isdecimal() and int(told[:19]) > MOST:
            return _TOO_LARGE
        pieces: list[bytes] = []
        try:
            async with asyncio.timeout(self.patience):
                refused = await self._brought(request, pieces)
            return refused or await self.streams.knock(name, _knock(request, b"".join(pieces)))
        except TimeoutError:
            return _TOO_SLOW
        finally:
            self.held -= sum(map(len, pieces))

    async def _brought(self, request: Request, pieces: list[bytes]) -> Admission | None:
        """Fill *pieces*; why not all of it is taken, if it is not."""
        size = 0
        async for piece in request.stream():
            pieces.append(piece)
            size += len(piece)
            self.held += len(piece)
            if size > MOST:
                return _TOO_LARGE
            if self.held > TOGETHER:
                return _TOO_MANY
        return None


def add_hooks(app: FastAPI, streams: Streams, patience: float = PATIENCE) -> None:
    """The addresses `/hooks/NAME`, where NAME is that of a source."""
    threshold = _Threshold(streams, patience)

    @app.api_route("/hooks/{name:path}", methods=["GET", "POST"], include_in_schema=False)
    async def hooks(request: Request, name: str) -> Response:
        try:
            admission = await threshold.knock(request, name)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        headers = {"retry-after": "30"} if admission.status == 503 else {}
        headers |= {"connection": "close"} if admission.status in (408, 413) else {}
        return Response(admission.words, admission.status, headers, media_type=admission.form)


def _knock(request: Request, body: bytes) -> Knock:
    return Knock(
        request.method,
        tuple(request.query_params.multi_items()),
        tuple((key.lower(), value) for key, value in request.headers.items()),
        body,
        datetime.now(UTC),
    )
