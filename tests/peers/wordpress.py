"""WordPress from Debian's packages, on PHP's own web server and a MariaDB that hears a private socket only."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import shutil
import subprocess
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.daemon.watchman import free_port, until
from tests.peers.server import answers, program, server

PACKAGE = Path("/usr/share/wordpress")
PACKAGES = "wordpress wordpress-theme-twentytwentyone mariadb-server php-cli php-mysql php-xml"
THEME = "wp-content/themes/twentytwentyone"
OURS = Path(__file__).with_name("site")  # laid over the package's own tree
PHP = ("-d", "sendmail_path=/bin/true", "-d", "display_errors=0", "-d", "log_errors=0")

ANSWERS = {  # to what the installation asks
    "weblog_title": "Le blog",
    "user_name": "admin",
    "admin_password": "only for a test",
    "admin_password2": "only for a test",
    "pw_weak": "1",
    "admin_email": "admin@example.org",
    "blog_public": "1",
}


@dataclass
class WordPress:
    url: str
    log: Path
    root: Path
    php: str
    socket: Path

    @property
    def feed(self) -> str:
        return f"{self.url}/comments/feed/"

    def say(self, author: str, words: str) -> None:
        """Fill in the form under the first article, as a visitor does, who is then shown the article."""
        fields = {"comment_post_ID": "1", "author": author, "email": "visitor@example.org", "comment": words}
        shown, told = self.post("/wp-comments-post.php", fields)
        assert shown.startswith(f"{self.url}/hello-world/"), told

    def run(self, code: str) -> str:
        """Have WordPress itself do something: what the buttons of its administration call."""
        command = [self.php, *PHP, "-r", f"require 'wp-load.php'; {code}"]
        environ = {**os.environ, "WORDPRESS_SOCKET": str(self.socket)}
        done = subprocess.run(
            command, cwd=self.root, env=environ, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout.strip()

    def hold(self, words: str) -> int:
        """A comment that waits for its approval; its number."""
        told = {"comment_post_ID": 1, "comment_author": "Held", "comment_content": words, "comment_approved": 0}
        return int(self.run(f"echo wp_insert_comment(json_decode('{json.dumps(told)}', true));"))

    def newest(self) -> int:
        """The number of the comment that was posted last."""
        return int(self.run("echo get_comments(['number' => 1, 'orderby' => 'comment_ID'])[0]->comment_ID;"))

    def approve(self, comment: int) -> None:
        self.run(f"wp_set_comment_status({comment}, 'approve');")

    def correct(self, comment: int, words: str) -> None:
        told = json.dumps({"comment_ID": comment, "comment_content": words})
        self.run(f"wp_update_comment(wp_slash(json_decode('{told}', true)));")

    def trash(self, comment: int) -> None:
        self.run(f"wp_trash_comment({comment});")

    def post(self, path: str, fields: dict[str, str]) -> tuple[str, str]:
        """Where a form leads, and what stands there."""
        with urllib.request.urlopen(self.url + path, urllib.parse.urlencode(fields).encode(), timeout=60) as answer:
            return answer.url, answer.read().decode()


@contextlib.contextmanager
def wordpress(logs: Path) -> Iterator[WordPress]:
    """A site with one article and one comment. Skips the test where the packages are not installed."""
    tools = {name: program(name) for name in ("php", "mariadbd", "mariadb-install-db")}
    missing = [name for name, place in tools.items() if not place] + (
        [] if (PACKAGE / THEME).is_dir() else ["wordpress with a theme"]
    )
    if missing:
        pytest.skip(f"no {', '.join(missing)} here: apt-get install --no-install-recommends {PACKAGES}")
    # A short path: that of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="vigie-", ignore_cleanup_errors=True) as name:
        where = Path(name)
        shutil.copytree(PACKAGE, where / "site", ignore_dangling_symlinks=True)
        shutil.copytree(OURS, where / "site", dirs_exist_ok=True)
        with _database(where, tools, logs) as socket, _site(where, tools["php"], socket, logs) as place:
            yield place


@contextlib.contextmanager
def _database(where: Path, tools: dict[str, str], logs: Path) -> Iterator[Path]:
    data, socket, log = where / "data", where / "socket", logs / "mariadb.log"
    us = ("--no-defaults", f"--user={getpass.getuser()}", f"--datadir={data}")
    make = [tools["mariadb-install-db"], *us, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(make, check=True, capture_output=True, timeout=120)
    first = where / "first.sql"
    first.write_text("create database if not exists wordpress character set utf8mb4;\n")
    command = (tools["mariadbd"], *us, f"--socket={socket}", "--skip-networking", f"--init-file={first}")
    with server(*command, f"--pid-file={where / 'pid'}", log=log):
        until(lambda: "ready for connections" in log.read_text(), f"MariaDB hears its socket; see {log}")
        yield socket


@contextlib.contextmanager
def _site(where: Path, php: str, socket: Path, logs: Path) -> Iterator[WordPress]:
    port = free_port()
    log = logs / "php.log"
    place = WordPress(f"http://127.0.0.1:{port}", log, where / "site", php, socket)
    command = (php, *PHP, "-S", f"127.0.0.1:{port}", "-t", str(where / "site"))
    with server(*command, log=log, WORDPRESS_SOCKET=str(socket), PHP_CLI_SERVER_WORKERS="4"):
        until(lambda: answers(place.url), f"PHP answers; see {log}")
        _, told = place.post("/wp-admin/install.php?step=2", ANSWERS)
        assert "Success" in told, told
        yield place
