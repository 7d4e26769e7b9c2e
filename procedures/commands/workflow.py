"""Commands `workflow …`: the life cycle, drawn and checked."""

from __future__ import annotations

from typing import Annotated

import typer

from procedures.commands.framework.terminal_io import echo_data, print_listing
from procedures.wording.language import _, term


def workflow_show(
    mermaid: Annotated[bool, typer.Option("--mermaid", help=_("as Mermaid text"))] = False,
    text: Annotated[bool, typer.Option("--text", help=_("as the text whose SHA-256 intents name"))] = False,
) -> None:
    from procedures.lifecycle import DEFINITION
    from procedures.views.workflow import transition_list
    from workflow import diagram

    if text:
        echo_data(DEFINITION.text + "\n")
        return
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
