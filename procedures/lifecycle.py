"""Defines the life cycle of a procedure under review, as data: states, acts, roles, guards. Read this first.

Legal frame: Decree 63/2010/NĐ-CP Art. 27 to 31 (review, proposal, approval, implementation),
Circular 02/2017/TT-VPCP chapter V. A proposal opens a round; the separation of duties
(`distinct_from`) holds within a round, by person.
"""

from __future__ import annotations

from workflow.definition import Act, Definition, Exclusion, State
from workflow.identity.people import acts_on_people

BY_DEPARTMENT = ("department",)
BY_REVIEWER = ("reviewer",)
BY_REGISTRAR = ("registrar",)
WRITERS = ("department", "reviewer", "registrar")  # an auditor writes nothing
ROLES = ("department", "reviewer", "auditor", "registrar")
KEEPERS = ("department", "registrar")  # the roles that keep the inventory
ASKED_BY_ALL = ("role-apart", "documents-dated")  # guards that every act of the domain asks

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
    """Return an act on a proposal: it takes `source` and leads to `dest` (None: no other state)."""
    return Act(
        name,
        "procedure",
        roles,
        (source,),
        dest,
        guards=(*ASKED_BY_ALL, *guards),
        reason_required=reason,
        distinct_from=distinct_from,
        new_round=new_round,
    )


def _fact(name: str, roles: tuple[str, ...], *guards: str, reason: bool = False) -> Act:
    """Return an act that records a fact; its name begins with the kind of its subject."""
    return Act(name, name.partition(".")[0], roles, guards=(*ASKED_BY_ALL, *guards), reason_required=reason)


def _about(name: str, roles: tuple[str, ...], *guards: str, reason: bool = False) -> Act:
    """Return an act that records a fact about a procedure, whatever its name begins with."""
    return Act(name, "procedure", roles, guards=(*ASKED_BY_ALL, *guards), reason_required=reason)


CASE_ACTS = (
    _case("propose", BY_DEPARTMENT, INVENTORIED, PROPOSED, new_round=True,
          guards=("not-struck", "owned", "actions-fit", "merger-under-way", "programmes-hold",
                  "before-is-baseline", "after-recounts", "same-vintage", "due-after-submission",
                  "authority-of-text")),
    _case("withdraw", BY_DEPARTMENT, PROPOSED, INVENTORIED, reason=True,
          guards=("merged-into", "not-repealed", "answer-in-order")),
    _case("appraise", BY_REVIEWER, PROPOSED, distinct_from=("propose",), guards=("answer-in-order",)),
    _case("forward", BY_REVIEWER, PROPOSED,
          guards=("not-repealed", "receiver-may-amend", "answer-in-order")),
    _case("recall", BY_REVIEWER, PROPOSED, reason=True, guards=("was-forwarded",)),
    _case("return", BY_REVIEWER, PROPOSED, INVENTORIED, reason=True,
          guards=("merged-into", "not-repealed", "answer-in-order")),
    _case("reject", BY_REVIEWER, PROPOSED, INVENTORIED, reason=True,
          guards=("merged-into", "not-repealed", "answer-in-order")),
    _case("approve", BY_REVIEWER, PROPOSED, APPROVED, distinct_from=("propose",),
          guards=("not-repealed", "appraised", "failure-reasoned", "authority-covered", "decision-level",
                  "texts-covered", "receiver-decided", "decided-after-submission")),
    _case("revoke", BY_REVIEWER, APPROVED, INVENTORIED, reason=True,
          guards=("merged-into", "not-repealed", "answer-in-order")),
    _case("implement", BY_DEPARTMENT, APPROVED, IMPLEMENTED, guards=("not-repealed", "dates-in-order")),
    _case("extend", BY_DEPARTMENT, IMPLEMENTED, guards=("end-changes",)),
    _case("annul", BY_REVIEWER, IMPLEMENTED, INVENTORIED, reason=True, guards=("annulled-in-order",)),
    _case("lapse", BY_REVIEWER, IMPLEMENTED, INVENTORIED, guards=("has-ended",)),
    _case("reopen", BY_REVIEWER, IMPLEMENTED, INVENTORIED, reason=True, guards=("answer-in-order",)),
)  # fmt: skip

FACTS = (
    Act("procedure.add", "procedure", KEEPERS, dest=INVENTORIED, opens=True,
        guards=(*ASKED_BY_ALL, "unit-open", "code-free", "in-force-after-document")),
    _about("procedure.rename", KEEPERS),
    _about("procedure.recode", KEEPERS, "not-struck", "code-free"),
    _about("procedure.handle", KEEPERS, "unit-open"),
    _about("procedure.describe", KEEPERS, "described-as-read"),
    _about("procedure.assign", KEEPERS, "unit-open", "in-own-hands", "performers-apart"),
    _about("procedure.strike", ("department", "reviewer"), "not-struck", "not-on-ladder",
           reason=True),
    _about("procedure.review", BY_DEPARTMENT, "not-struck", reason=True),
    _about("cost.record", BY_DEPARTMENT, "sheet-recounts", "sheet-fits"),
    _about("cost.restate", BY_REVIEWER, "sheet-recounts", "restatement-fits", reason=True),
    _about("correct", ("department", "reviewer"), "document-known", "document-own", "correction-in-order",
           "decision-level", reason=True),
    # A unit's plan of reviews for the year, adopted before 31 January (Decree 63/2010/NĐ-CP Art. 30).
    Act("review.plan", "review", BY_REVIEWER, opens=True, guards=(*ASKED_BY_ALL, "review-listed")),
    Act("unit.add", "unit", BY_REGISTRAR, opens=True, guards=(*ASKED_BY_ALL, "unit-id", "parent-open")),
    _fact("unit.change", BY_REGISTRAR, "unit-is-open", "parent-open", "roles-stay-apart"),
    _fact("unit.close", BY_REGISTRAR, "unit-is-open", "successor-open", "parts-fit", "roles-stay-apart"),
    Act("programme.adopt", "programme", BY_REGISTRAR, opens=True, guards=(*ASKED_BY_ALL, "programme-sound")),
    _fact("programme.seal", BY_REGISTRAR, "programme-open", "not-sealed", "inventory-unmoved"),
    _fact("programme.list", BY_REGISTRAR, "programme-open", "list-fits"),
    _fact("programme.close", BY_REGISTRAR, "programme-open", "closes-in-order", reason=True),
    _fact("programme.void", BY_REGISTRAR, "programme-open", "nothing-counts", reason=True),
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

# Every life cycle that was ever released: SHA-256 of its text -> the versions of the rules that acts under it
# may name. The two verifiers outside the program hold the same list; a test compares all three.
RELEASED: dict[str, frozenset[str]] = {
    "52a1fa1a19323965ad2cc3fd63ab8e3668436b40f0acc571b5be2fb4bade1821": frozenset({"1"}),
    "4ab3f944f7de38e2fac5e6992957280c25b278d307ea386c762402a671bbcbb2": frozenset({"2"}),
    "f9b3c99a524d8a84ea6edb3a93738455085a226acdb47127fea7f441ba9c558d": frozenset({"2"}),
}
