"""A definition is data: the states of a case, the acts on it, and who may perform them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, NamedTuple

EVERYWHERE = "*"  # the scope of a grant that covers every unit


class Exclusion(NamedTuple):
    """Two roles one person may not hold together: anywhere, or only where their scopes overlap."""

    one: str
    other: str
    overlapping_only: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A state of a case. One state is initial; a final one may be left, but need not be."""

    name: str
    initial: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of act.

    With `sources` it concerns a case in one of those states; `dest` moves the case, None leaves it
    where it is. Without `sources` it records a fact. `opens` means the subject must not exist yet.
    `distinct_from` names acts of the same round whose persons may not perform this one.
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
    """A whole workflow. `kind` is the kind of subject that has states; `steward` looks after people."""

    name: str
    kind: str
    states: tuple[State, ...]
    acts: tuple[Act, ...]
    roles: tuple[str, ...]
    steward: str
    exclusions: tuple[Exclusion, ...] = ()

    @cached_property
    def text(self) -> str:
        """The JSON that stands in the journal; its SHA-256 is `digest`."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `text`, in hex: what an intent names."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def by_name(self) -> dict[str, Act]:
        """The acts by their names."""
        return {act.name: act for act in self.acts}

    @cached_property
    def steps(self) -> dict[tuple[str, str], str]:
        """(state, act) -> state after it. `machine.table` derives the same from `transitions`."""
        return {(source, act.name): act.dest or source for act in self.acts for source in act.sources}

    @cached_property
    def tracked(self) -> frozenset[str]:
        """The acts whose persons must be remembered within a round."""
        return frozenset(name for act in self.acts for name in act.distinct_from)

    @cached_property
    def initial(self) -> str:
        """The state in which a case begins."""
        return next(state.name for state in self.states if state.initial)

    def step(self, act: Act, state: str | None) -> str | None:
        """The state after `act` from `state`, or None where the act moves nothing or is impossible."""
        if act.opens:
            return act.dest
        return self.steps.get((state or "", act.name), state)

    @classmethod
    def from_text(cls, text: str) -> Definition:
        """Read what `text` wrote. Raises ValueError, LookupError, TypeError or AttributeError else."""
        data: dict[str, Any] = json.loads(text)
        acts = tuple(Act(**_tuples(act)) for act in data.pop("acts"))
        states = tuple(State(**state) for state in data.pop("states"))
        exclusions = tuple(Exclusion(*pair) for pair in data.pop("exclusions"))
        roles = tuple(data.pop("roles"))
        return cls(**data, roles=roles, acts=acts, states=states, exclusions=exclusions)


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in data.items()}
