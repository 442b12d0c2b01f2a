"""The one hand that writes, when somebody thinks better of it."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.diary import GATHERING, Diary
from monitor.store import Store

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


async def test_what_was_to_be_written_when_it_was_shut_makes_no_noise(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    with closing(Store(tmp_path / "vigie.db", now=NOW)) as store:
        diary = Diary(store)
        writing = asyncio.ensure_future(diary.write(lambda: 1))
        await asyncio.sleep(0)
        writing.cancel()
        diary.shutdown()
        await asyncio.sleep(GATHERING * 3)

    assert told == []
