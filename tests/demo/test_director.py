import asyncio
import io
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from monitor import config
from monitor.demo.clock import StoryClock, StoryLoop
from monitor.demo.director import INTERRUPTED, run
from monitor.demo.settings import config_text
from monitor.demo.story import BRAND, START
from monitor.demo.world import PLACES
from monitor.errors import StoreError, VigieError
from monitor.model import Level


def test_the_configuration_is_believed_without_a_warning(tmp_path: Path) -> None:
    text = config_text("http://127.0.0.1:8001", "http://127.0.0.1:8002/services/x", 2525, tmp_path / "it's.db")
    believed = config.parse(text, file=str(tmp_path / "vigie.yaml"), environ={})

    assert believed.warnings == ()
    assert believed.store == tmp_path / "it's.db"
    assert {source.name for source in believed.sources} == {place for place, _ in PLACES.values()}
    assert [target.level for target in believed.targets] == [Level.WARNING, Level.CRISIS]


def test_time_passes_for_the_loop_as_it_does_in_the_story() -> None:
    clock = StoryClock(START)
    with asyncio.Runner(loop_factory=lambda: StoryLoop(clock)) as runner:
        loop = runner.get_loop()
        before = loop.time()
        clock.advance(timedelta(hours=1))

        assert 3600 <= loop.time() - before < 3610


@pytest.mark.story
def test_the_whole_story_keeps_its_promises_and_leaves_its_diary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The product from end to end: real HTTP, the real pipeline, a real webhook, a real mailbox."""
    screen = io.StringIO()
    monkeypatch.chdir(tmp_path)

    code = run(language="fr", console=Console(file=screen, width=100), keep=Path("kept"))

    told = screen.getvalue()
    assert code == 0, told[-2000:]
    assert "\x1b" not in told
    assert told.count("INCIDENT OUVERT") == told.count("INCIDENT RÉSOLU") == 1
    assert f"| 🔴 Crise probable · {BRAND}" in told
    assert f"| Objet : [vigie] {BRAND}" in told
    assert all(
        word in told for word in ("503", "410", "carnet/feed.xml", "modifié", "essai 2", "insulte", "accusation")
    )
    assert (tmp_path / "kept" / "vigie.db").exists()
    assert "api/comments.json" in (tmp_path / "kept" / "vigie.yaml").read_text()


@pytest.mark.parametrize("name", ["vigie.yaml", "vigie.db"])
def test_nobody_loses_a_diary_or_a_configuration_to_the_demonstration(tmp_path: Path, name: str) -> None:
    mine = tmp_path / name
    mine.write_text("mine")

    with pytest.raises(StoreError, match=name):
        run(console=Console(file=io.StringIO()), keep=tmp_path)

    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_a_language_that_nobody_speaks_here_is_refused_in_words() -> None:
    with pytest.raises(VigieError, match="en and fr"):
        run(language="de")


def test_ctrl_c_ends_the_story_cleanly() -> None:
    heard = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # what runs behind a shell is deaf
    )
    telling = f"{heard}; import sys; from monitor.demo.director import run; sys.exit(run(speed=0.05))"
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", telling], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline()
        os.kill(process.pid, signal.SIGINT)
        _, complaints = process.communicate(timeout=20)

    assert process.returncode == INTERRUPTED
    assert complaints == ""
