"""One line for each event: for a terminal, for journald, or as JSON. Never the words of a mention, never a secret."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import IO

from monitor.text import one_line

_log = logging.getLogger("vigie")
_PRIORITY = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


class _Lines(logging.Formatter):
    """`event key=value ...`, after the time on a terminal, after the priority for journald."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self.style = style

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = getattr(record, "fields", {})
        at = datetime.fromtimestamp(record.created, UTC)
        if self.style == "json":
            head = {"at": at.isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
            plain = {key: _plain(value) for key, value in fields.items()}
            return json.dumps(head | {"event": record.getMessage()} | plain, ensure_ascii=False)
        told = " ".join([record.getMessage(), *(f"{key}={_value(value)}" for key, value in fields.items())])
        if self.style == "journald":
            return f"<{_PRIORITY.get(record.levelno, 6)}>{told}"
        return f"{at:%H:%M:%S} {record.levelname.lower():7} {told}"


def _plain(value: object) -> object:
    """What JSON has a word for; all else as words on one line."""
    return value if value is None or isinstance(value, int | float) else one_line(str(value))


def _value(value: object) -> str:
    text = one_line(str(value))
    return json.dumps(text, ensure_ascii=False) if not text or any(c in text for c in ' "=') else text


def open_journal(style: str, level: str, stream: IO[str] | None = None) -> None:
    """Write to *stream* (standard error) as *style*: text, journald or json."""
    logging.raiseExceptions = False  # a full disk behind standard error must not stop the watch
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Lines(style))
    _log.handlers[:] = [handler]
    _log.setLevel(level.upper())
    _log.propagate = False


def note(event: str, **fields: object) -> None:
    _log.info(event, extra={"fields": fields})


def warn(event: str, **fields: object) -> None:
    _log.warning(event, extra={"fields": fields})


def fail(event: str, **fields: object) -> None:
    _log.error(event, extra={"fields": fields})


def detail(event: str, **fields: object) -> None:
    _log.debug(event, extra={"fields": fields})
