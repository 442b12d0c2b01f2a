"""What is usual for a brand: how much is said at this hour of this weekday, and how much of it is negative."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

HOUR, DAY, WEEK = 3600, 86400, 7 * 86400
THURSDAY = 3  # the weekday of 1 January 1970, from Monday
SLOTS = 7 * 24
FADE = 0.5 ** (1 / (21 * 24))  # an hour later, in a half-life of 21 days
LEVEL_FADE = 0.5 ** (1 / (7 * 24))  # a brand that doubles is soon believed to have doubled
MOOD_FADE = 0.5 ** (1 / 8)  # the share of today
PSEUDO_DAYS = 3.0
PSEUDO_WEEKS = 2.0
SHARE, PSEUDO_MENTIONS = 0.2, 10.0
MOOD_PSEUDO = 60.0
LEVEL_PSEUDO = 20.0
COMMON = (0.75, 0.2, 0.05)  # criticism, insults and accusations among complaints, until the brand's own are known
PSEUDO_WEIGHTS = 20.0
LITTLE = 0.25  # of what is known now
FACES_FADE = 0.5 ** (1 / (3 * 24))  # newcomers get fewer from day to day while a brand's public gets known
STRANGERS, PSEUDO_FACES = 0.9, 10.0
FEWEST, MOST = 0.05, 0.995  # are newcomers


def slot(at: int) -> int:
    """The hour of the week, from Monday 0:00 UTC."""
    return (at // HOUR + 24 * THURSDAY) % SLOTS


@dataclass(slots=True)
class Habits:
    """Sums that fade with age. *said* and *known* are voices and hours by slot; *lately* what was said and what was
    expected, fading faster; *share* the negatives, the others, and what the negatives weigh, insults and accusations of
    them; *mood* negatives and others of the last hours; *faces* the authors who were new and known, of the
    negatives and of the others."""

    said: array[float] = field(default_factory=lambda: array("d", [0.0]) * SLOTS)
    known: array[float] = field(default_factory=lambda: array("d", [0.0]) * SLOTS)
    sums: array[float] = field(
        default_factory=lambda: array("d", [0.0]) * (SLOTS + 1)
    )  # of the profile, from Monday on
    lately: list[float] = field(default_factory=lambda: [0.0, 0.0])
    share: list[float] = field(default_factory=lambda: [0.0] * 5)
    mood: list[float] = field(default_factory=lambda: [0.0, 0.0])
    faces: list[float] = field(default_factory=lambda: [0.0] * 4)
    past: list[list[float]] = field(default_factory=list)  # level, share and knowledge at the end of each of 8 days

    # ------------------------------------------------------------------ asked

    def between(self, start: float, end: float) -> float:
        """Voices expected between both, at the level of now."""
        return self.level * (self._until(end) - self._until(start))

    def _until(self, at: float) -> float:
        hours = at / HOUR + 24 * THURSDAY
        weeks, rest = divmod(hours, SLOTS)
        whole = int(rest)
        return weeks * self.sums[SLOTS] + self.sums[whole] + (rest - whole) * (self.sums[whole + 1] - self.sums[whole])

    @property
    def level(self) -> float:
        """What the last week makes of the profile."""
        return (self.lately[0] + LEVEL_PSEUDO) / (self.lately[1] + LEVEL_PSEUDO)

    @property
    def usual_share(self) -> float:
        return (self.share[0] + SHARE * PSEUDO_MENTIONS) / (self.share[0] + self.share[1] + PSEUDO_MENTIONS)

    @property
    def share_now(self) -> float:
        """The usual share, as the last hours bend it: half of the way at most, for half of a mood is gone before it
        is known."""
        told, others = self.mood
        usual = MOOD_PSEUDO + told + others
        return (told + usual * self.usual_share) / (told + others + usual)

    @property
    def weight(self) -> float:
        """Of a negative."""
        return (self.share[2] + PSEUDO_WEIGHTS) / (self.share[0] + PSEUDO_WEIGHTS)

    @property
    def grave(self) -> tuple[float, float, float]:
        """Usual shares of criticism, insults and accusations among complaints."""
        _, _, weight, insults, accusations = self.share
        heard = max(0.0, weight - insults - accusations), insults, accusations
        plain, insults, accusations = (w + PSEUDO_WEIGHTS * share for w, share in zip(heard, COMMON, strict=True))
        total = plain + insults + accusations
        return plain / total, insults / total, accusations / total

    @property
    def newcomers(self) -> float:
        """Their usual share among those who do not complain."""
        return min(MOST, max(FEWEST, _mixed(self.faces[2], self.faces[3], STRANGERS)))

    def strangers(self, new: float, known: float) -> float:
        """The usual share of newcomers among those who complain, given how many among the others are *new* and how many
        *known*: an event brings both kinds of newcomers."""
        strangers, regulars, new_others, known_others = self.faces
        usually = _mixed(new_others, known_others, STRANGERS)
        among = _mixed(strangers, regulars, usually)
        lift = (1 - _mixed(new, known, usually)) / (1 - usually)
        return min(MOST, max(FEWEST, 1 - (1 - among) * min(1.0, lift)))

    @property
    def daily(self) -> float:
        """Voices a day."""
        return self._rate() / 7

    def before(self, days: int) -> tuple[float, float, float]:
        """Level, relative to now, share, and how many mentions had taught it, so many days ago: a slow fire is not
        measured by its own heat. Where much more is known now, the knowledge of then is none."""
        level, share, known = self.past[-days] if len(self.past) >= days else (0.0, 0.0, 0.0)
        if known <= LITTLE * (self.share[0] + self.share[1]):
            return 1.0, self.usual_share, 0.0
        return level / self._rate(), share, known

    def _rate(self) -> float:
        return self.level * self.sums[SLOTS]

    # ------------------------------------------------------------------ taught

    def learn(self, at: int, counts: Sequence[float], bar: float) -> None:
        """The hour that began *at*, in which so much was counted as *share* has places; no more than *bar* voices of it
        are believed."""
        here = slot(at)
        expected = self.sums[here + 1] - self.sums[here]
        total = counts[0] + counts[1]
        cut = min(1.0, bar / total) if total else 1.0
        self.said[here] += total * cut
        self.known[here] += 1
        self.lately[0] += total * cut
        self.lately[1] += expected
        for place, count in enumerate(counts):
            self.share[place] += count * cut

    def meet(self, faces: Sequence[int]) -> None:
        """Authors of an hour, as *faces* has places."""
        self.faces = [sum(pair) for pair in zip(self.faces, faces, strict=True)]

    def feel(self, told: float, others: float) -> None:
        self.mood[0] += told
        self.mood[1] += others

    def fade(self) -> None:
        """An hour has passed."""
        self.mood = [MOOD_FADE * count for count in self.mood]
        self.lately = [LEVEL_FADE * count for count in self.lately]
        self.faces = [FACES_FADE * count for count in self.faces]

    def rest(self) -> None:
        """A day has passed: what fades slowly fades, and the profile is drawn anew."""
        fade = FADE**24
        self.said = array("d", [fade * count for count in self.said])
        self.known = array("d", [fade * count for count in self.known])
        self.share = [fade * count for count in self.share]
        self.draw()
        self.past = [*self.past[-7:], [self._rate(), self.usual_share, self.share[0] + self.share[1]]]

    def draw(self) -> None:
        rates = profile(self.said, self.known)
        total = 0.0
        for place, rate in enumerate(rates):
            self.sums[place] = total
            total += rate
        self.sums[SLOTS] = total


def _mixed(new: float, known: float, usual: float) -> float:
    """The share of the new, shrunk to the *usual*."""
    return (new + PSEUDO_FACES * usual) / (new + known + PSEUDO_FACES)


def profile(said: Sequence[float], known: Sequence[float]) -> list[float]:
    """Voices an hour by slot: level x hour x kind of day x weekday, each shrunk to the one before. Half a mention is
    added to everything said, because a brand of which nobody spoke yet is not one of which nobody can."""
    level = (sum(said) + 0.5) / max(1.0, sum(known))
    prior = max(2.0, PSEUDO_DAYS * level)
    daily = _daily(said, known, level, prior)
    weekly = max(4.0, PSEUDO_WEEKS * level)
    rates = []
    for first, last in ((0, 120), (120, SLOTS)):
        kind = [
            _shrunk(sum(said[first + hour : last : 24]), sum(known[first + hour : last : 24]), daily[hour], prior)
            for hour in range(24)
        ]
        rates += [_shrunk(said[place], known[place], kind[place % 24], weekly) for place in range(first, last)]
    return rates


def _daily(said: Sequence[float], known: Sequence[float], level: float, prior: float) -> list[float]:
    """By the hour of the day, with half an ear for its neighbours."""
    heard, expected = (_blurred([sum(counts[hour::24]) for hour in range(24)]) for counts in (said, known))
    return [_shrunk(heard[hour], expected[hour], level, prior) for hour in range(24)]


def _blurred(hours: Sequence[float]) -> list[float]:
    return [hours[hour - 1] / 4 + hours[hour] / 2 + hours[(hour + 1) % 24] / 4 for hour in range(24)]


def _shrunk(heard: float, known: float, rate: float, prior: float) -> float:
    """A rate, as so many counts in so many hours bend it that weigh against a *prior*."""
    return rate * (heard + prior) / (known * rate + prior)
