"""The tables that are printed: engines side by side, and our targets with what was reached."""

from collections.abc import Iterable, Sequence
from itertools import chain

from tests.benchmarks.scanning.cases import ANY, BURST, CODE128, MRZ, NEGATIVE, QR, Case, Said
from tests.benchmarks.scanning.score import (
    Answer,
    Run,
    bursts,
    counted,
    covered,
    percentile,
    rates,
)

Row = tuple[str, ...]

_COSTS = ("ms p50", "p95", "CPU p95", "MB")
_CODES = ("QR", "Code128", "either, on QR", "either, on 128", "false", "wrong", "", *_COSTS)
_ZONES = ("lines 1+2", "all lines", "5 frames 1+2", "5 frames all", "false", "wrong", "names")


def side_by_side(codes: Sequence[Run], zones: Sequence[Run]) -> list[Row]:
    """Give the one table: all engines on the same frames, codes above, zones below."""
    rows = [("CODES", *_CODES), *(_row(run, _codes(run), QR, CODE128) for run in codes)]
    rows += [("ZONES", *_ZONES, *_COSTS), *(_row(run, _zones(run), MRZ) for run in zones)]
    return rows


def _row(run: Run, shown: Row, *kinds: str) -> Row:
    """Write one engine; its times are those of the frames that have what the rows are about."""
    if run.trouble:
        return (run.title, run.trouble)
    timed = run.of(*kinds, ANY)
    ms, cpu = [answer.ms for answer in timed], [answer.cpu_ms for answer in timed]
    costs = percentile(ms, 50), percentile(ms, 95), percentile(cpu, 95), f"{run.megabytes:.0f}"
    return (run.title, *shown, *costs)


def _codes(run: Run) -> Row:
    qr, bars = run.of(QR, ANY), run.of(CODE128)
    either = rates(run.of(QR), "either"), rates(bars, "either")
    false = counted(a.strays(zones=False) for a in run.of(NEGATIVE, MRZ, BURST))
    wrong = counted(a.strays(zones=False) for a in (*qr, *bars))
    return (rates(qr), rates(bars), *either, false, wrong, "")


def _zones(run: Run) -> Row:
    single, together = run.of(MRZ), bursts(run.of(BURST))
    shares = [rates(answers, what) for answers in (single, together) for what in _SHOWN]
    false = counted(a.strays(zones=True) for a in run.of(NEGATIVE, QR, CODE128, ANY))
    return (*shares, false, *_wrong((*single, *together)))


_SHOWN = ("checked", "right")


def _wrong(answers: Iterable[Answer]) -> tuple[str, str]:
    """Count wrong zones that pass their check digits: in the lines these cover, and in names."""
    strays = [(answer, answer.strays(zones=True)) for answer in answers]
    return (
        counted([s for s in found if not _names_alone(answer.case, s)] for answer, found in strays),
        counted([s for s in found if _names_alone(answer.case, s)] for answer, found in strays),
    )


def _names_alone(case: Case, said: Said) -> bool:
    return covered(said.text) == covered(case.text)


# --- our targets ---------------------------------------------------------------------------


def targets(one: Run, stream: Run) -> list[Row]:
    """Give each target of the design with what was reached in this run."""
    held = bursts(stream.of(BURST))
    coded = [a.ms for a in stream.of(QR, CODE128) if a.either]
    zoned = [a.ms for a in stream.of(MRZ, BURST) if a.checked]
    every = [a.ms for a in stream.answers]
    wrong = chain.from_iterable(a.strays(zones=zones) for a in held for zones in (True, False))
    single = _wrong(one.of(MRZ))
    false = counted(a.strays(zones=False) for a in one.answers)
    return [
        ("TARGET", "to beat", "reached"),
        ("QR, one frame", "100/99/80", rates(one.of(QR))),
        ("Code128, one frame", "100/92/17", rates(one.of(CODE128))),
        ("either code, on QR frames", "100/99.5/80", rates(one.of(QR), "either")),
        ("all lines of a zone, one frame", "100/99/70", rates(one.of(MRZ))),
        ("wrong but valid zones, names aside", "0", single[0]),
        ("hard zones from five frames", "95", rates([a for a in held if a.case.tier == "hard"])),
        ("wrong zones accepted of bursts", "0", str(len(list(wrong)))),
        ("false or wrong codes", "0", false),
        ("a code in the stream, p95 ms", "40", percentile(coded, 95)),
        ("a zone in the stream, p95 ms", "60", percentile(zoned, 95)),
        ("any frame of the stream, p95 ms", "120", percentile(every, 95)),
        ("models and libraries loaded, ms", "1000", f"{stream.loaded_ms:.0f}"),
    ]


def show(rows: Sequence[Row]) -> None:
    """Print rows with columns under one another; a sentence may run on."""
    full = [row for row in rows if len(row) > 2]
    widths = [max(len(row[at]) for row in full) for at in range(len(full[0]))]
    widths[0] = max(len(row[0]) for row in rows)
    for row in rows:
        cells = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=False))
        print("  ".join(cells).rstrip())
