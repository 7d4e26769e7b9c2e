"""Reads from the source which reasons can be given: by the whole program, and by one guard with its helpers."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from procedures import guards
from procedures.guards import first_release
from procedures.lifecycle import DEFINITION
from tests.support.golden import released_definition
from tests.support.paths import ROOT
from workflow.identity import people_rules
from workflow.identity.people import DEFERRED_ACTS
from workflow.replaying import definition_from_text

GUARDS = {**people_rules.GUARDS, **guards.GUARDS}
FIRST_RELEASE = definition_from_text(released_definition(1))
EARLIER = frozenset(first_release.GUARDS)  # guards that only the first release's life cycle asks


def every_code() -> frozenset[str]:
    """Every code that `refuse` or `Reason.of` is called with in the program, or is handed by a helper."""
    found: set[str] = set()
    for room in ("workflow", "procedures"):
        for path in (ROOT / room).rglob("*.py"):
            found.update(code for _call, code in _named(ast.parse(path.read_text("utf-8"))))
    return frozenset(found) | _handed()


def codes_of(guard: Callable[..., Any]) -> frozenset[str]:
    """The codes that a guard can yield, itself or through the functions of the program that it calls."""
    found: set[str] = set()
    for function in _called_by(inspect.unwrap(guard)):
        tree = _tree(function)
        found |= {code for _call, code in _named(tree)}
        found |= _yielded(tree)  # codes that a helper hands to `refuse`
        if _asks_other_guards(tree):
            for act in DEFERRED_ACTS:
                for name in DEFINITION.by_name[act].guards:
                    found |= codes_of(GUARDS[name])
    return frozenset(found)


def acts_of(name: str) -> frozenset[str]:
    """The acts that name a guard in the definition."""
    acts = (*DEFINITION.acts, *FIRST_RELEASE.acts) if name in EARLIER else DEFINITION.acts
    return frozenset(act.name for act in acts if name in act.guards)


def _named(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Calls of `….refuse("code", …)` and `Reason.of("code", …)`, with their code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            refuses = node.func.attr == "refuse"
            makes = node.func.attr == "of" and ast.unparse(node.func.value) == "Reason"
            first = node.args[0]
            if (refuses or makes) and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node, first.value


def _yielded(tree: ast.AST) -> set[str]:
    """Texts that a function yields."""
    return {
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Yield)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def _handed() -> frozenset[str]:
    """Codes that a guard gets from a helper which yields them as texts."""
    return frozenset().union(*(codes_of(guard) for guard in GUARDS.values()))


def _asks_other_guards(tree: ast.AST) -> bool:
    """True where a guard calls `GUARDS[…]`: it asks the rules of the act that waits."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(isinstance(func, ast.Subscript) and ast.unparse(func.value) == "GUARDS" for func in calls)


@cache
def _tree(function: Callable[..., Any]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _called_by(function: Callable[..., Any]) -> list[Callable[..., Any]]:
    """A guard and the functions that it hands its context or a sheet to, in its module and its common ones."""
    found = [function]
    for one in found:
        for node in ast.walk(_tree(one)):
            target = one.__globals__.get(node.id) if isinstance(node, ast.Name) else None
            if inspect.isfunction(target) and _is_guards_own(target) and target not in found:
                found.append(target)
    return found


def _is_guards_own(function: Callable[..., Any]) -> bool:
    """Helpers of guards live among the guards; what they compute with (`rules`) gives no reasons."""
    return function.__module__.startswith(("procedures.guards", "workflow.identity.people_rules"))
