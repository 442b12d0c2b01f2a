"""A small town for the command line: places where people talk, their configuration, a diary with a crisis in it."""

from __future__ import annotations

import asyncio
import json
import shlex
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from monitor import cli, config
from monitor.model import Item, Page, Reply, Request
from monitor.pipeline import Pipeline, fetcher_for
from monitor.sources import Terms
from monitor.store import Store
from tests.site import Answer, Site, rss

HOOK = "/services/T0PLANTED/B0PLANTED/pl4ntedS3cretHook"
HIDDEN = "/private/pl4ntedFeedT0ken/rss"
MOVED = "/private/pl4ntedNewT0ken/rss"
KEY = "pl4ntedApiKey"

FILE = """\
brands:
  - name: Valmy
timezone: Europe/Paris
sources:
  - {{name: blog, url: {url}/feed, backfill: all}}
  - {{name: forum, kind: json, url: {url}/api.json, items: data, text: said, headers: {{x-key: {{secret: api_key}}}}}}
  - {{name: closed, url: {url}/nothing}}
  - {{name: private, url: {{secret: private_feed}}}}
rules:
  - {{kind: threshold, name: many, level: crisis, at_least: 4, within: 1h, voices: 3}}
targets:
  - {{name: team, way: slack, address: {{secret: slack_url}}, language: fr}}
  - {{name: on call, way: slack, address: {{secret: dead_url}}, language: en}}
"""

REVIEWS = """<html><script type="application/ld+json">{"@type": "Product", "name": "Four Valmy", "review": {
"@type": "Review", "author": "Ann", "reviewBody": "Il brûle.", "reviewRating": {"ratingValue": 1}}}</script></html>"""


def open_places(site: Site) -> None:
    angry = "service horrible, une honte, ce sont des escrocs, je suis furieux"
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{path}">' for path in ("/feed", "/other", "/dead")
    )
    site.answers |= {
        "/feed": Answer(
            rss(("calm", "Où ça ? Valmy ouvre une boutique"), *((f"a{n}", f"Valmy {n} : {angry}") for n in range(5)))
        ),
        "/other": Answer(rss(("o", "Il pleut"), title="L'autre : flux")),
        "/page": Answer(f"<html><head><title>Le blog</title>{links}</head></html>"),
        "/none": Answer("<html><head><title>Rien</title></head><body>Bonjour</body></html>"),
        "/guess/": Answer("<html><title>Sans annonce</title></html>"),
        "/guess/feed/": Answer(rss(("g", "Bonjour"), title="Deviné")),
        "/api.json": Answer(json.dumps({"data": [{"said": "Valmy is great", "id": 1}]})),
        "/reviews": Answer(REVIEWS),
        HIDDEN: Answer("", 301, {"Location": MOVED}),
        MOVED: Answer("<html><title>Please log in</title></html>"),
    }


def environ(site: Site) -> dict[str, str]:
    """The secrets of the configuration."""
    return {
        "SLACK_URL": site.url + HOOK,
        "DEAD_URL": f"http://127.0.0.1:9{HOOK}",
        "PRIVATE_FEED": site.url + HIDDEN,
        "API_KEY": KEY,
    }


def found(site: Site, home: Path) -> None:
    """Write the configuration, hear everybody once, and have a crisis told."""
    path = home / "vigie.yaml"
    path.write_text(FILE.format(url=site.url))
    asyncio.run(live(path, environ(site)))


async def live(path: Path, secrets: dict[str, str]) -> None:
    """One round of the watch: poll, judge, deliver."""
    believed, now = config.load(path, secrets), datetime.now(UTC)
    pipeline = Pipeline(believed, Store(believed.store, now=now, alone=True), fetcher_for(believed))
    pipeline.begin(now)
    await pipeline.poll_due(now)
    later = now + timedelta(seconds=2)
    pipeline.judge(later)
    await pipeline.deliver(later)
    await pipeline.close()


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def both(self) -> str:
        return self.out + self.err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Door:
    """Runs commands in this very process, in a directory of their own."""

    home: Path
    patch: pytest.MonkeyPatch
    heard: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> Said:
        self.patch.setattr(sys, "argv", ["vigie", *words])
        self.heard.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main()
        out, err = self.heard.readouterr()
        code = left.value.code
        assert isinstance(code, int)
        return Said(code, out, err)

    def line(self, command: str) -> Said:
        return self(*shlex.split(command))

    def write(self, text: str, name: str = "vigie.yaml") -> Path:
        path = self.home / name
        path.write_text(text)
        return path


@dataclass(frozen=True, slots=True)
class Raw:
    """A source that somebody wrote without a thought for terminals, spreadsheets and encodings."""

    terms: ClassVar[Terms] = Terms.GREEN

    url: str
    words: str = "\x1b[2J\x1b]0;owned\x07 Valmy \x9b31m \u202egnp.exe\u2066 \ud800 \u2028 =cmd()|'/c calc'"

    def request(self, cursor: str) -> Request:
        return Request(self.url)

    def parse(self, reply: Reply, cursor: str) -> Page:
        author = '=HYPERLINK("https://evil.example","\x1b[31mclick")'
        return Page(
            (Item("1\x1b[5m", title=self.words, text=self.words, author=author, url=f"https://x/{self.words}"),)
        )


@dataclass(frozen=True, slots=True)
class Broken:
    """A source with a mistake in it."""

    url: str

    def request(self, cursor: str) -> Request:
        return Request(self.url)

    def parse(self, reply: Reply, cursor: str) -> Page:
        return None  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Members:
    """A place that shows what is said to whoever has the right to read it."""

    refusals: ClassVar[dict[str, str]] = {"404": "the right to read is missing: its owner grants it"}

    url: str

    def request(self, cursor: str) -> Request:
        return Request(f"{self.url}/feed")

    def parse(self, reply: Reply, cursor: str) -> Page:
        return Page((), cursor, more=Request(f"{self.url}/members-only"))
