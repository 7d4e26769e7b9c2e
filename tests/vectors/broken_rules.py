"""Acts of people with every right, role, state and step, that only a rule of the program speaks against.

Whoever holds a key can sign with a program of their own: a smaller base, a larger cost before, an
approval that nobody appraised. A verifier that knows the law alone finds nothing.
"""

# A table, a line or two for each.
# fmt: off
from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from procedures.rules.baseline import baseline
from procedures.rules.unit_hierarchy import unit_path
from procedures.services import programmes
from procedures.services.evidence import bundles
from tests.support.keys import key_of
from tests.support.sheets import PAPER, procedure, proposal, sheet
from tests.vectors.corpus import Vector, vector
from tests.vectors.forge import Bundle, Files
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.strict_json import dumps
from workflow.storage.rows import MemoryRows

ID, DAY, AT = "hoa-binh-2023", "2023-07-22", "2023-07-22T02:00:00Z"
CODE, OTHER, THIRD = "1.000001", "1.000002", "1.000003"
ADDED = 7  # entries after which seven procedures of one department, and one of the province, are there
OPINION = {"opinion": "được", "criteria": dict.fromkeys(("necessity", "reasonableness", "legality", "cost"), True)}
REVIEW = {"role": "reviewer", "scope": "hoa-binh"}
STEPS = {"propose": "proposed", "approve": "approved", "implement": "implemented"}
IN_FORCE = {"document": PAPER | {"number": "2/QĐ", "date": "2023-07-22"}, "in_force": "2023-10-01", "ends": None, "publication": None}
WHY = "Person, role, state and step are right: only a rule of the program speaks against it."


def broken_rules(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Somebody with every right breaks a rule that the program asks for when an act is performed."""
    bare = _adopted(_with_costs(sound.copy().cut(ADDED)))
    base = _sealed(bare.copy())
    struck = _act(base.copy(), "procedure.strike", "lan.bt", OTHER, reason="x", at=AT)
    waits = _propose(base.copy(), CODE)
    seen = _act(waits.copy(), "appraise", "minh.tv", CODE, common=OPINION)
    approved = _act(seen.copy(), "approve", "huong.lt", CODE, common={"decisions": [PAPER]})

    def rule(name: str, what: str, made: Bundle, **more: Any) -> Vector:
        told = {"rules": f"rule-broken journal/{len(made.lines) - 1}", "why": WHY} | more
        return vector(f"rule-{name}", "nothing", what, good, made, **told)

    kept = _act(approved.copy(), "implement", "lan.bt", CODE, common=IN_FORCE)
    yield rule("all-kept", "A whole case, within every rule.", kept, rules="", why="Nothing is wrong: the control of this group.")

    # the base
    yield rule("base-shorter", "A seal leaves out two procedures, so that fewer cuts are enough.", _sealed(bare.copy(), leave=(OTHER, THIRD)))
    yield rule("base-cheaper", "A seal writes a tenth of what a procedure costs, so that cutting the others saves more.", _sealed(bare.copy(), cheaper=OTHER))
    yield rule("base-again", "A programme is sealed a second time, when the inventory has changed.", _sealed(struck.copy()))
    rest = _programme() | {"targets": []}
    yield rule("programme-unsound", "A programme without targets is adopted: every unit passes.", _fact(base.copy(), "programme.adopt", f"programme/{ID}-2", rest | {"id": f"{ID}-2"}))

    # figures
    yield rule("cost-not-of-sheet", "A cost of 10,000 is recorded with a sheet that says 100.", _cost(sound.copy().cut(ADDED), CODE, 100, "10000"))
    yield rule("cost-after-seal", "A base already proposed on is made dearer, without a restatement.", _cost(waits.copy(), CODE, 10_000))
    yield rule("before-not-of-base", "A proposal says that its procedure costs ten times its base.", _propose(base.copy(), CODE, before={ID: "1000"}))
    yield rule("after-not-of-sheet", "A proposal says a cost after that its sheet does not give.", _propose(base.copy(), CODE, after_sheet=sheet(90), kind="simplify", after="10", actions=[_action("reduce-fee")]))
    yield rule("counts-falsely", "A proposal that only goes online says that it counts.",
               _propose(base.copy(), CODE, kind="simplify", after=None, actions=[_action("online")], counts="always"))
    yield rule("abolition-half", "An abolition without the action of abolishing.", _propose(base.copy(), CODE, actions=[_action("reduce-fee")]))
    yield rule("outside-base", "A proposal counts for a programme in which its procedure is not.",
               _propose(_fact(base.copy(), "procedure.add", "procedure/1.000009", procedure("so-tu-phap"), opens=True), "1.000009", before={ID: None}))
    yield rule("struck", "What was struck from the inventory is proposed as a cut.", _propose(struck.copy(), OTHER))

    # decisions
    yield rule("not-appraised", "A proposal is approved that nobody appraised.", _act(waits.copy(), "approve", "huong.lt", CODE, common={"decisions": [PAPER]}))
    yield rule("appraised-by-oneself", "A proposal is approved by the one who alone appraised it.", _act(seen.copy(), "approve", "minh.tv", CODE, common={"decisions": [PAPER]}))
    yield rule("authority-too-low", "A unit's own decision approves what is for the province to decide.", _act(seen.copy(), "approve", "huong.lt", CODE, common={"decisions": [PAPER | {"level": "unit"}]}))
    yield rule("decided-before-submitted", "A decision is older than the submission it decides on.", _act(seen.copy(), "approve", "huong.lt", CODE, common={"decisions": [PAPER | {"date": "2023-06-30"}]}))
    yield rule("in-force-before-decided", "An act comes into force before it was decided.", _act(approved.copy(), "implement", "lan.bt", CODE, common=IN_FORCE | {"in_force": "2023-06-01"}))
    yield rule("lapsed-early", "A cut without an end is said to have ended.", _act(kept.copy(), "lapse", "minh.tv", CODE, to="inventoried"))

    # the inventory, and what everything rests on
    yield rule("unit-unknown", "A procedure is given to a unit that does not exist.", _fact(base.copy(), "procedure.add", "procedure/1.000009", procedure("so-khac"), opens=True))
    yield rule("found-for-new", "A new procedure is said to have been in force before its document, so that it counts as found.",
               _fact(base.copy(), "procedure.add", "procedure/1.000009", procedure("so-tu-phap") | {"in_force": "2020-01-01", "document": PAPER}, opens=True))
    yield rule("more-than-it-should", "An act says more than such an act says.", _fact(base.copy(), "unit.add", "unit/so-moi", {"name": "x", "kind": "department", "parent": "hoa-binh", "note": "x"}, opens=True))
    circle = base.copy()
    ends = [circle.item(f"unit/{one}", {"date": "2023-07-01", "successor": other}) for one, other in (("so-tu-phap", "hoa-binh"), ("hoa-binh", "so-tu-phap"))]
    yield rule("units-in-a-circle", "Two units close in one act, each succeeded by the other.", circle.add(circle.draft("unit.close", "hanh.nt", *ends), at=AT))
    gone = base.copy()
    yield rule("registrars-gone", "All registrars leave in one act: nobody could add anybody again.",
               gone.add(gone.draft("person.close", "hanh.nt", *(gone.item(f"person/{one}", {}) for one in ("hanh.nt", "quan.dv", "tam.lt"))), at=AT))
    shared = base.copy()
    line = ssh_line(key_of("shared").public)
    yield rule("key-of-two", "One act gives one key to two persons.",
               shared.add(shared.draft("key.add", "hanh.nt", *(shared.item(f"person/{one}", {"public": line}) for one in ("lan.bt", "minh.tv"))), at=AT))
    other = waits.copy()
    other.add(_draft(other, "appraise", "minh.tv", CODE, OPINION) | {"rules": "0"})
    unlawful = f"unlawful journal/{len(other.lines) - 1}"
    told = "An act names rules that nobody knows, so that none are asked for."
    yield vector("rule-other-rules", unlawful, told, good, other)


def _action(kind: str) -> dict[str, Any]:
    return {"kind": kind, "content": "x", "reason": "x", "document": "", "article": "", "clause": "", "point": "", "authority": "province"}


def _programme() -> dict[str, Any]:
    return programmes.read_programme(ID)


def _rows(made: Bundle) -> MemoryRows:
    """The rows after these entries."""
    with tempfile.TemporaryDirectory() as place:
        for name, data in made.made().items():
            (Path(place) / name).parent.mkdir(exist_ok=True)
            (Path(place) / name).write_bytes(data)
        found, walked = bundles.bundle_findings(Path(place))
        assert found == [], found
        return walked.rows


def _fact(made: Bundle, act: str, subject: str, body: Any, *, opens: bool = False, **other: Any) -> Bundle:
    to = "inventoried" if opens and subject.startswith("procedure/") else None
    return made.add(made.draft(act, "hanh.nt", made.item(subject, body, to), **other), at=AT)


def _with_costs(made: Bundle) -> Bundle:
    for code in (CODE, OTHER, THIRD):
        _cost(made, code, 100)
    return made


def _cost(made: Bundle, code: str, hours: int, annual: str = "") -> Bundle:
    body = {"stage": "before", "sheet": sheet(hours), "annual": annual or str(hours)}
    return made.add(made.draft("cost.record", "lan.bt", made.item(f"procedure/{code}", body)), at=AT)


def _adopted(made: Bundle) -> Bundle:
    return _fact(made, "programme.adopt", f"programme/{ID}", _programme())


def _sealed(made: Bundle, *, leave: tuple[str, ...] = (), cheaper: str = "") -> Bundle:
    """Seal the programme; `leave` some codes out, or write a tenth of what one costs."""
    rows = _rows(made)
    listed, seal = baseline(_programme(), rows, lambda scope: unit_path(scope, rows), DAY)
    lines = [json.loads(line) for line in listed.splitlines()]
    lines = [line for line in lines if line["code"] not in leave]
    for line in lines:
        if line["code"] == cheaper:
            line["base"] = "10"
    known = sum(int(line["base"]) for line in lines if line["base"])
    held = made.enclose("".join(dumps(line) + "\n" for line in lines).encode())
    sums = {"list": held, "count": str(len(lines)), "known": str(known)}
    return _fact(made, "programme.seal", f"programme/{ID}", seal | sums, enclosures=[held])


def _propose(made: Bundle, code: str, **false: Any) -> Bundle:
    plan = proposal()
    whole = plan | {
        "actions": [_action("abolish")], "into": None, "programmes": [ID], "before": {ID: "100"}, "after": "0",
        "counts": "always", "due": None,
    } | false
    one = made.item(f"procedure/{code}", whole, "proposed")
    return made.add(made.draft("propose", "lan.bt", one), at=AT)


def _draft(made: Bundle, act: str, person: str, code: str, common: Any, to: str | None = None, reason: str = "") -> dict[str, Any]:
    one = made.item(f"procedure/{code}", {}, to or STEPS.get(act))
    return made.draft(act, person, one, body=common, reason=reason)


def _act(made: Bundle, act: str, person: str, code: str, *, common: Any = None, to: str | None = None, reason: str = "", at: str = "2023-10-02T02:00:00Z") -> Bundle:
    return made.add(_draft(made, act, person, code, common or {}, to, reason), at=at)
