"""How the queries of each house differ, from what the houses publish of them.

Brandwatch: its guide to advanced query operators (2016) and the one of ForSight. Talkwalker: the syntax page of its
alerts and the manual of 2015. Meltwater: its help pages on Boolean search.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_NOWHERE = "our items do not tell where their author lives"
_SOCIAL = "our items do not tell this of their author"
_PICTURES = "pictures and videos are not looked into"


@dataclass(frozen=True, slots=True)
class Dialect:
    """*fields* are carried over under another name or their own; *changed* ones lose something on the way (why);
    *lost* ones cannot be (why)."""

    name: str
    fields: Mapping[str, str]
    changed: Mapping[str, tuple[str, str]]
    lost: Mapping[str, str]
    near: int = 5  # words, where the operator says no number
    any_case: bool = False  # whether and, or, not, near are operators in small letters as well


_SHARED = {
    "title": "title",
    "author": "author",
    "site": "site",
    "url": "url",
    "country": "country",
    "lang": "lang",
    "language": "lang",
    "sentiment": "sentiment",
    "rating": "rating",
}

BRANDWATCH = Dialect(
    "brandwatch",
    fields=_SHARED,
    changed={
        "hashtags": ("", "looked for as a word, with or without the #"),
        "at_mentions": ("", "looked for as a word, with or without the @"),
    },
    lost={
        "links": "the links inside a text are not followed",
        **dict.fromkeys(("city", "county", "state", "region", "continent", "latitude", "longitude"), _NOWHERE),
        **dict.fromkeys(
            ("authorgender", "authorfollowers", "authorverified", "authorverifiedtype", "engagingwith"), _SOCIAL
        ),
        **dict.fromkeys(("imagetype", "objects"), _PICTURES),
        **dict.fromkeys(("engagementtype", "minuteofday", "tweetsource"), "our items do not tell this"),
    },
)

TALKWALKER = Dialect(
    "talkwalker",
    fields=_SHARED | {"content": "text", "host_url": "site", "reach": "reach", "sourcecountry": "country"},
    changed={"domain_url": ("site", "a whole domain and each of its hosts are one thing here")},
    lost={
        **dict.fromkeys(("image", "contains", "images", "videos"), _PICTURES),
        **dict.fromkeys(("sourcetype", "tag", "engagement", "cluster", "provider"), "our items do not tell this"),
        **dict.fromkeys(("city", "region", "continent"), _NOWHERE),
    },
)

MELTWATER = Dialect(
    "meltwater",
    fields=_SHARED | {"sourcename": "source"},
    changed={"ingress": ("text", "the first paragraph is not told from the rest")},
    lost={
        **dict.fromkeys(("image", "logo"), _PICTURES),
        **dict.fromkeys(("city", "region", "continent"), _NOWHERE),
        **dict.fromkeys(("followers", "bio", "verified"), _SOCIAL),
    },
    near=4,
    any_case=True,
)

DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (BRANDWATCH, TALKWALKER, MELTWATER)}
