"""The same for programs: mentions, acts and feeds, under /api/v1."""
