"""Laws of registers in which recorded facts change: what must hold at every date, whatever was done.

They are said of the program's own figures, over random registers and the acts that the guards allow in them.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from procedures.dates import local_date
from procedures.rules.tally import earlier_cut, figures_at, is_repealed, tally
from procedures.services.verdict.sheet import verdict_sheet
from procedures.storage.rows import Member, Procedure, Programme, Proposal, Unit
from tests.properties.compare_registers import bench, shown
from tests.properties.compare_registers import tally as of_tally
from tests.properties.random_registers import Maker
from tests.support.sheets import PAPER
from workflow.storage.rows import Subject

SEEDS = st.integers(0, 10**6)


def runs(examples: int) -> settings:
    """So many registers, with no stop-watch: the machine is shared."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    return settings(max_examples=examples, deadline=None, database=None, suppress_health_check=slow)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A session that reads the rows in memory that it is given."""
    with bench(tmp_path_factory.mktemp("laws")) as made:
        yield made.session


def filled(seed: int) -> Maker:
    """A random register, still open for further acts."""
    maker = Maker(seed)
    maker.fill()
    return maker


def dates(maker: Maker) -> list[str]:
    """Each day on which a figure may turn, and the one after it."""
    rows = maker.rows
    days = {one.in_force for one in rows.scan(Proposal)} | {one.ends for one in rows.scan(Proposal)}
    days |= {one.closed for one in rows.scan(Unit)} | {maker.day}
    after = {(date.fromisoformat(day) + timedelta(days=1)).isoformat() for day in days if day}
    return sorted(after | {day for day in days if day})


def dearer(member: Member) -> bool:
    """C10: a cut whose cost is unknown, or more than what it comes after."""
    earlier = earlier_cut(member)
    cuts = [member] if earlier is None else [member, earlier]
    costs = [cut.after for cut in cuts] + [member.base]
    return None in costs or costs != sorted(costs)


@runs(60)
@given(SEEDS)
def test_the_ladder_never_rises(seed):
    """R7: in number at every date, broad and strict; in saving but for what costs more (C10)."""
    maker = filled(seed)
    for day in dates(maker):
        for one in tally(maker.rows.scan(Member), day).values():
            counts = [(stage.broad, stage.strict) for stage in one.stages]
            assert counts[0] >= counts[1] >= counts[2]
            for place in (0, 1):
                strictly = [count[place] for count in counts]
                assert strictly == sorted(strictly, reverse=True)
        for member in maker.rows.scan(Member):
            if not is_repealed(member, day) and not dearer(member):
                stages = [figures_at(member, rung, day) for rung in (1, 2, 3)]
                savings = [0 if figures is None else figures.saving for figures in stages]
                assert savings == sorted(savings, reverse=True)


@runs(25)
@given(SEEDS)
def test_rows_add_up_to_the_whole_at_every_date(session, seed):
    """R10: each row is its own members and the rows right beneath it; the rows at the top are the whole."""
    maker = filled(seed)
    units = {one.id: one for one in maker.rows.scan(Unit)}
    for day in dates(maker)[:12]:
        open_ = {id_ for id_, one in units.items() if one.closed is None or one.closed > day}

        def answers(id_, open_=open_):
            """The unit for which one counts on a day; None where there is none left."""
            while id_ is not None and id_ not in open_:
                id_ = units[id_].successor or units[id_].parent
            return id_

        for programme in sealed(maker):
            rows = told(session, maker, programme, day)["results"]
            figures = {id_: numbers(one["total"]) for id_, one in rows.items()}
            members = list(maker.rows.scan(Member, programme=programme))
            below = {}
            for id_ in open_:
                below.setdefault(answers(units[id_].parent), []).append(figures[id_])
            for id_ in open_:
                own = [one for one in members if answers(one.unit) == id_]
                assert figures[id_] == added_up([of_members(own, day), *below.get(id_, [])])
            nobody = [one for one in members if answers(one.unit) is None]
            assert figures["*"] == added_up([of_members(nobody, day), *below.get(None, [])])
            assert not any(any(figures[id_]) for id_ in set(units) - open_)


def of_members(members, day):
    """Every figure of some members."""
    return added_up([numbers(of_tally(one)) for one in tally(members, day).values()])


def added_up(rows):
    """The sums of rows, place by place."""
    return [sum(column) for column in zip([0] * 38, *rows, strict=True)]


def numbers(total):
    """Every figure of a row, in one list."""
    counts = [value for name, value in total.items() if name != "stages"]
    return counts + [value for stage in total["stages"].values() for value in stage.values()]


def sealed(maker):
    """The programmes whose seal was not taken back."""
    return [one.id for one in maker.rows.scan(Programme) if one.sealed is not None]


def told(session, maker, programme, day):
    """Every figure of the sheet of all units on a day."""
    at = replace(session, as_of=day, at=1, simulated=maker.rows)
    return shown(verdict_sheet(at, programme))


# --- document and record --------------------------------------------------------------------------


class Prompt(Maker):
    """A register in which every act comes on record on the day of its document, and none is taken back."""

    def __init__(self, seed):
        super().__init__(seed)
        self.gaps = 0
        self.steps = (self.propose, self.approve, self.implement, self.decided, self.further, self.recode)

    def dated(self, least="", **more):
        """A document of today."""
        return PAPER | {"date": max(self.day, least)} | more

    def carry_out(self, items):
        """In force at once, for good."""
        common = {"document": self.dated(), "in_force": self.day, "ends": None, "publication": None}
        self.act("implement", *items, common=common)

    def propose_one(self, code, kind, kinds, into=None, *, measured=False):
        """Never without a measured cost."""
        return super().propose_one(code, kind, kinds, into, measured=True)

    def step(self):
        """One more act."""
        self.rng.choice(self.steps)()
        self.wait(9)


@runs(30)
@given(SEEDS)
def test_document_and_record_agree_where_nothing_is_late(session, seed):
    """R12: then a target is met since the day on which its verdict turned, and nothing was recorded late."""
    maker = Prompt(seed)
    maker.found_units()
    maker.add_procedures(6)
    maker.add_procedures(6)
    for _ in range(8):
        maker.record()
    maker.adopt_and_seal()
    history = []
    for _ in range(25):
        maker.step()
        for programme in sealed(maker):
            history.append(
                (maker.facts[-1].recorded_at, programme, told(session, maker, programme, maker.day))
            )
    assume(sealed(maker))
    (programme,) = sealed(maker)
    stage = json.loads(maker.rows.get(Programme, programme).text)["targets"][0]["stage"]
    last = told(session, maker, programme, maker.day)
    for measure, timing in last["timings"].get("*", {}).items():
        since = ""
        for recorded, _programme, sheet in history:
            if sheet["results"]["*"]["verdicts"][stage][measure]["value"] != "met":
                since = None
            elif since is None:
                since = local_date(recorded)
        assert (timing["met_on"], timing["recorded_late"]) == (since, 0)


# --- done and undone ------------------------------------------------------------------------------


def figures_of(session, maker, day):
    """All sheets without what a review leaves behind, and without the moves that they name."""
    found = {}
    for programme in sealed(maker):
        sheet = told(session, maker, programme, day)
        for row in sheet["results"].values():
            for one in (row["total"], *row["kinds"].values()):
                del one["reviewed"]
            for verdict in row["verdicts"].values():
                del verdict["reviewed"], verdict["value"]
        sheet["named"].pop("moved", None)
        found[programme] = sheet
    return found


def proposed(maker, code):
    """A proposal of some kind, alone or with others."""
    before = len(maker.facts)
    if maker.chance(50):
        maker.merge()
    maker.propose_now(code)
    return [one.subject for one in maker.facts[before:] if one.act == "propose"][::-1]


def withdrawn(maker, code):
    """Proposed and withdrawn."""
    for subject in proposed(maker, code):
        maker.act("withdraw", (subject, {}))


def annulled(maker, code):
    """Proposed, approved, implemented, and annulled."""
    maker.propose_now(code)
    item = (f"procedure/{code}", {})
    names = ("necessity", "reasonableness", "legality", "cost")
    maker.act("appraise", item, common={"opinion": "được", "criteria": dict.fromkeys(names, True)})
    maker.act("approve", item, common={"decisions": [maker.dated(maker.papers([item], "submission"))]})
    maker.carry_out([item])
    maker.act("annul", item, common={"document": None})


def cut_further(maker, _code):
    """A finished cut opened again, a further one proposed and withdrawn."""
    code = maker.pick("implemented")
    if code and maker.act("reopen", (f"procedure/{code}", {})):
        withdrawn(maker, code)


def moved_about(maker, _code):
    """A procedure whose place goes to another unit and back by documents."""
    code = maker.pick("inventoried", "proposed", "approved", "implemented")
    procedure = maker.rows.get(Procedure, code)
    places = {one.unit for one in maker.rows.scan(Member, code=code)}
    if places == {procedure.unit} and maker.rows.get(Unit, procedure.unit).closed is None:
        for unit in (maker.unit(), procedure.unit):
            item = (f"procedure/{code}", {"unit": unit})
            maker.act("procedure.assign", item, common={"document": maker.dated()})


@runs(60)
@given(SEEDS, st.sampled_from((withdrawn, annulled, cut_further, moved_about)))
def test_what_is_undone_leaves_no_trace_in_the_figures(session, seed, done_and_undone):
    """R8, R10, R11: doing and undoing gives the sheet from before, but for what was reviewed."""
    maker = filled(seed)
    code = maker.pick("inventoried")
    assume(code is not None)
    days = [maker.day, *dates(maker)[-2:]]
    before = [figures_of(session, maker, day) for day in days]
    entries = len(maker.facts)
    done_and_undone(maker, code)
    event(f"{done_and_undone.__name__}: {'done' if len(maker.facts) > entries + 1 else 'refused'}")
    assume("procedure.add" not in {fact.act for fact in maker.facts[entries:]})  # a code that a merger makes
    under_way = {fact.subject for fact in maker.facts[entries:] if fact.act == "propose"}
    states = {maker.rows.get(Subject, subject).state for subject in under_way}
    assume(states <= {"inventoried"})
    assert [figures_of(session, maker, day) for day in days] == before


@runs(40)
@given(SEEDS)
def test_a_new_code_moves_no_figure(session, seed):
    """R4: place in the base, history and proposals follow a procedure through its codes."""
    maker = filled(seed)
    days = [maker.day, *dates(maker)[-2:]]
    before = [figures_of(session, maker, day) for day in days]
    for _ in range(3):
        maker.recode()
    for day, old in zip(days, before, strict=True):
        for programme, sheet in figures_of(session, maker, day).items():
            groups, now = old[programme].pop("named"), sheet.pop("named")
            assert sheet == old[programme]
            assert {name: len(codes) for name, codes in now.items()} == {
                name: len(codes) for name, codes in groups.items()
            }
