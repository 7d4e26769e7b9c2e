"""Draws a definition as a Mermaid state diagram and as a table of its acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.definition import Definition


def mermaid(definition: Definition, label: Callable[[str], str] = str) -> str:
    """Write the states and transitions as a Mermaid state diagram; `label` translates their names."""
    lines = ["stateDiagram-v2"]
    lines += [
        f"    {state.name}: {label(state.name)}"
        for state in definition.states
        if label(state.name) != state.name
    ]
    lines.append(f"    [*] --> {definition.initial}")
    arrows: dict[tuple[str, str], list[str]] = {}
    for act in definition.acts:
        for source in act.sources:
            arrows.setdefault((source, act.dest or source), []).append(label(act.name))
    lines += [f"    {source} --> {dest}: {', '.join(names)}" for (source, dest), names in arrows.items()]
    lines += [f"    {state.name} --> [*]" for state in definition.states if state.final]
    return "\n".join(lines) + "\n"


def transition_rows(definition: Definition) -> tuple[tuple[str, str, str, str, str, str], ...]:
    """Return a row for each act: act, roles, sources, dest, guards, distinct_from; lists joined by ", "."""
    return tuple(
        (
            act.name,
            ", ".join(act.roles),
            ", ".join(act.sources),
            act.dest or "",
            ", ".join(act.guards),
            ", ".join(act.distinct_from),
        )
        for act in definition.acts
    )
