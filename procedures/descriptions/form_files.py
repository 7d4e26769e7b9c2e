"""Parts the name of a paper from the names of the form files that stand behind it without a blank."""

from __future__ import annotations

import re

_ENDING = r"\.(?:docx?|xlsx?|pdf|rtf|odt|zip|rar|jpe?g|png)"
_FILES = re.compile(rf"(?i:{_ENDING})(?=$|[^\s.,;:)a-z])")
_L, _U = "a-zà-ỹđ", "A-ZÀ-ỸĐ"
_JOIN = re.compile(
    r"(?<=[a-zạ-ỹà-ýăđĩũơư])(?=[A-ZÀ-ÝĂĐĨŨƠƯ0-9])"
    r"|(?<=[^\W\d_][;.,:)])(?=\w)|(?<=[;)])(?=\w)"
)


def split_form(text: str) -> tuple[str, str]:
    """Return the name of a paper and its form files, a line each; "" where there is none."""
    text = text.strip()
    ends = [match.end() for match in _FILES.finditer(text)]
    if not ends or ends[-1] != len(text):
        return text, ""
    join = _JOIN.search(text, 0, ends[0])
    if join is None:
        return text, ""
    starts = [join.start(), *ends[:-1]]
    files = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return text[: join.start()].strip(), "\n".join(files)
