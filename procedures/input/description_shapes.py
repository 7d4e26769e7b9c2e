"""Declares the shape of a description: what the readers make of a record, in every form.

No command loads it: a guard holds each description against the words that it was read of, and tests hold the
readers to this shape. `docs/json.md` shows it under `procedure show --full`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints, with_config
from typing_extensions import TypedDict

from procedures.input.shapes import STRICT_SHAPE, Date, Dong, LevelName, Levels, LimitValue, TimeUnit
from procedures.rules.compliance_cost import CHANNELS
from procedures.rules.document_levels import DOCUMENT_KINDS

if TYPE_CHECKING:  # a type checker cannot read names out of data
    from typing import TypeAlias

    DescribedWay: TypeAlias = str
    DocumentKind: TypeAlias = str
else:
    DescribedWay = Literal[CHANNELS[1:]]  # the first is "not stated"
    DocumentKind = Literal[DOCUMENT_KINDS]
Words = Annotated[str, StringConstraints(max_length=100_000)]
CountText = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$")]


@with_config(STRICT_SHAPE)
class StatedLimit(TypedDict):
    """A time limit in figures: `value` as in `Limit`."""

    value: LimitValue
    unit: TimeUnit


@with_config(STRICT_SHAPE)
class DescribedChannel(TypedDict):
    """A way to hand a dossier in, with its time limit and its fee.

    `limit` and `fee` (đồng for each dossier, "0" free) are None where the words are no single figure:
    unknown, never zero. The words stay in `limit_words` and `fee_words`; `note` is the remark of the row.
    """

    channel: DescribedWay
    limit: StatedLimit | None
    limit_words: Words
    fee: Dong | None
    fee_words: Words
    note: Words


@with_config(STRICT_SHAPE)
class DossierItem(TypedDict):
    """A paper of the dossier. `originals` and `copies` are how many, None not stated.

    `form` names the file of the form to fill in, `case` the case that it is asked for ("Trường hợp …"); each
    is "" where there is none.
    """

    name: Words
    originals: CountText | None
    copies: CountText | None
    form: Words
    case: Words


@with_config(STRICT_SHAPE)
class LegalBasis(TypedDict):
    """A text that a procedure rests on: number and mark as written, title, date and body.

    `kind` and `level` (of the body that issued it) are None where they are not told.
    """

    number: Words
    title: Words
    date: Date | None
    body: Words
    kind: DocumentKind | None
    level: LevelName | None


@with_config(STRICT_SHAPE)
class Agencies(TypedDict):
    """Who carries a procedure out, who decides, who coordinates, who is authorised: names as written."""

    performing: list[Words]
    competent: list[Words]
    coordinating: list[Words]
    authorised: list[Words]


@with_config(STRICT_SHAPE)
class UnreadPart(TypedDict):
    """Words of a description that were not understood: the part (a field of `Description`) and the words."""

    part: Words
    words: Words


@with_config(STRICT_SHAPE)
class Description(TypedDict):
    """The whole description of a procedure, as the national portal publishes it.

    `levels` carry it out, [] unknown; `decision` and `decision_body` are number and body of the decision that
    published it. The texts are as written, paragraphs by line breaks, "" where nothing is stated. `unread`
    holds what was not understood: nothing is guessed.
    """

    name: Words
    levels: Levels
    decision: Words
    decision_body: Words
    field: Words
    kind: Words
    subjects: Words
    agencies: Agencies
    address: Words
    steps: Words
    channels: Annotated[list[DescribedChannel], Field(max_length=200)]
    items: Annotated[list[DossierItem], Field(max_length=2000)]
    bases: Annotated[list[LegalBasis], Field(max_length=500)]
    conditions: Words
    result: Words
    related: Words
    unread: list[UnreadPart]
