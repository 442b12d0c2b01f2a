"""Which URLs are asked, and what a redirect makes of a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import AddressRefused, FetchError
from monitor.fetch import trusted_origins
from monitor.fetch.hops import Endpoint, Hop, checked, endpoint, first_hop, host_of, next_hop
from monitor.model import Request

HOME: frozenset[Endpoint] = frozenset({("127.0.0.1", 8080), ("10.0.0.5", 80)})


def hop(url: str = "https://news.example/feed", *headers: tuple[str, str], body: bytes | None = None) -> Hop:
    return first_hop(Request(url, headers, body), HOME)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://news.example/feed?q=a%20b", "https://news.example/feed?q=a%20b"),
        ("HTTPS://News.Example:443", "https://news.example"),
        ("http://@news.example/", "http://news.example/"),
        ("http://xn--/", "http://xn--/"),
        ("http://news.example/a#part", "http://news.example/a"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://under_score.news.example./", "http://under_score.news.example./"),
        ("http://[2606:4700::1111]:8080/", "http://[2606:4700::1111]:8080/"),
        ("http://2130706433/", "http://2130706433/"),
    ],
)
def test_an_ordinary_url_is_asked(url: str, asked: str) -> None:
    assert str(checked(url)) == asked


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://news.example/",
        "gopher://news.example/",
        "javascript:alert(1)",
        "data:text/plain,x",
        "news.example/feed",
        "//news.example/feed",
        "",
        "http://",
        "http:///feed",
        "http://user:secret@news.example/",
        "http://user@news.example/",
        "http://news.example\\@10.0.0.1/",
        "http://news.example:99999/",
        "http://news.example:0/",
        "http://news.example:port/",
        "http://news example/",
        "http://news.example%00.evil.example/",
        "http://.example/",
        "http://news..example/",
        "http://-news.example/",
        "http://*.example/",
        f"http://{'a' * 64}.example/",
        f"http://{'a.' * 130}example/",
        "http://xn--\u00e9.example/",
        "http://0177.0.0.1/",
        "http://[::1/",
        "http://[news.example]/",
        "http://news.example/\nfeed",
        "http://news.example/" + "a" * 9_000,
        "http://news.example/" + "a" * 70_000,
    ],
)
def test_an_extraordinary_url_is_not_asked(url: str) -> None:
    with pytest.raises(FetchError):
        checked(url)


def test_a_password_in_a_url_is_not_repeated() -> None:
    with pytest.raises(AddressRefused) as caught:
        checked("http://user:hunter2@news.example/")

    assert "hunter2" not in str(caught.value)


@given(st.text() | st.builds("http://{}:{}/{}".format, st.text(), st.text(), st.text()))
def test_whatever_is_written_is_a_url_or_a_fetch_error(text: str) -> None:
    try:
        url = checked(text)
    except FetchError:
        return
    assert url.scheme in ("http", "https")
    assert host_of(url).isascii()
    assert not url.userinfo


@given(st.text())
def test_wherever_a_redirect_leads_is_a_hop_or_a_fetch_error(location: str) -> None:
    try:
        there = next_hop(hop(), 302, location, HOME)
    except FetchError:
        return
    assert there.url.scheme in ("http", "https")


def test_an_address_has_one_endpoint_however_it_is_spelled() -> None:
    assert endpoint(checked("http://[0:0:0:0:0:0:0:1]/")) == endpoint(checked("http://[::1]:80/")) == ("::1", 80)


def test_only_origins_that_are_literally_private_are_trusted() -> None:
    urls = [
        "http://127.0.0.1:8080/feed",
        "http://LocalHost:9000/",
        "https://10.0.0.5/",
        "http://[fd00::7]/x",
        "http://[0:0::1]:81/",
        "https://news.example/",
        "http://8.8.8.8/",
        "http://169.254.169.254/latest",
        "http://127.1:8080/",
        "http://2130706433/",
        "http://localhost.evil.example/",
        "http://0.0.0.0/",
        "not a url",
    ]

    assert trusted_origins(urls) == {
        "http://127.0.0.1:8080",
        "http://localhost:9000",
        "https://10.0.0.5:443",
        "http://[fd00::7]:80",
        "http://[::1]:81",
    }


def test_what_is_ours_to_write_cannot_be_written_by_a_source() -> None:
    question = hop("https://news.example/", ("HOST", "evil.example"), ("User-Agent", "Mozilla"), ("X-Key", "k"))

    assert question.headers == (("X-Key", "k"),)


SECRETS = (("Authorization", "Bearer s3cret"), ("Cookie", "a=b"), ("X-Api-Key", "s3cret"), ("If-None-Match", '"1"'))


@pytest.mark.parametrize("to", ["/there", "?q=1", "https://news.example/there", "https://NEWS.example:443/there"])
def test_headers_stay_with_their_origin(to: str) -> None:
    assert next_hop(hop("https://news.example/feed", *SECRETS), 302, to, HOME).headers == SECRETS


@pytest.mark.parametrize(
    "to",
    ["https://other.example/", "http://news.example/", "https://news.example:8443/", "//other.example/feed"],
)
def test_headers_do_not_go_to_another_origin(to: str) -> None:
    assert next_hop(hop("https://news.example/feed", *SECRETS), 302, to, HOME).headers == ()


def test_headers_do_not_come_back_from_another_origin() -> None:
    away = next_hop(hop("https://news.example/feed", *SECRETS), 302, "https://other.example/", HOME)

    assert next_hop(away, 302, "https://news.example/feed", HOME).headers == ()


@pytest.mark.parametrize(("status", "body"), [(301, None), (302, None), (303, None), (307, b"{}"), (308, b"{}")])
def test_a_body_is_sent_again_only_where_http_says_so(status: int, body: bytes | None) -> None:
    asked = hop("https://news.example/search", ("Content-Type", "application/json"), body=b"{}")

    there = next_hop(asked, status, "/v2", HOME)

    assert there.body == body
    assert bool(there.headers) == (body is not None)


def test_a_body_is_not_sent_to_another_origin() -> None:
    with pytest.raises(AddressRefused, match=r"other\.example"):
        next_hop(hop(body=b"token=s3cret"), 307, "https://other.example/", HOME)


@pytest.mark.parametrize(
    ("steps", "moved_to"),
    [
        ([(301, "/b")], "https://news.example/b"),
        ([(308, "/b"), (301, "https://new.example/c#x")], "https://new.example/c"),
        ([(302, "/b")], ""),
        ([(302, "/b"), (301, "/c")], ""),
        ([(301, "/b"), (302, "/c")], "https://news.example/b"),
        ([(301, "/b"), (302, "/c"), (301, "/d")], "https://news.example/b"),
        ([(301, "http://news.example/")], ""),
        ([(301, "/b"), (301, "http://news.example/")], ""),
        ([(301, "http://news.example/"), (301, "https://news.example/b")], ""),
        ([(303, "/b")], ""),
    ],
)
def test_a_source_has_moved_where_an_unbroken_chain_of_permanent_redirects_leads(
    steps: list[tuple[int, str]], moved_to: str
) -> None:
    there = hop()
    for status, location in steps:
        there = next_hop(there, status, location, HOME)

    assert there.moved_to == moved_to


def test_a_question_that_lost_its_body_on_the_way_has_not_moved() -> None:
    assert next_hop(hop(body=b"{}"), 301, "/b", HOME).moved_to == ""
    assert next_hop(hop(body=b"{}"), 308, "/b", HOME).moved_to == "https://news.example/b"


@pytest.mark.parametrize(
    ("start", "to", "home"),
    [
        ("http://127.0.0.1:8080/", "/b", True),
        ("http://127.0.0.1:8080/", "http://10.0.0.5/", True),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:22/", False),
        ("http://127.0.0.1:8080/", "http://localhost:8080/", False),
        ("https://news.example/", "http://127.0.0.1:8080/", False),
    ],
)
def test_a_private_origin_is_reached_from_home_only(start: str, to: str, home: bool) -> None:
    assert next_hop(hop(start), 302, to, HOME).home == home


def test_the_way_home_does_not_lead_through_a_stranger() -> None:
    stranger = next_hop(hop("http://127.0.0.1:8080/"), 302, "https://news.example/", HOME)

    assert not next_hop(stranger, 302, "http://127.0.0.1:8080/", HOME).home
