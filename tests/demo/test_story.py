from collections import Counter
from datetime import timedelta

import pytest

from monitor import config
from monitor.demo.clock import StoryClock
from monitor.demo.dialects import PARIS
from monitor.demo.settings import config_text
from monitor.demo.story import BRAND, COMPETITOR, LENGTH, START, Post, Scene, moment, namesakes, tell
from monitor.match import Matcher
from monitor.model import Brand

STORY = tell()
NEGATIVE_SCENES = {Scene.CRISIS}


def _of(*scenes: Scene) -> list[Post]:
    return [post for post in STORY if post.scene in scenes]


def test_the_clock_stands_still_until_it_is_wound() -> None:
    clock = StoryClock(START)

    assert clock.now() == clock.now() == START
    assert clock.advance(timedelta(minutes=10)) == clock.now() == START + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("written", "elapsed"),
    [
        ("1 06:00", timedelta()),
        ("2 18:40", timedelta(hours=36, minutes=40)),
        ("3 27:30", timedelta(hours=69, minutes=30)),
        ("0 20:00", timedelta(hours=-10)),
    ],
)
def test_moments_count_from_six_in_the_morning_of_the_first_day(written: str, elapsed: timedelta) -> None:
    assert moment(written) == elapsed


def test_the_same_seed_tells_the_same_story() -> None:
    assert tell(7) == tell(7)
    assert tell(7) != tell(8)


def test_the_story_fits_into_its_three_days_in_order() -> None:
    moments = [post.at for post in STORY]

    assert moments == sorted(moments)
    assert moments[-1] < LENGTH
    assert len({post.id for post in STORY}) == len(STORY)


def test_the_story_is_long_enough_and_partly_english() -> None:
    languages = Counter(post.language for post in STORY)

    assert 350 <= len(STORY) <= 600
    assert 0.25 <= languages["en"] / len(STORY) <= 0.40


def test_no_slot_is_left_open() -> None:
    assert not [post.text for post in STORY if "{" in post.text or "{" in post.title]


def test_people_do_not_repeat_each_other_word_for_word() -> None:
    told = Counter(post.text for post in _of(Scene.CRISIS, Scene.LAUNCH, Scene.RECOVERY))

    assert max(told.values()) == 1


def test_a_dispatch_is_pasted_nearly_word_for_word() -> None:
    dispatch = [post for post in _of(Scene.DISPATCH) if post.language == "fr"]

    assert len(dispatch) >= 8
    assert len({post.text for post in dispatch}) > 3
    assert all("Une association de consommateurs dénonce la hausse" in post.text for post in dispatch)


def test_the_crisis_has_many_authors_on_several_places_in_two_languages() -> None:
    crisis = _of(Scene.CRISIS)

    assert len({post.author for post in crisis}) > 100
    assert len({post.place for post in crisis}) >= 5
    assert {post.language for post in crisis} == {"fr", "en"}


def test_homonyms_and_noise_speak_of_nobody() -> None:
    matcher = Matcher((Brand(BRAND), Brand(COMPETITOR)))

    assert not [post.text for post in _of(Scene.NOISE) if matcher.match(f"{post.title}\n\n{post.text}")]


def test_the_query_of_the_brand_leaves_its_namesakes_alone_and_knows_its_short_name() -> None:
    text = config_text("http://127.0.0.1:8001", "http://127.0.0.1:8002/services/x", 2525, "vigie.db")
    believed = config.parse(text, file="vigie.yaml", environ={})
    matcher = Matcher(believed.brands, believed.names)
    posts = list(namesakes(STORY))

    assert len(posts) > 8
    assert not [post.text for post in posts if matcher.match(f"{post.title}\n\n{post.text}")]
    assert [match.brand for match in matcher.match("La boulangerie Valmy a fermé")] == [BRAND]


def test_every_other_post_names_a_brand() -> None:
    matcher = Matcher((Brand(BRAND), Brand(COMPETITOR)))
    others = [post for post in STORY if post.scene is not Scene.NOISE]

    assert not [post.text for post in others if not matcher.match(f"{post.title}\n\n{post.text}")]


def test_only_reviews_have_stars() -> None:
    assert all((post.rating is not None) == (post.place == "avis") for post in STORY)


def test_an_edited_post_reads_otherwise_from_its_revision_on() -> None:
    edited = next(post for post in STORY if post.revised)
    assert edited.revised

    assert "n'a pas répondu" in edited.as_of(edited.at).text
    assert "retiré le lot" in edited.as_of(edited.revised).text


def test_the_bakery_opens_at_six_in_paris() -> None:
    assert START.astimezone(PARIS).hour == 6
