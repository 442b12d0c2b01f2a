"""Words, folding and likeness: one way of seeing text, shared by matching, scoring and fingerprints."""

from monitor.text.changes import Drift, drift
from monitor.text.disguise import undisguise, undisguised, wavers
from monitor.text.folding import INVISIBLE, Columns, Folded, Word, clean, columns, cut, fold, one_line, words
from monitor.text.likeness import alike, landmarks, sketch
from monitor.text.variants import Reading, joins, variants

__all__ = [
    "INVISIBLE",
    "Columns",
    "Drift",
    "Folded",
    "Reading",
    "Word",
    "alike",
    "clean",
    "columns",
    "cut",
    "drift",
    "fold",
    "joins",
    "landmarks",
    "one_line",
    "sketch",
    "undisguise",
    "undisguised",
    "variants",
    "wavers",
    "words",
]
