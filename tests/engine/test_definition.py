"""Definitions: their static checks, the machine behind them, their drawings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.domain import DOMAIN
from tests.engine import toy_library_loan as toy
from workflow.definition import Act, Definition, Exclusion, State
from workflow.definition_checks import definition_problems
from workflow.diagram import mermaid, transition_rows
from workflow.errors import BrokenDefinition
from workflow.state_machine import CompiledMachine, fired_table

SOUND = toy.DEFINITION
GUARDS = toy.DOMAIN.guards
SHELVED, LENT, SOLD = SOUND.states


def with_act(act: Act) -> Definition:
    return replace(SOUND, acts=(*SOUND.acts, act))


BROKEN = [
    (replace(SOUND, states=(State("shelved"), LENT, SOLD)), "initial-states"),
    (replace(SOUND, states=(SHELVED, State("lent", initial=True), SOLD)), "initial-states"),
    (replace(SOUND, states=(*SOUND.states, State("limbo", final=True))), "unreachable"),
    (with_act(Act("lose", "book", ("reader",), ("lent",), "lost")), "unknown-state"),
    (
        replace(
            with_act(Act("lose", "book", ("reader",), ("lent",), "lost")),
            states=(*SOUND.states, State("lost")),
        ),
        "trap",
    ),
    (with_act(Act("burn", "book", ("villain",), ("lent",), "sold")), "unknown-role"),
    (
        with_act(Act("burn", "book", ("reader",), ("lent",), "sold", guards=("nobody-looks",))),
        "unknown-guard",
    ),
    (with_act(Act("burn", "book", (), ("lent",), "sold")), "nobody-can"),
    (with_act(Act("lend", "book", ("reader",), ("lent",), "sold")), "shadowed"),
    (with_act(Act("burn", "book", ("reader",), ("lent", "lent"), "sold")), "shadowed"),
    (with_act(Act("burn", "book", ("reader",), ("lent",), "sold", distinct_from=("never",))), "unknown-act"),
    (
        with_act(Act("burn", "book", ("reader",), ("lent",), "sold", distinct_from=("burn",))),
        "distinct-from-itself",
    ),
    (with_act(Act("found", "book", ("reader",), dest="lent", opens=True)), "opens-elsewhere"),
    (with_act(Act("move", "shelf", ("reader",), ("lent",), "sold")), "moves-no-case"),
    (replace(SOUND, steward="king"), "unknown-role"),
    (replace(SOUND, exclusions=(Exclusion("reader", "reader"),)), "excludes-itself"),
    (
        replace(
            SOUND,
            states=(*SOUND.states, State("mid"), State("end", final=True)),
            acts=(*SOUND.acts, Act("x", "book", ("reader",), ("mid",), "end")),
        ),
        "nobody-can",
    ),
]


@pytest.mark.parametrize(
    ("definition", "code"), BROKEN, ids=[f"{code}-{i}" for i, (_, code) in enumerate(BROKEN)]
)
def test_each_mistake_is_found(definition, code):
    """Every kind of mistake in a definition is a problem with its own code."""
    assert code in {problem.code for problem in definition_problems(definition, GUARDS)}


def test_sound_definitions_have_no_problems():
    """The toy's definition and the real one are sound."""
    assert definition_problems(SOUND, GUARDS) == ()
    assert definition_problems(DOMAIN.definition, DOMAIN.guards) == ()


@pytest.mark.parametrize("definition", [SOUND, DOMAIN.definition], ids=["toy", "real"])
def test_the_machine_agrees_with_the_data(definition):
    """Firing every act from every state on `transitions` gives the definition's own table."""
    assert fired_table(definition) == definition.steps


def test_the_machine_has_no_back_doors():
    """No to_<state> trigger exists, and an impossible act moves nothing."""
    machine = CompiledMachine(SOUND)
    assert machine.next_state("shelved", "to_sold") is None
    assert machine.next_state("sold", "lend") is None
    assert machine.next_state("shelved", "lend") == "lent"


@pytest.mark.parametrize("definition", [SOUND, DOMAIN.definition], ids=["toy", "real"])
def test_fired_and_looked_up_steps_are_the_same(definition):
    """From every state, and from none, every act leads where the table says that replay and lists use."""
    machine = CompiledMachine(definition)
    for act in definition.acts:
        for state in (None, *(one.name for one in definition.states)):
            assert machine.step(act, state) == definition.step(act, state), (act.name, state)


def test_a_machine_that_differs_is_refused():
    """A definition whose step `transitions` resolves otherwise is refused, not run."""
    shadowed = with_act(Act("lend", "book", ("reader",), ("shelved",), "sold"))
    with pytest.raises(BrokenDefinition):
        fired_table(shadowed)


NAMES = st.sampled_from(["a", "b", "c", "d"])


@given(
    st.lists(
        st.tuples(st.sampled_from(["x", "y", "z"]), st.sets(NAMES, min_size=1), st.one_of(st.none(), NAMES)),
        max_size=3,
        unique_by=lambda act: act[0],
    )
)
def test_any_definition_compiles_to_its_own_table(rows):
    """For made-up definitions without shadows the machine's table is the data's."""
    states = tuple(State(name, initial=name == "a", final=True) for name in "abcd")
    made = tuple(Act(name, "case", ("r",), tuple(sorted(sources)), dest) for name, sources, dest in rows)
    definition = Definition("made", "case", states, made, ("r",), "r")
    assert fired_table(definition) == definition.steps


def test_a_definition_reads_back_from_its_text():
    """The text in the journal is the whole definition."""
    for definition in (SOUND, DOMAIN.definition):
        again = Definition.from_text(definition.text)
        assert again == definition
        assert again.digest == definition.digest


def test_the_diagram_shows_every_step():
    """Mermaid text has an arrow for each transition, the start, and the final states."""
    drawn = mermaid(DOMAIN.definition)
    for (source, act), dest in DOMAIN.definition.steps.items():
        line = next(line for line in drawn.splitlines() if f"{source} --> {dest}:" in line)
        assert act in line
    assert "[*] --> inventoried" in drawn
    assert "implemented --> [*]" in drawn
    assert len(transition_rows(DOMAIN.definition)) == len(DOMAIN.definition.acts)
