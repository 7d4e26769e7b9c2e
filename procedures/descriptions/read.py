"""Reads a record of any known form into the shape of a description, `procedures.input.shapes.Description`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procedures.descriptions.portal_text import read_portal_text

READER = "1"
"""The version of these readers: the same words give the same description as long as it stands."""
_READERS = {"portal-text": read_portal_text}


def read_description(words: Mapping[str, Any], form: str) -> dict[str, Any]:
    """Return the description that the words of a record hold; `form` is one of `DESCRIPTION_FORMS`.

    Nothing is guessed: what was not understood stands in `unread`. Any words give a description; the caller
    tells by `form_of` whether they are of this form.
    """
    return _READERS[form](words)
