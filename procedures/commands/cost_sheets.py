"""`cost …`: compliance cost sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procedures.commands.framework.arguments import document_from_options, given_code, one_of
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    missing_option_error,
    optional_extra,
    output_format,
    print_json,
    print_listing,
    require_options,
)
from procedures.input.checks import normalise
from procedures.input.text_files import read_structure
from procedures.paths import INPUT_TEMPLATES
from procedures.wording.language import _

Code = Annotated[str, typer.Argument(callback=given_code, metavar="CODE")]
Files = Annotated[
    list[Path] | None,
    typer.Option(
        "--file", metavar="FILE", help=_("what the figures rest on, such as a survey; its SHA-256 is signed")
    ),
]


def record(
    code: Code,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help=_("the sheet as TOML or JSON"))
    ] = None,
    after: Annotated[
        bool, typer.Option("--after", help=_("the cost after a proposal that was not measured yet"))
    ] = False,
    hours: Annotated[
        str, typer.Option("--hours", help=_("hours of the applicant in all, e.g. 2.5 or 5/2"))
    ] = "",
    income: Annotated[str, typer.Option("--hourly", metavar="ĐỒNG", help=_("hourly income"))] = "",
    per_head: Annotated[
        str, typer.Option("--income", metavar="ĐỒNG", help=_("income per head and year"))
    ] = "",
    year: Annotated[str, typer.Option("--income-year", help=_("year of that income"))] = "",
    income_source: Annotated[str, typer.Option("--income-source", help=_("source of that income"))] = "",
    service: Annotated[
        str, typer.Option("--service", metavar="ĐỒNG", help=_("consultancy and services"))
    ] = "",
    fees: Annotated[str, typer.Option("--fees", metavar="ĐỒNG", help=_("fees and charges"))] = "",
    other: Annotated[str, typer.Option("--other", metavar="ĐỒNG", help=_("other prescribed costs"))] = "",
    times: Annotated[str, typer.Option("--times", help=_("times a year, e.g. 1 or 1/3"))] = "",
    subjects: Annotated[str, typer.Option("--subjects", help=_("number of subjects a year"))] = "",
    limit: Annotated[
        str, typer.Option("--limit", metavar="DAYS", help=_("time limit of the authority, in working days"))
    ] = "",
    one_off: Annotated[
        str, typer.Option("--one-off", metavar="ĐỒNG", help=_("one-off cost, kept apart"))
    ] = "0",
    basis: Annotated[str, typer.Option("--basis", help=_("estimate or measured"))] = "estimate",
    data_source: Annotated[str, typer.Option("--source", help=_("where hours and volumes come from"))] = "",
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help=_("date of the sheet"))] = "",
    file: Files = None,
) -> None:
    from procedures.services.cost_sheets import (
        SimpleSheet,
        complete_sheet,
        draft_record,
        simple_sheet,
        with_files,
    )

    if source is not None:
        sheet = read_structure(source)
    else:
        require_options(("--source", data_source), ("--dated", dated))
        sheet = simple_sheet(
            SimpleSheet(
                hours=hours,
                hourly=income,
                per_head=per_head,
                year=year,
                income_source=income_source,
                service=service,
                fees=fees,
                other=other,
                one_off=one_off,
                times=times,
                subjects=subjects,
                limit=limit,
                basis=one_of("--basis", basis, ("estimate", "measured")),
                source=data_source,
                dated=dated,
            )
        )
    session = session_from_options(acting=True)
    whole = complete_sheet(with_files(sheet, file or ()), str(source or ""))
    sign_and_record(session, draft_record(session, normalise(code), whole, "after" if after else "before"))


def restate(
    code: Code,
    before: Annotated[
        Path, typer.Option("--before", metavar="FILE", help=_("the sheet before, measured anew"))
    ],
    reason: Annotated[str, typer.Option("--reason", help=_("the reason, which is signed"))],
    number: Annotated[
        str, typer.Option("--document", metavar="NUMBER", help=_("document of the restatement"))
    ],
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help=_("date of the document"))],
    after: Annotated[
        Path | None,
        typer.Option("--after", metavar="FILE", help=_("the sheet after, where a proposal is on the ladder")),
    ] = None,
    signer: Annotated[str, typer.Option("--signer", help=_("who signed it"))] = "",
    file: Files = None,
) -> None:
    from procedures.services.cost_sheets import complete_sheet, draft_restate

    first = complete_sheet(read_structure(before), str(before))
    second = complete_sheet(read_structure(after), str(after)) if after else None
    session = session_from_options(acting=True)
    paper = document_from_options(number, dated, signer=signer, files=file)
    sign_and_record(session, draft_restate(session, normalise(code), first, second, paper, normalise(reason)))


def show_sheets(
    code: Code,
    steps: Annotated[bool, typer.Option("--steps", help=_("derive every figure line by line"))] = False,
) -> None:
    from procedures.services.cost_sheets import cost_sheet_views
    from procedures.terminal.cost_sheets import cost_sheets_text
    from procedures.views.cost_sheets import cost_sheets_page

    sheets = cost_sheet_views(session_from_options(), normalise(code))
    if (form := output_format("table")) == "json":
        print_json(cost_sheets_page(sheets))
    else:
        echo_data(cost_sheets_text(sheets, form, steps=steps))


def incomes() -> None:
    from procedures.services.cost_sheets import published_incomes as published
    from procedures.views.cost_sheets import income_list

    print_listing(income_list(published()))


def draft(
    unit: Annotated[str, typer.Argument(metavar="UNIT")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help=_("the .xlsx to write"))
    ] = Path("chi-phi.xlsx"),
    every: Annotated[bool, typer.Option("--all", help=_("procedures that have a cost sheet, too"))] = False,
    data_source: Annotated[str, typer.Option("--source", help=_("where hours and volumes come from"))] = "",
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help=_("date of the sheets"))] = "",
    year: Annotated[
        str, typer.Option("--income-year", metavar="YEAR", help=_("take the published income of that year"))
    ] = "",
) -> None:
    from procedures.input.checks import iso_date
    from procedures.services.cost_drafts import draft_costs
    from procedures.services.register.files import write_new_file
    from procedures.terminal.cost_drafts import cost_draft_told
    from procedures.wording.formats import date

    if output.suffix.lower() != ".xlsx":
        raise missing_option_error("--output", "not-xlsx", output.name)
    stated = {
        "source": normalise(data_source),
        "date": date(iso_date(dated, "request.dated")) if dated else "",
        "income_year": normalise(year),
    }
    made = draft_costs(
        session_from_options(),
        normalise(unit),
        {key: text for key, text in stated.items() if text},
        every=every,
    )
    with optional_extra("office", "xlsxwriter"):
        from procedures.intake.form_template import form_template

        remarks = {
            (number, key): words
            for number, line in enumerate(made.lines)
            for key, words in line.remarks.items()
        }
        data = form_template("costs", [line.cells for line in made.lines], remarks)
    write_new_file(output, data)
    for line in cost_draft_told(made, str(output)):
        echo_message(line)


def template(
    groups: Annotated[
        bool, typer.Option("--groups", help=_("with several groups of subjects, channels and limits"))
    ] = False,
) -> None:
    echo_data((INPUT_TEMPLATES / ("cost-groups.toml" if groups else "cost.toml")).read_text("utf-8"))
