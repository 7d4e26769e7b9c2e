"""Words errors of the command line, and the report of a bug."""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procedures.wording.error_messages import sentence
from procedures.wording.language import _
from procedures.wording.messages import error_number
from procedures.wording.safe_output import safe_text
from procedures.wording.terminal_text import one_line
from workflow.errors import StorageFault

if TYPE_CHECKING:
    from workflow.findings import Finding

_LONGEST = 60  # characters of what differs


def usage_lines(error: click.ClickException) -> list[str]:
    """Return three lines for a usage error; Click's own sentences come from the same catalogue."""
    command = error.ctx.command_path if getattr(error, "ctx", None) else "tinhgon"  # type: ignore[attr-defined]  # ClickException has none, UsageError has
    why = one_line(error.format_message())
    return [
        _("Error {number}: {what}").format(
            number=error_number("usage"), what=_("the command cannot be read.")
        ),
        f"  {why}",
        "  " + _("Try: {typed}").format(typed=f"{command} --help"),
    ]


def keep_trace(error: Exception, passwords: Sequence[str] = ()) -> list[str]:
    """Write the trace to a file in the user's own folder; return the error line and the line that names the file."""
    from procedures.services.register.traces import write_trace  # only where something failed

    id_ = secrets.token_hex(4)
    text = safe_text("".join(traceback.format_exception(error)), passwords)
    try:
        where = str(write_trace(Path(click.get_app_dir("tinhgon")) / "traces", id_, text))
    except OSError:
        where = "-"
    message = sentence("bug", {"id": id_})
    head = _("Error {number}: {what}").format(number=error_number("bug"), what=message)
    return [head, "  " + _("the trace is in {path}").format(path=where)]


def damaged(finding: Finding) -> StorageFault:
    """Return a finding that explains why a command failed, as an error."""
    why = sentence(finding.code, {"detail": finding.detail[:_LONGEST]})
    return StorageFault("damaged-register", place=finding.place, why=why)
