"""Who may come to our door: a word that was agreed on, or a signature made with it. Always in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac

from monitor.errors import VigieError
from monitor.model import Knock

SHORTEST = 8
ALGORITHMS = ("sha1", "sha256", "sha384", "sha512")  # WebSub, section 8: sha1 is what Google's hub uses
_SIGNED = (
    "x-hub-signature-256",
    "x-hub-signature",
    "x-signature",
    "x-signature-256",
    "typeform-signature",
    "x-webhook-signature",
    "x-li-signature",
)


def trusted(secret: str) -> str:
    """*secret*, if it is one. Raises VigieError."""
    if len(secret) < SHORTEST:
        hint = "make one with: openssl rand -hex 16"
        raise VigieError(f"a secret of fewer than {SHORTEST} characters keeps nobody out", hint=hint)
    return secret


def signed(knock: Knock, secret: str, *names: str) -> bool:
    """Whether one of the headers *names* holds the HMAC of the body: `sha256=...`, hexadecimal or base64. One that
    names no algorithm is taken for SHA-256."""
    told = knock.header(*(names or _SIGNED)).strip()
    algorithm, equals, digest = told.partition("=")
    if not equals or algorithm.lower() not in ALGORITHMS:
        algorithm, digest = "sha256", told
    made = hmac.new(secret.encode(), knock.body, getattr(hashlib, algorithm.lower()))
    proofs = (made.hexdigest(), base64.b64encode(made.digest()).decode())
    given = digest.strip().encode()
    return any(hmac.compare_digest(given, proof.encode()) for proof in proofs)


def vouched(knock: Knock, secret: str) -> bool:
    """Whether the word itself was sent: as a bearer token, in X-Token or X-Webhook-Token, or as a password."""
    scheme, _, told = knock.header("authorization").partition(" ")
    given = told.strip() if scheme.lower() == "bearer" else _password(told) if scheme.lower() == "basic" else ""
    words = (given, knock.header("x-token", "x-webhook-token").strip())
    return any(hmac.compare_digest(word.encode(), secret.encode()) for word in words)


def _password(told: str) -> str:
    try:
        return base64.b64decode(told, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""
