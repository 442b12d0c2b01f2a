"""What the README shows is what happens."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.daemon.watchman import told, vigie
from tests.site import Answer, site

README = (Path(__file__).parents[1] / "README.md").read_text()


def block(language: str, first: str) -> str:
    """The fenced block of *language* that has *first* in it."""
    blocks = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return str(next(found for found in blocks if first in found))


def test_the_two_commands_stand_first() -> None:
    fenced = re.search(r"```sh\n(.*?)```", README, re.DOTALL)

    assert fenced
    assert [line.split("#")[0].strip() for line in fenced[1].splitlines()] == ["make demo", "make test"]


def test_a_third_party_s_source_works_as_shown_in_under_40_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = block("python", "GuestBook")
    (tmp_path / "guestbook.py").write_text(source)
    config = tmp_path / "vigie.yaml"
    with site() as place:
        place.answers["/guests.txt"] = Answer("1|Ada|Nordelec is splendid\n2|Bo|It rained")
        address = f"{place.url}/guests.txt"
        written = block("yaml", "GuestBook").replace("https://example.org/guests.txt", address)
        config.write_text(f"brands: [{{name: Nordelec}}]\n{written}    backfill: all\n")
        path = os.pathsep.join([str(tmp_path), *sys.path])

        monkeypatch.setenv("PYTHONPATH", path)
        done = vigie("poll", "--once", config=config)

        assert done.returncode == 0, done.stderr
        assert [mention["author"] for mention in told("mentions", config=config)] == ["Ada"]
    assert len(source.splitlines()) + len(block("yaml", "GuestBook").splitlines()) < 40


def test_the_map_names_every_room() -> None:
    rooms = {path.stem for path in (Path(__file__).parents[1] / "monitor").iterdir() if path.stem[0] not in "_."}
    quiet = {"pulse", "journal", "turns", "keys"}  # too small for the map

    assert {room for room in rooms - quiet if room not in README} == set()
