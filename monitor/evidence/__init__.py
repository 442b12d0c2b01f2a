"""Evidence that stands: what is captured, how it is sealed, packed, and verified without us.

An aid, not legal advice.
"""
