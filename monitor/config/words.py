"""How durations, sizes, languages, time zones and names are written in the file."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from ipaddress import ip_network
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from monitor.text import cut, one_line
from monitor.text.zones import zones

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_BYTES = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([smhdw])")
_SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([kMG]i?B|B)")
_LONGEST = timedelta(days=36_500)


def mistake(what: str, hint: str = "") -> PydanticCustomError:
    """A mistake told in our own words."""
    return PydanticCustomError("mistake", "{what}", {"what": what, "hint": hint})


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or an empty text."""
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word[:100].casefold(), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    meant = nearest(word, known)
    return f"did you mean '{meant}'?" if meant else ""


def duration(value: object) -> object:
    if value == 0 and not isinstance(value, bool):
        return timedelta(0)
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise mistake("not a duration", "write a number and its unit: 90s, 15m, 2h or 7d")
    length = timedelta(seconds=min(float(found[1]) * _SECONDS[found[2]], 1e11))
    if length > _LONGEST:
        raise mistake("a duration of more than a hundred years")
    return length


def size(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and value == 0:
        return 0
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise mistake("not a size", "write a number and its unit: 500kB, 10MB or 1GB")
    return round(float(found[1]) * _BYTES[found[2]])


def at_least(least: timedelta) -> AfterValidator:
    """Refuses a shorter duration."""

    def check(value: timedelta) -> timedelta:
        if value < least:
            raise mistake(f"must be at least {shown(least)}")
        return value

    return AfterValidator(check)


def shown(length: timedelta) -> str:
    """A duration as it is written in the file."""
    seconds = length.total_seconds()
    unit = next((unit for unit in "dhm" if seconds and seconds % _SECONDS[unit] == 0), "s")
    return f"{seconds / _SECONDS[unit]:g}{unit}"


def off(value: object) -> object:
    return "off" if value is False else value  # without quotes, YAML takes it for a no


def _clock(value: object) -> object:
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", value) if isinstance(value, str) else None
    if not found:
        raise mistake("not a time of day", 'write it as "08:00", with the quotes')
    return time(int(found[1]), int(found[2]))


def _moment(value: object) -> object:
    try:
        if not isinstance(value, str):
            raise ValueError
        return datetime.fromisoformat(value)
    except ValueError:
        raise mistake("not a date and a time", 'write it as "2026-11-22 09:00", with the quotes') from None


def _hours(value: object) -> object:
    parts = re.split(r" ?[-–] ?", value) if isinstance(value, str) else []
    if len(parts) != 2:
        raise mistake("not the hours of a night", "write them as 22:00-07:00")
    start, end = map(_clock, parts)
    if start == end:
        raise mistake("these hours end when they begin", "write them as 22:00-07:00")
    return start, end


def _one_or_several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _one_at_least(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise mistake("must not be empty")
    return value


def _name(value: str) -> str:
    if value != one_line(value):
        raise mistake("must stand on one line, without blanks at its ends and without unprintable characters")
    return value


def _language(value: str) -> str:
    if not re.fullmatch("[a-z]{2,3}", value):
        raise mistake("not the code of a language", "write it as fr or en")
    return value


def _timezone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        hint = did_you_mean(value, zones()) or "write it as Europe/Paris"
        raise mistake(f"unknown time zone {cut(value, 60)!r}", hint) from None
    return value


def _network(value: str) -> str:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9.-]{0,252}", value):
        return value
    try:
        return str(ip_network(value, strict=False))
    except ValueError:
        raise mistake(f"{cut(value, 60)!r} is no network", "10.1.2.0/24, 192.168.1.20 or wiki.intranet") from None


def _endpoint(value: object) -> object:
    if value in ("off", False):
        return "", 0
    host, _, port = value.rpartition(":") if isinstance(value, str) else ("", "", "")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise mistake("not an address to listen at", "write host:port, for example 127.0.0.1:8377, or off")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _link(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
        raise mistake("not the address of a web page", "write it as https://vigie.example.org/")
    return value.rstrip("/")


def _header(value: str) -> str:
    if not re.fullmatch("[A-Za-z][A-Za-z0-9-]{0,99}", value):
        raise mistake("not the name of a header", "write it as X-Remote-User")
    return value


def _contact(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        raise mistake("every site reads this in a header: plain ASCII letters on one line only")
    return value


def _one_or_list(one: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [one, {"type": "array", "items": one}]})


_NAME = {"type": "string", "minLength": 1, "maxLength": 100}
_CODE = {"type": "string", "pattern": "^[a-z]{2,3}$"}
Contact = Annotated[str, StringConstraints(max_length=200), AfterValidator(_contact)]
Header = Annotated[str, AfterValidator(_header)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(_name)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_name)]
Language = Annotated[str, AfterValidator(_language)]
Timezone = Annotated[str, AfterValidator(_timezone), WithJsonSchema({"type": "string", "examples": ["Europe/Paris"]})]
Network = Annotated[str, AfterValidator(_network)]
Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "examples": ["2026-11-22 09:00"]})
]
Link = Annotated[str, AfterValidator(_link), WithJsonSchema({"type": "string", "pattern": "^https?://"})]
Names = Annotated[tuple[Name, ...], BeforeValidator(_one_or_several), _one_or_list(_NAME)]
Languages = Annotated[
    tuple[Language, ...], BeforeValidator(_one_or_several), AfterValidator(_one_at_least), _one_or_list(_CODE)
]
Duration = Annotated[
    timedelta,
    BeforeValidator(duration),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": f"^{_DURATION.pattern}$"}, {"const": 0}],
            "examples": ["15m", "2h", "7d"],
        }
    ),
]
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"
Clock = Annotated[time, BeforeValidator(_clock), WithJsonSchema({"type": "string", "pattern": f"^{_TIME}$"})]
Hours = Annotated[
    tuple[time, time],
    BeforeValidator(_hours),
    WithJsonSchema({"type": "string", "pattern": f"^{_TIME} ?[-–] ?{_TIME}$", "examples": ["22:00-07:00"]}),
]
Size = Annotated[
    int,
    BeforeValidator(size),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": f"^{_SIZE.pattern}$"}, {"const": 0}], "examples": ["10MB"]}
    ),
]
Endpoint = Annotated[
    tuple[str, int],
    BeforeValidator(_endpoint),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "^.+:[0-9]{1,5}$"}, {"enum": ["off", False]}]}),
]
