"""What is said under an article of a real WordPress while the watch runs is heard."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from monitor.model import Mention
from tests.peers.watch import unchanged, wait_for_the_next_second, wanted, watch
from tests.peers.wordpress import wordpress

pytestmark = pytest.mark.peers

BEFORE = "Valmy a bien changé, à suivre."
BESIDE = "Premier !"
SAID = (
    ("Nadia", "Colis Valmy arrivé cassé, et personne ne répond."),
    ("Léo", "Valmy m’a remboursé en deux jours, rien à redire."),
    ("Camille", "The new Valmy shop is lovely & quiet, 1 < 2."),
    ("Inès", "Valmy : trois relances, toujours rien reçu. Une honte."),
)


@dataclass(frozen=True)
class Story:
    url: str
    heard: dict[str, Mention]  # by their words
    delays: tuple[float, ...]
    unchanged: int


@pytest.fixture(name="story", scope="module")
def _story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    wanted()
    with wordpress() as server:
        server.say("Early", BEFORE)
        with watch(tmp_path_factory.mktemp("wordpress"), server.feed, server.log) as watching:
            wait_for_the_next_second()
            server.say("Zoe", BESIDE)
            for author, words in SAID:
                # Its validators count seconds: of two comments within one, a poll between them hides the second.
                wait_for_the_next_second()
                watching.hears(server.say, author, words)
            print(f"\nWordPress: {watching.figures()}; {unchanged(server.log)} answers 304")
            return Story(server.url, watching.mentions(), tuple(watching.delays), unchanged(server.log))


@pytest.mark.parametrize(("author", "words"), SAID)
def test_a_comment_posted_while_the_watch_runs_is_a_mention(story: Story, author: str, words: str) -> None:
    mention = story.heard[words]

    assert (mention.brand, mention.source, mention.item.author) == ("Valmy", "comments", author)
    assert mention.item.title == "Hello world!"
    assert mention.item.url.startswith(f"{story.url}/hello-world/#comment-")


def test_it_is_heard_within_seconds(story: Story) -> None:
    assert max(story.delays) < 5


def test_what_stood_there_before_is_known_and_no_news(story: Story) -> None:
    assert BEFORE not in story.heard


def test_what_does_not_speak_of_the_brand_is_none(story: Story) -> None:
    assert set(story.heard) == {words for _, words in SAID}


def test_an_unchanged_feed_is_not_sent_again(story: Story) -> None:
    assert story.unchanged
