"""What is due again before its last poll has quite ended is asked a moment later, not when its lease runs out."""

from __future__ import annotations

from pathlib import Path

from monitor import config as configuration
from monitor.daemon import Daemon, utcnow
from tests.site import Site


async def test_a_source_that_is_due_again_while_its_poll_ends_is_asked_soon(config: Path, place: Site) -> None:
    watch = Daemon(configuration.load(config, {}), config, {})
    try:
        watch.pipeline.begin(utcnow())
        (blog,) = watch.store.sources.all()
        watch.polling.turns.join(blog, "host")
        assert [*watch.polling.turns.next()] == [blog], "it is being asked"
        await watch.polling.send_out()  # and its poll was written down already: it is due
        watch.polling.turns.end(blog)

        await watch.polling.send_out()

        assert blog.name in watch.polling.turns.asking
    finally:
        for task in watch.tasks.under_way:
            task.cancel()
        await watch.close()
