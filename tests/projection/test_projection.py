"""Each act changes the rows that it should: acts performed, then read back from a replay."""

from __future__ import annotations

import pytest

from procedures.domain import DOMAIN
from procedures.lifecycle import DEFINITION
from procedures.storage.rows import (
    KEYS,
    Document,
    Handling,
    Member,
    Planned,
    Procedure,
    Programme,
    Proposal,
    Sheet,
    Unit,
)
from tests.guards.player import Starts, play_all
from tests.support.sheets import PAPER, procedure
from workflow.identity.people_projection import ACTS
from workflow.replaying import project, read_entry, replay
from workflow.storage.rows import MemoryRows

CODE = "1.000001"
PLAN = {"by": "minh.tv", "act": "review.plan", "on": "review/nam-2024", "lines": [{"code": CODE}]}
PROPOSE = {"by": "lan.bt", "act": "propose", "on": CODE}
DECIDED = [{"by": "minh.tv", "act": "appraise", "on": CODE}, {"by": "huong.lt", "act": "approve", "on": CODE}]
# One of each act of the domain, from the start "sealed".
EVERY_ACT = [
    PLAN,
    {**PROPOSE, "plan": {"kind": "simplify"}},
    {"by": "lan.bt", "act": "withdraw", "on": CODE, "reason": "rút"},
    {**PROPOSE, "plan": {"kind": "simplify"}},
    {"by": "lan.bt", "act": "cost.record", "on": CODE, "stage": "after", "sheet": 60},
    {"by": "minh.tv", "act": "cost.restate", "on": CODE, "reason": "đo lại", "before": 90, "after": 50},
    {"by": "minh.tv", "act": "return", "on": CODE, "reason": "chưa đủ"},
    {**PROPOSE, "plan": {"kind": "simplify"}},
    {"by": "minh.tv", "act": "reject", "on": CODE, "reason": "không cần"},
    PROPOSE,
    {"by": "minh.tv", "act": "forward", "on": CODE},
    {"by": "minh.tv", "act": "recall", "on": CODE, "reason": "đã trả lời"},
    *DECIDED,
    {"by": "huong.lt", "act": "revoke", "on": CODE, "reason": "sai thẩm quyền"},
    PROPOSE,
    *DECIDED,
    {"by": "lan.bt", "act": "implement", "on": CODE, "common": {"ends": "2023-12-31"}},
    {"by": "lan.bt", "act": "extend", "on": CODE, "common": {"ends": "2024-06-30"}},
    {"by": "minh.tv", "act": "lapse", "on": CODE, "day": "2024-07-01"},
    PROPOSE,
    *DECIDED,
    {"by": "lan.bt", "act": "implement", "on": CODE, "common": {"publication": PAPER | {"number": "3/QĐ"}}},
    {"by": "huong.lt", "act": "annul", "on": CODE, "reason": "văn bản bị bãi bỏ"},
    PROPOSE,
    *DECIDED,
    {"by": "lan.bt", "act": "implement", "on": CODE},
    {"by": "minh.tv", "act": "reopen", "on": CODE, "reason": "làm tiếp"},
    {"by": "lan.bt", "act": "correct", "on": CODE, "reason": "gõ nhầm", "body": {
        "slot": "submission", "round": 1, "old": {"number": "1/TTr"}, "new": {"number": "2/TTr"}}},
    {"by": "hanh.nt", "act": "procedure.rename", "on": "1.000002", "body": {"name": "Tên mới"}},
    {"by": "hanh.nt", "act": "procedure.recode", "on": "1.000003", "body": {"code": "1.000009"}},
    {"by": "hanh.nt", "act": "procedure.handle", "on": "1.000002",
        "body": {"levels": ["commune", "province"], "handled_by": ["so-tu-phap"]}},
    {"by": "hanh.nt", "act": "procedure.describe", "on": "1.000002"},
    {"by": "hanh.nt", "act": "procedure.assign", "on": "1.000002", "body": {"unit": "so-xay-dung"}},
    {"by": "son.hv", "act": "procedure.review", "on": "1.000002", "reason": "giữ nguyên"},
    {"by": "son.hv", "act": "procedure.strike", "on": "1.000002", "reason": "bãi bỏ từ cấp trên"},
    {"by": "hanh.nt", "act": "programme.adopt", "on": "programme/nam-2024"},
    {"by": "hanh.nt", "act": "programme.seal", "on": "programme/nam-2024"},
    {"by": "hanh.nt", "act": "programme.list", "on": "programme/nam-2024",
     "body": {"codes": ["1.000003"]}},
    {"by": "hanh.nt", "act": "programme.void", "on": "programme/nam-2024", "reason": "chốt nhầm"},
    {"by": "hanh.nt", "act": "programme.close", "on": "programme/nam-2024", "reason": "hết kế hoạch",
     "body": {"date": "2024-12-31"}},
    {"by": "hanh.nt", "act": "unit.change", "on": "unit/so-tu-phap", "body": {"name": "Sở Tư pháp"}},
    {"by": "hanh.nt", "act": "unit.close", "on": "unit/so-xay-dung", "body": {"successor": "so-tu-phap"}},
]  # fmt: skip
# Rows that an act puts on record even where nothing was there before.
OPENED = {
    "procedure.add": Procedure,
    "unit.add": Unit,
    "programme.adopt": Programme,
    "programme.seal": Member,
}


@pytest.fixture
def play(tmp_path):
    """Play steps from a start; gives the rows that follow from the whole journal, and its store."""
    starts, opened = Starts(tmp_path), []

    def played(start, steps):
        town = starts.copy(start, tmp_path / f"played-{len(opened)}.db")
        opened.append(town)
        play_all(town, steps)
        return replay(town.store, DOMAIN), town.store

    yield played
    for town in opened:
        town.store.close()


def test_an_act_on_what_was_never_recorded_changes_nothing_else(play):
    """A journal that breaks the rules is projected to its end: an act makes no procedure, unit or member up."""
    _rows, store = play("sealed", EVERY_ACT)
    seen = set()
    for record in store.entries(0, store.head().seq + 1):
        entry, intent = read_entry(store, record, b"")
        if intent.act in ACTS:
            continue
        rows = MemoryRows(KEYS)
        project(DOMAIN, DEFINITION, entry, intent, rows, "")
        made = {kind for kind in (Procedure, Unit, Programme, Member) if list(rows.scan(kind))}
        assert made == ({OPENED[intent.act]} if intent.act in OPENED else set())
        seen.add(intent.act)
    assert seen == {act.name for act in DEFINITION.acts} - ACTS


def test_every_act_leaves_what_it_says(play):
    """After one of each act: documents, names, owners and states are those of the acts."""
    rows, _store = play("sealed", EVERY_ACT)
    outcomes = [one.outcome for one in sorted(rows.scan(Proposal, code=CODE), key=lambda one: one.round)]
    assert outcomes == ["withdrawn", "returned", "rejected", "revoked", "lapsed", "annulled", "reopened"]
    assert rows.get(Document, CODE, 1, "submission").number == "2/TTr"
    assert [one.number for one in rows.scan(Document, code=CODE) if one.slot == "publication"] == ["3/QĐ"]
    assert any(one.slot.startswith("forward.") for one in rows.scan(Document, code=CODE))
    struck = rows.get(Procedure, "1.000002")
    assert (struck.name, struck.unit, struck.struck) == ("Tên mới", "so-xay-dung", "bãi bỏ từ cấp trên")
    assert rows.get(Unit, "so-tu-phap").name == "Sở Tư pháp"
    assert rows.get(Unit, "so-xay-dung").successor == "so-tu-phap"
    member = rows.get(Member, "hoa-binh-2023", CODE)
    assert (member.rung, member.base) == (3, 90)  # a finished cut stays, on the restated cost


def test_a_proposal_lies_with_the_body_that_it_was_forwarded_to(play):
    """R13: the level of the last body; none after a recall, and none in a new round."""
    to = {"by": "minh.tv", "act": "forward", "on": CODE, "common": {"to": "government"}}
    back = {"by": "minh.tv", "act": "recall", "on": CODE, "reason": "đã trả lời"}
    returned = {"by": "minh.tv", "act": "return", "on": CODE, "reason": "chưa đủ"}
    forward = {**to, "common": {}}
    played = [[forward], [forward, to], [to, back], [to, back, forward], [to, returned, PROPOSE]]
    found = [play("proposed", steps)[0] for steps in played]
    newest = [max(rows.scan(Proposal, code=CODE), key=lambda one: one.round) for rows in found]
    assert [one.forwarded for one in newest] == ["ministry", "government", "", "ministry", ""]


def test_a_document_is_found_by_its_corrected_number(play):
    """W12: the number without marks, blanks and letter case follows a correction."""
    number = {"old": {"number": "1/TTr"}, "new": {"number": "02 / TTr–STP"}}
    fix = {"by": "lan.bt", "act": "correct", "on": CODE, "reason": "gõ nhầm"}
    rows, _store = play("proposed", [{**fix, "body": {"slot": "submission", "round": 1, **number}}])
    assert [one.slot for one in rows.scan(Document, folded="2/ttr-stp")] == ["submission"]


def test_a_planned_review_is_done_by_a_proposal_and_open_again_when_it_comes_back(play):
    """Decree 63/2010, Art. 30: what is proposed is ticked off; returned to be redone, it is open again."""
    rows, _store = play("sealed", [PLAN, PROPOSE])
    assert rows.get(Planned, "nam-2024", CODE).done == "proposed"
    rows, _store = play(
        "sealed", [PLAN, PROPOSE, {"by": "minh.tv", "act": "return", "on": CODE, "reason": "chưa đủ"}]
    )
    assert (rows.get(Planned, "nam-2024", CODE).done, rows.get(Planned, "nam-2024", CODE).at) == ("", None)


def test_a_review_done_before_the_proposal_stays_done(play):
    """A line that was ticked off by a review is not opened by a proposal that comes back later."""
    kept = {"by": "lan.bt", "act": "procedure.review", "on": CODE, "reason": "giữ nguyên"}
    back = {"by": "lan.bt", "act": "withdraw", "on": CODE, "reason": "rút"}
    rows, _store = play("sealed", [PLAN, kept, PROPOSE, back])
    assert rows.get(Planned, "nam-2024", CODE).done == "reviewed"


def test_an_older_proposal_that_comes_back_opens_no_newer_plan(play):
    """Only the proposal that ticked a line off opens it again: a plan made between two rounds keeps its own tick."""
    back = {"by": "minh.tv", "act": "return", "on": CODE, "reason": "chưa đủ"}
    later = {**PLAN, "on": "review/nam-2025"}
    rejected = {"by": "minh.tv", "act": "reject", "on": CODE, "reason": "không cần"}
    rows, _store = play("sealed", [PLAN, PROPOSE, rejected, later, PROPOSE, back])
    assert rows.get(Planned, "nam-2024", CODE).done == "proposed"  # by the first round, which was rejected
    assert rows.get(Planned, "nam-2025", CODE).done == ""


def test_the_time_before_is_that_of_the_seal(play):
    """T1, C12: a time limit recorded after the seal does not move the processing time before."""

    def limited(days):
        sheet = {"annual": 100, "limits": [{"channel": "counter", "value": days, "unit": "working-day"}]}
        return {"by": "lan.bt", "act": "cost.record", "on": CODE, "sheet": sheet}

    adopt = {
        "by": "hanh.nt",
        "act": "programme.adopt",
        "on": "programme/thoi-han",
        "body": {"conversions": {"hour": "1/8"}},
    }
    seal = {"by": "hanh.nt", "act": "programme.seal", "on": "programme/thoi-han"}
    rows, _store = play("inventory", [limited("10"), adopt, seal, limited("5")])
    member = rows.get(Member, "thoi-han", CODE)
    assert member.time == 10 * 800  # in parts of a working day: hundredths of its eighth
    first, last = sorted(one.seq for one in rows.scan(Sheet, code=CODE))[-2:]
    assert (member.time_sheet, rows.get(Procedure, CODE).sheet) == (first, last)


def test_who_handles_a_procedure_is_replaced_as_a_whole(town):
    """An act replaces the list of units that it states, and leaves alone what it does not state (R10)."""
    hanh = town.as_("hanh.nt")
    body = procedure("so-tu-phap") | {"levels": ["commune"], "handled_by": ["so-xay-dung"]}
    hanh.perform("procedure.add", [("procedure/1.000001", body)])

    def standing():
        with hanh.reading() as rows:
            units = sorted(one.unit for one in rows.scan(Handling, code="1.000001"))
            return rows.get(Procedure, "1.000001").levels, units

    assert standing() == ("commune", ["so-xay-dung"])
    hanh.perform("procedure.handle", [("procedure/1.000001", {"levels": ["commune", "ministry"]})])
    assert standing() == ("ministry,commune", ["so-xay-dung"])
    hanh.perform("procedure.handle", [("procedure/1.000001", {"handled_by": ["hoa-binh"]})])
    assert standing() == ("ministry,commune", ["hoa-binh"])
    hanh.perform("procedure.handle", [("procedure/1.000001", {"levels": [], "handled_by": []})])
    assert standing() == ("", [])
    assert town.findings() == []
