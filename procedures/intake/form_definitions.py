"""Defines the forms that departments fill in, from `data/forms.toml`: their columns, and what each holds.

The form of a sheet is recognised by its titles: in any order, in one row or two, with or without marks.
"""

import tomllib
from functools import cache
from typing import Any, NamedTuple

from procedures.paths import DATA

CODE, TEXT, WORDS, LINES, AMOUNT, WHOLE, EXACT, LIMIT, LEVELS, DATE, CHOICE = COLUMN_KINDS = (
    "code",
    "text",
    "words",
    "lines",
    "amount",
    "whole",
    "exact",
    "limit",
    "levels",
    "date",
    "choice",
)
HOURS = "hour"
FORM_NAMES = ("inventory", "costs", "proposals", "review")
_FILE = DATA / "forms.toml"


class FormColumn(NamedTuple):
    """One column of a form."""

    key: str
    """Stable name of the column within its form."""
    titles: tuple[str, ...]
    """Titles by which it is recognised; the first is written into the template."""
    kind: str
    """One of `COLUMN_KINDS`."""
    note: str
    """Explanation in Vietnamese for the person who fills in the form, without a full stop."""
    needed: bool
    """A sheet is of this form only if it has the column."""
    filled: bool
    """An empty cell is a problem."""
    choices: tuple[tuple[str, str], ...]
    """(Vietnamese word, stable name): a cell may hold either, in any case, with or without marks."""
    also: tuple[tuple[str, str], ...] = ()
    """Further words that a cell may hold, as in `choices`; the template does not offer them."""
    unknown: bool = False
    """A cell may say that its figure is not known (C8)."""
    unit: str = ""
    """The unit of its figures where titles may name another one: `HOURS`; "" is none."""


class Form(NamedTuple):
    """One form."""

    name: str
    """One of `FORM_NAMES`."""
    title: str
    """Vietnamese title, the name of the template's sheet."""
    columns: tuple[FormColumn, ...]
    examples: tuple[dict[str, str], ...]
    """Example rows of the template: key of a column -> text of the cell."""

    @property
    def by_key(self) -> dict[str, FormColumn]:
        """The columns by key."""
        return {column.key: column for column in self.columns}


@cache
def forms() -> tuple[Form, ...]:
    """Return every form, in the order of `FORM_NAMES`."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Form(one["name"], one["title"], tuple(map(_column, one["column"])), tuple(one["example"]))
        for one in data["form"]
    )


def _column(one: dict[str, Any]) -> FormColumn:
    return FormColumn(
        one["key"],
        tuple(one["titles"]),
        one["kind"],
        one["note"],
        one.get("needed", False),
        one.get("filled", False),
        tuple((word, name) for word, name in one.get("choices", ())),
        tuple((word, name) for word, name in one.get("also", ())),
        one.get("unknown", False),
        one.get("unit", ""),
    )
