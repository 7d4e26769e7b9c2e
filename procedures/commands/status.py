"""`status`, `whoami`, `queue`, `explain`, `workflow …`: what people look at every day."""

from __future__ import annotations

from typing import Annotated

import typer

from procedures.commands.framework.session import checkpoint_folder, session_from_options
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    missing_option_error,
    output_format,
    print_table,
)
from procedures.dates import last_day
from procedures.wording.delimited import as_json
from procedures.wording.formats import count, date
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line


def status() -> None:
    from procedures.services.status import status
    from procedures.terminal.status import status as told

    session = session_from_options()
    found = status(session)
    echo_data(told(found, output_format("table")))
    folder = checkpoint_folder()
    if output_format("table") != "json" and (
        any(folder.glob("*.txt")) or "auditor" in {g.role for g in found.grants}
    ):
        from procedures.services.evidence.checkpoints import newest
        from procedures.terminal.evidence import witnessed

        echo_data(witnessed(newest(session, folder), found.position) + "\n")


def whoami() -> None:
    from procedures.services.people.people import someone

    session = session_from_options()
    if not session.person:
        raise missing_option_error("--as", "person-missing")
    one = someone(session, session.person)
    held = [key for key in one.keys if key.until is None]
    grants = [(grant.role, grant.scope) for grant in one.grants if grant.until is None]
    if output_format("table") == "json":
        echo_data(
            as_json(
                {
                    "person": one.person.id,
                    "name": one.person.name,
                    "keys": [key.id for key in held],
                    "expires": {key.id: key.expires for key in held if key.expires},
                    "roles": grants,
                }
            )
        )
        return
    echo_data(f"{one.person.id}  {one_line(one.person.name)}\n")
    for key in held:
        until = _(", last day {date}").format(date=date(last_day(key.expires))) if key.expires else ""
        echo_data(f"  {key.id}{until}\n")
    for role, scope in grants:
        echo_data("  " + _("{role} in {scope}").format(role=term("role", role), scope=scope) + "\n")


def queue(
    unit: Annotated[
        str, typer.Option("--unit", metavar="UNIT", help=_("one unit, with all beneath it"))
    ] = "",
) -> None:
    from procedures.services.work_queue import dated
    from procedures.services.work_queue import queue as waiting
    from procedures.terminal.status import against, queue_text

    session = session_from_options()
    found = dated(session, waiting(session, unit))
    chosen = output_format()
    if chosen == "table":
        echo_data(queue_text(found))
    else:
        rows = [
            (
                one.procedure.code,
                one.since,
                one.proposal.due,
                one.proposal.unit,
                one.proposal.kind,
                one_line(one.procedure.name),
                ", ".join(one.possible),
                against(one),
            )
            for one in found
        ]
        heads = (
            _("Code"),
            _("Since"),
            _("Due"),
            _("Unit"),
            _("Plan"),
            _("Name"),
            _("Possible now"),
            _("Not possible"),
        )
        print_table(
            heads,
            rows,
            terms={"plan": "plan", "possible": "act"},
            keys=("code", "since", "due", "unit", "plan", "name", "possible", "against"),
        )
    echo_message(_("{n} proposal(s) waiting").format(n=count(len(found))))
    if found and session.person and found[0].possible:
        who = f"--as {session.person}"
        first = f"tinhgon {found[0].possible[0]} {found[0].procedure.code} {who}"
        echo_message(_("Next: {command}").format(command=first))
        same = [one.procedure.code for one in found if found[0].possible[0] in one.possible]
        if len(same) > 1:
            echo_message(
                _("Several at once: tinhgon {act} {codes} {who}, or --from FILE with a code a line").format(
                    act=found[0].possible[0], codes=" ".join(same[:3]), who=who
                )
            )


def explain(
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="[TOPIC]", help=_("TG-031, R7, C3, a state, an act, a term"))
    ] = None,
) -> None:
    from procedures.wording.explain import explain as told

    echo_data(told(" ".join(topic or ())))


def workflow_show(
    mermaid: Annotated[bool, typer.Option("--mermaid", help=_("as Mermaid text"))] = False,
) -> None:
    from procedures.lifecycle import DEFINITION
    from workflow import diagram

    if mermaid:
        echo_data(
            diagram.mermaid(
                DEFINITION,
                lambda name: term("state" if name in {s.name for s in DEFINITION.states} else "act", name),
            )
        )
        return
    rows = [
        (
            name,
            term("act", name),
            ", ".join(term("role", r) for r in roles.split(", ")),
            source,
            dest,
            guards,
            apart,
        )
        for name, roles, source, dest, guards, apart in diagram.transition_rows(DEFINITION)
    ]
    heads = (_("Act"), _("Meaning"), _("Roles"), _("From"), _("To"), _("Rules"), _("Not by who did"))
    print_table(
        heads,
        rows,
        keys=("act", "meaning", "roles", "from", "to", "guards", "distinct_from"),
        terms={"meaning": "act", "roles": "role", "from": "state", "to": "state", "distinct_from": "act"},
    )


def workflow_check() -> None:
    from procedures.domain import DOMAIN
    from workflow.definition_checks import definition_problems
    from workflow.state_machine import table

    found = definition_problems(DOMAIN.definition, DOMAIN.guards)
    for problem in found:
        echo_data(f"✗ {problem.code}: {problem.name} {problem.detail}\n")
    steps = table(DOMAIN.definition)  # raises where the library sees another life cycle
    if found:
        raise typer.Exit(7)
    echo_data(
        _("Sound: {states} states, {acts} acts, {steps} transitions; the state machine agrees.").format(
            states=len(DOMAIN.definition.states), acts=len(DOMAIN.definition.acts), steps=len(steps)
        )
        + "\n"
    )
