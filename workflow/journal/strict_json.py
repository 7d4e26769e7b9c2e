"""Reads signed JSON strictly: no duplicate names, no floats, no deep nesting, NFC only."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import Any

from workflow.errors import BadIntent

Json = dict[str, Any]
_DEPTH = 8
# Signs of Unicode 15 to 17 that take part in normal forms. A reader of Unicode 14 knows nothing of them, so
# each stands for itself: a text is in normal form or not whatever the reader's version.
_NEWER_SIGNS = re.compile(
    "["
    "\u0897\u1acf-\u1add\u1ae0-\u1aeb\U000105c9\U000105d2\U000105da\U000105e4\U00010d69-\U00010d6d"
    "\U00010efa-\U00010efb\U00010efd-\U00010eff\U00011382-\U00011385\U0001138b\U0001138e"
    "\U00011390-\U00011391\U000113b8\U000113bb\U000113c2\U000113c5\U000113c7-\U000113c9"
    "\U000113ce-\U000113d0\U00011f41-\U00011f42\U0001611e-\U00016129\U0001612f\U00016d63"
    "\U00016d67-\U00016d6a\U0001e08f\U0001e4ec-\U0001e4ef\U0001e5ee-\U0001e5ef\U0001e6e3\U0001e6e6"
    "\U0001e6ee-\U0001e6ef\U0001e6f5"
    "]"
)
_NOT_BRACKETS = r'"(?:[^"\\]|\\.)*"|[^\[\]{}"]+'  # strings, and anything between them but brackets


def sha256(data: bytes) -> str:
    """Compute SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def dumps(data: object) -> str:
    """Write compact JSON text; letters beyond ASCII are not escaped."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def loads(raw: bytes, limit: int) -> Json:
    """Read one JSON object: UTF-8, NFC, at most `limit` bytes, nested at most 8 deep, with no
    duplicate name, no float and no integer beyond 2**53.

    Raises BadIntent: on any other bytes.
    """
    if len(raw) > limit:
        raise BadIntent("too-long", bytes=len(raw), limit=limit)
    try:
        text = raw.decode()
        _check_depth(text)
        data = _STRICT.decode(text)
    except BadIntent:
        raise
    except ValueError as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise BadIntent("not-json", why=error) from error
    if "\\u" in text:  # escaped letters must be NFC too
        text = dumps(data)
        if re.search("[\ud800-\udfff]", text):
            raise BadIntent("not-json", why="half of a surrogate pair")
    if not _is_normal(text):
        raise BadIntent("not-nfc")
    if not isinstance(data, dict):
        raise BadIntent("not-json", why=type(data).__name__)
    return data


def _is_normal(text: str) -> bool:
    if unicodedata.is_normalized("NFC", text):  # then its parts are too
        return True
    return all(unicodedata.is_normalized("NFC", part) for part in _NEWER_SIGNS.split(text))


def _unique_names(pairs: list[tuple[str, Any]]) -> Json:
    # json keeps the last of two equal names without an error: two readers could see two contents.
    data = dict(pairs)
    if len(data) != len(pairs):
        raise BadIntent("doubled-name", names=", ".join(name for name, _ in pairs))
    return data


def _refuse_float(text: str) -> float:
    raise BadIntent("no-floats", value=text[:40])


def _bounded_integer(text: str) -> int:
    if len(text.lstrip("-")) > 16 or abs(int(text)) > 2**53:  # noqa: PLR2004 - the digits of 2**53; int() of a million digits hangs
        raise BadIntent("number-too-large", value=text[:40])
    return int(text)


def _check_depth(text: str) -> None:
    # The decoder recurses, so depth is measured before decoding, where there are brackets enough.
    if text.count("[") + text.count("{") <= _DEPTH:
        return
    depth = 0
    for sign in re.sub(_NOT_BRACKETS, "", text):
        depth += (sign in "[{") - (sign in "]}")
        if depth > _DEPTH:
            raise BadIntent("too-deep", limit=_DEPTH)


_STRICT = json.JSONDecoder(  # built once: `json.loads` would build one for each text
    object_pairs_hook=_unique_names,
    parse_float=_refuse_float,
    parse_constant=_refuse_float,
    parse_int=_bounded_integer,
)
