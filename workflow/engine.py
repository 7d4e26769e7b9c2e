"""The engine: performs signed intents, and appends each one accepted with the rows that follow from it.

`perform` judges and appends in one transaction that begins with the write lock. `verification` judges every
position again with the same `judge`. Law: whatever `perform` accepts, verification accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from time import monotonic
from typing import Any

from workflow.decision import Reason, Refused
from workflow.domain import Domain
from workflow.errors import Busy, NotFound, StorageFault
from workflow.identity.people import Key, Person, RoleGrant
from workflow.journal.entries import Entry, leaf_hash
from workflow.journal.intents import Intent, Signed, parse
from workflow.journal.strict_json import sha256
from workflow.judging import Position, judge
from workflow.replaying import definition_at, project, signing_key
from workflow.runtime import in_flight
from workflow.runtime.signature_pool import SignatureCheck
from workflow.storage.positions import Receipt
from workflow.storage.rows import Register, SqlRows, Subject
from workflow.storage.store import Store, recheck_after_fault
from workflow.storage.transaction import Transaction

RETRIES = 5
PATIENCE = 10  # seconds after which an act that found the register busy is not tried again


def perform(
    store: Store,
    domain: Domain,
    batch: Sequence[Signed],
    now: Callable[[], str] | None,
    check: SignatureCheck,
    *,
    all_or_none: bool = False,
    received: bool = False,
) -> list[Receipt | Refused]:
    """Judge and append each signed intent; one transaction, one answer each, in order.

    An intent that is there already with the same bytes gets its first receipt. With `all_or_none` one refusal
    leaves all undone. `received`: they come from files, and only those signed to be carried are taken: one
    recorded where it was signed, on a copy for rehearsal too, does not count here. `now` gives the time: UTC,
    ISO 8601; None is the clock of the database.

    Raises BadIntent: on bytes that are no intent. Raises Busy: when others kept the write lock. Raises
    StorageFault: when the database fails.
    """
    intents = [parse(signed.raw, signed.enclosures) for signed in batch]
    barred = _not_carried(intents) if received else frozenset()
    ids = [intent.id for intent in intents]
    in_flight.expect_write(lambda: _recorded_positions(store, ids))
    try:
        return _with_retries(lambda: _perform(store, domain, batch, intents, barred, now, check, all_or_none))
    except StorageFault as error:
        # A commit may have happened although the caller saw an error: ask, then answer for sure.
        if error.code not in {"disk-error", "server-error", "database-error"}:
            raise
        recheck = recheck_after_fault(store, lambda tx: (tx.known(ids), tx.rows.get(Register, 1)))
        recorded, register = recheck[0], recheck[1].id if recheck[1] else ""
        if set(recorded) != set(ids):
            raise
        return [Receipt(recorded[id_][0], recorded[id_][1], register) for id_ in ids]


def _perform(
    store: Store,
    domain: Domain,
    batch: Sequence[Signed],
    intents: Sequence[Intent],
    barred: Collection[str],
    now: Callable[[], str] | None,
    check: SignatureCheck,
    all_or_none: bool,  # noqa: FBT001 - one private caller
) -> list[Receipt | Refused]:
    answers: list[Receipt | Refused] = []
    with store.write() as tx:
        recorded = tx.known([intent.id for intent in intents])
        _read_ahead(tx.rows, domain, intents, [signed.key for signed in batch])
        start = tx.head
        for signed, intent in zip(batch, intents, strict=True):
            if intent.id in recorded:
                answers.append(_receipt_again(tx, recorded[intent.id], intent))
                continue
            if intent.id in barred:
                answer: Receipt | Refused = Refused((Reason.of("not-carried", "rule", intent.act),))
            else:
                answer = _perform_one(tx, domain, signed, intent, now, check)
            answers.append(answer)
            if isinstance(answer, Refused) and all_or_none:
                break
            if isinstance(answer, Receipt):
                recorded[intent.id] = (answer.seq, answer.leaf, intent.raw.decode())
        if all_or_none and isinstance(answers[-1], Refused) and tx.head != start:
            raise _Undone(answers)
    return answers


def _perform_one(
    tx: Transaction,
    domain: Domain,
    signed: Signed,
    intent: Intent,
    now: Callable[[], str] | None,
    check: SignatureCheck,
) -> Receipt | Refused:
    clock, before = (tx.clock() if now is None else now()), tx.head.recorded_at
    recorded_at = max(clock, before)
    position = Position(tx.rows, tx.head.seq + 1, recorded_at, before, tx.leaf_at, clock)
    reasons = judge(domain, position, signed, intent, performing=True)
    public = signing_key(tx.rows, signed, intent, position.seq)
    if public is not None and not check(public, signed.sig, signed.raw):
        reasons = (*reasons, Reason.of("bad-signature", "right", intent.act, key=signed.key))
    if reasons:
        return Refused(reasons)
    # Every decision comes before the first put: a refused intent needs no rollback.
    entry = Entry(position.seq, tx.head.leaf, recorded_at, signed.raw, signed.key, signed.sig)
    hashed = leaf_hash(entry)
    definition = definition_at(tx.rows, intent)
    project(domain, definition, entry, intent, tx.rows, before)
    tx.append(entry, hashed, intent, signed.enclosures)
    register = tx.rows.get(Register, 1)
    return Receipt(entry.seq, hashed, register.id if register else "")


def _not_carried(intents: Sequence[Intent]) -> frozenset[str]:
    """Return the ids of the intents that were not signed to be carried to another machine."""
    return frozenset(intent.id for intent in intents if not intent.carried)


def _receipt_again(tx: Transaction, recorded: tuple[int, bytes, str], intent: Intent) -> Receipt | Refused:
    seq, hashed, text = recorded
    if sha256(text.encode()) != intent.digest:
        return Refused((Reason.of("id-taken", "rule", intent.act, seq=seq),))
    register = tx.rows.get(Register, 1)
    return Receipt(seq, hashed, register.id if register else "")


def _recorded_positions(store: Store, ids: Sequence[str]) -> list[int]:
    """Return the positions of those of these intents that are in the journal, read anew from the disk."""
    try:
        (recorded,) = recheck_after_fault(store, lambda tx: (tx.known(ids),))
    except StorageFault as error:
        if isinstance(error.__cause__, NotFound):  # a draft of a register, given up or renamed
            return []
        raise
    finally:
        store.close()
    return sorted(seq for seq, _leaf, _text in recorded.values())


def _read_ahead(rows: SqlRows, domain: Domain, intents: Sequence[Intent], keys: Sequence[str]) -> None:
    keys_by_kind: dict[type[Any], list[tuple[str | int, ...]]] = {
        Register: [(1,)],
        Key: [(key,) for key in keys],
        Person: [(intent.person,) for intent in intents],
        RoleGrant: [(intent.person, intent.role, intent.scope) for intent in intents],
        Subject: [(item.subject,) for intent in intents for item in intent.items],
    }
    for intent in intents:
        for kind, row_keys in domain.needs(intent).items():
            keys_by_kind.setdefault(kind, []).extend(row_keys)
    rows.prefetch(keys_by_kind)


class _Undone(Exception):
    """A refusal within an all-or-none batch; ends the transaction with nothing written."""

    def __init__(self, answers: list[Receipt | Refused]) -> None:
        super().__init__()
        self.answers = answers


def _with_retries(work: Callable[[], list[Receipt | Refused]]) -> list[Receipt | Refused]:
    started = monotonic()
    for attempt in range(RETRIES):
        try:
            return work()
        except _Undone as undone:
            return [a for a in undone.answers if isinstance(a, Refused)]
        except Busy:
            # A race that was lost is run again at once; who has waited for a lock has waited long enough.
            if attempt == RETRIES - 1 or monotonic() - started > PATIENCE:
                raise
    raise AssertionError  # the loop returns or raises
