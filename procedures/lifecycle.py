"""The life cycle of a procedure under review: THE definition. Pure data; read this first.

Legal frame: Decree 63/2010/NĐ-CP Art. 27 to 31 (review, proposal, approval, implementation),
Circular 02/2017/TT-VPCP chapter V. A proposal opens a round; separation of duties counts within it.
"""

from __future__ import annotations

from workflow.definition import Act, Definition, Exclusion, State
from workflow.identity.people import acts_on_people

DEPARTMENT = ("department",)
REVIEWER = ("reviewer",)
REGISTRAR = ("registrar",)
WRITERS = ("department", "reviewer", "registrar")  # an auditor writes nothing
ROLES = ("department", "reviewer", "auditor", "registrar")
KEEPERS = ("department", "registrar")  # who looks after the inventory

INVENTORIED, PROPOSED, APPROVED, IMPLEMENTED = STATES = ("inventoried", "proposed", "approved", "implemented")


def _case(
    name: str,
    roles: tuple[str, ...],
    source: str,
    dest: str | None = None,
    *,
    guards: tuple[str, ...] = (),
    reason: bool = False,
    distinct_from: tuple[str, ...] = (),
    new_round: bool = False,
) -> Act:
    return Act(
        name,
        "procedure",
        roles,
        (source,),
        dest,
        guards=guards,
        reason_required=reason,
        distinct_from=distinct_from,
        new_round=new_round,
    )


def _fact(name: str, roles: tuple[str, ...], *guards: str, reason: bool = False) -> Act:
    return Act(name, name.partition(".")[0], roles, guards=guards, reason_required=reason)


def _about(name: str, roles: tuple[str, ...], *guards: str, reason: bool = False) -> Act:
    """A fact whose subject is a procedure although its name does not begin so."""
    return Act(name, "procedure", roles, guards=guards, reason_required=reason)


CASE_ACTS = (
    _case("propose", DEPARTMENT, INVENTORIED, PROPOSED, new_round=True,
          guards=("not-struck", "owned", "actions-fit", "programmes-hold", "before-is-baseline",
                  "after-recounts", "same-vintage", "due-after-submission")),
    _case("withdraw", DEPARTMENT, PROPOSED, INVENTORIED, reason=True, guards=("merged-into",)),
    _case("appraise", REVIEWER, PROPOSED, distinct_from=("propose",)),
    _case("forward", REVIEWER, PROPOSED),
    _case("return", REVIEWER, PROPOSED, INVENTORIED, reason=True, guards=("merged-into",)),
    _case("reject", REVIEWER, PROPOSED, INVENTORIED, reason=True, guards=("merged-into",)),
    _case("approve", REVIEWER, PROPOSED, APPROVED, distinct_from=("propose",),
          guards=("appraised", "authority-covered", "decided-after-submission")),
    _case("revoke", REVIEWER, APPROVED, INVENTORIED, reason=True, guards=("merged-into",)),
    _case("implement", DEPARTMENT, APPROVED, IMPLEMENTED, guards=("dates-in-order",)),
    _case("extend", DEPARTMENT, IMPLEMENTED, guards=("ends-later",)),
    _case("lapse", REVIEWER, IMPLEMENTED, INVENTORIED, guards=("has-ended",)),
    _case("reopen", REVIEWER, IMPLEMENTED, INVENTORIED, reason=True),
)  # fmt: skip

FACTS = (
    Act("procedure.add", "procedure", KEEPERS, dest=INVENTORIED, opens=True,
        guards=("unit-open", "in-force-after-document")),
    _about("procedure.rename", KEEPERS),
    _about("procedure.assign", KEEPERS, "unit-open", "in-own-hands"),
    _about("procedure.strike", ("department", "reviewer"), "not-struck", "not-on-ladder",
           reason=True),
    _about("procedure.review", DEPARTMENT, "not-struck", reason=True),
    _about("cost.record", DEPARTMENT, "sheet-recounts", "sheet-fits"),
    _about("cost.restate", REVIEWER, "sheet-recounts", "restatement-fits", reason=True),
    _about("correct", ("department", "reviewer"), "document-known", reason=True),
    # The list of a year's reviews, before 31 January (Decree 63/2010, Art. 30).
    Act("review.plan", "review", REVIEWER, opens=True, guards=("review-listed",)),
    Act("unit.add", "unit", REGISTRAR, opens=True, guards=("unit-id", "parent-open")),
    _fact("unit.change", REGISTRAR, "unit-is-open", "parent-open"),
    _fact("unit.close", REGISTRAR, "unit-is-open", "successor-open"),
    Act("programme.adopt", "programme", REGISTRAR, opens=True, guards=("programme-sound",)),
    _fact("programme.seal", REGISTRAR, "not-sealed", "inventory-unmoved"),
)  # fmt: skip

DEFINITION = Definition(
    name="tinhgon",
    kind="procedure",
    states=(
        State(INVENTORIED, initial=True),
        State(PROPOSED),
        State(APPROVED),
        State(IMPLEMENTED, final=True),
    ),
    acts=(*CASE_ACTS, *FACTS, *acts_on_people("registrar", WRITERS)),
    roles=ROLES,
    steward="registrar",
    exclusions=(
        Exclusion("registrar", "department"),
        Exclusion("registrar", "reviewer"),
        Exclusion("registrar", "auditor"),
        Exclusion("auditor", "department"),
        Exclusion("auditor", "reviewer"),
        # One person may propose for one unit and review another; never both for the same.
        Exclusion("department", "reviewer", overlapping_only=True),
    ),
)
