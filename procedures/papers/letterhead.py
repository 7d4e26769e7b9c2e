"""Makes what stands around a paper: issuing body, number, place and date, legal bases, who signs.

Layout by Decree 30/2020/ND-CP, annex I.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from procedures.papers.official_style import (
    COMMITTEE,
    cited,
    day_in_words,
    full_name,
    full_unit_name,
    place_of,
    signing_office,
)
from procedures.papers.sentences import phrase
from procedures.paths import DATA
from procedures.services.paper_data import PaperData
from procedures.storage.rows import Document, Unit
from procedures.wording.terminal_text import one_line

_NAMED_KIND = re.compile(r"^(?:Nghị định|Nghị quyết|Thông tư) (?:số )?")
_LEGAL_BASES = DATA / "legal-bases.toml"
# The first words of a signer's name that is an office and no name.
_OFFICES = ("Chủ tịch", "Phó Chủ tịch", "Giám đốc", "Phó Giám đốc", "Chánh", "Trưởng", "Bộ trưởng")


def letterhead(unit: Unit | None, above: Unit | None, sign: str, paper: Document | None) -> dict[str, Any]:
    """Return the fields of a letterhead; `sign` is the end of the number: "TTr", "QĐ-UBND".

    `above` (a list of lines) is empty for a People's Committee, which stands alone (Decree 30, annex
    I). Number and date are those of `paper`; without one they stay open for a pen.
    """
    name = full_unit_name(unit)
    over = full_unit_name(above) if above != unit else ""
    place = place_of(over or name)
    dated = day_in_words(paper.date if paper else "")
    return {
        "above": [] if name.startswith(COMMITTEE) else _lines(over),
        "body": _lines(name),
        "number": one_line(paper.number) if paper else f"         /{sign}",
        "place": place,
        "dated": dated,
        "place_date": f"{place}, {dated}" if place else dated,
    }


def bases_of(data: PaperData, kind: str) -> list[str]:
    """Return the legal bases in force on the day of a paper, then the programme's own sources.

    `kind` is "submission" or "decision".
    """
    day = dt.date.fromisoformat(data.source.day)
    actions = {action["kind"] for row in data.listed for action in json.loads(row.cut.proposal.actions)}
    fitting = [basis for basis in legal_bases() if basis.get("action") in {None, *actions}]
    general = [
        basis["text"]
        for basis in fitting
        if kind in basis["papers"] and basis["from"] <= day <= basis.get("until", dt.date.max)
    ]
    # A resolution that not every paper names stays a source of the programme where it is one.
    named = " ".join(
        basis["source"] for basis in legal_bases() if "action" not in basis or basis["text"] in general
    )
    own = [
        cited_line(source)
        for source in data.sheet.text["sources"]
        if _NAMED_KIND.sub("", source["document"]) not in named
    ]
    return general + own


@cache
def legal_bases() -> Sequence[Mapping[str, Any]]:
    """Return the legal bases that papers name: `text`, `source`, `papers`, the dates `from` and `until`.

    One with `action` is named only where a proposal has an action of that kind.
    """
    with _LEGAL_BASES.open("rb") as file:
        return tuple(tomllib.load(file)["basis"])


def cited_line(source: Mapping[str, str]) -> str:
    """Return a source of a programme as a paper cites it, on one line."""
    return one_line(cited(source["document"], source["date"], source["title"]))


def attachment(data: PaperData) -> str:
    """Return "Kèm theo Quyết định số ..." where all that is listed came by one paper; "" elsewhere.

    The decision is looked for first, then the submission.
    """
    for slot in ("decision", "submission"):
        papers = [row.paper(slot) for row in data.listed]
        found = {(paper.number, paper.date, paper.body) for paper in papers if paper}
        if len(found) != 1 or None in papers:
            continue
        number, date, body = next(iter(found))
        if data.request.number in {"", number}:
            return phrase(
                "attached",
                paper=phrase(slot),
                number=one_line(number),
                dated=day_in_words(date),
                body=full_name(one_line(body)),
            )
    return ""


def requests_of(data: PaperData) -> list[str]:
    """Return the submissions that a decision answers: "Sở Tư pháp tại Tờ trình số ... ngày ..."."""
    found = {}
    for row in data.listed:
        paper = row.paper("submission")
        if paper is not None:
            body = full_name(one_line(paper.body)) or full_unit_name(row.unit)
            dated = day_in_words(paper.date)
            found[paper.number, body] = phrase(
                "requested", body=body, number=one_line(paper.number), dated=dated
            )
    return list(found.values())


def addressed(unit: Unit) -> str:
    """Return the head of a unit as a decision addresses them: "Giám đốc Sở Tư pháp"."""
    name = full_unit_name(unit)
    _on_behalf, title = signing_office(name)
    return f"{title.capitalize()} {name}"


def signer_name(paper: Document | None) -> str:
    """Return the name of who signed; a bare office ("Chủ tịch") is no name and stays open for a pen."""
    signer = paper.signer if paper else ""
    return "" if signer.startswith(_OFFICES) else one_line(signer)


def _lines(name: str) -> list[str]:
    """Return a name in capitals; a People's Committee on two lines, as letterheads have it."""
    rest = name.removeprefix(COMMITTEE).strip()
    parts = [COMMITTEE, rest] if name.startswith(COMMITTEE) else [name]
    return [part.upper() for part in parts if part]
