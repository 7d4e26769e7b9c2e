"""The demonstration province: real codes and names, invented people and costs, a clock in 2023.

Every act goes through the real engine with the actor's own key. Costs follow from the code alone
(a hash), so that every demonstration shows the same figures.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from procedures.errors import Refusal
from procedures.paths import DATA
from procedures.rules.demonstration import NOTE
from procedures.services import cost_sheets, inventory, programmes, proposals
from procedures.services.people import keys, people, units
from procedures.services.people.key_files import save_key
from procedures.services.register.create import create_register
from procedures.services.session import Draft, Session, receipt
from procedures.storage.rows import Procedure
from workflow.errors import WrongFile
from workflow.identity.signing import Signer
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.strict_json import Json

_DEMO = DATA / "demo"
PROGRAMME = "hoa-binh-2023"
# Invented people; nobody real is meant.
PEOPLE = {
    "hanh.nt": "Nguyễn Thị Hạnh (giả định)",
    "lan.bt": "Bùi Thị Lan (giả định)",
    "son.hv": "Hà Văn Sơn (giả định)",
    "mai.dt": "Đinh Thị Mai (giả định)",
    "minh.tv": "Trần Văn Minh (giả định)",
    "huong.lt": "Lê Thị Hương (giả định)",
    "thu.ph": "Phạm Hoài Thu (giả định)",
}


class DemoProposal(NamedTuple):
    """The proposals of a unit: number of cuts, of the dearest or the cheapest, number left unmeasured.

    `decided`: a decision is invented for three quarters of them.
    """

    cuts: int
    dear: bool
    unmeasured: int = 0
    decided: bool = False


PLANS = {
    "so-tu-phap": DemoProposal(16, dear=True, decided=True),  # both targets met
    "so-xay-dung": DemoProposal(11, dear=True, decided=True),  # cost met, one procedure short
    "so-y-te": DemoProposal(9, dear=True, unmeasured=3),  # undetermined: three without a cost
    "so-giao-thong-van-tai": DemoProposal(10, dear=False),  # number met, cost missed
    "so-cong-thuong": DemoProposal(3, dear=False),  # none met
    "so-nong-nghiep-ptnt": DemoProposal(10, dear=True, decided=True),
    "so-lao-dong-tbxh": DemoProposal(8, dear=True),
    "so-tai-nguyen-moi-truong": DemoProposal(9, dear=True),
    "so-ke-hoach-dau-tu": DemoProposal(8, dear=True),
    "so-giao-duc-dao-tao": DemoProposal(7, dear=False),
    "so-noi-vu": DemoProposal(6, dear=True),
    "so-thong-tin-truyen-thong": DemoProposal(5, dear=True),
    "so-tai-chinh": DemoProposal(3, dear=True),
    "huyen-luong-son": DemoProposal(3, dear=True),
    "huyen-kim-boi": DemoProposal(2, dear=True),
    "huyen-mai-chau": DemoProposal(1, dear=False),
    "tp-hoa-binh": DemoProposal(3, dear=True),
}
_ACTIONS = ("remove-dossier-item", "replace-by-data", "reduce-copies", "amend-form")
_CLERKS = {"so-tu-phap": "lan.bt", "so-xay-dung": "son.hv", "so-y-te": "mai.dt"}


class _Clock:
    """A clock that the story sets forward; each act takes seven minutes."""

    def __init__(self) -> None:
        self.time = datetime(2023, 6, 20, 1, 0)  # noqa: DTZ001 - UTC by the format below

    def __call__(self) -> str:
        self.time += timedelta(minutes=7)
        return self.time.strftime("%Y-%m-%dT%H:%M:%SZ")

    def to(self, month: int, day: int) -> None:
        self.time = max(self.time, datetime(2023, month, day, 1, 0))  # noqa: DTZ001 - as above


class _Story:
    """The register of the province, and sessions of its people on it."""

    def __init__(self, url: str, keys: dict[str, Signer], clock: _Clock) -> None:
        self.clock = clock
        first = {"hanh.nt": (PEOPLE["hanh.nt"], keys["hanh.nt"])}
        name = "UBND tỉnh Hòa Bình (minh họa)"
        self.base = create_register(url, name, first, note=NOTE, clock=clock, stands_still=True)
        self.keys = keys

    def as_(self, person: str) -> Session:
        return replace(self.base, person=person, key=lambda: self.keys[person])

    def sign(self, session: Session, draft: Draft) -> None:
        """Sign and record a draft.

        Raises Refusal: when an item would be refused, or the act was.
        """
        if draft.refused:
            raise Refusal(draft.intent.act, [r for _, reasons in draft.refused for r in reasons])
        receipt(draft.intent.act, session.submit([session.sign(draft)])[0])


def build(folder: Path, talk: Callable[[str], None] = lambda _text: None) -> tuple[Session, dict[str, str]]:
    """Build the province in `folder`; return the auditor's session and the counts of what was built.

    `talk` is called with the title of each chapter.

    Raises WrongFile: when a register is there. Raises StorageFault, Unsignable: when a file cannot be
    written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    url = str(folder / "tinhgon.db")
    if Path(url).exists():
        raise WrongFile("register-exists", path=url)
    keys = {person: demonstration_key(person) for person in PEOPLE}
    for person, signer in keys.items():
        if not (folder / "tinhgon.keys" / person).exists():
            save_key(folder / "tinhgon.keys", person, signer)
    story = _Story(url, keys, _Clock())
    listed = list(_read("procedures.csv"))
    for chapter in (_people, _inventory, _costs, _baseline, _proposals, _decisions, _implementation):
        talk("  " + (chapter.__doc__ or "").strip().rstrip("."))
        chapter(story, listed)
    story.clock.to(9, 30)
    auditor = replace(story.as_("thu.ph"), clock=None)
    counts = {
        "units": str(len(list(_read("units.csv")))),
        "procedures": str(len(listed)),
        "people": str(len(PEOPLE)),
        "acts": str(auditor.head.seq + 1),
    }
    return auditor, counts


def _people(story: _Story, _procedures: list[dict[str, str]]) -> None:
    """Đơn vị, người, khóa, vai trò · units, people, keys, roles."""
    hanh = story.as_("hanh.nt")
    listed = list(_read("units.csv"))
    for top in (True, False):
        bodies: list[tuple[str, Json]] = [
            (unit["id"], {"name": unit["name"], "kind": unit["kind"], "parent": unit["parent"] or None})
            for unit in listed
            if (not unit["parent"]) is top
        ]
        story.sign(hanh, units.draft_units(hanh, bodies))
    for person, name in PEOPLE.items():
        if person != "hanh.nt":
            story.sign(hanh, people.draft_person(hanh, person, name))
            story.sign(hanh, keys.draft_key(hanh, person, ssh_line(story.keys[person].public)))
    for unit in listed:
        if unit["parent"]:
            story.sign(
                hanh, people.draft_role(hanh, _clerk(unit["id"]), "department", unit["id"], grant=True)
            )
    for person, role, scope in (
        ("minh.tv", "reviewer", "hoa-binh"),
        ("huong.lt", "reviewer", "hoa-binh"),
        ("thu.ph", "auditor", "*"),
    ):
        story.sign(hanh, people.draft_role(hanh, person, role, scope, grant=True))


def _inventory(story: _Story, listed: list[dict[str, str]]) -> None:
    """Danh mục thủ tục hành chính · the inventory."""
    hanh = story.as_("hanh.nt")
    for _unit, rows in _by_unit(listed):
        bodies: list[tuple[str, Json]] = [
            (
                inventory.procedure_subject(row["code"]),
                {
                    "kind": "procedure",
                    "name": row["name"],
                    "field": row["field"],
                    "agencies": [],
                    "issuer": "",
                    "unit": row["unit"],
                },
            )
            for row in rows
        ]
        story.sign(hanh, hanh.draft("procedure.add", bodies))


def _costs(story: _Story, listed: list[dict[str, str]]) -> None:
    """Bảng tính chi phí tuân thủ (giả định) · invented cost sheets."""
    story.clock.to(7, 3)
    for unit, rows in _by_unit(listed):
        clerk = story.as_(_clerk(unit))
        held = PLANS[unit].unmeasured if unit in PLANS else 0
        known = sorted(rows, key=lambda row: _number_from_hash(row["code"], "hold", 10**6))[held:]
        sheets = [(row["code"], cost_sheets.complete_sheet(_sheet(row["code"]))) for row in known]
        story.sign(clerk, cost_sheets.draft_records(clerk, sheets))


def _baseline(story: _Story, _listed: list[dict[str, str]]) -> None:
    """Chương trình và danh mục gốc · programme and sealed baseline."""
    story.clock.to(7, 14)
    hanh = story.as_("hanh.nt")
    story.sign(hanh, programmes.draft_adopt(hanh, programmes.read_programme(PROGRAMME)))
    story.sign(hanh, programmes.preview_seal(hanh, PROGRAMME).draft)


def _proposals(story: _Story, listed: list[dict[str, str]]) -> None:
    """Kiến nghị phương án · proposals."""
    by_unit = dict(_by_unit(listed))
    for number, (unit, plan) in enumerate(PLANS.items(), 1):
        story.clock.to(7, 17 + number) if number < 14 else story.clock.to(8, number)  # noqa: PLR2004 - two months
        clerk = story.as_(_clerk(unit))
        chosen = _codes_to_propose(story, [row["code"] for row in by_unit[unit]], plan)
        for place, code in enumerate(chosen):
            body = _proposal_plan(unit, number, code, abolish=place % 4 == 0)
            story.sign(clerk, proposals.draft_propose(clerk, [(code, body)]))


def _decisions(story: _Story, listed: list[dict[str, str]]) -> None:
    """Thẩm định, trả lại, phê duyệt · appraisals, returns, approvals."""
    story.clock.to(8, 28)
    minh, huong = story.as_("minh.tv"), story.as_("huong.lt")
    waiting = dict(_by_unit(listed))
    for number, (unit, plan) in enumerate(PLANS.items(), 1):
        codes = _open_codes(story, [row["code"] for row in waiting[unit]])
        if not plan.decided and number > 8:  # noqa: PLR2004 - the later ones still wait
            continue
        for code in codes:
            opinion = {
                "opinion": "Phương án cần thiết, hợp lý, hợp pháp (ý kiến giả định).",
                "criteria": dict.fromkeys(("necessity", "reasonableness", "legality", "cost"), True),
            }
            story.sign(minh, proposals.draft_act(minh, "appraise", [code], common=opinion))
        if plan.decided:
            decision = _document(f"{1200 + number}/QĐ-UBND", "2023-08-28", "UBND tỉnh Hòa Bình", "province")
            approved = codes[: len(codes) * 3 // 4]
            draft = proposals.draft_act(huong, "approve", approved, common={"decisions": [decision]})
            story.sign(huong, draft)


def _implementation(story: _Story, listed: list[dict[str, str]]) -> None:
    """Thực thi, đính chính · implementation, corrections."""
    story.clock.to(9, 21)
    lan, minh = story.as_("lan.bt"), story.as_("minh.tv")
    codes = [row["code"] for row in dict(_by_unit(listed))["so-tu-phap"]]
    with story.base.reading() as rows:
        approved = [c for c in codes if any(p.outcome == "approved" for p in _rounds(rows, c))][:5]
    common = {
        "document": _document("31/2023/QĐ-UBND", "2023-09-18", "UBND tỉnh Hòa Bình", "province"),
        "in_force": "2023-09-28",
        "ends": None,
        "publication": _document("1290/QĐ-UBND", "2023-09-20", "UBND tỉnh Hòa Bình", "province"),
    }
    for code in approved:
        story.sign(lan, proposals.draft_act(lan, "implement", [code], common=common))
    fix = proposals.draft_correct(
        lan, approved[0], "submission", {"signer": "Phó Giám đốc (giả định)"}, "Ghi nhầm người ký"
    )
    story.sign(lan, fix)
    open_ = _open_codes(story, [row["code"] for row in dict(_by_unit(listed))["so-giao-duc-dao-tao"]])
    reason = "Chưa nêu rõ điều, khoản, điểm cần sửa đổi (giả định)."
    story.sign(minh, proposals.draft_act(minh, "return", open_[:1], reason=reason))
    story.clock.to(9, 30)
    story.sign(
        lan,
        lan.draft(
            "procedure.review",
            [(inventory.procedure_subject(codes[-1]), {})],
            reason="Đã rà soát, đề nghị giữ nguyên (giả định).",
        ),
    )


def _rounds(rows: Any, code: str) -> list[Any]:
    from procedures.storage.rows import Proposal  # used here only

    return list(rows.scan(Proposal, code=code))


def _open_codes(story: _Story, codes: Sequence[str]) -> list[str]:
    with story.base.reading() as rows:
        return [c for c in codes if any(p.outcome == "proposed" for p in _rounds(rows, c))]


def _codes_to_propose(story: _Story, codes: Sequence[str], plan: DemoProposal) -> list[str]:
    with story.base.reading() as rows:
        found = [rows.get(Procedure, code) for code in codes]
    known = [p for p in found if p is not None and p.annual is not None]
    ordered = sorted(known, key=lambda p: (p.annual or 0, p.code), reverse=plan.dear)
    return [procedure.code for procedure in ordered[: plan.cuts]]


def _proposal_plan(unit: str, number: int, code: str, *, abolish: bool) -> Json:
    kind = "abolish" if abolish else _ACTIONS[_number_from_hash(code, "action", len(_ACTIONS))]
    action = {
        "kind": kind,
        "content": "Bãi bỏ thủ tục hành chính (giả định)."
        if abolish
        else "Cắt giảm thành phần, bước thực hiện (giả định).",
        "reason": "Thông tin đã có trong cơ sở dữ liệu dùng chung (giả định).",
        "document": "Quyết định 25/2020/QĐ-UBND (giả định)",
        "article": str(_number_from_hash(code, "article", 20) + 1),
        "clause": str(_number_from_hash(code, "clause", 5) + 1),
        "point": "abcd"[_number_from_hash(code, "point", 4)],
        "authority": "province",
    }
    return {
        "kind": "abolish" if abolish else "simplify",
        "actions": [action],
        "submission": _document(f"{40 + number}/TTr", "2023-07-17", _unit_names()[unit], "unit"),
        "due": "2023-12-31",
        "after_sheet": None if abolish else _sheet(code, after=True),
    }


def _sheet(code: str, *, after: bool = False) -> Json:
    """Return an invented sheet that follows from the code alone; after a cut, hours and services fall."""
    volume = (40, 120, 300, 900, 2500, 8000)[_number_from_hash(code, "volume", 6)] + _number_from_hash(
        code, "more", 40
    )
    share = 2 if after else 5
    halves = _number_from_hash(code, "hours", 12) + 4
    service = _number_from_hash(code, "service", 4) * 25_000 * share // 5
    kinds = (
        ("prepare", "Chuẩn bị hồ sơ", halves),
        ("submit", "Nộp hồ sơ", 3),
        ("receive", "Nhận kết quả", 2),
    )
    tasks = [
        {
            "kind": kind,
            "name": name,
            "hours": _tenths(part * share),
            "service": str(service if kind == "prepare" else 0),
        }
        for kind, name, part in kinds
    ]
    return {
        "tasks": tasks,
        "income": {"annual_per_head": "58500000", "year": "2022", "source": "Số giả định để minh họa"},
        "fees": str(_number_from_hash(code, "fees", 4) * 20_000),
        "other": "0",
        "times": "1",
        "subjects": str(volume),
        "source": "Số giả định để minh họa",
        "date": "2023-07-01",
    }


def _tenths(number: int) -> str:
    return f"{number // 10}.{number % 10}"


def _document(number: str, date: str, body: str, level: str) -> Json:
    return {"number": number, "date": date, "body": body, "level": level, "signer": "(giả định)", "files": []}


@cache
def _unit_names() -> dict[str, str]:
    return {row["id"]: row["name"] for row in _read("units.csv")}


def _clerk(unit: str) -> str:
    return _CLERKS.get(unit) or ("son.hv", "mai.dt")[_number_from_hash(unit, "clerk", 2)]


def _number_from_hash(text: str, what: str, below: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{what} {text}".encode()).digest()[:6], "big") % below


def demonstration_key(person: str) -> Signer:
    """Return a person's key. Known to everyone who reads this line: good for a demonstration, nothing else."""
    return Signer.from_seed(hashlib.sha256(f"tinhgon demo {person}".encode()).digest())


def _by_unit(listed: list[dict[str, str]]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    for unit in dict.fromkeys(row["unit"] for row in listed):
        yield unit, [row for row in listed if row["unit"] == unit]


def _read(name: str) -> Iterator[dict[str, str]]:
    with (_DEMO / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
