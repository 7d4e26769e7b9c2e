"""Explains an error code, a rule with its source, a state, an act or a term, in a few sentences."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from procedures.lifecycle import DEFINITION
from procedures.paths import DATA
from procedures.vietnamese import fold
from procedures.wording.language import N_, _, language, term
from procedures.wording.messages import MESSAGES
from procedures.wording.terms import TERMS
from workflow.errors import NotFound

_RIGHT = N_(
    "A right is missing: another person must do this, or a registrar must grant the role. "
    "Nothing was recorded (exit code 4)."
)
_PEOPLE = N_(
    "A rule about people, keys, roles or cost sheets stands against it. Nothing was recorded (exit code 3)."
)
# The last number of each range of `messages.py`: what kind of thing such an error is, and what to do about it.
_KINDS = (
    (9, N_("The command was not understood, or the program failed. Nothing was recorded.")),
    (19, _RIGHT),
    (
        69,
        N_(
            "A rule of the life cycle or of its documents stands against the act: “tinhgon workflow show” "
            "lists acts and states; or somebody was faster. Nothing was recorded (exit code 3; 5 where the subject "
            "is not on record, 6 where it changed meanwhile)."
        ),
    ),
    (99, _PEOPLE),
    (
        119,
        N_(
            "What was named is not on record or not there. Nothing was recorded (exit code 5; 3 where no baseline is sealed)."
        ),
    ),
    (
        149,
        N_(
            "The register is in use, or it or a file cannot be read or written: whoever looks after the machine "
            "can help, and “tinhgon doctor” (exit code 6 or 8)."
        ),
    ),
    (
        199,
        N_(
            "A file does not have the form that it should have, or reading it failed. Nothing was recorded "
            "(exit code 2, 7 or 8)."
        ),
    ),
    (
        299,
        N_(
            "Something that was given cannot be used: the line of the error names the option, the field or the "
            "cell. Nothing was recorded (exit code 2)."
        ),
    ),
    (
        329,
        N_(
            "A list, or a cell in it, cannot be used: the error names sheet, row and column where there are "
            "any. Nothing was recorded (exit code 2)."
        ),
    ),
    (
        339,
        N_("A paper cannot be made from the record, or is not what the record says (exit code 2, 3 or 7)."),
    ),
    (
        349,
        N_(
            "A checkpoint or receipt that was kept elsewhere: what it says about the register (exit code 7), or "
            "why it says nothing. See docs/evidence.md."
        ),
    ),
    (
        399,
        N_(
            "A finding of “tinhgon audit verify”: the register is not what was signed (exit code 7). Keep the "
            "file as it is, compare it with a backup, and see docs/evidence.md."
        ),
    ),
    (409, _PEOPLE),
    (
        999,
        N_(
            "A rule, or something that was given, stands against it: the error says which. Nothing was recorded "
            "(exit code 2 or 3; 4 where a right is missing, 6 where the register is in use)."
        ),
    ),
)
_RULES = DATA / "rules.toml"


def explain(topic: str, hints: Mapping[str, str]) -> str:
    """The explanation of a topic, lines of text; the list of topics where `topic` is empty.

    `hints` maps codes of errors to what a person can do next, in the words of the face that asks.

    Raises NotFound: nothing is known about the topic.
    """
    wanted = topic.strip()
    if not wanted:
        return _topics()
    for told in (_error(wanted, hints), _rule(wanted), _act(wanted), _state(wanted), _term(wanted)):
        if told:
            return told
    raise NotFound("no-such-topic", topic=topic)


def rules() -> dict[str, dict[str, Any]]:
    """Rule id -> {vi, en, source: {vi, en}}: the counting rules in a sentence or two each, and their source."""
    with _RULES.open("rb") as file:
        return tomllib.load(file)


def _topics() -> str:
    states = ", ".join(TERMS["state"])
    acts = ", ".join(TERMS["act"])
    return (
        "\n".join(
            [
                _("Error codes: TG-001 and so on, as they are printed"),
                _("Rules: {list}").format(list=", ".join(rules())),
                _("States: {list}").format(list=states),
                _("Acts: {list}").format(list=acts),
            ]
        )
        + "\n"
    )


def _error(topic: str, hints: Mapping[str, str]) -> str:
    digits = topic.upper().removeprefix("TG-").lstrip("0")
    for code, message in MESSAGES.items():
        if str(message.number) == digits:
            typed = re.sub(r"\{\w+\}", "…", hints.get(code, ""))
            hint = "\n" + _("Try: {typed}").format(typed=typed) if typed else ""
            text = re.sub(r"\{\w+\}", "…", _(message.text))
            kind = next(_(told) for last, told in _KINDS if message.number <= last)
            return f"TG-{message.number:03d}: {text}\n{kind}{hint}\n"
    return ""


def _rule(topic: str) -> str:
    found = rules().get(topic.upper())
    if found is None:
        return ""
    source = _("Source: {text}").format(text=found["source"][language()])
    return f"{topic.upper()}  {found[language()]}\n{source}\n"


def _act(topic: str) -> str:
    act = DEFINITION.by_name.get(topic)
    if act is None:
        return ""
    lines = [f"{act.name}: {term('act', act.name)}"]
    lines.append(_("by: {roles}").format(roles=", ".join(term("role", role) for role in act.roles)))
    if act.sources:
        sources = ", ".join(term("state", state) for state in act.sources)
        lines.append(f"{sources} → {term('state', act.dest or act.sources[0])}")
    if act.distinct_from:
        others = ", ".join(term("act", other) for other in act.distinct_from)
        lines.append(_("not by whoever did in the same round: {acts}").format(acts=others))
    if act.reason_required:
        lines.append(_("a reason must be given"))
    if act.guards:
        lines.append(_("rules: {list}").format(list=", ".join(act.guards)))
    return "\n".join(lines) + "\n"


def _state(topic: str) -> str:
    if topic not in TERMS["state"]:
        return ""
    ways = [act.name for act in DEFINITION.acts if topic in act.sources]
    return (
        f"{topic}: {term('state', topic)}\n" + _("possible acts: {list}").format(list=", ".join(ways)) + "\n"
    )


def _term(topic: str) -> str:
    folded = fold(topic)
    found = [
        f"{name}: {term(kind, name)} ({kind})"
        for kind, names in TERMS.items()
        for name in names
        if folded in {fold(name), fold(term(kind, name))}
    ]
    return "\n".join(found) + "\n" if found else ""
