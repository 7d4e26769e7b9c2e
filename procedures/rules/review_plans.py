"""Names how a procedure on a review plan is ticked off (Decree 63/2010/NĐ-CP Art. 30)."""

from __future__ import annotations

# `Planned.done` of a line that is no longer open: reviewed and kept, proposed for reduction, struck.
REVIEW_KEPT, REVIEW_PROPOSED, REVIEW_STRUCK = REVIEW_ENDS = ("reviewed", "proposed", "struck")
