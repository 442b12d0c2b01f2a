"""The pages that the daemon serves on loopback: health, readiness, metrics, and why an incident was called."""

from __future__ import annotations

import socket
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn

from monitor.errors import VigieError
from monitor.pipeline import Pipeline
from monitor.pulse import Pulse
from monitor.web.pages import pages

__all__ = ["listen", "serve"]


class _Server(uvicorn.Server):
    """A server that leaves the signals to the daemon."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A socket for `serve`, opened before the watch begins so that a taken port is said at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(64)
    except OSError as error:
        sock.close()
        raise VigieError(
            f"cannot listen on {host}:{port}: {error.strerror}",
            hint="another program has it; give `web: {listen: ...}` another port, or `web: {listen: off}`",
        ) from error
    return sock


async def serve(sock: socket.socket, pipeline: Pipeline, pulse: Pulse) -> None:
    """Serve on *sock* until cancelled."""
    options = uvicorn.Config(
        pages(pipeline, pulse), log_config=None, access_log=False, server_header=False, lifespan="off"
    )
    server = _Server(options)
    try:
        await server.serve(sockets=[sock])
    finally:
        server.should_exit = True
        sock.close()
