"""Checks a paper against the register: reads its line, makes the paper again, compares word by word."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from procedures import __version__
from procedures.errors import BadInput, InputProblem
from procedures.papers.build import build_paper
from procedures.papers.office_templates import office_templates
from procedures.papers.paper import PaperLine, read_paper_line
from procedures.papers.read_words import PlacedWord, document_words
from procedures.papers.writers import FORMS, write_paper
from procedures.services.paper_data import PAPER_KINDS, collect_paper_data
from procedures.services.session import Session
from procedures.wording.terminal_text import one_line
from workflow.errors import NotFound
from workflow.storage.files import read_regular

_EXACT = 4000  # words up to which difflib aligns without its shortcut


class Difference(NamedTuple):
    """Names a place where the paper says something else than the register at its position."""

    place: str
    found: str
    expected: str


class PaperCheck(NamedTuple):
    """Holds the result of checking a paper.

    `fault` is "" or a code for why the line does not fit this register. `edited`: a Word file whose
    words were changed by hand; then only the line was checked. `reworded`: made by another version of
    the program, so that only figures, codes and dates were compared. `templates`: names of an office's
    template files that were rendered, which are like programs; without the user naming a folder, none.
    """

    line: PaperLine
    fault: str
    edited: bool
    reworded: bool
    differences: tuple[Difference, ...]
    templates: tuple[str, ...] = ()


def check_paper(session: Session, path: Path, templates: Path | None = None) -> PaperCheck:
    """Make a paper again at the position of its line and compare it with the file.

    Raises BadInput: for a file without a line, of another form, or that is not there.
    Raises Unreadable: for one that is damaged. Raises BrokenTemplate: for a template in `templates`.
    """
    form = path.suffix.lower()
    found = document_words(form, _read(path, form))
    line = read_paper_line(" ".join(word.text for word in found))
    if line is None or line.request.kind not in PAPER_KINDS:
        raise BadInput((InputProblem(str(path), "no-paper-line", ""),))
    reworded = line.version != __version__
    fault = _fault(session, line)
    if fault:
        return PaperCheck(line, fault, edited=False, reworded=False, differences=())
    then = replace(session, at=line.position, as_of=line.day)
    try:
        paper = build_paper(collect_paper_data(then, line.request))
    except NotFound as error:
        return PaperCheck(line, error.code, edited=False, reworded=reworded, differences=())
    rendered = office_templates(templates, line.request.kind, form) if templates else {}
    expected = document_words(form, write_paper(paper, form, templates))
    if reworded:
        found, expected = _figures(_as_ours(found, line.version)), _figures(expected)
    differences = tuple(_differences(found, expected))
    edited = form == ".docx" and bool(differences)
    return PaperCheck(line, "", edited, reworded, differences, tuple(map(one_line, rendered)))


def _read(path: Path, form: str) -> bytes:
    if form not in FORMS:
        raise BadInput((InputProblem("request.paper", "unknown-option-value", path.name, " ".join(FORMS)),))
    try:
        return read_regular(path)
    except OSError as error:
        problem = InputProblem(str(path), "unreadable-file", "", error.strerror or "")
        raise BadInput((problem,)) from error


def differs(found: PaperCheck) -> bool:
    """Return True where the paper says something else than the register, or is of another one."""
    return bool(found.fault or (found.differences and not found.edited))


def paper_check_page(found: PaperCheck, name: str) -> dict[str, Any]:
    """Return what a paper claims (register, position, leaf in hex, ISO date), and where it differs."""
    line = found.line
    return {
        "paper": name,
        "request": line.request._asdict(),
        "register": line.register,
        "position": line.position,
        "leaf": line.leaf,
        "as_of": line.day,
        "version": line.version,
        "fault": found.fault or None,
        "edited": found.edited,
        "figures_only": found.reworded,
        "differences": [one._asdict() for one in found.differences],
        "templates": list(found.templates),
    }


def _fault(session: Session, line: PaperLine) -> str:
    """Return "", or the code of why the line does not fit: another register, history or day."""
    if not session.register.id.startswith(line.register):
        return "paper-of-other-register"
    record = next(session.store.entries(line.position, line.position + 1), None)
    if record is None:
        return "paper-ahead-of-register"
    if record.leaf.hex() != line.leaf:
        return "paper-of-other-history"
    # A paper cannot speak of the end of a day before its own last entry.
    return "paper-of-other-day" if line.day < session.day_of(line.position) else ""


def _as_ours(found: Sequence[PlacedWord], version: str) -> list[PlacedWord]:
    """Return the words with this program's version in place of the one in the line."""
    named = f"tinhgon {version}"
    return [
        word._replace(
            text=__version__ if word.text == version else word.text.replace(named, f"tinhgon {__version__}")
        )
        for word in found
    ]


def _figures(found: Sequence[PlacedWord]) -> list[PlacedWord]:
    """Return the words with a digit: figures, codes and dates."""
    return [word for word in found if any(sign.isdigit() for sign in word.text)]


def _differences(found: Sequence[PlacedWord], expected: Sequence[PlacedWord]) -> Iterator[Difference]:
    if len(found) == len(expected):
        for here, there in zip(found, expected, strict=True):
            if here.text != there.text:
                yield Difference(here.place, here.text, there.text)
        return
    matcher = difflib.SequenceMatcher(
        None, [word.text for word in found], [word.text for word in expected], autojunk=len(found) > _EXACT
    )
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            place = (found[start:end] or expected[first:last])[0].place
            yield Difference(place, _joined(found[start:end]), _joined(expected[first:last]))


def _joined(part: Sequence[PlacedWord]) -> str:
    return " ".join(word.text for word in part)
