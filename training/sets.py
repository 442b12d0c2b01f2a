"""What the heads may learn from: each file with its licence, its part, and the hash of what was used.

*yes*: a model trained on it may be shipped under a permissive licence. *ask*: unclear, and whoever ships it has to ask;
used only when told to. *no*: only for a head that never leaves the house. Test splits never stand here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from monitor.enrich.head import AIMING, HANDLE, HEADLINE, LONG, STORY, VISIT
from monitor.model import TONES

OWN = "ours_"  # what we wrote ourselves stands in `ours`, some files for each language
BRAND = "@brand"  # whom such a sentence is said to
# By the name of a set, the files of ours that it leaves out: what is written in one manner tells little, or wrong
# things, of another. What is said to handles stands apart where there is a head for it.
LEFT_OUT = {
    "en": {"brands", "guests", "idiom", "reviews", "timeline"},
    "entalk": {"brands", "guests", "idiom", "places", "reviews", "timeline"},
    "enprose": {"everyday", "guests", "timeline", "tweets"},
    "envisit": {"everyday", "idiom", "mixed", "news", "timeline", "tweets"},
    "fr": {"cinema", "guests", "hotels", "idiom", "spectators", "tables", "timeline", "tweets"},
    "frlong": {"everyday", "guests", "idiom", "timeline", "tweets"},
    "frvisit": {"everyday", "idiom", "mixed", "news", "spectators", "timeline", "tweets"},
    "it": {"idiom"},
    "nl": {"idiom"},
}
OURS = Path(__file__).with_name("ours")
SIGNS = {"-": "negative", "=": "neutral", "+": "positive"}


@dataclass(frozen=True, slots=True)
class Set:
    """*weight* is that of one of its texts; *kind* that of the head it teaches: "" the language's own, `headline` and
    `story` labels of a target in the text and not of the whole, `handle` what is said to a brand's handle, `long` what
    is long and bears no marks of a social network, `visit` what guests and customers write of a place."""

    name: str
    language: str
    licence: str
    weight: float = 1.0
    kind: str = ""
    most: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Text:
    prose: str
    language: str
    label: str
    target: str = ""
    start: int = -1


SETS = (
    # French
    Set(OWN + "fr", "fr", "yes", 4.0),
    Set("allocine_train", "fr", "yes", 4.0),
    Set("xed_fr", "fr", "yes", 0.15),
    Set("xlmt_fr_train", "fr", "ask"),
    Set("booking_fr_train", "fr", "ask"),
    Set("semeval16rest_sent_fr_train", "fr", "ask"),
    Set("mabsa_fr_train", "fr", "ask", 0.7),
    Set(OWN + "frvisit", "fr", "yes", 4.0, VISIT),
    Set("allocine_train", "fr", "yes", 0.3, VISIT),
    Set(OWN + "frlong", "fr", "yes", 1.0, LONG),
    Set("allocine_train", "fr", "yes", 1.0, LONG),
    Set("booking_fr_train", "fr", "ask", 1.0, LONG),
    # English
    Set(OWN + "en", "en", "yes"),
    Set("xed_en", "en", "yes", 0.06),
    Set(OWN + "enhandle", "en", "yes", 3.0, HANDLE),
    Set(OWN + "entalk", "en", "yes", 1.0, HANDLE),
    Set(OWN + "enprose", "en", "yes", 1.0, HANDLE),
    Set("xed_en", "en", "yes", 0.06, HANDLE),
    Set("airline_train", "en", "no", 1.0, HANDLE),
    Set(OWN + "envisit", "en", "yes", 1.0, VISIT),
    Set(OWN + "enheadline", "en", "yes", 0.5, HEADLINE),
    Set("sentfin_train", "en", "yes", 1.0, HEADLINE),
    Set(OWN + "enstory", "en", "yes", 1.0, STORY),
    Set("mams_train", "en", "yes", 0.1, STORY),
    Set("sentfin_train", "en", "yes", 0.3, STORY),
    Set("xlmt_en_train", "en", "ask"),
    Set("semeval13_16_train", "en", "ask", most=24_000),
    Set("semeval16rest_sent_en_train", "en", "ask"),
    Set("mabsa_en_train", "en", "ask", 0.5),
    Set("opener_en_train", "en", "ask"),
    Set("newsmtsc_train", "en", "ask", 1.0, STORY),
    # German
    Set(OWN + "de", "de", "yes", 3.0),
    Set("xed_de", "de", "yes", 0.06),
    Set("xlmt_de_train", "de", "ask"),
    Set("mabsa_de_train", "de", "ask", 0.7),
    # Spanish
    Set(OWN + "es", "es", "yes"),
    Set("xed_es", "es", "yes", 0.06),
    Set("xlmt_es_train", "es", "ask"),
    Set("semeval16rest_sent_es_train", "es", "ask"),
    Set("opener_es_train", "es", "ask"),
    Set("mabsa_es_train", "es", "ask", 0.5),
    # Italian
    Set(OWN + "it", "it", "yes"),
    Set("xed_it", "it", "yes", 0.06),
    Set("xlmt_it_train", "it", "ask"),
    # Portuguese
    Set(OWN + "pt", "pt", "yes"),
    Set("xed_pt", "pt", "yes", 0.06),
    Set("xlmt_pt_train", "pt", "ask"),
    Set("mabsa_pt_train", "pt", "ask", 0.5),
    # Dutch
    Set(OWN + "nl", "nl", "yes"),
    Set("xed_nl", "nl", "yes", 0.06),
    Set("semeval16rest_sent_nl_train", "nl", "ask"),
    Set("mabsa_nl_train", "nl", "ask", 0.7),
)

# What the few figures of `Tuning` are chosen on, by the head's name, beside our own sentences; no weight is learnt from
# it unless it stands above too. Dishes of a restaurant, which MAMS asks about, are nobody's brands.
TUNING = {
    "fr": ("xlmt_fr_train", "xlmt_fr_val", "allocine_train", "booking_fr_train", "semeval16rest_sent_fr_train"),
    "frlong": ("allocine_train",),
    "frvisit": ("booking_fr_train", "semeval16rest_sent_fr_train"),
    "en": ("xlmt_en_train", "xlmt_en_val", "semeval16rest_sent_en_train", "tweeteval_sentiment_val"),
    "enhandle": (),
    "envisit": ("semeval16rest_sent_en_train",),
    "enheadline": ("sentfin_train",),
    "enstory": ("newsmtsc_rw_dev", "newsmtsc_mt_dev"),
    "de": ("xlmt_de_train", "xlmt_de_val", "mabsa_de_dev"),
    "es": ("xlmt_es_train", "xlmt_es_val", "semeval16rest_sent_es_train"),
    "it": ("xlmt_it_train", "xlmt_it_val"),
    "pt": ("xlmt_pt_train", "xlmt_pt_val", "mabsa_pt_dev"),
    "nl": ("semeval16rest_sent_nl_train", "semeval16rest_sent_nl_dev"),
}


def sets_of(head: str, licences: Collection[str] = ("yes",)) -> list[Set]:
    """What the head called *head* learns from: its language, then its kind."""
    return [each for each in SETS if each.language + each.kind == head and each.licence in licences]


def load(root: Path, name: str, most: int = 1_000_000) -> list[Text]:
    """The texts of one file that have a class; nothing where the file is not there."""
    if name.startswith(OWN):
        return _own(name.removeprefix(OWN))
    file = root / f"{name}.jsonl"
    if not file.is_file():
        return []
    rows = (json.loads(row) for row in file.read_text(encoding="utf-8").splitlines())
    texts = [
        Text(row["text"], row["lang"], row["label"], row.get("target", ""), row.get("start", -1))
        for row in rows
        if row["label"] in TONES
    ]
    return texts[:: -(-len(texts) // most)] if texts else []


def _own(name: str) -> list[Text]:
    """Sentences of our own writing, of the set called *name*: one a line, after the sign of its class; a file for each
    kind of text. Brackets stand around a target."""
    language = name[:2]
    stem = name if name[2:] in AIMING else language
    texts = [
        text
        for file in sorted(OURS.glob(f"{stem}_*.txt"))
        if file.stem.removeprefix(f"{stem}_") not in LEFT_OUT.get(name, ())
        for text in written(language, file.stem)
    ]
    if stem == language and language + HANDLE in TUNING:
        texts = [text for text in texts if (BRAND in text.prose) == (name[2:] == HANDLE)]
    return texts


def written(language: str, stem: str) -> Iterator[Text]:
    """The sentences of one file of ours."""
    for row in (OURS / f"{stem}.txt").read_text("utf-8").splitlines():
        if row[:1] not in SIGNS:
            continue
        before, opened, rest = row[2:].partition("[")
        named, _, after = rest.partition("]")
        target = named or (BRAND if BRAND in row else "")
        yield Text(before + named + after, language, SIGNS[row[0]], target, len(before) if opened else -1)


def hash_of(root: Path, name: str) -> str:
    return sha256((root / f"{name}.jsonl").read_bytes()).hexdigest()
