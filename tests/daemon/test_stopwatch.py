from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tests.daemon.stopwatch import Stopwatch
from tests.daemon.watchman import select_a_moment

SPIN = "import os; os.sched_setaffinity(0, {int(os.environ['WHERE'])})\nwhile True: pass"
IDLE = "import time; time.sleep(60)"


@pytest.mark.process
def test_seconds_that_others_took_do_not_count_and_seconds_of_idleness_do() -> None:
    where = {"WHERE": str(min(os.sched_getaffinity(0))), "PATH": os.environ["PATH"]}
    crowd = [subprocess.Popen([sys.executable, "-c", SPIN], env=where) for _ in range(4)]
    idle = subprocess.Popen([sys.executable, "-c", IDLE])
    watches = [Stopwatch(each.pid) for each in (crowd[0], idle)]
    began = time.monotonic()
    while time.monotonic() < began + 3:
        select_a_moment()
    crowded, alone = (watch.now() / (time.monotonic() - began) for watch in watches)
    for watch in watches:
        watch.stop()
    for process in (*crowd, idle):
        process.kill()
        process.wait()

    assert crowded < 0.6 < alone
