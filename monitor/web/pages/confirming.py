"""What concerns many mentions at once, or sends words to others, is asked for twice."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from monitor.web.paint import local, paint, problem, tongue, wants_json
from monitor.web.people.gate import Visitor

CONFIRMED = 100  # mentions above which somebody must say that he means it


def ask_first(request: Request, who: Visitor, fields: Mapping[str, list[str]], count: int, action: str) -> Response:
    """Whether so many mentions are meant; *action* is where the same form is sent again, with `sure`."""
    say = tongue(request, who)
    question = say.many(count, "This changes 1 mention. Do you mean it?", "This changes {n} mentions. Do you mean it?")
    return confirm(request, who, fields, question, action, count=count)


def confirm(
    request: Request,
    who: Visitor,
    fields: Mapping[str, list[str]],
    question: str,
    action: str,
    yes: str = "Yes, all of them",
    **more: object,
) -> Response:
    """The *question*, and its answers; *more* is what a script is told besides."""
    if wants_json(request):
        return problem(428, tongue(request, who)("Confirm"), question, **more)
    kept = [(name, value) for name, values in fields.items() for value in values if name not in ("csrf", "sure")]
    back = local(fields.get("back", ["/inbox"])[-1])
    return paint(request, who, "confirm", 428, question=question, fields=kept, back=back, action=action, yes=yes)
