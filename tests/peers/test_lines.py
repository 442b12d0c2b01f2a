"""What is pushed while the watch runs is heard: Jetstream, Mastodon, WebSub, webhooks, from servers of ours."""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.daemon.watchman import free_port, get, until
from tests.peers.watch import WITHIN, Watch, following, wanted
from tests.streams.lines import hub, jetstream, mastodon

pytestmark = pytest.mark.peers

SAID = {
    "Chez Valmy, le colis est arrivé cassé et personne ne répond.": "nadia",
    "The new Valmy shop is lovely & quiet, 1 < 2.": "camille",
    "Valmy : trois relances, toujours rien reçu.": "ines",
}
WARM = "Valmy, pour commencer."
BESIDE = "Moi, je préfère le marché."
SECRET = "only for a test"


def heard(watching: Watch, say: Callable[[str, str], object]) -> None:
    say("zoe", BESIDE)
    say("first", WARM)
    until(lambda: WARM in watching.mentions(), "the readers are up: how long that takes is no delay of a line")
    for words, author in SAID.items():
        watching.hears(say, author, words)
    assert set(watching.mentions()) == {WARM, *SAID}
    assert watching.median < WITHIN  # the slowest one tells what else the machine did


def test_a_jetstream_is_heard_and_what_was_said_during_a_break_as_well(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    wanted()
    with jetstream() as server:
        server.say("early", "Valmy, on verra bien.")
        with following(tmp_path, f"kind: jetstream, url: '{server.url}'") as watching:
            until(lambda: server.callers, "it calls")
            heard(watching, server.say)
            server.hang_up()
            server.say("omar", "Valmy ferme à quelle heure ?")
            until(lambda: "Valmy ferme à quelle heure ?" in watching.mentions(), "what was said in between is heard")
            server.event({"operation": "delete"}, "omar", server.events[-1]["commit"]["rkey"])
            until(lambda: "Valmy ferme à quelle heure ?" not in watching.mentions(), "what was taken back is erased")
    figures(f"Jetstream: {watching.figures()}")

    assert "cursor=" not in server.asked[0]
    assert "cursor=" in server.asked[1]
    assert "wantedCollections=app.bsky.feed.post" in server.asked[0]


def test_a_mastodon_is_heard_and_asked_for_what_its_stream_missed(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    wanted()
    with mastodon() as server:
        server.say("early", "Valmy, on verra bien.")
        source = f"kind: mastodon_stream, instance: '{server.url}', hashtag: valmy, token: '{server.token}'"
        with following(tmp_path, source) as watching:
            until(lambda: server.lines and server.polls, "it listens, and has asked once")
            heard(watching, server.say)
            server.say("omar", "Valmy ferme à quelle heure ?", silently=True)
            server.hang_up()
            until(lambda: "Valmy ferme à quelle heure ?" in watching.mentions(), "what the stream missed is asked for")
    figures(f"Mastodon's stream: {watching.figures()}")


@pytest.mark.parametrize("algorithm", ["sha1", "sha512"])
def test_a_hub_is_asked_answered_and_heard_and_the_lease_renewed(
    tmp_path: Path, figures: Callable[[str], None], algorithm: str
) -> None:
    wanted()
    with hub() as server:
        server.lease, server.algorithm = 5, algorithm
        server.say("early", "Valmy, on verra bien.", silently=True)
        port = free_port()
        source = f"kind: websub, url: '{server.feed}', secret: {SECRET}"
        with following(tmp_path, source, port=port) as watching:
            until(lambda: server.verified, "the hub has asked back")
            heard(watching, server.say)
            server.entries.insert(0, ("mallory", "Valmy brûle."))
            assert server.deliver("another secret") == 202
            server.entries.pop(0)
            until(lambda: server.verified > 1, "the lease is renewed before it ends")
            watching.hears(server.say, "omar", "Valmy ferme à quelle heure ?")
            assert "Valmy brûle." not in watching.mentions()
    figures(f"WebSub ({algorithm}): {watching.figures()}; {server.verified} verifications")

    assert set(server.answers) == {202}


def test_what_a_hub_does_not_deliver_is_asked_for(tmp_path: Path) -> None:
    wanted()
    with hub() as server:
        source = f"kind: websub, url: '{server.feed}', secret: {SECRET}, every: 1s"
        with following(tmp_path, source, port=free_port()) as watching:
            until(lambda: server.verified, "the hub has asked back")
            server.say("nadia", "Valmy, rien reçu.", silently=True)
            until(lambda: "Valmy, rien reçu." in watching.mentions(), "the feed itself is asked")


def test_a_webhook_is_kept_before_it_is_answered_and_once(tmp_path: Path, figures: Callable[[str], None]) -> None:
    wanted()
    port = free_port()
    url = f"http://127.0.0.1:{port}/hooks/source"

    def post(body: dict[str, str], secret: str = SECRET, **headers: str) -> int:
        told = json.dumps(body).encode()
        request = urllib.request.Request(url, told, {"Authorization": f"Bearer {secret}", **headers})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def say(author: str, words: str) -> None:
        assert post({"id": words, "text": words, "author": author}) == 202

    with following(tmp_path, f"kind: webhook, secret: {SECRET}", port=port) as watching:
        until(lambda: get(url)[0] == 403, "the door is there")
        heard(watching, say)
        told = {"id": "x1", "text": "Valmy ferme à quelle heure ?", "author": "omar"}
        assert post(told, **{"Idempotency-Key": "k1"}) == 202
        assert post(told, **{"Idempotency-Key": "k1"}) == 200
        assert post(told, "a guess at it") == 401
        assert post({"id": "x2"}) == 422
        body = json.dumps({"id": "x3", "text": "Valmy, signé.", "author": "léa"}).encode()
        proof = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        request = urllib.request.Request(url, body, {"X-Hub-Signature-256": f"sha256={proof}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 202
        kept = set(watching.mentions())
    figures(f"Webhook: {watching.figures()}")

    assert kept == {WARM, *SAID, "Valmy ferme à quelle heure ?", "Valmy, signé."}
