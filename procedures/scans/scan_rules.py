"""Loads the rules of a scan from data/scans/: each with its source and the days on which it holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from procedures.paths import DATA
from procedures.scans.finding import Law


@cache
def scan_rules(name: str) -> Mapping[str, Any]:
    """Return the content of data/scans/NAME.toml; raises FileNotFoundError where there is none."""
    import tomllib  # most commands read none

    rules: dict[str, Any] = tomllib.loads((DATA / "scans" / f"{name}.toml").read_text("utf-8"))
    return rules


def holds(rule: Mapping[str, Any], day: str) -> bool:
    """True where a rule is in force on a day (ISO date): from its first day to its last, both included."""
    first, last = rule.get("from"), rule.get("until")
    return (first is None or first.isoformat() <= day) and (last is None or day <= last.isoformat())


def law_of(rule: Mapping[str, Any]) -> Law:
    """Return the provision that a rule stands on; a convention of the program has no document."""
    source = rule.get("source", {})
    return Law(*(str(source.get(part, "")) for part in Law._fields))
