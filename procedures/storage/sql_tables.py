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

from workflow.storage.sql_tables import STRICT, schema, whole, words


class Unit(SQLModel, table=True):
    __table_args__ = (
        Index("unit_parent", "parent"),
        Index("unit_successor", "successor"),
        STRICT,
    )
    id: str = words(primary_key=True)
    name: str = words()
    kind: str = words()
    parent: str | None = words(nullable=True)
    since: int = whole()
    closed: str | None = words(nullable=True)
    successor: str | None = words(nullable=True)


class Procedure(SQLModel, table=True):
    __table_args__ = (
        Index("procedure_unit", "unit", "since"),
        Index("procedure_since", "since"),
        CheckConstraint("annual >= 0"),
        STRICT,
    )
    code: str = words(primary_key=True)
    kind: str = words()
    name: str = words()
    folded: str = words()
    field: str = words()
    agencies: str = words()
    issuer: str = words()
    unit: str | None = words(nullable=True)
    sheet: int | None = whole(nullable=True)
    annual: int | None = whole(nullable=True)
    basis: str = words()
    limits: str = words()
    struck: str | None = words(nullable=True)
    review: str | None = words(nullable=True)
    in_force: str | None = words(nullable=True)
    since: int = whole()


class Sheet(SQLModel, table=True):
    __table_args__ = (CheckConstraint("annual >= 0"), STRICT)
    code: str = words(primary_key=True)
    seq: int = whole(primary_key=True)
    stage: str = words()
    annual: int | None = whole(nullable=True)
    body: str = words()


class Proposal(SQLModel, table=True):
    __table_args__ = (
        Index("proposal_outcome", "outcome", "unit"),
        Index("proposal_into", "into"),
        CheckConstraint("after >= 0"),
        STRICT,
    )
    code: str = words(primary_key=True)
    round: int = whole(primary_key=True)
    kind: str = words()
    into: str | None = words(nullable=True)
    seq: int = whole()
    proposer: str = words()
    recorded_at: str = words()
    unit: str = words()
    programmes: str = words()
    actions: str = words()
    before: str = words()
    after: int | None = whole(nullable=True)
    after_sheet: int | None = whole(nullable=True)
    counts: int = whole()
    due: str | None = words(nullable=True)
    appraisal: str | None = words(nullable=True)
    outcome: str = words()
    moved: int = whole()
    in_force: str | None = words(nullable=True)
    ends: str | None = words(nullable=True)


class Document(SQLModel, table=True):
    __table_args__ = (STRICT,)
    code: str = words(primary_key=True)
    round: int = whole(primary_key=True)
    slot: str = words(primary_key=True)
    number: str = words()
    date: str = words()
    body: str = words()
    level: str = words()
    signer: str = words()
    files: str = words()
    recorded: str = words()
    seq: int = whole()


class Correction(SQLModel, table=True):
    __table_args__ = (STRICT,)
    code: str = words(primary_key=True)
    seq: int = whole(primary_key=True)
    slot: str = words(primary_key=True)
    round: int = whole()
    old: str = words()
    new: str = words()
    reason: str = words()


class Programme(SQLModel, table=True):
    __table_args__ = (STRICT,)
    id: str = words(primary_key=True)
    text: str = words()
    digest: str = words()
    adopted: int = whole()
    sealed: int | None = whole(nullable=True)
    day: str = words()
    members: int = whole()


# Constants stand in the text itself: the texts are compiled once and only names are bound.
_ZERO, _ONE, _TWO, _THREE = (literal_column(str(digit), BigInteger) for digit in range(4))
_ABOLISH, _SIMPLIFY = (literal_column(f"'{how}'", Text) for how in ("abolish", "simplify"))
_ON_LADDER = (
    "unit",
    "kind",
    "rung",
    "how",
    "counts",
    "base",
    "after",
    "in_force",
    "ends",
    "estimated",
)


class Member(SQLModel, table=True):
    __table_args__ = (
        # These two cover the verdict: the check of one unit never touches the rows of another, and
        # what is not on the ladder (most of a baseline) is never looked at a second time.
        Index("member_verdict", "programme", "unit", "kind", "base", "struck", "reviewed", "rung"),
        Index("member_ladder", "programme", *_ON_LADDER,
              sqlite_where=text("rung > 0"), postgresql_where=text("rung > 0")),
        Index("member_code", "code"),
        CheckConstraint("rung BETWEEN 0 AND 3"),
        CheckConstraint("how IN ('', 'abolish', 'simplify')"),
        STRICT,
    )  # fmt: skip
    programme: str = words(primary_key=True)
    code: str = words(primary_key=True)
    unit: str = words()
    kind: str = words()
    base: int | None = whole(nullable=True)
    sheet: int | None = whole(nullable=True)
    rung: int = whole()
    how: str = words()
    counts: int = whole()
    after: int | None = whole(nullable=True)
    in_force: str | None = words(nullable=True)
    ends: str | None = words(nullable=True)
    struck: int = whole()
    round: int = whole()
    estimated: int = whole()
    reviewed: int = whole()
    time: int | None = whole(nullable=True)
    time_sheet: int | None = whole(nullable=True)
    time_after: int | None = whole(nullable=True)
    since: int = whole()


class Former(SQLModel, table=True):
    __table_args__ = (Index("former_unit", "unit", "programme"), STRICT)
    programme: str = words(primary_key=True)
    code: str = words(primary_key=True)
    since: int = whole(primary_key=True)
    unit: str = words()
    kind: str = words()
    base: int | None = whole(nullable=True)
    sheet: int | None = whole(nullable=True)
    rung: int = whole()
    how: str = words()
    counts: int = whole()
    after: int | None = whole(nullable=True)
    in_force: str | None = words(nullable=True)
    ends: str | None = words(nullable=True)
    struck: int = whole()
    round: int = whole()
    estimated: int = whole()
    reviewed: int = whole()
    time: int | None = whole(nullable=True)
    time_sheet: int | None = whole(nullable=True)
    time_after: int | None = whole(nullable=True)
    until: int = whole()


class Review(SQLModel, table=True):
    __table_args__ = (STRICT,)
    id: str = words(primary_key=True)
    name: str = words()
    unit: str = words()
    number: str = words()
    date: str = words()
    seq: int = whole()


class Planned(SQLModel, table=True):
    __table_args__ = (Index("planned_code", "code"), STRICT)
    plan: str = words(primary_key=True)
    code: str = words(primary_key=True)
    due: str = words()
    basis: str = words()
    product: str = words()
    done: str = words()
    at: int | None = whole(nullable=True)


DOMAIN: tuple[type[SQLModel], ...] = (
    Unit, Procedure, Sheet, Proposal, Document, Correction, Programme, Member, Former,
    Review, Planned,
)  # fmt: skip


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
        "codes": codes.order_by(procedures.c.code)
        .limit(bindparam("most", type_=BigInteger))
        .offset(_ZERO),
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
        c.unit, c.kind, func.count(), _sum(base, base.is_not(None)), _sum(_ONE, base.is_(None)),
        _sum(_ONE, c.struck == _ONE), _sum(_ONE, (c.reviewed == _ONE) | (c.rung > _ZERO)),
    ).group_by(c.unit, c.kind)  # fmt: skip


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
    made = schema(dialect, DOMAIN, queries())._asdict()
    made["tables"] = [table._asdict() for table in made["tables"]]
    return json.dumps(made, ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    for spoken in ("sqlite", "postgresql"):
        path = Path(__file__).parents[1] / "data" / f"schema-{spoken}.json"
        path.write_text(source(spoken), encoding="utf-8")
