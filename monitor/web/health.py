"""What machines ask of the daemon: health, readiness, metrics."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from monitor.errors import StoreError
from monitor.pipeline import Pipeline
from monitor.pulse import Pulse
from monitor.web.metrics import CONTENT_TYPE, exposition

STALLED = 60.0  # seconds without a round after which we are not well


def add_health(app: FastAPI, pipeline: Pipeline, pulse: Pulse) -> None:
    """The addresses that need no login: they tell nothing of what was said."""

    @app.get("/healthz")
    async def healthz() -> Response:
        """Whether the rounds go round."""
        well = pulse.alive(time.monotonic(), dispatch=STALLED, judge=STALLED)
        if pulse.storage:  # another start would not make it better
            return JSONResponse({"status": "degraded", "storage": pulse.storage})
        return JSONResponse({"status": "ok" if well else "stalled"}, 200 if well else 503)

    @app.get("/readyz")
    async def readyz() -> Response:
        """Whether the diary answers, and we are neither starting nor stopping."""
        reasons = [] if pulse.ready else ["stopping" if pulse.draining else "starting"]
        reasons += [pulse.storage] if pulse.storage else []
        try:
            late = await pipeline.ask(pipeline.store.sources.overdue, datetime.now(UTC))
        except StoreError as error:
            return JSONResponse({"status": "not ready", "reasons": [*reasons, str(error)]}, 503)
        told = {
            "status": "not ready" if reasons else "ready",
            "reasons": reasons,
            "overdue_seconds": round(late.total_seconds()),
            "config_last_reload_ok": pulse.config_ok,
        }
        return JSONResponse(told, 503 if reasons else 200)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(await exposition(pipeline, pulse), 200, media_type=CONTENT_TYPE)
