"""The shapes of everything a person hands in, as strict pydantic types: the source of shapes.json.

Amounts are text of whole đồng ("1250000"); hours, times and subjects a year are exact text
("2.5", "1/3"); dates are ISO. None says "not known", which is never zero (C8). Loading pydantic
takes longer than an act, so commands validate with the compiled schemas in `data/shapes.json`; this
module makes them (`python -m procedures.input.shapes`), and a test keeps both equal.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, with_config
from typing_extensions import TypedDict

from procedures.rules.action_kinds import KINDS, LEVELS
from procedures.rules.compliance_cost import CHANNELS, TASKS

STRICT = ConfigDict(extra="forbid", strict=True)
Line = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^\S(.*\S)?$")]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
KIND_NAMES = ("procedure", "internal", "condition", "report", "standard", "inspection")
Short = Annotated[str, StringConstraints(max_length=500)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.\-]{0,39}$")]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Date = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Dong = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d{0,14})$")]
Sum = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d{0,17})$")]
Exact = Annotated[str, StringConstraints(pattern=r"^(\d{1,12}(\.\d{1,6})?|\d{1,9}/[1-9]\d{0,8})$")]
Whole = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d{0,11})$")]
if TYPE_CHECKING:  # a type checker cannot read names out of data
    from typing import TypeAlias

    ActionKindName: TypeAlias = str
    LevelName: TypeAlias = str
    TaskKind: TypeAlias = str
    KindName: TypeAlias = str
    ChannelName: TypeAlias = str
else:
    ActionKindName = Literal[tuple(KINDS)]
    LevelName = Literal[LEVELS]
    TaskKind = Literal[TASKS]
    KindName = Literal[KIND_NAMES]
    ChannelName = Literal[CHANNELS]
# Districts ended on 1/7/2025 with the two tiers of Law 72/2025/QH15 on local government; registers
# from before that day hold them, so the kind stays.
UnitKind = Literal["province", "department", "district", "commune", "ministry", "division"]


@with_config(STRICT)
class Paper(TypedDict):
    """A document: number, date, who issued it at which level, who signed; scans by SHA-256."""

    number: Line
    date: Date
    signer: Short
    body: Short
    level: LevelName
    files: list[Digest]


@with_config(STRICT)
class Income(TypedDict):
    """Hourly income (C3): a year's income per head, or a stated hourly rate, with its source."""

    annual_per_head: Dong | None
    hourly: Dong | None
    year: Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d$")]
    source: Line


@with_config(STRICT)
class Task(TypedDict):
    """One task of Article 27: hours of the applicant, cost of services in đồng.

    `group` names the group of subjects that does it; "" is everybody.
    """

    kind: TaskKind
    name: Short
    group: Short
    hours: Exact | None
    service: Dong | None


@with_config(STRICT)
class Group(TypedDict):
    """A group of subjects with a volume of its own: individuals and firms, or one for each channel.

    `name` is the group's own; `who` says which people they are, where several groups are the same
    people by different channels.
    """

    name: Short
    who: Short
    channel: ChannelName
    fees: Dong | None
    other: Dong | None
    times: Exact | None
    subjects: Whole | None


@with_config(STRICT)
class Limit(TypedDict):
    """The time limit of the authority by one channel, as the document states it (T1 to T4)."""

    channel: ChannelName
    value: Annotated[str, StringConstraints(pattern=r"^\d{1,5}(\.\d{1,2})?$")]
    unit: Literal["hour", "working-day", "day", "month"]


@with_config(STRICT)
class CostSheet(TypedDict):
    """What one procedure costs those who comply; `one_off` stays outside the annual figure (C9).

    `limits` say how long the authority may take: time, which by itself saves no cost (C7).
    """

    tasks: Annotated[list[Task], Field(max_length=200)]
    income: Income | None
    groups: Annotated[list[Group], Field(min_length=1, max_length=50)]
    limits: Annotated[list[Limit], Field(max_length=20)]
    one_off: Dong
    basis: Literal["estimate", "measured"]
    source: Line
    date: Date


@with_config(STRICT)
class Action(TypedDict):
    """One thing a proposal does, down to the provision it amends and whose that is."""

    kind: ActionKindName
    content: Prose
    reason: Prose
    document: Short
    article: Short
    clause: Short
    point: Short
    authority: LevelName


@with_config(STRICT)
class Propose(TypedDict):
    """A phương án. `before` gives the baseline cost of each programme it counts for."""

    kind: Literal["abolish", "simplify", "merge"]
    into: Code | None
    actions: Annotated[list[Action], Field(min_length=1, max_length=100)]
    programmes: list[Id]
    before: dict[Id, Dong | None]
    after: Dong | None
    after_sheet: CostSheet | None
    counts: Literal["always", "measured", "never"]
    submission: Paper
    due: Date | None


@with_config(STRICT)
class Nothing(TypedDict):
    """An act that carries its reason only."""


@with_config(STRICT)
class Returned(TypedDict):
    """A withdrawal, return, rejection or reopening, with the document behind it if there is one."""

    document: NotRequired[Paper]


@with_config(STRICT)
class Criteria(TypedDict):
    """The four criteria of Decree 63/2010/NĐ-CP Art. 10 and 28."""

    necessity: bool
    reasonableness: bool
    legality: bool
    cost: bool


@with_config(STRICT)
class Appraise(TypedDict):
    """An appraiser's opinion."""

    opinion: Prose
    criteria: Criteria
    document: NotRequired[Paper]


@with_config(STRICT)
class Forward(TypedDict):
    """Sent on to the body whose document must be amended (Decree 63/2010 Art. 31)."""

    to: LevelName
    document: Paper


@with_config(STRICT)
class Approve(TypedDict):
    """One or several decisions that approve together."""

    decisions: Annotated[list[Paper], Field(min_length=1, max_length=20)]


@with_config(STRICT)
class Revoke(TypedDict):
    document: Paper


@with_config(STRICT)
class Implement(TypedDict):
    """Văn bản thực thi, its dates, and the decision that publishes the change (công bố)."""

    document: Paper
    in_force: Date
    ends: Date | None
    publication: Paper | None


@with_config(STRICT)
class Extend(TypedDict):
    document: Paper
    ends: Date


@with_config(STRICT)
class ProcedureAdd(TypedDict):
    kind: KindName
    name: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    field: Short
    agencies: list[Short]
    issuer: Short
    unit: Id | None
    in_force: NotRequired[Date]
    document: NotRequired[Paper]


@with_config(STRICT)
class ProcedureRename(TypedDict):
    name: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


@with_config(STRICT)
class ProcedureAssign(TypedDict):
    unit: Id


@with_config(STRICT)
class ProcedureStrike(TypedDict):
    document: NotRequired[Paper]


@with_config(STRICT)
class CostRecord(TypedDict):
    """A sheet of the current cost, or of the cost after a pending proposal."""

    stage: Literal["before", "after"]
    sheet: CostSheet
    annual: Dong | None


@with_config(STRICT)
class CostRestate(TypedDict):
    """A baseline measured anew, on a document; on the ladder both sheets at once (C12)."""

    before: CostSheet
    before_annual: Dong | None
    after: CostSheet | None
    after_annual: Dong | None
    document: Paper


@with_config(STRICT)
class Correct(TypedDict):
    """Đính chính: `old` is what the record says now, `new` what it should say."""

    slot: Line
    round: int
    old: dict[Literal["number", "date", "signer"], Short]
    new: dict[Literal["number", "date", "signer"], Short]


@with_config(STRICT)
class UnitAdd(TypedDict):
    name: Line
    kind: UnitKind
    parent: Id | None
    document: NotRequired[Paper]


@with_config(STRICT)
class UnitChange(TypedDict):
    name: Line
    kind: UnitKind
    parent: Id | None
    document: NotRequired[Paper]


@with_config(STRICT)
class UnitClose(TypedDict):
    date: Date
    successor: Id | None
    document: NotRequired[Paper]


@with_config(STRICT)
class Source(TypedDict):
    """A legal source."""

    document: Line
    date: Date | None
    title: Short


@with_config(STRICT)
class Target(TypedDict):
    """At least `percent` percent of a measure, at a stage, by a deadline.

    `kinds` are those of the programme that it is measured over. `missing` says why the measure
    cannot be computed (a list nobody published): then the sheet says so instead of a figure.
    """

    measure: Literal["number", "cost", "time", "reviewed"]
    kinds: Annotated[list[KindName], Field(min_length=1)]
    percent: Annotated[str, StringConstraints(pattern=r"^([1-9]|[1-9]\d|100)$")]
    basis: Literal["broad", "strict"]
    stage: Literal["proposed", "approved", "implemented"]
    deadline: Date
    missing: Short


@with_config(STRICT)
class Conversions(TypedDict):
    """Working days in an hour, a calendar day, a month (T2); one left out makes such limits unknown."""

    hour: NotRequired[Exact]
    day: NotRequired[Exact]
    month: NotRequired[Exact]


@with_config(STRICT)
class Programme(TypedDict):
    """Targets as dated data with a source; `unit` is the scope, "*" is everything.

    `codes` narrows the scope to a published list. `conversions` None: no time is computed.
    """

    id: Id
    version: int
    name: Line
    sources: list[Source]
    kinds: Annotated[list[KindName], Field(min_length=1)]
    unit: Literal["*"] | Id
    codes: NotRequired[list[Code]]
    conversions: Conversions | None
    starts: Date
    ends: Date | None
    appraisal: bool
    targets: Annotated[list[Target], Field(min_length=1)]
    note: Short


@with_config(STRICT)
class Seal(TypedDict):
    """A sealed baseline: the enclosed list, its length, its known cost and how many are unknown."""

    list: Digest
    count: Whole
    known: Sum
    unknown: Whole


@with_config(STRICT)
class PlannedReview(TypedDict):
    """One line of a review plan (Decree 63/2010, Art. 30): by when, on what ground, to what end."""

    code: Code
    due: Date
    basis: Short
    product: Short


@with_config(STRICT)
class ReviewPlan(TypedDict):
    """A unit's plan of what is reviewed and by when, with the document that adopted it."""

    name: Line
    unit: Id
    document: Paper
    items: Annotated[list[PlannedReview], Field(min_length=1, max_length=5000)]


# act -> (shape of the item's body, shape of the act's common body)
SHAPES: dict[str, tuple[Any, Any]] = {
    "propose": (Propose, Nothing),
    "withdraw": (Nothing, Returned),
    "appraise": (Nothing, Appraise),
    "forward": (Nothing, Forward),
    "return": (Nothing, Returned),
    "reject": (Nothing, Returned),
    "approve": (Nothing, Approve),
    "revoke": (Nothing, Revoke),
    "implement": (Nothing, Implement),
    "extend": (Nothing, Extend),
    "lapse": (Nothing, Nothing),
    "reopen": (Nothing, Returned),
    "procedure.add": (ProcedureAdd, Nothing),
    "procedure.rename": (ProcedureRename, Nothing),
    "procedure.assign": (ProcedureAssign, Nothing),
    "procedure.strike": (Nothing, ProcedureStrike),
    "procedure.review": (Nothing, Nothing),
    "cost.record": (CostRecord, Nothing),
    "cost.restate": (CostRestate, Nothing),
    "correct": (Correct, Nothing),
    "review.plan": (ReviewPlan, Nothing),
    "unit.add": (UnitAdd, Nothing),
    "unit.change": (UnitChange, Nothing),
    "unit.close": (UnitClose, Nothing),
    "programme.adopt": (Programme, Nothing),
    "programme.seal": (Seal, Nothing),
}
_LOOSE = frozenset({"cls", "cls_name", "metadata", "ref", "schema_ref", "serialization"})


def compiled() -> dict[str, Any]:
    """Core schemas by shape name, stripped to plain data."""
    named = {shape.__name__: shape for pair in SHAPES.values() for shape in pair}
    named |= {shape.__name__: shape for shape in (CostSheet, Group, Income, Task, Action, Paper)}
    return {name: plain(TypeAdapter(shape).core_schema, {}) for name, shape in sorted(named.items())}


def plain(schema: Any, known: dict[str, Any]) -> Any:
    """A core schema without classes and references: what `pydantic_core` needs, as literals."""
    if isinstance(schema, dict):
        if schema.get("type") == "definitions":
            known = known | {item["ref"]: item for item in schema["definitions"]}
            return plain(schema["schema"], known)
        if schema.get("type") == "definition-ref":
            return plain(known[schema["schema_ref"]], known)
        return {name: plain(value, known) for name, value in schema.items() if name not in _LOOSE} | (
            {"config": _plain_config(schema["config"])} if "config" in schema else {}
        )
    if isinstance(schema, list | tuple):
        return [plain(value, known) for value in schema]
    return schema


def source() -> str:
    """The text of `data/shapes.json`: which shapes an act has, then each shape on its line."""
    acts = {act: [shape.__name__ for shape in pair] for act, pair in SHAPES.items()}
    lines = [f"{json.dumps(name)}: {json.dumps(shape)}" for name, shape in compiled().items()]
    return f'{{"acts": {json.dumps(acts)},\n"shapes": {{\n' + ",\n".join(lines) + "\n}}\n"


def _plain_config(config: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in config.items() if name != "title"}


if __name__ == "__main__":
    (Path(__file__).parents[1] / "data" / "shapes.json").write_text(source(), encoding="utf-8")
