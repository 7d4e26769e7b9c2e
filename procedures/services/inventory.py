"""The inventory: procedures imported, added, assigned, found and listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from procedures.intake.owner_rules import owner_of
from procedures.rules.codes import current_code
from procedures.rules.unit_hierarchy import is_closed
from procedures.services.session import Draft, Session
from procedures.storage.rows import FormerCode, Procedure, Unit
from procedures.vietnamese import fold, order
from workflow.errors import NotFound
from workflow.journal.strict_json import Json
from workflow.storage.rows import Reader, Subject

if TYPE_CHECKING:
    from procedures.intake.portal_list import PortalList


_NAMED = 50  # codes that an error names


class Import(NamedTuple):
    """The effect of an import. `new`: subjects and bodies to add; `known`: codes on record already.

    `waiting`: new codes without an owner; `renamed`: code, name on record, name in the list.
    """

    new: tuple[tuple[str, Json], ...]
    known: tuple[str, ...]
    waiting: tuple[str, ...]
    renamed: tuple[tuple[str, str, str], ...]


class InventoryRow(NamedTuple):
    """One line of a list of procedures; `annual`: whole đồng a year, None where it is unknown."""

    code: str
    kind: str
    name: str
    unit: str | None
    state: str
    annual: int | None
    field: str
    agencies: str


def procedure_subject(code: str) -> str:
    """Return the subject of a procedure in the journal: procedure/CODE."""
    return f"procedure/{code}"


def find_procedure(rows: Reader, code: str) -> Procedure:
    """Return the procedure that has this code, or had it before it was recoded.

    Raises NotFound: when there is none.
    """
    procedure = rows.get(Procedure, current_code(code, rows))
    if procedure is None:
        raise NotFound("no-such-procedure", procedure=code)
    return procedure


def require_procedures(rows: Reader, codes: Iterable[str]) -> list[str]:
    """Return the codes of today of procedures, each once, in their order; a code may be one they had before.

    Raises NotFound: naming all that are not on record.
    """
    given = {code: current_code(code, rows) for code in dict.fromkeys(codes)}
    missing = [code for code, now in given.items() if rows.get(Procedure, now) is None]
    if missing:
        more = ["…"] if len(missing) > _NAMED else []
        raise NotFound("no-such-procedure", procedure=", ".join(missing[:_NAMED] + more))
    return list(dict.fromkeys(given.values()))


def find_unit(rows: Reader, id_: str) -> Unit:
    """Return the unit with this id.

    Raises NotFound: when there is none; the error names the nearest id.
    """
    unit = rows.get(Unit, id_)
    if unit is None:
        import difflib  # on the way to an error only

        near = difflib.get_close_matches(id_, [unit.id for unit in rows.scan(Unit)], 1)
        raise NotFound("no-such-unit", unit=id_, near=near[0] if near else "")
    return unit


def compare_inventory(
    session: Session, listing: PortalList, owners: Sequence[str | None], kind: str
) -> Import:
    """Compare a list with the record. `owners`: the unit of each row, None where it waits for one.

    `kind`: a stable name of a kind of regulation.

    Raises NotFound: when a unit is not on record.
    """
    new, known, renamed = [], [], []
    with session.reading() as rows:
        for unit in {owner for owner in owners if owner}:
            find_unit(rows, unit)
        for row, owner in zip(listing.rows, owners, strict=True):
            procedure = rows.get(Procedure, current_code(row.code, rows))
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
    """Compare a portal's list with the record: `unit` owns each row, or ("") the rules of agencies decide.

    `rules`: (pattern, unit) in their order.

    Raises NotFound: when a unit is not on record.
    """
    owners = [unit or owner_of(row, rules) for row in listed.rows]
    return compare_inventory(session, listed, owners, kind)


def draft_import(session: Session, changes: Import) -> Draft:
    """Draft the addition of every new procedure under one signature.

    Raises what `Session.draft` raises.
    """
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
    """Draft the addition of a procedure by hand; its document and date in force say whether it is new (R9).

    `kind`: a stable name; `unit`: an id, None where it waits for one; `in_force`: ISO date, "" unknown.

    Raises what `Session.draft` raises.
    """
    body = _body(kind, name, field, (), issuer, unit)
    if in_force:
        body["in_force"] = in_force
    if document is not None:
        body["document"] = document
    return session.draft("procedure.add", [(procedure_subject(code), body)])


def draft_assign(session: Session, codes: Sequence[str], unit: str, document: Json | None = None) -> Draft:
    """Draft the assignment of procedures to the unit that reviews them (R10: one owner a code).

    With the `document` that orders it their place in sealed baselines moves too.

    Raises NotFound: when there is no such unit or procedure. Raises what `Session.draft` raises.
    """
    with session.reading() as rows:
        find_unit(rows, unit)
        found = require_procedures(rows, codes)
    items: list[tuple[str, Json]] = [(procedure_subject(code), {"unit": unit}) for code in found]
    return session.draft("procedure.assign", items, common={"document": document} if document else {})


def draft_recode(session: Session, code: str, new: str, document: Json | None = None) -> Draft:
    """Draft a procedure's new code, under which all that is on record of it stands from then on (R4).

    Raises NotFound: when there is no such procedure. Raises what `Session.draft` raises.
    """
    with session.reading() as rows:
        found = find_procedure(rows, code).code
    items: list[tuple[str, Json]] = [(procedure_subject(found), {"code": new})]
    return session.draft("procedure.recode", items, common={"document": document} if document else {})


def unassigned(session: Session) -> tuple[Procedure, ...]:
    """Return the procedures that no unit owns, outside every baseline; struck ones are not listed."""
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
    """List procedures by unit (and those beneath it), state, kind and words, in the order of units and names.

    `state` and `kind` are stable names, `words` may lack their diacritics; "" leaves a filter out. `waiting`:
    only procedures that no unit owns.

    Raises NotFound: when there is no such unit.
    """
    folded = fold(words).split()
    with session.reading() as rows:
        if unit:
            find_unit(rows, unit)
        beneath = units_below(rows, unit) if unit else None
        former: dict[str, list[str]] = {}
        for one in rows.scan(FormerCode) if folded else ():
            former.setdefault(one.now, []).append(one.code)
        states = {case.id: case.state or "" for case in rows.scan(Subject, kind="procedure")}
        listed = [
            _row(procedure, states.get(procedure_subject(procedure.first_code), ""))
            for procedure in rows.scan(Procedure)
            if (beneath is None or procedure.unit in beneath)
            and (not kind or procedure.kind == kind)
            and (not waiting or procedure.unit is None)
            and all(_has_word(procedure, word, former) for word in folded)
        ]
    kept = (row for row in listed if not state or row.state == state)
    return tuple(sorted(kept, key=lambda row: (row.unit or "~", order(row.name), row.code)))


def _has_word(procedure: Procedure, word: str, former: Mapping[str, Sequence[str]]) -> bool:
    """Return True where a folded word stands in the name, the code, or a code that the procedure had."""
    codes = (procedure.code, *former.get(procedure.code, ()))
    return word in procedure.folded or any(word in code for code in codes)


def _row(procedure: Procedure, state: str) -> InventoryRow:
    return InventoryRow(
        procedure.code,
        procedure.kind,
        procedure.name,
        procedure.unit,
        state,
        procedure.annual,
        procedure.field,
        procedure.agencies,
    )


def units_below(rows: Reader, unit: str, day: str = "") -> frozenset[str]:
    """Return the ids of a unit and every unit beneath it, with closed ones that it succeeds.

    `day`: ISO date, as in `unit_path`. A unit with a successor has nothing beneath it any more: those units
    are the successor's.
    """

    def follows(one: Unit) -> bool:
        return one.successor is not None and (not day or is_closed(one, day))

    row = rows.get(Unit, unit)
    if row is not None and follows(row):
        return frozenset({unit})
    below: set[str] = set()
    waiting = [unit]
    while waiting:
        current = waiting.pop()
        if current in below:
            continue
        below.add(current)
        waiting += [child.id for child in rows.scan(Unit, parent=current) if not follows(child)]
        waiting += [child.id for child in rows.scan(Unit, successor=current) if follows(child)]
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
