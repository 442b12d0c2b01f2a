"""Any other service that apprise knows, a hundred of them, as plain text."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from apprise import Apprise, NotifyFormat, NotifyType
from apprise.plugins.base import NotifyBase
from apprise.plugins.custom_form import NotifyForm
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.custom_xml import NotifyXML
from apprise.result import AppriseResult, AppriseResultStatus

from monitor.errors import NotifyError
from monitor.model import Target
from monitor.notify import address, escape, failure
from monitor.notify.message import compose, plain
from monitor.notify.parcel import Parcel

_HINT = "see https://appriseit.com/services/ for what an apprise address looks like"
_TYPES = {
    "crisis": NotifyType.FAILURE,
    "warning": NotifyType.WARNING,
    "calm": NotifyType.SUCCESS,
    "test": NotifyType.INFO,
    "digest": NotifyType.INFO,
}
# Where a service of apprise takes a key: PagerDuty, Squadcast, iLert, incident.io, GoAlert, FireHydrant; Opsgenie.
_KEYS = ("dedup", "alias")
# apprise tells why it failed in words only; this is how nearly all of its services end them.
_STATUS = re.compile(r"\berror=(\d{3})\b")


@dataclass(frozen=True, slots=True)
class Anywhere:
    """*timeout*: seconds for the whole call."""

    timeout: float = 20.0

    def check(self, target: Target) -> None:
        address.service(target, _HINT)

    def payload(self, parcel: Parcel) -> dict[str, object]:
        message = compose(parcel.told, parcel.target, link=parcel.link, repeat=parcel.repeat)
        title, _, body = plain(message, escape.markdown).partition("\n")
        return {"title": title, "body": body, "notify_type": _TYPES[message.tone].value}

    async def send(self, parcel: Parcel) -> str:
        app = Apprise(asset=address.asset())
        app.add(keyed(parcel))
        body = self.payload(parcel)
        await asyncio.to_thread(parcel.begun)
        # Without body_format apprise lets the markup of a mention through.
        with await app.async_notify(**body, body_format=NotifyFormat.TEXT, timeout=self.timeout) as result:
            if not result:
                raise _failed(parcel.target, result)
            return f"apprise {result.results[0].name}"


def keyed(parcel: Parcel) -> NotifyBase:
    """The service, which knows the message by its key where it has a place for one: a repeat rings nobody. A key that
    stands in the address is kept."""
    service, key = address.service(parcel.target, _HINT), parcel.key
    for place in _KEYS:
        if getattr(service, place, "") is None:
            setattr(service, place, key)
    if isinstance(service, NotifyJSON | NotifyXML | NotifyForm):
        service.headers.setdefault("Idempotency-Key", key)
    return service


def _failed(target: Target, result: AppriseResult) -> NotifyError:
    if result.status is AppriseResultStatus.TIMEOUT:
        return failure.unreachable(target, TimeoutError())
    statuses = [int(found[1]) for entry in result.logs() if (found := _STATUS.search(entry.message))]
    if statuses:
        return failure.refused(target, statuses[-1])
    return NotifyError(f"target {target.name}: the service did not take the message", retry=True)
