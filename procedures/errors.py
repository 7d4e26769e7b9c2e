"""Defines the errors that carry what a person did wrong, for every face to put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow.decision import Reason


class Refusal(Exception):
    """An act was refused: nothing was signed or recorded.

    `act` is the act's name such as `approve`; `reasons` are all the reasons, of every subject.
    """

    def __init__(self, act: str, reasons: Sequence[Reason]) -> None:
        super().__init__(act, reasons)
        self.act = act
        self.reasons = tuple(reasons)


class InputProblem(NamedTuple):
    """One fault of what a person handed in.

    `place` is a path counted from 1 such as `actions.1.kind`, or a field of what was asked for such as
    `request.as_of`, which a face spells in its own way; `code` a stable
    code such as `not-a-date`; `value` what stood there, at most 60 characters; `detail` what was
    expected, "" where the code says it.
    """

    place: str
    code: str
    value: str
    detail: str = ""


class BadInput(Exception):
    """Input that cannot be used, with every problem at once; `source` is the file's name or ""."""

    def __init__(self, problems: tuple[InputProblem, ...], source: str = "") -> None:
        super().__init__(source, problems)
        self.problems = problems
        self.source = source
