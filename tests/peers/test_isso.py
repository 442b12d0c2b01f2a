"""What is said on an Isso server while the watch runs is heard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.daemon.watchman import until
from tests.peers.isso import PAGE, isso
from tests.peers.watch import WITHIN, following, unchanged, wanted, watch

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


def test_what_is_corrected_answered_or_taken_back_is_known_by_its_interface(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    wanted()
    said, better, answer = "Je ne retournerai pas chez Valmy.", "Je retournerai chez Valmy.", "Et Valmy, alors ?"
    with isso(tmp_path) as server:
        server.say("Early", BEFORE)
        options = f"kind: isso, url: '{server.url}', page: {PAGE}, site: 'https://blog.example', every: 1s"
        with following(tmp_path, options) as watching:
            until(lambda: watching.state().first_page_at, "it is asked")
            first = watching.hears(server.say, "Sacha", said)
            server.correct(said, better)
            edited = until(lambda: watching.mentions().get(better), "the correction is heard")
            watching.hears(lambda author, words: server.answer(author, words, said), "Omar", answer)
            server.take_back(said)
            until(lambda: better not in watching.mentions(), "what is taken back is erased")
            gone = watching.store.mentions.get(edited.id)
            kept = watching.mentions()[answer]
    figures(f"Isso by its interface: {watching.figures()}")

    assert edited.id == first.id
    assert gone
    assert (gone.item.text, gone.item.author) == ("", "")
    assert kept.item.parent
    assert kept.item.url.startswith("https://blog.example/boutique/#isso-")
