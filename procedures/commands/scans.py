"""`scan …`: where procedures can be cut, found in their descriptions; nothing is signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from procedures.commands.framework.arguments import DocumentDate, unit_option
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    missing_option_error,
    optional_extra,
    output_format,
    print_json,
    shown_progress,
)
from procedures.input.checks import iso_date
from procedures.wording.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procedures.scans.finding import OfficialRow

UnitArgument = Annotated[str, typer.Argument(metavar="UNIT", help=_("the unit, those beneath it included"))]
Draft = Annotated[
    Path | None,
    typer.Option("--draft", metavar="FILE", help=_("write the proposals to be read and imported, as .xlsx")),
]
Submission = Annotated[
    str, typer.Option("--submission", metavar="NUMBER", help=_("number of the Tờ trình, for the draft"))
]


def papers(
    unit: UnitArgument = "",
    draft: Draft = None,
    submission: Submission = "",
    dated: DocumentDate = "",
    official: Annotated[
        Path | None,
        typer.Option(
            "--official-list",
            metavar="FILE",
            help=_("rows of Annex I of Resolution 66.7 (CSV), to be matched"),
        ),
    ] = None,
    every: Annotated[
        bool,
        typer.Option(
            "--every", help=_("also those that are conditional, the procedure's own, or mentioned only")
        ),
    ] = False,
) -> None:
    rows = _official_rows(official) if official else ()
    _scan("papers", unit, draft, rows, every=every, submission=submission, dated=dated)


def twins(unit: UnitArgument = "") -> None:
    with optional_extra("scan", "rapidfuzz"):
        _scan("twins", unit)


def repeats(unit: UnitArgument = "") -> None:
    _scan("repeats", unit)


def demands(unit: UnitArgument = "") -> None:
    _scan("demands", unit)


def limits(unit: UnitArgument = "") -> None:
    _scan("limits", unit)


def _scan(
    name: str,
    unit: str,
    draft: Path | None = None,
    official: Iterable[OfficialRow] = (),
    *,
    every: bool = False,
    submission: str = "",
    dated: str = "",
) -> None:
    from procedures.services.scans import run_scan
    from procedures.terminal.lists import list_text
    from procedures.terminal.scans import scan_lines
    from procedures.views.scans import findings_list, scan_page

    if (submission or dated) and draft is None:
        raise missing_option_error("--draft")
    if draft is not None and draft.suffix.lower() != ".xlsx":
        raise missing_option_error("--draft", "not-xlsx", draft.name)
    with shown_progress():
        result = run_scan(session_from_options(), name, unit_option(unit) or "", official, every=every)
    if draft is not None:
        from procedures.services.register.files import write_new_file
        from procedures.services.scan_drafts import draft_rows

        day = iso_date(dated, "--dated") if dated else ""
        rows = [row.cells for row in draft_rows(result, submission, day)]
        with optional_extra("office", "xlsxwriter"):
            from procedures.intake.form_template import form_template

            data = form_template("proposals", rows)
        write_new_file(draft, data)
        echo_message(
            _(
                "Written: {path}, {n} action(s). Read it, strike out what does not hold, then: tinhgon import plan {path}"
            ).format(path=draft, n=len(rows))
        )
    form = output_format("table")
    if form == "json":
        print_json(scan_page(result))
    elif form in {"tsv", "csv"}:
        echo_data(list_text(findings_list(result), form))
    else:
        echo_data("".join(f"{line}\n" for line in scan_lines(result)))


def _official_rows(file: Path) -> list[OfficialRow]:
    from procedures.errors import BadInput, InputProblem
    from procedures.input.text_files import decode_text, read_existing
    from procedures.scans.official_list import official_rows

    try:
        return official_rows(decode_text(file, read_existing(file)).splitlines())
    except ValueError as error:
        raise BadInput((InputProblem("--official-list", "column-missing", str(error)),), str(file)) from error
