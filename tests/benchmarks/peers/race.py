"""Ten thousand records pushed, and pulled into a second desk: how many a second."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.lines import luck
from tests.benchmarks.peers.sides import Fault, Side, free_port

RECORDS, TEXT = 10_000, 260
_PATIENCE = "600"


@dataclass(frozen=True, slots=True)
class Race:
    """Records a second each way; what went wrong instead."""

    push: float
    pull: float
    said: str = ""


def race(side: Side, folder: Path, *, records: int = RECORDS) -> Race:
    """Measure a rival: a desk that has saved everything, and one that has nothing."""
    central, port, file = folder / "central", free_port(), folder / "records"
    draw = luck(1)
    raw = ({"number": f"n{n:06}", "text": draw.randbytes(TEXT).hex()} for n in range(records))
    file.write_text("".join(f"{json.dumps(r)}\n" for r in raw), encoding="utf-8")
    try:
        side.begin(central)
        address = side.address(port)
        with side.served(central, port):
            for desk in ("first", "second"):
                side.enrol(central, folder / desk, address)
            side.do("record", folder / "first", file, "bulk")
            pushed = side.do("push", folder / "first", address, _PATIENCE)
            pulled = side.do("pull", folder / "second", address, _PATIENCE)
            _check(set(side.at_central(central, address)), records)
            _check(set(side.at_desk(folder / "second")), records)
    except Fault as trouble:
        return Race(0.0, 0.0, f"could not be run: {trouble}")
    return Race(records / pushed["seconds"], records / pulled["seconds"])


def _check(held: set[str], records: int) -> None:
    if len(held) != records:
        msg = f"{len(held)} of {records} records arrived"
        raise Fault(msg)
