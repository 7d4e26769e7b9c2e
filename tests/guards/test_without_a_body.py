"""Guards are asked before there is a body as well: what a person could do is shown before they write anything."""

from __future__ import annotations

import pytest

from procedures.domain import DOMAIN
from procedures.lifecycle import DEFINITION
from procedures.storage.rows import KEYS
from tests.guards.player import Starts
from tests.guards.source_codes import GUARDS
from tests.support.keys import key_of
from workflow.decision import DecisionContext
from workflow.identity.people_rules import second_steward_reasons
from workflow.identity.ssh_keys import ssh_line
from workflow.storage.rows import MemoryRows

SUBJECTS = {
    "procedure": ("procedure/1.000001", "procedure/1.000099"),
    "unit": ("unit/so-tu-phap", "unit/so-y-te"),
    "programme": ("programme/hoa-binh-2023", "programme/nam-2024"),
    "review": ("review/nam-2024",),
    "person": ("person/lan.bt", "person/quan.dv"),
    "register": ("register/1",),
}
# The facts on a subject that are known before anything is written: who owns it, its state, its dates, who did what.
KNOWN_BEFORE = {
    "struck", "unassigned", "not-appraised", "no-end-date", "not-ended", "merged-into", "on-ladder", "sealed",
    "unit-closed", "has-children", "bad-person-id", "not-in-office", "not-own", "last-steward", "countersigned",
    "too-few-stewards", "not-forwarded", "role-not-for-act", "outside-scope", "already-there", "not-there",
    "wrong-state", "same-person", "not-sealed-yet", "counts-already",
}  # fmt: skip


def context(rows, act, body, **more):
    """A question about Lan, put to rows."""
    told = {
        "definition": DEFINITION, "act": DEFINITION.by_name.get(act), "subject": "person/lan.bt", "exists": True,
        "state": None, "done": "", "person": "hanh.nt", "role": "registrar", "scope": "*", "holds": True,
        "home": ("*",), "common": {}, "reason": "", "now": "2023-07-01T01:00:00Z", "path": lambda scope: (scope, "*"),
        "apart": (),
        "enclosures": {},
    }  # fmt: skip
    return DecisionContext(**told | more, rows=rows, body=body)


@pytest.fixture(scope="module")
def starts(tmp_path_factory):
    """Towns at every start, built when first asked for."""
    return Starts(tmp_path_factory.mktemp("starts"))


@pytest.mark.parametrize(
    "start", ["people", "sealed", "proposed", "approved", "implemented", "ending", "merged"]
)
def test_what_a_person_could_do_is_answered_without_a_body(start, starts, tmp_path):
    """Each act on each subject is answered, with reasons that need no body."""
    town = starts.copy(start, tmp_path / "t.db")
    told = set()
    for person in ("hanh.nt", "lan.bt", "minh.tv"):
        session = town.as_(person)
        with session.reading() as rows:
            ask = session.could(rows)
            for act in DEFINITION.acts:
                for subject in SUBJECTS[act.kind]:
                    told |= {reason.code for reason in ask(act.name, subject)}
    town.store.close()
    assert told <= KNOWN_BEFORE


@pytest.mark.parametrize("name", GUARDS)
def test_without_rows_and_body_a_guard_refuses_for_missing_rows_at_most(name):
    """Where neither rows nor a body are there, a guard refuses at most for what is missing in the rows."""
    reasons = list(GUARDS[name](context(MemoryRows(KEYS), "key.add", None)))
    assert {reason.code for reason in reasons} <= {
        "bad-unit-id", "not-in-office", "not-own", "too-few-stewards", "bad-person-id"
    }  # fmt: skip


def test_a_proof_needs_a_register_that_it_was_made_for():
    """A proof of possession names the register; where there is none it proves nothing."""
    body = {"public": ssh_line(key_of("lan.bt").public), "proof": "AAAA"}
    reasons = DOMAIN.guards["key-fresh"](context(MemoryRows(KEYS), "key.add", body))
    assert [reason.code for reason in reasons] == ["bad-proof"]


def test_a_confirmation_that_the_definition_does_not_know_is_refused_once():
    """Where the definition has no such act, `unknown-act` is the reason; that nothing waits is not told beside it."""
    body = {"entry": 3, "accept": True}
    assert list(second_steward_reasons(context(MemoryRows(KEYS), "no such act", body))) == []
