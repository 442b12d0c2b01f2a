"""Commands about queries: what one finds in a text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from monitor.cli.places import Json
from monitor.cli.show import as_json, console, harmless, safe
from monitor.cli.tongue import own_language
from monitor.match import Facts, find, parse
from monitor.model import TONES, Rating, Score, Span

Written = Annotated[
    str, typer.Argument(metavar="QUERY", help='Words, "phrases", AND, OR, NOT, NEAR/5, title:, ...: docs/queries.md.')
]
NOTHING = {"en": "It does not match.", "fr": "Elle ne correspond pas."}
FOUND = {"en": "It matches.", "fr": "Elle correspond."}


SCORES: dict[str, float] = {
    "negative": -1.0,
    "neutral": 0.0,
    "positive": 1.0,
    "none": 0.0,
    "possible": 0.5,
    "likely": 1.0,
}

group = typer.Typer(
    name="query",
    help="Say what you watch, and see it before you save it.",
    epilog="Try:  vigie query test 'acme -film' --text \"Acme\"",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def add_to(app: typer.Typer) -> None:
    group.command("test", epilog="""Try:  vigie query test 'acme NEAR/3 panne' --text "Acme est en panne" """)(try_on)
    app.add_typer(group)


def try_on(
    query: Written,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What was said.")] = "",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Its title; spans count from there.")] = "",
    author: Annotated[str, typer.Option("--author", metavar="NAME", help="Who said it.")] = "",
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where it stands.")] = "",
    lang: Annotated[str, typer.Option("--lang", metavar="CODE", help="Its language: fr, en-GB.")] = "",
    country: Annotated[str, typer.Option("--country", metavar="CODE", help="Its country: fr, be.")] = "",
    kind: Annotated[str, typer.Option("--type", metavar="TYPE", help="post, comment or review.")] = "",
    source: Annotated[str, typer.Option("--source", metavar="NAME", help="The source that told it.")] = "",
    rating: Annotated[float | None, typer.Option("--rating", metavar="STARS", help="Its stars, out of five.")] = None,
    reach: Annotated[int | None, typer.Option("--reach", metavar="N", help="How many people it reaches.")] = None,
    published: Annotated[
        datetime | None,
        typer.Option("--published", metavar="WHEN", help="When it was published, UTC: 2026-11-22T08:00."),
    ] = None,
    sentiment: Annotated[
        str, typer.Option("--sentiment", metavar="SCORE", help="negative, neutral, positive, or -1 to 1.")
    ] = "neutral",
    insult: Annotated[
        str, typer.Option("--insult", metavar="SCORE", help="none, possible, likely, or 0 to 1.")
    ] = "none",
    accusation: Annotated[
        str, typer.Option("--accusation", metavar="SCORE", help="none, possible, likely, or 0 to 1.")
    ] = "none",
    json_too: Json = False,
) -> None:
    """Say whether a query finds a text, and where: start, end, term."""
    facts = Facts(
        title=title,
        text=text,
        url=url,
        author=author,
        language=lang,
        country=country,
        kind=kind,
        source=source,
        rating=Rating(rating) if rating is not None else None,
        reach=reach,
        published=published.replace(tzinfo=UTC) if published else None,
        sentiment=_score(sentiment, "--sentiment"),
        insult=_score(insult, "--insult"),
        accusation=_score(accusation, "--accusation"),
    )
    spans = find(parse(query, filters=True), facts)
    if json_too:
        told = [(span.start, span.end, span.term) for span in spans or ()]
        as_json({"match": spans is not None, "spans": told})
        return
    _tell(facts.prose, spans)


def _score(said: str, option: str) -> Score:
    if said in SCORES:
        return Score(SCORES[said], said, 1.0)
    try:
        value = float(said)
    except ValueError:
        raise typer.BadParameter(
            f"{said!r} is neither a figure nor one of {', '.join(SCORES)}", param_hint=option
        ) from None
    chances = ("none", "possible", "likely")
    if option == "--sentiment":
        return Score(value, TONES[1 + (value > 0) - (value < 0)], 1.0)
    return Score(value, chances[(value > 0) + (value >= SCORES["likely"])], 1.0)


def _tell(prose: str, spans: tuple[Span, ...] | None) -> None:
    language = own_language()
    print(NOTHING[language] if spans is None else FOUND[language])
    if spans:
        shown = Text(harmless(prose))
        for span in spans:
            shown.stylize("bold underline", span.start, span.end)
        console().print(shown)
    for span in spans or ():
        print(f"{span.start}-{span.end}  {safe(prose[span.start : span.end])}  ({safe(span.term)})")
