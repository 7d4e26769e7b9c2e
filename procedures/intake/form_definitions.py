"""The workbooks that departments fill in: `data/forms.toml` says which columns, and what each holds.

A sheet's kind is found by its headers, in any order, in one row or two, with or without marks.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

CODE, TEXT, WORDS, LINES, AMOUNT, EXACT, DATE, CHOICE = COLUMN_KINDS = (
    "code",
    "text",
    "words",
    "lines",
    "amount",
    "exact",
    "date",
    "choice",
)
FORM_NAMES = ("inventory", "costs", "proposals", "review")
_FILE = Path(__file__).parents[1] / "data" / "forms.toml"


class FormColumn(NamedTuple):
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
    columns: tuple[FormColumn, ...]
    examples: tuple[dict[str, str], ...]

    @property
    def by_key(self) -> dict[str, FormColumn]:
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


def _column(one: dict[str, Any]) -> FormColumn:
    return FormColumn(
        one["key"],
        tuple(one["titles"]),
        one["kind"],
        one["note"],
        one.get("needed", False),
        one.get("filled", False),
        tuple((word, name) for word, name in one.get("choices", ())),
    )
