"""Appointment forms on paper: sealed by the authority and drawn in Arabic."""

from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household
from clerk_station.domain.records import Centre
from clerk_station.errors import StationError
from clerk_station.paper.form import form_pdf
from clerk_station.tokens import seal_form
from clerk_station.words import Words
from sync.central.registry import get_many


def print_forms(
    connection: Connection,
    forms: Iterable[AppointmentForm],
    *,
    key: Ed25519PrivateKey,
    folder: Path,
    words: Words,
) -> list[Path]:
    """Write each form as `<number>.pdf` into a folder; give the files.

    Raises:
        StationError: the folder cannot be written.
    """
    wanted = list(forms)
    households = get_many(connection, Household, (form.household for form in wanted))
    centres = get_many(connection, Centre, (form.centre for form in wanted))
    files = []
    for form in wanted:
        centre = centres[form.centre]
        data = form_pdf(
            form,
            household=households[form.household],
            centre_name=centre.name,
            centre_address=centre.address,
            token=seal_form(form, key),
            words=words,
        )
        files.append(_written(folder / f"{form.number}.pdf", data))
    return files


def _written(path: Path, data: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise StationError(
            "The form cannot be written",
            "Check the room on the disk and who may write to {folder}.",
            folder=path.parent,
        ) from error
    return path
