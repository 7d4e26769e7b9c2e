"""Writes a programme as the TOML file that `read_programme` reads back to the same text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_TABLES = ("sources", "targets")
_DATES = frozenset({"date", "starts", "ends", "deadline"})
_NAMED = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def as_toml(text: Mapping[str, Any]) -> str:
    """Return a programme's text as TOML; what is null is left out, as it is when it is read."""
    return "".join(f"{line}\n" for line in _lines(text)).lstrip("\n")


def _lines(text: Mapping[str, Any]) -> Iterator[str]:
    plain = {name: value for name, value in text.items() if name not in {*_TABLES, "conversions"}}
    yield from _pairs(plain)
    if text["conversions"] is not None:
        yield from ("", "[conversions]", *_pairs(text["conversions"]))
    for table in _TABLES:
        for row in text[table]:
            yield from ("", f"[[{table}]]", *_pairs(row))


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    return (f"{name} = {_value(name, value)}" for name, value in values.items() if value is not None)


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_value('', one) for one in value)}]"
    if isinstance(value, int) or (name in _DATES and isinstance(value, str)):
        return str(value)  # a date stands without quotation marks
    signs = (_NAMED.get(sign) or (sign if sign.isprintable() else _escape(sign)) for sign in str(value))
    return f'"{"".join(signs)}"'


def _escape(sign: str) -> str:
    return f"\\U{ord(sign):08X}"
