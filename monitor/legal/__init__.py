"""The legal desk at work: clocks, evidence and letters brought together, pages looked at again, last days told."""
