"""The evidence of a mention for whoever works on these pages: the signed file that `vigie evidence pack` writes."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from monitor.errors import VigieError
from monitor.evidence.dossier import Dossier
from monitor.evidence.surroundings import surroundings
from monitor.legal.docket import dossier, key_beside
from monitor.securing import SOFTWARE
from monitor.store import Store
from monitor.web.desk import Scene
from monitor.web.paint import tongue
from monitor.web.people.gate import Triager, desk_of

router = APIRouter()


@router.post("/mentions/{number}/evidence")
async def evidence(request: Request, number: int, who: Triager) -> Response:
    """All that was captured of a mention, in the language of who asks. That he asked is written down."""
    desk, say = desk_of(request), tongue(request, who)
    try:
        told = await desk.ask(_told, desk.store, number, desk.scene(), desk.clock(), say.language)
    except VigieError:
        raise HTTPException(404, "Nothing of it was captured.") from None
    content = await asyncio.to_thread(_packed, told, key_beside(desk.store.path))
    await desk.write(desk.store.audit.note, who.name, "evidence pack", len(told.cases), desk.clock())
    name = {"content-disposition": f'attachment; filename="evidence-{number}.zip"'}
    return Response(content, media_type="application/zip", headers=name)


def _told(store: Store, number: int, scene: Scene, now: datetime, language: str) -> Dossier:
    return dossier(
        store,
        [number],
        scene.laws,
        now,
        language=language,
        timezone=scene.timezone,
        roots={each.url: each.roots for each in scene.authorities if each.roots},
        environment=surroundings(SOFTWARE, SOFTWARE.replace(" ", "/")),
    )


def _packed(told: Dossier, key: Path) -> bytes:
    from monitor.evidence.pack import pack  # what writes a PDF and signs takes half a second to load
    from monitor.evidence.seal import seal_at

    return pack(told, seal_at(key))
