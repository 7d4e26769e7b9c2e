"""Tells a demonstration from a register: by its founding entry, and by its keys, which everybody has."""

from __future__ import annotations

from workflow.storage.rows import Register

NOTE = (
    "Dữ liệu minh họa: người, chi phí, tờ trình, quyết định là giả định; đồng hồ đặt ở năm 2023"
    " (demonstration: people, costs and documents are invented, the clock is set in 2023)"
)
_WARNING = (
    "Sổ minh họa, tập huấn: ai cũng có thể có khóa của người ký, số liệu không có giá trị"
    " (demonstration or training: anybody may hold its keys, its figures prove nothing)"
)
# Fingerprints of the demonstration's keys. Their private halves follow from names that the program publishes.
# The same list stands in data/bundle/verify.jq and in tests/verifiers/verify.mjs; a test compares them.
PUBLISHED_KEYS = frozenset(
    {
        "SHA256:6XK94jdSqe7uBXT5eOhpafS4A85K2uBeckmKIjuDI+M",
        "SHA256:5jU4hrMd0ZBt7RaKObrm0OHl0YFEd4M2XqSELNrmdh4",
        "SHA256:VAtUf6TTuXJDPxOdCV7BtnF3GmTGE0XdcjkXXMr4/P4",
        "SHA256:0Ke55Pf4aLNmk+IoQ1bcXsUYBlLZi7CLX8I1kCZYnns",
        "SHA256:KMbg8VhzAqGlnv7STveDtDmPjUmO18kqWgfCR4r5yXQ",
        "SHA256:7GHDuFTqQBoriD2bvnBcC2qG2vxUrGM6ELtkp3LUZ50",
        "SHA256:LOyfJJqRxSySVRY3gYf+9FdOtblpm587hWwY8m4QXM8",
    }
)


def register_warning(register: Register) -> str:
    """Return what every page and paper of a register must say about it, "" for nothing.

    A register whose founding entry makes it a demonstration says so, whatever its own note says.
    """
    if register.clock == "system" or register.note == NOTE:
        return register.note
    return f"{_WARNING}. {register.note}" if register.note else _WARNING
