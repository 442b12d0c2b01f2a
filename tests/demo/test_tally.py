from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.demo.desk import CHAT, MAIL, Received
from monitor.demo.story import BRAND, START
from monitor.demo.tally import Tally, promises
from monitor.model import (
    Alert,
    AlertKind,
    Delivery,
    DeliveryState,
    Figures,
    Incident,
    IncidentState,
    Item,
    Level,
    Mention,
    Score,
    Target,
    Verdict,
)
from monitor.poll import Polled

TARGETS = (
    Target("equipe", "slack", "http://x", level=Level.WARNING),
    Target("direction", "email", "mailto://x", level=Level.CRISIS),
)
CRISIS_AT = START + timedelta(hours=48)
FIGURES = Figures(timedelta(hours=1), 12, 1.0, 0.0, 2.0, 14, 0.1, 12, 3)


def _alert(kind: AlertKind, number: int, hours: float, incident: int = 1, level: Level = Level.CRISIS) -> Alert:
    at = START + timedelta(hours=hours)
    verdict = Verdict(BRAND, at, level, "unusual", FIGURES)
    life = Incident(BRAND, IncidentState.OPEN, level, at, at, verdict, 12, id=incident)
    return Alert(kind, at, life, verdict, number=number)


def _told(alert: Alert, target: str, state: DeliveryState = DeliveryState.SENT, attempts: int = 1) -> Delivery:
    return Delivery(alert, target, state, attempts, alert.at)


OPENED, RESOLVED = _alert(AlertKind.OPENED, 1, 50), _alert(AlertKind.RESOLVED, 2, 58)
HAPPY = Tally(
    alerts=[OPENED, RESOLVED],
    deliveries=[
        _told(OPENED, "equipe", DeliveryState.WAITING),
        _told(OPENED, "direction"),
        _told(OPENED, "equipe", attempts=2),
        _told(RESOLVED, "equipe"),
        _told(RESOLVED, "direction"),
    ],
)
RECEIVED = [Received(MAIL), Received(CHAT), Received(CHAT), Received(MAIL)]


def _broken(tally: Tally, received: list[Received]) -> set[str]:
    return {name for name, held in promises(tally, TARGETS, received, CRISIS_AT).items() if not held}


def test_a_crisis_told_once_and_resolved_keeps_every_promise() -> None:
    assert _broken(HAPPY, RECEIVED) == set()


def test_three_quiet_days_are_no_demonstration() -> None:
    assert _broken(Tally(), []) == {"opened_one", "told_once", "resolved_all"}


@pytest.mark.parametrize(
    ("tally", "received", "broken"),
    [
        (replace(HAPPY, alerts=[OPENED]), RECEIVED, {"resolved_all"}),
        (HAPPY, [*RECEIVED, Received(CHAT)], {"told_once"}),
        (HAPPY, RECEIVED[:-1], {"told_once"}),
        (replace(HAPPY, deliveries=HAPPY.deliveries[:-1]), RECEIVED, {"told_once"}),
        (
            replace(HAPPY, deliveries=[*HAPPY.deliveries, _told(RESOLVED, "equipe")]),
            [*RECEIVED, Received(CHAT)],
            {"told_once"},
        ),
        (
            replace(HAPPY, alerts=[_alert(AlertKind.OPENED, 1, 30), OPENED, RESOLVED]),
            RECEIVED,
            {"launch_silent"},
        ),
        (
            replace(HAPPY, alerts=[OPENED, _alert(AlertKind.OPENED, 1, 51, incident=2), RESOLVED]),
            RECEIVED,
            {"opened_one", "resolved_all"},
        ),
    ],
    ids=["unresolved", "told twice", "lost on the way", "untold", "sent twice", "woken by the launch", "two crises"],
)
def test_a_broken_promise_is_named(tally: Tally, received: list[Received], broken: set[str]) -> None:
    assert broken <= _broken(tally, received)


def test_mentions_are_counted_by_what_they_are() -> None:
    insult = Mention(
        Item("1"), BRAND, "avis", START, sentiment=Score(-1, "negative"), insult=Score(0.6, "possible", 0.5)
    )
    tally = Tally()
    tally.polled(Polled("avis", START, 200, mentions=(insult, replace(insult, insult=Score()))))
    tally.polled(Polled("avis", START, 304, unchanged=True))
    tally.polled(Polled("forum", START, 503, error="the server answered 503"))

    assert (tally.polls, tally.unchanged, tally.failed) == (3, 1, 1)
    assert tally.mentions == {"all": 2, "negative": 2, "insults": 1}
