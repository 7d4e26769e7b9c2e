"""`audit …`: the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from click import get_current_context

from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import checkpoint_folder, receipt_folder, session_from_options
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    optional_extra,
    output_format,
    print_table,
    progress,
)
from procedures.wording.delimited import as_json
from procedures.wording.formats import local_time
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line

_LONG = 19  # digits: more than any position has, and than Python makes a number of


def verify(
    paper: Annotated[
        Path | None,
        typer.Option("--paper", metavar="FILE", help=_("recompute a paper at its position, word by word")),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="FILE", help=_("a checkpoint kept elsewhere; several times")),
    ] = None,
    bundle: Annotated[
        Path | None, typer.Option("--bundle", metavar="DIR", help=_("check a bundle, not a register"))
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option("--templates", metavar="DIR", help=_("the templates the paper was made with")),
    ] = None,
) -> None:
    if paper is not None:
        _paper(paper, templates)
        return
    from procedures.services.evidence import checkpoints, verification

    checkpoints.require_against(against or ())
    if bundle is not None:
        _bundle(bundle, against or ())
        return
    from procedures.terminal.evidence import finding_lines, findings

    session = session_from_options()
    with progress():
        points = [*(against or ()), *sorted(checkpoint_folder().glob("*.txt"))]
        found = list(verification.verify(session, points, receipt_folder(), workers=0))
    head = None if found else session.head  # a damaged newest entry cannot be read
    if output_format("table") == "json":
        echo_data(
            as_json(
                {
                    "register": session.register.id,
                    "entries": head.seq + 1 if head else None,
                    "head": head.leaf.hex() if head else None,
                    "findings": findings(found),
                }
            )
        )
    elif head is not None:
        echo_data(
            _(
                "Verified: {n} entries, chain, signatures, rights, rules, index, tables and verdicts agree."
            ).format(n=head.seq + 1)
            + "\n"
        )
        if points:
            echo_data(_("So do {n} checkpoint(s) kept elsewhere.").format(n=len(points)) + "\n")
        echo_data(_("Register {id}").format(id=session.register.id) + "\n")
        echo_data(
            _("Head {seq} {leaf} ({time})").format(
                seq=head.seq, leaf=head.leaf.hex(), time=local_time(head.recorded_at)
            )
            + "\n"
        )
    else:
        echo_data("".join(f"{line}\n" for line in finding_lines(found)))
        echo_data(
            _(
                "{n} finding(s). The journal is the truth: damaged tables are made anew by “tinhgon register rebuild”; a damaged journal needs a backup."
            ).format(n=len(found))
            + "\n"
        )
    if found:
        raise typer.Exit(7)


def _bundle(folder: Path, against: Sequence[Path]) -> None:
    from procedures.services.evidence import bundles
    from procedures.terminal.evidence import finding_lines, findings

    with progress():
        found, walked = bundles.verify(folder, against)
    entries = len(walked.leaves)
    if output_format("table") == "json":
        head = walked.leaves.leaf_at(entries - 1)
        echo_data(
            as_json({"entries": entries, "head": head.hex() if head else None, "findings": findings(found)})
        )
    elif not found:
        echo_data(
            _(
                "Verified: {n} entries of the bundle, chain, signatures, rights, rules and checkpoints agree."
            ).format(n=entries)
            + "\n"
        )
    else:
        echo_data("".join(f"{line}\n" for line in finding_lines(found)))
    if found:
        raise typer.Exit(7)


def checkpoint(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help=_("where to write it [printed]"))
    ] = None,
) -> None:
    from procedures.services.evidence import checkpoints

    _keep(checkpoints.make(session_from_options(acting=True)), output)


def witness(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("a checkpoint"))],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help=_("where to write it [printed]"))
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option("--state", metavar="FILE", help=_("what this witness has seen [the user's own folder]")),
    ] = None,
) -> None:
    from procedures.services.evidence import checkpoints
    from procedures.wording.error_messages import sentence
    from procedures.wording.messages import number

    session = session_from_options(acting=True)
    memory = state or receipt_folder().parent / "witness.db"
    try:
        note = checkpoints.witness(session, file, memory)
    except checkpoints.Refusal as refusal:
        told = sentence(refusal.code, {"detail": refusal.detail})
        echo_message(_("Not cosigned: {why} ({number})").format(why=told, number=number(refusal.code)))
        raise typer.Exit(7) from refusal
    _keep(note, output)


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("a new folder"))],
    points: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", metavar="FILE", help=_("a checkpoint to go with it; several times")),
    ] = None,
) -> None:
    from procedures.services.evidence import bundles

    session = session_from_options(acting=bool(settings(get_current_context()).person))
    with progress():
        entries = bundles.export(session, folder, points or ())
    echo_message(
        _("Written: {path}, {n} entries. Check it with: sh {path}/verify.sh {path}").format(
            path=folder, n=entries
        )
    )


def contested(
    person: Annotated[str, typer.Option("--person", metavar="PERSON", help=_("acts of one person"))] = "",
) -> None:
    from procedures.services.people.contested_acts import contested as listed

    rows = [
        (
            one.line.seq,
            one.line.recorded_at,
            one.line.intent.person,
            one.line.intent.act,
            len(one.line.intent.items),
            one.line.key,
            one.confirmed,
        )
        for one in listed(session_from_options(), person)
    ]
    heads = (
        _("Entry"),
        _("Recorded"),
        _("Person"),
        _("Act"),
        _("Subjects"),
        _("Key"),
        _("Confirmed by entry"),
    )
    keys = ("seq", "recorded_at", "person", "act", "subjects", "key", "confirmed")
    terms = {"act": "act", "recorded_at": "instant"}
    print_table(heads, rows, keys=keys, terms=terms, right="rlllrlr")


def trace(
    place: Annotated[str, typer.Argument(metavar="UNIT|SEQ", help=_("a unit's figures, or an entry"))],
    programme: Annotated[
        str, typer.Option("--programme", help=_("which programme [the only sealed one]"))
    ] = "",
) -> None:
    from procedures.services.verdict import trace as tracing
    from procedures.terminal import evidence

    session = session_from_options()
    if place.isdecimal() and len(place) < _LONG:
        line, made = tracing.figures_from_entry(session, int(place))
        echo_data(evidence.figures_of(line, made, output_format("table")))
    else:
        sheet, found = tracing.entries_behind_unit(session, place, programme)
        echo_data(evidence.traced(sheet, place, found, output_format("table")))


def _keep(text: str, output: Path | None) -> None:
    from procedures.services.register.files import write_new_file

    if output is None:
        echo_data(text)
        return
    write_new_file(output, text.encode())
    echo_message(_("Written: {path}").format(path=output))


def _paper(path: Path, templates: Path | None) -> None:
    from procedures.papers.check_paper import check_paper
    from procedures.terminal.intake_problems import unreadable
    from procedures.terminal.paper_check import failed, render

    session = session_from_options()
    with unreadable(path), optional_extra("papers", "docxtpl, typst, xlsxwriter, pypdf"):
        found = check_paper(session, path, templates)
    echo_data(render(found, path, output_format("table")))
    if failed(found):
        raise typer.Exit(7)


def log(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="[CODE|SUBJECT]", help=_("a procedure's code, or a subject such as unit/so-y-te")
        ),
    ] = "",
    person: Annotated[str, typer.Option("--person", help=_("acts of one person"))] = "",
    last: Annotated[int, typer.Option("--last", min=0, help=_("only the newest so many"))] = 0,
) -> None:
    from procedures.services.evidence import journal_log

    session = session_from_options()
    wanted = f"procedure/{subject}" if subject and "/" not in subject else subject
    rows = []
    for line in journal_log.log(session, wanted, person, last):
        subjects = [item.subject.partition("/")[2] for item in line.intent.items]
        about = subjects[0] + (f" (+{len(subjects) - 1})" if len(subjects) > 1 else "")
        rows.append(
            (
                line.seq,
                line.recorded_at,
                line.intent.person,
                line.intent.act,
                about,
                one_line(line.intent.reason),
                line.leaf[:16],
            )
        )
    heads = (_("Entry"), _("Recorded"), _("Person"), _("Act"), _("Subject"), _("Reason"), _("Leaf"))
    keys = ("seq", "recorded_at", "person", "act", "subject", "reason", "leaf")
    terms = {"act": "act", "recorded_at": "instant"}
    print_table(heads, rows, keys=keys, right="rllllll", terms=terms)


def entry(
    seq: Annotated[int, typer.Argument(metavar="SEQ", min=0)],
    folder: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help=_("write the files that ssh-keygen checks")),
    ] = None,
) -> None:
    from procedures.services.evidence import journal_log
    from procedures.terminal.act_preview import body_lines
    from procedures.wording.error_messages import named

    session = session_from_options()
    line, _chained = journal_log.entry(session, seq)
    if output_format("table") == "json":
        data = {"seq": line.seq, "recorded_at": line.recorded_at, "key": line.key, "leaf": line.leaf}
        echo_data(as_json(data | {"intent": line.intent.raw.decode()}))
    else:
        echo_data(
            _("Entry {seq}, {time}: {act} by {name} ({person}), {role}").format(
                seq=seq,
                time=local_time(line.recorded_at),
                act=term("act", line.intent.act),
                name=one_line(line.name),
                person=line.intent.person,
                role=term("role", line.intent.role),
            )
            + "\n"
        )
        for item in line.intent.items[:12]:
            echo_data(f"  • {named(item.subject)}\n")
            body = {name: value for name, value in item.body.items() if name != "definition"}
            echo_data("".join(f"    {text}\n" for text in body_lines(body)))
        if len(line.intent.items) > 12:  # noqa: PLR2004 - a screenful
            echo_data("  " + _("… and {n} more").format(n=len(line.intent.items) - 12) + "\n")
        echo_data("".join(f"  {text}\n" for text in body_lines(line.intent.body)))
        if line.intent.reason:
            echo_data("  " + _("reason: {reason}").format(reason=one_line(line.intent.reason)) + "\n")
        echo_data("  " + _("SHA-256 of the signed text: {digest}").format(digest=line.intent.digest) + "\n")
        echo_data("  " + _("key {key}, leaf {leaf}").format(key=line.key, leaf=line.leaf) + "\n")
    if folder is not None:
        paths = journal_log.export_entry(session, seq, folder)
        echo_message(_("Written: {files}").format(files=", ".join(path.name for path in paths)))
        echo_message(
            _(
                "Check with: ssh-keygen -Y verify -f {folder}/allowed_signers -I {person} -n tinhgon -s {file}.sig < {file}"
            ).format(person=line.intent.person, file=paths[0], folder=folder)
        )
