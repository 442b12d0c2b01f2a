"""A way of a third party that keeps what it was given, unless its target is dead."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.errors import NotifyError
from monitor.model import Alert, Digest, Target
from monitor.notify import preview
from monitor.notify.parcel import Parcel


@dataclass
class Post:
    """What arrived; *dead* targets cannot be reached for now, those that are *gone* never again."""

    arrived: list[str] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def take(self) -> list[str]:
        taken, self.arrived = self.arrived, []
        return sorted(taken)


POST = Post()


@dataclass(frozen=True, slots=True)
class Postbox:
    def check(self, target: Target) -> None:
        pass

    def payload(self, parcel: Parcel) -> dict[str, object]:
        return {"text": preview(parcel.told, parcel.target)}

    async def send(self, parcel: Parcel) -> str:
        name = parcel.target.name
        if name in POST.dead | POST.gone:
            raise NotifyError("nobody at home", retry=name in POST.dead)
        assert self.payload(parcel)["text"]
        told = parcel.told
        if isinstance(told, Alert):
            number = f" i{told.incident.id}" if told.incident.id > 1 else ""
            words = f"{told.kind} {told.incident.level.name.lower()}{number}"
        else:
            assert isinstance(told, Digest)
            words = f"digest missed {len(told.missed)}"
        POST.arrived.append(f"{name} {words}" + (" again" if parcel.repeat else ""))
        return f"post {told.key}"
