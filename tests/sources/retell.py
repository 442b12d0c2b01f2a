"""Writes what a saved answer means beside it, to be read and believed by a person:

    python -m tests.sources.retell tests/sources/golden/KIND/NAME

`NAME.py` must already say the SOURCE that reads it. Look at every line of the PAGE that this adds: a golden pair is
worth what somebody has looked at.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.sources.saved import golden

_NOUNS = ("Item", "Page", "Rating", "Request", "Rights")


def told(value: Any) -> str:
    """*value* as Python, without the fields that are as they always are."""
    if is_dataclass(value):
        given = ((each, getattr(value, each.name)) for each in fields(value))
        said = (f"{each.name}={told(v)}" for each, v in given if each.default is MISSING or v != each.default)
        return f"{type(value).__name__}({', '.join(said)})"
    if isinstance(value, tuple):
        return f"({''.join(f'{told(each)},' for each in value)})"
    if isinstance(value, datetime):
        return repr(value).replace("datetime.datetime", "datetime").replace("datetime.timezone.utc", "UTC")
    return repr(value).replace("datetime.timedelta", "timedelta")


def main(path: Path) -> None:
    beside = Path(f"{path}.py")
    head = beside.read_text().partition("\nPAGE = ")[0].rstrip()
    body = told(golden(path).read())
    needed = [noun for noun in _NOUNS if f"{noun}(" in body + head]
    times = [name for name in ("UTC", "datetime", "timedelta") if name in body + head]
    imports = f"from datetime import {', '.join(times)}\n\n" if times else ""
    known = ("from datetime", "from monitor.model")
    kept = "\n".join(line for line in head.splitlines() if not line.startswith(known))
    beside.write_text(f"{imports}from monitor.model import {', '.join(needed)}\n{kept}\nPAGE = {body}\n")
    subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "I", "--fix", "--quiet", str(beside)], check=True
    )
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(beside)], check=True)


if __name__ == "__main__":
    for each in sys.argv[1:]:
        main(Path(each))
