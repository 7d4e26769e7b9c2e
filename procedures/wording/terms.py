"""Lists every stable name that people read as a word, so that the catalogues hold them all.

`language.term(kind, name)` looks a name up; a test requires both catalogues to hold each one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from procedures.lifecycle import DEFINITION, STATES
from procedures.paths import DATA
from procedures.rules.action_kinds import ACTION_KINDS, LEVELS
from procedures.rules.compliance_cost import CHANNELS, TASKS
from procedures.rules.levels import PERFORMING_LEVELS
from procedures.rules.portal.answers import PORTAL_ANSWERS, PORTAL_REASONS
from procedures.rules.review_plans import REVIEW_ENDS
from procedures.rules.threshold import MEASURES, PROPERTIES
from procedures.stated_values import TIME_UNITS

# Kind -> names. The kind is the catalogue's context, since one name may take two words ("merge").
TERMS: dict[str, tuple[str, ...]] = {
    "state": STATES,
    "outcome": (
        *STATES[1:],
        "withdrawn",
        "returned",
        "rejected",
        "revoked",
        "annulled",
        "lapsed",
        "reopened",
    ),
    "act": tuple(act.name for act in DEFINITION.acts),
    "role": DEFINITION.roles,
    "action": tuple(ACTION_KINDS),
    "level": LEVELS,
    "performing-level": PERFORMING_LEVELS,
    "task": TASKS,
    "plan": ("abolish", "simplify", "merge"),
    "kind": ("procedure", "internal", "condition", "report", "standard", "inspection"),
    "unit": ("province", "department", "district", "commune", "ministry", "division"),
    "value": ("met", "not-met", "undetermined", "not-applicable", "not-computed"),
    "gone": ("struck", "abolished"),
    "done": REVIEW_ENDS,
    "standing": ("late", "handled"),
    "channel": CHANNELS[1:],
    "portal": PORTAL_ANSWERS,
    "portal-why": PORTAL_REASONS,
    "time": TIME_UNITS,
    "stage": ("before", "after", *STATES[1:]),
    "basis": ("broad", "strict", "estimate", "measured"),
    "measure": MEASURES,
    "property": tuple(PROPERTIES),
    "burden": ("gross", "net"),
    "listed": ("over", "has"),
    "left-out": (
        "kind",
        "unassigned",
        "struck",
        "abolished",
        "list",
        "scope",
        "level",
        "after-seal",
        "since",
    ),
    "document": (
        "submission",
        "decision",
        "implementing",
        "publication",
        "forward",
        "appraisal",
        "extension",
        "restatement",
        "returned",
        "rejected",
        "revoked",
        "withdrawn",
        "reopened",
    ),
    "open": ("struck", "kind", "shared", "authority"),
    "subject": ("procedure", "unit", "person", "programme", "register", "review"),
    "counts": ("always", "measured", "never"),
    "criterion": ("necessity", "reasonableness", "legality", "cost"),
}

# Fields of the acts that the engine defines, and names for parts of a sheet.
_MORE_FIELDS = (
    "public",
    "role",
    "scope",
    "key",
    "suspected_from",
    "people",
    "clock",
    "backup",
    "seq",
    "missing",
    "leaf",
    "lost",
    "entries",
    "entry",
    "accept",
    "expires",
    "proof",
    "definition",
    "keys",
    "decision",
    "in_force",
    "document",
)


def fields() -> tuple[str, ...]:
    """Return every field name that a signed body may hold, sorted."""
    path = DATA / "shapes.json"
    shapes = json.loads(path.read_text(encoding="utf-8"))["shapes"]
    return tuple(sorted({*_names(shapes), *_MORE_FIELDS}))


def _names(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if schema.get("type") == "typed-dict":
            yield from schema["fields"]
        for value in schema.values():
            yield from _names(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _names(value)
