"""Gathers what the warning signs of a verdict sheet are found in, and finds them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from procedures.rules.baseline import abolishes
from procedures.rules.merger import STAGE_OF
from procedures.rules.tally import Tally
from procedures.rules.unit_hierarchy import unit_path
from procedures.rules.verdict import Result
from procedures.rules.warning_signs import documents, inventory, ladder, presets, reviewers, savings
from procedures.rules.warning_signs.sign import LATE, THE_WHOLE, Cut, WarningSign, sign_order
from procedures.services.programmes import preset_texts
from procedures.services.verdict.details import cuts_of
from procedures.storage.rows import (
    INVENTORY_CAME,
    INVENTORY_WENT,
    Document,
    Member,
    PastAct,
    Procedure,
    Programme,
    Proposal,
)
from workflow.storage.rows import Reader, SqlRows

_MANY = 20  # with more units than this, one query over all is cheaper than one for each


class SignSource(NamedTuple):
    """The scope that signs are looked for in: a programme, some units (None: all), an ISO date, a stage.

    `query` runs a named query of the store; None where SQL does not see these rows.
    """

    rows: Reader
    query: Callable[..., list[tuple[Any, ...]]] | None
    programme: Programme
    text: Mapping[str, Any]
    units: frozenset[str] | None
    day: str
    stage: str

    def covers(self, unit: str) -> bool:
        """Return True where a unit lies in the scope."""
        return self.units is None or unit in self.units

    @property
    def few_units(self) -> list[str] | None:
        """Return the units of the scope, None where one query over all units is cheaper than theirs."""
        return None if self.units is None or len(self.units) > _MANY else sorted(self.units)


def find_signs(
    source: SignSource,
    members: Sequence[Member],
    added: Sequence[inventory.Addition],
    tallies: Sequence[Tally],
    results: Sequence[Result],
    *,
    began: str,
) -> tuple[WarningSign, ...]:
    """Return the signs of these members and results, each once, by rule, unit and codes.

    `began`: the ISO date of the register's first entry.
    """
    cuts = _with_acts(
        source, list(cuts_of(source.rows, members, source.day, source.stage, every=source.units is None))
    )
    by_unit: dict[str, list[Cut]] = {}
    for cut in cuts:
        by_unit.setdefault(cut.member.unit, []).append(cut)
    signs = [
        sign for unit, of_unit in sorted(by_unit.items()) for sign in _of_unit(source.rows, unit, of_unit)
    ]
    signs += documents.of_numbers(cuts)
    signs += inventory.of_additions(added, list(_departures(source.rows, members, cuts)))
    owners = {member.code: member.unit for member in members}
    signs += inventory.of_twins(_twins(source, owners), owners)
    signs += _before_seal(source, owners, results, began)
    if source.stage == source.text["targets"][0]["stage"]:  # a programme has one stage for all its targets
        signs += ladder.of_left_cuts(source.text, tallies, cuts, _left_cuts(source))
    for result in results:
        if result.unit in by_unit or source.units is not None:
            signs += savings.of_result(source.text, result, source.stage)
    adopted = json.loads(source.programme.text)  # as it was signed: without lists and an end that came later
    signs += presets.of_programme(adopted, preset_texts(adopted), source.programme.adopted)
    return tuple(dict.fromkeys(sorted(signs, key=sign_order)))


def _of_unit(rows: Reader, unit: str, cuts: Sequence[Cut]) -> Iterator[WarningSign]:
    yield from savings.of_savings(unit, cuts)
    yield from documents.of_documents(unit, cuts)
    yield from reviewers.of_reviewers(unit, cuts)
    yield from ladder.of_reopened(unit, cuts)
    continuing = [cut.member.code for cut in cuts if cut.proposal.into == cut.member.code]
    joined = {
        code: sum(one.outcome in STAGE_OF and one.code != code for one in rows.scan(Proposal, into=code))
        for code in continuing
    }
    yield from ladder.of_mergers(unit, cuts, joined)


def _with_acts(source: SignSource, cuts: list[Cut]) -> list[Cut]:
    """Return the cuts with what is on record of their procedures, and their restatements' documents."""
    codes = {cut.member.code for cut in cuts}
    acts: dict[str, list[PastAct]] = {}
    for act in _acts_on(source, codes):
        acts.setdefault(act.code, []).append(act)
    found = []
    for cut in cuts:
        mine = acts.get(cut.member.code, [])
        base = next((act for act in mine if act.what == "restated" and act.seq == cut.member.sheet), None)
        slot = f"restatement.{cut.member.sheet}"
        paper = source.rows.get(Document, cut.member.code, base.round, slot) if base else None
        found.append(cut._replace(acts=tuple(mine), restatement=paper))
    return found


def _acts_on(source: SignSource, codes: set[str]) -> Iterator[PastAct]:
    """Yield the acts on procedures with a cut, but for their addition."""
    if source.query is None:
        yield from (act for act in source.rows.scan(PastAct) if act.code in codes and act.what != "added")
        return
    programme = source.programme.id
    if source.few_units is not None:
        rows = [
            row
            for unit in source.few_units
            for row in source.query("acts_on_cuts_unit", programme=programme, unit=unit)
        ]
    else:
        rows = source.query("acts_on_cuts", programme=programme)
    yield from (act for act in map(PastAct._make, rows) if act.code in codes)


def _departures(
    rows: Reader, members: Iterable[Member], cuts: Iterable[Cut]
) -> Iterator[inventory.Departure]:
    """Yield the members that were struck since the seal, and those whose standing cut abolishes them."""
    abolished = [cut for cut in cuts if abolishes(cut.proposal)]
    if isinstance(rows, SqlRows):
        rows.prefetch({Procedure: [(cut.member.code,) for cut in abolished]})
    gone = [(member, member.since, "struck") for member in members if member.struck]
    gone += [(cut.member, cut.proposal.seq, "abolished") for cut in abolished]
    for member, since, how in gone:
        procedure = rows.get(Procedure, member.code)
        if procedure is not None:
            yield inventory.Departure(member.code, procedure.folded, member.unit, since, how)


def _twins(source: SignSource, codes: Mapping[str, str]) -> list[Procedure]:
    """Return at least those of these members (by code) that share a name with another of them."""
    if source.query is not None and source.few_units is None:
        rows = source.query("twins", programme=source.programme.id)
        return [one for one in map(Procedure._make, rows) if one.code in codes]
    keys = [(code,) for code in codes]
    if isinstance(source.rows, SqlRows):
        source.rows.prefetch({Procedure: keys})
    found = (source.rows.get(Procedure, *key) for key in keys)
    return [procedure for procedure in found if procedure is not None]


def _before_seal(
    source: SignSource, owners: Mapping[str, str], results: Sequence[Result], began: str
) -> Iterator[WarningSign]:
    sealed = source.programme.day
    first = (date.fromisoformat(sealed) - timedelta(days=LATE)).isoformat()
    together = "" if began < first else THE_WHOLE if source.units is None else results[0].unit
    acts = _acts_before_seal(source, owners, first)
    yield from inventory.of_acts_before_seal(acts, Counter(owners.values()), sealed, together)


def _acts_before_seal(
    source: SignSource, owners: Mapping[str, str], first: str
) -> Iterator[tuple[str, PastAct]]:
    """Yield what moved the inventory from `first` (ISO date) to the seal, within the scope.

    An addition and a first cost concern the member's unit, what was struck or given away its former owner.
    """
    sealed, last = source.programme.sealed or 0, source.programme.day
    given = {"first": first, "last": last, "sealed": sealed}
    if source.query is None:
        acts = [one for one in source.rows.scan(PastAct) if first <= one.day <= last and one.seq < sealed]
    elif source.few_units is None:
        acts = [PastAct._make(row) for row in source.query("acts_before_seal", **given)]
    else:
        acts = []
        for unit in source.few_units:
            came = source.query("came_before_seal_unit", unit=unit, programme=source.programme.id, **given)
            went = source.query("went_before_seal_unit", unit=unit, **given)
            acts += [PastAct._make(row) for row in (*came, *went)]
    for act in acts:
        if act.what in INVENTORY_CAME and act.code in owners:
            yield owners[act.code], act
        elif act.what in INVENTORY_WENT and source.covers(act.unit) and _in_scope(source, act):
            yield act.unit, act


def _in_scope(source: SignSource, act: PastAct) -> bool:
    """Return True where the programme takes in the procedure as its former owner had it."""
    procedure = source.rows.get(Procedure, act.code)
    of_kind = procedure is not None and procedure.kind in source.text["kinds"]
    return of_kind and bool(act.unit) and source.text["unit"] in unit_path(act.unit, source.rows)


def _left_cuts(source: SignSource) -> Iterator[ladder.LeftCut]:
    """Yield the cuts of the programme that left the ladder, each as it stood there."""
    id_ = source.programme.id
    for act in source.rows.scan(PastAct, what="left"):
        proposal = source.rows.get(Proposal, act.code, act.round)
        member = source.rows.get(Member, id_, act.code)
        if proposal is None or member is None or not source.covers(member.unit):
            continue
        before = json.loads(proposal.before)
        if id_ in before:
            stood = member._replace(
                how="abolish" if abolishes(proposal) else "simplify",
                counts=proposal.counts,
                base=None if before[id_] is None else int(before[id_]),
                after=proposal.after,
            )
            papers = tuple(source.rows.scan(Document, code=act.code, round=act.round))
            yield ladder.LeftCut(Cut(stood, proposal, None, None, papers), act.day, act.seq)
