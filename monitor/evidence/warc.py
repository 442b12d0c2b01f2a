"""An exchange with a server as WARC (ISO 28500): the question as it went out, the answer as it came.

The body is stored without its content coding, as the Internet Archive does; the original header stands under another
name. What only a secret opens does not leave us: headers of the question that are not ours to show are withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.model import Reply

SHOWN = frozenset(
    {"accept", "accept-encoding", "connection", "content-type", "host", "if-modified-since", "if-none-match"}
    | {"user-agent"}
)
WITHHELD = "[withheld]"
UNDONE = frozenset({"content-encoding", "transfer-encoding", "content-length"})  # no longer true of the body we have
STAMP = "%Y-%m-%dT%H:%M:%SZ"


def warc(reply: Reply, software: str) -> bytes:
    """The exchange, uncompressed: a warcinfo, a request and a response record."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    at = reply.at.strftime(STAMP)
    writer.write_record(
        writer.create_warcinfo_record("evidence.warc", {"software": software, "format": "WARC File Format 1.1"})
    )
    about = {"WARC-Date": at} | ({"WARC-IP-Address": reply.peer} if reply.peer else {})
    response = _record(writer, reply.url, "response", reply.body, _answer(reply), about)
    request = _record(writer, reply.url, "request", b"", _question(reply), about)
    writer.write_request_response_pair(request, response)
    return out.getvalue()


def _record(writer: Any, url: str, kind: str, body: bytes, headers: StatusAndHeaders, about: Mapping[str, str]) -> Any:
    return writer.create_warc_record(
        url, kind, payload=BytesIO(body), length=len(body), http_headers=headers, warc_headers_dict=dict(about)
    )


def _answer(reply: Reply) -> StatusAndHeaders:
    """Its status and its headers; those that speak of a coding which we have undone are kept under another name."""
    headers = [
        (f"X-Archive-Orig-{name}" if name in UNDONE else name, value) for name, value in _printable(reply.headers)
    ]
    headers.append(("Content-Length", str(len(reply.body))))
    return StatusAndHeaders(f"{reply.status} {_phrase(reply.status)}", headers, protocol="HTTP/1.1")


def _question(reply: Reply) -> StatusAndHeaders:
    parts = urlsplit(reply.url)
    target = parts._replace(scheme="", netloc="").geturl() or "/"
    headers = [
        (name, value if name.lower() in SHOWN else WITHHELD)
        for name, value in _printable(reply.sent)
        if name.lower() != "content-length"
    ]
    verb = "GET" if reply.request.body is None else "POST"
    return StatusAndHeaders(f"{verb} {target} HTTP/1.1", headers, is_http_request=True)


def _printable(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers on one line each, whatever a server sent."""
    return [(name, " ".join(value.split()).encode("utf-8", "replace").decode()) for name, value in headers]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
