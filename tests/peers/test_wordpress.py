"""What is said under an article of a WordPress site while the watch runs is heard."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.daemon.watchman import until
from tests.peers.watch import WITHIN, following, unchanged, wanted, watch
from tests.peers.wordpress import wordpress

pytestmark = pytest.mark.peers

BEFORE = "Valmy a bien changé, à suivre."
BESIDE = "Premier !"
BETTER = "Chez Valmy, enfin une réponse."
HELD = "Valmy : mon colis est perdu."
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
            server.say("Zoé", BESIDE)
            for words, author in SAID.items():
                watching.hears(server.say, author, words)
            heard = watching.mentions()
    figures(f"WordPress: {watching.figures()}; {unchanged(server.log)} answers 304")

    assert {words: mention.item.author for words, mention in heard.items()} == SAID
    assert {mention.item.title for mention in heard.values()} == {"Hello world!"}
    assert all(mention.item.url.startswith(f"{server.url}/hello-world/#comment-") for mention in heard.values())
    assert max(watching.delays) < WITHIN


def test_what_is_approved_late_edited_or_deleted_is_known_by_its_rest_interface(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    wanted()
    with wordpress(tmp_path) as server:
        server.say("Early", BEFORE)
        with following(tmp_path, f"kind: wordpress, url: '{server.url}', every: 1s") as watching:
            until(lambda: watching.state().first_page_at, "it is asked")
            held = server.hold(HELD)
            first = watching.hears(server.say, "Nadia", "Chez Valmy, personne ne répond.")
            number = server.newest()
            server.correct(number, BETTER)
            until(lambda: BETTER in watching.mentions(), "the edit is heard")
            assert HELD not in watching.mentions()
            began = time.monotonic()
            server.approve(held)
            late = until(
                lambda: watching.mentions().get("Valmy : mon colis est perdu."), "what is approved late is heard"
            )
            approved = time.monotonic() - began
            edited = watching.mentions()[BETTER]
            began = time.monotonic()
            server.trash(number)
            until(
                lambda: (known := watching.store.mentions.get(edited.id)) and known.item.gone,
                "what is deleted is erased",
            )
            erased = time.monotonic() - began
            gone = watching.store.mentions.get(edited.id)
    told = f"approved late: {approved:.1f} s; deleted: {erased:.1f} s (seen at every twelfth poll)"
    figures(f"WordPress by REST: {watching.figures()}; {told}")

    assert edited.id == first.id
    assert late.item.author == "Held"
    assert late.item.published < edited.item.published or late.item.published == edited.item.published
    assert gone
    assert (gone.item.text, gone.item.author) == ("", "")
