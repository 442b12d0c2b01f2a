from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import NotifyError
from monitor.model import Alert, AlertKind, IncidentState, Level, Picture, Target
from monitor.notify import notifier, payload, send, shows_pictures
from tests.notify.peers import SlackPeer, slack_peer
from tests.notify.story import ENGLISH, FRENCH, LINK, NOW, alert

TOKEN = "xoxb-1234567890-PL4NTED"
PICTURE = Picture(b"\x89PNG\r\n\x1a\n, or nearly", "Curve of the last 72 h of Norvane: 47 negative since 13:00")
ROOT = "slack C0123ABC 17000.0001"


@pytest.fixture(name="peer")
def _peer(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackPeer]:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with slack_peer() as peer:
        yield peer


def bot(peer: SlackPeer) -> Target:
    return replace(ENGLISH, address=peer.url.replace("http://", f"http://{TOKEN}@") + "/api/", channel="C0123ABC")


def curved(told: Alert) -> Alert:
    from monitor.model import Bar

    return replace(told, curve=(Bar(NOW - timedelta(hours=1), 3, 4.0, 1.0, 8.0), Bar(NOW, 47, 6.0, 2.0, 12.0)))


async def test_the_first_message_of_an_incident_is_posted_with_its_curve(peer: SlackPeer) -> None:
    receipt = await send(curved(alert()), bot(peer), link=LINK, picture=PICTURE)

    (said,) = peer.said("chat.postMessage")
    assert receipt == ROOT
    assert peer.tokens == {f"Bearer {TOKEN}"}
    assert peer.files == {"F0001": PICTURE.png}
    assert said["channel"] == "C0123ABC"
    assert said["text"].startswith("🔴 Crisis likely · Norvane")
    (image,) = (block for block in said["blocks"] if block["type"] == "image")
    assert image["slack_file"] == {"id": "F0001"}
    assert "47 negative since 13:45, 47 at most, 2 to 12 expected" in image["alt_text"]
    assert said["metadata"]["event_payload"] == {"key": "vigie-142-1-opened-20261122134500"}


async def test_the_next_one_edits_it_and_says_in_its_thread_what_is_new(peer: SlackPeer) -> None:
    worse = alert(AlertKind.ESCALATED, number=2)

    receipt = await send(worse, bot(peer), link=LINK, thread=ROOT)

    (edited,), (reply,) = peer.said("chat.update"), peer.said("chat.postMessage")
    assert receipt == ROOT
    assert (edited["channel"], edited["ts"]) == ("C0123ABC", "17000.0001")
    assert "Crisis growing" in edited["text"]
    assert reply["thread_ts"] == "17000.0001"
    assert "Crisis growing" in reply["text"]
    assert reply["reply_broadcast"] is True


@pytest.mark.parametrize(
    ("kind", "replies", "broadcast"),
    [
        (AlertKind.UPDATED, 0, None),
        (AlertKind.RESOLVED, 1, False),
        (AlertKind.REOPENED, 1, True),
        (AlertKind.REMINDED, 1, True),
        (AlertKind.UNANSWERED, 1, True),
    ],
)
async def test_only_what_is_news_is_said_and_only_what_is_bad_is_said_aloud(
    peer: SlackPeer, kind: AlertKind, replies: int, broadcast: bool | None
) -> None:
    await send(alert(kind, number=2), bot(peer), link=LINK, thread=ROOT)

    said = peer.said("chat.postMessage")
    assert len(peer.said("chat.update")) == 1
    assert len(said) == replies
    assert [each["reply_broadcast"] for each in said] == [broadcast] * replies


async def test_what_may_have_arrived_is_looked_for_before_it_is_said_again(peer: SlackPeer) -> None:
    first = await send(alert(), bot(peer), link=LINK)
    again = await send(alert(), bot(peer), link=LINK, repeat=True)

    assert again == first
    assert len(peer.said("chat.postMessage")) == 1
    (asked,) = peer.said("conversations.history")
    assert (asked["channel"], asked["include_all_metadata"]) == ("C0123ABC", "true")
    assert int(asked["oldest"]) < NOW.timestamp()


async def test_what_may_have_arrived_in_a_thread_is_looked_for_in_it(peer: SlackPeer) -> None:
    await send(alert(), bot(peer), link=LINK)
    worse = alert(AlertKind.ESCALATED, number=2)
    for repeat in (False, True):
        assert await send(worse, bot(peer), link=LINK, thread=ROOT, repeat=repeat) == ROOT

    assert [each.get("thread_ts") for each in peer.said("chat.postMessage")] == [None, "17000.0001"]


@pytest.mark.parametrize("error", ["missing_scope", "channel_not_found"])
async def test_what_cannot_be_looked_for_is_said_again_and_says_so(peer: SlackPeer, error: str) -> None:
    await send(alert(), bot(peer), link=LINK)
    peer.refusals |= {"conversations.history": error, "conversations.replies": error}

    await send(alert(), bot(peer), link=LINK, repeat=True)
    await send(alert(AlertKind.ESCALATED, number=2), bot(peer), link=LINK, thread=ROOT, repeat=True)

    first, again, reply = peer.said("chat.postMessage")
    assert "Possible repeat" not in str(first)
    assert "Possible repeat" in str(again["blocks"])
    assert "Possible repeat" in str(reply["blocks"])


async def test_who_has_it_in_hand_stands_in_the_message(peer: SlackPeer) -> None:
    told = alert(AlertKind.UPDATED, number=2)
    taken = replace(told.incident, acknowledged_by="Ann <!channel>", acknowledged_at=NOW, state=IncidentState.OPEN)

    await send(replace(told, incident=taken), replace(bot(peer), language="fr"), link=LINK, thread=ROOT)

    (edited,) = peer.said("chat.update")
    assert "Pris en charge par Ann &lt;!channel&gt; à 13 h 45" in str(edited["blocks"]).replace("\\u202f", " ")


async def test_a_message_that_somebody_deleted_is_posted_anew(peer: SlackPeer) -> None:
    peer.refusals["chat.update"] = "message_not_found"

    receipt = await send(alert(AlertKind.ESCALATED, number=2), bot(peer), link=LINK, thread=ROOT)

    assert receipt.startswith("slack C0123ABC")
    assert "thread_ts" not in peer.said("chat.postMessage")[0]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_a_curve_that_slack_does_not_take_stops_no_message(peer: SlackPeer, method: str) -> None:
    peer.refusals[method] = "missing_scope"

    await send(curved(alert()), bot(peer), link=LINK, picture=PICTURE)

    (said,) = peer.said("chat.postMessage")
    assert not [block for block in said["blocks"] if block["type"] == "image"]
    assert "47 negative since 13:45" in str(said["blocks"])


async def test_a_curve_that_slack_has_not_looked_at_yet_stops_no_message(peer: SlackPeer) -> None:
    peer.refusals["chat.postMessage"] = "invalid_blocks"

    with pytest.raises(NotifyError, match="invalid_blocks"):
        await send(curved(alert()), bot(peer), link=LINK, picture=PICTURE)

    with_it, without = peer.said("chat.postMessage")
    assert "slack_file" in str(with_it["blocks"])
    assert "slack_file" not in str(without["blocks"])


@pytest.mark.parametrize(
    ("error", "retry"),
    [
        ("channel_not_found", False),
        ("not_in_channel", False),
        ("invalid_auth", False),
        ("missing_scope", False),
        ("internal_error", True),
        ("service_unavailable", True),
        ("ratelimited", True),
        ("<!channel> xoxb-1", False),
    ],
)
async def test_slack_s_reason_says_whether_to_try_again_and_nothing_is_told_twice(
    peer: SlackPeer, error: str, retry: bool
) -> None:
    peer.refusals["chat.postMessage"] = error

    with pytest.raises(NotifyError) as raised:
        await send(alert(), bot(peer), link=LINK)

    assert raised.value.retry is retry
    assert len(peer.calls) == 1
    assert ("channel>" in str(raised.value)) is False
    assert TOKEN not in f"{raised.value}{raised.value.hint}"


async def test_a_full_hour_is_waited_for_as_long_as_slack_says(peer: SlackPeer) -> None:
    peer.status, peer.headers = 429, {"Retry-After": "17"}
    peer.refusals["chat.postMessage"] = "ratelimited"

    with pytest.raises(NotifyError) as raised:
        await send(alert(), bot(peer), link=LINK)

    assert (raised.value.retry, raised.value.after) == (True, 17.0)
    assert len(peer.calls) == 1


@pytest.mark.parametrize(
    ("address", "channel"),
    [
        ("https://hooks.slack.com/services/T/B/x", "C0123ABC"),
        (TOKEN, "general"),
        (TOKEN, "#two words"),
        ("xoxb", "C0123ABC"),
        (f"ftp://{TOKEN}@slack.example/api/", "C0123ABC"),
        (f"https://{TOKEN}@[", "C0123ABC"),
    ],
)
def test_an_address_that_is_no_bot_is_refused(address: str, channel: str) -> None:
    with pytest.raises(NotifyError, match="not understood") as raised:
        notifier("slack").check(replace(ENGLISH, address=address, channel=channel))

    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize("channel", ["C0123ABC", "G0123ABC", "#crisis-room"])
def test_a_token_and_a_channel_are_a_bot(channel: str) -> None:
    target = replace(FRENCH, address=TOKEN, channel=channel)

    notifier("slack").check(target)

    assert payload(alert(level=Level.WARNING), target)["channel"] == channel
    assert target.lives
    assert shows_pictures(target)
    assert not shows_pictures(FRENCH)
