"""Isso, the comment server, from the package index in an environment of its own. MIT, <https://isso-comments.de>."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.daemon.watchman import free_port, until
from tests.peers.server import answers, server

LOCK = Path(__file__).with_name("isso.lock")
PAGE = "/boutique/"  # what is commented
# It is quiet about the requests that it answers, and their status is what we want to know.
START = "import logging, isso; logging.getLogger('werkzeug').setLevel('INFO'); isso.main()"

SETTINGS = """
[general]
dbpath = {where}/comments.db
host = {url}/
[server]
listen = {url}/
[guard]
enabled = false
[rss]
base = https://blog.example
"""


@dataclass
class Isso:
    url: str
    log: Path
    said: dict[str, tuple[int, str]] = field(default_factory=dict)  # the number of each comment, and the key to it

    @property
    def feed(self) -> str:
        return f"{self.url}/feed?uri={urllib.parse.quote(PAGE, safe='')}"

    def say(self, author: str, words: str) -> None:
        """Comment on the page as a visitor does."""
        told, key = self._call("POST", f"/new?uri={PAGE}", {"author": author, "text": words, "title": "La boutique"})
        self.said[words] = told["id"], key

    def correct(self, words: str, better: str) -> None:
        number, key = self.said[words]
        _, key = self._call("PUT", f"/id/{number}", {"text": better}, key)
        self.said[words] = number, key  # it is made of the words

    def answer(self, author: str, words: str, to: str) -> None:
        """Answer what was said in the words *to*."""
        number, _ = self.said[to]
        told = {"author": author, "text": words, "title": "La boutique", "parent": number}
        made, key = self._call("POST", f"/new?uri={PAGE}", told)
        self.said[words] = made["id"], key

    def take_back(self, words: str) -> None:
        number, key = self.said[words]
        self._call("DELETE", f"/id/{number}", {}, key)

    def _call(self, method: str, path: str, said: dict[str, Any], key: str = "") -> tuple[dict[str, Any], str]:
        headers = {"Content-Type": "application/json", "Origin": self.url, "Cookie": key}
        request = urllib.request.Request(self.url + path, json.dumps(said).encode(), headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer), answer.headers.get("Set-Cookie", "").partition(";")[0]


@contextlib.contextmanager
def isso(where: Path) -> Iterator[Isso]:
    """A server with an empty diary. Skips the test where it cannot be installed."""
    python = installed() / "bin" / "python"
    url = f"http://127.0.0.1:{free_port()}"
    settings = where / "isso.cfg"
    settings.write_text(SETTINGS.format(where=where, url=url))
    log = where / "isso.log"
    # Its feed writes local time and calls it UTC.
    with server(str(python), "-c", START, "-c", str(settings), "run", log=log, TZ="UTC"):
        until(lambda: answers(f"{url}/config"), f"Isso answers; see {log}")
        yield Isso(url, log)


def installed() -> Path:
    """Its environment, made at the first need and kept."""
    digest = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:12]
    place = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vigie" / f"isso-{digest}"
    place.mkdir(parents=True, exist_ok=True)
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side
        if not (place / "ready").exists():
            _run(sys.executable, "-m", "venv", "--clear", str(place))
            _run(str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK))
            (place / "ready").touch()
    return place


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        why = next(iter(done.stderr.strip().splitlines()[-1:]), "")
        pytest.skip(f"Isso cannot be installed (it wants the package index, a C compiler and Python's headers): {why}")
