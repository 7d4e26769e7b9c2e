"""The interface of a domain to the engine: its definition, rules by version, rows and projection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from workflow.decision import Guard
from workflow.definition import Definition, definition_digest
from workflow.journal.entries import Fact
from workflow.journal.intents import Intent
from workflow.journal.strict_json import Json
from workflow.storage.rows import Reader, Rows


class Rules(NamedTuple):
    """One version of the rules: guards by name, a check of a body's fields, and the acts of one item.

    `misshapen` (act, common body, body) gives the names of wrong fields. `alone` names acts whose guards look
    at other subjects: the second of two items would be judged without the first.
    """

    guards: Mapping[str, Guard]
    misshapen: Callable[[str, Json, Json], tuple[str, ...]]
    alone: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Domain:
    """The domain that the engine runs.

    `definitions`, in the order of their release: SHA-256 (64 hex digits) of the text of each lawful
    definition -> the versions of the rules that an act under it may name. No other definition is lawful,
    however it came into a journal, and none gives way to one that was released before it. `rules` by
    version: `version` is the one of today, the others are for entries that name them. `keys`: the number of
    key columns of each row class. `home` gives the scope of a subject (its body helps where it does not exist
    yet), `path` a scope and everything above it, ending in "*". `apply` is the projection; `needs` names rows
    to read ahead in bulk (speed only). `published_keys`: fingerprints of keys that everybody has.
    """

    definition: Definition
    definitions: Mapping[str, frozenset[str]]
    version: str
    rules: Mapping[str, Rules]
    keys: dict[type[Any], int]
    home: Callable[[str, Json, Reader], str | None]
    path: Callable[[str, Reader], tuple[str, ...]]
    apply: Callable[[Fact, Rows], None]
    published_keys: frozenset[str] = frozenset()
    needs: Callable[[Intent], Mapping[type[Any], list[tuple[str | int, ...]]]] = field(
        default=lambda _intent: {}
    )

    def also_lawful(self, text: str) -> Domain:
        """Return a domain to which the definition with this JSON text is lawful too, under all rules."""
        return replace(self, definitions={**self.definitions, definition_digest(text): frozenset(self.rules)})

    @property
    def guards(self) -> Mapping[str, Guard]:
        """Return the guards of the rules of today, by name."""
        return self.rules[self.version].guards
