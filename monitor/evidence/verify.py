"""Whether a pack is what was packed; and if not, which file is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from monitor.evidence.container import Damage, opened
from monitor.evidence.pack import CHAIN, MANIFEST, SIGNATURE, SIGNER, listed
from monitor.evidence.seal import fingerprint, readable, signed
from monitor.evidence.stamps import vouched
from monitor.links import Link, broken

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_LINK = re.compile(r"(\d{8,}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) ([a-z-]+) ([0-9a-f]{64}) ([0-9a-f]{64})\n")
_RECORD = re.compile(r"exhibits/(\d{8,})\.json")


@dataclass(frozen=True, slots=True)
class Outcome:
    """*damages* are empty where all holds. *signer* is the fingerprint of the key; *stamps* counts the timestamps that
    an authority of the pack vouches for, *unproven* are those of which we cannot tell: openssl can."""

    damages: tuple[Damage, ...]
    files: int = 0
    links: int = 0
    stamps: int = 0
    unproven: tuple[str, ...] = ()
    signer: str = ""


def verify(content: bytes) -> Outcome:
    """Look at every byte of a pack."""
    members, damages = opened(content)
    if damages:
        return Outcome(damages)
    damages = tuple(_sealed(members))
    if damages:
        return Outcome(damages, len(members))
    links, damages = _chained(members)
    if not damages:
        damages = (*_recorded(members, links), *_stamped(members, links))
    answers = [name for name in members if name.endswith(".tsr")]
    unproven = () if damages else tuple(name for name in answers if not _proven(name, members))
    stamps = len(answers) - len(unproven)
    return Outcome(damages, len(members), len(links), stamps, unproven, fingerprint(members[SIGNER]))


def _sealed(members: Mapping[str, bytes]) -> Iterator[Damage]:
    """The list of files, its signature, and each file against it."""
    if missing := [name for name in (MANIFEST, SIGNATURE, SIGNER) if name not in members]:
        yield Damage(missing[0], "it is missing")
        return
    others = {name: data for name, data in members.items() if name not in (MANIFEST, SIGNATURE)}
    faults = list(_unlike(members[MANIFEST], others))
    if signed(members[SIGNER], members[SIGNATURE], members[MANIFEST]):
        yield from faults
    elif any(fault.name == SIGNER for fault in faults):
        yield Damage(SIGNER, "it is not the key whose hash is listed")
        if readable(members[SIGNER]):
            yield Damage(MANIFEST, "or it is not the list that was signed")
    elif faults or listed(others) != members[MANIFEST]:
        yield Damage(MANIFEST, "it is not the list that was signed")
    else:
        yield Damage(SIGNATURE, "it is no signature of the list by the owner of signer.pem")


def _unlike(manifest: bytes, members: Mapping[str, bytes]) -> Iterator[Damage]:
    told = {found[2]: found[1] for line in _lines(manifest) if (found := _LINE.fullmatch(line))}
    for name, data in members.items():
        if name not in told:
            yield Damage(name, "it is not in the list: somebody added it")
        elif sha256(data).hexdigest() != told[name]:
            yield Damage(name, "its bytes are not those that were packed")
    yield from (Damage(name, "it is missing") for name in told if name not in members)


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").split("\n")


def _chained(members: Mapping[str, bytes]) -> tuple[tuple[Link, ...], tuple[Damage, ...]]:
    links = []
    for line in members.get(CHAIN, b"").decode("utf-8", "replace").splitlines(keepends=True):
        found = _LINK.fullmatch(line)
        if not found:
            return (), (Damage(CHAIN, "it has a line that is no link"),)
        number, at, kind, record, previous = found.groups()
        moment = datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        links.append(Link(int(number), moment, kind, record, previous))
    stray = broken(links)
    return tuple(links), (Damage(CHAIN, f"link {stray.number} does not follow the one before"),) if stray else ()


def _recorded(members: Mapping[str, bytes], links: tuple[Link, ...]) -> Iterator[Damage]:
    """Each record is that of its link, and each file that of its record."""
    records = {link.number: link.record for link in links}
    for name, data in members.items():
        found = _RECORD.fullmatch(name)
        if not found:
            continue
        if sha256(data).hexdigest() != records.get(int(found[1])):
            yield Damage(name, "it is not the record of its link")
            continue
        for kind, digest in json.loads(data).get("files", {}).items():
            beside = f"{name.removesuffix('.json')}.{kind}"
            if beside in members and sha256(members[beside]).hexdigest() != digest:
                yield Damage(beside, "it is not the file of its record")


def _stamped(members: Mapping[str, bytes], links: tuple[Link, ...]) -> Iterator[Damage]:
    lines = {link.number: link.line.encode() for link in links}
    for name, answer in members.items():
        if not name.endswith(".tsr"):
            continue
        line = lines.get(int(name.partition("/")[2].partition(".")[0]), b"")
        if members.get(name.removesuffix("tsr") + "link") != line:
            yield Damage(name.removesuffix("tsr") + "link", "it is not the line of the chain that it is named after")
        elif (root := members.get(_root(name))) and (why := vouched(answer, line, root)):
            yield Damage(name, f"its authority does not vouch for it: {why}")


def _proven(answer: str, members: Mapping[str, bytes]) -> bool:
    """Whether a root in the pack vouches for it, as far as we can tell."""
    line, root = members[answer.removesuffix("tsr") + "link"], members.get(_root(answer))
    return root is not None and vouched(members[answer], line, root) == ""


def _root(answer: str) -> str:
    """The certificates of the authority whose answer it is."""
    _, _, authority = answer.removesuffix(".tsr").partition("/")[2].partition(".")
    return f"timestamps/{authority}.pem"
