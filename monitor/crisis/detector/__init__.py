"""What is unusual for a brand: online, in constant time, from a state that fits on a few pages."""

from __future__ import annotations

from monitor.crisis.detector.snapshot import dump, load
from monitor.crisis.detector.watch import BAD, FRESH, SHORT, Finding, Watch, begin

__all__ = ["BAD", "FRESH", "SHORT", "Finding", "Watch", "begin", "dump", "load"]
