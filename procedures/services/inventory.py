"""The inventory: procedures imported, added, assigned, found and listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from procedures.dates import LATEST
from procedures.input.checks import shape_problems
from procedures.intake.owner_rules import Ownership, ownership
from procedures.intake.portal_columns import AGENCY_TITLE, TITLES
from procedures.rules.codes import current_code
from procedures.rules.levels import joined_levels
from procedures.rules.unit_hierarchy import is_closed
from procedures.services.session import Draft, Session
from procedures.spreadsheets.problems import CellProblem
from procedures.storage.rows import FormerCode, Handling, Procedure, Unit
from procedures.vietnamese import fold, order
from workflow.errors import NotFound
from workflow.journal.strict_json import Json
from workflow.storage.rows import Reader, Subject

if TYPE_CHECKING:
    from procedures.intake.portal_list import PortalList


SEVERAL_OWNERS = "several-owners"
"""Code of the problem of a row that rules give to several units."""
_NAMED = 50  # codes that an error names


class Import(NamedTuple):
    """The effect of an import. `new`: subjects and bodies to add; `known`: codes on record already.

    `waiting`: new codes without an owner; `renamed`: code, name on record, name in the list. `problems`: new
    rows that rules give to several units (R10), or that a journal would not take; they are not in `new`.
    `relevelled`: code, levels on record, levels in the list, each as `joined_levels`.
    """

    new: tuple[tuple[str, Json], ...]
    known: tuple[str, ...]
    waiting: tuple[str, ...]
    renamed: tuple[tuple[str, str, str], ...]
    problems: tuple[CellProblem, ...]
    relevelled: tuple[tuple[str, str, str], ...]


class InventoryRow(NamedTuple):
    """One line of a list of procedures; `annual`: whole đồng a year, None where it is unknown.

    `levels` as `joined_levels`. `handled`: the unit asked for handles it without owning it (R10).
    """

    code: str
    kind: str
    name: str
    unit: str | None
    state: str
    annual: int | None
    field: str
    agencies: str
    levels: str
    handled: bool


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


def compare_list(
    session: Session, listed: PortalList, unit: str, rules: Sequence[tuple[str, str]], kind: str
) -> Import:
    """Compare a portal's list with the record: `unit` owns each row, or ("") the rules of agencies decide.

    `rules`: (pattern, unit) as for `ownership`. `kind`: a stable name of a kind of regulation.

    Raises NotFound: when a unit is not on record.
    """
    new, known, renamed, relevelled, problems = [], [], [], [], []
    with session.reading() as rows:
        for row in listed.rows:
            procedure = rows.get(Procedure, current_code(row.code, rows))
            if procedure is not None:
                known.append(row.code)
                if procedure.name != row.name:
                    renamed.append((row.code, procedure.name, row.name))
                levels = joined_levels(row.levels)
                if levels and levels != procedure.levels:
                    relevelled.append((row.code, procedure.levels, levels))
                continue
            given = ownership(row, rules)
            if given.several and not unit:
                problems.append(several_owners(row.sheet, row.row, row.code, given))
                continue
            owner = unit or given.owner
            handled = handling(row.levels, given.handlers(owner))
            body = _body(kind, row.name, row.field, row.agencies, row.issuer, owner) | handled
            if wrong := unfit_cells("ProcedureAdd", body):
                problems += (
                    CellProblem(code, row.sheet, row.row, TITLES[column], row.code, detail)
                    for column, code, detail in wrong
                )
                continue
            new.append((procedure_subject(row.code), body))
        for id_ in {id_ for _, body in new for id_ in (body["unit"], *body.get("handled_by", ())) if id_}:
            find_unit(rows, id_)
    waiting = tuple(name.partition("/")[2] for name, body in new if body["unit"] is None)
    return Import(tuple(new), tuple(known), waiting, tuple(renamed), tuple(problems), tuple(relevelled))


def unfit_cells(shape: str, body: Json) -> list[tuple[str, str, str]]:
    """Return what a journal would not take of a body: column of the list, code of the problem, detail.

    A journal takes less than a cell does: a line of an agency holds 500 characters.
    """
    found = []
    for problem in shape_problems(shape, body):
        field = problem.place.partition(".")[0]
        odd = problem.code == "odd-character"
        fault = ("bad-character", problem.value) if odd else ("too-long", problem.detail)
        found.append(("agency" if field == "agencies" else field, *fault))
    return found


def handling(levels: Iterable[str], handled_by: Iterable[str]) -> Json:
    """Return the fields of `procedure.add` on who carries a procedure out; what is unknown is left out."""
    stated = {"levels": list(levels), "handled_by": list(handled_by)}
    return {name: values for name, values in stated.items() if values}


def several_owners(sheet: str, row: int, code: str, given: Ownership) -> CellProblem:
    """Return the problem of a row that the rules give to several units; its value is the code (R10)."""
    return CellProblem(SEVERAL_OWNERS, sheet, row, AGENCY_TITLE, code, given.conflict)


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
    levels: Sequence[str] = (),
    handled_by: Sequence[str] = (),
) -> Draft:
    """Draft the addition of a procedure by hand; its document and date in force say whether it is new (R9).

    `kind`: a stable name; `unit`: an id, None where it waits for one; `in_force`: ISO date, "" unknown.
    `levels`: stable names (R5); `handled_by`: ids of units that carry it out without owning it (R10).

    Raises what `Session.draft` raises.
    """
    body = _body(kind, name, field, (), issuer, unit) | handling(levels, handled_by)
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


def draft_handle(session: Session, codes: Sequence[str], body: Json) -> Draft:
    """Draft who carries procedures out from here on: `levels` and `handled_by` as in `draft_add`.

    Raises NotFound: when there is no such procedure. Raises what `Session.draft` raises.
    """
    with session.reading() as rows:
        found = require_procedures(rows, codes)
    return session.draft("procedure.handle", [(procedure_subject(code), body) for code in found])


def handled_codes(rows: Reader, units: Iterable[str]) -> dict[str, int]:
    """Return code -> position of what units (ids) handle without owning it (R10), but for what is struck."""
    found = {}
    owners = frozenset(units)
    for unit in sorted(owners):
        for handled in rows.scan(Handling, unit=unit):
            procedure = rows.get(Procedure, handled.code)
            if procedure is not None and procedure.unit not in owners and procedure.struck is None:
                found[handled.code] = handled.since
    return found


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

    What the unit handles without owning it stands last (R10).
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
        handled = handled_codes(rows, beneath) if beneath else {}
        states = {case.id: case.state or "" for case in rows.scan(Subject, kind="procedure")}
        listed = [
            _row(
                procedure, states.get(procedure_subject(procedure.first_code), ""), procedure.code in handled
            )
            for procedure in rows.scan(Procedure)
            if (beneath is None or procedure.unit in beneath or procedure.code in handled)
            and (not kind or procedure.kind == kind)
            and (not waiting or procedure.unit is None)
            and all(_has_word(procedure, word, former) for word in folded)
        ]
    kept = (row for row in listed if not state or row.state == state)
    return tuple(sorted(kept, key=lambda row: (row.handled, row.unit or "~", order(row.name), row.code)))


def _has_word(procedure: Procedure, word: str, former: Mapping[str, Sequence[str]]) -> bool:
    """Return True where a folded word stands in the name, the code, or a code that the procedure had."""
    codes = (procedure.code, *former.get(procedure.code, ()))
    return word in procedure.folded or any(word in code for code in codes)


def _row(procedure: Procedure, state: str, handled: bool) -> InventoryRow:  # noqa: FBT001 - a column
    return InventoryRow(
        procedure.code,
        procedure.kind,
        procedure.name,
        procedure.unit,
        state,
        procedure.annual,
        procedure.field,
        procedure.agencies,
        procedure.levels,
        handled,
    )


def units_below(rows: Reader, unit: str, day: str = LATEST) -> frozenset[str]:
    """Return the ids of a unit, all beneath it, and those closed by `day` (ISO date) that it succeeds.

    A closed unit with a successor has nothing beneath it any more: those units are the successor's.
    """

    def is_succeeded(one: Unit) -> bool:
        return one.successor is not None and (day == LATEST or is_closed(one, day))

    row = rows.get(Unit, unit)
    if row is not None and is_succeeded(row):
        return frozenset({unit})
    below: set[str] = set()
    waiting = [unit]
    while waiting:
        current = waiting.pop()
        if current in below:
            continue
        below.add(current)
        waiting += [child.id for child in rows.scan(Unit, parent=current) if not is_succeeded(child)]
        waiting += [one.id for one in rows.scan(Unit, successor=current) if is_succeeded(one)]
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
