"""Options that several commands read the same way: codes, documents, dates, files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from procedures.commands.framework.terminal_io import (
    ask_yes_no,
    can_ask,
    echo_message,
    missing_option_error,
    require_options,
    shown_progress,
)
from procedures.errors import BadInput, InputProblem
from procedures.input.checks import normalise
from procedures.input.text_files import read_codes
from procedures.national_codes import short_code
from procedures.wording.language import _

Agency = Annotated[
    list[str] | None,
    typer.Option("--agency", metavar="PATTERN=UNIT", help=_("the unit of rows whose agency matches")),
]
Owner = Annotated[
    list[str] | None,
    typer.Option("--owner", metavar="CODE=UNIT", help=_("the unit of one row, where several would fit")),
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
CodesFile = Annotated[
    Path | None, typer.Option("--from", metavar="FILE", help=_("a file with one code a line"))
]
DocumentDate = Annotated[str, typer.Option("--dated", metavar="DATE", help=_("date of the document"))]
IssuingBody = Annotated[str, typer.Option("--body", help=_("issuing body"))]
DocumentLevel = Annotated[
    str,
    typer.Option(
        "--level",
        help=_(
            "unit, province, council, ministry, prime-minister, government, standing-committee or assembly"
        ),
    ),
]
DocumentSigner = Annotated[str, typer.Option("--signer", help=_("who signed it"))]
ReasonOption = Annotated[str, typer.Option("--reason", help=_("the reason, which is signed"))]
Read = TypeVar("Read")


def codes_from(codes: list[str] | None, file: Path | None) -> list[str]:
    """Return the codes of the arguments and of a file with one code a line (# begins a comment).

    Raises BadInput: when there are none, or the file cannot be read.
    """
    listed = list(codes or [])
    if file is not None:
        listed += read_codes(file)
    if not listed:
        raise missing_option_error("CODE", "no-codes")
    return [normalise(code) for code in dict.fromkeys(listed)]


def given_code(value: Any) -> Any:
    """Return the codes of an argument, each as it is on record: short where the portal's long form was given."""
    if isinstance(value, list | tuple):
        return [normalise(code) for code in value]
    return normalise(value)


def kind_option(kind: str) -> str:
    """Return a kind of regulation, given by its stable name (R6).

    Raises BadInput: when there is no such kind.
    """
    return one_of("--kind", kind, stable_names("kind"))


def one_of(place: str, value: str, allowed: tuple[str, ...]) -> str:
    """Return `value`, if it is one of `allowed`; `place` names the option.

    Raises BadInput: listing `allowed`, when it is not.
    """
    if value not in allowed:
        raise BadInput((InputProblem(place, "unknown-option-value", value, ", ".join(allowed)),))
    return value


def stable_names(kind: str) -> tuple[str, ...]:
    """Return the stable names of a kind of thing: level, kind, role ..."""
    from procedures.wording.terms import TERMS

    return TERMS[kind]


def unit_option(unit: str) -> str | None:
    """Return a unit's id, or None where none is given."""
    return normalise(unit) or None


def document_from_options(
    number: str,
    date: str,
    *,
    body: str = "",
    level: str = "province",
    signer: str = "",
    files: list[Path] | None = None,
    place: str = "request.dated",
) -> dict[str, Any]:
    """Compose a document from options; `place` names the field that gave the date.

    `level` "" is the one that number and body tell, else the province's.

    Raises BadInput: when the level is unknown, the date is none, or a scan cannot be read.
    """
    from procedures.services import documents

    checked_level = one_of("--level", level, stable_names("level")) if level else ""
    return documents.document(
        number, date, body=body, level=checked_level, signer=signer, files=files or (), place=place
    )


def optional_document(
    number: str,
    date: str,
    *,
    body: str = "",
    level: str = "",
    signer: str = "",
    files: list[Path] | None = None,
    usual_level: str = "",
) -> dict[str, Any] | None:
    """Compose the document that options give, or None where none of them is given.

    `usual_level` stands where a document is given without its level.

    Raises BadInput: when a part of a document is given without its number or date, and as
    `document_from_options` does.
    """
    if not (number or date or body or level or signer or files):
        return None
    require_options(("--document", number), ("--dated", date))
    return document_from_options(
        number, date, body=body, level=level or usual_level, signer=signer, files=files
    )


def owner_rules(
    agencies: list[str] | None, owners: list[str] | None, map_: Path | None
) -> list[tuple[str, str]]:
    """Return the rules of --agency, --owner and --map (`intake.owner_rules`).

    Raises BadInput: when an option is not PATTERN=UNIT or CODE=UNIT, or the file cannot be read.
    """
    from procedures.intake.owner_rules import read_map
    from procedures.terminal.intake_problems import unreadable

    rules = []
    for text in agencies or ():
        pattern, equals, unit = text.rpartition("=")
        if not equals or not pattern or not unit:
            raise BadInput((InputProblem("--agency", "unknown-option-value", text, "PATTERN=UNIT"),))
        rules.append((pattern, unit))
    for text in owners or ():
        code, _equals, unit = text.partition("=")
        if not short_code(code) or not unit:
            raise BadInput((InputProblem("--owner", "unknown-option-value", text, "CODE=UNIT"),))
        rules.append((short_code(code), unit))
    if map_ is not None:
        with unreadable(map_):
            rules += read_map(map_)
    return rules


def read_in_font(file: Path, font: str, read: Callable[[Path, str], Read]) -> Read:
    """Read a file; text in an old font is converted only if --from-font says so, or the person when asked.

    Raises BadInput: when the file cannot be read. Raises LegacyTextFound: when nobody can be asked.
    """
    from procedures.spreadsheets.legacy_text import ANSWERS, AS_IT_STANDS, LegacyTextFound
    from procedures.terminal.intake_problems import samples, unreadable

    if font:
        one_of("--from-font", font, ANSWERS)
    with unreadable(file):
        try:
            with shown_progress():
                return read(file, font)
        except LegacyTextFound as found:
            if not can_ask():
                raise
            for line in samples(found):
                echo_message(line)
            question = _("Convert this text? “No” reads it as it stands.")
            font = found.encoding if ask_yes_no(question) else AS_IT_STANDS
        return read(file, font)
