"""What is said on an Isso server while the watch runs is heard."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from monitor.model import Mention
from monitor.store.mentions import Edit
from tests.peers.isso import isso
from tests.peers.watch import unchanged, wanted, watch

pytestmark = pytest.mark.peers

BEFORE = "Valmy ouvre une boutique, on verra bien."
BESIDE = "Moi, je préfère le marché."
SAID = (
    ("Nadia", "Chez Valmy, le colis est arrivé cassé et personne ne répond."),
    ("Léo", "Valmy m'a remboursé en deux jours, rien à redire."),
    ("Camille D.", "The new Valmy shop is lovely & quiet, 1 < 2."),
    ("Inès", "Valmy : trois relances, toujours rien reçu."),
    ("Sacha", "Je ne retournerai pas chez Valmy."),
)
CORRECTED = "Je retournerai chez Valmy, ils m'ont rappelée."
AFTER = ("Omar", "Valmy ferme à quelle heure ?")


@dataclass(frozen=True)
class Story:
    heard: dict[str, Mention]  # by their words
    corrected: Mention  # as it was before
    edits: tuple[Edit, ...]  # of the same mention
    delays: tuple[float, ...]
    unchanged: int


@pytest.fixture(name="story", scope="module")
def _story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    wanted()
    where = tmp_path_factory.mktemp("isso")
    with isso(where) as server:
        server.say("Early", BEFORE)
        with watch(where, server.feed, server.log) as watching:
            server.say("Zoé", BESIDE)
            for author, words in SAID:
                corrected = watching.hears(server.say, author, words)
            # Isso's validator is the number of the last comment: what was corrected is hidden until somebody comments.
            server.correct(corrected.item.text, CORRECTED)
            watching.hears(server.say, *AFTER)
            edits = watching.store.mentions.edits(corrected.id)
            print(f"\nIsso: {watching.figures()}; {unchanged(server.log)} answers 304")
            return Story(watching.mentions(), corrected, edits, tuple(watching.delays), unchanged(server.log))


@pytest.mark.parametrize(("author", "words"), [*SAID[:-1], AFTER])
def test_a_comment_posted_while_the_watch_runs_is_a_mention(story: Story, author: str, words: str) -> None:
    mention = story.heard[words]

    assert (mention.brand, mention.source, mention.item.author) == ("Valmy", "comments", author)
    assert mention.item.url.startswith("https://blog.example/boutique/#isso-")


def test_it_is_heard_within_seconds(story: Story) -> None:
    assert max(story.delays) < 5


def test_what_stood_there_before_is_known_and_no_news(story: Story) -> None:
    assert BEFORE not in story.heard


def test_what_does_not_speak_of_the_brand_is_none(story: Story) -> None:
    assert BESIDE not in story.heard
    assert len(story.heard) == len(SAID) + 1


def test_a_corrected_comment_stays_the_same_mention(story: Story) -> None:
    assert story.heard[CORRECTED].id == story.corrected.id
    assert story.heard[CORRECTED].item.author == "Sacha"
    assert [edit.text for edit in story.edits] == [story.corrected.item.text]


def test_an_unchanged_feed_is_not_sent_again(story: Story) -> None:
    assert story.unchanged
