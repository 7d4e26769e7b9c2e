"""The domain's rows: what the projection writes and every report reads. Amounts are whole đồng.

Positions (`since`, `until`, `seq`, `sealed` ...) are places in the journal; dates are ISO text.
Nested values (actions, programmes, sheets) are kept as the JSON text that was signed.
"""

from __future__ import annotations

from typing import NamedTuple

from workflow.identity import people


class Unit(NamedTuple):
    """A unit of the administration. Ids are never reused; a closed unit may have a successor."""

    id: str
    name: str
    kind: str
    parent: str | None
    since: int
    closed: str | None
    successor: str | None


class Procedure(NamedTuple):
    """A procedure (TTHC) or other regulation. `unit` None: chưa phân công, outside every baseline.

    `sheet` is the position of the cost sheet in force, `annual` its cost in đồng a year (None:
    unknown, C8). `folded` is the name without marks, for search. `struck` holds the reason.
    `basis` and `limits` (JSON, "" for none) are that sheet's. `in_force` is the date of the
    document that brought the procedure in, where the record names one (R9).
    """

    code: str
    kind: str
    name: str
    folded: str
    field: str
    agencies: str
    issuer: str
    unit: str | None
    sheet: int | None
    annual: int | None
    basis: str
    limits: str
    struck: str | None
    review: str | None
    in_force: str | None
    since: int


class Sheet(NamedTuple):
    """A cost sheet as it was signed. `stage` is before or after; `annual` None: unknown."""

    code: str
    seq: int
    stage: str
    annual: int | None
    body: str


class Proposal(NamedTuple):
    """A phương án: one per procedure and round. `outcome` is its state, or how the round ended.

    `before` is JSON {programme: đồng or null}; `after` None: not measured yet. `counts` (R3): 0
    never, 1 always, 2 only with a measured fall. `appraisal` is JSON with who and what. `into`: what
    it merges into; its own code where it is the one that continues (R4).
    """

    code: str
    round: int
    kind: str
    into: str | None
    seq: int
    proposer: str
    recorded_at: str
    unit: str
    programmes: str
    actions: str
    before: str
    after: int | None
    after_sheet: int | None
    counts: int
    due: str | None
    appraisal: str | None
    outcome: str
    moved: int
    in_force: str | None
    ends: str | None


class Document(NamedTuple):
    """A paper behind an act. `slot` is submission, decision.1, implementing, publication ...

    `date` is the paper's own, `recorded` the day on which it came on record.
    """

    code: str
    round: int
    slot: str
    number: str
    date: str
    body: str
    level: str
    signer: str
    files: str
    recorded: str
    seq: int


class Correction(NamedTuple):
    """A đính chính: what a document said and what it should have said. No effect on the ladder."""

    code: str
    seq: int
    slot: str
    round: int
    old: str
    new: str
    reason: str


class Programme(NamedTuple):
    """A programme as adopted: `text` is its JSON. `sealed` is the position of the seal, `day` its date."""

    id: str
    text: str
    digest: str
    adopted: int
    sealed: int | None
    day: str
    members: int


class Member(NamedTuple):
    """A procedure in a sealed baseline, and how it stands on the ladder since position `since`.

    `rung`: 0 none, 1 proposed, 2 approved, 3 implemented. `how`: "", abolish or simplify. `base` is
    the baseline cost (C12) of sheet `sheet`, `after` the cost after; None is unknown (C8).
    `estimated` (C11): 1 if the sheet before is an estimate, 2 the one after, 3 both. `reviewed` 1:
    reviewed and kept, or approved once. `time`, `time_after`: the limit in hundredths of the
    programme's smallest part of a working day (`programme.scale`), of sheet `time_sheet`.
    """

    programme: str
    code: str
    unit: str
    kind: str
    base: int | None
    sheet: int | None
    rung: int
    how: str
    counts: int
    after: int | None
    in_force: str | None
    ends: str | None
    struck: int
    round: int
    estimated: int
    reviewed: int
    time: int | None
    time_sheet: int | None
    time_after: int | None
    since: int


class Former(NamedTuple):
    """How a member stood from position `since` to before `until`: what `--at` reads."""

    programme: str
    code: str
    since: int
    unit: str
    kind: str
    base: int | None
    sheet: int | None
    rung: int
    how: str
    counts: int
    after: int | None
    in_force: str | None
    ends: str | None
    struck: int
    round: int
    estimated: int
    reviewed: int
    time: int | None
    time_sheet: int | None
    time_after: int | None
    until: int


class Review(NamedTuple):
    """A review plan: whose, by which document, recorded at which entry."""

    id: str
    name: str
    unit: str
    number: str
    date: str
    seq: int


class Planned(NamedTuple):
    """A procedure on a review plan. `done`: "", reviewed (kept), proposed or struck, at entry `at`."""

    plan: str
    code: str
    due: str
    basis: str
    product: str
    done: str
    at: int | None


# Row class -> number of leading fields that are its key; the engine's own rows included.
KEYS: dict[type, int] = {
    **people.ENGINE_KEYS,
    Unit: 1,
    Procedure: 1,
    Sheet: 2,
    Proposal: 2,
    Document: 3,
    Correction: 3,
    Programme: 1,
    Member: 2,
    Former: 3,
    Review: 1,
    Planned: 2,
}
