"""What every reading process is a copy of: importing this loads once what all of them need, and nobody's answer."""

import gc
import signal
import sys
from types import TracebackType

from monitor.workers import warm


def _end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A copy that is made while the daemon leaves no longer finds what it was made for: nobody's fault, and no news."""
    if not issubclass(kind, FileNotFoundError | EOFError):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _end
signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it leaves with the daemon, which lets what is being read end
warm()
gc.collect()
gc.freeze()  # what copies share stays shared: their collectors need not look at it
