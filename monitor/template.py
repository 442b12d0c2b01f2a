"""What every reading process is a copy of: importing this loads once what all of them need, and nobody's answer."""

import gc
import signal

from monitor.workers import warm

signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it leaves with the daemon, which lets what is being read end
warm()
gc.collect()
gc.freeze()  # what copies share stays shared: their collectors need not look at it
