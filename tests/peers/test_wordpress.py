"""What is said under an article of a WordPress site while the watch runs is heard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.peers.watch import WITHIN, unchanged, wait_for_the_next_second, wanted, watch
from tests.peers.wordpress import wordpress

pytestmark = pytest.mark.peers

BEFORE = "Valmy a bien changé, à suivre."
BESIDE = "Premier !"
SAID = {
    "Colis Valmy arrivé cassé, et personne ne répond.": "Nadia",
    "Valmy m’a remboursé en deux jours, rien à redire.": "Léo",
    "The new Valmy shop is lovely & quiet, 1 < 2.": "Camille",
    "Valmy : trois relances, toujours rien reçu. Une honte.": "Inès",
}


def test_what_is_said_while_the_watch_runs_is_heard(tmp_path: Path, figures: Callable[[str], None]) -> None:
    wanted()
    with wordpress(tmp_path) as server:
        server.say("Early", BEFORE)
        with watch(tmp_path, server.feed, server.log) as watching:
            wait_for_the_next_second()
            server.say("Zoé", BESIDE)
            for words, author in SAID.items():
                # Its validators count seconds: of two comments within one, a poll between them hides the second.
                wait_for_the_next_second()
                watching.hears(server.say, author, words)
            heard = watching.mentions()
    figures(f"WordPress: {watching.figures()}; {unchanged(server.log)} answers 304")

    assert {words: mention.item.author for words, mention in heard.items()} == SAID
    assert {mention.item.title for mention in heard.values()} == {"Hello world!"}
    assert all(mention.item.url.startswith(f"{server.url}/hello-world/#comment-") for mention in heard.values())
    assert max(watching.delays) < WITHIN
