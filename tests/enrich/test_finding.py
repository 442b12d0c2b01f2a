"""One of six words for what was said: sentences of ours, with invented brands, in many registers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.enrich import enrich, enrichers, scorers
from monitor.enrich.finding import finding_of, judge
from monitor.enrich.insult import hear_insult
from monitor.enrich.scene import scene_of
from monitor.model import NO_FINDING, Item, Lexicon, Mention

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def told() -> Iterator[tuple[str, str, str, str]]:
    for language in ("fr", "en"):
        rows = Path(__file__).with_name(f"findings_{language}.tsv").read_text("utf-8").splitlines()
        for row in rows:
            label, prose, brand = row.split("\t")
            yield language, label, prose, brand


LEGAL = [row for row in told() if row[1] in {"insult", "accusation", "both"}]
HELD = [row for row in told() if row[1] == "neutral"]
FELT = [row for row in told() if row[1] in {"criticism", "praise"}]


@pytest.mark.parametrize(("language", "label", "prose", "brand"), LEGAL)
def test_contempt_and_facts_are_told_apart(language: str, label: str, prose: str, brand: str) -> None:
    assert finding_of(prose, language, target=brand).label == label


@pytest.mark.parametrize(
    ("language", "prose"),
    [
        ("fr", "Valmy = voleurs et menteurs, tous à la CNIL !"),
        ("fr", "Valmy : voleurs et menteurs, tous au tribunal !"),
        ("en", "Valmy: thieves and liars, off to the ombudsman with them"),
    ],
)
def test_whoever_sends_them_to_court_is_no_court(language: str, prose: str) -> None:
    assert hear_insult(scene_of(prose, language, (), "Valmy")).score.label == "likely"


def test_what_a_court_heard_is_its_own() -> None:
    assert finding_of("Valmy condamnée : le tribunal parle de voleurs.", "fr", target="Valmy").label == "neutral"


@pytest.mark.parametrize(("language", "label", "prose", "brand"), HELD)
def test_what_is_said_of_others_denied_judged_or_dreamt_is_neutral(
    language: str, label: str, prose: str, brand: str
) -> None:
    assert finding_of(prose, language, target=brand).label == label


@pytest.mark.parametrize(("language", "label", "prose", "brand"), FELT)
def test_complaints_and_thanks_touch_no_law(language: str, label: str, prose: str, brand: str) -> None:
    assert finding_of(prose, language, target=brand).label == label


@pytest.mark.parametrize(
    ("prose", "grounds"),
    [
        ("Crédival, bande de crapules.", ("injure",)),
        ("Crédival a falsifié mon contrat.", ("diffamation",)),
        ("Bande de crapules chez Crédival, vous avez volé ma caution.", ("injure", "diffamation")),
        ("L'appli Crédival est une bouse.", ("denigrement",)),
        ("Crédival ouvre une agence.", ()),
    ],
)
def test_a_finding_names_the_grounds_of_french_law(prose: str, grounds: tuple[str, ...]) -> None:
    assert finding_of(prose, "fr", target="Crédival").grounds == grounds


def test_other_laws_have_other_grounds_and_none_is_named() -> None:
    assert finding_of("Halden, you thieving bastards.", "en", target="Halden").grounds == ()


@pytest.mark.parametrize(
    ("language", "prose", "ground"),
    [
        ("fr", "Sales Arabes, retournez chez vous, Otelia", "origin"),
        ("fr", "Otelia, bande de pédés", "orientation"),
        ("en", "Casa Moro staff are filthy foreigners", "origin"),
        ("en", "You fucking retards at Casa Moro", "disability"),
    ],
)
def test_contempt_for_what_somebody_is_is_a_flag_of_its_own(language: str, prose: str, ground: str) -> None:
    finding = finding_of(prose, language, target="Otelia" if language == "fr" else "Casa Moro")

    assert finding.label == "insult"
    assert ground in finding.aggravated


def test_ordinary_contempt_is_not_aggravated() -> None:
    assert finding_of("Otelia, bande de minables", "fr", target="Otelia").aggravated == ()


def test_what_was_heard_and_not_counted_is_told_with_its_reason() -> None:
    finding = finding_of("Crédival dément avoir volé l'argent de ses clients.", "fr", target="Crédival")

    assert [reason.why for reason in finding.held_back] == ["theft, held back: a denial"]
    assert finding.held_back[0].weight == 0


def test_a_hint_is_unsure() -> None:
    prose = "Comme par hasard, l'entrepôt de Bricovert brûle juste avant le contrôle."

    assert finding_of(prose, "fr", target="Bricovert").unsure


def test_no_language_no_finding() -> None:
    assert finding_of("Un hotel con vistas al mar y buen desayuno.", "es") == NO_FINDING


def test_a_mention_carries_its_finding_through_the_chain() -> None:
    mention = Mention(
        Item("1", text="Bande de crapules chez Crédival, vous avez volé ma caution."), "Crédival", "rss", NOW
    )
    known = enrich(mention, enrichers(("fr", "en")))

    assert known.finding.label == "both"
    assert known.finding.aim in {"brand", "you"}
    assert known.insult.label == known.accusation.label == "likely"


def test_scoring_again_changes_nothing() -> None:
    mention = Mention(Item("1", text="Crédival, bande de crapules."), "Crédival", "rss", NOW, language="fr")
    once = enrich(mention, scorers())

    assert enrich(once, scorers()) == once
    assert judge(replace(mention, language="es")).finding == NO_FINDING


def tried() -> list[list[str]]:
    rows = Path(__file__).with_name("caselaw.tsv").read_text("utf-8").splitlines()
    return [row.split("\t") for row in rows]


@pytest.mark.parametrize(("outcome", "said", "case", "language"), tried())
def test_what_courts_have_judged_is_told_as_they_did_and_what_they_contest_is_unsure(
    outcome: str, said: str, case: str, language: str
) -> None:
    finding = finding_of(said.replace("X", "Velmora"), language, target="Velmora")

    assert finding.unsure if outcome == "unsure" else finding.label == outcome, case


def test_a_team_adds_words_of_its_own_and_allows_others() -> None:
    added = (Lexicon("fr", insults=(("Credivoleur", 0.9),), accusations=(("coup du parapluie", 0.8),)),)
    allowed = (Lexicon("", allowed=("Bâtard",)),)

    def label(prose: str, lexicons: tuple[Lexicon, ...]) -> str:
        return finding_of(prose, "fr", target="Crédival", lexicons=lexicons).label

    assert label("Crédival, quel credivoleur", ()) not in ("insult", "both")
    assert label("Crédival, quel credivoleur", added) == "insult"
    assert label("Crédival nous a fait le coup du parapluie", added) == "accusation"
    assert label("Crédival, quel bâtard !", ()) == "insult"
    assert label("Crédival, quel bâtard !", allowed) != "insult"
