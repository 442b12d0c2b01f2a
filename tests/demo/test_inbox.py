"""The demonstration ends in its inbox."""

from __future__ import annotations

import os
import re
import signal
import threading
from datetime import timedelta
from pathlib import Path

import httpx

from monitor.demo import inbox
from monitor.demo.settings import config_text
from monitor.demo.story import START


def test_who_was_told_the_password_comes_in_until_ctrl_c(tmp_path: Path) -> None:
    configuration, answers = tmp_path / "vigie.yaml", []
    configuration.write_text(config_text("http://127.0.0.1:9", "http://127.0.0.1:9/x", 9, tmp_path / "vigie.db"))

    def visit(address: str, name: str, password: str) -> None:
        """As a browser does, once the pages are served; then somebody presses Ctrl-C."""
        try:
            with httpx.Client(transport=httpx.HTTPTransport(retries=5), timeout=60, follow_redirects=True) as client:
                page = client.get(address)
                token = re.search(r'name="csrf" content="([0-9a-f]+)"', page.text)
                words = {"csrf": token[1] if token else "", "name": name, "password": password}
                answers.append(client.post(page.url.join("/login"), data=words))
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    def invite(*words: str) -> None:
        threading.Thread(target=visit, args=words).start()

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background of a shell ignores it
    inbox.show(configuration, START + timedelta(days=3), "fr", invite)

    assert [(answer.status_code, answer.url.path) for answer in answers] == [(200, "/inbox")]
    assert 'lang="fr"' in answers[0].text
