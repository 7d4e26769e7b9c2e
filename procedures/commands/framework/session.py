"""The counter: what every command shares. Options, the office they open, showing before signing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem
from typer.core import TyperCommand, TyperGroup

from procedures.wording.language import LANGUAGES, _, term
from workflow.runtime import in_flight as afterwards

if TYPE_CHECKING:
    from procedures.input.checks import BadInput
    from procedures.services.session import Draft, Session
    from workflow.identity.signing import Signer

_WIDEST = 64  # columns of one cell
FORMATS = ("table", "json", "csv", "tsv")


@dataclass
class Settings:
    """The global options of one call, after the environment has had its say."""

    register: str = ""
    person: str = ""
    key: str = ""
    form: str = ""
    at: int | None = None
    as_of: str = ""
    yes: bool = False
    no_input: bool = False
    no_color: bool = False
    quiet: bool = False
    verbose: bool = False
    dry_run: bool = False
    out: str = ""


class Known(click.types.StringParamType):
    """Text that names something on record: a shell can complete it from the register."""

    def __init__(self, what: str) -> None:
        self.what = what

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """What the register has under these letters; nothing where it cannot be read."""
        from procedures.commands.framework.completion import found

        return found(self.what, ctx, param, incomplete)


# What a place on the command line is called -> what the register has of it.
_KNOWN = {"CODE": "codes", "UNIT": "units", "PERSON": "people", "programme": "programmes"}


def completed(params: Sequence[click.Parameter]) -> list[click.Parameter]:
    """The same parameters; those that name something on record complete from it."""
    for param in params:
        place = (getattr(param, "metavar", None) or param.name or "").strip("[]….")
        if place in _KNOWN and param.type.name == "text":
            param.type = Known(_KNOWN[place])
    return list(params)


class Command(TyperCommand):
    """A command that takes the global options behind its name as well as before it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = completed([*self.params, *global_options(hidden=True)])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As Click does, but everything that is missing is named at once, not only the first."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter:
            values, _rest, _order = self.make_parser(ctx).parse_args(args=given)
            missing = [
                str(param.get_error_hint(ctx))
                for param in self.get_params(ctx)
                if param.required and param.value_is_missing(param.consume_value(ctx, values)[0])
            ]
            if len(missing) <= 1:
                raise
            text = _("these are missing: {names}").format(names=", ".join(missing))
            raise click.UsageError(text, ctx) from None


class SigningCommand(Command):
    """A writing command: it can show only (`--dry-run`) or sign for elsewhere (`--out FILE`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *_act_options()]


class CommandGroup(TyperGroup):
    """A group whose commands are loaded only when they are called: `--help` stays fast."""

    tree: dict[str, Any]
    path = ""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Names in the order of the tree."""
        return list(self.tree)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command by its name or its Vietnamese alias."""
        from procedures.commands.tree import ALIASES, load

        top = ctx.parent is None
        name = ALIASES.get(cmd_name, cmd_name) if top else cmd_name
        return load(self.path + name, self.tree[name]) if name in self.tree else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As Click does, with the nearest command suggested."""
        if self.get_command(ctx, args[0]) is None:
            import difflib

            near = difflib.get_close_matches(args[0], list(self.tree), 1)
            text = _("there is no command “{name}”").format(name=args[0])
            more = _("; did you mean “{near}”?").format(near=near[0]) if near else ""
            raise click.UsageError(text + more, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click's signature
        """The tree's own short texts, by section; no command is loaded for them."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, node in self.tree.items():
            sections.setdefault(node.section, []).append((name, _(node.text)))
        for section, rows in sections.items():
            with formatter.section(_(section)):
                formatter.write_dl(rows)


class RootGroup(CommandGroup):
    """The whole program; global options are shown here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = completed([*self.params, *global_options(hidden=False)])


def global_options(*, hidden: bool) -> list[click.Parameter]:
    """Fresh option objects; a value given nearer to the command wins."""
    made = [
        _option("--register", "register", _("the register: a file or a PostgreSQL URL [tinhgon.db]"),
                metavar="FILE|URL"),
        _option("--as", "person", _("who acts"), metavar="PERSON"),
        _option("--key", "key", _("the private key, if not beside the register; “agent” asks the ssh-agent"), metavar="FILE"),
        _option("--lang", "lang", _("language"), type=click.Choice(LANGUAGES)),
        _option("--format", "form", _("how to print"), type=click.Choice(FORMATS)),
        _option("--json", "json", _("the same as --format json"), is_flag=True, flag_value=True),
        _option("--as-of", "as_of", _("read as of the end of this date"), metavar="DATE"),
        _option("--at", "at", _("read as of this position of the journal"), type=int, metavar="SEQ"),
        _option("--yes", "yes", _("sign without asking"), is_flag=True),
        _option("--no-input", "no_input", _("never ask"), is_flag=True),
        _option("--no-color", "no_color", _("no colours"), is_flag=True),
        _option("-q", "quiet", _("say less"), is_flag=True),
        _option("-v", "verbose", _("say more"), is_flag=True),
    ]  # fmt: skip
    for option in made:
        option.hidden = hidden
    return list(made)


def settings(ctx: click.Context) -> Settings:
    """The settings of this call."""
    found: Settings = ctx.find_root().ensure_object(Settings)
    return found


def session_from_options(*, acting: bool = False) -> Session:
    """The register that the options name, as the person they name. Raises WorkflowError."""
    from procedures.input.checks import iso_date
    from procedures.services.session import open_session

    asked = settings(click.get_current_context())
    url = register_url(asked)
    as_of = iso_date(asked.as_of, "--as-of") if asked.as_of else ""
    person = asked.person or os.environ.get("TINHGON_AS", "")
    if acting and not person:
        raise missing_option_error("--as", "person-missing")
    key = key_loader(asked, url, person) if acting else None
    desk = open_session(url, person=person, key=key, at=asked.at, as_of=as_of)
    return with_receipts(desk)


def receipt_folder() -> Path:
    """Where receipts are kept: the user's own folder, not the register's."""
    return Path(click.get_app_dir("tinhgon")) / "receipts"


def checkpoint_folder() -> Path:
    """Where checkpoints lie that came back cosigned: beside the register, as the keys do."""
    from procedures.services.register.create import key_folder

    url = register_url(settings(click.get_current_context()))
    return key_folder(url).with_suffix(".checkpoints")


def with_receipts(desk: Session) -> Session:
    """The office that keeps receipts; it speaks up where the register has forgotten the newest one."""
    from dataclasses import replace

    from procedures.services.evidence import receipts

    folder = receipt_folder()
    kept = receipts.newest(folder, desk.register.id)
    if kept is not None and receipts.forgotten(desk.store, kept):
        echo_message("! " + _("You have a receipt of entry {seq}, which this register does not have (any more): an older copy, or another one. tinhgon audit verify tells more.").format(
                seq=kept.seq))  # fmt: skip
    return replace(desk, receipts=folder)


def register_url(asked: Settings) -> str:
    """Option, environment, or `tinhgon.db` here."""
    return asked.register or os.environ.get("TINHGON_REGISTER", "") or "tinhgon.db"


def key_loader(asked: Settings, url: str, person: str) -> Callable[[], Signer]:
    """Loads the key when it is time to sign: the file named, the folder beside, the user's own."""

    def load() -> Signer:
        from procedures.services.register.create import agent_key, key_folder, load_key
        from workflow.errors import Unsignable

        named = asked.key or os.environ.get("TINHGON_KEY", "")
        folders = (key_folder(url), Path(click.get_app_dir("tinhgon")) / "keys")
        if named == "agent":
            return agent_key(session_from_options(), person, os.environ)
        try:
            return load_key(person, Path(named) if named else None, folders, passphrase)
        except Unsignable as absent:
            if named or absent.code != "no-key":
                raise
            try:
                return agent_key(session_from_options(), person, os.environ)
            except Unsignable:
                raise absent from None

    return load


def passphrase() -> bytes:
    """Ask for the passphrase of a key; never from an argument."""
    if not can_ask():
        raise missing_option_error("passphrase", "needs-yes")
    typed: str = click.prompt(_("Passphrase of the key"), hide_input=True, err=True)
    return typed.encode()


def missing_option_error(place: str, code: str = "needs-option", value: str = "") -> BadInput:
    """An error that names the option to give."""
    from procedures.input.checks import BadInput, InputProblem

    return BadInput((InputProblem(place, code, value or place),))


def require_options(*options: tuple[str, object]) -> None:
    """Raise BadInput that names every one of these options (name, value) that is missing."""
    from procedures.input.checks import BadInput, InputProblem

    gone = [InputProblem(name, "needs-option", name) for name, value in options if not value]
    if gone:
        raise BadInput(tuple(gone))


def echo_message(text: str = "") -> None:
    """Say something to the person; data goes to stdout, talk to stderr."""
    from procedures.wording.formats import escape_control

    if not settings(click.get_current_context()).quiet:
        with suppress(OSError):  # who closed the ear has said --yes: the act goes on
            click.echo("\n".join(escape_control(line) for line in text.split("\n")), err=True)


def echo_data(text: str) -> None:
    """Print data as it is; not what came of a Ctrl-C that was swallowed."""
    afterwards.raise_if_interrupted()
    click.echo(text, nl=False)


def output_format(default: str = "") -> str:
    """The output format: asked for, else a table in a terminal and TSV in a pipe."""
    asked = settings(click.get_current_context()).form
    return asked or default or ("table" if sys.stdout.isatty() else "tsv")


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str | int | None]], *, keys: Sequence[str],
         terms: dict[str, str] | None = None, right: str = "", default: str = "") -> None:  # fmt: skip
    """Print a list in the format asked for.

    `keys` are stable names for machines; `terms` maps the columns whose values are stable names
    (one, or several with commas), days or instants to their kind: people read words and dates as
    they write them, machines the names and ISO 8601.
    """
    from procedures.wording.formats import as_json, delimited, table, truncate

    chosen = output_format(default)
    if chosen == "json":
        echo_data(as_json({"rows": [dict(zip(keys, row, strict=True)) for row in rows]}))
    elif chosen == "tsv":
        echo_data(delimited(keys, rows, chosen))
    else:
        kinds = [(terms or {}).get(key, "") for key in keys]
        told = [
            [_worded(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows
        ]
        if chosen == "table":  # a terminal is no place for names of 300 letters
            told = [
                [truncate(c, _WIDEST) if isinstance(c, str) else c for c in row] for row in told
            ]
        echo_data(
            table(heads, told, right=right) if chosen == "table" else delimited(heads, told, chosen)
        )


def _worded(cell: str | int | None, kind: str) -> str | int | None:
    if not kind or not isinstance(cell, str) or not cell:
        return cell
    from procedures.wording.formats import date, local_time

    if kind == "day":
        return date(cell)
    if kind == "instant":
        return local_time(cell)
    return ", ".join(term(kind, name) for name in cell.split(", "))


def sign_and_record(desk: Session, draft: Draft, preview: Sequence[str] = ()) -> None:
    """Show what will be signed, ask, sign, and record it (or write it to a file).

    Items that would be refused are shown first and left out only if the person agrees; the exit
    code is then 3. With nothing left, the refusal is the answer.
    """
    from procedures.services.register.backup import write_signed
    from procedures.terminal import act_preview as acts

    asked = settings(click.get_current_context())
    if not draft.intent.items:
        desk.sign(draft)  # raises the refusal with every reason
    for line in acts.describe(desk, draft, preview, verbose=asked.verbose):
        echo_message(line)
    if asked.dry_run:
        echo_message(_("Shown only; nothing was signed."))
        raise click.exceptions.Exit(3 if draft.refused else 0)
    confirm_or_abort(
        _("Leave these out and sign the rest?") if draft.refused else _("Sign and record?")
    )
    signed = desk.sign(draft)
    if asked.out:
        write_signed(signed, Path(asked.out))
        echo_message(
            _(
                "Signed, not recorded: {path}. Record it with: tinhgon register receive {path}"
            ).format(path=asked.out)
        )
    else:
        from procedures.services.session import receipt

        with progress():
            answers = desk.submit([signed])
        done = receipt(draft.intent.act, answers[0])
        acts.print_receipt(done, output_format("table"), len(draft.intent.items))
    if draft.refused:
        raise click.exceptions.Exit(3)


def sign_and_record_all(
    desk: Session, drafts: Sequence[Draft], preview: Sequence[str] = ()
) -> None:
    """Show several acts, ask once, sign each, record all of them or none."""
    from procedures.services.register.backup import write_signed
    from procedures.services.session import receipt
    from procedures.terminal import act_preview as acts

    asked = settings(click.get_current_context())
    for number, draft in enumerate(drafts):
        more = preview if number == len(drafts) - 1 else ()
        for line in acts.describe(desk, draft, more, verbose=asked.verbose):
            echo_message(line)
    if asked.dry_run:
        echo_message(_("Shown only; nothing was signed."))
        return
    confirm_or_abort(_("Sign and record all of this?"))
    signed = [desk.sign(draft) for draft in drafts]
    if asked.out:
        for number, one in enumerate(signed, 1):
            path = Path(
                asked.out if len(signed) == 1 else f"{asked.out}.{number:0{len(str(len(signed)))}d}"
            )
            write_signed(one, path)
            echo_message(
                _(
                    "Signed, not recorded: {path}. Record it with: tinhgon register receive {path}"
                ).format(path=path)
            )
        return
    for draft, answer in zip(drafts, desk.submit(signed, all_or_none=True), strict=True):
        done = receipt(draft.intent.act, answer)
        acts.print_receipt(done, output_format("table"), len(draft.intent.items))


def can_ask() -> bool:
    """Whether somebody sits at a terminal and may be asked."""
    return not settings(click.get_current_context()).no_input and sys.stdin.isatty()


def confirm_or_abort(question: str) -> None:
    """Go on with --yes, or a yes on a terminal. Raises BadInput where nobody can be asked, Abort on no."""
    asked = settings(click.get_current_context())
    if asked.yes:
        return
    if not can_ask():
        raise missing_option_error("--yes", "needs-yes")
    if not ask_yes_no(question):
        raise click.Abort


@contextmanager
def progress() -> Iterator[None]:
    """A bar on the terminal for what takes longer than a second; nothing in a pipe or with -q."""
    if settings(click.get_current_context()).quiet or not sys.stderr.isatty():
        yield
        return
    from procedures.commands.framework.progress_bar import Bar
    from workflow.runtime.progress import watching

    bar = Bar()
    try:
        with watching(bar):
            yield
    finally:
        bar.close()


@contextmanager
def optional_extra(name: str, packages: str) -> Iterator[None]:
    """Say what to install where the packages of an extra are absent."""
    try:
        yield
    except ImportError as error:
        from workflow.errors import StorageFault

        raise StorageFault("extra-missing", extra=name, package=packages) from error


def ask_yes_no(question: str) -> bool:
    """Ask on the terminal; yes and no in both languages, anything else asks again."""
    while True:
        answer = click.prompt(
            question + " " + _("[yes/no]"), err=True, default="", show_default=False
        )
        word = answer.strip().casefold()
        if word in {"y", "yes", "c", "co", "có", "đ", "đồng ý"}:
            return True
        if word in {"n", "no", "k", "khong", "không", ""}:
            return False


def _act_options() -> list[click.Parameter]:
    return [
        _option("--dry-run", "dry_run", _("show what would be signed, sign nothing"), is_flag=True),
        _option(
            "--out",
            "out",
            _("write the signed act to a file instead of recording it"),
            metavar="FILE",
        ),
    ]


def _option(flag: str, name: str, text: str, **more: Any) -> click.Option:
    def keep(ctx: click.Context, _param: click.Parameter, value: Any) -> None:
        if value is None or value is False or value == ():
            return
        held = settings(ctx)
        if name == "json":
            held.form = "json"
        elif name != "lang":
            setattr(held, name, value)

    return click.Option(
        [flag, f"global_{name}"], help=text, expose_value=False, callback=keep, **more
    )
