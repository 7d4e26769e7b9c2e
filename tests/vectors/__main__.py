"""`python -m tests.vectors` makes the corpus anew: the good bundle, and a file for each vector."""

from __future__ import annotations

import shutil

from tests.vectors import attacks, corpus, forge


def main() -> None:
    """Write good/ and NAME.toml; what is not made any more goes."""
    files = forge.good()
    shutil.rmtree(forge.GOOD, ignore_errors=True)
    for path in corpus.FOLDER.glob("*.toml"):
        path.unlink()
    for name, data in files.items():
        (forge.GOOD / name).parent.mkdir(parents=True, exist_ok=True)
        (forge.GOOD / name).write_bytes(data)
    made = list(attacks.all_of(files))
    for vector in made:
        (corpus.FOLDER / f"{vector.name}.toml").write_bytes(corpus.text(vector).encode())
    print(f"{len(made)} vectors")


if __name__ == "__main__":
    main()
