"""`vigie query explain`: a query in plain words, its price, and why it finds a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from monitor.cli.places import ConfigPath, Json
from monitor.cli.queries.asked import InLanguage, OfBrand, QueryText, asked_of
from monitor.cli.querying import FOUND, NOTHING
from monitor.cli.show import as_json, harmless
from monitor.cli.tongue import own_language
from monitor.match import Facts, explain, find
from monitor.match.because import Because, because
from monitor.match.costing import cost, cost_in_words
from monitor.text import one_line


def say_back(
    query: QueryText = "",
    brand: OfBrand = "",
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="Say of each part whether it is so here.")] = "",
    config_path: ConfigPath = None,
    lang: InLanguage = None,
    json_too: Json = False,
) -> None:
    """Say a query back in plain words, with what it costs.

    With --text, why it finds that text or does not.
    """
    spoken = lang or own_language()
    asked = asked_of(query, brand, config_path, spoken=spoken)
    words, price = explain(asked.query, language=spoken), cost(asked.query)
    reasons = because(asked.query, Facts(text=text), spoken) if text else ()
    if json_too:
        told_ = {"query": asked.text, "words": words, "cost": asdict(price)}
        as_json(told_ | ({"because": [asdict(reason) for reason in reasons]} if text else {}))
        return
    if not query:
        print(harmless(asked.text) + "\n")
    if text:
        _reasoned(reasons, text)
        found = find(asked.query, Facts(text=text)) is not None
        print(f"\n{(FOUND if found else NOTHING)[spoken]}")
    else:
        print(harmless(words))
        print(f"\n{cost_in_words(price, spoken)}")


def _reasoned(reasons: Sequence[Because], text: str) -> None:
    """Each line with a sign of whether it is so, and what was found."""
    width = max(len(reason.said) for reason in reasons)
    for reason in reasons:
        found = ", ".join(dict.fromkeys(text[span.start : span.end] for span in reason.spans[:5]))
        print(harmless(f"{'+' if reason.holds else '-'} {reason.said:<{width}}  {one_line(found)}".rstrip()))
