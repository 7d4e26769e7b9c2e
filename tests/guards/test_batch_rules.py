"""Items of one intent do not see each other: what looks at other subjects comes one at a time."""

from __future__ import annotations

import pytest

from procedures.domain import DOMAIN
from procedures.errors import Refusal
from procedures.input.checks import shape_errors, shape_problems
from procedures.rules.unit_hierarchy import unit_path
from procedures.storage.rows import KEYS, Unit
from tests.support.keys import key_of
from tests.support.sheets import sheet as sheet_of
from workflow import decision, domain, engine, verification
from workflow.identity import people_rules
from workflow.identity.signing import verify_signature
from workflow.identity.ssh_keys import ssh_line
from workflow.storage.rows import MemoryRows


def refused(town, act, items, reason=""):
    """Why the registrar may not do this."""
    with pytest.raises(Refusal) as caught:
        town.as_("hanh.nt").perform(act, items, reason=reason)
    return [one.code for one in caught.value.reasons]


def test_two_units_cannot_close_into_each_other(town):
    """A circle of successors would leave nobody to answer for either."""
    body = {"date": "2023-09-30", "successor": ""}
    items = [
        ("unit/so-tu-phap", body | {"successor": "so-xay-dung"}),
        ("unit/so-xay-dung", body | {"successor": "so-tu-phap"}),
    ]
    assert "one-at-a-time" in refused(town, "unit.close", items)


def test_the_last_registrars_cannot_leave_together(town):
    """Each alone might go; both would leave a register that nobody can administer."""
    town.add_person("quan.dv")
    hanh = town.as_("hanh.nt")
    hanh.perform("role.grant", [("person/quan.dv", {"role": "registrar", "scope": "*"})])
    items = [("person/hanh.nt", {}), ("person/quan.dv", {})]
    assert refused(town, "person.close", items) == ["one-at-a-time"]


def test_one_key_is_not_given_to_two_in_one_intent(town):
    """Two keys that differ only in their comment are one key."""
    for person in ("mai.dt", "vy.ht"):
        town.as_("hanh.nt").perform("person.add", [(f"person/{person}", {"name": person})])
    line = ssh_line(key_of("both").public)
    items = [("person/mai.dt", {"public": line}), ("person/vy.ht", {"public": f"{line}  again"})]
    assert refused(town, "key.add", items) == ["key-taken"]


def test_a_way_up_ends_where_successors_lead_in_a_circle():
    """A journal that breaks the rules may hold such a circle: verification must come to its end."""
    rows = MemoryRows(KEYS)
    for id_, successor in (("a", "b"), ("b", "a"), ("c", "c")):
        rows.put(Unit(id_, id_, "department", None, "2023-09-30", successor, 1))
    assert unit_path("a", rows)[-1] == unit_path("c", rows)[-1] == "*"


def test_letters_of_a_newer_python_are_no_reason_years_later():
    """The doors refuse a letter that Python does not know; verification takes what another let through."""
    body = {"name": "Sở \u0378", "kind": "department", "parent": None}
    assert [one.code for one in shape_problems("UnitAdd", body)] == ["odd-character"]
    assert shape_errors("unit.add", {}, body) == ()
    assert shape_errors("unit.add", {}, body | {"name": "Sở \u202e"}) == ("name",)


def test_a_definition_nested_too_deep_is_refused():
    """It is unsound as any other text that is none."""
    assert people_rules.definition_of("[" * 50_000, {}) is None


def test_a_rule_that_fails_does_not_hide_the_law(town, monkeypatch):
    """Where a guard cannot be asked, the law's own finding on the same entry is told."""
    town.add_procedures("so-tu-phap", "1.000001")
    clerk = town.as_("son.hv")  # of another department
    with monkeypatch.context() as lawless:
        lawless.setattr(decision, "_CHECKS", ())
        draft = clerk.draft("procedure.review", [("procedure/1.000001", {})], reason="x")
        engine.perform(town.store, DOMAIN, [clerk.sign(draft)], town.clock, verify_signature)

    def failing(_q):
        raise KeyError

    rules = DOMAIN.rules[DOMAIN.version]
    broken = rules._replace(guards={**rules.guards, "not-struck": failing})
    house = domain.Domain(**{**vars(DOMAIN), "rules": {DOMAIN.version: broken}})
    found = [one.code for one in verification.verify_register(town.store, house, verify_signature)]
    assert found == ["unlawful", "cannot-judge"]


def test_one_key_that_waits_twice_is_not_confirmed_for_two_in_one_intent(town):
    """Two requests for one key may wait side by side; accepting both at once would give it to the second."""
    hanh = town.as_("hanh.nt")
    for person in ("quan.dv", "tam.lt"):
        town.add_person(person)
        hanh.perform("role.grant", [(f"person/{person}", {"role": "registrar", "scope": "*"})])
    hanh.perform("register.countersign", [("register/1", {})])
    line = ssh_line(key_of("both").public)
    waits = [
        hanh.perform("key.add", [(f"person/{one}", {"public": line})]).seq for one in ("lan.bt", "minh.tv")
    ]
    items = [
        (f"person/{one}", {"entry": seq, "accept": True})
        for one, seq in zip(("lan.bt", "minh.tv"), waits, strict=True)
    ]
    quan = town.as_("quan.dv")
    with pytest.raises(Refusal) as caught:
        quan.perform("person.confirm", items)
    assert [one.code for one in caught.value.reasons] == ["key-taken"]
    quan.perform("person.confirm", [items[0], (items[1][0], items[1][1] | {"accept": False})])
    assert town.findings() == []


@pytest.mark.parametrize("digits", ["１００", "١٠٠", "1００"])
def test_figures_are_written_in_ascii_digits(digits):
    """Digits of other scripts look alike and count alike, and are other texts all the same (P20)."""
    sheet = sheet_of(100)
    body = {"stage": "before", "sheet": sheet, "annual": digits}
    assert shape_errors("cost.record", {}, body) == ("annual",)
    sheet["tasks"][0]["hours"] = digits
    assert shape_errors("cost.record", {}, body | {"annual": "100"}) == ("sheet.tasks.1.hours",)


@pytest.mark.parametrize("number", ["", "  ", "1/QĐ\n9/QĐ"])
def test_a_correction_leaves_a_document_with_a_number(number):
    """A correction may not give a document a number that recording it would refuse."""
    body = {"slot": "submission", "round": 1, "old": {"number": "1/TTr"}, "new": {"number": number}}
    assert shape_errors("correct", {}, body) == ("new.number",)


@pytest.mark.parametrize("day", ["1944-12-31", "2201-01-01", "9999-12-31"])
def test_a_unit_closes_on_a_day_of_our_time(town, day):
    """The date of closing is held to the years of all other dates."""
    assert refused(town, "unit.close", [("unit/so-xay-dung", {"date": day, "successor": None})]) == [
        "impossible-date"
    ]
