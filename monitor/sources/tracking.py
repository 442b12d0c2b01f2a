"""An address without what only tells who came, and from where."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(utm_\w+|(fb|g|dc|ms|tt|y)clid|gclsrc|mc_[ce]id|igshid|xtor|_hs(enc|mi)|s_?id|sess(ion)?_?id|phpsessid|jsessionid)",
    re.IGNORECASE,
)
_BARE = re.compile(r"https?://[A-Za-z0-9._-]+(?::[0-9]+)?(?:/[!-\"$->@-~]*)?")  # without anything to take off


def untracked(url: str) -> str:
    """*url* without campaign and session parameters and without its fragment; as it is where it is no address."""
    if _BARE.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    kept = [pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0])]
    return urlunsplit(parts._replace(query="&".join(kept), fragment=""))
