"""Descriptions on record: read from files and compared, drafted, shown, and their changes."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.rules.codes import current_code, journal_code
from procedures.rules.description_changes import DescriptionChange, description_changes
from procedures.rules.enclosed_descriptions import (
    DESCRIBE,
    EnclosedDescription,
    enclosed_description,
    enclosure_of,
)
from procedures.services.evidence.journal_log import journal_lines
from procedures.services.inventory import find_procedure, procedure_subject
from procedures.services.session import Draft, Session
from procedures.storage.rows import Description, Procedure, Proposal
from workflow.errors import NotFound
from workflow.journal.characters import refused_character
from workflow.journal.strict_json import Json, sha256
from workflow.runtime.progress import counted
from workflow.storage.rows import Reader, SqlRows

if TYPE_CHECKING:
    from procedures.descriptions.records import DescriptionRecord

# Codes of `descriptions.records` that mean something else of other inputs -> the codes that they have here.
_OF_FILES = {
    "doubled-code": "described-twice",
    "damaged": "archive-damaged",
    "not-json": "file-not-json",
    "too-large": "file-too-large",
    "bomb": "file-too-large",
    "too-many-parts": "file-too-large",
    "encrypted": "file-encrypted",
    "doubled-part": "file-doubled-part",
    "wrong-type": "file-wrong-type",
}
_ENDINGS = {".json", ".jsonl", ".zip"}
_LARGEST = 32 * 2**20  # bytes of the descriptions of one act: half of what an enclosure may hold


class ReadDescription(NamedTuple):
    """A description as it will be signed: the form it was read in, where it came from, words and reading."""

    form: str
    source: str
    enclosed: EnclosedDescription


class DescriptionImport(NamedTuple):
    """Descriptions read from files, held against the record. `new` are those to sign, by code.

    `changed` counts those of `new` that replace another description, `same` what is on record already.
    `unknown`: (code, place) of descriptions of procedures that are not on record. `unread` counts what was
    not understood, by part. `cleaned` counts characters left out that a journal refuses, `without_code` the
    records of a form that has no codes. `skipped` are names of files of another kind.
    """

    new: dict[str, ReadDescription]
    changed: int
    same: int
    unknown: tuple[tuple[str, str], ...]
    problems: tuple[InputProblem, ...]
    unread: Mapping[str, int]
    cleaned: int
    without_code: int
    skipped: tuple[str, ...]


class DescriptionVersion(NamedTuple):
    """A description as it came on record: by the entry `seq`, recorded at an instant (UTC), by a person."""

    seq: int
    recorded_at: str
    person: str
    source: str
    description: Mapping[str, Any]


def compare_descriptions(
    session: Session, paths: Sequence[Path], *, again: bool = False
) -> DescriptionImport:
    """Read descriptions from files, folders and archives, and compare them with the record.

    `again`: what is unchanged is new all the same where a cut was implemented: it says that the portal was
    looked at, and still shows what it showed.

    Raises NotFound: when a path does not exist. Raises BadInput: when a file is of another kind.
    """
    from procedures.descriptions.read import read_description
    from procedures.descriptions.records import find_records

    _require_description_files(paths)
    found = [find_records(path) for path in paths]
    problems = [
        problem._replace(code=_OF_FILES.get(problem.code, problem.code))
        for one in found
        for problem in one.problems
    ]
    skipped = [name for one in found for name in one.skipped]
    records = [record for one in found for record in one.records]
    new: dict[str, ReadDescription] = {}
    unknown: list[tuple[str, str]] = []
    unread: Counter[str] = Counter()
    changed = same = cleaned = 0
    with session.reading() as rows:
        for code, record in counted("descriptions", _one_of_each(records, problems, rows)):
            if rows.get(Procedure, code) is None:
                unknown.append((record.code, record.place))
                continue
            words, left_out = cleaned_words(record.words)
            cleaned += left_out
            description = read_description(words, record.form)
            unread.update(part["part"] for part in description["unread"])
            held = rows.get(Description, code)
            unchanged = held is not None and json.loads(held.body) == description
            if unchanged and not (again and _is_implemented(rows, code)):
                same += 1
                continue
            changed += held is not None and not unchanged
            new[code] = ReadDescription(
                record.form, source_of(record)[:500], EnclosedDescription(words, description)
            )
    return DescriptionImport(
        new,
        changed,
        same,
        tuple(unknown),
        tuple(problems),
        dict(unread),
        cleaned,
        sum(not record.code for record in records),
        tuple(skipped),
    )


def _one_of_each(
    records: Iterable[DescriptionRecord], problems: list[InputProblem], rows: Reader
) -> list[tuple[str, DescriptionRecord]]:
    """Return the records that have a code with the code of today; of two for one procedure neither.

    Adds a problem for each second one: nobody knows which of the two is meant.
    """
    twice = {current_code(one.value, rows) for one in problems if one.code == "described-twice"}
    first: dict[str, DescriptionRecord] = {}
    for record in records:
        if not record.code:
            continue
        code = current_code(record.code, rows)
        if code in first:
            problems.append(InputProblem(record.place, "described-twice", code, first[code].place))
            twice.add(code)
        else:
            first[code] = record
    return [(code, record) for code, record in first.items() if code not in twice]


def _require_description_files(paths: Iterable[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise NotFound("no-such-file", path=path)
        if path.is_file() and path.suffix.lower() not in _ENDINGS:
            raise BadInput((InputProblem(str(path), "no-description-file", ""),))


def _is_implemented(rows: Reader, code: str) -> bool:
    return any(one.outcome in {"implemented", "reopened"} for one in rows.scan(Proposal, code=code))


def draft_describe(session: Session, descriptions: Mapping[str, ReadDescription]) -> list[Draft]:
    """Draft the acts that put descriptions (by code) on record: as few as grants and sizes allow.

    Raises what `Session.draft` raises.
    """
    by_subject = {procedure_subject(code): (code, one) for code, one in descriptions.items()}
    from procedures.descriptions.read import READER

    drafts = []
    for granted in session.by_grant(DESCRIBE, [(subject, {}) for subject in by_subject]):
        for part in _parts([subject for subject, _body in granted], by_subject):
            with session.reading() as rows:
                named = {subject: journal_code(by_subject[subject][0], rows) for subject in part}
            data = enclosure_of({named[subject]: by_subject[subject][1].enclosed for subject in part})
            digest = sha256(data)
            items: list[tuple[str, Json]] = [
                (subject, {"form": one.form, "reader": READER, "source": one.source, "enclosed": digest})
                for subject in part
                for one in (by_subject[subject][1],)
            ]
            drafts.append(session.draft(DESCRIBE, items, enclosures={digest: data}))
    return drafts


def _parts(
    subjects: Sequence[str], descriptions: Mapping[str, tuple[str, ReadDescription]]
) -> Iterator[list[str]]:
    """Yield the subjects in parts whose enclosures stay far below what an act may hold."""
    part: list[str] = []
    size = 0
    for subject in subjects:
        one = descriptions[subject][1].enclosed
        size += len(json.dumps([one.words, one.description], ensure_ascii=False).encode())
        if part and size > _LARGEST:
            yield part
            part, size = [], 0
        part.append(subject)
    if part:
        yield part


def cleaned_words(words: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """Return a record without the characters that a journal refuses, in NFC, and how many those were."""
    left_out = 0

    def clean(value: Any) -> Any:
        nonlocal left_out
        if isinstance(value, str):
            text = unicodedata.normalize("NFC", value)
            if not refused_character(text):
                return text
            kept = "".join(sign for sign in text if not refused_character(sign))
            left_out += len(text) - len(kept)
            return kept
        if isinstance(value, list):
            return [clean(one) for one in value]
        if isinstance(value, dict):
            return {clean(name): clean(one) for name, one in value.items()}
        return str(value) if isinstance(value, float) else value  # a journal holds no floats

    return clean(dict(words)), left_out


def source_of(record: DescriptionRecord) -> str:
    """Return where a record says that it was published, else the name of its file."""
    published = record.words.get("detail_url") or record.words.get("source_file")
    return published if isinstance(published, str) and published.strip() else Path(record.place).name


def description_of(rows: Reader, code: str) -> Mapping[str, Any]:
    """Return the newest description of a procedure (shape `Description`).

    Raises NotFound: when there is no such procedure, or it has none.
    """
    procedure = find_procedure(rows, code)
    held = rows.get(Description, procedure.code)
    if held is None:
        raise NotFound("not-described", procedure=procedure.code)
    described: Mapping[str, Any] = json.loads(held.body)
    return described


def descriptions_on_record(rows: Reader, units: Iterable[str] | None = None) -> dict[str, Mapping[str, Any]]:
    """Return code -> description of what these units (ids) own, None of all; struck ones are left out."""
    owners = None if units is None else frozenset(units)
    found = {}
    held = list(rows.scan(Description))
    if isinstance(rows, SqlRows):
        rows.prefetch({Procedure: [(one.code,) for one in held]})
    for one in held:
        procedure = rows.get(Procedure, one.code)
        if (
            procedure is None
            or procedure.struck is not None
            or (owners is not None and procedure.unit not in owners)
        ):
            continue
        found[one.code] = json.loads(one.body)
    return found


def description_history(session: Session, code: str) -> list[DescriptionVersion]:
    """Return every description of a procedure that came on record, oldest first.

    Raises NotFound: when there is no such procedure, or none of its entries describes it.
    """
    with session.reading() as rows:
        procedure = find_procedure(rows, code)
    subject = procedure_subject(procedure.first_code)
    found = [
        DescriptionVersion(line.seq, line.recorded_at, line.name, item.body["source"], held.description)
        for line in journal_lines(session, subject)
        if line.intent.act == DESCRIBE
        for item in line.intent.items
        if item.subject == subject
        and (
            held := enclosed_description(line.intent.enclosures, item.body["enclosed"], procedure.first_code)
        )
    ]
    if not found:
        raise NotFound("not-described", procedure=procedure.code)
    return found


def changes_of(session: Session, code: str) -> list[tuple[DescriptionVersion, list[DescriptionChange]]]:
    """Return each description of a procedure with its differences from the one before, oldest first.

    Raises what `description_history` raises.
    """
    history = description_history(session, code)
    befores = [None, *history]
    return [
        (version, [] if before is None else description_changes(before.description, version.description))
        for before, version in zip(befores, history, strict=False)
    ]
