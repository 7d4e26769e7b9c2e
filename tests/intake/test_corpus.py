"""Each file of the corpus is planned by the real command: told clearly, in bounds, nothing written."""

from __future__ import annotations

import json
import re

import pytest

from procedures.errors import BadInput
from procedures.spreadsheets.problems import Unreadable
from procedures.terminal.intake_problems import unreadable
from tests.intake.corpus import BOMBS, CORPUS, FORMS, HEAVY, Plan, Refused, Wrong
from tests.intake.limited_process import MEMORY, SECONDS, Gone, Worker, digest


def words(code):
    """The sentence for a file that is refused with this code."""
    try:
        with unreadable("f"):
            raise Unreadable(code=code)
    except BadInput as error:
        return error.problems[0].detail


def person(outcome):
    """The user who has the right to the acts of the plan."""
    return "hanh.nt" if isinstance(outcome, Plan) and "procedure.add" in outcome.acts else "lan.bt"


def faults(worker, case, name):
    """Everything that is not as it must be with a file, in words."""
    path = worker.folder / name
    path.write_bytes(case.made())
    before = digest(worker.folder)
    form = ["--json"] if isinstance(case.outcome, Wrong) else ["--format", "table"]
    try:
        done = worker("import", "plan", name, *form, "--as", person(case.outcome), "-o", "x.plan")
    except Gone as error:
        return [str(error)]
    found = []
    if done.seconds > SECONDS:
        found.append(f"{done.seconds:.1f} s")
    if done.peak > MEMORY or done.starved:
        found.append(f"{done.peak >> 20} MB{', starved' if done.starved else ''}")
    if digest(worker.folder) != before:
        found.append("the register was written")
    if "Traceback" in done.err or "panicked" in done.err:
        found.append("a traceback")
    if re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]", done.out + done.err):
        found.append("a character that steers")
    kept = worker.folder / "x.plan"
    plan = kept.read_text("utf-8") if kept.exists() else ""
    kept.unlink(missing_ok=True)
    match case.outcome:
        case Refused(code, places):
            found += refused_faults(done, name, code, places)
        case Wrong(cells):
            found += wrong_faults(done, cells)
        case Plan(acts, says):
            if done.code != 0:
                found.append(f"exit code {done.code}: {done.out}{done.err}")
            made = {one["act"]: len(one["items"]) for one in json.loads(plan or '{"acts":[]}')["acts"]}
            if made != dict(acts):
                found.append(f"plan of {made}")
            found += [f"not said: {one}" for one in says if one not in done.out + plan]
    path.unlink()
    return found


def refused_faults(done, name, code, places):
    """A refusal is three lines: what, which file with why and where, what to type."""
    lines = done.err.splitlines()
    if done.code != 2 or done.out or len(lines) != 3:
        return [f"exit code {done.code}: {done.out}{done.err}"]
    if not lines[1].startswith(f"  {name}: ") or words(code) not in lines[1]:
        return [f"not told as {code}: {lines[1]}"]
    return [f"not told: {one}" for one in places if one not in lines[1]]


def wrong_faults(done, cells):
    """Wrong cells are told by sheet, row and column, and nothing of them is planned."""
    if done.code != 2:
        return [f"exit code {done.code}: {done.out}{done.err}"]
    titles = {column.key: column.titles[0] for form in FORMS.values() for column in form.columns}
    expected = {(code, row, titles.get(key, key)) for code, row, key in cells}
    told = json.loads(done.out)
    found = {(one["code"], one["row"], one["column"]) for one in told["problems"]}
    return [] if found == expected else [f"found {sorted(found)}, not {sorted(expected)}"]


def test_the_corpus_is_large_and_its_names_are_unlike():
    """At least sixty files, of every ending that an office has."""
    assert len(CORPUS) >= 60
    assert {case.suffix for case in CORPUS.values()} >= {"xlsx", "xlsm", "xls", "ods", "csv", "tsv"}


def named(files):
    """The names of files, those that take long marked as such."""
    return [pytest.param(name, marks=[pytest.mark.full] * (name in HEAVY)) for name in files]


@pytest.mark.parametrize("name", named(CORPUS))
def test_a_hostile_or_odd_file_is_told_clearly(worker, name):
    """The message names the file and the place, the exit code is 2, nothing is written, all in bounds."""
    case = CORPUS[name]
    assert faults(worker, case, f"{'-'.join(name.split())}.{case.suffix}"[-60:]) == []


@pytest.mark.parametrize("name", named(BOMBS))
def test_without_the_guard_a_bomb_is_caught_by_the_limits_here(register, name):
    """The canary: were the guard not there, memory or time would run out, and the test would say so."""
    case = BOMBS[name]
    open_worker = Worker(register, guarded=False)
    try:
        found = faults(open_worker, case, f"bomb.{case.suffix}")
    finally:
        open_worker.close()
    assert any(re.search(r"starved|died|hung| MB| s$", one) for one in found), found
