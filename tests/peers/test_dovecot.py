"""A mail that comes to a real mail server while the watch runs is heard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.daemon.watchman import told, until
from tests.peers.dovecot import PASSWORD, Dovecot, dovecot
from tests.peers.watch import WITHIN, following, wanted

pytestmark = pytest.mark.peers

BEFORE = "Valmy : bienvenue"
BESIDE = "Votre facture"
SAID = {
    "Nouvel avis 1 étoile sur Valmy": "avis",
    "Valmy : un client a répondu": "forum",
    "Alerte : Valmy dans la presse": "presse",
}


def source(server: Dovecot, password: str = PASSWORD) -> str:
    return f"kind: imap, server: 127.0.0.1, port: {server.port}, security: none, user: veille, password: '{password}'"


def test_mail_is_heard_as_it_comes_and_left_unread(tmp_path: Path, figures: Callable[[str], None]) -> None:
    wanted()
    with dovecot() as server:
        server.say("early", BEFORE)
        with following(tmp_path, source(server)) as watching:
            until(lambda: ":" in watching.state().cursor, "the folder is open")
            server.say("banque", BESIDE)
            for words, author in SAID.items():
                watching.hears(server.say, author, words)
            heard = watching.titles()
            until(lambda: watching.state().cursor.endswith(":5"), "the cursor stands behind the last message")
        unread = server.unread()
        server.say("nuit", "Valmy : dit pendant que personne n'écoutait")
        with following(tmp_path, source(server)) as again:
            until(lambda: len(again.titles()) == 4, "what came meanwhile is heard, once")
    figures(f"Dovecot, IDLE: {watching.figures()}")

    assert {words: mention.item.author for words, mention in heard.items()} == SAID
    assert unread == 5
    assert max(watching.delays) < WITHIN


def test_a_wrong_password_is_said_in_plain_words(tmp_path: Path) -> None:
    wanted()
    with dovecot() as server, following(tmp_path, source(server, "a guess")) as watching:
        until(lambda: watching.state().error, "it is said")
        (row,) = told("sources", config=tmp_path / "vigie.yaml")

    assert row["health"] == "blocked"
    assert "refuses the login" in row["error"]
    assert "app password" in row["error"]
    assert "a guess" not in row["error"]
