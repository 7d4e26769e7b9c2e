"""Commands `import plan`, `import apply`, `import template`: a workbook is planned, then applied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from procedures.commands.framework.arguments import (
    Agency,
    FromFont,
    Map,
    Owner,
    one_of,
    owner_rules,
    read_in_font,
)
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.terminal_io import (
    ask_yes_no,
    can_ask,
    confirm_or_abort,
    echo_data,
    echo_message,
    missing_option_error,
    optional_extra,
    output_format,
    print_json,
    shown_progress,
)
from procedures.wording.language import _

if TYPE_CHECKING:
    from procedures.intake.form_reader import FilledWorkbook
    from procedures.services.workbook_import.import_plan import ImportPlan


def plan(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_(".xlsx, .xls, .ods or .csv, by its headers"))
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PLAN", help=_("the plan file"))
    ] = None,
    unit: Annotated[
        str, typer.Option("--unit", metavar="UNIT", help=_("the unit of rows that name none"))
    ] = "",
    agency: Agency = None,
    owner: Owner = None,
    map_: Map = None,
    skip_errors: Annotated[
        bool, typer.Option("--skip-errors", help=_("plan the good rows, leave the bad ones out"))
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help=_("an .xlsx copy with a column of errors"))
    ] = None,
    from_font: FromFont = "",
    unusual: Annotated[
        bool,
        typer.Option(
            "--unusual", help=_("take figures beyond reason: over 2,112 hours a task, over 366 times a year")
        ),
    ] = False,
) -> None:
    from procedures.input.checks import normalise
    from procedures.intake.form_reader import owners_by_rule, read_filled
    from procedures.services.workbook_import import import_plan
    from procedures.terminal.intake_problems import unreadable
    from procedures.terminal.workbook_import import import_plan_text
    from procedures.views.workbook_import import import_page

    session = session_from_options(acting=True)
    workbook = read_in_font(file, from_font, read_filled)
    owners = owners_by_rule(workbook, owner_rules(agency, owner, map_))

    def planned_with(*, unusual: bool) -> ImportPlan:
        with unreadable(file), shown_progress():
            return import_plan.make_plan(
                session, workbook, file.name, unit=normalise(unit), owner=owners, unusual=unusual
            )

    planned = planned_with(unusual=unusual)
    if _are_right(planned):
        planned = planned_with(unusual=True)
    if (form := output_format("table")) == "json":
        print_json(import_page(planned, workbook.converted))
    else:
        echo_data(import_plan_text(planned, workbook, form))
    if report is not None:
        _write_report(report, file, workbook, planned)
    if output is not None and planned.left_out and not skip_errors:
        echo_message(_("No plan was written: mend the errors, or leave those rows out with --skip-errors."))
    elif output is not None:
        _write_plan(output, file, planned)
    if planned.problems or planned.refused:
        raise typer.Exit(2 if planned.problems else 3)


def _are_right(planned: ImportPlan) -> bool:
    """Ask whether figures beyond reason are right, if the plan has any and somebody can be asked."""
    from procedures.services.workbook_import.import_plan import UNUSUAL
    from procedures.terminal.intake_problems import problem_line

    doubts = [problem for problem in planned.problems if problem.code in UNUSUAL]
    if not doubts or not can_ask():
        return False
    for problem in doubts:
        echo_message("? " + problem_line(problem))
    return ask_yes_no(_("Are these figures right?"))


def _write_report(report: Path, file: Path, workbook: FilledWorkbook, planned: ImportPlan) -> None:
    from procedures.intake.error_report import error_report
    from procedures.services.register.files import write_new_file
    from procedures.terminal.intake_problems import problem_line

    with optional_extra("office", "xlsxwriter"):
        write_new_file(report, error_report(file, workbook, planned.problems, problem_line))
    echo_message(_("Written: {path}").format(path=report))


def _write_plan(output: Path, file: Path, planned: ImportPlan) -> None:
    from procedures.services.register.files import write_new_file
    from procedures.services.workbook_import import plan_file

    located = planned._replace(at=plan_file.relative_path(output, file))
    write_new_file(output, plan_file.plan_to_text(located).encode())
    if planned.acts:
        echo_message(_("Plan: {path}; next: tinhgon import apply {path}").format(path=output))
    else:
        echo_message(_("Plan: {path}; there is nothing in it to do.").format(path=output))


def apply(
    file: Annotated[Path, typer.Argument(metavar="PLAN", help=_("a plan file"))],
    source: Annotated[
        Path | None, typer.Option("--input", metavar="FILE", help=_("the workbook, if it was moved"))
    ] = None,
) -> None:
    from procedures.services.session import receipt
    from procedures.services.workbook_import import import_plan, plan_file
    from procedures.terminal.act_preview import conflict_words
    from procedures.terminal.workbook_import import summary
    from procedures.wording.terminal_text import one_line

    session = session_from_options(acting=True)
    planned, left_out = plan_file.read_plan(file)
    echo_message(summary(planned))
    if left_out:
        echo_message("! " + _("left out of this plan because of errors: {n}").format(n=left_out))
    if planned.unread:
        echo_message("! " + _("columns of the workbook that were not read: {n}").format(n=planned.unread))
    for conflict in import_plan.plan_conflicts(session, planned.acts):
        echo_message(f"! {conflict_words(conflict)}")
    if not plan_file.workbook_unchanged(planned, file, source):
        echo_message(
            _("The workbook {file} is no longer there: the plan alone decides.").format(
                file=one_line(planned.file)
            )
        )
    if not planned.acts:
        raise typer.Exit(3 if left_out else 0)
    confirm_or_abort(_("Sign and record all of this?"))
    with shown_progress():
        answers = import_plan.apply_plan(session, planned)
    for act, answer in zip(planned.acts, answers, strict=False):
        recorded = receipt(act.act, answer)
        echo_message(_("Recorded as entry {seq}.").format(seq=recorded.seq))
    if left_out:
        raise typer.Exit(3)


def template(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=_("inventory, costs or proposals"))],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help=_("the .xlsx to write"))
    ] = None,
) -> None:
    from procedures.intake.form_definitions import FORM_NAMES
    from procedures.services.register.files import write_new_file

    one_of("KIND", kind, FORM_NAMES)
    with optional_extra("office", "xlsxwriter"):
        from procedures.intake.form_template import form_template as made

        data = made(kind)
    target = output or Path(f"{kind}.xlsx")
    if target.suffix.lower() != ".xlsx":
        raise missing_option_error("--output", "not-xlsx", target.name)
    write_new_file(target, data)
    echo_message(_("Written: {path}").format(path=target))
