"""Sentences of official papers: read from `procedures/data/papers/*.toml` and filled with a paper's fields.

Each sentence stands once, as data with its source; Word and PDF templates print what is filled here.
`shared.toml` explains the signs that a sentence may hold.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from procedures.paths import DATA

FOLDER = DATA / "papers"
SHARED = "shared"
_FIELD = re.compile(r"\{([\w.]+)\}")
_OPTIONAL = re.compile(r"\[(?:([\w.]+)\?)?([^\[\]]*)\]")


@cache
def paper_text(kind: str) -> Mapping[str, Any]:
    """Return one file of sentences: `kind` is "annex", "submission" ... or "shared".

    Raises FileNotFoundError for a kind without a file.
    """
    return tomllib.loads((FOLDER / f"{kind}.toml").read_text("utf-8"))


def phrase(name: str, **fields: Any) -> str:
    """Return a part of a sentence from the group `phrases` of the shared file, filled.

    Raises KeyError for a phrase or field that does not exist.
    """
    return fill(paper_text(SHARED)["phrases"][name], fields)


def paragraphs_of(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return every paragraph of a paper by name: text, or a list of texts.

    The groups that the paper uses come first, then its own. Raises KeyError for an unknown field.
    """
    text = paper_text(kind)
    groups = [*(paper_text(SHARED)[name] for name in text["uses"]), text["paragraphs"]]
    return {name: paragraph for group in groups for name, paragraph in filled_group(group, fields).items()}


def filled_group(group: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a group of sentences filled, without its `source`. Raises KeyError for an unknown field."""
    return {name: _filled(sentence, fields) for name, sentence in group.items() if name != "source"}


def fill(sentence: str, fields: Mapping[str, Any]) -> str:
    """Return a sentence with its fields in place; lists are joined with "; ".

    What users typed is put in last and never read for fields or brackets. Raises KeyError for a
    field that does not exist.
    """

    def optional(part: re.Match[str]) -> str:
        names = [*_FIELD.findall(part[2]), *([part[1]] if part[1] else [])]
        return part[2] if all(_value(fields, name) for name in names) else ""

    kept = _OPTIONAL.sub(optional, sentence)
    return _FIELD.sub(lambda field: _as_text(_value(fields, field[1])), kept)


def _filled(sentence: Any, fields: Mapping[str, Any]) -> Any:
    """Fill a sentence, a list of them, a group of them, or one that is repeated for each element."""
    if isinstance(sentence, str):
        return fill(sentence, fields)
    if isinstance(sentence, list):
        return [_filled(part, fields) for part in sentence]
    if "each" in sentence:
        return list(_repeated(sentence["each"], sentence["text"], fields))
    return filled_group(sentence, fields)


def _repeated(name: str, text: str | list[str], fields: Mapping[str, Any]) -> Iterator[str]:
    """Fill a text, or several, for every element of the list `name`."""
    for item in fields[name]:
        own = item if isinstance(item, Mapping) else {"item": item}
        for sentence in [text] if isinstance(text, str) else text:
            yield fill(sentence, {**fields, **own})


def _value(fields: Mapping[str, Any], name: str) -> Any:
    """Return a field by its name; a dot leads into a field: "totals.saving"."""
    value: Any = fields
    for part in name.split("."):
        value = value[part]
    return value


def _as_text(value: Any) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)
