"""Checks a definition for static errors, by one pure function for each kind of error."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from workflow.definition import Definition


class DefinitionProblem(NamedTuple):
    """An error in a definition: a stable code, and the act, state or role it concerns."""

    code: str
    name: str
    detail: str = ""


def definition_problems(definition: Definition, guards: Collection[str]) -> tuple[DefinitionProblem, ...]:
    """Return all errors of a definition; () if it is sound. `guards`: names of the guards there are."""
    problems = [problem for check in _CHECKS for problem in check(definition)]
    problems += [
        DefinitionProblem("unknown-guard", act.name, guard)
        for act in definition.acts
        for guard in act.guards
        if guard not in guards
    ]
    return tuple(problems)


def _initial(definition: Definition) -> Iterator[DefinitionProblem]:
    initial = [state.name for state in definition.states if state.initial]
    if len(initial) != 1:
        yield DefinitionProblem("initial-states", definition.name, ", ".join(initial))
        return
    for act in definition.acts:
        if act.opens and act.kind == definition.kind and act.dest != initial[0]:
            yield DefinitionProblem("opens-elsewhere", act.name, str(act.dest))


def _known_names(definition: Definition) -> Iterator[DefinitionProblem]:
    states = {state.name for state in definition.states}
    names = {act.name for act in definition.acts}
    for act in definition.acts:
        used = (*act.sources, *([act.dest] if act.dest else []))
        yield from (DefinitionProblem("unknown-state", act.name, s) for s in used if s not in states)
        unknown = (role for role in act.roles if role not in definition.roles)
        yield from (DefinitionProblem("unknown-role", act.name, role) for role in unknown)
        yield from (
            DefinitionProblem("unknown-act", act.name, o) for o in act.distinct_from if o not in names
        )
        if act.sources and act.kind != definition.kind:
            yield DefinitionProblem("moves-no-case", act.name, act.kind)
    for role in (definition.steward, *(r for e in definition.exclusions for r in e[:2])):
        if role not in definition.roles:
            yield DefinitionProblem("unknown-role", definition.name, role)


def _shadowed(definition: Definition) -> Iterator[DefinitionProblem]:
    # `transitions` takes the first of two matching rows without an error.
    for name, times in Counter(act.name for act in definition.acts).items():
        if times > 1:
            yield DefinitionProblem("shadowed", name)
    for act in definition.acts:
        for source, times in Counter(act.sources).items():
            if times > 1:
                yield DefinitionProblem("shadowed", act.name, source)
    for state, times in Counter(state.name for state in definition.states).items():
        if times > 1:
            yield DefinitionProblem("shadowed", state)


def _reachable(definition: Definition) -> Iterator[DefinitionProblem]:
    forward = _closure({s.name for s in definition.states if s.initial}, definition.steps.items())
    for state in definition.states:
        if state.name not in forward:
            yield DefinitionProblem("unreachable", state.name)
    for act in definition.acts:
        if act.sources and not forward.intersection(act.sources):
            yield DefinitionProblem("nobody-can", act.name, "unreachable")


def _traps(definition: Definition) -> Iterator[DefinitionProblem]:
    back = [((dest, name), source) for (source, name), dest in definition.steps.items()]
    escapes = _closure({s.name for s in definition.states if s.final}, back)
    for state in definition.states:
        if state.name not in escapes:
            yield DefinitionProblem("trap", state.name)


def _performable(definition: Definition) -> Iterator[DefinitionProblem]:
    for act in definition.acts:
        if not act.roles:
            yield DefinitionProblem("nobody-can", act.name, "no role")
        if act.name in act.distinct_from and not act.new_round:
            # It would bar each person from repeating the act in a round: a mistake in the data, not a rule.
            yield DefinitionProblem("distinct-from-itself", act.name)
    for pair in definition.exclusions:
        if pair.one == pair.other:
            yield DefinitionProblem("excludes-itself", pair.one)


def _closure(start: set[str], steps: Collection[tuple[tuple[str, str], str]]) -> set[str]:
    seen = set(start)
    while True:
        more = {dest for (source, _), dest in steps if source in seen} - seen
        if not more:
            return seen
        seen |= more


_CHECKS: tuple[Callable[[Definition], Iterator[DefinitionProblem]], ...] = (
    _initial,
    _known_names,
    _shadowed,
    _reachable,
    _traps,
    _performable,
)
