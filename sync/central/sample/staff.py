"""Made-up centres and the people who work there."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

from clerk_station.domain.people import Sex
from clerk_station.domain.records import Centre, Clerk, Role
from sync.central.clerks import verifier_of
from sync.central.sample.families import Families
from sync.central.sample.words import CENTRES

_POSTS = (("C1", Role.CLERK), ("C2", Role.CLERK), ("C3", Role.CLERK), ("M1", Role.MANAGER))
_MAIN, _SUPERVISORS = "KA-04", (("V1", Role.SUPERVISOR), ("V2", Role.SUPERVISOR))
"""Two supervisors decide what the centres only report; they belong to the main one."""


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
    """Give three clerks and a manager of a centre, and of the main one the supervisors."""
    posts = (*_POSTS, *_SUPERVISORS) if centre.id == _MAIN else _POSTS
    ids = [f"{centre.id}-{post}" for post, _ in posts]
    names = [families.name(Sex.MALE if n % 2 else Sex.FEMALE).full for n in range(len(ids))]
    with ThreadPoolExecutor() as pool:
        verifiers = list(pool.map(lambda identity: _verifier(identity, seed=seed), ids))
    return tuple(
        Clerk(id=identity, centre=centre.id, name=name, role=role, verifier=verifier)
        for identity, name, (_, role), verifier in zip(ids, names, posts, verifiers, strict=True)
    )


def pin_of(clerk: str, *, seed: int) -> str:
    """Give the made-up PIN of a clerk: six digits that follow from the seed."""
    digest = hashlib.sha256(f"{seed}/pin/{clerk}".encode()).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"


def _verifier(identity: str, *, seed: int) -> str:
    """Hash a clerk's PIN with argon2id; the salt follows from the seed, for samples repeat."""
    salt = hashlib.sha256(f"{seed}/salt/{identity}".encode()).digest()[:16]
    return verifier_of(pin_of(identity, seed=seed), salt=salt)
