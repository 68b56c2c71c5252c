"""Made-up centres and the people who work there."""

import hashlib

from argon2.low_level import Type, hash_secret

from clerk_station.domain.people import Sex
from clerk_station.domain.records import Centre, Clerk, Role
from sync.central.sample.families import Families
from sync.central.sample.words import CENTRES

_POSTS = (("C1", Role.CLERK), ("C2", Role.CLERK), ("C3", Role.CLERK), ("M1", Role.MANAGER))


def made_up_centres() -> tuple[Centre, ...]:
    """Give the ten centres, open every day as in the weeks of registration."""
    return tuple(
        Centre(
            id=number,
            name=name,
            name_latin=latin,
            governorate="كربلاء المقدسة",
            district=district,
            address=address,
            opens="08:00",
            closes="20:00",
            weekdays=(0, 1, 2, 3, 4, 5, 6),
            capacity_per_hour=24,
        )
        for number, name, latin, district, address in CENTRES
    )


def made_up_clerks(centre: Centre, families: Families, *, seed: int) -> tuple[Clerk, ...]:
    """Give three clerks and a manager of a centre."""
    clerks = []
    for number, (post, role) in enumerate(_POSTS):
        identity = f"{centre.id}-{post}"
        name = families.name(Sex.MALE if number % 2 else Sex.FEMALE).full
        verifier = _verifier(pin_of(identity, seed=seed), identity=identity, seed=seed)
        clerks.append(Clerk(id=identity, centre=centre.id, name=name, role=role, verifier=verifier))
    return tuple(clerks)


def pin_of(clerk: str, *, seed: int) -> str:
    """Give the made-up PIN of a clerk: six digits that follow from the seed."""
    digest = hashlib.sha256(f"{seed}/pin/{clerk}".encode()).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"


def _verifier(pin: str, *, identity: str, seed: int) -> str:
    """Hash a PIN with argon2id; the salt follows from the seed, so that a sample repeats."""
    salt = hashlib.sha256(f"{seed}/salt/{identity}".encode()).digest()[:16]
    phc = hash_secret(
        pin.encode(),
        salt,
        time_cost=2,
        memory_cost=19_456,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )
    return phc.decode()
