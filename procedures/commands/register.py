"""`demo`, `init`, `doctor`, `register …`: making a register and keeping it."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer

from procedures.commands.framework.session import (
    ask_yes_no,
    echo_data,
    echo_message,
    key_loader,
    missing_option_error,
    output_format,
    print_table,
    progress,
    register_url,
    session_from_options,
    settings,
)
from procedures.input.checks import normalise
from procedures.wording.formats import as_json, count, local_time, one_line
from procedures.wording.language import _

if TYPE_CHECKING:
    from workflow.identity.signing import Signer


def demo(
    folder: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help=_("where to build it"))
    ] = Path("demo"),
) -> None:
    from procedures.services.register.demo import build
    from procedures.services.verdict.sheet import verdict_sheet
    from procedures.terminal.verdict import render

    desk, told = build(folder, echo_message)
    echo_message("")
    echo_data(render(verdict_sheet(desk), desk.register, output_format("table")))
    echo_message("")
    echo_message(
        _(
            "{units} units, {procedures} procedures, {people} demonstration accounts, {acts} signed acts."
        ).format(**told)
    )
    echo_message(_("Next:"))
    echo_message(f"  cd {folder}")
    for line in ("tinhgon status --as lan.bt", "tinhgon check --unit so-y-te", "tinhgon queue --as minh.tv",
                 "tinhgon audit verify --as thu.ph"):  # fmt: skip
        echo_message(f"  {line}")


def init(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=_("the register's name, e.g. the province"))
    ],
    registrar: Annotated[
        list[str],
        typer.Option(
            "--registrar",
            metavar="PERSON[=NAME]",
            help=_("a first registrar; name two, so that one lost key does not freeze it"),
        ),
    ],
) -> None:
    from procedures.services.register.create import (
        found,
        key_folder,
        load_key,
        need_vacancy,
        new_key,
    )

    asked = settings(click.get_current_context())
    url = register_url(asked)
    need_vacancy(url)
    if not normalise(name):
        raise missing_option_error("NAME", "missing")
    people: dict[str, tuple[str, Signer]] = {}
    for text in registrar:
        id_, _equals, full = normalise(text).partition("=")
        folder = key_folder(url)
        try:
            own = Path(asked.key) if asked.key and not people else None
            signer = load_key(id_, own, [folder], lambda: b"")
        except Exception as error:
            from workflow.errors import Unsignable

            if not isinstance(error, Unsignable) or error.code != "no-key":
                raise
            signer, path = new_key(folder, id_)
            echo_message(
                _("Made the key {path}; it is the only proof of being {person}.").format(
                    path=path, person=id_
                )
            )
        people[id_] = (full or id_, signer)
    desk = found(url, normalise(name), people)
    if len(people) == 1:
        echo_message(
            _(
                "Only one registrar: if that key is lost, nobody can be added any more. Name a second one."
            )
        )
    echo_message(
        _(
            "Register id {id}: print it, and put it into the decision that sets the register up."
        ).format(id=desk.register.id)
    )
    echo_message(
        _("Next: tinhgon unit add ID NAME --as {person}").format(person=next(iter(people)))
    )
    echo_data(f"{desk.register.id}\n")


def info() -> None:
    desk = session_from_options()
    register, head = desk.register, desk.head
    data = {
        "id": register.id, "name": register.name, "note": register.note, "place": desk.store.place,
        "entries": head.seq + 1, "head": head.leaf.hex(), "recorded_at": head.recorded_at,
        "dialect": desk.store.database.dialect, "layout": desk.store.schema.stamp,
        "definition": register.since,
    }  # fmt: skip
    if output_format("table") == "json":
        echo_data(as_json(data))
        return
    rows = [(name, str(value)) for name, value in data.items() if value != ""]
    print_table((_("Field"), _("Value")), rows, keys=("field", "value"), default="table")


def receive(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help=_("files written with --out"))
    ],
) -> None:
    from procedures.services.register import backup as exchange
    from procedures.wording.error_messages import refusal, refusal_code
    from workflow.decision import Refused

    desk = session_from_options()
    codes = []
    with progress():
        answers = list(exchange.receive(desk, files))
    for one in answers:
        if isinstance(one.answer, Refused):
            echo_message(f"✗ {one.path}:")
            for line in refusal(one.intent.act, one.answer.reasons):
                echo_message(f"  {line}")
            codes.append(refusal_code(one.answer.reasons))
        else:
            echo_data(
                _("{path}: recorded as entry {seq}").format(path=one.path, seq=one.answer.seq)
                + "\n"
            )
    if codes:
        raise typer.Exit(codes[0] if len(set(codes)) == 1 else 3)


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("a file that does not exist yet"))
    ],
) -> None:
    from procedures.services.register import backup as exchange

    position = exchange.backup(session_from_options(), target)
    echo_message(
        _("Copied and verified up to entry {seq}: {path}").format(seq=position, path=target)
    )
    echo_data(f"{one_line(str(target))}\n")


def restore(source: Annotated[Path, typer.Argument(metavar="BACKUP")]) -> None:
    from procedures.services.register import restore as keeping
    from procedures.services.session import open_session, receipt
    from procedures.terminal import act_preview as acts
    from workflow.errors import StorageFault

    asked = settings(click.get_current_context())
    url = register_url(asked)
    if url.startswith(("postgresql://", "postgres://")):
        raise StorageFault("backup-by-server", path="PostgreSQL")
    person = asked.person or os.environ.get("TINHGON_AS", "")
    if not person:
        raise missing_option_error("--as", "person-missing")
    # Right and key are tried on the backup itself: nothing is replaced for someone who may not.
    keeping.try_right(source, person, key_loader(asked, url, person))
    if not asked.yes:
        if asked.no_input or not sys.stdin.isatty():
            raise missing_option_error("--yes", "needs-yes")
        if not ask_yes_no(
            _("Put {path} in the place of {target}?").format(path=source, target=url)
        ):
            raise click.Abort
    target = Path(url.removeprefix("sqlite:///"))
    with keeping.restore_draft(source, target) as draft:
        desk = open_session(str(draft.path), person=person, key=key_loader(asked, url, person))
        act = keeping.draft_restore(desk, source, draft.position, draft.missing)
        for line in acts.describe(desk, act, (), verbose=asked.verbose):
            echo_message(line)
        done = receipt(act.intent.act, desk.submit([desk.sign(act)])[0])
        desk.store.close()
        keeping.put_in_place(draft, target)
    echo_message(
        _("In place up to entry {seq}; missing: {missing}").format(
            seq=draft.position, missing=draft.missing
        )
    )
    acts.print_receipt(done, output_format("table"), 1)


def rebuild() -> None:
    from procedures.services.register import backup as exchange

    desk = session_from_options()
    with progress():
        rows = exchange.rebuild(desk)
    echo_message(
        _("Made anew from {n} entries: {rows} rows. The journal was not touched.").format(
            n=desk.head.seq + 1, rows=count(rows)
        )
    )


def doctor() -> None:
    """Everything that can be wrong with a machine, told before it matters."""
    import importlib.util

    from procedures.services.register.create import key_folder
    from procedures.services.session import system_clock
    from workflow.errors import WorkflowError
    from workflow.storage.files import is_share, kind_of

    asked = settings(click.get_current_context())
    url = register_url(asked)
    rows: list[tuple[str, str, str]] = []

    def say(name: str, value: object, fine: bool = True) -> None:
        rows.append((name, one_line(str(value)), _("fine") if fine else _("look here")))

    say("python", platform.python_version(), sys.version_info >= (3, 11))
    say("sqlite", sqlite3.sqlite_version, sqlite3.sqlite_version_info >= (3, 37))
    say(
        "encoding",
        sys.stdout.encoding,
        (sys.stdout.encoding or "").lower().replace("-", "") == "utf8",
    )
    say("extra pg", "psycopg" if importlib.util.find_spec("psycopg") else "–")
    if not url.startswith("postgres"):
        path = Path(url.removeprefix("sqlite:///"))
        say("file system", kind_of(path) or "?", not is_share(path))
    folder = key_folder(url)
    if folder.exists():
        loose = (
            [
                one.name
                for one in folder.iterdir()
                if one.suffix not in {".pub", ".proof"} and one.stat().st_mode & 0o077
            ]
            if os.name == "posix"
            else []
        )
        say("keys", f"{folder}: {', '.join(loose) or 'ok'}", not loose)
    try:
        desk = session_from_options()
        head = desk.head
        say("register", desk.store.place)
        with desk.store.snapshot() as connection:
            for one in desk.store.database.settings(connection):
                say(one.name, one.value, one.fine)
        say("head", f"{head.seq} {head.leaf.hex()[:16]} {local_time(head.recorded_at)}")
        say("clock", local_time(system_clock()), system_clock() >= head.recorded_at)
        stale = desk.store.stale()
        say(
            "tables",
            desk.store.schema.stamp if not stale else _("made by another version"),
            not stale,
        )
        furniture = () if stale else desk.store.schema_objects()
        say("triggers", ", ".join(furniture) or "ok", not furniture)
    except WorkflowError as error:
        from procedures.wording.error_messages import lines

        say("register", lines(error)[0], error.code == "register-not-found")
    heads = (_("Checked"), _("Found"), _("Judgement"))
    print_table(heads, rows, keys=("check", "found", "judgement"), default="table")
