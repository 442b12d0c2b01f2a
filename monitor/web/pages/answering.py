"""What waits for an answer, until when, and the answers that are ready to be copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from monitor.model import Mention, Template
from monitor.store import Late, Row, Status

Within = Mapping[str, timedelta]  # how long a mention may wait, by severity


def severity_of(row: Row) -> str:
    """The one of the four by which it is filtered."""
    mention, standing = row.mention, row.standing
    grave = mention.insult.label != "none" or mention.accusation.label != "none"
    return "grave" if grave else standing.tone


def due(row: Row, within: Within) -> datetime | None:
    """Until when somebody should have answered; None where nobody has to, or somebody did."""
    length = within.get(severity_of(row))
    if not length or row.standing.answered or row.standing.status is not Status.OPEN or row.mention.muted:
        return None
    return row.mention.seen_at + length


def late(within: Within, now: datetime) -> Late:
    """What has waited for too long by *now*."""
    return Late(**{severity: now - length for severity, length in within.items()})


def filled(template: Template, mention: Mention, me: str) -> str:
    """The answer, with what is known of *mention* put in: whole words, never what stands in them."""
    item = mention.item
    return template.text.format(
        author=item.author, brand=mention.brand, source=mention.source, title=item.title, link=item.url, me=me
    ).strip()


def fitting(templates: Sequence[Template], mention: Mention) -> tuple[Template, ...]:
    """Those of its brand; those in its language first."""
    ours = (each for each in templates if not each.brands or mention.brand in each.brands)
    return tuple(sorted(ours, key=lambda each: each.language not in ("", mention.language)))
