"""One function a page."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from monitor.errors import StoreError
from monitor.notify import preview
from monitor.pipeline import Pipeline
from monitor.pulse import Pulse
from monitor.web.metrics import CONTENT_TYPE, exposition

STALLED = 60.0  # seconds without a round after which we are not well
GUARDED = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def pages(pipeline: Pipeline, pulse: Pulse) -> FastAPI:
    """The application."""
    app = FastAPI(title="vigie", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> Response:
        """Whether the rounds go round."""
        well = pulse.alive(time.monotonic(), dispatch=STALLED, judge=STALLED)
        return JSONResponse({"status": "ok" if well else "stalled"}, 200 if well else 503, GUARDED)

    @app.get("/readyz")
    async def readyz() -> Response:
        """Whether the diary answers, and we are neither starting nor stopping."""
        reasons = [] if pulse.ready else ["stopping" if pulse.draining else "starting"]
        try:
            late = await pipeline.ask(pipeline.store.sources.overdue, datetime.now(UTC))
        except StoreError as error:
            return JSONResponse({"status": "not ready", "reasons": [*reasons, str(error)]}, 503, GUARDED)
        told = {
            "status": "not ready" if reasons else "ready",
            "reasons": reasons,
            "overdue_seconds": round(late.total_seconds()),
            "config_last_reload_ok": pulse.config_ok,
        }
        return JSONResponse(told, 503 if reasons else 200, GUARDED)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(await exposition(pipeline, pulse), 200, GUARDED, CONTENT_TYPE)

    @app.get("/incidents/{number}")
    async def incident(number: int) -> Response:
        """The messages of an incident, as they were told."""
        alerts = await pipeline.ask(pipeline.store.incidents.alerts, 50, number)
        if not alerts:
            return PlainTextResponse(f"There is no incident {number}.\n", 404, GUARDED)
        target = next(iter(pipeline.config.targets), None)
        told = (preview(alert, target) for alert in reversed(alerts)) if target else ()
        return PlainTextResponse("\n\n".join(told) + "\n", 200, GUARDED)

    return app
