"""Defines a warning sign, and what signs are found in: cuts with their papers, additions, struck members."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from procedures.storage.rows import Document, Member, PastAct, Proposal

# Days: a convention of rules version 1, no document sets it. W8 is given for more than so many between a
# document's date and its record; W13 for the last so many before the seal, W15 for the first after a
# deadline.
LATE = 30
THE_WHOLE = "*"  # the unit of a sign that concerns several units


class Cut(NamedTuple):
    """A member with a cut, its proposal, its cost sheets (JSON as signed, None: none) and its documents.

    `acts`: what is on record of its procedure (`PastAct`); `restatement`: the document on which its
    baseline cost was restated, if it was.
    """

    member: Member
    proposal: Proposal
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    papers: tuple[Document, ...]
    acts: tuple[PastAct, ...] = ()
    restatement: Document | None = None


class WarningSign(NamedTuple):
    """One sign: its rule (such as W3), the unit, its figures as text by name, the codes and the positions."""

    rule: str
    unit: str
    values: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]
    entries: tuple[int, ...]


def sign_order(sign: WarningSign) -> tuple[int, str, tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the sort key of a sign: W2 before W10, then by unit, codes and figures."""
    return int(sign.rule[1:]), sign.unit, sign.codes, sign.values


def sign_of_cuts(rule: str, unit: str, cuts: Iterable[Cut], **values: object) -> WarningSign:
    """Return a sign on these cuts, with the entries that proposed them."""
    named = sorted(cuts, key=lambda cut: cut.member.code)
    texts = tuple((name, str(value)) for name, value in values.items())
    codes = tuple(cut.member.code for cut in named)
    return WarningSign(rule, unit, texts, codes, tuple(cut.proposal.seq for cut in named))


def unit_of_all(units: Iterable[str]) -> str:
    """Return the unit that all of these are, THE_WHOLE where they are several."""
    found = set(units)
    return found.pop() if len(found) == 1 else THE_WHOLE


def actions_of(cut: Cut) -> list[dict[str, Any]]:
    """Return the actions of a cut's proposal, as they were signed."""
    actions: list[dict[str, Any]] = json.loads(cut.proposal.actions)
    return actions
