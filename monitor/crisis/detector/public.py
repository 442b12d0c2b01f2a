"""A brand's public: who was heard in the last weeks, in a few kilobytes; of a large one, a sample."""

from __future__ import annotations

from dataclasses import dataclass, field

DAY = 86400
GENERATIONS, YOUNG = 8, 4  # who was heard in the last few is not written down again
FEWEST_CELLS, MOST_CELLS = 512, 8192  # powers of two
FULL = 0.25  # of the cells: then four of them are marked by chance for one stranger in 256
SOON, LATE = 3 * DAY, 14 * DAY  # a generation that is full before is followed by larger ones; none lasts longer
RECENT = tuple(sum(1 << (turn - age) % GENERATIONS for age in range(YOUNG)) for turn in range(GENERATIONS))
RAREST = 1 << 12  # at least one author in so many is followed
ALL, MIX = (1 << 64) - 1, 0x9E3779B97F4A7C15  # 2**64 over the golden ratio: neighbours are scattered


@dataclass(slots=True)
class Public:
    """A Bloom filter of eight generations: each author marks four *cells*, in the bit of the generation of now, whose
    number is *turn*, that began at *since* and has marked *held* cells; the oldest is forgotten when it is full. So
    that it takes days to be so, there are more cells, and where there are enough, one author in *every* is followed."""

    since: int = 0
    cells: bytearray = field(default_factory=lambda: bytearray(FEWEST_CELLS))
    turn: int = 0
    every: int = 1
    held: int = 0

    def meet(self, author: int, now: int, learn: bool = True) -> bool | None:
        """Whether *author*, a number of 32 bits, was heard before; None where it is not followed. Who is met without
        being learned is a stranger the next time as well."""
        mixed = author * MIX & ALL
        if mixed >> 52 & (self.every - 1):
            return None
        cells = self.cells
        last = len(cells) - 1
        places = mixed & last, mixed >> 13 & last, mixed >> 26 & last, mixed >> 39 & last
        seen = cells[places[0]] & cells[places[1]] & cells[places[2]] & cells[places[3]]
        if learn and not seen & RECENT[self.turn]:
            self._write(places)
        if self.held >= FULL * len(cells) or now - self.since >= LATE:
            self._turn(now)
        return seen != 0

    def _write(self, places: tuple[int, ...]) -> None:
        mark = 1 << self.turn
        for place in places:
            if not self.cells[place] & mark:
                self.cells[place] |= mark
                self.held += 1

    def _turn(self, now: int) -> None:
        """Begin a generation, of another size where this one was full too soon, or was not half full."""
        if now - self.since >= SOON:
            while self.every > 1 and self.held <= FULL * len(self.cells) / 2:
                self.every, self.held = self.every // 2, self.held * 2
        elif len(self.cells) < MOST_CELLS:
            self.cells *= 2  # who is known in the half is known in both
        elif self.every < RAREST:
            self.every *= 2
        self.turn = (self.turn + 1) % GENERATIONS
        self.cells = self.cells.translate(bytes(cell & ~(1 << self.turn) for cell in range(256)))
        self.since, self.held = now, 0
