"""Commands of units."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated

import typer

from procedures.commands.framework.arguments import choice, names, read_text
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import missing_option_error, print_table
from procedures.commands.people import Id
from procedures.input.checks import iso_date, normalise
from procedures.wording.formats import date
from procedures.wording.language import _

UnitKind = Annotated[
    str, typer.Option("--kind", help=_("province, department, district, commune, ministry or division"))
]


def unit_list() -> None:
    from procedures.services.people import units

    rows = [
        (
            unit.id,
            unit.name,
            unit.kind,
            unit.parent,
            _("closed {date}").format(date=date(unit.closed))
            + (f" → {unit.successor}" if unit.successor else "")
            if unit.closed
            else "",
        )
        for unit in units.units(session_from_options())
    ]
    heads = (_("Unit"), _("Name"), _("Kind"), _("Parent"), _("Closed"))
    print_table(heads, rows, keys=("id", "name", "kind", "parent", "closed"), terms={"kind": "unit"})


def unit_add(
    id_: Annotated[str, typer.Argument(metavar="[ID]")] = "",
    name: Annotated[str, typer.Argument(metavar="[NAME]")] = "",
    parent: Annotated[str, typer.Option("--parent", metavar="UNIT", help=_("the unit above"))] = "",
    kind: UnitKind = "department",
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help=_("CSV with id, name, kind, parent"))
    ] = None,
) -> None:

    from procedures.services.people import units

    session = session_from_options(acting=True)
    if source is not None:
        listed = []
        for number, row in enumerate(csv.DictReader(io.StringIO(read_text(source))), 2):
            body = {name: normalise(row.get(name) or "") for name in ("name", "kind", "parent")}
            if not (row.get("id") or "").strip() or not body["name"]:
                raise missing_option_error(
                    _("row {row}, column “{column}”").format(row=number, column="id / name"), "missing"
                )
            listed.append(
                (
                    normalise(row["id"]),
                    body
                    | {"parent": body["parent"] or None, "kind": choice("kind", body["kind"], names("unit"))},
                )
            )
        carry_out_units(session, listed)
        return
    if not id_ or not name:
        raise missing_option_error("ID NAME")
    body = {
        "name": normalise(name),
        "kind": choice("--kind", kind, names("unit")),
        "parent": normalise(parent) or None,
    }
    sign_and_record(session, units.draft_units(session, [(normalise(id_), body)]))


def carry_out_units(session: object, listed: list[tuple[str, dict[str, str | None]]]) -> None:
    """Units level by level: a parent must be on record before its children can name it."""
    from procedures.services.people import units
    from procedures.services.session import Session

    assert isinstance(session, Session)  # noqa: S101 - the counter opens nothing else
    known = {unit.id for unit in units.units(session)}
    waiting = [one for one in listed if one[0] not in known]
    while waiting:
        ready = [one for one in waiting if one[1]["parent"] in known or one[1]["parent"] is None]
        sign_and_record(session, units.draft_units(session, ready or waiting))
        known |= {id_ for id_, _body in ready}
        waiting = [one for one in waiting if one not in ready]


def unit_change(
    id_: Id,
    name: Annotated[str, typer.Option("--name", help=_("the new name"))] = "",
    parent: Annotated[str, typer.Option("--parent", metavar="UNIT", help=_("the new unit above"))] = "",
    kind: Annotated[str, typer.Option("--kind", help=_("the new kind"))] = "",
) -> None:
    from procedures.services.inventory import find_unit
    from procedures.services.people import units

    session = session_from_options(acting=True)
    with session.reading() as rows:
        held = find_unit(rows, normalise(id_))
    sign_and_record(
        session,
        units.draft_unit(
            session,
            held.id,
            normalise(name) or held.name,
            choice("--kind", kind, names("unit")) if kind else held.kind,
            normalise(parent) or held.parent,
        ),
    )


def unit_close(
    id_: Id,
    on: Annotated[str, typer.Option("--date", metavar="DATE", help=_("closed from this date"))],
    successor: Annotated[
        str, typer.Option("--successor", metavar="UNIT", help=_("the unit that takes over"))
    ] = "",
) -> None:

    from procedures.services.people import units

    session = session_from_options(acting=True)
    sign_and_record(
        session,
        units.draft_close_unit(session, normalise(id_), iso_date(on, "--date"), normalise(successor) or None),
    )
