"""A toy: a library lends books. It proves that `workflow` knows nothing of its first user."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from sqlmodel import SQLModel

from workflow import domain
from workflow.definition import Act, Definition, Exclusion, State
from workflow.identity import people, people_rules
from workflow.identity.people import acts_on_people
from workflow.storage.sql_tables import STRICT_TABLE, bigint_column, compile_schema, text_column


class Book(NamedTuple):
    id: str
    title: str
    times: int


class BookTable(SQLModel, table=True):
    __tablename__ = "book"
    __table_args__ = (STRICT_TABLE,)
    id: str = text_column(primary_key=True)
    title: str = text_column()
    times: int = bigint_column()


def _not_worn(q):
    book = q.rows.get(Book, q.key)
    if book and book.times >= 2:
        yield q.refuse("worn-out", times=book.times)


def _apply(fact, rows):
    if fact.act == "acquire":
        rows.put(Book(fact.key, fact.body["title"], 0))
    if fact.act == "lend":
        book = rows.get(Book, fact.key)
        rows.put(book._replace(times=book.times + 1))


DEFINITION = Definition(
    name="library",
    kind="book",
    states=(State("shelved", initial=True), State("lent"), State("sold", final=True)),
    acts=(
        Act("acquire", "book", ("librarian",), dest="shelved", opens=True),
        Act("lend", "book", ("reader",), ("shelved",), "lent", new_round=True, guards=("not-worn",)),
        Act("return", "book", ("reader",), ("lent",), "shelved"),
        Act(
            "sell",
            "book",
            ("librarian",),
            ("shelved", "lent"),
            "sold",
            reason_required=True,
            distinct_from=("lend",),
        ),
        *acts_on_people("librarian", ("librarian", "reader")),
    ),
    roles=("librarian", "reader"),
    steward="librarian",
    exclusions=(Exclusion("librarian", "reader"),),
)

NEWER = replace(DEFINITION, name="library-2")  # released after DEFINITION
DOMAIN = domain.Domain(
    definition=DEFINITION,
    definitions=dict.fromkeys((DEFINITION.digest, NEWER.digest), frozenset({"1"})),
    version="1",
    rules={
        "1": domain.Rules(
            {**people_rules.GUARDS, "not-worn": _not_worn},
            lambda act, _common, body: (
                () if act != "acquire" or isinstance(body.get("title"), str) else ("title",)
            ),
        )
    },
    keys={**people.ENGINE_KEYS, Book: 1},
    home=lambda _subject, _body, _rows: "*",
    path=lambda scope, _rows: ("*",) if scope == "*" else (scope, "*"),
    apply=_apply,
)


def texts():
    """The compiled schema; the table class is called BookTable only because Book is the row."""
    made = compile_schema("sqlite", (BookTable,))
    return made._replace(tables=tuple(t._replace(row="Book") if t.name == "book" else t for t in made.tables))
