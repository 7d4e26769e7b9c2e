"""Finds what a merger joins: its proposals, and the cost sheet of the code that continues (R4)."""

from __future__ import annotations

from typing import NamedTuple

from procedures.storage.rows import Member, Procedure, Proposal
from workflow.storage.rows import Reader

# Outcome of a proposal -> the stage at which its cut counts; any other outcome has left the ladder (R8).
STAGE_OF = {"proposed": 1, "approved": 2, "implemented": 3, "reopened": 3}


class SheetPlace(NamedTuple):
    """A cost sheet by the key of its row: code, position, stage (before or after)."""

    code: str
    seq: int
    stage: str


def ends_itself(proposal: Proposal) -> bool:
    """Return True where a proposal ends its own procedure: abolishes it, or merges it into another (R4)."""
    return proposal.kind == "abolish" or (proposal.kind == "merge" and proposal.into != proposal.code)


def merged_together(rows: Reader, proposal: Proposal) -> list[Proposal]:
    """Return the proposals of the merger that a proposal belongs to, itself included; [] outside a merger."""
    if proposal.merger is None or proposal.into is None:
        return []
    return [other for other in rows.scan(Proposal, into=proposal.into) if other.merger == proposal.merger]


def merger_of(rows: Reader, code: str, into: str, seq: int) -> int:
    """Return the merger that a proposal of `code` recorded at `seq` joins: one into the same code under way.

    What was carried out already is not touched by a later merger into the same code, unless the procedure
    itself belonged to it and was annulled: it takes its place in that merger again.
    """
    known = [other for other in rows.scan(Proposal, into=into) if other.merger is not None]
    standing = {other.merger for other in known if other.outcome in STAGE_OF}
    joined = [
        other.merger
        for other in known
        if other.merger is not None
        and (
            other.outcome in {"proposed", "approved"}
            or (other.code == code and other.outcome == "annulled" and other.merger in standing)
        )
    ]
    return max(joined, default=seq)


def sheet_after(rows: Reader, member: Member, proposal: Proposal) -> SheetPlace | None:
    """Return the sheet that the cost after a member's cut rests on; None: it ends, or nothing is measured.

    One that stands for a code outside the baseline rests on the sheet of that code.
    """
    if member.how == "simplify" and ends_itself(proposal):
        return sheet_of_continuing(rows, proposal)
    return _place(proposal.code, proposal.after_sheet, "after")


def sheet_of_continuing(rows: Reader, proposal: Proposal) -> SheetPlace | None:
    """Return the sheet of the code that a merger leads to: as proposed for it, or its own one in force."""
    into = proposal.into or ""
    own = [other for other in merged_together(rows, proposal) if other.code == into]
    if own:
        return _place(into, own[-1].after_sheet, "after")
    target = rows.get(Procedure, into)
    return _place(into, target.sheet, "before") if target is not None else None


def _place(code: str, seq: int | None, stage: str) -> SheetPlace | None:
    return None if seq is None else SheetPlace(code, seq, stage)
