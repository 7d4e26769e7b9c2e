"""Judges one intent against the rows before it: by the definition, and by the rules that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from workflow.decision import ApartRole, DecisionContext, Reason, decide, definition_reasons
from workflow.definition import EVERYWHERE, Act, Definition, definition_digest
from workflow.domain import Domain, Rules
from workflow.identity import people, people_projection, people_rules, restores, ssh_keys
from workflow.identity.people import Key, RoleGrant, holds_grant, roles_apart
from workflow.identity.published_keys import published_key_reasons, published_signer_reasons
from workflow.journal.characters import is_subject
from workflow.journal.entries import seconds_between
from workflow.journal.intents import Intent, Item, Signed, refused_in_texts
from workflow.journal.strict_json import Json
from workflow.replaying import CLOCKS_APART, LONGEST_SILENCE, definition_from_text
from workflow.runtime.progress import counted
from workflow.storage.rows import Reader, Register, Subject


class Position(NamedTuple):
    """The position at which an intent is judged: the rows before it, its number, and the past it may name.

    `recorded_at`: UTC, ISO 8601; `before`: that of the entry before, "" at position 0. `leaf_at` gives the
    leaf hash (32 bytes) of a position, None where there is none. `clock`: what the clock of recording shows
    now, "" where that is not known.
    """

    rows: Reader
    seq: int
    recorded_at: str
    before: str
    leaf_at: Callable[[int], bytes | None]
    clock: str = ""


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
    reasons = [
        *_unlawful_definition(domain, register.definition, intent),
        *_refused_texts(domain, register.unicode, intent),
        *_check_intent(domain, position, signed, intent, definition, performing),
    ]
    reasons += _check_restore(position, intent, performing=performing)
    reasons += _published_keys(domain, register.clock, signed, intent)
    rules = domain.rules.get(intent.rules) if by_rules else None
    upgrading = intent.act in people.TO_NEWER_DEFINITION
    if by_rules and (rules is None or (performing and intent.rules != domain.version and not upgrading)):
        return tuple(dict.fromkeys((*reasons, _unknown_rules(intent))))
    if rules is not None:
        reasons += people_rules.batch_reasons(intent, rules.alone, position.rows)
        reasons += _clock_reasons(position, register, intent, definition)
    standard = Standard(definition, rules, _fire_step(definition) if performing else definition.step)
    holds = holds_grant(position.rows, intent.person, intent.role, intent.scope)
    grants = position.rows.scan(RoleGrant, person=intent.person, until=None)
    apart = roles_apart(definition, grants, intent.role)
    for item in counted("judge", intent.items):
        reasons += _check_item(domain, position, standard, intent, item, holds=holds, apart=apart)
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
    apart: tuple[ApartRole, ...],
    enclosures: Mapping[str, bytes],
) -> DecisionContext:
    """Return the context of the decision whether a person may perform an act on a subject, by `rows`.

    `subject`: "kind/id"; `now`: UTC, ISO 8601; `holds`: whether the person holds `role` in `scope`;
    `apart`: the roles that the person holds besides and that may not meet `role`.
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
        apart=apart,
        enclosures=enclosures,
    )


def _unlawful_definition(domain: Domain, text: str, intent: Intent) -> Iterator[Reason]:
    """Yield the reasons against a definition's text itself, and against the rules named under it.

    Whoever keeps the register could otherwise write a law of their own, act under it, and put the old one
    back.
    """
    digest = definition_digest(text)
    if digest not in domain.definitions:
        yield Reason.of("definition-unlawful", "rule", intent.act, digest=digest)
    elif intent.rules not in domain.definitions[digest]:
        yield _unknown_rules(intent)


def _unlawful_successor(domain: Domain, intent: Intent, item: Item) -> Iterator[Reason]:
    """Yield the reason against the definition that a redefinition brings: it is not lawful, or not newer."""
    text = item.body.get("definition")
    digest = definition_digest(text) if isinstance(text, str) else ""
    order = list(domain.definitions)
    if digest not in order:
        yield Reason.of("definition-unlawful", "rule", item.subject, digest=digest)
    elif intent.definition in order and order.index(digest) <= order.index(intent.definition):
        yield Reason.of("definition-older", "rule", item.subject, digest=digest)


def _unknown_rules(intent: Intent) -> Reason:
    return Reason.of("unknown-rules", "rule", intent.act, rules=intent.rules)


def _clock_reasons(
    position: Position, register: Register, intent: Intent, definition: Definition
) -> Iterator[Reason]:
    """Yield the reasons against the time of an entry; a steward's own act says that such a clock is right.

    A definition from before that act existed asks for none.
    """
    if "register.clock" not in definition.by_name:
        return
    if seconds_between(position.recorded_at, intent.claimed_at) > CLOCKS_APART:
        yield Reason.of(
            "signed-ahead", "rule", intent.act, claimed=intent.claimed_at, recorded=position.recorded_at
        )
    if intent.act in people.CONFIRM_CLOCK:
        yield from _confirmed_clock(position, intent)
        return
    if seconds_between(position.before, position.recorded_at) > LONGEST_SILENCE:
        yield Reason.of("clock-ahead", "rule", intent.act, newest=position.before, clock=position.recorded_at)
    behind = position.clock and seconds_between(position.clock, position.before) > CLOCKS_APART
    if behind and register.clock_agreed < position.before:
        yield Reason.of("clock-behind", "rule", intent.act, newest=position.before, clock=position.clock)


def _confirmed_clock(position: Position, intent: Intent) -> Iterator[Reason]:
    """Yield the reason against a confirmation of another clock than that of recording.

    A file signed in time would else confirm whatever the clock shows on the day when it is recorded. Where
    that clock stands behind the newest entry, only the performing program knows what it shows.
    """
    recorded = position.clock or position.recorded_at
    if recorded == position.before:
        return
    for item in intent.items:
        shown = item.body.get("clock", intent.claimed_at)
        if isinstance(shown, str) and abs(seconds_between(shown, recorded)) > CLOCKS_APART:
            yield Reason.of("clock-other", "rule", intent.act, confirmed=shown, clock=recorded)


def _refused_texts(domain: Domain, unicode: str, intent: Intent) -> Iterator[Reason]:
    """Yield the reason against a text that readers could see differently.

    Only a register of the first release may allow them, by naming no version of Unicode (`unicode`: "").
    """
    first = next(iter(domain.definitions))
    if (unicode or intent.definition != first) and (found := refused_in_texts(intent)):
        yield Reason.of("odd-text", "rule", intent.act, character=found)


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
    upgrading = intent.act in people.TO_NEWER_DEFINITION
    if performing and definition.digest != domain.definition.digest and not upgrading:
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


def _check_restore(position: Position, intent: Intent, *, performing: bool) -> Iterator[Reason]:
    """Yield the reasons against what a restore names: it is so, and a new one names leaf hashes."""
    for item in intent.items if intent.act == "restore" else ():
        if performing and "leaf" not in item.body:
            yield Reason.of("restore-unnamed", "rule", item.subject)
        if not restores.is_true_restore(item.body, position.seq, position.leaf_at):
            yield Reason.of("restore-untrue", "rule", item.subject)


def _check_item(
    domain: Domain,
    position: Position,
    standard: Standard,
    intent: Intent,
    item: Item,
    *,
    holds: bool,
    apart: tuple[ApartRole, ...],
) -> Iterator[Reason]:
    """Yield the reasons against one item: its version and parent, its shape, the decision, the step."""
    if not is_subject(item.subject):
        yield Reason.of("bad-id", "rule", item.subject)
    definition, rules, step = standard
    act = definition.by_name.get(intent.act)
    case = position.rows.get(Subject, item.subject)
    version, tip = (case.version, case.tip) if case else (0, "")
    if (item.version, item.parent) != (version, tip):
        yield Reason.of("moved-on", "race", item.subject, seen=item.version, now=version)
    if intent.act == "register.redefine":
        yield from _unlawful_successor(domain, intent, item)
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
        apart=apart,
        enclosures=intent.enclosures,
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
        and all(is_subject(item.subject) for item in intent.items)
    )
    if not sound:
        return (Reason.of("no-genesis", "rule", "register/1"),)
    definition = people_rules.definition_of(body["definition"], domain.guards)
    if definition is None or not _is_sound_definition(domain, body["definition"]):
        return (Reason.of("definition-unsound", "rule", "register/1"),)
    unlawful = (
        *_unlawful_definition(domain, body["definition"], intent),
        *_refused_texts(domain, body.get("unicode", ""), intent),
    )
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
    refused = (*unlawful, *_published_keys(domain, body["clock"], signed, intent))
    return refused if right else (*refused, Reason.of("no-genesis", "rule", "register/1"))


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
