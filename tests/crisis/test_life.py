"""What is told of an incident, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.crisis.life import Policy, step
from monitor.model import Figures, Incident, IncidentState, Level, Verdict
from tests.crisis.timelines import BRAND, DAY

CALM, WARNING, CRISIS = Level
MINUTE = timedelta(minutes=1)


def verdict(minute: int, level: Level, negatives: int = 0, usual: float = 1.0) -> Verdict:
    figures = Figures(timedelta(hours=1), negatives, usual, 0, 3, max(negatives, 1), 0.2, negatives, 1)
    return Verdict(BRAND, DAY + minute * MINUTE, level, "baseline" if level else "", figures)


def live(*verdicts: Verdict, policy: Policy | None = None) -> tuple[Incident | None, list[str]]:
    """The incident at the end, and all news with its minute."""
    incident: Incident | None = None
    news: list[str] = []
    for now in verdicts:
        after = step(incident, now, policy or Policy())
        incident = after.incident
        if after.told:
            news.append(f"{after.told} {(now.at - DAY) // MINUTE}")
    return incident, news


Moment = tuple[int, Level, int]
LIVES: dict[str, tuple[Sequence[Moment], Sequence[str]]] = {
    "nothing": ([(0, CALM, 0), (5, CALM, 2)], []),
    "opens once": ([(0, WARNING, 10), (5, WARNING, 11), (10, WARNING, 12)], ["opened 0"]),
    "a higher level does not wait": ([(0, WARNING, 10), (5, CRISIS, 12)], ["opened 0", "escalated 5"]),
    "a lower level is no news": ([(0, CRISIS, 10), (150, WARNING, 12)], ["opened 0"]),
    "twice as many is no news before two hours": ([(0, CRISIS, 10), (119, CRISIS, 40)], ["opened 0"]),
    "twice as many is news after two hours": ([(0, CRISIS, 10), (120, CRISIS, 20)], ["opened 0", "escalated 120"]),
    "as many as last told is no news": (
        [(0, CRISIS, 10), (120, CRISIS, 20), (240, CRISIS, 39), (360, CRISIS, 40)],
        ["opened 0", "escalated 120", "escalated 360"],
    ),
    "two hours of calm end it": (
        [(0, CRISIS, 10), (60, CALM, 3), (179, CALM, 1), (180, CALM, 0)],
        ["opened 0", "resolved 180"],
    ),
    "a flare starts the calm anew": (
        [(0, CRISIS, 10), (60, CALM, 3), (170, CRISIS, 9), (180, CALM, 3), (299, CALM, 0), (300, CALM, 0)],
        ["opened 0", "resolved 300"],
    ),
    "its end is told once": (
        [(0, CRISIS, 10), (60, CALM, 3), (180, CALM, 0), (185, CALM, 0)],
        ["opened 0", "resolved 180"],
    ),
    "an echo within the cooldown": (
        [(0, CRISIS, 10), (60, CALM, 3), (180, CALM, 0), (539, CRISIS, 19)],
        ["opened 0", "resolved 180"],
    ),
    "a day without an answer is worth a reminder": (
        [(0, CRISIS, 10), (1439, CRISIS, 10), (1440, CRISIS, 10), (1445, CRISIS, 10)],
        ["opened 0", "reminded 1440"],
    ),
    "what lasts ten days is over, whatever the numbers": (
        [(0, CRISIS, 10), (10 * 1440, CRISIS, 10), (10 * 1440 + 5, CRISIS, 10)],
        ["opened 0", "resolved 14400"],
    ),
    "after the cooldown": (
        [(0, CRISIS, 10), (60, CALM, 3), (180, CALM, 0), (540, CRISIS, 10)],
        ["opened 0", "resolved 180", "opened 540"],
    ),
    "twice the last peak does not wait": (
        [(0, CRISIS, 10), (60, CALM, 3), (180, CALM, 0), (240, CRISIS, 20)],
        ["opened 0", "resolved 180", "opened 240"],
    ),
    "a crisis after a warning does not wait": (
        [(0, WARNING, 10), (60, CALM, 3), (180, CALM, 0), (240, CRISIS, 6)],
        ["opened 0", "resolved 180", "opened 240"],
    ),
}


@pytest.mark.parametrize(("moments", "expected"), LIVES.values(), ids=LIVES.keys())
def test_a_life_is_told_as_it_should_be(moments: Sequence[Moment], expected: Sequence[str]) -> None:
    _, told = live(*[verdict(*moment) for moment in moments])
    assert told == expected


@pytest.mark.parametrize(
    ("moments", "graver"),
    [
        ([(0, WARNING, 10), (5, CRISIS, 12)], True),
        ([(0, CRISIS, 10), (120, CRISIS, 20)], False),
        ([(0, WARNING, 10), (5, CRISIS, 12), (130, CRISIS, 30)], False),
        ([(0, WARNING, 10), (120, WARNING, 20)], False),
    ],
)
def test_an_escalation_knows_whether_the_level_rose(moments: Sequence[Moment], graver: bool) -> None:
    incident, told = live(*[verdict(*moment) for moment in moments])
    assert incident is not None
    assert told[-1].startswith("escalated")
    assert incident.graver is graver


def test_the_end_knows_how_long_and_how_bad_it_was() -> None:
    incident, _ = live(verdict(0, WARNING, 10), verdict(30, WARNING, 17), verdict(60, CALM, 3), verdict(180, CALM, 0))
    assert incident is not None
    assert incident.resolved_at is not None
    assert incident.state is IncidentState.RESOLVED
    assert incident.peak == 17
    assert incident.resolved_at - incident.opened_at == timedelta(hours=3)
    assert incident.verdict.level is WARNING


def test_states_follow_one_another() -> None:
    moments = [verdict(0, WARNING, 10), verdict(5, CRISIS, 12), verdict(60, CALM), verdict(70, CRISIS, 9)]
    states = [incident.state for n in range(1, 5) if (incident := live(*moments[:n])[0])]
    assert states == [IncidentState.OPEN, IncidentState.ESCALATING, IncidentState.CALMING, IncidentState.OPEN]


def test_no_incident_is_over_before_it_was_open_for_a_while() -> None:
    hasty = Policy(calm_for=timedelta(0))
    assert live(verdict(0, CRISIS, 10), verdict(29, CALM), policy=hasty)[1] == ["opened 0"]
    assert live(verdict(0, CRISIS, 10), verdict(30, CALM), policy=hasty)[1] == ["opened 0", "resolved 30"]


def test_less_than_twice_the_usual_is_never_an_escalation() -> None:
    told = live(verdict(0, WARNING, 10, usual=100.0), verdict(300, WARNING, 100, usual=100.0))[1]
    assert told == ["opened 0"]


verdicts = st.builds(
    verdict,
    minute=st.integers(0, 3000),
    level=st.sampled_from(Level),
    negatives=st.integers(0, 200),
    usual=st.floats(0, 100),
)
policies = st.builds(
    Policy,
    calm_for=st.sampled_from([timedelta(0), timedelta(hours=2)]),
    min_open=st.sampled_from([timedelta(0), timedelta(minutes=30)]),
    escalate_factor=st.floats(1.01, 4),
    escalate_every=st.sampled_from([timedelta(0), timedelta(hours=2)]),
    cooldown=st.sampled_from([timedelta(0), timedelta(hours=6)]),
    max_alerts_per_day=st.integers(1, 6),
)


@settings(max_examples=60)
@given(past=st.lists(verdicts, max_size=12), now=verdicts, policy=policies)
def test_the_same_verdict_twice_tells_nothing_more(past: list[Verdict], now: Verdict, policy: Policy) -> None:
    incident, _ = live(*past, policy=policy)
    once = step(incident, now, policy)
    twice = step(once.incident, now, policy)
    assert twice.told is None
    assert twice.incident == once.incident


@settings(max_examples=60)
@given(past=st.lists(verdicts, max_size=30).map(lambda many: sorted(many, key=lambda one: one.at)), policy=policies)
def test_messages_come_in_a_sensible_order(past: list[Verdict], policy: Policy) -> None:
    kinds = [message.split()[0] for message in live(*past, policy=policy)[1]]
    for before, after in pairwise(["resolved", *kinds]):
        assert (after == "opened") == (before == "resolved")


@pytest.mark.parametrize("options", [{"escalate_factor": 1.0}, {"max_alerts_per_day": 0}, {"stay": 0.0}])
def test_a_policy_that_would_ring_for_ever_or_never_is_refused(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        Policy(**options)  # type: ignore[arg-type]
