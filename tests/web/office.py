"""An office for the tests: a real diary with some mentions in it, its pages, and the people who work there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from monitor.enrich import enrich, enrichers
from monitor.match import searchable
from monitor.model import Item, Mention, Span
from monitor.store import Account, Harvest, Role, Store
from monitor.web.app import app_at
from monitor.web.desk import Desk, Scene
from monitor.web.people.passwords import kept

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PASSWORD = "a long enough secret"
HASHED = kept(PASSWORD)
BRANDS = ("Bruyère", "Acme")
TEXTS = (
    ("Panne", "Bruyère, c'est nul : l'application plante depuis hier et le service client ne répond pas."),
    ("", "Bruyère est une bande d'escrocs, ils ont volé mon argent."),
    ("Merci", "Merci Bruyère, livraison rapide et conseillère adorable, je recommande !"),
    ("Ouverture", "Bruyère ouvre une boutique à Nantes mardi."),
    ("Update", "The new Acme app is terrible, it crashes every time."),
    ("", "Acme support was great, thank you."),
)


def items(texts: Sequence[tuple[str, str]] = TEXTS) -> tuple[Item, ...]:
    return tuple(
        Item(
            id=f"i{number}",
            url=f"https://forum.example/{number}",
            title=title,
            text=text,
            author=f"auteur{number}",
            published=NOW - timedelta(minutes=7 * number + 3),
        )
        for number, (title, text) in enumerate(texts)
    )


def heard(store: Store, found: Sequence[Item], source: str = "forum") -> None:
    """Keep what these items say of the brands, as a poll would."""
    chain = enrichers(("fr", "en"))
    mentions = [enrich(_named(item, brand, source), chain) for item in found for brand in BRANDS if brand in item.prose]
    state = store.sources.get(source)
    if not state:
        with store.atomic():
            known = [(each.name, each.kind, each.digest) for each in store.sources.all()]
            store.sources.sync([*known, (source, "feed", "x")], NOW)
        state = store.sources.get(source)
    assert state
    store.save(Harvest(state, fresh=tuple(mentions)), NOW)
    store.mentions.index(searchable)  # as the pipeline does after each page


def _named(item: Item, brand: str, source: str) -> Mention:
    start = item.prose.index(brand)
    return Mention(item, brand, source, NOW, (Span(start, start + len(brand), brand),))


Fields = Mapping[str, str | list[str]]


class Office:
    """*clock* is where the pages take their time from."""

    def __init__(self, folder: Path, **scene: object) -> None:
        self.now = NOW
        words = {"brands": ("Bruyère", "Acme"), "sources": ("forum",), "timezone": "Europe/Paris"} | scene
        self.store = Store(folder / "vigie.db", now=NOW)
        self.desk = Desk(self.store, lambda: Scene(**words), lambda: self.now)  # type: ignore[arg-type]
        self.app = app_at(self.desk)

    def hire(self, name: str, role: Role = Role.TRIAGE, language: str = "en") -> None:
        with self.store.atomic():
            self.store.people.save(Account(name, role, HASHED, language), NOW)

    def browser(self, host: str = "127.0.0.1") -> Browser:
        return Browser(
            httpx.AsyncClient(transport=httpx.ASGITransport(self.app, client=(host, 5)), base_url="http://vigie")
        )

    async def at_work(self, name: str, role: Role = Role.TRIAGE, language: str = "en") -> Browser:
        """Somebody who has logged in."""
        self.hire(name, role, language)
        browser = self.browser()
        with self.store.atomic():
            self.store.people.open_session(f"cookie-of-{name}", name, NOW, NOW + timedelta(days=14))
        browser.client.cookies.set("vigie", f"cookie-of-{name}")
        await browser.get("/inbox")
        return browser

    def status(self, mention: int) -> str:
        standing = self.store.triage.standing(mention)
        assert standing
        return standing.status.value


class Browser:
    """What a browser does: it keeps its cookie, and sends the token of the page that it was given."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.csrf = ""

    async def get(self, path: str, **headers: str) -> httpx.Response:
        answer = await self.client.get(path, headers=headers)
        found = re.search(r'name="csrf" content="([0-9a-f]+)"', answer.text)
        self.csrf = found[1] if found else self.csrf
        return answer

    async def post(self, path: str, fields: Fields | None = None, **headers: str) -> httpx.Response:
        return await self.client.post(path, data={"csrf": self.csrf, **(fields or {})}, headers=headers)

    async def ask(self, path: str, fields: Fields) -> httpx.Response:
        """As the script of the page does."""
        return await self.post(path, fields, accept="application/json")

    async def login(self, name: str, password: str = PASSWORD) -> httpx.Response:
        await self.get("/login")
        answer = await self.post("/login", {"name": name, "password": password})
        await self.get("/inbox")
        return answer


@contextmanager
def office_in(folder: Path, texts: Sequence[tuple[str, str]] = TEXTS, **scene: object) -> Iterator[Office]:
    office = Office(folder, **scene)
    heard(office.store, items(texts))
    yield office
    office.store.close()
    office.desk.diary.shutdown()
