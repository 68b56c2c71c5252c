"""How a central is installed: its service, and the proxy in front of it, tried for real."""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sync.central.__main__ import main
from sync.envelope import MOST_COMPRESSED
from sync.errors import Busy
from sync.http import HttpServer
from sync.status import Phase
from tests.central.karbala import HeldStation, event
from tests.central.process import begun, free_port, served, until
from tests.sync.held import HeldTime

PLACE = Path(__file__).parents[2] / "installer" / "central"
UNIT = PLACE / "clerk-central.service"
NGINX = shutil.which("nginx")
SYSTEMD = shutil.which("systemd-analyze")
no_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed on this machine")


def certificate(folder: Path) -> Path:
    """Make a certificate for this machine and its key, as the sample names them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "privkey.pem").write_bytes(private)
    (folder / "fullchain.pem").write_bytes(made.public_bytes(Encoding.PEM))
    return folder / "fullchain.pem"


def configured(folder: Path, *, port: int, behind: str) -> Path:
    """Write the sample with this machine's ports and folders into a configuration of its own."""
    text = (PLACE / "nginx.conf").read_text(encoding="utf-8")
    ours = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "    listen [::]:443 ssl;\n": "",
        "server_name central.example;": "server_name localhost;",
        "server 127.0.0.1:8470;": f"server {behind.removeprefix('http://')};",
        "/etc/ssl/clerk-central": str(folder),
        "/var/log/nginx": str(folder),
    }
    for theirs, mine in ours.items():
        assert theirs in text, theirs
        text = text.replace(theirs, mine)
    places = "".join(
        f"{kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # Whoever runs the tests runs the proxy, and its folders are theirs.
    user = "user root;\n" if os.name == "posix" and os.geteuid() == 0 else ""
    whole = folder / "nginx.conf"
    head = f"daemon off;\n{user}pid {folder / 'pid'};\nevents {{}}\n"
    whole.write_text(f"{head}http {{\n{places}{text}}}\n", encoding="utf-8")
    return whole


@contextmanager
def proxied(folder: Path, behind: str) -> Iterator[str]:
    """Run nginx with the sample in front of a central; give its address."""
    folder.mkdir()
    certificate(folder)
    port = free_port()
    file = configured(folder, port=port, behind=behind)
    command = [str(NGINX), "-e", str(folder / "error.log"), "-c", str(file)]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    with subprocess.Popen(command) as process:
        try:
            until(partial(_listens, port))
            yield f"https://localhost:{port}"
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def over(address: str, folder: Path, token: str = "") -> HttpServer:
    """Give a station's line through the proxy; the station trusts the proxy's certificate."""
    line = HttpServer(address, token=token)
    line._session.verify = str(folder / "fullchain.pem")
    return line


def asked(address: str, path: str, folder: Path, body: bytes | None = None) -> tuple[int, str]:
    """Ask through the proxy; give the status and the error code of the answer."""
    trusted = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    try:
        with urlopen(Request(address + path, body), context=trusted, timeout=60) as answer:  # noqa: S310 - our own
            return answer.status, json.load(answer).get("error", "")
    except HTTPError as error:
        return error.code, json.load(error)["error"]


def sent(station: HeldStation, line: HttpServer) -> None:
    """Let a station send what waits."""
    time = HeldTime()
    cycle = time.cycle(station.outbox, station.inbox, line)
    time.run(cycle, within=900)
    assert cycle.status.phase is Phase.SETTLED


@no_nginx
def test_stations_reach_two_workers_through_the_proxy(tmp_path: Path) -> None:
    """With the sample in front, a station does its round over TLS, and its limits fit ours."""
    karbala, folder = begun(tmp_path / "central"), tmp_path / "proxy"
    station = karbala.station()
    station.outbox.record_many(event, 600)
    with served(tmp_path / "central") as central, proxied(folder, central.address) as address:
        until(lambda: central.ready() == (200, []))
        line = over(address, folder, station.enrolment.token)
        sent(station, line)
        line.close()
        assert karbala.stored(station.enrolment.station) == station.outbox.events
        assert asked(address, "/health", folder) == (200, "")
        assert asked(address, "/openapi.json", folder) == (200, "")
        hidden = ("/metrics", "/ready", "/", "/v2/push")
        assert {asked(address, path, folder)[0] for path in hidden} == {404}
        small, large = bytes(MOST_COMPRESSED + 1), bytes(2 * MOST_COMPRESSED)
        assert asked(address, "/v1/push", folder, small) == (401, "unknown_station")
        with pytest.raises((HTTPError, ValueError, OSError)):
            asked(address, "/v1/push", folder, large)
    log = (folder / "clerk-central.log").read_text(encoding="utf-8")
    assert "POST /v1/push" in log
    assert station.enrolment.token not in log
    assert "hash=" not in log, "what was asked for stays out of the log"
    karbala.database.close()


@no_nginx
def test_a_central_that_is_down_is_told_as_busy(tmp_path: Path) -> None:
    """While nobody answers behind the proxy, stations are asked to come back later."""
    folder = tmp_path / "proxy"
    with proxied(folder, f"http://127.0.0.1:{free_port()}") as address:
        line = over(address, folder, "token")
        with pytest.raises(Busy) as caught:
            line.push(b"x")
        line.close()
    assert caught.value.retry_after == 10


@pytest.mark.skipif(SYSTEMD is None, reason="systemd is not installed on this machine")
def test_the_service_is_one_that_systemd_understands(tmp_path: Path) -> None:
    """Systemd finds nothing wrong with the unit, once its program is there, and little exposed."""
    program = shutil.which("true")
    text = UNIT.read_text(encoding="utf-8").replace("/usr/bin/clerk-central", str(program))
    unit = tmp_path / UNIT.name
    unit.write_text(text, encoding="utf-8")
    told = subprocess.run(
        [str(SYSTEMD), "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout + told.stderr) == (0, "")
    told = subprocess.run(
        [str(SYSTEMD), "security", "--offline=true", "--threshold=20", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-300:]


def test_the_service_starts_a_command_that_exists(capsys: pytest.CaptureFixture[str]) -> None:
    """What the unit starts is a command of ours with options that it has."""
    (line,) = re.findall(
        "^ExecStart=/usr/bin/clerk-central (.*)$", UNIT.read_text("utf-8"), re.MULTILINE
    )
    with pytest.raises(SystemExit) as left:
        main([line.split()[0], "--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert all(option in told for option in re.findall(r"--[a-z-]+", line))
