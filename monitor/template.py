"""What every reading process is a copy of: importing this loads once what all of them need, and nobody's answer."""

import gc

from monitor.workers import warm

warm()
gc.collect()
gc.freeze()  # what copies share stays shared: their collectors need not look at it
