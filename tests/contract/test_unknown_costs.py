"""A figure missing from a cost sheet is unknown, never zero (C8): in a file, by flags, and in the preview."""

from __future__ import annotations

import pytest

from procedures.rules.compliance_cost import derive
from procedures.services.cost_sheets import SimpleSheet, complete_sheet, simple_sheet

FIELDS = ("service", "fees", "other")
FLAT = {
    "income": {"hourly": "20000", "year": "2022", "source": "NGTK"},
    "times": "1",
    "subjects": "100",
    "source": "thử",
    "date": "2023-07-01",
}


def stated(**more):
    """A whole sheet with one task, whose costs are 0 unless `more` says otherwise; None leaves one out."""
    costs = dict.fromkeys(FIELDS, "0") | more
    costs = {name: value for name, value in costs.items() if value is not None}
    task = {"kind": "submit", "hours": "2"} | {n: v for n, v in costs.items() if n == "service"}
    return FLAT | {n: v for n, v in costs.items() if n != "service"} | {"tasks": [task]}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("said", [None, "chưa rõ", "Không rõ", "?"])
def test_a_cost_that_is_not_stated_is_unknown(field, said):
    """Left out or said to be unknown: the annual cost is unknown, and the field is named."""
    derived = derive(complete_sheet(stated(**{field: said})))
    place = "tasks.1.service" if field == "service" else field
    assert (derived.annual, derived.missing) == (None, (place,))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("said", ["0", "Miễn phí", "không", "Không thu phí"])
def test_nothing_to_pay_is_zero(field, said):
    """“Miễn phí”, “không” and 0 are zero: 2 hours of 20,000 for 100 subjects are 4,000,000 a year."""
    assert derive(complete_sheet(stated(**{field: said}))).annual == 4_000_000


def test_a_group_has_its_own_unknowns():
    """A group that leaves its fee out is named by its number; so is a group's own task."""
    groups = [
        {"name": "dân", "fees": "0", "other": "0", "times": "1", "subjects": "1"},
        {
            "name": "hãng",
            "other": "0",
            "times": "1",
            "subjects": "1",
            "tasks": [{"kind": "pay", "hours": "1"}],
        },
    ]
    flat = {name: value for name, value in FLAT.items() if name not in {"times", "subjects"}}
    assert derive(complete_sheet(flat | {"groups": groups})).missing == ("tasks.1.service", "groups.2.fees")


@pytest.mark.parametrize("field", FIELDS)
def test_flags_say_no_more_than_a_file(field):
    """A flag that is not given is unknown; “miễn phí” is 0; an amount is read as before."""
    given = dict.fromkeys(FIELDS, "0") | {"hours": "2", "hourly": "20000", "year": "2022"}
    given |= {
        "income_source": "NGTK",
        "times": "1",
        "subjects": "100",
        "source": "thử",
        "dated": "2023-07-01",
    }
    whole = SimpleSheet(**given)
    annuals = [
        derive(complete_sheet(simple_sheet(whole._replace(**{field: said})))).annual
        for said in ("", "chưa rõ", "miễn phí", "1.000")
    ]
    assert annuals == [None, None, 4_000_000, 4_100_000]


@pytest.mark.parametrize("field", ["hours", "times", "subjects"])
def test_volume_and_time_can_be_said_to_be_unknown(field):
    """“chưa rõ” is unknown there as well; “miễn phí” is no number of hours."""
    sheet = stated()
    place = sheet["tasks"][0] if field == "hours" else sheet
    place[field] = "chưa rõ"
    assert derive(complete_sheet(sheet)).annual is None


def test_the_preview_lists_what_is_unknown_by_field(town):
    """Before signing: each unknown field once, with the tasks and groups that lack it."""
    from procedures.services.cost_sheets import draft_record
    from procedures.terminal.act_preview import preview_lines
    from procedures.views.act_preview import act_preview

    town.add_procedures("so-tu-phap", "1.1")
    lan = town.as_("lan.bt")
    groups = [{"name": name, "other": "0", "times": "1", "subjects": "1"} for name in ("dân", "hãng")]
    flat = {name: value for name, value in FLAT.items() if name not in {"times", "subjects"}}
    tasks = [{"kind": kind, "hours": "1"} for kind in ("submit", "receive")]
    sheet = complete_sheet(flat | {"groups": groups, "tasks": tasks})
    draft = draft_record(lan, "1.1", sheet, "before")
    lines = list(preview_lines(act_preview(lan, draft, 1), draft, (), verbose=False))
    (told,) = [line.strip() for line in lines if line.strip().startswith("!")]
    assert told == "! not known: service (task 1, 2); fees [dân, hãng]"
    whole = draft_record(lan, "1.1", complete_sheet(stated()), "before")
    assert not [
        line for line in preview_lines(act_preview(lan, whole, 1), whole, (), verbose=False) if "!" in line
    ]
