"""Declares the shapes of everything a person hands in, as strict pydantic types.

Amounts are decimal text of whole đồng ("1250000"); hours and times a year are exact text ("2.5",
"1/3"), subjects a year whole ones; dates are ISO. None is unknown, which is never zero (C8). Loading
pydantic takes longer than an act, so commands validate with the compiled schemas in
`data/shapes.json`; `python -m procedures.input.shapes` writes them, and a test keeps both equal.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, with_config
from typing_extensions import TypedDict

from procedures.paths import DATA
from procedures.rules.action_kinds import ACTION_KINDS, LEVELS
from procedures.rules.compliance_cost import CHANNELS, TASKS
from procedures.rules.levels import PERFORMING_LEVELS
from procedures.rules.threshold import MEASURES, PROPERTIES
from procedures.stated_values import TIME_UNITS

STRICT_SHAPE = ConfigDict(extra="forbid", strict=True)
# Digits are [0-9]: here \d would be the digits of every script, which look alike and compare otherwise.
LineText = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^\S(.*\S)?$")]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
KIND_NAMES = ("procedure", "internal", "condition", "report", "standard", "inspection")
Short = Annotated[str, StringConstraints(max_length=500)]
ProcedureCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.\-]{0,39}$")]
SubjectId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
# As a subject's id; a resolution's number may stand in it: nq-66.7-2025.
ProgrammeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=60)]
Date = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Dong = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,14})$")]
Sum = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,17})$")]
Exact = Annotated[
    str, StringConstraints(pattern=r"^([0-9]{1,12}(\.[0-9]{1,6})?|[0-9]{1,9}/[1-9][0-9]{0,8})$")
]
Whole = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,11})$")]
DESCRIPTION_FORMS = ("tinhgon", "portal-text", "portal-lists", "portal-2021")
if TYPE_CHECKING:  # a type checker cannot read names out of data
    from typing import TypeAlias

    ActionKindName: TypeAlias = str
    LevelName: TypeAlias = str
    TaskKind: TypeAlias = str
    KindName: TypeAlias = str
    ChannelName: TypeAlias = str
    PerformingLevel: TypeAlias = str
    MeasureName: TypeAlias = str
    PropertyName: TypeAlias = str
    DescriptionForm: TypeAlias = str
    TimeUnit: TypeAlias = str
else:
    ActionKindName = Literal[tuple(ACTION_KINDS)]
    LevelName = Literal[LEVELS]
    TaskKind = Literal[TASKS]
    KindName = Literal[KIND_NAMES]
    ChannelName = Literal[CHANNELS]
    PerformingLevel = Literal[PERFORMING_LEVELS]
    MeasureName = Literal[MEASURES]
    PropertyName = Literal[tuple(PROPERTIES)]
    DescriptionForm = Literal[DESCRIPTION_FORMS]
    TimeUnit = Literal[TIME_UNITS]
LimitValue = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,5}(\.[0-9]{1,2})?$")]
Levels = Annotated[list[PerformingLevel], Field(max_length=5)]
Handlers = Annotated[list[SubjectId], Field(max_length=100)]
# Districts ended on 1/7/2025 with the two tiers of Law 72/2025/QH15 on local government; registers
# from before that day hold them, so the kind stays.
UnitKind = Literal["province", "department", "district", "commune", "ministry", "division"]


@with_config(STRICT_SHAPE)
class OfficialDocument(TypedDict):
    """A document: number, date, the body that issued it and its level, who signed; scans by SHA-256."""

    number: LineText
    date: Date
    signer: Short
    body: Short
    level: LevelName
    files: list[Digest]


@with_config(STRICT_SHAPE)
class Income(TypedDict):
    """Income of those who comply (C3): đồng a year for each head, or đồng an hour; year and source of it."""

    annual_per_head: Dong | None
    hourly: Dong | None
    year: Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9][0-9]$")]
    source: LineText


@with_config(STRICT_SHAPE)
class Task(TypedDict):
    """One task of Circular 02/2017/TT-VPCP Art. 27: hours of the applicant, cost of services in đồng.

    `group` names the group of subjects that performs it; "" is every group.
    """

    kind: TaskKind
    name: Short
    group: Short
    hours: Exact | None
    service: Dong | None


@with_config(STRICT_SHAPE)
class Group(TypedDict):
    """A group of subjects with its own volume: individuals and firms, or one group for each channel.

    `fees` and `other` are đồng for each time, `times` times a year, `subjects` how many a year. Groups
    with one `who` are the same people by different channels. `income` left out or None is the sheet's (C3).
    """

    name: Short
    who: Short
    channel: ChannelName
    fees: Dong | None
    other: Dong | None
    times: Exact | None
    subjects: Whole | None
    income: NotRequired[Income | None]


@with_config(STRICT_SHAPE)
class Limit(TypedDict):
    """The time limit of the authority for one channel, as the document states it (T1 to T4)."""

    channel: ChannelName
    value: LimitValue
    unit: TimeUnit


@with_config(STRICT_SHAPE)
class CostSheet(TypedDict):
    """The cost of one procedure to those who comply; `one_off` is not part of the annual cost (C9).

    `limits` say how long the authority may take; a shorter limit by itself saves no cost (C7). `files` are
    the SHA-256 of what the figures rest on, such as the report of a survey.
    """

    tasks: Annotated[list[Task], Field(max_length=200)]
    income: Income | None
    groups: Annotated[list[Group], Field(min_length=1, max_length=50)]
    limits: Annotated[list[Limit], Field(max_length=20)]
    one_off: Dong
    basis: Literal["estimate", "measured"]
    source: LineText
    date: Date
    files: NotRequired[list[Digest]]


@with_config(STRICT_SHAPE)
class Action(TypedDict):
    """One change that a proposal makes, with the provision it amends and the level that issued that."""

    kind: ActionKindName
    content: Prose
    reason: Prose
    document: Short
    article: Short
    clause: Short
    point: Short
    authority: LevelName


@with_config(STRICT_SHAPE)
class Propose(TypedDict):
    """A proposal (phương án). `before` is the baseline cost in đồng a year, by programme (C12)."""

    kind: Literal["abolish", "simplify", "merge"]
    into: ProcedureCode | None
    actions: Annotated[list[Action], Field(min_length=1, max_length=100)]
    programmes: list[ProgrammeId]
    before: dict[ProgrammeId, Dong | None]
    after: Dong | None
    after_sheet: CostSheet | None
    counts: Literal["always", "measured", "never"]
    submission: OfficialDocument
    due: Date | None


@with_config(STRICT_SHAPE)
class Nothing(TypedDict):
    """An act that carries its reason only."""


@with_config(STRICT_SHAPE)
class Returned(TypedDict):
    """A withdrawal, return, rejection or reopening, with the document behind it if there is one."""

    document: NotRequired[OfficialDocument]


@with_config(STRICT_SHAPE)
class Criteria(TypedDict):
    """The four criteria of Decree 63/2010/NĐ-CP Art. 10 and 28."""

    necessity: bool
    reasonableness: bool
    legality: bool
    cost: bool


@with_config(STRICT_SHAPE)
class Appraise(TypedDict):
    """An appraiser's opinion."""

    opinion: Prose
    criteria: Criteria
    document: NotRequired[OfficialDocument]


@with_config(STRICT_SHAPE)
class Forward(TypedDict):
    """Sending a proposal on to the body whose document must be amended (Decree 63/2010/NĐ-CP Art. 31)."""

    to: LevelName
    document: OfficialDocument


@with_config(STRICT_SHAPE)
class Approve(TypedDict):
    """An approval, by one decision or by several together."""

    decisions: Annotated[list[OfficialDocument], Field(min_length=1, max_length=20)]


@with_config(STRICT_SHAPE)
class Revoke(TypedDict):
    """The revocation of an approval, with the document behind it."""

    document: OfficialDocument


@with_config(STRICT_SHAPE)
class Implement(TypedDict):
    """The document that carries a cut out (văn bản thực thi), its dates, the decision that publishes it."""

    document: OfficialDocument
    in_force: Date
    ends: Date | None
    publication: OfficialDocument | None


@with_config(STRICT_SHAPE)
class Extend(TypedDict):
    """Another end of an implemented cut, earlier or later, or none (None), with the document that sets it."""

    document: OfficialDocument
    ends: Date | None


@with_config(STRICT_SHAPE)
class Annul(TypedDict):
    """The repeal of an implementing text before its end; None: implemented was recorded wrongly."""

    document: OfficialDocument | None


@with_config(STRICT_SHAPE)
class ProcedureAdd(TypedDict):
    """A procedure new to the inventory; `in_force` and `document` are those that brought it in (R9).

    `levels` carry it out (cấp thực hiện, R5), [] or left out is unknown. `handled_by` are units that carry it
    out beside its owner (R10).
    """

    kind: KindName
    name: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    field: Short
    agencies: list[Short]
    issuer: Short
    unit: SubjectId | None
    in_force: NotRequired[Date]
    document: NotRequired[OfficialDocument]
    levels: NotRequired[Levels]
    handled_by: NotRequired[Handlers]


@with_config(STRICT_SHAPE)
class ProcedureDescribe(TypedDict):
    """A description on record: how it was read (`form`, version of the `reader`), and where it came from.

    `enclosed` is the SHA-256 of the enclosure with the words and what was read of them, a JSON line for each
    procedure of the act (`rules.enclosed_descriptions`); `source` is a page's address or a file's name.
    """

    form: DescriptionForm
    reader: Literal["1"]
    source: Short
    enclosed: Digest


@with_config(STRICT_SHAPE)
class ProcedureHandle(TypedDict):
    """Who carries a procedure out from here on, as in `ProcedureAdd`; what is left out stays as it was."""

    levels: NotRequired[Levels]
    handled_by: NotRequired[Handlers]


@with_config(STRICT_SHAPE)
class ProcedureRename(TypedDict):
    """A new name of a procedure."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


@with_config(STRICT_SHAPE)
class ProcedureRecode(TypedDict):
    """A new code (mã) of a procedure, under which all that is on record of it stands from here on."""

    code: ProcedureCode


@with_config(STRICT_SHAPE)
class Ordered(TypedDict):
    """The document that orders an act, where there is one."""

    document: NotRequired[OfficialDocument]


@with_config(STRICT_SHAPE)
class ProcedureAssign(TypedDict):
    """The unit that owns a procedure from here on."""

    unit: SubjectId


@with_config(STRICT_SHAPE)
class ProcedureStrike(TypedDict):
    """A procedure struck from the inventory, with the document behind it if there is one."""

    document: NotRequired[OfficialDocument]


@with_config(STRICT_SHAPE)
class CostRecord(TypedDict):
    """A sheet of the present cost, or of the cost after a pending proposal; `annual` in đồng a year."""

    stage: Literal["before", "after"]
    sheet: CostSheet
    annual: Dong | None


@with_config(STRICT_SHAPE)
class CostRestate(TypedDict):
    """A baseline measured anew, on a document; of a procedure with a cut both sheets at once (C12)."""

    before: CostSheet
    before_annual: Dong | None
    after: CostSheet | None
    after_annual: Dong | None
    document: OfficialDocument


@with_config(STRICT_SHAPE)
class Corrected(TypedDict):
    """The fields of a document that a correction changes, in the shapes of `OfficialDocument`."""

    number: NotRequired[LineText]
    date: NotRequired[Date]
    signer: NotRequired[Short]


@with_config(STRICT_SHAPE)
class Correct(TypedDict):
    """A correction (đính chính): `old` is what the record says now, `new` what it should say."""

    slot: LineText
    round: int
    old: dict[Literal["number", "date", "signer"], Short]
    new: Corrected


@with_config(STRICT_SHAPE)
class UnitAdd(TypedDict):
    """A new unit of the administration."""

    name: LineText
    kind: UnitKind
    parent: SubjectId | None
    document: NotRequired[OfficialDocument]


@with_config(STRICT_SHAPE)
class UnitChange(TypedDict):
    """The name, kind and parent of a unit from here on."""

    name: LineText
    kind: UnitKind
    parent: SubjectId | None
    document: NotRequired[OfficialDocument]


@with_config(STRICT_SHAPE)
class UnitClose(TypedDict):
    """The date on which a unit closes, and the unit that takes its place (None: none).

    `parts` names the procedures that go to other units instead, by unit.
    """

    date: Date
    successor: SubjectId | None
    parts: NotRequired[dict[SubjectId, Annotated[list[ProcedureCode], Field(min_length=1)]]]
    document: NotRequired[OfficialDocument]


@with_config(STRICT_SHAPE)
class LegalSource(TypedDict):
    """A legal source."""

    document: LineText
    date: Date | None
    title: Short


@with_config(STRICT_SHAPE)
class Target(TypedDict):
    """A target: at least so much of a measure, at a stage, by a deadline.

    `at_least` is an exact percent ("33.3%"), an amount ("500 procedures", "1000000000 đồng") or, of an
    offset, the ratio of cuts to new ones ("2"); programmes adopted before it was known say `percent`, a
    whole number. `kinds` are the kinds of the programme over which it is measured, `levels` the levels that
    carry the procedures out (at the seal; a procedure of unknown level stays in), all without it. `burden`
    net takes new procedures off (R9); without it the target is gross. `property` is what coverage counts.
    `missing` says what has still to be given by `programme.list`, such as a list not published; "" where
    nothing is.
    """

    measure: MeasureName
    kinds: Annotated[list[KindName], Field(min_length=1)]
    levels: NotRequired[Annotated[list[PerformingLevel], Field(min_length=1, max_length=5)]]
    percent: NotRequired[Annotated[str, StringConstraints(pattern=r"^([1-9]|[1-9][0-9]|100)$")]]
    at_least: NotRequired[Annotated[str, StringConstraints(min_length=1, max_length=60)]]
    burden: NotRequired[Literal["gross", "net"]]
    property: NotRequired[PropertyName]
    basis: Literal["broad", "strict"]
    stage: Literal["proposed", "approved", "implemented"]
    deadline: Date
    missing: Short


@with_config(STRICT_SHAPE)
class Conversions(TypedDict):
    """Working days in an hour, a calendar day and a month (T2); limits in a unit left out are unknown."""

    hour: NotRequired[Exact]
    day: NotRequired[Exact]
    month: NotRequired[Exact]


@with_config(STRICT_SHAPE)
class Programme(TypedDict):
    """A programme: dated targets with their legal sources; `unit` is the scope, "*" is every unit.

    `codes` narrows the scope to a published list. `conversions` None: no time is computed.
    """

    id: ProgrammeId
    version: int
    name: LineText
    sources: list[LegalSource]
    kinds: Annotated[list[KindName], Field(min_length=1)]
    unit: Literal["*"] | SubjectId
    codes: NotRequired[list[ProcedureCode]]
    conversions: Conversions | None
    starts: Date
    ends: Date | None
    appraisal: bool
    targets: Annotated[list[Target], Field(min_length=1)]
    note: Short


@with_config(STRICT_SHAPE)
class Seal(TypedDict):
    """A sealed baseline: SHA-256 of the list, its length, known cost in đồng a year, how many unknown."""

    list: Digest
    count: Whole
    known: Sum
    unknown: Whole


@with_config(STRICT_SHAPE)
class ProgrammeClose(TypedDict):
    """The last day on which anything counts for a programme, with the document that closes it."""

    date: Date
    document: NotRequired[OfficialDocument]


@with_config(STRICT_SHAPE)
class ProgrammeList(TypedDict):
    """A list of codes for a target of a programme, with the document that publishes it.

    `what` over: the target is taken over these members alone; has: these have the property that coverage
    counts.
    """

    measure: MeasureName
    what: Literal["over", "has"]
    codes: Annotated[list[ProcedureCode], Field(min_length=1, max_length=20000)]
    document: NotRequired[OfficialDocument]


@with_config(STRICT_SHAPE)
class PlannedReview(TypedDict):
    """One line of a review plan (Decree 63/2010/NĐ-CP Art. 30): due date, ground, expected product."""

    code: ProcedureCode
    due: Date
    basis: Short
    product: Short


@with_config(STRICT_SHAPE)
class ReviewPlan(TypedDict):
    """A unit's plan of reviews, with the document that adopted it."""

    name: LineText
    unit: SubjectId
    document: OfficialDocument
    items: Annotated[list[PlannedReview], Field(min_length=1, max_length=5000)]


# act -> (shape of the item's body, shape of the act's common body)
SHAPES: dict[str, tuple[Any, Any]] = {
    "propose": (Propose, Nothing),
    "withdraw": (Nothing, Returned),
    "appraise": (Nothing, Appraise),
    "forward": (Nothing, Forward),
    "recall": (Nothing, Nothing),
    "return": (Nothing, Returned),
    "reject": (Nothing, Returned),
    "approve": (Nothing, Approve),
    "revoke": (Nothing, Revoke),
    "implement": (Nothing, Implement),
    "extend": (Nothing, Extend),
    "annul": (Nothing, Annul),
    "lapse": (Nothing, Nothing),
    "reopen": (Nothing, Returned),
    "procedure.add": (ProcedureAdd, Nothing),
    "procedure.rename": (ProcedureRename, Nothing),
    "procedure.recode": (ProcedureRecode, Ordered),
    "procedure.handle": (ProcedureHandle, Nothing),
    "procedure.describe": (ProcedureDescribe, Nothing),
    "procedure.assign": (ProcedureAssign, Ordered),
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
    "programme.list": (ProgrammeList, Nothing),
    "programme.close": (ProgrammeClose, Nothing),
    "programme.void": (Nothing, Nothing),
}
_LOOSE = frozenset({"cls", "cls_name", "metadata", "ref", "schema_ref", "serialization"})


def core_schemas() -> dict[str, Any]:
    """Return the core schemas by shape name, as plain data."""
    named = {shape.__name__: shape for pair in SHAPES.values() for shape in pair}
    named |= {shape.__name__: shape for shape in (CostSheet, Group, Income, Task, Action, OfficialDocument)}
    return {name: plain_schema(TypeAdapter(shape).core_schema, {}) for name, shape in sorted(named.items())}


def plain_schema(schema: Any, known: dict[str, Any]) -> Any:
    """Return a core schema without classes and references, as `pydantic_core` reads it from JSON."""
    if isinstance(schema, dict):
        if schema.get("type") == "definitions":
            known = known | {item["ref"]: item for item in schema["definitions"]}
            return plain_schema(schema["schema"], known)
        if schema.get("type") == "definition-ref":
            return plain_schema(known[schema["schema_ref"]], known)
        return {name: plain_schema(value, known) for name, value in schema.items() if name not in _LOOSE} | (
            {"config": _plain_config(schema["config"])} if "config" in schema else {}
        )
    if isinstance(schema, list | tuple):
        return [plain_schema(value, known) for value in schema]
    return schema


def shapes_json() -> str:
    """Return the text of `data/shapes.json`: the two shapes of each act, then each shape on a line."""
    acts = {act: [shape.__name__ for shape in pair] for act, pair in SHAPES.items()}
    lines = [f"{json.dumps(name)}: {json.dumps(shape)}" for name, shape in core_schemas().items()]
    return f'{{"acts": {json.dumps(acts)},\n"shapes": {{\n' + ",\n".join(lines) + "\n}}\n"


def _plain_config(config: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in config.items() if name != "title"}


if __name__ == "__main__":
    (DATA / "shapes.json").write_text(shapes_json(), encoding="utf-8")
