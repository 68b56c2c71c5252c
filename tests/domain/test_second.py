"""What looks of second persons come to."""

from itertools import permutations

from clerk_station.domain.second import Look, Second, standing_of


def look(seq: int, by: str, *, accepted: bool = True, station: str = "S1") -> Look:
    """Make a look."""
    return Look(station=station, incarnation=1, seq=seq, by=by, accepted=accepted)


def test_nobody_looked() -> None:
    """Without a look it waits, and the one who recorded it is no second person."""
    assert standing_of((), recorded_by="C1") is Second.PENDING
    assert standing_of([look(1, "M1")], recorded_by="M1") is Second.PENDING


def test_the_order_in_which_looks_arrive_does_not_matter() -> None:
    """Each person's last word at each station counts, whatever comes first."""
    said = (
        look(1, "M1", accepted=False),
        look(2, "M1"),
        look(1, "M2", station="S2"),
    )
    assert {standing_of(order, recorded_by="C1") for order in permutations(said)} == {
        Second.CONFIRMED
    }


def test_one_no_against_one_yes_is_disputed_and_no_alone_declines() -> None:
    """A yes never hides a no, also where one person said both at two stations."""
    no = look(1, "M1", accepted=False)
    assert standing_of([no], recorded_by="C1") is Second.DECLINED
    for yes in (look(2, "M2"), look(1, "M1", station="S2")):
        assert standing_of([no, yes], recorded_by="C1") is Second.DISPUTED
