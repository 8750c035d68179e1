"""Cut the Arabic face down to the letters that its readers write, as `make faces` does; write the hashes into `faces/made.toml`.

The published file has letters for languages from Morocco to Indonesia, and weighs more than a page may. It stays as it is in
`static/vendor`, and a browser fetches it where a rarer letter stands. Its licence allows to cut it, and lies beside what is made.
Needs fontTools and brotli, in an environment of their own: requirements/faces.txt.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src" / "safeconduct" / "web" / "static"
FACES = STATIC / "faces"
FROM = STATIC / "vendor" / "noto-sans-arabic"
WEIGHTS = (400, 600)
LETTERS = ("0600-0603", "060C", "060E-060F", "061B", "061F", "0621-063A", "0640-0655", "0660-066D", "0670", "067E",
           "0686", "0698", "06A9", "06AF", "06CC", "06D4", "06F0-06F9")  # fmt: skip
"""What is kept: the letters, marks, digits and signs of Arabic, and the letters that Persian adds."""
JOINERS = ("200C-200F",)
HEADER = "# Cut from the published files by tools/faces.py (`make faces`). A test compares every hash.\n"


def main() -> int:
    """Cut each weight, and write down from what and with what."""
    from fontTools import subset  # in its own environment only

    FACES.mkdir(exist_ok=True)
    shutil.copyfile(FROM / "LICENSE", FACES / "LICENSE")
    lines = [HEADER, f'letters = "{",".join(LETTERS)}"\n',
             *(f'{name.lower()} = "{version(name)}"\n' for name in ("fonttools", "brotli"))]  # fmt: skip
    for weight in WEIGHTS:
        source, made = FROM / published(weight), FACES / f"arabic-{weight}.woff2"
        unicodes = ",".join((*LETTERS, *JOINERS))
        subset.main([str(source), f"--unicodes={unicodes}", "--flavor=woff2", "--no-hinting", f"--output-file={made}"])
        lines += [f'\n[[face]]\nfile = "{made.name}"\nsha256 = "{hashed(made)}"\n',
                  f'from = "{source.relative_to(STATIC)}"\nfrom_sha256 = "{hashed(source)}"\n']  # fmt: skip
        print(f"{made.name}: {made.stat().st_size} bytes of {source.stat().st_size}")
    (FACES / "made.toml").write_text("".join(lines), encoding="utf-8")
    return 0


def published(weight: int) -> str:
    """Give the published file of a weight, inside the folder of its package."""
    return f"files/noto-sans-arabic-arabic-{weight}-normal.woff2"


def hashed(path: Path) -> str:
    """Give the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def mismatches(static: Path) -> list[str]:
    """Return one line for each face that is missing, changed, or made from another file than the one that lies here."""
    made = tomllib.loads((static / "faces" / "made.toml").read_text(encoding="utf-8"))
    found = []
    for face in made["face"]:
        for key, path in (("sha256", static / "faces" / face["file"]), ("from_sha256", static / face["from"])):
            if not path.is_file():
                found.append(f"{path.relative_to(static)} is missing")
            elif hashed(path) != face[key]:
                found.append(f"{path.relative_to(static)} differs from its listed hash; run make faces")
    return found


if __name__ == "__main__":
    sys.exit(main())
