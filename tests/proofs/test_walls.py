"""The real daemon and the real pages behind the walls of their units: all of it works, and they see the walls."""

from __future__ import annotations

import importlib.util
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.daemon.watchman import daemon, free_port, get, told, until
from tests.site import Answer, rss, site

UNITS = Path(__file__).parents[2] / "systemd"
PATIENCE = 240.0
FILE = """
brands: [{{name: Valmy}}]
sources: [{{name: blog, url: '{url}/feed', every: 1s}}]
rules: [{{kind: threshold, name: many, level: crisis, at_least: 4, within: 1d, voices: 3}}]
targets: [{{name: team, way: slack, address: '{url}/slack'}}]
web: {{listen: '127.0.0.1:{port}'}}
"""

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not importlib.util.find_spec("pyseccomp"), reason="needs pyseccomp: a filter of system calls"),
    pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze: what a unit's filter means"),
]


def behind(unit: str) -> list[str]:
    return [sys.executable, "-m", "tests.proofs.confined", str(UNITS / unit)]


def test_the_watch_lives_its_whole_life_behind_its_walls(tmp_path: Path) -> None:
    config, port = tmp_path / "vigie.yaml", free_port()
    with site() as place:
        place.answers["/feed"] = Answer(rss(("1", "Valmy ouvre une boutique")))
        config.write_text(FILE.format(url=place.url, port=port))
        with daemon(config, inside=behind("vigie.service"), WATCHDOG_USEC="3000000") as watch:
            watch.hears("READY=1")
            until(lambda: any(place.conditional("/feed")), "first contact was made", PATIENCE)
            said = [(f"n{n}", f"Valmy {n}, service horrible, une honte, je suis furieux") for n in range(8)]
            place.answers["/feed"] = Answer(rss(*said))
            until(lambda: place.posted, "somebody is woken", PATIENCE)
            watch.hears("WATCHDOG=1")
            assert get(f"http://127.0.0.1:{port}/metrics")[0] == 200
            watch.signal(signal.SIGHUP)
            watch.hears("READY=1", "reloaded")
            watch.signal(signal.SIGTERM)
            assert watch.ends(PATIENCE) == 0
        log = watch.log.read_text()

    assert 'walls="system-call filter, no new privileges"' in log, "it sees them itself"
    assert "task_broke" not in log
    assert "Traceback" not in log
    assert len(told("mentions", config=config)) == 8


def test_the_pages_are_served_behind_their_walls(tmp_path: Path) -> None:
    config, port = tmp_path / "vigie.yaml", free_port()
    config.write_text(FILE.format(url="https://example.org", port=port))
    command = [*behind("vigie-web.service"), sys.executable, "-m", "monitor", "web", "-c", str(config)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            until(lambda: _answers(port), "the pages are served", PATIENCE)
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=PATIENCE)

    assert "Traceback" not in said.decode(), json.dumps(said.decode())


def _answers(port: int) -> bool:
    try:
        return get(f"http://127.0.0.1:{port}/")[0] < 500
    except OSError:
        return False
