"""Queries written for other houses, said in our language, and what of them could not be carried over."""

from monitor.match.importing.dialects import DIALECTS, Dialect
from monitor.match.importing.saying import Imported, Notice, import_query

__all__ = ["DIALECTS", "Dialect", "Imported", "Notice", "import_query"]
