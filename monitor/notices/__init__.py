"""Letters filled from evidence: every sentence is a template or a quotation, and whoever signs may change all of it.

An aid, not legal advice.
"""

from monitor.notices.follow import STATES, Kind, following, next_states
from monitor.notices.letters import Facts, answer_in, letter

__all__ = ["STATES", "Facts", "Kind", "answer_in", "following", "letter", "next_states"]
