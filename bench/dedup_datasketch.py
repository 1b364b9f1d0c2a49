"""What a script of one afternoon does: `python -m bench.dedup_datasketch FILE`, a JSON record a line.

One process, nothing kept on disk, nothing understood but words: 3-word shingles, MinHash of 128 permutations,
and an LSH index in memory that is asked first and then told.
"""

import json
import re
import sys
import time
from pathlib import Path

from datasketch import MinHash, MinHashLSH

PERMUTATIONS, THRESHOLD, SHINGLE = 128, 0.5, 3
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"\w+")


def signature(line: str) -> MinHash:
    record = json.loads(line)
    words = _WORD.findall(_TAG.sub(" ", record["description"]).lower())
    made = MinHash(num_perm=PERMUTATIONS)
    for start in range(max(1, len(words) - SHINGLE + 1)):
        made.update(" ".join(words[start : start + SHINGLE]).encode())
    return made


def main(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    found, began, spent = 0, time.perf_counter(), time.process_time()
    for number, line in enumerate(lines):
        made = signature(line)
        found += bool(index.query(made))
        index.insert(str(number), made)
    seconds, spent = time.perf_counter() - began, time.process_time() - spent
    told = {"found": found, "rate": len(lines) / seconds, "cpu_ms": spent / len(lines) * 1000}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
