import json
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from monitor.demo.desk import CHAT, MAIL, Desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as desk:
        yield desk


def _post(desk: Desk, body: bytes) -> tuple[int, bytes]:
    hook = urlsplit(desk.webhook_url)
    connection = HTTPConnection(hook.netloc, timeout=5)
    connection.request("POST", hook.path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    said = answer.status, answer.read()
    connection.close()
    return said


def _mail(desk: Desk, subject: str) -> None:
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = subject, "vigie@lookout.example", "direction@valmy.example"
    letter.set_content("Tout va bien.\n")
    with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=5) as smtp:
        smtp.send_message(letter)


def test_the_chat_room_stumbles_once_and_then_says_ok(desk: Desk) -> None:
    payload = json.dumps({"text": "bonjour"}).encode()

    assert _post(desk, payload) == (500, b"server_error")
    assert desk.received == []
    assert _post(desk, payload) == (200, b"ok")
    assert [message.chat for message in desk.received] == [{"text": "bonjour"}]


@pytest.mark.parametrize("body", [b"{", b"[]", b"{}", b'{"text": ""}'])
def test_what_is_no_message_is_refused(body: bytes) -> None:
    with Desk(stumbles=0) as desk:
        assert _post(desk, body)[0] == 400
        assert desk.received == []


def test_letters_are_kept_as_their_reader_gets_them(desk: Desk) -> None:
    _mail(desk, "Réputation · crise")

    mail = desk.received[0].mail
    assert mail
    assert mail["Subject"] == "Réputation · crise"
    assert mail.get_content().strip() == "Tout va bien."


def test_messages_are_remembered_in_order() -> None:
    with Desk(stumbles=0) as desk:
        _post(desk, b'{"text": "one"}')
        _mail(desk, "two")
        _post(desk, b'{"text": "three"}')

        assert [message.way for message in desk.received] == [CHAT, MAIL, CHAT]
