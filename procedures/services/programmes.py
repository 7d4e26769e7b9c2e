"""Programmes: read from presets and TOML files, adopted, sealed, listed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.input.checks import normalise, require_shape
from procedures.input.text_files import decode_text, read_existing
from procedures.paths import DATA
from procedures.rules.baseline import baseline, cuts_in_force, exclusion_reason
from procedures.rules.levels import level_finder
from procedures.rules.programme import problems_of, programme_digest
from procedures.rules.threshold import as_signed
from procedures.rules.unit_hierarchy import unit_path
from procedures.services.session import Draft, Session
from procedures.storage.rows import Procedure, Programme
from workflow.errors import NotFound
from workflow.journal.strict_json import Json

_PRESETS = DATA / "programmes"


class SealPreview(NamedTuple):
    """The effect of a seal: the draft, the number of members, and the codes left out with the reason (R5).

    `known`: the sum of the known costs, whole đồng a year; `unknown`: members without a known cost.
    `unknown_level`: codes of members of which no level is known, so that they stay in.
    """

    draft: Draft
    members: int
    known: int
    unknown: int
    left_out: tuple[tuple[str, str], ...]
    unknown_level: tuple[str, ...]

    @property
    def leaves_many(self) -> bool:
        """True where more than one in ten procedures of the inventory are left out (R5)."""
        return 10 * len(self.left_out) > self.members + len(self.left_out)


class ListedProgramme(NamedTuple):
    """A programme in a list. `state`: preset, adopted, sealed or closed.

    `sealed`: the position of the seal, None without one; `members`: procedures in the baseline.
    """

    id: str
    text: Json
    state: str
    sealed: int | None
    members: int | None


def listed_programmes(session: Session | None) -> list[ListedProgramme]:
    """Return presets and adopted programmes by id; without a register (None) the presets alone."""
    adopted_by_id = {programme.id: programme for programme in adopted(session)} if session is not None else {}
    listed = []
    for id_ in sorted({*presets(), *adopted_by_id}):
        programme = adopted_by_id.get(id_)
        if programme is None:
            listed.append(ListedProgramme(id_, read_programme(id_), "preset", None, None))
        else:
            state = "adopted" if programme.sealed is None else "sealed"
            state = state if programme.closed is None else "closed"
            members = None if programme.sealed is None else programme.members
            listed.append(ListedProgramme(id_, json.loads(programme.text), state, programme.sealed, members))
    return listed


def text_of(open_session: Callable[[], Session], name: str) -> Json:
    """Return the text of a preset, a TOML file or an adopted programme.

    Raises NotFound: when there is none of this name. Raises BadInput: when the file is no programme.
    """
    if name in presets() or Path(name).exists():
        return read_programme(name)
    text: Json = json.loads(find_programme(open_session(), normalise(name)).text)
    return text


def presets() -> tuple[str, ...]:
    """Return the ids of the programmes that come with the program."""
    return tuple(sorted(file.stem for file in _PRESETS.glob("*.toml")))


def read_programme(name: str, codes: Sequence[str] = ()) -> Json:
    """Read a programme by preset name or path of a TOML file; `codes` narrow it to a list.

    Percentages are decimal text, dates ISO.

    Raises NotFound: when there is no such file. Raises BadInput: with every problem, when it is no programme.
    """
    file = _PRESETS / f"{name}.toml" if name in presets() else Path(name)
    programme = _written_programme(file, name)
    if codes:
        programme["codes"] = list(dict.fromkeys(codes))
    require_shape("Programme", programme, str(file))
    faults = problems_of(programme)
    if faults:
        problems = tuple(InputProblem(place, code, _written(programme, place)) for place, code in faults)
        raise BadInput(problems, str(file))
    return programme


def _written(programme: Json, place: str) -> str:
    """Return what stands at a place such as `targets.1.at_least`, "" where that is no text."""
    value: Any = programme
    for part in place.split("."):
        value = value[int(part) - 1] if isinstance(value, list) else value.get(part, "")
    return value if isinstance(value, str) else ""


def _written_programme(file: Path, name: str) -> Json:
    """Read a programme's file, defaults filled in; its shape is still to be checked.

    Raises what `read_programme` raises, but for the shape.
    """
    import tomllib  # reading a register needs no TOML

    try:
        text = decode_text(file, read_existing(file))
    except NotFound as error:
        raise NotFound("no-such-programme", programme=name, presets=", ".join(presets())) from error
    try:
        raw = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise BadInput((InputProblem("", "not-toml", "", str(error)),), str(file)) from error
    return _with_defaults(normalise(_dates_as_text(raw)))


def _preset(id_: str) -> Json:
    # Tests check the shape of every preset; loading the shapes takes longer than a verdict.
    return _written_programme(_PRESETS / f"{id_}.toml", id_)


def preset_texts(text: Mapping[str, Any]) -> dict[str, Json]:
    """Return the presets that an adopted programme is held against, by id: that of its own id.

    Where no preset has its id, these are the presets that name the same first legal source. A text that
    was the preset of its id in an earlier version of the program is held against none.
    """
    if _former_presets().get(programme_digest(text)) == text["id"]:
        return {}
    if text["id"] in presets():
        return {text["id"]: _preset(text["id"])}
    ground = [source["document"] for source in text["sources"][:1]]
    if not ground:
        return {}
    texts = {id_: _preset(id_) for id_ in presets()}
    return {
        id_: preset
        for id_, preset in texts.items()
        if [s["document"] for s in preset["sources"][:1]] == ground
    }


@cache
def _former_presets() -> dict[str, str]:
    """Return the ids of presets that came with earlier versions, by the SHA-256 of their texts."""
    import tomllib  # see `_written_programme`

    former: dict[str, str] = tomllib.loads((DATA / "former-presets.toml").read_text("utf-8"))["former"]
    return former


def require_known(session: Session, codes: Sequence[str], source: str) -> None:
    """Check that every code is on record: a list must not shrink unnoticed. `source`: the list's name.

    Raises BadInput: with every code that is not.
    """
    with session.reading() as rows:
        unknown = [code for code in codes if rows.get(Procedure, code) is None]
    if unknown:
        problems = tuple(InputProblem("", "unknown-code", code) for code in unknown)
        raise BadInput(problems, source)


def draft_adopt(session: Session, text: Json) -> Draft:
    """Draft the adoption of a programme.

    Raises what `Session.draft` raises.
    """
    return session.draft("programme.adopt", [(f"programme/{text['id']}", text)])


def preview_seal(session: Session, id_: str) -> SealPreview:
    """Draft the seal of a programme's baseline, with the figures and the procedures left out.

    Raises NotFound: when the programme is not adopted. Raises what `Session.draft` raises.
    """
    with session.reading() as rows:
        programme = find_programme(session, id_)
        text = json.loads(programme.text)
        path = partial(unit_path, reader=rows)
        level = level_finder(path, rows)
        listed, seal = baseline(text, rows, path, session.day)
        cuts = cuts_in_force(rows, session.day)
        left_out, unknown_level = [], []
        for procedure in rows.scan(Procedure):
            why = exclusion_reason(text, procedure, path, cuts.get(procedure.code), level)
            if why:
                left_out.append((procedure.code, why))
            elif not procedure.levels:
                unknown_level.append(procedure.code)
    items: list[tuple[str, Json]] = [(f"programme/{id_}", dict(seal))]
    draft = session.draft("programme.seal", items, enclosures={seal["list"]: listed})
    count, known_cost, without_cost = (int(seal[name]) for name in ("count", "known", "unknown"))
    return SealPreview(
        draft, count, known_cost, without_cost, tuple(sorted(left_out)), tuple(sorted(unknown_level))
    )


def find_programme(session: Session, id_: str) -> Programme:
    """Return the adopted programme with this id.

    Raises NotFound: when it is not adopted.
    """
    with session.reading() as rows:
        programme = rows.get(Programme, id_)
    if programme is None:
        raise NotFound("programme-not-adopted", programme=id_)
    return programme


def adopted(session: Session) -> tuple[Programme, ...]:
    """Return every programme on record, by id."""
    with session.reading() as rows:
        return tuple(sorted(rows.scan(Programme), key=lambda programme: programme.id))


def draft_close(session: Session, id_: str, day: str, reason: str, paper: Json | None = None) -> Draft:
    """Draft the closing of a programme; `day` (ISO date) is the last one that counts.

    Raises NotFound: when the programme is not adopted. Raises what `Session.draft` raises.
    """
    find_programme(session, id_)
    body: Json = {"date": day} | ({"document": paper} if paper else {})
    return session.draft("programme.close", [(f"programme/{id_}", body)], reason=reason)


def draft_void(session: Session, id_: str, reason: str) -> Draft:
    """Draft the taking back of a seal for which nothing counts yet; then it can be sealed anew.

    Raises NotFound: when the programme is not adopted. Raises what `Session.draft` raises.
    """
    find_programme(session, id_)
    return session.draft("programme.void", [(f"programme/{id_}", {})], reason=reason)


def _with_defaults(data: Json) -> Json:
    defaults: Json = {
        "version": 1,
        "ends": None,
        "appraisal": True,
        "note": "",
        "unit": "*",
        "conversions": None,
        "sources": [],
    }
    order = (
        "id",
        "version",
        "name",
        "sources",
        "kinds",
        "unit",
        "conversions",
        "starts",
        "ends",
        "appraisal",
        "targets",
        "note",
    )
    whole: Json = {name: (defaults | data)[name] for name in order if name in defaults | data} | data
    if isinstance(whole.get("targets"), list):
        whole["targets"] = [
            _target_with_defaults(given_target, whole.get("kinds"))
            if isinstance(given_target, dict)
            else given_target
            for given_target in whole["targets"]
        ]
    return whole


def _target_with_defaults(given: Json, kinds: Any) -> Json:
    order = (
        "measure",
        "at_least",
        "percent",
        "property",
        "kinds",
        "levels",
        "basis",
        "burden",
        "stage",
        "deadline",
        "missing",
    )
    target: Json = {"kinds": kinds, "basis": "broad", "missing": ""} | given
    measure = target.get("measure")
    if measure == "offset":
        target.setdefault("burden", "net")
    if isinstance(target.get("percent"), int):
        target["percent"] = str(target["percent"])
    if "at_least" not in target and re.search(r"[.,/]", str(target.get("percent", ""))):
        target["at_least"] = f"{target.pop('percent')}%"  # the older field holds whole ones only
    if "at_least" in target:
        target["at_least"] = as_signed(measure, target["at_least"])
    return {name: target[name] for name in order if name in target} | target


def _dates_as_text(value: Any) -> Any:
    """Return TOML data with its dates as ISO text."""
    if isinstance(value, dict):
        return {name: _dates_as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
