"""Entries of the journal as data: as a list, one by one, and contested ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from procedures.services.evidence.journal_log import JournalLine
from procedures.services.people.contested_acts import Contested
from procedures.views.listing import Listing


def log_list(lines: Iterable[JournalLine]) -> Listing:
    """List entries, the newest last; of several subjects the first, and the number of others."""
    rows = [
        (
            line.seq,
            line.recorded_at,
            line.intent.person,
            line.intent.act,
            _subjects([item.subject.partition("/")[2] for item in line.intent.items]),
            " ".join(line.intent.reason.split()),
            line.leaf[:16],
        )
        for line in lines
    ]
    keys = ("seq", "recorded_at", "person", "act", "subject", "reason", "leaf")
    return Listing("log", keys, rows, {"act": "act", "recorded_at": "instant"}, frozenset({"seq"}))


def contested_list(acts: Iterable[Contested]) -> Listing:
    """List acts signed with a lost key, and the entry by which its person confirmed each."""
    rows = [
        (
            act.line.seq,
            act.line.recorded_at,
            act.line.intent.person,
            act.line.intent.act,
            len(act.line.intent.items),
            act.line.key,
            act.confirmed,
        )
        for act in acts
    ]
    keys = ("seq", "recorded_at", "person", "act", "subjects", "key", "confirmed")
    terms = {"act": "act", "recorded_at": "instant"}
    return Listing("contested", keys, rows, terms, frozenset({"seq", "subjects", "confirmed"}))


def entry_page(line: JournalLine) -> dict[str, Any]:
    """Return one entry with the exact text that was signed; leaf in hex, key as fingerprint."""
    data = {"seq": line.seq, "recorded_at": line.recorded_at, "key": line.key, "leaf": line.leaf}
    return data | {"intent": line.intent.raw.decode()}


def entry_reference(line: JournalLine) -> dict[str, Any]:
    """Return an entry as other pages refer to it: `intent` is the SHA-256 (hex) of the signed text."""
    return {
        "seq": line.seq,
        "recorded_at": line.recorded_at,
        "act": line.intent.act,
        "person": line.intent.person,
        "key": line.key,
        "leaf": line.leaf,
        "intent": line.intent.digest,
    }


def _subjects(names: Sequence[str]) -> str:
    return names[0] + (f" (+{len(names) - 1})" if len(names) > 1 else "")
