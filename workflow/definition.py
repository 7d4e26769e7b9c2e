"""Defines a workflow as data: the states of a case, the acts on it, and the roles that may perform them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

EVERYWHERE = "*"  # the scope of a grant that covers every unit


class Exclusion(NamedTuple):
    """Two roles that one person may not hold together: at all, or only in overlapping scopes."""

    one: str
    other: str
    overlapping_only: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A state of a case. Exactly one is initial. A case may stay in a final state; it may also leave it."""

    name: str
    initial: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of act.

    With `sources` it is a transition of a case in one of those states, to `dest`, or to the same state if
    `dest` is None. Without `sources` it records a fact. `opens`: it creates its subject. `guards`: names of
    the rules that may refuse it. `distinct_from`: acts whose performers of this round may not perform it.
    `new_round`: it starts a round.
    """

    name: str
    kind: str
    roles: tuple[str, ...]
    sources: tuple[str, ...] = ()
    dest: str | None = None
    opens: bool = False
    guards: tuple[str, ...] = ()
    reason_required: bool = False
    distinct_from: tuple[str, ...] = ()
    new_round: bool = False


@dataclass(frozen=True)
class Definition:
    """A workflow. `kind`: the kind of subject that has states. `steward`: the role over people and keys."""

    name: str
    kind: str
    states: tuple[State, ...]
    acts: tuple[Act, ...]
    roles: tuple[str, ...]
    steward: str
    exclusions: tuple[Exclusion, ...] = ()

    @cached_property
    def text(self) -> str:
        """The definition as JSON text, as entry 0 contains it."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `text`, 64 hex digits: every intent names it."""
        return definition_digest(self.text)

    @cached_property
    def by_name(self) -> dict[str, Act]:
        """The acts by name."""
        return {act.name: act for act in self.acts}

    @cached_property
    def steps(self) -> dict[tuple[str, str], str]:
        """(state, act) -> the state after it. `state_machine.table` derives the same from `transitions`."""
        return {(source, act.name): act.dest or source for act in self.acts for source in act.sources}

    @cached_property
    def tracked(self) -> frozenset[str]:
        """The acts whose performers are kept within a round, because others are `distinct_from` them."""
        return frozenset(name for act in self.acts for name in act.distinct_from)

    @cached_property
    def initial(self) -> str:
        """The name of the initial state."""
        return next(state.name for state in self.states if state.initial)

    def step(self, act: Act, state: str | None) -> str | None:
        """Return the state of the subject after `act`; `state` itself where the act has no step from it."""
        if act.opens:
            return act.dest
        return self.steps.get((state or "", act.name), state)

    @classmethod
    def from_text(cls, text: str) -> Definition:
        """Read a definition from its JSON text.

        Raises ValueError, LookupError, TypeError or AttributeError: on any other text.
        """
        data: dict[str, Any] = json.loads(text)
        acts = tuple(Act(**_tuples(act)) for act in data.pop("acts"))
        states = tuple(State(**state) for state in data.pop("states"))
        exclusions = tuple(Exclusion(*pair) for pair in data.pop("exclusions"))
        roles = tuple(data.pop("roles"))
        return cls(**data, roles=roles, acts=acts, states=states, exclusions=exclusions)


@lru_cache(maxsize=8)
def definition_digest(text: str) -> str:
    """Compute the SHA-256 (64 hex digits) of a definition's text as it stands, once for each text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
