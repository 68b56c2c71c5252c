"""The account of a day: what was done, and whether the central holds just that."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from clerk_station.store.journal import Link


def compare(here: Sequence[Link], there: Sequence[Mapping[str, Any]]) -> tuple[list[str], bool]:
    """Compare the journal with the central, event by event.

    Args:
        here: the station's chain.
        there: what the central lists: `seq`, `hash` in hex, `kind`, `verdict`.

    Returns:
        Lines for a person, and whether both hold the same events, each once and accepted.
    """
    held = {int(row["seq"]): row for row in there}
    doubled = len(there) - len(held)
    different = [
        link.seq
        for link in here
        if link.seq not in held or held[link.seq]["hash"] != link.hash.hex()
    ]
    strange = sorted(set(held) - {link.seq for link in here})
    aside = [row["seq"] for row in there if row["verdict"] != "accepted"]
    lines = [f"{'event':28} {'desk':>6} {'central':>8}"]
    desk, central = Counter(link.kind for link in here), Counter(row["kind"] for row in there)
    lines += [f"{kind:28} {desk[kind]:6} {central[kind]:8}" for kind in sorted(desk | central)]
    lines.append(f"{'together':28} {len(here):6} {len(there):8}")
    same = not (different or strange or doubled or aside)
    if same and here:
        lines.append(f"head of both chains: event {here[-1].seq}, {here[-1].hash.hex()[:16]}")
    for title, seqs in (
        ("missing or different at the central", different),
        ("at the central alone", strange),
        ("kept aside by the central", aside),
    ):
        if seqs:
            lines.append(f"{title}: {', '.join(map(str, seqs))}")
    lines.append("The desk and the central hold the same." if same else "THEY DIFFER.")
    return lines, same
