"""Reads a record of any known form into a description, shaped as `input.description_shapes.Description`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procedures.descriptions.own_form import read_own_form
from procedures.descriptions.portal_2021 import read_portal_2021
from procedures.descriptions.portal_lists import read_portal_lists
from procedures.descriptions.portal_text import read_portal_text
from procedures.descriptions.rows import within_limits

READER = "1"
"""The version of these readers: the same words give the same description as long as it stands."""
_READERS = {
    "tinhgon": read_own_form,
    "portal-text": read_portal_text,
    "portal-lists": read_portal_lists,
    "portal-2021": read_portal_2021,
}


def read_description(words: Mapping[str, Any], form: str) -> dict[str, Any]:
    """Return the description that the words of a record hold; `form` is one of `DESCRIPTION_FORMS`.

    Nothing is guessed: what was not understood stands in `unread`. Any words give a description; `form_of`
    tells whether they are of this form.
    """
    return within_limits(_READERS[form](words))
