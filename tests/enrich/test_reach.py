"""How many may have read it: told, or an interval with its reason."""

from __future__ import annotations

import pytest

from monitor.enrich import reach_of
from monitor.model import Item, Rating, Reach


@pytest.mark.parametrize(
    ("item", "kind", "expected"),
    [
        (Item("1", reach=12_345), "feed", ""),
        (Item("1", reach=0), "feed", ""),
        (Item("1", rating=Rating(2), thread="https://shop.example/p"), "reviews", "review"),
        (Item("1", thread="https://blog.example/1"), "feed", "comment"),
        (Item("1", parent="7"), "json", "comment"),
        (Item("1"), "feed", "article"),
        (Item("1"), "reviews", "review"),
        (Item("1"), "their_module:TheirClass", "post"),
    ],
)
def test_reach_is_told_or_a_guess_that_says_from_what(item: Item, kind: str, expected: str) -> None:
    reach = reach_of(item, kind)

    assert reach.kind == expected
    assert reach.known == (item.reach is not None)
    assert (reach.low == reach.high) == reach.known


def test_the_reach_of_a_family_is_as_vague_as_its_vaguest_member() -> None:
    assert Reach(100, 100) + Reach(20, 20) == Reach(120, 120)
    assert Reach(100, 100) + Reach(50, 5_000, "review") == Reach(150, 5_100, "review")
    assert not (Reach(100, 100) + Reach(50, 5_000, "review")).known
