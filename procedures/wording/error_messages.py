"""Words an error in three lines (what, why with the values, what to type), and gives its exit code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum

from procedures.errors import BadInput, InputProblem, Refusal
from procedures.wording.formats import date, dong
from procedures.wording.language import _, term
from procedures.wording.messages import MESSAGES, error_number
from procedures.wording.terminal_text import one_line
from workflow.decision import Reason
from workflow.errors import BadIntent, Busy, NotFound, StorageFault, Unsignable, WorkflowError


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
    (BadIntent, ExitCode.USAGE),
    (StorageFault, ExitCode.STORAGE),
)
_BY_CODE = {
    "nothing-sealed": ExitCode.RULE,  # R10: nothing sealed, no verdict
    "cannot-write-key": ExitCode.STORAGE,
    "which-programme": ExitCode.USAGE,
    "broken-template": ExitCode.USAGE,
    "template-leaves-out": ExitCode.USAGE,
}
_KINDS = {"rule": ExitCode.RULE, "absent": ExitCode.ABSENT, "race": ExitCode.RACE, "right": ExitCode.RIGHT}
_SHOWN = 12  # subjects named one by one; the others are counted
_TERMS = {
    "act": "act",
    "other": "act",
    "state": "state",
    "sources": "state",
    "role": "role",
    "roles": "role",
    "held": "role",
    "authority": "level",
    "levels": "level",
    "kind": "kind",
    "action": "action",
}
_AMOUNTS = {"expected", "given", "after"}


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


def error_lines(error: Exception) -> list[str]:
    """Return the lines that tell a person about an error, in the language in use."""
    if isinstance(error, Refusal):
        return refusal_lines(error.act, error.reasons)
    if isinstance(error, BadInput):
        return bad_input_lines(error)
    if isinstance(error, WorkflowError):
        message = MESSAGES.get(error.code)
        why = sentence(error.code, error.values)
        head = _("Error {number}: {what}").format(number=error_number(error.code), what=why)
        return [head, *_advice(error.code, message.hint if message else "", error.values)]
    return [str(error)]


def refusal_lines(act: str, reasons: Sequence[Reason]) -> list[str]:
    """Return the lines of a refusal: for each subject all its reasons, then the first hint there is.

    `act` is the act's name; a reason whose subject is the act's name is against the act as a whole.
    """
    lines: list[str] = []
    subjects = list(dict.fromkeys(reason.subject for reason in reasons))
    for subject in subjects[:_SHOWN]:
        against = [reason for reason in reasons if reason.subject == subject]
        what = _("cannot {act}.") if subject == act else _("cannot {act} ({subject}).")
        what = what.format(act=term("act", act), subject=named(subject))
        lines.append(_("Error {number}: {what}").format(number=error_number(against[0].code), what=what))
        why = "; ".join(reason_text(reason) for reason in against)
        lines.append("  " + _capital(why) + ".")
    if len(subjects) > _SHOWN:
        lines.append("  " + _("… and {n} more").format(n=len(subjects) - _SHOWN))
    for reason in reasons:
        hint = MESSAGES[reason.code].hint if reason.code in MESSAGES else ""
        if hint:
            values = dict(reason.values) | {"key": reason.subject.partition("/")[2]}
            return lines + _advice(reason.code, hint, values)
    return lines + _advice(reasons[0].code, "", {})


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
    hint = MESSAGES[first.code].hint if first.code in MESSAGES else ""
    return lines + _advice(first.code if first.code in MESSAGES else "bad-input", hint, {})


def problem_text(problem: InputProblem) -> str:
    """Return one problem as "place: sentence", without the place where there is none."""
    code = problem.code if problem.code in MESSAGES else "problem"
    values = {"value": problem.value, "detail": problem.detail or problem.code}
    text = sentence(code, values)
    return f"{problem.place}: {text}" if problem.place else text


def reason_text(reason: Reason) -> str:
    """Return one reason as a sentence without capital and full stop."""
    return sentence(reason.code, dict(reason.values))


def sentence(code: str, values: Mapping[str, str]) -> str:
    """Return the sentence of a code with its values as words; the code itself where it has no sentence."""
    message = MESSAGES.get(code)
    if message is None:
        return f"{code} {' '.join(f'{n}={v}' for n, v in values.items())}".strip()
    words = {name: one_line(_word(name, str(value))) for name, value in values.items()}
    try:
        return _(message.text).format(**words)
    except KeyError:
        return _(message.text) + " " + " ".join(words.values())


def named(subject: str) -> str:
    """Return a subject in words: `procedure/1.000123` is TTHC 1.000123."""
    kind, _slash, key = subject.partition("/")
    if kind == "register":  # there is only one
        return term("subject", kind)
    return f"{term('subject', kind)} {key}" if key else term("act", subject)


def _capital(text: str) -> str:
    # An id such as lan.bt keeps its small letters.
    return text if "." in text.split(" ", 1)[0] else text[:1].upper() + text[1:]


def _word(name: str, value: str) -> str:
    if name in _TERMS:
        return ", ".join(term(_TERMS[name], one) for one in value.split(","))
    if name in _AMOUNTS and value.isdigit():
        return dong(int(value))
    if len(value) == 10 and value[4] == value[7] == "-":  # noqa: PLR2004 - an ISO date
        return date(value)
    return value


def _advice(code: str, hint: str, values: Mapping[str, str]) -> list[str]:
    explain = _("(explain: tinhgon explain {number})").format(number=error_number(code))
    if not hint:
        return [f"  {explain}"]
    try:
        typed = hint.format(**values)
    except KeyError:
        typed = hint
    return ["  " + _("Try: {typed}").format(typed=typed) + f"      {explain}"]
