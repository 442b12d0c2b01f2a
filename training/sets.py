"""What the heads may learn from: each file with its licence, its part, and the hash of what was used.

*yes*: a model trained on it may be shipped under a permissive licence. *ask*: unclear, and whoever ships it has to ask;
used only when told to. *no*: only for a head that never leaves the house. Test splits never stand here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

LABELS = ("negative", "neutral", "positive")
OWN = "ours_"  # what we wrote ourselves stands in `ours`, some files for each language
BRAND = "@brand"  # whom such a sentence is said to
SIGNS = {"-": "negative", "=": "neutral", "+": "positive"}


@dataclass(frozen=True, slots=True)
class Set:
    """*weight* is that of one of its texts; *target*: labels are of a target in the text, not of the whole."""

    name: str
    language: str
    licence: str
    weight: float = 1.0
    target: bool = False
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
    # English
    Set(OWN + "en", "en", "yes"),
    Set("xed_en", "en", "yes", 0.06),
    Set(OWN + "entarget", "en", "yes", 2.0, target=True),
    Set("mams_train", "en", "yes", 0.3, target=True),
    Set("sentfin_train", "en", "yes", 4.0, target=True),
    Set("xlmt_en_train", "en", "ask"),
    Set("semeval13_16_train", "en", "ask", most=24_000),
    Set("semeval16rest_sent_en_train", "en", "ask"),
    Set("mabsa_en_train", "en", "ask", 0.5),
    Set("opener_en_train", "en", "ask"),
    Set("newsmtsc_train", "en", "ask", target=True),
    Set("airline_train", "en", "no"),
    # German
    Set(OWN + "de", "de", "yes"),
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

# What the few figures of `Tuning` are chosen on; no weight is learnt from it unless it stands above too.
TUNING = {
    "fr": ("xlmt_fr_train", "xlmt_fr_val", "allocine_train", "booking_fr_train", "semeval16rest_sent_fr_train"),
    "en": ("xlmt_en_train", "xlmt_en_val", "semeval16rest_sent_en_train", "tweeteval_sentiment_val"),
    "de": ("xlmt_de_train", "xlmt_de_val", "mabsa_de_dev"),
    "es": ("xlmt_es_train", "xlmt_es_val", "semeval16rest_sent_es_train"),
    "it": ("xlmt_it_train", "xlmt_it_val"),
    "pt": ("xlmt_pt_train", "xlmt_pt_val", "mabsa_pt_dev"),
    "nl": ("semeval16rest_sent_nl_train", "semeval16rest_sent_nl_dev"),
}
# Those of targets on news only: dishes of a restaurant, which MAMS asks about, are nobody's brands.
TARGET_TUNING = ("sentfin_train", "newsmtsc_rw_dev", "newsmtsc_mt_dev")


def load(root: Path, name: str, most: int = 1_000_000) -> list[Text]:
    """The texts of one file that have a class; nothing where the file is not there."""
    if name.startswith(OWN):
        return list(_own(name.removeprefix(OWN)))
    file = root / f"{name}.jsonl"
    if not file.is_file():
        return []
    rows = (json.loads(row) for row in file.read_text(encoding="utf-8").splitlines())
    texts = [
        Text(row["text"], row["lang"], row["label"], row.get("target", ""), row.get("start", -1))
        for row in rows
        if row["label"] in LABELS
    ]
    return texts[:: -(-len(texts) // most)] if texts else []


def _own(name: str) -> Iterator[Text]:
    """Sentences of our own writing: one a line, after the sign of its class; a file for each kind of text. Brackets
    stand around a target."""
    ours = Path(__file__).with_name("ours")
    for row in "\n".join(file.read_text("utf-8") for file in sorted(ours.glob(f"{name}_*.txt"))).splitlines():
        if row[:1] not in SIGNS:
            continue
        before, opened, rest = row[2:].partition("[")
        named, _, after = rest.partition("]")
        target = named or (BRAND if BRAND in row else "")
        yield Text(before + named + after, name[:2], SIGNS[row[0]], target, len(before) if opened else -1)


def hash_of(root: Path, name: str) -> str:
    return sha256((root / f"{name}.jsonl").read_bytes()).hexdigest()
