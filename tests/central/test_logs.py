"""What the central writes about itself names no person."""

import json
import logging
import sys
from pathlib import Path

import pytest

from sync.central.logs import JsonLines
from sync.envelope import pack
from sync.http import HttpServer
from tests.central.karbala import event
from tests.central.process import begun, served, until

NAME = "زينب الموسوي"


def written(error: Exception, *more: object) -> str:
    """Write a record of an exception as the central does."""
    try:
        raise error
    except type(error):
        record = logging.LogRecord("a", 40, "f", 1, "it fails: %s", more, sys.exc_info())
    return JsonLines().format(record)


@pytest.mark.parametrize("error", [ValueError(NAME), KeyError(NAME), RuntimeError([NAME])])
def test_an_exception_is_told_by_its_kind_and_place(error: Exception) -> None:
    """The text of an exception and the arguments of a message stay out of the log."""
    line = written(error, NAME)
    told = json.loads(line)
    assert NAME not in json.dumps(told, ensure_ascii=False)
    assert told["what"] == "it fails: %s"
    assert told["why"][0] == type(error).__name__
    assert any(place.endswith("written") for place in told["why"])


def test_control_an_ordinary_log_would_name_the_person() -> None:
    """Control: the same record, written as logging does by itself, holds the name."""
    record = logging.LogRecord("a", 40, "f", 1, "it fails: %s", (NAME,), None)
    assert NAME in logging.Formatter().format(record)


def test_causes_are_told_too() -> None:
    """Of an exception that another one caused, both kinds are written."""
    error = ValueError(NAME)
    error.__cause__ = OSError(NAME)
    assert json.loads(written(error))["why"][:2] == ["ValueError", "OSError"]


def test_a_day_with_names_leaves_none_in_the_log(tmp_path: Path) -> None:
    """Events, tokens and requests that break stand in no line that the central writes."""
    karbala = begun(tmp_path / "central")
    station = karbala.station()
    for seq in range(1, 11):
        station.outbox.record(event(station.enrolment, seq, household=NAME))
    station.outbox.record(NAME.encode())
    batch = station.outbox.seal(1, 11)
    assert batch is not None
    token = station.enrolment.token
    with served(tmp_path / "central") as central:
        until(lambda: central.begun() == 2)
        line = HttpServer(central.address, token=token)
        line.push(pack(batch))
        for sent in (NAME.encode(), b"{", pack(batch)[:-9]):
            with pytest.raises(Exception, match="bad_request"):
                line.push(sent)
        line.close()
        until(lambda: sum(x.get("status") == 400 for x in central.lines()) == 3)
    karbala.database.close()
    text = central.log.read_text("utf-8")
    assert "push" in text
    for secret in (NAME, json.dumps(NAME)[1:-1], token, "H0001", batch.signature.hex()):
        assert secret not in text
