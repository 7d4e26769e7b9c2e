"""`explain`: a code says what kind of thing it is and what became of the act."""

from __future__ import annotations

import pytest

from procedures.terminal.hints import HINTS
from procedures.wording.explain import explain, rules
from procedures.wording.messages import MESSAGES


@pytest.mark.parametrize("number", sorted({message.number for message in MESSAGES.values()}))
def test_every_code_is_explained_by_more_than_its_sentence(number):
    """The sentence, then its kind; two messages under one number would explain each other's."""
    told = explain(f"TG-{number:03d}", HINTS).splitlines()
    assert told[0].startswith(f"TG-{number:03d}: ")
    assert len(told[1]) > 40
    assert sum(message.number == number for message in MESSAGES.values()) == 1


@pytest.mark.parametrize("id_", rules())
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_rule_is_explained_with_its_source(id_, lang, monkeypatch):
    """Each rule has a source in both languages, an article or the word that it is a convention; it is printed."""
    monkeypatch.setattr("procedures.wording.explain.language", lambda: lang)
    source = rules()[id_]["source"][lang]
    sentence, printed = explain(id_, {}).splitlines()
    assert sentence == f"{id_}  {rules()[id_][lang]}"
    assert source.strip() == source != ""
    assert printed.endswith(f": {source}")
