"""Command `queue`: what waits, and what can be done about it."""

from __future__ import annotations

from typing import Annotated

import typer

from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.terminal_io import (
    echo_data,
    echo_message,
    output_format,
    print_json,
    print_listing,
)
from procedures.wording.language import _


def queue(
    unit: Annotated[
        str, typer.Option("--unit", metavar="UNIT", help=_("one unit, with all beneath it"))
    ] = "",
) -> None:
    from procedures.services.work_queue import with_waiting_days
    from procedures.services.work_queue import work_queue as waiting
    from procedures.terminal.work_queue import next_lines, queue_list, queue_text
    from procedures.views.work_queue import queue_page

    session = session_from_options()
    items = with_waiting_days(session, waiting(session, unit))
    chosen = output_format()
    if chosen == "json":
        print_json(queue_page(items))
    elif chosen == "table":
        echo_data(queue_text(items))
    else:
        print_listing(queue_list(items))
    for line in next_lines(items, session.person):
        echo_message(line)
