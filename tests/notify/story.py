"""An invented brand in trouble, as everybody in these tests tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model import (
    Alert,
    AlertKind,
    Figures,
    Incident,
    IncidentState,
    Item,
    Level,
    Mention,
    Rating,
    Rights,
    Score,
    Target,
    Verdict,
)
from monitor.sight import SOURCES, Sight, notice

NOW = datetime(2026, 11, 22, 13, 45, tzinfo=UTC)
LINK = "https://vigie.example/incidents/142?view=negative"
SECRET = "T0PSECRET/B0SECRET/xoxSECRETxox"

FIGURES = Figures(
    window=timedelta(hours=1),
    negatives=47,
    usual=6.0,
    low=2.0,
    high=12.0,
    total=77,
    usual_share=0.14,
    authors=38,
    sources=3,
    copies=12,
    insults=5,
    accusations=2,
    began=datetime(2026, 11, 22, 12, 20, tzinfo=UTC),
    themes=("remboursement", "panne de l'appli"),
    mentions=(1, 2, 3),
)

ENGLISH = Target("night shift", "slack", f"https://hooks.slack.com/services/{SECRET}")
FRENCH = replace(ENGLISH, name="astreinte", language="fr", timezone="Europe/Paris")


def mention(text: str = "Quatre jours sans remboursement, c'est une honte", **fields: object) -> Mention:
    item = Item(
        id=text,
        url="https://avis.example/r/1?a=1&b=2",
        text=text,
        author="Camille D.",
        rating=Rating(1),
        reach=12_345,
    )
    said = Mention(item, "Norvane", "Avis en ligne", NOW, sentiment=Score(-0.8, "negative", 0.9))
    changes = {name: value for name, value in fields.items() if name not in Mention.__dataclass_fields__}
    own = {name: value for name, value in fields.items() if name in Mention.__dataclass_fields__}
    return replace(said, item=replace(item, **changes), **own)  # type: ignore[arg-type]


QUOTES = (
    mention(),
    mention("L'appli plante à chaque paiement depuis ce matin", source="Forum", rating=None, author="léo_75"),
    mention(
        "Leur service client raccroche au nez des clients. Je vais porter plainte, et je ne serai pas le seul : nous "
        "sommes déjà une quarantaine à nous regrouper pour le faire ensemble",
        source="Mastodon",
        rating=None,
        reach=None,
    ),
)


def alert(
    kind: AlertKind = AlertKind.OPENED,
    level: Level = Level.CRISIS,
    *,
    brand: str = "Norvane",
    rule: str = "baseline",
    number: int = 1,
    figures: Figures = FIGURES,
    quotes: tuple[Mention, ...] = QUOTES,
) -> Alert:
    verdict = Verdict(brand, NOW, level, rule, figures)
    opened = NOW - timedelta(hours=9)
    incident = Incident(brand, IncidentState.OPEN, level, opened, NOW, verdict, peak=47, id=142)
    return Alert(kind, NOW, incident, verdict, quotes, number=number)


KINDS = {
    "opened-crisis": alert(),
    "opened-warning": alert(level=Level.WARNING, figures=replace(FIGURES, negatives=12, insults=0, accusations=0)),
    "escalated-crisis": alert(AlertKind.ESCALATED, number=2, figures=replace(FIGURES, negatives=92, total=131)),
    "escalated-warning": alert(AlertKind.ESCALATED, Level.WARNING, number=2),
    "resolved": alert(
        AlertKind.RESOLVED,
        Level.CALM,
        number=3,
        figures=replace(FIGURES, negatives=3, insults=0, accusations=0, themes=(), began=None),
        quotes=(),
    ),
    "test": alert(AlertKind.TEST, Level.CALM, quotes=()),
    "blind": notice(AlertKind.BLIND, Sight(10, 10, SOURCES), NOW),
    "seeing": notice(AlertKind.SEEING, Sight(40, 40), NOW),
}

# What somebody might write about a brand, or call himself, hoping that a machine repeats it.
HOSTILE = (
    "<!channel> everybody look",
    "<!here|here> <!everyone>",
    "<@U123> and <#C123|general> and <!subteam^S123>",
    "<http://evil.example|Bank of Norvane>",
    "http://evil.example/?a=1&b=<script>",
    "[Bank](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)> ' onmouseover='alert(1)",
    "Subject\r\nBcc: victim@evil.example\r\n\r\nbody",
    "one\u2028two\u2029three\x85four\x0bfive",
    "\x1b[2J\x1b]0;owned\x07\x9b31mred",
    "\u202egnp.exe\u2066x\u2069",
    "*bold* _italic_ ~struck~ `code` ```block```",
    "@everyone @here ||spoiler||",
    "{{7*7}} {% raw %} ${7*7} {brand} {0.__class__} %s %(x)s",
    "&lt;!channel&gt; &amp;lt;",
    "A" * 10_000,
    "&" * 10_000,
    "<" * 10_000,
    "line\n" * 2_000,
    "lone \ud800 surrogate",
    "&#x200b;<!chan\u200bnel>",
    "",
    "   ",
)

UNSHOWN = Rights(show=False)
