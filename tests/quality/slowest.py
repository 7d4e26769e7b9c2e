"""Prints the twenty slowest tests and what each is for: `python -m pytest -p tests.quality.slowest`.

Counts processor seconds of the test's process and of all processes below it, so that the table says the
same on a busy machine as on an idle one. A PostgreSQL server is not below it and not counted. The cases
of one test are added up; the sentence is the first line of the test's docstring. Linux and macOS.
"""

from __future__ import annotations

import os
from contextlib import suppress

import psutil
import pytest

COUNT = 20


def used() -> float:
    """Processor seconds so far of this process, its children that ended, and those that run."""
    seconds = sum(os.times()[:4])
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            times = child.cpu_times()
            seconds += times.user + times.system + times.children_user + times.children_system
    return seconds


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Note with each test how long it took, and its sentence."""
    item._used = used()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Hand both to the report of the last phase, which goes to the controller."""
    report = yield
    if call.when == "teardown":
        sentence = (getattr(item.function, "__doc__", "") or "").strip().split("\n")[0]
        report.user_properties.append(("slowest", (used() - item._used, sentence)))
    return report


def pytest_terminal_summary(terminalreporter):
    """Print the table in Markdown, and the sum of each room."""
    found: dict[str, list] = {}
    rooms: dict[str, list] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            told = dict(getattr(report, "user_properties", ())).get("slowest")
            if told and report.when == "teardown":
                test = found.setdefault(report.nodeid.split("[")[0], [0, 0.0, told[1]])
                room = rooms.setdefault(report.nodeid.split("/")[1], [0, 0.0])
                for one in (test, room):
                    one[0] += 1
                    one[1] += told[0]
    write = terminalreporter.write_line
    write("\n| test | cases | processor seconds | what it assures |\n|---|---|---|---|")
    for name, (cases, seconds, sentence) in sorted(found.items(), key=lambda one: -one[1][1])[:COUNT]:
        write(f"| `{name.removeprefix('tests/')}` | {cases} | {seconds:.1f} | {sentence} |")
    write("\n| room | tests | processor seconds |\n|---|---|---|")
    for name, (cases, seconds) in sorted(rooms.items(), key=lambda one: -one[1][1]):
        write(f"| {name} | {cases} | {seconds:.0f} |")
