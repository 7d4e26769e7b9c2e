"""The life cycle as data."""

from __future__ import annotations

from procedures.views.listing import Listing
from workflow import diagram
from workflow.definition import Definition


def transition_list(definition: Definition) -> Listing:
    """List every act: roles, states from and to, rules, and the acts whose persons may not do it."""
    rows = [
        (name, name, roles, source, dest, guards, apart)
        for name, roles, source, dest, guards, apart in diagram.transition_rows(definition)
    ]
    keys = ("act", "meaning", "roles", "from", "to", "guards", "distinct_from")
    terms = {"meaning": "act", "roles": "role", "from": "state", "to": "state", "distinct_from": "act"}
    return Listing("transitions", keys, rows, terms)
