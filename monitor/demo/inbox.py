"""The pages over the diary of the story, as they stand when it ends."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from monitor import config, web
from monitor.errors import VigieError
from monitor.store import Account, Role, Store

NAME = "camille"
PORTS = (8377, 0)  # that of the watch, or any that is free


def show(configuration: Path, now: datetime, language: str, invite: Callable[[str, str, str], None]) -> None:
    """Serve the pages until Ctrl-C; *invite* is told the address, and the name and password of who may come in. Their
    clock stands still at *now*, when the story ends."""
    believed = config.load(configuration, {})
    password = f"brioche-{token_hex(3)}"
    store = Store(believed.store, now=now)
    with store.atomic():
        store.people.save(Account(NAME, Role.ADMIN, web.kept(password), language), now)
    sock = _listening()
    host, port = sock.getsockname()[:2]
    invite(f"http://{host}:{port}/inbox", NAME, password)
    desk = web.Desk(store, lambda: web.scene(believed), lambda: now)
    with suppress(KeyboardInterrupt):
        asyncio.run(web.serve_alone(sock, lambda _: None, desk))


def _listening() -> socket.socket:
    try:
        return web.listen("127.0.0.1", PORTS[0])
    except VigieError:
        return web.listen("127.0.0.1", PORTS[1])
