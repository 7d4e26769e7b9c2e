"""Words reasons, problems and errors: one sentence each, with its values."""

from __future__ import annotations

from collections.abc import Mapping

from procedures.errors import InputProblem
from procedures.wording.formats import date, dong
from procedures.wording.language import _, term
from procedures.wording.messages import MESSAGES
from procedures.wording.terminal_text import one_line
from procedures.wording.terms import TERMS
from workflow.decision import Reason

_TERMS = {
    "act": "act",
    "state": "state",
    "sources": "state",
    "role": "role",
    "roles": "role",
    "held": "role",
    "authority": "level",
    "levels": "level",
    "needed": "level",
    "level": "level",
    "read": "level",
    "to": "level",
    "forwarded": "level",
    "criteria": "criterion",
    "kind": "kind",
    "action": "action",
    "measure": "measure",
}
_PLACES = ("act", "document")
_AMOUNTS = {"expected", "given", "after"}


def problem_text(problem: InputProblem) -> str:
    """Return one problem as "place: sentence", without the place where there is none."""
    code = problem.code if problem.code in MESSAGES else "problem"
    values = {"value": problem.value, "person": problem.value, "detail": problem.detail or problem.code}
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


def _word(name: str, value: str) -> str:
    if name in {"one", "other"}:  # dates of two documents or fields (TG-034), or another act
        return next((term(kind, value) for kind in _PLACES if value in TERMS[kind]), term("field", value))
    if name in _TERMS:
        return ", ".join(term(_TERMS[name], one) for one in value.split(","))
    if name in _AMOUNTS and value.isdigit():
        return dong(int(value))
    if len(value) == 10 and value[4] == value[7] == "-":  # noqa: PLR2004 - an ISO date
        return date(value)
    return value
