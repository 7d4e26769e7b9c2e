"""Command `doctor`: checks this machine and the register's settings."""

from __future__ import annotations

import sys

import click

from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import register_url, session_from_options
from procedures.commands.framework.terminal_io import print_listing


def doctor() -> None:
    from procedures.services.register.doctor import check_machine, check_settings
    from procedures.terminal.doctor import worded
    from procedures.views.register import check_list

    url = register_url(settings(click.get_current_context()))
    checks = [*check_machine(url, sys.stdout.encoding or ""), *check_settings(session_from_options)]
    print_listing(check_list(map(worded, checks)), default="table")
