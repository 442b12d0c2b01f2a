"""Words, folding and likeness: one way of seeing text, shared by matching, scoring and fingerprints."""

from monitor.text.changes import Drift, drift
from monitor.text.disguise import undisguise
from monitor.text.folding import INVISIBLE, Folded, Word, clean, cut, fold, one_line, words
from monitor.text.likeness import alike, landmarks, sketch

__all__ = [
    "INVISIBLE",
    "Drift",
    "Folded",
    "Word",
    "alike",
    "clean",
    "cut",
    "drift",
    "fold",
    "landmarks",
    "one_line",
    "sketch",
    "undisguise",
    "words",
]
