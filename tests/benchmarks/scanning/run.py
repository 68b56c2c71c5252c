"""One engine, alone in its process: `python -m tests.benchmarks.scanning.run NAME FOLDER OUT MOST`.

MOST is how many frames of each kind it is shown, 0 for all; a further word says that the folder
has no full truth.

Writes one JSON object a frame, then one of the whole: how long it took to load, and the most
memory that the process had resident.
"""

import json
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import astuple
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import cv2

from tests.benchmarks.scanning.cases import Case, Engine, Said, cases_in

ROOMS = ("ours", "codes", "zones")


def find(name: str) -> Engine:
    """Find an engine by name, importing no more than has to be."""
    for room in ROOMS:
        engines: dict[str, Engine] = import_module(f"tests.benchmarks.scanning.{room}").ENGINES
        if name in engines:
            return engines[name]
    raise KeyError(name)


def main() -> None:
    """Read all frames that this engine is shown, one after another."""
    name, folder, out, most, *bare = sys.argv[1:]
    cases = cases_in(Path(folder), bare=bool(bare), most=int(most))
    with Path(out).open("w", encoding="utf-8") as file:
        _run(find(name), cases, file)


def _run(engine: Engine, cases: Sequence[Case], file: IO[str]) -> None:
    cv2.setNumThreads(1)
    began = time.perf_counter()
    read = engine.build()
    loaded = time.perf_counter() - began
    for case in engine.shown(cases):
        image = case.image()
        began, spent = time.perf_counter(), time.process_time()
        said = _unique(read(image, case))
        took, cpu = time.perf_counter() - began, time.process_time() - spent
        _write(file, frame=case.path.name, said=said, ms=took * 1000, cpu_ms=cpu * 1000)
    _write(file, loaded_ms=loaded * 1000, megabytes=resident() / 2**20)


def _unique(said: Any) -> list[tuple[str, bool]]:
    """Keep each text once, as certain as it was at best."""
    found: dict[str, Said] = {}
    for one in said:
        if one.text not in found or one.certain:
            found[one.text] = one
    return [astuple(one) for one in found.values()]


def _write(file: IO[str], **words: object) -> None:
    print(json.dumps(words), file=file)


def resident() -> int:
    """Give the most bytes of memory that this process has had resident at once."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux: getrusage would count what the starting process had as well.
        rows = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(rows["VmHWM"].split()[0]) * 1024
    if platform.system() == "Windows":
        return _peak_on_windows()
    import resource  # noqa: PLC0415 - absent on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _peak_on_windows() -> int:
    import ctypes  # noqa: PLC0415 - its Windows part is absent elsewhere
    from ctypes import wintypes  # noqa: PLC0415 - likewise

    class Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS."""

        _fields_ = (
            ("size", wintypes.DWORD),
            ("faults", wintypes.DWORD),
            ("peak", ctypes.c_size_t),
            *((f"other{n}", ctypes.c_size_t) for n in range(7)),
        )

    counters = Counters()
    counters.size = ctypes.sizeof(counters)
    library: Any = ctypes
    process = library.windll.kernel32.GetCurrentProcess
    process.restype = wintypes.HANDLE
    asked = library.windll.psapi.GetProcessMemoryInfo
    asked.argtypes = (wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD)
    asked(process(), ctypes.byref(counters), counters.size)
    return int(counters.peak)


if __name__ == "__main__":
    main()
