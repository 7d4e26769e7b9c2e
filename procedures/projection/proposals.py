"""The only author of domain rows: what each act changes, the same in memory and on SQL.

Everything comes from the signed fact; nothing is computed that was not signed, no clock is read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from procedures.dates import local_date
from procedures.projection import review_plans as reviews
from procedures.rules.action_kinds import ends
from procedures.rules.programme import digest, working_time
from procedures.storage.rows import (
    Correction,
    Document,
    Former,
    Member,
    Procedure,
    Programme,
    Proposal,
    Sheet,
    Unit,
)
from procedures.vietnamese import fold
from workflow.journal.intents import dumps

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.journal.intents import Fact, Json
    from workflow.storage.rows import Rows


def apply(fact: Fact, rows: Rows) -> None:
    """Project one fact of the domain."""
    _APPLY[fact.act](fact, rows)


def _propose(fact: Fact, rows: Rows) -> None:
    body = fact.body
    after = 0 if ends(body, fact.key) else _whole(body["after"])
    sheet = None
    if body["after_sheet"] is not None:
        _put_sheet(rows, fact, "after", body["after_sheet"], after)
        sheet = fact.seq
    procedure = rows.get(Procedure, fact.key)
    unit = (procedure.unit if procedure else None) or fact.scope
    rows.put(
        Proposal(
            fact.key, fact.round, body["kind"], body["into"], fact.seq, fact.person, fact.recorded_at, unit,
            dumps(body["programmes"]), dumps(body["actions"]), dumps(body["before"]), after, sheet,
            _COUNTS[body["counts"]], body["due"], None, "proposed", fact.seq, None, None,
        )
    )  # fmt: skip
    _document(rows, fact, "submission", body["submission"])
    ending = ends(body, fact.key)
    how = "abolish" if ending else "simplify"
    for id_ in body["programmes"]:
        time = 0 if ending else _time(rows, id_, body["after_sheet"])
        _stand(rows, fact, id_, rung=1, how=how, counts=_COUNTS[body["counts"]], after=after,
               in_force=None, ends=None, round=fact.round, time_after=time)  # fmt: skip
        _estimated(rows, fact, id_, body["after_sheet"], 2)
    reviews.tick(fact, rows, reviews.PROPOSED)


def _appraise(fact: Fact, rows: Rows) -> None:
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is not None:
        done = json.loads(proposal.appraisal) if proposal.appraisal else []
        done.append({"person": fact.person, "seq": fact.seq} | _without(fact.common, "document"))
        rows.put(proposal._replace(appraisal=dumps(done)))
    _optional_document(rows, fact, f"appraisal.{fact.seq}")


def _forward(fact: Fact, rows: Rows) -> None:
    _document(rows, fact, f"forward.{fact.seq}", fact.common["document"])


def _approve(fact: Fact, rows: Rows) -> None:
    for number, decision in enumerate(fact.common["decisions"], 1):
        _document(rows, fact, f"decision.{number}", decision)
    _move(rows, fact, "approved", rung=2, reviewed=1)


def _implement(fact: Fact, rows: Rows) -> None:
    _document(rows, fact, "implementing", fact.common["document"])
    if fact.common["publication"] is not None:
        _document(rows, fact, "publication", fact.common["publication"])
    dates = {"in_force": fact.common["in_force"], "ends": fact.common["ends"]}
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is not None:
        rows.put(proposal._replace(**dates))
    _move(rows, fact, "implemented", rung=3, **dates)


def _extend(fact: Fact, rows: Rows) -> None:
    _document(rows, fact, f"extension.{fact.seq}", fact.common["document"])
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is not None:
        rows.put(proposal._replace(ends=fact.common["ends"]))
    _move(rows, fact, "implemented", ends=fact.common["ends"])


def _leave(outcome: str) -> Callable[[Fact, Rows], None]:
    def leave(fact: Fact, rows: Rows) -> None:
        _optional_document(rows, fact, f"{outcome}.{fact.seq}")
        _move(rows, fact, outcome, rung=0, how="", counts=0, after=None, in_force=None, ends=None,
              time_after=None)  # fmt: skip
        for member in list(rows.scan(Member, code=fact.key)):
            if member.round == fact.round:
                _estimated(rows, fact, member.programme, None, 2)
        proposal = rows.get(Proposal, fact.key, fact.round)
        if proposal is not None and outcome in {"withdrawn", "returned"}:
            reviews.untick(fact.key, proposal.seq, rows)

    return leave


def _lapse(fact: Fact, rows: Rows) -> None:
    # The verdict already stopped counting at the end date (R8); from here the ladder agrees.
    _leave("lapsed")(fact, rows)


def _reopen(fact: Fact, rows: Rows) -> None:
    """A finished cut stays on the ladder of its programmes (R11): only the round ends."""
    _optional_document(rows, fact, f"reopened.{fact.seq}")
    _move(rows, fact, "reopened")


def _procedure_add(fact: Fact, rows: Rows) -> None:
    body = fact.body
    rows.put(
        Procedure(fact.key, body["kind"], body["name"], fold(body["name"]), body["field"],
                  "\n".join(body["agencies"]), body["issuer"], body["unit"], None, None, "", "",
                  None, None, body.get("in_force"), fact.seq)
    )  # fmt: skip


def _procedure_change(**fields: Callable[[Fact], Any]) -> Callable[[Fact, Rows], None]:
    def change(fact: Fact, rows: Rows) -> None:
        procedure = rows.get(Procedure, fact.key)
        if procedure is not None:
            new = {name: value(fact) for name, value in fields.items()}
            rows.put(procedure._replace(**new))

    return change


def _review(fact: Fact, rows: Rows) -> None:
    _procedure_change(review=lambda fact: fact.reason)(fact, rows)
    for member in list(rows.scan(Member, code=fact.key)):
        _stand(rows, fact, member.programme, reviewed=1)
    reviews.tick(fact, rows, reviews.KEPT)


def _strike(fact: Fact, rows: Rows) -> None:
    _procedure_change(struck=lambda fact: fact.reason)(fact, rows)
    for member in list(rows.scan(Member, code=fact.key)):
        _stand(rows, fact, member.programme, struck=1)
    reviews.tick(fact, rows, reviews.STRUCK)


def _cost_record(fact: Fact, rows: Rows) -> None:
    annual = _whole(fact.body["annual"])
    if fact.body["stage"] == "after":
        _after(rows, fact, fact.body["sheet"], annual)
        return
    _before(rows, fact, fact.body["sheet"], annual)
    for member in list(rows.scan(Member, code=fact.key)):
        if member.base is None and annual is not None:  # C12: the first one recorded after the seal
            _stand(rows, fact, member.programme, base=annual, sheet=fact.seq)
            _estimated(rows, fact, member.programme, fact.body["sheet"], 1)
        if member.time is None:
            _timed(rows, fact, member.programme, fact.body["sheet"])


def _cost_restate(fact: Fact, rows: Rows) -> None:
    annual = _whole(fact.body["before_annual"])
    _before(rows, fact, fact.body["before"], annual)
    _document(rows, fact, f"restatement.{fact.seq}", fact.body["document"])
    for member in list(rows.scan(Member, code=fact.key)):
        # A cut finished in an earlier round keeps both its figures: restating one would mix vintages.
        if not member.rung or member.round == fact.round:
            _stand(rows, fact, member.programme, base=annual, sheet=fact.seq)
            _estimated(rows, fact, member.programme, fact.body["before"], 1)
            _timed(rows, fact, member.programme, fact.body["before"])
    if fact.body["after"] is not None:
        _after(rows, fact, fact.body["after"], _whole(fact.body["after_annual"]))


def _correct(fact: Fact, rows: Rows) -> None:
    body = fact.body
    document = rows.get(Document, fact.key, body["round"], body["slot"])
    if document is not None:
        rows.put(document._replace(**body["new"]))
    rows.put(
        Correction(fact.key, fact.seq, body["slot"], body["round"], dumps(body["old"]),
                   dumps(body["new"]), fact.reason)
    )  # fmt: skip


def _unit_add(fact: Fact, rows: Rows) -> None:
    body = fact.body
    rows.put(Unit(fact.key, body["name"], body["kind"], body["parent"], fact.seq, None, None))


def _unit_change(fact: Fact, rows: Rows) -> None:
    unit = rows.get(Unit, fact.key)
    if unit is not None:
        new = {name: fact.body[name] for name in ("name", "kind", "parent")}
        rows.put(unit._replace(**new))


def _unit_close(fact: Fact, rows: Rows) -> None:
    unit = rows.get(Unit, fact.key)
    if unit is not None:
        rows.put(unit._replace(closed=fact.body["date"], successor=fact.body["successor"]))


def _adopt(fact: Fact, rows: Rows) -> None:
    rows.put(Programme(fact.key, dumps(fact.body), digest(fact.body), fact.seq, None, "", 0))


def _seal(fact: Fact, rows: Rows) -> None:
    programme = rows.get(Programme, fact.key)
    if programme is not None:
        day = local_date(fact.recorded_at)
        rows.put(programme._replace(sealed=fact.seq, day=day, members=int(fact.body["count"])))
    for line in fact.enclosures[fact.body["list"]].splitlines():
        listed = json.loads(line)
        rows.put(
            Member(fact.key, listed["code"], listed["unit"], listed["kind"],
                   _whole(listed["base"]), listed["sheet"], 0, "", 0, None, None, None, 0, 0,
                   int(listed["basis"] == "estimate"), 0, _whole(listed["time"]),
                   listed["sheet"] if listed["time"] else None, None, fact.seq)
        )  # fmt: skip


# How a cut counts in number (R3): never, always, or only with a measured fall.
_COUNTS = {"never": 0, "always": 1, "measured": 2}


def _move(rows: Rows, fact: Fact, outcome: str, **standing: Any) -> None:
    """Set the outcome of the round, and the standing in the programmes the round counts for."""
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is None:
        return
    rows.put(proposal._replace(outcome=outcome, moved=fact.seq))
    for id_ in json.loads(proposal.programmes) if standing else ():
        _stand(rows, fact, id_, **standing)


def _stand(rows: Rows, fact: Fact, programme: str, **standing: Any) -> None:
    """Change how a member stands, keeping how it stood before for `--at`."""
    member = rows.get(Member, programme, fact.key)
    if member is None:
        return
    if member.since != fact.seq:
        old = member._asdict()
        old["until"] = fact.seq
        rows.put(Former(**old))
    rows.put(member._replace(**standing, since=fact.seq))


def _before(rows: Rows, fact: Fact, sheet: Json, annual: int | None) -> None:
    _put_sheet(rows, fact, "before", sheet, annual)
    procedure = rows.get(Procedure, fact.key)
    if procedure is not None:
        limits = dumps(sheet["limits"]) if sheet["limits"] else ""
        rows.put(
            procedure._replace(sheet=fact.seq, annual=annual, basis=sheet["basis"], limits=limits)
        )


def _after(rows: Rows, fact: Fact, sheet: Json, annual: int | None) -> None:
    _put_sheet(rows, fact, "after", sheet, annual)
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is not None:
        rows.put(proposal._replace(after=annual, after_sheet=fact.seq))
        for id_ in json.loads(proposal.programmes):
            _stand(rows, fact, id_, after=annual, time_after=_time(rows, id_, sheet))
            _estimated(rows, fact, id_, sheet, 2)


def _timed(rows: Rows, fact: Fact, programme: str, sheet: Json) -> None:
    """The processing time before, where a sheet states limits that the programme can convert."""
    time = _time(rows, programme, sheet)
    if time is not None:
        _stand(rows, fact, programme, time=time, time_sheet=fact.seq)


def _time(rows: Rows, programme: str, sheet: Json | None) -> int | None:
    held = rows.get(Programme, programme)
    if held is None or sheet is None or not sheet["limits"]:
        return None
    return working_time(json.loads(held.text), sheet["limits"])


def _estimated(rows: Rows, fact: Fact, programme: str, sheet: Json | None, bit: int) -> None:
    """Note whether the sheet before (bit 1) or after (bit 2) is an estimate (C11)."""
    member = rows.get(Member, programme, fact.key)
    if member is not None:
        now = bit if sheet is not None and sheet["basis"] == "estimate" else 0
        if member.estimated & bit != now:
            _stand(rows, fact, programme, estimated=member.estimated & ~bit | now)


def _put_sheet(rows: Rows, fact: Fact, stage: str, sheet: Json, annual: int | None) -> None:
    rows.put(Sheet(fact.key, fact.seq, stage, annual, dumps(sheet)))


def _document(rows: Rows, fact: Fact, slot: str, paper: Json) -> None:
    rows.put(
        Document(fact.key, fact.round, slot, paper["number"], paper["date"], paper["body"],
                 paper["level"], paper["signer"], dumps(paper["files"]), local_date(fact.recorded_at),
                 fact.seq)
    )  # fmt: skip


def _optional_document(rows: Rows, fact: Fact, slot: str) -> None:
    if "document" in fact.common:
        _document(rows, fact, slot, fact.common["document"])


def _without(data: Json, *names: str) -> Json:
    return {name: value for name, value in data.items() if name not in names}


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)


_APPLY: dict[str, Callable[[Fact, Rows], None]] = {
    "propose": _propose,
    "withdraw": _leave("withdrawn"),
    "appraise": _appraise,
    "forward": _forward,
    "return": _leave("returned"),
    "reject": _leave("rejected"),
    "approve": _approve,
    "revoke": _leave("revoked"),
    "implement": _implement,
    "extend": _extend,
    "lapse": _lapse,
    "reopen": _reopen,
    "procedure.add": _procedure_add,
    "procedure.rename": _procedure_change(
        name=lambda fact: fact.body["name"], folded=lambda fact: fold(fact.body["name"])
    ),
    "procedure.assign": _procedure_change(unit=lambda fact: fact.body["unit"]),
    "procedure.strike": _strike,
    "procedure.review": _review,
    "cost.record": _cost_record,
    "cost.restate": _cost_restate,
    "correct": _correct,
    "review.plan": reviews.adopt,
    "unit.add": _unit_add,
    "unit.change": _unit_change,
    "unit.close": _unit_close,
    "programme.adopt": _adopt,
    "programme.seal": _seal,
}
