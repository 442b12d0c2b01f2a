"""How people answer: until when, with which words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.errors import ConfigError
from tests.config.files import GOOD, believe


def test_without_a_word_what_is_grave_waits_four_hours_and_what_is_negative_a_day() -> None:
    assert believe(GOOD).triage.within == {"grave": timedelta(hours=4), "negative": timedelta(hours=24)}


def test_times_and_templates_are_read() -> None:
    told = believe(
        GOOD
        + """
triage:
  answer_within: {grave: 90m, negative: , neutral: 3d}
  templates:
    - {name: Sorry, language: en, brands: Velluno, text: "Hello {author}, {{sorry}}. {me}"}
"""
    ).triage

    assert told.within == {"grave": timedelta(minutes=90), "neutral": timedelta(days=3)}
    (template,) = told.templates
    assert (template.name, template.language, template.brands) == ("Sorry", "en", ("Velluno",))
    assert template.text.format(author="a", me="m") == "Hello a, {sorry}. m"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Hello {autor}", "nothing can be filled in at {autor}"),
        ("{author.__class__}", "nothing can be filled in"),
        ("{author!r}", "nothing can be filled in"),
        ("{me:>999999999}", "nothing can be filled in"),
        ("{}", "nothing can be filled in"),
        ("Hello {author", "a brace stands alone"),
    ],
)
def test_what_cannot_be_filled_in_is_said_at_once(text: str, fault: str) -> None:
    with pytest.raises(ConfigError) as raised:
        believe(f"{GOOD}\ntriage:\n  templates:\n    - {{name: x, text: '{text}'}}\n")

    assert fault in str(raised.value)


def test_a_template_answers_brands_that_there_are() -> None:
    with pytest.raises(ConfigError, match="unknown brand 'Vellun'"):
        believe(f"{GOOD}\ntriage:\n  templates:\n    - {{name: x, text: y, brands: [Vellun]}}\n")
