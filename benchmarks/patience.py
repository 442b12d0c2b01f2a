"""The worst that queries and texts can do: the longest that one query takes on one text (read, and looked through for
the first time), what of the text its budget let it look at, and random queries by the hundred thousand, each of which
is a query or an error.

Run: python benchmarks/patience.py [random queries]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice, product
from string import ascii_lowercase

from monitor.errors import QueryError
from monitor.match import Facts, Matcher, Query, explain, find, parse, search_expression
from monitor.match.budget import Load, load
from monitor.match.finding import Reader
from monitor.match.prose import Prose
from monitor.model import Brand

SIZE = 30_000  # characters; more than is read
DICE = random.Random(20260101)
WORDS = ["".join(letters) for letters in product("ac", "bcmno", ascii_lowercase, "abcdefgmnop")]
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
    "two letters": "".join(DICE.choices("ab", k=SIZE)),
    "words of two letters": " ".join("".join(DICE.choices("ab", k=5)) for _ in range(SIZE // 6)),
    "misspelt": " ".join("acmepanne" + "".join(DICE.choices(ascii_lowercase, k=3)) for _ in range(SIZE // 13)),
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


def _any(pieces: Iterable[str]) -> str:
    return " OR ".join(pieces)


_CHAIN = " NEAR/100 ".join(["(acme OR panne OR a OR ac* OR ab*)"] * 8)
# As much as a query may hold, of one thing after the other.
LARGEST = {
    "a word, thousands of times": _any(["acme"] * 5_900),
    "a word, thousands of times, all": "acme " * 5_900,
    "thousands of words": _any(islice(map("".join, product("acme", repeat=7)), 5_900)),
    "thousands of words beside one": f"(acme OR a) ({_any(islice(map(''.join, product('acme', repeat=7)), 5_900))})",
    "thousands of phrases": _any(f'"{first} acme"' for first in islice(map("".join, product("acme", repeat=6)), 3_000)),
    "thousands of beginnings": _any(f"{word}*" for word in islice(map("".join, product("acmb", repeat=6)), 4_000)),
    "many of one character": _any(f"?{word}" for word in WORDS[:750]),
    "many of one character inside": _any(f"a?{word[:1]}*" for word in WORDS[:750]),
    "many with one fault": _any(f"acmepanne{word}~1" for word in WORDS[:150]),
    "many with two faults": _any(f"acmepanne{word[1:]}~2" for word in WORDS[:30]),
    "many chains": _any([f"({_CHAIN})"] * 5),
    "nested nearness": "acme " + "NEAR/100 (acme " * 11 + "NEAR/9 a" + ")" * 11,
    "many in any order": _any(f'"{"acme a " * 10}"~{slop}' for slop in range(1, 31)),
    "many phrases of one word": _any(f'"{"acme " * many}"' for many in range(2, 20)),
    "many exact": _any(f"{{{'a' * many}}}" for many in range(1, 151)),
    "an expression that knows no end": "/[ab]*a[ab]{200}z|./",
    "many of these": _any(f"/[ab]*a[ab]{{{many}}}z|./" for many in range(100, 110)),
    "many that look far": _any(f"/.*.*.*z|[\\s\\S]{{{many}}}/" for many in range(1, 20)),
    "thousands of sites": _any(f"site:{word}.com" for word in WORDS[:3_000]),
    "thousands of authors": _any(f"author:{word}" for word in WORDS[:3_000]),
    "many in two pieces": _any(f"{word * 3}~" for word in WORDS[:630]),
}


def slowest() -> None:
    told = []
    for query_name, query in (QUERIES | LARGEST).items():
        spent, text_name, shares = max(_each_text(query))
        told.append((spent, f"{query_name} on {text_name}; {shares}"))
    for spent, line in sorted(told, reverse=True)[:12]:
        print(f"{spent * 1000:8.1f} ms  {line}")
    print(f"{max(told)[0] * 1000:8.1f} ms  is the longest of {len(told) * len(TEXTS)} (processor time, best of three)")


def _each_text(query: str) -> Iterator[tuple[float, str, str]]:
    asked = parse(query)
    weight, matcher = load(asked.root), Matcher([Brand("any", query=query)])
    for name, text in TEXTS.items():
        facts = Facts(text=text, url="https://www.example.com/x", author="Jeanne Martin")
        read = Reader(facts, Prose(text)).allowed(weight).shares
        spent = min(_spent(partial(_read, asked, weight, facts)) for _ in "123")
        matched = min(_spent(partial(matcher.match, facts)) for _ in "123")
        yield max(spent, matched), name, ", ".join(f"{key} {value}" for key, value in read._asdict().items())


def _read(asked: Query, weight: Load, facts: Facts) -> None:
    Reader(facts, Prose(facts.text)).spans(asked.root, weight)


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
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
