"""Plays the cases of `tests/cases/guards.toml`: acts really signed, put to a register that is really there.

A step of a case is a table: `by` a person, `act`, `on` a procedure's code or a whole subject (or a list
of them), `body`, `common` and `reason` of the act. What a step leaves out of the body is as a clerk of
the town would write it. The player composes and signs whatever it is told and asks no rule before, so
the register alone refuses. `intent`, `item`, `key`, `signature` change what is signed, for acts that only a
program with fewer checks would sign. The text "none" stands for null, which TOML does not have; a step
that says `called = "the request"` is entry "entry of the request" of the journal to those after it.
"""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
import tomllib
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from procedures.descriptions.read import read_description
from procedures.domain import DOMAIN, RULES
from procedures.lifecycle import DEFINITION
from procedures.rules.baseline import baseline
from procedures.rules.enclosed_descriptions import EnclosedDescription, enclosure_of
from procedures.rules.unit_hierarchy import unit_path
from procedures.services import cost_sheets, programmes, proposals
from procedures.services.people import contested_acts
from procedures.services.register.create import genesis
from procedures.services.session import Refusal, _best_grant, schema
from procedures.storage.rows import KEYS, Programme
from tests.support.golden import released_definition
from tests.support.keys import key_of
from tests.support.paths import ROOT
from tests.support.sheets import PAPER, procedure, proposal, sheet
from tests.support.town import Town
from workflow import engine
from workflow.decision import Reason, Refused
from workflow.definition import Definition, definition_digest
from workflow.identity.people import RoleGrant
from workflow.identity.restores import restore_body
from workflow.identity.signing import verify_signature
from workflow.identity.ssh_keys import proof_text, ssh_line
from workflow.journal.intents import Intent, Item, Signed, compose, parse
from workflow.journal.strict_json import sha256
from workflow.storage import connect
from workflow.storage.positions import Receipt
from workflow.storage.rows import Register, Subject
from workflow.storage.store import Store

Step = Mapping[str, Any]
FIRST = "hoa-binh-2023"
BOOK = tomllib.loads((ROOT / "tests" / "cases" / "guards.toml").read_text("utf-8"))
CASES: list[dict[str, Any]] = BOOK["case"]
DEFINITIONS = {
    "of another name": replace(DEFINITION, name="tinhgon-2").text,
    "of a stranger": replace(DEFINITION, name="tinhgon-3").text,
    "of the first release": released_definition(1),
    "without a first state": replace(
        DEFINITION, states=tuple(replace(state, initial=False) for state in DEFINITION.states)
    ).text,
}
# The domain of the program, to which two definitions are lawful too, so that other rules can speak.
TESTED = DOMAIN.also_lawful(DEFINITIONS["of another name"]).also_lawful(DEFINITIONS["without a first state"])

# A program that asks for no rule: how what today's rules prevent came on record.
LENIENT = replace(
    TESTED,
    rules={
        RULES: TESTED.rules[RULES]._replace(guards=dict.fromkeys(TESTED.guards, lambda _context: iter(())))
    },
)


def name_of(case: Mapping[str, Any]) -> str:
    """The rule and code of a case, and its sentence: what a failing test and a break are known by."""
    return f"{case['rule']} {case['code']}: {case['says']}"


def allowed_twin(case: Mapping[str, Any]) -> dict[str, Any]:
    """The case with the one thing changed that makes the act lawful: what `allowed` says of it."""
    changed = case["allowed"]
    steps = {"given": changed.get("given", case.get("given", []))}
    start = {"start": changed.get("start", case["start"])}
    gone = changed.get("without", [])
    tried = {name: value for name, value in case["try"].items() if name not in gone}
    return {**case, **start, **steps, "try": _merged(tried, changed.get("try", {}))}


def reasons_of(town: Town, case: Mapping[str, Any]) -> tuple[Reason, ...]:
    """Play what leads there, then the act that is tried: the reasons against it, () if it is recorded."""
    entries = play_all(town, case.get("given", []))
    answer = _play(town, case["try"], entries)
    return answer.reasons if isinstance(answer, Refused) else ()


def difference(case: Mapping[str, Any], starts: Starts, folder: Path) -> str:
    """Name the first difference from the case; "" where all is as written. `folder`: for its registers."""
    try:
        refused = _in_a_copy(case, starts, folder)
    except ValueError as error:  # what the projection raises where no rule stopped a name that it cannot keep
        return f"not refused: the projection fails with {error!r}"
    codes = [reason.code for reason in refused]
    expected = case.get("codes", [case["code"]])
    if codes != expected:
        return f"refused for {codes}, not for {expected}"
    reason = next(one for one in refused if one.code == case["code"])
    values = {name: dict(reason.values).get(name) for name in case.get("values", {})}
    told, said = (reason.kind, values), (case.get("kind", "rule"), case.get("values", {}))
    if told != said:
        return f"{case['code']} with {told}, not {said}"
    against = [reason.code for reason in _in_a_copy(allowed_twin(case), starts, folder)]
    return f"the lawful twin is refused for {against}" if against else ""


def _in_a_copy(case: Mapping[str, Any], starts: Starts, folder: Path) -> tuple[Reason, ...]:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        town = starts.copy(case["start"], Path(own) / "t.db")
        try:
            return reasons_of(town, case)
        finally:
            town.store.close()


def play_all(town: Town, steps: Sequence[Step]) -> Entries:
    """Play steps that must all be recorded."""
    entries = Entries()
    for step in steps:
        answer = _play(town, step, entries)
        assert isinstance(answer, Receipt), f"{step} is refused: {answer}"
    return entries


class Entries:
    """The results that later steps may name: positions by given name, and the last id."""

    def __init__(self) -> None:
        self.named: dict[str, int] = {}
        self.last_id = ""


class Starts:
    """Towns at the starts of `guards.toml`, each built once and copied for every case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def copy(self, start: str, place: Path) -> Town:
        """A town of one's own at a start, in a file at `place`."""
        self._build(start)
        shutil.copy(self.folder / f"{start}.db", place)
        return Town.opened(str(place))

    def _build(self, start: str) -> None:
        made = self.folder / f"{start}.db"
        if made.exists():
            return
        if start == "people":
            Town(str(made)).store.close()
            return
        told = BOOK["start"][start]
        self._build(told["from"])
        unfinished = self.folder / f"{start}.part"
        shutil.copy(self.folder / f"{told['from']}.db", unfinished)
        town = Town.opened(str(unfinished))
        play_all(town, told["given"])
        town.store.close()
        unfinished.rename(made)


def _play(town: Town, step: Step, entries: Entries) -> Any:
    """The answer to one step: a receipt, or what refuses it."""
    if "day" in step:
        town.move_clock(f"{step['day']}T05:00:00Z")  # noon in Vietnam
    if "clock" in step:  # and nobody confirms it
        town.clock.now = step["clock"]
    step = _resolved(dict(step), entries)
    if step["act"] in SCRIPTS:
        return SCRIPTS[step["act"]](town, step)
    signed, id_ = signed_by_hand(town, step, entries.last_id)
    domain = LENIENT if step.get("forced") else TESTED
    received = bool(step.get("received"))
    answer = engine.perform(town.store, domain, [signed], town.clock, verify_signature, received=received)[0]
    entries.last_id = id_
    if "called" in step and isinstance(answer, Receipt):
        entries.named[f"entry of {step['called']}"] = answer.seq
    return answer


def signed_by_hand(town: Town, step: Step, last: str = "") -> tuple[Signed, str]:
    """The signed intent of a step, composed from the rows as they stand without asking any rule."""
    session = town.as_(step["by"])
    act, given = step["act"], step["on"]
    named = DOMAIN.definition.by_name.get(act)
    subjects = [
        one if "/" in one else f"procedure/{one}" for one in ([given] if isinstance(given, str) else given)
    ]
    head = session.head
    with session.reading() as rows:
        each = step.get("bodies", [step.get("body", {})] * len(subjects))
        write = BODIES.get(act, lambda *_: {})
        enclosures: dict[str, bytes] = {}
        bodies = [
            _merged(write(town, subject.partition("/")[2], step, enclosures), body)
            for subject, body in zip(subjects, each, strict=True)
        ]
        pairs = list(zip(subjects, bodies, strict=True))
        held = tuple(rows.scan(RoleGrant, person=step["by"], until=None))
        role, scope = _best_grant(rows, held, named, pairs)
        items = []
        for subject, body in pairs:
            case = rows.get(Subject, subject)
            state = case.state if case else None
            dest = DOMAIN.definition.step(named, state) if named else state
            item = Item(subject, case.version if case else 0, case.tip if case else "", state, dest, body)
            items.append(item._replace(**step.get("item", {})))
        register = rows.get(Register, 1)
    intent = Intent(
        id=last if step.get("same_id") else secrets.token_hex(16),
        register=register.id,
        definition=Definition.from_text(register.definition).digest,
        rules=RULES,
        act=act,
        person=step["by"],
        role=role,
        scope=scope,
        claimed_at=step.get("claimed", town.clock()),
        seen=(head.seq, head.leaf.hex()),
        reason=step.get("reason", ""),
        body=_merged(COMMON[act](step) if act in COMMON else {}, step.get("common", {})),
        items=tuple(items),
        enclosures=enclosures,
        raw=b"",
    )
    changed = dict(step.get("intent", {}))
    if "seen" in changed:
        changed["seen"] = tuple(changed["seen"])
    intent = intent._replace(**changed)
    raw, enclosed = compose(intent)
    signer = key_of(step.get("key", step["by"]))
    text = b"another text" if step.get("signature") == "of another text" else raw
    return Signed(raw, signer.key, signer.sign(text), enclosed), intent.id


# --- bodies as a clerk of the town writes them ----------------------------------------------------


def _propose(town: Town, code: str, step: Step, _enclosures: dict[str, bytes]) -> dict[str, Any]:
    plan = dict(step.get("plan", {}))
    if "sheet" in plan:
        plan["after_sheet"] = _sheet(plan.pop("sheet"))
    written = proposal(**plan)
    written["submission"] = proposal()["submission"] | plan.get("submission", {})
    session = town.as_(step["by"])
    with session.reading() as rows:
        return proposals.plan_body(rows, session.day, code, written)


def _sheet(told: Any) -> dict[str, Any]:
    more = dict(told) if isinstance(told, dict) else {"annual": told}
    return sheet(more.pop("annual", 100), **more)


def _record(_town: Town, _code: str, step: Step, _enclosures: dict[str, bytes]) -> dict[str, Any]:
    written = _sheet(step.get("sheet", 100))
    return {
        "stage": step.get("stage", "before"),
        "sheet": written,
        "annual": cost_sheets.annual_text(written),
    }


def _restate(_town: Town, _code: str, step: Step, _enclosures: dict[str, bytes]) -> dict[str, Any]:
    before = _sheet(step.get("before", 90))
    after = None if step.get("after") is None else _sheet(step["after"])
    return {
        "before": before,
        "before_annual": cost_sheets.annual_text(before),
        "after": after,
        "after_annual": None if after is None else cost_sheets.annual_text(after),
        "document": PAPER,
    }


def _seal(town: Town, id_: str, step: Step, enclosures: dict[str, bytes]) -> dict[str, Any]:
    session = town.as_(step["by"])
    with session.reading() as rows:
        text = json.loads(rows.get(Programme, id_).text)
        listed, seal = baseline(text, rows, lambda scope: unit_path(scope, rows), session.day)
    enclosures[seal["list"]] = listed
    return dict(seal)


def _review(_town: Town, _id: str, step: Step, _enclosures: dict[str, bytes]) -> dict[str, Any]:
    lines = [{"due": "2023-10-31", "basis": "", "product": ""} | one for one in step["lines"]]
    return {"name": "Kế hoạch", "unit": "so-tu-phap", "document": PAPER, "items": lines}


def _add_procedure(_town: Town, code: str, step: Step, _enclosures: dict[str, bytes]) -> dict[str, Any]:
    document = {"document": PAPER} if "document" in step.get("body", {}) else {}
    return procedure("so-tu-phap", name=f"Thủ tục {code}") | document


def _describe(_town: Town, code: str, step: Step, enclosures: dict[str, bytes]) -> dict[str, Any]:
    """What the reader makes of the step's words; `read` are parts that differ from it."""
    words = {"ma_thu_tuc": code, "ten_thu_tuc": f"Thủ tục {code}", "cap_thuc_hien": "Cấp xã"}
    words |= step.get("words", {})
    read = read_description(words, "portal-text") | step.get("read", {})
    data = enclosure_of({code: EnclosedDescription(words, read)})
    enclosures[sha256(data)] = data
    return {"form": "portal-text", "reader": "1", "source": f"{code}.json", "enclosed": sha256(data)}


def _unit(_town: Town, id_: str, _step: Step, _enclosures: dict[str, bytes]) -> dict[str, Any]:
    return {"name": id_, "kind": "department", "parent": "hoa-binh"}


def _add_key(town: Town, person: str, step: Step, _enclosures: dict[str, bytes]) -> dict[str, Any]:
    """The public key called `new`, with a proof by the key called `proof` if there is one."""
    found: dict[str, Any] = {"public": ssh_line(key_of(step.get("new", person)).public)}
    if "proof" in step:
        text = proof_text(town.base.register.id, person)
        found["proof"] = b64encode(key_of(step["proof"]).sign(text)).decode()
    return found


def _restore(town: Town, _id: str, step: Step, _enclosures: dict[str, bytes]) -> dict[str, Any]:
    """A restore that lost nothing; in the `old form` it names no leaf hash."""
    head = town.base.head
    body = restore_body("sao-luu.db", head.seq, head.leaf.hex(), "-", [])
    named = {"backup", "seq", "missing"} if "old form" in step else set(body)
    return {name: value for name, value in body.items() if name in named}


BODIES: dict[str, Callable[[Town, str, Step, dict[str, bytes]], dict[str, Any]]] = {
    "propose": _propose,
    "cost.record": _record,
    "cost.restate": _restate,
    "programme.adopt": lambda _town, id_, _step, _e: programmes.read_programme(FIRST) | {"id": id_},
    "programme.seal": _seal,
    "programme.list": lambda *_: {"measure": "number", "what": "over", "codes": ["1.000001"]},
    "programme.close": lambda *_: {"date": "2023-12-31"},
    "review.plan": _review,
    "procedure.add": _add_procedure,
    "procedure.describe": _describe,
    "unit.add": _unit,
    "unit.change": _unit,
    "unit.close": lambda *_: {"date": "2023-09-30", "successor": None},
    "person.add": lambda _town, id_, _step, _e: {"name": id_},
    "key.add": _add_key,
    "key.revoke": lambda _town, person, step, _e: {"key": key_of(step.get("lost", person)).key},
    "restore": _restore,
    "register.redefine": lambda *_: {"definition": DEFINITIONS["of another name"]},
}
COMMON: dict[str, Callable[[Step], dict[str, Any]]] = {
    "approve": lambda step: {"decisions": [PAPER | one for one in step.get("decisions", [{}])]},
    "appraise": lambda _step: {
        "opinion": "được",
        "criteria": dict.fromkeys(("necessity", "reasonableness", "legality", "cost"), True),
    },
    "forward": lambda step: {"to": "ministry", "document": PAPER},
    "revoke": lambda _step: {"document": PAPER},
    "implement": lambda _step: {
        "document": PAPER | {"number": "2/QĐ", "date": "2023-07-01"},
        "in_force": "2023-10-01",
        "ends": None,
        "publication": None,
    },
    "extend": lambda _step: {"document": PAPER, "ends": "2027-12-31"},
    "annul": lambda _step: {"document": PAPER},
}


# --- what is no act of the town's register --------------------------------------------------------


def _found(town: Town, step: Step) -> Any:
    """Entry 0 of a new register, signed by a program that lets its text be whatever the step says."""
    database = connect.database_at(f"{town.url}.new", create=True)
    store = Store(database, schema(database.dialect), KEYS)
    store.create()
    founder = key_of(step["by"])
    lawful = genesis("Tỉnh mới", {step["by"]: ("Hạnh", founder)}, town.clock(), note="", stands_still=False)
    intent = parse(lawful.raw, lawful.enclosures)
    first = intent.items[0]
    items = (first._replace(body=first.body | step.get("body", {})), *intent.items[1:])
    raw, enclosed = compose(intent._replace(items=items, **step.get("intent", {})))
    signed = Signed(raw, founder.key, founder.sign(raw), enclosed)
    try:
        return engine.perform(store, TESTED, [signed], town.clock, verify_signature)[0]
    finally:
        store.close()


def _confirm_contested(town: Town, step: Step) -> Any:
    """`tinhgon key confirm`: the use case refuses entries that nobody doubts before anything is signed."""
    session = replace(town.as_(step["by"]), key=lambda: key_of(step.get("key", step["by"])))
    try:
        return session.submit([session.sign(contested_acts.draft_confirm(session, list(step["entries"])))])[0]
    except Refusal as refusal:
        return Refused(refusal.reasons)


def _propose_as_a_clerk(town: Town, step: Step) -> Any:
    """`tinhgon propose`: the use case finds the programmes, and refuses where there are none."""
    session = town.as_(step["by"])
    try:
        draft = proposals.draft_propose(session, [(step["on"], proposal(**step.get("plan", {})))])
        return session.submit([session.sign(draft)])[0]
    except Refusal as refusal:
        return Refused(refusal.reasons)


SCRIPTS: dict[str, Callable[[Town, Step], Any]] = {
    "register.open": _found,
    "confirm contested acts": _confirm_contested,
    "propose as a clerk": _propose_as_a_clerk,
}


def _merged(one: Any, other: Any) -> Any:
    """One table under another: what the second says stands, tables inside are merged likewise."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one | {name: _merged(one.get(name), value) for name, value in other.items()}
    return other


def _resolved(value: Any, entries: Entries) -> Any:
    """The same value with null for "none", and what names of entries and of life cycles stand for."""
    if isinstance(value, dict):
        return {name: _resolved(inner, entries) for name, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner, entries) for inner in value]
    if not isinstance(value, str):
        return value
    known = {**DEFINITIONS, "digest of a stranger": definition_digest(DEFINITIONS["of a stranger"])}
    return None if value == "none" else {**known, **entries.named}.get(value, value)
