"""Many random registers, each judged three ways: `python -m tests.properties.compare_registers 5000 [--seed N]`.

The sheet from SQL, the sheet from rows in memory and the naive computation must agree in every
figure; the first difference is printed with its seed, and `compare_registers 1 --seed N` makes it again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from procedures import projection
from procedures.rules.tally import Tally
from procedures.services.register.create import create_register
from procedures.services.session import Session
from procedures.services.verdict import sheet as verdicts
from procedures.storage.rows import KEYS, Unit
from tests.properties import reference_model as naive
from tests.properties.random_registers import Made, make
from tests.support.keys import key_of
from workflow.storage.rows import MemoryRows, SqlRows

NAMED = (*"ABCU", "worse", "zero", "not-counted", "struck", "repealed", "moved", "new", "found")


class Difference(Exception):
    """The first figure on which two of the three do not agree."""


class Bench(NamedTuple):
    """A register file that is emptied for each seed: only entry 0 was ever signed."""

    session: Session

    def hold(self, made: Made) -> MemoryRows:
        """Project the facts twice: into memory, and through SQL in several units of work."""
        memory = MemoryRows(KEYS)
        store = self.session.store
        store.rebuild(memory)
        for fact in made.facts:
            projection.apply(fact, memory)
        rng = Random(len(made.facts))
        with store.write() as tx:
            place = 0
            while place < len(made.facts):
                rows = SqlRows(tx.rows.source, KEYS)
                batch = made.facts[place : place + rng.randint(1, 40)]
                for fact in batch:
                    projection.apply(fact, rows)
                rows.flush()
                place += len(batch)
        return memory


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """A register in a folder."""
    registrars = {"hanh.nt": ("Hạnh", key_of("hanh.nt"))}
    session = create_register(
        str(folder / "t.db"), "Tỉnh thử", registrars, clock=lambda: "2023-06-01T00:00:00Z"
    )
    try:
        yield Bench(session)
    finally:
        session.store.close()


def compare(workbench: Bench, seed: int, made: Made | None = None, *, every: bool = False) -> int:
    """Return how many figures of a register were compared. Raises Difference at the first one that differs.

    `made` is a register of one's own; `every`: the sheet of every unit, not of one by chance.
    """
    made = made or make(seed)
    memory = workbench.hold(made)
    tables(workbench, memory)
    figures = 0
    record = naive.Record(made.facts)
    rng = Random(seed)
    for programme in made.programmes:
        figures += listed(record, programme)
        for day in made.days:
            figures += sheets(workbench, memory, record, programme, day, None if every else rng)
    return figures + before(workbench, made, rng)


def listed(record: naive.Record, programme: str) -> int:
    """Compare the list of a seal with the list that the rules give."""
    return same(f"list of {programme}", record.listed(programme), record.expected(programme))


def before(workbench: Bench, made: Made, rng: Random) -> int:
    """The same at a position of the past, as it is read: from the facts up to there alone."""
    position, day = rng.randint(0, made.facts[-1].seq), made.days[0]
    facts = [fact for fact in made.facts if fact.seq <= position]
    memory = MemoryRows(KEYS)
    for fact in facts:
        projection.apply(fact, memory)
    record = naive.Record(facts)
    figures = 0
    for programme in record.seals:
        session = replace(workbench.session, as_of=day, at=position, simulated=memory)
        found = verdicts.verdict_sheet(session, programme)
        where = f"{programme} at {position}"
        figures += agree(where, found, record, programme, day, "")
    return figures


def agree(
    where: str, sheet: verdicts.VerdictSheet, record: naive.Record, programme: str, day: str, unit: str
) -> int:
    """A sheet of the program is the one that the rules make."""
    return same(where, shown(sheet), record.sheet(programme, day, sheet.stage, unit))


def tables(workbench: Bench, memory: MemoryRows) -> None:
    """Compare every row of every table in memory and in SQL."""
    for kind, rows in memory.tables.items():
        stored = workbench.session.store.table(kind)
        if sorted(stored, key=repr) != sorted(rows.values(), key=repr):
            raise Difference(f"rows of {kind.__name__} differ between memory and SQL")


def sheets(
    workbench: Bench, memory: MemoryRows, record: naive.Record, programme: str, day: str, rng: Random | None
) -> int:
    """The sheets of a programme on a day: of all units, and of one unit; without chance of each."""
    by_sql = replace(workbench.session, as_of=day)
    by_fold = replace(workbench.session, as_of=day, at=1, simulated=memory)
    figures = 0
    units = sorted(unit.id for unit in memory.scan(Unit))
    for unit in ("", *([rng.choice(units)] if rng else units)):
        stage = rng.choice(naive.STAGES) if rng else ""
        where = f"{programme} {unit or '*'} on {day}"
        one = verdicts.verdict_sheet(by_sql, programme, unit, stage)
        other = verdicts.verdict_sheet(by_fold, programme, unit, stage)
        if told(one) != told(other):
            figures += same(f"SQL and memory, {where}", shown(one), shown(other))
            raise Difference(f"SQL and memory, {where}: what is noted, or the signs")
        figures += agree(where, one, record, programme, day, unit)
    return figures


def told(sheet: verdicts.VerdictSheet) -> dict[str, Any]:
    """All of a sheet but where it was read from; lists that promise no order, in order."""
    found = sheet._asdict() | {"position": 0, "leaf": ""}
    return found | {"added": sorted(found["added"], key=repr)}


def tally(one: Tally) -> dict[str, Any]:
    """A tally as the naive figures are written."""
    stages = {n: s._asdict() for n, s in zip(naive.STAGES, one.stages, strict=True)}
    named = {name: value for name, value in one._asdict().items() if name not in {"unit", "kind"}}
    return named | {"stages": stages}


def shown(sheet: verdicts.VerdictSheet) -> dict[str, Any]:
    """Return every figure of a sheet, in the form of the reference model."""
    assert sheet.noted is not None
    named: dict[str, list[str]] = {}
    for one in sheet.noted:
        if one.group in NAMED:
            named.setdefault(one.group, []).append(one.code)
    return {
        "results": {
            one.unit: {
                "total": tally(one.total),
                "kinds": {kind.kind: tally(kind) for kind in one.by_kind},
                "verdicts": {v.stage: judged(v) for v in one.verdicts},
            }
            for one in (*sheet.results, sheet.whole)
        },
        "nets": {unit: judged(net) for unit, net in sheet.nets.items()},
        "timings": {
            unit: {measure: timing._asdict() for measure, timing in found.items()}
            for unit, found in sheet.timings.items()
        },
        "named": {group: sorted(codes) for group, codes in named.items()},
    }


def judged(one: Any) -> Any:
    """A verdict without its stage's name, its parts by name, its bounds as fractions."""
    found = {}
    for name, value in one._asdict().items():
        if name in {"low", "high"}:
            found[name] = None if value is None else Fraction(*value)
        elif name != "stage":
            found[name] = judged(value) if hasattr(value, "_asdict") else value
    return found


def same(where: str, one: Any, other: Any) -> int:
    """Return how many figures agree. Raises Difference at the first one that does not."""
    if isinstance(one, dict) and isinstance(other, dict):
        if set(one) != set(other):
            apart = sorted(map(str, set(one) ^ set(other)))
            raise Difference(f"{where}: only one of the two has {', '.join(apart)}")
        return sum(same(f"{where} / {name}", value, other[name]) for name, value in one.items())
    if one != other:
        raise Difference(f"{where}: {one} or {other}")
    return 1


def main(arguments: list[str]) -> int:
    """Compare so many registers, from a seed on; 1 where one differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.properties.compare_registers", description=__doc__)
    parser.add_argument("registers", type=int)
    parser.add_argument("--seed", type=int, default=0, help="the first one [0]")
    asked = parser.parse_args(arguments)
    figures = done = 0
    told = ""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, bench(Path(folder)) as workbench:
        for seed in range(asked.seed, asked.seed + asked.registers):
            try:
                figures += compare(workbench, seed)
            except Difference as difference:
                told = f"seed {seed}: {difference}"
                break
            done += 1
    seconds = time.perf_counter() - begun
    print(f"{done} registers, {figures} figures, {done / seconds:.1f} seeds a second")
    if told:
        print(told)
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
