"""Declares the domain's tables and every query on them; they are compiled to SQL texts.

`python -m procedures.storage.sql_tables` writes `data/schema-*.json`; a test keeps them equal to this module.
"""

from __future__ import annotations

import json
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

from procedures.paths import DATA
from procedures.storage.rows import INVENTORY_CAME, INVENTORY_WENT
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
    levels: str = text_column()
    since: int = bigint_column()
    first_code: str = text_column()


class Handling(SQLModel, table=True):
    __table_args__ = (Index("handling_code", "code"), STRICT_TABLE)
    unit: str = text_column(primary_key=True)
    code: str = text_column(primary_key=True)
    since: int = bigint_column()


class FormerCode(SQLModel, table=True):
    __tablename__ = "former_code"
    __table_args__ = (Index("former_code_now", "now"), STRICT_TABLE)
    code: str = text_column(primary_key=True)
    now: str = text_column()
    seq: int = bigint_column()


class Description(SQLModel, table=True):
    __table_args__ = (STRICT_TABLE,)
    code: str = text_column(primary_key=True)
    seq: int = bigint_column()
    source: str = text_column()
    body: str = text_column()
    folded: str = text_column()


class Sheet(SQLModel, table=True):
    __table_args__ = (CheckConstraint("annual >= 0"), STRICT_TABLE)
    code: str = text_column(primary_key=True)
    seq: int = bigint_column(primary_key=True)
    stage: str = text_column(primary_key=True)
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
    forwarded: str = text_column()
    outcome: str = text_column()
    moved: int = bigint_column()
    in_force: str | None = text_column(nullable=True)
    ends: str | None = text_column(nullable=True)
    merger: int | None = bigint_column(nullable=True)
    rules: str = text_column()


class Document(SQLModel, table=True):
    __table_args__ = (Index("document_folded", "folded"), STRICT_TABLE)
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
    first: str = text_column()
    folded: str = text_column()


class Correction(SQLModel, table=True):
    __table_args__ = (STRICT_TABLE,)
    code: str = text_column(primary_key=True)
    seq: int = bigint_column(primary_key=True)
    slot: str = text_column(primary_key=True)
    round: int = bigint_column()
    old: str = text_column()
    new: str = text_column()
    reason: str = text_column()
    person: str = text_column()
    recorded: str = text_column()


class Programme(SQLModel, table=True):
    __table_args__ = (STRICT_TABLE,)
    id: str = text_column(primary_key=True)
    text: str = text_column()
    digest: str = text_column()
    adopted: int = bigint_column()
    sealed: int | None = bigint_column(nullable=True)
    day: str = text_column()
    members: int = bigint_column()
    closed: str | None = text_column(nullable=True)


class TargetList(SQLModel, table=True):
    __tablename__ = "target_list"
    __table_args__ = (STRICT_TABLE,)
    programme: str = text_column(primary_key=True)
    measure: str = text_column(primary_key=True)
    what: str = text_column(primary_key=True)
    codes: str = text_column()
    seq: int = bigint_column()


# Constants are written into the SQL: the texts are compiled once, with named parameters only.
_ZERO, _ONE, _TWO, _THREE = (literal_column(str(digit), BigInteger) for digit in range(4))
_ABOLISH, _SIMPLIFY = (literal_column(f"'{how}'", Text) for how in ("abolish", "simplify"))
_ENDS = ("ends", "earlier_round", "earlier_ends")
_ON_LADDER = ("unit", "kind", "rung", "how", "counts", "base", "after", "in_force", "ends", "estimated")


class Member(SQLModel, table=True):
    __table_args__ = (
        # These two cover the verdict: the check of one unit reads no row of another, and the members
        # without a cut (most of a baseline) are read once only.
        Index("member_verdict", "programme", "unit", "kind", "base", "struck", "reviewed", "rung", *_ENDS),
        Index(
            "member_ladder",
            "programme",
            *_ON_LADDER,
            sqlite_where=text("rung > 0"),
            postgresql_where=text("rung > 0"),
        ),
        Index(
            "member_earlier",
            "programme",
            "unit",
            sqlite_where=text("earlier_round > 0"),
            postgresql_where=text("earlier_round > 0"),
        ),
        Index("member_code", "code"),
        CheckConstraint("rung BETWEEN 0 AND 3"),
        CheckConstraint("how IN ('', 'abolish', 'simplify', 'merge')"),
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
    earlier_round: int = bigint_column()
    earlier_rung: int = bigint_column()
    earlier_how: str = text_column()
    earlier_counts: int = bigint_column()
    earlier_after: int | None = bigint_column(nullable=True)
    earlier_time_after: int | None = bigint_column(nullable=True)
    earlier_in_force: str | None = text_column(nullable=True)
    earlier_ends: str | None = text_column(nullable=True)
    earlier_estimated: int = bigint_column()
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
    earlier_round: int = bigint_column()
    earlier_rung: int = bigint_column()
    earlier_how: str = text_column()
    earlier_counts: int = bigint_column()
    earlier_after: int | None = bigint_column(nullable=True)
    earlier_time_after: int | None = bigint_column(nullable=True)
    earlier_in_force: str | None = text_column(nullable=True)
    earlier_ends: str | None = text_column(nullable=True)
    earlier_estimated: int = bigint_column()
    until: int = bigint_column()


class PastAct(SQLModel, table=True):
    __tablename__ = "past_act"
    __table_args__ = (Index("past_act_what", "what", "day"), STRICT_TABLE)
    code: str = text_column(primary_key=True)
    seq: int = bigint_column(primary_key=True)
    what: str = text_column()
    day: str = text_column()
    person: str = text_column()
    unit: str = text_column()
    round: int = bigint_column()


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


DOMAIN_TABLES: tuple[type[SQLModel], ...] = (
    Unit,
    Procedure,
    FormerCode,
    Handling,
    Description,
    Sheet,
    Proposal,
    Document,
    Correction,
    Programme,
    TargetList,
    Member,
    Former,
    PastAct,
    Review,
    Planned,
)


def queries() -> dict[str, Any]:
    """Return the queries by name. Three make a tally: `head*` by unit and kind, `ladder*` and
    `earlier*` by stage too.

    `day` is the ISO date at which dates in force are judged. Sums are whole đồng; `*_time` sums the
    processing time instead, in parts of a working day; `*_unit` is for one unit.
    """
    tables = SQLModel.metadata.tables
    members, procedures = tables["member"], tables["procedure"]
    c = members.c
    of_programme = (c.programme == bindparam("programme"),)
    of_unit = (*of_programme, c.unit == bindparam("unit"))
    codes_of_unit = select(c.code).where(*of_unit).scalar_subquery()
    added = (
        select(procedures.c.code)
        .where(procedures.c.since > bindparam("sealed", type_=BigInteger))
        .order_by(procedures.c.since)
    )
    codes = select(procedures.c.code, procedures.c.name).where(
        procedures.c.code >= bindparam("first"), procedures.c.code < bindparam("last")
    )
    named: dict[str, Any] = {
        "codes": codes.order_by(procedures.c.code).limit(bindparam("most", type_=BigInteger)).offset(_ZERO),
        # By key: for a condition on the unit SQLite would read every member of the programme.
        "members_unit": select(*c).where(*of_programme, c.code.in_(codes_of_unit)),
        "cuts": select(*c).where(*of_programme, c.rung > _ZERO),
        "cuts_unit": select(*c).where(*of_unit, c.rung > _ZERO),
        "added": added,
        "added_unit": added.where(procedures.c.unit == bindparam("unit")),
        **_for_signs(tables),
    }
    for measure, base, after, earlier in (
        ("", c.base, c.after, c.earlier_after),
        ("_time", c.time, c.time_after, c.earlier_time_after),
    ):
        for scope, where in (("", of_programme), ("_unit", of_unit)):
            named[f"head{measure}{scope}"] = _head(c, base).where(*where)
            named[f"ladder{measure}{scope}"] = _ladder(c, base, after).where(*where)
            named[f"earlier{measure}{scope}"] = _earlier(c, base, after, earlier).where(*where)
    return named


def _for_signs(tables: Any) -> dict[str, Any]:
    """Return the queries behind warning signs: acts shortly before a seal, acts on cuts, equal names."""
    members, procedures, acts = tables["member"], tables["procedure"], tables["past_act"]
    of_programme = members.c.programme == bindparam("programme")
    of_unit = (of_programme, members.c.unit == bindparam("unit"))
    of_cuts = (
        select(*acts.c)
        .join_from(members, acts, acts.c.code == members.c.code)
        .where(of_programme, members.c.rung > _ZERO, acts.c.what != literal_column("'added'", Text))
    )
    before_seal = select(*acts.c).where(
        acts.c.day >= bindparam("first"),
        acts.c.day <= bindparam("last"),
        acts.c.seq < bindparam("sealed", type_=BigInteger),
    )
    came, went = (
        acts.c.what.in_([literal_column(f"'{what}'", Text) for what in names])
        for names in (INVENTORY_CAME, INVENTORY_WENT)
    )
    codes_of_unit = select(members.c.code).where(*of_unit).scalar_subquery()
    named = procedures.join(members, procedures.c.code == members.c.code)
    more_than_once = (
        select(procedures.c.folded)
        .select_from(named)
        .where(of_programme)
        .group_by(procedures.c.folded)
        .having(func.count() > _ONE)
        .scalar_subquery()
    )
    return {
        "acts_before_seal": before_seal.where(came | went),
        # By key for what came to the unit's members: the index by day would read those of every unit.
        "came_before_seal_unit": before_seal.where(came, acts.c.code.in_(codes_of_unit)),
        "went_before_seal_unit": before_seal.where(went, acts.c.unit == bindparam("unit")),
        "acts_on_cuts": of_cuts,
        "acts_on_cuts_unit": of_cuts.where(members.c.unit == bindparam("unit")),
        "twins": select(*procedures.c)
        .select_from(named)
        .where(of_programme, procedures.c.folded.in_(more_than_once)),
    }


def _head(c: Any, base: Any) -> Any:
    """Select the fields of `tally.Tally` before its stages; the repealed from above stand apart (R5)."""
    day: Any = bindparam("day")
    ended = (c.ends < day) & ((c.earlier_round == _ZERO) | (c.earlier_ends < day))
    over = case((c.rung == _ZERO, _ONE), (ended, _ONE), else_=_ZERO)
    gone = (c.struck == _TWO) & (over == _ONE)
    here = ~gone
    return select(
        c.unit,
        c.kind,
        _sum(_ONE, here),
        _sum(base, here & base.is_not(None)),
        _sum(_ONE, here & base.is_(None)),
        _sum(_ONE, here & (c.struck > _ZERO)),
        _sum(_ONE, here & ((c.reviewed == _ONE) | (c.rung > _ZERO))),
        _sum(_ONE, gone),
        _sum(base, gone & base.is_not(None)),
        _sum(_ONE, gone & base.is_(None)),
    ).group_by(c.unit, c.kind)


def _stands(rung: Any, in_force: Any, ends: Any) -> Any:
    """Return the stage of a cut on `day`: see `tally.stage_on` (R7, R8)."""
    day: Any = bindparam("day")
    return case((ends < day, _ZERO), ((rung == _THREE) & (in_force > day), _TWO), else_=rung)


def _ladder(c: Any, base: Any, after: Any) -> Any:
    """Select unit, kind, the stage on `day`, then the fields of `tally.StageSums`."""
    rung = _stands(c.rung, c.in_force, c.ends).label("stands")
    figures = _stage_sums(c.how, c.counts, base, after, c.estimated > _ZERO)
    chosen = select(c.unit, c.kind, rung, *figures).where(c.rung > _ZERO)
    return chosen.group_by(c.unit, c.kind, text("stands"))


def _earlier(c: Any, base: Any, newest: Any, after: Any) -> Any:
    """Select unit, kind, the stages of the newest and the earlier cut, then the sums of the earlier one.

    Between both stand broad, strict and zero of what the earlier cut keeps in number where the newest one,
    having replaced it, does not count (R11).
    """
    reached = _stands(c.rung, c.in_force, c.ends).label("reached")
    rung = _stands(c.earlier_rung, c.earlier_in_force, c.earlier_ends).label("stands")
    rests = (c.earlier_estimated > _ZERO) | (c.estimated == _ONE) | (c.estimated == _THREE)
    figures = _stage_sums(c.earlier_how, c.earlier_counts, base, after, rests)
    counted = _counted(c.earlier_how, c.earlier_counts, base, after)
    lost = counted & ~_counted(c.how, c.counts, base, newest)
    strict = (c.earlier_how == _ABOLISH) & (c.how != _ABOLISH)
    kept = (_sum(_ONE, lost), _sum(_ONE, strict), _sum(_ONE, lost & (base == _ZERO)))
    chosen = select(c.unit, c.kind, reached, rung, *kept, *figures)
    chosen = chosen.where(c.rung > _ZERO, c.earlier_round > _ZERO)
    return chosen.group_by(c.unit, c.kind, text("reached"), text("stands"))


def _stage_sums(how: Any, counts: Any, base: Any, after: Any, rests: Any) -> tuple[Any, ...]:
    """Return the columns of `tally.StageSums`; `rests`: a sheet of the cut is an estimate (C11)."""
    simplified, strict = how == _SIMPLIFY, how == _ABOLISH
    ends = ~simplified
    measured = base.is_not(None) & after.is_not(None)
    unmeasured = simplified & base.is_not(None) & after.is_(None)
    counted = _counted(how, counts, base, after)
    return (
        _sum(_ONE, counted),
        _sum(_ONE, strict),
        _sum(base - after, measured),
        _sum(_ONE, ends & base.is_(None)),
        _sum(_ONE, simplified & base.is_(None)),
        _sum(_ONE, unmeasured),
        _sum(base, unmeasured),
        _sum(_ONE, simplified & measured & (after > base)),
        _sum(_ONE, counted & (base == _ZERO)),  # C8: known to cost nothing
        _sum(base - after, measured & rests),  # C11
    )


def _counted(how: Any, counts: Any, base: Any, after: Any) -> Any:
    """Return the condition, never NULL, that a cut counts in the broad number."""
    unknown = base.is_(None) | after.is_(None)
    not_worse = unknown | (after <= base)  # C10
    fell = (counts == _TWO) & ~unknown & (after < base)  # R3: only with a measured fall
    always = (counts == _ONE) | (counts == _THREE)
    return case(((always & ((how != _SIMPLIFY) | not_worse)) | fell, _ONE), else_=_ZERO) == _ONE


def _sum(value: Any, when: Any) -> ColumnElement[Any]:
    # PostgreSQL sums bigint to numeric: the cast gives integers back.
    return cast(func.sum(case((when, value), else_=_ZERO)), BigInteger)


def schema_json(dialect: str) -> str:
    """Return the text of `data/schema-DIALECT.json` for sqlite or postgresql."""
    made = compile_schema(dialect, DOMAIN_TABLES, queries())._asdict()
    made["tables"] = [table._asdict() for table in made["tables"]]
    return json.dumps(made, ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    for spoken in ("sqlite", "postgresql"):
        path = DATA / f"schema-{spoken}.json"
        path.write_text(schema_json(spoken), encoding="utf-8")
