"""Changes to the files of a bundle: lines and bytes that nobody signed, and checkpoints."""

from __future__ import annotations

from datetime import datetime

from tests.vectors.differential.episode import Episode
from tests.vectors.differential.values import LETTERS, SEPARATORS
from tests.vectors.forge import Files, signature
from workflow.journal.checkpoint import note as note_of

_JOURNAL = ("journal.jsonl", "intents.jsonl")


def files(one: Episode) -> tuple[Files, str]:
    """Change bytes, lines or whole files."""
    kind = one.draw.choice((_bytes, _lines, _whole, _beside))
    made, label = kind(one, one.made.made())
    return made, label


def _bytes(one: Episode, made: Files) -> tuple[Files, str]:
    name = one.draw.choice([name for name in made if made[name]])
    data = bytearray(made[name])
    for _ in range(one.draw.randint(1, 2)):
        at, how = one.draw.randrange(len(data) or 1), one.draw.randrange(3)
        put = bytes([one.draw.choice([one.draw.randrange(256), *b'\n\r\t"0 {}\0'])])
        data[at : at + (how > 0)] = put[how == 2 :]
    return made | {name: bytes(data)}, f"bytes of {name.partition('/')[0]}"


def _lines(one: Episode, made: Files) -> tuple[Files, str]:
    names = one.draw.choice((_JOURNAL, _JOURNAL[:1], _JOURNAL[1:]))
    how = one.draw.choice(("swapped", "twice", "gone", "blank", "crlf", "no end", "more ends", "mark"))
    size = len(one.made.lines)
    at, other = one.draw.randrange(size), one.draw.randrange(size)
    for name in names:
        lines = made[name].splitlines(keepends=True) if name == _JOURNAL[0] else made[name].split(b"\n")[:-1]
        lines = [line.rstrip(b"\n") + b"\n" for line in lines]
        if how == "swapped":
            lines[at], lines[other] = lines[other], lines[at]
        elif how == "twice":
            lines.insert(at, lines[other])
        elif how == "gone":
            del lines[at]
        elif how == "blank":
            lines.insert(at, one.draw.choice((b"\n", b" \n", b"\r\n", b"\0\n")))
        elif how == "crlf":
            lines[at] = lines[at][:-1] + b"\r\n"
        elif how == "no end":
            lines[-1] = lines[-1][:-1]
        elif how == "more ends":
            lines.append(one.draw.choice((b"\n", b"\r\n", b"\0", b"{}\n", b" ")))
        else:
            lines[at] = b"\xef\xbb\xbf" + lines[at]
        made = made | {name: b"".join(lines)}
    return made, f"line {how} in {' and '.join(names)}"


def _whole(one: Episode, made: Files) -> tuple[Files, str]:
    name = one.draw.choice([*made])
    put = one.draw.choice((b"", b"\n", b"\0", b"{}", made[name][:-1], made[name] + b"\0"))
    return made | {name: put}, f"whole {name.partition('/')[0]}"


def _beside(one: Episode, made: Files) -> tuple[Files, str]:
    name = one.draw.choice(
        ("allowed_signers", "register.json", "enclosures/x", "enclosures/" + "0" * 64, "x", "verify.jq")
    )
    return made | {name: one.draw.choice((b"", b"x", b"\0\n", b"{}\n"))}, f"beside {name.partition('/')[0]}"


def checkpoint(one: Episode) -> str:
    """Put a checkpoint beside the journal, changed or not, signed after the change or before."""
    draw, made = one.draw, one.made
    signers = draw.sample(
        ("hanh.nt", "~quan.dv", "~lan.bt", "stranger", "~stranger", "minh.tv"), draw.randint(1, 3)
    )
    size = len(made.lines)
    said = draw.choice((size, size, draw.randint(0, size), size + 1, 10**15, 10**16 - 1))
    more = {"size": min(said, size), "said": said}
    if draw.random() < 0.15:
        more["origin"] = draw.choice(
            (f"tinhgon/{made.register} ", "tinhgon/", "x", f"tinhgon/{made.register.upper()}")
        )
    note = _cosigned(one, made.point(*signers, **more), signers)
    how = draw.choice(("none", "letter", "lines", "cut", "blank", "text", "bytes"))
    data = note.encode()
    at = draw.randrange(len(note))
    if how == "letter":
        data = (
            note[:at] + draw.choice((*LETTERS, "=", "A", "0", "+", "/", " ")) + note[at + draw.randrange(2) :]
        ).encode()
    elif how == "lines":
        lines = note.splitlines(keepends=True)
        draw.shuffle(lines)
        data = "".join(lines[draw.randrange(2) :]).encode()
    elif how == "cut":
        data = data[:at]
    elif how == "blank":
        data = (note[:at] + draw.choice(SEPARATORS) + note[at:]).encode()
    elif how == "text":
        data = draw.choice(
            (note.replace("\n", "\r\n"), "\ufeff" + note, note + note, note + "\n", note[:-1], "")
        ).encode()
    elif how == "bytes":
        data = data[:at] + bytes([draw.randrange(256)]) + data[at + draw.randrange(2) :]
    name = draw.choice(
        (
            "x.txt",
            "x.txt",
            "x.txt",
            ".txt",
            ".x.txt",
            "a b.txt",
            "é.txt",
            "x.TXT",
            "x.txt.bak",
            "-n.txt",
            "*.txt",
        )
    )
    made.files[f"checkpoints/{name}"] = data
    return f"{how}{' far' if said > size else ''}{' by others' if not {'hanh.nt', '~quan.dv', '~lan.bt'} & {*signers} else ''}"


def _cosigned(one: Episode, note: str, signers: list[str]) -> str:
    """Return a note whose witnesses signed around the time of some entry, or at an odd one."""
    text = note.partition("\n\n")[0] + "\n"
    at = int(datetime.fromisoformat(one.draw.choice(one.made.lines).recorded_at).timestamp())
    time = one.draw.choice(
        (
            0,
            1,
            299,
            300,
            301,
            at - 1,
            at,
            at + 299,
            at + 300,
            at + 301,
            253402301099,
            253402301100,
            2**63,
            2**64 - 1,
        )
    )
    return note_of(text, [signature(text, signer, text.partition("\n")[0], time=time) for signer in signers])
