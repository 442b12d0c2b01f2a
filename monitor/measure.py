"""How good the scores are: labelled texts -> what was told, what was right, and the worst errors in their words."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.enrich import Enricher, enrich
from monitor.errors import VigieError
from monitor.model import TONES, Item, Mention, Span
from monitor.text import cut, fold, one_line, tables

FORCED = ("negative", "positive")
SIX = ("insult", "accusation", "both", "criticism", "neutral", "praise")
_SAME = {"pos": "positive", "neg": "negative", "neu": "neutral", "defamation": "accusation", "1": "positive"}
_SAME |= {"-1": "negative", "0": "neutral", "+": "positive", "-": "negative", "mixed": "neutral"}
GROUPS = ("functionality", "phenomenon", "kind")
COLUMNS = {"brand": "target", "marque": "target", "language": "lang", "langue": "lang", "texte": "text"}
BINS = 10  # of the expected calibration error
WORST = 8
LONGEST = 2_000_000  # characters of a row


@dataclass(frozen=True, slots=True)
class Case:
    """A text and what it should be called; *accepted* has every answer that counts as right, *wanted* first."""

    number: int
    mention: Mention
    wanted: str
    accepted: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a case was called, with which confidence; *forced* is the better of the two tones."""

    case: Case
    told: str
    confidence: float
    value: float
    forced: str = ""

    @property
    def right(self) -> bool:
        return self.told in self.case.accepted

    @property
    def counted(self) -> str:
        """What the case counts as: an accepted answer is as good as the wanted one."""
        return self.told if self.right else self.case.wanted


# ------------------------------------------------------------------ reading labelled texts


def task_of(rows: Sequence[dict[str, Any]]) -> str:
    """`label` where the six labels are expected, or told by what is no tone, else `sentiment`."""
    said = {_called(row.get("label")) for row in rows if "expected" not in row}
    return "label" if rows and said <= {*SIX} and (not said or not said <= {*TONES}) else "sentiment"


def read_rows(text: str, name: str) -> Iterator[dict[str, Any]]:
    """The labelled texts of a file called *name*: JSON lines, or a table whose first line names its columns. Raises
    VigieError, with the line, for what is none."""
    table = name.lower().endswith((".csv", ".tsv")) and not text.lstrip().startswith("{")
    return _table(text, name) if table else _objects(text, name)


def _table(text: str, name: str) -> Iterator[dict[str, Any]]:
    try:
        for line, row in tables.rows(text, bare=True):
            told = {COLUMNS.get(plain := key.strip().lower(), plain): value for key, value in row.items()}
            if not isinstance(told.get("text"), str):
                hint = "its first line names the columns: text, lang, brand, label"
                raise VigieError(f"{name}:{line}: no text", hint=hint)
            yield {key: value for key, value in told.items() if value}
    except tables.Broken as error:
        raise VigieError(f"{name}:{error.line} is broken CSV: {error}", hint="open and export it again") from None


def _objects(text: str, name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line[:LONGEST])
        except (ValueError, RecursionError):
            raise VigieError(f"{name}:{number}: not JSON", hint="one object a line: JSON lines") from None
        fields: dict[str, Any] = row if isinstance(row, dict) else {}
        told = {COLUMNS.get(key, key): value for key, value in fields.items()}
        if not isinstance(told.get("text"), str):
            raise VigieError(f"{name}:{number}: no text", hint='expected {"text": ..., "lang": ..., "label": ...}')
        yield told


def cases(rows: Sequence[dict[str, Any]], task: str, name: str, at: datetime) -> tuple[Case, ...]:
    """Raises VigieError for a label that is none of the task's."""
    known = SIX if task == "label" else TONES
    return tuple(_case(number, row, known, name, at) for number, row in enumerate(rows, 1))


def _case(number: int, row: dict[str, Any], known: Sequence[str], name: str, at: datetime) -> Case:
    key = "expected" if known is SIX and "expected" in row else "label"
    wanted = _called(row.get(key))
    if wanted not in known:
        hint = f"known: {', '.join(known)}"
        if not row.get(key):
            raise VigieError(f"{name}: text {number} has no {key}", hint=hint)
        raise VigieError(f"{name}: text {number} has {key} {cut(one_line(str(row.get(key))), 40)!r}", hint=hint)
    accepts = row.get("accept") or ()
    accepted = (accepts,) if isinstance(accepts, str) else accepts
    group = next((str(row[field]) for field in GROUPS if row.get(field)), "")
    return Case(number, mention_of(row, at), wanted, (wanted, *map(_called, accepted)), group)


def mention_of(row: dict[str, Any], at: datetime) -> Mention:
    """The text as a mention of its target, or of nobody."""
    prose, language, target = row["text"], str(row.get("lang") or ""), str(row.get("target") or "")
    item = Item(str(row.get("id", "")), text=prose, language=language)
    return Mention(item, target, "eval", at, spans=_spans(prose, target, row.get("start")), language=language)


def _spans(prose: str, target: str, start: object) -> tuple[Span, ...]:
    if not target:
        return ()
    if isinstance(start, int) and prose[start : start + len(target)] == target:
        return (Span(start, start + len(target), target),)
    folded, wanted = fold(prose), fold(target).text
    found = [*re.finditer(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded.text)] if wanted else []
    if wanted and not found:  # as a handle it is written in one word, which may go on: Blue Kite, @BlueKiteHelp
        found = [*re.finditer(rf"(?<=[@#]){re.escape(wanted.replace(' ', ''))}\w*", folded.text)]
    return tuple(Span(*folded.original(match.start(), match.end()), target) for match in found)


def _called(label: object) -> str:
    said = str(label).strip().lower()
    return _SAME.get(said, said)


# ------------------------------------------------------------------ answering, and counting


def answers(asked: Iterable[Case], chain: Sequence[Enricher], task: str) -> tuple[Answer, ...]:
    ask = _label if task == "label" else _tone
    return tuple(ask(case, enrich(case.mention, chain)) for case in asked)


def _tone(case: Case, heard: Mention) -> Answer:
    score = heard.sentiment
    return Answer(case, score.label, score.confidence, score.value, FORCED[score.value > 0])


def _label(case: Case, heard: Mention) -> Answer:
    scores = (heard.insult, heard.accusation)
    sure = min(score.confidence for score in scores) if any(score.confidence for score in scores) else 0.0
    return Answer(case, heard.finding.label or "neutral", sure, heard.sentiment.value)


def report(given: Sequence[Answer], task: str) -> dict[str, Any]:
    """The figures: macro-F1, accuracy, each class, the confusion, the calibration, and each group where there are."""
    classes = SIX if task == "label" else TONES
    wanted, told = [answer.counted for answer in given], [answer.told for answer in given]
    present = [name for name in classes if name in wanted]
    per_class = {name: _figures(name, wanted, told) for name in classes if name in wanted or name in told}
    binary = task == "sentiment" and "neutral" not in wanted
    return {
        "task": task,
        "texts": len(given),
        "macro_f1": _mean(per_class[name]["f1"] for name in present),
        "accuracy": _mean(answer.right for answer in given),
        "ece": calibration_error(given),
        "per_class": per_class,
        "confusion": _confusion(wanted, told),
        "per_group": _grouped(given),
        **({"forced": _forced(given)} if binary else {}),
    }


def _figures(name: str, wanted: Sequence[str], told: Sequence[str]) -> dict[str, float]:
    hits = sum(a == b == name for a, b in zip(wanted, told, strict=True))
    precision, recall = hits / max(1, told.count(name)), hits / max(1, wanted.count(name))
    f1 = 2 * hits / max(1, told.count(name) + wanted.count(name))
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
        "texts": wanted.count(name),
    }


def _confusion(wanted: Sequence[str], told: Sequence[str]) -> dict[str, dict[str, int]]:
    """By what it is, then by what it was called."""
    pairs = Counter(zip(wanted, told, strict=True))
    return {a: {b: pairs[a, b] for b in dict.fromkeys(told) if pairs[a, b]} for a in dict.fromkeys(wanted)}


def _grouped(given: Sequence[Answer]) -> dict[str, dict[str, float]]:
    groups: dict[str, list[bool]] = {}
    for answer in given:
        if answer.case.group:
            groups.setdefault(answer.case.group, []).append(answer.right)
    return {name: {"accuracy": _mean(right), "texts": len(right)} for name, right in sorted(groups.items())}


def _forced(given: Sequence[Answer]) -> dict[str, float]:
    """Positive or negative, neutral forbidden."""
    wanted, told = [answer.case.wanted for answer in given], [answer.forced for answer in given]
    f1 = _mean(_figures(name, wanted, told)["f1"] for name in dict.fromkeys(wanted))
    return {"macro_f1": f1, "accuracy": _mean(a == b for a, b in zip(wanted, told, strict=True))}


def calibration_error(given: Sequence[Answer]) -> float:
    """The expected calibration error: how far confidence is from being right, over ten bins (Naeini et al., 2015)."""
    bins: dict[int, list[Answer]] = {}
    for answer in given:
        bins.setdefault(min(BINS - 1, int(answer.confidence * BINS)), []).append(answer)
    apart = (
        len(each) * abs(_mean(a.confidence for a in each) - _mean(a.right for a in each)) for each in bins.values()
    )
    return round(sum(apart) / max(1, len(given)), 4)


def worst(given: Sequence[Answer], most: int = WORST) -> tuple[Answer, ...]:
    """The errors that were told with the most confidence."""
    wrong = (answer for answer in given if not answer.right)
    return tuple(sorted(wrong, key=lambda answer: -answer.confidence)[:most])


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return round(sum(found) / len(found), 4) if found else 0.0
