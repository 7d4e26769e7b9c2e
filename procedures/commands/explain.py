"""Command `explain`: an error code, a state, a rule or a term in words."""

from __future__ import annotations

from typing import Annotated

import typer

from procedures.commands.framework.terminal_io import echo_data
from procedures.wording.language import _


def explain(
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="[TOPIC]", help=_("TG-031, R7, C3, a state, an act, a term"))
    ] = None,
) -> None:
    from procedures.terminal.hints import HINTS
    from procedures.wording.explain import explain as explanation

    echo_data(explanation(" ".join(topic or ()), HINTS))
