"""Finds the records of descriptions in files: a .json, a .jsonl, a .zip of them, or a folder of them.

Codes of an `InputProblem` of a file or record; its `place` is the file, "!" and the part of a .zip, ":" and
the line of a .jsonl or the item of an array, counted from 1:

==================  ===========================================================================
unreadable-file     it cannot be opened, or is a device or a pipe; detail: why
not-followed        a link inside a folder: what it leads to may lie outside
too-large           a file of more bytes than MAX_RECORDS_FILE
text-encoding       no UTF-8, no UTF-16; text-code-page: an old code page
not-json            no JSON; detail: line and column
dict_type           a value that is no object
doubled-key         an object with one key twice: nobody knows which is meant
odd-character       a lone surrogate: half a character, which no file can hold
unknown-form        an object of none of the forms
missing-code        a record of a form with codes, without one
bad-code            a code that no procedure can have
doubled-code        a second record of a code; detail: the place of the first
bomb                a .zip that inflates to more than MAX_RECORDS_UNPACKED, or too many times its size
damaged, encrypted, too-many-parts, doubled-part, wrong-type   of a .zip, as `zip_guard` tells
==================  ===========================================================================
"""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from procedures.descriptions.forms import WITHOUT_CODES, code_in, form_of
from procedures.errors import BadInput, InputProblem
from procedures.input.text_files import decode_text
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.zip_guard import inflated_parts
from workflow.storage.files import open_regular

MAX_RECORDS_FILE = 100 * 2**20
"""Bytes of the largest file that is read (100 MiB)."""
MAX_RECORDS_UNPACKED = 256 * 2**20
"""Bytes of all parts of a .zip together (256 MiB)."""
MAX_RECORDS_PARTS = 50_000
_ENDINGS = (".json", ".jsonl")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,39}")
_HALF = re.compile("[\ud800-\udfff]")


class DescriptionRecord(NamedTuple):
    """A record as it was published: where it stands, code ("" in a form without codes), form and words."""

    place: str
    code: str
    form: str
    words: dict[str, Any]


class FoundRecords(NamedTuple):
    """The records of files in order, every problem, and the names of files that are of another kind."""

    records: tuple[DescriptionRecord, ...]
    problems: tuple[InputProblem, ...]
    skipped: tuple[str, ...]


class _Fault(Exception):
    """What keeps a file from being read."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.problem = ("", code, "", detail)


def find_records(path: Path) -> FoundRecords:
    """Return the records of a file or folder. A caller uses them only where there is no problem."""
    records: list[DescriptionRecord] = []
    problems: list[InputProblem] = []
    skipped: list[str] = []
    first: dict[str, str] = {}
    for file, name in _files(path, problems, skipped):
        for place, value in _values(file, name, problems, skipped):
            record = _record(place, value)
            if isinstance(record, InputProblem):
                problems.append(record)
            elif record.code and record.code in first:
                problems.append(InputProblem(place, "doubled-code", record.code, first[record.code]))
            else:
                first[record.code] = place
                records.append(record)
    return FoundRecords(tuple(records), tuple(problems), tuple(skipped))


def _files(path: Path, problems: list[InputProblem], skipped: list[str]) -> Iterator[tuple[Path, str]]:
    """Yield each file to read with its name from the folder that was named, in the order of the names."""
    if not path.is_dir():
        yield path, path.name
        return
    folders = [path]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            problems.append(InputProblem(str(folder), "unreadable-file", "", error.strerror or ""))
            continue
        for entry in entries:
            name = entry.relative_to(path).as_posix()
            if entry.is_symlink():
                problems.append(InputProblem(name, "not-followed", ""))
            elif entry.is_dir():
                folders.append(entry)
            elif entry.suffix.lower() in {*_ENDINGS, ".zip"}:
                yield entry, name
            else:
                skipped.append(name)


def _values(
    path: Path, name: str, problems: list[InputProblem], skipped: list[str]
) -> Iterator[tuple[str, Any]]:
    """Yield each value of a file with its place."""
    try:
        data = _read(path)
        parts = _unpacked(data) if PurePath(name).suffix.lower() == ".zip" else {"": data}
    except _Fault as fault:
        problems.append(InputProblem(*fault.problem)._replace(place=name))
        return
    for part in sorted(parts):
        place = f"{name}!{part}" if part else name
        if part and PurePath(part).suffix.lower() not in _ENDINGS:
            if not part.endswith("/"):
                skipped.append(place)
            continue
        yield from _values_of_text(place, parts.pop(part), problems)


def _read(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            data = file.read(MAX_RECORDS_FILE + 1)
    except OSError as error:
        reason = "" if error.errno == errno.EINVAL else error.strerror or ""
        raise _Fault("unreadable-file", reason) from error
    if len(data) > MAX_RECORDS_FILE:
        raise _Fault("too-large", str(MAX_RECORDS_FILE))
    return data


def _unpacked(data: bytes) -> dict[str, bytes]:
    try:
        return inflated_parts(data, str, MAX_RECORDS_PARTS, MAX_RECORDS_UNPACKED)
    except Unreadable as error:
        raise _Fault(error.code, dict(error.values).get("part", "")) from error


def _values_of_text(place: str, data: bytes, problems: list[InputProblem]) -> Iterator[tuple[str, Any]]:
    try:
        text = decode_text(Path(place), data)
    except BadInput as error:
        problems += [one._replace(place=place) for one in error.problems]
        return
    if place.lower().endswith(".jsonl"):
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield from _loaded(f"{place}:{number}", line, problems)
        return
    for _place, value in _loaded(place, text, problems):
        if isinstance(value, list):
            yield from ((f"{place}:{number}", one) for number, one in enumerate(value, 1))
        else:
            yield place, value


def _loaded(place: str, text: str, problems: list[InputProblem]) -> Iterator[tuple[str, Any]]:
    """Yield the value of a JSON text, or nothing where it is none."""
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except _Fault as fault:
        problems.append(InputProblem(*fault.problem)._replace(place=place))
    except json.JSONDecodeError as error:
        problems.append(InputProblem(place, "not-json", "", f"{error.lineno}:{error.colno}"))
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets in brackets
        problems.append(InputProblem(place, "not-json", ""))
    else:
        if "\\u" in text and _HALF.search(json.dumps(value, ensure_ascii=False)):
            problems.append(InputProblem(place, "odd-character", ""))
        else:
            yield place, value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _Fault("doubled-key")
    return made


def _refuse(_name: str) -> Any:
    raise _Fault("not-json")


def _record(place: str, value: Any) -> DescriptionRecord | InputProblem:
    if not isinstance(value, dict):
        return InputProblem(place, "dict_type", "")
    form = form_of(value)
    if form is None:
        return InputProblem(place, "unknown-form", ", ".join(value)[:60])
    code = code_in(value, form)
    if not code and form not in WITHOUT_CODES:
        return InputProblem(place, "missing-code", "")
    if code and not _CODE.fullmatch(code):
        return InputProblem(place, "bad-code", code[:60])
    return DescriptionRecord(place, code, form, value)
