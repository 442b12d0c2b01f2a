"""What a program asks twice under one key is done once: the second time it gets the answer of the first.

The key stands in the header Idempotency-Key; it holds for a day, for who asks.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse, Response

from monitor.store import Answered, Store, digest
from monitor.web.paint import problem
from monitor.web.people.gate import Visitor, desk_of

HEADER = "idempotency-key"
LONGEST = 200

Done = tuple[int, dict[str, Any]]


async def once(request: Request, who: Visitor, call: Callable[[], Done]) -> Response:
    """What *call*, which writes, answers: its status and what is told; the same again where it was asked before."""
    desk, key = desk_of(request), request.headers.get(HEADER, "")
    if len(key) > LONGEST or not key.isprintable():
        raise HTTPException(400, "A key of a program has at most 200 characters, all of them visible.")
    asked = digest(request.method, request.url.path, await request.body())
    status, body = await desk.write(_once, desk.store, who.name, key, asked, call, desk.clock())
    if status == MISUSED:
        return problem(422, "Another question had this key", "Give each question a key of its own.")
    return JSONResponse(json.loads(body), status)


MISUSED = 0


def _once(
    store: Store, account: str, key: str, asked: bytes, call: Callable[[], Done], now: datetime
) -> tuple[int, str]:
    """In one transaction: two that ask at once do not both do it."""
    known = store.answers.of(account, key, now) if key else None
    if known:
        return (known.status, known.body) if known.asked == asked else (MISUSED, "")
    status, told = call()
    body = json.dumps(told, ensure_ascii=False)
    if key:
        store.answers.keep(account, key, Answered(asked, status, body), now)
    return status, body
