"""What verification, witnesses and traces found, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from procedures.services.evidence.checkpoints import Seen
from procedures.services.evidence.journal_log import Line
from procedures.services.verdict.explanation import ExplanationNode
from procedures.services.verdict.sheet import VerdictSheet
from procedures.services.verdict.trace import Behind, Made
from procedures.terminal.explanation import node_label
from procedures.terminal.proposals import document_name
from procedures.wording.delimited import as_json
from procedures.wording.error_messages import sentence
from procedures.wording.formats import count, date, local_time
from procedures.wording.language import _, term
from procedures.wording.messages import number
from procedures.wording.terminal_text import one_line, truncate
from workflow.findings import Finding

_SHOWN = 200
_FEW = 4  # figures told of one entry in a line each


def findings(found: Sequence[Finding]) -> list[dict[str, str]]:
    """Findings for machines."""
    return [
        {"code": one.code, "number": number(one.code), "place": one.place, "detail": one.detail}
        for one in found
    ]


def finding_lines(found: Sequence[Finding]) -> Iterator[str]:
    """Findings for people."""
    for one in found[:_SHOWN]:
        yield f"✗ {one.place}: {sentence(one.code, {'detail': one.detail})} ({number(one.code)})"
    if len(found) > _SHOWN:
        yield _("… and {n} more").format(n=len(found) - _SHOWN)


def witnessed(seen: Seen | None, position: int) -> str:
    """How old the newest outside cosignature is, in a line."""
    if seen is None:
        return _("No checkpoint that somebody else has cosigned lies beside the register.")
    signed = max(seen.by_others, key=lambda one: one.time or 0)
    return _("Newest cosigned checkpoint: {size} entries, by {person} on {time}; {n} entries since").format(
        size=count(seen.point.size),
        person=signed.person,
        time=local_time(_instant(signed.time or 0)),
        n=count(max(0, position + 1 - seen.point.size)),
    )


def traced(sheet: VerdictSheet, unit: str, found: Sequence[Behind], form: str) -> str:
    """The entries behind a unit's figures."""
    if form == "json":
        entries = [
            _line(one.line)
            | {
                "figures": [_figure(node) for node in one.figures],
                "documents": [paper._asdict() for paper in one.documents],
            }
            for one in found
        ]
        return as_json(
            {"unit": unit, "programme": sheet.programme.id, "position": sheet.position, "entries": entries}
        )
    lines = [
        _("{unit}, {programme}: {n} entries behind its figures").format(
            unit=unit, programme=sheet.programme.id, n=count(len(found))
        )
    ]
    for one in found:
        lines.append(_head(one.line))
        papers = (
            f"{document_name(paper.slot)} {one_line(paper.number)}, {date(paper.date)}"
            for paper in one.documents
        )
        lines += [f"    {text}" for text in papers]
        told = _told(one.figures)
        lines += told[:_FEW]
        if len(told) > _FEW:
            lines.append("    " + _("… and {n} more").format(n=count(len(told) - _FEW)))
    return "\n".join(lines) + "\n"


def figures_of(line: Line, found: Sequence[Made], form: str) -> str:
    """The figures that rest on one entry."""
    if form == "json":
        units = [
            {"programme": one.programme, "unit": one.unit, "figures": [_figure(node) for node in one.figures]}
            for one in found
        ]
        return as_json(_line(line) | {"units": units})
    lines = [_head(line)]
    if not found:
        lines.append("  " + _("No figure of a sealed programme rests on it now."))
    for one in found:
        lines.append(f"  {one.programme}, {one.unit}:")
        lines += _told(one.figures)[:20]
    return "\n".join(lines) + "\n"


def _told(figures: Sequence[ExplanationNode]) -> list[str]:
    """Each figure once, in a line."""
    return list(dict.fromkeys(f"    {truncate(node_label(one), 110)}  [{one.rule}]" for one in figures))


def _head(line: Line) -> str:
    return _("Entry {seq}, {time}: {act} by {name} ({person}), {role}").format(
        seq=line.seq,
        time=local_time(line.recorded_at),
        act=term("act", line.intent.act),
        name=one_line(line.name),
        person=line.intent.person,
        role=term("role", line.intent.role),
    )


def _line(line: Line) -> dict[str, Any]:
    return {
        "seq": line.seq,
        "recorded_at": line.recorded_at,
        "act": line.intent.act,
        "person": line.intent.person,
        "key": line.key,
        "leaf": line.leaf,
        "intent": line.intent.digest,
    }


def _figure(node: ExplanationNode) -> dict[str, Any]:
    return {"label": node.label, "rule": node.rule, "values": dict(node.values)}


def _instant(seconds: int) -> str:
    from datetime import UTC, datetime  # few calls tell a time

    return datetime.fromtimestamp(seconds, UTC).isoformat()
