"""The kit finds every planted fault, and none where there is none."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.central.__main__ import main
from sync.conformance import sending, vectors
from sync.conformance.kit import NO_CODE, PROMISES, Ground, Outcome, tried
from sync.conformance.line import Broken, Line
from sync.conformance.machine import Machine
from tests.central.karbala import Karbala
from tests.central.process import begun
from tests.conformance.broken import FAULTS, Faulty
from tests.sync.wires import serving

CODES = 6


def test_our_central_keeps_every_promise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Control: tried from its command line, with the file lane, the product's central passes."""
    folder = tmp_path / "central"
    karbala = begun(folder)
    hand_in = f"{sys.executable} -m sync.central import-batches {{file}} --data {folder}"
    with serving(karbala.office) as address:
        codes = [word for _ in range(CODES) for word in ("--code", karbala.code())]
        code = main(["conformance", address, *codes, "--hand-in", hand_in])
    said = capsys.readouterr().out
    karbala.database.close()
    assert code == 0, said
    assert f"{len(PROMISES)} kept, 0 broken, 0 not tried" in said


@pytest.mark.parametrize(("fault", "promise"), FAULTS.items(), ids=lambda x: x.__name__)
def test_a_planted_fault_is_found(
    karbala: Karbala, fault: type[Faulty], promise: Callable[[Machine], None]
) -> None:
    """A central with this one fault breaks the promise that is about it."""
    office = fault(karbala.database, karbala.keys, lambda: karbala.now)
    with serving(office) as address:
        ground = Ground(Line(address), [karbala.code()])
        with pytest.raises(Broken):
            promise(ground.station())


@pytest.mark.parametrize("promise", set(FAULTS.values()), ids=lambda x: x.__name__)
def test_without_the_fault_the_promise_is_kept(
    karbala: Karbala, promise: Callable[[Machine], None]
) -> None:
    """Control: each of those promises is kept by the same central without its fault."""
    with serving(karbala.office) as address:
        promise(Ground(Line(address), [karbala.code()]).station())


def test_a_seal_that_is_not_checked_is_found(
    karbala: Karbala, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A central that stores whatever comes under a good token is found out."""
    monkeypatch.setattr("sync.central.ingest.holds", lambda *_: True)
    with serving(karbala.office) as address:
        station = Ground(Line(address), [karbala.code()]).station()
        with pytest.raises(Broken, match="forged"):
            sending.forged(station)


def test_a_broken_central_fails_as_a_whole(karbala: Karbala) -> None:
    """Told of all promises: what is broken, what is kept, and what wants another code."""
    fault = next(iter(FAULTS))
    with serving(fault(karbala.database, karbala.keys, lambda: karbala.now)) as address:
        found = list(tried(Ground(Line(address), [karbala.code() for _ in range(3)])))
    outcomes = {finding.outcome for finding in found}
    assert len(found) == len(PROMISES)
    assert outcomes == {Outcome.KEPT, Outcome.BROKEN, Outcome.NOT_TRIED}
    assert NO_CODE in {finding.seen for finding in found}


def test_nobody_at_the_address_breaks_every_promise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing answers, nothing is kept, and the command says so."""
    code = main(["conformance", "http://127.0.0.1:9", "--code", "48210937556280"])
    assert code == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 kept, 1 broken")
    assert list(tmp_path.iterdir()) == []


def test_the_vectors_are_the_document_s(capsys: pytest.CaptureFixture[str]) -> None:
    """The file of vectors says what PROTOCOL.md says, and the command prints it."""
    document = vectors.DOCUMENT.read_text(encoding="utf-8")
    assert vectors.read() == vectors.from_document(document)
    assert main(["vectors"]) == 0
    assert capsys.readouterr().out == vectors.FILE.read_text(encoding="utf-8")
