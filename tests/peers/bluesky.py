"""The Bluesky network, run by hand: it wants Postgres, Redis and 300 packages of npm, too much for every proof.

    apt-get install --no-install-recommends postgresql redis-server nodejs npm
    npm install --prefix /some/where @atproto/dev-env @atproto/api
    python -m tests.peers.bluesky /some/where

Ends with 0 if all that is said while `vigie run` runs is heard, with its thread, and prints how long each took. What it
said the last time stands in docs/peers.md.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.daemon.watchman import free_port, until
from tests.peers.server import program, server
from tests.peers.watch import Watch, following

ROOT = "Grosse déception avec Valmy : colis perdu, SAV muet."
SAID = {"nadia": "Valmy m'a remboursé, rien à redire. 👟", "ines": "Trois relances chez Valmy, toujours rien."}
POSTGRES = Path("/usr/lib/postgresql")


@dataclass
class Network:
    process: subprocess.Popen[str]
    url: str

    def tell(self, **told: object) -> dict[str, Any]:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> dict[str, Any]:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found
        raise EOFError("the network is down")


@contextlib.contextmanager
def databases(where: Path) -> Iterator[dict[str, str]]:
    """Postgres, as its own user, and Redis; how the network reaches them."""
    data, port, redis = where / "pg", free_port(), free_port()
    data.mkdir()
    shutil.chown(data, "postgres")
    tools = max(POSTGRES.iterdir()) / "bin"
    as_postgres = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
    subprocess.run(
        [*as_postgres, str(tools / "initdb"), "-D", str(data), "-U", "pg", "--auth=trust"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    log = where / "postgres.log"
    run = (*as_postgres, str(tools / "postgres"), "-D", str(data), "-p", str(port), "-k", str(data), "-h", "127.0.0.1")
    with (
        server(*run, log=log),
        server(
            program("redis-server"), "--port", str(redis), "--save", "", "--bind", "127.0.0.1", log=where / "redis.log"
        ),
    ):
        until(lambda: "ready to accept connections" in log.read_text(), f"Postgres is up; see {log}")
        url, place = f"postgresql://pg@127.0.0.1:{port}/postgres", f"127.0.0.1:{redis}"
        yield {"DB_POSTGRES_URL": url, "DB_TEST_POSTGRES_URL": url, "REDIS_HOST": place, "REDIS_TEST_HOST": place}


@contextlib.contextmanager
def bluesky(where: Path, packages: Path) -> Iterator[Network]:
    with databases(where) as places, (where / "node.log").open("w") as log:
        environ = {**os.environ, **places, "LOG_ENABLED": "false", "NODE_PATH": str(packages / "node_modules")}
        script = Path(__file__).with_name("bluesky.cjs")
        process = subprocess.Popen(
            ["node", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, env=environ
        )
        try:
            network = Network(process, "")
            network.url = network._line()["up"]
            yield network
        finally:
            process.kill()
            process.wait()


def hear(network: Network, watching: Watch) -> Iterator[str]:
    """What is said, heard; a line of figures each."""
    root: dict[str, Any] = {}

    def say(author: str, words: str) -> None:
        told = network.tell(author=author, text=words, **({"reply": root} if root else {}))
        root.update(told if not root else {})

    for author, words in {"camille": ROOT, **SAID}.items():
        mention = watching.hears(say, author, words)
        assert mention.item.author == f"{author}.test", mention
        assert mention.item.thread == ("" if words == ROOT else root["uri"]), mention
        yield f"{author}: {watching.delays[-1]:.2f} s, {'the root' if words == ROOT else 'an answer, with its thread'}"


def main(packages: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="vigie-") as name:
        where = Path(name)
        where.chmod(0o755)
        began = time.monotonic()
        with bluesky(where, packages) as network:
            print(f"up after {time.monotonic() - began:.0f} s")
            network.tell(author="early", text="Valmy, on verra bien.")
            account = "handle: veille.test, password: password-of-veille"
            options = f"kind: bluesky, query: Valmy, every: 4s, {account}, server: '{network.url}'"
            with following(where, options) as watching:
                until(lambda: watching.state().first_page_at, f"it is asked; {watching.state()}", 60)
                for line in hear(network, watching):
                    print(line)
                assert set(watching.mentions()) == {ROOT, *SAID.values()}
        print(f"Bluesky: {watching.figures()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
