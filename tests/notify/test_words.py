from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from string import Formatter

import pytest

from monitor.model import Alert, AlertKind, Level, Reach, Target
from monitor.notify import curve_words, preview
from monitor.notify.sentences import SENTENCES
from monitor.notify.words import NARROW, words_for
from tests.notify.story import ENGLISH, FIGURES, FRENCH, KINDS, LINK, NOW, QUOTES, UNSHOWN, alert, mention

FR = words_for(FRENCH)
EN = words_for(ENGLISH)


def names(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


@pytest.mark.parametrize("key", SENTENCES)
def test_every_sentence_exists_in_both_languages_and_says_the_same_things(key: str) -> None:
    english, french = SENTENCES[key]

    assert english.strip()
    assert french.strip()
    assert {frozenset(names(form)) for form in english.split("|")} == {frozenset(names(english))}
    assert {frozenset(names(form)) for form in french.split("|")} == {frozenset(names(english))}


@pytest.mark.parametrize("key", SENTENCES)
def test_french_is_typeset_as_the_french_do(key: str) -> None:
    values = dict.fromkeys(names(SENTENCES[key][0]), "x")

    for said in (FR.say(key, of=1, **values), FR.say(key, of=5, **values)):
        assert not re.search(r" [:;!?»%]|« ", said)
        assert not re.search(r"\w[:;!?»]", said)
        assert "'" not in said


@pytest.mark.parametrize(
    ("target", "header"),
    [
        (ENGLISH, "🔴 Crisis likely · Norvane — 47 negative in 1 h (×7.8)"),
        (FRENCH, f"🔴 Crise probable · Norvane — 47 mentions négatives en 1{NARROW}h (×7,8)"),
    ],
)
def test_the_first_line_says_it_all(target: Target, header: str) -> None:
    assert preview(KINDS["opened-crisis"], target).splitlines()[0] == header


def test_a_french_reader_sees_the_whole_message() -> None:
    told = preview(alert(figures=replace(FIGURES, copies=0), quotes=QUOTES[:2]), FRENCH, link=LINK)

    assert told.replace(NARROW, " ").replace("\u00a0", " ").splitlines() == [
        "🔴 Crise probable · Norvane — 47 mentions négatives en 1 h (×7,8)",
        (
            "47 mentions négatives en une heure, soit huit fois l’habituel (6) d’un dimanche à 14 h 45 ; 38 auteurs "
            "sur 3 sources ; 61 % de négatives (d’habitude 14 %) ; début à 13 h 20 (Europe/Paris) ; ce qu’ils disent : "
            "« remboursement », « panne de l'appli »."
        ),
        "Injures : 5 · accusations : 2",
        "⚖️ Le délai légal court : trois mois dès la première publication (loi de 1881). Pas un avis juridique.",
        "1. ★1/5 · Avis en ligne · Camille D. · portée 12 k — « Quatre jours sans remboursement, c'est une honte »",
        "   https://avis.example/r/1?a=1&b=2",
        "2. Forum · léo_75 · portée 12 k — « L'appli plante à chaque paiement depuis ce matin »",
        "   https://avis.example/r/1?a=1&b=2",
        f"Ouvrir l’incident → {LINK}",
        "Pourquoi : règle baseline · 47 en 1 h, attendu de 2 à 12 (habituel 6,0) · incident nº 142",
    ]


@pytest.mark.parametrize(
    ("kind", "english", "french"),
    [
        (
            "opened-warning",
            "🟠 Worth a look · Norvane — 12 negative",
            "🟠 À surveiller · Norvane — 12 mentions négatives",
        ),
        ("escalated-crisis", "🔴 Crisis growing · Norvane — 92 negative", "🔴 La crise s’aggrave · Norvane — 92"),
        ("escalated-warning", "🟠 Still rising · Norvane — 47", "🟠 Toujours en hausse · Norvane — 47"),
        (
            "resolved",
            "🟢 Back to normal · Norvane — lasted 9 h, peak 47",
            "🟢 Retour à la normale · Norvane — a duré 9 h",
        ),
        ("test", "🔔 Test · Norvane — vigie can reach you here", "🔔 Essai · Norvane — vigie sait vous joindre ici"),
    ],
)
def test_each_kind_opens_with_its_own_words(kind: str, english: str, french: str) -> None:
    assert preview(KINDS[kind], ENGLISH).startswith(english)
    assert preview(KINDS[kind], FRENCH).replace(NARROW, " ").startswith(french)


def test_a_warning_that_has_become_a_crisis_is_told_as_that() -> None:
    worse = KINDS["escalated-crisis"]
    turned = replace(worse, incident=replace(worse.incident, graver=True))

    assert preview(turned, ENGLISH).startswith("🔴 A warning has become a crisis · Norvane — 92 negative")
    assert preview(turned, FRENCH).replace(NARROW, " ").startswith("🔴 L’alerte est devenue une crise · Norvane — 92")


def test_a_test_tells_no_figures_and_no_crisis() -> None:
    told = preview(KINDS["test"], ENGLISH)

    assert told.splitlines() == [
        "🔔 Test · Norvane — vigie can reach you here",
        "This is a test: nothing has happened, and there is nothing to do.",
    ]


def test_the_end_says_when_it_began_and_ended_where_the_reader_lives() -> None:
    told = preview(KINDS["resolved"], FRENCH).replace(NARROW, " ")

    assert "De 5 h 45 à 14 h 45 (Europe/Paris)" in told


def test_another_day_is_named() -> None:
    yesterday = replace(FIGURES, began=NOW - timedelta(days=1))

    assert "début le 21 nov. à 14 h 45" in preview(alert(figures=yesterday), FRENCH).replace(NARROW, " ")
    assert "began on 21 Nov, 13:45 (UTC)" in preview(alert(figures=yesterday), ENGLISH)


@pytest.mark.parametrize(
    ("changes", "english", "french"),
    [
        ({"negatives": 1}, "— 1 negative in 1 h (×0.2", f"— 1 mention négative en 1{NARROW}h (×0,2"),
        ({"usual": 0.2}, "(0.2 expected)", "(0,2 attendu)"),
        ({"usual": 1.5}, "(×31.3)", "(×31,3)"),
        ({"usual": 0.0, "usual_share": None}, "(usual not yet known)", "(niveau habituel encore inconnu)"),
        ({"negatives": 12_345, "total": 20_000}, "— 12,345 negative", f"— 12{NARROW}345 mentions négatives"),
        ({"sources": 1, "authors": 1}, "; 1 author on 1 source;", "1 auteur sur 1 source"),
        ({"themes": ("panne",)}, "say: “panne”.", f"disent{NARROW}: «{NARROW}panne{NARROW}»."),
        ({"window": timedelta(minutes=15)}, "in 15 min", f"en 15{NARROW}min"),
        ({"window": timedelta(days=3)}, "in 3 d", f"en 3{NARROW}j"),
        ({"window": timedelta(minutes=90)}, "in 1 h 30 min", f"en 1{NARROW}h 30{NARROW}min"),
    ],
)
def test_numbers_are_written_as_readers_write_them(changes: dict[str, object], english: str, french: str) -> None:
    told = alert(figures=replace(FIGURES, **changes))  # type: ignore[arg-type]

    assert english in preview(told, ENGLISH)
    assert french in preview(told, FRENCH)


def test_what_is_unknown_is_not_claimed() -> None:
    bare = replace(FIGURES, began=None, usual_share=None, usual=0.0, copies=0, insults=0, accusations=0, themes=())

    told = preview(alert(figures=bare), ENGLISH)

    assert "38 authors on 3 sources; 61% negative." in told
    for absent in ("began", "expected", "usually", "copies", "nsults", "legal", "they say"):
        assert absent not in told


@pytest.mark.parametrize(("insults", "accusations", "told"), [(0, 0, False), (1, 0, True), (0, 1, True)])
def test_the_legal_clock_is_mentioned_only_where_it_runs(insults: int, accusations: int, told: bool) -> None:
    figures = replace(FIGURES, insults=insults, accusations=accusations)

    assert ("legal clock" in preview(alert(figures=figures), ENGLISH)) is told
    assert ("délai légal" in preview(alert(figures=figures), FRENCH)) is told


def test_copies_of_one_text_are_quoted_once_and_three_at_most() -> None:
    copy = mention("QUATRE jours sans remboursement, c'est une honte")
    signed = (mention("a", fingerprint="f"), mention("b", fingerprint="f"))

    assert preview(alert(quotes=(QUOTES[0], copy)), ENGLISH).count("“") == 2 + 1
    assert preview(alert(quotes=signed), ENGLISH).count("“") == 2 + 1
    assert "4." not in preview(alert(quotes=(*QUOTES, mention("another"), mention("and another"))), ENGLISH)


def test_copies_are_counted_once_and_said_so() -> None:
    assert "; 12 copies of one text counted once;" in preview(alert(), ENGLISH)
    assert "12 copies d’un même texte comptées une fois" in preview(alert(), FRENCH)


def test_a_quote_says_how_many_copies_it_has() -> None:
    assert "12K · +14 copies — “" in preview(alert(quotes=(mention(copies=14),)), ENGLISH)
    assert "· +1 copie — «" in preview(alert(quotes=(mention(copies=1),)), FRENCH)


@pytest.mark.parametrize(
    ("reach", "english", "french"),
    [
        (Reach(50, 5_000, "review"), "reach unknown: 50 to 5,000", f"portée inconnue{NARROW}: de 50 à 5{NARROW}000"),
        (Reach(50, 500_000, "article"), "Camille D. · reach unknown — “", "Camille D. · portée inconnue — «"),
        (Reach(7, 7), "Camille D. — “", f"Camille D. — «{NARROW}"),
        (None, "Camille D. — “", f"Camille D. — «{NARROW}"),
    ],
)
def test_a_guessed_reach_is_an_interval_and_says_that_it_is_a_guess(
    reach: Reach | None, english: str, french: str
) -> None:
    told = alert(quotes=(replace(mention(), item=replace(mention().item, reach=None), reach=reach),))

    assert english in preview(told, ENGLISH)
    assert french in preview(told, FRENCH)


def test_a_long_text_is_cut_at_a_word() -> None:
    told = preview(alert(quotes=(mention("so very slow " * 30),)), ENGLISH)

    quoted = told.rpartition("“")[2].partition("”")[0]
    assert len(quoted) <= 140
    assert quoted.endswith(("so…", "very…", "slow…"))


def test_a_text_that_may_not_be_shown_is_not_shown() -> None:
    told = preview(alert(quotes=(mention("my own words", rights=UNSHOWN),)), ENGLISH)

    assert "my own words" not in told
    assert "Camille" not in told
    assert "its source does not allow it" in told


def test_a_rule_without_a_name_of_its_own_is_called_in_the_language_of_its_reader() -> None:
    assert f"Pourquoi{NARROW}: règle inhabituel ·" in preview(alert(rule="unusual"), FRENCH)
    assert "Why: rule unusual ·" in preview(alert(rule="unusual"), ENGLISH)
    assert "règle crise ·" in preview(alert(rule="crise"), FRENCH)


def test_the_first_of_a_month_is_the_first() -> None:
    words, first = words_for(FRENCH), datetime(2026, 12, 1, 9, tzinfo=UTC)

    assert "1er déc." in words.day_time(first)
    assert "11 déc." in words.day_time(first + timedelta(days=10))
    assert "1 Dec" in words_for(ENGLISH).day_time(first)


def test_a_possible_repeat_is_called_so() -> None:
    assert "that was cut off" in preview(alert(), ENGLISH, repeat=True)
    assert "that was cut off" not in preview(alert(), ENGLISH)


@pytest.mark.parametrize("odd", ["Mars/Olympus", "../../etc/passwd", "", "UTC\0"])
def test_a_zone_nobody_knows_is_utc(odd: str) -> None:
    assert "12:20 (UTC)" in preview(alert(), replace(ENGLISH, timezone=odd))


@pytest.mark.parametrize(("language", "word"), [("fr-CA", "Crise"), ("FR", "Crise"), ("de", "Crisis"), ("", "Crisis")])
def test_who_reads_neither_language_reads_english(language: str, word: str) -> None:
    assert word in preview(alert(), replace(ENGLISH, language=language))


@pytest.mark.parametrize("kind", AlertKind)
@pytest.mark.parametrize("level", Level)
def test_there_are_words_for_every_kind_at_every_level(kind: AlertKind, level: Level) -> None:
    told: Alert = alert(kind, level)

    assert preview(told, ENGLISH)
    assert preview(told, FRENCH)


def test_days_and_hours_stand_under_a_curve_as_its_reader_writes_them() -> None:
    noon, night = (datetime(2026, 3, 11, hour, tzinfo=UTC) for hour in (12, 0))
    told = [[curve_words(target)(at) for at in (night, noon)] for target in (ENGLISH, FRENCH)]

    assert told == [["Wed 11", "12:00"], ["mer. 11", f"12{NARROW}h{NARROW}00"]]
