"""`cost …`: compliance cost sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from procedures.commands.framework.arguments import choice, document, structure
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import echo_data, output_format, print_table, require_options
from procedures.input.checks import iso_date, normalise
from procedures.paths import INPUT_TEMPLATES
from procedures.wording.formats import dong
from procedures.wording.language import _

Code = Annotated[str, typer.Argument(metavar="CODE")]


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
    ] = "0",
    fees: Annotated[str, typer.Option("--fees", metavar="ĐỒNG", help=_("fees and charges"))] = "0",
    other: Annotated[str, typer.Option("--other", metavar="ĐỒNG", help=_("other prescribed costs"))] = "0",
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
) -> None:
    from procedures.input.checks import amount
    from procedures.services.cost_sheets import complete, draft_record

    if source is not None:
        sheet = structure(source)
    else:
        require_options(("--source", data_source), ("--dated", dated))
        money = {"fees": fees, "other": other, "one_off": one_off}
        sheet = {name: amount(value, f"--{name}") for name, value in money.items()} | {
            "tasks": _task(hours, amount(service, "--service")),
            "income": _income(income, per_head, year, income_source),
            "limits": [{"channel": "", "value": limit, "unit": "working-day"}] if limit else [],
            "times": times or None,
            "subjects": subjects or None,
            "basis": choice("--basis", basis, ("estimate", "measured")),
            "source": normalise(data_source),
            "date": iso_date(dated, "--dated"),
        }
    session = session_from_options(acting=True)
    whole = complete(sheet, str(source or ""))
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
) -> None:
    from procedures.services.cost_sheets import complete, draft_restate

    first = complete(structure(before), str(before))
    second = complete(structure(after), str(after)) if after else None
    session = session_from_options(acting=True)
    paper = document(number, dated, signer=signer)
    sign_and_record(session, draft_restate(session, normalise(code), first, second, paper, normalise(reason)))


def show_sheets(
    code: Code,
    steps: Annotated[bool, typer.Option("--steps", help=_("derive every figure line by line"))] = False,
) -> None:
    from procedures.services.cost_sheets import shown
    from procedures.terminal.cost_sheets import render

    echo_data(render(shown(session_from_options(), normalise(code)), output_format("table"), steps=steps))


def incomes() -> None:
    from procedures.services.cost_sheets import incomes as known

    heads = (_("Year"), _("Income per head (đồng a year)"), _("Source"))
    rows = [(year, dong(int(one["annual_per_head"])), one["source"]) for year, one in known().items()]
    print_table(heads, rows, keys=("year", "annual_per_head", "source"), right="lrl")


def template(
    groups: Annotated[
        bool, typer.Option("--groups", help=_("with several groups of subjects, channels and limits"))
    ] = False,
) -> None:
    echo_data((INPUT_TEMPLATES / ("cost-groups.toml" if groups else "cost.toml")).read_text("utf-8"))


def _task(hours: str, service: str) -> list[dict[str, Any]]:
    # No hours given is not zero hours (C8): the cost then stays unknown.
    return [{"kind": "other", "name": "", "hours": hours or None, "service": service}]


def _income(hourly: str, per_head: str, year: str, source: str) -> dict[str, Any] | None:
    from procedures.input.checks import amount

    if not hourly and not per_head:
        # Only the year: its published figure, looked up when the sheet is completed (C3).
        return {"year": year} if year and not source else None
    return {
        "hourly": amount(hourly, "--hourly") if hourly else None,
        "annual_per_head": amount(per_head, "--income") if per_head else None,
        "year": year,
        "source": normalise(source),
    }
