"""Addresses to ask: parameters put in, taken out, and hosts as people write them."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from monitor.errors import VigieError


def ask(url: str, **params: object) -> str:
    """*url* with these parameters, in place of those of the same name; empty ones are left out. A trailing underscore
    belongs to Python, not to the name."""
    named = {name.rstrip("_"): value for name, value in params.items()}
    parts = urlsplit(url)
    kept = [(key, told) for key, told in parse_qsl(parts.query, keep_blank_values=True) if key not in named]
    added = [(name, str(value)) for name, value in named.items() if value not in ("", None)]
    return urlunsplit(parts._replace(query=urlencode([*kept, *added], quote_via=quote), fragment=""))


def asked(url: str, name: str) -> str:
    """What *url* says for the parameter *name*; empty where it says nothing."""
    try:
        return dict(parse_qsl(urlsplit(url).query)).get(name, "")
    except ValueError:
        return ""


def site(told: str) -> str:
    """Scheme and host of *told*, which may be a bare host."""
    parts = urlsplit(told if "://" in told else f"https://{told}")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise VigieError(f"{told!r} is no web site", hint="write it like forum.example.org")
    return f"{parts.scheme}://{parts.netloc}"


def under(told: str, path: str) -> str:
    """*path* below the web site or folder *told*."""
    start = told if "://" in told else f"https://{told}"
    return f"{site(told)}{urlsplit(start).path.rstrip('/')}/{path.lstrip('/')}"


def segment(text: str) -> str:
    """*text* as one part of a path."""
    return quote(text, safe="")
