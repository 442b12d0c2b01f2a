"""How well and how fast copies are recognised: `VIGIE_DATA=/where/the/splits/are python benchmarks/copies.py`.

Texts are those of the splits, or invented ones; copies are made of them as people and machines make them. In the same
run stand equal words alone, and rensa's MinHash with its index where it is installed. The numbers of texts that a diary
holds when its answer is timed may follow: 0 and 100,000, unless told.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from struct import pack
from time import process_time

from monitor.enrich.fingerprint import fingerprint_of, take_fingerprint
from monitor.enrich.reading import read
from monitor.model import Item, Mention
from monitor.store import Store
from monitor.text import alike, landmarks, sketch, words

SPLITS = ("allocine_train", "booking_fr_train", "newsmtsc_train", "semeval13_16_train")
DISTINCT = ("allocine_train", "booking_fr_train", "newsmtsc_train", "airline_train", "mabsa_fr_train")
TEXTS = 1500
NOW = datetime(2026, 11, 22, tzinfo=UTC)
Index = Callable[[Sequence[str]], Callable[[str], set[int]]]


def main(rows: Sequence[int]) -> None:
    where = os.environ.get("VIGIE_DATA")
    root = Path(where) if where else None
    if not root:
        print("VIGIE_DATA is not set: texts are invented, and nothing is said of real ones that only look alike.")
    texts = gathered(root) if root else invented(random.Random(3), TEXTS)
    recall(texts)
    if root:
        strangers(root)
    speed(texts)
    diary(rows)


# ------------------------------------------------------------------ copies


def changed(chance: random.Random, text: str, count: int) -> str:
    found = text.split(" ")
    for place in chance.sample(range(len(found)), count):
        found[place] = chance.choice(("hier", "notamment", "today", "17", "selon", "although"))
    return " ".join(found)


def first(text: str, count: int) -> str:
    return " ".join(text.split(" ")[:count])


VARIANTS: dict[str, Callable[[random.Random, str], str]] = {
    "word for word": lambda _, text: text,
    "case and accents": lambda _, text: text.upper().replace("É", "E"),
    "1 word of it changed": lambda chance, text: changed(chance, text, 1),
    "2 words of it changed": lambda chance, text: changed(chance, text, 2),
    "3 words of it changed": lambda chance, text: changed(chance, text, 3),
    "another dateline": lambda _, text: f"LYON, 12 mars (Agence Ponant) — {text}",
    "the site's name": lambda _, text: f"{text} - Le Courrier du Soir",
    "an introduction": lambda _, text: f"Voici ce que nous recevons à l'instant de notre correspondant : {text}",
    "a call to subscribe": lambda _, text: f"{text} Lire aussi : nos archives. Abonnez-vous à notre lettre du matin.",
    "left-over markup": lambda _, text: f"Accueil > Économie > Article Partager Imprimer {text} Lire la suite →",
    "a retweet": lambda _, text: f"RT @lea_m: {text} https://t.example/x",
    "in quotation marks": lambda _, text: f"« {text} »",
    "cut at 30 words": lambda _, text: f"{first(text, 30)}…",
    "cut at 20 words": lambda _, text: f"{first(text, 20)}…",
    "cut at 30, dateline": lambda _, text: f"QUIMPER — {first(text, 30)}… Lire la suite",
}
LONGER = 60  # words that a text needs for a part of it to be called a teaser


def recall(texts: Sequence[str]) -> None:
    chance = random.Random(11)
    finders = {name: build(texts) for name, build in METHODS.items()}
    print(f"\n{f'{len(texts)} texts; found again':28}" + "".join(f"{name:>16}" for name in finders))
    for name, make in VARIANTS.items():
        chosen = [n for n, text in enumerate(texts) if not name.startswith("cut") or len(text.split()) >= LONGER]
        copies = [(n, make(chance, texts[n])) for n in chosen]
        shares = (sum(n in find(copy) for n, copy in copies) / max(1, len(copies)) for find in finders.values())
        print(f"{name:28}" + "".join(f"{share:16.3f}" for share in shares) + f"   of {len(copies)}")
    wrong = (sum(len(find(text) - {n}) for n, text in enumerate(texts)) for find in finders.values())
    print(f"{'others taken for copies':28}" + "".join(f"{count:16}" for count in wrong))


def said(text: str) -> list[str]:
    return [word.text for word in words(text)]


def by_sketch(texts: Sequence[str]) -> Callable[[str], set[int]]:
    """As the diary does it, in memory."""
    exact, marked = defaultdict(set), defaultdict(set)
    sketches = [drawn(text, f"author {number}") for number, text in enumerate(texts)]
    for number, (fingerprint, marks) in enumerate(sketches):
        exact[fingerprint].add(number)
        for mark in landmarks(marks):
            marked[mark].add(number)

    def find(text: str) -> set[int]:
        fingerprint, own = drawn(text)
        near = {number for mark in landmarks(own) for number in marked[mark]}
        return exact[fingerprint] | {number for number in near if alike(own, sketches[number][1])}

    return find


def drawn(text: str, author: str = "a") -> tuple[str, bytes]:
    mention = take_fingerprint(Mention(Item("1", text=text, author=author), "", "", NOW))
    return mention.fingerprint, mention.sketch


def by_words(texts: Sequence[str]) -> Callable[[str], set[int]]:
    known = defaultdict(set)
    for number, text in enumerate(texts):
        known[fingerprint_of(Item("1", text=text, author="a"))].add(number)
    return lambda text: known[fingerprint_of(Item("1", text=text, author="a"))]


METHODS: dict[str, Index] = {"sketch": by_sketch, "equal words": by_words}

try:
    from rensa import RMinHash, RMinHashLSH  # type: ignore[import-not-found]
except ImportError:
    print("rensa is not installed: it is not compared.")
else:

    def signature(found: Sequence[str]) -> RMinHash:
        made = RMinHash(64, 42)
        made.update([" ".join(run) for run in zip(found, found[1:], found[2:], strict=False)])
        return made

    def by_rensa(texts: Sequence[str]) -> Callable[[str], set[int]]:
        """64 permutations, 16 bands; what it finds is held against an estimated similarity of 0.5."""
        index, made = RMinHashLSH(0.5, 64, 16), [signature(said(text)) for text in texts]
        for number, each in enumerate(made):
            index.insert(number, each)

        def find(text: str) -> set[int]:
            own = signature(said(text))
            return {number for number in index.query(own) if own.jaccard(made[number]) >= 0.5}

        return find

    METHODS["rensa"] = by_rensa


# ------------------------------------------------------------------ texts that only look alike


def strangers(root: Path) -> None:
    print(f"\n{'different texts':28}{'texts':>8}{'in a family':>13}   (retweets and reposts among them are right)")
    for name in DISTINCT:
        texts = list(dict.fromkeys(loaded(root, name)))
        find = by_sketch(texts)
        found = sum(len(find(text)) > 1 for text in texts)
        if texts:
            print(f"{name:28}{len(texts):8}{found:13}")


def gathered(root: Path) -> list[str]:
    """Texts of 30 words and more, at most 250 of them kept, each once."""
    texts = {" ".join(text.split()[:250]) for name in SPLITS for text in loaded(root, name)}
    long = sorted(text for text in texts if len(text.split()) >= 30 and not re.search(r"@\w|https?:|\bRT\b", text))
    return random.Random(5).sample(long, min(TEXTS, len(long)))


def loaded(root: Path, name: str) -> Iterator[str]:
    file = root / f"{name}.jsonl"
    if file.exists():
        with file.open(encoding="utf-8") as rows:
            yield from (json.loads(row)["text"] for row in rows)
    else:
        print(f"{name:28}   skipped: {file.name} is not there")


def invented(chance: random.Random, count: int) -> list[str]:
    """Texts of 30 to 250 words of a language with 2,800 words, some of them frequent."""
    syllables = ("la", "vé", "mor", "ti", "qu", "an", "ès")
    language = ["".join(parts) for length in (2, 3, 4) for parts in product(syllables, repeat=length)]
    weights = [1 / rank for rank in range(1, len(language) + 1)]
    return [" ".join(chance.choices(language, weights, k=chance.randint(30, 250))) for _ in range(count)]


# ------------------------------------------------------------------ speed


def speed(texts: Sequence[str]) -> None:
    prepared = [said(text)[:45] for text in texts]
    print(f"\n{'speed, 45 words at most':28}{'texts/s':>10}   (of processor time, best of five)")
    ways: dict[str, Callable[[list[str]], object]] = {
        "sketch": sketch,
        "sketch and landmarks": lambda each: landmarks(sketch(each)),
    }
    if "rensa" in METHODS:
        ways["rensa, 64 permutations"] = lambda each: signature(each).digest()
    for name, way in ways.items():
        print(f"{name:28}{per_second(way, prepared):10,.0f}")
    mentions = [Mention(Item(str(n), text=" ".join(each)), "", "", NOW) for n, each in enumerate(prepared)]
    print(f"{'beside the words of a chain':28}{len(mentions) / min(beside(mentions) for _ in range(5)):10,.0f}")


def beside(mentions: Sequence[Mention]) -> float:
    """Seconds that fingerprint and sketch take once a text was read, as all other looks at it want it."""
    spent = 0.0
    for mention in mentions:
        read(mention.item.prose)
        spent += timed(take_fingerprint, (mention,))
    return spent


def per_second(way: Callable[..., object], values: Sequence[object]) -> float:
    return len(values) / min(timed(way, values) for _ in range(5))


def timed(way: Callable[..., object], values: Iterable[object]) -> float:
    start = process_time()
    for value in values:
        way(value)
    return process_time() - start


def diary(sizes: Sequence[int]) -> None:
    print(f"\n{'a text placed in a diary of':28}{'new, µs':>10}{'copy, µs':>10}{'megabytes':>11}")
    chance = random.Random(13)
    with tempfile.TemporaryDirectory() as folder:
        store, held = Store(Path(folder) / "vigie.db", now=NOW), 0
        for size in sorted(sizes):
            fill(store, chance, held, size)
            held = size
            store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            megabytes = store.path.stat().st_size / 1e6
            new = [drawn(text) for text in invented(chance, 400)]
            copies = [(f"{words_}+", marks[:-24]) for words_, marks in new]
            costs = [1e6 * placed(store, each) / len(each) for each in (new, copies)]
            print(f"{size:28,}{costs[0]:10.0f}{costs[1]:10.0f}{megabytes:11.0f}")
        store.close()


def placed(store: Store, texts: Sequence[tuple[str, bytes]]) -> float:
    with store.atomic():
        return timed(lambda text: store.mentions.families.place(*text), texts)


def fill(store: Store, chance: random.Random, held: int, size: int) -> None:
    """Texts of 45 words nobody wrote, up to *size*, with their landmarks; ten in a hundred share a phrase."""
    common = [chance.getrandbits(32) for _ in range(4)]
    first = 1 + (store.db.execute("SELECT max(id) FROM wording").fetchone()[0] or 0)
    rows = []
    with store.atomic():
        for number in range(held, size):
            runs = [chance.getrandbits(32) for _ in range(43)] + (common if number % 10 == 0 else [])
            rows.append((first + number - held, f"w{number}", f"w{number}", pack(f"<{len(runs)}I", *runs)))
            if len(rows) == 10_000 or number == size - 1:
                store.db.conn.executemany("INSERT INTO wording (id, words, family, sketch) VALUES (?, ?, ?, ?)", rows)
                marks = ((mark, row[0]) for row in rows for mark in landmarks(row[3]))
                store.db.conn.executemany("INSERT INTO landmark (hash, wording) VALUES (?, ?)", marks)
                rows.clear()


if __name__ == "__main__":
    main([int(size.replace(",", "")) for size in sys.argv[1:]] or [0, 100_000])
