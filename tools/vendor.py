"""Fetch the vendored files again, exactly as `vendor.toml` lists them, and write their hashes back into it.

    make vendor                      the versions that are listed
    make vendor ARGS=--latest        the newest version of each package
    make vendor ARGS=--check         fetch nothing: only compare the files with their hashes

The list decides what is kept: to vendor another file, add its entry with any hash and run this.
Needs npm. The files come out of the published package as they are; nothing in them is changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "src" / "safeconduct" / "web" / "static" / "vendor"
HEADER = """\
# Files made by others, kept byte for byte as their packages publish them. Written by tools/vendor.py.
# To add a file, list it with any sha256 and run `make vendor`. A test compares every hash.
"""


def main() -> int:
    """Run the command line; the exit status is 1 when something does not match."""
    parser = argparse.ArgumentParser(description="Fetch the vendored files again.")
    parser.add_argument("--latest", action="store_true", help="take the newest version of each package")
    parser.add_argument("--check", action="store_true", help="only compare the files with their hashes")
    options = parser.parse_args()

    if options.check:
        return report(mismatches(VENDOR))
    listing = VENDOR / "vendor.toml"
    packages = listed(VENDOR)
    if shutil.which("npm") is None:
        print("vendor: npm is needed to fetch packages, and it was not found.", file=sys.stderr)
        return 1
    for package in packages:
        refresh(package, "latest" if options.latest else package["version"])
    listing.write_text(HEADER + "".join(as_toml(package) for package in packages), encoding="utf-8")
    return report(mismatches(VENDOR))


def listed(folder: Path) -> list[dict]:
    """Return the packages that the folder's vendor.toml lists."""
    return tomllib.loads((folder / "vendor.toml").read_text(encoding="utf-8"))["package"]


def refresh(package: dict, version: str) -> None:
    """Download one package and bring its listed files and their hashes up to date."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package['name']}@{version}"
        done = subprocess.run(
            ["npm", "pack", "--json", "--silent", wanted], cwd=folder, check=True, capture_output=True, text=True
        )
        # npm 7 to 11 print a list of packages.
        published = json.loads(done.stdout)[0]
        package["version"] = published["version"]
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            for entry in package["file"]:
                source = archive.extractfile(f"package/{entry['path']}")
                if source is None:
                    raise FileNotFoundError(f"{wanted} has no file {entry['path']}")
                content = source.read()
                target = VENDOR / package["folder"] / entry["path"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                entry["sha256"] = hashlib.sha256(content).hexdigest()
    print(f"{package['name']} {package['version']}: {len(package['file'])} file(s)")


def mismatches(folder: Path) -> list[str]:
    """Return one line for each listed file that is missing or changed, and for each file that nobody listed."""
    found = []
    unlisted = {path for path in folder.rglob("*") if path.is_file()} - {folder / "vendor.toml"}
    for package in listed(folder):
        for entry in package["file"]:
            path = folder / package["folder"] / entry["path"]
            unlisted.discard(path)
            if not path.is_file():
                found.append(f"{path.relative_to(folder)} is listed but missing")
            elif hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
                found.append(f"{path.relative_to(folder)} differs from its listed hash")
    return found + [f"{path.relative_to(folder)} is not listed in vendor.toml" for path in sorted(unlisted)]


def as_toml(package: dict) -> str:
    """Return one package as TOML. JSON strings are valid TOML strings for the names and hashes used here."""
    lines = ["\n[[package]]"]
    lines += [f"{key} = {json.dumps(package[key])}" for key in ("name", "version", "licence", "folder")]
    for entry in package["file"]:
        lines += [
            "\n[[package.file]]",
            f"path = {json.dumps(entry['path'])}",
            f"sha256 = {json.dumps(entry['sha256'])}",
        ]
    return "\n".join(lines) + "\n"


def report(problems: list[str]) -> int:
    """Print the problems; return the exit status."""
    for problem in problems:
        print(f"vendor: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
