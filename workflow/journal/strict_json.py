"""Strict JSON of signed texts: no duplicate names, no floats, no deep nesting, NFC."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import Any

from workflow.errors import BadIntent

Json = dict[str, Any]
_DEPTH = 8
_BESIDE = r'"(?:[^"\\]|\\.)*"|[^\[\]{}"]+'  # all but brackets outside strings


def sha256(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def dumps(data: object) -> str:
    """Compact JSON text, letters as they are."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def loads(raw: bytes, limit: int) -> Json:
    """One JSON object, strictly: UTF-8, NFC, at most `limit` bytes, depth 8, no doubled name, no
    float, no number past 2**53. Raises BadIntent on anything else.
    """
    if len(raw) > limit:
        raise BadIntent("too-long", bytes=len(raw), limit=limit)
    try:
        text = raw.decode()
        _shallow(text)
        data = _STRICT.decode(text)
    except BadIntent:
        raise
    except ValueError as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise BadIntent("not-json", why=error) from error
    if "\\u" in text:  # what is said by escapes counts as well
        text = dumps(data)
        if re.search("[\ud800-\udfff]", text):
            raise BadIntent("not-json", why="half of a surrogate pair")
    if not unicodedata.is_normalized("NFC", text):
        raise BadIntent("not-nfc")
    if not isinstance(data, dict):
        raise BadIntent("not-json", why=type(data).__name__)
    return data


def _once(pairs: list[tuple[str, Any]]) -> Json:
    # json takes the last of two equal names in silence: two readers could see two contents.
    data = dict(pairs)
    if len(data) != len(pairs):
        raise BadIntent("doubled-name", names=", ".join(name for name, _ in pairs))
    return data


def _refused(text: str) -> float:
    raise BadIntent("no-floats", value=text[:40])


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > 16 or abs(int(text)) > 2**53:  # noqa: PLR2004 - the digits of 2**53; int() of a million digits hangs
        raise BadIntent("number-too-large", value=text[:40])
    return int(text)


def _shallow(text: str) -> None:
    # The decoder recurses: nesting is measured before it is entered, where there can be too much.
    if text.count("[") + text.count("{") <= _DEPTH:
        return
    depth = 0
    for sign in re.sub(_BESIDE, "", text):
        depth += (sign in "[{") - (sign in "]}")
        if depth > _DEPTH:
            raise BadIntent("too-deep", limit=_DEPTH)


_STRICT = json.JSONDecoder(  # made once: `json.loads` would make one for each text
    object_pairs_hook=_once, parse_float=_refused, parse_constant=_refused, parse_int=_whole
)
