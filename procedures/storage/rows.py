"""Defines the domain's rows: the projection writes them, every list and report reads them.

Amounts are whole đồng a year. Positions (`since`, `until`, `seq`, `sealed`, `moved` ...) are sequence
numbers of the journal; dates are ISO text, instants UTC text. Nested values (actions, programmes,
sheets) are JSON text as it was signed. Units and programmes are named by their ids, procedures by
their codes.
"""

from __future__ import annotations

from typing import NamedTuple

from workflow.identity import people


class Unit(NamedTuple):
    """A unit of the administration. Its id is never used again; `closed` is an ISO date."""

    id: str
    name: str
    kind: str
    parent: str | None
    since: int
    closed: str | None
    successor: str | None


class Procedure(NamedTuple):
    """A procedure (TTHC) or other regulation. `unit` None: chưa phân công, outside every baseline.

    `sheet` is the position of its newest cost sheet "before", `annual` that sheet's cost (None
    unknown, C8), `basis` (estimate or measured) and `limits` (JSON, "" for none) are that sheet's.
    `folded` is the name without marks, for search; `agencies` has one name a line. `struck` and
    `review` hold the reason of the act, None where there was none. `in_force` is the date of the
    document that brought the procedure in, where the record names one (R9). `levels` at which it is carried
    out are joined by commas, "" where they are unknown (R5). `first_code` is the code under which it came on
    record, and by which the journal names it for good.
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
    levels: str
    since: int
    first_code: str


class Description(NamedTuple):
    """The newest description of a procedure on record (shape `Description`), of position `seq`.

    `body` is it as JSON; `source` says where it came from; `folded` is all its text without marks.
    """

    code: str
    seq: int
    source: str
    body: str
    folded: str


class Handling(NamedTuple):
    """A unit that carries a procedure out without owning it: "handled, not counted" (R10)."""

    unit: str
    code: str
    since: int


class FormerCode(NamedTuple):
    """A code that a procedure had. `now`: its code of today; `seq`: position of the act that changed it."""

    code: str
    now: str
    seq: int


class Sheet(NamedTuple):
    """A cost sheet as it was signed (`body`: JSON). `stage` is before or after; `annual` None: unknown."""

    code: str
    seq: int
    stage: str
    annual: int | None
    body: str


class Proposal(NamedTuple):
    """A proposal (phương án): one for each procedure and round.

    `kind` is abolish, simplify or merge; `outcome` the state of the proposal, or how the round ended
    (withdrawn, returned ...). `before` is JSON {programme: decimal text of đồng or null}; `after` None:
    not measured yet. `counts` (R3): 0 never, 1 always, 2 only with a measured fall. `appraisal` is a
    JSON list of opinions. `forwarded` is the level of the body that it was forwarded to, "" where it lies
    with none. `into` is the code it merges into; its own code where it is the one that
    continues (R4); `merger` is then the position of the first proposal of that merger, which counts as one
    deed; None outside a merger, or under rules version 1. `rules`: the version it was proposed under.
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
    forwarded: str
    outcome: str
    moved: int
    in_force: str | None
    ends: str | None
    merger: int | None
    rules: str


class Document(NamedTuple):
    """A document behind an act. `slot` is submission, decision.1, implementing, publication ...

    `date` is the document's own, `recorded` the day on which it came on record; `files` is a JSON list
    of SHA-256. `first` is JSON of number, date and signer as they were first recorded, "" where nobody
    corrected them. `folded` is the number without marks, blanks and letter case, by which it is found.
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
    first: str
    folded: str


class Correction(NamedTuple):
    """A correction (đính chính) of a document: JSON of its fields before and after. It moves no proposal.

    `person` made it, on the day `recorded` (ISO).
    """

    code: str
    seq: int
    slot: str
    round: int
    old: str
    new: str
    reason: str
    person: str
    recorded: str


class Programme(NamedTuple):
    """A programme as adopted: `text` is its JSON, `digest` the SHA-256 of it, `adopted` a position.

    `sealed` is the position of the seal and `day` its date, None and "" before; `members` how many
    procedures the sealed baseline holds. A programme that is void is as before its seal. `closed` is the
    last day that counts (ISO date) of a closed one.
    """

    id: str
    text: str
    digest: str
    adopted: int
    sealed: int | None
    day: str
    members: int
    closed: str | None = None


AT_LEVELS = "levels"  # `TargetList.what` of those that were at the levels of a target when it was sealed


class TargetList(NamedTuple):
    """A list of codes for a target of a programme: given, or fixed by the seal, at position `seq`.

    `measure` is the target's; `what` is over (it is taken over these members alone), has (these have
    the property that coverage counts) or AT_LEVELS. `codes` is a JSON list.
    """

    programme: str
    measure: str
    what: str
    codes: str
    seq: int


class Member(NamedTuple):
    """A procedure in a sealed baseline, and its standing there since position `since`.

    `rung` is the stage that its cut has reached (R7): 0 none, 1 proposed, 2 approved, 3 implemented; a
    later stage includes the earlier ones. `how`: "", abolish, simplify, or merge (ended by a merger that
    saves nothing: broad, not strict). `counts`: see `Proposal`; 3 is measured, with a fall in the sheet.
    `base` is the baseline cost (C12), of the sheet at position `sheet`, `after` the cost afterwards;
    None is unknown (C8). `struck` and `reviewed` are 0 or 1: struck after the seal; reviewed and kept,
    or approved once. `estimated` (C11): 1 if the sheet before is an estimate, 2 the one after, 3
    both. `time` and `time_after` are the processing time in parts of a working day
    (`rules.programme.day_parts`), `time` of the sheet at position `time_sheet`. `earlier_*` is the finished
    cut that a further one replaces stage by stage (R11); its `earlier_how` is "" where there is none.
    `struck` is 2 for one repealed from above (R5).
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
    earlier_round: int
    earlier_rung: int
    earlier_how: str
    earlier_counts: int
    earlier_after: int | None
    earlier_time_after: int | None
    earlier_in_force: str | None
    earlier_ends: str | None
    earlier_estimated: int
    since: int


class Former(NamedTuple):
    """The standing of a member from position `since` to before position `until`, for verdicts of the past."""

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
    earlier_round: int
    earlier_rung: int
    earlier_how: str
    earlier_counts: int
    earlier_after: int | None
    earlier_time_after: int | None
    earlier_in_force: str | None
    earlier_ends: str | None
    earlier_estimated: int
    until: int


# Acts that move the inventory, from which a seal takes its list (`PastAct.what`): what came to a procedure's
# unit, and what went from it.
INVENTORY_CAME, INVENTORY_WENT = ("added", "costed"), ("assigned", "moved", "struck")


class PastAct(NamedTuple):
    """An act on a procedure that a warning sign asks about: who recorded it, and on which day.

    `what`: added, costed (its first cost sheet), assigned (to another unit), moved (assigned by a document,
    with its place in the baselines), struck, restated, approved,
    or left (its cut was withdrawn, returned, rejected or revoked). `day`: ISO date of the record in
    Vietnam. `unit` owned the procedure before the act, "" none; of an added one it is the first owner.
    """

    code: str
    seq: int
    what: str
    day: str
    person: str
    unit: str
    round: int


class Review(NamedTuple):
    """A review plan: its unit, the number and date of the document that adopted it, its position."""

    id: str
    name: str
    unit: str
    number: str
    date: str
    seq: int


class Planned(NamedTuple):
    """A procedure on a review plan, to be reviewed by `due` (ISO date).

    `done`: "" while open, else reviewed (and kept), proposed or struck, at position `at`.
    """

    plan: str
    code: str
    due: str
    basis: str
    product: str
    done: str
    at: int | None


# Row class -> how many of its first fields are its key; the rows of the engine are included.
KEYS: dict[type, int] = {
    **people.ENGINE_KEYS,
    Unit: 1,
    Procedure: 1,
    FormerCode: 1,
    Handling: 2,
    Description: 1,
    Sheet: 3,
    Proposal: 2,
    Document: 3,
    Correction: 3,
    Programme: 1,
    TargetList: 3,
    Member: 2,
    Former: 3,
    PastAct: 2,
    Review: 1,
    Planned: 2,
}
