"""A WebSub hub that others wrote (Flask-WebSub 0.4.1, MIT), run by hand in an environment of its own:

    python -m venv /some/where && /some/where/bin/pip install Flask-WebSub celery
    python -m tests.peers.flask_hub /some/where/bin/python

Ends with 0 if what it delivers while `vigie run` runs is heard, and prints how long each took. What it said last time
stands in docs/peers.md. The hub of `test_lines.py`, which every proof runs, is our own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.daemon.watchman import free_port, until
from tests.peers.server import answers
from tests.peers.watch import following
from tests.streams.lines import Quiet, http

# Run by the Python of that environment; a line on its standard input is a topic to deliver.
HUB = """
import sys, threading
from celery import Celery
from flask import Flask
from flask_websub.hub import Hub, SQLite3HubStorage
port, place = sys.argv[1:]
app, celery = Flask('hub'), Celery('hub', broker='memory://')
celery.conf.task_always_eager = True
hub = Hub(SQLite3HubStorage(place), celery, PUBLISH_SUPPORTED=True, HUB_URL=f'http://127.0.0.1:{port}/hub')
app.register_blueprint(hub.build_blueprint(url_prefix='/hub'))
threading.Thread(target=lambda: app.run(port=int(port), threaded=True), daemon=True).start()
for topic in sys.stdin:
    with app.app_context():
        hub.send_change_notification.delay(topic.strip())
"""
SAID = ["Valmy ouvre une boutique.", "Chez Valmy, rien reçu.", "Valmy rembourse enfin."]


def main(python: str) -> None:
    entries = ["Valmy, on verra bien."]
    port = free_port()

    class Topic(Quiet):
        def do_GET(self) -> None:
            items = "".join(f"<item><guid>{words}</guid><title>{words}</title></item>" for words in reversed(entries))
            body = f'<rss version="2.0"><channel><title>Le blog</title>{items}</channel></rss>'.encode()
            links = f'<http://127.0.0.1:{port}/hub>; rel="hub", <{topic}/feed>; rel="self"'
            self.tell(200, body, Content_Type="application/rss+xml; charset=utf-8", Link=links)

    with http(Topic) as topic, tempfile.TemporaryDirectory(prefix="vigie-") as name:
        where = Path(name)
        run = [python, "-c", HUB, str(port), str(where / "hub.db")]
        with (where / "hub.log").open("w") as log, subprocess.Popen(run, stdin=subprocess.PIPE, stderr=log) as hub:
            assert hub.stdin
            stdin = hub.stdin

            def say(_author: str, words: str) -> None:
                entries.append(words)
                stdin.write(f"{topic}/feed\n".encode())
                stdin.flush()

            until(lambda: answers(f"http://127.0.0.1:{port}/"), "the hub is up")
            options = f"kind: websub, url: '{topic}/feed', secret: only for a test, every: 1h"
            with following(where, options, port=free_port()) as watching:
                journal = where / "log"
                until(lambda: "line_open" in journal.read_text(), "the hub has asked back", 60)
                for words in SAID:
                    watching.hears(say, "", words)
                heard = set(watching.titles())
            hub.kill()
    print(f"Flask-WebSub: {watching.figures()}")
    assert heard == set(SAID), heard


if __name__ == "__main__":
    began = time.monotonic()
    main(sys.argv[1])
    print(f"in {time.monotonic() - began:.0f} s")
