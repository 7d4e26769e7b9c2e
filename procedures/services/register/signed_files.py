"""Signed acts as files: written for another machine, received and recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from procedures.input.text_files import read_existing
from procedures.services.register.files import write_new_file
from procedures.services.session import Session
from workflow.decision import Refused
from workflow.errors import BadIntent
from workflow.journal.intent_files import from_file, to_file
from workflow.journal.intents import Intent, Signed, parse
from workflow.storage.positions import Receipt

OLD = 90  # days after which a person is asked before an act is recorded


class SignedFile(NamedTuple):
    """A file with a signed act. `age`: whole days since it was signed, by the signer's clock and ours."""

    path: Path
    signed: Signed
    intent: Intent
    age: int


class Received(NamedTuple):
    """The answer to one file: a receipt, or the reasons against it."""

    path: Path
    intent: Intent
    answer: Receipt | Refused


def write_signed(signed: Signed, path: Path) -> None:
    """Write a signed intent to a new file.

    Raises StorageFault: when the file exists, or cannot be written.
    """
    write_new_file(path, to_file(signed))


def read_signed(session: Session, paths: Sequence[Path]) -> list[SignedFile]:
    """Read signed intents from files, with their age in days.

    Raises NotFound: when there is no such file. Raises BadInput: when one cannot be read. Raises BadIntent:
    when one holds no signed intent.
    """
    now, files = session.now(), []
    for path in paths:
        signed = from_file(read_existing(path))
        intent = parse(signed.raw, signed.enclosures)
        files.append(SignedFile(path, signed, intent, _age(intent.claimed_at, now)))
    return files


def receive(session: Session, files: Sequence[SignedFile]) -> list[Received]:
    """Perform signed intents from files, in order, with the same checks and refusals.

    One that was not signed to be carried in a file is refused: it was recorded where it was signed.

    Raises what `Session.submit` raises.
    """
    answers = session.submit([file.signed for file in files], received=True)
    return [Received(file.path, file.intent, answer) for file, answer in zip(files, answers, strict=True)]


def _age(claimed_at: str, now: str) -> int:
    try:
        return max(0, (datetime.fromisoformat(now) - datetime.fromisoformat(claimed_at)).days)
    except ValueError as error:  # the form of a time, and no day of the calendar
        raise BadIntent("malformed", why=error) from error
