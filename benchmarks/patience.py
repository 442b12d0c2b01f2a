"""The worst that queries and texts can do: the longest that one query takes on one text, and random queries by the
hundred thousand, each of which is a query or an error.

Run: python benchmarks/patience.py [random queries]
"""

from __future__ import annotations

import random
import sys
import time

from monitor.errors import QueryError
from monitor.match import Facts, Query, explain, find, parse, search_expression

SIZE = 30_000  # characters; more than is read
TEXTS = {
    "one letter": "a " * (SIZE // 2),
    "one word": "acme " * (SIZE // 5),
    "no blank": "a" * SIZE,
    "two words": "acme panne " * (SIZE // 11),
    "many words": " ".join(f"ac{number:x}" for number in range(SIZE // 6)),
    "tags": "#AcmeFail " * (SIZE // 10),
    "hyphens": "a-" * (SIZE // 2),
    "spelled": "a.c.m.e. " * (SIZE // 9),
    "leet": "4cme $ony " * (SIZE // 10),
    "cyrillic": "асме аcme " * (SIZE // 10),
    "chinese": "任天堂" * (SIZE // 3),
    "accents": "éà" * (SIZE // 2),
    "prose": "L'opérateur Acme est en panne depuis ce matin, et le service client d'Acme ne répond pas. "
    * (SIZE // 90),
}
QUERIES = {
    "word": "acme",
    "phrase": '"' + "a " * 20 + '"',
    "phrase of acme": '"' + "acme " * 20 + '"',
    "near chain": " NEAR/100 ".join(["acme"] * 8),
    "ordered chain": " ONEAR/100 ".join(["a*".replace("*", "")] * 8),
    "sentence chain": " SENTENCE ".join(["acme"] * 8),
    "not near": "acme NOT NEAR/100 panne",
    "slop": '"' + "a b c d e f g h i j " * 2 + '"~100',
    "slop of acme": '"' + "acme " * 20 + '"~100',
    "many beginnings": " OR ".join(f"a{one}{two}*" for one in "bcdefghijk" for two in "abcdefghijklmnopqrstuvwxyz"),
    "near alternatives": " NEAR/100 ".join(["(acme OR panne OR a)"] * 8),
    "wildcards": " OR ".join(f"ac{letter}*" for letter in "abcdefghijklmnopqrst0123456789"),
    "one character": " OR ".join(["?" * many + "ac" + "?" * (8 - many) for many in range(9)]),
    "near spellings": " OR ".join(f"{word}~2" for word in "acmeac panneur service operateur client depuis".split()),
    "joined": "acmeacmeacme~",
    "expression": "/(a|b|ab)*c/",
    "expression of dots": "/a.*z|a/",
    "expression of counts": "/(a{1,5}){1,5}b/",
    "expression of letters": r"/(\pL+ )+z/",
    "expression of many states": r"/a.{12}z|e.{11}y/",
    "expression of letters and states": r"/\pL*a.{9}z/",
    "exact": "{a}",
    "alternatives": " OR ".join(f"acme{number}" for number in range(1000)),
    "deep": "acme (" * 12 + "panne" + ")" * 12,
    "chinese": "任天堂",
    "chinese chain": " NEAR/5 ".join(["任天", "天堂"] * 4),
}


def slowest() -> None:
    worst = 0.0
    for query_name, query in QUERIES.items():
        asked = parse(query)
        for text_name, text in TEXTS.items():
            spent = min(_spent(asked, text) for _ in range(3))
            worst = max(worst, spent)
            if spent > 0.05:
                print(f"{spent * 1000:8.1f} ms  {query_name} on {text_name}")
    print(f"{worst * 1000:8.1f} ms  is the longest of {len(QUERIES) * len(TEXTS)} (processor time, best of three)")


def _spent(query: Query, text: str) -> float:
    began = time.process_time()
    find(query, Facts(text=text))
    return time.process_time() - began


def random_queries(count: int) -> None:
    dice = random.Random(20260101)
    scraps = [
        *'()"{}/*?~-+!:&|`',
        "NEAR/3",
        "ONEAR/2",
        "SENTENCE",
        "AND",
        "OU",
        "NOT",
        "title:",
        "rating:<=2",
        "~1",
        " ",
    ]
    errors = 0
    for number in range(count):
        if number % 2:
            query = dice.randbytes(dice.randint(0, 40)).decode("latin-1")
        else:
            query = "".join(dice.choices([*scraps, "acme", "é", "任", "1", "\x00", "\ud800"], k=dice.randint(0, 14)))
        try:
            asked = parse(query)
        except QueryError as error:
            errors += 1
            if not error.hint or not 0 <= error.position <= len(query):
                raise SystemExit(f"{query!r} is refused without a reason") from None
            continue
        find(asked, Facts(text="acme é 任 1 " + query))
        assert explain(asked)
        search_expression(asked)
    print(f"{count} random queries: {count - errors} understood, {errors} refused with a reason, no traceback")


if __name__ == "__main__":
    slowest()
    random_queries(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
