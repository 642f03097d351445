"""How many known wrong answers get a place, the right one, and what the search for it costs.

    python benchmarks/places.py [--exercise ID ...] [--style NAME ...] [--sample N] [--seed N]
                                [--jobs N] [--json FILE] [--misses] [--table FILE]

Every wrong answer of the catalogue is judged by the visible cases as in a student's notebook, and
the search runs over its cell. Styles: edits of the reference, edits of another right answer, the
reference's edits carried into other right answers, and answers that are written out and no edit.
"right" counts a place at a line where a teacher would point, "first" that the first place is one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is loaded, here and in the processes

from autograder.authoring.places import STYLES, KnownPlace, Searched, known_places, search_in
from autograder.catalogue import catalogue
from benchmarks.places_table import table_of

_CHUNK = 16


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one wrong answer; ``searched`` is None where nothing is refused."""

    place: KnownPlace
    searched: Searched | None

    @property
    def said(self) -> str:
        """What a proof says of the mistake that is named; empty where none of the known is."""
        assert self.searched is not None
        verdict = self.searched.verdict
        if verdict.cause is None or verdict.cause.id.startswith("general:"):
            return ""
        if verdict.is_proven:
            return "confirmed"
        return "contradicted" if verdict.is_contradicted else "open"


def measured(places: Sequence[KnownPlace], jobs: int) -> list[Row]:
    """All of them searched, spread over processes; in their order.

    Raises:
        BrokenProcessPool: an edit has ended the process that ran it.
    """
    # Names alone are sent: a pool that dies over a full pipe is waited for without end.
    names = [(place.exercise, place.name) for place in places]
    chunks = [names[start : start + _CHUNK] for start in range(0, len(names), _CHUNK)]
    with ProcessPoolExecutor(jobs, get_context("spawn"), _one_thread) as pool:
        found = [one for some in pool.map(_chunk, chunks) for one in some]
    return [Row(place, searched) for place, searched in zip(places, found, strict=True)]


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)
    # What a first time costs - imports, torch's own set-up - is no part of any search.
    search_in(next(iter(known_places(["mse"]))))


def _chunk(names: Sequence[tuple[str, str]]) -> list[Searched | None]:
    return [search_in(_places_of(exercise)[name]) for exercise, name in names]


@cache
def _places_of(exercise: str) -> dict[str, KnownPlace]:
    return {place.name: place for place in known_places([exercise])}


def line(title: str, rows: Iterable[Row]) -> str:
    """One line of the table."""
    found = [row.searched for row in rows if row.searched]
    if not found:
        return f"{title:22} {0:5}"
    placed = [one for one in found if one.proof]
    costs = sorted(one.cpu * 1000 for one in found)
    share = len(placed) / len(found)
    right, first = (
        sum(getattr(one, name) for one in placed) / max(1, len(placed))
        for name in ("is_right", "first_is_right")
    )
    middle, late = statistics.median(costs), costs[int(0.95 * (len(costs) - 1))]
    return (
        f"{title:22} {len(found):5} {share:7.1%} {right:7.1%} {first:7.1%} "
        f"{middle:7.0f} {late:7.0f}"
    )


def sentences(rows: Iterable[Row]) -> list[str]:
    """How many sentences on a known mistake a proof confirms, contradicts, leaves open."""
    counts: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        if row.searched and row.said:
            counts[row.said, row.searched.is_named] += 1
    total = sum(counts.values())
    lines = [f"{total} sentences name a known mistake:"]
    for said in ("confirmed", "contradicted", "open"):
        own, other = counts[said, True], counts[said, False]
        share = (own + other) / max(1, total)
        lines.append(
            f"  {said:13} {own + other:5} {share:6.1%}, {own} of the mistake that was made and "
            f"{other} of another one"
        )
    return lines


def miss(row: Row) -> str:
    """A wrong answer without a place, or with one elsewhere, and what is known of it."""
    place, searched = row.place, row.searched
    assert searched is not None
    told = searched.verdict.mistake or "nothing named"
    head = f"{place.exercise}  {place.name}  [{place.style}]  {told}"
    change = place.change or "(written out)"
    lines = [f"{'elsewhere' if searched.proof else 'no place'}: {head}", f"    was: {change}"]
    texts = place.wrong.splitlines()
    lines += [f"    line {n}: {texts[n - 1].strip()}" for n in sorted(place.lines)]
    if proof := searched.proof:
        lines.append(f"    found, {proof.kind}, {proof.reach}: {proof.change}")
        lines += [f"    there: line {one.line}: {one.row.strip()}" for one in proof.places]
    return "\n".join(lines)


def plain(row: Row) -> dict[str, Any]:
    """The row as plain data."""
    place, searched = row.place, row.searched
    data: dict[str, Any] = {
        "exercise": place.exercise, "mistake": place.mistake, "name": place.name,
        "style": place.style, "lines": sorted(place.lines), "change": place.change,
        "wrong": place.wrong,
    }  # fmt: skip
    if searched is None:
        return {**data, "state": "not refused"}
    return {
        **data,
        "state": searched.verdict.state,
        "named": searched.verdict.mistake,
        "proof": searched.proof.to_json() if searched.proof else None,
        "right": searched.is_right,
        "first": searched.first_is_right,
        "said": row.said,
        "cpu_ms": round(searched.cpu * 1000, 1),
    }


def arguments() -> argparse.Namespace:
    """What the command was asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--exercise", action="append", choices=list(catalogue()), metavar="ID")
    parser.add_argument("--style", action="append", choices=STYLES)
    parser.add_argument(
        "--sample", type=int, metavar="N", help="so many of them, drawn by the seed"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE", help="one object for every answer")
    parser.add_argument("--table", type=Path, metavar="FILE", help="list them with reasons there")
    parser.add_argument("--misses", action="store_true", help="list what has no place or another")
    return parser.parse_args()


def main() -> None:
    """Print the figures."""
    asked = arguments()
    places = list(known_places(asked.exercise or list(catalogue()), asked.style or STYLES))
    if asked.sample and asked.sample < len(places):
        drawn = random.Random(asked.seed).sample(range(len(places)), asked.sample)
        places = [places[number] for number in sorted(drawn)]
    rows = measured(places, asked.jobs)
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.place.exercise].append(row)
    for style in STYLES:
        groups[f"= {style}"] = [row for row in rows if row.place.style == style]
    groups["= edits, all styles"] = [row for row in rows if row.place.is_edit]
    groups["= all"] = rows
    print(f"{'':22} {'n':>5} {'placed':>7} {'right':>7} {'first':>7} {'CPU ms':>7} {'95 %':>7}")
    for title, group in groups.items():
        print(line(title, group))
    print("\n".join(sentences(rows)))
    print(
        f"{sum(row.searched is None for row in rows)} more are not refused, or their cell raises."
    )
    if asked.misses:
        print(*(miss(r) for r in rows if r.searched and not r.searched.is_right), sep="\n")
    if asked.table:
        missed = [(row.place, row.searched) for row in rows if row.searched]
        asked.table.write_text(table_of(missed, asked.table), encoding="utf-8")
    if asked.json:
        asked.json.write_text(json.dumps([plain(row) for row in rows], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
