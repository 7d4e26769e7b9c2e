"""Reads the level of a legal text from its number (R13): who alone can change it, whatever a clerk types."""

from __future__ import annotations

import re
from functools import cache

from procedures.rules.action_kinds import LEVELS
from procedures.vietnamese import fold

# Ends of numbers, folded, with the level of `action_kinds.LEVELS` that issues such texts. The Standing
# Committee's ordinances stand with the Assembly's laws: no level on record lies between both.
_ENDS = (
    (r"/(?:(?:nq|pl|ttlt)-)?(?:ubtvqh|qh)\d*\b|/l-ctn\b", "assembly"),
    (r"/(?:nd|nq)-cp\b", "government"),
    (r"/(?:qd|ct)-ttg\b", "prime-minister"),
    # QĐ-BQL, QĐ-BHXH and QĐ-BDT are of boards and offices, of no ministry.
    (r"/ttlt\b|/tt-[a-z]|/qd-b(?!ql|hxh|dt\b)[a-z]", "ministry"),
    (r"/nq-hdnd\b", "council"),
    (r"/qd-ub(?:nd)?\b", "province"),
)
# A text named without a number: what it is called still says who made it.
_NAMES = (
    (r"^(?:(?:bo )?luat|hien phap|phap lenh)\b", "assembly"),
    (r"^nghi dinh\b", "government"),
    (r"^thong tu\b", "ministry"),
)


@cache  # one decision stands with hundreds of cuts
def level_of_number(text: str, typed: str = "") -> str | None:
    """Return the level (of LEVELS) of the body that issued a text, read from its number; None: not told.

    `text` may name the text before its number ("Nghị định 63/2010/NĐ-CP"); of several the highest
    counts. A people's committee numbers alike at every level, so that `typed` "unit" is believed there.
    """
    folded = fold(text)
    found = [level for end, level in _ENDS if re.search(end, folded)]
    named = (level for name, level in _NAMES if re.search(name, folded))
    level = max(found, key=LEVELS.index) if found else next(named, None)
    return typed if (level, typed) == ("province", "unit") else level
