"""Receipts: the positions and leaf hashes of a person's acts, kept in the person's own folder.

A leaf hash commits to the whole journal up to it. So the newest receipt alone shows whether a register still
has the past in which the person acted, or was put back to an older copy, or exchanged.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from workflow.identity.restores import lost_entries
from workflow.journal.strict_json import dumps
from workflow.storage.positions import Receipt
from workflow.storage.store import Store

if TYPE_CHECKING:
    from workflow.findings import Finding

_TAIL = 4096  # bytes at a file's end that hold its last line: a line has less than 150


class StoredReceipt(NamedTuple):
    """One receipt: the position of an act, and the leaf hash there in hex."""

    seq: int
    leaf: str


def keep_receipts(folder: Path, answers: Iterable[object]) -> None:
    """Append the receipts among the answers to the register's file.

    A file that cannot be written is no error: the act is recorded all the same.
    """
    for answer in answers:
        if isinstance(answer, Receipt):
            with contextlib.suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                line = dumps({"seq": answer.seq, "leaf": answer.leaf.hex()}) + "\n"
                with _receipt_file(folder, answer.register).open("a", encoding="utf-8", newline="\n") as file:
                    file.write(line)


def newest_receipt(folder: Path, register: str) -> StoredReceipt | None:
    """Return the receipt with the highest position among the last ones written; None where there is none."""
    try:
        with _receipt_file(folder, register).open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - _TAIL))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return None
    return max(_parse_lines(lines), key=lambda receipt: receipt.seq, default=None)


def every(folder: Path, register: str) -> list[StoredReceipt]:
    """Return all receipts of a register (`register`: its id)."""
    try:
        text = _receipt_file(folder, register).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return []
    return list(_parse_lines(text.splitlines()))


def is_forgotten(store: Store, kept: StoredReceipt) -> bool:
    """Return True where the register has another leaf at the receipt's position, or none.

    A restore on record that names this very entry, by position and leaf hash, explains it: then False.
    """
    return is_missing(store, kept) and kept not in set(_named_lost(store))


def is_missing(store: Store, kept: StoredReceipt) -> bool:
    """Return True where the register has another leaf at the receipt's position, or none."""
    record = next(store.entries(kept.seq, kept.seq + 1), None)
    return record is None or record.leaf.hex() != kept.leaf


def compare_receipts(store: Store, folder: Path, register: str) -> Iterator[Finding]:
    """Yield a finding for every receipt that the register has forgotten (`register`: its id)."""
    from workflow.findings import Finding  # a quick command only asks for one

    missing = [receipt for receipt in every(folder, register) if is_missing(store, receipt)]
    named = set(_named_lost(store)) if missing else set()
    for receipt in missing:
        if receipt not in named:
            yield Finding("receipt-forgotten", f"journal/{receipt.seq}", receipt.leaf)


def read_receipts(paths: Iterable[Path], register: str) -> list[StoredReceipt]:
    """Return the receipts of files that persons kept, named after the register's id (`register`).

    Raises NotFound: when a file is not there. Raises BadInput: when one is another register's, or holds none.
    """
    from procedures.errors import BadInput, InputProblem  # every command reads its newest receipt
    from procedures.input.text_files import read_existing

    found, problems = [], []
    for path in paths:
        held = list(_parse_lines(read_existing(path).decode("utf-8-sig", "replace").splitlines()))
        if not held or not path.name.startswith(register):
            problems.append(InputProblem("request.receipts", "not-receipts", str(path)))
        found += held
    if problems:
        raise BadInput(tuple(problems))
    return found


def _named_lost(store: Store) -> Iterator[StoredReceipt]:
    """Yield each entry that a restore on record names as lost; one without leaf hashes names none."""
    for seq in store.history("register/1"):
        for record in store.entries(seq, seq + 1):
            intent = json.loads(record.intent)
            if intent["act"] == "restore":
                for entry in lost_entries(intent["items"][0]["body"]) or ():
                    yield StoredReceipt(entry.seq, entry.leaf)


def _receipt_file(folder: Path, register: str) -> Path:
    return folder / f"{register}.jsonl"


def _parse_lines(lines: Iterable[str]) -> Iterator[StoredReceipt]:
    for line in lines:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            data = json.loads(line)
            yield StoredReceipt(int(data["seq"]), str(data["leaf"]))
