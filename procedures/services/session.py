"""A session: one register as one person sees it. Every use case of `services` begins with it.

Reading: `with session.reading() as rows`. Writing: `draft` (composes the bytes to be signed, and names the
items that would be refused), `sign` (outside any lock), `submit` (inside one).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from procedures.dates import end_of, local_date
from procedures.errors import BadInput, InputProblem, Refusal
from procedures.input.checks import require_clean_text
from procedures.paths import DATA
from procedures.rules.codes import journal_subject
from procedures.rules.unit_hierarchy import owning_unit, unit_path
from procedures.storage.rows import KEYS, FormerCode, Procedure
from workflow.errors import NotFound, Unsignable
from workflow.identity.people import TO_NEWER_DEFINITION, RoleGrant, find_person, roles_apart
from workflow.identity.people_projection import ACTS
from workflow.identity.published_keys import TRAINING, published_key_reasons
from workflow.journal.intents import Intent, Item, Signed, compose
from workflow.journal.strict_json import Json
from workflow.runtime import in_flight
from workflow.runtime.progress import counted
from workflow.storage import connect
from workflow.storage.positions import Head, Receipt
from workflow.storage.rows import Reader, Register, SqlRows, Subject
from workflow.storage.sql_schema import DerivedTable, Schema
from workflow.storage.store import Store, require_register

if TYPE_CHECKING:
    from workflow.decision import Reason, Refused
    from workflow.definition import Act, Definition
    from workflow.domain import Domain
    from workflow.identity.signing import Signer


class Draft(NamedTuple):
    """An act that can be signed: `intent.raw` are the bytes that every preview shows and `sign` signs.

    They are composed once, with `intent.enclosures`; both are empty where no item is left to sign.
    `refused` holds the items left out, each with all its reasons.
    """

    intent: Intent
    refused: tuple[tuple[str, tuple[Reason, ...]], ...]


class Replayed:
    """The rows of one past position, kept for as long as that position is asked for.

    The past does not change, so that kept rows are never stale; another position replaces them.
    """

    def __init__(self) -> None:
        self._position = -1
        self._rows: Reader | None = None

    def rows(self, store: Store, position: int) -> Reader:
        """Return the rows after the entry at `position` (its number in the journal, 0 the first).

        Raises StorageFault: when the journal is damaged.
        """
        if self._rows is None or self._position != position:
            from workflow.replaying import replay  # only the past needs it

            self._rows = replay(store, domain(), position)
            self._position = position
        return self._rows


@dataclass(frozen=True)
class Session:
    """One register as one person sees it: who acts (`person`, `key`), by which clock, at which position.

    `person`: an id, "" for none. `clock` gives a UTC time in ISO 8601; None is the system's, or the journal's
    own in a register for training, whose time does not pass. `at`: a position of the journal, None for the
    newest. `as_of`: the ISO date at which dates in force are judged, "" for that of the position.
    `simulated`: rows on which acts were played that nobody has signed yet. `keep_receipts` is called with the
    answers to each batch submitted. `carried`: its acts are signed to be recorded elsewhere. A session
    belongs to one thread, as its store does; it holds no row, so that it is never stale.
    """

    store: Store
    clock: Callable[[], str] | None = None
    person: str = ""
    key: Callable[[], Signer] | None = None
    at: int | None = None
    as_of: str = ""
    simulated: Reader | None = None
    keep_receipts: Callable[[Sequence[Receipt | Refused]], None] | None = None
    carried: bool = False
    replayed: Replayed = field(default_factory=Replayed, repr=False, compare=False)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Yield the rows as of this session's position: stored ones where they are current, else replayed.

        Raises StorageFault: when the journal or a table cannot be read.
        """
        if self.simulated is not None:
            yield self.simulated
        elif self.at is None and not self.store.is_stale():
            with self.store.read() as rows:
                yield rows
        else:
            yield self.replayed.rows(self.store, self.head.seq if self.at is None else self.at)

    @property
    def register(self) -> Register:
        """Return the register's own row.

        Raises NotFound: when the database holds no register.
        """
        with self.reading() as rows:
            register = rows.get(Register, 1)
        if register is None:
            raise NotFound("register-not-found", path=self.store.place)
        return register

    @property
    def head(self) -> Head:
        """Return the newest position: number, leaf hash (32 bytes) and time of recording (UTC, ISO 8601)."""
        return self.store.head()

    def read_head(self) -> Head:
        """Return the newest position that this session reads: that of `at`, else the register's newest."""
        if self.at is None:
            return self.head
        entry = next(self.store.entries(self.at, self.at + 1))
        return Head(entry.seq, entry.leaf, entry.recorded_at)

    def now(self) -> str:
        """Return the time that an act would get now: UTC, ISO 8601, never before the newest entry's."""
        return max(self.ticking()(), self.head.recorded_at)

    @property
    def day(self) -> str:
        """Return the ISO date of judgement: `as_of`, else the position's day in Vietnam, else today there."""
        if self.as_of:
            return self.as_of
        return (self.at is not None and self.day_of(self.at)) or local_date(self.now())

    def day_of(self, seq: int) -> str:
        """Return the ISO date in Vietnam on which entry `seq` was recorded; "" where there is none."""
        record = next(self.store.entries(seq, seq + 1), None)
        return local_date(record.recorded_at) if record else ""

    def draft(
        self,
        act: str,
        items: Sequence[tuple[str, Json]],
        *,
        common: Json | None = None,
        reason: str = "",
        enclosures: Mapping[str, bytes] | None = None,
    ) -> Draft:
        """Draft an act on `items` (subject, body): the bytes to sign, and the items left out with reasons.

        `act`: an act's name; a subject is "kind/id", such as "procedure/1.003198". `common` is the body that
        all items share, `reason` the reason that is signed. `enclosures`: SHA-256 in hex -> bytes.

        Raises BadInput: when no person acts, when the session looks at the past, or when a text holds
        characters that a journal does not take. Raises NotFound: when the person is not on record.
        """
        self._require_writer()
        _require_clean_texts(act, items, reason)
        head, now = self.head, self.now()
        definition = self._definition_for(act)
        kind = definition.by_name.get(act)
        with self.reading() as rows:
            _prefetch_items(rows, items)
            items = [(_in_journal(subject, rows), body) for subject, body in items]
            grants = self.grants(rows)
            grant = _best_grant(rows, grants, kind, items)
            allowed: list[Item] = []
            refused: list[tuple[str, tuple[Reason, ...]]] = []
            for subject, body in counted("check", items):
                reasons = self._judge(
                    rows, definition, grants, kind, subject, *grant, now, body, common, reason, enclosures
                )
                if reasons:
                    refused.append((subject, reasons))
                else:
                    allowed.append(_intent_item(rows, kind, subject, body))
        intent = self._intent(act, definition, grant, head, now)._replace(
            reason=reason, body=common or {}, items=tuple(allowed), enclosures=enclosures or {}
        )
        return Draft(_composed(intent) if allowed else intent, tuple(refused))

    def _definition_for(self, act: str) -> Definition:
        """Return the definition to act under: the program's, or the register's where a newer one comes."""
        from workflow.replaying import definition_from_text  # readers define nothing

        register = self.register
        older = act in TO_NEWER_DEFINITION and register.definition != domain().definition.text
        return definition_from_text(register.definition) if older else domain().definition

    def by_grant(self, act: str, items: Sequence[tuple[str, Json]]) -> list[list[tuple[str, Json]]]:
        """Return the items apart by the grant that covers them, for one act each; the order is kept.

        A person may act for several units, but one act is signed under one grant. Items that no grant covers
        stand with the first.

        Raises NotFound: when the person is not on record.
        """
        kind = domain().definition.by_name.get(act)
        with self.reading() as rows:
            scopes = {grant.scope for grant in self.grants(rows) if kind and grant.role in kind.roles}
            if len(scopes) < 2:  # noqa: PLR2004 - one act is enough
                return [list(items)]
            above = [unit_path(owning_unit(subject, body, rows), rows) for subject, body in items]
        groups: list[list[tuple[str, Json]]] = []
        left = list(range(len(items)))
        while left:
            covers = {scope: {n for n in left if scope in above[n]} for scope in sorted(scopes)}
            taken = covers[max(covers, key=lambda scope: len(covers[scope]))] or set(left)
            groups.append([items[n] for n in left if n in taken])
            left = [n for n in left if n not in taken]
        return groups

    def _intent(
        self, act: str, definition: Definition, grant: tuple[str, str], head: Head, now: str
    ) -> Intent:
        """Return an intent of this person and register, without items, as the register is at `head`."""
        import secrets  # readers draw no ids

        return Intent(
            id=secrets.token_hex(16),
            register=self.register.id,
            definition=definition.digest,
            rules=max(domain().definitions.get(definition.digest, {""})),
            act=act,
            person=self.person,
            role=grant[0],
            scope=grant[1],
            claimed_at=now,
            seen=(head.seq, head.leaf.hex()),
            reason="",
            body={},
            items=(),
            enclosures={},
            raw=b"",
            carried=self.carried,
        )

    def sign(self, draft: Draft) -> Signed:
        """Sign a draft with the person's key.

        Raises Refusal: when no item is left to sign. Raises Unsignable: when the session has no key, or it
        cannot be opened. Raises StorageFault: when the register is a backup.
        """
        if not draft.intent.items:
            reasons = [reason for _, reasons in draft.refused for reason in reasons]
            raise Refusal(draft.intent.act, reasons)
        signer, intent = self.signer(), draft.intent
        self.store.require_no_backup()
        return Signed(intent.raw, signer.key, signer.sign(intent.raw), intent.enclosures)

    def signer(self) -> Signer:
        """Return the person's key, opened.

        Raises Unsignable: when there is none, it cannot be opened, or it is one that everybody has, the
        demonstration's, and this register is none.
        """
        if self.key is None:
            raise Unsignable("no-key", person=self.person)
        signer = self.key()
        if signer.key in domain().published_keys and self.register.clock != TRAINING:
            raise Unsignable("demonstration-key", key=signer.key, person=self.person)
        return signer

    def submit(
        self, batch: Sequence[Signed], *, all_or_none: bool = False, received: bool = False
    ) -> list[Receipt | Refused]:
        """Perform signed intents: one answer each, in order. With `all_or_none` one refusal undoes all.

        `received`: they come from files, and only those signed to be carried are taken.

        Raises BadIntent: on bytes that are no intent. Raises Busy: when others kept the register locked.
        Raises StorageFault: when the database fails.
        """
        from workflow.engine import perform  # only writers need it
        from workflow.identity.signing import verify_signature  # loads cryptography

        answers = perform(
            self.store,
            domain(),
            batch,
            self._recording_clock(),
            verify_signature,
            all_or_none=all_or_none,
            received=received,
        )
        if self.keep_receipts is not None:
            self.keep_receipts(answers)
        return answers

    def perform(self, act: str, items: Sequence[tuple[str, Json]], **more: Any) -> Receipt:
        """Draft, sign and submit an act in one step; the arguments are those of `draft`.

        Raises Refusal: when any item would be refused, or the act was when submitted. Raises what `draft`,
        `sign` and `submit` raise.
        """
        draft = self.draft(act, items, **more)
        if draft.refused:
            raise Refusal(act, [reason for _, reasons in draft.refused for reason in reasons])
        return receipt(act, self.submit([self.sign(draft)])[0])

    def ticking(self) -> Callable[[], str]:
        """Return the clock of acts (UTC, ISO 8601); the engine takes the later of it and the newest entry.

        In a register whose time does not pass it gives "", which is before every time.
        """
        return self.clock or (system_clock if self.register.clock == "system" else str)

    def _recording_clock(self) -> Callable[[], str] | None:
        """Return the clock of recording; None is the database's own: on PostgreSQL that of the server."""
        return self.clock or (None if self.register.clock == "system" else str)

    def could(self, rows: Reader) -> Callable[[str, str], tuple[Reason, ...]]:
        """Return a function (act, subject) -> the reasons against this person, before there is a body.

        () means that nothing known so far is against it.
        """
        now, grants = self.now(), self.grants(rows)

        def ask(act: str, subject: str) -> tuple[Reason, ...]:
            kind = domain().definition.by_name[act]
            role, scope = _best_grant(rows, grants, kind, [(subject, {})])
            return self._judge(rows, domain().definition, grants, kind, subject, role, scope, now)

        return ask

    def _judge(
        self,
        rows: Reader,
        definition: Definition,
        grants: Sequence[RoleGrant],
        act: Act | None,
        subject: str,
        role: str,
        scope: str,
        now: str,
        body: Json | None = None,
        common: Json | None = None,
        reason: str = "",
        enclosures: Mapping[str, bytes] | None = None,
    ) -> tuple[Reason, ...]:
        from workflow.decision import decide  # readers decide nothing
        from workflow.judging import decision_context

        context = decision_context(
            domain(),
            rows,
            definition,
            act,
            subject,
            person=self.person,
            role=role,
            scope=scope,
            body=body,
            common=common or {},
            reason=reason,
            now=now,
            holds=bool(role),
            apart=roles_apart(definition, grants, role),
            enclosures=enclosures or {},
        )
        name = act.name if act else ""
        published = published_key_reasons(
            domain().published_keys, self.register.clock, name, subject, body or {}
        )
        return tuple(dict.fromkeys((*decide(context, domain().guards), *published)))

    def grants(self, rows: Reader) -> tuple[RoleGrant, ...]:
        """Return the person's grants in force.

        Raises NotFound: when the person is not on record.
        """
        find_person(rows, self.person)
        return tuple(rows.scan(RoleGrant, person=self.person, until=None))

    def _require_writer(self) -> None:
        if not self.person:
            raise BadInput((InputProblem("request.person", "person-missing", ""),))
        if self.at is not None:
            raise BadInput((InputProblem("request.at", "writes-only-now", str(self.at)),))


def open_session(
    url: str,
    *,
    person: str = "",
    key: Callable[[], Signer] | None = None,
    clock: Callable[[], str] | None = None,
    at: int | None = None,
    as_of: str = "",
) -> Session:
    """Open the register at `url`, as of position `at` or the end of ISO date `as_of` in Vietnam.

    `url`: the path of a SQLite file, or a postgresql:// address. `person`: an id, "" for a reader.

    Raises NotFound: when there is no register. Raises WrongFile: when the file is no register. Raises
    BadInput: when the position is not in its past. Raises StorageFault: when the database cannot be read.
    """
    in_flight.note_register(url)
    database = connect.database_at(url)
    store = require_register(Store(database, schema(database.dialect), KEYS))
    session = Session(store, clock, person, key, at, as_of)
    if as_of:
        position = store.position_before(end_of(as_of))
        if position < 0:
            raise BadInput((InputProblem("request.as_of", "before-genesis", as_of),))
        newest = store.head().seq
        session = replace(
            session,
            at=None if position == newest and at is None else min(position, position if at is None else at),
        )
    elif at is not None and not 0 <= at <= store.head().seq:
        raise BadInput((InputProblem("request.at", "no-such-position", str(at), str(store.head().seq)),))
    return session


def domain() -> Domain:
    """Return the domain of procedures: definition, rules by version, rows and projection."""
    from procedures.domain import DOMAIN  # rules and projection cost start-up time

    return DOMAIN


def system_clock() -> str:
    """Return the present time: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def schema(dialect: str) -> Schema:
    """Return the compiled SQL texts of the register's tables; `dialect` is "sqlite" or "postgresql"."""
    text = (DATA / f"schema-{dialect}.json").read_text(encoding="utf-8")
    data = json.loads(text)
    data["tables"] = tuple(
        DerivedTable(**{**t, "columns": tuple(t["columns"]), "create": tuple(t["create"])})
        for t in data["tables"]
    )
    return Schema(**{**data, "journal": tuple(data["journal"])})


def receipt(act: str, answer: Receipt | Refused) -> Receipt:
    """Return the receipt, if `answer` is one; `act` is the act's name.

    Raises Refusal: when the act was refused.
    """
    if isinstance(answer, Receipt):
        return answer
    raise Refusal(act, answer.reasons)


def _require_clean_texts(act: str, items: Sequence[tuple[str, Json]], reason: str) -> None:
    require_clean_text(reason, "request.reason")
    if act in ACTS:  # the domain's bodies are checked by their shapes
        for subject, body in items:
            require_clean_text(body, subject)


def _prefetch_items(rows: Reader, items: Sequence[tuple[str, Json]]) -> None:
    if isinstance(rows, SqlRows) and len(items) > 1:  # one query for all, not one each
        codes = [(subject.partition("/")[2],) for subject, _body in items]
        rows.prefetch(
            {
                Subject: [(subject,) for subject, _body in items],
                Procedure: codes if items[0][0].startswith("procedure/") else [],
                FormerCode: codes if items[0][0].startswith("procedure/") else [],
            }
        )


def _in_journal(subject: str, rows: Reader) -> str:
    """Return the subject as the journal names it: a procedure by the code under which it came on record."""
    kind, _, code = subject.partition("/")
    return journal_subject(code, rows) if kind == "procedure" else subject


def _composed(intent: Intent) -> Intent:
    raw, enclosures = compose(intent)
    return intent._replace(raw=raw, enclosures=enclosures)


def _best_grant(
    rows: Reader, grants: Sequence[RoleGrant], act: Act | None, items: Sequence[tuple[str, Json]]
) -> tuple[str, str]:
    """Return the (role, scope) to act under: of the grants that fit the act, the one covering most items."""
    fitting = [grant for grant in grants if act is not None and grant.role in act.roles]
    if not fitting:
        return (grants[0].role, grants[0].scope) if grants else ("", "")
    if len(fitting) == 1:
        return fitting[0].role, fitting[0].scope
    paths = [unit_path(owning_unit(subject, body, rows), rows) for subject, body in items]
    best = max(fitting, key=lambda grant: sum(grant.scope in above for above in paths))
    return best.role, best.scope


def _intent_item(rows: Reader, act: Act | None, subject: str, body: Json) -> Item:
    case = rows.get(Subject, subject)
    state = case.state if case else None
    step = domain().definition.step(act, state) if act else state
    return Item(subject, case.version if case else 0, case.tip if case else "", state, step, body)
