"""Sets up, shows and checks the project: `python installer/develop.py demo`, then `test`.

Runs on any system with Python 3.11 and nothing but the standard library. It makes `.venv` from
the hash-pinned locks beside it, adds what Debian is missing, and starts the rest in there.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import venv
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Command = list[str | Path]

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TRAINING = ROOT / ".venv-train"
RIVALS = ROOT / ".venv-rivals"
PEERS = ROOT / ".venv-peers"
FUZZING = ROOT / ".venv-fuzz"
LOCKS = ROOT / "installer" / "locks"
STAMP = VENV / "set-up-from"
WINDOWS = os.name == "nt"
OLDEST = (3, 11)


class Trouble(Exception):
    """Something that the reader must do or know; its text is a whole sentence."""


def say(text: str) -> None:
    """Print one line of our own, marked among the lines of the programs that we start."""
    print(f"==> {text}", flush=True)


def environment(**more: str) -> dict[str, str]:
    """Give the variables for programs: UTF-8 everywhere, and pip writing into `.venv` alone."""
    return {**os.environ, "PYTHONUTF8": "1", "PIP_USER": "0", **more}


def run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> int:
    """Run a program in the project's folder without keyboard input; give its exit code."""
    finished = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env=dict(env or environment()),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return finished.returncode


def must(command: Sequence[str | Path], *, why: str) -> None:
    """Run a program that has to succeed; `why` begins the sentence said when it does not."""
    code = run(command)
    if code:
        words = " ".join(str(word) for word in command)
        raise Trouble(f"{why} did not succeed (exit code {code}). The command was: {words}")


# --- getting ready -------------------------------------------------------------------------


def has_screen() -> bool:
    """Tell whether a window can be shown to somebody."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def program(name: str, *, folder: Path = VENV) -> Path:
    """Give the path of a program inside an environment."""
    return folder / "Scripts" / f"{name}.exe" if WINDOWS else folder / "bin" / name


def fingerprint() -> str:
    """Give a digest of everything that decides what is in `.venv`."""
    sources = (LOCKS / "develop.txt", LOCKS / "build.txt", ROOT / "pyproject.toml")
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


def install(folder: Path) -> Command:
    """Make an environment where it is missing; give the words that install something into it.

    Debian keeps the pip of new environments in a package of its own; where that is missing, the
    pip of the Python that runs this file does the work.
    """
    python = program("python", folder=folder)
    if not python.exists():
        say(f"Making {folder.relative_to(ROOT)} with Python {sys.version.split()[0]}")
        inside = importlib.util.find_spec("ensurepip") is not None
        venv.create(folder, with_pip=inside, symlinks=not WINDOWS)
    quiet = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location")
    if program("pip", folder=folder).exists():
        return [python, "-m", "pip", "install", *quiet]
    if importlib.util.find_spec("pip") is None:
        raise Trouble("This Python has no pip. On Debian type: sudo apt-get install python3-pip")
    return [sys.executable, "-m", "pip", "--python", python, "install", *quiet]


def set_up() -> None:
    """Bring `.venv` in step with the locks; nothing happens when it already is."""
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == fingerprint():
        return
    into = install(VENV)
    say("Installing the pinned packages (several hundred megabytes the first time)")
    locks = [word for name in ("build", "develop") for word in ("-r", LOCKS / f"{name}.txt")]
    must(
        [*into, "--require-hashes", "--only-binary", ":all:", *locks],
        why="Installing the packages",
    )
    must(
        [*into, "--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT],
        why="Installing the project itself",
    )
    STAMP.write_text(fingerprint(), encoding="ascii")


def prepare(*, screen: bool = False) -> None:
    """Make this machine ready for everything, or with `screen` just for the window."""
    began = time.monotonic()
    if sys.platform == "linux":
        packages: Command = [sys.executable, ROOT / "installer" / "debian.py"]
        if run([*packages, "--screen"] if screen else packages):
            raise Trouble("Nothing else was done.")
    set_up()
    say(f"Ready after {time.monotonic() - began:.0f} s")


# --- the errands ---------------------------------------------------------------------------


def setup(_: Sequence[str]) -> int:
    """Make everything ready and start nothing."""
    prepare()
    return 0


def on_display(command: Sequence[str | Path]) -> Command:
    """Wrap a program so that it finds a display: the screen there is, or a virtual one."""
    if has_screen():
        return list(command)
    wrapper = shutil.which("xvfb-run")
    if wrapper is None:
        raise Trouble("There is no screen, and xvfb-run, which makes a virtual one, is missing.")
    return [wrapper, "-a", "-s", "-screen 0 1600x1000x24", *command]


def demo(arguments: Sequence[str]) -> int:
    """Show a day at one centre: in a window, or under a virtual display into demo-output/."""
    prepare(screen=has_screen())
    began = time.monotonic()
    window = ["--window"] if has_screen() else []
    command = on_display([program("clerk-station"), "demo", *window, *arguments])
    platform = {} if has_screen() else {"QT_QPA_PLATFORM": "xcb"}
    code = run(command, env=environment(**platform))
    say(f"The demo took {time.monotonic() - began:.0f} s, exit code {code}")
    return code


def checks() -> dict[str, Command]:
    """Give the checks that need no test: style, layout, types and the walls between rooms."""
    return {
        "style": [program("ruff"), "check"],
        "layout": [program("ruff"), "format", "--check"],
        "types": [program("mypy")],
        "walls": [program("lint-imports")],
    }


def check(_: Sequence[str] = ()) -> int:
    """Run every check, also after one has failed; the exit code is 1 when any did."""
    prepare()
    failed = []
    for name, words in checks().items():
        say(f"Check: {name}")
        if run(words):
            failed.append(name)
    say(f"Checks that failed: {', '.join(failed)}" if failed else "All checks passed")
    return 1 if failed else 0


def test(arguments: Sequence[str]) -> int:
    """Run the checks and then all tests; with arguments, run pytest alone with them.

    Windows are drawn offscreen; a test that needs a display starts a virtual one for itself. All
    tests together share the cores there are.
    """
    checked = 0
    if arguments:
        prepare()
    else:
        checked = check()
        say("Tests")
    whole = () if arguments else ("-n", "auto", "--dist", "worksteal")
    pytest: Command = [program("python"), "-m", "pytest", *whole, *arguments]
    return run(pytest, env=environment(QT_QPA_PLATFORM="offscreen")) or checked


def lock(arguments: Sequence[str]) -> int:
    """Write the lock files anew from pyproject.toml; `--upgrade` takes newer versions."""
    return run([sys.executable, ROOT / "installer" / "lock.py", *arguments])


def words(_: Sequence[str]) -> int:
    """Compile the translations."""
    prepare()
    return run([program("python"), ROOT / "installer" / "catalogues.py"])


def pictures(arguments: Sequence[str]) -> int:
    """Keep what every screen looks like now in tests/pictures, or draw as the arguments say."""
    prepare()
    module = "clerk_station.ui.gallery" if arguments else "tests.pictures"
    return run([program("python"), "-m", module, *arguments])


def bench(arguments: Sequence[str]) -> int:
    """Measure everything into one table, `--full` in full sizes; or the named part alone."""
    prepare()
    module, rest = "tests.benchmarks", arguments
    if arguments and not arguments[0].startswith("-"):
        module, rest = f"{module}.{arguments[0]}", arguments[1:]
    return run([program("python"), "-m", module, *rest])


def bench_scan(arguments: Sequence[str]) -> int:
    """Measure the scanner beside other engines; `--rivals` first installs those we do not ship."""
    prepare()
    if "--rivals" in arguments:
        _set_up_rivals()
    rivals = program("python", folder=RIVALS)
    words = [word for word in arguments if word != "--rivals"]
    words += ["--rivals", str(rivals)] if rivals.exists() else []
    return run([program("python"), "-m", "tests.benchmarks.scan", *words])


def bench_desk(arguments: Sequence[str]) -> int:
    """Measure the desk: looking up, saving, the window, and then a clerk's whole shift."""
    prepare()
    done = run([program("python"), "-m", "tests.benchmarks.desk", *arguments])
    people = [word for before, word in pairwise(arguments) if before == "--people"]
    cached: Command = ["--cached", str(int(people[0]) // 5)] if people else []
    return done or run([program("python"), "-m", "tests.benchmarks.shift", *cached])


def bench_sync(arguments: Sequence[str]) -> int:
    """Measure the post: speeds, a bad line, a crowd of stations; `--peers`: beside others."""
    prepare()
    if "--peers" in arguments:
        _set_up_peers()
    return run([program("python"), "-m", "tests.benchmarks.post", *arguments])


def _set_up_peers() -> None:
    """Make the environment of what others sync with, from both registries, outside every lock."""
    _python(PEERS, "morango==0.8.15")
    npm = shutil.which("npm")
    if npm is None:
        raise Trouble("PouchDB needs Node.js 20 with npm. On Debian: sudo apt-get install npm")
    node = PEERS / "node"
    if not (node / "node_modules" / "pouchdb-server").exists():
        packages = ("pouchdb@9.0.0", "pouchdb-server@4.2.0")
        quiet = ("--no-audit", "--no-fund", "--loglevel=error")
        must([npm, "install", "--prefix", node, *quiet, *packages], why="Installing PouchDB")


def _set_up_rivals() -> None:
    """Make the environment of the engines that are only measured, and their data on Debian."""
    debian: Command = [sys.executable, ROOT / "installer" / "debian.py", "--rivals"]
    if sys.platform == "linux" and run(debian):
        raise Trouble("Nothing else was done.")
    _python(RIVALS, "--require-hashes", "--only-binary", ":all:", "-r", LOCKS / "rivals.txt")


def _python(folder: Path, *packages: str | Path) -> Path:
    """Make a further environment with these packages where it is missing; give its Python."""
    python = program("python", folder=folder)
    if not python.exists():
        must([*install(folder), *packages], why=f"Installing into {folder.name}")
    return python


def fuzz(arguments: Sequence[str]) -> int:
    """Fuzz the pure parts of scanner and post, in an environment of its own, which has atheris."""
    return run([_python(FUZZING, f"{ROOT}[desktop,fuzz]"), "-m", "tests.fuzz", *arguments])


def train(arguments: Sequence[str]) -> int:
    """Train the networks, in an environment of their own: nothing else needs torch."""
    return run(
        [_python(TRAINING, f"{ROOT}[desktop,train]"), ROOT / "installer" / "train", *arguments]
    )


def train_check(arguments: Sequence[str]) -> int:
    """Train for a minute and look whether the loss falls."""
    return train(["--check", *arguments])


def simulate(arguments: Sequence[str]) -> int:
    """Live seeds of the simulated post, `--seeds 2000`; `--bugs` looks for the planted bugs."""
    prepare()
    return run([program("python"), "-m", "tests.simulation", *arguments])


_MEASURING = (bench, bench_desk, bench_scan, bench_sync, fuzz, simulate, train, train_check)
ERRANDS: Mapping[str, Callable[[Sequence[str]], int]] = {
    errand.__name__.replace("_", "-"): errand
    for errand in (setup, demo, test, check, lock, words, pictures, *_MEASURING)
}


def main() -> int:
    """Read the command line and do one errand."""
    if sys.version_info < OLDEST:
        found = sys.version.split()[0]
        print(f"Python 3.11 or newer is needed; this is {found}. Try: python3.11 {sys.argv[0]}")
        return 1
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    errands = parser.add_subparsers(dest="errand", required=True, metavar="ERRAND")
    for name, errand in ERRANDS.items():
        errands.add_parser(name, help=(errand.__doc__ or "").splitlines()[0], add_help=False)
    chosen, rest = parser.parse_known_args()
    try:
        return ERRANDS[chosen.errand](rest)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
