"""Text files that people write: UTF-8 text, and TOML or JSON as plain data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from procedures.errors import BadInput, InputProblem
from procedures.input.checks import normalise, with_iso_dates


def read_text(path: Path) -> str:
    """A text file in UTF-8, with or without a byte order mark. Raises BadInput."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "UTF-8?"
        raise BadInput((InputProblem(str(path), "unreadable-file", "", why),)) from error


def read_codes(path: Path) -> list[str]:
    """Codes of a file with one a line; # begins a comment. Raises BadInput."""
    lines = read_text(path).splitlines()
    return [word for line in lines if (word := line.partition("#")[0].strip())]


def read_structure(path: Path) -> dict[str, Any]:
    """A TOML or JSON file as plain data: numbers as text, dates ISO, NFC. Raises BadInput."""
    import tomllib  # most commands read none

    text = read_text(path)
    try:
        if path.suffix.lower() == ".json":
            data = json.loads(text, parse_float=str, parse_int=str)
        else:
            data = _as_text(tomllib.loads(text, parse_float=str))
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadInput((InputProblem("", "not-toml", "", str(error)),), str(path)) from error
    if not isinstance(data, dict):
        raise BadInput((InputProblem("", "dict_type", ""),), str(path))
    try:
        found: dict[str, Any] = with_iso_dates(normalise(data))
    except BadInput as error:
        raise BadInput(error.problems, str(path)) from error
    return found


def _as_text(value: Any) -> Any:
    """TOML's whole numbers and dates as text; true and false stay."""
    if isinstance(value, dict):
        return {name: _as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
