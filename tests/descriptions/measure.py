"""Counts what the readers of descriptions read: `python -m tests.descriptions.measure PATH…`.

Prints, for each form, how many descriptions hold items, levels, limits, fees and legal references with a
level, what stays unread by part, the processor time a record, and the growth from the records to 10,000.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

from procedures.descriptions.read import read_description
from procedures.descriptions.records import DescriptionRecord, find_records

MANY = 10_000


def share(part: int, whole: int) -> str:
    """A count and its share."""
    return f"{part:,} of {whole:,} ({100 * part / whole:.1f} %)" if whole else "none"


def counts(records: list[DescriptionRecord]) -> list[tuple[str, str]]:
    """The rows of the table of one form."""
    start = time.process_time()
    read = [read_description(one.words, one.form) for one in records]
    spent = time.process_time() - start
    items = [item for one in read for item in one["items"]]
    channels = [channel for one in read for channel in one["channels"]]
    bases = [basis for one in read for basis in one["bases"]]
    unread = Counter(part["part"] for one in read for part in one["unread"])
    empty = sum(not one["items"] and not any(u["part"] == "items" for u in one["unread"]) for one in read)
    rows = [
        ("records", f"{len(records):,}, {1000 * spent / len(records):.2f} ms each"),
        ("with a level", share(sum(bool(one["levels"]) for one in read), len(read))),
        ("with items", share(sum(bool(one["items"]) for one in read), len(read))),
        (
            "of those whose dossier is not empty",
            share(sum(bool(one["items"]) for one in read), len(read) - empty),
        ),
        ("items", f"{len(items):,}"),
        ("  with a form file", share(sum(bool(item["form"]) for item in items), len(items))),
        ("  with a case", share(sum(bool(item["case"]) for item in items), len(items))),
        ("  with counts", share(sum(item["originals"] is not None for item in items), len(items))),
        ("channels", f"{len(channels):,}"),
    ]
    for name in ("limit", "fee"):
        stated = [one for one in channels if one[f"{name}_words"]]
        rows.append((f"  {name}s stated", share(len(stated), len(channels))))
        rows.append(
            (f"  {name}s in figures", share(sum(one[name] is not None for one in stated), len(stated)))
        )
    rows += [
        ("  fees that are free", f"{sum(one['fee'] == '0' for one in channels):,}"),
        ("legal references", f"{len(bases):,}"),
        ("  with a level", share(sum(one["level"] is not None for one in bases), len(bases))),
        ("  with a kind", share(sum(one["kind"] is not None for one in bases), len(bases))),
        ("  with a date", share(sum(one["date"] is not None for one in bases), len(bases))),
    ]
    rows += [
        (f"  {level}", f"{many:,}") for level, many in Counter(one["level"] for one in bases).most_common()
    ]
    whole = sum(not one["unread"] for one in read)
    rows.append(("descriptions with nothing unread", share(whole, len(read))))
    rows += [(f"  unread: {part}", f"{many:,}") for part, many in sorted(unread.items())]
    return rows


def growth(records: list[DescriptionRecord]) -> list[tuple[str, str]]:
    """The rows of time and of the largest memory of the process, for these records and then for `MANY`."""
    rows = []
    for size in (len(records), MANY):
        many = (
            one._replace(code=str(number), words={**one.words, "ma_thu_tuc": str(number)})
            for number, one in enumerate(islice(cycle(records), size))
        )
        start = time.process_time()
        kept = [read_description(one.words, one.form) for one in many]
        spent = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        rows.append((f"{len(kept):,} records", f"{spent:.1f} s, {peak:.0f} MiB with all of them kept"))
    return rows


def main() -> None:
    """Print the tables."""
    found = [find_records(Path(path)) for path in sys.argv[1:]]
    records = [record for one in found for record in one.records]
    for one in found:
        for problem in one.problems:
            print(*problem)
    for form in dict.fromkeys(record.form for record in records):
        print(f"\n{form}")
        for name, value in counts([record for record in records if record.form == form]):
            print(f"  {name:<38} {value}")
    print("\ngrowth")
    for name, value in growth(records):
        print(f"  {name:<38} {value}")


if __name__ == "__main__":
    main()
