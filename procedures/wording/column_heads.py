"""Heads of the columns of every list, by the list's name and the column's."""

from __future__ import annotations

from collections.abc import Sequence

from procedures.wording.language import N_, _

HEADS: dict[str, dict[str, str]] = {
    "portal": {
        "code": N_("Code"),
        "unit": N_("Unit"),
        "answer": N_("Cut at the portal"),
        "action": N_("Action"),
        "content": N_("Content"),
        "action_answer": N_("Action at the portal"),
        "why": N_("Why"),
        "part": N_("Part"),
        "before": N_("Words before"),
        "after": N_("Words after"),
        "described_before": N_("Described before at entry"),
        "described_now": N_("Described since at entry"),
        "name": N_("Name"),
    },
    "people": {
        "id": N_("Person"),
        "name": N_("Name"),
        "roles": N_("Roles"),
        "keys": N_("Keys"),
        "until": N_("Left at entry"),
    },
    "units": {
        "id": N_("Unit"),
        "name": N_("Name"),
        "kind": N_("Kind"),
        "parent": N_("Parent"),
        "closed": N_("Closed"),
        "successor": N_("Successor"),
    },
    "keys": {
        "key": N_("Fingerprint"),
        "person": N_("Person"),
        "name": N_("Name"),
        "since": N_("Since entry"),
        "until": N_("Revoked at"),
        "suspected": N_("Suspected from"),
        "last_day": N_("Last day"),
    },
    "roles": {
        "person": N_("Person"),
        "role": N_("Role"),
        "unit": N_("Unit"),
        "since": N_("Since entry"),
        "until": N_("Until entry"),
    },
    "waiting": {
        "entry": N_("Entry"),
        "act": N_("Act"),
        "subject": N_("Subject"),
        "by": N_("By"),
        "body": N_("Content"),
    },
    "programmes": {
        "id": N_("Programme"),
        "name": N_("Name"),
        "targets": N_("Targets"),
        "state": N_("State"),
        "sealed": N_("Sealed at entry"),
        "members": N_("Procedures"),
    },
    "review-progress": {
        "plan": N_("Plan"),
        "unit": N_("Unit"),
        "name": N_("Name"),
        "planned": N_("Planned"),
        "done": N_("Done"),
        "late": N_("Overdue"),
        "rate": N_("Rate"),
    },
    "review-due": {
        "code": N_("Code"),
        "due": N_("Due"),
        "late": "",
        "unit": N_("Unit"),
        "done": N_("Done"),
        "entry": N_("Entry"),
        "name": N_("Name"),
        "basis": N_("Ground"),
        "product": N_("Product"),
    },
    "inventory": {
        "code": N_("Code"),
        "unit": N_("Unit"),
        "state": N_("State"),
        "annual": N_("Cost a year"),
        "levels": N_("Levels"),
        "handled": "",
        "name": N_("Name"),
    },
    "unassigned": {
        "code": N_("Code"),
        "field": N_("Field of work"),
        "agencies": N_("Agencies"),
        "name": N_("Name"),
    },
    "incomes": {
        "year": N_("Year"),
        "annual_per_head": N_("Income per head (đồng a year)"),
        "source": N_("Source"),
    },
    "contested": {
        "seq": N_("Entry"),
        "recorded_at": N_("Recorded"),
        "person": N_("Person"),
        "act": N_("Act"),
        "subjects": N_("Subjects"),
        "key": N_("Key"),
        "confirmed": N_("Confirmed by entry"),
    },
    "log": {
        "seq": N_("Entry"),
        "recorded_at": N_("Recorded"),
        "person": N_("Person"),
        "act": N_("Act"),
        "subject": N_("Subject"),
        "reason": N_("Reason"),
        "leaf": N_("Leaf"),
    },
    "queue": {
        "code": N_("Code"),
        "since": N_("Since"),
        "due": N_("Due"),
        "unit": N_("Unit"),
        "plan": N_("Plan"),
        "name": N_("Name"),
        "points": N_("To note"),
        "possible": N_("Possible now"),
        "against": N_("Not possible"),
    },
    "register": {"field": N_("Field"), "value": N_("Value")},
    "doctor": {"check": N_("Checked"), "found": N_("Found"), "judgement": N_("Judgement")},
    "transitions": {
        "act": N_("Act"),
        "meaning": N_("Meaning"),
        "roles": N_("Roles"),
        "from": N_("From"),
        "to": N_("To"),
        "guards": N_("Rules"),
        "distinct_from": N_("Not by who did"),
    },
}


def column_heads(name: str, keys: Sequence[str]) -> list[str]:
    """The heads of a list's columns in the language in use."""
    heads = HEADS[name]
    return [_(heads[key]) if heads[key] else "" for key in keys]
