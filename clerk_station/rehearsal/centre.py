"""A made-up centre to rehearse at: a central of its own, in a process of its own, on loopback."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from clerk_station.app.folder import enrol_station
from clerk_station.errors import StationError
from clerk_station.paths import package_parent

CENTRE, OTHER_CENTRE = "KA-01", "KA-07"
PASSPHRASE = "only for the rehearsal"  # noqa: S105 - protects made-up people
STATION_NAME = "شباك 3"


@dataclass
class RehearsalCentre:
    """A central with a made-up Karbala. The line to it can be opened and cut."""

    folder: Path
    day: date
    seed: int = 11
    households: int = 600
    pins: dict[str, str] = field(default_factory=dict)
    station: str = ""
    _port: int = 0
    _process: "subprocess.Popen[str] | None" = None
    _printing: "subprocess.Popen[str] | None" = None

    @property
    def data(self) -> Path:
        """The central's folder."""
        return self.folder / "central"

    @property
    def station_folder(self) -> Path:
        """The station's folder."""
        return self.folder / "station"

    def prepare(self) -> None:
        """Make the central, its people and their appointments; begin to print the day's forms."""
        self._central("init")
        made = json.loads(
            self._central(
                "sample",
                "--seed",
                str(self.seed),
                "--households",
                str(self.households),
                "--day",
                self.day.isoformat(),
                "--json",
            )
        )
        self.pins = {clerk["id"]: clerk["pin"] for clerk in made["clerks"]}
        self._port = _free_port()
        self._printing = self._begin(
            "forms",
            "--centre",
            CENTRE,
            "--day",
            self.day.isoformat(),
            "--out",
            str(self.folder / "forms"),
        )

    def enrol(self) -> None:
        """Make the station's folder; the line has to be open."""
        created = json.loads(
            self._central("station", "create", "--centre", CENTRE, "--name", STATION_NAME, "--json")
        )
        enrolment = enrol_station(
            self.station_folder,
            central=f"http://127.0.0.1:{self._port}",
            code=created["code"],
            name=STATION_NAME,
            passphrase=PASSPHRASE,
        )
        self.station = enrolment.station

    def open_line(self) -> None:
        """Start the central; returns when it can be reached."""
        self._process = subprocess.Popen(
            [*_CENTRAL, "serve", "--data", str(self.data), "--port", str(self._port)],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=_environment(),
        )
        ready = self._process.stdout.readline() if self._process.stdout else ""
        if not ready:
            self.cut_line()
            raise StationError(
                "The central of the rehearsal does not start", "Look at the lines above this one"
            )

    def cut_line(self) -> None:
        """Stop the central; what it promised is on its disk."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            if self._process.stdout:
                self._process.stdout.close()
            self._process = None

    def form_pdf(self, number: str) -> Path:
        """Give a form as the central draws it: those of the day beforehand, others singly."""
        if self._printing is not None:
            self._finish(self._printing, "forms")
            self._printing = None
        path = self.folder / "forms" / f"{number}.pdf"
        if not path.exists():
            self._central("form", number, "--out", str(path.parent))
        return path

    def book(self, household: str, *, centre: str, day: date, hour: str) -> str:
        """Give a household another slot; its form's number."""
        return self._central(
            "book",
            "--household",
            household,
            "--centre",
            centre,
            "--day",
            day.isoformat(),
            "--hour",
            hour,
        ).strip()

    def events(self) -> list[dict[str, Any]]:
        """List what the central holds of the station, in order."""
        lines = self._central("events", "--station", self.station, "--json").splitlines()
        return [json.loads(line) for line in lines]

    def _central(self, *words: str) -> str:
        """Run one command of the central and give what it printed."""
        return self._finish(self._begin(*words), *words)

    def _begin(self, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*_CENTRAL, *words, "--data", str(self.data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=_environment(),
        )

    @staticmethod
    def _finish(process: "subprocess.Popen[str]", *words: str) -> str:
        printed, said = process.communicate()
        if process.returncode:
            raise StationError(
                "The central of the rehearsal refused: {words}",
                "{said}",
                words=" ".join(words),
                said=said.strip(),
            )
        return printed


_CENTRAL = (sys.executable, "-m", "sync.central")


def _environment() -> dict[str, str]:
    """Let the process find the program wherever it was started, and speak UTF-8 on Windows too."""
    return os.environ | {"PYTHONPATH": str(package_parent()), "PYTHONUTF8": "1"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
