"""Use cases of units: add, change, close, list."""

from __future__ import annotations

from procedures.services.inventory import find_unit
from procedures.services.session import Draft, Session
from procedures.storage.rows import Unit
from procedures.vietnamese import order
from workflow.journal.strict_json import Json


def draft_unit(session: Session, id_: str, name: str, kind: str, parent: str | None) -> Draft:
    """Draft a new unit, or the change of a unit's name, kind (stable name) or parent (id, None at the top).

    Raises what `Session.draft` raises.
    """
    with session.reading() as rows:
        act = "unit.change" if rows.get(Unit, id_) else "unit.add"
    body: Json = {"name": name, "kind": kind, "parent": parent}
    return session.draft(act, [(f"unit/{id_}", body)])


def draft_units(session: Session, units: list[tuple[str, Json]]) -> Draft:
    """Draft new units, as (id, body), under one signature, parents before children.

    Raises what `Session.draft` raises.
    """
    return session.draft("unit.add", [(f"unit/{id_}", body) for id_, body in units])


def units_by_level(session: Session, listed: list[tuple[str, Json]]) -> list[list[tuple[str, Json]]]:
    """Order units that are not on record by level: a parent is recorded before its children name it.

    Units whose parent is neither on record nor in the list come last: their draft says what is wrong.
    """
    recorded = {unit.id for unit in all_units(session)}
    waiting = [unit for unit in listed if unit[0] not in recorded]
    levels = []
    while waiting:
        ready = [unit for unit in waiting if unit[1]["parent"] is None or unit[1]["parent"] in recorded]
        levels.append(ready or waiting)
        recorded |= {id_ for id_, _body in ready or waiting}
        waiting = [unit for unit in waiting if unit[0] not in recorded]
    return levels


def draft_changed_unit(session: Session, id_: str, name: str, kind: str, parent: str) -> Draft:
    """Draft the change of a unit's name, kind or parent; "" keeps what it has.

    Raises NotFound: when there is no such unit. Raises what `Session.draft` raises.
    """
    with session.reading() as rows:
        unit = find_unit(rows, id_)
    return draft_unit(session, unit.id, name or unit.name, kind or unit.kind, parent or unit.parent)


def draft_close_unit(
    session: Session, id_: str, date: str, successor: str | None, parts: dict[str, list[str]] | None = None
) -> Draft:
    """Draft the closing of a unit on an ISO date; its open cases and its sealed rows go to the successor.

    `parts`: the procedures that go to other units instead, unit (id) -> codes.

    Raises NotFound: when there is no such unit. Raises what `Session.draft` raises.
    """
    with session.reading() as rows:
        find_unit(rows, id_)
    body: Json = {"date": date, "successor": successor} | ({"parts": parts} if parts else {})
    return session.draft("unit.close", [(f"unit/{id_}", body)])


def all_units(session: Session) -> tuple[Unit, ...]:
    """Return every unit, the province first, then in the order of the Vietnamese alphabet."""
    with session.reading() as rows:
        return tuple(sorted(rows.scan(Unit), key=lambda unit: (unit.kind != "province", order(unit.name))))
