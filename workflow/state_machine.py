"""Fires steps on a `transitions` machine, one a definition; no other module imports the library."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from transitions import Machine, MachineError

from workflow.errors import BrokenDefinition

if TYPE_CHECKING:
    from workflow.definition import Act, Definition


class _Cursor:
    """A throw-away object with one attribute; never the row of a case."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class CompiledMachine:
    """A definition compiled once, safe to share between threads; it holds no case.

    No guard, role or callback is given to the library: a refused guard would be a bare False, and
    an exception in a callback would leave the state changed.
    """

    def __init__(self, definition: Definition) -> None:
        try:
            machine = Machine(
                model=None,  # registering a model resets its state
                initial=None,  # else a phantom state of that name appears
                auto_transitions=False,  # to_<state>() would jump past every rule
                queued=False,  # a queue would be shared between threads
                send_event=False,
                states=[state.name for state in definition.states],
                transitions=[
                    {"trigger": act.name, "source": source, "dest": act.dest or "="}
                    for act in definition.acts
                    for source in act.sources
                ],
            )
        except ValueError as error:  # the library checks states, and nothing else
            raise BrokenDefinition("machine", why=error) from error
        self._events = machine.events
        self._states = frozenset(machine.states)

    def step(self, act: Act, state: str | None) -> str | None:
        """The state after `act` from `state`: fired here, looked up in `Definition.step`; both agree."""
        if act.opens:
            return act.dest
        moved = self.next_state(state, act.name) if state in self._states else None
        return state if moved is None else moved

    def next_state(self, state: str, act: str) -> str | None:
        """The state after `act` from `state`; None where the definition has no such step."""
        if act not in self._events:
            return None
        cursor = _Cursor(state)
        try:
            moved = self._events[act].trigger(cursor)
        except MachineError:
            return None
        if not moved:  # cannot happen without conditions: a broken contract, not a refusal
            raise BrokenDefinition("machine", state=state, act=act)
        return cursor.state


@lru_cache(maxsize=8)
def compiled(definition: Definition) -> CompiledMachine:
    """The machine of a definition, compiled once. Raises BrokenDefinition."""
    return CompiledMachine(definition)


def fired_table(definition: Definition) -> dict[tuple[str, str], str]:
    """(state, act) -> state, found by firing each pair once on the compiled machine.

    Raises BrokenDefinition where the library sees another life cycle than the data says.
    """
    machine = compiled(definition)
    fired: dict[tuple[str, str], str] = {}
    for state in definition.states:
        for act in definition.acts:
            dest = machine.next_state(state.name, act.name)
            if dest is not None:
                fired[state.name, act.name] = dest
    if fired != definition.steps:
        raise BrokenDefinition("machine-differs", name=definition.name)
    return fired
