"""Writes the lock files in installer/locks: names, versions and hashes, and no address.

Requirements files, since uv's own format and pylock.toml carry the addresses of registries.
Needs uv. Further words go to `uv pip compile`, for example `--upgrade`.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "installer" / "locks"
EXTRAS = ("desktop", "central", "dev")

_WORDS = (
    *("pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--quiet"),
)
_PIN = r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,._-]+\])?==[0-9a-z.+!]+( ; [^:/@#]+)? \\"
_HASH = r"    --hash=sha256:[0-9a-f]{64}( \\)?"
_LINE = re.compile(f"{_PIN}|{_HASH}")


def foreign_lines(text: str) -> list[str]:
    """Give the lines of a lock file that are no pin and no hash, an address above all."""
    return [line for line in text.splitlines() if not _LINE.fullmatch(line)]


def sources() -> dict[str, list[str]]:
    """Give for each lock what it is made from; the others may not contradict the first."""
    extras = [word for extra in EXTRAS for word in ("--extra", extra)]
    return {
        "develop": [str(ROOT / "pyproject.toml"), *extras],
        **{
            name: [str(LOCKS / f"{name}.in"), "--constraint", str(LOCKS / "develop.txt")]
            for name in ("build", "rivals")
        },
    }


def main(arguments: list[str]) -> int:
    """Write all locks; 1 when something stands in the way."""
    uv = shutil.which("uv")
    if uv is None:
        print("Locks are made by uv, which is missing. Type: python -m pip install uv")
        return 1
    for name, made_from in sources().items():
        target = LOCKS / f"{name}.txt"
        print(f"Locking {target.relative_to(ROOT)}", flush=True)
        words = [uv, *_WORDS, *arguments, *made_from, "--output-file", str(target)]
        if subprocess.run(words, cwd=ROOT, check=False).returncode:
            return 1
        for line in foreign_lines(target.read_text(encoding="ascii")):
            print(f"{target.name} may hold names, versions and hashes alone, not this: {line}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
