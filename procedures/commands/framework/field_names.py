"""Spells fields of requests as options, so that an error names the option to give."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procedures.errors import BadInput

_REQUEST = "request."
_OPTIONS = {"person": "--as", "per_head": "--income"}  # the others are spelled like the field


def option_of(place: str) -> str:
    """Return the option for a field of the request (`request.as_of` is --as-of); other places as they are."""
    if not place.startswith(_REQUEST):
        return place
    field, space, rest = place.removeprefix(_REQUEST).partition(" ")
    return _OPTIONS.get(field, "--" + field.replace("_", "-")) + space + rest


def with_options(error: BadInput) -> BadInput:
    """Return the same error with options in place of the fields of the request."""
    from procedures.errors import BadInput

    problems = tuple(
        problem._replace(place=option_of(problem.place), value=option_of(problem.value))
        for problem in error.problems
    )
    spelled = BadInput(problems, error.source)
    spelled.__cause__ = error
    return spelled
