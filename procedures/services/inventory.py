"""The inventory: procedures in, found, assigned, renamed, struck, reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from procedures.intake.owner_rules import owner_of
from procedures.services.session import Draft, Session
from procedures.storage.rows import Procedure, Unit
from procedures.vietnamese import fold, order
from workflow.errors import NotFound
from workflow.journal.strict_json import Json
from workflow.storage.rows import Reader, Subject

if TYPE_CHECKING:
    from procedures.intake.portal_list import PortalList


class Import(NamedTuple):
    """What an import would do: the codes to add, those known already, and those without an owner."""

    new: tuple[tuple[str, Json], ...]
    known: tuple[str, ...]
    waiting: tuple[str, ...]
    renamed: tuple[tuple[str, str, str], ...]


class InventoryRow(NamedTuple):
    """One line of a list of procedures."""

    code: str
    kind: str
    name: str
    unit: str | None
    state: str
    annual: int | None
    field: str
    agencies: str


def procedure_subject(code: str) -> str:
    """The journal's name of a procedure."""
    return f"procedure/{code}"


def find_procedure(rows: Reader, code: str) -> Procedure:
    """The procedure with this code. Raises NotFound."""
    procedure = rows.get(Procedure, code)
    if procedure is None:
        raise NotFound("no-such-procedure", procedure=code)
    return procedure


def find_unit(rows: Reader, id_: str) -> Unit:
    """The unit with this id. Raises NotFound with the nearest id."""
    unit = rows.get(Unit, id_)
    if unit is None:
        import difflib  # on the way to an error only

        near = difflib.get_close_matches(id_, [unit.id for unit in rows.scan(Unit)], 1)
        raise NotFound("no-such-unit", unit=id_, near=near[0] if near else "")
    return unit


def compare_inventory(
    session: Session, listing: PortalList, owners: Sequence[str | None], kind: str
) -> Import:
    """What importing a list would change. `owners` gives the unit of each row, None: it waits."""
    new, known, renamed = [], [], []
    with session.reading() as rows:
        for unit in {owner for owner in owners if owner}:
            find_unit(rows, unit)
        for row, owner in zip(listing.rows, owners, strict=True):
            procedure = rows.get(Procedure, row.code)
            if procedure is not None:
                known.append(row.code)
                if procedure.name != row.name:
                    renamed.append((row.code, procedure.name, row.name))
                continue
            new.append(
                (
                    procedure_subject(row.code),
                    _body(kind, row.name, row.field, row.agencies, row.issuer, owner),
                )
            )
    waiting = tuple(name.partition("/")[2] for name, body in new if body["unit"] is None)
    return Import(tuple(new), tuple(known), waiting, tuple(renamed))


def compare_list(
    session: Session, listed: PortalList, unit: str, rules: Sequence[tuple[str, str]], kind: str
) -> Import:
    """What a portal's list would change: `unit` owns each row, or ("") who the rules of agencies say."""
    owners = [unit or owner_of(row, rules) for row in listed.rows]
    return compare_inventory(session, listed, owners, kind)


def draft_import(session: Session, changes: Import) -> Draft:
    """One signature over every new procedure."""
    return session.draft("procedure.add", changes.new)


def draft_add(
    session: Session,
    code: str,
    kind: str,
    name: str,
    field: str,
    unit: str | None,
    *,
    issuer: str = "",
    in_force: str = "",
    document: Json | None = None,
) -> Draft:
    """A procedure entered by hand; its document and date in force say whether it is new (R9)."""
    body = _body(kind, name, field, (), issuer, unit)
    if in_force:
        body["in_force"] = in_force
    if document is not None:
        body["document"] = document
    return session.draft("procedure.add", [(procedure_subject(code), body)])


def draft_assign(session: Session, codes: Iterable[str], unit: str) -> Draft:
    """Give procedures to the unit that reviews them (R10: one owner a code)."""
    with session.reading() as rows:
        find_unit(rows, unit)
    return session.draft("procedure.assign", [(procedure_subject(code), {"unit": unit}) for code in codes])


def unassigned(session: Session) -> tuple[Procedure, ...]:
    """What waits for an owner, outside every baseline."""
    with session.reading() as rows:
        return tuple(p for p in rows.scan(Procedure, unit=None) if p.struck is None)


def list_procedures(
    session: Session,
    *,
    unit: str = "",
    state: str = "",
    kind: str = "",
    words: str = "",
    waiting: bool = False,
) -> tuple[InventoryRow, ...]:
    """Procedures by unit (and those beneath it), state, kind and words without marks, in order."""
    folded = fold(words).split()
    with session.reading() as rows:
        if unit:
            find_unit(rows, unit)
        beneath = units_below(rows, unit) if unit else frozenset()
        states = {case.id: case.state or "" for case in rows.scan(Subject, kind="procedure")}
        listed = [
            InventoryRow(
                p.code,
                p.kind,
                p.name,
                p.unit,
                states.get(procedure_subject(p.code), ""),
                p.annual,
                p.field,
                p.agencies,
            )
            for p in rows.scan(Procedure)
            if (not unit or p.unit in beneath)
            and (not kind or p.kind == kind)
            and (not waiting or p.unit is None)
            and all(word in p.folded or word in p.code for word in folded)
        ]
    return tuple(
        sorted(
            (row for row in listed if not state or row.state == state),
            key=lambda row: (row.unit or "~", order(row.name), row.code),
        )
    )


def units_below(rows: Reader, unit: str) -> frozenset[str]:
    """A unit and every unit beneath it, closed ones that it succeeds included (as `scopes.path`).

    A unit with a successor has nothing beneath it any more: that is the successor's.
    """
    row = rows.get(Unit, unit)
    if row is not None and row.successor is not None:
        return frozenset({unit})
    below: set[str] = set()
    waiting = [unit]
    while waiting:
        current = waiting.pop()
        if current in below:
            continue
        below.add(current)
        waiting += [child.id for child in rows.scan(Unit, parent=current) if child.successor is None]
        waiting += [child.id for child in rows.scan(Unit, successor=current)]
    return frozenset(below)


def _body(kind: str, name: str, field: str, agencies: Iterable[str], issuer: str, unit: str | None) -> Json:
    return {
        "kind": kind,
        "name": name,
        "field": field,
        "agencies": list(agencies),
        "issuer": issuer,
        "unit": unit,
    }
