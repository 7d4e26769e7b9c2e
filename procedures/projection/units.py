"""Projects units: added, changed, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.projection.common import set_standing
from procedures.rules.codes import current_code
from procedures.rules.unit_hierarchy import unit_path
from procedures.storage.rows import Member, Procedure, Unit

if TYPE_CHECKING:
    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows


def _unit_add(fact: Fact, rows: Rows) -> None:
    body = fact.body
    rows.put(Unit(fact.key, body["name"], body["kind"], body["parent"], fact.seq, None, None))


def _unit_change(fact: Fact, rows: Rows) -> None:
    unit = rows.get(Unit, fact.key)
    if unit is not None:
        new = {name: fact.body[name] for name in ("name", "kind", "parent")}
        rows.put(unit._replace(**new))


def _unit_close(fact: Fact, rows: Rows) -> None:
    # Procedures of units closed into it are its own too, as long as it is open itself.
    for successor, codes in fact.body.get("parts", {}).items():
        for given in codes:
            _hand_over(fact, rows, current_code(given, rows), successor)
    unit = rows.get(Unit, fact.key)
    if unit is not None:
        rows.put(unit._replace(closed=fact.body["date"], successor=fact.body["successor"]))


def _hand_over(fact: Fact, rows: Rows, code: str, unit: str) -> None:
    """Give a procedure of the unit that closes, and its place in the baselines, to another unit (R10)."""
    procedure = rows.get(Procedure, code)
    if procedure is not None:
        rows.put(procedure._replace(unit=unit))
    for member in list(rows.scan(Member, code=code)):
        if unit_path(member.unit, rows)[0] == fact.key:
            set_standing(rows, fact, member.programme, code, unit=unit)


APPLY: dict[str, Apply] = {"unit.add": _unit_add, "unit.change": _unit_change, "unit.close": _unit_close}
