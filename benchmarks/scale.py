"""Measures the verdict sheet on large registers beside the bare SQL aggregate on the same file, in turn.

    python -m benchmarks.scale [SIZE ...] [--database NAME] [--runs N] [--added N] [--commands] [--profile]

Sizes are numbers of procedures (2,000 and 100,000 by default), in a province of 11,000 units:
departments, and districts of 20 communes. A fifth has a cut, at all three stages; a tenth of the costs
is unknown. The derived rows are written without acts: this measures reading. The first district has
20 procedures a unit at every size, so that its time shows the cost of the rows around it.

Baseline: the compiled texts of `head` and `ladder` (or `head_unit`, `ladder_unit` for each unit) on a
plain connection of the driver, everything fetched. Machines are noisy: quote ratios, not times.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import os
import pstats
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from procedures.rules.programme import programme_digest
from procedures.services import programmes
from procedures.services.register.create import create_register
from procedures.services.session import Session, schema
from procedures.services.verdict import sheet as verdicts
from procedures.storage.rows import Document, Member, Procedure, Programme, Proposal, Sheet, Unit
from tests.support.keys import key_of
from tests.support.servers import postgres
from tests.support.sheets import sheet
from workflow.storage.store import Store

UNITS, COMMUNES, PROBE = 11_000, 20, 20
PROGRAMME, DAY = "hoa-binh-2023", "2023-09-30"
DISTRICT, COMMUNE = "huyen-0000", "xa-0000-00"
BATCH = 20_000  # rows in memory at once
CLI = [sys.executable, "-c", "import sys, cli; sys.exit(cli.main())"]
BARE = "import sqlite3; c = sqlite3.connect('tinhgon.db'); c.execute('select 1').fetchone()"


class Measurement(NamedTuple):
    """One line of the printed table: medians in seconds, and the median of the ratios of pairs."""

    database: str
    size: int
    what: str
    ours: float
    bare: float
    ratio: float


# --- the register ---------------------------------------------------------------------------------


def units() -> Iterator[Unit]:
    """Yield a province, its departments, its districts and their communes."""
    districts = (UNITS - 20) // (COMMUNES + 1)
    departments = UNITS - 1 - districts * (COMMUNES + 1)
    yield Unit("hoa-binh", "Tỉnh thử", "province", None, 0, None, None)
    for n in range(departments):
        yield Unit(f"so-{n:02d}", f"Sở {n}", "department", "hoa-binh", 0, None, None)
    for n in range(districts):
        id_ = f"huyen-{n:04d}"
        yield Unit(id_, f"Huyện {n}", "district", "hoa-binh", 0, None, None)
        for m in range(COMMUNES):
            yield Unit(f"xa-{n:04d}-{m:02d}", f"Xã {n}.{m}", "commune", id_, 0, None, None)


def owners(size: int) -> Iterator[str]:
    """Yield the unit of each procedure: 20 in each of the first district, the rest over at most half the units."""
    every = [unit.id for unit in units() if unit.parent]
    first = [id_ for id_ in every if id_ == DISTRICT or id_.startswith("xa-0000-")]
    for id_ in first:
        yield from [id_] * PROBE
    others = [id_ for id_ in every if id_ not in set(first)][: size // 2]
    for n in range(size - PROBE * len(first)):
        yield others[n % len(others)]


def blank(row: Any, /, **given: Any) -> Any:
    """Return a row with these fields, None elsewhere."""
    return row._make({**dict.fromkeys(row._fields), **given}.values())


def rows_of(code: str, n: int, unit: str, sheets: tuple[str, str]) -> Iterator[tuple[Any, ...]]:
    """Yield one procedure with its place in the baseline and, for every fifth, its cut."""
    base = None if n % 10 == 7 else 1_000_000 + n % 977 * 10_000
    before = None if base is None else 0
    yield blank(
        Procedure,
        code=code,
        kind="procedure",
        name=f"Thủ tục hành chính số {n}",
        agencies="[]",
        folded=f"thu tuc hanh chinh so {n}",
        field="Hộ tịch",
        issuer="",
        unit=unit,
        sheet=before,
        annual=base,
        basis="estimate",
        limits="[]",
        since=0,
    )
    standing = {
        "programme": PROGRAMME,
        "code": code,
        "unit": unit,
        "kind": "procedure",
        "base": base,
        "sheet": before,
        "struck": 0,
        "since": 0,
    }
    if n % 5:
        yield blank(Member, **standing, rung=0, how="", counts=0, round=0, estimated=0, reviewed=0)
        return
    yield from cut_rows(standing, n, sheets)


def cut_rows(standing: dict[str, Any], n: int, sheets: tuple[str, str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of one member with a cut: its standing, sheets, proposal and documents."""
    code, unit, base = standing["code"], standing["unit"], standing["base"]
    cut = n // 5
    rung, how = 1 + cut % 3, "simplify" if cut % 2 else "abolish"
    after = 0 if how == "abolish" else None if cut % 16 == 3 else (base or 2_000_000) * 7 // 10
    after_sheet = None if how == "abolish" or after is None else 1
    in_force = "2023-09-01" if rung == 3 else None
    yield blank(
        Member,
        **standing,
        rung=rung,
        how=how,
        counts=1,
        after=after,
        in_force=in_force,
        round=1,
        estimated=int(base is not None),
        reviewed=1,
    )
    if base is not None:
        yield Sheet(code, 0, "before", base, sheets[0])
    if after_sheet is not None:
        yield Sheet(code, 1, "after", after, sheets[1])
    action = "abolish" if how == "abolish" else "remove-dossier-item"
    one = {"kind": action, "content": "bỏ", "reason": "thừa", "authority": "province"}
    yield blank(
        Proposal,
        code=code,
        round=1,
        kind=how,
        seq=0,
        proposer="lan.bt",
        unit=unit,
        recorded_at="2023-07-20T01:00:00Z",
        programmes=json.dumps([PROGRAMME]),
        actions=json.dumps([one]),
        after=after,
        after_sheet=after_sheet,
        counts=1,
        due="2023-12-31",
        before=json.dumps({PROGRAMME: None if base is None else str(base)}),
        outcome=("proposed", "approved", "implemented")[rung - 1],
        moved=0,
        in_force=in_force,
    )
    for slot, day in (("submission", "2023-07-20"), ("decision.1", "2023-08-20"))[:rung]:
        yield blank(
            Document,
            code=code,
            round=1,
            slot=slot,
            number=f"{n}/TTr",
            date=day,
            body="",
            level="unit",
            signer="",
            files="[]",
            recorded=day,
            seq=0,
        )


def fill(store: Store, size: int, added: int) -> None:
    """Write every derived row of a register with `size` members, and `added` procedures after the seal."""
    text = programmes.read_programme(PROGRAMME)
    sheets = (json.dumps(sheet(100)), json.dumps(sheet(70)))
    with store.write() as tx:
        save = tx.rows.source.save
        save(Unit, list(units()), [])
        save(
            Programme,
            [Programme(PROGRAMME, json.dumps(text), programme_digest(text), 0, 0, "2023-07-01", size)],
            [],
        )
        numbered = enumerate(owners(size))
        while part := list(islice(numbered, BATCH)):
            made: dict[type[Any], list[Any]] = {}
            for n, unit in part:
                for row in rows_of(f"1.{n:07d}", n, unit, sheets):
                    made.setdefault(type(row), []).append(row)
            for kind, rows in made.items():
                save(kind, rows, [])
        late = [
            blank(
                Procedure,
                code=f"3.{n:07d}",
                kind="procedure",
                name=f"Thủ tục mới {n}",
                field="Hộ tịch",
                folded=f"thu tuc moi {n}",
                agencies="[]",
                issuer="",
                unit=unit,
                annual=500_000,
                basis="estimate",
                limits="[]",
                in_force="2023-08-01",
                since=1,
            )
            for n, unit in zip(range(added), owners(size), strict=False)
        ]
        save(Procedure, late, [])


# --- measuring ------------------------------------------------------------------------------------


def timed(work: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """Return the seconds of one call (the mean of `times`), and the result of the last one."""
    gc.collect()
    start = time.perf_counter()
    for _ in range(times - 1):
        work()
    answer = work()
    return (time.perf_counter() - start) / times, answer


def jobs(
    session: Session, connection: Any, size: int
) -> dict[str, tuple[Callable[[], Any], Callable[[], Any], int]]:
    """Return the jobs by name: (verdict sheet, bare aggregate, repetitions in one measurement)."""
    texts = schema(session.store.database.dialect).statements
    given = {"programme": PROGRAMME, "day": DAY}
    beneath = [DISTRICT, *(f"xa-0000-{n:02d}" for n in range(COMMUNES))]

    def bare(*asked: str) -> tuple[list[Any], list[Any]]:
        run = connection.execute
        if not asked:
            return run(texts["head"], given).fetchall(), run(texts["ladder"], given).fetchall()
        each = [{**given, "unit": unit} for unit in asked]
        heads = [row for one in each for row in run(texts["head_unit"], one).fetchall()]
        return heads, [row for one in each for row in run(texts["ladder_unit"], one).fetchall()]

    def check(unit: str = "") -> Any:
        return verdicts.verdict_sheet(session, PROGRAMME, unit)

    def figures(unit: str) -> Any:
        return verdicts.verdict_sheet(session, PROGRAMME, unit, notes=False)

    few = 1 if size > 20_000 else 2
    return {
        "one commune": (lambda: check(COMMUNE), lambda: bare(COMMUNE), 20),
        "one commune, no notes": (lambda: figures(COMMUNE), lambda: bare(COMMUNE), 20),
        "district, 21 units": (lambda: check(DISTRICT), lambda: bare(*beneath), 5),
        "all": (check, bare, few),
    }


def measure(session: Session, connection: Any, size: int, runs: int) -> list[Measurement]:
    """Measure each job beside its baseline, in turn; the figures of both must be equal."""
    taken: dict[str, list[tuple[float, float]]] = {}
    for turn in range(runs + 1):
        for what, (ours, bare, times) in jobs(session, connection, size).items():
            first, sheet_ = timed(ours, times)
            second, (heads, ladders) = timed(bare, times)
            whole = sheet_.whole.total
            expected = {"all": size, "district, 21 units": 21 * PROBE}.get(what, PROBE)
            assert whole.base == sum(row[2] for row in heads) == expected, what
            assert whole.stages[0].broad == sum(row[3] for row in ladders if row[2]), what
            if turn:  # the first turn warms the caches
                taken.setdefault(what, []).append((first, second))
    database = session.store.database.dialect
    return [
        Measurement(
            database,
            size,
            what,
            statistics.median(a for a, _ in found),
            statistics.median(b for _, b in found),
            statistics.median(a / b for a, b in found),
        )
        for what, found in taken.items()
    ]


def profile(session: Session, size: int) -> None:
    """Print where the time of the whole sheet goes: the functions it calls itself, then the top 12."""
    profiler = cProfile.Profile()
    profiler.runcall(verdicts.verdict_sheet, session, PROGRAMME)
    stats: Any = pstats.Stats(profiler)
    whole = stats.total_tt
    print(
        f"\ncheck of all, {size:,} procedures, {session.store.database.dialect}, under cProfile: {whole:.3f} s"
    )
    calls = []
    for (file, _line, name), (_cc, _nc, _tt, _ct, callers) in stats.stats.items():
        for (caller_file, _, caller), figures in callers.items():
            if caller == "verdict_sheet" and caller_file.endswith("verdict/sheet.py"):
                calls.append((figures[3], figures[1], f"{Path(file).name}:{name}"))
    for seconds, count, name in sorted(calls, reverse=True)[:12]:
        print(f"  {100 * seconds / whole:5.1f}%  {seconds:8.3f} s  {count:>9,} calls  {name}")
    stats.strip_dirs().sort_stats("tottime").print_stats(12)


def commands(folder: Path, runs: int) -> list[tuple[str, float, float]]:
    """Measure whole processes on the register in `folder`, as ratios to Python opening SQLite for one SELECT."""
    tsv = ["--format", "tsv"]
    asked = {"check --unit": [*CLI, *tsv, "check", "--unit", COMMUNE], "check": [*CLI, *tsv, "check"]}
    taken: dict[str, list[tuple[float, float]]] = {}
    for turn in range(runs + 1):
        for what, command in asked.items():
            seconds = []
            for one in (command, [sys.executable, "-c", BARE]):
                start = time.perf_counter()
                done = subprocess.run(
                    one,
                    cwd=folder,
                    capture_output=True,
                    check=False,
                    env=os.environ | {"PYTHONPATH": str(ROOT)},
                )
                seconds.append(time.perf_counter() - start)
                assert done.returncode in {0, 7}, done.stderr.decode()
            if turn:
                taken.setdefault(what, []).append((seconds[0], seconds[1]))
    return [
        (what, statistics.median(a for a, _ in found), statistics.median(a / b for a, b in found))
        for what, found in taken.items()
    ]


# --- the whole ------------------------------------------------------------------------------------


def prepare(url: str, size: int, added: int) -> tuple[Session, Any]:
    """Return a filled register and a plain connection of the driver to the same database."""
    founders = {"hanh.nt": ("Hạnh", key_of("hanh.nt"))}
    session = create_register(url, "Tỉnh thử", founders, clock=lambda: "2023-09-30T01:00:00Z")
    start = time.perf_counter()
    _bind_tables(session.store, url, "DISABLE TRIGGER")  # these rows are written without acts
    fill(session.store, size, added)
    _bind_tables(session.store, url, "ENABLE ALWAYS TRIGGER")
    print(
        f"{session.store.database.dialect}: {size:,} procedures written in {time.perf_counter() - start:.1f} s",
        file=sys.stderr,
    )
    session = replace(session, as_of=DAY)
    if session.store.database.dialect == "sqlite":
        return session, sqlite3.connect(url)
    import psycopg

    connection = psycopg.connect(url, autocommit=True)
    connection.execute("VACUUM (ANALYZE)")  # what autovacuum does in its own time
    return session, connection


def _bind_tables(store: Store, url: str, what: str) -> None:
    """Switch the triggers that bind derived tables to entries, on PostgreSQL, off or on."""
    if store.database.dialect != "postgresql":
        return
    import psycopg

    with psycopg.connect(url) as connection:
        for table in store.schema.tables:
            connection.execute(f'ALTER TABLE "{table.name}" {what} {table.name}_with_entry')


def show(lines: list[Measurement]) -> None:
    """Print the table; its last two columns compare a size with the smallest on the same database."""
    heads = ("database", "procedures", "what", "check ms", "bare ms", "/ bare", "/ smallest", "us each")
    print(f"\n{heads[0]:11}{heads[1]:>11}  {heads[2]:23}" + "".join(f"{head:>12}" for head in heads[3:]))
    for line in lines:
        least = next(one for one in lines if (one.database, one.what) == (line.database, line.what))
        each = f"{1e6 * line.ours / line.size:12.2f}" if line.what == "all" else f"{'':12}"
        print(
            f"{line.database:11}{line.size:11,}  {line.what:23}{1000 * line.ours:12.2f}"
            f"{1000 * line.bare:12.3f}{line.ratio:12.2f}{line.ours / least.ours:12.2f}{each}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[2_000, 100_000])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--added", type=int, default=0, help="procedures that came after the seal")
    parser.add_argument("--commands", action="store_true", help="also whole processes, on SQLite")
    parser.add_argument("--profile", action="store_true", help="where the check of all spends its time")
    asked = parser.parse_args()
    lines: list[Measurement] = []
    processes: list[tuple[int, str, float, float]] = []
    with ExitStack() as stack:
        server: Callable[[], str] | None = None
        if asked.database != "sqlite":
            server = stack.enter_context(postgres())
        for size in sorted(asked.sizes):
            for database in (asked.database,) if asked.database else ("sqlite", "postgresql"):
                with tempfile.TemporaryDirectory() as name:
                    at = str(Path(name) / "tinhgon.db")
                    url = server() if database == "postgresql" and server else at
                    session, connection = prepare(url, size, asked.added)
                    lines += measure(session, connection, size, asked.runs)
                    if asked.profile:
                        profile(session, size)
                    connection.close()
                    session.store.close()
                    if asked.commands and database == "sqlite":
                        processes += [(size, *one) for one in commands(Path(name), asked.runs)]
        show(sorted(lines, key=lambda line: (line.database != "sqlite", line.size)))
    for size, what, seconds, ratio in processes:
        print(
            f"whole process, {size:9,}: {what:14}{1000 * seconds:9.0f} ms{ratio:9.2f} x bare Python with SQLite"
        )
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
