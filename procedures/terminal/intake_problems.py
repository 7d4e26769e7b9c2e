"""Words the reading of a list: counts, every problem at its cell, and files that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from procedures.errors import BadInput, InputProblem
from procedures.intake.portal_list import PortalList
from procedures.services.inventory import SEVERAL_OWNERS, Import
from procedures.spreadsheets.legacy_text import ConversionSample, LegacyTextFound
from procedures.spreadsheets.problems import CellProblem, Unreadable
from procedures.terminal.sheet_notes import note_lines, unread_sheet_lines
from procedures.wording.error_messages import sentence
from procedures.wording.formats import count
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line

_SHOWN = 50


def report(listing: PortalList, changes: Import, path: str) -> Iterator[str]:
    """Yield the lines of a list read: counts, new names, and each problem; `path`: the file's name."""
    yield _("{path}: {n} procedure(s) read, {bad} problem(s)").format(
        path=one_line(path),
        n=count(len(listing.rows)),
        bad=count(len(listing.problems) + len(changes.problems)),
    )
    yield _("{new} new, {known} on record already; {assigned} with a unit, {waiting} waiting for one").format(
        new=count(len(changes.new)),
        known=count(len(changes.known)),
        assigned=count(len(changes.new) - len(changes.waiting)),
        waiting=count(len(changes.waiting)),
    )
    for notes in listing.notes:
        lines = list(note_lines(notes))
        if lines and notes.sheet:
            yield _("Sheet “{sheet}”:").format(sheet=one_line(notes.sheet))
        yield from lines
    yield from unread_sheet_lines(listing.unread_sheets)
    if listing.converted:
        yield converted_line(listing.converted)
    for code, old, new in changes.renamed[:_SHOWN]:
        yield _("~ {code} has another name here: {old} → {new}").format(
            code=code, old=one_line(old), new=one_line(new)
        )
    for code, old, new in changes.relevelled[:_SHOWN]:
        yield _("~ {code} is carried out at other levels here: {old} → {new}").format(
            code=code, old=level_words(old) or "–", new=level_words(new)
        )
    if changes.relevelled:
        yield _("Record it: tinhgon procedure handle CODE… --level LEVEL")
    yield from problem_lines((*listing.problems, *changes.problems))


def level_words(levels: str) -> str:
    """Return levels, joined by commas as a row keeps them, in words."""
    return ", ".join(term("performing-level", level) for level in levels.split(",") if level)


def problem_lines(problems: Sequence[CellProblem]) -> Iterator[str]:
    """Yield each problem up to a screenful, then every row that rules give to several units.

    Those rows stand together where the same rules fit, so that one more rule settles them all (R10).
    """
    cells = [problem for problem in problems if problem.code != SEVERAL_OWNERS]
    yield from ("✗ " + problem_line(problem) for problem in cells[:_SHOWN])
    if len(cells) > _SHOWN:
        yield _("… and {n} more").format(n=len(cells) - _SHOWN)
    undecided: dict[tuple[str, str], list[CellProblem]] = {}
    for problem in problems:
        if problem.code == SEVERAL_OWNERS:
            undecided.setdefault((problem.sheet, problem.detail), []).append(problem)
    for (sheet, _detail), same in undecided.items():
        where = _("{n} row(s)").format(n=count(len(same)))
        if sheet:
            where = _("sheet “{sheet}”, {where}").format(sheet=one_line(sheet), where=where)
        yield f"✗ {where}: {problem_words(same[0])}"
        rows = (_("row {row}: {code}").format(row=one.row, code=one.value) for one in same)
        yield "    " + "; ".join(rows)
    if undecided:
        yield _(
            "Choose the owner: a rule for these agencies together, --agency “A + B=UNIT”, or for one code, "
            "--owner CODE=UNIT; both also as lines of the --map file. The other units then handle it."
        )


def converted_line(number: int) -> str:
    """Return the number of cells converted from an old font in a line."""
    return _("{n} cell(s) converted from an old font to Unicode").format(n=count(number))


def samples(found: LegacyTextFound) -> Iterator[str]:
    """Yield the cells of text in an old font with their conversion, to be seen before the question."""
    yield _("The text is in an old {name} font. Converted it would read:").format(name=found.encoding.upper())
    for sample in found.samples:
        yield f"  {_cell(sample)}: {sample.old} → {sample.new}"


def _cell(one: ConversionSample) -> str:
    where = _("cell {cell}").format(cell=one.cell)
    if not one.sheet:
        return where
    return _("sheet “{sheet}”, {where}").format(sheet=one_line(one.sheet), where=where)


def problem_line(problem: CellProblem) -> str:
    """Return one problem with sheet, row, column, value and reason."""
    where = _("row {row}, column “{column}”").format(row=problem.row, column=one_line(problem.column))
    if problem.sheet:
        where = _("sheet “{sheet}”, {where}").format(sheet=one_line(problem.sheet), where=where)
    return f"{where}: {problem_words(problem)}" + (f" [{one_line(problem.value)}]" if problem.value else "")


def problem_words(problem: CellProblem) -> str:
    """Return the reason of a problem, without its place."""
    code = "too-long-cell" if problem.code == "too-long" else problem.code
    return sentence(code, {"detail": problem.detail, "value": problem.value})


@contextmanager
def unreadable(path: Path) -> Iterator[None]:
    """Turn a file that cannot be read into an input error that names it.

    Raises BadInput: when the file is unreadable, or holds text in an old font.
    """
    try:
        yield
    except LegacyTextFound as error:
        first = error.samples[0]
        place = f"{one_line(str(path))}, {_cell(first)}"
        problem = InputProblem(place, f"text-in-{error.encoding}", first.new, first.old)
        raise BadInput((problem,)) from error
    except Unreadable as error:
        values = dict(error.values)
        places = ", ".join(_place_words(values))
        detail = f"{_file_words(error.code)}{': ' + places if places else ''}"
        if "why" in values:
            code = "too-long-cell" if values["why"] == "too-long" else values["why"]
            detail += f": {sentence(code, {'detail': values.get('detail', ''), 'value': ''})}"
        raise BadInput((InputProblem(str(path), "unreadable-file", "", detail),)) from error


def _place_words(values: Mapping[str, str]) -> Iterator[str]:
    """Yield the place within the file and the limits; the file itself is named already."""
    words = {
        "sheet": _("sheet “{value}”"),
        "row": _("row {value}"),
        "column": _("column “{value}”"),
        "part": _("part {value} of the package"),
        "byte": _("byte {value}"),
        "count": _("{value} of them"),
        "limit": _("at most {value}"),
        "value": "{value}",
    }
    for name, text in words.items():
        if values.get(name):
            shown = values[name]
            number = name in {"count", "limit", "byte"} and shown.isdigit()
            yield text.format(value=count(int(shown)) if number else one_line(shown))


def _file_words(code: str) -> str:
    return {
        "not-found": _("there is no such file"),
        "wrong-type": _("what is in it is not what its name says; an .xlsx, .xls, .ods or .csv is needed"),
        "holds-xlsx": _("it is an .xlsx under another ending; rename it so that it ends in .xlsx"),
        "holds-xls": _("it is an .xls under another ending; rename it so that it ends in .xls"),
        "holds-ods": _(
            "it is an OpenDocument file (.ods, .odt) under another ending; rename a spreadsheet to .ods"
        ),
        "holds-xlsb": _("it is a binary Excel workbook (.xlsb); open it in Excel and save it as .xlsx"),
        "holds-text": _(
            "it is plain text under another ending; rename it to .csv, or open it in Excel and save it as .xlsx"
        ),
        "holds-web-page": _(
            "it is a web page (HTML) that a program called a workbook; open it in Excel and save it as .xlsx"
        ),
        "holds-excel-xml": _("it is XML of Excel 2003; open it in Excel and save it as .xlsx"),
        "holds-mail": _("it is a web page in one file (MHTML); open it in Excel and save it as .xlsx"),
        "holds-pdf": _("it is a PDF; an .xlsx, .xls, .ods or .csv is needed"),
        "holds-document": _("it is a text document; copy its table into Excel and save it as .xlsx"),
        "old-book": _("it is of Excel 95 or older; save it as .xlsx"),
        "other-excel": _("an Excel file of another kind; open it in Excel and save it as .xlsx"),
        "too-many-problems": _("more cells are wrong than can be told one by one; the first"),
        "no-form": _("no sheet has the columns of a list, a cost table or proposals"),
        "other-unit": _(
            "its figures are in another unit; give amounts in đồng and times in hours, and say so"
        ),
        "lost-letters": _(
            "letters were lost to “?” when it was saved; save it again as “CSV UTF-8”, or as .xlsx"
        ),
        "code-page": _("it is text in a Windows code page; save it again as “CSV UTF-8”, or as .xlsx"),
        "no-header": _("no row with the columns “Mã số” and “Tên” was found"),
        "too-large": _("it is too large, or unpacks to too much"),
        "damaged": _("it is damaged"),
        "dtd": _("it holds a DTD, which no spreadsheet needs"),
        "macro": _("it holds macros; save it as .xlsx"),
        "encoding": _("it is neither UTF-8 nor UTF-16"),
        "empty": _("it is empty"),
        "too-many-rows": _("it has too many rows"),
        "too-many-columns": _("it has too many columns"),
        "too-many-cells": _("it has too many cells"),
        "too-many-parts": _("it is packed from too many parts"),
        "bomb": _("it unpacks to too much"),
        "encrypted": _("it is protected by a password"),
        "not-readable": _("it may not be read"),
        "doubled-part": _("it holds two parts of one name"),
        "doubled-column": _("two columns have one heading"),
        "map-columns": _("a row does not have two columns"),
        "map-pattern": _("a row names no agency or code"),
        "map-unit": _("a row names no unit"),
        "map-doubled": _("an agency or code stands twice"),
        "bad-character": _("a character does not belong in text"),
        "too-long": _("a text is too long"),
    }.get(code, code)
