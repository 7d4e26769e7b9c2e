"""Writes what several projections share: a member's standing, documents, cost sheets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from procedures.dates import local_date
from procedures.rules.document_identity import folded_number
from procedures.rules.programme import working_time
from procedures.storage.rows import Document, Former, Member, Procedure, Programme, Proposal, Sheet
from workflow.journal.strict_json import dumps

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.journal.entries import Fact
    from workflow.journal.strict_json import Json
    from workflow.storage.rows import Reader, Rows

    Apply = Callable[[Fact, Rows], None]


def change_procedure(**fields: Callable[[Fact], Any]) -> Apply:
    """Return a projection that sets these columns of the fact's procedure, each computed from the fact."""

    def change(fact: Fact, rows: Rows) -> None:
        procedure = rows.get(Procedure, fact.key)
        if procedure is not None:
            new = {name: value(fact) for name, value in fields.items()}
            rows.put(procedure._replace(**new))

    return change


def set_standing(rows: Rows, fact: Fact, programme: str, code: str, **standing: Any) -> None:
    """Set these columns of a member (its code) in a programme (id), and keep the former row.

    The former row (`Former`) is what a verdict as of an earlier position reads.
    """
    member = rows.get(Member, programme, code)
    if member is None:
        return
    if member.since != fact.seq:
        old = member._asdict()
        old["until"] = fact.seq
        rows.put(Former(**old))
    rows.put(member._replace(**standing, since=fact.seq))


def put_before_sheet(rows: Rows, fact: Fact, sheet: Json, annual: int | None) -> None:
    """Store a sheet "before" and make it the procedure's own (`annual`: whole đồng a year, None unknown)."""
    put_sheet(rows, fact, "before", sheet, annual)
    procedure = rows.get(Procedure, fact.key)
    if procedure is not None:
        limits = dumps(sheet["limits"]) if sheet["limits"] else ""
        rows.put(procedure._replace(sheet=fact.seq, annual=annual, basis=sheet["basis"], limits=limits))


def put_after_sheet(rows: Rows, fact: Fact, sheet: Json, annual: int | None) -> None:
    """Store a sheet "after", and its cost with the proposal of the round."""
    put_sheet(rows, fact, "after", sheet, annual)
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is not None:
        rows.put(proposal._replace(after=annual, after_sheet=fact.seq))


def put_time(rows: Rows, fact: Fact, programme: str, sheet: Json) -> None:
    """Set the processing time "before", where the sheet states limits that the programme can convert."""
    time = processing_time(rows, programme, sheet)
    if time is not None:
        set_standing(rows, fact, programme, fact.key, time=time, time_sheet=fact.seq)


def processing_time(rows: Reader, programme: str, sheet: Json | None) -> int | None:
    """Return the processing time of a sheet in a programme (id), in parts of a working day; None unknown.

    The parts are those of `rules.programme.day_parts`.
    """
    held = rows.get(Programme, programme)
    if held is None or sheet is None or not sheet["limits"]:
        return None
    return working_time(json.loads(held.text), sheet["limits"])


def put_base(rows: Rows, fact: Fact, programme: str, sheet: Json, annual: int | None) -> None:
    """Make a sheet the baseline's in a programme (id): its cost, and if it is an estimate (C11, C12)."""
    member = rows.get(Member, programme, fact.key)
    if member is not None:
        estimated = member.estimated & ~1 | int(sheet["basis"] == "estimate")
        changed = {"base": annual, "sheet": fact.seq, "estimated": estimated}
        set_standing(rows, fact, programme, fact.key, **changed)


def put_sheet(rows: Rows, fact: Fact, stage: str, sheet: Json, annual: int | None) -> None:
    """Store a cost sheet; `stage` is before or after, `annual` whole đồng a year (None unknown)."""
    rows.put(Sheet(fact.key, fact.seq, stage, annual, dumps(sheet)))


def put_document(rows: Rows, fact: Fact, slot: str, paper: Json) -> None:
    """Store a document of the fact's round under a slot such as `submission` or `decision.1`."""
    rows.put(
        Document(
            fact.key,
            fact.round,
            slot,
            paper["number"],
            paper["date"],
            paper["body"],
            paper["level"],
            paper["signer"],
            dumps(paper["files"]),
            local_date(fact.recorded_at),
            fact.seq,
            "",
            folded_number(paper["number"]),
        )
    )


def put_optional_document(rows: Rows, fact: Fact, slot: str) -> None:
    """Store the document of the act under a slot, where the act has one."""
    if fact.common.get("document") is not None:
        put_document(rows, fact, slot, fact.common["document"])


def without_names(data: Json, *names: str) -> Json:
    """Return an object without these fields."""
    return {name: value for name, value in data.items() if name not in names}
