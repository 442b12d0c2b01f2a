from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import (
    AlertKind,
    Cause,
    Digest,
    Hold,
    IncidentState,
    Level,
    Missed,
    Rhythm,
    Tally,
    Verdict,
)
from monitor.notify import preview
from monitor.notify.sentence import sentence
from monitor.notify.words import NARROW, words_for
from tests.notify.story import ENGLISH, FIGURES, FRENCH, KINDS, NOW, QUOTES, alert

FR = words_for(FRENCH)
EN = words_for(ENGLISH)
BARE = replace(FIGURES, began=None, copies=0, themes=(), total=0, insults=0, accusations=0)


def said(cause: Cause = Cause.CROWD, **changes: object) -> tuple[str, str]:
    """In English and in French, with plain blanks."""
    figures = replace(BARE, **changes)  # type: ignore[arg-type]
    verdict = Verdict("Norvane", NOW, Level.CRISIS, "unusual", figures, cause)
    english, french = sentence(verdict, EN), sentence(verdict, FR)
    return english, french.replace(NARROW, " ").replace("\u00a0", " ")


def test_the_whole_sentence_is_one_that_somebody_could_say() -> None:
    verdict = Verdict("Norvane", NOW, Level.CRISIS, "unusual", FIGURES)

    assert sentence(verdict, EN) == (
        "47 negative mentions in the last hour, eight times the usual 6 for a Sunday at 13:45; 38 authors on 3 sources;"
        " 61% negative (usually 14%); began at 12:20 (UTC); 12 copies of one text counted once; what they say:"
        " “remboursement”, “panne de l'appli”."
    )
    assert sentence(verdict, FR).replace(NARROW, " ").replace("\u00a0", " ") == (
        "47 mentions négatives en une heure, soit huit fois l’habituel (6) d’un dimanche à 14 h 45 ; 38 auteurs sur 3"
        " sources ; 61 % de négatives (d’habitude 14 %) ; début à 13 h 20 (Europe/Paris) ; 12 copies d’un même texte"
        " comptées une fois ; ce qu’ils disent : « remboursement », « panne de l'appli »."
    )


@pytest.mark.parametrize(
    ("changes", "english", "french"),
    [
        (
            {"negatives": 36, "usual": 4.0, "window": timedelta(minutes=30)},
            "36 negative mentions in the last 30 minutes, nine times the usual 4",
            "36 mentions négatives ces 30 dernières minutes, soit neuf fois l’habituel (4)",
        ),
        ({"negatives": 50, "usual": 2.0}, "25 times the usual 2", "soit 25 fois l’habituel (2)"),
        ({"negatives": 9, "usual": 6.0}, "where 6 is usual for a Sunday", "contre 6 d’habitude un dimanche"),
        ({"negatives": 7, "usual": 0.3}, "where 0.3 is usual", "contre 0,3 d’habitude"),
        (
            {"usual": 0.0, "usual_share": None},
            "last hour, usual not yet known;",
            "niveau habituel encore inconnu ;",
        ),
        ({"window": timedelta(hours=24)}, "in the last 24 hours", "ces 24 dernières heures"),
        ({"window": timedelta(days=3)}, "in the last 3 days", "ces 3 derniers jours"),
        ({"negatives": 1}, "1 negative mention in", "1 mention négative en"),
        ({"copies": 1}, "1 copy of another text counted once", "1 copie d’un autre texte comptée une fois"),
        ({"planned": "Soldes"}, "in spite of what was planned, Soldes", "malgré ce qui était prévu, Soldes"),
        (
            {"silent": ("blog", "forum")},
            "silent sources: 2 (blog, forum), so it may be more",
            "sources muettes : 2 (blog, forum), c’est peut-être plus",
        ),
    ],
)
def test_every_number_has_its_words(changes: dict[str, object], english: str, french: str) -> None:
    told = said(**changes)  # type: ignore[arg-type]

    assert english in told[0]
    assert french in told[1]


@pytest.mark.parametrize(
    ("cause", "english", "french"),
    [
        (Cause.RATINGS, "47 bad ratings in the last hour, eight times", "47 mauvaises notes en une heure, soit huit"),
        (
            Cause.SINGLE,
            "One accusation that may reach 2M people, on lemonde.example;",
            "Une accusation qui peut toucher 2 M personnes, sur lemonde.example ;",
        ),
        (
            Cause.MATCH,
            "47 mentions of the kind you asked for in the last hour;",
            "47 mentions du genre que vous suivez en une heure ;",
        ),
    ],
)
def test_what_it_rests_on_is_said(cause: Cause, english: str, french: str) -> None:
    told = said(cause, reach=2_100_000, loudest="lemonde.example")

    assert told[0].startswith(english)
    assert told[1].startswith(french)


def test_where_an_incident_stands_is_said() -> None:
    told = alert(AlertKind.UNANSWERED)
    again = replace(told.incident, reopened_at=NOW - timedelta(hours=2))
    calm = replace(
        told.incident, state=IncidentState.CALMING, calm_since=NOW, acknowledged_by="Ann", acknowledged_at=NOW
    )

    assert "Nobody has acknowledged it for 9 h." in preview(told, ENGLISH)
    assert "the same story began at 04:45." in preview(replace(told, incident=again), ENGLISH)
    days = replace(again, opened_at=NOW - timedelta(days=3), calm_since=NOW - timedelta(days=1))
    long = replace(told, incident=replace(days, state=IncidentState.CALMING))
    assert "a commencé le 19 nov. à 14 h 45." in preview(long, FRENCH).replace(NARROW, " ")
    assert "Plus calme depuis le 21 nov. à 14 h 45." in preview(long, FRENCH).replace(NARROW, " ")
    assert "the same story began on 19 Nov, 13:45." in preview(long, ENGLISH)
    assert "Retour au calme" in preview(replace(told, kind=AlertKind.UPDATED, incident=calm), FRENCH)
    assert "Pris en charge par Ann à 14 h 45." in preview(replace(told, incident=calm), FRENCH).replace(NARROW, " ")
    assert "Clos par Bob." in preview(replace(told, incident=replace(calm, resolved_by="Bob")), FRENCH)


@pytest.mark.parametrize("kind", KINDS)
def test_no_message_has_more_than_twelve_lines_beside_its_links(kind: str) -> None:
    incident = replace(KINDS[kind].incident, reopened_at=NOW, acknowledged_by="Ann", acknowledged_at=NOW)
    told = preview(replace(KINDS[kind], incident=incident), FRENCH, link="https://vigie.example", repeat=True)

    assert len([line for line in told.splitlines() if not line.startswith("   http")]) <= 12


def test_an_exercise_says_so_before_anything_else() -> None:
    exercise = alert()
    told = preview(replace(exercise, incident=replace(exercise.incident, exercise=True)), ENGLISH)

    assert told.startswith("🔴 EXERCISE: crisis likely · Norvane")
    assert "This is an exercise: nothing has happened." in told
    assert "vigie ack drill" in told


def digest(**changes: object) -> Digest:
    over = replace(alert().incident, state=IncidentState.RESOLVED, resolved_at=NOW)
    tallies = (Tally("Norvane", 1_204, 226, 988, 131, (over,), QUOTES), Tally("Norvane Pay", 61, 4, 70, 6))
    missed = (Missed(over, AlertKind.ESCALATED, NOW, Hold.BUDGET), Missed(over, AlertKind.RESOLVED, NOW, Hold.QUIET))
    told = Digest(Rhythm.WEEKLY, NOW - timedelta(days=7), NOW, tallies, missed)
    return replace(told, **changes)  # type: ignore[arg-type]


def test_a_digest_says_what_was_said_what_happened_and_what_was_not_told() -> None:
    lines = preview(digest(), FRENCH).replace(NARROW, " ").replace("\u00a0", " ").splitlines()

    assert lines[:6] == [
        "📋 La dernière semaine · 2 marques — mentions : 1 265, négatives : 230 · 1 incident",
        "Du 15 nov. à 14 h 45 au 22 nov. à 14 h 45 (Europe/Paris)",
        "Norvane : 1 204 mentions (+216), 19 % de négatives (avant : 13 %)",
        "Norvane Pay : 61 mentions (−9), 7 % de négatives (avant : 9 %)",
        "nº 142 Norvane : crise, du 22 nov. à 5 h 45 au 22 nov. à 14 h 45, pic à 47",
        "Non envoyé : nº 142 Norvane, une aggravation, la fin (assez de messages ce jour-là, heures calmes)",
    ]
    assert lines[6].startswith("1. ★1/5")


def test_a_digest_of_many_brands_stays_short() -> None:
    many = tuple(Tally(f"Brand {n}", n, n, 0, 0, (alert().incident,), QUOTES) for n in range(1, 40))
    told = preview(digest(tallies=many, rhythm=Rhythm.DAILY), ENGLISH, link="https://vigie.example")

    lines = [line for line in told.splitlines() if not line.startswith("   http")]
    assert len(lines) <= 12
    assert "and 36 more" in told


def test_an_empty_digest_says_so() -> None:
    told = digest(tallies=(Tally("Norvane", 0, 0, 3, 1),), missed=())

    assert told.empty
    assert preview(told, ENGLISH).splitlines()[0] == "📋 The last week · Norvane — Nothing happened."
    assert "Norvane: nobody spoke of it" in preview(told, ENGLISH)
