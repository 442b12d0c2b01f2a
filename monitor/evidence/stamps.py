"""Timestamps by authorities of time (RFC 3161): the question, and whether an answer is one to it."""

from __future__ import annotations

from hashlib import sha256

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from monitor.errors import ParseError

ASKED_AS = "application/timestamp-query"


def question(data: bytes) -> bytes:
    """A request for a token over *data*, which itself stays here; in DER."""
    builder = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True)
    return builder.cert_request(cert_request=True).build().as_bytes()


def answered(answer: bytes, data: bytes) -> None:
    """Raises ParseError where *answer* is no granted token over *data*."""
    token = _decoded(answer)
    if token.status not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
        raise ParseError("the authority of time refuses a timestamp", hint="ask it why; another one may be configured")
    if token.tst_info.message_imprint.message != sha256(data).digest():
        raise ParseError("the authority of time stamped something else", hint="do not rely on it")


def vouched(answer: bytes, data: bytes, authorities: bytes) -> str:
    """Empty where the roots in *authorities* (PEM) vouch for the token over *data*, else why not."""
    try:
        builder = VerifierBuilder()
        for root in x509.load_pem_x509_certificates(authorities):
            builder = builder.add_root_certificate(root)
        builder.build().verify_message(_decoded(answer), data)
    except (VerificationError, ParseError, ValueError) as error:
        return str(error) or type(error).__name__
    return ""


def _decoded(answer: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(answer)
    except ValueError as error:
        raise ParseError("what came is no RFC 3161 timestamp", hint="check the authority's address") from error
