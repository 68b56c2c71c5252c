"""What a seed has in store: who takes part, and which faults there are and how often."""

from dataclasses import dataclass
from random import Random

DAYS = 30
DAY = 86_400.0
HOUR = 3_600.0
END = DAYS * DAY

LINE_FAULTS = (
    "dropped", "late", "answer_cut", "twice", "truncated_request", "truncated_answer",
    "garbage", "altered", "stale", "busy", "broken", "refused",
)  # fmt: skip
"""What can happen to one exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The chances of one seed. Each fault is there in some seeds only, and then often.

    `line` names the faults of the line and `line_chance` how likely one befalls an exchange. The
    others are chances for each sitting of a machine, or for each seed where they name a fault
    that happens once.
    """

    stations: int
    sittings: int
    line: tuple[str, ...]
    line_chance: float
    outage: float
    power_cut: float
    full_disk: float
    clock_jump: float
    poison: float
    stick: float
    restored_station: bool
    cloned_station: bool
    restored_central: bool
    lost_row: bool
    barred_station: bool
    central_cut: float
    central_full: float
    large_batch: bool
    far: int
    moved_station: bool
    suspended_station: bool
    cards: float
    picky: float
    elders: int

    @property
    def parts(self) -> bool:
        """Tell whether two machines or two copies of one may have different journals."""
        return self.restored_station or self.cloned_station

    @property
    def loses(self) -> bool:
        """Tell whether the central loses what it had."""
        return self.restored_central or self.lost_row

    def befalls(self, *faults: str) -> bool:
        """Tell whether any of these faults befalls letters."""
        return bool(self.line_chance) and bool(set(faults) & set(self.line))


def drawn(random: Random) -> Plan:
    """Draw the plan of a seed."""

    def sometimes(chance: float, *, share: float = 0.4) -> float:
        return chance if random.random() < share else 0.0

    is_barred, forgets = random.random() < 0.15, random.random() < 0.3
    return Plan(
        stations=random.choice((3, 3, 3, 4, 4, 5, 6, 8)),
        sittings=random.choice((8, 10, 12, 14)),
        line=tuple(random.sample(LINE_FAULTS, k=random.randint(2, 6))),
        line_chance=sometimes(random.choice((0.08, 0.2, 0.35)), share=0.8),
        outage=sometimes(0.25),
        power_cut=sometimes(0.4, share=0.5),
        full_disk=sometimes(0.2, share=0.3),
        clock_jump=sometimes(0.4),
        poison=sometimes(0.35, share=0.5),
        stick=sometimes(0.25, share=0.35),
        restored_station=random.random() < 0.3,
        cloned_station=random.random() < 0.25,
        restored_central=forgets,
        barred_station=is_barred,
        lost_row=random.random() < 0.15,
        central_cut=sometimes(0.08),
        central_full=sometimes(0.05, share=0.25),
        large_batch=random.random() < 0.02,
        # Records that have to be missing for a snapshot; a whole scope here has some twenty.
        far=random.choice((5_000, 5_000, 8, 3)),
        # A central that forgot who may move puts the move aside until people release it.
        moved_station=random.random() < 0.25 and not forgets,
        suspended_station=random.random() < 0.2,
        cards=sometimes(0.3, share=0.5),
        picky=sometimes(0.1, share=0.1),
        elders=random.choice((0, 0, 1)),
    )
