"""Checks the life cycle: dead ends, unreachable states, acts nobody can do, and the state machine."""

from __future__ import annotations

from typing import NamedTuple

from procedures.domain import DOMAIN
from workflow.definition_checks import DefinitionProblem, definition_problems
from workflow.state_machine import fired_table


class DefinitionCheck(NamedTuple):
    """The number of states, acts and transitions of the life cycle, and the problems found in it."""

    states: int
    acts: int
    steps: int
    problems: tuple[DefinitionProblem, ...]


def check_definition() -> DefinitionCheck:
    """Check the life cycle.

    Raises BrokenDefinition: when the state machine does not take the same steps as the definition's table.
    """
    definition = DOMAIN.definition
    problems = tuple(definition_problems(definition, DOMAIN.guards))
    return DefinitionCheck(
        len(definition.states), len(definition.acts), len(fired_table(definition)), problems
    )
