"""What is pushed, looked at from a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.daemon.watchman import free_port, told, vigie
from tests.streams.lines import hub, jetstream

FILE = """
brands: [{{name: Valmy}}]
sources:
  - {{name: live, kind: jetstream, url: "ws://127.0.0.1:{closed}/"}}
  - {{name: form, kind: webhook, secret: long enough}}
  - {{name: blog, kind: websub, url: "{feed}", secret: long enough}}
fetch: {{allow: [127.0.0.0/8]}}
web: {{link: "https://us.example"}}
"""


def test_what_was_posted_is_read_as_it_would_be_heard() -> None:
    posted = json.dumps({"data": [{"n": 7, "said": "Valmy, enfin"}]}).encode()
    options = ["secret=long enough", "items=data", "id=n", "text=said"]

    command = [sys.executable, "-m", "monitor", "try", "webhook", *options, "--json"]
    done = subprocess.run(command, input=posted, capture_output=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    assert [item["text"] for item in json.loads(done.stdout)["items"]] == ["Valmy, enfin"]


def test_a_line_that_does_not_open_is_an_error_with_its_reason() -> None:
    done = vigie("try", "jetstream", f"url=ws://127.0.0.1:{free_port()}/")

    assert done.returncode == 69
    assert "127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_says_how_each_line_and_door_is(tmp_path: Path) -> None:
    config = tmp_path / "vigie.yaml"
    with hub() as server:
        server.say("early", "Valmy", silently=True)
        config.write_text(FILE.format(closed=free_port(), feed=server.feed))
        done = vigie("doctor", "--json", config=config)
    rows = {row["what"]: row for row in json.loads(done.stdout)}

    assert rows["stream live"]["state"] == "failing"
    assert rows["stream form"]["told"] == "it is posted to https://us.example/hooks/form"
    assert (
        rows["stream blog"]["told"] == f"its hub is {server.url}/hub, which will come to https://us.example/hooks/blog"
    )


def test_what_speaks_by_itself_is_not_polled(tmp_path: Path) -> None:
    config = tmp_path / "vigie.yaml"
    with jetstream() as server:
        config.write_text(
            f"brands: [{{name: Valmy}}]\nsources: [{{name: live, kind: jetstream, url: '{server.url}'}}]\n"
        )
        done = vigie("poll", "live", config=config)
        rows = told("sources", config=config) if (tmp_path / "vigie.db").exists() else []

    assert done.returncode != 0
    assert "speaks by itself" in done.stderr
    assert rows == []
