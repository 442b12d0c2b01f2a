"""Words and folding: one way of seeing text, shared by matching, scoring and fingerprints."""

from monitor.text.disguise import undisguise
from monitor.text.folding import INVISIBLE, Folded, Word, clean, cut, fold, one_line, words

__all__ = ["INVISIBLE", "Folded", "Word", "clean", "cut", "fold", "one_line", "undisguise", "words"]
