"""Finds the text of the register that keeps one of the program's own templates from printing a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from procedures.papers.paper import BrokenTemplate, OfficialPaper
from procedures.wording.terminal_text import one_line, truncate
from workflow.errors import WorkflowError

_Place = tuple[str | int, ...]
_SHOWN = 60


class UnprintableText(WorkflowError):
    """Says which text keeps a paper from being printed; nothing was written.

    `field` is its place in the fields of the paper, `procedure` a code or "–"; `why` is the reason in words.
    """

    def __init__(self, field: str, procedure: str, text: str, why: str) -> None:
        super().__init__("unprintable-text", field=field, procedure=procedure, text=text, why=why)


def with_culprit_named(paper: OfficialPaper, write: Callable[[OfficialPaper], bytes]) -> bytes:
    """Write a paper by the program's own template, which prints every text that it should.

    Raises UnprintableText: where it does not, naming the text by halving the texts that are printed.
    """
    try:
        return write(paper)
    except BrokenTemplate as error:
        why = dict(error.values)["why"]
        places = list(_texts(paper.fields, ()))
        while len(places) > 1:
            half = places[: len(places) // 2]
            places = half if _fails(paper, write, half) else places[len(half) :]
        if not places or not _fails(paper, write, places):
            raise UnprintableText("–", "–", "", why) from error
        place = places[0]
        text = truncate(one_line(str(_value(paper.fields, place))), _SHOWN)
        raise UnprintableText(".".join(map(str, place)), _code(paper.fields, place), text, why) from error


def _fails(paper: OfficialPaper, write: Callable[[OfficialPaper], bytes], kept: Sequence[_Place]) -> bool:
    """Return True where the paper cannot be printed with these texts alone."""
    try:
        write(paper._replace(fields=_blanked(paper.fields, (), frozenset(kept))))
    except BrokenTemplate:
        return True
    return False


def _texts(value: Any, place: _Place) -> Iterator[_Place]:
    if isinstance(value, str):
        yield place
    elif isinstance(value, dict):
        for name, inside in value.items():
            yield from _texts(inside, (*place, name))
    elif isinstance(value, list | tuple):
        for number, inside in enumerate(value):
            yield from _texts(inside, (*place, number))


def _blanked(value: Any, place: _Place, kept: frozenset[_Place]) -> Any:
    if isinstance(value, str):
        return value if place in kept else ""
    if isinstance(value, dict):
        return {name: _blanked(inside, (*place, name), kept) for name, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_blanked(inside, (*place, number), kept) for number, inside in enumerate(value)]
    return value


def _value(value: Any, place: _Place) -> Any:
    for step in place:
        value = value[step]
    return value


def _code(fields: Any, place: _Place) -> str:
    """Return the code of the procedure in whose fields a place lies; "–" where it lies in none."""
    for length in range(len(place), 0, -1):
        around = _value(fields, place[:length])
        if isinstance(around, dict) and isinstance(around.get("code"), str):
            return str(around["code"])
    return "–"
