"""Whose turn it is: a crowd before one host keeps nobody else's source waiting."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.store import SourceState


@dataclass(slots=True)
class Turns:
    """The sources that are being asked, at most *most* of one host, and the lines of those that wait for it."""

    most: int
    asking: dict[str, str] = field(default_factory=dict)  # source: its host
    lines: dict[str, deque[SourceState]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)  # sources that are being asked or in line

    def join(self, state: SourceState, host: str) -> None:
        """Stand in the line of *host*; who is there already, and outlived its lease, does not stand there twice."""
        if state.name not in self.known:
            self.known.add(state.name)
            self.lines.setdefault(host, deque()).append(state)

    def next(self) -> Iterator[SourceState]:
        """Those whose turn it is now. Each is being asked until its `end`."""
        busy = Counter(self.asking.values())
        for host, line in list(self.lines.items()):
            while line and busy[host] < self.most:
                state = line.popleft()
                self.asking[state.name] = host
                busy[host] += 1
                yield state
            if not line:
                del self.lines[host]

    def end(self, state: SourceState) -> None:
        del self.asking[state.name]
        self.known.discard(state.name)

    def disperse(self) -> None:
        """Nobody stands in line any more; who still wants to be asked joins anew."""
        self.lines.clear()
        self.known = set(self.asking)
