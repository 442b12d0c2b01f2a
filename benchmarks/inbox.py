"""How fast the inbox answers over a million mentions, served by the real `vigie web` and asked over HTTP.

A store is written as the daemon writes it (20,000 invented mentions in French and English, through the real chain of
scores), then multiplied with other times, authors and families; three in ten are open, one in six is grave, of one in
three it is known how many read it. Each kind of address is asked in turn, interleaved, each time with other words.
Beside the time on the wall stands the time the server computed, since a machine that does other things answers late;
the floor is the icon, which needs no diary. The small store, before it is multiplied, tells how the answers grow.

Run: python benchmarks/inbox.py [mentions, 1000000 by default] [folder for the stores, which are kept there]
"""

from __future__ import annotations

import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx

from monitor.enrich import enrich, enrichers, reach_of
from monitor.match import searchable
from monitor.model import Item, Mention, Span
from monitor.store import Account, Harvest, Role, Store
from monitor.text import landmarks
from monitor.web import kept

SMALL = 20_000
ROUNDS = 40
PASSWORD = "a long enough secret"
YEAR = 365 * 86400
NOW = datetime.now(UTC).replace(microsecond=0)
BRANDS = ("Bruyère", "Acme", "Solvane", "Quercy", "Mirador", "Altaïr", "Pergola", "Zéphyr")
SOURCES = tuple(f"source{number:02}" for number in range(24))
MOST_AUTHORS = 60_000
AUTHOR = f"'a' || (abs(random()) % 200 * (abs(random()) % {MOST_AUTHORS // 200}))"  # some write much
MOVED = ":most + id * :times - :turn"
CLAUSES = (
    "l'application plante depuis hier", "le service client ne répond pas", "livraison rapide, je recommande",
    "une ouverture à Nantes mardi", "the new app is terrible", "support was great, thank you",
    "ils ont volé mon argent", "c'est nul, à éviter", "une hausse des tarifs annoncée", "the store opens at nine",
    "rappel de produits en magasin", "les salariés sont en grève", "a refund would be nice", "bande d'escrocs",
    "encore une panne ce matin", "la conseillère était adorable", "my parcel never arrived", "un accueil chaleureux",
)  # fmt: skip
SYLLABLES = "ba co du fi ga lo mé na po ri sa tu vé xi zo".split()


# ---------------------------------------------------------------------- the store


def invented(dice: random.Random) -> str:
    return "".join(dice.choices(SYLLABLES, k=dice.randint(2, 4)))


def said(dice: random.Random, number: int) -> Mention:
    """One mention, in the order of time: the first is the oldest."""
    brand = dice.choices(BRANDS, weights=range(len(BRANDS), 0, -1))[0]
    words = [*dice.sample(CLAUSES, 2), " ".join(invented(dice) for _ in range(14))]
    at = NOW - timedelta(seconds=YEAR * (1 - number / SMALL))
    text, reach = f"{brand} : {'. '.join(words)}.", number * 37 % 50_000 if number % 3 == 0 else None
    item = Item(f"k{number}", f"https://forum.example/{number}", text=text, published=at, reach=reach)
    return Mention(item, brand, "", at + timedelta(minutes=9), (Span(0, len(brand), brand),))


def write_small(path: Path) -> None:
    """A store as the daemon leaves it."""
    dice, chain = random.Random(7), enrichers(("fr", "en"))
    store = Store(path, now=NOW, alone=True)
    with store.atomic():
        store.sources.sync([(name, "feed", "x") for name in SOURCES], NOW)
        store.people.save(Account("camille", Role.ADMIN, kept(PASSWORD), "fr"), NOW)
    heard = (enrich(said(dice, number), chain) for number in range(SMALL))
    mentions = [replace(mention, reach=reach_of(mention.item, "feed")) for mention in heard]
    for start in range(0, SMALL, 500):
        state = store.sources.get(dice.choices(SOURCES, weights=range(24, 0, -1))[0])
        assert state
        store.save(Harvest(state, fresh=tuple(mentions[start : start + 500])), NOW)
    store.mentions.index(searchable)
    _worked(store)
    store.close()


def _worked(store: Store) -> None:
    """As people left it, with authors: the statements that a year of acts amounts to."""
    with store.atomic():
        store.db.execute(f"UPDATE item SET author = {AUTHOR}")
        store.db.execute("UPDATE item SET source = 1 + abs(random()) % 24 * (abs(random()) % 24) / 24")
        store.db.execute(
            "UPDATE mention SET (source, author) = (SELECT source, author FROM item WHERE id = mention.item)"
        )
        store.db.execute(
            "UPDATE mention SET fingerprint = 'few ' || (at / 690000) WHERE id % 10 = 0"
        )  # about five copies
        store.db.execute("UPDATE mention SET fingerprint = 'many ' || (id % 3000) WHERE id % 100 = 1")  # hundreds
        store.db.execute("DELETE FROM day")
        store.db.execute(
            "INSERT INTO day SELECT at - at % 86400, brand, source, count(*), sum(tone = 'negative'),"
            " sum(tone = 'positive') FROM mention WHERE muted = '' GROUP BY 1, 2, 3"
        )
        store.db.execute("UPDATE mention SET status = 'done' WHERE abs(random()) % 10 < 6")
        store.db.execute("UPDATE mention SET status = 'irrelevant' WHERE status = 'open' AND abs(random()) % 4 = 0")
        store.db.execute("UPDATE mention SET assignee = 'camille' WHERE abs(random()) % 50 = 0")
        store.db.execute("INSERT INTO tag (name, mention) SELECT 'refund', id FROM mention WHERE id % 40 = 0")
        store.db.execute("INSERT INTO tag (name, mention) SELECT 'rare', id FROM mention WHERE id % 4000 = 0")


def _reworded(store: Store) -> None:
    """As far as copies are looked for, each item that has no wording says what nobody else says."""
    dice, size = random.Random(5), 4 * 23  # bytes of the sketch of 25 words
    items = [item for (item,) in store.db.execute("SELECT id FROM item WHERE wording IS NULL ORDER BY id")]
    (last,) = store.db.execute("SELECT max(id) FROM wording").fetchone()
    for start in range(0, len(items), SMALL):
        numbered = enumerate(items[start : start + SMALL], last + start + 1)
        rows = [(wording, item, dice.randbytes(8).hex(), dice.randbytes(size)) for wording, item in numbered]
        store.db.conn.executemany("INSERT INTO wording (id, words, family, sketch) VALUES (?1, ?3, ?3, ?4)", rows)
        store.db.conn.executemany("UPDATE item SET wording = ?1 WHERE id = ?2", [row[:2] for row in rows])
        marks = sorted((mark, row[0]) for row in rows for mark in landmarks(row[3]))
        store.db.conn.executemany("INSERT INTO landmark (hash, wording) VALUES (?, ?)", marks)


def multiply(path: Path, times: int) -> None:
    """Each mention *times* times, in the order of time, with another author and family; the words that are searched
    are the same."""
    store = Store(path, now=NOW, alone=True)
    apart = YEAR // SMALL
    columns = {
        table: [row[1] for row in store.db.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
        for table in ("item", "mention")
    }
    fresh = {
        "key": "key || '-' || :turn",
        "author": AUTHOR,
        "wording": "NULL",
        "published_at": "published_at - :shift",
        "at": "at - :shift",
        "seen_at": "seen_at - :shift",
        "fingerprint": "iif(fingerprint = '' OR fingerprint LIKE 'many%', fingerprint, fingerprint || '-' || :turn)",
        "item": MOVED.replace("id", "item"),
    }
    for turn in range(times):  # numbers grow with time, as a daemon gives them
        values = {"turn": turn, "shift": apart * turn // times, "times": times, "most": SMALL}
        with store.atomic():
            for table, names in columns.items():
                chosen = ", ".join(fresh.get(name, name) for name in names)
                store.db.execute(
                    f"INSERT INTO {table} (id, {', '.join(names)}) SELECT {MOVED}, {chosen} FROM {table} "
                    "WHERE id <= :most", values,
                )  # fmt: skip
            moved = MOVED.replace("id", "mention")
            store.db.execute(
                f"INSERT INTO tag (name, mention) SELECT name, {moved} FROM tag WHERE mention <= :most", values
            )
        print(f"\r{(turn + 1) * SMALL:,} mentions", end="", file=sys.stderr, flush=True)
    with store.atomic():
        store.db.execute("DELETE FROM mention WHERE id <= ?", [SMALL])
        store.db.execute("DELETE FROM item WHERE id <= ?", [SMALL])
        _reworded(store)
        for what in ("rebuild", "optimize"):  # else whatever is written next goes on merging what was built at once
            store.db.execute("INSERT INTO prose (prose) VALUES (?)", [what])
    store.db.execute("PRAGMA optimize = 0x10002").fetchall()
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    store.close()
    print(file=sys.stderr)


# ---------------------------------------------------------------------- the questions


def questions(dice: random.Random, known: Sequence[str]) -> Iterator[tuple[str, str]]:
    """One of each kind."""
    brand, source, word = dice.choice(BRANDS), dice.choice(SOURCES), dice.choice(CLAUSES).split()[-1]
    yield "floor", "/static/icon.svg"
    yield "first page", "/inbox"
    filters: Sequence[dict[str, str]] = (
        {"brand": brand}, {"severity": dice.choice(("grave", "negative", "positive"))}, {"source": source},
        {"status": "any"}, {"status": "done", "brand": brand}, {"tag": dice.choice(("refund", "rare"))},
        {"assignee": dice.choice(("me", "-"))}, {"author": f"a{dice.randrange(MOST_AUTHORS)}"},
        {"brand": brand, "source": source, "severity": "grave"}, {"since": "7d", "brand": brand},
        {"status": "any", "source": source, "tag": "rare"},
    )  # fmt: skip
    yield "filter", "/inbox?" + urlencode(dice.choice(filters))
    order = {"order": dice.choice(("oldest", "gravest", "reach", "deadline"))}
    yield "order", "/inbox?" + urlencode(dice.choice(({}, {"status": "any"}, *filters)) | order)
    searched = {"status": dice.choice(("any", "open")), "q": dice.choice((word, f"{invented(dice)} OR {word}"))}
    yield "order, search", "/inbox?" + urlencode(searched | order)
    searches = (
        word, f'"{" ".join(dice.choice(CLAUSES).split()[:2])}"', f"{word} AND NOT {brand}", invented(dice),
        f"{invented(dice)} OR {word}", f"{brand} NEAR/5 {word}",
    )  # fmt: skip
    yield "search", "/inbox?" + urlencode({"status": dice.choice(("any", "open")), "q": dice.choice(searches)})
    about = {"since": dice.choice(("24h", "7d", "30d", "90d"))} | ({"brand": brand} if dice.random() < 0.5 else {})
    yield "overview", "/overview?" + urlencode(about)
    yield "mention", f"/mentions/{dice.choice(known)}"
    yield "live", "/live?act=0&newest=0"


class Served:
    """`vigie web` over a store, with somebody logged in."""

    def __init__(self, process: subprocess.Popen[bytes], home: str) -> None:
        self.process = process
        self.client = httpx.Client(base_url=home, timeout=600)
        self.login()

    def login(self) -> None:
        deadline = time.monotonic() + 300
        while True:
            try:
                page = self.client.get("/login").text
                break
            except httpx.ConnectError:
                assert time.monotonic() < deadline, "vigie web does not answer"
                time.sleep(0.1)
        answer = self.client.post("/login", data={"csrf": token(page), "name": "camille", "password": PASSWORD})
        assert answer.status_code == 303, answer.status_code
        self.csrf = token(self.client.get("/inbox").text)
        self.known = re.findall(r'data-mention="(\d+)"', self.client.get("/inbox?status=any").text)

    def computed(self) -> float:
        """Seconds of processor that it has used, in all its threads."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def ask(self, address: str) -> tuple[float, float]:
        """Milliseconds on the wall, and of computing."""
        began, before = time.perf_counter(), self.computed()
        answer = self.client.get(address)
        took, after = time.perf_counter() - began, self.computed()
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return took * 1000, (after - before) * 1000

    def act(self, mention: str, what: str) -> tuple[float, float]:
        began, before = time.perf_counter(), self.computed()
        fields = {"m": mention, "what": what, "csrf": self.csrf}
        answer = self.client.post("/act", data=fields, headers={"accept": "application/json"})
        took, after = time.perf_counter() - began, self.computed()
        assert answer.status_code == 200, answer.text
        return took * 1000, (after - before) * 1000


def token(page: str) -> str:
    found = re.search(r'name="csrf" content="([0-9a-f]+)"', page)
    assert found
    return found[1]


@contextmanager
def served(store: Path) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "vigie.yaml"
        brands = "".join(f"  - name: {name}\n" for name in BRANDS)
        sources = "".join(f"  - name: {name}\n    url: https://{name}.example/feed\n" for name in SOURCES)
        where = f"store: {store}\ntimezone: Europe/Paris\nweb:\n  listen: 127.0.0.1:{port}\n"  # of the law of France
        configuration.write_text(f"{where}brands:\n{brands}sources:\n{sources}")
        command = [sys.executable, "-m", "monitor", "web", "-c", str(configuration)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                yield Served(process, f"http://127.0.0.1:{port}")
            finally:
                process.terminate()


Times = dict[str, list[tuple[float, float]]]


def measured(store: Path, rounds: int) -> Times:
    dice, found = random.Random(11), Times()
    with served(store) as pages:
        for _, address in questions(random.Random(3), pages.known):
            pages.ask(address)  # the first of each kind also reads the templates
        for number in range(rounds):
            for kind, address in questions(dice, pages.known):
                found.setdefault(kind, []).append(pages.ask(address))
                if os.environ.get("TELL") and found[kind][-1][1] > 100:
                    print(f"{found[kind][-1][1]:7.0f} ms {address}", file=sys.stderr)
            what = ("done", "open", "negative", "assign")[number % 4]
            found.setdefault("action", []).append(pages.act(dice.choice(pages.known), what))
    return found


def tell(title: str, found: Times) -> None:
    print(f"\n{title}\n{'':14}{'median':>9}{'p95':>9}   computed:{'median':>9}{'p95':>9}{'of floor':>10}")
    floor = statistics.median(computed for _, computed in found["floor"])
    for kind, times in found.items():
        wall, computed = (sorted(column) for column in zip(*times, strict=True))
        at95 = int(len(wall) * 0.95)
        middle = statistics.median(computed)
        print(
            f"{kind:14}{statistics.median(wall):7.1f}ms{wall[at95]:7.1f}ms{'':12}"
            f"{middle:7.1f}ms{computed[at95]:7.1f}ms{middle / floor:9.1f}x"
        )


def main(mentions: int, folder: Path) -> None:
    small, large = folder / "small.db", folder / f"large{mentions}.db"
    if not small.exists():
        write_small(small)
    if not large.exists():
        large.write_bytes(small.read_bytes())
        multiply(large, max(1, mentions // SMALL))
    tell(f"{SMALL:,} mentions", measured(small, ROUNDS))
    tell(f"{mentions:,} mentions", measured(large, ROUNDS))


if __name__ == "__main__":
    mentions = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        main(mentions, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as passing:
            main(mentions, Path(passing))
