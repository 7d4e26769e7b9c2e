"""Follows a procedure through its codes (R4): the journal keeps the first one, the rows have the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.storage.rows import FormerCode, Procedure

if TYPE_CHECKING:
    from workflow.storage.rows import Reader

_KIND = "procedure/"


def current_code(code: str, rows: Reader) -> str:
    """Return the code of today of a procedure that had this code; the same one where it still has it."""
    former = rows.get(FormerCode, code)
    return code if former is None else former.now


def current_subject(subject: str, rows: Reader) -> str:
    """Return a procedure's subject with its code of today (`procedure/1.000123`), another one as it is."""
    if not subject.startswith(_KIND):
        return subject
    return _KIND + current_code(subject.removeprefix(_KIND), rows)


def journal_code(code: str, rows: Reader) -> str:
    """Return the code by which the journal names a procedure: its first one."""
    procedure = rows.get(Procedure, current_code(code, rows))
    return code if procedure is None else procedure.first_code


def journal_subject(code: str, rows: Reader) -> str:
    """Return the subject by which the journal names a procedure: that of its first code."""
    return _KIND + journal_code(code, rows)
