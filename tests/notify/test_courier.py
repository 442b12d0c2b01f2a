"""A courier ends its call whoever is killed meanwhile, and what came of it is found on its slip."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from socket import gaierror

import pytest

from monitor.errors import NotifyError
from monitor.notify import courier
from monitor.notify.carrying import carried
from monitor.notify.courier import Letter
from monitor.notify.parcel import Parcel
from monitor.notify.slack import Slack
from tests.daemon.watchman import children, until
from tests.notify.peers import Answer, web_peer
from tests.notify.story import ENGLISH, LINK, alert
from tests.notify.test_ways import closed_port, slack

SECRET = "T0123/B0123/secret"
SENDER = """
import sys
from pathlib import Path
from monitor.notify.carrying import carried
from monitor.notify.courier import Letter
from monitor.notify.parcel import Parcel
parcel = Parcel(None, None, slip=Path(sys.argv[2]))
carried(Letter(sys.argv[1], '{"text": "x"}', 20.0, "slack"), parcel)
"""


def letter(url: str, timeout: float = 20.0) -> Letter:
    return Letter(f"{url}/{SECRET}", '{"text": "é"}', timeout, "slack")


def parcel(slip: Path) -> Parcel:
    return Parcel(alert(), ENGLISH, LINK, slip=slip)


def came_of(slip: Path) -> object:
    begun, came, end = slip.read_text().split("\n")
    assert (json.loads(begun), end) == ({"begun": True}, "")
    return json.loads(came)


def locked(slip: Path) -> bool:
    with slip.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_courier_brings_back_what_was_answered(tmp_path: Path) -> None:
    slip = tmp_path / "slip"
    with web_peer(Answer()) as peer:
        answer = carried(letter(peer.url), parcel(slip))

    assert (answer.status, answer.said, answer.receipt) == (200, "ok", "slack 200")
    assert peer.heard == [{"text": "é"}]
    assert came_of(slip) == asdict(answer)
    assert not locked(slip)


def test_what_was_refused_is_no_receipt_and_tells_no_secret(tmp_path: Path) -> None:
    slip = tmp_path / "slip"
    with web_peer(Answer(503, f"no: {SECRET}", {"Retry-After": "7"})) as peer:
        answer = carried(letter(peer.url), parcel(slip))

    assert (answer.status, answer.said, answer.after, answer.receipt) == (503, "", "7", "")
    assert SECRET not in slip.read_text()


@pytest.mark.parametrize("take", [os.kill, os.killpg], ids=["alone", "its group"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_who_sent_it_may_die_meanwhile(tmp_path: Path, take: object, number: signal.Signals) -> None:
    assert callable(take)
    slip, answer = tmp_path / "slip", Answer(hang=True)
    with web_peer(answer) as peer:
        command = [sys.executable, "-c", SENDER, f"{peer.url}/{SECRET}", str(slip)]
        with subprocess.Popen(command, start_new_session=True) as sender:
            until(lambda: peer.heard, "it is heard")
            assert SECRET not in Path(f"/proc/{children(sender.pid)[0]}/cmdline").read_text()
            take(sender.pid, number)
        assert locked(slip)
        assert slip.read_bytes() == b'{"begun": true}\n'
        answer.hang = False
        peer.over.set()
        until(lambda: not locked(slip), "it is over")

    assert '"receipt": "slack 200"' in str(json.dumps(came_of(slip)))
    assert len(peer.heard) == 1


def test_only_its_time_ends_a_call(tmp_path: Path) -> None:
    with web_peer(Answer(hang=True)) as peer, pytest.raises(TimeoutError):
        carried(letter(peer.url, 0.5), parcel(tmp_path / "slip"))

    assert not locked(tmp_path / "slip")


def test_a_letter_that_was_cut_off_is_not_sent() -> None:
    with web_peer(Answer()) as peer:
        half = json.dumps(asdict(letter(peer.url)))[:-1].encode()
        for told in (b"", half):
            done = subprocess.run([sys.executable, courier.__file__], input=told, capture_output=True, check=False)
            assert (done.returncode, done.stdout) == (1, b"")

    assert peer.heard == []


def test_what_a_courier_met_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConnectionRefusedError):
        carried(letter(f"http://127.0.0.1:{closed_port()}"), parcel(tmp_path / "one"))
    with pytest.raises(gaierror):
        carried(letter("http://nobody.invalid"), parcel(tmp_path / "two"))
    with web_peer(Answer(0)) as peer, pytest.raises(ConnectionResetError):
        carried(letter(peer.url), parcel(tmp_path / "three"))


def test_where_nobody_can_be_sent_the_call_is_made_from_here(tmp_path: Path) -> None:
    with web_peer(Answer()) as peer:
        assert carried(letter(peer.url), parcel(tmp_path / "no folder" / "slip")).receipt == "slack 200"

    assert len(peer.heard) == 1


async def test_slack_is_told_by_a_courier_where_there_is_a_slip(tmp_path: Path) -> None:
    with web_peer(Answer()) as peer:
        told = Parcel(alert(), slack(peer), LINK, slip=tmp_path / "slip")
        assert await Slack().send(told) == "slack 200"
        assert await Slack().send(replace(told, slip=None)) == "slack 200"
    with web_peer(Answer(200, "<html>please log in</html>")) as peer, pytest.raises(NotifyError, match="web page"):
        await Slack().send(Parcel(alert(), slack(peer), LINK, slip=tmp_path / "slip"))

    assert peer.heard
