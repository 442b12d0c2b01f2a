"""Evidence made by hand: a mention, a short chain about it, and the dossier of both."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from monitor.evidence.dossier import Case, Deadline, Dossier
from monitor.links import GENESIS, Exhibit, LegalHold, Link, hashed, written
from monitor.model import Item, Mention, Reason, Score

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
WORDS = "Valmy : des escrocs, ils volent leurs clients 😡 et falsifient les factures"


def chained(*records: tuple[str, str, bytes]) -> tuple[Exhibit, ...]:
    """Exhibits of (kind, text, warc), each link an hour after the one before."""
    exhibits: list[Exhibit] = []
    for number, (kind, text, warc) in enumerate(records, 1):
        files = {name: hashed(data) for name, data in (("warc", warc), ("txt", text.encode())) if data}
        record = written({"kind": kind, "status": 200, "files": files, "change": "- volent\n+ trompent"})
        previous = exhibits[-1].link.digest if exhibits else GENESIS
        link = Link(number, NOW + timedelta(hours=number), kind, hashed(record), previous)
        exhibits.append(Exhibit(link, record, warc, text))
    return tuple(exhibits)


def dossier(language: str = "en") -> Dossier:
    item = Item("1", "https://blog.example/a?b=1", "Avis", WORDS, "Zoé M.", NOW - timedelta(hours=3))
    accusation = Score(0.93, "likely", 0.9, (Reason(0, 5, "escrocs", 0.9),))
    mention = Mention(item, "Valmy", "blog", NOW, accusation=accusation, id=12)
    exhibits = chained(("heard", WORDS, b"WARC/1.1 one"), ("seen", WORDS, b"WARC/1.1 two"), ("gone", "", b""))
    clock = Deadline(
        country="FR",
        action="press",
        law="Loi du 29 juillet 1881, art. 65",
        source="https://www.legifrance.gouv.fr/loda/id/LEGITEXT000006070722",
        proof="source",
        started=date(2026, 5, 4),
        last_day=date(2026, 8, 4),
        left=92,
        certain=True,
        note="Se calcule de quantième à quantième.",
    )
    case = Case(mention, exhibits, (clock,), LegalHold(12, NOW, "Camille", "plainte déposée"))
    links = tuple(exhibit.link for exhibit in exhibits)
    environment = {"software": "vigie", "clock": "synchronised, error at most 12 ms by the kernel's estimate"}
    return Dossier(language, NOW, "Europe/Paris", "vigie", (case,), links, environment=environment)
