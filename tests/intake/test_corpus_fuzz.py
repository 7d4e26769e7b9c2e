"""Good files with something changed at random: planned, or told clearly; never anything else.

The seed is printed; a file is made again from seed, kind and number. `python -m pytest -m full -s
tests/intake/test_corpus_fuzz.py` makes 5,000 texts and 500 workbooks and prints what came of
them; TINHGON_FUZZ_SEED chooses the seed.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import secrets
import zipfile
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pytest
from python_calamine import load_workbook

from tests.intake.corpus import COSTS, INVENTORY, PROPOSALS, cost, inventory, proposal, text, workbook
from tests.intake.limited_process import MEMORY, SECONDS, Gone, digest
from tests.support.paths import PORTAL

NASTY = [
    "",
    " ",
    "0",
    "-1",
    "1.500",
    "1,5",
    "1/3",
    "1/0",
    "1e400",
    "nan",
    "inf",
    "999999999999999999",
    "1.00496",
    "１２",
    "#REF!",
    "=1+1",
    "TRUE",
    "31/02/2023",
    "2023-07-10",
    "99/99/9999",
    "0000-00-00",
    "a\u202eb",
    "a\u200bb",
    "a\x1b[2Jb",
    "a\x00b",
    "\ufeff",
    "\ud7ff",
    "\U0001f600",
    "e\u0301" * 40,
    "\u0301" * 99,
    "x" * 2001,
    "x" * 33000,
    "\n",
    "a\r\nb",
    "\t",
    '"',
    ";",
    ",",
    "Tổng cộng",
    "Ví dụ",
    "1.000001",
    "1.000002",
    "9.999999",
    "2.000001.000.00.00.H28",
    "Sau",
    "Bãi bỏ",
    "Gộp",
    "Đơn giản hóa",
    "Gộp thủ tục",
    "so-tu-phap",
    "../x",
    "{0}",
    "%s",
    "\u0378",
    "\ue000",
    "\u2028",
    "'",
    "<b>",
    "]]>",
    "&amp;",
    "Mã số",
    "Số giờ",
]
PIECES = [
    b"\0",
    b"<",
    b">",
    b"&",
    b'"',
    b"\xff",
    b"\xef\xbb\xbf",
    b"<c>",
    b"</c>",
    b"<f>A1</f>",
    b't="e"',
    b't="s"',
    b't="d"',
    b't="b"',
    b's="1"',
    b'r="XFD1048576"',
    b"<![CDATA[",
    b"<!--",
    b"<!DOCTYPE a>",
    b"-1",
    b"99999999999",
    b"1e999",
    b"nan",
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b";",
    b",",
    b"\r",
    b"\n",
    b"\t",
    b"=1",
    b"1",
]
ROWS = {
    "inventory": [
        INVENTORY,
        *[inventory(code=f"2.{n:06d}", agency="Sở Tư pháp\nUBND cấp xã", field="Hộ tịch") for n in range(6)],
    ],
    "costs": [
        COSTS,
        *[
            cost(code=f"1.{1 + n // 2:06d}", fees="20.000", hours="2,5", task=f"Việc {n}", stage="Trước")
            for n in range(8)
        ],
    ],
    "proposals": [
        PROPOSALS,
        *[
            proposal(code=f"1.{1 + n:06d}", article="5", document="25/2020/QĐ-UBND", due="31/12/2023")
            for n in range(5)
        ],
    ],
}


def portal_rows():
    """A slice of a portal's list as it stands; a list of its shape where the files are not here."""
    for path in sorted(PORTAL.glob("*.xlsx")):
        return load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)[:12]
    return [["DANH SÁCH"], ["STT", "Mã số", "Tên"], *[[n, f"1.{n:06d}", f"Thủ tục {n}"] for n in range(9)]]


BASES = [*ROWS.values(), portal_rows()]


def flipped(dice, data):
    """One bit another."""
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


def inserted(dice, data):
    """A piece more."""
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.choice(PIECES) + data[at:]


def deleted(dice, data):
    """Some bytes less."""
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.randint(1, 60) :]


def swapped(dice, data):
    """Two chunks in each other's place."""
    a, b, c = sorted(dice.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def repeated(dice, data):
    """A chunk many times."""
    a, b = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return data[:b] + data[a:b] * dice.randint(1, 20) + data[b:]


BYTES: list[Callable] = [flipped, inserted, deleted, swapped, repeated]


def changed(dice, data):
    """One to four changes of bytes."""
    for _ in range(dice.randint(1, 4)):
        data = dice.choice(BYTES)(dice, data) if data else data
    return data


def celled(dice, rows):
    """Some cells are nasty ones, some rows and columns move, double or go."""
    rows = [list(row) for row in rows]
    for _ in range(dice.randint(1, 3)):
        row = dice.choice(rows)
        kind = dice.random()
        if kind < 0.75 and row:
            row[dice.randrange(len(row))] = dice.choice(NASTY)
        elif kind < 0.85:
            rows.insert(dice.randrange(len(rows) + 1), list(row))
        elif kind < 0.92:
            dice.shuffle(row)
        else:
            row += [dice.choice(NASTY)] * dice.choice([1, 3, 300])
    return rows


def csv_file(dice):
    """A text: cells changed, then its dress, then perhaps its bytes."""
    rows = dice.choice(BASES)
    if dice.random() < 0.7:
        rows = celled(dice, rows)
    whole = text(rows, dice.choice(",,,,;;\t\t|"), dice.choice(["\r\n", "\n", "\r"]))
    data = whole.encode(dice.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"]), "replace")
    return changed(dice, data) if dice.random() < 0.4 else data


def typed(dice, rows):
    """Some texts as numbers, some numbers as texts."""
    return [
        [dice.choice([1.5, 45000, -1, 1e300, True, 10**15]) if dice.random() < 0.02 else cell for cell in row]
        for row in rows
    ]


def xlsx_file(dice):
    """A workbook: cells changed, then a part of it inflated and changed, or the zip's own bytes."""
    rows = typed(dice, celled(dice, dice.choice(BASES)) if dice.random() < 0.5 else dice.choice(BASES))
    data = workbook(
        [[cell[:32_000] if isinstance(cell, str) else cell for cell in row[:300]] for row in rows]
    )
    kind = dice.random()
    if kind < 0.2:
        return changed(dice, data)
    if kind < 0.3:
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    likely = [name for name in parts if "sheet1" in name or "Strings" in name or "workbook" in name]
    name = dice.choice(likely if dice.random() < 0.8 else list(parts))
    part = parts[name]
    if dice.random() < 0.5:
        values = list(re.finditer(rb"(?<=>)[^<>]+(?=<)|(?<==\")[^\"]*(?=\")", part))
        for found in sorted(dice.sample(values, min(3, len(values))), key=lambda one: -one.start()):
            nasty = dice.choice(NASTY).encode("utf-8", "replace")
            part = part[: found.start()] + nasty + part[found.end() :]
    else:
        part = changed(dice, part)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, inflated in parts.items():
            archive.writestr(zipfile.ZipInfo(key), part if key == name else inflated, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


MADE = {"csv": csv_file, "xlsx": xlsx_file}


class Run(NamedTuple):
    """The results of many files."""

    codes: Counter
    slowest: float
    largest: int
    faults: list[str]


def fault(done, name):
    """The fault of one answer in words; empty if it has none."""
    if done.code not in {0, 2, 3}:
        return f"exit code {done.code}: {done.err}"
    if done.seconds > SECONDS or done.peak > MEMORY or done.starved:
        return f"{done.seconds:.1f} s, {done.peak >> 20} MB"
    if "Traceback" in done.err or "panicked" in done.err:
        return done.err
    if not done.out:
        lines = done.err.splitlines()
        clear = done.code == 2 and len(lines) == 3 and lines[1].startswith(f"  {name}: ")
        return "" if clear else f"exit code {done.code}: {done.err}"
    told = json.loads(done.out)
    if (done.code == 2) != bool(told["problems"]):
        return f"exit code {done.code} with {len(told['problems'])} problems"
    lost = [one for one in told["problems"] if one["row"] < 1 or not one["column"]]
    return f"no place: {lost}" if lost else ""


def fuzz(worker, kind, count, seed):
    """Plan so many files of a kind; what each came to."""
    before = digest(worker.folder)
    codes, faults, slowest, largest = Counter(), [], 0.0, 0
    for number in range(count):
        data = MADE[kind](random.Random(f"{seed}/{kind}/{number}"))
        name = f"fuzz.{kind}"
        (worker.folder / name).write_bytes(data)
        try:
            done = worker("import", "plan", name, "--json", "--as", ("lan.bt", "hanh.nt")[number % 2])
        except Gone as error:
            faults.append(f"{seed}/{kind}/{number}: {error}")
            continue
        codes[done.code] += 1
        slowest, largest = max(slowest, done.seconds), max(largest, done.peak)
        if said := fault(done, name):
            faults.append(f"{seed}/{kind}/{number}: {said}")
    if digest(worker.folder) != before:
        faults.append(f"{seed}/{kind}: the register was written")
    print(
        f"seed {seed}: {count} {kind}, exit codes {dict(sorted(codes.items()))}, slowest {slowest:.2f} s, "
        f"largest {largest >> 20} MB, {len(faults)} faults"
    )
    return Run(codes, slowest, largest, faults)


def seed_of_the_day(default):
    """The seed asked for."""
    return int(os.environ.get("TINHGON_FUZZ_SEED", default))


@pytest.mark.parametrize("rows", BASES, ids=["inventory", "costs", "proposals", "portal"])
def test_what_is_changed_is_good_before(worker, rows):
    """The mutations start from files that give a plan."""
    for kind, data in (("csv", text(rows).encode()), ("xlsx", workbook(rows))):
        (worker.folder / f"good.{kind}").write_bytes(data)
        done = worker("import", "plan", f"good.{kind}", "--json", "--as", "hanh.nt")
        assert json.loads(done.out)["problems"] == []


@pytest.mark.parametrize(("kind", "count"), [("csv", 200), ("xlsx", 60)])
def test_some_changed_files_are_planned_or_told_clearly(worker, kind, count):
    """Exit codes 0, 2 and 3 only, each refusal with its place, nothing written, all in bounds."""
    run = fuzz(worker, kind, count, seed_of_the_day(2023))
    assert run.faults == []
    assert run.codes[0], "some must still be read"
    assert run.codes[2] > count // 2, "most must be refused"


@pytest.mark.full
@pytest.mark.parametrize(("kind", "count"), [("csv", 5_000), ("xlsx", 500)])
def test_many_changed_files_are_planned_or_told_clearly(worker, kind, count):
    """The same with a seed of its own each time, which is printed."""
    run = fuzz(worker, kind, count, seed_of_the_day(secrets.randbelow(10**6)))
    assert run.faults == []
