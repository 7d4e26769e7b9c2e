"""A small writer of .xls (BIFF8 in an OLE container), for tests: nothing in the project writes it."""

from __future__ import annotations

import struct
from typing import NamedTuple

LONGEST = 8224  # bytes of a record; what is longer goes on in CONTINUE
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


class Formula(NamedTuple):
    shown: object


def record(kind, body=b""):
    """One record."""
    return struct.pack("<HH", kind, len(body)) + body


def begin(kind, version=0x0600):
    """A BOF: 5 for the book, 16 for a worksheet, 32 for a chart."""
    return record(0x0809, struct.pack("<HHHHII", version, kind, 0, 1997, 0, 6))


def letters(text):
    """Flags and letters: one byte each where they fit."""
    try:
        return 0, text.encode("latin-1")
    except UnicodeEncodeError:
        return 1, text.encode("utf-16-le")


def short(text):
    """A text with its length in one byte."""
    flags, raw = letters(text)
    return bytes((len(text), flags)) + raw


def strings(texts, longest=LONGEST):
    """The table of shared strings, cut into records of at most `longest` bytes."""
    pieces = [bytearray(struct.pack("<II", len(texts), len(texts)))]
    for text in texts:
        flags, raw = letters(text)
        head = struct.pack("<HB", len(text), flags)
        if len(pieces[-1]) + len(head) > longest:
            pieces.append(bytearray())
        pieces[-1] += head
        size = 1 + flags
        while raw:
            room = (longest - len(pieces[-1])) // size * size
            if room <= 0:
                pieces.append(bytearray((flags,)))
                continue
            pieces[-1] += raw[:room]
            raw = raw[room:]
    first, *more = pieces
    return record(0x00FC, first) + b"".join(record(0x003C, piece) for piece in more)


def cell(row, column, value, style, places):
    """The records of one cell."""
    where = struct.pack("<HHH", row, column, style)
    if isinstance(value, Formula):
        if isinstance(value.shown, str):
            flags, raw = letters(value.shown)
            told = struct.pack("<HB", len(value.shown), flags) + raw
            head = where + b"\0" * 6 + b"\xff\xff" + bytes(6) + struct.pack("<H", 0)
            return record(0x0006, head) + record(0x0207, told)
        return record(0x0006, where + struct.pack("<d", value.shown) + bytes(8))
    if value is True or value is False:
        return record(0x0205, where + bytes((value, 0)))
    if isinstance(value, Exception):
        return record(0x0205, where + bytes((0x2A, 1)))  # #N/A
    if isinstance(value, int | float):
        return record(0x0203, where + struct.pack("<d", value))
    return record(0x00FD, where + struct.pack("<I", places[value]))


def book(sheets, fonts=("Arial",), *, longest=LONGEST, extra=b"", hidden=(), kinds=()):
    """A workbook stream of (name, rows); a cell may be (value, number of its font).

    Style 0 is plain, style 1 a date; style 2 + n is in font n.
    """
    plain = [
        (n, r, c, *(value if isinstance(value, tuple) and not isinstance(value, Formula) else (value, None)))
        for n, (_, rows) in enumerate(sheets)
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
    ]
    texts = list(dict.fromkeys(v for *_, v, _ in plain if isinstance(v, str) and v))
    places = {text: number for number, text in enumerate(texts)}
    head = begin(5) + record(0x0042, struct.pack("<H", 1200)) + extra
    for number, name in enumerate(fonts):
        if number == 4:
            continue  # there is no font 4
        head += record(0x0031, struct.pack("<HHHHHBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0) + short(name))
    for font, form in [(0, 0), (0, 14), *((number, 0) for number in range(len(fonts)))]:
        head += record(0x00E0, struct.pack("<HH", font, form) + bytes(16))
    table = strings(texts, longest) + record(0x000A)
    listed = sum(12 + len(short(name)) - 2 for name, _ in sheets)
    place = len(head) + listed + len(table)
    bodies = []
    for n, (_, rows) in enumerate(sheets):
        body = bytearray(begin(16) + record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, 256, 0)))
        for r in range(len(rows)):
            unseen = 0x20 if r in hidden else 0
            body += record(0x0208, struct.pack("<HHHHHHHH", r, 0, 256, 255, 0, 0, 0x100 | unseen, 15))
        for where, r, c, value, font in plain:
            if where == n and value != "":
                style = 0 if font is None else 2 + font
                body += cell(r, c, value, style, places)
        bodies.append(body + record(0x000A))
    for n, (name, _) in enumerate(sheets):
        kind = kinds[n] if n < len(kinds) else 0
        head += record(0x0085, struct.pack("<IBB", place, 0, kind) + short(name))
        place += len(bodies[n])
    return head + table + b"".join(bodies)


def container(streams, folders=()):
    """An OLE container of named streams, each at least 4,096 bytes long; folders are empty."""
    sectors, table, entries = b"", [], []
    for name, stream in streams.items():
        stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
        first, count = len(table), len(stream) // 512
        sectors += stream
        table += [*range(first + 1, first + count), END]
        entries.append((name, 2, first, len(stream)))
    entries = [("Root Entry", 5, END, 0), *entries, *((name, 1, 0, 0) for name in folders)]
    directory = b""
    for number, (name, kind, start, size) in enumerate(entries):
        raw = name.encode("utf-16-le")
        after = number + 1 if 0 < number < len(entries) - 1 else FREE
        links = (FREE, FREE, 1) if kind == 5 else (FREE, after, FREE)
        directory += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, *links)
        directory += bytes(36) + struct.pack("<IQ", start, size)
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    place, count = len(table), len(directory) // 512
    sectors += directory
    table += [*range(place + 1, place + count), END]
    tables = 1
    while tables * 128 < len(table) + tables:
        tables += 1
    listed = list(range(len(table), len(table) + tables))
    table += [TABLE] * tables
    table += [FREE] * (tables * 128 - len(table))
    header = OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, place, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *listed, *[FREE] * (109 - tables))
    return header + sectors + struct.pack(f"<{len(table)}I", *table)


def old_excel(*sheets, **more):
    """The bytes of an .xls with these sheets."""
    return container({"Workbook": book(sheets, **more)})
