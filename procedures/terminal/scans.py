"""Words the findings of a scan: by procedure, with the law, who may amend, and the effect on the ratio."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from procedures.scans.finding import CutFinding
from procedures.services.asked_papers import database_name, rule_sentence
from procedures.services.scans import ScanEffect, ScanResult
from procedures.terminal.descriptions import part_words
from procedures.wording.formats import count, dong, exact, percent
from procedures.wording.language import N_, _, language, term
from procedures.wording.terminal_text import one_line, truncate
from procedures.wording.terms import TERMS

_WIDEST = 160
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_SHOWN = 200  # procedures of one printed page; all of them are in --json and --format csv


def scan_lines(result: ScanResult) -> Iterator[str]:
    """Yield the findings by procedure, how many there are and by whom they may be cut, and the effect."""
    groups = [(code, list(found)) for code, found in groupby(result.findings, key=lambda one: one.code)]
    for code, found in groups[:_SHOWN]:
        yield f"{one_line(code)}  {truncate(one_line(result.names.get(code, '')), 90)}"
        for one in found:
            yield from _finding(one)
    if len(groups) > _SHOWN:
        yield _("… and {n} more").format(n=count(len(groups) - _SHOWN))
    if groups:
        yield ""
    yield _("{n} finding(s) in {codes} procedure(s); {described} of {procedures} have a description").format(
        n=count(len(result.findings)),
        codes=count(len(groups)),
        described=count(result.described),
        procedures=count(result.procedures),
    )
    if result.described < result.procedures:
        yield "  " + _("Take descriptions in with: tinhgon procedure describe PATH")
    levels = Counter(found[0].amend.level or "" for _code, found in groups)
    for level, number in sorted(levels.items(), key=lambda pair: -pair[1]):
        who = term("level", level) if level else _("not known; to be stated")
        yield "  " + _("text to amend of: {who}: {n} procedure(s)").format(who=who, n=count(number))
    for effect in result.effects:
        yield from effect_lines(effect)


def effect_lines(effect: ScanEffect) -> Iterator[str]:
    """Yield what a programme's number would be if all that was found were proposed, and what its cost needs."""
    yield _("{programme}: number {cut}/{base} ({rate}) → {proposed}/{base} ({new}), needed {needed}").format(
        programme=effect.programme,
        cut=count(effect.cut),
        base=count(effect.base),
        rate=percent(effect.cut, effect.base),
        proposed=count(effect.proposed),
        new=percent(effect.proposed, effect.base),
        needed=count(effect.needed),
    )
    if effect.unknown and effect.unknown == effect.proposed - effect.cut:
        yield "  " + _("cost: not known of any of these; record cost sheets first")
        return
    yield "  " + _(
        "cost: these cost {cost} đồng a year today, {unknown} of unknown cost; cost sheets after say how much falls"
    ).format(cost=dong(effect.cost), unknown=count(effect.unknown))


_LETTERS = {
    "A": N_("to be handed in"),
    "C": N_("only where data cannot be had"),
    "S": N_("the procedure's own paper"),
    "M": N_("mentioned only"),
}
_FACTS = {
    "agency": N_("agency: {value}"),
    "procedures": N_("asked by {value} procedures"),
    "limit": N_("limit{of}: {value}"),
    "compared": N_("compared with: {value}"),
    "unit": N_("counted in: {value}"),
    "nearness": N_("alike: {value} %"),
    "shared": N_("papers in common: {value}"),
    "only": N_("only{of}: {value}"),
    "channels": N_("channels{of}: {value}"),
    "originals": N_("originals: {value}"),
    "copies": N_("copies: {value}"),
}


def _fact(name: str, value: str) -> str:
    """Return what was measured, in words; a fact of one of several procedures has its code behind its name."""
    kind, _space, code = name.partition(" ")
    if kind == "channels":
        value = ", ".join(term("channel", one) for one in value.split(", ") if one)
    if kind in {"limit", "compared"} and _DECIMAL.fullmatch(value):
        value = exact(Fraction(value))
    if kind == "unit" and value in TERMS["time"]:
        value = term("time", value)
    text = _(_FACTS[kind]) if kind in _FACTS else f"{kind}: {{value}}"
    return text.format(value=truncate(one_line(value), _WIDEST), of=f" {code}" if code else "")


def _finding(one: CutFinding) -> Iterator[str]:
    letter = f" [{_(_LETTERS[one.letter])}]" if one.letter else ""
    yield f"  {part_words(one.part)}{letter}: {truncate(one_line(one.words), _WIDEST)}"
    if sentence := rule_sentence(one.rule, language()):
        yield f"    {sentence}"
    law = one.law
    place = [
        f"{word} {number}"
        for word, number in (("điểm", law.point), ("khoản", law.clause), ("Điều", law.article))
        if number
    ]
    said = [one_line(database_name(one.database))] if one.database else []
    if law.document:
        said.append(" ".join([*place, one_line(law.document)]))
    said += [_fact(name, value) for name, value in one.facts]
    if one.others:
        said.append(_("also: {codes}").format(codes=", ".join(map(one_line, one.others[:12]))))
    if said:
        yield "    " + "; ".join(said)
    if one.amend.document:
        who = term("level", one.amend.level) if one.amend.level else _("level not known")
        place_there = f", {one_line(one.amend.place)}" if one.amend.place else ""
        yield "    " + _("to amend: {document} ({who})").format(
            document=one_line(one.amend.document) + place_there, who=who
        )
    if one.official is not None:
        yield "    " + _("official list, row {no}: {paper}").format(
            no=one_line(one.official.no), paper=one_line(one.official.paper)
        )
