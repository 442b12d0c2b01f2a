"""The one hand that writes, when somebody thinks better of it."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.diary import GATHERING, Diary
from monitor.errors import StoreError
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


async def test_what_takes_all_of_a_group_back_is_nobody_else_s_and_nothing_is_written_twice(tmp_path: Path) -> None:
    """SQLite ends the whole transaction where a disk fails, or a statement is stopped."""
    with closing(Store(tmp_path / "vigie.db", now=NOW)) as store:
        source, diary = store.sources.adopt("blog", "feed", NOW).id, Diary(store)

        def spend() -> None:
            store.sources.charge(source, 5, NOW)

        def break_off() -> None:
            store.db.conn.set_progress_handler(lambda: 1, 1)
            try:
                store.db.execute("UPDATE spend SET amount = 0")
            finally:
                store.db.conn.set_progress_handler(None, 1)

        done = await asyncio.gather(*map(diary.write, (spend, break_off, spend)), return_exceptions=True)
        diary.shutdown()
        spent = store.sources.spent(source, NOW)

    assert [type(each) for each in done] == [type(None), StoreError, type(None)]
    assert spent == 10
