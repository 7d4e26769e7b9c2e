"""Checks what people hand in, naming every problem at once, by the schemas compiled from `shapes`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from procedures.errors import BadInput, InputProblem
from procedures.national_codes import short_code
from procedures.paths import DATA
from procedures.vietnamese import with_vietnamese_d

_DATES = frozenset({"date", "in_force", "ends", "due", "starts", "deadline"})
_VIETNAMESE_DATE = r"(\d{1,2})/(\d{1,2})/(\d{4})"
YEARS = range(1945, 2201)
"""Years of dates that people may hand in: outside of them a date was mistyped."""
# Control, format (bidi, zero width), surrogate, private use, unassigned; line breaks in prose are text.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_KNOWN = _REFUSED - {"Cn"}  # what is unassigned differs from one Python to the next


def shape_problems(shape: str, data: Any, refused: Collection[str] = _REFUSED) -> tuple[InputProblem, ...]:
    """Return every problem of `data` against a shape of `shapes`, by its name; () where it fits.

    `refused` are the Unicode categories of characters that no text may hold.
    """
    from pydantic_core import ValidationError  # costs more than reading commands may

    try:
        _validator(shape).validate_python(data)
    except ValidationError as error:
        problems = tuple(map(_problem, error.errors(include_url=False)))
    else:
        problems = ()
    return problems + tuple(_text_problems(data, refused))


def shape_errors(act: str, common: Any, body: Any) -> tuple[str, ...]:
    """Return the places in an act's two bodies that have the wrong shape, such as `actions.1.kind`.

    Characters that this Python does not know are allowed: an entry that a newer Python accepted must
    be verifiable here.
    """
    shapes = _data()["acts"].get(act)
    if shapes is None:
        return (act,)
    found = [*shape_problems(shapes[0], body, _KNOWN), *shape_problems(shapes[1], common, _KNOWN)]
    return tuple(dict.fromkeys(problem.place or "body" for problem in found))


def require_shape(shape: str, data: Any, source: str = "") -> None:
    """Require `data` to have a shape; `source` is the file's name or "".

    Raises BadInput, with every problem, where it has not.
    """
    problems = shape_problems(shape, data)
    if problems:
        raise BadInput(problems, source)


def normalise(data: Any) -> Any:
    """Return the value with every text in NFC, without spaces around it, and with đ for the like ð.

    The long code of a procedure, as the portal writes it, becomes the short one.
    """
    if isinstance(data, str):
        text = with_vietnamese_d(unicodedata.normalize("NFC", data).strip())
        return short_code(text) or text
    if isinstance(data, dict):
        return {normalise(name): normalise(value) for name, value in data.items()}
    if isinstance(data, list):
        return [normalise(value) for value in data]
    return data


def iso_date(text: str, place: str = "date") -> str:
    """Return the ISO date of a text in dd/mm/yyyy or ISO, of a year in `YEARS`.

    Raises BadInput, with this place, where it is no date, or one of another year.
    """
    found = re.fullmatch(_VIETNAMESE_DATE, text.strip())
    try:
        parts = (int(found[3]), int(found[2]), int(found[1])) if found else None
        day = date(*parts) if parts else date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput((InputProblem(place, "not-a-date", text[:60]),)) from error
    if day.year not in YEARS:
        raise BadInput((InputProblem(place, "date-out-of-range", text[:60]),))
    return day.isoformat()


def amount(text: str, place: str) -> str:
    """Return the digits of an amount in whole đồng, from `1.234.567` or `1234567`.

    Raises BadInput, with this place, where it is anything else.
    """
    plain = text.strip()
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", plain):
        plain = plain.replace(".", "")
    if not re.fullmatch(r"\d{1,18}", plain):
        raise BadInput((InputProblem(place, "not-an-amount", text[:60]),))
    return str(int(plain))


def with_iso_dates(data: Any) -> Any:
    """Return the value with every date field (such as `due`) in ISO. Raises BadInput where one is no date."""
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
    """Return the first character of a refused category as U+XXXX, "" where there is none.

    Line breaks and tabs are allowed.
    """
    if text.isprintable():  # the common case, at the speed of C
        return ""
    for character in text:
        if unicodedata.category(character) in refused and character not in "\n\t":
            return f"U+{ord(character):04X}"
    return ""


def require_clean_text(data: Any, place: str) -> None:
    """Require every text of a value to hold no refused character; `place` is where the value stands.

    Raises BadInput with the places of those that do.
    """
    odd = [problem for problem in _text_problems(data) if problem.code == "odd-character"]
    if odd:
        raise BadInput(tuple(one._replace(place=f"{place}.{one.place}".strip(".")) for one in odd))


def require_utf8(words: Sequence[str]) -> None:
    """Require the words of a command line to be text without a zero character.

    Raises BadInput with the number of the first word that is not, counted from 1.
    """
    for number, word in enumerate(words, 1):
        if "\0" in word or any(unicodedata.category(sign) == "Cs" for sign in word):
            raise BadInput((InputProblem(str(number), "odd-character", odd_character(word)),))


def _text_problems(data: Any, refused: Collection[str] = _REFUSED) -> Iterator[InputProblem]:
    """Yield the problems of the texts and dates in `data`; places are built for problems only."""
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
        for one in _text_problems(value, refused):
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
    from pydantic_core import SchemaValidator  # see `shape_problems`

    return SchemaValidator(_data()["shapes"][shape])
