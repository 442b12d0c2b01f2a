"""How a page says times, numbers and countries: as the reader writes them, and never so that two readings are left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.web.tongue import Tongue

NOW = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
FIRM = str.maketrans("\u202f\u00a0", "  ")


@pytest.mark.parametrize(
    ("language", "length", "told"),
    [
        ("fr", timedelta(hours=17), "il y a 17 h"),  # "17h" alone is five in the afternoon
        ("fr", timedelta(days=70), "il y a 2 mois"),
        ("en", timedelta(minutes=2), "2 min. ago"),
        ("en", timedelta(days=70), "2 months ago"),  # and not "2m", like two minutes
        ("en", timedelta(0), "1 sec. ago"),
        ("en", timedelta(hours=-2), "in 2 hr."),  # a source whose clock is fast
    ],
)
def test_how_long_ago_it_was_can_be_read_in_one_way_only(language: str, length: timedelta, told: str) -> None:
    assert Tongue(language).ago(NOW - length, NOW).translate(FIRM) == told


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Thu 12 Mar, 09:05"), ("fr", "jeu. 12 mars, 9 h 05")],
)
def test_a_time_is_written_as_its_reader_does(language: str, told: str) -> None:
    at = NOW + timedelta(minutes=5)

    assert Tongue(language, "Europe/Paris").short(at).translate(FIRM) == told


@pytest.mark.parametrize(
    ("at", "short", "date"),
    [
        (datetime(2026, 12, 1, 10, 1, tzinfo=UTC), "mar. 1er déc., 11 h 01", "1er décembre 2026"),
        (datetime(2026, 12, 11, 0, 1, tzinfo=UTC), "ven. 11 déc., 1 h 01", "11 décembre 2026"),
        (datetime(2026, 12, 21, 0, 1, tzinfo=UTC), "lun. 21 déc., 1 h 01", "21 décembre 2026"),
    ],
)
def test_the_first_of_a_month_is_the_first(at: datetime, short: str, date: str) -> None:
    french, english = Tongue("fr", "Europe/Paris"), Tongue("en", "Europe/Paris")

    assert french.short(at).translate(FIRM) == short
    assert french.date(at.date()) == date
    assert date in french.moment(at)
    assert french.day(at) == date[: date.index(" ")] + " déc."
    assert "er " not in english.short(at)
    assert english.date(at.date()) in english.moment(at), "one order of day and month on a page"


@pytest.mark.parametrize(
    ("share", "told"), [(0, "0%"), (0.003, "< 1%"), (0.3, "30%"), (0.997, "> 99%"), (0.994, "99%"), (1, "100%")]
)
def test_a_little_is_not_nothing_and_nearly_all_is_not_all(share: float, told: str) -> None:
    assert Tongue("en").percent(share) == told


@pytest.mark.parametrize(("language", "count", "told"), [("fr", 0, "one"), ("fr", 1.5, "one"), ("en", 0, "several")])
def test_the_plural_is_that_of_the_language(language: str, count: float, told: str) -> None:
    assert Tongue(language).many(count, "one", "several") == told
