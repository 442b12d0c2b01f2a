"""Whoever reads French is spoken to in French: help, mistakes, tables. What programs read stays as it is."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from monitor import cli, config
from monitor.cli import tongue
from monitor.errors import ConfigError
from monitor.match.importing import DIALECTS
from monitor.sources import catalogue
from monitor.text import french
from monitor.text.phrases import Phrasebook
from tests.cli.screen import Glass, talk
from tests.cli.sentences import calls_of, errors_of
from tests.cli.test_door import commands
from tests.cli.town import Door, environ
from tests.config import test_faults
from tests.site import Site

FRENCH = "fr_FR.UTF-8"


@pytest.fixture(autouse=True)
def _nothing_missed() -> Iterator[None]:
    """Every test here fails with the sentences that it heard in English, for want of a translation."""
    tongue.MISSED.clear()
    yield
    assert not tongue.MISSED, f"add to monitor/cli/french/: {sorted(tongue.MISSED)}"


def speak(door: Door, language: str = FRENCH) -> Door:
    door.patch.setenv("LANG", language)
    return door


# ------------------------------------------------------------------ which language


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "FR_be@euro"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_TIME": "en_GB.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:fr:en"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "en_GB:fr"}, "en"),
        ({"LANG": "C", "LANGUAGE": "fr"}, "en"),
        ({"LANG": "POSIX", "LANGUAGE": "fr"}, "en"),
        ({"LANGUAGE": "fr"}, "en"),
        ({"VIGIE_LANGUAGE": "fr"}, "fr"),
        ({"VIGIE_LANGUAGE": "fr", "LC_ALL": "C"}, "fr"),
        ({"VIGIE_LANGUAGE": "en", "LANG": "fr_FR.UTF-8"}, "en"),
        ({"VIGIE_LANGUAGE": "klingon", "LANG": "fr_FR.UTF-8"}, "fr"),
    ],
    ids=str,
)
def test_the_language_is_that_of_the_locale_unless_somebody_says_another(
    environ: dict[str, str], language: str
) -> None:
    assert tongue.own_language(environ) == language


@pytest.mark.parametrize("language", ["C", "C.UTF-8", "en_GB.UTF-8", "de_DE.UTF-8"])
def test_everybody_else_is_spoken_to_in_english(bare: Door, language: str) -> None:
    told = speak(bare, language)("explain", "twelve")

    assert told.err == (
        "Usage: vigie explain [OPTIONS] ID\nTry 'vigie explain -h' for help.\n\n"
        "Error: Invalid value for ID: 'twelve' is no id: 12 is a mention, i3 an incident\n"
    )
    assert bare("check").err.startswith("vigie.yaml: not found: looked for vigie.yaml, ")
    assert "Show this message and exit." in bare("--help").out


# ------------------------------------------------------------------ help


def sentences(command: Any) -> set[str]:
    """What the help of a command says in English."""
    told = [command.help, *(param.help for param in command.params)]
    return {" ".join(inspect.cleandoc(each).split()) for each in told if each}


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_the_help_of_every_command_is_in_french(bare: Door, path: tuple[str, ...]) -> None:
    bare.patch.setenv("COLUMNS", "80")
    command: Any = cli.command()
    for name in path:
        command = command.commands[name]
    same = {"sentiment=negative, label=insult"}

    told = speak(bare)(*path, "--help")
    words = " ".join(told.out.split())

    assert told.code == 0
    assert told.out.startswith(f"Utilisation\N{NO-BREAK SPACE}: {' '.join(('vigie', *path))}")
    assert "Afficher ce message et quitter." in words
    assert not [each for each in sentences(command) - same if each in words]
    assert not [english for english in ("Usage", "default:", "required", "Try") if english in words]
    assert max(map(len, told.out.splitlines())) <= 80


def test_a_list_of_commands_is_not_cut_off(bare: Door) -> None:
    bare.patch.setenv("COLUMNS", "80")
    for group in ((), *{path[:-1] for path in commands() if len(path) > 1}):
        told = speak(bare)(*group, "--help").out

        assert "..." not in told.split("Commandes")[1], group


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("", 64, "Commencez par :  vigie demo   puis :  vigie init"),
        ("frobnicate", 64, "Erreur : Commande inconnue : 'frobnicate'."),
        ("chek", 64, "Commande inconnue : 'chek'. Vouliez-vous dire 'check', 'schema' ?"),
        ("check --colour", 64, "Erreur : Option inconnue : --colour"),
        ("check --jsn", 64, "Option inconnue : --jsn (options possibles : --json)"),
        ("explain", 64, "Essayez « vigie explain -h » pour avoir de l'aide.\n\nErreur : Argument manquant : 'ID'."),
        ("truth Acme", 64, "Choisissez parmi :\n\treal,\n\tfalse"),
        ("notice draft 1", 64, "Option manquante : '--kind'. Choisissez parmi :"),
        ("mentions one two", 64, "Argument(s) en trop : one two"),
        ("mentions --brand", 64, "L'option '--brand' demande une valeur."),
        ("mentions --json=3", 64, "L'option '--json' ne prend pas de valeur."),
        ("mentions -n x", 64, "Valeur incorrecte pour '--limit' / '-n' : un nombre entier est attendu"),
        ("mentions -n 0", 64, "il faut au moins 1"),
        ("mentions -n 1000001", 64, "il faut au plus 1000000"),
        ("mentions --tone bad", 64, "'bad' n'est pas un de ces mots : 'negative', 'neutral', 'positive'."),
        ("query test x --rating y", 64, "un nombre est attendu"),
        ("query test x --published z", 64, "une date est attendue, avec ou sans heure"),
        ("restore nothing", 64, "Valeur incorrecte pour 'FICHIER' : le chemin 'nothing' n'existe pas."),
    ],
)
def test_a_line_that_is_not_understood_is_told_so_in_french(bare: Door, line: str, code: int, words: str) -> None:
    told = speak(bare).line(line)

    assert told.code == code
    assert words in told.err.replace("\N{NO-BREAK SPACE}", " ")


# ------------------------------------------------------------------ mistakes


def test_every_sentence_of_an_error_has_its_french() -> None:
    assert not unsaid(errors_of()), "add these to monitor/text/french/, or to monitor/cli/french/"


def test_what_is_kept_of_an_error_has_its_french_for_pages_too() -> None:
    """Those that a command alone tells, of a query or of a pack, stand elsewhere."""
    elsewhere = ("cli/", "match/", "evidence/container", "evidence/verify")
    kept = {said: place for said, place in errors_of().items() if not place.startswith(elsewhere)}

    assert len(kept) > 300
    assert not unsaid(kept, french.book()), "add these to monitor/text/french/"


def unsaid(sentences: dict[str, str], book: Phrasebook | None = None) -> list[str]:
    """Those that the tables lack, each with the place where it is said."""
    book = book or tongue.book()
    return sorted(f"{place}: {said}" for said, place in sentences.items() if not book.say(said, _filled))


def _filled(said: str) -> str | None:
    """What is filled in is no sentence of ours."""
    return None if any(map(str.isalpha, said)) else said


def mistakes() -> list[str]:
    """The files of the tests of the configuration, each with something wrong in it."""
    (mark,) = test_faults.test_a_mistake_is_told_at_its_place.pytestmark  # type: ignore[attr-defined]
    return [str(row[0]) for row in mark.args[1]]


@pytest.mark.parametrize("text", [test_faults.FIVE_MISTAKES, *mistakes()], ids=lambda text: repr(text[-30:]))
def test_every_mistake_of_a_configuration_is_told_in_french(bare: Door, text: str) -> None:
    bare.write(text.encode("utf-8", "replace").decode())

    told = speak(bare)("check")

    assert told.code == 78
    assert len(told.err.splitlines()) == len(faults(bare))


def faults(door: Door) -> tuple[object, ...]:
    with pytest.raises(ConfigError) as refused:
        config.load(door.home / "vigie.yaml", {})
    return refused.value.faults


def test_mistakes_stand_at_their_places_and_what_was_written_as_it_was(bare: Door) -> None:
    bare.write(test_faults.FIVE_MISTAKES)

    assert speak(bare)("check").err.replace("\N{NO-BREAK SPACE}", " ").splitlines() == [
        "vigie.yaml:3:5: clé inconnue 'querry' ; vouliez-vous dire 'query' ?",
        "vigie.yaml:6:12: ce n'est pas une durée ; écrivez un nombre et son unité : 90s, 15m, 2h ou 7d",
        "vigie.yaml:7:13: attendu : un nombre ; trouvé : du texte",
        "vigie.yaml:8:12: marque inconnue 'Veluno' ; vouliez-vous dire 'Velluno' ?",
        "vigie.yaml:10:5: clé manquante 'address'",
    ]
    assert bare("check", "--json").json["faults"][0]["hint"] == "did you mean 'query'?"


def test_questions_are_asked_in_french_and_wrong_answers_too(bare: Door, place: Site) -> None:
    answers = ["Acme", "http://127.0.0.1:9/", f"{place.url}/feed", "fax", "email"]

    code, screen = talk(speak(bare), ["init"], answers)
    told = screen.replace("\N{NO-BREAK SPACE}", " ")

    assert code == 0
    assert "Quelle marque surveillez-vous : " in told
    assert "127.0.0.1 est injoignable" in told
    assert "Erreur : aucun moyen ne s'appelle 'fax' ; connus : slack, email, webhook, apprise" in told
    assert "vigie check       # tout est-il compris ?" in told
    assert "# Ce que l'on surveille" in (bare.home / "vigie.yaml").read_text()


# ------------------------------------------------------------------ what the commands say


COMPOSED = {  # of pieces that are said in French each
    "{}, {} to {} UTC: {}",
    "whole: {}, {} of the chain, {}",
    "{}; the next poll will not bring it back",
    "# the secret address of your {} target{}",
    "{}: {}, the newest {}",
    "{} became {}",
    "without {}",
    "with {}",
}


def test_every_sentence_of_a_command_has_its_french() -> None:
    said: dict[str, str] = {}
    for name in ("say", "spoken", "waiting", "table", "asked", "agreed"):
        said |= calls_of(name)

    assert not unsaid({each: place for each, place in said.items() if each not in COMPOSED})


def test_every_loss_of_an_imported_query_has_its_french() -> None:
    said = calls_of("_lose", "match", 1) | calls_of("_change", "match", 1)
    for dialect in DIALECTS.values():
        said |= dict.fromkeys((*dialect.lost.values(), *(why for _, why in dialect.changed.values())), dialect.name)

    assert len(said) > 15
    assert not unsaid(said), "add these to monitor/cli/french/commands.toml"


def test_a_loss_is_told_in_french_with_its_place_and_its_effect(bare: Door) -> None:
    (bare.home / "foreign").write_text('(acme NEAR/300 shop) AND links:"a: b" AND bogus:y')
    nowhere = (
        "0-20 changé : (acme NEAR/300 shop) : cherché n'importe où dans le texte : "
        "300 mots ne font pas un voisinage (écrivez au plus 100, ou AND)"
    )
    links = (
        "25-37 laissé de côté : links:\"a: b\" : les liens à l'intérieur d'un texte ne sont pas suivis ; "
        "sans cela, on trouve davantage"
    )
    bogus = "42-49 laissé de côté : bogus:y : le champ bogus: n'est pas connu ici ; sans cela, on trouve davantage"

    told = speak(bare)("query", "import", "--from", "brandwatch", "foreign")

    assert told.out == "acme AND shop\n"
    assert told.err.replace("\N{NO-BREAK SPACE}", " ").splitlines() == [nowhere, links, bogus]


def test_every_kind_of_source_says_in_french_what_it_hears_and_needs(bare: Door) -> None:
    book = tongue.book().plain
    rows = catalogue.rows()

    assert not [told for row in rows for told in (row.hears, row.needs) if told and told not in book]
    assert not [row for row in rows if f"terms: {row.terms}" not in book or f"proven_on: {row.proof}" not in book]
    shown = glass(speak(bare), "sources kinds")
    assert "Un flux que son hub nous envoie." in shown
    assert {"vertes", "orange", "rouges", "enregistrement"} <= set(shown.split())


@pytest.mark.parametrize("line", ["mentions", "explain 3", "explain i1", "alerts", "incidents", "sources", "doctor"])
def test_a_screen_is_in_french(lived: Door, place: Site, line: str) -> None:
    for name, value in environ(place).items():
        lived.patch.setenv(name, value)
    screen = glass(speak(lived), line)

    assert not [english for english in ENGLISH if f" {english} " in f" {' '.join(screen.split())} "]


ENGLISH = (
    "negative",
    "unsure",
    "ago",
    "brand",
    "failing",
    "the",
    "state",
    "level",
    "reach",
    "matched",
    "opened",
    "sent",
)


def glass(door: Door, line: str) -> str:
    """What a wide screen shows, its no-break spaces as others."""
    door.patch.setenv("COLUMNS", "200")
    drawn = Glass()
    with contextlib.redirect_stdout(drawn):
        door.line(line)
    return drawn.getvalue().replace("\N{NO-BREAK SPACE}", " ")


def test_what_programs_read_is_the_same_in_every_language(lived: Door) -> None:
    lines = (
        "mentions",
        "mentions --json",
        "alerts",
        "alerts --json",
        "incidents",
        "sources --json",
        "explain 3 --json",
    )
    english = [lived.line(line).out for line in lines]

    assert [speak(lived).line(line).out for line in lines] == english
    assert "négatif" not in "".join(english)


def test_what_the_doctor_found_is_told_to_people_in_french_and_to_programs_in_english(vigie: Door) -> None:
    found = speak(vigie)("doctor").out

    assert found.startswith("what\tstate\ttold\n")
    assert "source closed\tfailing\tthe server answered 404\n" in found
    assert "source closed   en panne  le serveur a répondu 404" in glass(vigie, "doctor")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("mentions --brand Nope", "vigie: aucune marque ne s'appelle 'Nope' (connus : Valmy)"),
        ("search 'valmy AND'", "^ rien ne suit AND (ajoutez un mot après, ou retirez AND)"),
        ("explain 99", "vigie: il n'y a pas de mention 99 (voyez : vigie mentions)"),
        ("explain x", "'x' n'est pas un identifiant : 12 est une mention, i3 un incident"),
        ("mentions --since hier", "écrivez-la comme 45m, 24h, 7d, 2026-11-22 ou 2026-11-22T08:00"),
        ("mentions --since 2030-01-01", "Aucune mention."),
        ("silences", "Aucun silence n'est en vigueur."),
        ("ack i1 --by Ann", "i1 Valmy : Ann s'en occupe"),
        ("silence Valmy", "dites pourquoi : qui s'étonnera du silence le lira"),
        ("truth i1 false", "UTC : fausse alerte"),
        ("mark 1 irrelevant", "1 : repliée\nValmy: en apprentissage (1 avis hors sujet, 0 pertinents ;"),
        ("label 1 sentiment=positive", "mention 1 : sentiment = positive ("),
        ("export -o m.csv", "écrit : 6 mentions dans m.csv"),
        ("backup copie.db", "écrite et vérifiée : copie.db"),
        ("evidence check", "la chaîne tient : 5 maillons, "),
        ("evidence show 2", "  délai : FR (presse), dernier jour "),
        ("notice list", "Pas encore de courrier."),
        (
            "forget --author x --dry-run",
            "0 élément (0 mention), 0 capture, et nom cité dans 0 mention",
        ),
        ("forget --author x", "personne n'est là pour confirmer (regardez avec --dry-run, puis dites --yes)"),
        ("objections check --author x", "est encore collecté"),
        ("user list", "Personne encore. Créez un compte avec : vigie user add NOM"),
        ("log add fact 'Il pleut'", "entrée "),
        ("query preview valmy", "trouvées : 6, les 5 plus récentes"),
        ("query check 'orange NEAR/60 shop'", "60 mots font tout un paragraphe"),
        ("import nowhere.csv", "vigie: nowhere.csv : aucun fichier ni dossier de ce nom"),
        ("try feed", "Valeur incorrecte pour CLÉ=VALEUR : clé manquante 'url'"),
        ("restore vigie.db", "vigie.db"),
    ],
)
def test_a_command_answers_in_french(lived: Door, line: str, words: str) -> None:
    for name in ("SLACK_URL", "DEAD_URL", "PRIVATE_FEED", "API_KEY"):
        lived.patch.setenv(name, "https://a.example/secret")

    told = speak(lived).line(line).both.replace("\N{NO-BREAK SPACE}", " ")

    assert words in told


def test_replays_and_budgets_are_told_in_french(lived: Door, place: Site) -> None:
    for name, value in environ(place).items():
        lived.patch.setenv(name, value)

    replayed = speak(lived)("replay", "--from", "3d").err.replace("\N{NO-BREAK SPACE}", " ")
    fitted = lived("budget", "0/week", "--target", "team").out.replace("\N{NO-BREAK SPACE}", " ")

    assert "1 incident en " in replayed
    assert "messages par semaine : team " in replayed
    assert "règle many : at_least: " in fitted
    assert "le prix : 1 incident de moins" in fitted
