"""The real daemon, for which days pass in minutes: `python -m tests.proofs.hurried CONFIG SPEED`.

Only what is due hurries: what a server, a reader or a disk may take is counted in real seconds, as ever.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

from monitor import config, journal, web
from monitor.cli.watching import Gravity, Style
from monitor.daemon import Daemon

DAY = 86_400.0


async def watch(path: Path, speed: float) -> int:
    believed = config.load(path, os.environ)
    start, began = datetime.now(UTC), monotonic()

    def passed() -> float:
        return (monotonic() - began) * speed

    def clock() -> datetime:
        return start + timedelta(seconds=passed())

    sock = web.listen(believed.web.host, believed.web.port)
    daemon = Daemon(believed, path, os.environ, beside=partial(web.serve, sock, print), clock=clock, steady=passed)
    daemon.rounds.every(DAY / speed, daemon.upkeep.forget, "retention")  # else due at a real hour
    return await daemon.run()


if __name__ == "__main__":
    journal.open_journal(Style.TEXT, Gravity.WARNING)
    sys.exit(asyncio.run(watch(Path(sys.argv[1]), float(sys.argv[2]))))
