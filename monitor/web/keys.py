"""The keys: what each one does, and what somebody made of them.

Single keys can be given another letter or be switched off (WCAG 2.1.4); none is heard while somebody writes.
"""

from __future__ import annotations

from collections.abc import Mapping

# command: (key, what the help says)
KEYS: dict[str, tuple[str, str]] = {
    "next": ("j", "Next mention"),
    "previous": ("k", "Previous mention"),
    "open": ("o", "Open it (also Enter)"),
    "up": ("u", "Back to the list"),
    "select": ("x", "Select it"),
    "assign": ("a", "Assign it to me"),
    "done": ("e", "Done"),
    "irrelevant": ("i", "Irrelevant"),
    "snooze": ("h", "Snooze it"),
    "tag": ("l", "Label it"),
    "note": ("n", "Write a note"),
    "reply": ("r", "Reply, from a template"),
    "negative": ("1", "It is negative"),
    "neutral": ("2", "It is neutral"),
    "positive": ("3", "It is positive"),
    "judge": ("v", "Say what it is"),
    "escalate": ("s", "Hand it over"),
    "mute": ("m", "Mute it"),
    "undo": ("z", "Undo"),
    "copy": ("c", "Copy its link"),
    "search": ("/", "Search"),
    "order": ("t", "Sort the list"),
    "help": ("?", "Show the keys"),
    "fresh": (".", "Show what is new"),
}
# Not remappable: two keys, or with Ctrl.
JUMPS: dict[str, tuple[str, str]] = {
    "g i": ("/inbox", "Inbox"),
    "g a": ("/incidents", "Incidents"),
    "g o": ("/overview", "Overview"),
    "g s": ("/sources", "Sources"),
    "g q": ("/queries", "Queries"),
    "g c": ("/accuracy", "Accuracy"),
    "g m": ("/mutes", "Muted"),
    "g d": ("/deliveries", "Deliveries"),
}
OFF = "off"


def keys_of(wish: str) -> Mapping[str, str]:
    """Each command's key, as *wish* has it (`done=d next=n`); none where it is `off`."""
    if wish == OFF:
        return {}
    named = dict(part.split("=", 1) for part in wish.split() if "=" in part)
    chosen = {command: named.get(command, key) for command, (key, _) in KEYS.items()}
    return {command: key for command, key in chosen.items() if len(key) == 1 and key.isprintable()}


def wrong_keys(wish: str) -> str:
    """The first word of *wish* that cannot be meant; empty where all can."""
    if wish == OFF:
        return ""
    chosen = list(keys_of(wish).values())
    doubled = next((key for key in chosen if chosen.count(key) > 1), "")
    odd = (part for part in wish.split() if part.split("=")[0] not in KEYS or len(part.partition("=")[2]) != 1)
    return next(odd, doubled)
