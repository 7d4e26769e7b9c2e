"""Says what an act of restore names: the last entry kept, and each known to be lost, by its leaf hash."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workflow.journal.strict_json import Json

MOST_LOST = 500  # entries that one act names: they fit into one intent; more of them take more acts
_NAMES = ("backup", "seq", "leaf", "missing", "lost")
_LONGEST = 200  # characters of the name of a backup
_HASH = re.compile(r"[0-9a-f]{64}")


class LostEntry(NamedTuple):
    """An entry that a restored register has no longer: its position, and its leaf hash in hex."""

    seq: int
    leaf: str


def restore_body(source: str, seq: int, leaf: str, missing: str, lost: Sequence[LostEntry]) -> Json:
    """Return the body of an act of restore.

    `source`: name of the backup. `seq`, `leaf`: position and leaf hash (hex) of the last entry kept.
    `missing`: "7-9", "-" none, "?" unknown. `lost`: at most MOST_LOST entries, in order.
    """
    entries = [entry._asdict() for entry in lost]
    return {"backup": source, "seq": seq, "leaf": leaf, "missing": missing, "lost": entries}


def lost_entries(body: Json) -> tuple[LostEntry, ...] | None:
    """Return the lost entries that a body names; () for the form without them; None where one is none."""
    if "leaf" not in body and "lost" not in body:
        return ()
    entries = body.get("lost")
    if not isinstance(entries, list) or len(entries) > MOST_LOST:
        return None
    found = tuple(_lost_entry(entry) for entry in entries)
    named = tuple(entry for entry in found if entry is not None)
    rising = all(one.seq < other.seq for one, other in pairwise(named))
    return named if len(named) == len(found) and rising else None


def is_true_restore(body: Json, position: int, leaf_at: Callable[[int], bytes | None]) -> bool:
    """Return whether what a restore names is so at its position: the entry kept is there, the lost are not.

    A body without leaf hashes names nothing and is always true; it excuses nothing either (`lost_entries`).
    `leaf_at` gives the leaf hash (32 bytes) of a position, None where there is none.
    """
    if "leaf" not in body and "lost" not in body:
        return True
    lost, seq, leaf = lost_entries(body), body.get("seq"), body.get("leaf")
    if lost is None or not _is_position(seq) or not _is_hash(leaf):
        return False
    if seq >= position or _leaf(leaf_at, seq) != leaf:
        return False
    return all(
        entry.seq > seq and (entry.seq >= position or _leaf(leaf_at, entry.seq) != entry.leaf)
        for entry in lost
    )


def restore_shape_errors(body: Json) -> tuple[str, ...]:
    """Return the names of the fields that are wrong in the body of an act of restore; () is sound."""
    wrong = [name for name in ("backup", "missing") if not _is_short_text(body.get(name))]
    wrong += [] if _is_position(body.get("seq")) else ["seq"]
    if "leaf" in body or "lost" in body:
        wrong += [] if _is_hash(body.get("leaf")) else ["leaf"]
        wrong += [] if lost_entries(body) is not None else ["lost"]
        wrong += [] if wrong or _missing_fits(body) else ["missing"]
    return (*wrong, *(name for name in body if name not in _NAMES))


def _missing_fits(body: Json) -> bool:
    """Return whether the words "7-9", "-" or "?" agree with the entries that a body names."""
    lost, missing = lost_entries(body) or (), body["missing"]
    if missing == "-":
        return not lost
    ends = re.fullmatch(r"([0-9]{1,16})-([0-9]{1,16})", missing)
    if ends is None:
        return bool(missing == "?")
    first, last = int(ends[1]), int(ends[2])
    return bool(first == body["seq"] + 1 <= last) and all(entry.seq <= last for entry in lost)


def _is_short_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= _LONGEST


def _lost_entry(entry: object) -> LostEntry | None:
    if not isinstance(entry, dict) or set(entry) != {"seq", "leaf"}:
        return None
    seq, leaf = entry["seq"], entry["leaf"]
    return LostEntry(seq, leaf) if _is_position(seq) and _is_hash(leaf) else None


def _is_position(value: object) -> TypeGuard[int]:
    return type(value) is int and value >= 0


def _is_hash(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _leaf(leaf_at: Callable[[int], bytes | None], seq: int) -> str:
    leaf = leaf_at(seq)
    return leaf.hex() if leaf is not None else ""
