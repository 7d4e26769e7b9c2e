"""Checks the life cycle: dead ends, unreachable states, acts nobody can do, and the state machine."""

from __future__ import annotations

from typing import NamedTuple

from procedures.domain import DOMAIN
from workflow.definition_checks import DefinitionProblem, definition_problems
from workflow.state_machine import fired_table


class DefinitionCheck(NamedTuple):
    """How many states, acts and transitions the life cycle has, and what is wrong with it."""

    states: int
    acts: int
    steps: int
    problems: tuple[DefinitionProblem, ...]


def check_definition() -> DefinitionCheck:
    """Check the life cycle. Raises BrokenDefinition where the state machine sees another one."""
    definition = DOMAIN.definition
    problems = tuple(definition_problems(definition, DOMAIN.guards))
    return DefinitionCheck(
        len(definition.states), len(definition.acts), len(fired_table(definition)), problems
    )
