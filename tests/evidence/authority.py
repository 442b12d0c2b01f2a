"""An authority of time on loopback: openssl's own, behind the door that RFC 3161 describes."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.site import Quiet, served

CONFIG = """\
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
{more}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
ess_cert_id_chain = no
[authority]
extendedKeyUsage = critical,timeStamping
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
"""


@dataclass
class Authority:
    url: str
    roots: Path


def openssl(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=60)


def _certify(folder: Path, *, generous: bool) -> None:
    config = folder / "openssl.cnf"
    config.write_text(CONFIG.format(folder=folder, more=f"certs = {folder}/root.pem" if generous else ""))
    (folder / "serial").write_text("01\n")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    root = ("-keyout", folder / "root.key", "-out", folder / "root.pem", "-subj", "/CN=Root of a test")
    openssl("req", "-x509", *key, *root, "-days", "2", "-extensions", "root", "-config", _request(folder))
    ours = ("-keyout", folder / "tsa.key", "-out", folder / "tsa.csr", "-subj", "/CN=Time of a test")
    openssl("req", *key, *ours, "-config", _request(folder))
    by = ("-CA", folder / "root.pem", "-CAkey", folder / "root.key", "-CAcreateserial", "-days", "2")
    openssl(
        *("x509", "-req", "-in", folder / "tsa.csr", *by, "-out", folder / "tsa.pem"),
        *("-extfile", config, "-extensions", "authority"),
    )


def _request(folder: Path) -> Path:
    path = folder / "request.cnf"
    sections = CONFIG.format(folder=folder, more="").partition("[authority]")[2]
    path.write_text(f"[req]\ndistinguished_name = name\n[name]\n[authority]{sections}")
    return path


@contextlib.contextmanager
def authority(folder: Path, *, generous: bool = False) -> Iterator[Authority]:
    """One that is *generous* sends its root along. Skips the test where openssl is not installed."""
    if not shutil.which("openssl"):
        pytest.skip("needs the openssl command")
    folder.mkdir()
    _certify(folder, generous=generous)

    class Door(Quiet):
        def do_POST(self) -> None:
            asked, told = folder / "asked.tsq", folder / "told.tsr"
            asked.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            openssl("ts", "-reply", "-queryfile", asked, "-config", folder / "openssl.cnf", "-out", told)
            body = told.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with served(Door) as url:
        yield Authority(f"{url}/tsr", folder / "root.pem")
