"""A zip file of which every byte is accounted for: one way to write it, and a reader that believes nothing else.

Members are stored, not deflated, with one date and no extras, so that the same members make the same bytes, and a byte
that differs is known by the member in which it stands.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_DATE, _TIME = 0x5A21, 0  # 2025-01-01 00:00: when it was packed is told inside
_UTF8 = 0x0800
_READABLE = 0o100644 << 16
LARGEST = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Damage:
    """A member of the pack that is not what it should be, and in which way."""

    name: str
    what: str


def packed(members: Mapping[str, bytes]) -> bytes:
    """The container of *members*, in their order. They have less than four gigabytes in all."""
    bodies, directory, at = [], [], 0
    for name, data in members.items():
        head = _local(name, data)
        bodies += [head, data]
        directory.append(_record(name, data, at))
        at += len(head) + len(data)
    told = b"".join(directory)
    end = struct.pack("<4s4H2LH", _END, 0, 0, len(directory), len(directory), len(told), at, 0)
    return b"".join(bodies) + told + end


def _facts(name: str, data: bytes) -> tuple[int, ...]:
    size = len(data)
    return (20, _UTF8, 0, _TIME, _DATE, crc32(data), size, size, len(name.encode()), 0)


def _local(name: str, data: bytes) -> bytes:
    return struct.pack("<4s5H3L2H", _LOCAL, *_facts(name, data)) + name.encode()


def _record(name: str, data: bytes, at: int) -> bytes:
    made_by = 0x0314  # a system that knows modes, so that what is unpacked can be read
    head = struct.pack("<4sH5H3L2H", _CENTRAL, made_by, *_facts(name, data))
    return head + struct.pack("<3H2L", 0, 0, 0, _READABLE, at) + name.encode()


def opened(content: bytes) -> tuple[dict[str, bytes], tuple[Damage, ...]]:
    """The members that can be read, and what is wrong with the container itself."""
    members: dict[str, bytes] = {}
    at, names = 0, dict(_directory(content))
    while content[at : at + 4] == _LOCAL or at in names:
        read = _member(content, at, names.get(at, ""))
        if isinstance(read, Damage):
            return members, (read,)
        name, data, at = read
        members[name] = data
    if not members:
        return {}, (Damage("the pack", "it is no zip file of ours"),)
    return members, tuple(_compared(content, packed(members), members, at))


def _member(content: bytes, at: int, listed: str) -> tuple[str, bytes, int] | Damage:
    """The member at *at*: its name, its bytes and where the next one begins. *listed* is its name in the directory."""
    if at + 30 > len(content):
        return Damage(listed or "the pack", "it is cut off")
    length, extra = struct.unpack_from("<2H", content, at + 26)
    size = struct.unpack_from("<L", content, at + 22)[0]
    name = content[at + 30 : at + 30 + length].decode("utf-8", "replace")
    start = at + 30 + length
    data = content[start : start + size]
    if extra or len(data) < size or (listed and name != listed) or content[at : at + start - at] != _local(name, data):
        return Damage(listed or name, "its bytes or its header in the zip were changed")
    return name, data, start + size


def _compared(content: bytes, expected: bytes, members: Mapping[str, bytes], directory: int) -> Iterator[Damage]:
    """Where, behind the members, the container is not the one that they make."""
    if content == expected:
        return
    if len(content) > len(expected) and content.startswith(expected):
        yield Damage("the pack", f"{len(content) - len(expected)} bytes were added at its end")
        return
    pairs = enumerate(zip(content[directory:], expected[directory:], strict=False))
    first = next((offset for offset, (is_, should) in pairs if is_ != should), None)
    yield Damage(_listed_at(first, members), "its entry in the directory of the zip was changed")


def _listed_at(offset: int | None, members: Mapping[str, bytes]) -> str:
    """Whose entry stands so far behind the beginning of the directory."""
    at = 0
    for name in members:
        at += 46 + len(name.encode())
        if offset is not None and offset < at:
            return name
    return "the pack"


def _directory(content: bytes) -> Iterator[tuple[int, str]]:
    """Where each member begins, as the directory says; nothing where it cannot be read."""
    try:
        size, at = struct.unpack_from("<2L", content, len(content) - 10)
        end = at + size
        while at < end and content[at : at + 4] == _CENTRAL:
            length, extra, comment = struct.unpack_from("<3H", content, at + 28)
            place = struct.unpack_from("<L", content, at + 42)[0]
            yield place, content[at + 46 : at + 46 + length].decode("utf-8", "replace")
            at += 46 + length + extra + comment
    except struct.error:
        return
