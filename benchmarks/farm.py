"""A farm of feeds on loopback: what they say is invented, and which of them have something new is decided by the round.

    python -m benchmarks.farm PORT

`/feed/7` is a feed of fifty entries with an ETag, as WordPress writes them, `/small/7` one of a single entry that names
nobody; `/round/3` moves the whole farm to round 3, in which one feed in twenty has two entries more than in the round
before. What a feed says depends on its number and on the round alone, so that everybody who is measured hears the same.
Any address of 127.0.0.0/8 leads here: one a host.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache

ENTRIES = 50  # of a feed
NEW = 2  # entries more, where there is something new
CHANGED = 5  # of a hundred feeds in a round
NAMING = 4  # one entry in so many speaks of a brand
HOSTS = 4_000  # a feed each, until they are more
START = datetime(2026, 3, 2, 8, tzinfo=UTC)

_SYLLABLES = "bra cor dil fen gar hol jun kel lor mab nov pry quil ros sab tov ulm vex wil zan".split()
_ENGLISH = """the|service was slow and nobody answered the phone|we waited for three weeks and the parcel never came|
the new model is lighter than the old one and just as quiet|prices rose again this spring, as everybody expected|
my sister bought one last year and is still delighted with it|the board met on Thursday behind closed doors|
a spokesman said that the figures would be published next week|I would not recommend it to anybody who is in a hurry|
the shop in the old town was friendly and repaired it at once|it broke on the second day, and the guarantee is a joke|
readers wrote to us about delays at the counter|this is the best coffee machine that I have ever owned"""
_FRENCH = """le service était lent et personne ne répondait au téléphone|nous avons attendu trois semaines pour rien|
le nouveau modèle est plus léger que l'ancien et tout aussi silencieux|les prix ont encore augmenté ce printemps|
ma sœur en a acheté un l'an dernier et elle en est ravie|le conseil s'est réuni jeudi à huis clos|
un porte-parole a déclaré que les chiffres seraient publiés la semaine prochaine|je ne le recommande à personne|
la boutique de la vieille ville l'a réparé tout de suite|il est tombé en panne le deuxième jour, une honte|
des lecteurs nous ont écrit à propos des retards au guichet|c'est la meilleure machine que j'aie jamais eue"""


@cache
def brands(count: int = 100, terms: int = 10) -> tuple[tuple[str, ...], ...]:
    """The names of invented brands, *terms* of each: the first is the brand's own."""
    dice = random.Random(20)
    return tuple(tuple(_invented(dice) for _ in range(terms)) for _ in range(count))


def _invented(dice: random.Random) -> str:
    first, second = ("".join(dice.choices(_SYLLABLES, k=k)).capitalize() for k in (3, 2))
    return f"{first} {second}"


def entry(feed: int, number: int) -> str:
    """One entry, the same each time: about 45 words, half of them French, with the markup of a blog."""
    dice = random.Random(feed * 1_000_003 + number)
    french = feed % 2
    said = [" ".join(words.split()) for words in (_FRENCH if french else _ENGLISH).split("|")]
    sentences = [sentence.capitalize() for sentence in dice.sample(said, 4)]
    if number % NAMING == 0:
        name = dice.choice(dice.choice(brands()))
        sentences[1] = f"{name} : {sentences[1]}" if french else f"With {name}, {sentences[1]}"
    at = START + timedelta(minutes=7 * number)
    where = f"http://127.0.0.1/{feed}/{number}"
    told = ". ".join(sentences) + f" ({number}-{feed})."
    return f"""<item>
<title>{sentences[0]} {number}</title>
<link>{where}</link>
<comments>{where}#respond</comments>
<dc:creator><![CDATA[author {dice.randint(1, 500)}]]></dc:creator>
<pubDate>{format_datetime(at)}</pubDate>
<category><![CDATA[News]]></category>
<guid isPermaLink="false">{where}?p={number}</guid>
<description><![CDATA[<p>{told} <a href="{where}">Read &#8230;</a></p>]]></description>
</item>
"""


def version(feed: int, round_: int) -> int:
    """How often *feed* had something new until *round_*."""
    return sum(random.Random(feed * 7_919 + each).randrange(100) < CHANGED for each in range(1, round_ + 1))


@cache
def document(feed: int, told: int, *, small: bool = False) -> bytes:
    oldest = 1 if small else 0
    newest = told * NEW + (oldest if small else ENTRIES - 1)
    oldest = max(oldest, newest - ENTRIES + 1)
    entries = "".join(entry(feed, number) for number in range(newest, oldest - 1, -1))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel>
<title>Blog {feed}</title>
<atom:link href="http://127.0.0.1/feed/{feed}" rel="self" type="application/rss+xml" />
<link>http://127.0.0.1/{feed}</link>
<description>What is said in town {feed}</description>
<lastBuildDate>{format_datetime(START + timedelta(minutes=7 * (newest + 1)))}</lastBuildDate>
<language>{"fr-FR" if feed % 2 else "en-US"}</language>
<sy:updatePeriod>hourly</sy:updatePeriod>
{entries}</channel>
</rss>
""".encode()


@cache
def packed(feed: int, told: int, *, small: bool) -> bytes:
    return gzip.compress(document(feed, told, small=small), 6)


class Farm(asyncio.Protocol):
    """One visitor. All visitors share the round."""

    round = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.heard = b""

    def data_received(self, data: bytes) -> None:
        self.heard += data
        while (end := self.heard.find(b"\r\n\r\n")) >= 0:
            head, self.heard = self.heard[:end].decode("latin-1"), self.heard[end + 4 :]
            first, *lines = head.split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            self.transport.write(self.answer(first.split()[1], headers))
            if headers.get("connection", "").lower() == "close":
                self.transport.close()

    def answer(self, path: str, headers: dict[str, str]) -> bytes:
        _, what, number = path.split("/")
        if what == "round":
            Farm.round = int(number)
            return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        told = version(int(number), Farm.round)
        tag = f'"{number}-{told}"'
        closing = "Connection: close\r\n" if headers.get("connection", "").lower() == "close" else ""
        if headers.get("if-none-match") == tag:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n{closing}\r\n".encode()
        body = packed(int(number), told, small=what == "small")
        return (
            f"HTTP/1.1 200 OK\r\nETag: {tag}\r\nContent-Type: application/rss+xml; charset=UTF-8\r\n{closing}"
            f"Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body


def address(port: int, feed: int, what: str = "feed") -> str:
    host = 2 + feed % HOSTS
    return f"http://127.0.{host // 250}.{host % 250 + 1}:{port}/{what}/{feed}"


def turn(port: int, round_: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/round/{round_}") as answer:
        answer.read()


@contextmanager
def open_farm(port: int) -> Iterator[None]:
    """The farm as a process of its own, whose time is nobody's."""
    farm = subprocess.Popen([sys.executable, "-m", "benchmarks.farm", str(port)])
    try:
        for _ in range(100):
            try:
                turn(port, 0)
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        farm.terminate()
        farm.wait()


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Farm, "0.0.0.0", port, backlog=2_000)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
