"""The attacks of the corpus, one a vector: what is done to the good bundle, and what must be found."""

# A table, a line or two for each.
# fmt: off
from __future__ import annotations

import json
import struct
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

from procedures.services.register.demo import demonstration_key
from tests.support.golden import released_definition
from tests.support.keys import key_of
from tests.support.sheets import PAPER, procedure, proposal
from tests.vectors.broken_rules import broken_rules
from tests.vectors.copies import copies_and_restores
from tests.vectors.corpus import KEPT, Vector, vector
from tests.vectors.forge import STOLEN, WAITING, Bundle, Files, Line, signature
from tests.vectors.odd_bundles import odd_bundles
from workflow.identity.ssh_keys import ssh_blob, ssh_line
from workflow.journal import checkpoint
from workflow.journal.strict_json import dumps, sha256

# What stands after an attack is cut off: most happen to a register just founded, or to two proposals
# that wait.
FOUNDED = 1
FIRST, SECOND = "procedure/1.000001", "procedure/1.000002"  # both proposed by lan.bt
OPINION = {"opinion": "được", "criteria": dict.fromkeys(("necessity", "reasonableness", "legality", "cost"), True)}
DOMAIN_BLIND = ("shell", "node")  # they know people, keys, roles and steps, but not procedures
GROUP = 2**252 + 27742317777372353535851937790883648493  # the order of Ed25519


def all_of(files: Files) -> Iterator[Vector]:
    """Every vector on a good bundle, by group."""
    for group in (_lines, _chain, _texts, _fields, _signatures, _rights, _law, _people, _second, copies_and_restores, broken_rules, _enclosures, _checkpoints, _outside, odd_bundles):
        yield from group(Bundle(files), files)


def _lines(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Other bytes that a lenient reader takes for the same: the files have one form."""

    def line(name: str, what: str, change: Callable[[bytes], bytes], *, file: str = "journal.jsonl", at: int = 3, finds: str = "unreadable-store", place: int = -1) -> Vector:
        lines = good[file].splitlines(keepends=True)
        lines[at] = change(lines[at])
        return vector(name, f"{finds} journal/{at if place < 0 else place}", what, good, good | {file: b"".join(lines)})

    def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
        return lambda text: text.replace(old, new, 1)

    yield line("line-crlf", "A line of the journal ends as Windows ends lines.", swap(b"\n", b"\r\n"))
    yield line("line-bare-cr", "Two lines of the journal are parted by a carriage return alone.", swap(b"\n", b"\r"))
    yield line("line-space", "A space after a colon: the same JSON, other bytes.", swap(b'"seq":', b'"seq": '))
    yield line("line-space-at-end", "A space after the line.", swap(b"\n", b" \n"))
    yield line("line-extra-field", "A field more in a line of the journal.", swap(b'"}\n', b'","note":""}\n'))
    yield line("line-missing-field", "A line without its key.", lambda text: dumps({name: value for name, value in json.loads(text).items() if name != "key"}).encode() + b"\n")
    yield line("line-other-order", "The fields of a line in another order.", lambda text: dumps(dict(reversed(json.loads(text).items()))).encode() + b"\n")
    yield line("line-doubled-name", "A line says its number twice; readers differ in which they take.", swap(b'"seq":3', b'"seq":9,"seq":3'))
    yield line("line-version", "A line of a format that does not exist.", swap(b'"v":1', b'"v":2'))
    yield line("line-seq-leading-zero", "The number of a line with a leading zero.", swap(b'"seq":3', b'"seq":03'))
    yield line("line-seq-text", "The number of a line as a text.", swap(b'"seq":3', b'"seq":"3"'))
    yield line("line-seq-fraction", "The number of a line as a fraction of the same value.", swap(b'"seq":3', b'"seq":3.0'))
    yield line("line-seq-negative-zero", "The first line is number minus zero.", swap(b'"seq":0', b'"seq":-0'), at=0)
    yield line("line-hash-upper-case", "The hash of the line before in capitals.", lambda text: text.replace(json.loads(text)["prev"].encode(), json.loads(text)["prev"].upper().encode()))
    yield line("line-time-fraction", "The time of a line with a fraction of a second.", swap(b'Z","intent"', b'.0Z","intent"'))
    yield line("line-time-offset", "The time of a line in another zone: the same moment.", swap(b'Z","intent"', b'+00:00","intent"'))
    yield line(
        "line-signature-spare-bits",
        "The last letter of a signature carries spare bits: another text of the same bytes.",
        lambda text: text[:-6] + {b"A": b"B", b"Q": b"R", b"g": b"h", b"w": b"x"}[text[-6:-5]] + text[-5:],
    )
    yield line("line-signature-short", "A signature of 63 bytes.", lambda text: text[:-9] + b'="}\n')
    yield line("line-signature-url-letters", "A signature in the letters that are safe in addresses.", lambda text: text[:-7] + b"-" + text[-6:])
    yield line("line-escape", "A letter of a line written as an escape.", swap(b'"key":"SHA256', b'"key":"\\u0053HA256'))
    yield line("line-blank", "An empty line between two lines of the journal.", lambda text: b"\n" + text)
    yield line("line-byte-order-mark", "The journal begins with a byte order mark.", lambda text: b"\xef\xbb\xbf" + text, at=0)
    yield line("line-bad-utf8", "A byte in a line of the journal that is no text.", swap(b'"key"', b'"k\xffy"'))
    yield line("line-zero-byte", "A zero byte in a line, which a shell drops without a word.", swap(b'"key"', b'"k\0ey"'))
    yield line("line-cut-short", "The journal breaks off in the middle of its last line.", lambda text: text[:100], at=27)
    yield line("line-no-line-feed", "The last line of the journal lacks its line feed.", lambda text: text[:-1], at=27)
    yield line("line-rubbish-at-end", "Something that is no line stands at the end of the journal.", lambda text: text + b"end\n", at=27, place=28)

    intents = "intents.jsonl"
    yield line("text-no-line-feed", "The last intent lacks its line feed.", lambda text: text[:-1], file=intents, at=27)
    yield line("text-missing-last", "The last intent is gone, its line in the journal is there.", lambda _: b"", file=intents, at=27)
    yield line("text-one-more", "An intent more than the journal has lines.", lambda text: text + text, file=intents, at=27, place=28)
    yield line("text-bad-utf8", "A byte in an intent that is no text.", swap(b'"reason":"', b'"reason":"\xff'), file=intents)
    yield line("text-crlf-unchained", "An intent ends as Windows ends lines.", swap(b"\n", b"\r\n"), file=intents, finds="chain-broken")
    empty = {"journal.jsonl": b"", "intents.jsonl": b""}
    yield vector("journal-empty", "unreadable-store journal", "Nothing is left of the journal.", good, good | empty)
    yield vector("journal-blank-line-only", "unreadable-store journal/0", "One empty line is all that is left.", good, good | dict.fromkeys(empty, b"\n"))
    part = sound.copy().cut(3).made()
    both = {name: part[name].replace(b"\n", b"\r\n") for name in empty}
    yield vector("line-crlf-everywhere", "unreadable-store journal/0", "Both files went through a program that ends lines its own way.", good, part | both)


def _chain(sound: Bundle, good: Files) -> Iterator[Vector]:
    """The attacker writes the files and has no key: hashes are recomputed or not."""

    def files(of: Callable[[list[bytes]], list[bytes]], *names: str) -> Files:
        return good | {name: b"".join(of(good[name].splitlines(keepends=True))) for name in names or ("journal.jsonl", "intents.jsonl")}

    def put(lines: list[bytes], at: int, old: bytes, new: bytes) -> list[bytes]:
        assert old in lines[at]
        return [*lines[:at], lines[at].replace(old, new, 1), *lines[at + 1 :]]

    yield vector("chain-line-gone", "gap journal/6", "An entry is taken out.", good, files(lambda lines: lines[:5] + lines[6:]))
    yield vector("chain-line-doubled", "gap journal/5", "An entry stands twice.", good, files(lambda lines: lines[:6] + lines[5:]))
    yield vector("chain-lines-swapped", "gap journal/6", "Two neighbours changed places.", good, files(lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]]))
    yield vector("chain-first-gone", "gap journal/1", "The founding is taken out.", good, files(lambda lines: lines[1:]))
    yield vector(
        "chain-number-far-away",
        f"gap journal/{10**15}",
        "A line says it is far behind all others.",
        good,
        files(lambda lines: put(lines, 5, b'"seq":5', b'"seq":1000000000000000'), "journal.jsonl"),
    )
    yield vector(
        "chain-intents-swapped",
        "chain-broken journal/5",
        "Two intents changed places, their lines did not.",
        good,
        files(lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]], "intents.jsonl"),
    )
    yield vector(
        "chain-intent-changed",
        "chain-broken journal/4",
        "One letter of what was signed is another.",
        good,
        files(lambda lines: put(lines, 4, b'"reason":""', b'"reason":"x"'), "intents.jsonl"),
    )
    yield vector(
        "chain-intent-no-json", "chain-broken journal/4", "What was signed is no JSON any more: its hash tells first.", good, files(lambda lines: put(lines, 4, b"{", b"["), "intents.jsonl")
    )
    yield vector(
        "chain-intent-hash-changed",
        "chain-broken journal/4",
        "A line names the hash of another intent.",
        good,
        files(lambda lines: put(lines, 4, json.loads(lines[4])["intent"].encode(), b"0" * 64), "journal.jsonl"),
    )
    yield vector(
        "chain-prev-changed",
        "chain-broken journal/4",
        "A line names another line before it.",
        good,
        files(lambda lines: put(lines, 4, json.loads(lines[4])["prev"].encode(), b"0" * 64), "journal.jsonl"),
    )
    yield vector("chain-prev-of-first", "chain-broken journal/0", "The first line names a line before it.", good, files(lambda lines: put(lines, 0, b"0" * 64, b"1" * 64), "journal.jsonl"))
    yield vector(
        "chain-time-later",
        "chain-broken journal/6",
        "The time of an entry is a later one.",
        good,
        files(lambda lines: put(lines, 5, b'"recorded_at":"2023-07-01T01:00:00Z"', b'"recorded_at":"2023-07-01T01:00:01Z"'), "journal.jsonl"),
    )
    yield vector(
        "chain-time-earlier",
        "time-runs-back journal/5",
        "The time of an entry is an earlier one.",
        good,
        files(lambda lines: put(lines, 5, b'"recorded_at":"2023-07-01T01:00:00Z"', b'"recorded_at":"2022-07-01T01:00:00Z"'), "journal.jsonl"),
    )

    def again(name: str, finds: str, what: str, change: Callable[[list[Line]], list[Line]]) -> Vector:
        made = sound.copy().cut(WAITING)
        made.lines = change(made.lines)
        made.files.pop("checkpoints/9.txt")
        return vector(name, finds, f"{what} All hashes are computed anew.", good, made)

    def edit(at: int, **fields: Any) -> Callable[[list[Line]], list[Line]]:
        return lambda lines: [*lines[:at], lines[at]._replace(**fields), *lines[at + 1 :]]

    renamed = sound.lines[3].raw.replace(b"lan.bt (invented)", b"Lan (invented)")
    yield again("rehashed-intent-changed", "bad-signature journal/3", "Another name in a signed act.", edit(3, raw=renamed))
    yield again("rehashed-line-gone", "unlawful journal/5", "An entry is taken out.", lambda lines: lines[:5] + lines[6:])
    yield again("rehashed-line-doubled", "unlawful journal/6", "An entry stands twice.", lambda lines: lines[:6] + lines[5:])
    yield again("rehashed-lines-swapped", "unlawful journal/7", "Two entries on different subjects changed places.", lambda lines: [*lines[:7], lines[8], lines[7], *lines[9:]])
    yield again("rehashed-time-earlier", "time-runs-back journal/5", "The time of an entry is an earlier one.", edit(5, recorded_at="2023-07-01T00:59:00Z"))
    yield again("rehashed-time-later", "unlawful journal/6", "The time of an entry is a later one; who acted next had seen the first.", edit(5, recorded_at="2023-07-01T01:00:01Z"))
    yield again("rehashed-time-of-no-day", "unreadable-store journal/8", "The time of the last entry is the 32nd of a month: no clock is ahead of it.", edit(8, recorded_at="2023-07-32T01:00:00Z"))
    yield again("rehashed-time-of-no-hour", "unreadable-store journal/8", "The time of the last entry is an hour that a day does not have.", edit(8, recorded_at="2023-07-22T24:00:00Z"))
    yield again("rehashed-time-of-no-leap-year", "unreadable-store journal/8", "The time of the last entry is 29 February of a year without it.", edit(8, recorded_at="2100-02-29T01:00:00Z"))
    yield again("rehashed-time-of-first", "unlawful journal/1", "The founding is a day older; who acted next had seen the first time.", edit(0, recorded_at="2023-06-30T01:00:00Z"))
    yield again("rehashed-signature", "bad-signature journal/5", "A bit of a signature is another.", edit(5, sig=bytes([sound.lines[5].sig[0] ^ 1]) + sound.lines[5].sig[1:]))
    yield again("rehashed-first-gone", "bad-signature journal/0", "The founding is taken out.", lambda lines: lines[1:])
    yield again("rehashed-signature-of-another", "bad-signature journal/6", "The signature of the entry before.", edit(6, sig=sound.lines[5].sig))
    yield again("rehashed-key-of-another", "bad-signature journal/6", "A line names the key of the other registrar.", edit(6, key=key_of("quan.dv").key))


def _texts(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Somebody with a key signs a text that readers could read differently."""
    base = sound.copy().cut(FOUNDED)
    unit = {"name": "được", "kind": "province", "parent": None, "more": [1, True]}
    plain = base.draft("unit.add", "hanh.nt", base.item("unit/hoa-binh", unit))

    def text(name: str, what: str, change: Callable[[bytes], bytes], finds: str = "unreadable", **more: Any) -> Vector:
        raw = change(dumps(plain).encode())
        assert raw != dumps(plain).encode()
        made = base.copy().add(raw, "hanh.nt")
        if finds == "nothing":  # but the body says more than it should
            return vector(f"text-{name}", finds, what, good, made, rules=f"rule-broken journal/{FOUNDED}", **more)
        return vector(f"text-{name}", f"{finds} journal/{FOUNDED}", what, good, made, **more)

    def swap(old: str, new: str | bytes) -> Callable[[bytes], bytes]:
        found = new if isinstance(new, bytes) else new.encode()
        return lambda raw: raw.replace(old.encode(), found, 1)

    reason = '"reason":""'
    yield text("doubled-name", "A signed text says its act twice.", swap('"act":', '"act":"restore","act":'))
    yield text("doubled-name-escaped", "A signed text says its act twice, once with an escape.", swap('"act":', '"\\u0061ct":"restore","act":'))
    yield text("doubled-name-deep", "A name twice deep inside a signed text.", swap('"parent":null', '"parent":null,"name":"x"'))
    yield text("nan", "Not a number.", swap('"được"', "NaN"))
    yield text("infinity", "An infinite number.", swap('"được"', "-Infinity"))
    yield text("fraction", "A fraction, which machines round.", swap('"được"', "0.1"))
    yield text("whole-fraction", "A whole number written as a fraction.", swap('"seq":0', '"seq":0.0'))
    yield text("exponent", "A number with an exponent.", swap('"seq":0', '"seq":0e0'))
    yield text("leading-zero", "A number with a leading zero.", swap('"seq":0', '"seq":00'))
    yield text("plus", "A number with a plus sign.", swap('"seq":0', '"seq":+11'))
    yield text("hex-number", "A number to the base of sixteen.", swap('"seq":0', '"seq":0x0'))
    yield text("number-past-double", "2^53 + 1, which many machines take for 2^53.", swap('"được"', "9007199254740993"))
    yield text("number-largest", "2^53, the largest number there may be.", swap('"được"', "9007199254740992"), "nothing", why="One more would be refused.")
    yield text("number-negative-past-double", "A negative number below -2^53.", swap('"được"', "-9007199254740993"))
    yield text("number-17-digits", "A number of 17 digits.", swap('"được"', "10000000000000000"))
    yield text("not-nfc", "A letter and its accent apart: it looks the same.", swap(reason, '"reason":"e\u0301"'), unseen_by=("shell",))
    yield text("not-nfc-escaped", "A letter and, as an escape, its accent.", swap(reason, '"reason":"e\\u0301"'), unseen_by=("shell",))
    yield text("half-surrogate", "Half of a pair that makes one letter.", swap(reason, '"reason":"\\ud83d"'))
    yield text("surrogates-reversed", "The halves of a pair in the wrong order.", swap(reason, '"reason":"\\ude00\\ud83d"'))
    yield text("control-raw", "A control character as it is inside a string.", swap(reason, '"reason":"\x01"'))
    yield text("tab-raw", "A tab as it is inside a string.", swap(reason, '"reason":"\t"'))
    yield text("zero-byte", "A zero byte inside a string.", swap(reason, '"reason":"\0"'), "unreadable-store")
    yield text("zero-byte-outside", "A zero byte between two fields.", swap(reason, '\0"reason":""'), "unreadable-store")
    yield text("escape-unknown", "An escape that JSON does not have.", swap(reason, '"reason":"\\x41"'))
    yield text("escape-cut-short", "An escape of three digits.", swap(reason, '"reason":"\\u041"'))
    yield text("single-quotes", "Single quotes.", swap(reason, "'reason':''"))
    yield text("no-quotes", "A name without quotes.", swap(reason, 'reason:""'))
    yield text("comment", "A comment.", swap(reason, '/* */"reason":""'))
    yield text("trailing-comma", "A comma after the last field.", swap('"enclosures":[]', '"enclosures":[],'))
    yield text("trailing-comma-in-list", "A comma after the last item.", swap("}],", "},],"))
    yield text("missing-comma", "Two fields without a comma.", swap('"reason":"",', '"reason":"" '))
    yield text("capital-true", "True instead of true.", swap("true", "True"))
    yield text("two-objects", "A second object after the first.", lambda raw: raw + b"{}")
    yield text("cut-short", "The last brace is missing.", lambda raw: raw[:-1])
    yield text("list", "A list that holds the object.", lambda raw: b"[" + raw + b"]")
    yield text("only-null", "null.", lambda _: b"null")
    yield text("empty", "An empty text, well signed.", lambda _: b"")
    yield text("byte-order-mark", "A byte order mark before the object.", lambda raw: b"\xef\xbb\xbf" + raw)
    yield text("carriage-return", "A carriage return, signed with the rest.", lambda raw: raw + b"\r")
    yield text("form-feed", "A form feed where space may be.", swap(reason, '\x0c"reason":""'))
    yield text("no-break-space", "A no-break space where space may be.", swap(reason, '\u00a0"reason":""'))
    yield text(
        "spaces",
        "Spaces and tabs where JSON allows them: another writer, the same act.",
        lambda raw: raw.replace(b'"reason":""', b' "reason"\t: ""').replace(b"{", b"{ ") + b" ",
        "nothing",
        why="A text is signed as it stands; JSON allows space between its signs.",
    )
    yield text(
        "other-order",
        "The fields in another order: another writer, the same act.",
        lambda raw: dumps(dict(reversed(json.loads(raw).items()))).encode(),
        "nothing",
        why="A text is signed as it stands; JSON gives the order of names no meaning.",
    )
    yield text("nine-deep", "Brackets nine deep.", swap('"được"', "[" * 6 + "]" * 6))
    yield text("very-deep", "Brackets three hundred deep.", swap('"được"', "[" * 300 + "]" * 300))
    yield text("overlong-utf8", "A quote written in two bytes.", swap(reason, b'"reason":"\xc0\xa2"'), "unreadable-store")
    yield text("surrogate-utf8", "Half of a pair as three bytes of UTF-8.", swap(reason, b'"reason":"\xed\xa0\x80"'), "unreadable-store")
    yield text("past-unicode", "A number beyond the last letter there is.", swap(reason, b'"reason":"\xf4\x90\x80\x80"'), "unreadable-store")
    yield text("latin-1", "A letter of another encoding.", swap(reason, b'"reason":"\xe9"'), "unreadable-store")


def _fields(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Somebody with a key signs JSON that is no intent."""
    unit = {"name": "hoa-binh", "kind": "province", "parent": None}
    base = sound.copy().cut(FOUNDED)

    def field(name: str, what: str, *, item: Any = None, finds: str = "unreadable", **fields: Any) -> Vector:
        one = base.item("unit/hoa-binh", unit) | (item or {})
        one = {name: value for name, value in one.items() if value is not ...}
        intent = base.draft("unit.add", "hanh.nt", one) | fields
        intent = {name: value for name, value in intent.items() if value is not ...}
        made = base.copy().add(intent, "hanh.nt")
        return vector(f"field-{name}", f"{finds} journal/{FOUNDED}", what, good, made)

    one = base.item("unit/hoa-binh", unit)
    yield field("version-other", "A format that does not exist.", v=2)
    yield field("version-true", "true, which some machines take for 1.", v=True)
    yield field("version-text", "The version as a text.", v="1")
    yield field("missing", "An intent that does not say its rules.", rules=...)
    yield field("missing-enclosures", "An intent that does not say what it encloses.", enclosures=...)
    yield field("id-short", "An id of 31 digits.", id="0" * 31)
    yield field("id-capitals", "An id in capitals.", id="A" * 32)
    yield field("id-line-feed", "An id with a line feed at its end.", id="a" * 32 + "\n")
    yield field("time-without-zone", "A time that does not say where.", claimed_at="2023-07-01T01:00:00")
    yield field("time-line-feed", "A time with a line feed at its end.", claimed_at="2023-07-01T01:00:00Z\n")
    yield field("time-other-digits", "A time in digits of another script.", claimed_at="２０２３-07-22T02:00:00Z")
    yield field("time-of-no-month", "A time in a thirteenth month.", claimed_at="2023-13-01T01:00:00Z")
    yield field("seen-negative", "A past before the first entry.", seen={"seq": -1, "leaf": ""})
    yield field("seen-false", "false for the number of an entry.", seen={"seq": False, "leaf": base.leaves()[0].hex()})
    yield field("seen-text", "The past as a text.", seen="0")
    yield field("body-list", "A body that is a list.", body=[])
    yield field("reason-null", "A reason that is nothing.", reason=None)
    yield field("person-number", "A person that is a number.", person=1)
    yield field("enclosures-text", "Enclosures as a text.", enclosures="")
    yield field("enclosures-number", "An enclosure that is a number.", enclosures=[1])
    yield field("enclosures-object", "Enclosures as an object.", enclosures={})
    yield field("items-none", "An act on nothing.", items=[])
    yield field("items-doubled", "An act on one subject twice.", items=[one, one])
    yield field("items-null", "An item that is nothing.", items=[None])
    yield field("item-without-step", "An item that does not say where the case goes.", item={"to": ...})
    yield field("item-step-number", "A step that is a number.", item={"to": 1})
    yield field("item-version-text", "The version of a subject as a text.", item={"version": "0"})
    yield field("item-version-false", "false for a version.", item={"version": False})
    yield field("item-version-negative", "A version below nought.", item={"version": -1})
    yield field("item-parent-null", "A parent that is nothing.", item={"parent": None})
    yield field("item-body-null", "A body of an item that is nothing.", item={"body": None})
    yield field("subject-without-kind", "A subject without a kind.", item={"subject": "hoa-binh"})
    yield field("subject-without-name", "A subject without a name.", item={"subject": "unit/"})
    yield field("subject-slash-first", "A subject with an empty kind.", item={"subject": "/hoa-binh"})
    yield field("subject-number", "A subject that is a number.", item={"subject": 1})


def _signatures(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Signatures that are none, or of other bytes."""
    unit = {"name": "hoa-binh", "kind": "province", "parent": None}
    base = sound.copy().cut(FOUNDED)
    intent = base.draft("unit.add", "hanh.nt", base.item("unit/hoa-binh", unit))
    raw, key = dumps(intent).encode(), key_of("hanh.nt")

    def signed(name: str, what: str, sig: bytes, finds: str = "bad-signature", named: str = "hanh.nt") -> Vector:
        made = base.copy()
        made.lines.append(Line(made.lines[-1].recorded_at, raw, key_of(named).key, sig))
        return vector(f"signature-{name}", f"{finds} journal/{FOUNDED}", what, good, made)

    def sshsig(namespace: bytes, algorithm: bytes, digest: bytes) -> bytes:
        parts = (namespace, b"", algorithm, digest)
        return b"SSHSIG" + b"".join(struct.pack(">I", len(part)) + part for part in parts)

    import hashlib

    own = key.sign(raw)
    large = (int.from_bytes(own[32:], "little") + GROUP).to_bytes(32, "little")
    sha512 = hashlib.sha512(raw).digest()
    yield signed("zeros", "A signature of zeros.", bytes(64))
    yield signed("malleable", "The group's order added to a signature: other bytes for the same signer.", own[:32] + large)
    yield signed("halves-swapped", "The halves of a signature changed places.", own[32:] + own[:32])
    yield signed("bit", "The last bit of a signature is another.", own[:-1] + bytes([own[-1] ^ 128]))
    yield signed("by-another", "Signed by a colleague, who names the registrar's key.", key_of("quan.dv").sign(raw))
    yield signed("by-another-with-own-key", "Signed by a colleague with the own key in the registrar's name.", key_of("quan.dv").sign(raw), "unlawful", "quan.dv")
    yield signed("by-stranger", "Signed with a key that nobody has here.", key_of("stranger").sign(raw), named="stranger")
    yield signed("bare", "A signature of the bytes themselves, not in SSHSIG form.", key.sign_note(raw))
    yield signed("other-namespace", "A signature that was made for files, not for acts.", key.sign_note(sshsig(b"file", b"sha512", sha512)))
    yield signed("no-namespace", "A signature without a namespace.", key.sign_note(sshsig(b"", b"sha512", sha512)))
    yield signed("other-hash", "A signature over another hash of the text.", key.sign_note(sshsig(b"tinhgon", b"sha256", hashlib.sha256(raw).digest())))
    yield signed("of-the-hash-in-letters", "A signature of the text's hash in hexadecimal letters.", key.sign(sha256(raw).encode()))
    yield signed("of-an-older-text", "A signature by the same key of another act.", sound.lines[2].sig)

    weak = (
        ("zero", bytes(32)),
        ("one", bytes([1]) + bytes(31)),
        ("sign-bit", bytes(31) + b"\x80"),
        ("minus-one", b"\xec" + b"\xff" * 30 + b"\x7f"),
        ("not-canonical", b"\xee" + b"\xff" * 30 + b"\x7f"),
        ("order-eight", bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")),
    )
    for name, public in weak:
        made = base.copy()
        made.add(made.draft("key.add", "hanh.nt", made.item("person/quan.dv", {"public": ssh_line(public)})))
        yield vector(f"key-weak-{name}", f"cannot-project journal/{FOUNDED}", f"A registrar registers a key for which anybody can sign, of small order: {name}.", good, made)
    made = base.copy()
    public = ssh_line(demonstration_key("lan.bt").public)
    made.add(made.draft("key.add", "hanh.nt", made.item("person/quan.dv", {"public": public})))
    yield vector("key-of-demonstration", f"unlawful journal/{FOUNDED}", "A registrar registers a key of the demonstration, which everybody has.", good, made)


def _rights(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Somebody acts whose key or role is not, not yet or not any more in force."""
    base = sound.copy().cut(WAITING)

    def right(name: str, what: str, made: Bundle, finds: str = "unlawful", **more: Any) -> Vector:
        return vector(f"right-{name}", f"{finds} journal/{len(made.lines) - 1}", what, good, made, **more)

    def appraise(made: Bundle, person: str = "minh.tv", signer: str = "", at: str = "", **other: Any) -> Bundle:
        intent = made.draft("appraise", person, made.item(FIRST, {}), **{"body": OPINION} | other)
        return made.add(intent, signer, at)

    def steward(made: Bundle, act: str, person: str, body: Any, **other: Any) -> Bundle:
        return made.add(made.draft(act, "hanh.nt", made.item(f"person/{person}", body), **other))

    yield right("key-before", "A key acts before it was registered.", appraise(base.copy(), "lan.bt", STOLEN), "bad-signature")
    gone = {"key": key_of("minh.tv").key}
    revoked = steward(base.copy(), "key.revoke", "minh.tv", gone, reason="mất máy")
    yield right("key-revoked", "A key acts after it was revoked.", appraise(revoked.copy()))
    yield right("key-revoked-claims-earlier", "A revoked key acts and claims a time before it was revoked.", appraise(revoked.copy(), claimed_at="2023-07-02T00:00:00Z"))
    yield right("key-revoked-dated-back", "A revoked key acts, and the journal too gives it a time before.", appraise(revoked.copy(), at="2023-07-02T00:00:00Z"))
    suspected = steward(base.copy(), "key.revoke", "minh.tv", gone | {"suspected_from": 3}, reason="trộm")
    yield right("key-stolen", "A key acts after it was reported stolen.", appraise(suspected))
    slipped = sound.copy().cut(WAITING - 2)
    slipped.add(slipped.draft("procedure.strike", "minh.tv", slipped.item("procedure/1.000007", {}), reason="x"))
    slipped.lines += base.lines[-2:]
    yield vector(
        "right-slipped-in", f"unlawful journal/{WAITING}", "A thief slips an act in before two others and makes the chain anew: who acted after these had seen another past.", good, slipped
    )
    ends = {"public": ssh_line(key_of("minh.tv 2").public), "expires": "2023-07-22T02:00:01Z"}
    dated = steward(base.copy(), "key.add", "minh.tv", ends)
    last = appraise(dated.copy(), signer="minh.tv 2")
    yield vector("right-key-last-second", "nothing", "A key acts in the second before its end.", good, last, why="It is in force until then.")
    yield right("key-expired", "A key acts in the second of its end.", appraise(dated.copy(), signer="minh.tv 2", at=ends["expires"]))
    yield right("key-expired-claims-earlier", "A key acts after its end and claims an earlier time.",
                appraise(dated.copy(), signer="minh.tv 2", at="2024-01-01T00:00:00Z", claimed_at="2023-07-22T02:00:00Z"))
    second = steward(base.copy(), "key.add", "minh.tv", {"public": ssh_line(key_of("huong.lt").public)})
    yield right("key-of-another", "A registrar registers one person's key for another, who signs with it no more.", appraise(second, "huong.lt"), rules=f"rule-broken journal/{WAITING}")
    yield right("person-closed", "Somebody acts who has left, with the own key.", appraise(steward(base.copy(), "person.close", "minh.tv", {})))
    closed = steward(base.copy(), "person.close", "minh.tv", {})
    closed = steward(closed, "key.add", "minh.tv", {"public": ssh_line(key_of("minh.tv new").public)})
    yield right(
        "person-closed-new-key",
        "Somebody who has left acts with a key registered since.",
        appraise(steward(closed, "role.grant", "minh.tv", {"role": "reviewer", "scope": "hoa-binh"}), signer="minh.tv new"),
        rules=f"rule-broken journal/{WAITING + 1}",
    )
    yield right("person-unknown", "A registrar signs in the name of somebody who is not there.", appraise(base.copy(), "nobody", "hanh.nt"))
    yield right("person-other", "A reviewer signs in the name of another with the own key.", appraise(base.copy(), "huong.lt", "minh.tv"))
    yield right("role-not-held", "A clerk acts as a reviewer.", appraise(base.copy(), "lan.bt", role="reviewer", scope="hoa-binh"))
    yield right("role-of-registrar", "A registrar acts as a reviewer.", appraise(base.copy(), "hanh.nt", role="reviewer", scope="*"))
    yield right("role-not-for-act", "A clerk appraises as a clerk.", appraise(base.copy(), "lan.bt"))
    yield right("role-unknown", "Somebody acts in a role that does not exist.", appraise(base.copy(), role="king"))
    yield right("scope-wider", "A reviewer claims the role everywhere.", appraise(base.copy(), scope="*"))
    yield right("scope-other", "A reviewer claims the role in another unit.", appraise(base.copy(), scope="so-tu-phap"))
    yield right("scope-empty", "A reviewer claims the role nowhere.", appraise(base.copy(), scope=""))
    lan = base.copy()
    lan.add(lan.draft("propose", "lan.bt", lan.item("procedure/3.000001", _proposed(), "proposed")))
    yield right("scope-of-subject", "A clerk proposes for another unit's procedure, within a role truly held.", lan, unseen_by=DOMAIN_BLIND)
    audit = base.copy()
    audit.add(audit.draft("procedure.review", "thu.ph", audit.item(FIRST, {}), reason="xem"))
    yield right("auditor-writes", "An auditor writes.", audit)
    taken = steward(base.copy(), "role.revoke", "minh.tv", {"role": "reviewer", "scope": "hoa-binh"})
    yield right("role-revoked", "A role acts after it was revoked.", appraise(taken))
    before = appraise(base.copy(), "lan.bt", role="reviewer", scope="hoa-binh")
    yield right("role-before", "A role acts before it was granted.", before)
    own = base.copy()
    own.add(own.draft("role.grant", "lan.bt", own.item("person/lan.bt", {"role": "reviewer", "scope": "hoa-binh"})))
    yield right("role-granted-to-oneself", "A clerk grants himself a role.", own)
    forged = base.copy()
    forged.add(forged.draft("role.grant", "lan.bt", forged.item("person/lan.bt", {"role": "registrar", "scope": "*"}), role="registrar", scope="*"))
    yield right("role-of-registrar-claimed", "A clerk claims to be a registrar, to become one.", forged)
    narrow = base.copy()
    narrow.add(narrow.draft("person.add", "hanh.nt", narrow.item("person/new.one", {"name": "x"}), scope="hoa-binh"))
    yield right("registrar-in-other-scope", "A registrar acts in a scope in which the role was not granted.", narrow)
    lone = base.copy()
    lone.add(lone.draft("person.add", "minh.tv", lone.item("person/new.one", {"name": "x"})))
    yield right("person-added-by-reviewer", "A reviewer adds a person.", lone)
    key = base.copy()
    key.add(key.draft("key.add", "lan.bt", key.item("person/minh.tv", {"public": ssh_line(key_of("lan 2").public)})))
    yield right("key-added-by-clerk", "A clerk registers a key in the name of a reviewer.", key)


def _proposed() -> dict[str, Any]:
    return proposal() | {"programmes": [], "before": {}, "after": "0", "counts": "always", "due": None, "into": None}


def _law(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Somebody with every right does what the definition does not allow, or what was not there."""
    base = sound.copy().cut(WAITING)

    def law(name: str, what: str, made: Bundle, finds: str = "unlawful", *, at: int = -1, **more: Any) -> Vector:
        finds = finds if finds == "nothing" else f"{finds} journal/{len(made.lines) - 1 if at < 0 else at}"
        return vector(f"law-{name}", finds, what, good, made, **more)

    def act(made: Bundle, name: str, person: str, subject: str = FIRST, to: str | None = None, *, item: Any = None, body: Any = None, at: str = "", **other: Any) -> Bundle:
        one = made.item(subject, body or {}, to) | (item or {})
        return made.add(made.draft(name, person, one, **other), at=at)

    decisions = {"decisions": [PAPER]}

    def approved(made: Bundle, person: str = "huong.lt", **other: Any) -> Bundle:
        one = made.item(FIRST, {}, "approved")
        return made.add(made.draft("approve", person, one, body=decisions, **other))

    granted = base.copy()
    body = {"role": "reviewer", "scope": "hoa-binh"}
    granted.add(granted.draft("role.grant", "hanh.nt", granted.item("person/lan.bt", body)))
    yield law("own-proposal-approved", "A clerk who was made a reviewer approves the own proposal.", approved(granted.copy(), "lan.bt", **body), rules=f"rule-broken journal/{WAITING}")
    own = granted.copy()
    own.add(own.draft("appraise", "lan.bt", own.item(FIRST, {}), **{**body, "body": OPINION}))
    yield law("own-proposal-appraised", "A clerk who was made a reviewer appraises the own proposal.", own, rules=f"rule-broken journal/{WAITING}")
    yield law("approved-twice", "A second approval in the same round.", approved(approved(base.copy()), "minh.tv"))
    twice = approved(base.copy())
    yield law("act-recorded-twice", "The same signed approval is recorded again.", twice.add(twice.lines[-1].raw, "huong.lt"))
    old = approved(base.copy()).lines[-1]
    again = base.copy()
    again.add(again.draft("return", "minh.tv", again.item(FIRST, {}, "inventoried"), reason="thiếu"))
    again.add(again.draft("propose", "lan.bt", again.item(FIRST, _proposed(), "proposed")))
    again.lines.append(old)
    yield law("old-approval-replayed", "An approval signed for a proposal that was returned is recorded for the next one.", again, rules=f"rule-broken journal/{WAITING + 1}")
    yield law("step-skipped", "What was only proposed is implemented.", act(base.copy(), "implement", "lan.bt", to="implemented"))
    yield law(
        "step-skipped-with-a-lie", "What was only proposed is implemented, and said to be approved.", act(base.copy(), "implement", "lan.bt", item={"from": "approved"}, to="implemented")
    )
    yield law("step-further", "An appraisal moves the case to approved.", act(base.copy(), "appraise", "minh.tv", to="approved"))
    yield law("step-nowhere", "An approval leaves the case where it is.", act(base.copy(), "approve", "huong.lt"))
    yield law("step-from-nothing", "A fact about a procedure says that it has no state.", act(base.copy(), "procedure.rename", "lan.bt", item={"from": None, "to": None}))
    yield law("version-stale", "An act on a version that is not the newest.", act(base.copy(), "appraise", "minh.tv", item={"version": 1}))
    yield law("version-ahead", "An act on a version that is not there yet.", act(base.copy(), "appraise", "minh.tv", item={"version": 9}))
    yield law("parent-other", "An act on the newest version, naming another act that made it.", act(base.copy(), "appraise", "minh.tv", item={"parent": sha256(base.lines[6].raw)}))
    yield law("parent-empty", "An act on an old subject as if it were new.", act(base.copy(), "appraise", "minh.tv", item={"parent": "", "version": 0}))
    yield law("subject-unknown", "An act on a procedure that is not there.", act(base.copy(), "appraise", "minh.tv", "procedure/9.999999"))
    yield law("subject-of-other-kind", "A unit is approved.", act(base.copy(), "approve", "huong.lt", "unit/hoa-binh", item={"to": "approved"}))
    yield law("subject-opened-twice", "A person is added who is there.", act(base.copy(), "person.add", "hanh.nt", "person/lan.bt", body={"name": "x"}))
    yield law("subject-opened-elsewhere", "A procedure begins as approved.", act(base.copy(), "procedure.add", "hanh.nt", "procedure/3.000001", body=procedure("so-tu-phap"), to="approved"))
    yield law(
        "one-of-two",
        "Of two items, one is in order and one is not.",
        base.copy().add(base.draft("appraise", "minh.tv", base.item(FIRST, {}), base.item(SECOND, {}, version=1), body=OPINION)),
    )
    yield law("reason-missing", "A return without a reason.", act(base.copy(), "return", "minh.tv", to="inventoried"))
    yield law("reason-blank", "A return with a reason of spaces.", act(base.copy(), "return", "minh.tv", to="inventoried", reason=" \t\n\u00a0\u2003\u0085\x1f"))
    yield law(
        "reason-unseen",
        "A return with a reason of one sign that does not show.",
        act(base.copy(), "return", "minh.tv", to="inventoried", reason="\ufeff"),
    )
    yield law("act-unknown", "An act that the definition does not know.", act(base.copy(), "bless", "minh.tv"))
    yield law("act-of-the-prototype", "An act named like what every object has.", act(base.copy(), "constructor", "minh.tv"))
    yield law("other-definition", "An act under another definition.", act(base.copy(), "appraise", "minh.tv", definition="0" * 64))
    yield law("other-register", "An act that was signed for another register.", act(base.copy(), "appraise", "minh.tv", register="0" * 64))
    yield law("no-register", "An act that names no register.", act(base.copy(), "appraise", "minh.tv", register=""))
    yield law("seen-other", "An act by somebody who has seen another past.", act(base.copy(), "appraise", "minh.tv", seen={"seq": WAITING - 1, "leaf": "0" * 64}))
    yield law("seen-itself", "An act that has seen the entry it would become.", act(base.copy(), "appraise", "minh.tv", seen={"seq": WAITING, "leaf": base.leaves()[-1].hex()}))
    yield law("seen-nothing", "An act that has seen no leaf.", act(base.copy(), "appraise", "minh.tv", seen={"seq": 0, "leaf": ""}))
    yield law("seen-capitals", "An act that names what it has seen in capitals.", act(base.copy(), "appraise", "minh.tv", seen={"seq": WAITING - 1, "leaf": base.leaves()[-1].hex().upper()}))
    yield law("time-runs-back", "A lawful act is recorded with a time before the last.", act(base.copy(), "appraise", "minh.tv", at="2023-07-01T00:00:00Z"), "time-runs-back")
    text = dumps({"name": "x", "kind": "procedure", "states": [], "acts": [], "roles": [], "steward": "king", "exclusions": []})
    new = {"definition": text}
    yield law("redefined-by-reviewer", "A reviewer changes the law.", act(base.copy(), "register.redefine", "minh.tv", "register/1", body=new, reason="x"))
    yield law("redefined-without-reason", "A registrar changes the law and does not say why.", act(base.copy(), "register.redefine", "hanh.nt", "register/1", body=new))
    own = json.loads(sound.intent(0)["items"][0]["body"]["definition"])
    own["acts"] = [one | {"roles": own["roles"], "guards": [], "distinct_from": []} for one in own["acts"]]
    toothless = dumps(own)
    rewritten = act(base.copy(), "register.redefine", "hanh.nt", "register/1", body={"definition": toothless}, reason="x")
    yield law("rewritten", "A registrar puts a law of their own in force, under which everybody may do everything.", rewritten)
    used = act(rewritten.copy(), "approve", "hanh.nt", to="approved", body=decisions, definition=sha256(toothless.encode()))
    again = act(used, "register.redefine", "hanh.nt", "register/1", body={"definition": sound.intent(0)["items"][0]["body"]["definition"]}, reason="x", definition=sha256(toothless.encode()))
    yield law("rewritten-and-put-back", "A registrar rewrites the law, approves under it, and puts the old one back.", again, at=WAITING)
    yield law("older", "A registrar goes back to the law of an earlier release.", act(base.copy(), "register.redefine", "hanh.nt", "register/1", body={"definition": released_definition(1)}, reason="x"))
    yield law("same-again", "A registrar puts the law in force that is in force.", act(base.copy(), "register.redefine", "hanh.nt", "register/1", body={"definition": sound.intent(0)["items"][0]["body"]["definition"]}, reason="x"))
    yield law("rules-of-an-older-law", "An act under the rules of an earlier release.", act(base.copy(), "appraise", "minh.tv", rules="1"))
    yield law("rules-unknown", "An act under rules that no release had.", act(base.copy(), "appraise", "minh.tv", rules="mine"))
    for name, told, subject in (
        ("space", "A code with a space in it.", "procedure/3.00 0001"),
        ("slash", "A code with a slash in it.", "procedure/3.00/0001"),
        ("full-width", "A code in full-width digits: the twin of another.", "procedure/３.００００００１"),
        ("zero-width", "A code with a character of no width: the twin of another.", "procedure/1.0000\u200b01"),
        ("bidi", "A code that turns the direction of writing.", "procedure/3.\u202e000001"),
        ("greek", "A code with a Greek letter that looks like a Latin one.", "procedure/\u0391.000001"),
        ("too-long", "A code of 101 characters.", "procedure/" + "1" * 101),
        ("dot-first", "A code that begins with a dot.", "procedure/.1"),
        ("line-feed", "A code that ends in a line feed.", "procedure/3.000001\n"),
        ("kind-capital", "A kind in capitals.", "Procedure/3.000001"),
    ):
        yield law(f"id-{name}", told, act(base.copy(), "procedure.add", "hanh.nt", subject, body=procedure("so-tu-phap"), to="inventoried"))
    for name, told, sign in (
        ("zero-width", "A reason with a character of no width.", "\u200b"),
        ("escape", "A reason that steers a terminal.", "\u001b[2J"),
        ("bidi", "A reason that turns the direction of writing.", "\u202e"),
        ("line-separator", "A reason with a line separator.", "\u2028"),
        ("carriage-return", "A reason with a carriage return.", "\r"),
        ("private", "A reason in a private character.", "\ue000"),
        ("emoji", "A reason with a sign newer than the register's Unicode.", "\U0001f600"),
        ("noncharacter", "A reason with a code that is no character.", "\uffff"),
    ):
        yield law(f"text-{name}", told, act(base.copy(), "return", "minh.tv", to="inventoried", reason=f"x{sign}y"))
    yield law("text-escaped", "A reason with a character of no width, written as an escape.", base.copy().add(dumps(base.draft("return", "minh.tv", base.item(FIRST, {}, "inventoried"), reason="x")).replace('"reason":"x"', '"reason":"x\\u200b"').encode(), "minh.tv"))
    for name, told, broken in (
        ("no-json", "The new law is no JSON.", "{"),
        ("number", "The new law is a number.", "5"),
        ("without-acts", "The new law has no acts at all.", '{"steward":"x"}'),
    ):
        made = act(base.copy(), "register.redefine", "hanh.nt", "register/1", body={"definition": broken}, reason="x")
        yield law(f"redefined-{name}", told, made)
    opened = base.intent(0)["items"][0]
    made = base.copy()
    yield law(
        "founded-twice",
        "A second founding, to bring in other registrars.",
        made.add(made.draft("register.open", "hanh.nt", opened | {"version": 1, "parent": made.register})),
    )
    yield law(
        "restore-by-clerk", "A clerk states that the register was restored.", act(base.copy(), "restore", "lan.bt", "register/1", body={"backup": "x", "seq": 3, "missing": "x"}, reason="x")
    )

    def founding(name: str, what: str, finds: str, change: Callable[[Any], None], signer: str = "hanh.nt", **more: Any) -> Vector:
        fields = sound.intent(0)
        change(fields)
        made, key, raw = sound.copy().cut(0), key_of(signer), dumps(fields).encode()
        made.lines.append(Line("2023-07-01T01:00:00Z", raw, key.key, key.sign(raw)))
        made.files = {name: data for name, data in made.files.items() if "/" not in name}
        return vector(f"founding-{name}", finds, what, good, made, **more)

    def founders(change: Callable[[list[Any]], None]) -> Callable[[Any], None]:
        return lambda fields: change(fields["items"][0]["body"]["people"])

    yield founding("by-stranger", "A founding signed with a key that does not stand in it.", "bad-signature journal/0", lambda _: None, "stranger")
    yield founding("by-other-founder", "A founding signed by one founder in the name of the other.", "unlawful journal/0", lambda _: None, "quan.dv")
    yield founding("other-act", "The first entry is no founding.", "unlawful journal/0", lambda fields: fields.update(act="restore"))
    yield founding("names-a-register", "A founding that stands in another register.", "unlawful journal/0", lambda fields: fields.update(register="0" * 64))
    yield founding("has-seen", "A founding with a past.", "unlawful journal/0", lambda fields: fields.update(seen={"seq": 0, "leaf": "0" * 64}))
    yield founding("other-definition", "A founding that names another definition than it brings.", "unlawful journal/0", lambda fields: fields.update(definition="0" * 64))
    yield founding("not-steward", "A founder who acts as a reviewer.", "unlawful journal/0", lambda fields: fields.update(role="reviewer"))
    yield founding("item-more", "A founding that does more than to found.", "unlawful journal/0", lambda fields: fields["items"].append(fields["items"][1] | {"subject": "person/x"}))
    yield founding("item-missing", "A founder whom the founding does not open.", "unlawful journal/0", lambda fields: fields["items"].pop())
    yield founding("items-swapped", "What a founding opens in another order, the register last.", "bad-signature journal/0", lambda fields: fields["items"].reverse())
    yield founding(
        "fields-in-other-order",
        "The fields of a founding in another order: another writer, the same act.",
        "nothing",
        lambda fields: fields.update(items=[dict(reversed(item.items())) for item in fields["items"]], seen={"leaf": "", "seq": 0, "more": 1}),
        why="JSON gives the order of names no meaning.",
    )
    yield founding("nobody", "A founding without people.", "bad-signature journal/0", founders(list.clear))
    yield founding("founder-twice", "One founder stands twice.", "unlawful journal/0", founders(lambda people: people.append(people[1] | {"keys": []})))
    yield founding("founder-opened-twice", "One founder is opened twice.", "unreadable journal/0", lambda fields: fields["items"].append(fields["items"][2]))
    yield founding("key-twice", "Two founders share a key.", "unlawful journal/0", founders(lambda people: people[1].update(keys=people[0]["keys"])))
    yield founding("key-broken", "A founder's second key is none.", "unlawful journal/0", founders(lambda people: people[0]["keys"].append("ssh-ed25519 AAAA")))
    yield founding("key-weak", "A founder's second key is of small order.", "unlawful journal/0", founders(lambda people: people[0]["keys"].append(ssh_line(bytes(32)))))
    demo = ssh_line(demonstration_key("hanh.nt").public)
    yield founding("demonstration-key", "A founder whose second key is one of the demonstration: everybody has it.", "unlawful journal/0", founders(lambda people: people[0]["keys"].append(demo)))
    yield founding(
        "demonstration",
        "A founding that says it is a demonstration, with a key of the demonstration.",
        "nothing",
        lambda fields: (fields["items"][0]["body"].update(clock="journal"), fields["items"][0]["body"]["people"][0]["keys"].append(demo))[0],
        why="A demonstration takes the keys that everybody has, and each page of it says what it is.",
    )
    yield founding("name-blank", "A founder without a name.", "unlawful journal/0", founders(lambda people: people[1].update(name=" ")))
    yield founding(
        "id-with-separator",
        "A founder whose id is none.",
        "unlawful journal/0",
        lambda fields: (fields["items"][0]["body"]["people"][1].update(id="a;b"), fields["items"][2].update(subject="person/a;b"))[0],
    )
    yield founding("clock-unknown", "A founding with a clock that does not exist.", "unlawful journal/0", lambda fields: fields["items"][0]["body"].update(clock="sun"))
    yield founding("unicode-other", "A founding that keeps to a Unicode that does not exist.", "unlawful journal/0", lambda fields: fields["items"][0]["body"].update(unicode="99.0.0"))
    yield founding("unicode-null", "A founding that keeps to no Unicode, and says so.", "unlawful journal/0", lambda fields: fields["items"][0]["body"].update(unicode=None))
    yield founding("unicode-unnamed", "A founding that names no Unicode, as those of the first release did, and an invisible letter.", "unlawful journal/0", lambda fields: (fields["items"][0]["body"].pop("unicode"), fields["items"][0]["body"].update(name="Tỉnh \u200b thử")))
    yield founding("unicode-broken", "The name of a register turns the direction of writing.", "unlawful journal/0", lambda fields: fields["items"][0]["body"].update(name="Tỉnh \u202e thử"))
    yield founding("rules-of-an-older-law", "A founding under the rules of an earlier release.", "unlawful journal/0", lambda fields: fields.update(rules="1"))
    yield founding(
        "law-of-ones-own",
        "A register is founded under a law of somebody's own, under which everybody may do everything.",
        "unlawful journal/0",
        lambda fields: (fields.update(definition=sha256(toothless.encode())), fields["items"][0]["body"].update(definition=toothless))[0],
    )
    yield founding("field-more", "A founding that says more than a founding says.", "unlawful journal/0", lambda fields: fields["items"][0]["body"].update(more="x"))
    bad = json.loads(sound.intent(0)["items"][0]["body"]["definition"])
    bad["acts"] = [one | ({"roles": ["king"]} if one["name"] == "approve" else {}) for one in bad["acts"]]
    unsound = dumps(bad)
    yield founding(
        "definition-unsound",
        "A founding whose law gives an act to a role that does not exist.",
        "unlawful journal/0",
        lambda fields: (fields.update(definition=sha256(unsound.encode())), fields["items"][0]["body"].update(definition=unsound))[0],
    )


def _people(sound: Bundle, good: Files) -> Iterator[Vector]:
    """A registrar with every right signs what a sound program would not have let through."""
    base = sound.copy().cut(FOUNDED)

    def people(name: str, finds: str, what: str, act: str, body: Any, person: str = "quan.dv", **more: Any) -> Vector:
        made = base.copy()
        made.add(made.draft(act, "hanh.nt", made.item(f"person/{person}", body), reason="x"))
        finds = finds if finds == "nothing" else f"{finds} journal/{FOUNDED}"
        return vector(f"people-{name}", finds, what, good, made, **more)

    blob = b64encode(ssh_blob(key_of("quan.dv 2").public)).decode()
    whole = ssh_blob(key_of("quan.dv 2").public)
    for name, told, public in (
        ("garbage", "A key that is none.", "khóa"),
        ("other-kind", "A key of another kind.", f"ssh-rsa {blob}"),
        ("without-kind", "A key that does not say its kind.", blob),
        ("short", "A key of 31 bytes.", f"ssh-ed25519 {b64encode(whole[:-1]).decode()}"),
        ("long", "A key of 33 bytes.", f"ssh-ed25519 {b64encode(whole + b'x').decode()}"),
        ("wrong-length", "A key that says it is longer than it is.", "ssh-ed25519 " + b64encode(whole[:18] + b"\x21" + whole[19:]).decode()),
        ("number", "A key that is a number.", 5),
        ("missing", "A key that is not there.", ...),
    ):
        body = {} if public is ... else {"public": public}
        yield people(f"key-{name}", "cannot-project", told, "key.add", body)
    yield people(
        "key-two-spaces", "nothing", "A key with two spaces and a comment, as other programs write it.", "key.add", {"public": f"ssh-ed25519  {blob} quan"}, why="It is the same key."
    )
    for name, told, expires in (("number", "A key whose end is a number.", 2030), ("list", "A key whose end is a list.", [])):
        yield people(f"key-expires-{name}", "cannot-project", told, "key.add", {"public": ssh_line(key_of("quan.dv 2").public), "expires": expires})
    yield people("id-with-separator", "unlawful", "A person whose id could hide what another did.", "person.add", {"name": "x"}, "x;")
    yield people("id-empty-part", "unlawful", "A person whose id ends in a dot.", "person.add", {"name": "x"}, "x.")
    yield people("name-missing", "cannot-project", "A person without a name.", "person.add", {}, "new.one")
    yield people("role-missing", "cannot-project", "A grant that does not say of what.", "role.grant", {"scope": "hoa-binh"})
    yield people("scope-missing", "cannot-project", "A grant that does not say where.", "role.grant", {"role": "reviewer"})
    yield people("revoked-nothing", "cannot-project", "A revocation that does not say of what key.", "key.revoke", {})
    yield people(
        "revoked-unknown",
        "nothing",
        "A revocation of a key that nobody has.",
        "key.revoke",
        {"key": "SHA256:x"},
        rules=f"rule-broken journal/{FOUNDED}",
        why="It changes nothing; that a key must be there is a rule of the program.",
    )
    yield people(
        "excluded-roles",
        "nothing",
        "A registrar makes the other a reviewer as well, which the program would have refused.",
        "role.grant",
        {"role": "reviewer", "scope": "*"},
        rules=f"rule-broken journal/{FOUNDED}",
        why="Which roles exclude each other is a rule of the program. The act stands on record, signed.",
    )
    made = sound.copy().cut(WAITING)
    made.add(made.draft("propose", "lan.bt", made.item("procedure/1.000005", {"kind": "abolish"}, "proposed")))
    yield vector("domain-body-broken", f"cannot-project journal/{WAITING}", "A proposal that says nearly nothing.", good, made, unseen_by=DOMAIN_BLIND)


def _second(sound: Bundle, good: Files) -> Iterator[Vector]:
    """A register in which what gives power waits for a second registrar, and a registrar who does not wait."""
    base = sound.copy().cut(FOUNDED)
    base.add(base.draft("register.countersign", "hanh.nt", base.item("register/1", {})))
    who, new = "person/tam.lt", {"public": ssh_line(key_of("tam.lt 2").public)}

    def second(name: str, what: str, made: Bundle, finds: str = "unlawful", **more: Any) -> Vector:
        finds = finds if finds == "nothing" else f"{finds} journal/{len(made.lines) - 1}"
        return vector(f"second-{name}", finds, what, good, made, **more)

    def asked(act: str, body: Any, subject: str = who) -> Bundle:
        made = base.copy()
        return made.add(made.draft(act, "hanh.nt", made.item(subject, body), reason="x"))

    def confirmed(made: Bundle, person: str = "quan.dv", entry: Any = 2, accept: Any = True, subject: str = who, **other: Any) -> Bundle:
        act = "person.confirm" if subject == who else f"{subject.partition('/')[0]}.confirm"
        return made.add(made.draft(act, person, made.item(subject, {"entry": entry, "accept": accept}), **other))

    def used(made: Bundle, signer: str = "tam.lt 2", **other: Any) -> Bundle:
        return made.add(made.draft("person.add", "tam.lt", made.item("person/p", {"name": "p"}), **other), signer)

    key = asked("key.add", new)
    yield second("confirmed", "A key that a second registrar confirmed.", used(confirmed(key.copy())), "nothing", why="Two registrars gave it.")
    yield second("not-waited", "A key acts before a second registrar confirmed it.", used(key.copy()), "bad-signature")
    yield second("by-oneself", "A registrar confirms the own act.", confirmed(key.copy(), "hanh.nt"))
    yield second("by-reviewer", "Somebody who is no registrar confirms.", confirmed(key.copy(), role="reviewer"))
    yield second("declined", "A key acts that a second registrar declined.", used(confirmed(key.copy(), accept=False)), "bad-signature")
    yield second("accept-text", "A confirmation that says true as a text confirms nothing.", used(confirmed(key.copy(), accept="true")), "bad-signature", rules="rule-broken journal/3")
    yield second("accept-number", "A confirmation that says 1 for true confirms nothing.", used(confirmed(key.copy(), accept=1)), "bad-signature", rules="rule-broken journal/3")
    yield second("twice", "What was declined is confirmed.", confirmed(confirmed(key.copy(), accept=False)))
    yield second("of-nothing", "A confirmation of an entry that asked for nothing.", confirmed(key.copy(), entry=1))
    yield second("of-the-future", "A confirmation of what comes later.", confirmed(key.copy(), entry=9))
    yield second("entry-text", "A confirmation that names its entry as a text.", confirmed(key.copy(), entry="2"))
    yield second("entry-true", "A confirmation that names true for an entry.", confirmed(key.copy(), entry=True))
    yield second("entry-missing", "A confirmation that names no entry.", confirmed(key.copy(), entry=None))
    yield second("other-person", "A confirmation for another person than the act was on.", confirmed(key.copy(), subject="person/quan.dv"))
    yield second("other-kind", "A confirmation on the register of an act on a person.", confirmed(key.copy(), subject="register/1"))
    waits = asked("role.grant", {"role": "reviewer", "scope": "*"})
    waits.add(waits.draft("procedure.strike", "tam.lt", waits.item("procedure/1", {}), role="reviewer", reason="x"))
    yield second("role-not-waited", "A role acts before a second registrar confirmed it.", waits, rules="rule-broken journal/2")
    text = dumps({"name": "x", "kind": "procedure", "states": [], "acts": [], "roles": [], "steward": "king", "exclusions": []})
    yield second("law-unlawful", "A registrar asks for a law that no release had.", asked("register.redefine", {"definition": text}, "register/1"))
    yield second("key-broken", "A second registrar confirms a key that is none.", confirmed(asked("key.add", {"public": "x"})), "cannot-project", rules="rule-broken journal/2")
    yield second("law-broken", "A registrar asks for a law that is no JSON.", asked("register.redefine", {"definition": "{"}, "register/1"))
    alone = sound.copy().cut(FOUNDED)
    alone.add(alone.draft("key.add", "hanh.nt", alone.item(who, new)))
    stale = key.copy()
    stale.add(stale.draft("person.confirm", "quan.dv", stale.item(who, {"entry": 2, "accept": True}, version=7)))
    yield second("version-stale", "A confirmation on a version that is not the newest.", stale)
    yield second("nothing-waits", "A confirmation where nothing waits for a second registrar.", confirmed(alone, entry=1))


def _enclosures(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Attacks on enclosures: changed by the writer of the files, or listed oddly by a signer."""
    name = next(file for file in good if file.startswith("enclosures/"))
    own = name.partition("/")[2]
    at = next(n for n, line in enumerate(sound.lines) if own.encode() in line.raw)

    def other(title: str, what: str, files: Files, finds: str = f"unreadable journal/{at}", **more: Any) -> Vector:
        return vector(f"enclosure-{title}", finds, what, good, files, **more)

    data = good[name]
    without = {file: held for file, held in good.items() if file != name}
    yield other("missing", "An enclosure is gone.", without)
    yield other("changed", "A letter of an enclosure is another.", good | {name: data.replace(b"hoa-binh", b"so-khac ", 1)})
    yield other("longer", "A line more in an enclosure.", good | {name: data + b"{}\n"})
    yield other("cut-short", "The end of an enclosure is gone.", good | {name: data[:-3]})
    yield other("empty", "An enclosure is empty.", good | {name: b""})
    yield other("lines-swapped", "Two lines of an enclosure changed places.", good | {name: b"".join([(lines := data.splitlines(keepends=True))[1], lines[0], *lines[2:]])})
    yield other("renamed-capitals", "An enclosure's file is named in capitals.", without | {f"enclosures/{own.upper()}": data})
    yield other(
        "unnamed", "A file among the enclosures that nobody enclosed.", good | {f"enclosures/{sha256(b'x')}": b"x"}, "nothing", why="Nothing is believed of a file that no intent names."
    )

    base = sound.copy().cut(FOUNDED)
    listed = [base.item(f"person/{one}", {"name": one}) for one in ("a.a", "b.b")]
    lines = [dumps(one).encode() + b"\n" for one in listed]

    def enclosed(title: str, what: str, held: bytes, count: Any = 2, finds: str = "unreadable", **fields: Any) -> Vector:
        made = base.copy()
        digest = made.enclose(held)
        said = {"items": {"enclosed": digest, "count": count}, "enclosures": [digest]} | fields
        made.add(made.draft("person.add", "hanh.nt") | said)
        finds = finds if finds == "nothing" else f"{finds} journal/{FOUNDED}"
        more = {"why": "It is a list as any other."} if finds == "nothing" else {}
        return vector(f"enclosed-{title}", finds, what, good, made, **more)

    both = b"".join(lines)
    digest = sha256(both)
    yield enclosed("list", "Two items in an enclosure, where they could stand in the intent.", both, finds="nothing")
    yield enclosed("count-wrong", "A list says it holds one item more.", both, 3)
    yield enclosed("count-missing", "A list does not say how many items it holds.", both, None)
    yield enclosed("count-true", "A list says that it holds true items.", lines[0], True)
    yield enclosed("none", "A list of nothing.", b"", 0)
    yield enclosed("crlf", "A list whose lines end as Windows ends them.", both.replace(b"\n", b"\r\n"))
    yield enclosed("bare-cr", "A list whose lines are parted by carriage returns.", both.replace(b"\n", b"\r"))
    yield enclosed("no-line-feed", "A list whose last line lacks its line feed.", both[:-1])
    yield enclosed("blank-line", "A list with an empty line.", lines[0] + b"\n" + lines[1], 3)
    yield enclosed("doubled-name", "A list with a name said twice in it.", both.replace(b'"version":', b'"version":9,"version":', 1))
    yield enclosed("fraction", "A list with a fraction in it.", both.replace(b'"version":0', b'"version":0.0', 1))
    yield enclosed("bad-utf8", "A list with a byte that is no text.", both.replace(b'"name":"a.a"', b'"name":"\xff"', 1))
    yield enclosed("zero-byte", "A list with a zero byte.", both.replace(b'"name":"a.a"', b'"name":"\0"', 1))
    yield enclosed("same-subject", "A list that names one subject twice.", lines[0] * 2)
    yield enclosed("not-objects", "A list of numbers.", b"1\n2\n")
    yield enclosed("not-own", "A list that the intent does not enclose.", both, enclosures=[])
    yield enclosed("of-another", "A list that another intent encloses.", both, items={"enclosed": own, "count": 21})
    yield enclosed("capitals", "An enclosure named in capitals.", both, items={"enclosed": digest.upper(), "count": 2}, enclosures=[digest.upper()])
    yield enclosed("path", "An enclosure named by a path.", both, enclosures=[digest, "../journal.jsonl"])
    yield enclosed("long-path", "An enclosure named by a path as long as a digest.", both, enclosures=[digest, "../" + "/" * 48 + "journal.jsonl"])
    yield enclosed("one-missing", "A second enclosure that is not there.", both, enclosures=[digest, "0" * 64])
    yield enclosed("stale", "A list with one item on an older version.", both.replace(b'"version":0', b'"version":1', 1), finds="unlawful")
    made = base.copy()
    digest = made.enclose(b"x")
    seen = {"seq": 0, "leaf": made.leaves()[-1].hex(), "enclosures": []}
    made.add(made.draft("person.add", "hanh.nt", made.item("person/a.a", {"name": "a"}), enclosures=[digest], seen=seen))
    yield vector(
        "enclosed-and-none", "nothing", "An intent that encloses something and says elsewhere that it does not.", good, made, why="What `seen` says besides number and leaf means nothing."
    )


def _checkpoints(sound: Bundle, good: Files) -> Iterator[Vector]:
    """A checkpoint beside the bundle, by somebody who can or cannot sign."""
    base = sound.copy().cut(3)
    origin = checkpoint.origin(base.register)

    def point(name: str, what: str, code: str, note: str | bytes, file: str = "x.txt", made: Bundle = base, **more: Any) -> Vector:
        data = note if isinstance(note, bytes) else note.encode()
        place = f"checkpoints/{file}"
        finds = code if code == "nothing" else f"{code} {place}"
        return vector(f"checkpoint-{name}", finds, what, good, made.made() | {place: data}, **more)

    own = base.point("hanh.nt")
    text = own.partition("\n\n")[0] + "\n"
    sealed = own.partition("\n\n")[2]

    def signed(*lines: checkpoint.Signature) -> str:
        return checkpoint.note(text, lines)

    yield point("part", "A checkpoint of a part.", "nothing", base.point("hanh.nt", size=2), why="It holds: a part of what is there.")
    yield point("of-nothing", "A checkpoint of an empty register.", "nothing", base.point("hanh.nt", size=0), why="It holds: nothing is a part of what is there.")
    yield point("by-witness-only", "A checkpoint that bears a witness's signature alone.", "nothing", base.point("~quan.dv"), why="One good signature is enough.")
    yield point("one-of-two", "A checkpoint with a good signature and one of a stranger.", "nothing", base.point("stranger", "hanh.nt"), why="One good signature is enough.")
    day = 1_688_173_200  # 2023-07-01T01:00:00Z, when every entry of `base` was recorded

    def cosigned(at: int, size: int = 2) -> str:
        line = base.point("hanh.nt", size=size).partition("\n\n")[0] + "\n"
        return checkpoint.note(line, [signature(line, "hanh.nt", origin), signature(line, "~quan.dv", origin, time=at)])

    yield point("entry-backdated", "What follows a cosigned checkpoint is dated a day before the cosignature.", "dated-before-cosignature", cosigned(day + 86_400))
    yield point("entry-backdated-301", "What follows a cosigned checkpoint is dated 301 seconds before the cosignature.", "dated-before-cosignature", cosigned(day + 301))
    yield point("clocks-apart-300", "What follows is dated 300 seconds before the cosignature.", "nothing", cosigned(day + 300), why="The clocks of a register and of its witness may differ by five minutes.")
    yield point("nothing-follows", "A cosignature of the whole, from years later.", "nothing", cosigned(day + 10**9, 3), why="No entry follows that could be dated before it.")
    yield point("far-future-and-more", "A cosignature with the last second there is, of a part.", "dated-before-cosignature", cosigned(2**64 - 1))
    yield point("cosigned-at-nought", "A cosignature of the year 1970, of a part.", "nothing", cosigned(0), why="What follows is dated after it.")
    yield point("other-register", "A checkpoint of another register, well signed.", "checkpoint-of-other-register", base.point("hanh.nt", origin=checkpoint.origin("0" * 64)))
    yield point("other-program", "A checkpoint of another log, well signed.", "checkpoint-of-other-register", base.point("hanh.nt", origin="example.org/log"))
    yield point("by-stranger", "A checkpoint signed by a stranger.", "checkpoint-unsigned", base.point("stranger"))
    yield point("cosigned-by-stranger", "A checkpoint cosigned by a stranger.", "checkpoint-unsigned", base.point("~stranger"))
    yield point("unsigned", "A checkpoint without signatures.", "not-a-checkpoint", text + "\n")
    late = base.copy()
    gone = {"key": key_of("quan.dv").key, "suspected_from": 1}
    late.add(late.draft("key.revoke", "hanh.nt", late.item("person/quan.dv", gone), reason="trộm"))
    yield point("by-stolen-key", "A checkpoint signed with a key that was reported stolen.", "checkpoint-unsigned", late.point("quan.dv"), made=late)
    silenced = base.copy()
    ahead = {"key": key_of("quan.dv").key, "suspected_from": len(silenced.lines) + 1}
    silenced.add(silenced.draft("key.revoke", "hanh.nt", silenced.item("person/quan.dv", ahead), reason="trộm"))
    yield point("by-silenced-witness", "A checkpoint signed with a key that was reported stolen from an entry that was not there yet.", "nothing", silenced.point("quan.dv"), made=silenced, why="Nobody could have signed that entry: the report silences no witness.")
    away = base.copy()
    away.add(away.draft("person.close", "hanh.nt", away.item("person/quan.dv", {})))
    yield point(
        "by-closed-person",
        "A checkpoint signed by somebody who has left since.",
        "nothing",
        away.point("quan.dv"),
        made=away,
        why="The key was in force when it could sign; only a stolen key says nothing.",
    )
    yield point("too-large", "A checkpoint of more entries than there are, well signed.", "tail-missing", base.point("hanh.nt", said=4))
    yield point("huge", "A checkpoint of nearly all numbers there are.", "tail-missing", base.point("hanh.nt", said=9_999_999_999_999_999))
    yield point("other-root", "A checkpoint with another root, well signed.", "past-rewritten", base.point("hanh.nt", root=bytes(32)))
    yield point("other-size", "A checkpoint that gives the root of all entries to one less.", "past-rewritten", base.point("hanh.nt", said=2))
    yield point("size-changed", "The size of a signed checkpoint is another.", "checkpoint-unsigned", own.replace("\n3\n", "\n2\n"))
    yield point("root-changed", "The root of a signed checkpoint is another.", "checkpoint-unsigned", own.replace(text.split("\n")[2], base.point("hanh.nt", size=2).split("\n")[2]))
    yield point("origin-changed", "The name of a signed checkpoint is another.", "checkpoint-of-other-register", own.replace(f"{origin}\n", "x\n", 1))
    yield point("key-id-other", "A signature whose four bytes name another key.", "checkpoint-unsigned", signed(signature(text, "hanh.nt", origin)._replace(key_id=b"\0\0\0\0")))
    yield point("under-another-name", "A registrar cosigns under the other's name.", "checkpoint-unsigned", signed(signature(text, "~hanh.nt", origin, "quan.dv")))
    yield point("maker-under-own-name", "A registrar signs as the maker, but under the own name.", "checkpoint-unsigned", signed(signature(text, "hanh.nt", origin, "hanh.nt")))
    yield point("witness-as-register", "A witness cosigns under the register's name.", "checkpoint-unsigned", signed(signature(text, "~quan.dv", origin, origin)))
    time = signature(text, "~quan.dv", origin)
    yield point("cosigned-at-another-time", "The time of a cosignature is another.", "checkpoint-unsigned", signed(time._replace(sig=checkpoint.with_time(10**9 + 1, time.sig[8:]))))
    yield point(
        "cosigned-in-the-far-future",
        "A cosignature with the last second there is, well signed.",
        "nothing",
        signed(signature(text, "~quan.dv", origin, time=2**64 - 1)),
        why="A witness may say any time.",
    )
    yield point("cosignature-as-signature", "A cosignature without its time.", "checkpoint-unsigned", signed(time._replace(sig=time.sig[8:])))
    yield point("signature-cut", "A checkpoint's signature of 63 bytes.", "checkpoint-unsigned", signed(signature(text, "hanh.nt", origin)._replace(sig=bytes(63))))
    yield point("signature-of-act", "A signature in the form of acts.", "checkpoint-unsigned", signed(signature(text, "hanh.nt", origin)._replace(sig=key_of("hanh.nt").sign(text.encode()))))
    for name, what, note in (
        ("empty", "An empty file.", ""),
        ("garbage", "Something else.", "xin chào\n"),
        ("crlf", "A checkpoint that went through a program that ends lines its own way.", own.replace("\n", "\r\n")),
        ("extra-line", "A line more under the root.", own.replace("\n\n", "\nmore\n\n")),
        ("no-gap", "No empty line before the signatures.", own.replace("\n\n", "\n")),
        ("no-line-feed", "The last signature lacks its line feed.", own[:-1]),
        ("text-after", "A text after the signatures.", own + "more\n"),
        ("gap-after", "An empty line after the signatures.", own + "\n"),
        ("two-notes", "Two checkpoints in one file.", own + own),
        ("size-leading-zero", "The size with a leading zero.", own.replace("\n3\n", "\n03\n")),
        ("size-negative", "A size below nought.", own.replace("\n3\n", "\n-3\n")),
        ("size-space", "A space after the size.", own.replace("\n3\n", "\n3 \n")),
        ("size-other-digits", "The size in digits of another script.", own.replace("\n3\n", "\n３\n")),
        ("size-17-digits", "A size of 17 digits.", own.replace("\n3\n", f"\n{10**16}\n")),
        ("root-short", "A root of 31 bytes.", base.point("hanh.nt", root=bytes(31))),
        ("root-spare-bits", "The last letter of the root carries spare bits.", own.replace(text.split("\n")[2], text.split("\n")[2][:-2] + chr(ord(text.split("\n")[2][-2]) + 1) + "=")),
        ("signature-spare-bits", "The last letter of a signature carries spare bits.", own[:-3] + "B=\n" if own[-3] == "A" else own[:-3] + chr(ord(own[-3]) + 1) + "=\n"),
        ("signature-not-base64", "A signature that is none.", own.replace(sealed, f"\u2014 {origin} !!!!\n")),
        ("signature-too-short", "A signature that only names a key.", own.replace(sealed, f"\u2014 {origin} AAAAAA==\n")),
        ("hyphen", "A hyphen for the dash.", own.replace("\u2014", "-")),
        ("space-in-name", "A name with a space.", own.replace(f"\u2014 {origin}", "\u2014 hanh nt")),
        ("plus-in-name", "A name with a plus sign.", own.replace(f"\u2014 {origin}", "\u2014 hanh+nt")),
        ("next-line-in-name", "A name with a sign that some programs take for the end of a line.", own.replace("\u2014", "\u2014 x\u0085", 1).replace("x\u0085 ", "x\u0085", 1)),
        ("byte-order-mark", "A byte order mark.", "\ufeff" + own),
        ("no-origin", "A checkpoint of nothing named.", own.replace(origin, "", 1)),
    ):
        code = {"next-line-in-name": "checkpoint-unsigned", "byte-order-mark": "checkpoint-of-other-register"}
        yield point(name, what, code.get(name, "not-a-checkpoint"), note)
    yield point("bad-utf8", "A byte that is no text.", "not-a-checkpoint", own.encode() + b"\xff\n")
    yield point("zero-byte", "A zero byte in the name.", "checkpoint-of-other-register", own.replace(origin, f"{origin}\0", 1).encode())
    wrong = base.point("hanh.nt", root=bytes(32))
    yield point("hidden-file", "A wrong checkpoint in a file that listings do not show.", "past-rewritten", wrong, ".x.txt")
    yield point("bare-suffix", "A wrong checkpoint in a file that is named like a suffix.", "past-rewritten", wrong, ".txt")
    yield point("spaced-file", "A wrong checkpoint in a file with a space in its name.", "past-rewritten", wrong, "a b.txt")
    yield point("second-wrong", "A wrong checkpoint beside a good one.", "past-rewritten", wrong, made=Bundle(base.made() | {"checkpoints/a.txt": own.encode()}))


def _outside(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Attacks that a bundle alone cannot show, and a checkpoint kept elsewhere does."""
    kept = good["checkpoints/28.txt"].decode()
    base = sound.copy().cut(WAITING)
    seen = good["checkpoints/9.txt"].decode()

    def bare(made: Bundle) -> Bundle:
        made.files = {name: data for name, data in made.files.items() if not name.startswith("checkpoints/")}
        return made

    def outside(name: str, what: str, made: Bundle, code: str, point: str = seen, **more: Any) -> Vector:
        why = "Every act is signed and lawful: only what was kept elsewhere tells."
        return vector(f"outside-{name}", "nothing", what, good, bare(made), kept=point, kept_finds=f"{code} {KEPT}", **{"why": why} | more)

    yield outside("end-cut-off", "The newest entries are gone, and their checkpoint with them.", sound.copy().cut(6), "tail-missing", kept)
    yield outside("last-cut-off", "The newest entry is gone.", sound.copy().cut(WAITING - 1), "tail-missing")
    last = WAITING - 1
    other = sound.copy().cut(last)
    intent = base.intent(last)
    intent["items"][0] |= {"subject": "procedure/1.000007"}
    yield outside("last-replaced", "The signer puts another act in place of the newest one.", other.add(intent), "past-rewritten")
    again = sound.copy().cut(last)
    again.lines.append(base.lines[last]._replace(recorded_at="2023-07-23T02:00:00Z"))
    yield outside("last-dated-later", "The newest entry gets a later time.", again, "past-rewritten")
    fork = sound.copy().cut(3)
    for n in range(3, WAITING):
        fork.add(fork.draft("person.add", "hanh.nt", fork.item(f"person/p{n}", {"name": "x"})))
    yield outside("fork", "The registrar shows another history of the same length from entry 3 on.", fork, "past-rewritten")
    ahead = sound.copy().cut(3)
    two = [ahead.draft("person.add", "hanh.nt", ahead.item(f"person/p{n}", {"name": "x"}), id=f"{n:032x}") for n in (6, 7)]
    point = ahead.copy().add(two[0]).add(two[1]).point("hanh.nt")
    yield outside("order-of-two", "Two acts signed ahead, neither of which had seen the other, changed places.", ahead.add(two[1]).add(two[0]), "past-rewritten", point)
    new = sound.copy().cut(1)
    fields = new.intent(0)
    fields["items"][0]["body"]["note"] = "another"
    new.lines, new.files = ([], {name: data for name, data in new.files.items() if not name.startswith("enclosures/")})
    raw = dumps(fields).encode()
    new.lines.append(Line("2023-07-01T01:00:00Z", raw, key_of("hanh.nt").key, key_of("hanh.nt").sign(raw)))
    yield outside("other-register", "Another register by the same people stands in its place.", new, "checkpoint-of-other-register")
    thief = sound.copy().cut(last)
    thief.add(thief.draft("appraise", "minh.tv", thief.item(FIRST, {}), body=OPINION))
    yield outside("stolen-and-not-reported", "A thief with a key that nobody has reported acts in place of the newest entry.", thief, "past-rewritten")
    slipped = sound.copy().cut(last)
    slipped.add(slipped.draft("procedure.strike", "minh.tv", slipped.item("procedure/1.000007", {}), reason="x"))
    slipped.lines.append(base.lines[last])
    yield outside("slipped-in", "A thief slips an act in before the newest one, whose signer had not seen the one before it.", slipped, "past-rewritten")
    why = "Nothing is believed of it: keys follow from the journal."
    signers = good["allowed_signers"].replace(b"minh.tv ", b"huong.lt ")
    yield vector("outside-allowed-signers", "nothing", "The list of keys for ssh-keygen names another person.", good, good | {"allowed_signers": signers}, why=why)
    yield vector(
        "outside-register-json",
        "nothing",
        "The bundle calls itself something else.",
        good,
        good | {"register.json": b"{}\n"},
        why="Nothing is believed of it: the register's name is the hash of its founding.",
    )
