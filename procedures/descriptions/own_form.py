"""Reads a record of the program's own form `tinhgon`: a `Description` and the `code` of its procedure.

What is left out is not stated. What is no value of its field is left out and told, as of any other form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from procedures.descriptions.clean_text import clean
from procedures.descriptions.rows import nothing_read, rows_in, section, unread_parts
from procedures.rules.action_kinds import LEVELS
from procedures.rules.compliance_cost import CHANNELS
from procedures.rules.document_levels import DOCUMENT_KINDS
from procedures.rules.levels import PERFORMING_LEVELS
from procedures.stated_values import TIME_UNITS

_WAYS = CHANNELS[1:]  # the first is "not stated"


def _matches(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _is_limit(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"value", "unit"}
        and value["unit"] in TIME_UNITS
        and _is_limit_value(value["value"])
    )


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_is_limit_value = _matches(r"[0-9]{1,5}(\.[0-9]{1,2})?")
_is_count = _matches(r"[0-9]{1,4}")
# Of each field of a row that is no text: whether a value is one. None is not stated.
_VALUES: dict[str, dict[str, Callable[[Any], bool]]] = {
    "channels": {"limit": _is_limit, "fee": _matches("(0|[1-9][0-9]{0,14})")},
    "items": {"originals": _is_count, "copies": _is_count},
    "bases": {
        "date": _is_date,
        "kind": lambda value: value in DOCUMENT_KINDS,
        "level": lambda value: value in LEVELS,
    },
}
_TEXTS = {
    "channels": ("limit_words", "fee_words", "note"),
    "items": ("name", "form", "case"),
    "bases": ("number", "title", "body"),
}


def read_own_form(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description of a record."""
    description = nothing_read()
    odd: dict[str, list[str]] = {}
    for name, empty in description.items():
        if empty == "":
            description[name] = clean(words.get(name))
    agencies = section(words, "agencies")
    for role in description["agencies"]:
        description["agencies"][role] = _texts(agencies.get(role))
    levels = _texts(words.get("levels"))
    description["levels"] = [level for level in PERFORMING_LEVELS if level in levels]
    odd["levels"] = [level for level in levels if level not in PERFORMING_LEVELS]
    for part in _TEXTS:
        rows = [_row(part, row) for row in rows_in(words.get(part))]
        description[part] = [row for row, _fault in rows if row is not None]
        odd[part] = [fault for _row_, fault in rows if fault]
    description["unread"] = unread_parts(**odd) + [
        {"part": clean(one.get("part")), "words": clean(one.get("words"))}
        for one in rows_in(words.get("unread"))
    ]
    return description


def _texts(value: Any) -> list[str]:
    return list(filter(None, map(clean, value))) if isinstance(value, list) else []


def _row(part: str, row: dict[str, Any]) -> tuple[dict[str, Any] | None, str]:
    """Return a row in its shape, None where it has none, and its words where not all were understood."""
    if part == "channels" and row.get("channel") not in _WAYS:
        return None, _as_words(row)
    made: dict[str, Any] = {"channel": row["channel"]} if part == "channels" else {}
    made |= {name: clean(row.get(name)) for name in _TEXTS[part]}
    fault = ""
    for name, is_value in _VALUES[part].items():
        value = row.get(name)
        made[name] = value if value is not None and is_value(value) else None
        if value is not None and made[name] is None:
            fault = _as_words(row)
    return made, fault


def _as_words(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)
