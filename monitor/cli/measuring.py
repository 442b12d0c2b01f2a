"""Commands that measure the scores and teach them: eval, label, train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.places import ConfigPath, Json, load_config, load_outline, now, open_store
from monitor.cli.proving import whoever
from monitor.cli.show import as_json, console, counted, figure, safe, say
from monitor.cli.tongue import spoken
from monitor.enrich import Models, scorers
from monitor.enrich.head import head_of
from monitor.enrich.sentiment import listener
from monitor.errors import StoreError, VigieError
from monitor.measure import Answer, answers, cases, read_rows, report, task_of, worst
from monitor.model import Mention
from monitor.text import cut

TASKS = ("sentiment", "label")


def add_to(app: typer.Typer) -> None:
    app.command("eval", epilog='Try:  vigie eval mine.csv   or lines like {"text": …, "lang": "fr", "label": …}')(
        evaluate
    )

    app.command(epilog="Try:  vigie label 12 sentiment=negative")(label)
    app.command(epilog="Try:  vigie train --out heads   then, in vigie.yaml:  scoring: {heads: heads}")(train)


def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Labelled texts: a CSV table, or JSON lines.")],
    task: Annotated[
        str, typer.Option("--task", metavar="WHAT", help="sentiment or label; else what the file holds.")
    ] = "",
    heads: Annotated[
        Path | None, typer.Option("--heads", metavar="FOLDER", help="A directory of trained heads, instead of ours.")
    ] = None,
    json_too: Json = False,
) -> None:
    """Measure the scores on labelled texts of yours.

    Columns or fields: text, lang, brand if one is meant, and label: positive, neutral, negative; or insult, accusation,
    both, criticism, neutral, praise. In JSON lines, `accept` holds a second answer.
    """
    rows = list(read_rows(_text(file), file.name))
    if not rows:
        raise VigieError(f"{file} has no text", hint="a table, or one JSON object a line, with text, lang and label")
    task = task or task_of(rows)
    if task not in TASKS:
        raise VigieError(f"{task!r} is no task", hint=f"tasks: {', '.join(TASKS)}")
    given = answers(cases(rows, task, file.name, now()), scorers(models=Models(heads)), task)
    told = report(given, task)
    if json_too:
        as_json(told | {"worst": [_error(answer) for answer in worst(given)]})
    else:
        _tell(told, given)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
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
    forced = f"  {spoken('forced')} {figure(told['forced']['macro_f1'], '.3f')}" if "forced" in told else ""
    out.print(
        f"{counted(told['texts'], 'text')}  macro-F1 {figure(told['macro_f1'], '.3f')}  {spoken('accuracy')} "
        f"{figure(told['accuracy'], '.3f')}  {spoken('calibration error')} {figure(told['ece'], '.3f')}{forced}\n",
        markup=False,
    )
    heads = zip(("precision", "recall", "F1", "texts"), (10, 8, 8, 8), strict=True)
    out.print(f"{'':14}" + "".join(f"{spoken(head):>{width}}" for head, width in heads))
    for name, figures in told["per_class"].items():
        scores = (("precision", "10.3f"), ("recall", "8.3f"), ("f1", "8.3f"), ("texts", "8"))
        out.print(f"{name:14}" + "".join(figure(figures[each], form) for each, form in scores), markup=False)
    weak = sorted(told["per_group"].items(), key=lambda pair: pair[1]["accuracy"])[:8]
    if weak:
        out.print(spoken("\nthe weakest groups"))
    for name, figures in weak:
        out.print(
            f"  {figure(figures['accuracy'], '.2f')}  {safe(name)} ({counted(figures['texts'], 'text')})", markup=False
        )
    errors = worst(given)
    if errors:
        out.print(spoken("\nthe surest errors"))
    for answer in errors:
        wrong = spoken(f"  {answer.case.wanted} was called {answer.told} ({figure(answer.confidence, '.2f')}):")
        out.print(f"{wrong} {cut(safe(answer.case.mention.item.text), 120)}", markup=False)


def label(
    number: Annotated[int, typer.Argument(metavar="ID", help="A mention.")],
    words: Annotated[list[str], typer.Argument(metavar="WHAT=WORD...", help="sentiment=negative, label=insult")],
    config_path: ConfigPath = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so; you, if nobody is named.")] = "",
) -> None:
    """Correct a mention.

    It counts at once, in alerts too, and `vigie train` learns from it.
    """
    outline = load_outline(config_path)
    with open_store(outline.store) as store, store.atomic():
        for what, _, word in (each.partition("=") for each in words):
            told = store.labels.give(number, what.strip(), word.strip(), whoever(by), now())
            say(f"mention {number}: {safe(what)} is {safe(word)} ({safe(cut(told.item.prose, 60))})")


def train(
    config_path: ConfigPath = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Where the heads go; else `scoring: heads`.")
    ] = None,
) -> None:
    """Let the scores learn from your corrections.

    They are bent toward two corrections in three, and kept where that makes them better on the others.
    """
    config = load_config(config_path)
    directory = out or config.scoring.heads or config.store.parent / "heads"
    with open_store(config.store) as store:
        given = [*store.labels.given("sentiment")]
    taught: dict[str, list[tuple[Mention, str]]] = {}
    for mention, word in given:
        if name := listener(mention, config.scoring.heads):
            taught.setdefault(name, []).append((mention, word))
    if not taught:
        raise VigieError("there is nothing to learn from", hint="correct some mentions: vigie label ID sentiment=…")
    kept = [_learn(name, taught[name], directory, config.scoring.heads) for name in sorted(taught)]
    if not any(kept):
        raise VigieError("no head was changed", hint="more corrections help; why, stands above")


def _learn(name: str, given: list[tuple[Mention, str]], directory: Path, heads: Path | None) -> bool:
    """Whether a better head was written; says the figures."""
    from monitor.enrich.refit import FEWEST, Correction, refit  # numpy costs every other command a tenth of a second

    corrections = [Correction(mention.item.prose, word, mention.spans) for mention, word in given]
    head = head_of(name, heads)
    if not head or len(corrections) < FEWEST:
        say(f"{name}: {counted(len(corrections), 'correction')}, too few: {FEWEST} are needed")
        return False
    done = refit(head, corrections)
    say(
        f"{name}: learnt from {done.learnt}, judged on {done.held_out} others: "
        f"macro-F1 {figure(done.before, '.3f')} before, {figure(done.after, '.3f')} after",
        end="",
    )
    if not done.better:
        say("; refused, it is not better")
        return False
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"{name}.head").write_bytes(done.head.packed())
    say(f"; written to {directory}")
    return True
