"""The station's scanner: one picture by every means, and frame by frame as at the desk."""

from collections.abc import Sequence

from tests.benchmarks.scanning.cases import (
    ANY,
    BURST,
    CODE128,
    MRZ,
    NEGATIVE,
    QR,
    Case,
    Engine,
    Image,
    Reads,
    Said,
)

_KINDS = (QR, CODE128, MRZ, NEGATIVE, ANY)
_FRAME_MS = 66.0
_PAUSE_MS = 5000.0


def _one_picture() -> Reads:
    from clerk_station.scan.scanner import Scanner  # noqa: PLC0415 - loaded where it is measured

    scanner = Scanner(lambda _kind, _text: True, any_code=True)

    def read(image: Image, _: Case) -> Sequence[Said]:
        found = scanner.read(image)
        return [Said(r.text, r.certain) for r in found if r.kind != "mrz" or r.document]

    return read


def _frame_by_frame() -> Reads:
    from clerk_station.scan.reading import Frame  # noqa: PLC0415 - as above
    from clerk_station.scan.scanner import Scanner  # noqa: PLC0415 - as above

    scanner = Scanner(lambda _kind, _text: True)
    now, number, last = 0.0, 0, ""

    def read(image: Image, case: Case) -> Sequence[Said]:
        nonlocal now, number, last
        if case.stream != last:
            scanner.forget()
            now, number, last = now + _PAUSE_MS, number + 1, case.stream
        now, number = now + _FRAME_MS, number + 1
        frame = Frame(image=image, number=number, at_ms=now)
        return [Said(reading.text, reading.certain) for reading in scanner.see(frame)]

    return read


ENGINES = {
    "ours": Engine(title="ours, every means", kinds=_KINDS, build=_one_picture),
    "ours-stream": Engine(
        title="ours, frame by frame", kinds=(*_KINDS, BURST), build=_frame_by_frame
    ),
}
