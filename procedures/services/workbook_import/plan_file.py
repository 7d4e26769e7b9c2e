"""Plan files: an import plan as JSON, and the check that its workbook is the one it was made from."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from procedures.errors import BadInput, InputProblem
from procedures.services.workbook_import.import_plan import ImportPlan
from procedures.services.workbook_import.record_comparison import PlannedAct
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.read_file import read_bytes
from workflow.errors import Busy, NotFound
from workflow.journal.strict_json import dumps
from workflow.storage.files import read_regular

_LARGEST = 64 * 2**20  # bytes of a plan file


def plan_to_text(plan: ImportPlan) -> str:
    """Return the plan as JSON that `read_plan` reads back."""
    data = {
        "tinhgon": "plan",
        "v": 1,
        "file": plan.file,
        "at": plan.at,
        "sha256": plan.sha256,
        "register": plan.register,
        "seq": plan.seq,
        "leaf": plan.leaf,
        "left_out": plan.left_out,
        "unread": plan.unread,
        "acts": [{"act": act.act, "items": [list(item) for item in act.items]} for act in plan.acts],
    }
    return dumps(data) + "\n"


def read_plan(path: Path) -> tuple[ImportPlan, int]:
    """Read a plan file: the plan, and the number of cells and procedures that were left out of it.

    Raises NotFound: when the file cannot be read. Raises BadInput: when it holds no plan.
    """
    try:
        raw = read_regular(path)
    except OSError as error:
        raise NotFound("no-such-plan", path=path) from error
    try:
        data: Any = json.loads(raw[:_LARGEST])
        is_plan = data["tinhgon"] == "plan" and data["v"] == 1
        plan, left_out = _plan_from_data(data), int(data["left_out"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BadInput((InputProblem(str(path), "not-a-plan", ""),)) from error
    if not is_plan:
        raise BadInput((InputProblem(str(path), "not-a-plan", ""),))
    return plan, left_out


def _plan_from_data(data: Any) -> ImportPlan:
    acts = tuple(
        PlannedAct(act["act"], tuple((name, body) for name, body in act["items"])) for act in data["acts"]
    )
    return ImportPlan(
        file=data["file"],
        sha256=data["sha256"],
        register=data["register"],
        seq=data["seq"],
        leaf=data["leaf"],
        acts=acts,
        changes=(),
        problems=(),
        refused=(),
        effects=(),
        unread=int(data.get("unread", 0)),
        at=data.get("at", ""),
    )


def relative_path(plan: Path, workbook: Path) -> str:
    """Return the POSIX path from a plan file's folder to the workbook; "" between two drives."""
    try:
        relative = os.path.relpath(workbook.resolve(), plan.resolve().parent)
    except (OSError, ValueError):
        return ""
    return Path(relative).as_posix()


def workbook_unchanged(plan: ImportPlan, plan_path: Path, given: Path | None = None) -> bool:
    """Compare the workbook (`given`, else the one at the plan's path) with the plan; False if there is none.

    Raises Busy: when it is another than the plan was made from. Raises NotFound: when `given` is missing.
    """
    path = given or _workbook_path(plan_path, plan.at)
    if path is None:
        return False
    try:
        digest = hashlib.sha256(read_bytes(path)).hexdigest()
    except Unreadable as error:
        if given is not None and error.code in {"not-found", "not-readable"}:
            raise NotFound("no-such-file", path=given) from error
        if error.code in {"not-found", "not-readable"}:
            return False
        digest = ""  # emptied, or grown past every limit
    if digest != plan.sha256:
        raise Busy("workbook-changed", file=path)
    return True


def _workbook_path(plan: Path, at: object) -> Path | None:
    # A plan comes by mail: it must not make anybody's machine open a share or a device.
    if not isinstance(at, str) or not at or PurePosixPath(at).root or PureWindowsPath(at).anchor:
        return None
    return plan.parent / at
