"""Commands of units."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated

import typer

from procedures.commands.framework.arguments import one_of, stable_names
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import echo_message, missing_option_error, print_listing
from procedures.commands.people import Id
from procedures.input.checks import iso_date, normalise
from procedures.input.text_files import read_text
from procedures.wording.language import _
from procedures.wording.terminal_text import one_line

UnitKind = Annotated[
    str, typer.Option("--kind", help=_("province, department, district, commune, ministry or division"))
]


def unit_list() -> None:
    from procedures.services.people import units
    from procedures.views.people import unit_list as listing

    print_listing(listing(units.all_units(session_from_options())))


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
        for level in units.units_by_level(session, _listed(source)):
            sign_and_record(session, units.draft_units(session, level))
        return
    if not id_ or not name:
        raise missing_option_error("ID NAME")
    body = {
        "name": normalise(name),
        "kind": one_of("--kind", kind, stable_names("unit")),
        "parent": normalise(parent) or None,
    }
    sign_and_record(session, units.draft_units(session, [(normalise(id_), body)]))


def _listed(source: Path) -> list[tuple[str, dict[str, str | None]]]:
    """Read units from a CSV with the columns id, name, kind, parent, apart by commas, semicolons or tabs.

    Other columns with cells are named. Raises BadInput: naming the row that lacks an id or a name, or has an unknown kind; row 2 of a file without rows.
    """
    listed = []
    text = read_text(source)
    head = text.partition("\n")[0]
    rows = list(csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count)))
    for title in dict.fromkeys(title for row in rows for title, cell in row.items() if cell):
        if title not in {"id", "name", "kind", "parent"}:
            echo_message("! " + _("column “{title}” was not read").format(title=one_line(str(title or "?"))))
    for number, row in enumerate(rows, 2):
        body = {name: normalise(row.get(name) or "") for name in ("name", "kind", "parent")}
        if not (row.get("id") or "").strip() or not body["name"]:
            place = _("row {row}, column “{column}”").format(row=number, column="id / name")
            raise missing_option_error(place, "missing")
        kind = one_of("kind", body["kind"], stable_names("unit"))
        listed.append((normalise(row["id"]), body | {"parent": body["parent"] or None, "kind": kind}))
    if not listed:
        raise missing_option_error(
            _("row {row}, column “{column}”").format(row=2, column="id / name"), "missing"
        )
    return listed


def unit_change(
    id_: Id,
    name: Annotated[str, typer.Option("--name", help=_("the new name"))] = "",
    parent: Annotated[str, typer.Option("--parent", metavar="UNIT", help=_("the new unit above"))] = "",
    kind: Annotated[str, typer.Option("--kind", help=_("the new kind"))] = "",
) -> None:
    from procedures.services.people import units

    session = session_from_options(acting=True)
    checked_kind = one_of("--kind", kind, stable_names("unit")) if kind else ""
    draft = units.draft_changed_unit(
        session, normalise(id_), normalise(name), checked_kind, normalise(parent)
    )
    sign_and_record(session, draft)


def unit_close(
    id_: Id,
    on: Annotated[str, typer.Option("--date", metavar="DATE", help=_("closed from this date"))],
    successor: Annotated[
        str, typer.Option("--successor", metavar="UNIT", help=_("the unit that takes over"))
    ] = "",
    parts: Annotated[
        Path | None,
        typer.Option(
            "--parts",
            metavar="FILE",
            help=_("procedures that go to other units: a CSV with the columns code and unit"),
        ),
    ] = None,
) -> None:

    from procedures.services.people import units

    session = session_from_options(acting=True)
    sign_and_record(
        session,
        units.draft_close_unit(
            session,
            normalise(id_),
            iso_date(on, "--date"),
            normalise(successor) or None,
            _parts(parts) if parts else None,
        ),
    )


def _parts(source: Path) -> dict[str, list[str]]:
    """Read who gets which procedure from a CSV with the columns code and unit: unit -> codes.

    Raises BadInput: naming the row and the column without a value.
    """
    text = read_text(source)
    head = text.partition("\n")[0]
    parts: dict[str, list[str]] = {}
    for number, row in enumerate(csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count)), 2):
        given = {name: normalise(row.get(name) or "") for name in ("code", "unit")}
        for name, value in given.items():
            if not value:
                place = _("row {row}, column “{column}”").format(row=number, column=name)
                raise missing_option_error(place, "missing")
        parts.setdefault(given["unit"], []).append(given["code"])
    if not parts:
        raise missing_option_error(_("row {row}, column “{column}”").format(row=2, column="code"), "missing")
    return parts
