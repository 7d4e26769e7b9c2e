"""Measures the scan of papers against labels that were made by reading: precision and recall, with counts.

    python -m tests.labels.measure --data PATH ... [--labels FILE] [--annex FILE] [--day DATE]

A label is a row code, group, letter ("-" where nothing is named). A procedure's letter for a paper is the
strongest of its parts: A before C before S before M.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
from collections import Counter
from pathlib import Path

from procedures.descriptions.read import read_description
from procedures.descriptions.records import find_records
from procedures.scans.finding import CutFinding
from procedures.scans.official_list import official_rows, rows_by_paper
from procedures.scans.paper_words import named_papers
from procedures.scans.papers import scan_papers
from procedures.vietnamese import fold

HERE = Path(__file__).parent
STRONGEST = "ACSM-"
ASKS = frozenset("ACS")


def described(paths):
    """Code and description of every record that has a code."""
    found = {}
    for path in paths:
        answer = find_records(path)
        for problem in answer.problems:
            print(f"{path}: {problem}")
        found |= {one.code: read_description(one.words, one.form) for one in answer.records if one.code}
    return found


def strongest(findings: list[CutFinding]) -> dict[tuple[str, str], CutFinding]:
    """Code and paper -> its strongest finding."""
    best: dict[tuple[str, str], CutFinding] = {}
    for one in findings:
        key = (one.code, one.paper)
        if key not in best or STRONGEST.index(one.letter) < STRONGEST.index(best[key].letter):
            best[key] = one
    return best


def ratio(part: int, whole: int) -> str:
    """A share in per cent with its counts."""
    return f"{100 * part / whole:5.1f} % ({part}/{whole})" if whole else "    -   (0/0)"


def table(labels, best, wanted):
    """Lines of precision and recall by paper for a set of letters, and the sums."""
    sums = Counter()
    rows = []
    for group in sorted({group for _code, group in [*labels, *best]}):
        told = {code for (code, one), letter in labels.items() if one == group and letter in wanted}
        found = {code for (code, one), finding in best.items() if one == group and finding.letter in wanted}
        if told or found:
            both = len(told & found)
            sums.update(both=both, found=len(found), told=len(told))
            rows.append(
                f"  {group:20} precision {ratio(both, len(found)):18} recall {ratio(both, len(told))}"
            )
    both, found, told = sums["both"], sums["found"], sums["told"]
    rows.append(f"  {'all':20} precision {ratio(both, found):18} recall {ratio(both, told)}")
    return rows


def report_labels(path: Path, descriptions, findings) -> None:
    """Print how the scan and the labels of one file agree."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    codes = {row["code"] for row in rows}
    absent = sorted(codes - descriptions.keys())
    labels = {(row["code"], row["group"]): row["letter"] for row in rows if row["letter"] != "-"}
    labels = {key: letter for key, letter in labels.items() if key[0] in descriptions}
    best = {key: one for key, one in strongest(findings).items() if key[0] in codes}
    print(f"{path}: {len(codes)} procedures, {len(labels)} labels; not in the data: {absent or 'none'}")
    print("asked for, in any way (A, C, S):", *table(labels, best, ASKS), sep="\n")
    print("asked for without condition (A):", *table(labels, best, {"A"}), sep="\n")
    print("letters, read (down) and scanned (across):")
    print("     " + "".join(f"{letter:>5}" for letter in STRONGEST))
    pairs = Counter(
        (labels.get(key, "-"), best[key].letter if key in best else "-") for key in {*labels, *best}
    )
    for read in STRONGEST:
        print(f"{read:>5}" + "".join(f"{pairs[read, scanned]:5}" for scanned in STRONGEST))
    for key in sorted({*labels, *best}):
        read, scanned = labels.get(key, "-"), best[key].letter if key in best else "-"
        if read != scanned and {read, scanned} != {"M", "-"}:
            words = " ".join(best[key].words.split())[:160] if key in best else ""
            print(f"  {key[0]} {key[1]}: read {read}, scanned {scanned}  {words}")


STEMS = {
    "id-card": "can cuoc|chung minh (?:thu )?nhan dan|cmnd|cccd", "residence": "cu tru|thuong tru|ho khau",
    "birth": "khai sinh", "marriage": "ket hon", "marital-status": "hon nhan", "death": "chung tu|khai tu",
    "health-insurance": "bao hiem y te", "social-insurance": "bao hiem xa hoi", "driving-licence": "lai xe",
    "enterprise": "dang ky (?:kinh doanh|doanh nghiep)", "household-business": "ho kinh doanh",
    "cooperative": "hop tac xa", "vehicle": "dang ky (?:xe|phuong tien)", "land": "(?:su dung|giay to ve) dat",
    "criminal-record": "ly lich tu phap", "health-exam": "suc khoe",
}  # fmt: skip


def why_not(paper, description, finding):
    """Why a pair of the annex is not asked for: in words a reader can check against the record."""
    dossier = fold(" ".join(item["name"] + " " + item["case"] for item in description["items"]))
    if finding is not None:
        return f"only mentioned in {finding.part}"
    if re.search(STEMS[paper], dossier):
        return "the dossier has words of it, but in no name of the paper"
    if re.search(STEMS[paper], fold(f"{description['steps']} {description['conditions']}")):
        return "the dossier no longer asks; steps or conditions speak of it"
    return "the record no longer asks"


def report_annex(path: Path, descriptions, findings) -> None:
    """Print which rows of Annex I the scan finds among the data, and why it does not find the others."""
    with path.open(encoding="utf-8") as file:
        rows = official_rows(file)
    best = strongest(findings)
    here = [row for row in rows if row.code in descriptions]
    named = {key: row for key, row in rows_by_paper(rows).items() if row.code in descriptions}
    found = Counter(best[key].letter if key in best else "no longer named" for key in named)
    unnamed = [row for row in here if not named_papers(row.paper)]
    print(f"Annex I: {len(here)} rows, {len({row.code for row in here})} procedures of it in the data")
    print(f"  pairs of procedure and paper: {len(named)}; {dict(found)}")
    for key, row in sorted(named.items()):
        if key not in best or best[key].letter == "M":
            told = why_not(key[1], descriptions[key[0]], best.get(key))
            print(f"  {key[0]} {key[1]}: {told}; the row: {' '.join(row.paper.split())[:90]!r}")
    for row in unnamed:
        print(f"  no paper of Art. 4(1) to (9) in the row: {row.code} {row.paper[:100]!r}")


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, default=HERE / "papers_open.csv")
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders, .zip, .jsonl")
    parser.add_argument("--annex", type=Path, help="Annex I as CSV")
    parser.add_argument("--day", default="2026-06-01")
    options = parser.parse_args()
    descriptions = described(options.data)
    start = time.perf_counter()
    findings = scan_papers(descriptions.items(), options.day)
    print(
        f"{len(descriptions)} descriptions, {len(findings)} findings in {time.perf_counter() - start:.1f} s"
    )
    report_labels(options.labels, descriptions, findings)
    if options.annex:
        report_annex(options.annex, descriptions, findings)


if __name__ == "__main__":
    main()
