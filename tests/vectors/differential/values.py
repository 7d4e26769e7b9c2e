"""Odd values for a place in signed JSON, and changes to a tree of it; `encoded` writes it as bytes.

Some oddities cannot be held in a Python value: a name said twice, `1.0`, half a surrogate pair. They stand in the
tree as marked strings, which `encoded` replaces by the text itself.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from random import Random
from typing import Any, NamedTuple

from workflow.journal.strict_json import dumps

_OPEN, _CLOSE, _AGAIN = "\u27e6", "\u27e7", "\u27e8again\u27e9"  # no base bundle contains these signs
_MARKED = re.compile(f'"{_OPEN}((?:[^{_CLOSE}"\\\\]|\\\\.)*){_CLOSE}"')
SEPARATORS = (
    *" \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2003\u200b\u2028\u2029\u202f\u205f\u3000\ufeff\u180e\0",
    "",
    "  ",
)
INSTANTS = (
    "2023-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-02-29T00:00:00Z", "2023-04-31T00:00:00Z",
    "2023-13-01T00:00:00Z", "2023-00-01T00:00:00Z", "2023-07-00T00:00:00Z", "2023-07-32T00:00:00Z",
    "2023-19-39T29:59:59Z", "2023-07-23T24:00:00Z", "2023-07-23T25:00:00Z", "2023-12-31T23:59:60Z",
    "2016-12-31T23:59:60Z", "2023-07-23T00:60:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z", "1900-02-29T00:00:00Z", "2000-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
    "2023-07-23", "2023-07-23T00:00:00", "2023-07-23T00:00:00+00:00", "2023-07-23T00:00:00.0Z",
    "2023-07-23t00:00:00z", "2023-07-23 00:00:00Z", "20230723T000000Z", "-023-07-23T00:00:00Z",
    "2023-07-23T00:00:00Z\n", " 2023-07-23T00:00:00Z", "２023-07-23T00:00:00Z", "12023-07-23T00:00:00Z",
    "9999-99-99T99:99:99Z", "a", "", "z", "~", "\uffff", "\U00010000", "é",
)  # fmt: skip
NUMBERS = (
    "1.0", "0.0", "1e0", "0e0", "1E0", "-0", "-0.0", "01", "+1", "0x0", "1.", ".5", "1e400", "1e-400", "Infinity",
    "NaN", "9007199254740992", "9007199254740993", "-9007199254740992", "-9007199254740993", "9999999999999999",
    "10000000000000000", "18446744073709551616", "1" + "0" * 400, "0" * 17, "1_0", "True", "nul", "undefined",
)  # fmt: skip
LETTERS = (
    "\x00", "\x01", "\x1f", "\x7f", "\x80", "\x85", "\xa0", "\xad", "e\u0301", "\u0301", "\u1ea1\u0302", "\u200b",
    "\u200d", "\u2028", "\u2029", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\ufb01", "\u212b", "\u0130", "\u0131",
    "\u1e9e", "\u0344", "\u0958", "\u2adc", "\uac00", "\u1100\u1161", "\U0001d15e", "\U00010efd", "q\u0301\U00010efd",
    "\u0897", "q\u0301\u0897", "\U000105d2\u0307", "\U000105c9", "\U0001e4ee", "q\u0301\U0001e4ee", "\U00016121",
    "\U0001611e\U0001611e", "\U000113c5", "\U0001f600", "\U0010ffff", "\u0378", "\U000e0001", ";", "=", "/", "\\", '"',
    "\t", "\n", "\r", "%", "$(id)", "`", "'", "-n", "*", "?", "__proto__", "constructor", "toString",
)  # fmt: skip
ESCAPES = (
    "\\ud800", "\\udfff", "\\udc00\\ud800", "\\ud800\\ud800", "\\ud800x", "\\ud83d\\ude00", "\\uD83D\\uDE00", "\\u0061",
    "\\u0000", "\\u000a", "\\u001c", "\\u0085", "\\ufeff", "\\uFFFF", "\\u0301", "e\\u0301", "\\/", "\\b", "\\a", "\\x41",
    "\\u12", "\\U0001F600", "\\'", "\\u{61}", "\\", "\\u 061", "\\u+061", "\\u-061", "\\uＡ061",
)  # fmt: skip


class Change(NamedTuple):
    """A change that was made: `kind` names it in counts, `place` says where."""

    kind: str
    place: str


def raw(text: str) -> str:
    """Return the mark that `encoded` replaces by `text`, outside any quotes."""
    return f"{_OPEN}{text}{_CLOSE}"


def escaped(text: str) -> str:
    """Return the mark of a JSON string that is written as `text`, between quotes."""
    return raw(f"\x02{text}\x02")


def encoded(tree: Any) -> bytes:
    """Write a tree as compact JSON with what its marks stand for."""
    text = dumps(tree)

    def spoken(match: re.Match[str]) -> str:
        marked: str = json.loads(f'"{match[1]}"')
        return marked.replace("\x02", '"')

    return _MARKED.sub(spoken, text).replace(_AGAIN, "").encode("utf-8", "surrogatepass")


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value in a tree, but of the tree itself."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    found = []
    for name, value in inner:
        found += [(*path, name), *places(value, (*path, name))]
    return found


def changed(draw: Random, tree: Any, under: tuple[Any, ...] = ()) -> tuple[Any, Change]:
    """Return a copy of a tree with one value changed, somewhere below the path `under`."""
    tree = deepcopy(tree)
    below = [path for path in places(tree) if path[: len(under)] == under and len(path) > len(under)] or [
        under
    ]
    path = draw.choice(below)
    holder = tree
    for name in path[:-1]:
        holder = holder[name]
    name = path[-1]
    kind = "value"
    if isinstance(holder, dict) and draw.random() < 0.35:
        kind = _change_fields(draw, holder, name)
    elif isinstance(holder, list) and draw.random() < 0.5:
        kind = _change_order(draw, holder, name)
    else:
        kind, holder[name] = odd(draw, holder[name])
    return tree, Change(kind, ".".join("#" if isinstance(one, int) else one for one in path))


def _change_fields(draw: Random, holder: dict[str, Any], name: str) -> str:
    kind = draw.choice(("field gone", "field more", "field twice", "field renamed", "fields reordered"))
    if kind == "field gone":
        del holder[name]
    elif kind == "field more":
        holder[
            draw.choice(
                (
                    "more",
                    "id",
                    "name",
                    "keys",
                    "__proto__",
                    "enclosed",
                    "expires",
                    "constructor",
                    "carried",
                    "unicode",
                )
            )
        ] = draw.choice((None, 1, "x", [], {}))
    elif kind == "field twice":
        pairs = list(holder.items())
        at = draw.randrange(len(pairs) + 1)
        pairs.insert(at, (name + _AGAIN, draw.choice((holder[name], None, "x", 1))))
        holder.clear()
        holder.update(pairs)
    elif kind == "field renamed":
        holder[draw.choice((name.upper(), name + " ", name + "\0", "\ufeff" + name, ""))] = holder.pop(name)
    else:
        pairs = list(holder.items())
        draw.shuffle(pairs)
        holder.clear()
        holder.update(pairs)
    return kind


def _change_order(draw: Random, holder: list[Any], at: int) -> str:
    kind = draw.choice(("part gone", "part twice", "part more", "parts reordered"))
    if kind == "part gone":
        del holder[at]
    elif kind == "part twice":
        holder.insert(draw.randrange(len(holder) + 1), deepcopy(holder[at]))
    elif kind == "part more":
        holder.insert(draw.randrange(len(holder) + 1), draw.choice((None, 1, "", "x", [], {}, True)))
    else:
        draw.shuffle(holder)
    return kind


def odd(draw: Random, value: Any) -> tuple[str, Any]:
    """Return an odd value in place of another, and its kind."""
    if isinstance(value, str) and draw.random() < 0.6:
        return _odd_text(draw, value)
    kind = draw.choice(("type", "type", "number", "wrapped", "depth"))
    if kind == "type":
        return kind, draw.choice(
            (None, True, False, 0, 1, -1, 2, "", "x", "0", [], {}, [value], {"x": value}, "null", [[]])
        )
    if kind == "number":
        return kind, raw(draw.choice(NUMBERS))
    if kind == "wrapped":
        return kind, draw.choice(([value], {"": value}, [value, value], str(value)))
    depth = draw.choice((1, 3, 4, 5, 6, 7, 8, 9, 20, 300, 3000))
    return kind, raw("[" * depth + "]" * depth) if draw.random() < 0.5 else raw(
        '{"a":' * depth + "1" + "}" * depth
    )


def _odd_text(draw: Random, text: str) -> tuple[str, Any]:
    if re.match(r"[0-9]{4}-[0-9]{2}", text):
        return "instant", draw.choice(INSTANTS)
    if text.startswith("ssh-ed25519 ") and draw.random() < 0.7:
        return "key line", key_line(draw, text)
    if re.fullmatch("[0-9a-f]{32,64}", text) and draw.random() < 0.5:
        return "hash", draw.choice(
            (text.upper(), text[:-1], text + "0", text + "\n", "0" * len(text), " " + text, text[::-1])
        )
    if text.startswith("SHA256:") and draw.random() < 0.5:
        return "fingerprint", draw.choice(
            (text.replace("/", "_"), text.replace("+", "-"), text[7:], text.lower(), text + "=")
        )
    at = draw.choice((0, len(text), draw.randrange(len(text) + 1)))
    if draw.random() < 0.3:
        inner = dumps(text)[1:-1]
        at = draw.choice((0, len(inner)))
        return "escape", escaped(inner[:at] + draw.choice(ESCAPES) + inner[at:])
    if draw.random() < 0.4:
        letter = draw.choice((*SEPARATORS, *SEPARATORS, "x"))
        return "blank", draw.choice((text[:at] + letter + text[at:], letter, letter * 3))
    letter = draw.choice(LETTERS)
    return "letter", draw.choice(
        (text[:at] + letter + text[at:], letter, text * 2, text.upper(), text[:-1], text * 300)
    )


def key_line(draw: Random, text: str) -> str:
    """Return the line of a public key with other separators, signs around it, or spelling."""
    kind, _, blob = text.partition(" ")
    parts = [draw.choice(SEPARATORS) if draw.random() < 0.2 else "", kind, draw.choice(SEPARATORS), blob]
    parts += [
        draw.choice(SEPARATORS) if draw.random() < 0.3 else "",
        draw.choice(("", "", "comment", "x y", blob, "é")),
    ]
    line = "".join(parts)
    spelled = (
        line,
        line,
        line,
        line.replace("=", ""),
        line.lower(),
        line.replace("ssh-", "SSH-"),
        line[:-1],
        line + "=",
    )
    spelled += (
        line.replace("+", "-").replace("/", "_"),
        line.replace("AAAA", "AA AA"),
        line.replace("AAAA", "AA\nAA"),
    )
    spelled += (
        line[: len(kind) + 4] + draw.choice("!.-\u00e9") + line[len(kind) + 4 :],
        f"{kind} {blob[:-1]}/",
    )
    return draw.choice(spelled)


def written(draw: Random, data: bytes) -> tuple[bytes, Change]:
    """Return JSON text written differently: blanks, marks, what stands around it; mostly the same value."""
    kind = draw.choice(
        ("blank in text", "byte order mark", "tail", "head", "bytes", "cut", "closing", "long")
    )
    outside = [
        n for n in range(1, len(data)) if data[n : n + 1] in b',:{}[]"' and data[:n].count(b'"') % 2 == 0
    ]
    at = draw.choice(outside) if outside else 0
    if kind == "blank in text":
        data = data[:at] + draw.choice(SEPARATORS).encode().replace(b"\n", b"\r") + data[at:]
    elif kind == "byte order mark":
        data = draw.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) + data
    elif kind in {"head", "tail"}:
        more = draw.choice(
            (
                b" ",
                b"\t",
                b"\r",
                b"\x0c",
                b"{}",
                b"[]",
                b",",
                b"x",
                b"\xc2\xa0",
                b"//",
                b"/**/",
                b"#",
                b"\0",
                b"}",
            )
        )
        data = more + data if kind == "head" else data + more
    elif kind == "bytes":
        wrong = (
            b"\xff",
            b"\xc0\x80",
            b"\xed\xa0\x80",
            b"\xed\xb0\x80",
            b"\xf4\x90\x80\x80",
            b"\xc3",
            b"\0",
            b"\x1f",
            b"\x7f",
            b"\xe2\x82",
        )
        at = draw.randrange(len(data))
        data = data[:at] + draw.choice(wrong) + data[at + draw.randrange(2) :]
    elif kind == "cut":
        data = data[: draw.randrange(len(data))]
    elif kind == "closing":
        data = data[:-1] + draw.choice((b",}", b"]", b"", b"}}", b',"":0}', b',"":[]}', b" }"))
    else:
        data += b" " * (draw.choice((65535, 65536, 65537, 70000)) - len(data))
    return data, Change(kind, "text")
