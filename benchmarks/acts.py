"""Measures durable signed acts against a script with sqlite3 alone that commits the same bytes, in pairs.

    python benchmarks/acts.py [acts]

Single acts: draft, sign, perform in one transaction each. The baseline is `bare.py`, with the same
journal mode and syncs: read the subject, sign, verify, chain, insert, upsert, commit.
Bulk: one act on 10,000 subjects, against the same script with one entry and 10,000 rows.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.bare import Bare, connect
from tests.support.town import Town


class Baseline(Bare):
    """The bare script, with an act on many subjects besides."""

    def bulk(self, codes: list[str], enclosure: bytes) -> None:
        run, many = self.connection.execute, self.connection.executemany
        self.begin()
        items = [json.loads(line) for line in enclosure.splitlines()]
        held = {code: self.version(code) for code in codes}
        rows = [self.procedure(code) for code in codes]
        run("INSERT INTO enclosure VALUES (?, ?)", (hashlib.sha256(enclosure).hexdigest(), enclosure))
        seq = self.entry(int.from_bytes(hashlib.sha256(enclosure).digest()[:4]), self.raw)
        many(self.touch, [(f"procedure/{code}", held[code] + 1, seq) for code in codes])
        many(self.upserts["subject"], [self.subject(code, held[code] + 1, "d", seq) for code in codes])
        many(self.upserts["procedure"], rows)
        run("COMMIT")
        assert len(items) == len(codes)


def main() -> None:
    acts = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as name:
        town = Town(str(Path(name) / "a.db"))
        codes = [f"1.{n:06d}" for n in range(10_000)]
        town.add_procedures("so-tu-phap", *codes)
        town.store.close()
        other = Path(name) / "b.db"
        other.write_bytes((Path(name) / "a.db").read_bytes())
        lan = town.as_("lan.bt")
        draft = lan.draft("procedure.review", [("procedure/1.000000", {})], reason="giữ nguyên")
        baseline = Baseline(connect(str(other)), lan.sign(draft).raw)
        ours, theirs, inner = [], [], []
        for number in range(acts):
            subject = (f"procedure/{codes[number]}", {})
            start = time.perf_counter()
            signed = lan.sign(lan.draft("procedure.review", [subject], reason="giữ nguyên"))
            between = time.perf_counter()
            lan.submit([signed])
            done = time.perf_counter()
            ours.append(done - start)
            inner.append(done - between)
            start = time.perf_counter()
            baseline.single(number, codes[number])
            theirs.append(time.perf_counter() - start)
        pairs = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        within = statistics.median(a / b for a, b in zip(inner, theirs, strict=True))
        print(
            f"single act, {acts} pairs: draft + sign + perform / stdlib = {pairs:.2f}; perform alone = {within:.2f}"
        )
        print(
            f"  medians: {statistics.median(ours) * 1000:.2f} ms and {statistics.median(theirs) * 1000:.2f} ms"
        )
        whole, draft_only, bare = [], [], []
        for turn in range(3):
            start = time.perf_counter()
            draft = lan.draft(
                "procedure.review", [(f"procedure/{code}", {}) for code in codes], reason=f"lượt {turn}"
            )
            signed = lan.sign(draft)
            between = time.perf_counter()
            lan.submit([signed])
            done = time.perf_counter()
            whole.append(done - start)
            draft_only.append(between - start)
            enclosure = next(iter(signed.enclosures.values()))
            start = time.perf_counter()
            baseline.bulk(codes, enclosure)
            bare.append(time.perf_counter() - start)
            baseline.raw += b" "
        ratio = statistics.median(a / b for a, b in zip(whole, bare, strict=True))
        inside = statistics.median((a - d) / b for a, d, b in zip(whole, draft_only, bare, strict=True))
        print(
            f"one act on 10,000 subjects: whole / stdlib = {ratio:.2f}; perform alone = {inside:.2f} ({statistics.median(whole):.2f} s)"
        )


if __name__ == "__main__":
    main()
