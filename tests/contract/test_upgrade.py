"""A register of an earlier release: read as it is, written after it took over the newer life cycle."""

from __future__ import annotations

from dataclasses import replace

import pytest

from procedures.domain import DOMAIN
from procedures.errors import Refusal
from procedures.services.evidence.verification import register_findings
from procedures.services.people.second_registrar import draft_answers
from procedures.services.register.upgrade import draft_clock, draft_upgrade
from procedures.services.session import open_session
from tests.support.golden import register_of_release
from tests.support.keys import key_of
from tests.support.town import Clock
from workflow.storage.positions import Receipt

AFTER = "2023-10-03T02:00:00Z"  # the day after the last entry of the first release's register


@pytest.fixture
def first(tmp_path):
    """A session on a register of the first release, whose registrars wait for one another."""
    url = str(tmp_path / "first.db")
    register_of_release(1, url)
    session = open_session(url, clock=Clock(AFTER))
    yield session
    session.store.close()


def as_(session, person):
    """The session as one person sees it."""
    return replace(session, person=person, key=lambda: key_of(person))


def test_a_register_of_the_first_release_is_read_as_it_is(first):
    """It verifies, by the rules of then; nothing has to be done first."""
    assert list(register_findings(first)) == []


def test_nobody_acts_in_it_before_it_takes_over_the_newer_life_cycle(first):
    """An act under the newer life cycle is refused, and the reason says of what."""
    with pytest.raises(Refusal) as refused:
        as_(first, "hanh.nt").perform("person.add", [("person/new.one", {"name": "Mới"})])
    assert {reason.code for reason in refused.value.reasons} >= {"other-program", "definition-changed"}


def test_two_registrars_take_over_the_newer_life_cycle(first):
    """One asks, the other confirms; from then on acts are signed under it, and all of it verifies."""
    hanh, quan = as_(first, "hanh.nt"), as_(first, "quan.dv")
    asked = hanh.submit([hanh.sign(draft_upgrade(hanh, "phiên bản mới"))])[0]
    assert isinstance(asked, Receipt)
    assert first.register.definition != DOMAIN.definition.text
    quan.submit([quan.sign(draft) for draft in draft_answers(quan, [asked.seq], accept=True)])
    assert (first.register.definition, first.register.unicode) == (DOMAIN.definition.text, "3.2.0")
    hanh.perform("person.add", [("person/new.one", {"name": "Mới"})])
    assert list(register_findings(first)) == []
    with pytest.raises(Refusal) as again:
        draft_upgrade(hanh, "lần nữa")
    assert [reason.code for reason in again.value.reasons] == ["definition-older"]


def test_after_a_long_pause_a_registrar_confirms_the_clock(first):
    """Ninety-three days after the newest entry nobody acts before a registrar says that the clock is right."""
    hanh, quan = as_(first, "hanh.nt"), as_(first, "quan.dv")
    asked = hanh.submit([hanh.sign(draft_upgrade(hanh, "phiên bản mới"))])[0]
    quan.submit([quan.sign(draft) for draft in draft_answers(quan, [asked.seq], accept=True)])
    first.clock.now = "2024-01-04T02:00:00Z"
    with pytest.raises(Refusal) as refused:
        hanh.perform("person.add", [("person/new.one", {"name": "Mới"})])
    assert [reason.code for reason in refused.value.reasons] == ["clock-ahead"]
    assert isinstance(hanh.submit([hanh.sign(draft_clock(hanh))])[0], Receipt)
    hanh.perform("person.add", [("person/new.one", {"name": "Mới"})])
    assert list(register_findings(first)) == []


def test_a_confirmation_of_the_clock_holds_for_the_clock_that_it_names(town):
    """Signed in time and recorded years later it would make any clock right."""
    hanh = town.as_("hanh.nt")
    kept = hanh.sign(draft_clock(hanh))
    town.clock.now = "2040-01-01T00:00:00Z"
    answer = town.base.submit([kept])[0]
    assert [reason.code for reason in answer.reasons] == ["clock-other"]
    hanh.submit([hanh.sign(draft_clock(hanh))])
    assert town.findings() == []
