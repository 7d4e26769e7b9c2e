"""`explain`: a code says what kind of thing it is and what became of the act."""

from __future__ import annotations

import pytest

from procedures.wording.explain import explain
from procedures.wording.messages import MESSAGES


@pytest.mark.parametrize("number", sorted({message.number for message in MESSAGES.values()}))
def test_every_code_is_explained_by_more_than_its_sentence(number):
    """The sentence, then its kind; two messages under one number would explain each other's."""
    told = explain(f"TG-{number:03d}").splitlines()
    assert told[0].startswith(f"TG-{number:03d}: ")
    assert len(told[1]) > 40
    assert sum(message.number == number for message in MESSAGES.values()) == 1
