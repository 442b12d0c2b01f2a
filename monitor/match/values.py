"""What stands after a field: a word, a figure, a range, a date."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from monitor.match.facts import FIELDS, HELD
from monitor.match.query import Fact
from monitor.match.terms import Unclear
from monitor.match.tokens import tokens

ALIASES: Mapping[str, str] = {
    "intitle": "title",
    "titre": "title",
    "intext": "text",
    "texte": "text",
    "domain": "site",
    "host": "site",
    "inurl": "url",
    "from": "author",
    "auteur": "author",
    "language": "lang",
    "langue": "lang",
    "pays": "country",
    "date": "published",
    "headline": "title",
    "subject": "title",
    "body": "text",
    "content": "text",
    "username": "author",
    "stars": "rating",
    "audience": "reach",
}
REGIONS = ("title", "text")
_LABELS: Mapping[str, tuple[str, ...]] = {
    "sentiment": ("negative", "neutral", "positive"),
    "insult": ("none", "possible", "likely"),
    "accusation": ("none", "possible", "likely"),
    "has": tuple(HELD),
}
# What people call these, beside the names that stand here first.
_SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "sentiment": {
        "négatif": "negative",
        "negatif": "negative",
        "neutre": "neutral",
        "positif": "positive",
        "neg": "negative",
        "pos": "positive",
    },
    "insult": {"aucune": "none", "probable": "likely"},
    "accusation": {"aucune": "none", "probable": "likely"},
    "type": {"avis": "review", "commentaire": "comment", "article": "post"},
    "country": {"uk": "gb", "el": "gr"},
}
_KINDS = ("post", "comment", "review")
_CODES = {  # of languages and countries that people write out
    "lang": {
        "french": "fr",
        "français": "fr",
        "francais": "fr",
        "english": "en",
        "anglais": "en",
        "german": "de",
        "spanish": "es",
        "italian": "it",
        "dutch": "nl",
        "portuguese": "pt",
        "japanese": "ja",
        "chinese": "zh",
    },
    "country": {
        "france": "fr",
        "belgium": "be",
        "belgique": "be",
        "switzerland": "ch",
        "suisse": "ch",
        "canada": "ca",
        "germany": "de",
        "usa": "us",
    },
}
_CODE = {"lang": re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*"), "country": re.compile("[A-Za-z]{2}")}
_EXAMPLES = {
    "rating": "rating:<=2 or rating:2..4",
    "reach": "reach:>=1000 or reach:1k..50k",
    "sentiment": "sentiment:<-0.5",
    "insult": "insult:>=0.8",
    "accusation": "accusation:>=0.8",
}
_FIGURES = frozenset({"rating", "reach", "sentiment", "insult", "accusation"})
_NUMBER = r"[-+]?(?:\d{1,3}(?:[,_ \u00a0\u202f]\d{3})+|\d{1,15}(?:[.,]\d{1,9})?)[kKmM]?"
_THOUSANDS = re.compile(r"(?<=\d)[,_ \u00a0\u202f](?=\d{3}(?!\d))")
_TIMES = {"k": 1e3, "m": 1e6}
_SIGN = r"(?P<sign><=|>=|=<|=>|<|>|=)?\s*"
_BOUNDED = re.compile(rf"{_SIGN}(?P<one>{_NUMBER})$|(?P<low>{_NUMBER})?\.\.(?P<high>{_NUMBER})?$")
_DATE = r"\d{4}(?:[-/]\d{2}(?:[-/]\d{2}(?:[T ]?\d{2}:\d{2}(?::\d{2})?Z?)?)?)?"
_DATED = re.compile(rf"{_SIGN}(?P<one>{_DATE})$|(?P<low>{_DATE})?\.\.(?P<high>{_DATE})?$")


def fact(field: str, value: str, start: int, end: int) -> Fact:
    """What *field* must be, as *value* says. Raises Unclear."""
    written = f"{field}:{value}"
    if field == "published":
        low, high = _moments(value)
        return Fact(field, start, end, written, low=low, high=high)
    label = value.lower().lstrip("=").strip()
    label = _SYNONYMS.get(field, {}).get(label, label)
    if label in _LABELS.get(field, ()):
        return Fact(field, start, end, written, value=label)
    if field in _FIGURES:
        low, high = _bounds(field, value)
        return Fact(field, start, end, written, low=low, high=high)
    if field in _LABELS:
        raise Unclear(f"nothing is called {value!r} here", _known(label, _LABELS[field]))
    if label and (field == "type" or field in _CODE):
        return Fact(field, start, end, written, value=_code(field, label, value))
    return Fact(field, start, end, written, value=_word(field, value))


def _code(field: str, label: str, value: str) -> str:
    """What is known by a code, or is of few kinds."""
    if field == "type":
        if label not in _KINDS:
            raise Unclear(f"no type is called {value!r}", _known(label, _KINDS))
        return label
    names = _CODES[field]
    if _CODE[field].fullmatch(label):
        return label
    if label in names:
        return names[label]
    several = re.findall("[A-Za-z]+", label)
    hint = f"write a code, such as {field}:fr"
    if len(several) > 1 and all(map(_CODE[field].fullmatch, several)):
        hint = f"write {field}:({' OR '.join(several)})"
    raise Unclear(f"{value!r} is no code of a {'language' if field == 'lang' else 'country'}", hint)


def _word(field: str, value: str) -> str:
    if field in ("author", "source"):
        if not tokens(value):
            raise Unclear("there is no word in this", f'write {field}: and a name, such as {field}:"Jeanne Martin"')
        if "*" in value[:-1]:
            raise Unclear("* can only end a word", "write its beginning and *, as in jean*")
    if not value.strip():
        raise Unclear(f"{field}: has nothing after it", f'write what it must be; for the word itself, write "{field}"')
    return value.strip()


def _bounds(field: str, value: str) -> tuple[float, float]:
    found = _BOUNDED.match(value)
    if not found or value == "..":
        raise Unclear(f"{value!r} is no figure", _instead(field, value))
    sign, one, low, high = found["sign"], found["one"], found["low"], found["high"]
    if one is None:
        return _ordered(_number(low, -math.inf), _number(high, math.inf), value)
    return _side(sign, _number(one, 0.0), _number(one, 0.0))


def _instead(field: str, value: str) -> str:
    """What to write where *value* is no figure."""
    labels = _LABELS.get(field, ())
    if near := difflib.get_close_matches(value.lower()[:40], labels, n=1):
        return f"did you mean {field}:{near[0]}?"
    ends = re.fullmatch(r"\[?\s*(\d+)\s*(?:-|–|TO|to)\s*(\d+)\s*\]?", value)
    if ends:
        return f"write {field}:{ends[1]}..{ends[2]}"
    return " or ".join((f"write {_EXAMPLES[field]}", *labels))


def _number(text: str | None, otherwise: float) -> float:
    if not text:
        return otherwise
    times = _TIMES.get(text[-1].lower(), 1)
    grouped = text.rstrip("kKmM")
    if times == 1 and not grouped.startswith("0") and len(grouped.lstrip("+-")) > 4:  # 1,000 is a thousand, 4,5 is not
        grouped = _THOUSANDS.sub("", grouped)
    return float(grouped.replace(",", ".")) * times


def _side(sign: str | None, low: float, high: float) -> tuple[float, float]:
    """The figures that *sign* allows beside one that is between *low* and *high*, both included."""
    match sign:
        case "<":
            return -math.inf, math.nextafter(low, -math.inf)
        case "<=" | "=<":
            return -math.inf, high
        case ">":
            return math.nextafter(high, math.inf), math.inf
        case ">=" | "=>":
            return low, math.inf
    return low, high


def _ordered(low: float, high: float, value: str) -> tuple[float, float]:
    if low > high:
        raise Unclear(f"{value} is empty: its beginning is after its end", "write the smaller one first")
    return low, high


def _moments(value: str) -> tuple[float, float]:
    found = _DATED.match(value)
    if not found or value == "..":
        hint = "write published:>=2026-01-31, published:2026-01 or published:2026-01-01..2026-01-31"
        if turned := re.fullmatch(rf"{_SIGN}(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}})", value):
            hint = f"the year stands first: published:{turned[1] or ''}{turned[4]}-{turned[3]:0>2}-{turned[2]:0>2}"
        raise Unclear(f"{value!r} is no date", hint)
    if found["one"]:
        return _side(found["sign"], *_stretch(found["one"]))
    low = _stretch(found["low"])[0] if found["low"] else -math.inf
    high = _stretch(found["high"])[1] if found["high"] else math.inf
    return _ordered(low, high, value)


def _stretch(text: str) -> tuple[float, float]:
    """The first and the last second of a year, a month, a day or a minute, UTC."""
    parts = len(re.findall(r"\d+", text))
    try:
        plain = text.replace("/", "-").removesuffix("Z")
        begins = datetime.fromisoformat(plain + "-01" * (3 - parts)).replace(tzinfo=UTC)
        return begins.timestamp(), _end(begins, parts).timestamp() - 1e-6
    except (ValueError, OverflowError):
        raise Unclear(f"{text} is in no calendar", "write a date such as 2026-01-31") from None


def _end(begins: datetime, parts: int) -> datetime:
    match parts:
        case 1:
            return begins.replace(year=begins.year + 1)
        case 2:
            return (begins + timedelta(days=31)).replace(day=1)
        case 3:
            return begins + timedelta(days=1)
    return begins + (timedelta(minutes=1) if parts < 6 else timedelta(seconds=1))


def _known(value: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(value[:40], known, n=1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"


def field_called(name: str) -> str:
    """The field's own name; "" if nothing is called so."""
    name = ALIASES.get(name.lower(), name.lower())
    return name if name in FIELDS or name in REGIONS else ""
