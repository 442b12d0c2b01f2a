"""What is captured, who acts, and under which law."""

from __future__ import annotations

from pathlib import Path

from monitor.config.desk import Desk
from monitor.config.settings import Authority, EvidenceConfig, LegalConfig
from monitor.config.words import did_you_mean
from monitor.law import countries


def evidence(desk: Desk, home: Path) -> EvidenceConfig:
    """*home* is where a relative file stands."""
    shaped = desk.section("evidence")
    authorities = tuple(Authority(each.url, home / each.roots if each.roots else None) for each in shaped.authorities)
    for each in authorities:
        if each.roots and not each.roots.is_file():
            place = desk.root.get("evidence") or desk.root
            desk.faults.at(place, f"there is no file {each.roots}", "give the certificates of that authority in PEM")
    return EvidenceConfig(shaped.capture, shaped.pictures, authorities)


def legal(desk: Desk, *, targets: bool = True) -> LegalConfig:
    """*targets*: whether those that are named there are looked for."""
    shaped = desk.section("legal")
    node = desk.root.get("legal")
    told = tuple(country.upper() for country in shaped.countries)
    for country in told:
        if node and country not in countries():
            hint = did_you_mean(country, countries()) or f"known: {', '.join(sorted(countries()))}"
            desk.faults.at(node, f"we do not know the law of {country[:20]}", hint)
    desk.check_targets(node, shaped.targets if targets else ())
    return LegalConfig(**dict(shaped) | {"countries": told})
