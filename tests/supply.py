"""What vigie is made of: a bill of materials, and what is known against any of it.

python -m tests.supply sbom     CycloneDX, as JSON, on standard output
python -m tests.supply audit    leaves with 1 if something pinned has a known hole; with 0 if nobody can be asked
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements.lock"
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?P<rest>(?:.*\\\n)*.*)$", re.MULTILINE)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_UNREACHABLE = ("ConnectionError", "Connection", "Timeout", "resolve", "ServiceError", "Max retries")


def pinned(lock: str) -> Iterator[tuple[str, str, list[str]]]:
    """Name, version and hashes of all that is pinned."""
    for pin in _PIN.finditer(lock):
        yield pin["name"], pin["version"], _HASH.findall(pin["rest"])


def bill(lock: str) -> dict[str, Any]:
    """The bill of materials. Source: cyclonedx.org, 1.5."""
    components = [_component(*pin) for pin in pinned(lock)]
    ours = {"type": "application", "name": "vigie", "bom-ref": "vigie", "licenses": [{"license": {"id": "Apache-2.0"}}]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": ours},
        "components": components,
        "dependencies": [{"ref": "vigie", "dependsOn": [each["bom-ref"] for each in components]}],
    }


def _component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    files = [{"type": "distribution", "url": purl, "hashes": [{"alg": "SHA-256", "content": each}]} for each in hashes]
    licence = _licence(name)
    told = {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl}
    known = {"licenses": [{"license": {"name": licence}}]} if licence else {}
    return told | known | {"externalReferences": files}


def _licence(name: str) -> str:
    """As the installed package tells it; nothing where it is not installed, on another platform say."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    said = next((told[field] for field in ("License-Expression", "License") if field in told), "").partition("\n")[0]
    classified = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or () if each.startswith("License")]
    return said or ", ".join(classified)


def audit() -> int:
    if not importlib.util.find_spec("pip_audit"):
        print("NOT AUDITED: pip-audit is not installed (pip install pip-audit)", file=sys.stderr)
        return 0
    words = ["-r", str(LOCK), "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    done = subprocess.run([sys.executable, "-m", "pip_audit", *words], capture_output=True, text=True, check=False)
    told = [line for line in done.stdout.splitlines() if "could not be audited" not in line]
    print("\n".join(told))
    if unknown := len(done.stdout.splitlines()) - len(told):
        print(f"NOT AUDITED: {unknown} of {len(list(pinned(LOCK.read_text())))}, not known there", file=sys.stderr)
    unasked = done.returncode != 0 and not done.stdout and any(word in done.stderr for word in _UNREACHABLE)
    print("NOT AUDITED: the list of advisories cannot be reached" if unasked else done.stderr.strip(), file=sys.stderr)
    return 0 if unasked else done.returncode


if __name__ == "__main__":
    if sys.argv[1:] == ["audit"]:
        sys.exit(audit())
    print(json.dumps(bill(LOCK.read_text()), indent=1))
