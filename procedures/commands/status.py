"""Commands `status` and `whoami`: what is one's own, what waits, and who acts here."""

from __future__ import annotations

from procedures.commands.framework.session import checkpoint_folder, session_from_options
from procedures.commands.framework.terminal_io import (
    echo_data,
    missing_option_error,
    output_format,
    print_page,
)


def status() -> None:
    from procedures.services.status import person_status
    from procedures.terminal.status import next_command, status_lines
    from procedures.views.status import status_page

    session = session_from_options()
    view = person_status(session)
    command = next_command(view)
    print_page(lambda: status_page(view) | {"next": command}, lambda: status_lines(view, command))
    folder = checkpoint_folder()
    if output_format("table") != "json" and (
        any(folder.glob("*.txt")) or "auditor" in {g.role for g in view.grants}
    ):
        from procedures.services.evidence.checkpoints import newest_cosigned
        from procedures.terminal.evidence import witnessed

        echo_data(witnessed(newest_cosigned(session, folder), view.position) + "\n")


def whoami() -> None:
    from procedures.services.people.people import person_record
    from procedures.terminal.people import own_lines
    from procedures.views.people import own_page

    session = session_from_options()
    if not session.person:
        raise missing_option_error("--as", "person-missing")
    record = person_record(session, session.person)
    print_page(lambda: own_page(record), lambda: own_lines(record))
