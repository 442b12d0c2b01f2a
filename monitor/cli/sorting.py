"""Commands that teach what is relevant: mark, relevance."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from monitor.cli.places import ConfigPath, Json, load_outline, now, open_store
from monitor.cli.show import as_json, counted, figure, safe, say
from monitor.cli.tongue import spoken
from monitor.enrich.relevance import CERTAIN, LEAST, PROVEN, Sieve, Standing
from monitor.errors import VigieError
from monitor.report.export import full
from monitor.sifting import mark, sieve_of

SHOWN = 12  # words each way


class Kind(StrEnum):
    IRRELEVANT = "irrelevant"
    RELEVANT = "relevant"
    UNMARKED = "unmarked"


def add_to(app: typer.Typer) -> None:
    app.command("mark", epilog="Try:  vigie mark 12 irrelevant   or take it back:  vigie mark 12 unmarked")(mark_)
    app.command(epilog="Try:  vigie relevance Acme")(relevance)


def mark_(
    number: Annotated[int, typer.Argument(metavar="ID", min=1, help="A mention (vigie mentions shows the ids).")],
    kind: Annotated[
        Kind, typer.Argument(metavar="irrelevant|relevant|unmarked", help="Whether it speaks of the brand.")
    ],
    config_path: ConfigPath = None,
    json_too: Json = False,
) -> None:
    """Say whether a mention speaks of the brand at all.

    An irrelevant one is folded away, never dropped. Marks teach a filter of the brand: see vigie relevance.
    """
    outline = load_outline(config_path)
    wanted = None if kind is Kind.UNMARKED else kind is Kind.IRRELEVANT
    with open_store(outline.store) as store:
        marked = mark(store, number, now(), irrelevant=wanted)
        sieve = sieve_of(store, marked.brand)
    if json_too:
        as_json(full(marked) | {"filter": _told(sieve)})
        return
    say(f"{number}: {'folded away' if marked.folded else 'shown'}")
    print(f"{safe(marked.brand)}: {spoken(_standing(sieve))}")


def relevance(
    brand: Annotated[str, typer.Argument(metavar="BRAND", help="One of the brands of the configuration.")],
    config_path: ConfigPath = None,
    json_too: Json = False,
) -> None:
    """Show what marks taught about a brand.

    Whether anything is folded away, what that rests on, and the words that weigh most.
    """
    outline = load_outline(config_path)
    if brand not in outline.brands:
        raise VigieError(f"no brand is called {safe(brand)[:60]!r}", hint=f"known: {', '.join(outline.brands[:10])}")
    with open_store(outline.store) as store:
        sieve = sieve_of(store, brand)
    if json_too:
        as_json(_told(sieve))
        return
    print(f"{safe(brand)}: {spoken(_standing(sieve))}")
    for title, sign in (("speak for irrelevant", 1), ("speak for relevant", -1)):
        words = [
            f"{safe(word)} {figure(weight, '+.2f')}" for word, weight in sieve.weights.items() if weight * sign > 0
        ][:SHOWN]
        if words:
            print(f"  {spoken(f'{title}:')} {', '.join(words)}")


def _standing(sieve: Sieve) -> str:
    seen = sieve.evidence
    marks = f"{counted(seen.irrelevant, 'mark')} irrelevant, {seen.relevant} relevant"
    if sieve.standing is Standing.LEARNING:
        return f"learning ({marks}; it tries itself from {LEAST} of each)"
    tried = (
        f"{marks}; of {seen.folded} it would have folded on marks it was not taught, {seen.rightly} were irrelevant: "
        f"{seen.precision:.0%}, surely over {seen.surely:.0%}; it finds {seen.recall:.0%} of them"
    )
    if sieve.standing is Standing.PROVEN:
        return f"on: folds away what is irrelevant with a chance over {CERTAIN:.0%} ({tried})"
    return f"off, on trial: it must surely be right over {PROVEN:.0%} ({tried})"


def _told(sieve: Sieve) -> dict[str, Any]:
    seen = sieve.evidence
    return {
        "brand": sieve.brand,
        "standing": sieve.standing,
        "marks": {"irrelevant": seen.irrelevant, "relevant": seen.relevant},
        "held_out": {
            "folded": seen.folded,
            "rightly": seen.rightly,
            "precision": seen.precision,
            "surely": seen.surely,
            "recall": seen.recall,
        },
        "rule": {"least": LEAST, "certain": CERTAIN, "proven": PROVEN},
        "weights": [{"word": word, "weight": round(weight, 3)} for word, weight in list(sieve.weights.items())[:100]],
    }
