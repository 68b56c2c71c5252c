"""Every fuzz target on some hundred inputs, and planted bugs that the same targets find."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

import pytest
import zstandard
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clerk_station.domain.forms import AppointmentForm, Refused
from clerk_station.domain.identity import IdentityDocument
from clerk_station.scan import arabic
from clerk_station.scan.belief import Belief
from clerk_station.scan.decode import Guess, likeliest
from clerk_station.scan.documents import recognise
from clerk_station.scan.wedge import Burst, Key
from sync import envelope, letters
from sync.envelope import Batch
from sync.errors import BadEnvelope, Garbled
from sync.snapshot import Chunk, Manifest, read_manifest, unpack_chunk
from sync.wire import Cursor, Page, Record
from tests.fuzz import inputs, oracles, post, targets
from tests.fuzz.seeds import PASSPORT, ZONES, seeds
from tests.fuzz.targets import TARGETS, Target


@st.composite
def near(draw: st.DrawFn, name: str) -> bytes:
    """Draw a seed of the target with some bytes changed, or any bytes at all."""
    seed = bytearray(draw(st.sampled_from(seeds(name))))
    for place in draw(st.lists(st.integers(0, max(0, len(seed) - 1)), max_size=4)):
        seed[place] = draw(st.integers(0, 255))
    return draw(st.sampled_from((bytes(seed), bytes(seed[: len(seed) // 2]), bytes(seed[::-1]))))


def near_or_any(name: str) -> st.SearchStrategy[bytes]:
    """Give bytes near the target's seeds, and others."""
    return st.one_of(near(name), near(name), st.binary(max_size=200))


def tried(target: Target, name: str, *, examples: int = 200) -> None:
    """Try a target on its seeds, and on inputs near them that are the same on every run."""
    for seed in seeds(name):
        target(seed)

    def trial(data: bytes) -> None:
        target(data)

    phases = (Phase.explicit, Phase.generate)
    slow = (HealthCheck.too_slow, HealthCheck.data_too_large)
    chosen = settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=phases,
        suppress_health_check=slow,
    )
    chosen(given(near_or_any(name))(trial))()


@pytest.mark.parametrize("name", list(TARGETS))
def test_the_truth_of_every_target_holds(name: str) -> None:
    """What the targets say of all inputs holds for some hundred of them, seeds among them."""
    tried(TARGETS[name], name)


def _without_composite(lines: Sequence[str]) -> IdentityDocument | None:
    mended = list(lines)
    inputs.mend_composite(mended)
    return recognise(mended)


def _any_seal(text: str) -> AppointmentForm | Refused:
    found = targets.opened(text)
    return found.form if isinstance(found, Refused) and found.form else found


def _override_passes(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\u202e\0" else "\ufffd" for c in text[:1024])


def _cut_codes_stay(written: str) -> str:
    return "".join(arabic._LETTERS.get(p, p) for p in arabic._ONE.findall(written))


def _layout_leaks(keys: Sequence[Key]) -> Sequence[Burst]:
    return targets.pressed([Key(text=key.text, at_ms=key.at_ms) for key in keys])


def _unchecked(belief: Belief) -> Guess:
    return Guess(likeliest(belief), 1.0, 1.0, mended=False)


def _header_first(data: bytes) -> Batch:
    plain = envelope.decompressed(data)
    int(json.loads(plain[8 : 8 + int.from_bytes(plain[4:8])])["first"])
    return envelope.unpack(data)


def _without_end(data: bytes) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    except zstandard.ZstdError as error:
        raise BadEnvelope(str(error)) from error


def _page_at_once(data: bytes) -> Page:
    json.loads(envelope.decompressed(data))
    return letters.unpack_page(data)


def _any_position(query: Mapping[str, str]) -> tuple[Cursor, int]:
    if not query.get("position", "").isdigit():
        raise Garbled
    return Cursor(position=int(query["position"][:100])), 1


def _only_missing(text: bytes) -> None:
    with suppress(KeyError, TypeError, ValueError):
        int(json.loads(text)["incarnation"])


def _any_digest(body: bytes) -> Manifest:
    found = read_manifest(body.replace(b"../" * 21 + b"x", b"0" * 64))
    chunks = tuple(replace(chunk, digest="../" * 21 + "x") for chunk in found.chunks)
    return replace(found, chunks=chunks)


def _unnamed(data: bytes, chunk: Chunk) -> tuple[Record, ...]:
    return unpack_chunk(
        data, replace(chunk, digest=hashlib.sha256(data).hexdigest(), size=len(data))
    )


PLANTED: dict[str, Target] = {
    "manifests": partial(post.manifests, read=_any_digest),
    "chunks": partial(post.chunks, unpack=_unnamed),
    "envelopes": partial(post.envelopes, unpack=_header_first),
    "wrappers": partial(post.wrappers, decompressed=_without_end),
    "pages": partial(post.pages, unpack=_page_at_once),
    "cursors": partial(post.cursors, read=_any_position),
    "post": partial(post.post, read=_only_missing),
    "documents": partial(targets.documents, recognise=_without_composite),
    "forms": partial(targets.forms, opens=_any_seal),
    "tame": partial(targets.tame, tamed=_override_passes),
    "names": partial(targets.names, to_arabic=_cut_codes_stay),
    "bursts": partial(targets.bursts, press=_layout_leaks),
    "decodes": partial(targets.decodes, decode=_unchecked),
    "typed": partial(targets.typed, clean=lambda text: tuple(text.upper().split("\n"))),
}


FOUND: tuple[type[BaseException], ...] = (
    *(AssertionError, ExceptionGroup, ValueError, KeyError, TypeError),
    *(OverflowError, RecursionError),
)
"""What a target raises: its own assertion, or what no reader may let out."""


@pytest.mark.parametrize("name", list(PLANTED))
def test_a_planted_bug_is_found(name: str) -> None:
    """Control: with a bug planted in what it tries, the same target fails on the same inputs."""
    with pytest.raises(FOUND):
        tried(PLANTED[name], name)


def test_what_the_authority_signed_opens() -> None:
    """Control: the sealed form that inputs start from is admitted; refusals mean something."""
    assert targets.opened(inputs.SEALED) == inputs.FORM
    assert oracles.signed_by(inputs.SEALED, "IQR1:", inputs.AUTHORITY.public_key())
    assert not oracles.signed_by(inputs.SEALED, "IQR1:", inputs.STRANGER.public_key())


@pytest.mark.parametrize("text", [*ZONES, PASSPORT])
def test_the_oracle_knows_good_zones_and_every_wrong_digit(text: str) -> None:
    """Control: the second opinion on check digits holds for good zones and for no altered one."""
    width = 44 if text.startswith("P") else 30
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    assert oracles.holds(lines)
    second = lines[1]
    for at in (0, len(second) - 1):
        lines[1] = second[:at] + str((int(second[at], 36) + 1) % 10) + second[at + 1 :]
        assert not oracles.holds(lines)
