"""What an apprise address means, found out without any network and without a word of it in a log."""

from __future__ import annotations

import logging
import warnings

from apprise import Apprise, AppriseAsset
from apprise.plugins.base import NotifyBase

from monitor.errors import NotifyError
from monitor.model import Target
from monitor.notify import failure

with warnings.catch_warnings():
    # Up to Python 3.12 its mail plug-in warns of a module that it does not need any more.
    warnings.filterwarnings("ignore", "'imghdr' is deprecated", DeprecationWarning)
    from apprise.plugins.email import NotifyEmail as NotifyEmail

# apprise and urllib3 write whole addresses at DEBUG, recipients at WARNING. apprise still hands its warnings to us.
for _name, _level in (("apprise", logging.WARNING), ("urllib3", logging.ERROR)):
    _logger = logging.getLogger(_name)
    _logger.setLevel(_level)
    _logger.addHandler(logging.NullHandler())
    _logger.propagate = False


def asset() -> AppriseAsset:
    return AppriseAsset(app_id="vigie", app_desc="vigie", app_url="", secure_logging=True, http_redirects=False)


def service(target: Target, hint: str) -> NotifyBase:
    """The service behind the address of *target*; NotifyError with *hint* where there is none."""
    found = Apprise.instantiate(target.address, asset=asset())
    if found is None:
        raise failure.misunderstood(target, hint)
    if found.retry:
        message = f"target {target.name}: retry= must not stand in its address"
        raise NotifyError(message, retry=False, hint="vigie tries again by itself, and knows who was already told")
    return found
