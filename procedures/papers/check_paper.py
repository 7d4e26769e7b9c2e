"""Is this paper what the register says? Its line is read, the paper made once more, word against word."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from procedures import __version__
from procedures.errors import BadInput, InputProblem
from procedures.papers.build import build
from procedures.papers.paper import Stamp, read_stamp
from procedures.papers.read_words import Word, document_words
from procedures.papers.writers import FORMS, write
from procedures.services.paper_data import KINDS, collect_paper_data
from procedures.services.session import Session
from workflow.errors import NotFound

_NEAR = 4000  # words up to which an exact alignment is affordable


class Difference(NamedTuple):
    """A place where the paper says something else than the register at its position."""

    place: str
    found: str
    expected: str


class Verified(NamedTuple):
    """What the check of a paper found.

    `fault` is "" or why the line does not fit this register. `edited`: a Word file whose words were
    changed by hand; then only the line was checked. `reworded`: made by another version of the
    program, so that only figures, codes and dates were compared.
    """

    stamp: Stamp
    fault: str
    edited: bool
    reworded: bool
    differences: tuple[Difference, ...]


def check_paper(session: Session, path: Path, templates: Path | None = None) -> Verified:
    """Recompute a paper at the position of its line and compare it with the file.

    Raises BadInput for a file without a line; Unreadable for one that cannot be read.
    """
    form = path.suffix.lower()
    if form not in FORMS:
        raise BadInput((InputProblem("--paper", "unknown-option-value", path.name, " ".join(FORMS)),))
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = InputProblem(str(path), "unreadable-file", "", error.strerror or "")
        raise BadInput((problem,)) from error
    found = document_words(form, data)
    stamp = read_stamp(" ".join(word.text for word in found))
    if stamp is None or stamp.request.kind not in KINDS:
        raise BadInput((InputProblem(str(path), "no-paper-line", ""),))
    fault = _fault(session, stamp)
    if fault:
        return Verified(stamp, fault, False, False, ())  # noqa: FBT003 - a tuple of fields
    reworded = stamp.version != __version__
    then = replace(session, at=stamp.position, as_of=stamp.day)
    try:
        paper = build(collect_paper_data(then, stamp.request))
    except NotFound as error:
        return Verified(stamp, error.code, edited=False, reworded=reworded, differences=())
    expected = document_words(form, write(paper, form, templates))
    if reworded:
        found, expected = _figures(_as_ours(found, stamp.version)), _figures(expected)
    differences = tuple(_differences(found, expected))
    edited = form == ".docx" and bool(differences)
    return Verified(stamp, "", edited, reworded, differences)


def _fault(session: Session, stamp: Stamp) -> str:
    if not session.register.id.startswith(stamp.register):
        return "paper-of-other-register"
    record = next(session.store.entries(stamp.position, stamp.position + 1), None)
    if record is None:
        return "paper-ahead-of-register"
    if record.leaf.hex() != stamp.leaf:
        return "paper-of-other-history"
    # A paper cannot speak of the end of a day before its own last entry.
    return "paper-of-other-day" if stamp.day < session.day_of(stamp.position) else ""


def _as_ours(found: Sequence[Word], version: str) -> list[Word]:
    """The words, with this program's version for the one in the line."""
    line = f"tinhgon {version}"
    return [
        word._replace(
            text=__version__ if word.text == version else word.text.replace(line, f"tinhgon {__version__}")
        )
        for word in found
    ]


def _figures(found: Sequence[Word]) -> list[Word]:
    return [word for word in found if any(sign.isdigit() for sign in word.text)]


def _differences(found: Sequence[Word], expected: Sequence[Word]) -> Iterator[Difference]:
    if len(found) == len(expected):
        for one, other in zip(found, expected, strict=True):
            if one.text != other.text:
                yield Difference(one.place, one.text, other.text)
        return
    matcher = difflib.SequenceMatcher(
        None, [one.text for one in found], [one.text for one in expected], autojunk=len(found) > _NEAR
    )
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            place = (found[start:end] or expected[first:last])[0].place
            yield Difference(place, _told(found[start:end]), _told(expected[first:last]))


def _told(part: Sequence[Word]) -> str:
    return " ".join(word.text for word in part)
