"""The document of an act: number, date, body, level, signer, and its scans by their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from procedures.errors import BadInput, InputProblem
from procedures.input.checks import iso_date, normalise
from workflow.storage.files import open_regular


def document(
    number: str,
    date: str,
    *,
    body: str = "",
    level: str = "province",
    signer: str = "",
    files: Sequence[Path] = (),
    place: str = "request.dated",
) -> dict[str, Any]:
    """Compose a document as it is signed.

    `date` is dd/mm/yyyy or ISO, `level` a stable name of a level. Scans go in by their SHA-256, never by
    their bytes. `place` names the field that gave the date.

    Raises BadInput: when the date is none, or a scan cannot be read.
    """
    return {
        "number": normalise(number),
        "date": iso_date(date, place),
        "body": normalise(body),
        "level": level,
        "signer": normalise(signer),
        "files": [file_digest(path) for path in files],
    }


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex.

    Raises BadInput: when the file cannot be read.
    """
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        problem = InputProblem(str(path), "unreadable-file", "", error.strerror or "")
        raise BadInput((problem,)) from error
