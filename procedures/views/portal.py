"""What the portal shows of implemented cuts, as data: the page, and a flat list of parts."""

from __future__ import annotations

from typing import Any

from procedures.rules.portal.answers import PORTAL_ANSWERS, ActionSeen
from procedures.services.verdict.portal import PortalCut, PortalFigures
from procedures.services.verdict.portal_listing import PortalListing
from procedures.views.listing import Listing, ListingCell

_KEYS = (
    "code", "unit", "answer", "action", "content", "action_answer", "why", "part", "before", "after",
    "described_before", "described_now", "name",
)  # fmt: skip


def portal_page(listed: PortalListing) -> dict[str, Any]:
    """Return each implemented cut with its answer, actions and parts, and the numbers by answer."""
    return {
        "programme": listed.sheet.programme.id,
        "as_of": listed.sheet.day,
        "position": listed.sheet.position,
        "counts": {
            answer: sum(cut.seen.answer == answer for cut in listed.cuts) for answer in PORTAL_ANSWERS
        },
        "cuts": [_cut_data(cut) for cut in listed.cuts],
    }


def portal_list(listed: PortalListing) -> Listing:
    """Return one row for each part of each action; an action without a part has a row of its own."""
    rows: list[tuple[ListingCell, ...]] = []
    for cut in listed.cuts:
        for action in cut.seen.actions:
            told = [(part.why, part.part, part.before, part.after) for part in action.parts]
            rows += [
                (
                    cut.code, cut.unit, cut.seen.answer, action.kind, action.content, action.answer,
                    *words, cut.before, cut.after, cut.name,
                )
                for words in told or [(action.why, "", "", "")]
            ]  # fmt: skip
    terms = {"answer": "portal", "action_answer": "portal", "action": "action", "why": "portal-why"}
    return Listing("portal", _KEYS, rows, terms, frozenset({"described_before", "described_now"}))


def portal_figures_data(figures: PortalFigures) -> dict[str, int]:
    """Return the numbers of a unit by answer."""
    return dict(zip(PORTAL_ANSWERS, figures, strict=True))


def _cut_data(cut: PortalCut) -> dict[str, Any]:
    return {
        "code": cut.code,
        "name": cut.name,
        "unit": cut.unit,
        "round": cut.round,
        "kind": cut.kind,
        "in_force": cut.in_force,
        "described_before": cut.before,
        "described_now": cut.after,
        "answer": cut.seen.answer,
        "actions": [_action_data(action) for action in cut.seen.actions],
    }


def _action_data(action: ActionSeen) -> dict[str, Any]:
    return {
        "kind": action.kind,
        "content": action.content,
        "answer": action.answer,
        "why": action.why,
        "parts": [part._asdict() for part in action.parts],
    }
