"""A scripted three-day story that a newcomer can watch."""
