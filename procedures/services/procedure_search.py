"""Finds procedures by words of their names, codes and descriptions, best first."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from functools import cache

from procedures.paths import DATA
from procedures.services.inventory import InventoryRow, list_procedures
from procedures.services.session import Session
from procedures.storage.rows import Description, Procedure
from procedures.vietnamese import fold

_SHOWN = 20  # hits of a search


def search_procedures(session: Session, words: str, unit: str = "") -> tuple[InventoryRow, ...]:
    """Return the procedures that words fit, best first; marks do not matter.

    First stand those whose name or code has every word, then the nearest by their whole descriptions, up to
    a screenful. A word of the name counts for more than one of the dossier, that for more than the rest. The
    ranking is FTS5's (BM25) over what is read from either database, so that both answer alike.

    Raises NotFound: when there is no such unit.
    """
    wanted = re.findall(r"[0-9a-z]+", fold(words))
    exact = list_procedures(session, unit=unit, words=words)
    if not wanted:
        return exact
    listed = {row.code: row for row in list_procedures(session, unit=unit)}
    with session.reading() as rows:
        described = {one.code: one for one in rows.scan(Description)}
        struck = {one.code for one in rows.scan(Procedure) if one.struck is not None}
    texts = (
        (row.code, fold(row.name), *_dossier_and_rest(described.get(row.code))) for row in listed.values()
    )
    ranked = _ranked(texts, wanted, len(listed))
    first = {row.code for row in exact}
    order = [code for code in ranked if code in first]
    order += [row.code for row in exact if row.code not in set(order)]
    others = [code for code in ranked if code not in first and code not in struck]
    order += others[: max(0, _SHOWN - len(order))]
    return tuple(listed[code] for code in order)


def _dossier_and_rest(held: Description | None) -> tuple[str, str]:
    if held is None:
        return "", ""
    body = json.loads(held.body)
    return fold(" ".join(f"{item['case']} {item['name']}" for item in body["items"])), held.folded


def _ranked(texts: Iterable[tuple[str, str, str, str]], wanted: list[str], most: int) -> list[str]:
    """Return the codes of the texts (code, name, dossier, rest) that have one of the words, best first."""
    import sqlite3  # a register on PostgreSQL needs it for this alone

    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE text USING fts5(code UNINDEXED, name, dossier, rest)")
        connection.executemany("INSERT INTO text VALUES (?, ?, ?, ?)", texts)
        query = " OR ".join(f'"{one}"' for one in _phrases(wanted))
        found = connection.execute(
            "SELECT code FROM text WHERE text MATCH ? ORDER BY bm25(text, 0, 20, 2, 0.5), code LIMIT ?",
            (query, most),
        )
        return [str(code) for (code,) in found]
    finally:
        connection.close()


def _phrases(words: list[str]) -> list[str]:
    """Return the words, and each two and three in a row: a Vietnamese word has several syllables.

    Beside everyday words stand the official ones; words that say nothing are left out where others remain.
    """
    empty, official = _everyday()
    telling = [word for word in words if word not in empty] or words
    runs = [telling[at : at + length] for length in (1, 2, 3) for at in range(len(telling) - length + 1)]
    said = f" {' '.join(words)} "
    meant = [name for spoken, names in official.items() if f" {spoken} " in said for name in names]
    return list(dict.fromkeys([*(" ".join(run) for run in runs), *meant]))


@cache
def _everyday() -> tuple[frozenset[str], dict[str, list[str]]]:
    """Return the words that say nothing, and everyday words with the official ones, folded."""
    raw = tomllib.loads((DATA / "search-words.toml").read_text("utf-8"))
    official = {fold(spoken): [fold(name) for name in names] for spoken, names in raw["official"].items()}
    return frozenset(map(fold, raw["empty"])), official
