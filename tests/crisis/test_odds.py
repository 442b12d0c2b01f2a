"""Laws that have another way of being computed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.crisis.odds import at_least, quantile, share_at_least, together

means = st.floats(1e-4, 200)
spreads = st.floats(0.02, 3)


@given(count=st.integers(0, 60), mean=st.floats(0.01, 50))
def test_a_spread_of_one_is_the_geometric_law(count: int, mean: float) -> None:
    assert at_least(count, mean, 1.0) == pytest.approx(max(1e-15, (mean / (1 + mean)) ** count), abs=1e-12)


@pytest.mark.parametrize("count", [0, 1, 5, 12])
def test_a_tiny_spread_is_poisson(count: int) -> None:
    tail = 1 - sum(math.exp(-4) * 4**n / math.factorial(n) for n in range(count))
    assert at_least(count, 4.0, 1e-7) == pytest.approx(tail, rel=1e-4)


@given(mean=means, spread=spreads, level=st.floats(0.01, 0.99))
def test_a_quantile_is_where_the_law_reaches_it(mean: float, spread: float, level: float) -> None:
    count = quantile(level, mean, spread)
    assert 1 - at_least(count + 1, mean, spread) >= level - 1e-9
    assert count == 0 or 1 - at_least(count, mean, spread) < level + 1e-9


@given(total=st.integers(1, 80), count=st.integers(0, 80))
def test_a_share_of_which_nothing_is_known_is_uniform(total: int, count: int) -> None:
    count = min(count, total)
    assert share_at_least(count, total, 0.5, 2.0) == pytest.approx((total - count + 1) / (total + 1))


@given(total=st.integers(0, 300), share=st.floats(0.01, 0.95), steadiness=st.floats(1, 100))
def test_no_negatives_at_all_are_always_reached(total: int, share: float, steadiness: float) -> None:
    assert share_at_least(0, total, share, steadiness) == pytest.approx(1.0)


def test_two_rarities_are_rarer_than_one_and_less_rare_than_their_product() -> None:
    assert 0.01 * 0.01 < together(0.01, 0.01) < 0.01
