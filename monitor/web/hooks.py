"""The doors of what is pushed to us: webhooks and hubs. No account, no page: each proves itself by its own secret."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import FastAPI, Request
from fastapi.responses import Response

from monitor.model import Knock
from monitor.streams import Streams

MOST = 2_000_000  # bytes that may be brought at once


def add_hooks(app: FastAPI, streams: Streams) -> None:
    """The addresses `/hooks/NAME`, where NAME is that of a source."""

    @app.api_route("/hooks/{name:path}", methods=["GET", "POST"], include_in_schema=False)
    async def hooks(request: Request, name: str) -> Response:
        body = await _body(request)
        if body is None:
            return Response(b"too large", 413, media_type="text/plain")
        knock = Knock(
            request.method,
            tuple(request.query_params.multi_items()),
            tuple((key.lower(), value) for key, value in request.headers.items()),
            body,
            datetime.now(UTC),
        )
        admission = await streams.knock(name, knock)
        headers = {"retry-after": "30"} if admission.status == 503 else {}
        return Response(admission.words, admission.status, headers, media_type=admission.form)


async def _body(request: Request) -> bytes | None:
    """What was brought; None where it is more than we take."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST:
            return None
    return body
