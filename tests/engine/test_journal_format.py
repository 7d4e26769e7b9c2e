"""The formats letter by letter: what is written, what is refused, and in which words."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from base64 import b64encode
from datetime import date, timedelta

import pytest

from workflow.errors import BadIntent
from workflow.journal import intents
from workflow.journal.entries import Entry, Fact, is_time, line
from workflow.journal.intent_files import from_file, to_file
from workflow.journal.intents import INLINE_ITEMS, MAX_INTENT, Intent, Item, Signed, compose, parse
from workflow.journal.strict_json import dumps, loads, sha256

ITEM = Item("case/1", 3, "p" * 64, "new", "done", {"ô": 1})
INTENT = Intent(
    id="0123456789abcdef" * 2,
    register="r",
    definition="d",
    rules="1",
    act="close",
    person="an",
    role="clerk",
    scope="hall",
    claimed_at="2023-07-01T12:34:56Z",
    seen=(7, "ab"),
    reason="vì",
    body={"b": [None]},
    items=(ITEM,),
    enclosures={},
    raw=b"",
)
WRITTEN = (
    '{"v":1,"id":"0123456789abcdef0123456789abcdef","register":"r","definition":"d","rules":"1",'
    '"act":"close","person":"an","role":"clerk","scope":"hall","claimed_at":"2023-07-01T12:34:56Z",'
    '"seen":{"seq":7,"leaf":"ab"},"reason":"vì","body":{"b":[null]},"items":[{"subject":"case/1",'
    '"version":3,"parent":"' + "p" * 64 + '","from":"new","to":"done","body":{"ô":1}}],"enclosures":[]}'
)


def told(attempt, *given):
    """The code and the values with which something is refused."""
    with pytest.raises(BadIntent) as refusal:
        attempt(*given)
    return refusal.value.code, refusal.value.values


def changed(**more):
    """The bytes of the intent with some fields another; ... takes a field away."""
    fields = {n: v for n, v in (json.loads(WRITTEN) | more).items() if v is not ...}
    return dumps(fields).encode()


def one(**more):
    """The bytes of the intent with its item another."""
    (item,) = json.loads(WRITTEN)["items"]
    return changed(items=[{n: v for n, v in (item | more).items() if v is not ...}])


def many(count):
    """So many items."""
    return tuple(ITEM._replace(subject=f"case/{number}") for number in range(count))


def test_an_intent_is_written_letter_by_letter():
    """Compact, in fixed order, letters as they are; read back it is the same."""
    raw, enclosures = compose(INTENT)
    assert (raw.decode(), enclosures) == (WRITTEN, {})
    assert parse(raw, {}) == INTENT._replace(raw=raw)
    assert parse(raw, {}).digest == hashlib.sha256(raw).hexdigest()


def test_a_line_of_the_journal_is_written_letter_by_letter():
    """Numbers as they are, bytes in hex or base64; the intent by its digest."""
    entry = Entry(7, b"\x01" * 32, "2023-07-01T00:00:00Z", b"{}", "k", b"\xff" * 3)
    assert line(entry).decode() == (
        '{"v":1,"seq":7,"prev":"' + "01" * 32 + '","recorded_at":"2023-07-01T00:00:00Z",'
        f'"intent":"{sha256(b"{}")}","key":"k","sig":"////"}}'
    )


def test_a_file_that_travels_is_written_letter_by_letter():
    """Everything in base64, the enclosures in their order; their digests are not trusted."""
    signed = Signed(b"{}", "k", b"\xff" * 3, {sha256(b"b"): b"b", sha256(b"a"): b"a"})
    written = '{"tinhgon-intent":1,"intent":"e30=","key":"k","sig":"////","enclosures":["Yg==","YQ=="]}'
    assert to_file(signed).decode() == written
    assert from_file(written.encode()) == signed


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"tinhgon-intent": 2}, ("newer-format", {"version": "2"})),
        ({"tinhgon-intent": ...}, ("not-an-intent-file", {"why": "'tinhgon-intent'"})),
        ({"key": 5}, ("not-an-intent-file", {"why": "5"})),
    ],
)
def test_a_file_that_is_none_is_told(more, code):
    """Another format, a missing name, a value of another kind: what is wrong is said."""
    fields = json.loads(to_file(Signed(b"{}", "k", b"s", {}))) | more
    data = dumps({name: value for name, value in fields.items() if value is not ...}).encode()
    assert told(from_file, data) == code


@pytest.mark.parametrize("name", ["intent", "sig", "enclosures"])
def test_base64_is_read_strictly(name):
    """Letters outside the alphabet are refused, not passed over."""
    odd = b64encode(b"abc").decode() + "\u0001"
    fields = json.loads(to_file(Signed(b"{}", "k", b"s", {})))
    fields[name] = [odd] if name == "enclosures" else odd
    assert told(from_file, dumps(fields).encode())[0] == "not-an-intent-file"


def test_a_file_may_be_twice_as_long_as_an_enclosure(monkeypatch):
    """Base64 makes it longer; past twice the size of an enclosure it is not even read."""
    data = to_file(Signed(b"{}", "k", b"s", {}))
    even = data + b" " * (len(data) % 2)
    monkeypatch.setattr(intents, "MAX_ENCLOSURE", len(even) // 2)
    assert from_file(even).key == "k"
    assert told(from_file, even + b" ")[0] == "too-long"


def test_up_to_twenty_items_stand_in_the_intent():
    """One more, and they are an enclosure of lines that the intent names and counts."""
    inline, none = compose(INTENT._replace(items=many(INLINE_ITEMS)))
    assert (len(json.loads(inline)["items"]), none) == (20, {})
    raw, enclosures = compose(INTENT._replace(items=many(21), enclosures={sha256(b"x"): b"x"}))
    digest = next(name for name, data in enclosures.items() if data != b"x")
    listed = "".join(
        dumps(
            {
                "subject": f"case/{n}",
                "version": 3,
                "parent": "p" * 64,
                "from": "new",
                "to": "done",
                "body": {"ô": 1},
            }
        )
        + "\n"
        for n in range(21)
    ).encode()
    assert enclosures == {sha256(b"x"): b"x", digest: listed}
    assert digest == sha256(listed)
    assert json.loads(raw)["items"] == {"enclosed": digest, "count": 21}
    assert json.loads(raw)["enclosures"] == [sha256(b"x"), digest]
    assert parse(raw, enclosures).items == many(21)


def test_a_long_intent_has_its_items_enclosed():
    """One that is exactly as long as allowed has not; one byte more has."""
    room = MAX_INTENT - len(compose(INTENT._replace(items=(ITEM._replace(body={"x": ""}),)))[0])
    for more, enclosed in ((0, 0), (1, 1)):
        item = ITEM._replace(body={"x": "y" * (room + more)})
        raw, enclosures = compose(INTENT._replace(items=(item,)))
        assert (len(enclosures), parse(raw, enclosures).items) == (enclosed, (item,))


def test_an_enclosure_is_the_one_that_was_signed():
    """Those given must be those named, each of its digest, and of the number of lines that is said."""
    raw, enclosures = compose(INTENT._replace(items=many(21)))
    (digest,) = enclosures
    assert told(parse, raw, {}) == ("enclosure-missing", {"digest": digest})
    assert told(parse, raw, {digest: b"x"}) == ("enclosure-differs", {"digest": digest})
    two = changed(enclosures=["b", "a"])
    assert told(parse, two, {}) == ("enclosure-missing", {"digest": "b, a"})
    for count in (20, 22):
        data = json.loads(raw)
        data["items"]["count"] = count
        assert told(parse, dumps(data).encode(), enclosures) == ("enclosure-differs", {"digest": digest})


@pytest.mark.parametrize(
    "change", [lambda d: d[:-1], lambda d: d + b" ", lambda d: d.replace(b"\n", b"\r\n"), lambda d: b"\n" + d]
)
def test_a_list_is_lines_that_each_end_in_one_line_feed(change):
    """The last one too; a carriage return anywhere, or a rest behind it, is another list."""
    _, enclosures = compose(INTENT._replace(items=many(21)))
    data = change(next(iter(enclosures.values())))
    raw = changed(items={"enclosed": sha256(data), "count": 21}, enclosures=[sha256(data)])
    assert told(parse, raw, {sha256(data): data}) == ("enclosure-differs", {"digest": sha256(data)})


def test_a_list_has_an_end(monkeypatch):
    """As many items as allowed are taken, one more is not."""
    raw, enclosures = compose(INTENT._replace(items=many(21)))
    monkeypatch.setattr(intents, "MAX_ITEMS", 21)
    assert len(parse(raw, enclosures).items) == 21
    monkeypatch.setattr(intents, "MAX_ITEMS", 20)
    assert told(parse, raw, enclosures) == ("enclosure-differs", {"digest": next(iter(enclosures))})


def test_a_line_of_a_list_is_no_longer_than_an_intent(monkeypatch):
    """Each line is read as strictly as an intent is."""
    listed = b'{"a":1.5}\n' * 21
    raw = changed(items={"enclosed": sha256(listed), "count": 21}, enclosures=[sha256(listed)])
    assert told(parse, raw, {sha256(listed): listed})[0] == "no-floats"
    raw, enclosures = compose(INTENT._replace(items=many(21)))
    longest = max(len(raw), 200)
    monkeypatch.setattr(intents, "MAX_INTENT", longest)
    data = next(iter(enclosures.values())).replace(b'"parent":"p', b'"parent":"' + b"p" * longest)
    raw = changed(items={"enclosed": sha256(data), "count": 21}, enclosures=[sha256(data)])
    assert told(parse, raw, {sha256(data): data})[0] == "too-long"


@pytest.mark.parametrize(
    "raw",
    [
        *(changed(**{name: ...}) for name in json.loads(WRITTEN)),
        *(changed(**{name: 5}) for name in json.loads(WRITTEN) if name != "v"),
        *(one(**{name: ...}) for name in json.loads(WRITTEN)["items"][0]),
        *(one(**{name: value}) for name in ("subject", "parent", "body") for value in (5, None)),
        one(version="1"),
        one(version=True),
        one(version=-1),
        one(version=None),
        one(**{"from": 5}),
        one(to=5),
        one(**{"from": False}),
        one(subject="case"),
        one(subject="/1"),
        one(subject="/a/b"),
        one(subject="case/"),
        changed(id="0" * 31),
        changed(id="0" * 33),
        changed(id="0" * 31 + "G"),
        changed(id="A" * 32),
        changed(claimed_at="2023-07-01 12:34:56Z"),
        changed(claimed_at="2023-07-01T12:34:56"),
        changed(claimed_at="x2023-07-01T12:34:56Z"),
        changed(seen={"seq": "7", "leaf": "ab"}),
        changed(seen={"seq": 7, "leaf": 8}),
        changed(seen={"seq": -1, "leaf": ""}),
        changed(seen={"leaf": "ab"}),
        changed(seen={"seq": 7}),
        changed(seen=None),
        changed(body=[]),
        changed(items="x"),
        changed(items={"count": 1}),
        changed(items={"enclosed": "x", "count": 1}),
        changed(items=[5]),
        changed(enclosures=[5]),
    ],
)
def test_a_field_of_another_kind_is_told(raw):
    """A missing field, another type, another pattern: malformed, and what it was is said."""
    code, values = told(parse, raw, {})
    assert code == "malformed"
    assert values["why"].partition(" ")[0] in {"KeyError", "TypeError", "ValueError", "AttributeError"}


def test_what_was_malformed_is_said():
    """The kind of the error and the value."""
    assert told(parse, changed(person=...), {}) == ("malformed", {"why": "KeyError 'person'"})
    assert told(parse, changed(person=5), {}) == ("malformed", {"why": "TypeError 5"})
    assert told(parse, changed(body=[6]), {}) == ("malformed", {"why": "TypeError [6]"})
    assert told(parse, changed(enclosures="x"), {}) == ("malformed", {"why": "TypeError x"})
    assert told(parse, one(version=-2), {}) == ("malformed", {"why": "TypeError -2"})
    assert told(parse, one(to=5), {}) == ("malformed", {"why": "TypeError ('new', 5)"})
    assert told(parse, one(subject="case"), {}) == ("malformed", {"why": "ValueError case"})


def test_zero_is_a_version_and_a_position():
    """Counting begins at nothing: a new subject, an empty register."""
    assert parse(one(version=0, parent="", **{"from": None}, to=None), {}).items[0] == Item(
        "case/1", 0, "", None, None, {"ô": 1}
    )
    assert parse(changed(seen={"seq": 0, "leaf": ""}), {}).seen == (0, "")


def test_an_intent_to_be_carried_says_so():
    """It says `carried` before its reason; one recorded where it was signed says nothing, and reads as false."""
    raw, _ = compose(INTENT._replace(carried=True))
    assert raw.decode() == WRITTEN.replace('"reason"', '"carried":true,"reason"', 1)
    assert parse(raw, {}).carried is True
    assert parse(WRITTEN.encode(), {}).carried is False
    assert parse(changed(carried=False), {}).carried is False
    assert told(parse, changed(carried=1), {}) == ("malformed", {"why": "TypeError 1"})
    assert told(parse, changed(carried=None), {}) == ("malformed", {"why": "TypeError None"})


def test_another_format_is_told():
    """A newer one by its number."""
    assert told(parse, changed(v=2), {}) == ("newer-format", {"version": "2"})


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_an_intent_is_one_line(end):
    """A journal that is exported holds one intent a line."""
    assert told(parse, WRITTEN.encode() + end, {}) == ("not-json", {"why": "line break"})


def test_a_subject_stands_once_and_there_is_one():
    """Two items on one subject, or none, are refused by name."""
    assert told(parse, changed(items=[]), {}) == ("doubled-subject", {})
    (item,) = json.loads(WRITTEN)["items"]
    assert told(parse, changed(items=[item, item]), {}) == ("doubled-subject", {})


@pytest.mark.parametrize(
    ("raw", "code", "values"),
    [
        (b'{"a":1,"b":2,"a":3}', "doubled-name", {"names": "a, b, a"}),
        (b'{"a":1.5}', "no-floats", {"value": "1.5"}),
        (b'{"a":-Infinity}', "no-floats", {"value": "-Infinity"}),
        (b'{"a":0.' + b"1" * 99 + b"}", "no-floats", {"value": "0." + "1" * 38}),
        (b'{"a":9007199254740993}', "number-too-large", {"value": "9007199254740993"}),
        (b'{"a":-9007199254740993}', "number-too-large", {"value": "-9007199254740993"}),
        (b'{"a":' + b"1" * 99 + b"}", "number-too-large", {"value": "1" * 40}),
        (b'{"a":00000000000000001}', "not-json", None),
        (b"[1]", "not-json", {"why": "list"}),
        (b'"a"', "not-json", {"why": "str"}),
        (b'{"a":"e\xcc\x81"}', "not-nfc", {}),
        (b'{"a":"e\\u0301"}', "not-nfc", {}),
        (b'{"a":"\\ud800"}', "not-json", {"why": "half of a surrogate pair"}),
        (b'{"a":[[[[[[[[]]]]]]]]}', "too-deep", {"limit": "8"}),
        (b'{"a":1}' + b" " * 94, "too-long", {"bytes": "101", "limit": "100"}),
        (
            b'{"a":"\xff"}',
            "not-json",
            {"why": "'utf-8' codec can't decode byte 0xff in position 6: invalid start byte"},
        ),
    ],
)
def test_what_the_strict_reader_refuses_it_names(raw, code, values):
    """The code, and the value that was wrong, cut where it is long."""
    found = told(loads, raw, 100 if code == "too-long" else MAX_INTENT)
    assert found == (code, found[1] if values is None else values)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":9007199254740992}',
        '{"a":-9007199254740992}',
        '{"a":[[[[[[[]]]]]]]}',
        '{"a":{"b":{"c":{}}}}',
        '{"a":"[[[[[[[[[[{{"}',
        '{"a":"\\"[[[[[[[[["}',
        '{"a":[[],[],[],[],[],[],[],[],[],[]]}',
        '{"a":[{},{},{},{},{},{},{},{},[[[[[[]]]]]]]}',
        '{"a":true,"b":null}',
    ],
)
def test_what_is_just_allowed_is_read(text):
    """The largest numbers, depth eight, brackets inside texts, many lists beside each other."""
    assert loads(text.encode(), len(text)) == json.loads(text)


def test_the_normal_form_is_that_of_unicode_14():
    """Marks and letters of later versions stand for themselves, whatever version this Python has."""
    for text in (
        "\U000105c9",
        "\U000105d2\u0307",
        "q\u0301\U0001e4ee",
        "q\u0345\u0897",
        "\U0001611e\U0001611e",
    ):
        assert loads(dumps({"a": text}).encode(), 99) == {"a": text}
        with pytest.raises(BadIntent, match="not-nfc"):
            loads(dumps({"a": text + "e\u0301"}).encode(), 99)
    assert int(unicodedata.unidata_version.partition(".")[0]) <= 17, (
        "signs of a later version belong into _NEWER_SIGNS"
    )


def test_times_are_in_one_form():
    """UTC to the second, the whole text."""
    assert is_time("2023-12-31T23:59:59Z") is True
    for text in ("2023-12-31T23:59:59", "2023-12-31T23:59:59Z ", "2023-13-31", "", "2023-21-31T23:59:59Z"):
        assert is_time(text) is False


def test_times_are_those_of_the_calendar():
    """Every day of four centuries is one, and no other number of month, day, hour, minute or second."""
    days = {(date(1999, 1, 1) + timedelta(n)).isoformat() for n in range(365 * 402 + 98)}
    said = [
        f"{year}-{month:02}-{day:02}"
        for year in range(1999, 2401)
        for month in range(14)
        for day in range(33)
    ]
    assert {day for day in said if is_time(f"{day}T23:59:59Z")} == days
    for clock in ("24:00:00", "23:60:00", "23:59:60", "29:00:00"):
        assert is_time(f"2016-12-31T{clock}Z") is False
    assert [is_time(f"{year}-06-30T00:00:00Z") for year in ("0000", "0999", "1000", "9999", "10000")] == [
        False, False, True, True, False,
    ]  # fmt: skip


def test_text_is_compact_and_as_it_is():
    """No blanks between, letters not spelt out."""
    assert dumps({"ữ": [1, None, True], "b": {}}) == '{"ữ":[1,null,true],"b":{}}'


def test_the_key_of_a_fact_is_a_name_without_its_kind():
    """Only the first slash parts them."""
    fact = Fact(1, "", "", "loan/17/b", 0, 0, None, None, {}, {}, "", "", "", "", "", {}, "2")
    assert fact.key == "17/b"
