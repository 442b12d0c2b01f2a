"""One signed zip from a dossier: what was captured, a sheet to read, and how anybody verifies it without us."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from typing import Any

from monitor.evidence.container import packed
from monitor.evidence.dossier import Case, Deadline, Dossier
from monitor.evidence.seal import Seal, fingerprint
from monitor.evidence.sheet import sheet
from monitor.evidence.words import words_of
from monitor.links import Exhibit
from monitor.model import Mention

MANIFEST, SIGNATURE, SIGNER = "MANIFEST.sha256", "MANIFEST.sig", "signer.pem"
CHAIN, CHECK = "chain.txt", "verify.sh"
SHEET = {"en": "evidence.pdf", "fr": "preuves.pdf"}
README = {"en": "README.txt", "fr": "LISEZMOI.txt"}


def pack(dossier: Dossier, seal: Seal) -> bytes:
    """The pack as bytes, the same for the same dossier but for the signature."""
    members = dict(_members(dossier, seal))
    manifest = listed(members)
    return packed({MANIFEST: manifest, SIGNATURE: seal.sign(manifest), **members})


def listed(members: dict[str, bytes]) -> bytes:
    """What sha256sum --check reads."""
    return "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in members.items()).encode()


def _members(dossier: Dossier, seal: Seal) -> Iterator[tuple[str, bytes]]:
    yield SIGNER, seal.public
    yield README[dossier.language], _readme(dossier, seal)
    yield SHEET[dossier.language], sheet(dossier, fingerprint(seal.public))
    yield CHECK, (files("monitor.evidence") / "texts" / CHECK).read_bytes()
    yield "environment.json", _json(dict(dossier.environment))
    yield CHAIN, "".join(link.line for link in dossier.links).encode()
    seen: set[int] = set()
    for case in dossier.cases:
        yield f"mentions/{case.mention.id}.json", _json(_case(case))
        for exhibit in case.exhibits:
            if exhibit.link.number not in seen:
                seen.add(exhibit.link.number)
                yield from _exhibit(exhibit)
    yield from _stamps(dossier)


def _exhibit(exhibit: Exhibit) -> Iterator[tuple[str, bytes]]:
    """What a link is about: file names begin with its number, so that verify.sh finds the record."""
    name = f"exhibits/{exhibit.link.number:08d}"
    if exhibit.record:
        yield f"{name}.json", exhibit.record.encode()
    if exhibit.warc:
        yield f"{name}.warc", exhibit.warc
    if exhibit.text:
        yield f"{name}.txt", exhibit.text.encode()
    if exhibit.picture:
        yield f"{name}.png", exhibit.picture


def _stamps(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    lines = {link.number: link.line.encode() for link in dossier.links}
    for token in dossier.tokens:
        if token.link in lines:
            name = f"timestamps/{token.link:08d}.{safe_name(token.authority)}"
            yield f"{name}.link", lines[token.link]
            yield f"{name}.tsq", token.request
            yield f"{name}.tsr", token.answer
    for authority, roots in dossier.roots.items():
        yield f"timestamps/{safe_name(authority)}.pem", roots


def safe_name(authority: str) -> str:
    """An address as part of a file name."""
    return re.sub(r"[^a-z0-9-]+", "-", re.sub(r"^https?://", "", authority.lower())).strip("-")[:60] or "authority"


def _readme(dossier: Dossier, seal: Seal) -> bytes:
    words = words_of(dossier.language)
    told = words["readme"].format(
        sheet=SHEET[dossier.language],
        fingerprint=fingerprint(seal.public),
        made=f"{dossier.made_at:%Y-%m-%d %H:%M:%S} UTC",
        software=dossier.software,
    )
    return f"{told.strip()}\n\n{words['aid']}\n".encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n").encode(errors="replace")


def _case(case: Case) -> dict[str, Any]:
    return {
        "mention": _mention(case.mention),
        "legal hold": case.hold and {"at": case.hold.at, "who": case.hold.who, "why": case.hold.why},
        "clocks": [_deadline(each) for each in case.deadlines],
        "exhibits": [each.link.number for each in case.exhibits],
        "files erased": [each.link.number for each in case.exhibits if not each.record],
    }


def _mention(mention: Mention) -> dict[str, Any]:
    item = mention.item
    return {
        "id": mention.id,
        "brand": mention.brand,
        "source": mention.source,
        "url": item.url,
        "author": item.author,
        "title": item.title,
        "text": item.text,
        "published": item.published,
        "updated": item.updated,
        "first seen": mention.seen_at,
        "taken back": item.gone,
        "insult": {"label": mention.insult.label, "value": mention.insult.value, "because": _cues(mention.insult)},
        "accusation": {
            "label": mention.accusation.label,
            "value": mention.accusation.value,
            "because": _cues(mention.accusation),
        },
    }


def _cues(score: Any) -> list[str]:
    return [reason.cue for reason in score.reasons]


def _deadline(each: Deadline) -> dict[str, Any]:
    return {name: getattr(each, name) for name in each.__slots__}
