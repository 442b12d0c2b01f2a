"""What every kind of source promises; a new row of KINDS is held to it the moment it is added."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, dataclass, fields
from typing import Any, ClassVar, cast

import pytest

from monitor.errors import ParseError, VigieError
from monitor.model import Page, Reply, Request
from monitor.sources import KINDS, STREAMS, Option, Proof, Terms, facts, kind, options, stream
from tests.sources.saved import GOLDEN, Golden, golden, golden_files

EVERY = sorted({**KINDS, **STREAMS})


def class_of(name: str) -> Any:
    return kind(name) if name in KINDS else stream(name)


@pytest.fixture(params=EVERY)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def saved(name: str) -> Golden:
    files = golden_files(name)
    assert files, f"the kind {name} has no saved answer under golden/{name}/"
    return golden(files[0])


def test_a_kind_says_what_it_is_how_far_its_terms_let_us_and_how_it_was_proven(name: str) -> None:
    cls = class_of(name)

    assert cls.__doc__
    assert len(cls.__doc__.splitlines()) == 1
    assert isinstance(cls.terms, Terms)
    assert isinstance(cls.proof, Proof)
    assert facts(cls).formats


def test_every_option_is_documented_in_one_line(name: str) -> None:
    for option in options(class_of(name)):
        assert option.help, option
        assert "\n" not in option.help


def test_what_is_a_secret_is_not_shown(name: str) -> None:
    hidden = {"key", "token", "secret", "password", "client_secret", "refresh_token", "headers"}

    assert not [each.name for each in fields(class_of(name)) if each.name in hidden and each.repr]


def test_every_row_has_a_golden_pair_and_every_golden_pair_a_row() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(EVERY)
    assert {path for path in GOLDEN.glob("*/*.py") if not path.with_suffix("").exists()} == set()


def test_the_saved_answer_is_of_its_kind(name: str, saved: Golden) -> None:
    assert type(saved.source) is class_of(name)


def test_a_source_is_frozen(saved: Golden) -> None:
    first = fields(cast("Any", saved.source))[0].name

    with pytest.raises(FrozenInstanceError):
        setattr(saved.source, first, "something else")


@pytest.mark.parametrize("name", sorted(KINDS), indirect=True)
@pytest.mark.parametrize("cursor", ["", "a bookmark", "12", "|", "2026-02-20T00:00:00+00:00 x|y", "9" * 400, "\0é"])
def test_whatever_the_cursor_is_the_same_source_asks_the_same_question(saved: Golden, cursor: str) -> None:
    source = cast("Any", saved.source)

    assert source.request(cursor) == source.request(cursor)
    assert source.request(cursor).url.startswith("http")


def test_source_and_page_travel_to_another_process(saved: Golden) -> None:
    elsewhere: Golden = pickle.loads(pickle.dumps(saved))

    assert elsewhere.source == saved.source
    assert elsewhere.read() == saved.page


def test_secrets_in_headers_are_not_shown() -> None:
    source = cast("Any", kind("json"))(url="https://a.example", headers={"authorization": "Bearer invented"})

    assert "invented" not in repr(source)


@pytest.mark.parametrize("name", sorted(KINDS), indirect=True)
@pytest.mark.parametrize("body", [b"", b"   ", b"\x89PNG\r\n\x1a\n\x00\x00", b"<!doctype html><title>Sign in</title>"])
def test_what_cannot_be_read_is_never_nothing_new(saved: Golden, body: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        saved.read(body)

    assert caught.value.hint


@pytest.mark.parametrize("name", sorted({*KINDS} - {"page"}), indirect=True)  # a page may say anything
@pytest.mark.parametrize(
    "body",
    [
        b'{"error": {"message": "over quota"}}',
        b'{"errors": [{"message": "over quota"}]}',
        b'{"results_of_another_version": [{"a": 1}]}',
        b"<html><head><title>Before you continue</title></head><body><form action=/consent></form></body></html>",
        b"A maximum of 250 records can be returned.",
    ],
)
def test_an_error_that_calls_itself_a_success_is_no_success(saved: Golden, body: bytes) -> None:
    with pytest.raises(ParseError):
        saved.read(body)


# ------------------------------------------------------------------ somebody else's kind


@dataclass(frozen=True, slots=True)
class Echo:
    """Says what it was told."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "text"

    url: str
    loud: bool = False

    def request(self, cursor: str) -> Request:
        return Request(self.url)

    def parse(self, reply: Reply, cursor: str) -> Page:
        return Page((), cursor, title=reply.body.decode())


class NotASource:
    """Neither a dataclass nor one that answers."""


def test_anybodys_class_is_a_kind() -> None:
    assert kind("tests.sources.test_contract:Echo").__name__ == "Echo"


def test_options_are_listed_in_order_also_undocumented_ones() -> None:
    assert options(Echo) == (
        Option("url", "str", required=True, default=None, help=""),
        Option("loud", "bool", required=False, default=False, help=""),
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fed", "did you mean 'feed'?"),
        ("smoke signals", "or your own as your_module:YourClass"),
        ("no_such_module:Thing", "is no_such_module installed beside vigie"),
        ("monitor.sources.feed:Thing", "does it define Thing?"),
        (":", "cannot be loaded"),
        (".relative:Thing", "cannot be loaded"),
        ("tests.sources.test_contract:NotASource", "a source is a dataclass with the methods"),
        ("monitor.sources.feed:ACCEPT", "is not a source"),
    ],
)
def test_a_kind_that_is_none_is_explained(name: str, words: str) -> None:
    with pytest.raises(VigieError) as caught:
        kind(name)

    assert words in str(caught.value)
