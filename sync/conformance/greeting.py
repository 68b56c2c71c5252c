"""Promises of enrolment, hello and the doors as such."""

import json
import secrets
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.conformance.line import Line, must
from sync.conformance.machine import Machine
from sync.enrol import ask, ask_to_json, enrolment_from_json, read_code
from sync.hello import Hello, hello_to_json, sign_hello
from sync.signed import SignedLetter, sign_letter, signed_to_json

_HELLO = b"clerk-station/hello/2\0"


def codes(line: Line, code: str) -> Machine:
    """A code makes one station, for one key; asked again it is the same, until it said hello."""
    plain = read_code(code)
    must(plain is not None, "the code has not fourteen digits of which the last two check")
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    letter = ask(str(plain), public_key=key.public_key(), sign=key.sign)
    stolen = ask(str(plain), public_key=key.public_key(), sign=other.sign)
    wrong = ask("00000000000001", public_key=key.public_key(), sign=key.sign)
    line.send("/v1/enrol", ask_to_json(wrong)).refused(403, "bad_code", when="a wrong code")
    line.send("/v1/enrol", ask_to_json(stolen)).refused(403, "bad_proof", when="a wrong proof")
    first = _enrolled(line, ask_to_json(letter))
    again = _enrolled(line, ask_to_json(letter))
    must(
        (first.station, first.incarnation) == (again.station, again.incarnation),
        "the same code and key give another station or life",
    )
    second = ask(str(plain), public_key=other.public_key(), sign=other.sign)
    line.send("/v1/enrol", ask_to_json(second)).refused(403, "code_used", when="another key")
    machine = Machine(line, again, key, again.token)
    machine.greet()
    line.send("/v1/enrol", ask_to_json(letter)).refused(403, "code_used", when="a life that spoke")
    return machine


def _enrolled(line: Line, letter: dict[str, Any]) -> Any:
    answer = line.send("/v1/enrol", letter)
    must(answer.status == 200, f"enrolment is answered {answer.status} {answer.body[:80]!r}")
    return enrolment_from_json(answer.json())


def tokens(machine: Machine) -> None:
    """Each greeting offers the next token; a lost one costs nothing, one gone by is refused."""
    said = machine.said()
    lost = machine.read_greeting(machine.hello(said), said)
    must(lost.token and lost.token != said.token, "no next token is offered")
    machine.greet()
    before = machine.copy()
    machine.greet()
    machine.greet()
    answer = before.hello(before.said())
    answer.refused(403, "superseded", when="a token that was followed by another")
    machine.greet()


def nobody(machine: Machine) -> None:
    """A hello that another key signed, or of a life that is not known, is refused."""
    said = machine.said()
    forged = sign_hello(said, Ed25519PrivateKey.generate().sign)
    answer = machine.line.send("/v1/hello", signed_to_json(forged))
    answer.refused(403, "bad_signature", when="a forged hello")
    stranger = replace(said, station=f"{said.station}-{secrets.token_hex(3)}")
    machine.hello(stranger).refused(401, "unknown_station", when="a station that is not known")
    machine.greet()


def tolerant(machine: Machine) -> None:
    """Members that are not known are ignored, in every letter."""
    said = machine.said()
    fields = {**hello_to_json(said), "of_tomorrow": {"x": [1]}}
    letter = sign_letter(_HELLO, fields, machine.key.sign)
    envelope = {**signed_to_json(letter), "of_tomorrow": 1}
    greeting = machine.read_greeting(machine.line.send("/v1/hello", envelope), said)
    machine.token = greeting.token or machine.token


def version_1(machine: Machine) -> None:
    """A station of version 1, which signs no hello, is greeted under its token."""
    said = hello_to_json(replace(machine.said(), protocol=1))
    old = {name: said[name] for name in list(said)[:7]}
    answer = machine.line.send("/v1/hello", old, token=machine.token)
    must(answer.status == 200, f"hello of version 1 is answered {answer.status}")
    held = answer.json()
    found = (held.get("acknowledged"), held.get("head"))
    right = (len(machine.events), machine.hashes[-1].hex())
    must(found == right, "hello of version 1 says otherwise than is held")


def doors(machine: Machine) -> None:
    """Every door refuses what it cannot read, in JSON and with the right status."""
    line = machine.line
    line.ask("GET", "/v1/pull").refused(401, "unknown_station", when="no token")
    line.ask("GET", "/v1/pull", token=secrets.token_hex(16)).refused(
        401, "unknown_station", when="a token that is nobody's"
    )
    line.ask("GET", "/v1/nowhere").refused(404, "no_such_door", when="no such door")
    line.ask("GET", "/v1/push").refused(405, "no_such_door", when="another method")
    for body in (b"", b"{", b"[" * 10_000, b"\xff\xfe", b'{"body": 1}'):
        for path in ("/v1/enrol", "/v1/hello", "/v1/compare", "/v1/branch"):
            answer = line.ask("POST", path, body=body)
            answer.refused(400, "bad_request", when=f"{path} with {body[:10]!r}")
    machine.greet()


def signed_twice(machine: Machine) -> None:
    """What is signed is the text as it came, whatever its spaces and order."""
    said: Hello = machine.said()
    fields = dict(reversed(list(hello_to_json(said).items())))
    body = json.dumps(fields, indent=1).encode()
    letter = SignedLetter(body, machine.key.sign(_HELLO + body))
    answer = machine.line.send("/v1/hello", signed_to_json(letter))
    greeting = machine.read_greeting(answer, said)
    machine.token = greeting.token or machine.token
