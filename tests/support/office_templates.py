"""Makes the template files of an invented office, good and hostile."""

from __future__ import annotations

import base64
import io
import zipfile

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def word_template(*paragraphs: str) -> bytes:
    """A .docx of these paragraphs, the line, and the codes of the procedures."""
    from docx import Document

    document = Document()
    for text in (
        *paragraphs,
        "{{ line }}",
        "{% for one in procedures|default([]) %}{{ one.code }} {% endfor %}",
    ):
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_parts(data: bytes, changed: dict[str, tuple[str, str]], added: dict[str, bytes | str]) -> bytes:
    """The package with a text replaced in some parts, and parts added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name in changed:
                before, after = changed[name]
                assert before.encode() in part, (name, before)
                part = part.replace(before.encode(), after.encode(), 1)
            new.writestr(name, part)
        for name, part in added.items():
            new.writestr(name, part)
    return buffer.getvalue()
