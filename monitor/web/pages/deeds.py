"""What somebody asks to be done: a form's words made a deed, and the deed done with all that goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from fastapi import HTTPException

from monitor.byhand import resumable
from monitor.model import TONES, Handover
from monitor.store import CLOSING, Act, Claim, Deed, Store, What, named
from monitor.web.tongue import Tongue

VERDICTS = ("insult", "accusation", "both", "neither")
SNOOZES = ("1h", "4h", "tomorrow", "monday")
FIELDS = {What.ASSIGN: "to", What.TAG: "tag", What.UNTAG: "tag", What.NOTE: "note", What.REPLIED: "link"}  # their word
LONGEST = {What.NOTE: 4000, What.REPLIED: 1000}
ELSEWHERE = {What.UNDO, What.TONE, What.JUDGE, What.MUTE, What.ESCALATE}  # said by another word, or at another address


def deed_of(words: Mapping[str, str], who: str, now: datetime, reader: Tongue) -> Deed:
    """What a form asks to be done. Raises HTTPException for what nobody can mean."""
    asked = words.get("what", "")
    if asked in TONES:
        return Deed(What.TONE, who, asked)
    if asked in VERDICTS:
        return Deed(What.JUDGE, who, asked)
    if asked not in set(What) - ELSEWHERE:
        raise HTTPException(400, "Nobody can do that.")
    what = What(asked)
    word = words.get("word", words.get(FIELDS.get(what, ""), "me" if what is What.ASSIGN else "")).strip()
    if what is What.ASSIGN:
        return Deed(what, who, who if word == "me" else word[:100])
    if what is What.SNOOZE:
        return Deed(what, who, until=moment_of(words.get("until", "tomorrow"), now, reader))
    if what in (What.TAG, What.UNTAG, What.NOTE, What.REPLIED):
        if not word:
            raise HTTPException(400, "Something has to be written there.")
        return Deed(what, who, word[: LONGEST.get(what, 40)])
    return Deed(what, who)


def moment_of(said: str, now: datetime, reader: Tongue) -> datetime:
    """When something ends: in some hours, or at nine of the reader's own clock."""
    if said in ("1h", "4h"):
        return now + timedelta(hours=int(said[0]))
    local_now = now.astimezone(reader.zone)
    if said in SNOOZES:
        days = 1 if said == "tomorrow" else 7 - local_now.weekday()
        return datetime.combine(local_now.date() + timedelta(days=days), time(9), reader.zone)
    try:
        until = datetime.fromisoformat(said)
    except ValueError:
        raise HTTPException(400, "That is no moment: write it as 2026-11-22T09:00.") from None
    until = until if until.tzinfo else until.replace(tzinfo=reader.zone)
    if until <= now:
        raise HTTPException(400, "That moment is past.")
    return until


def do(store: Store, deed: Deed, claims: Sequence[Claim], now: datetime) -> Act:
    """Do it, inside a transaction; who is named in a note is told so where he looks."""
    done = store.triage.do(deed, claims, now)
    if deed.what is What.NOTE:
        people = named(deed.word, (account.name for account in store.people.accounts()))
        store.namings.add(done.id, done.mentions, people)
    return done


def do_on_texts(store: Store, deed: Deed, claims: Sequence[Claim], now: datetime, *, drawn: bool = False) -> Act:
    """The same; what is decided of a text is decided of its copies. *drawn*: of mentions that were drawn by lot."""
    done = do(store, deed, with_copies(store, deed, claims), now)
    if drawn:
        store.labels.mark_drawn("sentiment", done.mentions)
    return done


def with_copies(store: Store, deed: Deed, claims: Sequence[Claim]) -> Sequence[Claim]:
    """All that *deed* is done on: with the copies of their texts, where it is decided of a text."""
    return [*claims, *_copies(store, claims)] if deed.what in CLOSING | {What.ASSIGN, What.OPEN} else claims


def _copies(store: Store, claims: Sequence[Claim]) -> Iterable[Claim]:
    claimed = {claim.mention for claim in claims}
    copies = (copy for claim in claims for copy in store.triage.copies(claim.mention))
    return (Claim(copy) for copy in dict.fromkeys(copies) if copy not in claimed)


def escalate(store: Store, claim: Claim, to: str, target: str, word: str, who: str, now: datetime) -> Act:
    """Give a mention to somebody, and have *target* told by the outbox. Inside a transaction."""
    done = store.triage.do(Deed(What.ESCALATE, who, to), [claim], now)
    mention = store.mentions.get(claim.mention)
    if mention and target:
        store.handovers.hand(Handover(mention, now, who, word), done.id, target)
    if word:
        do(store, Deed(What.NOTE, who, word), [Claim(claim.mention)], now)
    return done


def undoable(store: Store, who: str, now: datetime) -> str:
    """The last thing of *who* that can be undone: an act, or the end of an incident (`i3`); else empty."""
    act, ended = store.triage.undoable(who), store.dealings.ended(who)
    incident = store.incidents.get(ended.incident) if ended else None
    if ended and incident and resumable(store, incident, now) and not (act and act.at > ended.at):
        return f"i{ended.incident}"
    return str(act.id) if act else ""


def undo(store: Store, number: int, who: str, now: datetime) -> Act:
    """Undo an act and what went with it, as far as nobody was told yet. Inside a transaction."""
    undone = store.triage.undo(number, who, now)
    store.namings.take_back(number)
    store.mutes.lift(number, who, now)
    store.handovers.withdraw(number, now)
    return undone
