"""Random registers: facts in order, from a seed, such as the guards allow; nothing is signed.

Each act is judged by the program's own guards before it is put on record, so a register never holds
what nobody could have recorded. What it comes to is for `naive` and the program to say, apart.
"""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

from procedures import projection
from procedures.dates import local_date
from procedures.domain import DOMAIN
from procedures.rules.action_kinds import ACTION_KINDS, FEES, HOURS, SERVICE, SUBJECTS, TIMES, movable
from procedures.rules.baseline import base_sheet, baseline
from procedures.rules.codes import current_code, journal_subject
from procedures.rules.compliance_cost import derive
from procedures.rules.threshold import MEASURES, PROPERTIES
from procedures.rules.unit_hierarchy import unit_path
from procedures.services.proposals import default_programmes, plan_body
from procedures.storage.rows import KEYS, Member, Procedure, Programme, Proposal, Sheet, Unit
from tests.properties.random_changes import Changes
from tests.support.descriptions import described
from tests.support.sheets import PAPER, procedure, sheet
from workflow.decision import decide, record_performer
from workflow.journal.entries import Fact
from workflow.journal.strict_json import sha256
from workflow.judging import decision_context
from workflow.storage.rows import MemoryRows, Subject

KIND_NAMES = ("procedure", "internal", "condition", "report")
PERSONS = {"department": "lan.bt", "reviewer": "huong.lt", "registrar": "hanh.nt"}
UNIT = {
    "province": None,
    "so-a": "province",
    "so-b": "province",
    "so-c": "province",
    "huyen-d": "province",
    "xa-e": "huyen-d",
    "xa-f": "huyen-d",
    "bo-g": None,
}
# Papers in their order, older than every date in force: which day counts is the date in force.
SUBMITTED, DECIDED = (PAPER | {"date": day} for day in ("2023-05-10", "2023-05-20"))
FAR = "2035-01-01"


LEVELS = {
    0: ["ministry"],
    4: ["commune"],
    5: ["ministry", "province"],
    7: ["other"],
    8: ["province", "commune"],
}
"""Levels of every so many-th procedure; the others are not stated (R5)."""


class Made(NamedTuple):
    """A register: its facts, the programmes that were sealed, and days worth judging it on."""

    facts: tuple[Fact, ...]
    programmes: tuple[str, ...]
    days: tuple[str, ...]


class Maker(Changes):
    """Puts acts on record one after another, as chance has it and the guards allow."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.rows = MemoryRows(KEYS)
        self.facts: list[Fact] = []
        self.seq = 0
        self.now = datetime(2023, 6, 1, 1)
        self.days: set[str] = set()
        few = self.rng.sample(range(10), 3)
        wide = [self.rng.randrange(10 ** self.rng.randint(1, 14)) for _ in range(8)]
        self.amounts = self.rng.choice(([0], [0, *few], [0, *few], few, wide, [*few, *wide]))
        self.gaps, self.idle = self.rng.choice((0, 10, 25)), self.rng.choice((10, 30, 80))
        self.kinds = self.rng.sample(KIND_NAMES, self.rng.randint(1, 4))
        self.codes = 0
        self.texts = 0

    # --- one act --------------------------------------------------------------------------------

    @property
    def stamp(self) -> str:
        """The time at which the next act is recorded."""
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def day(self) -> str:
        """Its date where people live."""
        return local_date(self.stamp)

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.rng.randrange(100) < percent

    def act(
        self,
        name: str,
        *items: tuple[str, dict[str, Any]],
        common: dict[str, Any] | None = None,
        enclosures: dict[str, bytes] | None = None,
        role: str = "",
    ) -> list[str]:
        """Put an act on record for those subjects that the guards allow; which ones it was."""
        act, common = DOMAIN.definition.by_name[name], common or {}
        role = role or act.roles[0]
        person = "minh.tv" if name == "appraise" else PERSONS[role]
        allowed = []
        for named, body in items:
            area, _, key = named.partition("/")
            subject = journal_subject(key, self.rows) if area == "procedure" else named
            wrong = DOMAIN.rules[DOMAIN.version].misshapen(name, common, body)
            assert not wrong, (name, wrong)
            asked = decision_context(
                DOMAIN,
                self.rows,
                DOMAIN.definition,
                act,
                subject,
                person=person,
                role=role,
                scope="*",
                body=body,
                common=common,
                reason="vì vậy",
                now=self.stamp,
                holds=True,
                apart=(),
                enclosures=enclosures or {},
            )
            if not decide(asked, DOMAIN.guards):
                allowed.append((subject, body))
        self.seq += bool(allowed)
        digest = sha256(str(self.seq).encode())
        for subject, body in allowed:
            old = self.rows.get(Subject, subject)
            state, version, round_, done = (
                (old.state, old.version, old.round, old.done) if old else (None, 0, 0, "")
            )
            dest = DOMAIN.definition.step(act, state)
            round_ += act.new_round
            done = record_performer(done, act, DOMAIN.definition.tracked, person)
            kind = subject.partition("/")[0]
            self.rows.put(Subject(subject, kind, dest, version + 1, digest, self.seq, round_, done))
            fact = Fact(
                self.seq,
                digest,
                name,
                subject,
                version + 1,
                round_,
                state,
                dest,
                body,
                common,
                person,
                role,
                "*",
                self.stamp,
                "vì vậy",
                enclosures or {},
                DOMAIN.version,
            )
            projection.apply(fact, self.rows)
            self.facts.append(fact)
        return [current_code(subject.partition("/")[2], self.rows) for subject, _ in allowed]

    def wait(self, days: int) -> None:
        """Let time pass; records fall on both sides of midnight."""
        self.now += timedelta(days=self.rng.randint(0, days), hours=self.rng.randint(0, 23))

    def later(self, day: str, least: int, most: int) -> str:
        """An ISO date some days after another, noted as worth judging on."""
        moved = date.fromisoformat(day) + timedelta(days=self.rng.randint(least, most))
        self.days |= {(moved + timedelta(days=by)).isoformat() for by in (-1, 0, 1)}
        return moved.isoformat()

    # --- what acts carry ------------------------------------------------------------------------

    def paper(self, **more: Any) -> dict[str, Any]:
        """A cost sheet of any amount, known or not, with or without time limits."""
        hours = None if self.chance(self.gaps) else self.rng.choice(self.amounts)
        fees = "0" if self.chance(70) else str(self.rng.choice(self.amounts))
        times = self.rng.choice(("1", "1", "1", "2", "1/3", "2.5"))
        subjects = "0" if self.chance(self.idle) else "1"
        return sheet(hours, fees=fees, times=times, subjects=subjects, **self.frame(), **more)

    def frame(self) -> dict[str, Any]:
        """Return the fields that no action needs to explain: the time limits, and if it is an estimate."""
        units = ("hour", "working-day", "working-day", "day", "month")
        limits = [
            {
                "channel": channel,
                "unit": self.rng.choice(units),
                "value": self.rng.choice(("0", "0.25", "1", "2.5", "3", "12", "30.01")),
            }
            for channel in ("counter", "online")[: self.rng.choice((0, 1, 1, 2))]
        ]
        return {"limits": limits, "basis": self.rng.choice(("estimate", "measured"))}

    def eased(self, before: dict[str, Any] | None, moves: frozenset[str]) -> dict[str, Any]:
        """A sheet that differs from another only where the actions may move it (C3)."""
        if before is None:
            return self.paper()
        found = deepcopy(before) | self.frame()
        (task, *_), (group, *_) = found["tasks"], found["groups"]
        places = {
            HOURS: (task, "hours"),
            SERVICE: (task, "service"),
            FEES: (group, "fees"),
            TIMES: (group, "times"),
            SUBJECTS: (group, "subjects"),
        }
        for what in sorted(moves & set(places)):
            holder, name = places[what]
            if self.chance(30):
                continue
            if holder[name] is None or self.chance(40 if self.amounts == [0] else 10):
                holder[name] = None if self.chance(2 * self.gaps) or what != HOURS else "7"
                continue
            was = Fraction(holder[name])
            by = self.rng.choice(
                (Fraction(0), Fraction(1, 2), Fraction(1, 2), Fraction(9, 10), 1, Fraction(3, 2))
            )
            now = was * by if what in {HOURS, TIMES} else was * by // 1
            short = now.denominator < 10**9 and now.numerator < 10**9  # what a sheet may hold
            holder[name] = str(now) if short else str(min(now.__floor__(), 10**12 - 1))
        return found

    def annual(self, paper: dict[str, Any]) -> str | None:
        """Return the annual cost of a sheet as it is signed (decimal text of đồng, None unknown)."""
        found = derive(paper).annual
        return None if found is None else str(found)

    def held(self, code: str, seq: int | None, stage: str) -> dict[str, Any] | None:
        """A sheet on record."""
        row = self.rows.get(Sheet, code, seq, stage) if seq is not None else None
        return json.loads(row.body) if row else None

    def sealed(self, code: str, programmes: list[str]) -> dict[str, Any] | None:
        """The sheet of the first of some baselines that holds a procedure."""
        members = [self.rows.get(Member, id_, code) for id_ in programmes]
        rows = [base_sheet(self.rows, member) for member in members if member]
        return json.loads(rows[0].body) if rows and rows[0] else None

    def pick(self, *states: str) -> str | None:
        """A procedure in one of some states; None where there is none."""
        found = [one.id for one in self.rows.scan(Subject, kind="procedure") if one.state in states]
        return current_code(self.rng.choice(found).partition("/")[2], self.rows) if found else None

    def pending(self, code: str) -> Proposal | None:
        """The proposal of the round that a procedure is in."""
        held = self.rows.get(Subject, journal_subject(code, self.rows))
        return self.rows.get(Proposal, code, held.round) if held else None

    def unit(self) -> str:
        """An open unit."""
        return self.rng.choice([one.id for one in self.rows.scan(Unit) if one.closed is None])

    # --- the administration and its inventory -----------------------------------------------------

    def found_units(self) -> None:
        """A province with departments and districts; one closed with a successor, maybe a child."""
        for id_, parent in UNIT.items():
            needed = id_ in {"province", "so-a"} or self.rows.get(Unit, parent or "") is not None
            if needed and (id_ in {"province", "so-a"} or self.chance(70)):
                self.add_unit(id_, parent)
        self.add_unit("so-cu", "province")
        if self.chance(40):
            self.add_unit("phong-cu", "so-cu")

    def add_unit(self, id_: str, parent: str | None) -> None:
        """A unit on record."""
        kind = "province" if parent is None else ("commune", "department")[sum(map(ord, id_)) % 3 > 0]
        self.act("unit.add", (f"unit/{id_}", {"name": id_, "kind": kind, "parent": parent}))

    def move_unit(self) -> None:
        """A unit under another one."""
        id_ = self.unit()
        body = {"name": id_, "kind": "department", "parent": self.unit()}
        self.act("unit.change", (f"unit/{id_}", body))

    def add_procedures(self, most: int = 3) -> None:
        """Procedures under one signature, with and without an owner, some by a dated document."""
        items = []
        for _ in range(self.rng.randint(1, most)):
            self.codes += 1
            unit = None if self.chance(10) else self.unit()
            name = self.rng.choice(("Cấp phép", "Đăng ký", "Gia hạn")) + f" {self.codes % 7}"
            body = procedure(unit, self.rng.choice(self.kinds), name)
            if levels := LEVELS.get(self.codes % 9):
                body["levels"] = levels
            if self.chance(60):
                body["in_force"] = self.later(self.day, -60, 60)
            items.append((f"procedure/1.{self.codes:06d}", body))
        self.act("procedure.add", *items)

    def rename(self) -> None:
        """A procedure gets another name: no effect (R4)."""
        code = self.pick("inventoried", "implemented")
        if code:
            self.act("procedure.rename", (f"procedure/{code}", {"name": "Tên mới"}))
            self.act(
                "procedure.handle", (f"procedure/{code}", {"levels": LEVELS.get(len(self.facts) % 9, [])})
            )

    def describe(self) -> None:
        """A description comes on record; the levels that it states are the procedure's (R5)."""
        code = self.pick("inventoried", "implemented")
        if code:
            first = journal_subject(code, self.rows).partition("/")[2]
            body, enclosures = described(
                first, cap_thuc_hien=self.rng.choice(("", "Cấp xã", "Cấp tỉnh", "Cấp bộ"))
            )
            self.act("procedure.describe", (f"procedure/{code}", body), enclosures=enclosures)

    def review(self) -> None:
        """A procedure is reviewed and kept."""
        code = self.pick("inventoried", "implemented")
        if code:
            self.act("procedure.review", (f"procedure/{code}", {}))

    # --- cost -------------------------------------------------------------------------------------

    def record(self) -> None:
        """Record the present cost; of a procedure with a cut, mostly comparable with its sheet after."""
        code = self.pick("inventoried", "inventoried", "proposed", "approved", "implemented")
        if code is None:
            return
        proposal = self.pending(code)
        after = self.held(code, proposal.after_sheet, "after") if proposal else None
        moves = movable(json.loads(proposal.actions)) if proposal else frozenset()
        paper = self.eased(after, moves) if after and self.chance(80) else self.paper()
        body = {"stage": "before", "sheet": paper, "annual": self.annual(paper)}
        self.act("cost.record", (f"procedure/{code}", body))

    def record_after(self) -> None:
        """Record the cost after a proposal, measured once it was proposed."""
        open_ = [
            one.code
            for one in self.rows.scan(Proposal)
            if one.after is None and one.outcome in {"proposed", "approved", "implemented"}
        ]
        if open_:
            code = self.rng.choice(open_)
            paper = self.after_of(code, self.pending(code))
            body = {"stage": "after", "sheet": paper, "annual": self.annual(paper)}
            self.act("cost.record", (f"procedure/{code}", body))

    def after_of(self, code: str, proposal: Proposal | None) -> dict[str, Any]:
        """A sheet after, of the vintage of the baseline sheet of the proposal's programmes."""
        listed = json.loads(proposal.programmes) if proposal else []
        moves = movable(json.loads(proposal.actions)) if proposal else frozenset()
        return self.eased(self.sealed(code, listed), moves)

    def restate(self) -> None:
        """A cost measured anew, before and after in one act where a proposal is on the ladder."""
        code = self.pick("inventoried", "proposed", "approved", "implemented", "implemented")
        proposal = self.pending(code) if code else None
        before = self.paper()
        after = None
        if proposal and proposal.outcome in {"proposed", "approved", "implemented"}:
            ending = proposal.kind == "abolish" or proposal.after == 0
            moves = movable(json.loads(proposal.actions))
            after = None if ending else self.eased(before, moves)
        self.act(
            "cost.restate",
            (
                f"procedure/{code}",
                {
                    "before": before,
                    "before_annual": self.annual(before),
                    "after": after,
                    "after_annual": self.annual(after) if after else None,
                    "document": self.dated(),
                },
            ),
        )

    # --- programmes -------------------------------------------------------------------------------

    def adopt_and_seal(self) -> None:
        """A programme of its own, and the list of its baseline."""
        self.texts += 1
        text = self.programme(f"chuong-trinh-{self.texts}")
        subject = f"programme/{text['id']}"
        self.act("programme.adopt", (subject, text))
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            self.give_list(text, Procedure)
        self.wait(5)
        self.seal(text)
        self.later(self.day, 0, 0)
        if self.chance(15):  # taken back, and sealed once more
            for _ in range(self.rng.choice((0, 0, 2))):
                self.give_list(text, Member)
            self.act("programme.void", (subject, {}))
            if self.chance(80):
                self.wait(5)
                self.seal(text)
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            self.give_list(text, Member)

    def seal(self, text: dict[str, Any]) -> None:
        """The list of a programme's baseline as it is now."""
        listed, seal = baseline(text, self.rows, lambda scope: unit_path(scope, self.rows), self.day)
        self.act("programme.seal", (f"programme/{text['id']}", seal), enclosures={seal["list"]: listed})

    def give_list(self, text: dict[str, Any], of: type[Member | Procedure]) -> None:
        """A list for a target: the few members that it is taken over, or that have the property it asks for."""
        aim = self.rng.choice(text["targets"])
        given = {"programme": text["id"]} if of is Member else {}
        codes = sorted(one.code for one in self.rows.scan(of, **given) if one.kind in aim["kinds"])
        if codes:
            some = self.rng.sample(codes, self.rng.randint(1, len(codes)))
            what = self.rng.choice(("over", "has")) if aim["measure"] == "coverage" else "over"
            body = {"measure": aim["measure"], "what": what, "codes": some}
            self.act("programme.list", (f"programme/{text['id']}", body))

    def close_programme(self) -> None:
        """A programme ends."""
        adopted = sorted(one.id for one in self.rows.scan(Programme))
        if adopted and self.chance(30):
            ends = self.later(self.day, -40, 60)
            self.act("programme.close", (f"programme/{self.rng.choice(adopted)}", {"date": ends}))

    def programme(self, id_: str) -> dict[str, Any]:
        """Targets over random kinds, by random rules; conversions given or not."""
        rng = self.rng
        kinds = rng.sample(self.kinds, rng.randint(1, len(self.kinds)))
        if self.chance(60):
            kinds = list(self.kinds)
        measures = rng.sample(MEASURES, rng.randint(1, 4))
        if self.chance(80):
            measures = sorted({"number", "cost", *measures})
        stage = rng.choice(("proposed", "approved", "implemented"))
        units = [one.id for one in self.rows.scan(Unit)]
        worth = {
            "hour": rng.choice(("1/8", "0.125")),
            "day": rng.choice(("5/7", "1", "0.75")),
            "month": rng.choice(("22", "20.5")),
        }
        listed = rng.sample(sorted(worth), rng.randint(0, 3))
        text = {
            "id": id_,
            "version": 1,
            "name": "Thử",
            "sources": [],
            "kinds": kinds,
            "unit": rng.choice(("*", "*", "province", rng.choice(units))),
            "conversions": None if self.chance(25) else {name: worth[name] for name in listed},
            "starts": "2023-01-01",
            "ends": None if self.chance(70) else self.later(self.day, 60, 400),
            "appraisal": self.chance(50),
            "targets": [
                {
                    "measure": measure,
                    "kinds": kinds if self.chance(60) else rng.sample(kinds, rng.randint(1, len(kinds))),
                    **self.threshold(measure),
                    **(
                        {"property": rng.choice(["online"] * 4 + sorted(PROPERTIES))}
                        if measure == "coverage"
                        else {}
                    ),
                    "basis": rng.choice(("broad", "broad", "strict")),
                    "stage": stage,
                    "deadline": self.later(self.day, -30, 600),
                    **(
                        {
                            "levels": rng.sample(
                                ["ministry", "province", "district", "commune"], rng.randint(1, 2)
                            )
                        }
                        if self.chance(15)
                        else {}
                    ),
                    "missing": "không công bố" if self.chance(7) else "",
                }
                for measure in measures
            ],
            "note": "",
        }
        if self.chance(15):
            codes = sorted(one.code for one in self.rows.scan(Procedure))
            text["codes"] = rng.sample(codes, rng.randint(1, len(codes)))
        return text

    def threshold(self, measure: str) -> dict[str, str]:
        """A threshold of a target: a whole percent as it was once, an exact one, an amount, a ratio; net or not."""
        rng = self.rng
        if measure == "offset":
            return {"at_least": rng.choice(("2", "1", "1.5", "7/3")), "burden": "net"}
        if measure != "coverage" and self.chance(40):
            return {"percent": str(rng.choice((1, 10, 20, 20, 30, 50, rng.randint(1, 99))))}
        amounts = {
            "number": f"{rng.choice((1, 1, 2, 8))} procedures",
            "cost": f"{rng.choice((1, 20000, 10**12))} đồng",
        }
        exact = rng.choice(("33.3%", "0.5%", "100/3%", "19.99%", f"{rng.randint(1, 99)}%"))
        written = amounts.get(measure, exact) if self.chance(50) else exact
        net = measure in {"number", "cost"} and self.chance(30)
        return {"at_least": written} | ({"burden": "net"} if net else {})

    # --- the ladder -------------------------------------------------------------------------------

    def propose(self) -> None:
        """A proposal to abolish or simplify."""
        code = self.pick("inventoried")
        if code is not None:
            self.propose_now(code)

    def propose_now(self, code: str) -> None:
        """A proposal to abolish or simplify a procedure."""
        ending = self.chance(30)
        names = sorted(set(ACTION_KINDS) - {"abolish", "merge"})
        kinds = ["abolish"] if ending else self.rng.choices(names, k=self.rng.randint(1, 2))
        own = self.rows.get(Procedure, code)
        now = self.held(code, own.sheet, "before") if own else None
        idle = now is not None and now["groups"][0]["subjects"] == "0"  # nobody applies: R3
        kinds = ["online"] if not ending and self.chance(80 if idle else 20) else kinds
        self.propose_one(code, "abolish" if ending else "simplify", kinds)

    def propose_one(
        self, code: str, kind: str, kinds: list[str], into: str | None = None, *, measured: bool = False
    ) -> bool:
        """One proposal; whether it was recorded."""
        programmes = default_programmes(self.rows, code, self.day, self.day)
        if self.chance(15):
            programmes = self.rng.sample(programmes, self.rng.randint(0, len(programmes)))
        actions = [
            {"kind": name, "content": "bỏ", "reason": "thừa", "authority": "province"} for name in kinds
        ]
        ending = kind == "abolish" or (kind == "merge" and into != code)
        after = None
        if not ending and (measured or self.chance(70)):
            after = self.eased(self.sealed(code, programmes), movable(actions))
        plan = {
            "kind": kind,
            "into": into,
            "actions": actions,
            "programmes": programmes,
            "after_sheet": after,
            "submission": self.dated(),
            "due": None,
        }
        if self.chance(30):
            plan["due"] = self.later(self.day, 0, 90)
        body = plan_body(self.rows, self.day, code, plan)
        return bool(self.act("propose", (f"procedure/{code}", body)))

    def abolished(self, code: str) -> bool:
        """True where a procedure was abolished once and that cut did not lapse."""
        rounds = self.rows.scan(Proposal, code=code)
        done = [one for one in rounds if one.outcome in {"implemented", "reopened"}]
        return any(one.after == 0 and one.after_sheet is None for one in done)

    def some(self, *states: str) -> list[tuple[str, dict[str, Any]]]:
        """One or a few procedures in a state, for one signature."""
        codes = {self.pick(*states) for _ in range(self.rng.choice((1, 1, 2, 4)))} - {None}
        return [(f"procedure/{code}", {}) for code in sorted(codes)]

    def approve(self) -> None:
        """A decision, after an opinion where one is asked for or somebody gave one."""
        items = self.some("proposed")
        if self.chance(90):
            names = ("necessity", "reasonableness", "legality", "cost")
            self.act("appraise", *items, common={"opinion": "được", "criteria": dict.fromkeys(names, True)})
        submitted = self.papers(items, "submission")
        decisions = [self.dated(submitted) for _ in range(self.rng.choice((1, 1, 1, 2)))]
        self.act("approve", *items, common={"decisions": decisions})

    def implement(self) -> None:
        """An implementing document, in force sooner or later, with or without an end."""
        self.carry_out(self.some("approved"))

    def leave(self) -> None:
        """Withdrawn, returned, rejected or revoked; lapsed."""
        name = self.rng.choice(("withdraw", "return", "reject", "revoke", "lapse", "lapse"))
        state = {"revoke": "approved", "lapse": "implemented"}
        common = {"document": self.dated()} if name == "revoke" else {}
        self.act(name, *self.some(state.get(name, "proposed")), common=common)

    def step(self) -> None:
        """One more act."""
        acts = {
            self.propose: 8,
            self.merge: 6,
            self.approve: 5,
            self.implement: 5,
            self.decided: 6,
            self.extend: 2,
            self.annul: 1,
            self.further: 6,
            self.leave: 5,
            self.correct: 1,
            self.recode: 2,
            self.record: 5,
            self.record_after: 4,
            self.restate: 3,
            self.add_procedures: 2,
            self.assign: 2,
            self.rename: 1,
            self.describe: 2,
            self.strike: 2,
            self.review: 1,
            self.close_unit: 1,
            self.move_unit: 1,
            self.close_programme: 1,
        }
        self.rng.choices(list(acts), weights=list(acts.values()))[0]()
        self.wait(9)

    def fill(self) -> None:
        """Units and procedures, one or two sealed baselines, and then whatever chance has in store."""
        rng = self.rng
        self.found_units()
        for _ in range(rng.randint(1, 5)):
            self.add_procedures(6)
        for _ in range(rng.randint(0, 20)):
            self.record()
        if self.chance(40):
            self.close_unit("so-cu")
        if self.chance(30):
            self.strike()
        self.adopt_and_seal()
        steps = rng.randint(0, 120)
        second = rng.randint(0, steps) if self.chance(60) else None
        for place in range(steps):
            if place == second:
                self.adopt_and_seal()
            self.step()


def make(seed: int) -> Made:
    """A random register from a seed, the same one each time."""
    maker = Maker(seed)
    maker.fill()
    programmes = sorted(one.id for one in maker.rows.scan(Programme) if one.sealed is not None)
    ends = sorted({one.ends for one in maker.rows.scan(Proposal) if one.ends is not None})
    some_day = ends if ends and maker.chance(50) else sorted(maker.days | {maker.day})
    days = dict.fromkeys((maker.day, maker.rng.choice(some_day), FAR))
    return Made(tuple(maker.facts), tuple(programmes), tuple(days))
