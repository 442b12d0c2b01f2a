"""From an answer to mentions: the pure half of a poll, made to run in another process.

Everything here is picklable, knows no clock and performs no I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from monitor.config import ALL
from monitor.enrich import OURS, Models, enrich, enrichers, reach_of
from monitor.errors import ParseError, VigieError
from monitor.match import Matcher, Names, facts_of, searchable
from monitor.model import Brand, Item, Mention, Page, Reply, Request, Span
from monitor.sources import Source, facts
from monitor.sources.spans import HASH, Spans, spans
from monitor.sources.tracking import untracked
from monitor.store import Change, Sighting
from monitor.text import clean, cut, one_line

WHOLE = 12  # every so many polls nothing is said of what we have: some servers' validators miss edits and approvals
KNOWN = 25  # in a row: then the further pages are known as well
KEY = 16  # bytes
PAGES, DEEP = 20, 60  # of one poll; what is left is owed to the next
LONGEST_TITLE, LONGEST_NAME, LONGEST_TEXT = 1_000, 300, 100_000  # characters of one item


@dataclass(frozen=True, slots=True)
class Job:
    """An answer to be read. *seen* is what was met before at this source; *first*: we were never here.

    *about* names the brands that everything at this source speaks of; *backfill* how many items of a first contact
    count as new (ALL: every one); *kind* is the source's row of KINDS; *doubtful*: it was never read well, or not the
    last time; *entries* is what an earlier reading kept of the entries of the last page.
    """

    source: Source
    name: str
    reply: Reply
    cursor: str
    seen: Mapping[bytes, Sighting]
    first: bool
    about: tuple[str, ...] = ()
    backfill: int = 0
    kind: str = ""
    doubtful: bool = False
    entries: bytes = b""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer said. *new* counts the items never met before, *items* all of them; *known* tells of each item, in
    its order, whether it was met before. *still* are the keys of those that were not even looked at, because they stand
    there as before; *entries* is what to remember of them all; *owed* counts those that say something new and for which
    there was no time: whoever looks at the same page again gets them. The rest is as in Page."""

    title: str
    cursor: str
    more: Request | None
    every: timedelta | None
    items: int
    new: int
    published: tuple[datetime, ...]
    sightings: tuple[Sighting, ...]
    fresh: tuple[Mention, ...]
    edited: tuple[Change, ...]
    known: tuple[bool, ...] = ()
    gone: tuple[str, ...] = ()
    cost: int = 0
    drain: bool = False
    unread: int = 0
    still: tuple[bytes, ...] = ()
    entries: bytes = b""
    owed: int = 0


Enough = Callable[[], bool]
"""Asked before each item that says something new: whether what is left is owed. The first time it has to be False."""


def never() -> bool:
    return False


class Reader:
    """Reads answers for these brands in these languages; *names* are the lists and macros of their queries. Made once
    for each process."""

    def __init__(
        self,
        brands: Sequence[Brand],
        languages: Sequence[str],
        models: Models = OURS,
        names: Names | None = None,
    ) -> None:
        self.matcher = Matcher(brands, names)
        self.chain = enrichers(languages, brands, models)

    def read(self, job: Job, enough: Enough = never) -> Reading:
        """Raises ParseError when the answer is not what its source promised."""
        seen = look(job)
        reading = self.weigh(seen.page, job, seen.still, enough)
        return replace(reading, still=seen.still, entries=b"" if reading.owed else seen.entries)

    def weigh(self, page: Page, job: Job, still: tuple[bytes, ...] = (), enough: Enough = never) -> Reading:
        """What a page means, against what was met before; *still* are the keys of what else it shows. Where it was
        *enough* before the end, the page counts as not yet read: its cursor is not moved on."""
        beforehand = _beforehand(page.items, job)
        renamed = _renamed(page.items, job.seen, still)
        sightings: list[Sighting] = []
        fresh: list[Mention] = []
        edited: list[Change] = []
        new = owed = 0
        for item in page.items:
            says, name = content(item), key(item.id)
            other = twin(item, says)
            known = job.seen.get(name) or renamed.get(other)
            earlier = known.beforehand if known else item.id in beforehand
            sighting = Sighting(known.key if known else name, says, earlier, other)
            says_something = not earlier and (known is None or known.content != sighting.content)
            if says_something and enough():
                owed += 1
                sightings += [known] if known else []
                continue
            sightings.append(sighting)
            if known is None:
                new += 1
            if not says_something:
                continue
            if known is None:
                fresh.extend(self.mentions(item, job))
            else:
                edited.append(Change(item, self.mentions(item, job)))
        return Reading(
            title=page.title,
            cursor=job.cursor if owed else page.cursor,
            more=None if owed else page.more,
            every=page.every,
            items=len(page.items) + len(still),
            new=new,
            published=tuple(item.published for item in page.items if item.published),
            sightings=tuple(sightings),
            fresh=tuple(fresh),
            edited=tuple(edited),
            known=tuple(sighting.key in job.seen for sighting in sightings),
            gone=page.gone,
            cost=page.cost,
            drain=page.drain,
            unread=page.unread,
            owed=owed,
        )

    def mentions(self, item: Item, job: Job) -> tuple[Mention, ...]:
        """The mentions that *item* makes, one for each brand that it speaks of."""
        matches = self.matcher.match(facts_of(item, job.name))
        spans: dict[str, tuple[Span, ...]] = {match.brand: match.spans for match in matches}
        brands = dict.fromkeys((*job.about, *spans))
        if not brands:
            return ()
        reach = reach_of(item, job.kind)
        bare = (Mention(item, brand, job.name, job.reply.at, spans.get(brand, ()), reach=reach) for brand in brands)
        known = (enrich(mention, self.chain) for mention in bare)
        kept = [m for m in known if m.brand in job.about or self.matcher.confirms(m.brand, facts_of(m))]
        words = searchable(item.prose) if kept else ""  # here, where it keeps nobody waiting
        return tuple(replace(mention, words=words) for mention in kept)


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as far as it had to be read."""

    page: Page
    still: tuple[bytes, ...] = ()
    entries: bytes = b""


def look(job: Job) -> Seen:
    """What of a page is not as it was the last time: all of it, unless its entries can be told apart by their bytes."""
    itemwise = facts(type(job.source)).itemwise
    cut = spans(job.reply.body, job.reply.header("content-type")) if itemwise else None
    if cut is None:
        return Seen(page_of(job.source, job.reply, job.cursor))
    known = _known(cut, {} if job.first else unpacked(job.entries))
    if known:
        frame = replace(job.reply, body=cut.without(known))
        page = page_of(job.source, frame, job.cursor)
        if _plain(page, len(cut.hashes) - len(known)) and not {key(item.id) for item in page.items} & {*known.values()}:
            return Seen(page, tuple(known.values()), _packed(cut, page, known))
    page = page_of(job.source, job.reply, job.cursor)
    return Seen(page, (), _packed(cut, page, {}) if _plain(page, len(cut.hashes)) else b"")


def _known(cut: Spans, before: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    return {told: before[told] for told in cut.hashes if told in before}


def _plain(page: Page, entries: int) -> bool:
    """Whether each entry made one item, under an identity of its own: else one says something of the others."""
    ids = {item.id for item in page.items}
    return len(page.items) == len(ids) == entries and not any(each.rpartition("~")[0] in ids for each in ids)


def _packed(cut: Spans, page: Page, known: Mapping[bytes, bytes]) -> bytes:
    items = iter(page.items)
    return b"".join(told + (known[told] if told in known else key(next(items).id)) for told in cut.hashes)


def unpacked(entries: bytes) -> dict[bytes, bytes]:
    """The key of each entry's item, by the hash of its bytes."""
    size = HASH + KEY
    pairs = (entries[at : at + size] for at in range(0, len(entries), size))
    return {each[:HASH]: each[HASH:] for each in pairs}


def is_whole(polls: int, failures: int, cursor: str) -> bool:
    """Whether all of a source is looked at in this poll: every so often, after a failure, and when a list was not read
    to its end."""
    return polls % WHOLE == WHOLE - 1 or failures > 0 or "|" in cursor


def question(source: Source, cursor: str, *, whole: bool) -> Request:
    """What to ask; where a cursor hides what was changed, now and then as if for the first time."""
    anew = whole and "|" not in cursor and facts(type(source)).relists
    return source.request("" if anew else cursor)


def covered(
    readings: Sequence[Reading], source: Source, at: datetime, *, whole: bool
) -> tuple[datetime, datetime] | None:
    """Between which times a source has told, *at* that time, all there is, if it has: what is not there was taken
    back. One that suddenly tells nothing at all is not believed."""
    published = [time for reading in readings for time in reading.published]
    told = whole and not readings[-1].owed and readings[-1].more is None and facts(type(source)).complete
    return (min(published), at) if told and published else None


def goes_on(readings: Sequence[Reading], *, whole: bool) -> bool:
    """Whether the further page is asked for: until enough in a row is known, since what was edited or approved late
    stands between known ones; to the end where that is owed, or where now and then the *whole* of it is looked at."""
    last = readings[-1]
    if last.more is None or len(readings) >= (DEEP if whole else PAGES):
        return False
    return whole or last.drain or not _enough_known(readings)


def _enough_known(readings: Sequence[Reading]) -> bool:
    known = [each for reading in readings for each in reading.known]
    enough = min(KNOWN, next((len(reading.known) for reading in readings if reading.known), KNOWN))
    return len(known) >= enough and all(known[-enough:])


def settled(readings: Sequence[Reading]) -> str:
    """The cursor to keep: what is owed is owed no more where we stopped because the rest is known."""
    last = readings[-1]
    paid = last.more is not None and not last.drain and _enough_known(readings)
    return last.cursor.partition("|")[0] if paid else last.cursor


def key(id_: str) -> bytes:
    """What an item is, within its source."""
    return blake2b(id_.encode(errors="replace"), digest_size=KEY).digest()


def content(item: Item) -> bytes:
    """What an item says: white space apart, its words and its stars."""
    words = " ".join(item.prose.split())
    return blake2b(f"{words}\n{item.rating}".encode(errors="replace"), digest_size=8).digest()


def twin(item: Item, says: bytes) -> bytes:
    """All that *item* is but its id, *says* being its content; nothing where it has neither a date nor a place to be
    known by."""
    if not (item.published and item.url):
        return b""
    told = (untracked(item.url), item.author, item.published.isoformat(), says.hex())
    return blake2b("\n".join(told).encode(errors="replace"), digest_size=8).digest()


def _renamed(items: Iterable[Item], seen: Mapping[bytes, Sighting], still: Iterable[bytes]) -> dict[bytes, Sighting]:
    """What was seen and is missing here under its old id, by its twin: a page that shows both has two of them."""
    here = {*still, *(key(item.id) for item in items)}
    return {known.twin: known for known in seen.values() if known.twin and known.key not in here}


@contextmanager
def guest(kind: str, failure: type[VigieError], doing: str) -> Iterator[None]:
    """Somebody else's plug runs inside: whatever it raises is the *failure* of its own source."""
    try:
        yield
    except (VigieError, MemoryError):
        raise
    except Exception as error:
        raise failure(
            f"the source's own code broke while {doing}: {type(error).__name__}: {error}",
            hint=f"report it to the author of {kind}",
        ) from error


def page_of(source: Source, reply: Reply, cursor: str) -> Page:
    """What *source* reads in *reply*; a ParseError also where somebody else's plug breaks or gives no page."""
    author = type(source).__module__
    with guest(author, ParseError, "reading this answer"):
        page = source.parse(reply, cursor)
        if not isinstance(page, Page):
            raise ParseError(f"the source's own code gave no Page but {page!r}"[:200], hint=f"report it to {author}")
        return _bounded(page if author.startswith("monitor.") else _fit(page))


def _bounded(page: Page) -> Page:
    """*page* with nothing in it that is longer than anybody reads."""
    items = tuple(item if _brief(item) else _shortened(item) for item in page.items)
    return replace(page, items=items, title=cut(page.title, LONGEST_TITLE))


def _brief(item: Item) -> bool:
    return len(item.title) <= LONGEST_TITLE and len(item.author) <= LONGEST_NAME and len(item.text) <= LONGEST_TEXT


def _shortened(item: Item) -> Item:
    return replace(
        item,
        title=cut(item.title, LONGEST_TITLE),
        author=cut(item.author, LONGEST_NAME),
        text=cut(item.text, LONGEST_TEXT),
    )


def _fit(page: Page) -> Page:
    """*page* as our own sources would tell it: nothing in it that breaks the diary, a log or a terminal."""
    return replace(
        page,
        items=tuple(map(_fit_item, page.items)),
        cursor=one_line(page.cursor),
        title=one_line(page.title),
        gone=tuple(map(one_line, page.gone)),
    )


def _fit_item(item: Item) -> Item:
    return replace(
        item,
        id=one_line(item.id),
        url=one_line(item.url),
        title=one_line(item.title),
        text=clean(item.text),
        author=one_line(item.author),
        language=one_line(item.language),
        thread=one_line(item.thread),
        parent=one_line(item.parent),
    )


def _beforehand(items: Iterable[Item], job: Job) -> frozenset[str]:
    """The items of a first contact that are no news: all but the newest *backfill*."""
    if not job.first or job.backfill == ALL:
        return frozenset()
    dated = sorted(items, key=lambda item: item.published.timestamp() if item.published else 0.0, reverse=True)
    return frozenset(item.id for item in dated[job.backfill :])
