"""Scans descriptions for demands that could be eased: certified copies, presence, copies, forms, channels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from procedures.rules.document_levels import level_of_number
from procedures.scans.amendable import text_to_amend
from procedures.scans.finding import Amendable, CutFinding, Described
from procedures.scans.plain_words import composed, either, plain
from procedures.scans.scan_rules import holds, law_of, scan_rules

_SENTENCE = re.compile(r"[.;](?=\s|$)|\n")
_ONE = 1  # original or copy that any dossier may ask for

_Place = tuple[str, str, tuple[tuple[str, str], ...]]  # part, words, facts
_Finder = Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[_Place]]


def scan_demands(descriptions: Described, day: str) -> list[CutFinding]:
    """Return each demand that a rule of data/scans/demands.toml in force on `day` (ISO date) finds.

    A part that is not described is unknown and never a finding: without any channel nothing is said of them.
    """
    rules = [rule for rule in scan_rules("demands")["rule"] if holds(rule, day)]
    found = []
    for code, description in descriptions:
        for rule in rules:
            for part, words, facts in _FINDERS[rule["id"]](description, rule):
                published = rule["id"] in _OF_PUBLICATION
                amend = _published(description) if published else text_to_amend(description)
                name = f"demands.{rule['id']}"
                found.append(CutFinding("demands", name, code, part, words, law_of(rule), amend, facts=facts))
    return found


def told_sentences(text: str, rule: Mapping[str, Any]) -> list[str]:
    """Return the sentences of a text that bear a sign of a rule and none of what it says `unless`."""
    whole = composed(text)
    words, signs = plain(whole), either(*rule["signs"])
    if not signs.search(words):
        return []
    told, start = [], 0
    ends = [(match.start(), match.end()) for match in _SENTENCE.finditer(whole)]
    for end, next_start in [*ends, (len(whole), len(whole))]:
        if signs.search(words[start:end]) and not _excepted(words[start:end], rule):
            told.append(whole[start:end].strip())
        start = next_start
    return told


def _excepted(words: str, rule: Mapping[str, Any]) -> bool:
    return bool(rule.get("unless")) and bool(either(*rule["unless"]).search(words))


def _items_told(description: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[_Place]:
    """Yield each item once with a sentence that bears the rule's sign; the whole item may except it."""
    for number, item in enumerate(description["items"], 1):
        told = told_sentences(item["name"], rule)
        if told and not _excepted(plain(composed(item["name"])), rule):
            yield f"items.{number}", told[0], ()


def _presence(description: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[_Place]:
    if _online(description):
        for part in ("steps", "conditions"):
            for words in told_sentences(description[part], rule)[:1]:
                yield part, words, ()
        yield from _items_told(description, rule)


def _paper_too(description: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[_Place]:
    for number, channel in enumerate(description["channels"], 1):
        if channel["channel"] == "online":
            for words in told_sentences(channel["note"], rule)[:1]:
                yield f"channels.{number}", words, ()
    if _online(description):
        for words in told_sentences(description["steps"], rule)[:1]:
            yield "steps", words, ()


def _originals(description: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[_Place]:
    for number, item in enumerate(description["items"], 1):
        counts = {name: int(item[name]) for name in ("originals", "copies") if item[name] is not None}
        many = tuple((name, str(count)) for name, count in counts.items() if count > _ONE)
        if many and not _excepted(plain(composed(item["name"])), rule):
            yield f"items.{number}", item["name"], many


def _sets(description: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[_Place]:
    yield from _items_told(description, rule)
    for words in told_sentences(description["steps"], rule)[:1]:
        yield "steps", words, ()


def _forms(description: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[_Place]:
    with_file = {plain(composed(item["name"])) for item in description["items"] if item["form"]}
    for number, item in enumerate(description["items"], 1):
        words = plain(composed(item["name"]))
        sought = not item["form"] and words not in with_file and not _excepted(words, rule)
        if sought and either(*rule["signs"]).search(words):
            yield f"items.{number}", item["name"], ()


def _no_online(description: Mapping[str, Any], _rule: Mapping[str, Any]) -> Iterator[_Place]:
    channels = [channel["channel"] for channel in description["channels"]]
    if channels and "online" not in channels:
        yield "channels", ", ".join(dict.fromkeys(channels)), ()


def _online(description: Mapping[str, Any]) -> bool:
    return any(channel["channel"] == "online" for channel in description["channels"])


def _published(description: Mapping[str, Any]) -> Amendable:
    """Return the decision that published the procedure: files and channels are set right there."""
    number = description["decision"]
    return Amendable(number, "", level_of_number(number)) if number else Amendable()


_FINDERS: dict[str, _Finder] = {
    "certified-copy": _items_told,
    "in-person": _presence,
    "paper-after-online": _paper_too,
    "several-originals": _originals,
    "several-sets": _sets,
    "form-without-file": _forms,
    "no-online-channel": _no_online,
}
_OF_PUBLICATION = frozenset({"form-without-file", "no-online-channel"})
