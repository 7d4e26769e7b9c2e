"""Text files that people write: plain text, lists of codes, and TOML or JSON as plain data."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

from procedures.errors import BadInput, InputProblem
from procedures.input.checks import normalise, with_iso_dates
from procedures.plain_text import NotUnicode, decode_plain
from workflow.errors import NotFound
from workflow.storage.files import read_regular


def read_text(path: Path) -> str:
    r"""Return the text of a regular file in UTF-8 or UTF-16 (`decode_plain`); lines end in "\n".

    Raises BadInput: when the file cannot be read, or is no such text.
    """
    try:
        return decode_text(path, read_regular(path))
    except OSError as error:
        raise _unreadable(path, error.strerror or "") from error


def decode_text(path: Path, data: bytes) -> str:
    r"""Decode the bytes of a file as `decode_plain` does; lines end in "\n".

    Raises BadInput: when they are no such text.
    """
    try:
        return io.StringIO(decode_plain(data), newline=None).read()
    except NotUnicode as error:
        raise BadInput((InputProblem(str(path), f"text-{error.code}", "", str(error.byte)),)) from error


def read_existing(path: Path) -> bytes:
    """Return the bytes of a regular file that a user names, where its absence is a question of its own.

    Raises NotFound: when there is none. Raises BadInput: when it cannot be read.
    """
    try:
        return read_regular(path)
    except FileNotFoundError as error:
        raise NotFound("no-such-file", path=path) from error
    except OSError as error:
        raise _unreadable(path, error.strerror or "") from error


def _unreadable(path: Path, reason: str) -> BadInput:
    return BadInput((InputProblem(str(path), "unreadable-file", "", reason),))


def read_codes(path: Path) -> list[str]:
    """Return the codes of a file, one or more on each line; # begins a comment.

    Codes on a line stand apart by a comma, a semicolon or a tab, as a spreadsheet saves them.

    Raises BadInput: when the file cannot be read.
    """
    lines = (line.partition("#")[0] for line in read_text(path).splitlines())
    words = (word.strip().strip('"').strip() for line in lines for word in re.split("[,;\t]", line))
    return [word for word in words if word]


def read_structure(path: Path) -> dict[str, Any]:
    """Read a TOML or JSON file as plain data: numbers as decimal text, dates ISO, text in NFC.

    Raises BadInput: when the file cannot be read, or holds no table.
    """
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
    """Replace whole numbers and dates of TOML by text; true and false stay."""
    if isinstance(value, dict):
        return {name: _as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
