"""Programmes of one's own: EO 13771 as offset and cap, coverage, lists, a seal taken back, a closed one."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from procedures.rules.programme import problems_of
from procedures.services import cost_sheets, programmes
from procedures.services.programme_files import as_toml
from procedures.services.verdict import sheet as verdicts
from procedures.storage.rows import Former, Member
from procedures.wording import language
from tests.rules.case_support import FIRST, OWN, codes_of, on, propose_all, seal_own, target, verdict
from tests.support.sheets import PAPER, procedure, proposal, sheet
from tests.support.town import Town
from workflow.errors import NotFound

# Fiscal year 2019 of the published tables on Executive Order 13771 (OIRA): deregulatory and regulatory actions,
# of these the significant ones (a condition here, a report the others), and in 100,000 dollars (a đồng here) the
# cost cap of all agencies, the present value of all their costs, and of those of the agencies where they rose.
# How a saving divides among the actions of one agency is not published: here the first action has it all.
CUT, NEW, CUT_SIGNIFICANT, NEW_SIGNIFICANT = 150, 35, 59, 33
CAP, NET_SAVING = 179_047, 134_710
ROSE = (208, 617, 81_299, 83_924)  # Justice, Treasury, Veterans Affairs, EPA


@pytest.fixture
def town(tmp_path):
    """A fresh town."""
    made = Town(str(tmp_path / "t.db"))
    yield made
    made.store.close()


def kinds(count, significant):
    """The kind of each action: the first ones are significant."""
    return ["condition"] * significant + ["report"] * (count - significant)


def recorded(town, codes, which, costs, **more):
    """Procedures of these kinds with their costs."""
    bodies = [
        (f"procedure/{code}", procedure("so-tu-phap", kind, f"Quy định {code}") | more)
        for code, kind in zip(codes, which, strict=True)
    ]
    town.as_("hanh.nt").perform("procedure.add", bodies)
    lan = town.as_("lan.bt")
    sheets = [(code, sheet(cost)) for code, cost in zip(codes, costs, strict=True)]
    lan.submit([lan.sign(cost_sheets.draft_records(lan, sheets))])


def eo13771(town):
    """Everything cut and everything new of the year, in two programmes over the same actions."""
    cut, new = codes_of(CUT), codes_of(NEW, first=1001)
    recorded(town, cut, kinds(CUT, CUT_SIGNIFICANT), [sum(ROSE) + NET_SAVING, *[0] * (CUT - 1)])
    cap = target("cost", burden="net", kinds=["condition", "report"])
    del cap["percent"]
    both = {"burden": "net", "at_least": "2"}
    for id_, over in (("all-actions", ["condition", "report"]), ("significant", ["condition"])):
        offset = {
            name: value for name, value in target("offset", kinds=over, **both).items() if name != "percent"
        }
        asked = [offset, cap | {"at_least": f"{CAP} đồng"}] if id_ == "all-actions" else [offset]
        seal_own(town, id_, kinds=over, targets=asked)
    on(town, "2023-09-01")
    recorded(
        town,
        new,
        kinds(NEW, NEW_SIGNIFICANT),
        [*ROSE, *[0] * (NEW - len(ROSE))],
        in_force="2023-08-01",
        document=PAPER | {"number": "9/2023/QĐ-UBND"},
    )
    propose_all(town, cut[:CUT_SIGNIFICANT], action="remove-condition", kind="abolish") if False else None
    propose_all(town, cut)


def test_eo_13771_flips_with_the_programme_and_misses_its_cap(town):
    """150:35 = 4.29 meets two for one; 59:33 = 1.79 of the same actions misses it; so does the cost its cap."""
    eo13771(town)
    everything = verdicts.verdict_sheet(town.as_("thu.ph"), "all-actions").whole.at("proposed")
    assert everything.offset == ("met", CUT, NEW, 70, 0)
    assert everything.offset.over == 80
    cost = everything.cost
    assert (cost.value, cost.saving, cost.short, cost.over) == ("not-met", NET_SAVING, CAP - NET_SAVING, 0)
    assert (cost.short, CAP - NET_SAVING) == (44_337, 44_337)  # 4,433.7 million dollars
    significant = verdicts.verdict_sheet(town.as_("thu.ph"), "significant").whole.at("proposed")
    assert significant.offset == ("not-met", CUT_SIGNIFICANT, NEW_SIGNIFICANT, 66, 7)
    assert Fraction(CUT, NEW) > 2 > Fraction(CUT_SIGNIFICANT, NEW_SIGNIFICANT)
    from procedures.terminal.verdict import sheet_text

    with language.speaking("en"):
        session = town.as_("thu.ph")
        shown = [
            sheet_text(verdicts.verdict_sheet(session, id_), session.register, "table")
            for id_ in ("all-actions", "significant")
        ]
    assert "150 : 35 = 4.29" in shown[0]
    assert "59 : 33 = 1.79" in shown[1]
