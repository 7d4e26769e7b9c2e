"""Options that several commands read the same way: codes, documents, dates, files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from procedures.commands.framework.terminal_io import (
    ask_yes_no,
    can_ask,
    echo_message,
    missing_option_error,
    progress,
)
from procedures.input.checks import BadInput, InputProblem, iso_date, normalise, with_iso_dates
from procedures.wording.language import _

Agency = Annotated[
    list[str] | None,
    typer.Option("--agency", metavar="PATTERN=UNIT", help=_("the unit of rows whose agency matches")),
]
Map = Annotated[
    Path | None, typer.Option("--map", metavar="FILE", help=_("CSV with agency (or code) and unit"))
]

FromFont = Annotated[
    str,
    typer.Option(
        "--from-font",
        metavar="tcvn3|vni|unicode",
        help=_("text in old fonts (.VnTime, VNI-Times): convert it, or read it as it stands"),
    ),
]
Read = TypeVar("Read")


def codes_from(codes: list[str] | None, file: Path | None) -> list[str]:
    """Codes from the arguments and from a file with one code a line (# begins a comment)."""
    found = list(codes or [])
    if file is not None:
        lines = read_text(file).splitlines()
        found += [word for line in lines if (word := line.partition("#")[0].strip())]
    if not found:
        raise missing_option_error("CODE", "no-codes")
    return [normalise(code) for code in dict.fromkeys(found)]


def kind_option(kind: str) -> str:
    """A kind of regulation by its stable name (R6)."""
    return choice("--kind", kind, names("kind"))


def choice(place: str, value: str, allowed: tuple[str, ...]) -> str:
    """`value`, if it is one of `allowed`; else BadInput that lists them."""
    if value not in allowed:
        raise BadInput((InputProblem(place, "unknown-option-value", value, ", ".join(allowed)),))
    return value


def names(kind: str) -> tuple[str, ...]:
    """The stable names of a kind of thing: levels, kinds of regulation, roles ..."""
    from procedures.wording.terms import TERMS

    return TERMS[kind]


def unit_option(unit: str) -> str | None:
    """A unit's id, or None where none is named."""
    return normalise(unit) or None


def document(
    number: str,
    date: str,
    *,
    body: str = "",
    level: str = "province",
    signer: str = "",
    files: list[Path] | None = None,
    place: str = "--dated",
) -> dict[str, Any]:
    """A document as it is signed; scans go in by their SHA-256, never their bytes.

    `place` is the option that gave the date.
    """
    return {
        "number": normalise(number),
        "date": iso_date(date, place),
        "body": normalise(body),
        "level": choice("--level", level, names("level")),
        "signer": normalise(signer),
        "files": [digest_of(path) for path in files or []],
    }


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    import hashlib

    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error.strerror or "") from error


def structure(path: Path) -> dict[str, Any]:
    """A TOML or JSON file as plain data: numbers as text, dates ISO, NFC. Raises BadInput."""
    import tomllib

    text = read_text(path)
    try:
        if path.suffix.lower() == ".json":
            data = json.loads(text, parse_float=str, parse_int=str)
        else:
            data = _texts(tomllib.loads(text, parse_float=str))
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadInput((InputProblem("", "not-toml", "", str(error)),), str(path)) from error
    if not isinstance(data, dict):
        raise BadInput((InputProblem("", "dict_type", ""),), str(path))
    try:
        found: dict[str, Any] = with_iso_dates(normalise(data))
    except BadInput as error:
        raise BadInput(error.problems, str(path)) from error
    return found


def read_text(path: Path) -> str:
    """A text file in UTF-8, with or without the mark that Notepad puts first."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, getattr(error, "strerror", None) or "UTF-8?") from error


def unreadable(path: Path, why: str) -> BadInput:
    """An error for a file that cannot be read."""
    return BadInput((InputProblem(str(path), "unreadable-file", "", why),))


def _texts(value: Any) -> Any:
    """TOML's whole numbers and dates as text; true and false stay."""
    if isinstance(value, dict):
        return {name: _texts(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def owner_rules(agencies: list[str] | None, map_: Path | None) -> list[tuple[str, str]]:
    """The rules of --agency and --map, in their order (`intake.owners`)."""
    from procedures.intake.owner_rules import read_map
    from procedures.terminal.intake_problems import unreadable

    rules = []
    for text in agencies or ():
        pattern, equals, unit = text.rpartition("=")
        if not equals or not pattern or not unit:
            raise BadInput((InputProblem("--agency", "unknown-option-value", text, "PATTERN=UNIT"),))
        rules.append((pattern, unit))
    if map_ is not None:
        with unreadable(map_):
            rules += read_map(map_)
    return rules


def read_in_font(file: Path, font: str, read: Callable[[Path, str], Read]) -> Read:
    """Read a file; text in an old font is converted only if the person said so, or says so when asked."""
    from procedures.spreadsheets.legacy_text import ANSWERS, AS_IT_STANDS, LegacyTextFound
    from procedures.terminal.intake_problems import samples, unreadable

    if font:
        choice("--from-font", font, ANSWERS)
    with unreadable(file):
        try:
            with progress():
                return read(file, font)
        except LegacyTextFound as found:
            if not can_ask():
                raise
            for line in samples(found):
                echo_message(line)
            question = _("Convert this text? “No” reads it as it stands.")
            font = found.encoding if ask_yes_no(question) else AS_IT_STANDS
        return read(file, font)
