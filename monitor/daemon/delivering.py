"""What waits in the outbox is told."""

from __future__ import annotations

from monitor import journal
from monitor.daemon.tasks import Surroundings
from monitor.model import Delivery, DeliveryState


class Delivering:
    def __init__(self, around: Surroundings) -> None:
        self.pipeline, self.pulse, self.tasks, self.clock = around

    async def post(self) -> None:
        # Not awaited: one target that hangs must not keep the others from hearing; the outbox keeps each one's order.
        self.tasks.spawn(self._deliver, "deliver")

    async def _deliver(self) -> None:
        """Each target is told the oldest of what waits for it, and then the next: as long as somebody was told."""
        going_on = True
        while going_on and not self.tasks.stopping.is_set():
            going_on = False
            for delivery in await self.pipeline.deliver(self.clock()):
                going_on |= delivery.state is not DeliveryState.WAITING
                self._delivered(delivery)

    def _delivered(self, delivery: Delivery) -> None:
        self.pulse.deliveries[delivery.state] += 1
        self.pulse.delays.delivered(delivery, self.clock())
        told = {"target": delivery.target, "alert": delivery.alert.key, "attempts": delivery.attempts}
        if delivery.error:
            journal.warn("delivery", state=delivery.state, **told, error=delivery.error)
        else:
            journal.note("delivery", state=delivery.state, **told)
