"""The domain's tables, and every query on them, declared with SQLModel and compiled to texts.

`python -m procedures.storage.sql_tables` writes `data/schema-*.json`; a test keeps them equal to this module.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.sql import ColumnElement
from sqlmodel import SQLModel

from workflow.storage.sql_tables import STRICT_TABLE, bigint_column, compile_schema, text_column


class Unit(SQLModel, table=True):
    __table_args__ = (Index("unit_parent", "parent"), Index("unit_successor", "successor"), STRICT_TABLE)
    id: str = text_column(primary_key=True)
    name: str = text_column()
    kind: str = text_column()
    parent: str | None = text_column(nullable=True)
    since: int = bigint_column()
    closed: str | None = text_column(nullable=True)
    successor: str | None = text_column(nullable=True)


class Procedure(SQLModel, table=True):
    __table_args__ = (
        Index("procedure_unit", "unit", "since"),
        Index("procedure_since", "since"),
        CheckConstraint("annual >= 0"),
        STRICT_TABLE,
    )
    code: str = text_column(primary_key=True)
    kind: str = text_column()
    name: str = text_column()
    folded: str = text_column()
    field: str = text_column()
    agencies: str = text_column()
    issuer: str = text_column()
    unit: str | None = text_column(nullable=True)
    sheet: int | None = bigint_column(nullable=True)
    annual: int | None = bigint_column(nullable=True)
    basis: str = text_column()
    limits: str = text_column()
    struck: str | None = text_column(nullable=True)
    review: str | None = text_column(nullable=True)
    in_force: str | None = text_column(nullable=True)
    since: int = bigint_column()


class Sheet(SQLModel, table=True):
    __table_args__ = (CheckConstraint("annual >= 0"), STRICT_TABLE)
    code: str = text_column(primary_key=True)
    seq: int = bigint_column(primary_key=True)
    stage: str = text_column()
    annual: int | None = bigint_column(nullable=True)
    body: str = text_column()


class Proposal(SQLModel, table=True):
    __table_args__ = (
        Index("proposal_outcome", "outcome", "unit"),
        Index("proposal_into", "into"),
        CheckConstraint("after >= 0"),
        STRICT_TABLE,
    )
    code: str = text_column(primary_key=True)
    round: int = bigint_column(primary_key=True)
    kind: str = text_column()
    into: str | None = text_column(nullable=True)
    seq: int = bigint_column()
    proposer: str = text_column()
    recorded_at: str = text_column()
    unit: str = text_column()
    programmes: str = text_column()
    actions: str = text_column()
    before: str = text_column()
    after: int | None = bigint_column(nullable=True)
    after_sheet: int | None = bigint_column(nullable=True)
    counts: int = bigint_column()
    due: str | None = text_column(nullable=True)
    appraisal: str | None = text_column(nullable=True)
    outcome: str = text_column()
    moved: int = bigint_column()
    in_force: str | None = text_column(nullable=True)
    ends: str | None = text_column(nullable=True)


class Document(SQLModel, table=True):
    __table_args__ = (STRICT_TABLE,)
    code: str = text_column(primary_key=True)
    round: int = bigint_column(primary_key=True)
    slot: str = text_column(primary_key=True)
    number: str = text_column()
    date: str = text_column()
    body: str = text_column()
    level: str = text_column()
    signer: str = text_column()
    files: str = text_column()
    recorded: str = text_column()
    seq: int = bigint_column()


class Correction(SQLModel, table=True):
    __table_args__ = (STRICT_TABLE,)
    code: str = text_column(primary_key=True)
    seq: int = bigint_column(primary_key=True)
    slot: str = text_column(primary_key=True)
    round: int = bigint_column()
    old: str = text_column()
    new: str = text_column()
    reason: str = text_column()


class Programme(SQLModel, table=True):
    __table_args__ = (STRICT_TABLE,)
    id: str = text_column(primary_key=True)
    text: str = text_column()
    digest: str = text_column()
    adopted: int = bigint_column()
    sealed: int | None = bigint_column(nullable=True)
    day: str = text_column()
    members: int = bigint_column()


# Constants stand in the text itself: the texts are compiled once and only names are bound.
_ZERO, _ONE, _TWO, _THREE = (literal_column(str(digit), BigInteger) for digit in range(4))
_ABOLISH, _SIMPLIFY = (literal_column(f"'{how}'", Text) for how in ("abolish", "simplify"))
_ON_LADDER = ("unit", "kind", "rung", "how", "counts", "base", "after", "in_force", "ends", "estimated")


class Member(SQLModel, table=True):
    __table_args__ = (
        # These two cover the verdict: the check of one unit never touches the rows of another, and
        # what is not on the ladder (most of a baseline) is never looked at a second time.
        Index("member_verdict", "programme", "unit", "kind", "base", "struck", "reviewed", "rung"),
        Index(
            "member_ladder",
            "programme",
            *_ON_LADDER,
            sqlite_where=text("rung > 0"),
            postgresql_where=text("rung > 0"),
        ),
        Index("member_code", "code"),
        CheckConstraint("rung BETWEEN 0 AND 3"),
        CheckConstraint("how IN ('', 'abolish', 'simplify')"),
        STRICT_TABLE,
    )
    programme: str = text_column(primary_key=True)
    code: str = text_column(primary_key=True)
    unit: str = text_column()
    kind: str = text_column()
    base: int | None = bigint_column(nullable=True)
    sheet: int | None = bigint_column(nullable=True)
    rung: int = bigint_column()
    how: str = text_column()
    counts: int = bigint_column()
    after: int | None = bigint_column(nullable=True)
    in_force: str | None = text_column(nullable=True)
    ends: str | None = text_column(nullable=True)
    struck: int = bigint_column()
    round: int = bigint_column()
    estimated: int = bigint_column()
    reviewed: int = bigint_column()
    time: int | None = bigint_column(nullable=True)
    time_sheet: int | None = bigint_column(nullable=True)
    time_after: int | None = bigint_column(nullable=True)
    since: int = bigint_column()


class Former(SQLModel, table=True):
    __table_args__ = (Index("former_unit", "unit", "programme"), STRICT_TABLE)
    programme: str = text_column(primary_key=True)
    code: str = text_column(primary_key=True)
    since: int = bigint_column(primary_key=True)
    unit: str = text_column()
    kind: str = text_column()
    base: int | None = bigint_column(nullable=True)
    sheet: int | None = bigint_column(nullable=True)
    rung: int = bigint_column()
    how: str = text_column()
    counts: int = bigint_column()
    after: int | None = bigint_column(nullable=True)
    in_force: str | None = text_column(nullable=True)
    ends: str | None = text_column(nullable=True)
    struck: int = bigint_column()
    round: int = bigint_column()
    estimated: int = bigint_column()
    reviewed: int = bigint_column()
    time: int | None = bigint_column(nullable=True)
    time_sheet: int | None = bigint_column(nullable=True)
    time_after: int | None = bigint_column(nullable=True)
    until: int = bigint_column()


class Review(SQLModel, table=True):
    __table_args__ = (STRICT_TABLE,)
    id: str = text_column(primary_key=True)
    name: str = text_column()
    unit: str = text_column()
    number: str = text_column()
    date: str = text_column()
    seq: int = bigint_column()


class Planned(SQLModel, table=True):
    __table_args__ = (Index("planned_code", "code"), STRICT_TABLE)
    plan: str = text_column(primary_key=True)
    code: str = text_column(primary_key=True)
    due: str = text_column()
    basis: str = text_column()
    product: str = text_column()
    done: str = text_column()
    at: int | None = bigint_column(nullable=True)


DOMAIN: tuple[type[SQLModel], ...] = (
    Unit,
    Procedure,
    Sheet,
    Proposal,
    Document,
    Correction,
    Programme,
    Member,
    Former,
    Review,
    Planned,
)


def queries() -> dict[str, Any]:
    """Named queries. Two make a tally: `head*` by unit and kind, `ladder*` by unit, kind and rung.

    `day` is the date in force is judged at. Sums are whole đồng; `*_time` tallies the processing
    time instead, in the programme's own parts of a working day; `*_unit` is for one unit.
    """
    tables = SQLModel.metadata.tables
    members, procedures = tables["member"], tables["procedure"]
    c = members.c
    all_ = (c.programme == bindparam("programme"),)
    one = (*all_, c.unit == bindparam("unit"))
    mine = select(c.code).where(*one).scalar_subquery()
    added = (
        select(procedures.c.code)
        .where(procedures.c.since > bindparam("sealed", type_=BigInteger))
        .order_by(procedures.c.since)
    )
    codes = select(procedures.c.code, procedures.c.name).where(
        procedures.c.code >= bindparam("first"), procedures.c.code < bindparam("last")
    )
    found: dict[str, Any] = {
        "codes": codes.order_by(procedures.c.code).limit(bindparam("most", type_=BigInteger)).offset(_ZERO),
        # By key from within: SQLite would walk the whole programme for a condition on the unit.
        "members_unit": select(*c).where(*all_, c.code.in_(mine)),
        "added": added,
        "added_unit": added.where(procedures.c.unit == bindparam("unit")),
    }
    for measure, base, after in (("", c.base, c.after), ("_time", c.time, c.time_after)):
        for scope, where in (("", all_), ("_unit", one)):
            found[f"head{measure}{scope}"] = _head(c, base).where(*where)
            found[f"ladder{measure}{scope}"] = _ladder(c, base, after).where(*where)
    return found


def _head(c: Any, base: Any) -> Any:
    """unit, kind, members, known K, unknown, struck, reviewed."""
    return select(
        c.unit,
        c.kind,
        func.count(),
        _sum(base, base.is_not(None)),
        _sum(_ONE, base.is_(None)),
        _sum(_ONE, c.struck == _ONE),
        _sum(_ONE, (c.reviewed == _ONE) | (c.rung > _ZERO)),
    ).group_by(c.unit, c.kind)


def _ladder(c: Any, base: Any, after: Any) -> Any:
    """unit, kind, rung on `day`, then the fields of `tallies.Stage`."""
    day: Any = bindparam("day")
    # R8: an end date is inclusive and works by itself; before its date in force a cut is approved.
    rung = case(
        ((c.rung == _THREE) & (c.ends < day), _ZERO),
        ((c.rung == _THREE) & (c.in_force > day), _TWO),
        else_=c.rung,
    ).label("stands")
    simplified, abolished = c.how == _SIMPLIFY, c.how == _ABOLISH
    measured = base.is_not(None) & after.is_not(None)
    unmeasured = simplified & base.is_not(None) & after.is_(None)
    not_worse = base.is_(None) | after.is_(None) | (after <= base)  # C10
    fell = (c.counts == _TWO) & measured & (after < base)  # R3: only with a measured fall
    counted = ((c.counts == _ONE) & (abolished | not_worse)) | fell
    return (
        select(
            c.unit,
            c.kind,
            rung,
            _sum(_ONE, counted),
            _sum(_ONE, abolished),
            _sum(base - after, measured),
            _sum(_ONE, abolished & base.is_(None)),
            _sum(_ONE, simplified & base.is_(None)),
            _sum(_ONE, unmeasured),
            _sum(base, unmeasured),
            _sum(_ONE, simplified & measured & (after > base)),
            _sum(_ONE, counted & (base == _ZERO)),  # C8: known to cost nothing
            _sum(base - after, measured & (c.estimated > _ZERO)),  # C11
        )
        .where(c.rung > _ZERO)
        .group_by(c.unit, c.kind, text("stands"))
    )


def _sum(value: Any, when: Any) -> ColumnElement[Any]:
    # sum() of bigint is numeric on PostgreSQL: the cast keeps whole numbers whole.
    return cast(func.sum(case((when, value), else_=_ZERO)), BigInteger)


def source(dialect: str) -> str:
    """The text of `data/schema-DIALECT.json`: one table or statement a line."""
    made = compile_schema(dialect, DOMAIN, queries())._asdict()
    made["tables"] = [table._asdict() for table in made["tables"]]
    return json.dumps(made, ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    for spoken in ("sqlite", "postgresql"):
        path = Path(__file__).parents[1] / "data" / f"schema-{spoken}.json"
        path.write_text(source(spoken), encoding="utf-8")
