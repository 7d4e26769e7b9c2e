"""Words the derivation of a verdict as an indented tree."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.rules.threshold import percent_of
from procedures.services.verdict.explanation import ExplanationNode
from procedures.terminal.cost_sheets import step_line
from procedures.wording.formats import count, date, days, dong, percent
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate
from procedures.wording.verdict_words import least_words

_NAME = 60


def explanation_lines(tree: ExplanationNode) -> Iterator[str]:
    """Yield the derivation as an indented tree."""
    return _lines(tree, 0)


def _lines(node: ExplanationNode, depth: int) -> Iterator[str]:
    entry = " · " + _("entry {seq}").format(seq=node.entry) if node.entry is not None else ""
    yield f"{'  ' * depth}{node_label(node)}  [{node.rule}{entry}]"
    if node.label == "uncut":
        return
    for child in node.children:
        yield from _lines(child, depth + 1)


def node_label(node: ExplanationNode) -> str:
    """Return one figure as a sentence."""
    if node.step is not None:
        return step_line(node.step)
    return _WORDS[node.label](dict(node.values))


def _unit(v: dict[str, str]) -> str:
    name = _("The whole") if v["unit"] == "*" else v["unit"]
    return _("{unit}: {value} (stage: {stage}, to the end of {day})").format(
        unit=name, value=term("value", v["value"]), stage=term("state", v["stage"]), day=date(v["day"])
    )


def _number(v: dict[str, str]) -> str:
    return _("Number: {cut} of {base} = {rate}; needed {needed} (at least {least}): {value}").format(
        **_count_values(v), rate=_rate(v["cut"], v["base"], v["least"])
    )


def _reviewed(v: dict[str, str]) -> str:
    return _("Reviewed: {cut} of {base}; needed {needed}: {value}").format(**_count_values(v))


def _coverage(v: dict[str, str]) -> str:
    return _("With the property: {cut} of {base}; needed {needed} (at least {least}): {value}").format(
        **_count_values(v)
    )


def _offset(v: dict[str, str]) -> str:
    return _("Cut: {cut} for {base} new; needed {needed} ({least} for one): {value}").format(
        **_count_values(v)
    )


def _covered_one(v: dict[str, str]) -> str:
    has = _("has the property") if v["yes"] == "1" else _("has not the property")
    return f"{_code_and_name(v)}: {has}"


def _cost(v: dict[str, str]) -> str:
    return _("Cost: {saving} of {known} đồng a year = {rate}; at least {least}: {value}").format(
        saving=dong(int(v["saving"])),
        known=dong(int(v["known"])),
        least=_least(v),
        rate=_open_rate(v),
        value=term("value", v["value"]),
    )


def _time(v: dict[str, str]) -> str:
    scale = int(v["scale"])
    return _("Processing time: {saving} of {known} working days = {rate}; at least {least}: {value}").format(
        saving=days(int(v["saving"]), scale),
        known=days(int(v["known"]), scale),
        least=_least(v),
        rate=_open_rate(v),
        value=term("value", v["value"]),
    )


def _open_rate(v: dict[str, str]) -> str:
    """Return the rate; where unknown costs leave it open, its bounds."""
    if v["value"] != "undetermined":
        return _rate(v["saving"], v["known"], v["least"])
    bounds = [v[name].partition("/") for name in ("low", "high")]
    return " – ".join(_rate(part, whole, v["least"]) if part else "…" for part, _slash, whole in bounds)


def _base(v: dict[str, str]) -> str:
    return _("{base} in the base, of {members} sealed").format(
        base=count(int(v["base"])), members=count(int(v["members"]))
    )


def _cut(v: dict[str, str]) -> str:
    counting = _("counts once") if v["counted"] == "1" else _("does not count in number")
    return f"{_code_and_name(v)}: {term('plan', v['how'])}, {term('state', v['stage'])}; {counting}"


def _action(v: dict[str, str]) -> str:
    where = ", ".join(
        f"{term('field', name)} {v[name]}" for name in ("point", "clause", "article") if v[name]
    )
    return ", ".join(part for part in (term("action", v["kind"]), where, one_line(v["document"])) if part)


def _paper(v: dict[str, str]) -> str:
    slot = v["slot"].partition(".")[0]
    return f"{term('document', slot)} {one_line(v['number'])}, {date(v['date'])}"


def _saving(v: dict[str, str]) -> str:
    before, after, saving = (dong(int(v[name])) for name in ("before", "after", "saving"))
    return f"{_code_and_name(v)}: {before} − {after} = {saving}"


def _uncut(v: dict[str, str]) -> str:
    return _("{name}: not cut, {base} đồng a year (cost show {code} --steps)").format(
        name=_code_and_name(v), base=dong(int(v["base"])), code=v["code"]
    )


def _unknown(v: dict[str, str]) -> str:
    return _("{name}: cost unknown, group {group}").format(name=_code_and_name(v), group=v["group"])


def _sheet(v: dict[str, str]) -> str:
    annual = _("unknown") if v["annual"] == "?" else dong(int(v["annual"]))
    return _("{stage}: {annual} đồng a year; {basis}, {source}, {date}").format(
        stage=term("stage", v["stage"]),
        annual=annual,
        basis=term("basis", v["basis"]),
        source=one_line(v["source"]),
        date=date(v["date"]),
    )


def _time_one(v: dict[str, str]) -> str:
    return v["code"]


def _limit(v: dict[str, str]) -> str:
    limit = _("unknown") if v["parts"] == "?" else days(int(v["parts"]), int(v["scale"]))
    return _("{stage}: {days} working day(s)").format(stage=term("stage", v["stage"]), days=limit)


def _added(v: dict[str, str]) -> str:
    annual = _("unknown") if v["annual"] == "?" else dong(int(v["annual"]))
    what = term("gone", v["gone"]) if v["gone"] else _("new") if v["new"] == "1" else _("found")
    return _("{name}: {what}, {annual} đồng a year").format(name=_code_and_name(v), what=what, annual=annual)


def _reviewed_one(v: dict[str, str]) -> str:
    return f"{v['code']}: " + (_("reviewed") if v["yes"] == "1" else _("not reviewed yet"))


def _net(v: dict[str, str]) -> str:
    return _(
        "Since the seal: {new} new ({cost} đồng a year), {found} in force before, {undated} without a date."
    ).format(
        new=v["new"],
        cost=dong(int(v["cost"])),
        found=int(v["found"]) - int(v["undated"]),
        undated=v["undated"],
    )


def _abolished(_values: dict[str, str]) -> str:
    return _("after: abolished, so it costs nothing")


_WORDS = {
    "unit": _unit,
    "number": _number,
    "cost": _cost,
    "time": _time,
    "reviewed": _reviewed,
    "coverage": _coverage,
    "offset": _offset,
    "covered-one": _covered_one,
    "base": _base,
    "cut": _cut,
    "action": _action,
    "paper": _paper,
    "saving": _saving,
    "uncut": _uncut,
    "unknown": _unknown,
    "sheet": _sheet,
    "time-one": _time_one,
    "reviewed-one": _reviewed_one,
    "limit": _limit,
    "added": _added,
    "net": _net,
    "abolished": _abolished,
}


def _code_and_name(v: dict[str, str]) -> str:
    return f"{v['code']} {truncate(one_line(v['name']), _NAME)}"


def _count_values(v: dict[str, str]) -> dict[str, str]:
    figures = {name: count(int(v[name])) for name in ("cut", "base", "needed")}
    return figures | {"least": _least(v), "value": term("value", v["value"])}


def _rate(part: str, whole: str, least: str) -> str:
    aim = {"measure": "number", "at_least": least}
    return percent(int(part), int(whole), percent_of(aim)) if int(whole) > 0 else "–"


def _least(v: dict[str, str]) -> str:
    return least_words({"measure": "number", "at_least": v["least"]})
