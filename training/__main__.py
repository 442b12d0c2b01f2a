"""`VIGIE_DATA=/where/the/splits/are python -m training [HEAD ...] [--licences yes,ask] [--out DIRECTORY]`.

Without --licences only what may be shipped is used, and the heads go where the wheel takes them from. The hashes of
what was used are compared with `training/hashes.json`; --accept writes them anew.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np

from monitor.enrich.head import Head, Pool, Tuning
from training.fit import (
    BOUNDS,
    Bounds,
    aims,
    blended,
    fit,
    head,
    lesson,
    macro_f1,
    pools,
    strength_of,
    tune,
    unseen,
    view_of,
)
from training.gate import GATES, gate
from training.pool import pool, pooled
from training.sets import OWN, SETS, TUNING, Set, Text, hash_of, load, sets_of

OURS = Path(__file__).parents[1] / "monitor" / "enrich" / "heads"
HASHES = Path(__file__).with_name("hashes.json")


def main() -> None:
    options = _options()
    root = Path(os.environ["VIGIE_DATA"]) if "VIGIE_DATA" in os.environ else sys.exit("VIGIE_DATA is not set")
    licences = set(options.licences.split(","))
    if not licences <= {"yes"} and options.out == OURS:
        sys.exit("these licences do not allow shipping: give --out another directory")
    options.out.mkdir(parents=True, exist_ok=True)
    _check_hashes(root, options.accept)
    for name in options.heads or (*TUNING, *GATES):
        if name in GATES:
            made, learnt = gate(root, name[:2])
            _kept(made, name, options.out)
            print(f"{name}: {learnt} texts")
        else:
            _make(root, name, licences, options.out)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("heads", nargs="*", metavar="HEAD", help=", ".join((*TUNING, *GATES)))
    parser.add_argument("--licences", default="yes")
    parser.add_argument("--out", type=Path, default=OURS)
    parser.add_argument("--accept", action="store_true")
    return parser.parse_args()


def _check_hashes(root: Path, accept: bool) -> None:
    """What a head learnt from must be what it is said to have learnt from."""
    found = {each.name: hash_of(root, each.name) for each in SETS if (root / f"{each.name}.jsonl").is_file()}
    if accept or not HASHES.is_file():
        HASHES.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    known = json.loads(HASHES.read_text())
    if changed := sorted(name for name in found if found[name] != known.get(name)):
        sys.exit(f"these files are not those that the heads were made from: {', '.join(changed)} (--accept takes them)")


def _make(root: Path, name: str, licences: set[str], out: Path) -> None:
    language, sets = name[:2], sets_of(name, licences)
    view, strength = view_of(name), strength_of(name)
    taught = lesson(_texts(root, sets), language, view)
    print(f"{name}: {len(taught.labels)} texts of {', '.join(each.name for each in sets)}", flush=True)
    fitted = fit(taught, strength)
    again = np.isin(taught.sets, [*TUNING[name], OWN + name])
    seen, heard = unseen(taught, again, strength)
    if others := [Set(each, language, "") for each in TUNING[name] if each not in set(taught.sets)]:
        new = lesson(_texts(root, others), language, view)
        seen, heard = new.joined(seen), np.concatenate([fitted.heard(new), heard])
    tuning: Tuning | Pool
    if pools(name):
        by = np.isin(seen.sets, TUNING[name])
        tuning = pool(heard[by], seen.part(by))
        total, told = pooled(heard, seen, tuning)
    else:
        tuning = tune(heard, seen, BOUNDS.get(name, Bounds()))
        total, told, _ = blended(heard, seen, tuning)
    made = head(fitted, language, f"learnt from {', '.join(each.name for each in sets)}", tuning, aims=aims(name))
    _kept(made, name, out)
    print(f"  {tuning}\n  {len(made.packed()) / 1000:.0f} kB")
    for each in sorted(set(seen.sets)):
        here = seen.sets == each
        forced = np.where(total > 0, "positive", "negative")
        kind, answers = ("macro-F1", told) if "neutral" in seen.labels[here] else ("forced", forced)
        print(f"  {each:32}{kind:9}{100 * macro_f1(seen.labels[here], answers[here]):6.1f}", flush=True)


def _kept(made: Head, name: str, out: Path) -> None:
    (out / f"{name}.head").write_bytes(made.packed())


def _texts(root: Path, sets: list[Set]) -> list[tuple[str, float, Text]]:
    return [(each.name, each.weight, text) for each in sets for text in load(root, each.name, each.most)]


if __name__ == "__main__":
    main()
