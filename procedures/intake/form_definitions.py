"""The workbooks that departments fill in: `data/forms.toml` says which columns, and what each holds.

A sheet's kind is found by its headers, in any order, in one row or two, with or without marks.
"""

import tomllib
from functools import cache
from typing import Any, NamedTuple

from procedures.paths import DATA

CODE, TEXT, WORDS, LINES, AMOUNT, EXACT, DATE, CHOICE = KINDS = (
    "code",
    "text",
    "words",
    "lines",
    "amount",
    "exact",
    "date",
    "choice",
)
NAMES = ("inventory", "costs", "proposals", "review")
_FILE = DATA / "forms.toml"


class Column(NamedTuple):
    """One column. `needed`: the kind is recognised by it. `filled`: an empty cell is an error."""

    key: str
    titles: tuple[str, ...]
    kind: str
    note: str
    needed: bool
    filled: bool
    choices: tuple[tuple[str, str], ...]
    """(Vietnamese word, stable name): both are taken, in any case, with or without marks."""


class Form(NamedTuple):
    """One kind of sheet, with the example rows of its template."""

    name: str
    title: str
    columns: tuple[Column, ...]
    examples: tuple[dict[str, str], ...]

    @property
    def by_key(self) -> dict[str, Column]:
        """Columns by their key."""
        return {column.key: column for column in self.columns}


@cache
def forms() -> tuple[Form, ...]:
    """Every kind, in the order of `NAMES`."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Form(one["name"], one["title"], tuple(map(_column, one["column"])), tuple(one["example"]))
        for one in data["form"]
    )


def _column(one: dict[str, Any]) -> Column:
    return Column(
        one["key"],
        tuple(one["titles"]),
        one["kind"],
        one["note"],
        one.get("needed", False),
        one.get("filled", False),
        tuple((word, name) for word, name in one.get("choices", ())),
    )
