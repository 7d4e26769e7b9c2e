"""Contested acts: signed with a key that was reported lost, from the position suspected on.

They stay on record and keep counting; they are shown until the person confirms them with another key.
"""

from __future__ import annotations

from typing import NamedTuple

from procedures.errors import Refusal
from procedures.services.evidence import journal_log
from procedures.services.evidence.journal_log import JournalLine
from procedures.services.session import Draft, Session
from workflow.decision import Reason
from workflow.definition import EVERYWHERE
from workflow.identity.people import Key, find_person


class Contested(NamedTuple):
    """A contested act; `confirmed`: the position of the entry by which its person confirmed it, or None."""

    line: JournalLine
    confirmed: int | None


def contested_acts(session: Session, person: str = "") -> list[Contested]:
    """Return every contested act, confirmed ones too; of one `person` (id), "" of all.

    Raises NotFound: when there is no such person.
    """
    with session.reading() as rows:
        if person:
            find_person(rows, person)
        lost = [key for key in rows.scan(Key) if key.suspected is not None]
    lost = [key for key in lost if not person or key.person == person]
    lines = [line for key in lost for line in _signed_with(session, key)]
    confirmed = _confirmations(session, {key.person: key for key in lost}) if lines else {}
    return [Contested(line, confirmed.get((line.intent.person, line.seq))) for line in lines]


def unconfirmed_acts(session: Session) -> int:
    """Return the number of contested acts that nobody has confirmed yet."""
    with session.reading() as rows:
        if all(key.suspected is None for key in rows.scan(Key)):
            return 0
    return sum(act.confirmed is None for act in contested_acts(session))


def draft_confirm(session: Session, entries: list[int]) -> Draft:
    """Draft the person's own confirmation of contested acts; `entries`: positions, [] for all that are open.

    Raises Refusal: when an entry is not contested, or none is. Raises what `Session.draft` raises.
    """
    own = [act.line.seq for act in contested_acts(session, session.person) if act.confirmed is None]
    wrong = sorted(set(entries) - set(own))
    if wrong or not own:
        seqs = ", ".join(map(str, wrong)) or "-"
        raise Refusal("key.confirm", [Reason.of("not-contested", "rule", "key.confirm", seqs=seqs)])
    with session.reading() as rows:
        scopes = [grant.scope for grant in session.grants(rows) if grant.role != "auditor"]
    unit = scopes[0] if scopes else EVERYWHERE
    body = {"entries": sorted(entries or own), "unit": unit}
    return session.draft("key.confirm", [(f"person/{session.person}", body)])


def _signed_with(session: Session, key: Key) -> list[JournalLine]:
    last = session.head.seq if session.at is None else session.at
    until = last + 1 if key.until is None else min(key.until, last + 1)
    return [
        journal_log.journal_entry(session, record.seq)[0]
        for record in session.store.entries(key.suspected or 0, until)
        if record.key == key.id
    ]


def _confirmations(session: Session, lost: dict[str, Key]) -> dict[tuple[str, int], int]:
    """Return (person, entry) -> the entry that confirms it, signed with a key that is not suspected."""
    with session.reading() as rows:
        doubted = {key.id for key in rows.scan(Key) if key.suspected is not None}
    confirmed = {}
    for person in lost:
        for line in journal_log.journal_lines(session, f"person/{person}"):
            if line.intent.act == "key.confirm" and line.key not in doubted:
                for seq in line.intent.items[0].body["entries"]:
                    confirmed[person, seq] = line.seq
    return confirmed
