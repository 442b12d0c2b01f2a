"""Commands about queries: check, explain, preview, suggest, import."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from monitor.cli.places import ConfigPath, Json, find_config, load_outline, open_store
from monitor.cli.querying import FOUND, NOTHING, group
from monitor.cli.show import as_json, console, counted, harmless, numbered, safe, say, table, waiting, weekday
from monitor.cli.tongue import own_language, spoken
from monitor.config import Outline
from monitor.errors import ConfigError, QueryError, VigieError
from monitor.match import Facts, Names, Query, explain, find, parse, query_of
from monitor.match.because import Because, because
from monitor.match.costing import cost, cost_in_words
from monitor.match.doubts import told
from monitor.match.filtering import Filter
from monitor.match.french import wrong
from monitor.match.importing import Notice, import_query
from monitor.match.linting import Finding, lint
from monitor.match.previewing import Hit, Preview, flood, stray
from monitor.match.suggesting import suggest
from monitor.model import Brand
from monitor.report.export import row
from monitor.searching import MOST, previewed
from monitor.sifting import sieve_of
from monitor.store import Find
from monitor.text import one_line

DAYS = 28
BAR = 40  # characters of the longest day
AROUND = 70  # characters of a hit, on either side of its first word
_NO_DOUBT = {"en": "nothing to doubt", "fr": "rien à redire"}
_EXPECTED = {
    "en": ("expected: {:.1f} mentions a day (the last {} of the archive)", "day"),
    "fr": ("attendu : {:.1f} mentions par jour (archive : {})", "jour"),
}


class House(StrEnum):
    BRANDWATCH = "brandwatch"
    TALKWALKER = "talkwalker"
    MELTWATER = "meltwater"


class Language(StrEnum):
    EN = "en"
    FR = "fr"


QueryText = Annotated[
    str, typer.Argument(metavar="[QUERY]", help="The query; with --brand, that of the brand if none.")
]
OfBrand = Annotated[str, typer.Option("--brand", metavar="NAME", help="A brand of the configuration.")]
InLanguage = Annotated[Language | None, typer.Option("--lang", help="By default that of $LANG.")]


def add_to(_: typer.Typer) -> None:
    """They stand beside `vigie query test`."""
    group.command(epilog="Try:  vigie query check 'orange NEAR/60 shop'   or:  vigie query check --brand Acme")(check)
    group.command("explain", epilog="Try:  vigie query explain 'acme NEAR/5 (refund OR scam) -job' --lang fr")(explain_)
    group.command("preview", epilog="Try:  vigie query preview 'acme -job' --brand Acme --days 14")(preview_)
    group.command("suggest", epilog="Try:  vigie query suggest Acme")(suggest_)
    group.command("import", epilog="Try:  vigie query import --from brandwatch query.txt")(import_)


@dataclass(frozen=True, slots=True)
class Asked:
    """The query that a command is about, and what stands around it. *outline* None: there is no configuration."""

    text: str
    query: Query
    outline: Outline | None
    brand: Brand | None

    @property
    def names(self) -> Names:
        return self.outline.names if self.outline else Names()


def _asked(text: str, brand: str, config_path: Path | None, *, spoken: str = "en", needs_config: bool = False) -> Asked:
    """Raises QueryError, in the language *spoken*, for a query that nobody could answer; VigieError where there is
    none."""
    outline = _outline(config_path, needed=bool(brand) or needs_config)
    watched = _brand(outline, brand) if outline and brand else None
    names = outline.names if outline else Names()
    if watched and not text:
        query = query_of(watched, names)
        return Asked(query.text, query, outline, watched)
    if not text:
        raise typer.BadParameter("give a query, or --brand for that of a brand", param_hint="QUERY")
    try:
        return Asked(text, parse(text, names, filters=True), outline, watched)
    except QueryError as error:
        told_ = wrong(error, spoken if own_language() == "en" else "en")
        raise QueryError(told_.message, query=error.query, position=error.position, hint=told_.hint) from error


def _outline(config_path: Path | None, *, needed: bool) -> Outline | None:
    if not needed and not config_path:
        try:
            find_config(None)
        except ConfigError:
            return None
    return load_outline(config_path)


def _brand(outline: Outline, name: str) -> Brand:
    found = next((brand for brand in outline.watched if brand.name == name), None)
    if not found:
        known = ", ".join(brand.name for brand in outline.watched[:10])
        raise VigieError(f"no brand is called {safe(name)[:60]!r}", hint=f"known: {known}; vigie check tells of faults")
    return found


# ------------------------------------------------------------------ check


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
    asked = _asked(query, brand, config_path, spoken=spoken)
    shown = _archived(asked, DAYS, compare=False)
    findings = (*lint(asked.query), *(flood(shown, len(asked.text)) if shown else ()), *_strays(asked))
    if json_too:
        expected = {"a_day": round(shown.a_day, 2), "found": shown.found, "days": len(shown.days)} if shown else None
        as_json({"query": asked.text, "findings": [_finding(each, spoken) for each in findings], "expected": expected})
    else:
        for finding in findings:
            print(_pointed(asked.text, finding, spoken))
        if shown:
            expected_, day = _EXPECTED[spoken]
            print(expected_.format(shown.a_day, numbered(len(shown.days), day)))
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


# ------------------------------------------------------------------ explain


def explain_(
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
    asked = _asked(query, brand, config_path, spoken=spoken)
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


# ------------------------------------------------------------------ preview


def preview_(
    query: QueryText = "",
    brand: OfBrand = "",
    days: Annotated[int, typer.Option("--days", min=1, max=3660, metavar="N", help="How far back.")] = DAYS,
    config_path: ConfigPath = None,
    json_too: Json = False,
) -> None:
    """Show what a query would have found in the archive.

    With a query and --brand: also what it adds and loses beside the brand's saved one.
    """
    asked = _asked(query, brand, config_path, needs_config=True)
    shown = _archived(asked, days, compare=bool(query and asked.brand))
    if not shown or not asked.outline:
        raise VigieError("there is no archive yet", hint="it is made by `vigie run` or `vigie poll`")
    if json_too:
        as_json(_previewed(asked.text, shown))
        return
    _plot(shown)
    _sample("found", shown.found, shown.hits)
    if shown.compared:
        _sample("added", shown.added, shown.added_hits)
        _sample("lost", shown.lost, shown.lost_hits)
    note = "an archive holds what was found before: a wider query will find more than it shows"
    say(f"{counted(shown.looked_at, 'text')} looked at; {note}", stderr=True)


def _archived(asked: Asked, days: int, *, compare: bool) -> Preview | None:
    """What the query finds in the archive; None where there is none."""
    if not asked.outline or not asked.outline.store.exists():
        return None
    saved = Filter(query_of(asked.brand, asked.names)) if compare and asked.brand else None
    clock = ZoneInfo(asked.outline.timezone)
    with open_store(asked.outline.store) as store, waiting("looking through the archive"):
        return previewed(store, Filter(asked.query), saved=saved, days=days, clock=clock)


def _plot(shown: Preview) -> None:
    """A bar for each day."""
    most = max(count for _, count in shown.days) or 1
    for day, count in shown.days:
        print(f"{weekday(day)}  {'▇' * round(count / most * BAR) or ('▏' if count else '')} {count}")
    say(f"{shown.a_day:.1f} a day")


def _sample(title: str, number: int, hits: tuple[Hit, ...]) -> None:
    out = console()
    told_ = f"\n{title}: {number}" + (f", the newest {len(hits)}" if number > len(hits) else "")
    out.print(spoken(told_), style="bold")
    for hit in hits:
        out.print(Text(f"  {hit.mention.id:>6}  ", style="dim").append_text(_marked(hit)), soft_wrap=True)


def _marked(hit: Hit) -> Text:
    """The words around what was found, and that in bold."""
    prose = hit.mention.item.prose
    first = hit.spans[0].start if hit.spans else 0
    start = max(0, first - AROUND)
    text = Text(harmless(prose[start : first + AROUND]).replace("\n", " "))
    for span in hit.spans:
        if span.end > start:
            text.stylize("bold underline", max(0, span.start - start), span.end - start)
    return Text("…" if start else "").append_text(text).append("…" if first + AROUND < len(prose) else "")


def _previewed(text: str, shown: Preview) -> dict[str, Any]:
    told_ = {
        "query": text,
        "looked_at": shown.looked_at,
        "found": shown.found,
        "a_day": round(shown.a_day, 2),
        "days": [{"day": day.isoformat(), "found": count} for day, count in shown.days],
        "sample": [_hit(hit) for hit in shown.hits],
    }
    if shown.compared:
        told_ |= {
            "added": {"number": shown.added, "sample": [_hit(hit) for hit in shown.added_hits]},
            "lost": {"number": shown.lost, "sample": [_hit(hit) for hit in shown.lost_hits]},
        }
    return told_


def _hit(hit: Hit) -> dict[str, Any]:
    return row(hit.mention) | {"spans": [asdict(span) for span in hit.spans]}


# ------------------------------------------------------------------ suggest and import


def suggest_(
    brand: Annotated[str, typer.Argument(metavar="BRAND", help="A brand of the configuration.")],
    config_path: ConfigPath = None,
    json_too: Json = False,
) -> None:
    """Propose what a brand's query may be missing.

    Misspellings, hashtags, addresses and products seen in the archive. Nothing is added.
    """
    outline = load_outline(config_path)
    watched = _brand(outline, brand)
    query = query_of(watched, outline.names)
    with open_store(outline.store) as store, waiting("looking through the archive"):
        kept = store.mentions.find(Find(limit=MOST))
        names = (watched.name, *watched.aliases)
        found = suggest(names, kept, lambda text: text in query.text or find(query, Facts(text=text)) is not None)
    rows = [
        {
            "kind": str(each.kind),
            "write": each.query,
            "texts": each.texts,
            "authors": each.authors,
            "mention": each.number,
            "example": safe(each.example),
        }
        for each in found
    ]
    table(rows, json_too=json_too, empty="Nothing to propose.", spare=("authors", "mention"))


def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The query; - for standard input.")],
    house: Annotated[House, typer.Option("--from", help="Whose query it is.")],
    json_too: Json = False,
) -> None:
    """Say a query of another house in our language.

    What could not be carried over is told on standard error, each with its place and its reason.
    """
    foreign = sys.stdin.read() if file == "-" else _read(Path(file))
    imported = import_query(foreign.strip(), house)
    if json_too:
        as_json({"query": imported.query, "notices": [asdict(notice) for notice in imported.notices]})
        return
    print(harmless(imported.query))
    for notice in imported.notices:
        print(_lost(notice), file=sys.stderr)


def _lost(notice: Notice) -> str:
    """What became of a piece of the query of another house, and why."""
    apart = "" if own_language() == "en" else "\N{NO-BREAK SPACE}"
    effect = f"{apart}; {spoken(f'{notice.effect} is found without it')}" if notice.effect else ""
    told_ = (f"{notice.start}-{notice.end} {spoken(notice.fate)}", safe(notice.written), spoken(notice.why))
    return f"{apart}: ".join(told_) + effect


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(f"{path} is no text in UTF-8", query="", position=0, hint="save it as UTF-8") from error
