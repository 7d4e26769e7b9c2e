"""The global options of one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from procedures.wording.language import LANGUAGES, _

FORMATS = ("table", "json", "csv", "tsv")


@dataclass
class Settings:
    """The global options of one call, as given; what is not given is "", None or False."""

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


def global_options(*, hidden: bool) -> list[click.Parameter]:
    """Return new option objects; a value given nearer to the command replaces the other."""
    made = [
        _option(
            "--register",
            "register",
            _("the register: a file or a PostgreSQL URL [tinhgon.db]"),
            metavar="FILE|URL",
        ),
        _option("--as", "person", _("who acts"), metavar="PERSON"),
        _option(
            "--key",
            "key",
            _("the private key, if not beside the register; “agent” asks the ssh-agent"),
            metavar="FILE",
        ),
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
    ]
    for option in made:
        option.hidden = hidden
    return list(made)


def settings(ctx: click.Context) -> Settings:
    """Return the settings of this call."""
    found: Settings = ctx.find_root().ensure_object(Settings)
    return found


def act_options() -> list[click.Parameter]:
    return [
        _option("--dry-run", "dry_run", _("show what would be signed, sign nothing"), is_flag=True),
        _option("--out", "out", _("write the signed act to a file instead of recording it"), metavar="FILE"),
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

    return click.Option([flag, f"global_{name}"], help=text, expose_value=False, callback=keep, **more)
