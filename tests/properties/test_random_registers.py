"""Random registers of facts: SQL, rows in memory and the rules' own words make the same sheets.

`python -m tests.properties.compare_registers 5000` compares as many as one likes; these are the first ones.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from procedures import projection
from procedures.rules import tally, verdict
from procedures.services.proposals import plan_body
from procedures.services.verdict import details
from procedures.services.verdict import sheet as verdicts
from tests.properties import compare_registers as many
from tests.properties.compare_registers import Difference, bench, compare
from tests.properties.random_registers import FAR, SUBMITTED, Made, Maker, make
from tests.properties.register_effects import EFFECTS, effects
from tests.support.sheets import PAPER, procedure, sheet

SEEDS, PARTS = 300, 3


@pytest.fixture(scope="module")
def workbench(tmp_path_factory):
    """A register file that takes one register after another."""
    with bench(tmp_path_factory.mktemp("registers")) as made:
        yield made


@pytest.fixture(scope="module")
def some():
    """The first registers, made once."""
    return [make(seed) for seed in range(100)]


@pytest.mark.parametrize("part", range(PARTS))
def test_three_ways_make_every_sheet_alike(workbench, part):
    """Every figure of every sheet of a random register is the same by SQL, in memory and by the rules."""
    figures, met = 0, Counter()
    for seed in range(part, SEEDS, PARTS):
        made = make(seed)
        figures += compare(workbench, seed, made)
        met.update(effects(made))
    assert figures > 1000 * SEEDS // PARTS
    rare = {  # not in every hundred
        "known cost of nothing that rises",
        "met in time, recorded late",
        "amount left open by an abolition",
    }
    assert {effect for effect in EFFECTS if not met[effect]} <= rare


def test_random_registers_hold_every_act(some):
    """The first registers hold each act that can move a figure, and each outcome, many times."""
    acts = Counter(fact.act for made in some for fact in made.facts)
    wanted = {*projection._APPLY} - {"forward", "recall", "review.plan"}  # papers only: they move no figure
    assert set(acts) == wanted
    assert min(acts.values()) >= 10


def test_the_same_seed_makes_the_same_register():
    """A register that is named by its seed can be made again."""
    assert make(7) == make(7)
    assert make(7) != make(8)


def test_the_command_tells_the_first_difference_with_its_seed(monkeypatch, capsys):
    """The command counts what it compared; it stops at a difference, names its seed and fails."""
    assert many.main(["2", "--seed", "5"]) == 0
    assert capsys.readouterr().out.startswith("2 registers, ")
    put(monkeypatch, lambda answer, *_: answer._replace(base=answer.base + 1), verdict, "sum_tallies")
    assert many.main(["2", "--seed", "5"]) == 1
    counted, told = capsys.readouterr().out.splitlines()
    assert counted.startswith("0 registers, 0 figures")
    assert told.startswith("seed 5: ")


# --- canaries -------------------------------------------------------------------------------------


def first_difference(workbench, some):
    """Return the difference that the comparison finds in the program as it is now; "" for none."""
    for seed, made in enumerate(some):
        try:
            compare(workbench, seed, made)
        except Difference as difference:
            return str(difference)
    return ""


def put(monkeypatch, change, module, name):
    """Change what a function of the program answers."""
    right = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given, **more: change(right(*given, **more), *given))


def worse_counts(figures, *_):
    """A tally that counts simplifications that cost more."""
    return figures._replace(broad=figures.broad | figures.worse)


def sql(workbench, monkeypatch, old, new):
    """Change the texts by which SQL makes its tallies."""
    texts = workbench.session.store.schema.statements
    changed = {name: text.replace(old, new) for name, text in texts.items()}
    assert changed != texts
    for name, text in changed.items():
        monkeypatch.setitem(texts, name, text)


def test_a_tally_that_counts_worse_simplifications_is_caught(workbench, some, monkeypatch):
    """C10: a fold that counts what costs more differs, and so does SQL, and so do both together."""
    with monkeypatch.context() as fold:
        put(fold, worse_counts, tally, "_stage")
        assert first_difference(workbench, some) != ""
        sql(workbench, fold, 'member."after" <= member.base', "1 = 1")
        # Both are wrong in the same way: only the rules tell.
        assert "broad" in first_difference(workbench, some)
    with monkeypatch.context() as texts:
        sql(workbench, texts, 'member."after" <= member.base', "1 = 1")
        assert "SQL and memory" in first_difference(workbench, some)
    assert first_difference(workbench, some[:5]) == ""


def one_short(answer, *_):
    """A verdict on cost that forgets one of the unknown."""
    return answer._replace(u=max(0, answer.u - 1))


def all_new(answer, *_):
    """New burden that takes what was found for new."""
    return tuple(one._replace(new=True) for one in answer)


CANARIES = {
    "an end date that no longer counts its own day": (
        tally,
        "stage_on",
        lambda rung, member, day: 0 if member.ends == day else rung,
    ),
    "one unknown left out": (verdict, "cost_verdict", one_short),
    "no flip point": (verdict, "_flip", lambda *_: None),
    "bounds that are never open": (verdict, "_bounds", lambda answer, *_: (answer[1], answer[1])),
    "what is found taken for new": (details, "additions", all_new),
    "a total that forgets a kind": (
        verdict,
        "sum_tallies",
        lambda answer, *_: answer._replace(known=answer.known // 2),
    ),
    "more than enough asked for": (
        verdict,
        "number_verdict",
        lambda answer, *_: answer._replace(needed=answer.needed + 1),
    ),
    "not met hidden by met": (
        verdicts,
        "assess",
        lambda answer, *_: answer._replace(
            verdicts=tuple(one._replace(value="met") for one in answer.verdicts)
        ),
    ),
}


@pytest.mark.parametrize("name", CANARIES)
def test_a_wrong_figure_is_caught(workbench, some, monkeypatch, name):
    """Whichever part of the arithmetic is wrong, the comparison says so."""
    put(monkeypatch, CANARIES[name][2], *CANARIES[name][:2])
    assert first_difference(workbench, some) != ""


@pytest.mark.parametrize(
    "act",
    [
        "withdraw",
        "return",
        "reject",
        "approve",
        "implement",
        "extend",
        "revoke",
        "lapse",
        "cost.record",
        "cost.restate",
        "procedure.assign",
        "procedure.handle",
        "procedure.review",
        "procedure.strike",
        "annul",
        "correct",
        "procedure.recode",
        "programme.list",
        "programme.void",
        "unit.change",
        "unit.close",
    ],
)
def test_an_act_without_its_effect_is_caught(workbench, some, monkeypatch, act):
    """An act that the projection forgets, on SQL as in memory, makes a difference to the rules."""
    monkeypatch.setitem(projection._APPLY, act, lambda _fact, _rows: None)
    assert first_difference(workbench, some) != ""


# --- once wrong -----------------------------------------------------------------------------------


class Story(Maker):
    """A register made by hand: one province, one department, one kind, nothing left to chance."""

    def __init__(self):
        super().__init__(0)
        self.add_unit("province", None)
        self.add_unit("so-a", "province")

    def add(self, code, unit="so-a", **more):
        """A procedure on record."""
        self.act("procedure.add", (f"procedure/{code}", procedure(unit) | more))

    def costs(self, code, annual):
        """Its cost as it is now."""
        body = {"stage": "before", "sheet": sheet(annual), "annual": str(annual)}
        assert self.act("cost.record", (f"procedure/{code}", body))

    def sealed_as(self, id_="p", missing="", kinds=("procedure",), more=()):
        """A programme over everything, sealed."""
        targets = [
            {
                "measure": measure,
                "kinds": [*kinds],
                "percent": "20",
                "basis": "broad",
                "stage": "proposed",
                "deadline": "2025-12-31",
                "missing": missing,
            }
            for measure in ("number", "cost")
        ]
        targets += more
        text = {
            "id": id_,
            "version": 1,
            "name": "Thử",
            "sources": [],
            "kinds": [*kinds],
            "unit": "*",
            "conversions": None,
            "starts": "2023-01-01",
            "ends": None,
            "appraisal": False,
            "targets": targets,
            "note": "",
        }
        assert self.act("programme.adopt", (f"programme/{id_}", text))
        self.wait(5)
        self.seal(text)

    def propose_now(
        self, code, after=None, kind="simplify", submission=SUBMITTED, action="remove-dossier-item"
    ):
        """A proposal for every programme that it may count for."""
        action = "abolish" if kind == "abolish" else action
        plan = {
            "kind": kind,
            "actions": [{"kind": action, "content": "bỏ", "reason": "thừa"}],
            "after_sheet": None if after is None else sheet(after),
            "submission": submission,
        }
        body = plan_body(self.rows, self.day, code, plan)
        assert self.act("propose", (f"procedure/{code}", body))

    def carry_out(self, code, decided="2023-05-20"):
        """Approved, and implemented at once without an end."""
        item = (f"procedure/{code}", {})
        assert self.act("approve", item, common={"decisions": [PAPER | {"date": decided}]})
        common = {
            "document": PAPER | {"date": decided},
            "in_force": decided,
            "ends": None,
            "publication": None,
        }
        assert self.act("implement", item, common=common)

    def restate_now(self, code, before, after):
        """Its cost measured anew, before and after."""
        body = {
            "before": sheet(before),
            "before_annual": str(before),
            "after": sheet(after),
            "after_annual": str(after),
            "document": PAPER | {"date": "2023-05-20"},
        }
        assert self.act("cost.restate", (f"procedure/{code}", body))

    def reopen(self, code):
        """Open for another programme."""
        assert self.act("reopen", (f"procedure/{code}", {}))

    def told(self, *programmes):
        """The register, to be judged far in the future."""
        return Made(tuple(self.facts), programmes, (FAR,))


def restated():
    """C12, R11: a cost restated on the ladder is not what the next baseline takes for the cost."""
    story = Story()
    story.add("1.1")
    story.costs("1.1", 100)
    story.sealed_as("p")
    story.propose_now("1.1", 60)
    story.restate_now("1.1", 200, 120)
    story.carry_out("1.1")
    story.sealed_as("q")  # listed 200 once: the cost before a cut that counts under p already
    return story.told("p", "q")


def recorded_on_the_ladder():
    """C12, R11: a first cost recorded on the ladder is not what the next baseline takes for the cost."""
    story = Story()
    story.add("1.1")
    story.sealed_as("p")
    story.propose_now("1.1", 60)
    story.costs("1.1", 100)
    story.carry_out("1.1")
    story.sealed_as("q")  # listed 100 once, not 60
    return story.told("p", "q")


def recorded_anew():
    """R9: a new procedure costs what was recorded last, as the next baseline has it too."""
    story = Story()
    story.add("1.1")
    story.sealed_as("p")
    story.add("1.2", in_force="2023-07-01")
    story.costs("1.2", 100)
    story.propose_now("1.2", 60)
    story.carry_out("1.2")
    story.costs("1.2", 80)  # the net of p said 60, a seal would list 80
    return story.told("p")


def abolished_again():
    """R5: what is abolished cannot be cut again, not even once it was simplified besides."""
    story = Story()
    story.add("1.1")
    story.add("1.2")
    story.sealed_as("p")
    story.propose_now("1.1", kind="abolish")
    story.carry_out("1.1")
    story.reopen("1.1")
    story.propose_now("1.1", 5)
    story.carry_out("1.1")
    story.sealed_as("q")  # listed 1.1 too, at 5 đồng
    return story.told("p", "q")


def closed_above():
    """R10: a unit's own sheet has the figures that the unit has on the sheet of all."""
    story = Story()
    story.add_unit("so-cu", "province")
    story.add_unit("phong-cu", "so-cu")
    story.add("1.1", "phong-cu")
    story.close_unit("so-cu")
    story.sealed_as("p")
    return story.told("p")  # check --unit so-cu: the unit had 0 members, its whole had 1


def empty_not_computed():
    """R10: a unit without members is not applicable, also where a list was never published."""
    story = Story()
    story.add("1.1", "province")
    story.sealed_as("p", missing="không công bố")
    return story.told("p")  # so-a was undetermined, exit code 7


def online_before():
    """R11: what a finished cut put online stays online when a further one takes a paper off its dossier."""
    story = Story()
    story.add("1.1")
    coverage = {"measure": "coverage", "at_least": "100%", "property": "online", "kinds": ["procedure"]}
    rest = {"basis": "broad", "stage": "proposed", "deadline": "2025-12-31", "missing": ""}
    story.sealed_as("p", more=[coverage | rest])
    story.propose_now("1.1", 60, action="online")
    story.carry_out("1.1")
    story.reopen("1.1")
    story.propose_now("1.1", 50)
    return story.told("p")  # the further cut alone was asked: 0 of 1


def equally_late():
    """W8: of two papers equally late the same one is named, wherever the sheet is read from."""
    story = Story()
    story.add("1.1")
    story.sealed_as("p")
    story.now = datetime(2023, 8, 1)
    story.propose_now("1.1", kind="abolish", submission=PAPER | {"date": "2023-06-01"})
    story.now = datetime(2023, 8, 11)
    story.carry_out("1.1", decided="2023-06-11")
    return story.told("p")  # by SQL it was entry 7, in memory entry 6


@pytest.mark.parametrize(
    "register",
    [
        equally_late,
        online_before,
        restated,
        recorded_on_the_ladder,
        recorded_anew,
        abolished_again,
        closed_above,
        empty_not_computed,
    ],
)
def test_what_was_wrong_once(workbench, register):
    """The program says of these registers what the rules say."""
    compare(workbench, 0, register(), every=True)
