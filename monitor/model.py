"""The nouns, in the order in which the story meets them.

Request -> Reply -> Page of Items -> Mention -> Verdict -> Incident -> Alert -> Delivery

Frozen, without I/O and without a clock. Times are aware and in UTC. Offsets count characters of `Item.prose`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How much of somebody's sleep a verdict is worth."""

    CALM = 0
    WARNING = 1
    CRISIS = 2


# ------------------------------------------------------------------ what is watched, and who is told


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a team knows of the words around its brand, in *language* (empty: in every one).

    *words* are worth -4 (awful) to 4 (wonderful), 0 silences one; *insults* and *accusations* weigh 0 to 1; *allowed*
    are never an insult, an accusation or a sentiment: a product may be called anything. Entries may be expressions.
    """

    language: str = ""
    words: tuple[tuple[str, float], ...] = ()
    insults: tuple[tuple[str, float], ...] = ()
    accusations: tuple[tuple[str, float], ...] = ()
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brand:
    """A name that somebody answers for. Without a *query*, its name and aliases are what is looked for.

    Of a name that others bear too, only those places count that have one of the words *near* at most *window* words
    away, and none of the words *apart*. *products* are brands of which nobody has to hear while this one is in trouble.
    """

    name: str
    aliases: tuple[str, ...] = ()
    query: str = ""
    languages: tuple[str, ...] = ("fr", "en")
    competitors: tuple[str, ...] = ()
    lexicons: tuple[Lexicon, ...] = ()
    near: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    window: int = 20
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the target's own clock in which it is not woken for *level* or less. An *end* before its *start* is of
    the next day."""

    start: time
    end: time
    level: Level = Level.WARNING


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who is told when nobody has acknowledged for so long."""

    to: str
    after: timedelta


class Rhythm(StrEnum):
    """How often somebody gets a digest. `outage` comes by itself, when a target can be reached again."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to wake: *way* is the kind of channel (a row of `notify.WAYS`), *address* its secret URL, never shown.

    *level* is the smallest one worth telling; *brands* empty means all of them. With a *channel*, the address is the
    token of a bot, whose messages can be edited. One that is not *direct* is told only when somebody else's escalation
    leads there. A digest comes at *digest_at* of its clock, on Mondays when weekly, and *digest_empty* if asked for.
    """

    name: str
    way: str
    address: str = field(repr=False)
    language: str = "en"
    timezone: str = "UTC"
    level: Level = Level.WARNING
    brands: tuple[str, ...] = ()
    channel: str = ""
    direct: bool = True
    quiet: Quiet | None = None
    escalate: Escalation | None = None
    digest: Rhythm = Rhythm.OFF
    digest_at: time = time(8)
    digest_empty: bool = False

    @property
    def lives(self) -> bool:
        """Whether what it was told can be edited, so that one message follows its incident."""
        return bool(self.channel)


@dataclass(frozen=True, slots=True)
class Template:
    """An answer that people copy: {author}, {brand}, {source}, {title}, {link} of a mention and {me} are filled in.
    *language* and *brands* empty means all."""

    name: str
    text: str
    language: str = ""
    brands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mute:
    """Mentions that match *query* are kept, and count for nothing and wake nobody, before *until* (None: always).

    *brands* empty means all of them.
    """

    query: str
    why: str
    until: datetime | None = None
    brands: tuple[str, ...] = ()


# ------------------------------------------------------------------ what is asked, and what comes back


@dataclass(frozen=True, slots=True)
class Request:
    """A question to the network. A *body* makes it a POST."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the network answered. Header names are in lower case; *moved_to* is where permanent redirects led.

    *sent* are the headers of the question as they went out, *peer* is the address that answered, *certificate* what it
    proved itself with (DER; empty without TLS).
    """

    request: Request
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime
    moved_to: str = ""
    sent: tuple[tuple[str, str], ...] = ()
    peer: str = ""
    certificate: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str:
        """The first value of header *name* (lower case), or an empty string."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True)
class Tap:
    """A line that messages come out of as long as it is held: a websocket (wss:), server-sent events (https:) or a
    folder of mail (imaps:; imap: without TLS, imap+starttls: with it from the second word on).

    *login* is a name and a password, *after* the bookmark to go on from, *recent* how many old messages are wanted
    where there is none; a line that gives no sign of life for *silence* seconds is dead.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    login: tuple[str, str] = field(default=("", ""), repr=False)
    after: str = ""
    recent: int = 0
    silence: float = 90.0


@dataclass(frozen=True, slots=True)
class Message:
    """What came out of a line, or was sent to our door. *bookmark* is where to go on after it, where the line itself
    knows; without a *body* it is nothing but that."""

    body: bytes
    at: datetime
    bookmark: str = ""


@dataclass(frozen=True, slots=True)
class Knock:
    """A request at our door. Header names are in lower case."""

    method: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime

    def header(self, *names: str) -> str:
        """The value of the first header of *names* (lower case) that is there, or an empty string."""
        told = dict(reversed(self.headers))
        return next((told[name] for name in names if name in told), "")

    def asked(self, name: str) -> str:
        """The first value of the parameter *name*, or an empty string."""
        return next((value for key, value in self.query if key == name), "")


@dataclass(frozen=True, slots=True)
class Admission:
    """What a knock gets: a *status* and *words* at once; where something was brought, it is in *body*, and the answer
    waits until it is stored. *key* names it, so that what is sent again counts once; *lease* is how long whoever
    knocked will go on sending (zero: no more; None: he said nothing of it)."""

    status: int
    words: bytes = b""
    body: bytes = b""
    key: str = ""
    lease: timedelta | None = None
    form: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Rating:
    """Stars, on their own scale."""

    value: float
    best: float = 5.0
    worst: float = 1.0

    @property
    def share(self) -> float:
        """The rating between 0 (worst) and 1 (best)."""
        width = self.best - self.worst
        return min(1.0, max(0.0, (self.value - self.worst) / width)) if width else 0.5


@dataclass(frozen=True, slots=True)
class Rights:
    """What the source's terms give us: days it may be kept (None: our own retention), whether it may be shown.

    *share* False: it is displayed here and never leaves in an export. *store* False: it is read, scored and told, and
    of its words nothing is kept.
    """

    keep_days: int | None = None
    show: bool = True
    share: bool = True
    store: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """Something somebody published, as its source tells it. *title* and *text* are plain text.

    *gone* is when its source took it back: from then on its words are not kept.
    """

    id: str
    url: str = ""
    title: str = ""
    text: str = ""
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    rating: Rating | None = None
    reach: int | None = None
    thread: str = ""
    parent: str = ""
    rights: Rights = Rights()
    gone: datetime | None = None

    @property
    def prose(self) -> str:
        """Title, blank line, text: what all spans count into."""
        return f"{self.title}\n\n{self.text}" if self.title and self.text else self.title or self.text


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, read. *more* is the next question when the answer has further pages.

    *gone* are identities that the source took back; *cost* is what the answer costs, in millionths of a dollar;
    *drain*: further pages are owed whatever is known in this one; *unread* counts what came and could not be read.
    """

    items: tuple[Item, ...]
    cursor: str = ""
    more: Request | None = None
    title: str = ""
    every: timedelta | None = None  # how often the source itself says that it should be asked
    gone: tuple[str, ...] = ()
    cost: int = 0
    drain: bool = False
    unread: int = 0


# ------------------------------------------------------------------ who is spoken of, and how it sounds


@dataclass(frozen=True, slots=True)
class Span:
    """Where a term of a query was found."""

    start: int
    end: int
    term: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is what it is: the words, how much they weigh, the rule that weighed them."""

    start: int
    end: int
    cue: str
    weight: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A figure, what it is called, how sure we are (0..1), and the reasons for it: never a bare label.

    Sentiment runs from -1 to 1 and is called negative, neutral or positive; insult and accusation run from
    0 to 1 and are called none, possible or likely. *confidence* 0 means that nothing was judged.
    """

    value: float = 0.0
    label: str = "none"
    confidence: float = 0.0
    reasons: tuple[Reason, ...] = ()


NEUTRAL = Score(label="neutral")
NO_SCORE = Score()
UNWEIGHED = Score(label="unweighed")


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people may have met a text. *known*: its source tells so; otherwise an interval, guessed from *kind*,
    what sort of text it is. It is shown; nothing guessed ever weighs."""

    low: int = 0
    high: int = 0
    kind: str = ""

    @property
    def known(self) -> bool:
        return not self.kind

    def __add__(self, other: Reach) -> Reach:
        return Reach(self.low + other.low, self.high + other.high, self.kind or other.kind)


@dataclass(frozen=True, slots=True)
class Finding:
    """What insult, accusation and tone make together, in one of six words: insult, accusation, both, criticism, neutral
    or praise; empty where no legal score was given. *unsure* marks what courts would contest.

    *grounds* are those of French law whose elements may be there (injure, diffamation, denigrement), *aggravated* is
    for what people are despised (origin, religion, sex, orientation, identity, disability), *aim* whom it aims at
    (brand, staff, you, they, product, other, self), *held_back* are the cues heard and not counted, with the reason.
    """

    label: str = ""
    unsure: bool = False
    grounds: tuple[str, ...] = ()
    aggravated: tuple[str, ...] = ()
    aim: str = ""
    held_back: tuple[Reason, ...] = ()


NO_FINDING = Finding()


@dataclass(frozen=True, slots=True)
class Mention:
    """An item that speaks of a brand. *id* is 0 until it is stored; *fingerprint* is equal for copies of one text:
    the same words at first, the name of its family once it is stored. *sketch* is what near copies are found by,
    *copies* how many other mentions of the brand are of its family; both where it was asked for, and not kept.

    *words* is what full-text search is to find, where that was made together with the scores.

    *relevance* runs from 0 (speaks of the brand) to 1 (does not) and is called relevant, irrelevant or unweighed;
    *muted* is why a rule of the configuration silences it, empty where none does.
    """

    item: Item
    brand: str
    source: str
    seen_at: datetime
    spans: tuple[Span, ...] = ()
    language: str = ""
    sentiment: Score = NEUTRAL
    insult: Score = NO_SCORE
    accusation: Score = NO_SCORE
    finding: Finding = NO_FINDING
    fingerprint: str = ""
    id: int = 0
    reach: Reach | None = None
    sketch: bytes = b""
    copies: int = 0
    relevance: Score = UNWEIGHED
    muted: str = ""
    words: str = field(default="", repr=False, compare=False)

    @property
    def folded(self) -> bool:
        """Whether it is shown only to who asks for it: it is kept, and counts."""
        return self.relevance.label == "irrelevant"

    @property
    def at(self) -> datetime:
        """When it was said; when we saw it, where the source does not tell or tells a time to come."""
        published = self.item.published
        return published if published and published <= self.seen_at else self.seen_at

    @property
    def wordless(self) -> Mention:
        """The same without words, author and quotations: what is left when they are not ours to keep or hand on."""
        return replace(
            self,
            item=replace(self.item, title="", text="", author=""),
            words="",
            spans=(),
            sentiment=replace(self.sentiment, reasons=()),
            insult=replace(self.insult, reasons=()),
            accusation=replace(self.accusation, reasons=()),
            finding=replace(self.finding, held_back=()),
            relevance=replace(self.relevance, reasons=()),
        )

    @property
    def negative(self) -> bool:
        return self.sentiment.label == "negative"


# ------------------------------------------------------------------ whether it is trouble, and who must know


@dataclass(frozen=True, slots=True)
class Sample:
    """What a judge needs to know of one mention. *at* is when it was said, *seen_at* when we heard it; *weight* is
    that of its source, *rating* its stars between 0 and 1; *flags* are the names of the rules whose query it matches.
    """

    id: int
    at: datetime
    source: str
    author: str
    fingerprint: str
    prose: str
    sentiment: float
    negative: bool
    insult: bool
    accusation: bool
    weight: float = 1.0
    reach: int | None = None
    rating: float | None = None
    seen_at: datetime | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hour:
    """One whole hour of a brand's past: its start, all mentions, and the distinct negative ones."""

    at: datetime
    total: int
    negatives: int


@dataclass(frozen=True, slots=True)
class History:
    """A brand's past as a judge sees it. *samples* reach back as far as the longest window, oldest first; *hours* are
    whole hours, oldest first, silent ones left out; before *since* nothing is known (which is not zero)."""

    brand: str
    since: datetime
    samples: tuple[Sample, ...]
    hours: tuple[Hour, ...]


class Cause(StrEnum):
    """What a verdict rests on, so that it can be told in the right words."""

    CROWD = "crowd"  # more complaints than usual, or more than a number
    RATINGS = "ratings"  # more bad ratings than usual
    SINGLE = "single"  # one accusation that very many will read
    MATCH = "match"  # mentions that the reader asked to be told of


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers behind a verdict, all of one brand and one window that ends at the verdict's time.

    *negatives* are distinct: copies of one text count once (*copies* says how many were folded). *usual* is the
    number of negatives expected in such a window, *low* and *high* its band. Shares are of all mentions, 0..1.
    *mentions* are the ids that made the verdict, the loudest first.

    *score* says how alarmed the rule is: 1 is its bar. *loudest* is the source of the mention that reaches most,
    *reach* how many people that is. *silent* are sources that are out, *confidence* (0..1) what is left without them,
    *planned* the event of the calendar that raised what is usual. *families* are the fingerprints of the mentions
    that made the verdict, by which a story is known again.
    """

    window: timedelta
    negatives: int
    usual: float
    low: float
    high: float
    total: int
    usual_share: float | None
    authors: int
    sources: int
    copies: int = 0
    insults: int = 0
    accusations: int = 0
    began: datetime | None = None
    themes: tuple[str, ...] = ()
    mentions: tuple[int, ...] = ()
    score: float = 0.0
    reach: int | None = None
    loudest: str = ""
    confidence: float = 1.0
    silent: tuple[str, ...] = ()
    planned: str = ""
    families: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Share of negatives among all mentions of the window."""
        return self.negatives / self.total if self.total else 0.0

    @property
    def ratio(self) -> float:
        """How many times the usual; against at least one, so that a first mention is not an explosion."""
        return self.negatives / max(self.usual, 1.0)

    @property
    def told(self) -> dict[str, object]:
        """What programs are told of them; the window in seconds."""
        return {
            "negatives": self.negatives,
            "usual": round(self.usual, 2),
            "low": round(self.low, 2),
            "high": round(self.high, 2),
            "window_seconds": int(self.window.total_seconds()),
            "authors": self.authors,
            "sources": self.sources,
            "insults": self.insults,
            "accusations": self.accusations,
            "themes": list(self.themes),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What we now think of a brand, and the rule and the figures that made us think so."""

    brand: str
    at: datetime
    level: Level
    rule: str
    figures: Figures
    cause: Cause = Cause.CROWD


@dataclass(frozen=True, slots=True)
class Planned:
    """Something of the calendar that makes people talk: so many times as much as usual, from *start* to *end*; again
    after *every* so long, the last time before *until*."""

    name: str
    start: datetime
    end: datetime
    factor: float = 3.0
    brands: tuple[str, ...] = ()
    every: timedelta | None = None
    until: datetime | None = None

    def between(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """The spans of it that reach into the time between both."""
        first = max(0, (start - self.end) // self.every + 1) if self.every else 0
        found = []
        for number in range(first, first + 1000):
            shift = number * self.every if self.every else timedelta(0)
            if self.start + shift >= end or (self.until and self.start + shift > self.until):
                break
            if self.end + shift > start:
                found.append((self.start + shift, self.end + shift))
            if not self.every:
                break
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which a rule judged: its *name*, its *level*, the *false_alarms* a month that it may raise, what of the
    calendar was *planned*, and which sources were *silent*."""

    name: str
    level: Level
    false_alarms: float
    planned: tuple[Planned, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """From what a verdict can be reached once more: what the detector knew (*state*), and on which *terms*."""

    state: bytes = field(repr=False)
    terms: Terms


class IncidentState(StrEnum):
    """open -> escalating -> calming -> resolved; `reopened` is the same story again after its end."""

    OPEN = "open"
    ESCALATING = "escalating"
    CALMING = "calming"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class AlertKind(StrEnum):
    """What an alert tells. `updated` changes a message that lives and wakes nobody."""

    OPENED = "opened"
    ESCALATED = "escalated"
    REOPENED = "reopened"
    REMINDED = "reminded"
    UNANSWERED = "unanswered"
    UPDATED = "updated"
    RESOLVED = "resolved"
    TEST = "test"
    BLIND = "blind"  # of the watch itself: it sees nothing
    SEEING = "seeing"  # and sees again

    @property
    def own(self) -> bool:
        """Whether it tells of the watch, and of no brand."""
        return self in (AlertKind.TEST, AlertKind.BLIND, AlertKind.SEEING)


@dataclass(frozen=True, slots=True)
class Incident:
    """A crisis with a life. *id* is 0 until it is stored; *verdict* is the last one that was worth telling, at
    *told_at*, as the *news* that it was. *resolved_by* is empty where it calmed down by itself; an *exercise* is
    none. *themes* and *families* are those of the verdicts before the last, in all its lives: its story."""

    brand: str
    state: IncidentState
    level: Level
    opened_at: datetime
    told_at: datetime
    verdict: Verdict
    peak: int
    calm_since: datetime | None = None
    resolved_at: datetime | None = None
    id: int = 0
    news: AlertKind = AlertKind.OPENED
    reopened_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    resolved_by: str = ""
    exercise: bool = False
    themes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()

    @property
    def lives(self) -> bool:
        return self.state is not IncidentState.RESOLVED

    @property
    def began_at(self) -> datetime:
        """When its present life began: a story may have more than one."""
        return self.reopened_at or self.opened_at


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour of a curve: its distinct negatives, and the band in which they were expected."""

    at: datetime
    negatives: int
    usual: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Alert:
    """A decided change worth telling. *quotes* are the few mentions that a reader sees first; *number* is which
    message of its incident it is, from 1; *curve* is how it came to this, hour by hour."""

    kind: AlertKind
    at: datetime
    incident: Incident
    verdict: Verdict
    quotes: tuple[Mention, ...] = ()
    number: int = 1
    id: int = 0
    curve: tuple[Bar, ...] = ()

    @property
    def key(self) -> str:
        """The same for every copy of this alert, whatever the channel and however often it is sent."""
        return f"vigie-{self.incident.id}-{self.number}-{self.kind}"


@dataclass(frozen=True, slots=True)
class Told:
    """One message of an incident that was decided for one target, and what it showed. One that was *folded* is only in
    the digest."""

    target: str
    kind: AlertKind
    at: datetime
    incident: Incident
    negatives: int = 0
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody is told of *brand* (empty: of any) until *until*, as *who* said, and *why*. It is told in digests."""

    brand: str
    start: datetime
    until: datetime
    who: str
    why: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What people know of the past: there was a crisis of *brand* from *start* to *end* (*real*), or there was none."""

    brand: str
    start: datetime
    end: datetime
    real: bool
    who: str = ""
    note: str = ""
    incident: int = 0
    id: int = 0


class Hold(StrEnum):
    """Why somebody was not told at once, or at all."""

    NOTHING = ""
    SILENCE = "silence"  # somebody ordered it
    GREATER = "greater"  # it is part of the trouble of the brand's owner
    QUIET = "quiet"  # it is night there
    BUDGET = "budget"  # the messages of the day are spent
    OVERTAKEN = "overtaken"  # a later message said more before this one could be sent
    FAILED = "failed"  # the target could not be reached
    OUTAGE = "outage"  # it could not be reached for long: the digest of that time names it


@dataclass(frozen=True, slots=True)
class Missed:
    """A message that was not sent, and why: a line of a digest."""

    incident: Incident
    kind: AlertKind
    at: datetime
    hold: Hold


@dataclass(frozen=True, slots=True)
class Tally:
    """What was said of one brand in a period, and in the one before it, which is as long. *quotes* are the worst."""

    brand: str
    total: int
    negatives: int
    total_before: int
    negatives_before: int
    incidents: tuple[Incident, ...] = ()
    quotes: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """What a period was like, for one target, with everything that it was not told meanwhile. After an outage it is
    one *page* of *pages* of which every one names what it can hold."""

    rhythm: Rhythm
    start: datetime
    at: datetime
    tallies: tuple[Tally, ...]
    missed: tuple[Missed, ...] = ()
    id: int = 0
    page: int = 1
    pages: int = 1

    kind = "digest"

    @property
    def key(self) -> str:
        return f"vigie-digest-{self.id}"

    @property
    def empty(self) -> bool:
        return not self.missed and not any(tally.total or tally.incidents for tally in self.tallies)


@dataclass(frozen=True, slots=True)
class Reminder:
    """That the time to act on a *mention* ends: on *last_day*, by the *law* of *country*, in *left* days. *certain* is
    False where it may have been published earlier than anything proves."""

    mention: Mention
    at: datetime
    country: str
    law: str
    last_day: date
    left: int
    certain: bool = True

    kind = "reminder"

    @property
    def key(self) -> str:
        return f"vigie-clock-{self.mention.id}-{self.last_day}-{self.left}"


@dataclass(frozen=True, slots=True)
class Handover:
    """That *who* asks somebody to look at a *mention*, and what he says about it: *word*."""

    mention: Mention
    at: datetime
    who: str
    word: str = ""
    id: int = 0

    kind = "handover"

    @property
    def key(self) -> str:
        return f"vigie-handover-{self.id}"


News = Alert | Digest | Reminder | Handover  # what somebody may be told


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and the same in words."""

    png: bytes = field(repr=False)
    alt: str


class DeliveryState(StrEnum):
    """waiting -> sending -> sent, or back to waiting; `unknown` was cut off twice; `failed` will not be tried again.
    `held` was not for now (silence, quiet hours ...), `folded` is left for the digest."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    HELD = "held"
    FOLDED = "folded"


@dataclass(frozen=True, slots=True)
class Telling:
    """What is decided for one target: told now (`waiting`), perhaps later (`held`), or in its digest (`folded`), and
    *why* not now."""

    target: str
    kind: AlertKind
    fate: DeliveryState = DeliveryState.WAITING
    hold: Hold = Hold.NOTHING
    why: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert, a digest or a handover on its way to one target. *repeat* marks one that may already have arrived
    before a crash; *thread* is the receipt of the last message of its incident that this target got."""

    alert: Alert | Digest | Handover
    target: str
    state: DeliveryState
    attempts: int
    due_at: datetime
    error: str = ""
    repeat: bool = False
    id: int = 0
    thread: str = ""
