"""Where we do not go: no spelling, name, rebinding or redirect leads inside, save where the operator says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.errors import AddressRefused, FetchError
from monitor.fetch import Fetcher
from monitor.model import Request
from tests.fetch.conftest import (
    BRISK,
    NOW,
    PATIENCE,
    Site,
    answer,
    names,
    redirect,
    stranger,
)

SPELLINGS = [
    "127.0.0.1",
    "localhost",
    "LOCALHOST.",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "127.1",
    "0",
    "0.0.0.0",
    "127\u30020\u30020\u30021",
    "①②⑦.0.0.1",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "@127.0.0.1",
]


@pytest.mark.parametrize("host", SPELLINGS)
async def test_this_machine_is_not_asked_however_it_is_spelled(site: Site, host: str) -> None:
    """With the system's own look-up, which understands the odd spellings."""
    with pytest.raises(FetchError):
        await Fetcher(user_agent="x", limits=BRISK).fetch(Request(site.url("/", host=host)), now=NOW)

    assert not site.heard


@pytest.mark.parametrize("host", SPELLINGS)
async def test_a_redirect_does_not_lead_inside_however_it_is_spelled(site: Site, other_site: Site, host: str) -> None:
    site.answers["/"] = redirect(other_site.url("/", host=host))
    fetcher = Fetcher(user_agent="x", limits=BRISK, trusted=[site.origin])

    with pytest.raises(FetchError):
        await fetcher.fetch(Request(site.url()), now=NOW)

    assert not other_site.heard


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "::ffff:127.0.0.1", "fd00::1"]
)
async def test_a_name_that_leads_inside_is_refused(site: Site, inside: str) -> None:
    fetcher = stranger(names(news_example=inside))

    with pytest.raises(AddressRefused, match=r"news\.example leads to"):
        await fetcher.fetch(Request(site.url("/", host="news.example")), now=NOW)

    assert not site.heard


async def test_the_address_that_was_checked_is_the_one_that_is_connected(site: Site) -> None:
    asked: list[str] = []

    async def rebinding(host: str) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    fetcher = stranger(rebinding, allow=["127.0.0.1"])

    await fetcher.fetch(Request(site.url("/", host="news.example")), now=NOW)

    assert asked == ["news.example"]
    assert site.heard[0].headers["host"] == f"news.example:{site.port}"


async def test_of_several_addresses_only_those_that_may_be_asked_are(site: Site) -> None:
    fetcher = stranger(names(news_example="10.0.0.1 169.254.169.254 127.0.0.1"), allow=["127.0.0.0/8"])

    assert (await fetcher.fetch(Request(site.url("/", host="news.example")), now=NOW)).status == 404


async def test_a_second_address_is_tried_where_the_first_is_dead(site: Site) -> None:
    fetcher = stranger(names(news_example="::1 127.0.0.1"), allow=["news.example"])

    assert (await fetcher.fetch(Request(site.url("/", host="news.example")), now=NOW)).status == 404


async def test_a_host_of_the_operators_own_network_can_be_allowed(site: Site) -> None:
    fetcher = stranger(names(wiki_intranet="127.0.0.1", evil_example="127.0.0.1"), allow=["wiki.intranet"])

    assert (await fetcher.fetch(Request(site.url("/", host="wiki.intranet")), now=NOW)).status == 404
    with pytest.raises(AddressRefused):
        await fetcher.fetch(Request(site.url("/", host="evil.example")), now=NOW)


async def test_a_trusted_origin_is_asked_and_its_neighbours_are_not(site: Site, other_site: Site) -> None:
    fetcher = stranger(names(news_example="127.0.0.1"), trusted=[site.origin])

    assert (await fetcher.fetch(Request(site.url()), now=NOW)).status == 404
    for url in (other_site.url(), site.url(host="localhost"), site.url(host="news.example")):
        with pytest.raises(AddressRefused):
            await fetcher.fetch(Request(url), now=NOW)


async def test_localhost_can_be_trusted_and_is_never_looked_up(site: Site) -> None:
    fetcher = stranger(names(localhost="10.0.0.1"), trusted=[site.url("", host="localhost")])

    assert (await fetcher.fetch(Request(site.url(host="localhost")), now=NOW)).status == 404


async def test_a_stranger_cannot_send_us_to_a_trusted_origin(site: Site, other_site: Site) -> None:
    site.answers["/"] = redirect(other_site.url("/"))
    fetcher = stranger(names(news_example="127.0.0.1"), allow=["news.example"], trusted=[other_site.origin])

    with pytest.raises(AddressRefused):
        await fetcher.fetch(Request(site.url(host="news.example")), now=NOW)

    assert not other_site.heard


async def test_one_trusted_origin_may_send_us_to_another(site: Site, other_site: Site) -> None:
    site.answers["/"] = redirect(other_site.url("/"))
    other_site.answers["/"] = answer(b"here")

    reply = await stranger(trusted=[site.origin, other_site.origin]).fetch(Request(site.url()), now=NOW)

    assert reply.body == b"here"


async def test_a_name_that_nobody_knows_is_said_so() -> None:
    with pytest.raises(FetchError, match=r"nowhere\.example cannot be looked up: Name or service not known"):
        await stranger().fetch(Request("https://nowhere.example/"), now=NOW)


async def test_a_name_without_addresses_is_said_so() -> None:
    with pytest.raises(FetchError, match="has no address"):
        await stranger(names(news_example="")).fetch(Request("https://news.example/"), now=NOW)


async def test_a_dead_name_server_costs_a_few_seconds_and_no_more() -> None:
    async def dead(host: str) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    fetcher = Fetcher(user_agent="x", limits=replace(BRISK, look_up=PATIENCE), resolve=dead)

    with pytest.raises(FetchError, match=r"looking up news\.example"):
        await fetcher.fetch(Request("https://news.example/"), now=NOW)
