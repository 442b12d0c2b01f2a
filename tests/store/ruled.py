"""How a diary is ruled: its schema as text, whatever way it came to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from monitor.store import schema

PRESENT = Path(schema.__file__).with_name("present.sql")


def written(db: Database) -> str:
    """The schema as SQLite tells it, statement by statement, on one line each; what stands around commas, brackets and
    names is folded, for what was altered has it otherwise than what was made at once."""
    rows = db.query(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'prose_%' AND name NOT LIKE '%sqlite_%'"
        " ORDER BY type, name"
    )
    statements = (" ".join(str(row["sql"]).replace('"', "").split()) for row in rows)
    return "".join(re.sub(r" ?([(),]) ?", r"\1", statement) + ";\n" for statement in statements)


class _Scribe(Database):
    """Writes down every statement that it is given."""

    said: tuple[str, ...] = ()

    def execute(self, sql: str, *parameters: Any) -> Any:
        self.said += (sql,)
        return super().execute(sql, *parameters)


def said() -> Iterator[tuple[str, str]]:
    """Each migration by its name, in order, and all the statements that it gives a file."""
    db = _Scribe(memory=True)
    for migration in schema.migrations._migrations:
        db.said = ()
        migration.fn(db)
        yield migration.name, "\n".join(db.said)
    db.close()
