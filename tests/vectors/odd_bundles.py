"""Vectors for what random bundles showed: kinds of bundles that three verifiers once judged differently."""

# A table, a line or two for each.
# fmt: off
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from procedures.services.register.demo import demonstration_key
from tests.support.golden import released_definition
from tests.support.keys import key_of
from tests.vectors.corpus import Vector, vector
from tests.vectors.forge import Bundle, Files, Line
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.strict_json import dumps, sha256


def odd_bundles(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Every vector that `tests.vectors.differential` led to."""
    for group in (_tails, _key_lines, _shapes, _registers, _instants, _letters, _laws):
        yield from group(sound.copy().cut(1), good)


def _signed(base: Bundle, name: str, what: str, good: Files, raw: bytes | dict[str, Any], finds: str = "unreadable", **more: Any) -> Vector:
    """A vector of one act after the founding, signed by the first registrar."""
    found = finds if finds == "nothing" else f"{finds} journal/1"
    return vector(name, found, what, good, base.copy().add(raw, "hanh.nt"), **more)


def _older(base: Bundle) -> Bundle:
    """A register of the first release, whose foundings named no Unicode: texts of any letters."""
    made, fields, law = base.copy(), base.intent(0), released_definition(1)
    del fields["items"][0]["body"]["unicode"]
    fields["items"][0]["body"]["definition"] = law
    fields |= {"definition": sha256(law.encode()), "rules": "1"}
    raw, key = dumps(fields).encode(), key_of("hanh.nt")
    made.lines = [Line(made.lines[0].recorded_at, raw, key.key, key.sign(raw))]
    made.register = sha256(raw)
    return made


def _tails(base: Bundle, good: Files) -> Iterator[Vector]:
    raw = dumps(base.draft("person.add", "hanh.nt", base.item("person/a", {"name": "a"}))).encode()
    for name, told, more in (("bracket", "a closing bracket", b"}"), ("number", "a number", b"1"), ("comma", "a comma", b",")):
        yield _signed(base, f"text-{name}-after", f"After the object of a signed text stands {told}.", good, raw + more)


def _key_lines(base: Bundle, good: Files) -> Iterator[Vector]:
    kind, _, blob = ssh_line(key_of("quan.dv 2").public).partition(" ")

    older, refused = _older(base), "\x1c\x85\u2028\ufeff"

    def key(name: str, what: str, line: str, finds: str = "cannot-project", on: Bundle = base, **more: Any) -> Vector:
        intent = on.draft("key.add", "hanh.nt", on.item("person/quan.dv", {"public": line}))
        return _signed(on, f"people-key-{name}", what, good, intent, finds, **more)

    why = "Other programs write it so; the key is the same."
    yield key("tab", "A key whose line has tabs and ends as Windows ends lines.", f"\t{kind}\t{blob}\r\n", "nothing", older, why=why)
    yield key("older-next-line", "A key whose line goes on after a next line, in a register of any letters.", f"{kind} {blob}\x85quan", on=older)
    for name, told, sign in (
        ("file-separator", "a file separator, U+001C", "\x1c"),
        ("next-line", "a next line, U+0085", "\x85"),
        ("no-break-space", "a no-break space, U+00A0", "\xa0"),
        ("line-separator", "a line separator, U+2028", "\u2028"),
        ("byte-order-mark", "a byte order mark, U+FEFF", "\ufeff"),
        ("ideographic-space", "an ideographic space, U+3000", "\u3000"),
    ):
        finds = "unlawful" if sign in refused else "cannot-project"
        yield key(name, f"A key whose line is parted by {told}.", f"{kind}{sign}{blob}", finds)
        yield key(f"{name}-after", f"A key whose line goes on after {told}.", f"{kind} {blob}{sign}quan", finds)
    yield key("padded", "A key with a filling sign that its length does not want.", f"{kind} {blob}=")


def _shapes(base: Bundle, good: Files) -> Iterator[Vector]:
    who, key = "quan.dv", key_of("quan.dv").key

    def shape(name: str, what: str, act: str, body: Any, person: str = who, **more: Any) -> Vector:
        intent = base.draft(act, "hanh.nt", base.item(f"person/{person}", body), reason="x")
        return _signed(base, f"people-{name}", what, good, intent, **{"finds": "cannot-project"} | more)

    for told, odd in (("number", 1), ("list", ["registrar"]), ("object", {"": "*"}), ("nothing", None)):
        article = "" if odd is None else "a "
        yield shape(f"role-{told}", f"A grant of a role that is {article}{told}.", "role.grant", {"role": odd, "scope": "*"})
        yield shape(f"scope-{told}", f"A grant in a scope that is {article}{told}.", "role.grant", {"role": "reviewer", "scope": odd})
        yield shape(f"revoked-role-{told}", f"A revocation of a role that is {article}{told}.", "role.revoke", {"role": odd, "scope": "*"})
        yield shape(f"revoked-scope-{told}", f"A revocation in a scope that is {article}{told}.", "role.revoke", {"role": "registrar", "scope": odd})
        yield shape(f"revoked-key-{told}", f"A revocation of a key that is {article}{told}.", "key.revoke", {"key": odd})
        yield shape(f"name-{told}", f"A person whose name is {article}{told}.", "person.add", {"name": odd}, "new.one")
    for told, odd in (("text", "3"), ("true", True), ("negative", -1), ("list", [3])):
        yield shape(f"suspected-{told}", f"A key that was stolen from an entry on that is no number: {told}.", "key.revoke", {"key": key, "suspected_from": odd})
    rule = {"finds": "nothing", "rules": "rule-broken journal/1"}
    why = "That a field more is too many is a rule of the program."
    yield shape("grant-field-more", "A grant with a field more.", "role.grant", {"role": "reviewer", "scope": "*", "until": None}, why=why, **rule)
    yield shape("suspected-null", "A revoked key that was stolen from nothing on.", "key.revoke", {"key": key, "suspected_from": None}, why="Nothing says that it was stolen.", **rule)


def _registers(base: Bundle, good: Files) -> Iterator[Vector]:
    body = base.intent(0)["items"][0]["body"]
    why = "The register is register/1: what is said of another changes nothing here."
    stranger = {"id": "king", "name": "x", "keys": [ssh_line(key_of("stranger").public)]}
    for name, told, odd, rules in (
        ("like-the-first", "with the founding of the first", body, ""),
        ("with-a-stranger", "whose founder is a stranger", body | {"people": [stranger]}, ""),
        ("without-people", "without people", {"people": []}, "rule-broken journal/1"),
        ("without-a-list", "whose founders are a number", {"people": 1}, "rule-broken journal/1"),
        ("with-a-known-key", "whose founder has a key of the demonstration", body | {"people": [stranger | {"keys": [ssh_line(demonstration_key("hanh.nt").public)]}]}, ""),
        ("with-broken-keys", "with keys that are none", body | {"people": [stranger | {"keys": [1]}]}, "rule-broken journal/1"),
    ):
        made = base.copy()
        made.add(made.draft("register.open", "hanh.nt", made.item("register/2", odd)))
        made.add(made.draft("person.add", "quan.dv", made.item("person/p", {"name": "p"})))
        yield vector(f"register-{name}", "nothing", f"A registrar opens a second register {told}.", good, made, rules=rules, why=why)
    for name, told, finds, change in (
        ("numbered", "A founder is called 1, as the register is.", "nothing", {"id": "1"}),
        ("id-long", "A founder's id has 300 letters.", "unlawful journal/0", {"id": "a" * 300}),
        ("keys-object", "A founder's keys are an object.", "unlawful journal/0", {"keys": {}}),
        ("keys-text", "A founder's keys are an empty text.", "unlawful journal/0", {"keys": ""}),
    ):
        made, fields = base.copy(), base.intent(0)
        fields["items"][0]["body"]["people"][-1] |= change
        fields["items"][-1]["subject"] = f"person/{fields['items'][0]['body']['people'][-1]['id']}"
        raw, key = dumps(fields).encode(), key_of("hanh.nt")
        made.lines = [Line(made.lines[0].recorded_at, raw, key.key, key.sign(raw))]
        made.register = sha256(raw)
        yield vector(f"founding-{name}", finds, told, good, made, **({"why": "It is an id as any other."} if finds == "nothing" else {}))


def _instants(base: Bundle, good: Files) -> Iterator[Vector]:
    for name, told, day, clock in (
        ("february-30", "30 February", "2024-02-30", ""),
        ("no-leap-day", "29 February of a year without a leap day", "2023-02-29", ""),
        ("no-leap-century", "29 February 2100, which has no leap day", "2100-02-29", ""),
        ("april-31", "31 April", "2024-04-31", ""),
        ("month-13", "the thirteenth month", "2024-13-01", ""),
        ("month-0", "month zero", "2024-00-01", ""),
        ("day-0", "day zero", "2024-01-00", ""),
        ("day-39", "day 39", "2024-01-39", ""),
        ("hour-24", "24 o'clock", "2024-01-01", "24:00:00"),
        ("hour-29", "29 o'clock", "2024-01-01", "29:00:00"),
        ("second-60", "a leap second", "2016-12-31", "23:59:60"),
        ("year-0", "the year zero", "0000-01-01", ""),
        ("year-999", "a year of three digits", "0999-01-01", ""),
        ("leap-day", "a leap day", "2024-02-29", ""),
        ("leap-century", "29 February 2400, which has a leap day", "2400-02-29", ""),
        ("last-second", "the last second of the year 9999", "9999-12-31", "23:59:59"),
    ):
        instant, sound = f"{day}T{clock or '00:00:00'}Z", name in {"leap-day", "leap-century", "last-second"}
        found: dict[str, Any] = {"finds": "nothing", "why": "The calendar has it.", "rules": "rule-broken journal/1"} if sound else {}
        act = base.draft("person.add", "hanh.nt", base.item("person/a", {"name": "a"}))
        recorded = base.copy().add(act, at=instant)
        late = {"finds": "unreadable-store journal/1"} | found
        yield vector(f"time-recorded-{name}", late.pop("finds"), f"An entry was recorded at {told}.", good, recorded, **late)
        yield _signed(base, f"time-claimed-{name}", f"A signer's clock said {told}.", good, act | {"claimed_at": instant}, **found)
        key = {"public": ssh_line(key_of("quan.dv 2").public), "expires": instant}
        dated = base.draft("key.add", "hanh.nt", base.item("person/quan.dv", key))
        found.pop("rules", "")
        yield _signed(base, f"time-expires-{name}", f"A key ends at {told}.", good, dated, **{"finds": "cannot-project"} | found)


def _letters(base: Bundle, good: Files) -> Iterator[Vector]:
    older = _older(base)

    def letter(name: str, what: str, text: str, on: Bundle = older, **more: Any) -> Vector:
        return _signed(on, f"text-{name}", what, good, on.draft("person.add", "hanh.nt", on.item("person/a", {"name": text})), **more)

    sound = {"finds": "nothing", "why": "Readers of older Unicode do not know the sign: it stands for itself."}
    every = "\U000105c9 \U0001611e\U0001611e q\u0301\U0001e4ee"
    yield letter("newer-letters", "Letters and marks of Unicode 15 and 16 that a newer reader would take apart, join or sort, in a register of any letters.", every, **sound)
    yield letter("newer-mark-escaped", "A mark of Unicode 16, in a text with an escape, in a register of any letters.", 'q\u0345\u0897"\x01', **sound)
    yield letter("newer-letter", "A letter of Unicode 16 that a newer reader would take apart.", "\U000105c9", base, finds="unlawful")
    for name, told, text in (
        ("second-half", "The second half of a pair that makes one letter, at the end of a text", "x\\udfff"),
        ("second-half-capitals", "The second half of a pair in capitals, before another escape", "\\uDC00\\u0041"),
        ("second-half-after-backslash", "The second half of a pair after a backslash", "\\\\\\udc00"),
        ("half-after-pair", "A pair and another second half", "\\ud83d\\ude00\\ude00"),
    ):
        intent = dumps(base.draft("person.add", "hanh.nt", base.item("person/a", {"name": "HERE"})))
        yield _signed(base, f"text-{name}", f"{told}.", good, intent.replace("HERE", text).encode())
    intent = dumps(base.draft("person.add", "hanh.nt", base.item("person/a", {"name": "\\udc00 \U00010400"})))
    raw = intent.replace("\U00010400", "\\ud801\\udc00").encode()
    yield _signed(base, "text-no-half", "A backslash before letters that look like half a pair, and a whole pair.", good, raw, "nothing", why="No half stands alone.")
    yield letter("not-nfc-after-newer", "A letter in two parts after a letter of Unicode 16.", "\U000105c9e\u0301", unseen_by=("shell",))


def _laws(base: Bundle, good: Files) -> Iterator[Vector]:
    text = base.intent(0)["items"][0]["body"]["definition"]
    fields, act = json.loads(text), '{"name":"propose",'
    twice = next(one for one in fields["acts"] if one["name"] == "key.add") | {"roles": ["reviewer"]}
    for name, what, put in (
        ("field-more", "a field more in an act", text.replace(act, '{"more":1,"name":"propose",', 1)),
        ("field-twice", "a field twice in an act", text.replace(act, act + '"name":"propose",', 1)),
        ("space", "a space in its text", text.replace(":", ": ", 1)),
        ("escape", "a letter written as an escape", text.replace("propose", "\\u0070ropose", 1)),
        ("half-surrogate", "half a surrogate pair in a role", text.replace('"roles":["department"]', '"roles":["\\ud800"]', 1)),
        ("act-twice", "an act twice, each time for another role", dumps(fields | {"acts": [*fields["acts"], twice]})),
    ):
        assert put != text, name
        intent = base.draft("register.redefine", "hanh.nt", base.item("register/1", {"definition": put}), reason="x")
        yield _signed(base, f"law-redefined-{name}", f"A registrar redefines the life cycle with {what}.", good, intent, "unlawful")
