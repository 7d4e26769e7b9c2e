"""Lists of codes for a programme's targets: what waits for one, what it may name, the act that gives it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from procedures.rules.baseline import may_be_listed
from procedures.rules.programme import as_it_stands, kinds_of
from procedures.services.programmes import find_programme
from procedures.services.session import Draft, Session
from procedures.storage.rows import AT_LEVELS, Programme, TargetList
from workflow.journal.strict_json import Json
from workflow.storage.rows import Reader


def waits_for_list(session: Session, id_: str) -> list[str]:
    """Return the measures of an adopted programme's targets that wait for a list, in their order.

    Raises NotFound: when the programme is not adopted.
    """
    programme = find_programme(session, id_)
    with session.reading() as rows:
        text, _lists = standing_text(rows, programme)
    return [aim["measure"] for aim in text["targets"] if aim["missing"]]


def standing_text(
    rows: Reader, programme: Programme
) -> tuple[dict[str, Any], dict[tuple[str, str], frozenset[str]]]:
    """Return a programme's text as verdicts read it (`as_it_stands`), and the lists given for its targets.

    The lists are codes by measure and `over` or `has` (`TargetList`); a target with levels is taken over
    those that were at them when the programme was sealed.
    """
    lists = {
        (given.measure, given.what): frozenset(json.loads(given.codes))
        for given in rows.scan(TargetList, programme=programme.id)
    }
    listed = {measure for measure, what in lists if what == "over"}
    for measure, what in [key for key in lists if key[1] == AT_LEVELS]:
        at_levels = lists.pop((measure, what))
        lists[measure, "over"] = at_levels & lists.get((measure, "over"), at_levels)
    return as_it_stands(json.loads(programme.text), programme.closed, listed), lists


def listable(session: Session, id_: str, measure: str, codes: Sequence[str]) -> list[str]:
    """Return those of the codes that a list for a target may name (`may_be_listed`), in their order.

    Raises NotFound: when the programme is not adopted.
    """
    programme = find_programme(session, id_)
    kinds = kinds_of(json.loads(programme.text), measure)
    with session.reading() as rows:
        return [code for code in codes if may_be_listed(rows, programme, kinds, code)]


def draft_list(
    session: Session, id_: str, measure: str, what: str, codes: Sequence[str], paper: Json | None = None
) -> Draft:
    """Draft the list of codes for a programme's target; `what` is over or has (`TargetList`).

    Raises NotFound: when the programme is not adopted. Raises what `Session.draft` raises.
    """
    find_programme(session, id_)
    body: Json = {"measure": measure, "what": what, "codes": list(dict.fromkeys(codes))}
    return session.draft(
        "programme.list", [(f"programme/{id_}", body | ({"document": paper} if paper else {}))]
    )
