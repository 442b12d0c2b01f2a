"""How long the law lets one act: periods as data, each with its citation, and the last day as arithmetic.

An aid, not legal advice.
"""

from monitor.law.clock import Clock, Proof, Told, clocks, earliest
from monitor.law.periods import Count, Ground, Period, Start, countries, periods
from monitor.law.places import country_of

__all__ = [
    "Clock",
    "Count",
    "Ground",
    "Period",
    "Proof",
    "Start",
    "Told",
    "clocks",
    "countries",
    "country_of",
    "earliest",
    "periods",
]
