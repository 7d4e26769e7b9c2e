"""A small province on disk, its people, and the acts of its days in a few words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from procedures.domain import DOMAIN
from procedures.services.register.create import create_register
from procedures.services.session import Session, open_session
from tests.support.keys import key_of
from tests.support.sheets import PAPER, procedure, proposal, sheet
from workflow import verification
from workflow.findings import Finding
from workflow.identity.signing import verify_signature
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.entries import seconds_between
from workflow.replaying import LONGEST_SILENCE


class Clock:
    """A clock that tests set; it stands still in between."""

    def __init__(self, now: str = "2023-07-01T01:00:00Z") -> None:
        self.now = now

    def __call__(self) -> str:
        return self.now


class Town:
    """A register with two departments, clerks, reviewers and an auditor, ready for acts."""

    PEOPLE = (
        ("lan.bt", "department", "so-tu-phap"),
        ("son.hv", "department", "so-xay-dung"),
        ("minh.tv", "reviewer", "hoa-binh"),
        ("huong.lt", "reviewer", "hoa-binh"),
        ("thu.ph", "auditor", "*"),
    )

    def __init__(self, url: str, now: str = "2023-07-01T01:00:00Z") -> None:
        self.url = url
        self.clock = Clock(now)
        founders = {"hanh.nt": ("Hạnh", key_of("hanh.nt"))}
        self.base = create_register(url, "Tỉnh thử", founders, clock=self.clock)
        self.store = self.base.store
        hanh = self.as_("hanh.nt")
        for id_, parent in (("hoa-binh", None), ("so-tu-phap", "hoa-binh"), ("so-xay-dung", "hoa-binh")):
            kind = "department" if parent else "province"
            hanh.perform("unit.add", [(f"unit/{id_}", {"name": id_, "kind": kind, "parent": parent})])
        for person, role, scope in self.PEOPLE:
            self.add_person(person)
            hanh.perform("role.grant", [(f"person/{person}", {"role": role, "scope": scope})])

    @classmethod
    def opened(cls, url: str) -> Town:
        """A town whose register is at `url` already."""
        town = cls.__new__(cls)
        town.url, town.clock = url, Clock()
        town.base = open_session(url, clock=town.clock)
        town.store = town.base.store
        return town

    def add_person(self, person: str) -> None:
        """Register a person with the key that follows from the name."""
        hanh = self.as_("hanh.nt")
        hanh.perform("person.add", [(f"person/{person}", {"name": person})])
        hanh.perform("key.add", [(f"person/{person}", {"public": ssh_line(key_of(person).public)})])

    def as_(self, person: str, **more: Any) -> Session:
        """The office as one person sees it."""
        return replace(self.base, person=person, key=lambda: key_of(person), **more)

    def move_clock(self, now: str) -> None:
        """Set the clock; after a pause longer than a register takes for granted, the registrar confirms it."""
        before, self.clock.now = self.clock.now, now
        if seconds_between(before, now) > LONGEST_SILENCE:
            self.as_("hanh.nt").perform("register.clock", [("register/1", {"clock": now})])

    def add_procedures(self, unit: str | None, *codes: str, kind: str = "procedure") -> None:
        """Procedures under one signature of the registrar."""
        items = [(f"procedure/{code}", procedure(unit, kind, f"Thủ tục {code}")) for code in codes]
        self.as_("hanh.nt").perform("procedure.add", items)

    def record(self, person: str, code: str, annual: int) -> None:
        """A cost sheet that comes to `annual` đồng a year."""
        body = {"stage": "before", "sheet": sheet(annual), "annual": str(annual)}
        self.as_(person).perform("cost.record", [(f"procedure/{code}", body)])

    def seal(self, programme: str = "hoa-binh-2023") -> None:
        """Adopt and seal a preset."""
        from procedures.services import programmes

        hanh = self.as_("hanh.nt")
        hanh.submit([hanh.sign(programmes.draft_adopt(hanh, programmes.read_programme(programme)))])
        hanh.submit([hanh.sign(programmes.preview_seal(hanh, programme).draft)])

    def propose(self, person: str, code: str, **plan: Any) -> Any:
        """Propose; the answer of the engine."""
        from procedures.services import proposals

        session = self.as_(person)
        draft = proposals.draft_propose(session, [(code, proposal(**plan))])
        return session.submit([session.sign(draft)])[0]

    def act(self, person: str, act: str, *codes: str, reason: str = "", **common: Any) -> Any:
        """One act of the life cycle; the answer of the engine."""
        from procedures.services import proposals

        session = self.as_(person)
        draft = proposals.draft_act(session, act, codes, common=common, reason=reason)
        return session.submit([session.sign(draft)])[0]

    def appraise(self, *codes: str, person: str = "minh.tv") -> Any:
        """A favourable opinion."""
        names = ("necessity", "reasonableness", "legality", "cost")
        return self.act(person, "appraise", *codes, opinion="được", criteria=dict.fromkeys(names, True))

    def approve(self, *codes: str, person: str = "huong.lt", level: str = "province") -> Any:
        """A decision of the province."""
        return self.act(person, "approve", *codes, decisions=[PAPER | {"level": level}])

    def implement(self, *codes: str, in_force: str = "2023-10-01", ends: str | None = None) -> Any:
        """An implementing document."""
        document = PAPER | {"number": "2/QĐ", "date": "2023-07-01"}
        return self.act(
            "lan.bt", "implement", *codes, document=document, in_force=in_force, ends=ends, publication=None
        )

    def findings(self) -> list[Finding]:
        """What `verify` finds."""
        return list(verification.verify_register(self.store, DOMAIN, verify_signature))
