"""What is pushed: where its lines lead, who is let in, and how a handful of messages is one page."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from monitor.errors import ParseError, VigieError
from monitor.model import Item, Knock, Message, Page, Reply, Request
from monitor.sources import STREAMS, Door, Subscribed, Tapped, stream
from monitor.sources.imap import Mailbox
from monitor.sources.items import MOST
from monitor.sources.jetstream import Jetstream
from monitor.sources.mastodon_stream import MastodonStream
from monitor.sources.overheard import Overheard, Unasked
from monitor.sources.webhook import Webhook
from monitor.sources.websub import WebSub
from tests.sources.saved import NOW, golden, golden_files, reply

SECRET = "invented for this"


def knock(body: bytes = b"", method: str = "POST", query: str = "", **headers: str) -> Knock:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Knock(method, tuple(parse_qsl(query)), named, body, NOW)


def proof(body: bytes, algorithm: str = "sha256", secret: str = SECRET) -> Any:
    return hmac.new(secret.encode(), body, algorithm)


# ------------------------------------------------------------------ every one of them


@pytest.mark.parametrize("name", sorted(STREAMS))
def test_every_stream_has_a_line_or_a_door(name: str) -> None:
    source = golden(golden_files(name)[0]).source

    assert isinstance(source, Tapped) != isinstance(source, Door)


@pytest.mark.parametrize("name", sorted(STREAMS))
def test_a_handful_of_messages_is_what_each_of_them_is(name: str) -> None:
    source: Any = golden(golden_files(name)[0]).source
    saved = [golden(path) for path in golden_files(name) if golden(path).source == source]
    messages = tuple(Message(each.reply.body, each.reply.at) for each in saved)

    page = Overheard(source, messages).parse(reply(""), "")

    assert set(page.items) == {item for each in saved for item in each.page.items if item.id not in page.gone}


class Said:
    """A stream that says item and words, or takes one back with a minus sign."""

    def gaps(self) -> None:
        return None

    def hear(self, message: bytes, cursor: str, at: object) -> Page:
        name, _, words = message.decode().partition(" ")
        if name == "?":
            raise ParseError("no message", hint="none")
        if name.startswith("-"):
            return Page((), name, gone=(name[1:],))
        return Page((Item(name, text=words),), name)


def told(*messages: str) -> Page:
    heard = Overheard(Said(), tuple(Message(each.encode(), NOW) for each in messages))
    return heard.parse(reply(""), "before")


def test_the_last_thing_said_of_an_item_holds() -> None:
    page = told("1 first", "2 other", "1 better")

    assert page.items == (Item("2", text="other"), Item("1", text="better"))
    assert told("1 first", "-1") == Page((), "-1", gone=("1",))
    assert told("-1", "1 again") == Page((Item("1", text="again"),), "1")


def test_a_message_that_cannot_be_read_is_counted_and_the_others_are_heard() -> None:
    page = told("1 first", "?", "2 other")

    assert ([item.id for item in page.items], page.unread, page.cursor) == (["1", "2"], 1, "2")


def test_where_none_can_be_read_that_is_an_error_and_never_silence() -> None:
    with pytest.raises(ParseError):
        told("?", "?")


def test_a_message_that_is_nothing_but_a_bookmark_moves_the_cursor() -> None:
    page = Overheard(Said(), (Message(b"", NOW, "7:12"),)).parse(reply(""), "before")

    assert page == Page((), "7:12")


def test_what_speaks_by_itself_is_not_asked() -> None:
    with pytest.raises(VigieError, match="speaks by itself"):
        Unasked().request("")


# ------------------------------------------------------------------ lines


def test_a_jetstream_goes_on_a_little_before_where_it_was() -> None:
    assert "cursor" not in Jetstream().tap("").url
    assert Jetstream().tap("1751600000000000").url.endswith("cursor=1751599995000000")
    assert "cursor" not in Jetstream().tap("a bookmark of something else").url


@pytest.mark.parametrize(("minutes", "missed"), [(0, 0), (4, 0), (90, 90)])
def test_a_jetstream_that_goes_back_no_further_says_how_much_is_missed(minutes: int, missed: int) -> None:
    event = json.dumps({"kind": "commit", "time_us": 1_751_600_000_000_000 + minutes * 60_000_000}).encode()

    assert Jetstream().missed(event, "1751600000000000").total_seconds() == missed * 60
    assert not Jetstream().missed(event, "")


def test_a_mastodon_is_asked_for_what_its_stream_misses() -> None:
    source = MastodonStream(
        instance="social.example", hashtag="éclair", token=SECRET, streaming="stream.social.example"
    )

    assert source.tap("").url == "https://stream.social.example/api/v1/streaming/hashtag?tag=%C3%A9clair"
    asked = source.gaps()
    assert asked
    assert asked.request("").url.startswith("https://social.example/api/v1/timelines/tag/%C3%A9clair")
    assert SECRET not in repr((source, source.tap("")))


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({}, "imaps://mail.example/INBOX"),
        ({"folder": "Avis/Été", "port": 1993}, "imaps://mail.example:1993/Avis%2F%C3%89t%C3%A9"),
        ({"security": "starttls"}, "imap+starttls://mail.example/INBOX"),
        ({"server": "::1", "security": "none", "port": 143}, "imap://[::1]:143/INBOX"),
    ],
)
def test_a_mailbox_is_an_address(options: dict[str, Any], url: str) -> None:
    source = Mailbox(**{"server": "mail.example", "user": "veille", "password": SECRET} | options)

    assert source.tap("7:12").url == url
    assert source.tap("7:12").after == "7:12"
    assert SECRET not in repr(source.tap(""))


def test_a_line_is_secured_in_one_of_three_ways() -> None:
    with pytest.raises(VigieError, match="security"):
        Mailbox(server="mail.example", user="veille", password=SECRET, security="maybe")


# ------------------------------------------------------------------ doors

BODY = b'{"id": "7", "text": "Valmy"}'
BASIC = base64.b64encode(f"zapier:{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"authorization": f"Bearer {SECRET}"}, 202),
        ({"authorization": f"Basic {BASIC}"}, 202),
        ({"x_token": SECRET}, 202),
        ({"x_hub_signature_256": f"sha256={proof(BODY).hexdigest()}"}, 202),
        ({"x_signature": proof(BODY).hexdigest()}, 202),
        ({"typeform_signature": f"sha256={base64.b64encode(proof(BODY).digest()).decode()}"}, 202),
        ({"x_hub_signature": f"sha1={proof(BODY, 'sha1').hexdigest()}"}, 202),
        ({}, 401),
        ({"authorization": "Bearer "}, 401),
        ({"authorization": "Basic !"}, 401),
        ({"authorization": f"Bearer {SECRET}x"}, 401),
        ({"x_hub_signature_256": f"sha256={proof(b'other').hexdigest()}"}, 401),
        ({"x_hub_signature_256": f"md5={proof(BODY, 'md5').hexdigest()}"}, 401),
        ({"x_hub_signature_256": "sha256="}, 401),
        ({"x_token": "é"}, 401),
    ],
)
def test_who_posts_proves_that_he_knows_the_secret(headers: dict[str, str], status: int) -> None:
    admission = Webhook(secret=SECRET).admit(knock(BODY, **headers))

    assert (admission.status, admission.body) == (status, BODY if status == 202 else b"")


def test_what_is_sent_again_is_known_by_its_key() -> None:
    admission = Webhook(secret=SECRET).admit(knock(BODY, authorization=f"Bearer {SECRET}", idempotency_key="k7"))

    assert admission.key == "k7"


@pytest.mark.parametrize(("count", "kept"), [(MOST - 1, True), (MOST, False), (3 * MOST, False)])
def test_what_is_posted_is_kept_whole_or_refused(count: int, kept: bool) -> None:
    posted = json.dumps([{"id": number, "text": f"Valmy {number}"} for number in range(count)]).encode()

    if kept:
        assert len(Webhook(secret=SECRET).hear(posted, "", NOW).items) == count
    else:
        with pytest.raises(ParseError, match="at once"):
            Webhook(secret=SECRET).hear(posted, "", NOW)


def test_meta_and_linkedin_see_what_they_want_to_see() -> None:
    hook = Webhook(secret=SECRET)
    asked = f"hub.mode=subscribe&hub.challenge=42&hub.verify_token={SECRET}"

    assert hook.admit(knock(method="GET", query=asked)).words == b"42"
    assert hook.admit(knock(method="GET", query=asked.replace(SECRET, "a guess"))).status == 403
    told = json.loads(hook.admit(knock(method="GET", query="challengeCode=7")).words)
    assert told == {"challengeCode": "7", "challengeResponse": proof(b"7").hexdigest()}


@pytest.mark.parametrize("cls", [Webhook, WebSub])
def test_a_secret_that_keeps_nobody_out_is_refused(cls: Any) -> None:
    options = {"url": "https://blog.example/feed"} if cls is WebSub else {}

    with pytest.raises(VigieError, match="keeps nobody out"):
        cls(secret="", **options)


FEED = WebSub(url="https://blog.example/feed", secret=SECRET)


def door() -> str:
    """The key in our address, as a hub was told it."""
    asked = dict(
        parse_qsl((FEED.subscription("https://hub.example", FEED.url, "https://us.example/h").body or b"").decode())
    )
    assert asked["hub.mode"] == "subscribe"
    assert asked["hub.topic"] == FEED.url
    assert asked["hub.secret"] == SECRET
    return asked["hub.callback"].partition("?")[2]


def test_a_hub_that_was_asked_may_ask_back_and_nobody_else() -> None:
    asks = "&hub.mode=subscribe&hub.topic=t&hub.challenge=42&hub.lease_seconds=600"

    admission = FEED.admit(knock(method="GET", query=door() + asks))

    assert (admission.status, admission.words) == (200, b"42")
    assert admission.lease
    assert admission.lease.total_seconds() == 600
    assert FEED.admit(knock(method="GET", query="key=guess" + asks)).status == 404
    assert FEED.admit(knock(method="GET", query=door() + asks.replace("subscribe", "unsubscribe"))).status == 404


def test_a_hub_that_refuses_is_believed() -> None:
    admission = FEED.admit(knock(method="GET", query=door() + "&hub.mode=denied"))

    assert admission.lease is not None
    assert not admission.lease


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_what_a_hub_signed_is_taken(algorithm: str) -> None:
    signature = f"{algorithm}={proof(b'<rss/>', algorithm).hexdigest()}"

    assert FEED.admit(knock(b"<rss/>", query=door(), x_hub_signature=signature)).body == b"<rss/>"


def test_what_nobody_signed_is_thrown_away_politely() -> None:
    for headers in ({}, {"x_hub_signature": "sha1=00"}, {"authorization": f"Bearer {SECRET}"}):
        admission = FEED.admit(knock(b"<rss/>", query=door(), **headers))
        assert (admission.status, admission.body) == (202, b"")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ((("link", '<https://hub.example/>; rel="hub", <https://blog.example/topic>; rel="self"'),), "<rss/>"),
        ((("link", "<https://hub.example/>;rel=hub"), ("link", "<https://blog.example/topic>; rel=self")), "<rss/>"),
        ((), '<feed><link rel="hub" href="https://hub.example/"/><link href="topic" rel="self"/></feed>'),
        ((), "<rss><atom:link rel='hub' href='https://hub.example/'/><atom:link rel='self' href='/topic'/></rss>"),
    ],
)
def test_a_feed_names_its_hub_in_its_headers_or_in_itself(headers: tuple[tuple[str, str], ...], body: str) -> None:
    told = Reply(Request(FEED.url), FEED.url, 200, headers, body.encode(), NOW)

    assert FEED.hub(told) == ("https://hub.example/", "https://blog.example/topic")


@pytest.mark.parametrize("odd", ["http://[", "http://[::1", "//[", "http://[v1.]"])
def test_a_hub_that_is_no_address_is_none(odd: str) -> None:
    told = reply(f'<feed><link rel="hub" href="{odd}"/></feed>', headers=(("link", f'<{odd}>; rel="hub"'),))

    with pytest.raises(ParseError, match="names no hub"):
        FEED.hub(told)


def test_a_feed_without_a_hub_is_better_asked() -> None:
    with pytest.raises(ParseError, match="names no hub"):
        FEED.hub(reply("<rss><link>https://blog.example/</link></rss>"))


def test_a_feed_is_subscribed_to_and_also_asked() -> None:
    assert issubclass(stream("websub"), object)
    assert isinstance(FEED, Subscribed)
    assert FEED.gaps()
