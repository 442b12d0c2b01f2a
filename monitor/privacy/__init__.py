"""The right to be forgotten, and what is kept instead of a name: keyed hashes that nobody can turn back."""

from monitor.privacy.pseudonyms import Pseudonyms, pseudonyms_at
from monitor.privacy.register import Practice, document

__all__ = ["Practice", "Pseudonyms", "document", "pseudonyms_at"]
