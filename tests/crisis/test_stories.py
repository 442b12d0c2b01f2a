"""Lives of incidents, told line by line: see `stories/`, and `narrator` for how they are written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monitor.fetch import Fetcher
from monitor.pipeline import fetcher_for
from monitor.store import Store
from tests.crisis.narrator import BELIEVED, Stage, Story, stories
from tests.crisis.postbox import POST, Post

STORIES = tuple(stories(Path(__file__).with_name("stories")))


@pytest.fixture(name="post")
def _post() -> Post:
    POST.__init__()  # type: ignore[misc]
    return POST


@pytest.fixture(scope="module", name="fetcher")
def _fetcher() -> Fetcher:
    """It is never asked for anything: what is said in a story is written into its diary."""
    return fetcher_for(BELIEVED)


@pytest.fixture(scope="module", name="diary")
def _diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty one."""
    path = tmp_path_factory.mktemp("empty") / "vigie.db"
    Store(path, now=STORIES[0].moments[0].at, alone=True).close()
    return path


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
async def test_everybody_is_told_what_the_story_says(
    story: Story, tmp_path: Path, diary: Path, fetcher: Fetcher, post: Post
) -> None:
    shutil.copy(diary, tmp_path)
    stage = Stage(story, tmp_path / "vigie.db", fetcher, post)

    assert await stage.play() == stage.expected()


def test_there_are_enough_of_them_and_no_two_have_the_same_name() -> None:
    assert len(STORIES) >= 60
    assert len({story.title for story in STORIES}) == len(STORIES)
