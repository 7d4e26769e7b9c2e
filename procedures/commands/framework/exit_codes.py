"""Gives the exit code of an error, by the table in the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from procedures.errors import BadInput, Refusal
from workflow.decision import Reason
from workflow.errors import BadAddress, BadIntent, Busy, NotFound, StorageFault, Unsignable, WorkflowError


class ExitCode(IntEnum):
    """The exit codes of errors; 0 is done, 7 a check that failed, 130 a command that was stopped."""

    BUG = 1
    USAGE = 2
    RULE = 3
    RIGHT = 4
    ABSENT = 5
    RACE = 6
    STORAGE = 8


_BY_CLASS: tuple[tuple[type[WorkflowError], ExitCode], ...] = (
    (NotFound, ExitCode.ABSENT),
    (Busy, ExitCode.RACE),
    (Unsignable, ExitCode.RIGHT),
    (BadAddress, ExitCode.USAGE),
    (BadIntent, ExitCode.USAGE),
    (StorageFault, ExitCode.STORAGE),
)

_BY_CODE = {
    "nothing-sealed": ExitCode.RULE,  # R10: nothing sealed, no verdict
    "cannot-write-key": ExitCode.STORAGE,
    "which-programme": ExitCode.USAGE,
    "broken-template": ExitCode.USAGE,
    "unprintable-text": ExitCode.USAGE,
    "template-leaves-out": ExitCode.USAGE,
    "template-not-data": ExitCode.USAGE,
    "template-limit": ExitCode.USAGE,
    "template-file": ExitCode.USAGE,
    "template-active": ExitCode.USAGE,
}

_KINDS = {"rule": ExitCode.RULE, "absent": ExitCode.ABSENT, "race": ExitCode.RACE, "right": ExitCode.RIGHT}


def exit_code(error: Exception) -> int:
    """Return the exit code of an error (see `ExitCode`)."""
    if isinstance(error, Refusal):
        return refusal_code(error.reasons)
    if isinstance(error, BadInput):
        return ExitCode.USAGE
    if isinstance(error, WorkflowError):
        if error.code in _BY_CODE:
            return _BY_CODE[error.code]
        return next((code for kind, code in _BY_CLASS if isinstance(error, kind)), ExitCode.BUG)
    return ExitCode.BUG


def refusal_code(reasons: Sequence[Reason]) -> int:
    """Return the exit code of a refusal, by its gravest reason.

    A rule (3) comes before an absent subject (5), a lost race (6) and a missing right (4).
    """
    kinds = {reason.kind for reason in reasons}
    return next(_KINDS[kind] for kind in ("rule", "absent", "race", "right") if kind in kinds)
