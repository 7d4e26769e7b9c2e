"""The house: everything the engine is told about procedures, in one value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procedures import guards, lifecycle, projection
from procedures.input.checks import shape_errors
from procedures.rules.unit_hierarchy import owning_unit, unit_path
from procedures.storage.rows import KEYS, Member, Procedure, Unit
from workflow import domain
from workflow.identity import people_rules

if TYPE_CHECKING:
    from workflow.journal.intents import Intent

RULES = "1"  # the version of the formula and the counting rules that guards recount by


def prefetch_keys(intent: Intent) -> dict[type[Any], list[tuple[str | int, ...]]]:
    """Rows that performing an intent will ask for: read ahead in bulk, for speed only."""
    codes = [i.subject.partition("/")[2] for i in intent.items if i.subject[:10] == "procedure/"]
    if intent.act == "review.plan":
        codes = [
            one["code"]
            for i in intent.items
            for one in i.body.get("items", ())
            if isinstance(one, dict) and isinstance(one.get("code"), str)
        ]
        return {Procedure: [(code,) for code in codes]}
    if not codes or intent.act == "procedure.add":
        return {Procedure: [(code,) for code in codes]}
    wanted: dict[type[Any], list[tuple[str | int, ...]]] = {
        Procedure: [(code,) for code in codes],
        Unit: [(intent.scope,)],
    }
    if intent.act == "propose":
        named = [
            (p, c)
            for i, c in zip(intent.items, codes, strict=True)
            for p in i.body.get("programmes", ())
            if isinstance(p, str)
        ]
        wanted[Member] = list(named)
    return wanted


DOMAIN = domain.Domain(
    definition=lifecycle.DEFINITION,
    version=RULES,
    rules={
        RULES: domain.Rules(
            {**people_rules.GUARDS, **guards.GUARDS},
            shape_errors,
            alone=frozenset({"unit.change", "unit.close"}),
        )
    },
    keys=KEYS,
    home=owning_unit,
    path=unit_path,
    apply=projection.apply,
    needs=prefetch_keys,
)
