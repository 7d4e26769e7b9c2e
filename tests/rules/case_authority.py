"""Cases of `tests/cases/register.toml` about who may cut (R13), played by signed acts."""

from __future__ import annotations

from typing import Any

from tests.rules.case_support import ladder, refused, script, sealed
from tests.support.sheets import PAPER, proposal
from tests.support.town import Town


def action(document: str, authority: str = "") -> list[dict[str, Any]]:
    """One action that amends a text; without an authority it is read from the number."""
    stated = {"authority": authority} if authority else {}
    told = {name: value for name, value in proposal()["actions"][0].items() if name != "authority"}
    return [told | {"document": document} | stated]


def approve(town: Town, code: str, *numbers: str, reason: str = "", **more: Any) -> list[str]:
    """The codes of what refuses an approval by decisions of these numbers, each at its own level."""
    levels = {"UBND": "province", "BTP": "ministry", "CP": "government"}
    decisions = [
        PAPER | {"number": number, "level": levels[number.rpartition("-")[2]]} | more for number in numbers
    ]
    return refused(lambda: town.act("huong.lt", "approve", code, reason=reason, decisions=decisions))


@script
def who_may_cut(town):
    """A text is amended: what the province says, what the number says, and who decides."""
    claimed, code, *_ = sealed(town, 5)
    text = "15/2020/QĐ-UBND; Thông tư 02/2017/TT-VPCP"
    found = {
        "claimed": refused(lambda: town.propose("lan.bt", claimed, actions=action(text, "province"))),
        "before": ladder(town),
    }
    town.propose("lan.bt", code, actions=action(text))
    town.appraise(code)
    found |= {"proposed": ladder(town), "province": approve(town, code, "1234/QĐ-UBND")}
    found |= {"above_its_number": approve(town, code, "1234/QĐ-UBND", level="government")}
    return found | {"ministry": approve(town, code, "1234/QĐ-UBND", "9/QĐ-BTP"), "approved": ladder(town)}


@script
def forwarded(town):
    """A proposal lies with a ministry, and comes back."""
    code, other, *_ = sealed(town, 5)
    for one in (code, other):
        town.propose("lan.bt", one, actions=action("15/2020/QĐ-UBND"))
        town.appraise(one)
    found = {"nothing_to_recall": refused(lambda: town.act("minh.tv", "recall", code, reason="x"))}
    town.act("minh.tv", "forward", code, other, to="ministry", document=PAPER)
    found |= {"ladder": ladder(town), "province": approve(town, code, "1234/QĐ-UBND")}
    found |= {"receiver": approve(town, other, "9/QĐ-BTP"), "received": ladder(town)}
    town.act("minh.tv", "recall", code, reason="Bộ trả lời thuộc thẩm quyền của tỉnh")
    return found | {"recalled": approve(town, code, "1234/QĐ-UBND"), "approved": ladder(town)}


@script
def failed_appraisal(town):
    """An appraiser finds a proposal unnecessary."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code, actions=action("15/2020/QĐ-UBND"))
    criteria = {"necessity": False, "reasonableness": True, "legality": True, "cost": True}
    town.act("minh.tv", "appraise", code, opinion="chưa cần", criteria=criteria)
    found = {"without": approve(town, code, "1234/QĐ-UBND")}
    found |= {"blank": approve(town, code, "1234/QĐ-UBND", reason=" ")}
    return found | {
        "reasoned": approve(town, code, "1234/QĐ-UBND", reason="đã giải trình"),
        "ladder": ladder(town),
    }
