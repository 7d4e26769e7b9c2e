"""The document of an act: number, date, body, level, signer, and its scans by their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.input.checks import iso_date, normalise
from procedures.rules.document_identity import Issuer, document_key, folded_number, issuer_of
from procedures.rules.document_levels import level_of_document
from procedures.storage.rows import Document, Procedure
from procedures.vietnamese import fold
from workflow.journal.strict_json import Json
from workflow.storage.files import open_regular
from workflow.storage.rows import Reader


class DocumentConflict(NamedTuple):
    """A document about to be signed that says another date or signer than one of its number elsewhere.

    `date` (ISO) and `signer` are those of the other one; `code` is a procedure that it is on record for, ""
    where it stands in the same act.
    """

    number: str
    date: str
    signer: str
    code: str


def document_conflicts(rows: Reader, items: Iterable[tuple[str, Json]]) -> tuple[DocumentConflict, ...]:
    """Return the conflicts of the documents in items (code or "", body) with each other and with the record.

    One document has one date and one signer: documents of one number, body and year are the same
    (`rules.document_identity`). Of a unit's own document without a body, that is the unit of the procedure.
    """
    found: dict[DocumentConflict, None] = {}
    first: dict[tuple[str, str], list[tuple[Issuer, Json]]] = {}
    for code, body in items:
        unit = _unit(rows, code)
        for paper in documents_in(body):
            issuer = issuer_of(paper.get("body", ""), paper.get("level", ""), unit)
            alike = first.setdefault(document_key(paper["number"], paper["date"]), [])
            one = next((earlier for by, earlier in alike if by.may_be(issuer)), None)
            if one is None:
                alike.append((issuer, paper))
                found |= dict.fromkeys(_on_record(rows, issuer, paper))
            elif _differs(paper, one["date"], one.get("signer", "")):
                found[DocumentConflict(one["number"], one["date"], one.get("signer", ""), "")] = None
    return tuple(found)


def correction_conflicts(rows: Reader, code: str, body: Json) -> tuple[DocumentConflict, ...]:
    """Return the conflicts that a corrected document would have with others on record (body: `Correct`)."""
    held = rows.get(Document, code, body["round"], body["slot"])
    if held is None:
        return ()
    paper = held._asdict() | body["new"]
    issuer = issuer_of(held.body, held.level, _unit(rows, code))
    others = (one for one in _found(rows, paper["number"]) if one[:3] != held[:3])
    return tuple(_differing(rows, others, issuer, paper))


def documents_in(data: Any) -> Iterator[Json]:
    """Yield every document within the body of an act."""
    if isinstance(data, dict):
        if {"number", "date"} <= set(data):
            yield data
        for value in data.values():
            yield from documents_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from documents_in(value)


def _on_record(rows: Reader, issuer: Issuer, paper: Json) -> Iterator[DocumentConflict]:
    yield from _differing(rows, _found(rows, paper["number"]), issuer, paper)


def _found(rows: Reader, number: str) -> list[Document]:
    return sorted(rows.scan(Document, folded=folded_number(number)), key=lambda one: one.seq)


def _differing(
    rows: Reader, found: Iterable[Document], issuer: Issuer, paper: Json
) -> Iterator[DocumentConflict]:
    """Yield the first of these documents that is the same as `paper`, and says another date or signer."""
    key = document_key(paper["number"], paper["date"])
    for row in found:
        same = document_key(row.number, row.date) == key and issuer.may_be(
            issuer_of(row.body, row.level, _unit(rows, row.code))
        )
        if same and _differs(paper, row.date, row.signer):
            yield DocumentConflict(row.number, row.date, row.signer, row.code)
            return


def _differs(paper: Json, date: str, signer: str) -> bool:
    """Return whether a document has another date or signer; a signer that is not named differs from none."""
    signers = {name for name in (fold(paper.get("signer", "")), fold(signer)) if name}
    return paper["date"] != date or len(signers) > 1


def _unit(rows: Reader, code: str) -> str:
    procedure = rows.get(Procedure, code) if code else None
    return (procedure.unit or "") if procedure else ""


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

    `date` is dd/mm/yyyy or ISO, `level` a stable name of a level; "" is the one that number and body tell,
    else the province's. Scans go in by their SHA-256, never by their bytes. `place` names the field that
    gave the date.

    Raises BadInput: when the date is none, or a scan cannot be read.
    """
    level = level or level_of_document(normalise(number), normalise(body)) or "province"
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
