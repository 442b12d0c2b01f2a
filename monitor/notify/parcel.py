"""All that a way is given to tell somebody something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model import News, Picture, Target


@dataclass(frozen=True, slots=True)
class Parcel:
    """*link* is where it can be dealt with; *repeat*: it may have arrived before a restart; *thread* is the receipt of
    the last message of the same incident to the same target, if there was one; *now* is when it is sent."""

    told: News
    target: Target
    link: str = ""
    repeat: bool = False
    thread: str = ""
    picture: Picture | None = None
    now: datetime | None = None

    @property
    def key(self) -> str:
        """The same for every copy of this message, and for no other one, of another diary neither."""
        return f"{self.told.key}-{self.told.at:%Y%m%d%H%M%S}"
