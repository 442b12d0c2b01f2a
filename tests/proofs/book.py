"""docs/proofs.md, written by the proofs themselves: each figure as it was seen, with the command that shows it."""

from __future__ import annotations

import re
from pathlib import Path

BOOK = Path(__file__).parents[2] / "docs" / "proofs.md"

# What a line of figures begins with, and how it is seen again.
COMMANDS = {
    "hostile": "make proof-hostile",
    "crash": "VIGIE_KILLS={0} make proof-crash",
    "power": "VIGIE_CUTS={0} make proof-power",
    "faults, damaged diary": "VIGIE_BREACHES={0} make proof-faults",
    "faults, diary locked": "VIGIE_LOCKED={0} make proof-faults",
    "faults": "make proof-faults",
    "mutated feeds": "VIGIE_CORPUS=... VIGIE_MUTATED={0} make proof-feeds",
    "corpus": "VIGIE_CORPUS=... make proof-feeds",
    "soak": "VIGIE_DAYS={0} VIGIE_SECONDS={1} make proof-soak",
}
# What a proof has drawn, and what it shows.
PICTURES = {
    "soak": (("soak-memory.svg", "Memory during the soak"), ("soak-held.svg", "Open descriptors during the soak")),
}
# Where it has written down each part of what it saw.
TABLES = {"crash": ("proofs/kills.tsv", "The kills, world by world")}
_FOLDERS = re.compile(r"(?<!\S)/(?:[^\s/]+/)+")  # where somebody's machine keeps a file is nobody's business
HEAD = """# Proofs

What is promised, and what was seen when it was tried. The proofs write this page themselves; whoever doubts a line runs
its command. Everything runs on one machine alone, and talks to its loopback only.

| proof | command | what was seen | when, and where |
|---|---|---|---|
"""


def entry(line: str, when: str) -> tuple[str, str]:
    """The proof that a line of figures is of, and its row; nothing where no command is known."""
    name, _, told = line.partition(": ")
    kind = next((each for each in COMMANDS if name.startswith(each)), "")
    counts = re.findall(r"\d+(?:\.\d+)?", told)
    command = COMMANDS.get(kind, "").format(*counts, "", "")
    told = _FOLDERS.sub("", told)
    return name, f"| {name} | `{command}` | {told.replace('|', '¦')} | {when} |" if command else ""


def written(page: str, lines: list[str], when: str) -> str:
    """*page* with the rows of *lines*; those of other proofs stay as they were."""
    rows = {row.split("|")[1].strip(): row for row in page.splitlines() if row.startswith("| ") and "`" in row}
    rows |= {name: row for name, row in (entry(line, when) for line in lines) if row}
    order = list(COMMANDS)
    ranked = sorted(rows, key=lambda name: (next(i for i, each in enumerate(order) if name.startswith(each)), name))
    drawn = [picture for name in ranked for picture in PICTURES.get(name, ())]
    kept = [TABLES[name] for name in ranked if name in TABLES]
    tables = "".join(f"\n[{told}]({file})\n" for file, told in kept)
    shown = "".join(f"\n![{told}](pictures/{file})\n" for file, told in drawn)
    return HEAD + "".join(f"{rows[name]}\n" for name in ranked) + tables + shown
