"""The key of the databases: never on disk unwrapped, and every trouble with it in words."""

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from clerk_station.errors import StationError
from clerk_station.keys import has_key_store, make_key, open_key

PHRASE = "نخلة-وجسر-وثلاثة أنهار"


class HeldKeyring(KeyringBackend):
    """A key store in memory."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Give what was kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        self.kept[service, username] = password


class LockedKeyring(HeldKeyring):
    """A key store that its owner has not unlocked."""

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse."""
        raise KeyringLocked(service, username)


class AbsentKeyring(NoKeyring):
    """What `keyring` finds on a machine without a key store."""

    def __init__(self) -> None:
        """Need nothing."""


@pytest.fixture
def key_store() -> Iterator[HeldKeyring]:
    """Put a key store into the machine, and take it out again."""
    before = keyring.get_keyring()
    held = HeldKeyring()
    keyring.set_keyring(held)
    yield held
    keyring.set_keyring(before)


@pytest.fixture
def no_key_store() -> Iterator[None]:
    """Take the machine's key store away, and put it back."""
    before = keyring.get_keyring()
    keyring.set_keyring(AbsentKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Say where the wraps lie."""
    return tmp_path / "keys.json"


def title_of(file: Path, *, passphrase: str | None) -> str:
    """Open a key that cannot be opened and give the title of the trouble."""
    with pytest.raises(StationError) as caught:
        open_key(file, passphrase=passphrase)
    return caught.value.title


def change(file: Path, **fields: object) -> None:
    """Change the wrap in the file."""
    raw = json.loads(file.read_text())
    raw["wraps"][0] |= fields
    file.write_text(json.dumps(raw))


def test_no_key_store_is_there_unless_a_test_puts_one_in() -> None:
    """Neither the machine's own nor a made-up one of this file is found by itself."""
    assert not has_key_store()


def test_the_passphrase_gives_the_key_back(file: Path) -> None:
    """What was made under a passphrase opens with it, each key another one."""
    key = make_key(file, passphrase=PHRASE)
    assert len(key) == 32
    assert open_key(file, passphrase=PHRASE) == key
    assert make_key(file.with_name("other.json"), passphrase=PHRASE) != key


def test_a_wrong_passphrase_is_told_in_words(file: Path) -> None:
    """The data is untouched and the right passphrase still fits afterwards."""
    key = make_key(file, passphrase=PHRASE)
    assert title_of(file, passphrase=PHRASE + " ") == "The station passphrase does not fit"
    assert title_of(file, passphrase=None) == "The station needs its passphrase"
    assert open_key(file, passphrase=PHRASE) == key


def test_the_file_holds_neither_key_nor_passphrase(file: Path) -> None:
    """Nothing on the disk opens the databases by itself."""
    key = make_key(file, passphrase=PHRASE)
    written = file.read_bytes()
    for secret in (key, key.hex().encode(), PHRASE.encode(), json.dumps(PHRASE).encode()[1:-1]):
        assert secret not in written
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"rubbish",
        b"\xff\xfe",
        b"[]",
        b'{"wraps": [5]}',
        b'{"wraps": [{}]}',
        b'{"wraps": 5}',
        b'{"wraps": [{"under": "moon"}]}',
    ],
)
def test_a_damaged_file_is_told_in_words(file: Path, content: bytes) -> None:
    """Whoever finds rubbish there is told to put the copy back."""
    file.write_bytes(content)
    assert title_of(file, passphrase=PHRASE) == "The key file of this station is damaged"


@pytest.mark.parametrize(
    "fields",
    [
        {"salt": "zz"},
        {"salt": ""},
        {"nonce": "00"},
        {"sealed": 5},
        {"time_cost": 0},
        {"memory_cost": 1 << 40},
        {"parallelism": "many"},
    ],
)
def test_a_damaged_wrap_is_told_in_words(file: Path, fields: dict[str, object]) -> None:
    """Each part of the wrap may be broken, and none of it crashes the station."""
    make_key(file, passphrase=PHRASE)
    change(file, **fields)
    assert title_of(file, passphrase=PHRASE) == "The key file of this station is damaged"


def test_a_flipped_bit_opens_nothing(file: Path) -> None:
    """A seal that was changed gives no key at all, never a wrong one."""
    make_key(file, passphrase=PHRASE)
    sealed = bytearray.fromhex(json.loads(file.read_text())["wraps"][0]["sealed"])
    sealed[0] ^= 1
    change(file, sealed=sealed.hex())
    assert title_of(file, passphrase=PHRASE) == "The station passphrase does not fit"


def test_keys_are_never_written_over(file: Path, key_store: HeldKeyring) -> None:
    """A second enrolment in the same folder harms nothing and leaves nothing behind."""
    key = make_key(file, passphrase=PHRASE)
    for passphrase in (PHRASE, None):
        with pytest.raises(StationError, match="has its keys already"):
            make_key(file, passphrase=passphrase)
    assert open_key(file, passphrase=PHRASE) == key
    assert key_store.kept == {}


def test_no_file_means_not_enrolled(file: Path) -> None:
    """A folder without keys says how to begin."""
    assert title_of(file, passphrase=PHRASE) == "This station is not set up yet"


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    """Keys that cannot be written are never half written."""
    missing = tmp_path / "gone" / "keys.json"
    with pytest.raises(StationError, match="keys cannot be written"):
        make_key(missing, passphrase=PHRASE)


def test_the_key_store_gives_the_key_back(file: Path, key_store: HeldKeyring) -> None:
    """Where the machine has a key store no passphrase is asked, and the file alone is useless."""
    assert has_key_store()
    key = make_key(file, passphrase=None)
    assert open_key(file, passphrase=None) == key
    (secret,) = key_store.kept.values()
    assert secret not in file.read_text()
    assert secret != key.hex()


def test_another_persons_key_store_does_not_open_it(file: Path, key_store: HeldKeyring) -> None:
    """A copied folder on another machine asks for what it needs."""
    make_key(file, passphrase=None)
    key_store.kept.clear()
    assert title_of(file, passphrase=None) == "The station needs its passphrase"


def test_a_key_store_with_another_secret_means_a_damaged_file(
    file: Path, key_store: HeldKeyring
) -> None:
    """Nobody is asked for a passphrase that there never was."""
    make_key(file, passphrase=None)
    for account in key_store.kept:
        key_store.kept[account] = bytes(32).hex()
    assert title_of(file, passphrase=None) == "The key file of this station is damaged"


def test_a_locked_key_store_is_told_in_words(file: Path, key_store: HeldKeyring) -> None:
    """A key store that nobody unlocked gives nothing and crashes nothing."""
    make_key(file, passphrase=None)
    locked = LockedKeyring()
    locked.kept = key_store.kept
    keyring.set_keyring(locked)
    assert title_of(file, passphrase=None) == "The station needs its passphrase"


@pytest.mark.usefixtures("no_key_store")
def test_without_a_key_store_there_is_no_plaintext_fallback(file: Path) -> None:
    """The machine says that a passphrase is needed, and no key is written."""
    assert not has_key_store()
    with pytest.raises(StationError, match="no key store"):
        make_key(file, passphrase=None)
    assert not file.exists()
    assert len(make_key(file, passphrase=PHRASE)) == 32
