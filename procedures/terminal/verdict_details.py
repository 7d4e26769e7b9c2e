"""Words the procedures that a verdict sheet names, and its warning signs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from procedures.rules.warning_signs.sign import THE_WHOLE, WarningSign
from procedures.services.verdict.details import VerdictDetails
from procedures.wording.formats import count, date, dong, exact, percent
from procedures.wording.language import N_, _, term
from procedures.wording.terminal_text import one_line, truncate

_SHOWN, _FEW, _SIGNS_OF_A_RULE = 20, 5, 10  # a screenful, a line, half a screenful; JSON has them all
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# Figures of a sign that are stable names, several of them with commas, and the kind of term of each.
_TERMS = {
    "gone": "gone",
    "level": "level",
    "decided": "level",
    "criteria": "criterion",
    "measure": "measure",
    "fields": "field",
}
_HEADS = {
    "A": N_("A. Abolished, cost before unknown:"),
    "B": N_("B. Simplified, cost before unknown:"),
    "C": N_("C. Simplified, cost after not measured yet:"),
    "U": N_("U. Not cut, cost unknown:"),
    "worse": N_("Simplified, but costs more than before: not counted in number (C10):"),
    "zero": N_("Cut, and known to cost nothing: counts in number, saves nothing (C8):"),
    "not-counted": N_("On the ladder without a cut that counts in number (R3, R4):"),
    "after-end": N_("Dated after the programme's end: not counted at this stage (R12):"),
    "struck": N_("Struck since: in the base, not a cut (R5):"),
    "repealed": N_("Repealed from above since: in neither base nor cuts (R5):"),
    "moved": N_("Handed over, with the place in the base (R10):"),
    "new": N_("New burden since the seal (R9):"),
    "found": N_("Found since the seal, in force before (R9):"),
    "overdue": N_("Approved, and past the date by which it was to be implemented:"),
    "ending": N_("Implemented for a time that ends within 90 days (R8):"),
    "restated": N_("Baseline cost restated (C12):"),
    "handled": N_("Handled here, owned by another unit: not counted (R10):"),
}
# The figure by whose value a sign has one of several sentences; `_SIGNS` names it after the rule.
_CHOICES = {"W2": "single", "W6": "gone", "W11": "why", "W12": "what", "W13": "what", "W19": "what"}
_SIGNS = {
    "W1": N_("{codes}: {what} falls from {before} to {after}, by half or more"),
    "W2 0": N_("{codes}: {saving} of {all} đồng saved, half of the unit's saving or more"),
    "W2 1": N_("{codes}: the unit's only cut makes its whole saving of {all} đồng"),
    "W3": N_("{n} of {of} cuts lower a fee and nothing else"),
    "W4": N_("{n} of {of} cuts concern procedures that are known to cost nothing"),
    "W5": N_("{codes}: added after the seal and {gone} again"),
    "W6 struck": N_("{codes}: one was struck, then one with a similar name was added ({name})"),
    "W6 abolished": N_(
        "{codes}: one is abolished, and one with a similar name was added since the seal ({name})"
    ),
    "W7": N_("{number} of the procedures, but {cost} of the cost"),
    "W8": N_("{codes}: {number} of {date} came on record {days} days later"),
    "W9": N_(
        "{codes}: {document} is of the level {level}, above {number}, which approved the cut ({decided})"
    ),
    "W10": N_("{codes}: approved, though the appraisal of {person} finds against it in {criteria}"),
    "W11 later": N_("{codes}: cost before first recorded after the proposal ({n} of {of} cuts)"),
    "W11 proposer": N_(
        "{codes}: cost before first recorded by the person who proposed the cut ({n} of {of} cuts)"
    ),
    "W12 date": N_("{codes}: document {number} stands with several dates: {list}"),
    "W12 signer": N_("{codes}: document {number} stands with several signers: {list}"),
    "W13 added": N_("{codes}: {n} of {of} procedures added in the 30 days before the seal of {date}"),
    "W13 costed": N_("{codes}: {n} of {of} procedures first costed in the 30 days before the seal of {date}"),
    "W13 assigned": N_("{codes}: {n} given to another unit in the 30 days before the seal of {date}"),
    "W13 struck": N_("{codes}: {n} struck in the 30 days before the seal of {date}"),
    "W14": N_("{codes}: {n} procedures of the baseline have one name ({name})"),
    "W15": N_(
        "{codes}: {n} counted on the deadline of {date}, where the target was met ({measure}), and left soon after"
    ),
    "W16": N_("{codes}: {n} reopened for a further cut, and the earlier one still counts"),
    "W17": N_("{codes}: {n} of {of} cuts rest on a cost said to be measured, without a file"),
    "W18": N_("{codes}: {person} both restated the cost and approved the cut"),
    "W19 differs": N_("The programme differs from the preset {preset} in {fields}"),
    "W19 left-out": N_("The programme takes in less than the preset {preset}: {fields}"),
    "W20": N_("{codes}: alone in a merger, at the merged cost of {merged} đồng a year (baseline {base})"),
}


def noted_lines(noted: Sequence[VerdictDetails]) -> Iterator[str]:
    """Yield each group with its procedures, the entry each one comes from, and its figures."""
    for group, members in groupby(noted, key=lambda detail: detail.group):
        listed = list(members)
        yield _(_HEADS[group])
        for named in listed[:_SHOWN]:
            detail = _detail(named)
            yield f"  {one_line(named.code)}  {truncate(one_line(named.name), 56)}  ({one_line(named.unit)}; {_entry(named.entry)}{detail})"
        if len(listed) > _SHOWN:
            yield "  " + _("… and {n} more").format(n=count(len(listed) - _SHOWN))


def sign_lines(signs: Sequence[WarningSign]) -> Iterator[str]:
    """Yield the signs by rule, a few of each so that none hides another, with the entries to look at."""
    if not signs:
        return
    yield _("Signs to look at (they change no figure; explain: tinhgon explain W1 … W20):")
    for rule, group in groupby(signs, key=lambda sign: sign.rule):
        found = list(group)
        for sign in found[:_SIGNS_OF_A_RULE]:
            at = ", ".join(str(seq) for seq in sign.entries[:_FEW])
            at += "…" if len(sign.entries) > _FEW else ""
            where = [_("The whole") if sign.unit == THE_WHOLE else sign.unit]
            where += [_("entries {list}").format(list=at)] if sign.entries else []
            yield f"  {sign.rule}  {sign_words(sign)}  ({'; '.join(where)})"
        if len(found) > _SIGNS_OF_A_RULE:
            yield f"  {rule}  " + _("… and {n} more").format(n=count(len(found) - _SIGNS_OF_A_RULE))


def sign_words(sign: WarningSign) -> str:
    """Return a sign in words."""
    values = dict(sign.values)
    shown = {name: _shown(name, value) for name, value in values.items()}
    if sign.rule == "W7":
        shown["number"] = percent(int(values["cut"]), int(values["base"]))
        shown["cost"] = percent(int(values["saving"]), int(values["known"]))
    shown["codes"] = one_line(", ".join(sign.codes[:_FEW])) + ("…" if len(sign.codes) > _FEW else "")
    key = f"{sign.rule} {values[_CHOICES[sign.rule]]}" if sign.rule in _CHOICES else sign.rule
    return _(_SIGNS[key]).format(**shown)


def _shown(name: str, value: str) -> str:
    if name in {"saving", "all", "merged", "base"}:
        return _("unknown") if value == "?" else dong(int(value))
    if name in {"before", "after"}:
        return exact(Fraction(value))
    if name == "date":
        return date(value)
    if name == "list":
        return "; ".join(
            date(one) if _ISO_DATE.fullmatch(one) else one_line(one) for one in value.split("; ")
        )
    if name == "what":
        return term("field", value) if value in {"subjects", "times"} else value
    if name in _TERMS:
        return ", ".join(term(_TERMS[name], one) for one in value.split(","))
    return one_line(value)


def _entry(seq: int) -> str:
    return _("entry {seq}").format(seq=seq)


def _detail(detail: VerdictDetails) -> str:
    values = dict(detail.values)
    if "from" in values:
        return f"; {values['from']} → {values['to']}"
    if detail.group == "repealed":
        return "; " + (_("unknown") if values["base"] == "?" else dong(int(values["base"])))
    if "date" in values:
        return f"; {date(values['date'])}"
    if "after" in values:
        after = "?" if values["after"] == "?" else dong(int(values["after"]))
        return f"; {dong(int(values['before']))} → {after}"
    if "annual" in values:
        annual = _("unknown") if values["annual"] == "?" else dong(int(values["annual"]))
        undated = "; " + _("no document names its date") if "undated" in values else ""
        return f"; {annual}{undated}"
    return ""
