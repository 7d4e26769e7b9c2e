"""The engine: perform signed intents and replay the journal; one projection for both.

`perform` judges and appends in one transaction that begins with the write lock. `verification`
judges every position again with the same `judge`. Law: whatever `perform` accepts, it accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from workflow.decision import (
    DecisionContext,
    Guard,
    Reason,
    Refused,
    decide,
    definition_reasons,
    record_performer,
)
from workflow.definition import Act, Definition
from workflow.errors import BadIntent, Busy, NotFound, StorageFault
from workflow.identity import people
from workflow.identity import people_rules as stewardship
from workflow.identity.people import Key, Person, RoleGrant, in_force, public_bytes
from workflow.journal.intents import (
    Entry,
    Fact,
    Intent,
    Item,
    Json,
    Signed,
    leaf,
    parse,
    sha256,
)
from workflow.runtime import in_flight as afterwards
from workflow.runtime.gc_pause import gc_paused
from workflow.runtime.progress import counted
from workflow.runtime.signature_pool import Check
from workflow.storage.rows import MemoryRows, Reader, Register, Rows, SqlRows, Subject
from workflow.storage.store import Receipt, Record, Store, Tx, recheck_after_fault

RETRIES = 5


class Rules(NamedTuple):
    """One version of the rules: guards by name, the fields of a body that are wrong, acts of one item.

    `alone` names acts whose guards look at other subjects: two items of one intent would not see each other.
    """

    guards: Mapping[str, Guard]
    misshapen: Callable[[str, Json, Json], tuple[str, ...]]
    alone: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Domain:
    """All that the engine is told about what it runs.

    `rules` by version: `version` is the one of today, the others are for entries that name them.
    `home` gives the scope of a subject (its body helps where it does not exist yet), `path` a scope
    and everything above it, ending in "*". `apply` is the projection; `needs` names rows to read
    ahead in bulk (speed only).
    """

    definition: Definition
    version: str
    rules: Mapping[str, Rules]
    keys: dict[type[Any], int]
    home: Callable[[str, Json, Reader], str | None]
    path: Callable[[str, Reader], tuple[str, ...]]
    apply: Callable[[Fact, Rows], None]
    needs: Callable[[Intent], Mapping[type[Any], list[tuple[str | int, ...]]]] = field(
        default=lambda _intent: {}
    )

    @property
    def guards(self) -> Mapping[str, Guard]:
        """The guards of today."""
        return self.rules[self.version].guards


class Position(NamedTuple):
    """Where an intent is judged: the rows before it, the number it would get, the past it may name."""

    rows: Reader
    seq: int
    recorded_at: str
    leaf_at: Callable[[int], bytes | None]


def perform(
    store: Store,
    house: Domain,
    batch: Sequence[Signed],
    now: Callable[[], str],
    check: Check,
    *,
    all_or_none: bool = False,
) -> list[Receipt | Refused]:
    """Judge and append each signed intent; one transaction, one answer each, in order.

    An intent that is there already with the same bytes gets its first receipt. With `all_or_none`
    one refusal leaves all undone. Raises BadIntent on bytes that are no intent, Busy, StorageFault.
    """
    intents = [parse(signed.raw, signed.enclosures) for signed in batch]
    ids = [intent.id for intent in intents]
    afterwards.expect_write(lambda: _recorded_positions(store, ids))
    try:
        return _tried(lambda: _perform(store, house, batch, intents, now, check, all_or_none))
    except StorageFault as error:
        # A commit may have happened although the caller saw an error: ask, then answer for sure.
        if error.code not in {"disk-error", "server-error", "database-error"}:
            raise
        known = recheck_after_fault(store, lambda tx: (tx.known(ids), tx.rows.get(Register, 1)))
        done, register = known[0], known[1].id if known[1] else ""
        if set(done) != set(ids):
            raise
        return [Receipt(done[id_][0], done[id_][1], register) for id_ in ids]


def project(
    house: Domain, definition: Definition, entry: Entry, intent: Intent, rows: Rows
) -> None:
    """Write what an entry changes: each item's subject, then the people's or the domain's rows."""
    act = definition.by_name[intent.act]
    digest = intent.digest
    apply = people.apply if act.name in people.ACTS else house.apply
    for item in counted("record", intent.items):
        old = rows.get(Subject, item.subject)
        round_ = (old.round if old else 0) + act.new_round
        done = record_performer(old.done if old else "", act, definition.tracked, intent.person)
        rows.put(
            Subject(item.subject, item.subject.partition("/")[0], item.dest, item.version + 1,
                    digest, entry.seq, round_, done)
        )  # fmt: skip
        apply(
            Fact(entry.seq, digest, act.name, item.subject, item.version + 1, round_, item.source,
                 item.dest, item.body, intent.body, intent.person, intent.role, intent.scope,
                 entry.recorded_at, intent.reason, intent.enclosures),
            rows,
        )  # fmt: skip


def replay(store: Store, house: Domain, until: int | None = None) -> MemoryRows:
    """The rows that follow from the journal up to and including position `until`.

    Raises StorageFault where an entry cannot be read or applied: `verify` says more.
    """
    rows = MemoryRows(house.keys)
    with gc_paused():
        last = store.head().seq if until is None else until
        for record in counted("replay", store.entries(0, last + 1), last + 1):
            try:
                entry, intent = read_entry(store, record, b"")
                project(house, definition_at(rows, intent), entry, intent, rows)
            except (BadIntent, KeyError, TypeError, ValueError, AttributeError) as error:
                what = f"{type(error).__name__} {error}"
                raise StorageFault("damaged-journal", seq=record.seq, why=what) from error
    return rows


def judge(
    house: Domain, position: Position, signed: Signed, intent: Intent, *,
    by_rules: bool = True, performing: bool = False,
) -> tuple[Reason, ...]:  # fmt: skip
    """Every reason against an intent at a position: by the law, and by the rules that it names.

    `performing`: definition and rules must be the program's own of today, not only those of then.
    """
    if position.seq == 0:
        return _founding(house, signed, intent)
    register = position.rows.get(Register, 1)
    if register is None or intent.register != register.id:
        return (Reason.of("other-register", "rule", intent.act),)
    definition = _definition_of(register.definition)
    reasons = list(_check_intent(house, position, signed, intent, definition, performing))
    rules = house.rules.get(intent.rules) if by_rules else None
    if by_rules and (rules is None or (performing and intent.rules != house.version)):
        return (*reasons, Reason.of("unknown-rules", "rule", intent.act, rules=intent.rules))
    if rules is not None:
        reasons += stewardship.batch_reasons(intent, rules.alone)
    act = definition.by_name.get(intent.act)
    holds = in_force(position.rows, intent.person, intent.role, intent.scope)
    for item in counted("judge", intent.items):
        reasons += _check_item(house, position, intent, item, definition, act, rules, holds=holds)
    return tuple(dict.fromkeys(reasons))


def decision_context(
    house: Domain, rows: Reader, definition: Definition, act: Act | None, subject: str, *,
    person: str, role: str, scope: str, body: Json | None, common: Json, reason: str, now: str,
    holds: bool,
) -> DecisionContext:  # fmt: skip
    """The question whether a person may perform an act on a subject, as `rows` stand."""
    case = rows.get(Subject, subject)
    home = house.home(subject, body or {}, rows)
    return DecisionContext(
        definition=definition, act=act, subject=subject, exists=case is not None,
        state=case.state if case else None, done=case.done if case else "",
        person=person, role=role, scope=scope, holds=holds,
        home=house.path(home, rows) if home else (), body=body, common=common, reason=reason,
        rows=rows, path=lambda scope: house.path(scope, rows), now=now,
    )  # fmt: skip


def _perform(
    store: Store, house: Domain, batch: Sequence[Signed], intents: Sequence[Intent],
    now: Callable[[], str], check: Check, all_or_none: bool,  # noqa: FBT001 - one private caller
) -> list[Receipt | Refused]:  # fmt: skip
    answers: list[Receipt | Refused] = []
    with store.write() as tx:
        known = tx.known([intent.id for intent in intents])
        _read_ahead(tx.rows, house, intents, [signed.key for signed in batch])
        start = tx.head
        for signed, intent in zip(batch, intents, strict=True):
            if intent.id in known:
                answers.append(_receipt_again(tx, known[intent.id], intent))
                continue
            answer = _perform_one(tx, house, signed, intent, now, check)
            answers.append(answer)
            if isinstance(answer, Refused) and all_or_none:
                break
            if isinstance(answer, Receipt):
                known[intent.id] = (answer.seq, answer.leaf, intent.raw.decode())
        if all_or_none and isinstance(answers[-1], Refused) and tx.head != start:
            raise _Undone(answers)
    return answers


def _perform_one(
    tx: Tx, house: Domain, signed: Signed, intent: Intent, now: Callable[[], str], check: Check
) -> Receipt | Refused:
    recorded_at = max(now(), tx.head.recorded_at)
    position = Position(tx.rows, tx.head.seq + 1, recorded_at, tx.leaf_at)
    reasons = judge(house, position, signed, intent, performing=True)
    public = signing_key(tx.rows, signed, intent, position.seq)
    if public is not None and not check(public, signed.sig, signed.raw):
        reasons = (*reasons, Reason.of("bad-signature", "right", intent.act, key=signed.key))
    if reasons:
        return Refused(reasons)
    # Every decision comes before the first put: a refused intent needs no rollback.
    entry = Entry(position.seq, tx.head.leaf, recorded_at, signed.raw, signed.key, signed.sig)
    hashed = leaf(entry)
    definition = definition_at(tx.rows, intent)
    project(house, definition, entry, intent, tx.rows)
    tx.append(entry, hashed, intent, signed.enclosures)
    register = tx.rows.get(Register, 1)
    return Receipt(entry.seq, hashed, register.id if register else "")


def _check_intent(
    house: Domain, position: Position, signed: Signed, intent: Intent, definition: Definition,
    performing: bool,  # noqa: FBT001 - one private caller
) -> Iterator[Reason]:  # fmt: skip
    """What concerns the intent as a whole: definition, key, and the past it names."""
    if intent.definition != definition.digest:
        yield Reason.of("definition-changed", "race", intent.act)
    if performing and definition.digest != house.definition.digest:
        yield Reason.of("other-program", "rule", intent.act)
    key = position.rows.get(Key, signed.key)
    if key is None or key.person != intent.person:
        yield Reason.of("key-unknown", "right", intent.act, key=signed.key, person=intent.person)
    elif key.until is not None:
        yield Reason.of("key-revoked", "right", intent.act, key=signed.key, person=intent.person)
    elif key.expires is not None and position.recorded_at >= key.expires:
        yield Reason.of("key-expired", "right", intent.act, key=signed.key, person=intent.person,
                        expires=key.expires)  # fmt: skip
    seq, seen = intent.seen
    past = position.leaf_at(seq) if seq < position.seq else None
    if past is None or past.hex() != seen:
        yield Reason.of("other-past", "race", intent.act, seq=seq)


def _check_item(
    house: Domain, position: Position, intent: Intent, item: Item, definition: Definition,
    act: Act | None, rules: Rules | None, *, holds: bool,
) -> Iterator[Reason]:  # fmt: skip
    """What concerns one item: version and parent, shape, the decision, the step."""
    case = position.rows.get(Subject, item.subject)
    version, tip = (case.version, case.tip) if case else (0, "")
    if (item.version, item.parent) != (version, tip):
        yield Reason.of("moved-on", "race", item.subject, seen=item.version, now=version)
    if rules is not None:
        wrong = _misshapen(rules, intent, item) if act is not None else ()
        if wrong:
            yield Reason.of("misshapen", "rule", item.subject, fields=", ".join(wrong))
            return
        if intent.act == "register.redefine" and not _sound(house, item.body["definition"]):
            yield Reason.of("definition-unsound", "rule", item.subject)
    asked = decision_context(
        house, position.rows, definition, act, item.subject, person=intent.person,
        role=intent.role, scope=intent.scope, body=item.body, common=intent.body,
        reason=intent.reason, now=position.recorded_at, holds=holds,
    )  # fmt: skip
    yield from decide(asked, rules.guards) if rules is not None else definition_reasons(asked)
    if intent.act in people.CONFIRM:
        yield from stewardship.second_steward_reasons(asked)
    if act is not None:
        state = case.state if case else None
        if (item.source, item.dest) != (state, definition.step(act, state)):
            yield Reason.of("other-step", "race", item.subject, state=state)


def _misshapen(rules: Rules, intent: Intent, item: Item) -> tuple[str, ...]:
    if intent.act in people.ACTS:
        return stewardship.shape_errors(intent.act, item.body)
    return rules.misshapen(intent.act, intent.body, item.body)


def _founding(house: Domain, signed: Signed, intent: Intent) -> tuple[Reason, ...]:
    """Entry 0 judges itself: its body holds the founders, their keys and the definition."""
    body = intent.items[0].body
    sound = (
        intent.act == "register.open"
        and intent.register == ""
        and intent.seen == (0, "")
        and not stewardship.shape_errors("register.open", body)
        and list(intent.items) == list(people.founding_items(body))
    )
    if not sound:
        return (Reason.of("no-genesis", "rule", "register/1"),)
    definition = stewardship.definition_of(body["definition"], house.guards)
    if definition is None or not _sound(house, body["definition"]):
        return (Reason.of("definition-unsound", "rule", "register/1"),)
    keys = {
        people.fingerprint(people.from_ssh_line(text)): founder["id"]
        for founder in body["people"]
        for text in founder["keys"]
    }
    right = (
        keys.get(signed.key) == intent.person
        and intent.definition == definition.digest
        and (intent.role, intent.scope) == (definition.steward, people.EVERYWHERE)
    )
    return () if right else (Reason.of("no-genesis", "rule", "register/1"),)


def _sound(house: Domain, text: str) -> bool:
    from workflow.state_machine import table  # noqa: PLC0415 - loads `transitions`; only where a definition enters

    definition = stewardship.definition_of(text, house.guards)
    return definition is not None and table(definition) == definition.steps


class Enclosures(Protocol):
    """Where enclosures are kept: a store, or a bundle of files."""

    def enclosure(self, digest: str) -> bytes | None:
        """What is enclosed under a digest, or None."""


def read_entry(store: Enclosures, record: Record, prev: bytes) -> tuple[Entry, Intent]:
    """A stored row as an entry after `prev`, and its intent. Raises BadIntent, StorageFault."""
    raw = record.intent.encode()
    entry = Entry(record.seq, prev, record.recorded_at, raw, record.key, record.sig)
    enclosures: dict[str, bytes] = {}
    if not record.intent.endswith(',"enclosures":[]}'):  # as it mostly does; else read it twice
        for digest in _enclosed(raw):
            data = store.enclosure(digest)
            if data is not None:
                enclosures[digest] = data
    return entry, parse(raw, enclosures)


def _enclosed(raw: bytes) -> Iterable[str]:
    from workflow.journal.intents import MAX_INTENT, loads  # noqa: PLC0415 - the rare path

    found = loads(raw, MAX_INTENT).get("enclosures")
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def definition_at(rows: Reader, intent: Intent) -> Definition:
    """The definition in force for an intent: the register's, or entry 0's own."""
    register = rows.get(Register, 1)
    text = register.definition if register else intent.items[0].body["definition"]
    return _definition_of(text)


@lru_cache(maxsize=8)
def _definition_of(text: str) -> Definition:
    return Definition.from_text(text)


def signing_key(rows: Reader, signed: Signed, intent: Intent, seq: int) -> bytes | None:
    """The public key to check with; None where there is none to ask."""
    if seq == 0:
        try:
            for founder in intent.items[0].body["people"]:
                for text in founder["keys"]:
                    public = people.from_ssh_line(text)
                    if people.fingerprint(public) == signed.key:
                        return public
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        return None
    key = rows.get(Key, signed.key)
    return public_bytes(key) if key else None


def _receipt_again(tx: Tx, known: tuple[int, bytes, str], intent: Intent) -> Receipt | Refused:
    seq, hashed, text = known
    if sha256(text.encode()) != intent.digest:
        return Refused((Reason.of("id-taken", "rule", intent.act, seq=seq),))
    register = tx.rows.get(Register, 1)
    return Receipt(seq, hashed, register.id if register else "")


def _recorded_positions(store: Store, ids: Sequence[str]) -> list[int]:
    """The positions of those of these intents that are in the journal, by a look at the disk."""
    try:
        (known,) = recheck_after_fault(store, lambda tx: (tx.known(ids),))
    except StorageFault as error:
        if isinstance(error.__cause__, NotFound):  # a draft of a register, given up or renamed
            return []
        raise
    finally:
        store.close()
    return sorted(seq for seq, _leaf, _text in known.values())


def _read_ahead(
    rows: SqlRows, house: Domain, intents: Sequence[Intent], keys: Sequence[str]
) -> None:
    wanted: dict[type[Any], list[tuple[str | int, ...]]] = {
        Register: [(1,)],
        Key: [(key,) for key in keys],
        Person: [(intent.person,) for intent in intents],
        RoleGrant: [(intent.person, intent.role, intent.scope) for intent in intents],
        Subject: [(item.subject,) for intent in intents for item in intent.items],
    }
    for intent in intents:
        for kind, named in house.needs(intent).items():
            wanted.setdefault(kind, []).extend(named)
    rows.prefetch(wanted)


class _Undone(Exception):
    """One refusal of an all-or-none batch: leaves the transaction with nothing written."""

    def __init__(self, answers: list[Receipt | Refused]) -> None:
        super().__init__()
        self.answers = answers


def _tried(work: Callable[[], list[Receipt | Refused]]) -> list[Receipt | Refused]:
    for attempt in range(RETRIES):
        try:
            return work()
        except _Undone as undone:
            return [a for a in undone.answers if isinstance(a, Refused)]
        except Busy:
            if attempt == RETRIES - 1:
                raise
    raise AssertionError  # the loop returns or raises
