"""Three lines for what went wrong: what, why with the values, what to type; and the exit code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from procedures.errors import BadInput, InputProblem, Refusal
from procedures.wording.formats import date, dong
from procedures.wording.language import _, term
from procedures.wording.messages import MESSAGES, error_number
from procedures.wording.terminal_text import one_line
from workflow.decision import Reason
from workflow.errors import BadIntent, Busy, NotFound, StorageFault, Unsignable, WorkflowError

DONE, BUG, USAGE, RULE, RIGHT, ABSENT, RACE, FAILED, STORAGE, CANCELLED = (0, 1, 2, 3, 4, 5, 6, 7, 8, 130)
_CODES: tuple[tuple[type[WorkflowError], int], ...] = (
    (NotFound, ABSENT),
    (Busy, RACE),
    (Unsignable, RIGHT),
    (BadIntent, USAGE),
    (StorageFault, STORAGE),
)
_BY_CODE = {
    "nothing-sealed": RULE,  # R10: nothing sealed, no verdict
    "cannot-write-key": STORAGE,
    "which-programme": USAGE,
    "broken-template": USAGE,
    "template-leaves-out": USAGE,
}
_KINDS = {"rule": RULE, "absent": ABSENT, "race": RACE, "right": RIGHT}
_SHOWN = 12  # subjects told one by one; the rest is counted
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
    """The exit code of an error, by the table in the documentation."""
    if isinstance(error, Refusal):
        return refusal_code(error.reasons)
    if isinstance(error, BadInput):
        return USAGE
    if isinstance(error, WorkflowError):
        if error.code in _BY_CODE:
            return _BY_CODE[error.code]
        return next((code for kind, code in _CODES if isinstance(error, kind)), BUG)
    return BUG


def refusal_code(reasons: Sequence[Reason]) -> int:
    """A rule (3) before nothing there (5) before a lost race (6) before a missing right (4)."""
    kinds = {reason.kind for reason in reasons}
    return next(_KINDS[kind] for kind in ("rule", "absent", "race", "right") if kind in kinds)


def error_lines(error: Exception) -> list[str]:
    """The error for people."""
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
    """What was refused, for each subject all its reasons, and the first hint that helps."""
    told: list[str] = []
    subjects = list(dict.fromkeys(reason.subject for reason in reasons))
    for subject in subjects[:_SHOWN]:
        mine = [reason for reason in reasons if reason.subject == subject]
        whole = subject == act  # a reason against the act as a whole, not against one subject
        what = _("cannot {act}.") if whole else _("cannot {act} ({subject}).")
        what = what.format(act=term("act", act), subject=named(subject))
        told.append(_("Error {number}: {what}").format(number=error_number(mine[0].code), what=what))
        why = "; ".join(reason_text(reason) for reason in mine)
        told.append("  " + _capital(why) + ".")
    if len(subjects) > _SHOWN:
        told.append("  " + _("… and {n} more").format(n=len(subjects) - _SHOWN))
    for reason in reasons:
        hint = MESSAGES[reason.code].hint if reason.code in MESSAGES else ""
        if hint:
            values = dict(reason.values) | {"key": reason.subject.partition("/")[2]}
            return told + _advice(reason.code, hint, values)
    return told + _advice(reasons[0].code, "", {})


def bad_input_lines(error: BadInput) -> list[str]:
    """Every problem at its place."""
    first = error.problems[0]
    where = f" ({error.source})" if error.source else ""
    head = _("Error {number}: {what}").format(
        number=error_number(first.code if len(error.problems) == 1 else "bad-input"),
        what=_("the input cannot be used{where}.").format(where=where),
    )
    told = [head, *("  " + problem_text(problem) for problem in error.problems[:40])]
    if len(error.problems) > 40:  # noqa: PLR2004 - a screenful
        told.append("  " + _("… and {n} more").format(n=len(error.problems) - 40))
    hint = MESSAGES[first.code].hint if first.code in MESSAGES else ""
    return told + _advice(first.code if first.code in MESSAGES else "bad-input", hint, {})


def problem_text(problem: InputProblem) -> str:
    """One problem: its place and what is wrong there."""
    code = problem.code if problem.code in MESSAGES else "problem"
    values = {"value": problem.value, "detail": problem.detail or problem.code}
    text = sentence(code, values)
    return f"{problem.place}: {text}" if problem.place else text


def reason_text(reason: Reason) -> str:
    """One reason as a sentence without capital and full stop."""
    return sentence(reason.code, dict(reason.values))


def sentence(code: str, values: Mapping[str, str]) -> str:
    """The sentence of a code with its values as words; the bare code where there is none."""
    message = MESSAGES.get(code)
    if message is None:
        return f"{code} {' '.join(f'{n}={v}' for n, v in values.items())}".strip()
    words = {name: one_line(_word(name, str(value))) for name, value in values.items()}
    try:
        return _(message.text).format(**words)
    except KeyError:
        return _(message.text) + " " + " ".join(words.values())


def named(subject: str) -> str:
    """A subject for people: `procedure/1.000123` is TTHC 1.000123."""
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
