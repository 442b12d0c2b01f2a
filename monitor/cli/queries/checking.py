"""`vigie query check`: what there is to doubt in a query."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import typer

from monitor.cli.places import ConfigPath, Json, open_store
from monitor.cli.queries.asked import Asked, InLanguage, OfBrand, QueryText, asked_of
from monitor.cli.queries.previewing import DAYS, archived
from monitor.cli.show import as_json, figure, harmless, numbered
from monitor.cli.tongue import own_language
from monitor.match.doubts import told
from monitor.match.linting import Finding, lint
from monitor.match.previewing import flood, stray
from monitor.sifting import sieve_of

_NO_DOUBT = {"en": "nothing to doubt", "fr": "rien à redire"}
_EXPECTED = {
    "en": ("expected: {} mentions a day (the last {} of the archive)", "day"),
    "fr": ("attendu : {} mentions par jour (archive : {})", "jour"),
}


def check(
    query: QueryText = "",
    brand: OfBrand = "",
    config_path: ConfigPath = None,
    lang: InLanguage = None,
    json_too: Json = False,
) -> None:
    """Doubt a query: dead parts, idle ones, homonyms, floods.

    Leaves with 1 if there is a doubt. Where there is an archive, it tells how many mentions a day are to be expected.
    """
    spoken = lang or own_language()
    asked = asked_of(query, brand, config_path, spoken=spoken)
    shown = archived(asked, DAYS, compare=False)
    findings = (*lint(asked.query), *(flood(shown, len(asked.text)) if shown else ()), *_strays(asked))
    if json_too:
        expected = {"a_day": round(shown.a_day, 2), "found": shown.found, "days": len(shown.days)} if shown else None
        as_json({"query": asked.text, "findings": [_finding(each, spoken) for each in findings], "expected": expected})
    else:
        for finding in findings:
            print(_pointed(asked.text, finding, spoken))
        if shown:
            expected_, day = _EXPECTED[spoken]
            print(expected_.format(figure(shown.a_day, ".1f", spoken), numbered(len(shown.days), day)))
        if not findings:
            print(_NO_DOUBT[spoken])
    if findings:
        raise typer.Exit(1)


def _strays(asked: Asked) -> tuple[Finding, ...]:
    """What marks say of the query of a brand."""
    if not asked.brand or not asked.outline or not asked.outline.store.exists():
        return ()
    with open_store(asked.outline.store) as store:
        sieve = sieve_of(store, asked.brand.name)
    cues = [word for word, weight in sieve.weights.items() if weight > 0 and word.isalpha()][:5]
    marked = sieve.evidence.irrelevant + sieve.evidence.relevant
    return stray(sieve.evidence.irrelevant, marked, cues, len(asked.text))


def _finding(finding: Finding, language: str) -> dict[str, Any]:
    place = {"doubt": finding.doubt, "start": finding.start, "end": finding.end}
    return place | asdict(told(finding, language))


def _pointed(text: str, finding: Finding, language: str) -> str:
    """The line of the query, its doubtful part underlined, and why."""
    said = told(finding, language)
    start = text.rfind("\n", 0, finding.start) + 1
    line = text[start:].split("\n", 1)[0]
    apart = "; " if language == "en" else "\N{NO-BREAK SPACE}; "
    marks = "^" * max(1, min(finding.end, start + len(line)) - finding.start)
    return harmless(f"{line}\n{' ' * (finding.start - start)}{marks} {said.what}\n  {said.why}{apart}{said.todo}")
