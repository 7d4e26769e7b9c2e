"""Drafts the cost workbook of a unit: a table for each procedure that is described and has no sheet yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from procedures.rules.cost_drafts import CostDraftLine, cost_draft_lines
from procedures.services.inventory import find_unit, units_below
from procedures.services.session import Session
from procedures.spreadsheets.cell_text import first_refused_character, lost_letters
from procedures.spreadsheets.grid import MAX_ROWS
from procedures.storage.rows import Description, Procedure, Sheet
from procedures.vietnamese import order
from workflow.errors import NotFound
from workflow.storage.rows import SqlRows


class CostDraft(NamedTuple):
    """The rows of a drafted workbook, and what was left out of it.

    `drafted`: how many procedures it holds; the others are codes: `undescribed` have no description on
    record, `without_items` are drafted, but their descriptions name no paper; `costed` have a sheet already,
    `no_room` would take the workbook past the rows that are read.
    """

    lines: tuple[CostDraftLine, ...]
    drafted: int
    undescribed: tuple[str, ...]
    without_items: tuple[str, ...]
    costed: tuple[str, ...]
    no_room: tuple[str, ...]


def draft_costs(session: Session, unit: str, stated: Mapping[str, str], *, every: bool = False) -> CostDraft:
    """Draft the workbook of what a unit and those beneath it own, in the order of units and names.

    `stated`: key of a column -> text that stands in the first row of each table (source, date, year of the
    income). `every`: procedures that have a cost sheet, too.

    Raises NotFound: when there is no such unit, or nothing to draft.
    """
    with session.reading() as rows:
        find_unit(rows, unit)
        beneath = units_below(rows, unit)
        owned = sorted(
            (one for one in rows.scan(Procedure) if one.unit in beneath and one.struck is None),
            key=lambda one: (one.unit or "", order(one.name), one.code),
        )
        with_sheet = {sheet.code for sheet in rows.scan(Sheet) if sheet.stage == "before"}
        if isinstance(rows, SqlRows):
            rows.prefetch({Description: [(one.code,) for one in owned]})
        described = {
            one.code: json.loads(held.body) for one in owned if (held := rows.get(Description, one.code))
        }
    costed = [] if every else [one.code for one in owned if one.code in with_sheet]
    wanted = [one for one in owned if one.code not in set(costed)]
    lines: list[CostDraftLine] = []
    taken, no_room = [], []
    for one in wanted:
        if one.code not in described:
            continue
        table = cost_draft_lines(one.code, one.name, described[one.code])
        if len(lines) + len(table) > MAX_ROWS:
            no_room.append(one.code)
            continue
        first = table[0]
        table[0] = first._replace(cells={**first.cells, **stated})
        lines += map(_readable, table)
        taken.append(one.code)
    if not taken:
        raise NotFound("nothing-to-draft", unit=unit)
    return CostDraft(
        tuple(lines),
        len(taken),
        tuple(one.code for one in wanted if one.code not in described),
        tuple(code for code in taken if not described[code]["items"]),
        tuple(costed),
        tuple(no_room),
    )


def _readable(line: CostDraftLine) -> CostDraftLine:
    """Return a row as `import plan` reads it: no character that it refuses, no sign of lost letters."""
    return line._replace(cells={key: _plain(text) for key, text in line.cells.items()})


def _plain(text: str) -> str:
    kept = "".join(sign for sign in text if not first_refused_character(sign))
    return kept.replace("?", "…") if lost_letters(kept) else kept
