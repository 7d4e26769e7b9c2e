"""The stage "seen at the portal": each implemented cut held against the descriptions on record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from procedures.rules.enclosed_descriptions import DESCRIBE, enclosed_description
from procedures.rules.portal.answers import PORTAL_ANSWERS, CutSeen
from procedures.rules.portal.cut_stage import Standing, cut_seen
from procedures.rules.programme import STAGES, numerator_denominator
from procedures.rules.tally import counted_at
from procedures.rules.unit_hierarchy import unit_path
from procedures.services.inventory import procedure_subject
from procedures.services.session import Session
from procedures.storage.rows import Description, Member, Procedure, Proposal
from workflow.errors import BadIntent, StorageFault
from workflow.replaying import read_entry
from workflow.storage.rows import Reader, SqlRows


class PortalCut(NamedTuple):
    """An implemented cut with its answer. `kind` is the proposal's, `unit` the id of who owns it.

    `before` and `after` are the positions of the two descriptions, None where there is none; `described`:
    there is one at all. `in_force` is an ISO date, None where no document states one.
    """

    code: str
    name: str
    unit: str
    round: int
    kind: str
    in_force: str | None
    before: int | None
    after: int | None
    seen: CutSeen

    @property
    def described(self) -> bool:
        """True where a description of the procedure is on record."""
        return self.before is not None or self.after is not None


class PortalFigures(NamedTuple):
    """The numbers of implemented cuts of a unit by their answer."""

    seen: int
    half: int
    not_yet: int
    cannot_tell: int


class _Found(NamedTuple):
    """The description that stood at a position, and where it came on record."""

    seq: int
    description: Mapping[str, Any]


def portal_cuts(
    session: Session, rows: Reader, members: Iterable[Member], text: Mapping[str, Any], day: str
) -> tuple[PortalCut, ...]:
    """Return the cuts of members that are implemented on `day` (ISO date), each with its answer, by code.

    `text` is the programme's: its conversions tell which time limits compare.

    Raises StorageFault: when an entry that describes a procedure cannot be read.
    """
    counted = (counted_at(member, len(STAGES), day) for member in members)
    standing = sorted((cut for cut in counted if cut is not None), key=lambda cut: cut.code)
    if isinstance(rows, SqlRows) and standing:
        codes = [(cut.code,) for cut in standing]
        rows.prefetch({Description: codes, Procedure: codes})
        rows.prefetch({Proposal: [(cut.code, cut.round) for cut in standing]})
    scale = {
        unit: Fraction(*numerator_denominator(worth)) for unit, worth in (text["conversions"] or {}).items()
    }
    subjects = {procedure_subject(one.first_code) for one in _procedures(rows, standing)}
    journal = _Journal(session, subjects)
    found = (_portal_cut(rows, journal, cut, scale) for cut in standing)
    return tuple(one for one in found if one is not None)


def portal_figures(cuts: Sequence[PortalCut], rows: Reader, day: str) -> dict[str, PortalFigures]:
    """Return the numbers by unit (id), each with all beneath it, "*" the whole.

    Units none of whose implemented cuts are described are left out: nothing is known of them.
    """
    numbers: dict[str, list[int]] = {}
    described: set[str] = set()
    for cut in cuts:
        above = dict.fromkeys((cut.unit, *unit_path(cut.unit, rows, day), "*"))
        for id_ in above:
            mine = numbers.setdefault(id_, [0] * len(PORTAL_ANSWERS))
            mine[PORTAL_ANSWERS.index(cut.seen.answer)] += 1
        described |= above.keys() if cut.described else set()
    return {id_: PortalFigures(*mine) for id_, mine in numbers.items() if id_ in described}


def _procedures(rows: Reader, cuts: Iterable[Member]) -> Iterator[Procedure]:
    for cut in cuts:
        procedure = rows.get(Procedure, cut.code)
        if procedure is not None:
            yield procedure


def _portal_cut(
    rows: Reader, journal: _Journal, cut: Member, scale: Mapping[str, Fraction]
) -> PortalCut | None:
    proposal = rows.get(Proposal, cut.code, cut.round)
    procedure = rows.get(Procedure, cut.code)
    if proposal is None or procedure is None:
        return None
    before, after = journal.around(procedure, rows.get(Description, cut.code), proposal.seq)
    standing = Standing(
        before.description if before else None,
        after.description if after else None,
        procedure.struck,
        in_time=after is None or cut.in_force is None or journal.day_of(after.seq) >= cut.in_force,
        continues=proposal.into == cut.code,
    )
    return PortalCut(
        cut.code,
        procedure.name,
        cut.unit,
        cut.round,
        proposal.kind,
        cut.in_force,
        before.seq if before else None,
        after.seq if after else None,
        cut_seen(proposal.kind, json.loads(proposal.actions), standing, scale),
    )


class _Journal:
    """Descriptions of some procedures in the journal; one act may hold thousands, and is read once."""

    def __init__(self, session: Session, subjects: set[str]) -> None:
        self.session, self.subjects = session, subjects
        self.entries: dict[int, dict[str, Mapping[str, Any]]] = {}
        self.days: dict[int, str] = {}

    def around(
        self, procedure: Procedure, newest: Description | None, proposed: int
    ) -> tuple[_Found | None, _Found | None]:
        """Return the description that stood at the position of a proposal, and a newer one if any."""
        if newest is None:
            return None, None
        found = _Found(newest.seq, json.loads(newest.body))
        if newest.seq <= proposed:
            return found, None
        subject = procedure_subject(procedure.first_code)
        for seq in reversed(self.session.store.history(subject)):
            if seq <= proposed and (held := self._described(seq).get(subject)) is not None:
                return _Found(seq, held), found
        return None, found

    def day_of(self, seq: int) -> str:
        """Return the ISO date on which an entry was recorded."""
        if seq not in self.days:
            self.days[seq] = self.session.day_of(seq)
        return self.days[seq]

    def _described(self, seq: int) -> Mapping[str, Mapping[str, Any]]:
        """Return the descriptions that an entry put on record, by subject, of those procedures."""
        if seq not in self.entries:
            self.entries[seq] = dict(self._read(seq))
        return self.entries[seq]

    def _read(self, seq: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
        record = next(self.session.store.entries(seq, seq + 1), None)
        if record is None:
            return
        try:
            intent = read_entry(self.session.store, record, b"")[1]
        except BadIntent as error:
            raise StorageFault("damaged-journal", seq=seq, why=error) from error
        for item in intent.items if intent.act == DESCRIBE else ():
            if item.subject in self.subjects:
                code = item.subject.partition("/")[2]
                held = enclosed_description(intent.enclosures, item.body["enclosed"], code)
                if held is not None:
                    yield item.subject, held.description
