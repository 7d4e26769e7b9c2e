"""Lists the implemented cuts of a programme with what the portal shows of them."""

from __future__ import annotations

from typing import NamedTuple

from procedures.rules.portal.answers import HALF, NOT_YET
from procedures.services.session import Session
from procedures.services.verdict.portal import PortalCut, portal_cuts
from procedures.services.verdict.sheet import VerdictSheet, members_of, verdict_sheet


class PortalListing(NamedTuple):
    """The implemented cuts of a sheet's units by code, each with its answer."""

    sheet: VerdictSheet
    cuts: tuple[PortalCut, ...]

    @property
    def waits(self) -> bool:
        """True where the portal does not show a cut, or shows it in part."""
        return any(cut.seen.answer in {HALF, NOT_YET} for cut in self.cuts)


def portal_listing(session: Session, programme: str = "", unit: str = "") -> PortalListing:
    """Return the implemented cuts of a sealed programme, of all units or of one with those beneath it.

    Raises what `verdict_sheet` and `portal_cuts` raise.
    """
    sheet = verdict_sheet(session, programme, unit, notes=False)
    with session.reading() as rows:
        members = members_of(session, rows, sheet, unit)
        cuts = portal_cuts(session, rows, members, sheet.text, sheet.day)
    return PortalListing(sheet, cuts)
