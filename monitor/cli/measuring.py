"""Commands that measure the scores and teach them: eval, label, train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.places import Json, now
from monitor.cli.show import as_json, console, counted, safe
from monitor.enrich import scorers
from monitor.errors import StoreError, VigieError
from monitor.measure import Answer, answers, cases, read_rows, report, task_of, worst
from monitor.text import cut

TASKS = ("sentiment", "label")


def add_to(app: typer.Typer) -> None:
    app.command("eval", epilog='Try:  vigie eval mine.jsonl   with lines like {"text": …, "lang": "fr", "label": …}')(
        evaluate
    )


def evaluate(
    file: Annotated[Path, typer.Argument(metavar="DATA.jsonl", help="Labelled texts, one JSON object a line.")],
    task: Annotated[str, typer.Option("--task", help="sentiment or label; else what the file holds.")] = "",
    heads: Annotated[
        Path | None, typer.Option("--heads", help="A directory of trained heads, instead of ours.")
    ] = None,
    json_too: Json = False,
) -> None:
    """Measure the scores on labelled texts of yours.

    Fields: text, lang, target if there is one, and `label` (positive, neutral, negative) or `expected` (insult,
    accusation, both, criticism, neutral, praise) with the `accept` of a second answer.
    """
    rows = list(read_rows(_lines(file), file.name))
    if not rows:
        raise VigieError(f"{file} has no text", hint="one JSON object a line, with text, lang and label")
    task = task or task_of(rows)
    if task not in TASKS:
        raise VigieError(f"{task!r} is no task", hint=f"tasks: {', '.join(TASKS)}")
    given = answers(cases(rows, task, file.name, now()), scorers(heads=heads), task)
    told = report(given, task)
    if json_too:
        as_json(told | {"worst": [_error(answer) for answer in worst(given)]})
    else:
        _tell(told, given)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        raise StoreError(f"{file} is not text in UTF-8", hint="save it as UTF-8") from None


def _error(answer: Answer) -> dict[str, Any]:
    case = answer.case
    return {
        "text": case.mention.item.text,
        "wanted": case.wanted,
        "told": answer.told,
        "confidence": answer.confidence,
        "group": case.group,
    }


def _tell(told: dict[str, Any], given: tuple[Answer, ...]) -> None:
    out = console()
    forced = f"  forced {told['forced']['macro_f1']:.3f}" if "forced" in told else ""
    out.print(
        f"{counted(told['texts'], 'text')}  macro-F1 {told['macro_f1']:.3f}  accuracy {told['accuracy']:.3f}  "
        f"calibration error {told['ece']:.3f}{forced}\n",
        markup=False,
    )
    out.print(f"{'':14}{'precision':>10}{'recall':>8}{'F1':>8}{'texts':>8}")
    for name, figures in told["per_class"].items():
        row = f"{name:14}{figures['precision']:10.3f}{figures['recall']:8.3f}{figures['f1']:8.3f}{figures['texts']:8}"
        out.print(row, markup=False)
    weak = sorted(told["per_group"].items(), key=lambda pair: pair[1]["accuracy"])[:8]
    if weak:
        out.print("\nthe weakest groups")
    for name, figures in weak:
        out.print(f"  {figures['accuracy']:.2f}  {safe(name)} ({counted(figures['texts'], 'text')})", markup=False)
    errors = worst(given)
    if errors:
        out.print("\nthe surest errors")
    for answer in errors:
        wrong = f"  {answer.case.wanted} was called {answer.told} ({answer.confidence:.2f}): "
        out.print(wrong + cut(safe(answer.case.mention.item.text), 120), markup=False)
