"""Checks a paper against the register: verifies the journal up to it, makes it again, compares all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from procedures import __version__
from procedures.errors import BadInput, InputProblem
from procedures.papers.build import build_paper
from procedures.papers.compare_words import Difference, compare_order, compare_places, compare_printed
from procedures.papers.office_templates import office_templates
from procedures.papers.paper import OfficialPaper, PaperLine, read_paper_line
from procedures.papers.read_pdf import pdf_maker, pdf_overlays
from procedures.papers.read_words import document_words
from procedures.papers.writers import FORMS, write_paper
from procedures.services.evidence.verification import domain_with, findings_up_to
from procedures.services.paper_data import PAPER_KINDS, collect_paper_data
from procedures.services.session import Session
from procedures.wording.language import _
from procedures.wording.terminal_text import one_line
from workflow.errors import NotFound
from workflow.findings import Finding
from workflow.storage.files import read_regular

Compared = Literal["", "bytes", "places", "words"]
# The things that each way of comparing cannot see; "bytes" sees everything.
_UNSEEN = {
    ".docx": ("pictures", "page-layout"),
    ".xlsx": ("chart-looks", "cell-sizes"),
    ".pdf": ("places", "overlays", "letter-shapes"),
    ".csv": (),
    ".json": (),
}
_TYPESETTER = "Typst"
_OTHER = "paper-of-other-register"


class PaperCheck(NamedTuple):
    """Holds the result of checking a paper.

    `fault` is "" or a code for why nothing could be compared; `journal`: what is wrong with the journal up
    to the paper's position. `compared`: byte for byte, by place and text, or words in their order only;
    "" with a fault. `unseen`: stable names of what that comparison cannot see. `templates`: names of an
    office's template files that were rendered, which are like programs; without the user naming a folder, none.
    """

    line: PaperLine
    fault: str = ""
    journal: tuple[Finding, ...] = ()
    compared: Compared = ""
    unseen: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    templates: tuple[str, ...] = ()


def check_paper(
    session: Session, path: Path, templates: Path | None = None, own: Path | None = None
) -> PaperCheck:
    """Verify the journal up to a paper's position, make the paper again there, and compare it with the file.

    `own`: a file with an office's own life cycle, lawful to the person who names it.

    Raises BadInput: for a file without a line, of another form, or that is not there.
    Raises Unreadable: for one that is damaged. Raises BrokenTemplate: for a template in `templates`.
    """
    form = path.suffix.lower()
    data = _read(path, form)
    found = document_words(form, data)
    line = read_paper_line(" ".join(word.text for word in found))
    if line is None or line.request.kind not in PAPER_KINDS:
        raise BadInput((InputProblem(str(path), "no-paper-line", ""),))
    fault = _fault_of_register(session, line)
    if fault:
        return PaperCheck(line, fault)
    findings = tuple(findings_up_to(session, line.position, domain_with(own)))
    if findings:
        return PaperCheck(line, "paper-on-broken-journal", findings)
    then = replace(session, at=line.position, as_of=line.day)
    fault = _fault_of_line(then, line)
    if fault:
        return PaperCheck(line, fault)
    try:
        paper = build_paper(collect_paper_data(then, line.request))
    except NotFound as error:
        return PaperCheck(line, error.code)
    rendered = office_templates(templates, line.request.kind, form) if templates else {}
    checked = _compare(line, form, data, paper, templates)
    return checked._replace(templates=tuple(map(one_line, rendered)))


def _compare(
    line: PaperLine, form: str, data: bytes, paper: OfficialPaper, templates: Path | None
) -> PaperCheck:
    """Compare the bytes of a file with the paper made again; then, where they differ, its places or words."""
    made = write_paper(paper, form, templates)
    if data == made:
        return PaperCheck(line, compared="bytes")
    if form == ".pdf":
        return _other_pdf(line, data, made, paper, templates)
    compare = compare_order if form == ".docx" else compare_places
    differences = tuple(compare(document_words(form, data), document_words(form, made)))
    return PaperCheck(line, compared="places", unseen=_UNSEEN[form], differences=differences)


def _read(path: Path, form: str) -> bytes:
    if form not in FORMS:
        raise BadInput((InputProblem("request.paper", "unknown-option-value", path.name, " ".join(FORMS)),))
    try:
        return read_regular(path)
    except OSError as error:
        problem = InputProblem(str(path), "unreadable-file", "", error.strerror or "")
        raise BadInput((problem,)) from error


def differs(found: PaperCheck) -> bool:
    """Return True where the paper says something else than the register, or cannot be held against it."""
    return bool(found.fault or found.differences)


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
        "journal": [one._asdict() for one in found.journal],
        "compared": found.compared or None,
        "not_seen": list(found.unseen),
        "differences": [one._asdict() for one in found.differences],
        "templates": list(found.templates),
    }


def _fault_of_register(session: Session, line: PaperLine) -> str:
    """Return "", or the code of why this register has no such paper at all: another one, or too short."""
    if line.position < session.store.size():
        return ""
    return "paper-ahead-of-register" if session.register.id.startswith(line.register) else _OTHER


def _fault_of_line(then: Session, line: PaperLine) -> str:
    """Return "", or the code of why the line does not fit: another register, history, day or program.

    `then` reads the journal at the line's position: the tables of today have no say.
    """
    if not then.register.id.startswith(line.register):
        return _OTHER
    if then.read_head().leaf.hex() != line.leaf:
        return "paper-of-other-history"
    # A paper cannot speak of the end of a day before its own last entry.
    if line.day < then.day_of(line.position):
        return "paper-of-other-day"
    # The layout and wording of another version are not known here: nothing of such a paper can be made again.
    return "" if line.version == __version__ else "paper-of-other-version"


def _other_pdf(
    line: PaperLine, data: bytes, made: bytes, paper: OfficialPaper, templates: Path | None
) -> PaperCheck:
    """Check a PDF that is not the program's own, byte for byte.

    One of the same typesetter would be, had nobody changed it. Any other may have been saved from the Word
    paper, or from the PDF, by another program: it is compared by its words.
    """
    found, own = document_words(".pdf", data), document_words(".pdf", made)
    maker = pdf_maker(data)
    if maker == pdf_maker(made):
        changed = [_other_bytes(data, made), *compare_order(found, own), *_overlays(data, 0)]
        return PaperCheck(line, compared="bytes", differences=tuple(changed))
    ways = [[*compare_order(found, own), *_overlays(data, 0)]]
    if _TYPESETTER not in maker and ways[0]:
        word_file = document_words(".docx", write_paper(paper, ".docx", templates))
        pictures = sum("picture=" in word.look for word in word_file)
        ways.append([*compare_printed(found, word_file), *_overlays(data, pictures)])
    nearest = ways[-1] if len(ways[-1]) < len(ways[0]) else ways[0]
    return PaperCheck(line, compared="words", unseen=_UNSEEN[".pdf"], differences=tuple(nearest))


def _other_bytes(data: bytes, made: bytes) -> Difference:
    ours, theirs = (f"SHA-256 {hashlib.sha256(one).hexdigest()}" for one in (data, made))
    return Difference(_("the file"), ours, theirs)


def _overlays(data: bytes, pictures: int) -> Iterator[Difference]:
    for word in pdf_overlays(data, pictures):
        yield Difference(word.place, f"[{word.look}]", "")
