"""One random bundle: a small journal with lawful acts, and a change to something that a verifier reads.

The changes by kind: what people sign (fields, JSON text, the life cycle, the founding, lists in enclosures, order of
acts), what the register writes (times, lines), checkpoints, and the files as such.
"""

from __future__ import annotations

import contextlib
import json
from random import Random
from typing import Any, NamedTuple

from tests.vectors.differential import acts, episode, files
from tests.vectors.differential.episode import Episode
from tests.vectors.differential.values import INSTANTS, Change, changed, encoded, key_line, written
from tests.vectors.forge import Files
from workflow.journal.strict_json import dumps, sha256

UNREADABLE = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    IndexError,
    RecursionError,
)  # of the forger's own reader


class Mutated(NamedTuple):
    """A bundle, and what was changed in it: the group, and a label `group: act: kind place`."""

    files: Files
    group: str
    label: str


def mutated(seed: int, only: str = "") -> Mutated:
    """Return the random bundle of a seed; `only`: of this group of changes."""
    draw = Random(seed)
    group = only or draw.choices([*GROUPS], [weight for weight, _ in GROUPS.values()])[0]
    base = draw.choice(episode.BASES)
    one = Episode(draw, episode.PROPOSED if group == "checkpoint" else base)
    label = GROUPS[group][1](one)
    made = one.made.made() if isinstance(label, str) else label[0]
    return Mutated(made, group, f"{group}: {label if isinstance(label, str) else label[1]}")


def _act(one: Episode) -> dict[str, Any]:
    """Return a lawful act that fits the journal's beginning."""
    kinds = {
        episode.FOUNDED: (*acts.ON_REGISTER, acts.person_add, acts.key_add),
        episode.PEOPLED: (*acts.ON_PEOPLE, *acts.ON_PEOPLE, *acts.ON_REGISTER, acts.unit_add),
        episode.COUNTERSIGNED: (
            acts.confirm,
            acts.confirm,
            acts.key_add,
            acts.role_grant,
            acts.redefine,
            acts.person_add,
        ),
        episode.PROPOSED: acts.ON_PROCEDURES,
        episode.RELEASED: (acts.redefine, acts.redefine, acts.redefine, *acts.ON_PEOPLE, acts.unit_add),
    }
    return one.draw.choice(kinds[one.base])(one)


def _sound(one: Episode, most: int) -> None:
    """Add some lawful acts, and acts that use what they and the ones before gave."""
    with contextlib.suppress(*UNREADABLE):
        for _ in range(one.draw.randint(0, most)):
            _record(one, _act(one))


def _record(one: Episode, intent: dict[str, Any], at: str = "") -> None:
    """Sign an act by who does it, and keep what later acts rest on."""
    one.add(intent, str(intent.get("person", "hanh.nt")), at)
    with contextlib.suppress(*UNREADABLE):
        item, seq = intent["items"][0], len(one.made.lines) - 1
        if intent["act"] == "register.redefine" and one.base == episode.RELEASED:
            one.law_text = item["body"]["definition"]
        if intent["act"] in {"key.add", "role.grant", "register.redefine"}:
            one.waiting.append((seq, item["subject"]))


def _use(one: Episode) -> None:
    """Add acts with the keys and roles that the act before gave or took, at odd times too."""
    with contextlib.suppress(*UNREADABLE):
        for person, signer, role, scope in one.after[-2:]:
            intent, key = acts.used(one, person, signer, role, scope)
            at = one.draw.choice(
                ("", "", "2023-12-31T00:00:00Z", "2030-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
            )
            one.add(intent, key, at)


def _fields(one: Episode) -> str:
    """Change a field of a signed act, its items and bodies above all."""
    _sound(one, 1)
    intent = _act(one)
    under = one.draw.choice(
        ((), ("items", 0), ("items", 0, "body"), ("items", 0, "body"), ("items", 0, "body"))
    )
    change = Change("none", "")
    for _ in range(one.draw.choice((1, 1, 1, 2))):
        with contextlib.suppress(*UNREADABLE):
            intent, change = changed(one.draw, intent, under)
    _record(one, intent)
    _use(one)
    _sound(one, 1)
    return f"{_name(intent)}: {change.kind} {change.place}"


def _name(intent: dict[str, Any]) -> str:
    return str(intent.get("act"))[:20]


def _text(one: Episode) -> str:
    """Write a signed act in another way."""
    intent = _act(one)
    data, change = written(one.draw, encoded(intent))
    one.add(data.replace(b"\n", b" "), str(intent["person"]))
    _sound(one, 1)
    return f"{_name(intent)}: {change.kind}"


def _founding(one: Episode) -> str:
    """Change the founding, which nothing comes before."""
    intent = one.made.intent(0)
    under = one.draw.choice(
        ((), ("items",), ("items", 0, "body"), ("items", 0, "body", "people"), ("items", 0, "body", "people"))
    )
    with contextlib.suppress(*UNREADABLE):
        intent, change = changed(one.draw, intent, under)
        if one.draw.random() < 0.2:
            people = intent["items"][0]["body"]["people"]
            people[-1]["keys"] = [key_line(one.draw, text) for text in people[-1]["keys"]]
    if one.draw.random() < 0.1:
        _rename_founder(one, intent)
        change = Change("id", "people")
    law = one.founding["definition"]
    with contextlib.suppress(*UNREADABLE):
        law = intent["items"][0]["body"]["definition"]
        if one.draw.random() < 0.9:
            intent["definition"] = sha256(law.encode())
    one.found_anew(intent)
    one.base, one.law_text = episode.FOUNDED, law
    _sound(one, 2)
    return f"{change.kind} {change.place}"


def _rename_founder(one: Episode, intent: dict[str, Any]) -> None:
    """Give the last founder another id wherever it stands."""
    with contextlib.suppress(*UNREADABLE):
        name = one.draw.choice(("1", "0", "constructor", "a-b.c", "register", "a" * 300, "a--b", "A", "á"))
        intent["items"][0]["body"]["people"][-1]["id"] = name
        intent["items"][-1]["subject"] = f"person/{name}"


def _law(one: Episode) -> str:
    """Change the life cycle, at the founding or later, and act by it."""
    fields = json.loads(one.law_text)
    fields, change = changed(
        one.draw, fields, one.draw.choice(((), ("acts",), ("acts",), ("states",), ("exclusions",)))
    )
    text = encoded(fields).decode("utf-8", "replace")
    if one.draw.random() < 0.15:
        text, change = (found := written(one.draw, text.encode()))[0].decode("utf-8", "replace"), found[1]
    if one.base == episode.FOUNDED:
        intent = one.made.intent(0)
        intent["items"][0]["body"]["definition"] = text
        intent["definition"] = sha256(text.encode())
        one.found_anew(intent)
    elif one.base == episode.COUNTERSIGNED:
        _record(
            one, one.draft("register.redefine", "hanh.nt", ("register/1", {"definition": text}), reason="x")
        )
        seq, subject = one.waiting[-1]
        one.add(
            one.draft("register.confirm", "quan.dv", (subject, {"entry": seq, "accept": True})), "quan.dv"
        )
    else:
        _record(
            one, one.draft("register.redefine", "hanh.nt", ("register/1", {"definition": text}), reason="x")
        )
    one.law_text = text
    _sound(one, 3)
    return f"{one.base}: {change.kind} {change.place}"


def _listed(one: Episode) -> str:
    """Change a list of items that an act encloses, or how it refers to it."""
    intent = acts.unit_add(one)
    items, change = intent["items"], Change("none", "")
    if one.draw.random() < 0.5:
        items, change = changed(one.draw, items)
    lines = [encoded(item) for item in items]
    if lines and one.draw.random() < 0.4:
        at = one.draw.randrange(len(lines))
        lines[at : at + 1], change = [(found := written(one.draw, lines[at]))[0]], found[1]
    data = b"".join(line + b"\n" for line in lines)
    if one.draw.random() < 0.2:
        data = one.draw.choice(
            (data[:-1], data + b"\n", b"\n" + data, data.replace(b"\n", b"\r\n"), data + b"\n\n", b"")
        )
        change = Change("line ends", "")
    digest = one.made.enclose(data)
    intent |= {"items": {"enclosed": digest, "count": data.count(b"\n")}, "enclosures": [digest]}
    if one.draw.random() < 0.4:
        place = one.draw.choice((("items",), ("enclosures",)))
        intent, change = changed(one.draw, intent, place)
    _record(one, intent)
    _sound(one, 1)
    return f"{change.kind} {change.place}"


def _times(one: Episode) -> str:
    """Give lines times that no calendar has, or that run back, and chain them anew."""
    _sound(one, 2)
    lines, instant = one.made.lines, one.draw.choice(INSTANTS)
    if one.draw.random() < 0.4:  # an entry that its signer's successors have seen
        with contextlib.suppress(*UNREADABLE):
            _record(one, _act(one), instant)
            _sound(one, 1)
        return f"recorded_at {instant!r}, seen"
    at = one.draw.randrange(len(lines))
    for n in range(at, len(lines) if one.draw.random() < 0.7 else at + 1):
        lines[n] = lines[n]._replace(recorded_at=instant)
    if at == len(lines) - 1 or one.draw.random() < 0.3:
        _sound(one, 1)
    return f"recorded_at {instant!r}"


def _order(one: Episode) -> str:
    """Take signed acts out, record them twice or in another order, and chain them anew."""
    _sound(one, 4)
    lines = one.made.lines
    at, kind = (
        one.draw.randrange(len(lines)),
        one.draw.choice(("moved", "gone", "twice", "cut", "key", "signature", "none")),
    )
    if kind == "moved":
        lines.insert(one.draw.randrange(len(lines)), lines.pop(at))
    elif kind == "gone" and len(lines) > 1:
        del lines[at]
    elif kind == "twice":
        lines.insert(one.draw.randrange(len(lines) + 1), lines[at])
    elif kind == "cut":
        del lines[max(at, 1) :]
    elif kind == "key":
        lines[at] = lines[at]._replace(key=one.draw.choice(lines).key)
    elif kind == "signature":
        lines[at] = lines[at]._replace(sig=one.draw.choice(lines).sig)
    return kind


def _seen(one: Episode) -> str:
    """Change what an act says of its signer, its place in the past, its register, and sign it so."""
    _sound(one, 2)
    intent = _act(one)
    name = one.draw.choice([one for one in intent if one not in {"items", "body"}])
    odd = (
        "",
        "x",
        "*",
        None,
        0,
        True,
        [],
        {},
        "hanh.nt",
        "registrar",
        "1",
        "2",
        dumps({}),
        one.made.register,
    )
    intent[name] = one.draw.choice(odd)
    if name == "seen":
        intent, _ = changed(
            one.draw, one.draft("restore", "hanh.nt", ("register/1", {}), reason="x"), ("seen",)
        )
    one.add(intent, one.draw.choice(("hanh.nt", "quan.dv", "minh.tv")))
    return f"{name}"


GROUPS = {
    "fields": (34, _fields),
    "text": (8, _text),
    "founding": (11, _founding),
    "life cycle": (13, _law),
    "list": (7, _listed),
    "times": (5, _times),
    "order": (5, _order),
    "heading": (4, _seen),
    "checkpoint": (7, files.checkpoint),
    "files": (6, files.files),
}
