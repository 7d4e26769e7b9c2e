"""Walks one XML part with expat, within limits of depth, names, attributes and length.

Expat itself has no limit on nesting, on distinct names (it keeps each until its end) or on the size of
one tag: 64 MB written for the purpose would take gigabytes of memory. README.md has measurements.
"""

import codecs
from collections.abc import Callable
from typing import NamedTuple
from xml.parsers import expat

from procedures.spreadsheets.problems import Unreadable

MAX_DEPTH = 64
"""Elements inside each other."""
MAX_NAMES = 2_000
"""Distinct element and attribute names in a part; files by Excel have some hundreds."""
MAX_ATTRIBUTES = 64
"""Attributes of one element."""
MAX_RUN = 2**18
"""Bytes from one < to the next: a tag and a text (a cell in Excel: at most 32,767 characters)."""

Attributes = dict[str, str]
"""Attributes of an element by name, with the prefix of the file."""


class Visitor(NamedTuple):
    """The functions to call on each event; element names come without prefix, as in calamine."""

    start: Callable[[str, Attributes], None]
    end: Callable[[str], None]
    text: Callable[[str], None]
    cdata: Callable[[], None]


def ignore(*_: object) -> None:
    """Do nothing: the handler of an event that a visitor does not need."""


IGNORE = Visitor(ignore, ignore, ignore, ignore)


def walk(part: str, data: bytes, visitor: Visitor = IGNORE) -> None:
    """Call the visitor for each element and each text of a part; `part` is its name, for messages.

    Raises Unreadable: dtd; damaged (not well-formed UTF-8 XML, or past a limit above).
    """
    _refuse_long_runs(part, data)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # expat follows the mark in spite of the encoding given below; calamine would not.
        raise Unreadable(code="damaged", part=part)
    names: dict[str, str] = {}
    # Overrides the part's own declaration: calamine reads only UTF-8.
    parser = expat.ParserCreate("UTF-8", None, names)
    depth = 0
    opened, closed = visitor.start, visitor.end

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH or len(attributes) > MAX_ATTRIBUTES or len(names) > MAX_NAMES:
            raise Unreadable(code="damaged", part=part)
        # Written out here and below: a further call would be made millions of times.
        opened(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        closed(name.rpartition(":")[2] if ":" in name else name)

    def doctype(*_: object) -> None:
        raise Unreadable(code="dtd", part=part)

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    if visitor.text is not ignore:
        parser.CharacterDataHandler = visitor.text
    if visitor.cdata is not ignore:
        parser.StartCdataSectionHandler = visitor.cdata
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position
    except expat.ExpatError as error:
        raise Unreadable(code="damaged", part=part) from error


def _refuse_long_runs(part: str, data: bytes) -> None:
    place = 0
    while len(data) - place > MAX_RUN:
        place = data.rfind(b"<", place + 1, place + MAX_RUN + 1)
        if place < 0:
            raise Unreadable(code="damaged", part=part)
