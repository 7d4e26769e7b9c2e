"""The office: one register as one person sees it. Every command and page asks here, and only here.

Reading: `with office.reading() as rows`. Writing: `draft` (what would be signed, and what would be
refused), `sign` (outside any lock), `submit` (inside one). Each use case is a few lines on these.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from procedures.dates import local_date
from procedures.errors import BadInput, InputProblem, Refusal
from procedures.input.checks import require_clean_text
from procedures.paths import DATA
from procedures.rules.unit_hierarchy import owning_unit, unit_path
from procedures.storage.rows import KEYS, Procedure
from workflow.errors import NotFound, Unsignable
from workflow.identity.people import Person, RoleGrant
from workflow.identity.people_projection import ACTS
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
    from workflow.definition import Act
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
        """The rows after the entry at `position`. Raises StorageFault where the journal is damaged."""
        if self._rows is None or self._position != position:
            from workflow.replaying import replay  # only the past needs it

            self._rows = replay(store, domain(), position)
            self._position = position
        return self._rows


@dataclass(frozen=True)
class Session:
    """One register as one person sees it: who acts (`person`, `key`), by which clock, at which position.

    `clock` None: the system's, or the journal's own where time stands still (training). `at`: a position
    of the journal, None for the newest. `as_of`: the ISO date at which dates in force are judged, "" for
    that of the position. `simulated`: rows in which acts were played that nobody has signed yet.
    `keep_receipts` is called with the answers to what was submitted. A session belongs to one thread, as
    its store does; it holds no row, so that it is never stale.
    """

    store: Store
    clock: Callable[[], str] | None = None
    person: str = ""
    key: Callable[[], Signer] | None = None
    at: int | None = None
    as_of: str = ""
    simulated: Reader | None = None
    keep_receipts: Callable[[Sequence[Receipt | Refused]], None] | None = None
    replayed: Replayed = field(default_factory=Replayed, repr=False, compare=False)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """The rows as of this session's position: the stored ones where they are current, else replayed."""
        if self.simulated is not None:
            yield self.simulated
        elif self.at is None and not self.store.is_stale():
            with self.store.read() as rows:
                yield rows
        else:
            yield self.replayed.rows(self.store, self.head.seq if self.at is None else self.at)

    @property
    def register(self) -> Register:
        """The register's own row. Raises NotFound where there is no register."""
        with self.reading() as rows:
            register = rows.get(Register, 1)
        if register is None:
            raise NotFound("register-not-found", path=self.store.place)
        return register

    @property
    def head(self) -> Head:
        """The newest position."""
        return self.store.head()

    def now(self) -> str:
        """The time an act would get, if it came now."""
        return max(self.ticking()(), self.head.recorded_at)

    @property
    def day(self) -> str:
        """The date of judgement: the one asked for, the position's, or today's."""
        if self.as_of:
            return self.as_of
        return (self.at is not None and self.day_of(self.at)) or local_date(self.now())

    def day_of(self, seq: int) -> str:
        """The day on which an entry was recorded, in Vietnam; "" where there is no such entry."""
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
        """What would be signed for an act on `items` (subject, body), and which would be refused."""
        import secrets  # readers draw no ids

        from procedures.domain import RULES  # readers need no rules

        self._require_writer()
        require_clean_text(reason, "request.reason")
        if act in ACTS:  # the domain's bodies are checked by their shapes
            for subject, body in items:
                require_clean_text(body, subject)
        head, now = self.head, self.now()
        with self.reading() as rows:
            if rows.get(Person, self.person) is None:
                raise NotFound("no-such-person", person=self.person)
            kind = domain().definition.by_name.get(act)
            if isinstance(rows, SqlRows) and len(items) > 1:  # one question for all, not one each
                codes = [(subject.partition("/")[2],) for subject, _body in items]
                rows.prefetch(
                    {
                        Subject: [(subject,) for subject, _body in items],
                        Procedure: codes if items[0][0].startswith("procedure/") else [],
                    }
                )
            role, scope = _best_grant(rows, self.grants(rows), kind, items)
            allowed: list[Item] = []
            refused: list[tuple[str, tuple[Reason, ...]]] = []
            for subject, body in counted("check", items):
                reasons = self._judge(rows, kind, subject, role, scope, now, body, common, reason)
                if reasons:
                    refused.append((subject, reasons))
                else:
                    allowed.append(_intent_item(rows, kind, subject, body))
        intent = Intent(
            id=secrets.token_hex(16),
            register=self.register.id,
            definition=domain().definition.digest,
            rules=RULES,
            act=act,
            person=self.person,
            role=role,
            scope=scope,
            claimed_at=now,
            seen=(head.seq, head.leaf.hex()),
            reason=reason,
            body=common or {},
            items=tuple(allowed),
            enclosures=enclosures or {},
            raw=b"",
        )
        if allowed:
            raw, enclosed = compose(intent)
            intent = intent._replace(raw=raw, enclosures=enclosed)
        return Draft(intent, tuple(refused))

    def sign(self, draft: Draft) -> Signed:
        """Sign a draft with the person's key. Raises Refusal where nothing is left to sign."""
        if not draft.intent.items:
            reasons = [reason for _, reasons in draft.refused for reason in reasons]
            raise Refusal(draft.intent.act, reasons)
        if self.key is None:
            raise Unsignable("no-key", person=self.person)
        signer, intent = self.key(), draft.intent
        return Signed(intent.raw, signer.key, signer.sign(intent.raw), intent.enclosures)

    def submit(self, batch: Sequence[Signed], *, all_or_none: bool = False) -> list[Receipt | Refused]:
        """Perform signed intents: one answer each, in order."""
        from workflow.engine import perform  # only writers need it
        from workflow.identity.signing import verify_signature  # loads cryptography

        answers = perform(
            self.store, domain(), batch, self.ticking(), verify_signature, all_or_none=all_or_none
        )
        if self.keep_receipts is not None:
            self.keep_receipts(answers)
        return answers

    def perform(self, act: str, items: Sequence[tuple[str, Json]], **more: Any) -> Receipt:
        """Draft, sign and submit in one step; raises Refusal if anything would be refused."""
        draft = self.draft(act, items, **more)
        if draft.refused:
            raise Refusal(act, [reason for _, reasons in draft.refused for reason in reasons])
        return receipt(act, self.submit([self.sign(draft)])[0])

    def ticking(self) -> Callable[[], str]:
        """The clock; the engine takes the later of its time and the newest entry's.

        Where time stands still it says "", which is before every time.
        """
        return self.clock or (system_clock if self.register.clock == "system" else str)

    def could(self, rows: Reader) -> Callable[[str, str], tuple[Reason, ...]]:
        """A function (act, subject) -> why this person could not, before there is a body."""
        now, grants = self.now(), self.grants(rows)

        def ask(act: str, subject: str) -> tuple[Reason, ...]:
            kind = domain().definition.by_name[act]
            role, scope = _best_grant(rows, grants, kind, [(subject, {})])
            return self._judge(rows, kind, subject, role, scope, now)

        return ask

    def _judge(
        self,
        rows: Reader,
        act: Act | None,
        subject: str,
        role: str,
        scope: str,
        now: str,
        body: Json | None = None,
        common: Json | None = None,
        reason: str = "",
    ) -> tuple[Reason, ...]:
        from workflow.decision import decide  # readers decide nothing
        from workflow.judging import decision_context

        context = decision_context(
            domain(),
            rows,
            domain().definition,
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
        )
        return tuple(dict.fromkeys(decide(context, domain().guards)))

    def grants(self, rows: Reader) -> tuple[RoleGrant, ...]:
        """The person's grants in force."""
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
    """Open the register at `url`, as of position `at` or the end of ISO date `as_of`.

    Raises NotFound where there is none, BadInput where the position is not in its past.
    """
    in_flight.note_register(url)
    database = connect.database_at(url)
    store = require_register(Store(database, schema(database.dialect), KEYS))
    session = Session(store, clock, person, key, at, as_of)
    if as_of:
        end = datetime.combine(date.fromisoformat(as_of) + timedelta(days=1), time(), UTC)
        position = store.position_before((end - timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M:%SZ"))
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
    """The house of procedures: loaded by writers and by readers of the past."""
    from procedures.domain import DOMAIN  # rules and projection cost start-up time

    return DOMAIN


def system_clock() -> str:
    """Now, in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def schema(dialect: str) -> Schema:
    """The compiled texts of the register's tables."""
    text = (DATA / f"schema-{dialect}.json").read_text(encoding="utf-8")
    data = json.loads(text)
    data["tables"] = tuple(
        DerivedTable(**{**t, "columns": tuple(t["columns"]), "create": tuple(t["create"])})
        for t in data["tables"]
    )
    return Schema(**{**data, "journal": tuple(data["journal"])})


def receipt(act: str, answer: Receipt | Refused) -> Receipt:
    """The receipt, or Refusal raised."""
    if isinstance(answer, Receipt):
        return answer
    raise Refusal(act, answer.reasons)


def _best_grant(
    rows: Reader, grants: Sequence[RoleGrant], act: Act | None, items: Sequence[tuple[str, Json]]
) -> tuple[str, str]:
    """The (role, scope) to act under: of those that fit the act, the one covering most items."""
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
