from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from monitor.errors import NotifyError
from monitor.model import Bar, Digest, Picture, Rhythm, Tally, Target
from monitor.notify import WAYS, notifier, payload, picture_words, send
from monitor.notify.anywhere import Anywhere, keyed
from monitor.notify.mail import Mail
from monitor.notify.parcel import Parcel
from monitor.notify.slack import Slack
from tests.notify.peers import Answer, MailPeer, WebPeer, mail_peer, web_peer
from tests.notify.story import ENGLISH, FRENCH, KINDS, LINK, NOW, SECRET, alert, mention

PATH = f"/services/{SECRET}"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def slack(peer: WebPeer) -> Target:
    return replace(ENGLISH, address=peer.url + PATH)


def elsewhere(peer: WebPeer) -> Target:
    return replace(ENGLISH, way="apprise", address=peer.url.replace("http", "json") + PATH)


def mail(peer: MailPeer, to: str = "night@norvane.example", more: str = "") -> Target:
    address = f"mailto://127.0.0.1:{peer.port}/?from=vigie@norvane.example&to={to}{more}"
    return replace(ENGLISH, way="email", address=address)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# ------------------------------------------------------------------ what every way keeps to

GOOD = {
    "slack": f"https://hooks.slack.com{PATH}",
    "email": "mailtos://user:password@mail.example?from=a@norvane.example&to=b@norvane.example",
    "webhook": f"https://program.example{PATH}#whsec_{'A' * 32}",
    "apprise": "json://user:password@example.org/path",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_way_understands_its_addresses_and_has_words_for_every_kind(way: str, kind: str) -> None:
    target = Target("x", way, GOOD[way])

    notifier(way).check(target)
    assert json.dumps(payload(KINDS[kind], target, LINK))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "address", ["", "nonsense", f"gopher://host/{SECRET}", f"https://[{SECRET}", f"http://host:{SECRET}/", "mailto://"]
)
async def test_an_address_that_is_not_understood_is_refused_for_good_and_not_repeated(way: str, address: str) -> None:
    with pytest.raises(NotifyError) as raised:
        await send(alert(), Target("x", way, address), link=LINK)

    assert not raised.value.retry
    assert SECRET not in f"{raised.value}{raised.value.__cause__}"


@pytest.mark.parametrize(
    ("way", "hint"), [("slck", "did you mean slack"), ("pigeon", "known: slack"), ("no.such:Way", "cannot be loaded")]
)
def test_a_way_that_is_none_is_refused_with_a_hint(way: str, hint: str) -> None:
    with pytest.raises(NotifyError, match=hint) as raised:
        notifier(way)

    assert not raised.value.retry


@dataclass(frozen=True, slots=True)
class Pigeon:
    """A third party's way."""

    def check(self, target: Target) -> None:
        pass

    def payload(self, parcel: Parcel) -> dict[str, object]:
        return {"coo": parcel.told.key}

    async def send(self, parcel: Parcel) -> str:
        return f"pigeon {parcel.told.key} {parcel.link} {parcel.repeat}"


async def test_a_third_partys_way_needs_no_row() -> None:
    target = Target("roof", f"{__name__}:Pigeon", "north")

    assert await send(alert(), target, link="l", repeat=True) == "pigeon vigie-142-1-opened l True"
    assert payload(alert(), target) == {"coo": "vigie-142-1-opened"}


@pytest.fixture
def heard_in_logs() -> Iterator[list[str]]:
    """Whatever reaches an administrator who logs everything; caplog would also hear what does not."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name != "asyncio":
                heard.append(record.getMessage())

    root, ear = logging.getLogger(), Ear()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(ear)
    yield heard
    root.removeHandler(ear)
    root.setLevel(level)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(),
        Answer(404, "no_service"),
        Answer(500, f"cannot reach {PATH}"),
        Answer(429, headers={"Retry-After": "7"}),
    ],
    ids=lambda answer: str(answer.status),
)
@pytest.mark.parametrize("way", [slack, elsewhere])
async def test_no_log_and_no_error_tells_the_address(
    answer: Answer, way: type, heard_in_logs: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    told = ""
    with web_peer(answer) as peer:
        try:
            told = await send(alert(), way(peer), link=LINK)
        except NotifyError as error:
            told = f"{error!r} {error} {error.__cause__}"

    assert told
    assert heard_in_logs == []
    assert not [part for part in SECRET.split("/") if part in told + "".join(capfd.readouterr())]


# ------------------------------------------------------------------ an HTTP answer, and whether to try again

ANSWERS = [
    (Answer(400, "invalid_payload"), False, None),
    (Answer(403, "action_prohibited"), False, None),
    (Answer(404, "no_service"), False, None),
    (Answer(410, "channel_is_archived"), False, None),
    (Answer(408), True, None),
    (Answer(429), True, None),
    (Answer(500), True, None),
    (Answer(503), True, None),
]


@pytest.mark.parametrize(("answer", "retry", "after"), ANSWERS, ids=lambda value: str(getattr(value, "status", value)))
@pytest.mark.parametrize("way", [slack, elsewhere])
async def test_a_refusal_says_whether_to_try_again(answer: Answer, retry: bool, after: float | None, way: type) -> None:
    with web_peer(answer) as peer, pytest.raises(NotifyError) as raised:
        await send(alert(), way(peer), link=LINK)

    assert (raised.value.retry, raised.value.after) == (retry, after)
    assert len(peer.heard) == 1
    assert str(answer.status) in str(raised.value)


@pytest.mark.parametrize(
    ("text", "after"),
    [("30", 30.0), ("0", 0.0), ("999999999", 86_400.0), ("soon", None), ("-5", None), ("inf", None), ("²", None)],
)
async def test_slack_says_how_long_to_wait_and_is_believed(text: str, after: float | None) -> None:
    with web_peer(Answer(429, "rate_limited", {"Retry-After": text})) as peer, pytest.raises(NotifyError) as raised:
        await send(alert(), slack(peer), link=LINK)

    assert raised.value.retry
    assert raised.value.after == after


async def test_slack_hears_exactly_the_payload() -> None:
    with web_peer(Answer()) as peer:
        assert await send(alert(), slack(peer), link=LINK, repeat=True) == "slack 200"

    assert peer.heard == [payload(alert(), ENGLISH, LINK, repeat=True)]


async def test_slack_is_not_told_twice_when_it_hangs_up() -> None:
    with web_peer(Answer(0)) as peer, pytest.raises(NotifyError) as raised:
        await send(alert(), slack(peer), link=LINK)

    assert raised.value.retry
    assert len(peer.heard) == 1


async def test_a_login_page_is_not_slack() -> None:
    with web_peer(Answer(200, "<html>please log in</html>")) as peer, pytest.raises(NotifyError) as raised:
        await send(alert(), slack(peer), link=LINK)

    assert raised.value.retry


async def test_what_slack_says_of_a_refusal_is_passed_on() -> None:
    with web_peer(Answer(410, "channel_is_archived")) as peer, pytest.raises(NotifyError, match="channel_is_archived"):
        await send(alert(), slack(peer), link=LINK)


async def test_another_service_hears_the_plain_message() -> None:
    with web_peer(Answer()) as peer:
        assert await send(alert(), elsewhere(peer), link=LINK) == "apprise JSON"

    said = payload(alert(), Target("x", "apprise", ""), LINK)
    assert (peer.heard[0]["title"], peer.heard[0]["message"]) == (said["title"], said["body"])
    assert peer.heard[0]["type"] == "failure"


@pytest.mark.parametrize("key", ["", "&+Idempotency-Key=ours"])
async def test_another_service_can_know_a_repeat_by_its_key(key: str) -> None:
    with web_peer(Answer()) as peer:
        target = replace(elsewhere(peer), address=f"{elsewhere(peer).address}?method=post{key}")
        await send(alert(), target, link=LINK)
        await send(alert(), target, link=LINK, repeat=True)

    assert peer.keys == ["ours" if key else "vigie-142-1-opened-20261122134500"] * 2


@pytest.mark.parametrize(
    ("address", "place", "expected"),
    [
        (f"pagerduty://{'a' * 32}@{'b' * 32}", "dedup", "vigie-142-1-opened-20261122134500"),
        (f"pagerduty://{'a' * 32}@{'b' * 32}?dedup=ours", "dedup", "ours"),
        (f"opsgenie://{'a' * 36}/@team", "alias", "vigie-142-1-opened-20261122134500"),
    ],
)
def test_a_service_that_takes_a_key_gets_ours_where_it_has_none(address: str, place: str, expected: str) -> None:
    target = Target("x", "apprise", address)

    assert getattr(keyed(Parcel(alert(), target)), place) == expected


async def test_another_service_takes_the_message_for_text() -> None:
    async with mail_peer() as peer:
        await send(alert(quotes=(mention("&lt;b&gt; & co"),)), replace(mail(peer), way="apprise"), link=LINK)

    letter = peer.letters[0][1]
    assert letter.get_content_type() == "text/plain"
    assert "&lt;b&gt; & co" in letter.get_content()


async def test_another_service_is_not_asked_to_retry_by_itself() -> None:
    with pytest.raises(NotifyError, match="retry=") as raised:
        await send(alert(), Target("x", "apprise", "json://127.0.0.1/?retry=3"), link=LINK)

    assert not raised.value.retry


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("way", ["slack", "apprise"])
async def test_a_redirect_leads_nowhere_and_counts_for_nothing(way: str, status: int) -> None:
    answer = Answer(status)
    with web_peer(Answer()) as inside, web_peer(answer) as peer:
        answer.headers["Location"] = f"{inside.url}/x"
        target = slack(peer) if way == "slack" else elsewhere(peer)
        with pytest.raises(NotifyError, match=str(status)) as raised:
            await send(alert(), target, link=LINK)

    assert raised.value.retry
    assert len(peer.heard) == 1
    assert not inside.asked
    assert not inside.heard


# ------------------------------------------------------------------ a network that is not there


@pytest.mark.parametrize("way", [Slack(0.2), Anywhere(0.2)], ids=["slack", "apprise"])
async def test_whoever_hangs_is_left(way: Slack | Anywhere) -> None:
    with web_peer(Answer(hang=True)) as peer:
        target = slack(peer) if isinstance(way, Slack) else elsewhere(peer)
        with pytest.raises(NotifyError, match="no answer in time") as raised:
            await way.send(Parcel(alert(), target, LINK))

    assert raised.value.retry


async def test_a_mail_server_that_hangs_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        target = mail(MailPeer(port=silent.getsockname()[1]))
        with pytest.raises(NotifyError, match="in time") as raised:
            await Mail(0.1).send(Parcel(alert(), target, LINK))

    assert raised.value.retry


@pytest.mark.parametrize("way", [*WAYS])
async def test_a_closed_port_may_open_again(way: str) -> None:
    port = closed_port()
    peer = WebPeer(f"http://127.0.0.1:{port}", [], [], [])
    webhook = replace(ENGLISH, way="webhook", address=f"{peer.url}{PATH}#whsec_{'A' * 32}")
    targets = {"slack": slack(peer), "apprise": elsewhere(peer), "email": mail(MailPeer(port=port)), "webhook": webhook}
    target = targets[way]

    with pytest.raises(NotifyError) as raised:
        await send(alert(), target, link=LINK)

    assert raised.value.retry
    assert way == "apprise" or "refused" in str(raised.value)
    assert SECRET not in str(raised.value)


# ------------------------------------------------------------------ mail


async def test_a_letter_arrives_as_page_and_as_text() -> None:
    async with mail_peer() as peer:
        receipt = await send(alert(), mail(peer), link=LINK)

    (recipients, letter) = peer.letters[0]
    said = payload(alert(), mail(peer), LINK)
    text, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert recipients == ("night@norvane.example",)
    assert letter["Subject"] == "[vigie] Norvane · crisis likely · 47 negative in 1 h (×7.8)"
    assert letter.get_content_type() == "multipart/alternative"
    assert text is not None
    assert page is not None
    assert text.get_content().splitlines() == str(said["text"]).splitlines()
    assert page.get_content().splitlines() == str(said["html"]).splitlines()
    assert letter["X-Vigie-Alert"] == "vigie-142-1-opened"
    assert letter["Date"].datetime == alert().at
    assert receipt == f"mail {letter['Message-ID']}"


async def test_a_subject_is_also_french() -> None:
    async with mail_peer() as peer:
        await send(alert(), replace(mail(peer), language="fr"), link=LINK)

    told = "[vigie] Norvane · crise probable · 47 mentions négatives en 1\u202fh (×7,8)"
    assert peer.letters[0][1]["Subject"] == told


async def test_letters_of_one_incident_are_one_thread_and_copies_share_their_name() -> None:
    async with mail_peer() as peer:
        for kind in ("opened-crisis", "escalated-crisis", "escalated-crisis", "resolved", "test"):
            await send(KINDS[kind], mail(peer), link=LINK)
        await send(KINDS["opened-crisis"], replace(mail(peer), name="somebody else"), link=LINK)

    first, second, copy, last, test, other = (letter for _, letter in peer.letters)
    assert second["Message-ID"] == copy["Message-ID"]
    assert len({letter["Message-ID"] for letter in (first, second, last, test, other)}) == 5
    assert first["References"] is None
    assert test["References"] is None
    for reply in (second, last):
        assert reply["References"] == reply["In-Reply-To"] == first["Message-ID"]


async def test_a_line_that_begins_with_from_stays_as_it_was_written() -> None:
    async with mail_peer() as peer:
        await send(KINDS["resolved"], mail(peer), link=LINK)

    text = peer.letters[0][1].get_body(("plain",))
    assert text is not None
    lines = str(text.get_content()).splitlines()
    assert any(line.startswith("From ") for line in lines)
    assert not any(line.startswith(">From") for line in lines)


@pytest.mark.parametrize(
    ("replies", "retry", "told"),
    [
        ({"night@norvane.example": "450 mailbox busy"}, True, "450"),
        ({"night@norvane.example": "550 no such user"}, False, "550"),
        ({"DATA": "451 try later"}, True, "451"),
        ({"DATA": "554 spam"}, False, "554"),
    ],
)
async def test_a_mail_server_says_whether_to_try_again(replies: dict[str, str], retry: bool, told: str) -> None:
    async with mail_peer(replies) as peer:
        with pytest.raises(NotifyError, match=told) as raised:
            await send(alert(), mail(peer), link=LINK)

    assert raised.value.retry is retry


async def test_who_has_the_letter_is_not_sent_it_again_for_those_who_have_not() -> None:
    async with mail_peer({"gone@norvane.example": "550 no such user"}) as peer:
        with pytest.raises(NotifyError) as raised:
            await send(alert(), mail(peer, "gone@norvane.example,night@norvane.example"), link=LINK)

    assert not raised.value.retry
    assert "1 of 2 recipients" in str(raised.value)
    assert peer.letters[0][0] == ("night@norvane.example",)


@pytest.mark.parametrize("login", ["", f"user:{SECRET[:8]}@"])
async def test_a_server_without_encryption_is_given_neither_password_nor_letter(login: str) -> None:
    async with mail_peer() as peer:
        secure = mail(peer).address.replace("mailto://", f"mailtos://{login}")
        with pytest.raises(NotifyError, match="NotSupported") as raised:
            await send(alert(), replace(mail(peer), address=secure), link=LINK)

    assert not raised.value.retry
    assert SECRET[:8] not in str(raised.value)
    assert peer.letters == []


async def test_a_mention_writes_no_header_of_ours() -> None:
    trick = "Norvane\r\nBcc: victim@evil.example\r\n\r\nhello"
    async with mail_peer() as peer:
        await send(alert(brand=trick, quotes=(mention(trick),)), mail(peer), link=LINK)

    recipients, letter = peer.letters[0]
    assert recipients == ("night@norvane.example",)
    assert letter["Bcc"] is None
    assert "Bcc: victim@evil.example" in letter["Subject"]


async def test_an_administrators_own_headers_are_kept() -> None:
    more = "&cc=b@norvane.example&bcc=c@norvane.example&reply=d@norvane.example&name=La%20vigie&+X-Team=night"
    async with mail_peer() as peer:
        await send(alert(), mail(peer, more=more), link=LINK)

    recipients, letter = peer.letters[0]
    assert recipients == ("night@norvane.example", "b@norvane.example", "c@norvane.example")
    assert (letter["Cc"], letter["Bcc"], letter["Reply-To"]) == ("b@norvane.example", None, "d@norvane.example")
    assert letter["From"] == "La vigie <vigie@norvane.example>"
    assert letter["X-Team"] == "night"


@pytest.mark.parametrize("more", ["&pgp=encrypt", "&+X%0d%0aBcc=x", "&retry=2"])
def test_a_mail_address_that_asks_for_more_than_we_do_is_refused(more: str) -> None:
    with pytest.raises(NotifyError) as raised:
        Mail().check(Target("x", "email", GOOD["email"] + more))

    assert not raised.value.retry


def test_a_curve_of_which_nothing_is_usual_yet_promises_nothing() -> None:
    told = replace(alert(), curve=(Bar(NOW, 3, 0.0, 0.0, 0.0),))

    assert "expected" not in picture_words(told, ENGLISH)
    assert "attendu" not in picture_words(told, FRENCH)
    assert "0 to 1 expected" in picture_words(replace(told, curve=(Bar(NOW, 3, 0.2, 0.0, 1.0),)), ENGLISH)


async def test_a_curve_is_shown_within_the_letter_and_told_in_words() -> None:
    bar = Bar(alert().at, 47, 6.0, 2.0, 12.0)
    told = replace(alert(), curve=(bar,))
    async with mail_peer() as peer:
        await send(told, mail(peer), link=LINK, picture=Picture(b"\x89PNG, or nearly", "47 since noon"))

    page = peer.letters[0][1].get_body(("related", "html"))
    assert page is not None
    html, image = page.iter_parts()
    assert 'src="cid:curve@vigie"' in str(html.get_content())
    assert "47 negative since 13:45" in str(html.get_content())
    assert (image["Content-ID"], image.get_content_type()) == ("<curve@vigie>", "image/png")
    assert image.get_content() == b"\x89PNG, or nearly"


async def test_a_digest_is_a_letter_of_its_own() -> None:
    told = Digest(Rhythm.WEEKLY, alert().at, alert().at, (Tally("Norvane", 12, 3, 9, 1),), id=7)
    async with mail_peer() as peer:
        await send(told, mail(peer), link=LINK)

    (_, letter) = peer.letters[0]
    assert letter["Subject"] == "[vigie] Norvane · the last week · mentions: 12, negative: 3 · 0 incidents"
    assert letter["Message-ID"].startswith("<vigie-digest-7-")
    assert letter["References"] is None
