"""Signed acts as files: written for another machine, received and recorded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from procedures.input.text_files import read_existing
from procedures.services.register.files import write_new_file
from procedures.services.session import Session
from workflow.decision import Refused
from workflow.journal.intent_files import from_file, to_file
from workflow.journal.intents import Intent, Signed, parse
from workflow.storage.positions import Receipt


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


def receive(session: Session, paths: Sequence[Path]) -> list[Received]:
    """Perform signed intents from files, in order, with the same checks and refusals.

    Raises NotFound: when there is no such file. Raises BadInput: when one cannot be read. Raises BadIntent:
    when one holds no signed intent. Raises what `Session.submit` raises.
    """
    batch = [from_file(read_existing(path)) for path in paths]
    answers = session.submit(batch)
    intents = [parse(signed.raw, signed.enclosures) for signed in batch]
    return [Received(*result) for result in zip(paths, intents, answers, strict=True)]
