"""A place that talks, and the configuration of a watch that listens to it: what most tests of the daemon begin with."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.watchman import Daemon, free_port, get, until
from tests.site import Answer, Site, rss, site

FILE = """
brands:
  - name: Valmy
sources:
  - {{name: blog, url: {url}/feed, every: 1s}}
rules:
  - {{kind: threshold, name: many, level: crisis, at_least: 4, within: 1d, voices: 3}}
targets:
  - {{name: team, way: slack, address: {url}/slack, language: fr}}
web: {{listen: "127.0.0.1:{port}"}}
"""
SHOP = ("1", "Valmy ouvre une boutique")


@pytest.fixture(name="place")
def place() -> Iterator[Site]:
    with site() as told:
        told.answers["/feed"] = Answer(rss(SHOP))
        yield told


@pytest.fixture(name="config")
def config(tmp_path: Path, place: Site) -> Path:
    path = tmp_path / "vigie.yaml"
    path.write_text(FILE.format(url=place.url, port=free_port()))
    return path


def port(config: Path) -> str:
    """Where its pages are."""
    return config.read_text().rpartition(":")[2].strip().strip('"}')


def health(config: Path) -> str:
    with contextlib.suppress(OSError):
        return str(json.loads(get(f"http://127.0.0.1:{port(config)}/healthz")[1])["status"])
    return ""


def storm(place: Site, voices: int = 8) -> None:
    """So many are furious."""
    said = [(f"n{n}", f"Valmy {n}, service horrible, une honte, je suis furieux") for n in range(voices)]
    place.answers["/feed"] = Answer(rss(SHOP, *said))


def first_contact(watch: Daemon, place: Site) -> None:
    watch.hears("READY=1")
    until(lambda: any(place.conditional("/feed")), "first contact was made")
