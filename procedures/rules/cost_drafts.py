"""Drafts the lines of a cost sheet from a description: what must be done, by which channel, for which fee.

A line is a row of the form `costs` (`data/forms.toml`): key of a column -> text. Hours, times a year and
numbers of subjects are no part of a description and stay out; a fee that is no single figure is "chưa rõ",
never 0 (C8), and a limit that is none stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from procedures.rules.compliance_cost import CHANNELS

NAME_LENGTH = 200
"""Characters of the name of a task: what a cell shows in some lines, far below what the shape takes."""
MOST_ITEMS = 150
"""Items of a dossier with a line of their own: a sheet holds 200 tasks, with those to submit and receive."""
UNKNOWN_FEE = "chưa rõ"

# Source: the tasks of Circular 02/2017/TT-VPCP, Art. 27, and the channels of Decree 118/2025/NĐ-CP; words
# and choices are those of the form.
_PREPARE, _SUBMIT, _RECEIVE = "Chuẩn bị hồ sơ", "Nộp hồ sơ", "Nhận kết quả"
_CHANNELS = {"counter": "Trực tiếp", "online": "Trực tuyến", "post": "Bưu chính"}
_UNITS = {"hour": "giờ", "working-day": "ngày làm việc", "day": "ngày", "month": "tháng"}
_BREAKS = re.compile(r"[;.](?= )|,(?= )|(?= \()")
_SHORTEST = 60  # characters: a name is not cut at a mark before that


class CostDraftLine(NamedTuple):
    """One row of a drafted workbook. `cells`: key of a column -> text.

    `remarks`: key of a column -> the words of the description that are no single figure.
    """

    cells: Mapping[str, str]
    remarks: Mapping[str, str]


def cost_draft_lines(code: str, name: str, described: Mapping[str, Any]) -> list[CostDraftLine]:
    """Return the rows of one procedure: each paper prepared, submitting by channel, the result received.

    `described` is a `Description`. The first row of a channel holds its fee and limit; with one channel, or
    none that is known, there are no groups, and the first row of all holds them.
    """
    channels = _by_channel(described["channels"])
    grouped = len(channels) > 1
    who = shortened(described["subjects"], NAME_LENGTH)
    prepared = [{"task_kind": _PREPARE, "task": task} for task in task_names(described["items"])]
    submitted: list[CostDraftLine] = []
    for channel, rows in channels.items():
        task = f"{_SUBMIT} ({_CHANNELS[channel].lower()})" if channel else _SUBMIT
        figures, remarks = _channel_cells(channel, rows)
        group = {"group": _CHANNELS[channel]} if grouped else {}
        cells = {"task_kind": _SUBMIT, "task": task, **group, "who": who, **figures}
        submitted.append(CostDraftLine({name: text for name, text in cells.items() if text}, remarks))
    lines = [
        *(CostDraftLine(cells, {}) for cells in prepared),
        *submitted,
        CostDraftLine({"task_kind": _RECEIVE, "task": _RECEIVE}, {}),
    ]
    return [line._replace(cells={"code": code, "name": name, **line.cells}) for line in lines]


def task_names(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a name for each item of a dossier, no two alike; items past `MOST_ITEMS` share one."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for item in items[:MOST_ITEMS]:
        case = shortened(item["case"], NAME_LENGTH // 2)
        name = shortened(item["name"], NAME_LENGTH - len(case))
        whole = f"{name} ({case})" if case and name else name or case
        if not whole:
            continue
        seen[whole] = seen.get(whole, 0) + 1
        names.append(whole if seen[whole] == 1 else f"{whole} (giấy tờ thứ {seen[whole]} cùng tên)")
    rest = len(items) - MOST_ITEMS
    return [*names, f"Các giấy tờ còn lại của hồ sơ ({rest} giấy tờ)"] if rest > 0 else names


def shortened(text: str, most: int) -> str:
    """Return a text on one line; a longer one is cut at a mark that stands far enough in, else at a word."""
    line = " ".join(text.split()).lstrip("-+*• ").rstrip(" ;,.")
    if len(line) <= most:
        return line
    head = line[: most - 1]
    marks = [mark.start() for mark in _BREAKS.finditer(head) if mark.start() >= _SHORTEST]
    end = marks[-1] if marks else head.rfind(" ")
    return head[: end if end > 0 else None].rstrip(" ;,.(") + "…"


def _by_channel(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Return channel -> its rows, in the order of the form; one nameless channel where none is stated."""
    found = {name: [row for row in rows if row["channel"] == name] for name in CHANNELS if name}
    return {name: of_one for name, of_one in found.items() if of_one} or {"": []}


def _channel_cells(channel: str, rows: Sequence[Mapping[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return fee and limit of a channel, and the words behind each that is no single figure."""
    fee = _only({row["fee"] for row in rows})
    limits = {None if row["limit"] is None else tuple(row["limit"].values()) for row in rows}
    limit = _only({None if row["limit"] is None else _limit_words(row["limit"]) for row in rows})
    cells = {
        "channel": _CHANNELS.get(channel, ""),
        "fees": UNKNOWN_FEE if fee is None else fee,
        "limit": limit or "",
    }
    remarks = {}
    if fee is None and (words := _words(rows, "fee_words")):
        remarks["fees"] = words
    if limit is None and limits and (words := _words(rows, "limit_words")):
        remarks["limit"] = words
    return cells, remarks


def _limit_words(limit: Mapping[str, str]) -> str:
    return f"{limit['value'].replace('.', ',')} {_UNITS[limit['unit']]}"


def _only(values: set[str | None]) -> str | None:
    """Return the one value that all rows state; None where they differ, or one is not known."""
    return next(iter(values)) if len(values) == 1 else None


def _words(rows: Sequence[Mapping[str, Any]], key: str) -> str:
    return "\n".join(dict.fromkeys(_told(rows, key)))


def _told(rows: Sequence[Mapping[str, Any]], key: str) -> Iterator[str]:
    for row in rows:
        words = " ".join(row[key].split())
        note = " ".join(row["note"].split())
        if words:
            yield f"{words} ({note})" if note and len(rows) > 1 else words
