"""A captured page as Chromium draws it: from the bytes that were captured, and without the network.

The browser has nobody to ask but us: a proxy of one page, which answers with what was captured and with nothing else.
So it fetches no other thing than what is proven, and no page leads it into a private network. Scripts are off.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from monitor.model import Reply

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACE = "http://captured.invalid/"  # a name that nobody can have (RFC 6761, 6.4)
SIZE, PATIENCE, LARGEST = "1200,1600", 30.0, 8_000_000
POLICY = b"default-src 'none'; style-src 'unsafe-inline' data:; img-src data:; font-src data:"  # no script, no frame
SWITCHES = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--proxy-bypass-list=<-loopback>",
    f"--window-size={SIZE}",
)


@cache
def browser() -> str:
    """Where a Chromium is installed, or an empty text."""
    return next(filter(None, map(shutil.which, BROWSERS)), "")


async def drawn(reply: Reply) -> bytes:
    """The PNG of *reply*; empty where it is no page, no browser is there, or it fails: a picture is no condition."""
    if not browser() or "html" not in reply.header("content-type").lower() or not reply.body:
        return b""
    with tempfile.TemporaryDirectory(prefix="vigie-picture-") as folder:
        server = await asyncio.start_server(lambda reader, writer: _answer(reader, writer, reply), "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await _draw(Path(folder), port)


async def _draw(folder: Path, port: int) -> bytes:
    picture = folder / "page.png"
    own = (f"--user-data-dir={folder / 'profile'}", f"--proxy-server=http://127.0.0.1:{port}")
    root = ("--no-sandbox",) if _is_root() else ()  # Chromium refuses its sandbox to root
    nothing = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        browser(), *SWITCHES, *root, *own, f"--screenshot={picture}", PLACE, stdout=nothing, stderr=nothing
    )
    try:
        await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        return b""
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    content = picture.read_bytes() if picture.is_file() else b""
    return content if len(content) <= LARGEST else b""


def _is_root() -> bool:
    return Path("/proc/self").exists() and Path("/proc/self").stat().st_uid == 0


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reply: Reply) -> None:
    """The page to whoever asks for it, 404 to every other wish."""
    with suppress(OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        asked = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)
        ours = asked[0] == b"GET" and asked[1] == PLACE.encode()
        kind = reply.header("content-type").encode("ascii", "replace").replace(b"\r", b"").replace(b"\n", b"")
        policed = b"Content-Security-Policy: %b\r\n" % POLICY
        head = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n%b" % (kind, policed) if ours else b"HTTP/1.1 404 Not Found\r\n"
        body = reply.body if ours else b""
        writer.write(head + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
    writer.close()
