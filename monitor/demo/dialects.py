"""Posts in the very formats that real servers speak, quirks included."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from html import escape
from typing import Any

from monitor.demo.story import BRAND, START, Post

PARIS = timezone(timedelta(hours=1))  # the story ends before the clocks change


@dataclass(frozen=True, slots=True)
class Edition:
    """What a place shows: its newest posts first. *more* is the address of the next page, if any."""

    home: str
    path: str
    posts: Sequence[Post]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a place speaks: *write* makes the body; *shows* is how many posts a page of it holds."""

    content_type: str
    write: Callable[[Edition], bytes]
    shows: int


def posted(post: Post) -> datetime:
    return START + post.at


def touched(post: Post) -> datetime:
    """When the post last changed."""
    return START + (post.revised or post.at)


def journal(edition: Edition) -> bytes:
    """RSS 2.0 of an old content system: windows-1252, everything in CDATA, HTML and entities inside."""
    items = "".join(
        f"<item><title><![CDATA[{post.title}]]></title>"
        f"<link>{edition.home}/journal/{post.id}.html?xtor=RSS-1&amp;xtref=flux</link>"
        f'<guid isPermaLink="false">{post.id}</guid>'
        f"<dc:creator>{escape(post.author)}</dc:creator>"
        f"<pubDate>{_rfc822(posted(post).astimezone(PARIS))}</pubDate>"
        f"<description><![CDATA[<p>{_entities(post.text)}&nbsp;</p>"
        f'<img src="{edition.home}/pixel.gif" width="1" height="1"/>]]></description></item>\n'
        for post in edition.posts
    )
    return (
        '<?xml version="1.0" encoding="windows-1252"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title><![CDATA[Le Courrier des Deux-Rives - À la une]]></title><link>{edition.home}/journal/</link>"
        f"<description>L&#8217;actualité en continu</description><language>fr-FR</language><ttl>10</ttl>\n{items}"
        "</channel></rss>"
    ).encode("windows-1252")


def news(edition: Edition) -> bytes:
    """Atom, done well: stable ids, summaries in HTML, the time of the last edit."""
    return _atom(edition, "The Harbour Gazette - Business and Food", "en")


def magazine(edition: Edition) -> bytes:
    return _atom(edition, "Épis, le magazine", "fr")


def blog(edition: Edition) -> bytes:
    """The comment feed that WordPress makes for a whole site."""
    items = "".join(
        f"\n\t<item>\n\t\t<title>Commentaires sur Où trouver une bonne brioche ? par {escape(post.author)}</title>"
        f"\n\t\t<link>{edition.home}/blog/bonne-brioche/#comment-{_number(post)}</link>"
        f"\n\t\t<dc:creator><![CDATA[{post.author}]]></dc:creator>"
        f"\n\t\t<pubDate>{_rfc822(posted(post))}</pubDate>"
        f'\n\t\t<guid isPermaLink="false">{edition.home}/blog/?p=57#comment-{_number(post)}</guid>'
        f"\n\t\t<description><![CDATA[{_entities(post.text)}]]></description>"
        f"\n\t\t<content:encoded><![CDATA[<p>{_entities(post.text)}</p>\n]]></content:encoded>\n\t</item>"
        for post in edition.posts
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"\n'
        '\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n'
        '\txmlns:atom="http://www.w3.org/2005/Atom"\n\txmlns:dc="http://purl.org/dc/elements/1.1/"\n'
        '\txmlns:sy="http://purl.org/rss/1.0/modules/syndication/"\n\t>\n<channel>\n'
        "\t<title>\n\tCommentaires pour La mie et la croûte\t</title>\n"
        f'\t<atom:link href="{edition.home}{edition.path}" rel="self" type="application/rss+xml" />\n'
        f"\t<link>{edition.home}/blog/</link>\n\t<description>Carnet d&#8217;un gourmand</description>\n"
        "\t<sy:updatePeriod>\n\thourly\t</sy:updatePeriod>\n\t<sy:updateFrequency>\n\t6\t</sy:updateFrequency>"
        f"{items}\n</channel>\n</rss>\n"
    ).encode()


def article(post: Post) -> bytes:
    """What stands at the address of one post: the words, and for machines when they were published."""
    told = {"@type": "Article", "headline": post.title, "datePublished": posted(post).isoformat()}
    linked = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<!doctype html><html lang="{post.language}"><head><meta charset="utf-8"><title>{escape(post.title)}</title>'
        f'<script type="application/ld+json">{linked}</script></head><body><article><h1>{escape(post.title)}</h1>'
        f"<address>{escape(post.author)}</address><p>{escape(post.text)}</p></article></body></html>"
    ).encode()


def comments(posts: Sequence[Post]) -> bytes:
    """The article of the blog, with what was said under it."""
    said = "".join(
        f'<li id="comment-{_number(post)}"><b>{escape(post.author)}</b><p>{escape(post.text)}</p></li>'
        for post in posts
    )
    title = "Où trouver une bonne brioche ?"
    head = f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}<body><article>{title}</article><ol>{said}</ol></body></html>".encode()


def carnet(edition: Edition) -> bytes:
    """RSS 2.0 by hand: a blog of one person, titles in capitals now and then, no guid."""
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>{edition.home}/carnet/{post.id}/</link>"
        f"<pubDate>{_rfc822(posted(post))}</pubDate><description>{escape(f'<p>{post.text}</p>')}</description></item>"
        for post in edition.posts
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>Carnet de levain</title>'
        f"<link>{edition.home}/carnet/</link><description>Pain, beurre, patience.</description>{items}</channel></rss>"
    ).encode()


def avis(edition: Edition) -> bytes:
    """A review page: stars and texts for people, and the same as schema.org JSON-LD for machines."""
    shown = "".join(
        f'<article id="{post.id}"><h3>{escape(post.title)}</h3><p class="stars">{"★" * (post.rating or 0)}</p>'
        f"<p>{escape(post.text)}</p><footer>{escape(post.author)}</footer></article>\n"
        for post in edition.posts
    )
    ratings = [post.rating for post in edition.posts if post.rating]
    business = {
        "@context": "https://schema.org",
        "@type": "Bakery",
        "name": BRAND,
        "url": f"{edition.home}{edition.path}",
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": f"{sum(ratings) / len(ratings):.1f}" if ratings else None,
            "reviewCount": len(ratings),
            "bestRating": "5",
        },
        "review": [_review(post, edition) for post in edition.posts],
    }
    linked = json.dumps(business, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>Avis sur {BRAND}</title>\n'
        f'<script type="application/ld+json">{linked}</script></head>\n'
        f"<body><h1>Avis sur {BRAND}</h1>\n{shown}</body></html>"
    ).encode()


def api(edition: Edition) -> bytes:
    """A JSON stream of comments, newest first, page by page."""
    comments = [
        {
            "uuid": post.id,
            "body": post.text,
            "user": {"handle": post.author, "followers": 40 + 7 * int(_number(post)) % 2900},
            "created_at": posted(post).isoformat().replace("+00:00", "Z"),
            "permalink": f"{edition.home}/c/{post.id}",
            "lang": post.language,
        }
        for post in edition.posts
    ]
    return json.dumps({"comments": comments, "next": edition.more or None}).encode()


def forum(edition: Edition) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {
            "id": f"{edition.home}/forum/t/{post.id}",
            "url": f"{edition.home}/forum/t/{post.id}",
            "title": post.title,
            "content_html": f"<p>{escape(post.text, quote=False)}</p>",
            "date_published": posted(post).astimezone(PARIS).isoformat(),
            "authors": [{"name": post.author}],
            "language": post.language,
        }
        for post in edition.posts
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Le comptoir des consommateurs",
        "home_page_url": f"{edition.home}/forum/",
        "feed_url": f"{edition.home}{edition.path}",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def consent(home: str) -> bytes:
    """The page that a consent wall sends instead of the feed, with status 200."""
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Before you continue</title></head><body>'
        "<h1>We value your privacy</h1><p>We and our 912 partners store cookies on your device.</p>"
        f'<form action="{home}/consent" method="post"><button>Accept all</button></form></body></html>'
    ).encode()


def _atom(edition: Edition, title: str, language: str) -> bytes:
    entries = "".join(
        f"<entry><id>tag:gazette.example,2026:{post.id}</id><title>{escape(post.title)}</title>"
        f'<link href="{edition.home}{edition.path.rpartition("/")[0]}/{post.id}"/>'
        f"<author><name>{escape(post.author)}</name></author>"
        f"<published>{posted(post).isoformat()}</published><updated>{touched(post).isoformat()}</updated>"
        f'<content type="html">{escape(f"<p>{escape(post.text, quote=False)}</p>", quote=False)}</content></entry>\n'
        for post in edition.posts
    )
    updated = max(map(touched, edition.posts), default=START)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f"<title>{title}</title><id>tag:gazette.example,2026:feed</id><updated>{updated.isoformat()}</updated>"
        f'<link rel="self" href="{edition.home}{edition.path}"/>\n{entries}</feed>'
    ).encode()


def _review(post: Post, edition: Edition) -> dict[str, Any]:
    return {
        "@type": "Review",
        "@id": f"{edition.home}{edition.path}#{post.id}",
        "url": f"{edition.home}{edition.path}#{post.id}",
        "author": {"@type": "Person", "name": post.author},
        "datePublished": posted(post).astimezone(PARIS).isoformat(),
        "inLanguage": post.language,
        "name": post.title,
        "reviewBody": post.text,
        "reviewRating": {"@type": "Rating", "ratingValue": str(post.rating), "bestRating": "5", "worstRating": "1"},
    }


def _number(post: Post) -> str:
    return post.id.rpartition("-")[2]


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment, usegmt=moment.tzinfo is UTC)


def _entities(text: str) -> str:
    """Apostrophes and quotation marks as old editors write them."""
    return (
        escape(text, quote=False).replace("'", "&#8217;").replace("« ", "&laquo;&nbsp;").replace(" »", "&nbsp;&raquo;")
    )
