"""Reads the template files of an office: plain files of the folder itself, never through a link."""

from __future__ import annotations

import errno
import os
import stat
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import islice
from pathlib import Path

from procedures.errors import BadInput, InputProblem
from procedures.papers.paper import BrokenTemplate
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.zip_guard import part_key, unpack
from procedures.wording.error_messages import sentence

MAX_BYTES = 16 * 2**20
"""Bytes of all template files that one paper is printed by."""
MAX_FILES = 100

OfficeTemplates = Mapping[str, bytes]
"""Name of a file in the office's folder -> its bytes."""


def office_templates(folder: Path, kind: str, form: str) -> OfficeTemplates:
    """Return the files of the folder that a paper of this kind and form (".docx", ".pdf") is printed by.

    None of them: the paper is printed by the program's own. Raises BadInput: where there is no such folder.
    Raises BrokenTemplate (template-file): for a link, a pipe, a folder, or more than the limits above.
    """
    require_folder(folder)
    found: dict[str, bytes] = {}
    for name in islice(_names(folder, kind, form), MAX_FILES + 1):
        found[name] = _bytes_of(folder / name)
        if len(found) > MAX_FILES or sum(map(len, found.values())) > MAX_BYTES:
            raise _not_plain(name)
        if name.endswith(".docx"):
            found[name] = _inflated_once(name, found[name])
    return found


def require_folder(folder: Path) -> None:
    """Raise BadInput where there is no such folder."""
    if not folder.is_dir():
        raise BadInput((InputProblem("request.templates", "not-a-folder", str(folder)),))


def _names(folder: Path, kind: str, form: str) -> Iterator[str]:
    document = f"{kind}.docx"
    if form == ".docx" and os.path.lexists(folder / document):
        yield document
    # The picture in the Word form of the summary is drawn by the templates of the PDF.
    if form == ".pdf" or (form == ".docx" and kind == "summary"):
        yield from sorted(path.name for path in folder.glob("*.typ"))


def _bytes_of(path: Path) -> bytes:
    try:
        with open(path, "rb", opener=_open_itself) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise _not_plain(path.name)
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _not_plain(path.name) from error
    return data


def _open_itself(path: str, flags: int) -> int:
    """Open a file, not what a link points at, and without waiting for the writer of a pipe."""
    if Path(path).is_symlink():  # for systems without O_NOFOLLOW
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))


def _not_plain(name: str) -> BrokenTemplate:
    return BrokenTemplate(name, f"{MAX_BYTES // 2**20} MB", code="template-file")


def _inflated_once(name: str, data: bytes) -> bytes:
    """Return the package written anew from parts inflated within limits: what was measured is what is read."""
    try:
        parts = unpack(data)
    except Unreadable as error:
        raise BrokenTemplate(name, sentence(error.code, dict(error.values))) from error
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(zipfile.ZipInfo(part), parts[part_key(part)])
    return buffer.getvalue()
