"""Words the findings of verifications, witnesses and traces, and entries of the journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from procedures.services.evidence.checkpoints import CheckpointRecord
from procedures.services.evidence.journal_log import JournalLine
from procedures.services.evidence.trace import EntryFigures, UnitFigures
from procedures.services.evidence.verification import BundleResult, RegisterResult
from procedures.services.verdict.explanation import ExplanationNode
from procedures.services.verdict.sheet import VerdictSheet
from procedures.terminal.act_preview import body_lines
from procedures.terminal.explanation import node_label
from procedures.terminal.register_notices import time_gap_lines
from procedures.wording.error_messages import named, sentence
from procedures.wording.formats import count, date, local_time
from procedures.wording.language import _, document_name, term
from procedures.wording.messages import error_number
from procedures.wording.terminal_text import one_line, truncate
from workflow.findings import Finding

_SHOWN = 200
_FEW = 4  # figures shown of one entry
_ITEMS = 12  # subjects shown of one entry


def register_result_lines(result: RegisterResult) -> Iterator[str]:
    """Yield the result of a verification of a register."""
    if result.note:
        yield f"! {one_line(result.note)}"
    head = result.head
    if head is None:
        yield from finding_lines(result.findings)
        text = _(
            "{n} finding(s). The journal is the truth: damaged tables are made anew by “tinhgon register rebuild”; a damaged journal needs a backup."
        )
        yield text.format(n=len(result.findings))
        return
    text = _("Verified: {n} entries, chain, signatures, rights, rules, index, tables and verdicts agree.")
    yield text.format(n=head.seq + 1)
    if result.points:
        yield _("So do {n} checkpoint(s) cosigned by somebody else.").format(n=result.points)
    if result.uncosigned:
        text = _(
            "{n} checkpoint(s) that only their maker signed agree too; they prove nothing against their maker."
        )
        yield text.format(n=result.uncosigned)
    yield from time_gap_lines(result.gaps)
    yield _("Register {id}").format(id=result.register)
    yield _("Head {seq} {leaf} ({time})").format(
        seq=head.seq, leaf=head.leaf.hex(), time=local_time(head.recorded_at)
    )


def bundle_result_lines(result: BundleResult) -> Iterator[str]:
    """Yield the result of a verification of a bundle."""
    if result.note:
        yield f"! {one_line(result.note)}"
    yield from finding_lines(result.findings)
    if not result.findings:
        text = _(
            "Verified: {n} entries of the bundle, chain, signatures, rights, rules and checkpoints agree."
        )
        yield text.format(n=result.entries)


def entry_lines(line: JournalLine) -> Iterator[str]:
    """Yield one entry: person, act, subjects, and the digest of the signed text."""
    intent = line.intent
    yield _head(line)
    for item in intent.items[:_ITEMS]:
        yield f"  • {named(item.subject)}"
        body = {name: value for name, value in item.body.items() if name != "definition"}
        yield from (f"    {text}" for text in body_lines(body))
    if len(intent.items) > _ITEMS:
        yield "  " + _("… and {n} more").format(n=len(intent.items) - _ITEMS)
    yield from (f"  {text}" for text in body_lines(intent.body))
    if intent.reason:
        yield "  " + _("reason: {reason}").format(reason=one_line(intent.reason))
    yield "  " + _("SHA-256 of the signed text: {digest}").format(digest=intent.digest)
    yield "  " + _("key {key}, leaf {leaf}").format(key=line.key, leaf=line.leaf)


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield findings, one a line."""
    for finding in findings[:_SHOWN]:
        what = sentence(finding.code, {"detail": finding.detail, "key": finding.detail})
        yield "✗ " + one_line(f"{finding.place}: {what} ({error_number(finding.code)})")
    if len(findings) > _SHOWN:
        yield _("… and {n} more").format(n=len(findings) - _SHOWN)


def witnessed(newest: CheckpointRecord | None, position: int) -> str:
    """Return the age of the newest outside cosignature in a line; `position`: the register's last entry."""
    if newest is None:
        return _("No checkpoint that somebody else has cosigned lies beside the register.")
    signed = max(newest.by_others, key=lambda signature: signature.time or 0)
    return _("Newest cosigned checkpoint: {size} entries, by {person} on {time}; {n} entries since").format(
        size=count(newest.point.size),
        person=signed.person,
        time=local_time(_instant(signed.time or 0)),
        n=count(max(0, position + 1 - newest.point.size)),
    )


def entries_behind_lines(sheet: VerdictSheet, unit: str, entries: Sequence[EntryFigures]) -> Iterator[str]:
    """Yield the entries that a unit's figures rest on."""
    yield _("{unit}, {programme}: {n} entries behind its figures").format(
        unit=unit, programme=sheet.programme.id, n=count(len(entries))
    )
    for entry in entries:
        yield _head(entry.line)
        for paper in entry.documents:
            yield f"    {document_name(paper.slot)} {one_line(paper.number)}, {date(paper.date)}"
        figures = _figure_lines(entry.figures)
        yield from figures[:_FEW]
        if len(figures) > _FEW:
            yield "    " + _("… and {n} more").format(n=count(len(figures) - _FEW))


def figures_from_entry_lines(line: JournalLine, units: Sequence[UnitFigures]) -> Iterator[str]:
    """Yield the figures that rest on one entry."""
    yield _head(line)
    if not units:
        yield "  " + _("No figure of a sealed programme rests on it now.")
    for unit in units:
        yield f"  {unit.programme}, {unit.unit}:"
        yield from _figure_lines(unit.figures)[:20]


def _figure_lines(figures: Sequence[ExplanationNode]) -> list[str]:
    """Return each figure once, in a line."""
    return list(dict.fromkeys(f"    {truncate(node_label(node), 110)}  [{node.rule}]" for node in figures))


def _head(line: JournalLine) -> str:
    return _("Entry {seq}, {time}: {act} by {name} ({person}), {role}").format(
        seq=line.seq,
        time=local_time(line.recorded_at),
        act=term("act", line.intent.act),
        name=one_line(line.name),
        person=line.intent.person,
        role=term("role", line.intent.role),
    )


def _instant(seconds: int) -> str:
    from datetime import UTC, datetime  # few calls show a time

    return datetime.fromtimestamp(seconds, UTC).isoformat()
