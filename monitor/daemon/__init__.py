"""When things run: the rounds, the signals, and what systemd is told.

TERM or INT once: no new work, what is under way ends within seconds, exit 0. A second time: at once.
HUP: the configuration is read again and swapped if it is believed; otherwise the old one stays in force.
"""

from monitor.daemon.watch import DELIVER, Daemon, utcnow

__all__ = ["DELIVER", "Daemon", "utcnow"]
