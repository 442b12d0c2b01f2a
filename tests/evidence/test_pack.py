"""A pack is read by anybody, and a byte that was changed in it is found and named."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import StoreError
from monitor.evidence.container import opened, packed
from monitor.evidence.pack import MANIFEST, SIGNATURE, listed, pack
from monitor.evidence.seal import seal_at, signed
from monitor.evidence.verify import verify
from tests.evidence.exhibits import dossier
from tests.kills import left_by_kills

FLIPS = 400  # places of a whole pack; of a small one every byte


@pytest.fixture(scope="module", name="content")
def _content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return pack(dossier("fr"), seal_at(tmp_path_factory.mktemp("key") / "key.pem"))


def flipped(content: bytes, place: int, by: int) -> bytes:
    return content[:place] + bytes([content[place] ^ by]) + content[place + 1 :]


def owner(content: bytes, place: int) -> str:
    """The member in whose header or bytes a place is; empty in the directory behind them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if place >= archive.start_dir:
            return ""
    return next(each.filename for each in reversed(members) if each.header_offset <= place)


def test_a_pack_is_whole_and_every_unzip_reads_it(content: bytes) -> None:
    outcome = verify(content)

    assert outcome.damages == ()
    assert outcome.links == 3
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert outcome.files == len(names)
        assert {"LISEZMOI.txt", "preuves.pdf", "verify.sh", "chain.txt", "environment.json"} < set(names)
        assert archive.read("preuves.pdf").startswith(b"%PDF-")
        assert "Vérifie".encode() in archive.read("verify.sh")


def test_a_flipped_byte_anywhere_is_found_and_its_file_is_named(content: bytes) -> None:
    dice = random.Random(7)
    behind = [place for place in range(len(content)) if place > len(content) - 900]
    for place in [*dice.sample(range(len(content)), FLIPS), *dice.sample(behind, 200)]:
        damages = verify(flipped(content, place, 1 << dice.randrange(8))).damages

        assert damages, f"byte {place} of {len(content)}"
        assert not (whose := owner(content, place)) or whose in {each.name for each in damages}, f"byte {place}"


@given(st.data())
def test_every_byte_of_a_container_belongs_to_somebody(data: st.DataObject) -> None:
    members = data.draw(st.dictionaries(st.text("abé/.", min_size=1, max_size=8), st.binary(max_size=40), min_size=1))
    content = packed(members)
    place = data.draw(st.integers(0, len(content) - 1))
    spoilt = flipped(content, place, data.draw(st.integers(1, 255)))

    assert opened(content) == (members, ())
    _, damages = opened(spoilt)
    assert damages
    if whose := owner(content, place):
        assert whose in {each.name for each in damages}


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        (MANIFEST, lambda text: text.replace(b"a", b"b", 1)),
        (MANIFEST, lambda text: text.upper()),
        (SIGNATURE, lambda text: text[:-1] + bytes([text[-1] ^ 1])),
        ("signer.pem", lambda text: text.replace(b"A", b"B", 1)),
        ("preuves.pdf", lambda text: text + b"\n"),
        ("exhibits/00000001.txt", lambda text: text.replace(b"volent", b"vexent")),
    ],
)
def test_whoever_packs_again_what_he_changed_is_named_all_the_same(content: bytes, name: str, spoil: object) -> None:
    members, _ = opened(content)
    assert callable(spoil)

    outcome = verify(packed(members | {name: spoil(members[name])}))

    assert name in {each.name for each in outcome.damages}


def test_whoever_signs_again_what_he_changed_breaks_the_chain(content: bytes, tmp_path: Path) -> None:
    mine = seal_at(tmp_path / "other.pem")
    members, _ = opened(content)
    for name, spoilt, named in (
        ("exhibits/00000002.txt", b"I never said that", "exhibits/00000002.txt"),
        ("exhibits/00000002.json", b"{}", "exhibits/00000002.json"),
        ("chain.txt", members["chain.txt"].replace(b"10:30", b"10:31"), "chain.txt"),
    ):
        others = {key: data for key, data in members.items() if key not in (MANIFEST, SIGNATURE)}
        others |= {name: spoilt, "signer.pem": mine.public}
        forged = packed({MANIFEST: listed(others), SIGNATURE: mine.sign(listed(others)), **others})

        assert named in {each.name for each in verify(forged).damages}


@pytest.mark.parametrize("content", [b"", b"PK", b"hello" * 100, b"PK\x03\x04" + bytes(60), packed({"a": b"b"})])
def test_what_is_no_pack_is_said_to_be_none(content: bytes) -> None:
    assert verify(content).damages


@given(st.binary(max_size=200))
def test_anybodys_bytes_are_read_without_a_traceback(content: bytes) -> None:
    assert verify(content).damages
    assert verify(b"PK\x03\x04" + content).damages


def test_the_key_is_its_owners_alone_and_stays_the_same(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "key.pem"
    seal = seal_at(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert seal_at(path).public == seal.public
    assert signed(seal.public, seal.sign(b"x"), b"x")
    assert not signed(seal.public, seal.sign(b"x"), b"y")
    assert not signed(b"no key", b"", b"x")


def test_a_key_whose_making_is_killed_is_made_by_the_next_pack(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    left = left_by_kills(tmp_path / "here", lambda: seal_at(tmp_path / "here" / "key.pem"))

    assert len(left) > 2
    for place in left:
        assert seal_at(place / "key.pem").public == seal_at(place / "key.pem").public
        assert [each.name for each in place.iterdir()] == ["key.pem"], "nothing of the first try"


def test_a_file_that_is_no_key_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text("not a key")

    with pytest.raises(StoreError, match="no private key"):
        seal_at(path)
