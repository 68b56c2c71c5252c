"""Fuzzes the pure parts: `python -m tests.fuzz [TARGET...] [--seconds 60]`, as `make fuzz` does.

Each target runs in a process of its own for so many seconds, from the seeds in `seeds.py` and from
what earlier runs found worth keeping in build/fuzz. An input that breaks a truth is kept there too,
and the exit code is 1. Needs atheris, which has wheels for Linux and macOS.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from clerk_station.paths import resources

ROOT = resources().parent
WORK = ROOT / "build" / "fuzz"
INSIDE = "--inside"
_PARTS = ["clerk_station.scan", "clerk_station.tokens", "clerk_station.domain", "base45", "cwt"]
_PARTS += ["sync.envelope", "sync.letters", "sync.wire", "sync.enrol", "sync.snapshot"]


def main() -> int:
    """Fuzz the targets one after another and say what came of each."""
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - must not come before instrumentation

    parser = argparse.ArgumentParser(description="Fuzz the pure parts.")
    parser.add_argument("names", nargs="*", default=list(TARGETS), help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(TARGETS)
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    print(f"{'target':12} {'executions':>12}  found")
    return max(_fuzzed(name, chosen.seconds) for name in chosen.names)


def _fuzzed(name: str, seconds: int) -> int:
    """Fuzz one target in a process of its own, which libFuzzer ends; 1 where it found something."""
    corpus, findings = WORK / name / "corpus", WORK / name / "findings"
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    words = [f"-max_total_time={seconds}", "-max_len=600", f"-artifact_prefix={findings}/"]
    words += ["-print_final_stats=1", "-timeout=20", "-rss_limit_mb=512", str(corpus)]
    command = [sys.executable, "-m", "tests.fuzz", INSIDE, name, *words]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = re.search(r"number_of_executed_units: *(\d+)", run.stderr)
    count = f"{int(told[1]):,}" if told else "?"
    kept = re.search(r"Test unit written to (\S+)", run.stderr)
    print(f"{name:12} {count:>12}  {kept[1] if kept else 'nothing'}", flush=True)
    if run.returncode:
        print(run.stdout[-2000:] + run.stderr[-2000:])
    return 1 if run.returncode else 0


def _inside(name: str, words: list[str]) -> None:
    """Be the process that fuzzes: instrument, lay out the seeds, and hand over to libFuzzer."""
    import atheris  # noqa: PLC0415 - only in .venv-fuzz

    with atheris.instrument_imports(include=_PARTS):
        from tests.fuzz import seeds, targets  # noqa: PLC0415 - imported instrumented
    for number, seed in enumerate(seeds.seeds(name)):
        (Path(words[-1]) / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *words], targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    if INSIDE in sys.argv[1:2]:
        _inside(sys.argv[2], sys.argv[3:])
    sys.exit(main())
