"""Commands `status`, `whoami`, `queue`, `explain`, `workflow …`."""

from __future__ import annotations

from typing import Annotated

import typer

from procedures.commands.framework.session import checkpoint_folder, session_from_options
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    missing_option_error,
    output_format,
    print_json,
    print_listing,
    print_page,
)
from procedures.wording.language import _, term


def status() -> None:
    from procedures.services.status import person_status
    from procedures.terminal.status import next_command, status_lines
    from procedures.views.status import status_page

    session = session_from_options()
    view = person_status(session)
    command = next_command(view)
    print_page(lambda: status_page(view) | {"next": command}, lambda: status_lines(view, command))
    folder = checkpoint_folder()
    if output_format("table") != "json" and (
        any(folder.glob("*.txt")) or "auditor" in {g.role for g in view.grants}
    ):
        from procedures.services.evidence.checkpoints import newest_cosigned
        from procedures.terminal.evidence import witnessed

        echo_data(witnessed(newest_cosigned(session, folder), view.position) + "\n")


def whoami() -> None:
    from procedures.services.people.people import person_record
    from procedures.terminal.people import own_lines
    from procedures.views.people import own_page

    session = session_from_options()
    if not session.person:
        raise missing_option_error("--as", "person-missing")
    record = person_record(session, session.person)
    print_page(lambda: own_page(record), lambda: own_lines(record))


def queue(
    unit: Annotated[
        str, typer.Option("--unit", metavar="UNIT", help=_("one unit, with all beneath it"))
    ] = "",
) -> None:
    from procedures.services.work_queue import with_waiting_days
    from procedures.services.work_queue import work_queue as waiting
    from procedures.terminal.work_queue import next_lines, queue_list, queue_text
    from procedures.views.work_queue import queue_page

    session = session_from_options()
    items = with_waiting_days(session, waiting(session, unit))
    chosen = output_format()
    if chosen == "json":
        print_json(queue_page(items))
    elif chosen == "table":
        echo_data(queue_text(items))
    else:
        print_listing(queue_list(items))
    for line in next_lines(items, session.person):
        echo_message(line)


def explain(
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="[TOPIC]", help=_("TG-031, R7, C3, a state, an act, a term"))
    ] = None,
) -> None:
    from procedures.terminal.hints import HINTS
    from procedures.wording.explain import explain as explanation

    echo_data(explanation(" ".join(topic or ()), HINTS))


def workflow_show(
    mermaid: Annotated[bool, typer.Option("--mermaid", help=_("as Mermaid text"))] = False,
) -> None:
    from procedures.lifecycle import DEFINITION
    from procedures.views.workflow import transition_list
    from workflow import diagram

    if not mermaid:
        print_listing(transition_list(DEFINITION))
        return
    states = {state.name for state in DEFINITION.states}
    echo_data(diagram.mermaid(DEFINITION, lambda name: term("state" if name in states else "act", name)))


def workflow_check() -> None:
    from procedures.services.definition_check import check_definition

    check = check_definition()
    for problem in check.problems:
        echo_data(f"✗ {problem.code}: {problem.name} {problem.detail}\n")
    if check.problems:
        raise typer.Exit(7)
    text = _("Sound: {states} states, {acts} acts, {steps} transitions; the state machine agrees.").format(
        states=check.states, acts=check.acts, steps=check.steps
    )
    echo_data(f"{text}\n")
