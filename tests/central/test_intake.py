"""Registry files as they come."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerk_station.domain.people import Household, Relation, Sex, Stated
from sync.central.intake import OF_HOUSEHOLD, OF_MEMBER, REQUIRED, Intake, read
from sync.central.naming import named
from sync.central.registry import get, household_by_card, put
from tests.central.karbala import Karbala
from tests.world import CENTRE, OTHER_CENTRE, household

TODAY = date(2026, 11, 23)
HEAD = {"card_number": "2419001", "centre": CENTRE, "relation": "head", "given": "كاظم"}
HEAD |= {"father": "جواد", "sex": "m", "birth": "1980/01/01", "national_number": "198000000001"}
SON = HEAD | {"relation": "son", "given": "حسين", "birth": "2004", "national_number": ""}
OTHER = HEAD | {"card_number": "2419002", "national_number": "198000000002"}


def table(
    path: Path, *rows: dict[str, str], columns: tuple[str, ...] = OF_HOUSEHOLD + OF_MEMBER
) -> Path:
    """Write a CSV file."""
    lines = [",".join(columns)]
    lines += [",".join(row.get(name, "") for name in columns) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def taken(path: Path) -> Intake:
    """Read a file as the command does."""
    return read(path, centres={CENTRE, OTHER_CENTRE}, today=TODAY)


def test_reads_a_household_from_its_lines(tmp_path: Path) -> None:
    """Lines with the same card are one household, its members in their order."""
    intake = taken(table(tmp_path / "r.csv", HEAD, SON, OTHER))
    assert not intake.problems
    first = intake.households[0]
    assert [m.name.given for m in first.members] == ["كاظم", "حسين"]
    assert (first.head.sex, first.head.birth.year) == (Sex.MALE, 1980)
    assert first.members[1].national_number is None


def test_reads_arabic_digits_and_words(tmp_path: Path) -> None:
    """Digits of any set and the Arabic words for sexes are understood."""
    row = HEAD | {"card_number": "٢٤١٩٠٠١", "sex": "ذكر", "birth": "۱۹۸۰"}
    read_back = taken(table(tmp_path / "r.csv", row)).households[0]
    assert read_back.card_number == "2419001"


def test_reads_what_the_register_states_of_a_person(tmp_path: Path) -> None:
    """Deceased or abroad, with the day where it is known; nothing where nothing is stated."""
    since = {"stated": "abroad", "stated_since": "٢٠٢٦/٠٣/٠١"}
    first = taken(table(tmp_path / "r.csv", HEAD, SON | since)).households[0]
    assert (first.members[0].stated, first.members[0].stated_since) == (None, None)
    assert (first.members[1].stated, first.members[1].stated_since) == (
        Stated.ABROAD,
        date(2026, 3, 1),
    )


@pytest.mark.parametrize(
    ("spoilt", "text"),
    [
        ({"card_number": "12x"}, "digits"),
        ({"card_number": ""}, "empty"),
        ({"centre": "KA-99"}, "centre"),
        ({"relation": "cousin"}, "relation"),
        ({"given": " "}, "empty"),
        ({"sex": "?"}, "sex"),
        ({"birth": "1980/02/30"}, "birth"),
        ({"birth": "2030"}, "birth"),
        ({"national_number": "123"}, "national"),
        ({"stated": "missing"}, "register"),
        ({"stated": "deceased", "stated_since": "2026/02"}, "day"),
        ({"given": "\ufffd"}, "UTF-8"),
    ],
)
def test_a_broken_line_is_named_and_the_others_are_kept(
    tmp_path: Path, spoilt: dict[str, str], text: str
) -> None:
    """The line number and what to do are told; households without a fault are kept."""
    intake = taken(table(tmp_path / "r.csv", OTHER, HEAD | spoilt))
    assert [h.card_number for h in intake.households] == ["2419002"]
    assert [p.line for p in intake.problems] == [3]
    assert text in intake.problems[0].text


def test_a_household_with_a_broken_line_waits_whole(tmp_path: Path) -> None:
    """A roster that lacks a person would be wrong, so its other lines wait too, and are named."""
    intake = taken(table(tmp_path / "r.csv", HEAD, SON | {"sex": "?"}, OTHER))
    assert [h.card_number for h in intake.households] == ["2419002"]
    assert [p.line for p in intake.problems] == [2, 3]


def test_a_household_needs_one_head_and_one_centre(tmp_path: Path) -> None:
    """Two heads, none, or two centres cannot be right."""
    two = taken(table(tmp_path / "a.csv", HEAD, SON | {"relation": "head"}))
    none = taken(table(tmp_path / "b.csv", SON))
    centres = taken(table(tmp_path / "c.csv", HEAD, SON | {"centre": OTHER_CENTRE}))
    assert [x.households for x in (two, none, centres)] == [(), (), ()]


def test_a_national_number_in_two_lines_is_found(tmp_path: Path) -> None:
    """Nobody stands in the registry twice: the second line is named with the first's number."""
    twice = OTHER | {"national_number": HEAD["national_number"]}
    intake = taken(table(tmp_path / "r.csv", HEAD, twice))
    assert [(p.line, p.values.get("line")) for p in intake.problems] == [(3, 2)]


def test_missing_columns_are_told_at_once(tmp_path: Path) -> None:
    """A file with another header is not read line by line."""
    intake = taken(table(tmp_path / "r.csv", HEAD, columns=("card_number", "name")))
    assert len(intake.problems) == 1
    names = intake.problems[0].values["names"]
    assert names == ", ".join(name for name in REQUIRED if name != "card_number")


def test_json_lines_say_the_same(tmp_path: Path) -> None:
    """A household a line gives what its CSV lines give; a broken line is named."""
    whole = HEAD | {"members": [HEAD, SON]}
    path = tmp_path / "r.jsonl"
    lines = [json.dumps(whole), "{", "7", '{"members": 3}', "", json.dumps(OTHER)]
    path.write_text("\n".join(lines), encoding="utf-8")
    intake = taken(path)
    assert intake.households == taken(table(tmp_path / "r.csv", HEAD, SON)).households
    assert [p.line for p in intake.problems] == [2, 3, 4, 6]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=400), st.sampled_from([".csv", ".jsonl"]))
def test_any_file_is_read_or_named(tmp_path: Path, data: bytes, ending: str) -> None:
    """Whatever bytes a file has, lines are named and nothing is raised."""
    path = tmp_path / f"r{ending}"
    header = ",".join(OF_HOUSEHOLD + OF_MEMBER).encode() + b"\n"
    path.write_bytes(header + data if ending == ".csv" else data)
    assert taken(path).households == ()


def test_a_repeated_import_keeps_ids(karbala: Karbala, tmp_path: Path) -> None:
    """The same people keep their ids, a new member gets the next one, what left is gone."""
    first = taken(
        table(tmp_path / "a.csv", HEAD | {"card_number": "777777"}, SON | {"card_number": "777777"})
    )
    grown = taken(
        table(
            tmp_path / "b.csv",
            SON | {"card_number": "777777", "given": "رقية", "relation": "daughter", "sex": "f"},
            SON | {"card_number": "777777"},
            HEAD | {"card_number": "777777", "given": "كاظم"},
        )
    )
    with karbala.database.writing() as connection:
        put(connection, named(connection, first.households))
        before = household_by_card(connection, "777777")
        put(connection, named(connection, grown.households))
        after = household_by_card(connection, "777777")
    assert before is not None
    assert after is not None
    assert [m.id for m in before.members] == [f"{before.id}-1", f"{before.id}-2"]
    assert [m.id for m in after.members] == [f"{after.id}-3", f"{after.id}-2", f"{after.id}-1"]
    assert after.id == before.id


def test_new_households_get_new_ids(karbala: Karbala, tmp_path: Path) -> None:
    """An import never takes the id of a household that is there."""
    intake = taken(
        table(
            tmp_path / "r.csv", HEAD | {"card_number": "888888"}, OTHER | {"card_number": "999999"}
        )
    )
    with karbala.database.writing() as connection:
        ids = [h.id for h in named(connection, intake.households)]
        assert get(connection, Household, household(1).id) is not None
    assert len(set(ids)) == 2
    assert not {household(n).id for n in range(1, 9)} & set(ids)


def test_relations_are_the_domain_s() -> None:
    """The documented relations are those that the station knows."""
    assert {str(r) for r in Relation} >= {"head", "spouse", "son", "daughter"}


def test_a_line_that_is_no_csv_takes_its_household_along_and_no_other(tmp_path: Path) -> None:
    """No household is kept without the person of a line that could not be read."""
    path = table(tmp_path / "r.csv", HEAD, SON | {"given": '"حس"ن'}, OTHER)
    intake = taken(path)
    assert [h.card_number for h in intake.households] == ["2419002"]
    assert [(p.line, "CSV" in p.text) for p in intake.problems] == [(2, False), (3, True)]
    whole = taken(table(tmp_path / "w.csv", HEAD, SON, OTHER))
    assert len(whole.households) == 2, "the control: without the fault both are kept"


def test_a_line_without_a_card_number_takes_the_household_above_along(tmp_path: Path) -> None:
    """Whose son it is cannot be known, so the household above it waits."""
    intake = taken(table(tmp_path / "r.csv", HEAD, SON | {"card_number": ""}, OTHER))
    assert [h.card_number for h in intake.households] == ["2419002"]


@pytest.mark.parametrize("given", ["كا\0ظم", "كا\x07ظم"])
def test_characters_that_cannot_be_seen_are_named(tmp_path: Path, given: str) -> None:
    """No name holds what no station could store."""
    intake = taken(table(tmp_path / "r.csv", HEAD | {"given": given}))
    assert not intake.households
    assert "cannot be seen" in intake.problems[0].text


def test_json_lines_with_half_characters_or_nobody_are_named(tmp_path: Path) -> None:
    """A surrogate alone and an empty household stop nothing but themselves."""
    member = {name: HEAD.get(name, "") for name in OF_MEMBER}
    home = {name: HEAD.get(name, "") for name in OF_HOUSEHOLD}
    lines = [
        home | {"members": [member | {"given": "\ud800"}]},
        home | {"card_number": "2419003", "members": []},
        home | {"card_number": "2419004", "members": [member | {"national_number": ""}]},
    ]
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    intake = taken(path)
    assert [h.card_number for h in intake.households] == ["2419004"]
    assert [p.line for p in intake.problems] == [1, 2]
