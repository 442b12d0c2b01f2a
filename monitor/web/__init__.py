"""The pages: the triage inbox with all that stands around it, its API, and what machines ask of the daemon."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

import uvicorn
from fastapi import FastAPI

from monitor.config import Config
from monitor.errors import StoreError, VigieError
from monitor.pipeline import Pipeline
from monitor.pulse import Pulse
from monitor.streams import Streams
from monitor.web.app import app_at
from monitor.web.desk import Desk, Scene, desk_at
from monitor.web.health import add_health
from monitor.web.hooks import add_hooks
from monitor.web.people.passwords import kept, weakness

__all__ = [
    "Desk",
    "Scene",
    "app_at",
    "desk_at",
    "invitation",
    "kept",
    "listen",
    "scene",
    "serve",
    "serve_alone",
    "weakness",
]

LEAVING = 3.0  # seconds that answers under way get to end
ROUND = 2.0  # seconds between two looks at who has slept long enough


class _Server(uvicorn.Server):
    """A server that leaves the signals to the daemon."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A socket for `serve`, opened before the watch begins so that a taken port is said at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio leaves Nagle's delay on: 40 ms a page while the other side waits to acknowledge.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(64)
    except OSError as error:
        sock.close()
        raise VigieError(f"cannot listen on {host}:{port}: {error.strerror}", hint=_instead(error)) from error
    return sock


def _instead(error: OSError) -> str:
    """What to do where nobody can listen."""
    if error.errno == errno.EADDRINUSE:
        return "another program has it; give `web: {listen: ...}` another port, or `web: {listen: off}`"
    if error.errno == errno.EACCES:
        return "ports below 1024 are not everybody's; give `web: {listen: ...}` another port, or `web: {listen: off}`"
    return "give `web: {listen: ...}` an address of this machine, or `web: {listen: off}`"


async def serve(
    sock: socket.socket, invite: Callable[[str], None], pipeline: Pipeline, pulse: Pulse, streams: Streams
) -> None:
    """Serve on *sock* beside the daemon until cancelled; *invite* tells the address of a first visit."""
    desk = desk_at(pipeline.store.path, lambda: scene(pipeline.config))
    desk.fetcher = pipeline.fetcher
    app = app_at(desk)
    add_health(app, pipeline, pulse)
    add_hooks(app, streams)
    await _serve(sock, app, desk, invite)


async def serve_alone(sock: socket.socket, invite: Callable[[str], None], desk: Desk) -> None:
    """Serve the pages without a watch; until cancelled."""
    await _serve(sock, app_at(desk), desk, invite)


def scene(config: Config) -> Scene:
    """What the pages need to know of the configuration."""
    return Scene(
        brands=tuple(brand.name for brand in config.brands),
        sources=tuple(source.name for source in config.sources),
        language=next((target.language for target in config.targets), "en"),
        timezone=config.timezone,
        link=config.web.link,
        user_header=config.web.user_header,
        proxies=config.web.proxies,
        watched=config.brands,
        own=tuple((source.name, source.about) for source in config.sources if source.about),
        names=config.names,
        targets=config.targets,
        policy=config.policy,
        triage=config.triage,
        mutes=config.mutes,
        countries=config.legal.countries,
        authorities=config.evidence.authorities,
        legal=config.legal,
    )


def invitation(desk: Desk, sock: socket.socket) -> str:
    """The address of the first visit."""
    host, port = sock.getsockname()[:2]
    home = desk.scene().link.rstrip("/") or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    return f"{home}/welcome?token={desk.welcome}"


async def _serve(sock: socket.socket, app: FastAPI, desk: Desk, invite: Callable[[str], None]) -> None:
    options = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(options)
    if not await desk.ask(desk.store.people.accounts):
        invite(invitation(desk, sock))
    waking = asyncio.create_task(_wake(desk))
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    try:
        await asyncio.shield(serving)
    finally:
        waking.cancel()
        server.should_exit = True  # what is being answered ends, what only waits is closed
        await asyncio.wait({serving}, timeout=LEAVING)
        sock.close()
        await desk.close()


async def _wake(desk: Desk) -> None:
    """Put back into the inbox what was to sleep until now."""
    while True:
        with suppress(StoreError):  # busy for longer than we wait: the next round will do it
            await desk.write(desk.store.triage.wake, desk.clock())
        await asyncio.sleep(ROUND)
