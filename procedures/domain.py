"""Binds what the engine needs to know of procedures: definition, rules by version, rows, projection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procedures import guards, lifecycle, projection
from procedures.input.checks import shape_errors
from procedures.rules import demonstration
from procedures.rules.unit_hierarchy import owning_unit, unit_path
from procedures.storage.rows import KEYS, FormerCode, Member, Procedure, Proposal, Unit
from workflow import domain
from workflow.identity import people_rules

if TYPE_CHECKING:
    from workflow.journal.intents import Intent

RULES = "2"  # version of the formula and counting rules; a signed intent names the one it was made by


def prefetch_keys(intent: Intent) -> dict[type[Any], list[tuple[str | int, ...]]]:
    """Return the keys of the rows that performing an intent will read, by row class.

    They are read in one query each; a key that is left out only costs a query of its own.
    """
    codes = [item.subject.partition("/")[2] for item in intent.items if item.subject.startswith("procedure/")]
    if intent.act == "review.plan":
        codes = [
            planned["code"]
            for item in intent.items
            for planned in item.body.get("items", ())
            if isinstance(planned, dict) and isinstance(planned.get("code"), str)
        ]
        return {Procedure: [(code,) for code in codes]}
    if not codes or intent.act == "procedure.add":
        return {Procedure: [(code,) for code in codes], FormerCode: [(code,) for code in codes]}
    wanted: dict[type[Any], list[tuple[str | int, ...]]] = {
        Procedure: [(code,) for code in codes],
        FormerCode: [(code,) for code in codes],
        Proposal: [(code, round_) for code in codes for round_ in (1, 2)],
        Unit: [(intent.scope,)],
    }
    if intent.act == "propose":
        wanted[Member] = [
            (programme, code)
            for item, code in zip(intent.items, codes, strict=True)
            for programme in item.body.get("programmes", ())
            if isinstance(programme, str)
        ]
    return wanted


_RULES = domain.Rules(
    {**people_rules.GUARDS, **guards.GUARDS}, shape_errors, alone=frozenset({"unit.change", "unit.close"})
)
DOMAIN = domain.Domain(
    definition=lifecycle.DEFINITION,
    definitions={**lifecycle.RELEASED, lifecycle.DEFINITION.digest: frozenset({RULES})},
    version=RULES,
    rules=dict.fromkeys(("1", RULES), _RULES),  # they differ in which guards the definition asks
    keys=KEYS,
    home=owning_unit,
    path=unit_path,
    apply=projection.apply,
    needs=prefetch_keys,
    published_keys=demonstration.PUBLISHED_KEYS,
)
