"""All that a way is given to tell somebody something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.model import News, Picture, Target


@dataclass(frozen=True, slots=True)
class Parcel:
    """*link* is where it can be dealt with; *repeat*: it may have arrived before a restart; *thread* is the receipt of
    the last message of the same incident to the same target, if there was one; *now* is when it is sent.

    *begin* writes down that it may be heard from now on, *note* a receipt as soon as there is one, both in any thread;
    with a *slip*, a file, the message is to be carried by a process that survives this one, and writes both on it.
    """

    told: News
    target: Target
    link: str = ""
    repeat: bool = False
    thread: str = ""
    picture: Picture | None = None
    now: datetime | None = None
    begin: Callable[[], None] | None = None
    note: Callable[[str], None] | None = None
    slip: Path | None = None

    @property
    def key(self) -> str:
        """The same for every copy of this message, and for no other one, of another diary neither."""
        return f"{self.told.key}-{self.told.at:%Y%m%d%H%M%S}"

    def noting(self, call: Callable[[], str]) -> Callable[[], str]:
        """*call*, whose beginning is written down before it, and its receipt before anybody else hears of it."""

        def noted() -> str:
            self.begun()
            receipt = call()
            if self.note:
                self.note(receipt)
            return receipt

        return noted

    def begun(self) -> None:
        if self.begin:
            self.begin()
