"""`check`: the verdict sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from procedures.commands.framework.arguments import choice
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    missing_option_error,
    output_format,
)
from procedures.rules.programme import STAGES
from procedures.wording.language import _

if TYPE_CHECKING:
    from procedures.services.session import Session


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
    excluded: Annotated[
        bool, typer.Option("--excluded", help=_("what is outside the baseline, and why"))
    ] = False,
) -> None:
    from procedures.services.verdict.sheet import verdict_sheet as judge

    session = session_from_options()
    if stage:
        choice("--stage", stage, STAGES)
    if sum((why, league, excluded)) > 1:
        raise missing_option_error("--why, --league, --excluded", "one-of-them")
    if excluded:
        from procedures.services.verdict.sheet import excluded as listed
        from procedures.terminal.verdict import outside

        echo_data(outside(listed(session, programme, unit), output_format()))
        return
    sheet = judge(session, programme, unit, stage, notes=not (why or league))
    if why:
        from procedures.services.verdict.explanation import why as reasons
        from procedures.terminal.explanation import render as derive

        echo_data(derive(reasons(session, sheet, unit), output_format("table")))
    elif league:
        from procedures.rules.verdict import ranked
        from procedures.terminal.verdict import league as table

        echo_data(table(sheet, ranked(sheet.results, sheet.text, sheet.stage), output_format()))
    else:
        from procedures.terminal.verdict import render

        echo_data(render(sheet, session.register, output_format("table")))
    _doubt(session)
    # V7: 7 if any unit shown, or the whole, misses or is undetermined.
    values = {result.at(sheet.stage).value for result in (*sheet.results, *(() if unit else (sheet.whole,)))}
    if values & {"not-met", "undetermined"}:
        raise typer.Exit(7)


def _doubt(session: Session) -> None:
    """Say where acts behind the figures are in doubt: they count, but nobody should overlook it."""
    from workflow.identity.people import Key

    with session.reading() as rows:
        if all(key.suspected is None for key in rows.scan(Key)):
            return
    from procedures.services.people.contested_acts import contested

    open_ = [one for one in contested(session) if one.confirmed is None]
    if open_:
        echo_message(
            "! "
            + _(
                "{n} act(s) were signed with a key that was lost and are not confirmed: tinhgon audit contested"
            ).format(n=len(open_))
        )


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
        list[str] | None, typer.Option("--take", metavar="CODE", help=_("in any case this one"))
    ] = None,
    leave: Annotated[
        list[str] | None, typer.Option("--leave", metavar="CODE", help=_("in no case this one"))
    ] = None,
) -> None:
    from procedures.input.checks import normalise
    from procedures.services.verdict.shortest_plan import AUTHORITIES, find_shortest_plan
    from procedures.terminal.shortest_plan import render

    if within:
        choice("--within", within, AUTHORITIES)
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
    echo_data(render(shown, output_format("table")))
    if not shown.plan.reached:
        raise typer.Exit(7)
