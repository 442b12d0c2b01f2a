"""How often somebody may guess a password."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

FREE = 5  # wrong guesses before anybody has to wait
LONGEST = timedelta(minutes=15)
REMEMBERED = 10_000  # names that somebody makes up do not fill the memory


@dataclass
class Throttle:
    """Each wrong guess doubles the wait, for the account and for the address that guesses."""

    wrong: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def wait(self, keys: tuple[str, ...], now: datetime) -> timedelta:
        """How long nobody may guess with one of *keys*; zero where he may now."""
        until = (at + _pause(count) for count, at in (self.wrong[key] for key in keys if key in self.wrong))
        return max((moment - now for moment in until if moment > now), default=timedelta())

    def failed(self, keys: tuple[str, ...], now: datetime) -> None:
        if len(self.wrong) > REMEMBERED:
            self.wrong = {key: each for key, each in self.wrong.items() if now - each[1] < LONGEST}
        for key in keys:
            count, at = self.wrong.get(key, (0, now))
            self.wrong[key] = (1 if now - at > 4 * LONGEST else count + 1, now)

    def passed(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            self.wrong.pop(key, None)


def _pause(count: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(count - FREE, 10)), LONGEST) if count >= FREE else timedelta()
