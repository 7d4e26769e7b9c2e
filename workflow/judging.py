"""Judges one intent against the rows before it: by the definition, and by the rules that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from workflow.decision import DecisionContext, Reason, decide, definition_reasons
from workflow.definition import EVERYWHERE, Act, Definition
from workflow.domain import Domain, Rules
from workflow.identity import people, people_projection, people_rules, ssh_keys
from workflow.identity.people import Key, holds_grant
from workflow.identity.published_keys import published_key_reasons, published_signer_reasons
from workflow.journal.intents import Intent, Item, Signed
from workflow.journal.strict_json import Json
from workflow.replaying import definition_from_text
from workflow.runtime.progress import counted
from workflow.storage.rows import Reader, Register, Subject


class Position(NamedTuple):
    """The position at which an intent is judged: the rows before it, its number, and the past it may name.

    `recorded_at`: UTC, ISO 8601; `leaf_at` gives the leaf hash (32 bytes) of a position, None where there is
    none.
    """

    rows: Reader
    seq: int
    recorded_at: str
    leaf_at: Callable[[int], bytes | None]


class Standard(NamedTuple):
    """The standard by which an intent is judged: the definition in force, its rules, and the steps.

    `rules` None: by the definition alone. `step` gives the state after an act from a state: fired on the
    compiled machine where an act is performed, looked up in the definition's table where it is verified.
    """

    definition: Definition
    rules: Rules | None
    step: Callable[[Act, str | None], str | None]


def judge(
    domain: Domain,
    position: Position,
    signed: Signed,
    intent: Intent,
    *,
    by_rules: bool = True,
    performing: bool = False,
) -> tuple[Reason, ...]:
    """Return every reason against an intent at a position: by the definition, and by the rules that it names.

    () allows it; signatures are checked by the caller. `performing`: definition and rules must be the
    program's own of today, not only those of then; and each step is fired on the `transitions` machine.

    Raises KeyError, TypeError, ValueError or AttributeError: when a body in the journal has not its shape.
    """
    if position.seq == 0:
        return _genesis_reasons(domain, signed, intent)
    register = position.rows.get(Register, 1)
    if register is None or intent.register != register.id:
        return (Reason.of("other-register", "rule", intent.act),)
    definition = definition_from_text(register.definition)
    reasons = list(_check_intent(domain, position, signed, intent, definition, performing))
    reasons += _published_keys(domain, register.clock, signed, intent)
    rules = domain.rules.get(intent.rules) if by_rules else None
    if by_rules and (rules is None or (performing and intent.rules != domain.version)):
        return (*reasons, Reason.of("unknown-rules", "rule", intent.act, rules=intent.rules))
    if rules is not None:
        reasons += people_rules.batch_reasons(intent, rules.alone)
    standard = Standard(definition, rules, _fire_step(definition) if performing else definition.step)
    holds = holds_grant(position.rows, intent.person, intent.role, intent.scope)
    for item in counted("judge", intent.items):
        reasons += _check_item(domain, position, standard, intent, item, holds=holds)
    return tuple(dict.fromkeys(reasons))


def decision_context(
    domain: Domain,
    rows: Reader,
    definition: Definition,
    act: Act | None,
    subject: str,
    *,
    person: str,
    role: str,
    scope: str,
    body: Json | None,
    common: Json,
    reason: str,
    now: str,
    holds: bool,
) -> DecisionContext:
    """Return the context of the decision whether a person may perform an act on a subject, by `rows`.

    `subject`: "kind/id"; `now`: UTC, ISO 8601; `holds`: whether the person holds `role` in `scope`.
    """
    case = rows.get(Subject, subject)
    home = domain.home(subject, body or {}, rows)
    return DecisionContext(
        definition=definition,
        act=act,
        subject=subject,
        exists=case is not None,
        state=case.state if case else None,
        done=case.done if case else "",
        person=person,
        role=role,
        scope=scope,
        holds=holds,
        home=domain.path(home, rows) if home else (),
        body=body,
        common=common,
        reason=reason,
        rows=rows,
        path=lambda scope: domain.path(scope, rows),
        now=now,
    )


def _check_intent(
    domain: Domain,
    position: Position,
    signed: Signed,
    intent: Intent,
    definition: Definition,
    performing: bool,  # noqa: FBT001 - one private caller
) -> Iterator[Reason]:
    """Yield the reasons against the intent as a whole: its definition, its key, the past that it names."""
    if intent.definition != definition.digest:
        yield Reason.of("definition-changed", "race", intent.act)
    if performing and definition.digest != domain.definition.digest:
        yield Reason.of("other-program", "rule", intent.act)
    key = position.rows.get(Key, signed.key)
    if key is None or key.person != intent.person:
        yield Reason.of("key-unknown", "right", intent.act, key=signed.key, person=intent.person)
    elif key.until is not None:
        yield Reason.of("key-revoked", "right", intent.act, key=signed.key, person=intent.person)
    elif key.expires is not None and position.recorded_at >= key.expires:
        yield Reason.of(
            "key-expired", "right", intent.act, key=signed.key, person=intent.person, expires=key.expires
        )
    seq, seen = intent.seen
    past = position.leaf_at(seq) if seq < position.seq else None
    if past is None or past.hex() != seen:
        yield Reason.of("other-past", "race", intent.act, seq=seq)


def _check_item(
    domain: Domain, position: Position, standard: Standard, intent: Intent, item: Item, *, holds: bool
) -> Iterator[Reason]:
    """Yield the reasons against one item: its version and parent, its shape, the decision, the step."""
    definition, rules, step = standard
    act = definition.by_name.get(intent.act)
    case = position.rows.get(Subject, item.subject)
    version, tip = (case.version, case.tip) if case else (0, "")
    if (item.version, item.parent) != (version, tip):
        yield Reason.of("moved-on", "race", item.subject, seen=item.version, now=version)
    if rules is not None:
        wrong = _misshapen(rules, intent, item) if act is not None else ()
        if wrong:
            yield Reason.of("misshapen", "rule", item.subject, fields=", ".join(wrong))
            return
        if intent.act == "register.redefine" and not _is_sound_definition(domain, item.body["definition"]):
            yield Reason.of("definition-unsound", "rule", item.subject)
    context = decision_context(
        domain,
        position.rows,
        definition,
        act,
        item.subject,
        person=intent.person,
        role=intent.role,
        scope=intent.scope,
        body=item.body,
        common=intent.body,
        reason=intent.reason,
        now=position.recorded_at,
        holds=holds,
    )
    yield from decide(context, rules.guards) if rules is not None else definition_reasons(context)
    if intent.act in people.CONFIRM:
        yield from people_rules.second_steward_reasons(context)
    if act is not None:
        state = case.state if case else None
        if (item.source, item.dest) != (state, step(act, state)):
            yield Reason.of("other-step", "race", item.subject, state=state)


def _misshapen(rules: Rules, intent: Intent, item: Item) -> tuple[str, ...]:
    if intent.act in people_projection.ACTS:
        return people_rules.people_shape_errors(intent.act, item.body)
    return rules.misshapen(intent.act, intent.body, item.body)


def _genesis_reasons(domain: Domain, signed: Signed, intent: Intent) -> tuple[Reason, ...]:
    """Judge entry 0 by its own body, which holds the founders, their keys and the definition."""
    body = intent.items[0].body
    sound = (
        intent.act == "register.open"
        and intent.register == ""
        and intent.seen == (0, "")
        and not people_rules.people_shape_errors("register.open", body)
        and list(intent.items) == list(people.founding_items(body))
    )
    if not sound:
        return (Reason.of("no-genesis", "rule", "register/1"),)
    definition = people_rules.definition_of(body["definition"], domain.guards)
    if definition is None or not _is_sound_definition(domain, body["definition"]):
        return (Reason.of("definition-unsound", "rule", "register/1"),)
    keys = {
        ssh_keys.fingerprint(ssh_keys.from_ssh_line(text)): founder["id"]
        for founder in body["people"]
        for text in founder["keys"]
    }
    right = (
        keys.get(signed.key) == intent.person
        and intent.definition == definition.digest
        and (intent.role, intent.scope) == (definition.steward, EVERYWHERE)
    )
    published = tuple(_published_keys(domain, body["clock"], signed, intent))
    return published if right else (Reason.of("no-genesis", "rule", "register/1"), *published)


def _published_keys(domain: Domain, clock: str, signed: Signed, intent: Intent) -> Iterator[Reason]:
    """Yield the reasons against keys that everybody has, outside a register for training."""
    yield from published_signer_reasons(domain.published_keys, clock, intent.act, signed.key)
    for item in intent.items:
        yield from published_key_reasons(domain.published_keys, clock, intent.act, item.subject, item.body)


def _fire_step(definition: Definition) -> Callable[[Act, str | None], str | None]:
    from workflow.state_machine import compiled  # loads `transitions`: 17 ms, for writers only

    return compiled(definition).step


def _is_sound_definition(domain: Domain, text: str) -> bool:
    from workflow.state_machine import fired_table  # loads `transitions`; only where a definition enters

    definition = people_rules.definition_of(text, domain.guards)
    return definition is not None and fired_table(definition) == definition.steps
