"""Second descriptions made from real ones by dropping, halving and keeping items: each answer is right."""

from __future__ import annotations

import json
import zipfile
from collections import defaultdict

import pytest

from procedures.descriptions.read import read_description
from procedures.rules.portal.cut_stage import Standing, cut_seen
from procedures.rules.portal.data_papers import ASKED_FOR, asked_how, is_note
from procedures.rules.portal.words import plain_line
from tests.support.paths import RECORDS

EVERY, ITEMS = 40, 4  # of the records one in forty, of each its first items


def first_descriptions(archive):
    """The descriptions of some records of an archive."""
    with zipfile.ZipFile(archive) as packed:
        for name in sorted(one for one in packed.namelist() if one.endswith(".json"))[::EVERY]:
            yield read_description(json.loads(packed.read(name)), "portal-text")


def answer(before, items, content):
    """The answer for the removal of an item from a dossier that holds other items now."""
    action = {"kind": "replace-by-data", "content": content, "reason": ""}
    return cut_seen("simplify", [action], Standing(before, before | {"items": items})).answer


def wrong_answers(before):
    """The items of a description for which an answer is wrong, and how many were asked."""
    places = defaultdict(list)
    for place, item in enumerate(before["items"]):
        name = plain_line(item["name"])
        if len(name) > 6 and not is_note(item) and ASKED_FOR == asked_how(before["items"], place, name):
            places[name].append(place)
    wrong, tried = [], 0
    for found in list(places.values())[:ITEMS]:
        first = before["items"][found[0]]
        halved = [one for place, one in enumerate(before["items"]) if place != found[0]]
        if len(found) == 1:
            only = first | {"name": f"{first['name']} (chỉ khi nộp trực tiếp)"}
            halved = [only if one is first else one for one in before["items"]]
        dropped = [one for place, one in enumerate(before["items"]) if place not in found]
        made = {"not-yet": list(before["items"]), "half": halved, "seen": dropped}
        for content in (f"Bỏ “{first['name']}”", f"Cắt giảm {first['name']}"):
            for expected, items in made.items():
                if items:
                    tried += 1
                    told = answer(before, items, content)
                    # words without quotation marks may fit several items: that is no wrong answer
                    if told != expected and ("“" in content or told != "cannot-tell"):
                        wrong.append((expected, told, content[:80]))
    return wrong, tried


@pytest.mark.skipif(not RECORDS.is_dir(), reason="the records are not here")
@pytest.mark.parametrize("archive", sorted(RECORDS.glob("*.zip")), ids=lambda path: path.stem)
def test_items_dropped_halved_and_kept_are_told_apart(archive):
    """Of real records each item that is dropped is seen, halved half, kept not yet."""
    tried = 0
    for before in first_descriptions(archive):
        wrong, asked = wrong_answers(before)
        assert wrong == []
        tried += asked
    assert tried
