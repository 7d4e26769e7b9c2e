"""Decides if a person may perform an act now: pure, with every reason against it at once.

`definition_reasons` judges by the definition's data alone (role, scope, existence, state, reason, separation
of duties); verification judges by it again at every position of the journal. Guards are code of the rules
version that an intent names, and read rows through a `Reader`. `body=None` asks if the person could perform
the act with some body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from workflow.definition import EVERYWHERE, Act, Definition
from workflow.journal.strict_json import Json
from workflow.storage.rows import Reader

Kind = Literal["rule", "right", "race", "absent"]


class Reason(NamedTuple):
    """One reason against an act. `kind`: a rule, a missing right, a lost race, or an absent subject."""

    code: str
    kind: Kind
    subject: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, kind: Kind, subject: str, **values: object) -> Reason:
        """Return a reason; the values become text."""
        return cls(code, kind, subject, tuple((name, str(v)) for name, v in values.items()))


class Refused(NamedTuple):
    """The reasons, never empty, for which an act was not performed."""

    reasons: tuple[Reason, ...]


class ApartRole(NamedTuple):
    """A role that somebody holds in a scope, and that may not meet another role of theirs.

    `overlapping_only`: it excludes the other role only where the scopes of both overlap.
    """

    role: str
    scope: str
    overlapping_only: bool

    def meets(self, overlaps: Callable[[str], bool]) -> bool:
        """Return True if it excludes the other role; `overlaps` tells whether a scope overlaps."""
        return not self.overlapping_only or overlaps(self.scope)


class DecisionContext(NamedTuple):
    """The data that a decision may read.

    `home` is the scope of the subject and everything above it, nearest first; `now` is the time that the
    entry would get (UTC, ISO 8601); `done` lists who did which act in this round, as "act=person;" each;
    `body` is the item's, `common` the act's; `path` gives a scope and everything above it, ending in "*".
    `apart`: the roles that the person holds and that the definition keeps apart from `role`.
    `enclosures` are those that the act names: SHA-256 (hex) -> bytes.
    """

    definition: Definition
    act: Act | None
    subject: str
    exists: bool
    state: str | None
    done: str
    person: str
    role: str
    scope: str
    holds: bool
    home: tuple[str, ...]
    body: Json | None
    common: Json
    reason: str
    rows: Reader
    path: Callable[[str], tuple[str, ...]]
    now: str
    apart: tuple[ApartRole, ...]
    enclosures: Mapping[str, bytes]

    def refuse(self, code: str, kind: Kind = "rule", **values: object) -> Reason:
        """Return a reason about the context's own subject; `values` become text."""
        return Reason.of(code, kind, self.subject, **values)

    @property
    def key(self) -> str:
        """Return the subject's name without its kind."""
        return self.subject.partition("/")[2]


Guard = Callable[[DecisionContext], Iterator[Reason]]


def decide(question: DecisionContext, guards: Mapping[str, Guard]) -> tuple[Reason, ...]:
    """Return every reason against the act, by the definition and by its guards; () allows it."""
    reasons = definition_reasons(question)
    act = question.act
    if act is None or question.exists is act.opens:
        return reasons  # guards may rely on a subject that is there
    return reasons + tuple(reason for name in act.guards for reason in guards[name](question))


def definition_reasons(question: DecisionContext) -> tuple[Reason, ...]:
    """Return the reasons that follow from the definition's data alone."""
    act = question.act
    if act is None:
        return (question.refuse("unknown-act"),)
    return tuple(reason for check in _CHECKS for reason in check(question, act))


def performers(done: str, act: str) -> tuple[str, ...]:
    """Return the ids of the persons who did `act` in this round, from a subject's `done`."""
    pairs = (pair.partition("=") for pair in done.split(";") if pair)
    return tuple(person for name, _, person in pairs if name == act)


def record_performer(done: str, act: Act, tracked: frozenset[str], person: str) -> str:
    """Return `done` after `person` performed `act`; an act that opens a round empties it first."""
    kept = "" if act.new_round else done
    mark = f"{act.name}={person};"
    return kept + mark if act.name in tracked and mark not in kept else kept


def _rights(ctx: DecisionContext, act: Act) -> Iterator[Reason]:
    if ctx.role not in act.roles:
        yield ctx.refuse(
            "role-not-for-act",
            "right",
            act=act.name,
            roles=",".join(act.roles),
            person=ctx.person,
            role=ctx.role or "-",
        )
    elif not ctx.holds:
        yield ctx.refuse("grant-not-held", "right", person=ctx.person, role=ctx.role, scope=ctx.scope)
    elif ctx.scope != EVERYWHERE and ctx.scope not in ctx.home:
        home = ctx.home[0] if ctx.home else "-"
        yield ctx.refuse("outside-scope", "right", person=ctx.person, scope=ctx.scope, home=home)


def _existence(ctx: DecisionContext, act: Act) -> Iterator[Reason]:
    if act.opens and ctx.exists:
        yield ctx.refuse("already-there")
    elif not act.opens and not ctx.exists:
        yield ctx.refuse("not-there", "absent")
    elif ctx.subject.partition("/")[0] != act.kind:
        yield ctx.refuse("wrong-kind", wanted=act.kind, act=act.name)


def _state(ctx: DecisionContext, act: Act) -> Iterator[Reason]:
    if act.sources and ctx.exists and ctx.state not in act.sources:
        yield ctx.refuse("wrong-state", act=act.name, state=ctx.state, sources=",".join(act.sources))


def _reason(ctx: DecisionContext, act: Act) -> Iterator[Reason]:
    if act.reason_required and ctx.body is not None and not ctx.reason.strip():
        yield ctx.refuse("reason-missing", act=act.name)


def _separation(ctx: DecisionContext, act: Act) -> Iterator[Reason]:
    for other in act.distinct_from:
        if ctx.person in performers(ctx.done, other):
            yield ctx.refuse("same-person", act=act.name, other=other, person=ctx.person)


_CHECKS = (_rights, _existence, _state, _reason, _separation)
