"""Sources that do to their process what a hostile answer might."""

from __future__ import annotations

import os
from dataclasses import dataclass

from monitor.model import Item, Page, Reply, Request

WORDS = "Valmy nous a volés, le service est nul. "


@dataclass(frozen=True, slots=True)
class Plug:
    """Does what *deed* says instead of reading."""

    deed: str

    def request(self, cursor: str) -> Request:
        return Request("https://plug.example")

    def parse(self, reply: Reply, cursor: str) -> Page:
        match self.deed:
            case "die":
                os._exit(1)
            case "hang":
                while True:
                    pass
            case "swell":
                return Page((Item("x" * (8 << 30)),))
            case "talk":
                return Page(tuple(Item(str(n), text=f"{n} {WORDS * 300}") for n in range(1_000)))
            case "doubt":
                return Page((Item("1", title="Valmy zeppelin xylophone"),))
        return Page((Item("1", title="Valmy is fine"),))
