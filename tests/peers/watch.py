"""The watch over the comments of one real server: what was said there, what was heard, and after how long."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.model import Mention
from monitor.store import Find, SourceState, Store
from tests.daemon.watchman import daemon, free_port, until

WITHIN = 5.0  # seconds from post to mention, where the feed is asked every second
# What a feed wishes for itself, an hour if it is WordPress's, is granted up to the ceiling.
FILE = """
brands:
  - name: Valmy
sources:
  - {{name: comments, url: "{feed}", every: 1s}}
fetch: {{pace: {{floor: 1s, start: 1s, ceiling: 1s}}}}
web: {{listen: "127.0.0.1:{port}"}}
"""


FOLLOW = """
brands:
  - name: Valmy
sources:
  - {{name: source, {source}}}
fetch: {{allow: [127.0.0.0/8], pace: {{floor: 1s, start: 1s, ceiling: 1s}}}}
web: {{listen: "127.0.0.1:{port}", link: "http://127.0.0.1:{port}"}}
"""


@dataclass
class Watch:
    store: Store
    delays: list[float] = field(default_factory=list)

    def mentions(self) -> dict[str, Mention]:
        """All of them, by their words."""
        return {mention.item.text or mention.item.title: mention for mention in self.store.mentions.find(Find())}

    def titles(self) -> dict[str, Mention]:
        """All of them, by their titles."""
        return {mention.item.title: mention for mention in self.store.mentions.find(Find())}

    def state(self) -> SourceState:
        """How the source is."""
        (state,) = self.store.sources.all()
        return state

    def hears(self, say: Callable[[str, str], object], author: str, words: str) -> Mention:
        """Have it said, and wait for the mention. Its delay: from just before it is sent until it is in the diary."""
        before = time.monotonic()
        say(author, words)
        mention: Mention = until(lambda: self.mentions().get(words) or self.titles().get(words), f"{words!r} is heard")
        self.delays.append(time.monotonic() - before)
        return mention

    @property
    def median(self) -> float:
        return sorted(self.delays)[len(self.delays) // 2]

    def figures(self) -> str:
        many, worst = len(self.delays), max(self.delays)
        return f"{many} comments, from post to mention: median {self.median:.2f} s, worst {worst:.2f} s"


def wanted() -> None:
    """Skips where nobody asked for it: to install and to start a server takes a while."""
    if os.environ.get("VIGIE_PEERS") != "1":
        pytest.skip("real servers are started with VIGIE_PEERS=1")


@contextlib.contextmanager
def following(where: Path, source: str, *, port: int = 0) -> Iterator[Watch]:
    """`vigie run` with one *source*, the options of which are written as YAML has them, from when it is ready on."""
    config = where / "vigie.yaml"
    port = port or free_port()
    config.write_text(FOLLOW.format(source=source, port=port))
    with daemon(config) as process:
        process.hears("READY=1")
        with contextlib.closing(Store(where / "vigie.db", now=datetime.now(UTC))) as store:
            yield Watch(store)


@contextlib.contextmanager
def watch(where: Path, feed: str, log: Path) -> Iterator[Watch]:
    """`vigie run`, from the moment on when the server, whose *log* this is, has told it that nothing is new."""
    config = where / "vigie.yaml"
    config.write_text(FILE.format(feed=feed, port=free_port()))
    with daemon(config) as process:
        process.hears("READY=1")
        until(lambda: unchanged(log), f"the feed is asked again; see {log} and {process.log}")
        with contextlib.closing(Store(where / "vigie.db", now=datetime.now(UTC))) as store:
            yield Watch(store)


def unchanged(log: Path) -> int:
    """How often the server answered 304, in its own words: Isso's are those of werkzeug, WordPress's those of PHP."""
    said = log.read_text(errors="replace")
    return said.count('" 304 ') + said.count("[304]: GET")
