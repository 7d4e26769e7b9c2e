"""Commands `review …`: record the year's review plan, list its progress."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procedures.commands.framework.arguments import document_from_options, read_in_font
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import echo_message, print_listing
from procedures.wording.formats import count
from procedures.wording.language import _


def plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("the list: code, date, ground, product"))],
    id_: Annotated[str, typer.Option("--id", metavar="ID", help=_("a short name: ra-soat-2024"))],
    number: Annotated[str, typer.Option("--document", help=_("number of the plan"))],
    dated: Annotated[str, typer.Option("--dated", help=_("date of the plan"))],
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help=_("whose plan it is"))],
    name: Annotated[str, typer.Option("--name", help=_("its title [the short name]"))] = "",
    body: Annotated[str, typer.Option("--body", help=_("issuing body"))] = "",
    signer: Annotated[str, typer.Option("--signer", help=_("who signed it"))] = "",
    scan: Annotated[
        list[Path] | None, typer.Option("--file", help=_("a scan; its SHA-256 is signed"))
    ] = None,
) -> None:
    from procedures.input.checks import normalise
    from procedures.intake.form_reader import read_filled
    from procedures.services import review_plans
    from procedures.terminal.intake_problems import problem_line
    from procedures.terminal.sheet_notes import note_lines, unread_sheet_lines

    session = session_from_options(acting=True)
    workbook = read_in_font(file, "", read_filled)
    items = review_plans.lines_from_workbook(workbook)
    for filled in workbook.sheets:
        for line in note_lines(filled.notes):
            echo_message(line)
    for line in unread_sheet_lines(workbook.unread_sheets):
        echo_message(line)
    for problem in workbook.problems[:50]:
        echo_message("✗ " + problem_line(problem))
    if workbook.problems:
        raise typer.Exit(2)
    adopted = document_from_options(number, dated, body=body, level="unit", signer=signer, files=scan)
    id_ = normalise(id_)
    title = normalise(name) or id_
    draft = review_plans.draft_plan(session, id_, title, normalise(unit), adopted, items)
    sign_and_record(session, draft, [_("procedures on the plan: {n}").format(n=count(len(items)))])


def listing(plan_: Annotated[str, typer.Argument(metavar="[PLAN]", help=_("one plan [all]"))] = "") -> None:
    from procedures.services.review_plans import review_progress
    from procedures.views.review_plans import progress_list

    print_listing(progress_list(review_progress(session_from_options(), plan_)))


def due(
    plan_: Annotated[str, typer.Argument(metavar="[PLAN]", help=_("one plan [all]"))] = "",
    unit: Annotated[
        str, typer.Option("--unit", metavar="UNIT", help=_("one unit, with all beneath it"))
    ] = "",
    every: Annotated[bool, typer.Option("--all", help=_("those ticked off, too"))] = False,
) -> None:
    from procedures.services.review_plans import review_lines
    from procedures.views.review_plans import due_list

    lines = review_lines(session_from_options(), plan_, unit, open_=not every)
    print_listing(due_list(lines))
    echo_message(_("{n} procedure(s)").format(n=count(len(lines))))
