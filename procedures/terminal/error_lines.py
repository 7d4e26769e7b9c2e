"""Words an error for a terminal: the error, the reasons with their values, the command to type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from procedures.errors import BadInput, Refusal
from procedures.terminal.hints import HINTS
from procedures.wording.error_messages import named, problem_text, reason_text, sentence
from procedures.wording.language import _, term
from procedures.wording.messages import MESSAGES, error_number
from workflow.decision import Reason
from workflow.errors import WorkflowError

_SHOWN = 12  # subjects named one by one; the others are counted


def error_lines(error: Exception) -> list[str]:
    """Return the lines of an error: its sentence, its reasons, the command to type."""
    if isinstance(error, Refusal):
        return refusal_lines(error.act, error.reasons)
    if isinstance(error, BadInput):
        return bad_input_lines(error)
    if isinstance(error, WorkflowError):
        why = sentence(error.code, error.values)
        head = _("Error {number}: {what}").format(number=error_number(error.code), what=why)
        return [head, *_advice(error.code, error.values)]
    return [str(error)]


def refusal_lines(act: str, reasons: Sequence[Reason]) -> list[str]:
    """Return the lines of a refusal: for each subject all its reasons, then the first hint there is.

    `act` is the act's name; a reason whose subject is the act's name is against the act as a whole.
    """
    lines: list[str] = []
    subjects = list(dict.fromkeys(reason.subject for reason in reasons))
    for subject in subjects[:_SHOWN]:
        against = [reason for reason in reasons if reason.subject == subject]
        subject_name = _("cannot {act}.") if subject == act else _("cannot {act} ({subject}).")
        subject_name = subject_name.format(act=term("act", act), subject=named(subject))
        lines.append(
            _("Error {number}: {what}").format(number=error_number(against[0].code), what=subject_name)
        )
        why = "; ".join(reason_text(reason) for reason in against)
        lines.append("  " + _capitalised(why) + ".")
    if len(subjects) > _SHOWN:
        lines.append("  " + _("… and {n} more").format(n=len(subjects) - _SHOWN))
    for reason in reasons:
        if reason.code in HINTS:
            values = dict(reason.values) | {"key": reason.subject.partition("/")[2]}
            return lines + _advice(reason.code, values)
    return lines + _advice(reasons[0].code, {})


def bad_input_lines(error: BadInput) -> list[str]:
    """Return the lines of an input that cannot be used: every problem with its place, at most 40."""
    first = error.problems[0]
    where = f" ({error.source})" if error.source else ""
    head = _("Error {number}: {what}").format(
        number=error_number(first.code if len(error.problems) == 1 else "bad-input"),
        what=_("the input cannot be used{where}.").format(where=where),
    )
    lines = [head, *("  " + problem_text(problem) for problem in error.problems[:40])]
    if len(error.problems) > 40:  # noqa: PLR2004 - a screenful
        lines.append("  " + _("… and {n} more").format(n=len(error.problems) - 40))
    return lines + _advice(first.code if first.code in MESSAGES else "bad-input", {})


def _capitalised(text: str) -> str:
    # An id such as lan.bt keeps its small letters.
    return text if "." in text.split(" ", 1)[0] else text[:1].upper() + text[1:]


def _advice(code: str, values: Mapping[str, str]) -> list[str]:
    hint = HINTS.get(code, "")
    explain = _("(explain: tinhgon explain {number})").format(number=error_number(code))
    if not hint:
        return [f"  {explain}"]
    try:
        typed = hint.format(**values)
    except KeyError:
        typed = hint
    return ["  " + _("Try: {typed}").format(typed=typed) + f"      {explain}"]
