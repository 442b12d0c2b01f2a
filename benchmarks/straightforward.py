"""The program that one would write in an afternoon, fairly: each feed in turn, with conditional requests, every item
once, each brand found, the language and the tone of what names one, all of it searchable in SQLite."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence

import feedparser
import httpx
import sqlite_utils
from langdetect import DetectorFactory, LangDetectException, detect
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

DetectorFactory.seed = 0
TAG = re.compile(r"<[^>]+>")
Find = Callable[[str], list[str]]


def by_regex(brands: Iterable[Sequence[str]]) -> Find:
    patterns = [
        (names[0], re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b", re.IGNORECASE)) for names in brands
    ]
    return lambda text: [name for name, pattern in patterns if pattern.search(text)]


def by_loops(brands: Iterable[Sequence[str]]) -> Find:
    known = [(names[0], [name.lower() for name in names]) for names in brands]

    def find(text: str) -> list[str]:
        lowered = text.lower()
        return [name for name, phrases in known if any(phrase in lowered for phrase in phrases)]

    return find


class Straightforward:
    def __init__(self, path: str, find: Find) -> None:
        self.find = find
        self.client = httpx.Client(follow_redirects=True, timeout=20)
        self.vader = SentimentIntensityAnalyzer()
        self.db = sqlite_utils.Database(sqlite3.connect(path))
        self.db.enable_wal()
        self.db["feed"].create({"url": str, "etag": str, "modified": str}, pk="url")
        self.db["seen"].create({"id": str}, pk="id")
        self.db["mention"].create(
            {"id": int, "brand": str, "url": str, "title": str, "text": str, "at": str, "language": str, "tone": float},
            pk="id",
        )
        self.db["mention"].enable_fts(["title", "text"], create_triggers=True)

    def poll(self, url: str) -> None:
        known = next(self.db["feed"].rows_where("url = ?", [url]), {})
        headers = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
        reply = self.client.get(url, headers={name: value for name, value in headers.items() if value})
        if reply.status_code == 304:
            return
        for entry in feedparser.parse(reply.content).entries:
            key = entry.get("id") or entry.get("link")
            if not self.db["seen"].count_where("id = ?", [key]):
                self.hear(entry)
                self.db["seen"].insert({"id": key})
        told = {"url": url, "etag": reply.headers.get("etag"), "modified": reply.headers.get("last-modified")}
        self.db["feed"].upsert(told, pk="url")

    def hear(self, entry: feedparser.FeedParserDict) -> None:
        text = html.unescape(TAG.sub(" ", entry.get("summary", "")))
        for brand in self.find(f"{entry.title} {text}"):
            try:
                language = detect(text)
            except LangDetectException:
                language = ""
            tone = self.vader.polarity_scores(text)["compound"]
            told = {"brand": brand, "url": entry.get("link"), "title": entry.title, "text": text}
            self.db["mention"].insert(told | {"at": entry.get("published"), "language": language, "tone": tone})
