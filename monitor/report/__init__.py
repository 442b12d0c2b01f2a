"""Numbers and mentions on their way out: exports that a spreadsheet can open and a program can read."""

from monitor.report.export import FORMATS, export

__all__ = ["FORMATS", "export"]
