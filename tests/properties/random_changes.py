"""Acts of random registers by which recorded facts change: mergers, other ends, codes, owners, repeals.

A part of `random_registers.Maker`, which knows what is on record and lets the guards judge each act.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from procedures.storage.rows import Document, Procedure, Proposal, Unit
from tests.support.sheets import PAPER, procedure

if TYPE_CHECKING:
    from random import Random

    from workflow.storage.rows import MemoryRows

# Documents by which a procedure is struck: what its number says, and the level that was typed.
REPEALS = (
    ("4/QĐ", "unit"),
    ("4/QĐ", "province"),
    ("4/NQ-HĐND", "unit"),
    ("4/NQ-HĐND", "province"),
    ("4/TT-BTP", "province"),
    ("4/NĐ-CP", "ministry"),
    ("4/QĐ", "ministry"),
)

EVERY_STATE = ("inventoried", "proposed", "approved", "implemented")
UNDER_WAY = ("proposed", "approved")


class Changes:
    """Random acts on facts that are on record already."""

    rng: Random
    rows: MemoryRows
    codes: int
    day: str
    kinds: list[str]
    act: Any
    chance: Any
    later: Any
    pick: Any
    some: Any
    unit: Any
    paper: Any
    annual: Any
    propose_one: Any
    propose_now: Any

    # --- documents --------------------------------------------------------------------------------

    def dated(self, least: str = "", **more: str) -> dict[str, Any]:
        """A document of today or of some day before, not before another day; many come on record late."""
        back = self.rng.choice((0, 0, 3, 100, 300))
        moved = date.fromisoformat(self.day) - timedelta(days=self.rng.randint(0, back))
        return PAPER | {"date": max(moved.isoformat(), least)} | more

    def papers(self, items: list[tuple[str, dict[str, Any]]], slot: str) -> str:
        """The newest date of some documents of the rounds that procedures are in."""
        codes = [subject.partition("/")[2] for subject, _body in items]
        rounds = [(code, sum(1 for _ in self.rows.scan(Proposal, code=code))) for code in codes]
        held = [self.rows.scan(Document, code=code, round=round_) for code, round_ in rounds]
        dates = [paper.date for mine in held for paper in mine if paper.slot.startswith(slot)]
        return max(dates, default="")

    def correct(self) -> None:
        """The date of a document is put right."""
        papers = sorted(self.rows.scan(Document))
        if papers:
            paper = self.rng.choice(papers)
            new = self.dated()["date"]
            body = {
                "slot": paper.slot,
                "round": paper.round,
                "old": {"date": paper.date},
                "new": {"date": new},
            }
            role = "reviewer" if paper.slot.startswith("decision") else "department"
            self.act("correct", (f"procedure/{paper.code}", body), role=role)

    # --- cuts -------------------------------------------------------------------------------------

    def merge(self) -> None:
        """R4: some procedures become one, that one of them goes on as, or one outside the baseline."""
        codes = list(dict.fromkeys(code for code in map(self.pick, ["inventoried"] * 4) if code))
        if not codes:
            return
        how = self.rng.choice(("member", "member", "new", "outside", "again", "join", "join"))
        merged = [one.into for one in self.rows.scan(Proposal) if one.into]
        under_way = [one.into for one in self.rows.scan(Proposal) if one.into and one.outcome in UNDER_WAY]
        if how == "join" and under_way:
            into = self.rng.choice(under_way)
        elif how == "new":
            into = self.merged_code()
        elif how == "again" and merged:
            into = self.rng.choice(merged)
        elif how == "outside":
            into = self.rng.choice(sorted(one.code for one in self.rows.scan(Procedure)))
        else:
            into, *codes = codes
            own = self.rng.choice(([], [], ["remove-step"], ["online"]))
            if not self.propose_one(into, "merge", ["merge", *own], into=into, measured=self.chance(90)):
                return
        for code in codes[: self.rng.randint(1, 3)]:
            own = self.rng.choice(([], [], ["remove-step"], ["online"]))
            self.propose_one(code, "merge", ["merge", *own], into=into)

    def merged_code(self) -> str:
        """A code that a merger creates, its cost known or not."""
        self.codes += 1
        code = f"1.{self.codes:06d}"
        body = procedure(self.unit(), self.rng.choice(self.kinds), "Gộp")
        if self.chance(80):
            body["in_force"] = self.later(self.day, -10, 60)
        self.act("procedure.add", (f"procedure/{code}", body))
        if self.chance(70):
            paper = self.paper()
            cost = {"stage": "before", "sheet": paper, "annual": self.annual(paper)}
            self.act("cost.record", (f"procedure/{code}", cost))
        return code

    def extend(self) -> None:
        """Another end, earlier or later, or none."""
        items = self.some("implemented")
        document = self.dated(self.papers(items, "implementing"))
        ends = None if self.chance(30) else self.later(self.day, -30, 200)
        self.act("extend", *items, common={"document": document, "ends": ends})

    def annul(self) -> None:
        """The implementing text is repealed, or `implement` was recorded wrongly."""
        items = self.some("implemented")
        document = None if self.chance(30) else self.dated(self.papers(items, "implementing"))
        self.act("annul", *items, common={"document": document})

    def further(self) -> None:
        """R11: a finished cut is opened again for a further one."""
        reopened = {one.code for one in self.rows.scan(Proposal, outcome="reopened")}
        # Of three cuts in a row the program keeps the two newest only.
        items = [item for item in self.some("implemented") if item[0].partition("/")[2] not in reopened]
        for code in self.act("reopen", *items):
            if self.chance(80):
                self.propose_now(code)

    # --- procedures and units ---------------------------------------------------------------------

    def recode(self) -> None:
        """R4: another code, before or after all others in their order."""
        code = self.pick(*EVERY_STATE)
        if code:
            self.codes += 1
            new = {"code": f"{self.rng.choice('09')}.{self.codes:06d}"}
            self.act("procedure.recode", (f"procedure/{code}", new))

    def strike(self) -> None:
        """R5: struck by whatever body, or nobody's document."""
        code = self.pick("inventoried", "inventoried", "proposed", "approved", "implemented")
        if code:
            number, level = self.rng.choice(REPEALS)
            common = {"document": self.dated(number=number, level=level)} if self.chance(75) else {}
            self.act("procedure.strike", (f"procedure/{code}", {}), common=common)

    def assign(self) -> None:
        """R10: a procedure goes to another unit, by a document that orders it or not."""
        code = self.pick(*EVERY_STATE)
        common = {"document": self.dated()} if self.chance(60) else {}
        self.act("procedure.assign", (f"procedure/{code}", {"unit": self.unit()}), common=common)

    def close_unit(self, id_: str = "") -> None:
        """R10: a unit is closed, today or on another day; others answer for it, some with codes told apart."""
        open_ = [one.id for one in self.rows.scan(Unit) if one.closed is None and one.parent]
        if not open_:
            return
        id_ = id_ or self.rng.choice(open_)
        successor = None if self.chance(15) else self.unit()
        body: dict[str, Any] = {"date": self.later(self.day, -20, 20), "successor": successor}
        mine = sorted(one.code for one in self.rows.scan(Procedure, unit=id_))
        if mine and self.chance(60):
            told = self.rng.sample(mine, self.rng.randint(1, len(mine)))
            parts: dict[str, list[str]] = {}
            for code in told:
                parts.setdefault(self.unit(), []).append(code)
            body["parts"] = parts
        self.act("unit.close", (f"unit/{id_}", body))

    def decided(self) -> None:
        """Approved and carried out at once, with all that is merged with it, so that deeds come to an end."""
        code = self.pick("proposed")
        if code is None:
            return
        rounds = [one for one in self.rows.scan(Proposal, code=code) if one.outcome in UNDER_WAY]
        merged = {
            other.code
            for one in rounds
            if one.into
            for other in self.rows.scan(Proposal, into=one.into)
            if other.outcome in UNDER_WAY
        }
        items = [(f"procedure/{one}", {}) for one in sorted({code, *merged})]
        names = ("necessity", "reasonableness", "legality", "cost")
        opinion = {"opinion": "được", "criteria": dict.fromkeys(names, True)}
        self.act("appraise", *items, common=opinion)
        self.act("approve", *items, common={"decisions": [self.dated(self.papers(items, "submission"))]})
        self.carry_out(items)

    def carry_out(self, items: list[tuple[str, dict[str, Any]]]) -> None:
        """An implementing document, in force sooner or later, with or without an end."""
        document = self.dated(self.papers(items, "decision"))
        in_force = max(self.later(self.day, -10, 40), document["date"])
        ends = self.later(in_force, 0, 120) if self.chance(50) else None
        common = {"document": document, "in_force": in_force, "ends": ends, "publication": None}
        self.act("implement", *items, common=common)
