from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli import town
from tests.cli.town import Door
from tests.site import Site, site

OURS = (
    "VIGIE_CONFIG",
    "VIGIE_DEBUG",
    "STATE_DIRECTORY",
    "CONFIGURATION_DIRECTORY",
    "CREDENTIALS_DIRECTORY",
    "NO_COLOR",
    "VIGIE_LANGUAGE",
    "LANGUAGE",
)


@pytest.fixture(scope="session", name="place")
def _place() -> Iterator[Site]:
    with site() as place:
        town.open_places(place)
        yield place


@pytest.fixture(scope="session", name="founded")
def _founded(place: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("town")
    town.found(place, home)
    return home


@pytest.fixture(scope="session", name="careless")
def _careless(place: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a diary with what a careless plug let through."""
    home = tmp_path_factory.mktemp("careless")
    source = {"name": "raw", "kind": "tests.cli.town:Raw", "url": f"{place.url}/other", "backfill": "all"}
    (home / "vigie.yaml").write_text(json.dumps({"brands": [{"name": "Valmy"}], "sources": [source]}))
    asyncio.run(town.live(home / "vigie.yaml", {}))
    return home


@pytest.fixture(name="bare")
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Door:
    """An empty directory, and nothing in the environment."""
    for name in (*OURS, "SLACK_URL", "DEAD_URL", "PRIVATE_FEED", "API_KEY", "COLUMNS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    for name, value in {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "LANG": "C.UTF-8", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(home)
    return Door(home, monkeypatch, capsys)


@pytest.fixture(name="vigie")
def _vigie(bare: Door, place: Site) -> Door:
    """A configuration with its secrets, and no diary yet."""
    bare.write(town.FILE.format(url=place.url))
    for name, value in town.environ(place).items():
        bare.patch.setenv(name, value)
    return bare


@pytest.fixture(name="lived")
def _lived(vigie: Door, founded: Path) -> Door:
    """A configuration and a diary with a crisis in it. The secrets are elsewhere: the diary is read without."""
    shutil.copy(founded / "vigie.db", vigie.home)
    for name in ("SLACK_URL", "DEAD_URL", "PRIVATE_FEED", "API_KEY"):
        vigie.patch.delenv(name)
    return vigie
