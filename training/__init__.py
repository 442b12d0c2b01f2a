"""Fits the heads that the wheel carries, from labelled texts that stay where they are."""
