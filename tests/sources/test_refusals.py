"""A refusal says in plain words which right is missing."""

from __future__ import annotations

import pytest

from monitor.model import Reply, Request
from monitor.sources import KINDS, facts, kind, plainly
from tests.sources.saved import NOW, golden, golden_files

META = '{"error":{"message":"(#200) requires pages_read_user_content","type":"OAuthException","code":200}}'
EXPIRED = '{"error":{"message":"Session has expired","type":"OAuthException","code":190}}'


@pytest.mark.parametrize(
    ("name", "status", "body", "words"),
    [
        ("trustpilot", 403, "", "paid add-on"),
        ("google_business", 403, '{"error":{"details":[{"reason":"SERVICE_DISABLED"}]}}', "not enabled in the project"),
        ("google_business", 400, '{"error":"invalid_grant"}', "authorise us again"),
        ("google_play", 403, "", "Reply to reviews"),
        ("avis_verifies", 404, "", "website id"),
        ("x", 403, '{"reason":"client-not-enrolled"}', "paid access"),
        ("x", 401, "", "bearer token"),
        ("facebook", 403, META, "pages_read_user_content is missing"),
        ("facebook", 400, EXPIRED, "expired or was revoked"),
        ("instagram", 403, "needs instagram_manage_comments", "instagram_manage_comments is missing"),
        ("threads", 400, "threads_keyword_search is required", "threads_keyword_search is missing"),
        ("linkedin", 426, '{"code":"NONEXISTENT_VERSION"}', "retired this version"),
        ("linkedin", 403, "", "r_organization_social"),
        ("disqus", 400, '{"response":"Invalid API key"}', "API key is wrong"),
        ("youtube_comments", 403, '{"error":{"errors":[{"reason":"quotaExceeded"}]}}', "units of the day are spent"),
        ("bluesky", 401, "", "app password is wrong"),
        ("mastodon", 401, "", "to its members only"),
        ("wordpress", 401, "", "use its feed instead"),
        ("isso", 404, "", "latest-enabled"),
        ("discourse", 403, "", "API key of an administrator"),
        ("feed", 403, "", ""),
        ("x", 500, "401 403", ""),
    ],
)
def test_a_refusal_names_the_right_that_is_missing(name: str, status: int, body: str, words: str) -> None:
    source = golden(golden_files(name)[0]).source
    told = plainly(source, Reply(Request("https://a.example"), "https://a.example", status, (), body.encode(), NOW))

    assert words in told
    assert bool(words) == bool(told)


def test_every_kind_that_needs_a_secret_says_what_is_missing_without_it() -> None:
    keyed = [name for name in KINDS if facts(kind(name)).needs and name not in ("google_alerts", "isso")]

    assert all({"401", "403"} & set(kind(name).refusals) for name in keyed)  # type: ignore[attr-defined]
    assert len(keyed) >= 12
