"""Holds the helpers of the worked cases' scripts: short ways to act in a town, and its verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procedures.dates import local_date
from procedures.errors import Refusal
from procedures.rules.programme import STAGES
from procedures.services import cost_sheets, programmes, proposals
from procedures.services.verdict import sheet as verdicts
from procedures.storage.rows import Member
from tests.support.sheets import PAPER, procedure, proposal, sheet
from tests.support.town import Town
from workflow.decision import Refused

FIRST, SECOND, OWN = "hoa-binh-2023", "hoa-binh-moi", "chuong-trinh-rieng"
Script = Callable[..., dict[str, Any]]
SCRIPTS: dict[str, Script] = {}


def script(function: Script) -> Script:
    """A case of `register.toml` may name this function."""
    SCRIPTS[function.__name__] = function
    return function


def codes_of(count: int, first: int = 1) -> list[str]:
    """So many codes in a row."""
    return [f"1.{number:06d}" for number in range(first, first + count)]


def sealed(town: Town, count: int, cost: int | None = 100) -> list[str]:
    """So many procedures of one department, each at a cost, sealed under the first programme."""
    codes = codes_of(count)
    town.add_procedures("so-tu-phap", *codes)
    if cost is not None:
        items = [(code, sheet(cost)) for code in codes]
        lan = town.as_("lan.bt")
        lan.submit([lan.sign(cost_sheets.draft_records(lan, items))])
    town.seal(FIRST)
    return codes


def seal_own(town: Town, id_: str = OWN, **more: Any) -> None:
    """A programme like the first one but for `more`, over what is in the inventory now."""
    hanh = town.as_("hanh.nt")
    text = programmes.read_programme(FIRST) | {"id": id_} | more
    hanh.submit([hanh.sign(programmes.draft_adopt(hanh, text))])
    hanh.submit([hanh.sign(programmes.preview_seal(hanh, id_).draft)])


def target(measure: str, percent: int = 20, **more: Any) -> dict[str, Any]:
    """A target of a programme of one's own."""
    known = {"kinds": ["procedure"], "basis": "broad", "stage": "proposed", "missing": ""}
    aim = {"measure": measure, "percent": str(percent), "deadline": "2023-12-31"}
    return aim | known | more


def limits(written: dict[str, str]) -> list[dict[str, str]]:
    """Time limits by channel, each as "10 working-day"."""
    pairs = ((channel, *text.split()) for channel, text in written.items())
    return [{"channel": channel, "value": value, "unit": unit} for channel, value, unit in pairs]


def add_dated(town: Town, *codes: str, in_force: str | None, annual: int | None = None) -> None:
    """Procedures that come on record now, with the document that brought them in, if there is one."""
    more: dict[str, Any] = {}
    if in_force is not None:
        dated = min(in_force, local_date(town.clock()))
        more = {"in_force": in_force, "document": PAPER | {"number": "9/2023/QĐ-UBND", "date": dated}}
    bodies = [(f"procedure/{c}", procedure("so-tu-phap", name=f"Thủ tục {c}") | more) for c in codes]
    town.as_("hanh.nt").perform("procedure.add", bodies)
    if annual is not None:
        lan = town.as_("lan.bt")
        lan.submit([lan.sign(cost_sheets.draft_records(lan, [(code, sheet(annual)) for code in codes]))])


def propose_all(town: Town, codes: list[str], **plan: Any) -> None:
    """Many proposals under one signature."""
    lan = town.as_("lan.bt")
    draft = proposals.draft_propose(lan, [(code, proposal(**plan)) for code in codes])
    assert not draft.refused
    lan.submit([lan.sign(draft)])


def decided(town: Town, *codes: str, **implemented: Any) -> None:
    """Appraised, approved and implemented."""
    town.appraise(*codes)
    town.approve(*codes)
    town.implement(*codes, **implemented)


def record(town: Town, person: str, code: str, stage: str, paper: Any) -> Any:
    """A whole cost sheet, recorded."""
    body = {"stage": stage, "sheet": paper, "annual": cost_sheets.annual_text(paper)}
    return town.as_(person).perform("cost.record", [(f"procedure/{code}", body)])


def restate(town: Town, code: str, before: int, after: int | None) -> None:
    """A baseline measured anew by a reviewer."""
    minh = town.as_("minh.tv")
    papers = (sheet(before), None if after is None else sheet(after))
    minh.submit([minh.sign(cost_sheets.draft_restate(minh, code, *papers, PAPER, "đo lại"))])


def on(town: Town, day: str) -> None:
    """Move the clock to noon (Vietnam) of a day."""
    town.move_clock(f"{day}T05:00:00Z")


def refused(attempt: Any) -> list[str]:
    """The codes with which an act is refused; [] where it is performed."""
    try:
        answer = attempt()
    except Refusal as refusal:
        return [reason.code for reason in refusal.reasons]
    return [reason.code for reason in answer.reasons] if isinstance(answer, Refused) else []


def verdict(town: Town, programme: str = FIRST, stage: str = "proposed", **more: Any) -> Any:
    """The whole's verdict as the auditor sees it."""
    return verdicts.verdict_sheet(town.as_("thu.ph", **more), programme).whole.at(stage)


def ladder(town: Town, programme: str = FIRST) -> list[int]:
    """Return how many are cut at each stage today, after checking that SQL and the rows in memory agree."""
    assert verdicts.programmes_that_disagree(town.base, town.base.day) == ()
    return [verdict(town, programme, stage).number.cut for stage in STAGES]


def counted(town: Town) -> dict[str, Any]:
    """Cut, saving and the verdict on the number."""
    found = verdict(town)
    return {"cut": found.number.cut, "saving": found.cost.saving, "number": found.number.value}


def named(town: Town, group: str, stage: str = "") -> list[str]:
    """The codes that the verdict sheet of a stage names in a group."""
    sheet = verdicts.verdict_sheet(town.as_("thu.ph"), stage=stage)
    return [one.code for one in sheet.noted if one.group == group]


def member(town: Town, code: str, programme: str = FIRST) -> Any:
    """Return the standing of a procedure in a programme."""
    with town.base.reading() as rows:
        return rows.get(Member, programme, code)
