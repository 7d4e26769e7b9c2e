"""Use cases of units: add, change, close, list."""

from __future__ import annotations

from procedures.services.inventory import find_unit
from procedures.services.session import Draft, Session
from procedures.storage.rows import Unit
from procedures.vietnamese import order
from workflow.journal.strict_json import Json


def draft_unit(session: Session, id_: str, name: str, kind: str, parent: str | None) -> Draft:
    """A new unit, or the same unit with another name, kind or parent."""
    with session.reading() as rows:
        act = "unit.change" if rows.get(Unit, id_) else "unit.add"
    body: Json = {"name": name, "kind": kind, "parent": parent}
    return session.draft(act, [(f"unit/{id_}", body)])


def draft_units(session: Session, units: list[tuple[str, Json]]) -> Draft:
    """New units under one signature, parents before children."""
    return session.draft("unit.add", [(f"unit/{id_}", body) for id_, body in units])


def units_by_level(session: Session, listed: list[tuple[str, Json]]) -> list[list[tuple[str, Json]]]:
    """Units that are not on record yet, level by level: a parent is recorded before its children name it.

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
    """A unit with another name, kind or parent; "" keeps what it has. Raises NotFound."""
    with session.reading() as rows:
        unit = find_unit(rows, id_)
    return draft_unit(session, unit.id, name or unit.name, kind or unit.kind, parent or unit.parent)


def draft_close_unit(session: Session, id_: str, date: str, successor: str | None) -> Draft:
    """Close a unit; its open cases go to the successor, its sealed rows stay."""
    with session.reading() as rows:
        find_unit(rows, id_)
    return session.draft("unit.close", [(f"unit/{id_}", {"date": date, "successor": successor})])


def all_units(session: Session) -> tuple[Unit, ...]:
    """Every unit, in the order of the Vietnamese alphabet."""
    with session.reading() as rows:
        return tuple(sorted(rows.scan(Unit), key=lambda unit: (unit.kind != "province", order(unit.name))))
