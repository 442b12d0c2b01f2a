"""How well contempt and imputed facts are told: `VIGIE_DATA=/where/the/splits/are python benchmarks/legal.py`.

An alarm is a score of *possible* or more; *likely* ones are counted beside. What is not there is skipped and said.
Two tables need no data: sentences of ours that nothing learnt from, and insults disguised in every way that we know of.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from monitor.enrich import enrich, scorers
from monitor.enrich.accusation import accusation_of, hear_accusation
from monitor.enrich.finding import finding_of, told
from monitor.enrich.insult import hear_insult, insult_of
from monitor.enrich.reading import read
from monitor.enrich.scene import Scene, scene_of
from monitor.enrich.sentiment import sentiment_of
from monitor.measure import mention_of

ORDINARY = (
    ("fr", "allocine_train"),
    ("fr", "booking_fr_train"),
    ("fr", "xlmt_fr_train"),
    ("fr", "semeval16rest_sent_fr_train"),
    ("en", "xlmt_en_train"),
    ("en", "airline_train"),
    ("en", "semeval16rest_sent_en_train"),
)
UNFORGIVABLE = (
    *("accuse_denied", "accuse_exonerated", "brand_victim", "scam_impersonation_warning", "insult_other_target"),
)
ENOUGH = 0.75
CHAIN = scorers()
NOW = datetime(2026, 3, 2, tzinfo=UTC)
TESTED = Path(__file__).parents[1] / "tests" / "enrich"
AIRLINES = re.compile(r"(?i)\b(?:united|usairways|southwestair|americanair|jetblue|virginamerica)\b")
SHORT = 3  # letters of what is too short for a name
INSULTS = {
    "fr": "connard salopard enfoiré abruti ordure enculé crétin fumier tocard raclure salope connasse branleur".split(),
    "en": "asshole bastard wanker scumbag dickhead arsehole moron motherfucker tosser bellend fuckwit".split(),
}
SAID = {"fr": ("Velmora bande de {}", "Vous êtes des {} chez Velmora"), "en": ("Velmora you {}", "{} at Velmora")}
LEET = str.maketrans("aeiost", "4310$7")
CYRILLIC = str.maketrans("aeocpx", "аеосрх")

Disguise = Callable[[str, random.Random], str]
DISGUISES: dict[str, Disguise] = {
    "plain": lambda word, _: word,
    "leet": lambda word, chance: _some(word, chance, LEET),
    "look-alikes": lambda word, chance: _some(word, chance, CYRILLIC),
    "spaced": lambda word, _: " ".join(word),
    "dotted": lambda word, _: ".".join(word),
    "dashed": lambda word, _: "-".join(word),
    "asterisk": lambda word, chance: _hidden(word, chance),
    "zero-width": lambda word, _: word[:3] + "\u200b" + word[3:],
    "doubled": lambda word, chance: _at(word, chance, lambda letter: letter * 2),
    "elongated": lambda word, chance: _at(word, chance, lambda letter: letter * 4),
    "dropped": lambda word, chance: _at(word, chance, lambda _: ""),
    "swapped": lambda word, chance: _swapped(word, chance),
    "accents": lambda word, _: word.replace("o", "ö").replace("a", "á"),
    "capitals": lambda word, _: "".join(letter.upper() if n % 2 else letter for n, letter in enumerate(word)),
}


def main() -> None:
    where = os.environ.get("VIGIE_DATA")
    if where:
        findings(Path(where))
        alarms(Path(where))
        named(Path(where))
    else:
        print("VIGIE_DATA is not set: only sentences of ours, disguises and speed are measured.")
    unseen()
    disguises()
    speed()


def findings(root: Path) -> None:
    """The six labels on DefamationCheck, with the accepted second answers; functionalities below the floor."""
    print(f"\n{'six labels':28}{'texts':>7}{'accuracy':>10}{'macro-F1':>10}   functionalities below {ENOUGH:.0%}")
    for language in ("fr", "en"):
        right: dict[str, list[bool]] = defaultdict(list)
        pairs = []
        for row in load(root, f"defamationcheck_{language}_dev"):
            told = label_of(row["text"], language, row["target"])
            told = "defamation" if told == "accusation" else told
            fits = told in row.get("accept", [row["expected"]])
            pairs.append((row["expected"], row["expected"] if fits else told))
            right[row["functionality"]].append(fits)
        if pairs:
            low = [f"{name} {sum(each)}/{len(each)}" for name, each in right.items() if sum(each) < ENOUGH * len(each)]
            accuracy = sum(wanted == told for wanted, told in pairs) / len(pairs)
            name = f"defamationcheck {language}"
            print(
                f"{name:28}{len(pairs):7}{100 * accuracy:10.1f}{100 * macro_f1(pairs):10.1f}   {', '.join(low) or '-'}"
            )
            each = [hit for name in UNFORGIVABLE for hit in right[name]]
            print(f"{'  the five unforgivable':28}{len(each):7}{100 * sum(each) / len(each):10.1f}")


def label_of(prose: str, language: str, brand: str) -> str:
    """As the daemon tells it."""
    mention = mention_of({"text": prose, "lang": language, "target": brand}, NOW)
    return enrich(mention, CHAIN).finding.label or "neutral"


def unseen() -> None:
    """The six labels on sentences of ours from which neither rules nor weights learnt, by the hand that wrote them."""
    print(f"\n{'six labels, of other hands':28}{'texts':>7}{'accuracy':>10}{'macro-F1':>10}")
    for language in ("fr", "en"):
        pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in (TESTED / f"unseen_{language}.tsv").read_text("utf-8").splitlines():
            accepted, prose, brand, kind = row.split("\t")
            told = label_of(prose, language, brand)
            fitting = accepted.split("|")
            pairs[kind.partition(",")[0]].append((fitting[0], fitting[0] if told in fitting else told))
        for name, each in pairs.items():
            accuracy = sum(wanted == told for wanted, told in each) / len(each)
            print(f"{f'{name} {language}':28}{len(each):7}{100 * accuracy:10.1f}{100 * macro_f1(each):10.1f}")


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    labels = {wanted for wanted, _ in pairs}
    told, wanted = [b for _, b in pairs], [a for a, _ in pairs]
    return sum(2 * pairs.count((e, e)) / max(1, told.count(e) + wanted.count(e)) for e in labels) / len(labels)


def alarms(root: Path) -> None:
    print(f"\n{'alarms per 1,000 texts':28}{'texts':>7}{'insult':>9}{'(likely)':>9}{'accusation':>12}{'(likely)':>9}")
    for language, name in ORDINARY:
        texts = [row["text"] for row in load(root, name)]
        if not texts:
            continue
        rates: list[float] = []
        for score in (insult_of, accusation_of):
            labels = [score(text, language).label for text in texts]
            rates += [1000 * (len(texts) - labels.count("none")) / len(texts)]
            rates += [1000 * labels.count("likely") / len(texts)]
        print(f"{name:28}{len(texts):7}{rates[0]:9.1f}{rates[1]:9.1f}{rates[2]:12.1f}{rates[3]:9.1f}")


def named(root: Path) -> None:
    """The same with a brand: the airline that a tweet speaks to, else the first name that a text holds."""
    print(f"\n{'alarms, a name for a brand':28}{'texts':>7}{'insult':>9}{'(rules)':>9}{'accusation':>12}{'(rules)':>9}")
    for language, name in ORDINARY:
        counted: list[tuple[bool, ...]] = []
        for row in load(root, name):
            scene = _with_a_name(row["text"], language)
            if scene:
                both = told(scene, sentiment_of(row["text"], language).value)
                scores = both.insult, hear_insult(scene).score, both.accusation, hear_accusation(scene).score
                counted.append(tuple(score.label != "none" for score in scores))
        if counted:
            rates = [1000 * sum(column) / len(counted) for column in zip(*counted, strict=True)]
            print(f"{name:28}{len(counted):7}{rates[0]:9.1f}{rates[1]:9.1f}{rates[2]:12.1f}{rates[3]:9.1f}")


def _with_a_name(text: str, language: str) -> Scene | None:
    airline = AIRLINES.search(text)
    scene = scene_of(text, language)
    names = [scene.reading.written(at) for at, tags in enumerate(scene.tags) if "name" in tags]
    name = airline.group() if airline else next((name for name in names if len(name) > SHORT), "")
    scene = scene_of(text, language, (), name)
    return scene if scene.known else None


def disguises(tries: int = 4) -> None:
    print(f"\n{'disguised insults found':28}{'fr':>8}{'en':>8}")
    totals = {"fr": [0, 0], "en": [0, 0]}
    for name, disguise in DISGUISES.items():
        shares = []
        for language in ("fr", "en"):
            chance = random.Random(7)
            texts = [
                said.format(disguise(word + "s", chance))
                for word in INSULTS[language]
                for said in SAID[language]
                for _ in range(tries)
            ]
            found = sum(insult_of(text, language, target="Velmora").label != "none" for text in texts)
            totals[language][0] += found
            totals[language][1] += len(texts)
            shares.append(found / len(texts))
        print(f"{name:28}{shares[0]:8.1%}{shares[1]:8.1%}")
    print(f"{'all':28}" + "".join(f"{found / of:8.1%}" for found, of in totals.values()))


def _some(word: str, chance: random.Random, table: dict[int, int]) -> str:
    """About half of the letters that the table knows, and always one."""
    known = [n for n, letter in enumerate(word) if ord(letter) in table]
    chosen = set(chance.sample(known, max(1, len(known) // 2))) if known else set()
    return "".join(letter.translate(table) if n in chosen else letter for n, letter in enumerate(word))


def _hidden(word: str, chance: random.Random) -> str:
    return _at(word, chance, lambda _: "*")


def _at(word: str, chance: random.Random, change: Callable[[str], str]) -> str:
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + change(word[place]) + word[place + 1 :]


def _swapped(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def speed(rounds: int = 300) -> None:
    """Texts of a tweet's length, each new; the reading is shared with all other scores and counted apart."""
    words = {
        "fr": "Bonjour, ma commande {} chez Velmora a deux semaines de retard et le service client ne répond jamais.",
        "en": "Hello, my order {} from Velmora is two weeks late and customer service never answers, not happy at all.",
    }
    print(f"\n{'speed, microseconds a text':28}{'reading':>9}{'legal':>8}   (of processor time)")
    for language, text in words.items():
        texts = [text.format(number) for number in range(rounds)]
        finding_of(text, language, target="Velmora")
        start = process_time()
        for each in texts:
            read(each)
        between = process_time()
        for each in texts:
            finding_of(each + " ", language, target="Velmora")
        end = process_time()
        reading, whole = (between - start) / rounds, (end - between) / rounds
        print(f"{language:28}{1e6 * reading:9.0f}{1e6 * (whole - reading):8.0f}")


def load(root: Path, name: str) -> Iterator[dict[str, str]]:
    file = root / f"{name}.jsonl"
    if not file.exists():
        print(f"{name:28}   skipped: {file.name} is not there")
        return
    with file.open(encoding="utf-8") as rows:
        yield from map(json.loads, rows)


if __name__ == "__main__":
    main()
