"""Words descriptions: what was read of files, a whole description, its changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from procedures.rules.description_changes import DescriptionChange
from procedures.scans.amendable import text_to_amend
from procedures.services.descriptions import DescriptionImport, DescriptionVersion
from procedures.terminal.tables import listed_briefly
from procedures.wording.formats import count, dong, exact, local_time
from procedures.wording.language import N_, _, term
from procedures.wording.terminal_text import one_line, truncate

_WIDEST = 300
_HEADS = {
    "subjects": N_("Who it is for"),
    "address": N_("Where it is handed in"),
    "steps": N_("Steps"),
    "conditions": N_("Conditions"),
    "result": N_("Result"),
    "related": N_("Related procedures"),
}
_AGENCIES = {
    "performing": N_("carried out by"),
    "competent": N_("decided by"),
    "coordinating": N_("together with"),
    "authorised": N_("authorised"),
}
_PARTS = {
    "name": N_("name"),
    "levels": N_("levels"),
    "decision": N_("decision"),
    "decision_body": N_("body of the decision"),
    "field": N_("field"),
    "kind": N_("kind"),
    "agencies": N_("agencies"),
    "channels": N_("channels"),
    "items": N_("dossier"),
    "bases": N_("legal bases"),
}
_WHATS = {"came": N_("came"), "went": N_("went"), "changed": N_("changed"), "moved": N_("moved")}


def described_lines(found: DescriptionImport) -> Iterator[str]:
    """Yield what was read: new, changed, unchanged, of unknown procedures; what was not understood."""
    yield _("{new} description(s) to sign, {changed} of them in place of another; {same} unchanged").format(
        new=count(len(found.new)), changed=count(found.changed), same=count(found.same)
    )
    if found.unknown:
        yield "! " + _("{n} of procedures that are not on record, left out: {codes}").format(
            n=count(len(found.unknown)),
            codes=listed_briefly([one_line(code) for code, _place in found.unknown]),
        )
        yield "  " + _("Take the list in first: tinhgon procedure import FILE")
    if found.without_code:
        yield "! " + _("{n} without a code, left out: a description needs the code of its procedure").format(
            n=count(found.without_code)
        )
    if found.skipped:
        yield "! " + _("files of another kind, not read: {names}").format(
            names=listed_briefly([one_line(name) for name in found.skipped])
        )
    for part, number in sorted(found.unread.items()):
        yield "! " + _("not understood, kept as words: {part}: {n}").format(
            part=part_words(part), n=count(number)
        )
    if found.cleaned:
        yield "! " + _("{n} character(s) that cannot be seen were left out").format(n=count(found.cleaned))


def described_briefly(described: Mapping[str, Any]) -> str:
    """Return how much a description holds, in one line."""
    parts = [_("{n} paper(s)").format(n=len(described["items"]))]
    parts.append(_("{n} channel(s)").format(n=len(described["channels"])))
    parts.append(_("{n} legal basis(es)").format(n=len(described["bases"])))
    if described["levels"]:
        parts.append(", ".join(term("performing-level", level) for level in described["levels"]))
    if described["unread"]:
        parts.append(_("{n} part(s) not understood").format(n=len(described["unread"])))
    return "; ".join(parts)


def description_lines(code: str, described: Mapping[str, Any]) -> Iterator[str]:
    """Yield a whole description, section by section."""
    yield f"{one_line(code)}  {one_line(described['name'])}"
    levels = ", ".join(term("performing-level", level) for level in described["levels"])
    yield _("carried out at: {levels}").format(levels=levels or _("not known"))
    if described["decision"]:
        yield _("published by: {decision}").format(decision=one_line(described["decision"]))
    if described["field"]:
        yield _("field: {field}").format(field=one_line(described["field"]))
    for field, head in _AGENCIES.items():
        if described["agencies"][field]:
            names = "; ".join(one_line(name) for name in described["agencies"][field])
            yield f"{_(head)}: {names}"
    yield from _text("subjects", described)
    yield from ("", _("Channels"))
    yield from (f"- {_channel(channel)}" for channel in described["channels"])
    yield from ("", _("Dossier"), *_dossier(described["items"]))
    yield from ("", _("Legal bases"))
    for basis in described["bases"]:
        level = term("level", basis["level"]) if basis["level"] else _("level not known")
        yield f"- {one_line(basis['number'])}  {one_line(basis['title'])} ({level})"
    yield "  " + _may_amend(described)
    for field in ("address", "steps", "conditions", "result", "related"):
        yield from _text(field, described)
    if described["unread"]:
        yield ""
        yield _("Not understood, kept as words:")
        for part in described["unread"]:
            yield f"  {part_words(part['part'])}: {truncate(one_line(part['words']), _WIDEST)}"


def _may_amend(described: Mapping[str, Any]) -> str:
    """Return who may change what is asked for: the lowest text that could hold it, and its level (R13)."""
    amend = text_to_amend(described)
    if amend.level is None:
        return _("who may amend what it asks for is not told by these texts: state it")
    return _("to amend what it asks for: {document} ({who})").format(
        document=one_line(amend.document), who=term("level", amend.level)
    )


def _dossier(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    case = ""
    for number, item in enumerate(items, 1):
        if item["case"] != case:
            case = item["case"]
            yield f"  [{one_line(case)}]" if case else "  –"
        yield f"{number}. {one_line(item['name'])}{_counts(item)}"


def changes_lines(
    code: str, versions: Sequence[tuple[DescriptionVersion, Sequence[DescriptionChange]]]
) -> Iterator[str]:
    """Yield each description that came on record, newest last, with what came, went, changed or moved."""
    yield one_line(code)
    for number, (version, changes) in enumerate(versions):
        yield ""
        yield _("entry {seq}, {moment}, {person}: {source}").format(
            seq=version.seq,
            moment=local_time(version.recorded_at),
            person=one_line(version.person),
            source=one_line(version.source),
        )
        if number and not changes:
            yield "  " + _("no difference")
        for change in changes:
            yield f"  {_(_WHATS[change.what])}: {part_words(change.part)}"
            if change.what == "moved":
                continue
            for sign, text in (("-", change.before), ("+", change.after)):
                if text:
                    yield f"    {sign} {truncate(one_line(text), _WIDEST)}"


def part_words(part: str) -> str:
    """Return a part of a description in words: a field, or such as "dossier 3"."""
    field, _dot, number = part.partition(".")
    name = _(_PARTS.get(field) or _HEADS.get(field) or field)
    return f"{name} {number}" if number.isdigit() else name


def _text(field: str, described: Mapping[str, Any]) -> Iterator[str]:
    if described[field]:
        yield ""
        yield _(_HEADS[field])
        for paragraph in described[field].splitlines():
            if paragraph.strip():
                yield f"  {one_line(paragraph)}"


def _channel(channel: Mapping[str, Any]) -> str:
    fee, limit = channel["fee"], channel["limit"]
    words = [term("channel", channel["channel"])]
    if limit is not None:
        words.append(f"{exact(Fraction(limit['value']))} {term('time', limit['unit'])}")
    elif channel["limit_words"]:
        words.append(one_line(channel["limit_words"]))
    if fee is not None:
        words.append(_("fee {amount} đồng").format(amount=dong(int(fee))))
    elif channel["fee_words"]:
        words.append(truncate(one_line(channel["fee_words"]), _WIDEST))
    return "; ".join(words)


def _counts(item: Mapping[str, Any]) -> str:
    parts = []
    if item["originals"] is not None:
        parts.append(_("{n} original(s)").format(n=item["originals"]))
    if item["copies"] is not None:
        parts.append(_("{n} copy(ies)").format(n=item["copies"]))
    if item["form"]:
        parts.append(one_line(item["form"]))
    return f" ({'; '.join(parts)})" if parts else ""
