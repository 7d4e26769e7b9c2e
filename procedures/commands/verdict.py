"""`check`: the verdict sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from procedures.commands.framework.arguments import given_code, one_of
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    missing_option_error,
    output_format,
    print_json,
    print_page,
)
from procedures.rules.programme import STAGES
from procedures.wording.language import _

if TYPE_CHECKING:
    from procedures.services.session import Session
    from procedures.services.verdict.sheet import VerdictSheet


def check(
    programme: Annotated[
        str, typer.Option("--programme", help=_("which programme [the only sealed one]"))
    ] = "",
    unit: Annotated[
        str, typer.Option("--unit", metavar="UNIT", help=_("one unit, with all beneath it"))
    ] = "",
    stage: Annotated[
        str, typer.Option("--stage", help=_("judge at another stage: proposed, approved or implemented"))
    ] = "",
    why: Annotated[
        bool, typer.Option("--why", help=_("derive every figure down to its journal entry"))
    ] = False,
    league: Annotated[bool, typer.Option("--league", help=_("units in order of progress"))] = False,
    on_time: Annotated[
        bool, typer.Option("--on-time", help=_("exit code 7 also where a target was met after its deadline"))
    ] = False,
    excluded: Annotated[
        bool, typer.Option("--excluded", help=_("what is outside the baseline, and why"))
    ] = False,
) -> None:
    from procedures.services.verdict.sheet import misses_target, verdict_sheet

    session = session_from_options()
    if stage:
        one_of("--stage", stage, STAGES)
    if sum((why, league, excluded)) > 1:
        raise missing_option_error("--why, --league, --excluded", "one-of-them")
    if excluded:
        _print_excluded(session, programme, unit)
        return
    sheet = verdict_sheet(session, programme, unit, stage, notes=not (why or league))
    if why:
        _print_explanation(session, sheet, unit)
    elif league:
        _print_league(sheet)
    else:
        _print_sheet(session, sheet)
    _warn_of_contested_acts(session)
    if misses_target(sheet, with_whole=not unit, on_time=on_time):
        raise typer.Exit(7)


def _print_excluded(session: Session, programme: str, unit: str) -> None:
    from procedures.services.verdict.sheet import excluded
    from procedures.terminal.verdict import excluded_text
    from procedures.views.verdict import excluded_page

    listed = excluded(session, programme, unit)
    if (form := output_format()) == "json":
        print_json(excluded_page(listed))
    else:
        echo_data(excluded_text(listed, form))


def _print_explanation(session: Session, sheet: VerdictSheet, unit: str) -> None:
    from procedures.services.verdict.explanation import explain_verdict
    from procedures.terminal.explanation import explanation_lines
    from procedures.views.explanation import explanation_page

    tree = explain_verdict(session, sheet, unit)
    print_page(lambda: explanation_page(tree), lambda: explanation_lines(tree))


def _print_league(sheet: VerdictSheet) -> None:
    from procedures.rules.verdict import ranked
    from procedures.terminal.verdict import league_text
    from procedures.views.verdict import league_page

    order = ranked(sheet.results, sheet.text, sheet.stage)
    if (form := output_format()) == "json":
        print_json(league_page(sheet, order))
    else:
        echo_data(league_text(sheet, order, form))


def _print_sheet(session: Session, sheet: VerdictSheet) -> None:
    from procedures.terminal.verdict import sheet_text
    from procedures.views.verdict import verdict_page

    if (form := output_format("table")) == "json":
        print_json(verdict_page(sheet, session.register))
    else:
        echo_data(sheet_text(sheet, session.register, form))


def _warn_of_contested_acts(session: Session) -> None:
    """Warn where figures rest on acts signed with a lost key: they count, but may not be overlooked."""
    from procedures.services.people.contested_acts import unconfirmed_acts

    if n := unconfirmed_acts(session):
        text = _(
            "{n} act(s) were signed with a key that was lost and are not confirmed: tinhgon audit contested"
        )
        echo_message("! " + text.format(n=n))


def plan(
    unit: Annotated[str, typer.Argument(metavar="UNIT")],
    programme: Annotated[
        str, typer.Option("--programme", help=_("which programme [the only sealed one]"))
    ] = "",
    simplify: Annotated[
        int | None,
        typer.Option(
            "--simplify",
            metavar="PERCENT",
            min=1,
            max=99,
            help=_("each one is simplified and saves so many percent [it is abolished]"),
        ),
    ] = None,
    within: Annotated[
        str, typer.Option("--within", help=_("only what the unit, or the province, may cut by itself"))
    ] = "",
    own: Annotated[bool, typer.Option("--own", help=_("nothing that other agencies handle too"))] = False,
    take: Annotated[
        list[str] | None,
        typer.Option("--take", callback=given_code, metavar="CODE", help=_("in any case this one")),
    ] = None,
    leave: Annotated[
        list[str] | None,
        typer.Option("--leave", callback=given_code, metavar="CODE", help=_("in no case this one")),
    ] = None,
) -> None:
    from procedures.input.checks import normalise
    from procedures.services.verdict.shortest_plan import AUTHORITIES, find_shortest_plan
    from procedures.terminal.shortest_plan import plan_text
    from procedures.views.shortest_plan import plan_page

    if within:
        one_of("--within", within, AUTHORITIES)
    session = session_from_options()
    shown = find_shortest_plan(
        session,
        unit,
        programme=programme,
        simplify=simplify,
        within=within,
        own=own,
        take=[normalise(code) for code in take or ()],
        leave=[normalise(code) for code in leave or ()],
    )
    if (form := output_format("table")) == "json":
        print_json(plan_page(shown))
    else:
        echo_data(plan_text(shown, form))
    if not shown.plan.reached:
        raise typer.Exit(7)
