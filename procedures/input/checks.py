"""Checking what people hand in, every problem at once, with the schemas compiled from `model`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from procedures.errors import BadInput, InputProblem
from procedures.paths import DATA

_DATES = frozenset({"date", "in_force", "ends", "due", "starts", "deadline"})
_VIETNAMESE_DATE = r"(\d{1,2})/(\d{1,2})/(\d{4})"
# Control, format (bidi, zero width), surrogate, private use, unassigned; line breaks in prose are text.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_KNOWN = _REFUSED - {"Cn"}  # what is unassigned differs from one Python to the next


def shape_problems(shape: str, data: Any, refused: Collection[str] = _REFUSED) -> tuple[InputProblem, ...]:
    """Every problem of `data` against a shape of `model` by name; () fits."""
    from pydantic_core import ValidationError  # costs more than reading commands may

    try:
        _validator(shape).validate_python(data)
    except ValidationError as error:
        problems = tuple(map(_problem, error.errors(include_url=False)))
    else:
        problems = ()
    return problems + tuple(_words(data, refused))


def shape_errors(act: str, common: Any, body: Any) -> tuple[str, ...]:
    """The fields of an act's bodies that have the wrong shape, as places.

    Letters that a newer Python knows and this one does not are no reason: what one machine let
    through another must be able to verify.
    """
    shapes = _data()["acts"].get(act)
    if shapes is None:
        return (act,)
    found = [*shape_problems(shapes[0], body, _KNOWN), *shape_problems(shapes[1], common, _KNOWN)]
    return tuple(dict.fromkeys(problem.place or "body" for problem in found))


def require_shape(shape: str, data: Any, source: str = "") -> None:
    """Raise BadInput with every problem unless `data` fits."""
    problems = shape_problems(shape, data)
    if problems:
        raise BadInput(problems, source)


def normalise(data: Any) -> Any:
    """The same value with every text NFC and stripped: what is typed the same is the same."""
    if isinstance(data, str):
        return unicodedata.normalize("NFC", data).strip()
    if isinstance(data, dict):
        return {normalise(name): normalise(value) for name, value in data.items()}
    if isinstance(data, list):
        return [normalise(value) for value in data]
    return data


def iso_date(text: str, place: str = "date") -> str:
    """An ISO date from dd/mm/yyyy or ISO. Raises BadInput naming the place."""
    found = re.fullmatch(_VIETNAMESE_DATE, text.strip())
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        raise BadInput((InputProblem(place, "not-a-date", text[:60]),)) from error


def amount(text: str, place: str) -> str:
    """Whole đồng as the journal writes them. `1.234.567` and `1234567`; anything else BadInput."""
    plain = text.strip()
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", plain):
        plain = plain.replace(".", "")
    if not re.fullmatch(r"\d{1,18}", plain):
        raise BadInput((InputProblem(place, "not-an-amount", text[:60]),))
    return str(int(plain))


def with_iso_dates(data: Any) -> Any:
    """The same value with every date field written ISO. Raises BadInput."""
    if isinstance(data, dict):
        return {
            name: iso_date(value, name)
            if name in _DATES and isinstance(value, str) and value
            else with_iso_dates(value)
            for name, value in data.items()
        }
    if isinstance(data, list):
        return [with_iso_dates(value) for value in data]
    return data


def odd_character(text: str, refused: Collection[str] = _REFUSED) -> str:
    """The first character that may not stand in any text, as U+XXXX; "" where there is none."""
    if text.isprintable():  # the common case, at the speed of C
        return ""
    for character in text:
        if unicodedata.category(character) in refused and character not in "\n\t":
            return f"U+{ord(character):04X}"
    return ""


def require_clean_text(data: Any, place: str) -> None:
    """Raise BadInput where a text anywhere in a body holds a character that may not stand there."""
    odd = [one for one in _words(data) if one.code == "odd-character"]
    if odd:
        raise BadInput(tuple(one._replace(place=f"{place}.{one.place}".strip(".")) for one in odd))


def require_utf8(words: Sequence[str]) -> None:
    """Raise BadInput where a word of the command line is no text, or one that no system would pass on."""
    for number, word in enumerate(words, 1):
        if "\0" in word or any(unicodedata.category(sign) == "Cs" for sign in word):
            raise BadInput((InputProblem(str(number), "odd-character", odd_character(word)),))


def _words(data: Any, refused: Collection[str] = _REFUSED) -> Iterator[InputProblem]:
    """What is wrong with texts anywhere in `data`; a place is built only where something is."""
    if isinstance(data, str):
        if odd := odd_character(data, refused):
            yield InputProblem("", "odd-character", odd)
        return
    inside: Iterable[tuple[Any, Any]] = ()
    if isinstance(data, dict):
        inside = data.items()
        for name, value in inside:
            if name in _DATES and isinstance(value, str) and not _is_date(value):
                yield InputProblem(name, "not-a-date", value[:60])
    elif isinstance(data, list):
        inside = enumerate(data, 1)
    for name, value in inside:
        for one in _words(value, refused):
            yield one._replace(place=f"{name}.{one.place}".rstrip("."))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _problem(error: Any) -> InputProblem:
    # People count from 1; the last word of a union's location is pydantic's own.
    place = ".".join(str(p + 1) if isinstance(p, int) else p for p in error["loc"])
    value = error["input"]
    shown = "" if error["type"] == "missing" or isinstance(value, dict | list) else str(value)[:60]
    context = error.get("ctx", {})
    detail = context.get("expected") or context.get("pattern") or context.get("max_length") or ""
    return InputProblem(place, error["type"], shown, str(detail))


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((DATA / "shapes.json").read_text(encoding="utf-8"))
    return data


@cache
def _validator(shape: str) -> Any:
    from pydantic_core import SchemaValidator  # see `check`

    return SchemaValidator(_data()["shapes"][shape])
