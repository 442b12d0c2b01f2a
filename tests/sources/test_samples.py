"""The recorded answers of others (VIGIE_SAMPLES), read into the items that their README describes.

They are not part of the project. What cannot be read is listed with its reason, and a folder that nobody thought of
fails.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.model import Page, Reply, Request
from monitor.sources import Source, Stream
from monitor.sources.appstore import AppStore
from monitor.sources.avis_verifies import AvisVerifies
from monitor.sources.bing_news import BingNews
from monitor.sources.bluesky import Bluesky
from monitor.sources.discourse import Discourse
from monitor.sources.discussion import Discussion
from monitor.sources.disqus import Disqus
from monitor.sources.facebook import Facebook
from monitor.sources.feed import Feed
from monitor.sources.google_business import GoogleBusiness
from monitor.sources.google_news import GoogleNews
from monitor.sources.hackernews import HackerNews
from monitor.sources.imap import Mailbox
from monitor.sources.instagram import Instagram
from monitor.sources.isso import Isso
from monitor.sources.jetstream import Jetstream
from monitor.sources.json_http import Json
from monitor.sources.lemmy import Lemmy
from monitor.sources.lookalikes import Lookalikes
from monitor.sources.mastodon import Mastodon
from monitor.sources.mastodon_stream import MastodonStream
from monitor.sources.page import WatchedPage
from monitor.sources.podcast import Podcast
from monitor.sources.rating import AverageRating
from monitor.sources.reddit import Reddit
from monitor.sources.reviews import Reviews
from monitor.sources.sitemap import Sitemap
from monitor.sources.stackexchange import StackExchange
from monitor.sources.telegram import Telegram
from monitor.sources.threads import Threads
from monitor.sources.wordpress_rest import Wanted, WordPress
from monitor.sources.x import X
from monitor.sources.youtube import YouTube
from monitor.sources.youtube_comments import YouTubeComments

SAMPLES = Path(os.environ.get("VIGIE_SAMPLES", "/nowhere"))
AT = datetime(2026, 11, 23, tzinfo=UTC)
SITE = "https://a.example/"

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="no recorded answers: set VIGIE_SAMPLES to their folder"),
]


@dataclass(frozen=True)
class Told:
    """How many items an answer holds, and something that its first one says; *within* picks the answer out of a file
    that holds several, *gone* is how many were taken back."""

    source: Source | Stream
    items: int
    says: str = ""
    gone: int = 0
    within: Callable[[Any], object] | None = None
    url: str = ""


@dataclass(frozen=True)
class Error:
    """An answer that is an error, and what must be said of it."""

    source: Source | Stream
    words: str


BSKY = Bluesky(query="x", handle="h", password="p")
GRAPH_PAGE, MEDIA = Facebook(page="1", token="t"), Instagram(account="1", token="t")
FORUM, BLOG = Discourse(url=SITE), WordPress(url=SITE)
ISSO, THREAD = Isso(url=SITE), Isso(url=SITE, page="/produit/1")
TOOTS, SEARCH = Mastodon(instance="m.example", hashtag="x"), Mastodon(instance="m.example", query="x", token="t")
COMMENTS = YouTubeComments(key="k", video="v")
TWEETS = X(query="x", token="t", budget=1.0)
STACK = StackExchange(query="x")
PRAW = Json(
    url=SITE,
    items="data.children[].data",
    id="name",
    title="title",
    text="selftext || body",
    author="author",
    published="created_utc",
)
EXPECTED: dict[str, Told | Error] = {
    "appstore/customerreviews_jp_rss.xml": Told(AppStore(app="1"), 50),
    "avis_verifies/reviews_SYNTHETIC.json": Told(AvisVerifies(website="abc1"), 1, "Livraison en retard"),
    "bing_news_rss/search_SYNTHETIC.xml": Told(BingNews(query="x"), 1, "Zéphyr rappelle"),
    "bluesky/appview_searchPosts_p1.json": Told(BSKY, 10, "Zéphyr test numéro 29"),
    "bluesky/appview_searchPosts_p2.json": Told(BSKY, 10),
    "bluesky/pds_proxied_searchPosts.json": Told(BSKY, 3),
    "bluesky/appview_error_missing_q.json": Error(BSKY, 'must have the property "q"'),
    "bluesky/pds_createSession_bad.json": Error(BSKY, "Invalid identifier or password"),
    "discourse/posts_latest.json": Told(FORUM, 4, "holla bullhonky"),
    "discourse/posts_before.json": Told(FORUM, 3),
    "disqus/posts_list_DOCSHAPE.json": Told(Disqus(forum="f", key="k"), 1, "Happy little bush"),
    "email_imap/imap1.eml": Told(Mailbox(server="s", user="u", password="p"), 1, "some subject"),
    "email_imap/imap2.eml": Told(Mailbox(server="s", user="u", password="p"), 1),
    "facebook/comments_p1.json": Told(GRAPH_PAGE, 10, "Boa noite"),
    "facebook/comments_p2.json": Told(GRAPH_PAGE, 5),
    "facebook/feed_fields_p1.json": Told(GRAPH_PAGE, 5),
    "facebook/feeds_default_fields_p1.json": Told(GRAPH_PAGE, 5),
    "facebook/error_data.json": Error(GRAPH_PAGE, "pages_read_engagement"),
    "facebook/error.json": Error(GRAPH_PAGE, ""),
    "gdelt/error_200_plaintext.txt": Error(Json(url=SITE), "A maximum of 250 records"),
    "gdelt/artlist_DOCSHAPE.json": Told(
        Json(url=SITE, items="articles", id="url", title="title", link="url", published="seendate"), 1
    ),
    "google_alerts/alert_feed_recorded_2021.xml": Told(Feed(SITE), 1, "This week in Concord history"),
    "google_business_profile/reviews_list_DOCSHAPE.json": Told(
        GoogleBusiness(location="accounts/1/locations/2", client_id="c", client_secret="s", refresh_token="r"),
        2,
        "Livraison en retard",
    ),
    "google_news_rss/search_bears_ears_2026-07-14.xml": Told(GoogleNews(query="x"), 92, "national monuments"),
    "google_places/legacy_place_details_fr.json": Told(
        Json(url=SITE, items="result.reviews", id="time", text="text", author="author_name", rating="rating"), 5
    ),
    "googleplay/google_play_scraper_reviews.json": Told(
        Json(url=SITE, id="reviewId", text="content", author="userName", rating="score", published="at"), 3
    ),
    "instagram/comments_p1.json": Told(MEDIA, 2, "Beautiful!"),
    "instagram/comments_p2.json": Told(MEDIA, 2),
    "instagram/tagged_medias.json": Told(MEDIA, 4, "publish test"),
    "instagram/hashtag_top_medias_p1.json": Told(MEDIA, 25),
    "isso/latest.json": Told(ISSO, 6, "Colis arrivé cassé"),
    "isso/fetch_thread.json": Told(Isso(url=SITE, page="/avis/livraison"), 4, "Colis", gone=1),
    "isso/feed_thread.atom.xml": Told(Feed(SITE), 5),
    "isso/error_latest_without_limit.html": Error(ISSO, "not comments of Isso"),
    "jsonfeed/full.json": Told(Feed(SITE), 2),
    "jsonfeed/rssbridge_feed_common.json": Told(Feed(SITE), 4),
    "jsonfeed/trafilatura_feed.json": Told(Feed(SITE), 25),
    "lemmy/v3_postview_0.18.json": Told(
        Lemmy(instance="l.example", query="x"), 1, "Announcing Muffed", within=lambda told: {"posts": [told]}
    ),
    "mastodon/mastodon_social_search_v2.json": Told(SEARCH, 2),
    "mastodon/public_timeline.json": Told(TOOTS, 8),
    "podcast/podcast_namespace_example.xml": Told(Podcast(url=SITE), 3),
    "reddit/subreddit_new_rss_trimmed.xml": Told(Reddit(subreddit="TaylorSwift"), 1, "(body removed)"),
    "reddit/search.json": Told(PRAW, 6),
    "reddit/subreddit_comments_stream.json": Told(PRAW, 16),
    "sitemap/sitemap.xml": Error(Sitemap(url=SITE), "not a news sitemap"),
    "sitemap/sitemap2.xml": Told(Sitemap(url=SITE), 0),
    "telegram/t_me_s_preview_trimmed.html": Told(Telegram(channel="freelansim_ru"), 2, "С 1 марта"),
    "telegram/telegram_messages.json": Told(
        Json(url=SITE, items="result", id="to_string(update_id)", text="message.text", published="message.date"), 3
    ),
    "threads/threads_user_posts.json": Told(Threads(token="t"), 2, "Second post"),
    "threads/postman_keyword_search.json": Error(Threads(token="t"), "broken JSON"),
    "trustpilot/review_page_jsonld_trimmed.html": Told(Reviews(SITE), 3, "J’ai pu trouvé la paire"),
    "wordpress/rest_comments_p1.json": Told(BLOG, 10, "Commentaire numéro 1"),
    "wordpress/rest_comments_p2.json": Told(BLOG, 10),
    "wordpress/rest_comments_of_post_embed.json": Told(BLOG, 3),
    "wordpress/rest_comments_page_too_far.json": Told(BLOG, 0),
    "wordpress/rest_posts.json": Told(WordPress(url=SITE, wanted=Wanted.POSTS), 3),
    "wordpress/rest_comments_bad_param.json": Error(BLOG, "not a list of comments"),
    "wordpress/comments_feed.rss.xml": Told(Feed(SITE), 10),
    "wordpress/comments_feed_atom.xml": Told(Feed(SITE), 10),
    "wordpress/search_feed.rss.xml": Told(Feed(SITE), 1),
    "x_twitter/search_tweets_query.json": Told(TWEETS, 4, "Ooo, thanks error message"),
    "x_twitter/timeline_mentions.json": Told(TWEETS, 5, "VoiceMessaging"),
    "youtube/channel_feed_2014.xml": Told(YouTube(channel="UCx"), 15),
    "youtube/comment_threads_by_video_paged_1.json": Told(COMMENTS, 5, "Google.com"),
    "youtube/comment_threads_by_video_paged_2.json": Told(COMMENTS, 5),
    "youtube/comment_threads_all_to_me.json": Told(COMMENTS, 4),
    "comments_html/basicthinking.de.tweets.html": Told(Discussion(SITE), 0),
    "comments_html/bondyblog.fr.paris-8.html": Told(WatchedPage(SITE), 27),
    "comments_html/de.creativecommons.org.endlich.html": Told(WatchedPage(SITE), 9),
    "comments_html/erp-news.info.interview.html": Told(WatchedPage(SITE), 20),
    "comments_html/lanouvellerepublique.fr.martin.html": Told(WatchedPage(SITE), 5),
    "comments_html/laviedesidees.fr.evaluation.html": Told(WatchedPage(SITE), 95),
    "comments_html/sciencesetavenir.fr.rumeur.html": Told(WatchedPage(SITE), 64),
    "forums_html/foren.myoos.de.html": Told(WatchedPage(SITE), 40),
    "forums_html/katzen-forum.net-Pepe.html": Told(Discussion(SITE), 1, "Pepe schläft nachts"),
    "forums_html/pocketpc.ch.auslieferung.html": Told(AverageRating(SITE), 1, "5 / 5 (64)"),
    "forums_html/villagersandheroes.com.forums.patchnotes.html": Told(Discussion(SITE), 1, "Patch Notes 4.47.4"),
    "schema_org_html/chefkoch.de.mandarinen.html": Told(Reviews(SITE), 5),
    "schema_org_html/eatsmarter.de.porridge.html": Told(Reviews(SITE), 7),
    "schema_org_html/ebrosia.de.zinfandel.html": Told(Reviews(SITE), 1),
    "schema_org_html/pcgamer.com.darkest.html": Told(Reviews(SITE), 1, "Need to know"),
    "schema_org_html/travanto.de.ferienhaus-feinen.html": Told(Reviews(SITE), 6),
    "schema_org_html/zooroyal.de.trixie.html": Told(Reviews(SITE), 4),
    "schema_org_html/product-ref.html": Told(AverageRating(SITE), 1, "4.4 / 5 (89)"),
    "schema_org_html/jsonld_empty_item_test.html": Error(Reviews(SITE), "it tells only of"),
    "schema_org_html/microdata-with-description.html": Error(Reviews(SITE), "not a page with schema.org reviews"),
    "schema_org_html/tovestyrke.html": Error(Reviews(SITE), "it tells only of"),
    "jsonfeed/10.json": Told(Feed(SITE), 0),
    "jsonfeed/empty.json": Told(Feed(SITE), 1),
    "jsonfeed/invalid.json": Told(Feed(SITE), 8),
    "jsonfeed/unknown.json": Told(Feed(SITE), 0),
    "jsonfeed/rssbridge_feed_microblog.json": Told(Feed(SITE), 2),
    "wordpress/comments_feed_paged2.rss.xml": Told(Feed(SITE), 0),
    "wordpress/post_comments_feed.rss.xml": Told(Feed(SITE), 3),
    "wordpress/posts_feed.rss.xml": Told(Feed(SITE), 4),
    "wordpress/posts_feed_atom.xml": Told(Feed(SITE), 4),
    "wordpress/rest_comments_after.json": Told(BLOG, 4),
    "wordpress/rest_comments_no_route.json": Error(BLOG, "not a list of comments"),
    "wordpress/rest_comments_status_unauthorised.json": Error(BLOG, "not a list of comments"),
    "wordpress/rest_posts_page_too_far.json": Error(BLOG, "not a list of comments"),
    "isso/fetch_thread_after.json": Told(THREAD, 2, gone=1),
    "isso/fetch_thread_paged.json": Told(THREAD, 1),
    "isso/fetch_thread_plain_markdown.json": Told(THREAD, 2),
    "reddit/subreddit_comments_stream_2.json": Told(PRAW, 0),
    "reddit/subreddit_comments_stream_3.json": Told(PRAW, 17),
    "reddit/domain_listing_new.json": Told(PRAW, 100),
    "reddit/r_all_new.json": Told(PRAW, 100),
    "reddit/r_all_new_2.json": Told(PRAW, 4),
    "facebook/feed_fields_p2.json": Told(GRAPH_PAGE, 5),
    "facebook/feeds_default_fields_p2.json": Told(GRAPH_PAGE, 5),
    "instagram/hashtag_top_medias_p2.json": Told(MEDIA, 25),
    "youtube/comment_threads_by_channel.json": Told(COMMENTS, 2),
    "youtube/comment_threads_with_search.json": Told(COMMENTS, 1),
    "youtube/error_response.json": Error(COMMENTS, ""),
    "x_twitter/search_tweets_for_nyc.json": Told(TWEETS, 10),
    "bluesky/appview_getAuthorFeed.json": Told(
        BSKY, 5, within=lambda told: {"posts": [each["post"] for each in told["feed"]]}
    ),
    "mastodon/mastodon_social_status_context.json": Told(TOOTS, 1, within=lambda told: told["descendants"]),
    "hackernews/algolia_recorded_urls_and_replies.json": Told(
        HackerNews(query="x"), 1, within=lambda told: next(e["reply"] for e in told if "hits" in e["reply"])
    ),
    "rss_feeds/cdata_rss.atom": Told(Feed(SITE), 10),
    "rss_feeds/encoding_ISO-8859-1.xml": Told(Feed(SITE), 40),
    "rss_feeds/encoding_WINDOWS-1251.xml": Told(Feed(SITE), 50),
    "rss_feeds/github_rss.atom": Told(Feed(SITE), 20),
    "rss_feeds/iso-8859-1.rss": Told(Feed(SITE), 1),
    "rss_feeds/koi8r.xml": Told(Feed(SITE), 2),
    "rss_feeds/large_atom.xml": Told(Feed(SITE), 25),
    "rss_feeds/large_rss.xml": Told(Feed(SITE), 25),
    "rss_feeds/no_encoding_ISO-8859-1.xml": Told(Feed(SITE), 10),
    "rss_feeds/onethingwell.rss": Told(Feed(SITE), 20),
    "rss_feeds/podcast.rss": Told(Feed(SITE), 4),
    "rss_feeds/rdf_UTF8.xml": Told(Feed(SITE), 60),
    "rss_feeds/rss_entries.xml": Told(Feed(SITE), 30),
    "rss_feeds/slickdeals.atom": Told(Feed(SITE), 79),
    "rss_feeds/small_atom.xml": Told(Feed(SITE), 20),
    "rss_feeds/urdu_UTF8.xml": Told(Feed(SITE), 26),
    "youtube/error_permission_resp.json": Error(COMMENTS, "does not have permission"),
}

# What is not read, and why. A name ends in a slash for all of a folder; * stands for anything.
UNREAD = {
    "*README.md": "says what the folder is",
    "reddit/NOTE.md": "says what the folder is",
    "*.headers.txt": "headers of the answer beside it",
    "*.meta.json": "headers of the answer beside it",
    "*/peer/*": "starts the server that was recorded",
    "isso/feed_headers.txt": "headers",
    "isso/isso.cfg": "configuration of the server that was recorded",
    "isso/config.json": "configuration, nobody's words",
    "isso/count.json": "a number",
    "bluesky/lexicon_*": "the grammar of the interface, not an answer",
    "bluesky/like_record.json": "a like: nobody's words",
    "bluesky/appview_getProfile.json": "a profile: nobody's words",
    "bluesky/pds_createSession.json": "its tokens were taken out",
    "bluesky/appview_getPostThread.json": "a thread; it is not asked for yet",
    "bluesky/thread_view_post_with_embed_media.json": "a thread; it is not asked for yet",
    "bluesky/*_record.json": "a record out of its answer",
    "bluesky/*.bsky.json": "a record out of its answer",
    "bluesky/jetstream_*": "read line by line, below",
    "mastodon/streaming_direct.sse.txt": "read event by event, below",
    "mastodon/tag_timeline*.json": "the first is the instance's description, of the second nothing is left but a post",
    "mastodon/search_v2.json": "accounts and tags; the search found no post",
    "mastodon/mastodon_social_trends_tags.json": "tags: nobody's words",
    "appstore/customerreviews_jp.json": "the same reviews without their dates; the XML form is asked for",
    "askbot/*": "no kind of ours: kind json reads it",
    "booking/*": "no kind of ours: a partners' interface, written by us",
    "crtsh/*": "no kind of ours: certificates are not watched, domains are",
    "dnstwist/*": "a list of names; ours are compared with it below",
    "disqus/disqus_export*.xml": "an export for moving house, not an interface",
    "discourse/*": "other questions than /posts.json, which lists every post",
    "email_imap/*.html": "bodies without their message",
    "facebook/*": "single objects, or questions that are not asked",
    "instagram/*": "single objects, or questions that are not asked",
    "gdelt/error_429.txt": "a refusal by status",
    "google_places/*": "no kind of ours: its terms forbid keeping what it says; kind json reads it",
    "mediawiki/*": "no kind of ours: kind json reads it",
    "remark42/*": "no kind of ours: kind json reads it",
    "reddit/duplicates.json": "two listings in one answer; the feed is asked for",
    "reddit/submission_comments_tree.json": "a tree of comments; the feed is asked for",
    "schema_org_html/*.json": "what another reader makes of the page beside it",
    "sitemap/sitemap-hreflang.xml": "a sitemap of pages, not of news",
    "stackexchange/*": "the words were taken out of it: its titles are empty, and what is empty says nothing",
    "telegram/telegram_messages_*": "the same as telegram_messages.json",
    "threads/postman_*": "documentation with holes in it, not JSON; one of them is proven to be refused",
    "websub/exchange.json": "the body of its delivery was cut short when it was recorded",
    "wordpress/rest_index.json": "the list of all interfaces: nobody's words",
    "x_twitter/*": "single objects, or questions that are not asked",
    "yelp/*": "no kind of ours: its terms let nobody keep what it says",
    "youtube/*": "searches, channels and single comments, which cost too much or say nothing",
    "opml/*": "read by tests/sources/test_opml.py's own twins; lists, not answers",
}


def body_of(name: str, told: Told | Error) -> bytes:
    body = (SAMPLES / name).read_bytes()
    return json.dumps(told.within(json.loads(body))).encode() if isinstance(told, Told) and told.within else body


def read(source: Source | Stream, body: bytes) -> Page:
    if hasattr(source, "hear"):
        return source.hear(body, "", AT)
    return source.parse(Reply(Request(SITE), SITE, 200, (), body, AT), "")


@pytest.mark.parametrize("name", [name for name, told in EXPECTED.items() if isinstance(told, Told)])
def test_a_recorded_answer_holds_what_its_readme_says(name: str) -> None:
    told = EXPECTED[name]
    assert isinstance(told, Told)
    page = read(told.source, body_of(name, told))

    assert len(page.items) == told.items
    assert told.says in (page.items[0].prose if page.items else "")
    assert len(page.gone) == told.gone


@pytest.mark.parametrize("name", [name for name, told in EXPECTED.items() if isinstance(told, Error)])
def test_a_recorded_error_is_told_in_its_own_words(name: str) -> None:
    told = EXPECTED[name]
    assert isinstance(told, Error)
    with pytest.raises(ParseError) as caught:
        read(told.source, body_of(name, told))

    assert told.words in str(caught.value)


def test_everything_is_read_or_has_its_reason() -> None:
    files = [str(path.relative_to(SAMPLES)) for path in SAMPLES.rglob("*") if path.is_file()]
    unexplained = [
        name for name in files if name not in EXPECTED and not any(fnmatch(name, pattern) for pattern in UNREAD)
    ]

    assert set(EXPECTED) <= set(files)
    assert unexplained == []


def test_every_frame_of_jetstream_is_understood() -> None:
    posts = deleted = 0
    for name in ("jetstream_frames_2026-07-04.jsonl", "jetstream_golden_v1.jsonl"):
        for line in (SAMPLES / "bluesky" / name).read_bytes().splitlines():
            page = Jetstream().hear(line, "", AT)
            posts, deleted = posts + len(page.items), deleted + len(page.gone)
            assert page.cursor.isdecimal()

    assert (posts, deleted) == (17, 1)


def test_every_event_of_a_mastodon_stream_is_understood() -> None:
    listener = MastodonStream(instance="m.example", hashtag="x", token="t")
    events = (SAMPLES / "mastodon/streaming_direct.sse.txt").read_bytes().split(b"\n\n")
    pages = [listener.hear(event, "", AT) for event in events]

    assert len(pages) > 1
    assert all(isinstance(page, Page) for page in pages)


def test_our_lookalikes_are_those_that_are_known() -> None:
    """Their generator replaces letters by far more of Unicode; ours is held to the kinds that are registered most."""
    known = json.loads((SAMPLES / "dnstwist/permutations_offline.json").read_text())
    wanted = {"addition", "omission", "repetition", "replacement", "transposition", "hyphenation", "vowel-swap"}
    theirs = {each["domain"] for each in known if each["fuzzer"] in wanted - {"addition"}}
    ours = set(Lookalikes(domain="zephyr-shoes.fr").names())

    assert len(theirs & ours) / len(theirs) > 0.9
