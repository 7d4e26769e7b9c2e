"""Simulation: acts played on an overlay of the register, so that later ones can be drafted on them.

Nothing is written. What is drafted here can be signed and submitted as one batch: each intent names the
digests of the ones before it, exactly as if they had been performed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from procedures.services.session import Draft, Session, domain
from workflow import replaying
from workflow.journal.entries import Entry
from workflow.journal.intents import parse
from workflow.journal.strict_json import Json
from workflow.storage.rows import SqlRows


class Simulation:
    """A batch of acts being drafted. `session` sees the register with the acts played so far."""

    def __init__(self, session: Session, rows: SqlRows) -> None:
        self.session = replace(session, simulated=rows)
        self.rows = rows
        self.seq = session.head.seq
        self.drafts: list[Draft] = []

    def draft(self, act: str, items: Sequence[tuple[str, Json]], **more: Any) -> Draft:
        """Draft an act on the rows that the acts before it leave, and play it; refused items are left out.

        Raises what `Session.draft` raises.
        """
        draft = self.session.draft(act, items, **more)
        if draft.intent.items:
            intent = parse(draft.intent.raw, draft.intent.enclosures)
            self.seq += 1
            now = self.session.now()
            entry = Entry(self.seq, bytes(32), now, intent.raw, "", bytes(64))
            replaying.project(domain(), domain().definition, entry, intent, self.rows, now)
            self.drafts.append(draft._replace(intent=intent))
        return draft


@contextmanager
def simulating(session: Session) -> Iterator[Simulation]:
    """Yield a simulation on the register as it is now; at the end its rows are dropped.

    Raises StorageFault: when the register cannot be read.
    """
    with session.store.read() as rows:
        assert isinstance(rows, SqlRows)  # noqa: S101 - what a store gives
        yield Simulation(session, rows)
