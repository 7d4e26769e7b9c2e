"""Prints a paper to files: all of them or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.papers.build import build_paper
from procedures.papers.office_templates import require_folder
from procedures.papers.paper import OfficialPaper
from procedures.papers.writers import FORMS, write_paper
from procedures.services.paper_data import PaperRequest, collect_paper_data
from procedures.services.register.files import write_new_file
from procedures.services.session import Session
from workflow.errors import StorageFault


class PrintedPaper(NamedTuple):
    """A paper that was built, and how many open proposals it leaves out.

    `waiting`: nobody has appraised them; `forwarded`: another body decides them.
    """

    paper: OfficialPaper
    waiting: int
    forwarded: int

    def write_files(self, files: Sequence[Path], templates: Path | None) -> Iterator[Path]:
        """Write the paper in the form of each file's ending, by the office's own templates where given.

        Everything is made before anything is written. Raises BrokenTemplate, StorageFault.
        """
        made = [(file, write_paper(self.paper, file.suffix.lower(), templates)) for file in files]
        for file, data in made:
            write_new_file(file, data)
            yield file


def check_targets(files: Sequence[Path], templates: Path | None) -> None:
    """Find what cannot be written before anything is made.

    Raises BadInput for an ending that no paper has or a folder of templates that is none, StorageFault
    where a file is there already.
    """
    for file in files:
        if file.suffix.lower() not in FORMS:
            raise BadInput((InputProblem("request.output", "not-a-paper-form", file.name),))
    for file in files:
        if _is_there(file):
            raise StorageFault("file-exists", path=file)
    if templates is not None:
        require_folder(templates)


def print_paper(session: Session, request: PaperRequest) -> PrintedPaper:
    """Build the paper that is asked for. Raises NotFound where there is nothing to print."""
    data = collect_paper_data(session, request)
    return PrintedPaper(build_paper(data), data.waiting, data.forwarded)


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:  # a name that no file can have: writing says so
        return False
