"""What is said on an Isso server while the watch runs is heard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.peers.isso import isso
from tests.peers.watch import WITHIN, unchanged, wanted, watch

pytestmark = pytest.mark.peers

BEFORE = "Valmy ouvre une boutique, on verra bien."
BESIDE = "Moi, je préfère le marché."
SAID = {
    "Chez Valmy, le colis est arrivé cassé et personne ne répond.": "Nadia",
    "Valmy m'a remboursé en deux jours, rien à redire.": "Léo",
    "The new Valmy shop is lovely & quiet, 1 < 2.": "Camille D.",
    "Valmy : trois relances, toujours rien reçu.": "Inès",
    "Je ne retournerai pas chez Valmy.": "Sacha",
}


def test_what_is_said_while_the_watch_runs_is_heard(tmp_path: Path, figures: Callable[[str], None]) -> None:
    wanted()
    with isso(tmp_path) as server:
        server.say("Early", BEFORE)
        with watch(tmp_path, server.feed, server.log) as watching:
            server.say("Zoé", BESIDE)
            for words, author in SAID.items():
                watching.hears(server.say, author, words)
            heard = watching.mentions()
    figures(f"Isso: {watching.figures()}; {unchanged(server.log)} answers 304")

    assert {words: mention.item.author for words, mention in heard.items()} == SAID
    assert all(mention.item.url.startswith("https://blog.example/boutique/#isso-") for mention in heard.values())
    assert max(watching.delays) < WITHIN


def test_a_corrected_comment_stays_the_same_mention(tmp_path: Path) -> None:
    wanted()
    words, better = "Je ne retournerai pas chez Valmy.", "Je retournerai chez Valmy, ils m'ont rappelée."
    with isso(tmp_path) as server, watch(tmp_path, server.feed, server.log) as watching:
        before = watching.hears(server.say, "Sacha", words)
        server.correct(words, better)
        # Isso's validator is the number of the last comment: a correction is hidden until somebody comments.
        watching.hears(server.say, "Omar", "Valmy ferme à quelle heure ?")
        after = watching.mentions()[better]
        edits = watching.store.mentions.edits(after.id)

    assert (after.id, after.item.author) == (before.id, "Sacha")
    assert [edit.text for edit in edits] == [words]
