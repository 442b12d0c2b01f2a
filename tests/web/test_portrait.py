"""What a line of the inbox says of why: only what argues for what was found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.model import Item, Mention, Reason, Score
from monitor.web.pages import portrait

TEXT = "Popped into Edinburgh this morning, a scandal, and friendly."
SEEN = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
REASONS = (
    Reason(36, 45, "a scandal", -2.0, "lexicon"),
    Reason(27, 34, "morning", 0.4, "usage"),
    Reason(12, 21, "Edinburgh", -0.3, "usage"),
)


@pytest.mark.parametrize("words", ["paragraphe " * 60, "a" * 900])
def test_a_long_text_is_cut_between_words_where_it_has_some(words: str) -> None:
    told = "".join(piece.text for piece in portrait.snippet(Mention(Item("1", text=words), "Valmy", "blog", SEEN)))

    assert 200 < len(told) <= portrait.SNIPPET + 2
    assert told.endswith(("paragraphe …", "aaa …"))


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("negative", ["a scandal", "Edinburgh"]),
        ("neutral", ["a scandal"]),
        ("positive", ["a scandal", "morning"]),
    ],
)
def test_words_that_a_head_learnt_are_told_only_where_they_argue_for_the_tone(label: str, told: list[str]) -> None:
    mention = Mention(Item("1", text=TEXT), "Valmy", "blog", SEEN, sentiment=Score(-0.4, label, 0.7, REASONS))

    marked = [piece.text for piece in portrait.snippet(mention) if piece.kind]

    assert [reason.cue for reason in portrait.reasons(mention)] == told
    assert sorted(marked) == sorted(told)


def test_words_by_which_no_rule_heard_a_grave_thing_are_not_shouted() -> None:
    heard = (Reason(36, 45, "a scandal", 0.85, "label"), Reason(27, 34, "morning", 0.4, "usage"))
    mention = Mention(Item("1", text=TEXT), "Valmy", "blog", SEEN, accusation=Score(0.5, "possible", 0.6, heard))

    marked = [(piece.text, piece.kind) for piece in portrait.snippet(mention) if piece.kind]

    assert marked == [("morning", "cold"), ("a scandal", "cue")]
