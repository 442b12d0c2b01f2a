"""Timestamps by authorities of time (RFC 3161): the question, and whether an answer is one to it."""

from __future__ import annotations

from hashlib import sha256

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from monitor.errors import ParseError

GRANTED = (0, 1)  # granted, and granted with modifications
ASKED_AS = "application/timestamp-query"


def question(data: bytes) -> bytes:
    """A request for a token over *data*, which itself stays here; in DER."""
    builder = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True)
    return builder.cert_request(cert_request=True).build().as_bytes()


def answered(answer: bytes, data: bytes) -> None:
    """Raises ParseError where *answer* is no granted token over *data*."""
    if _status(answer) not in GRANTED:
        raise ParseError("the authority of time gave no timestamp", hint="ask it why; another one may be configured")
    if sha256(data).digest() not in answer:
        raise ParseError("the authority of time stamped something else", hint="do not rely on it")


def vouched(answer: bytes, data: bytes, authorities: bytes) -> str | None:
    """Empty where the roots in *authorities* (PEM) vouch for the token over *data*, else why not; None where we cannot
    tell: some authorities order their certificates as DER forbids, which openssl forgives and our library does not."""
    try:
        token = decode_timestamp_response(answer)
    except ValueError:
        return None if _status(answer) in GRANTED and sha256(data).digest() in answer else "it is no timestamp of this"
    try:
        builder = VerifierBuilder()
        for root in x509.load_pem_x509_certificates(authorities):
            builder = builder.add_root_certificate(root)
        builder.build().verify_message(token, data)
    except (VerificationError, ValueError) as error:
        return str(error) or type(error).__name__
    return ""


def _status(answer: bytes) -> int | None:
    """The PKIStatus at the head of a TimeStampResp; None where there is none. Source: RFC 3161, 2.4.2."""
    outer = _inside(answer, 0x30)
    info = _inside(outer, 0x30) if outer else None
    status = _inside(info, 0x02) if info else None
    return int.from_bytes(status[:1], "big") if status else None


def _inside(der: bytes, tag: int) -> bytes | None:
    """What the first element of *der* holds, if it has that *tag*."""
    if len(der) < 2 or der[0] != tag:
        return None
    if der[1] < 0x80:
        return der[2 : 2 + der[1]]
    size = der[1] & 0x7F
    length = int.from_bytes(der[2 : 2 + size], "big")
    return der[2 + size : 2 + size + length]
