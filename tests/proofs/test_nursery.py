"""What is forked is the program: its words, its exit codes, its environment, a session of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.watchman import daemon
from tests.proofs.nursery import Nursery, nursery
from tests.site import Answer, rss, site

pytestmark = pytest.mark.crash
FILE = "brands: [{{name: Valmy}}]\nsources: [{{name: blog, url: '{url}/feed', every: 1s}}]\nweb: {{listen: off}}\n"


@pytest.fixture(scope="module")
def born(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("nursery")) as made:
        yield made


def said(born: Nursery, folder: Path, *words: str, **environ: str) -> tuple[int, str]:
    with (folder / "said").open("w+b") as out:
        code = born.begin(words, out, {**os.environ, **environ}).wait(60)
        out.seek(0)
        return code, out.read().decode()


def test_a_fork_says_and_leaves_as_the_command_does(born: Nursery, tmp_path: Path) -> None:
    code, words = said(born, tmp_path, "check", "-c", str(tmp_path / "nowhere.yaml"))

    assert code == os.EX_CONFIG
    assert "nowhere.yaml" in words
    assert said(born, tmp_path, "--version")[1].startswith("vigie ")


def test_one_fork_knows_nothing_of_another(born: Nursery, tmp_path: Path) -> None:
    config = tmp_path / "vigie.yaml"
    config.write_text("brands: [{name: Valmy}]\nsources: [{name: b, url: {secret: VIGIE_PLACE}}]\n")

    first, _ = said(born, tmp_path, "check", "-c", str(config), VIGIE_PLACE="https://blog.example/feed")
    second, words = said(born, tmp_path, "check", "-c", str(config))

    assert (first, second) == (0, os.EX_CONFIG)
    assert "VIGIE_PLACE" in words


def test_a_watch_that_was_forked_watches_and_can_be_stopped_and_killed(born: Nursery, tmp_path: Path) -> None:
    config = tmp_path / "vigie.yaml"
    with site() as place:
        place.answers["/feed"] = Answer(rss(("1", "Valmy")))
        config.write_text(FILE.format(url=place.url))
        with daemon(config, start=born.begin) as watch:
            watch.hears("READY=1")
            assert os.getsid(watch.process.pid) == watch.process.pid
            watch.signal(signal.SIGTERM)
            assert watch.ends() == 0
        with daemon(config, start=born.begin) as watch:
            watch.hears("READY=1")
            watch.signal(signal.SIGKILL)
            assert watch.ends() == -signal.SIGKILL
