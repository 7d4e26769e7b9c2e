"""Words the procedures that a verdict sheet names, and its warning signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from procedures.rules.warning_signs import WarningSign
from procedures.services.verdict.details import VerdictDetails
from procedures.wording.formats import count, date, dong, exact, percent
from procedures.wording.language import N_, _, term
from procedures.wording.terminal_text import one_line, truncate

_SHOWN, _FEW = 20, 5  # a screenful, a line; JSON has them all
_HEADS = {
    "A": N_("A. Abolished, cost before unknown:"),
    "B": N_("B. Simplified, cost before unknown:"),
    "C": N_("C. Simplified, cost after not measured yet:"),
    "U": N_("U. Not cut, cost unknown:"),
    "worse": N_("Simplified, but costs more than before: not counted in number (C10):"),
    "zero": N_("Cut, and known to cost nothing: counts in number, saves nothing (C8):"),
    "not-counted": N_("On the ladder without a cut that counts in number (R3, R4):"),
    "struck": N_("Struck since: in the base, not a cut (R5):"),
    "new": N_("New burden since the seal (R9):"),
    "found": N_("Found since the seal, in force before (R9):"),
    "overdue": N_("Approved, and past the date by which it was to be implemented:"),
    "ending": N_("Implemented for a time that ends within 90 days (R8):"),
    "restated": N_("Baseline cost restated (C12):"),
}
_SIGNS = {
    "W1": N_("{codes}: {what} falls from {before} to {after}, by more than half"),
    "W2": N_("{codes}: {saving} of {all} đồng saved, over half of the unit's saving"),
    "W3": N_("{n} of {of} cuts lower a fee and nothing else"),
    "W4": N_("{n} of {of} cuts concern procedures that are known to cost nothing"),
    "W5": N_("{codes}: added after the seal and {gone} again"),
    "W6": N_("{codes}: one was struck, then one with a similar name was added ({name})"),
    "W7": N_("{number} of the procedures, but {cost} of the cost"),
    "W8": N_("{codes}: {number} of {date} came on record {days} days later"),
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
    """Yield each sign with its rule, its unit and the entries to look at."""
    if not signs:
        return
    yield _("Signs to look at (they change no figure; explain: tinhgon explain W1 … W8):")
    for sign in signs[:_SHOWN]:
        at = ", ".join(str(seq) for seq in sign.entries[:_FEW])
        at += "…" if len(sign.entries) > _FEW else ""
        where = [_("The whole") if sign.unit == "*" else sign.unit]
        where += [_("entries {list}").format(list=at)] if sign.entries else []
        yield f"  {sign.rule}  {sign_words(sign)}  ({'; '.join(where)})"
    if len(signs) > _SHOWN:
        yield "  " + _("… and {n} more").format(n=count(len(signs) - _SHOWN))


def sign_words(sign: WarningSign) -> str:
    """Return a sign in words."""
    values = dict(sign.values)
    shown = {name: _shown(name, value) for name, value in values.items()}
    if sign.rule == "W7":
        shown["number"] = percent(int(values["cut"]), int(values["base"]))
        shown["cost"] = percent(int(values["saving"]), int(values["known"]))
    shown["codes"] = one_line(", ".join(sign.codes[:_FEW])) + ("…" if len(sign.codes) > _FEW else "")
    return _(_SIGNS[sign.rule]).format(**shown)


def _shown(name: str, value: str) -> str:
    if name in {"saving", "all"}:
        return dong(int(value))
    if name in {"before", "after"}:
        return exact(Fraction(value))
    if name == "date":
        return date(value)
    if name == "what":
        return term("field", value)
    if name == "gone":
        return term("gone", value)
    return one_line(value)


def _entry(seq: int) -> str:
    return _("entry {seq}").format(seq=seq)


def _detail(detail: VerdictDetails) -> str:
    values = dict(detail.values)
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
