"""What went wrong at others, and the test that proves that it does not go wrong here."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent

PROVEN: dict[str, tuple[str, ...]] = {
    "1 an item says that it is being sent for ever": (
        "sync/test_cycle.py::test_twenty_failures_are_overcome_within_the_cap",
        "sync/test_cycle.py::test_says_why_it_waits_and_until_when",
        "sync/test_backoff.py::test_waits_between_a_second_and_a_quarter_of_an_hour",
    ),
    "2 one bad record blocks all behind it": (
        "central/test_ingest.py::test_one_poison_event_in_a_thousand_stops_nothing",
        "central/test_poison.py::test_no_field_of_an_event_can_stop_the_post",
        "central/test_poison.py::test_no_bytes_can_stop_the_post",
    ),
    "3 the station deletes what was refused": (
        "sync/test_cycle.py::test_a_storm_of_refusals_loses_nothing",
    ),
    "4 all is green and not on the server": (
        "sync/test_heads.py::test_a_row_lost_at_the_central_is_not_green",
        "sync/test_heads.py::test_control_a_central_that_does_not_look_keeps_the_light_green",
    ),
    "5 a receipt is printed and the record is missing": (
        "journeys/test_killed.py::test_a_visit_goes_on_after_the_machine_died",
        "store/test_journal.py::test_saved_events_are_there_after_the_process_was_killed",
        "reports/test_slip.py::test_it_bears_its_place_time_and_witness",
    ),
    "6 duplicates after the line came back": (
        "central/test_ingest.py::test_replays_in_any_order_store_nothing_twice",
        "sync/test_lost_answers.py::test_lost_answers_double_nothing",
        "sync/test_lost_answers.py::test_control_without_identities_they_double",
    ),
    "8 one clerk sees or deletes another's outbox": (
        "store/test_outbox.py::test_a_second_clerk_deletes_nothing_of_the_first",
        "journeys/test_second_clerk.py::test_a_second_clerk_takes_over_in_the_middle_of_a_visit",
    ),
    "9 an export needs the line": (
        "sync/test_export.py::test_a_file_carries_events_and_receipts",
        "sync/test_export.py::test_a_file_handed_in_twice_doubles_nothing",
        "store/test_outbox.py::test_the_export_holds_the_letters_that_the_push_would_send",
    ),
    "10 offline is set by hand, or sticks": (
        "sync/test_cycle.py::test_offline_comes_and_goes_by_itself_with_the_line",
        "sync/test_cycle.py::test_says_why_it_waits_and_until_when",
    ),
    "11 one person at two counters, and nobody is told": (
        "central/test_cases.py::test_two_stations_that_served_one_family_open_a_case",
        "journeys/test_two_desks.py::test_one_family_is_served_at_two_desks_without_a_line",
    ),
    "12 served offline, called failed later": (
        "central/test_ingest.py::test_wrong_content_is_put_aside_with_its_reason",
        "central/test_cases.py::test_what_is_rejected_stays_stored_and_never_counts",
    ),
    "13 a wrong clock blocks or reorders": (
        "desk/test_session.py::test_a_clock_that_jumps_blocks_nobody",
        "desk/test_visits.py::test_the_latest_answer_is_taken_back_whatever_the_clock_says",
        "store/test_queries.py::test_the_latest_use_of_a_form_counts_whatever_the_clock_says",
    ),
    "14 readers that type under another layout": (
        "journeys/test_reader.py::test_a_family_is_read_in_under_an_arabic_layout",
        "journeys/test_reader.py::test_a_double_fire_is_one_refusal",
        "scan/test_wedge.py::test_any_text_of_a_reader_survives_any_layout",
        "scan/test_light.py::test_a_reflection_is_named",
    ),
    "15 a card takes half a minute": (
        "scan/test_light.py::test_what_moves_is_to_be_held_still",
        "journeys/test_reader.py::test_typed_numbers_still_work",
    ),
    "16 right to left is half done": (
        "words/test_words.py::test_isolates_surround_and_come_off_again",
        "words/test_words.py::test_marks_within_a_name_cannot_leave_its_isolate",
    ),
    "17 the first synchronisation hangs": (
        "sync/test_cut_pages.py::test_a_line_that_is_cut_after_every_page_brings_everything",
        "sync/test_cut_pages.py::test_control_without_keeping_pages_nothing_is_ever_reached",
    ),
    "19 an old station and a new code": (
        "store/test_journal.py::test_an_unknown_kind_keeps_its_bytes",
        "store/test_inbox.py::test_a_record_of_a_later_version_holds_up_nothing",
        "central/test_ingest.py::test_an_unknown_kind_is_kept_untouched",
    ),
    "20 edits are lost after a move": (
        "central/test_states.py::test_a_station_moves_with_events_pending",
        "central/test_states.py::test_control_without_the_recorded_move_pending_events_do_not_count",
    ),
    "22 an update waits for the post, or the post for it": (
        "sync/test_versions.py::test_a_station_of_version_1_is_served",
        "sync/test_versions.py::test_a_station_of_a_later_version_is_served",
        "sync/test_versions.py::test_a_central_of_a_later_version_is_understood",
    ),
    "23 old rows of the audit can be deleted": (
        "store/test_journal.py::test_the_journal_cannot_be_changed_or_deleted",
    ),
    "24 a cursor skips rows": (
        "central/test_postgres.py::test_many_writers_leave_no_hole",
        "central/test_postgres.py::test_control_a_reader_by_row_number_skips",
        "store/test_inbox.py::test_of_a_page_that_does_not_follow_nothing_is_kept",
    ),
    "25 a restored or cloned station is not heard any more": (
        "sync/test_branches.py::test_a_restored_station_goes_on_as_a_branch",
        "sync/test_branches.py::test_control_without_comparing_heads_a_restored_station_loses_events",
        "sync/test_branches.py::test_two_machines_that_are_one_station_both_go_on",
        "sync/test_branches.py::test_a_clone_is_found_by_its_token_alone",
        "sync/test_heads.py::test_a_restored_central_gets_everything_again",
        "simulation/test_simulation.py::test_nothing_is_lost_doubled_or_skipped",
    ),
    "26 a power cut takes what was acknowledged": (
        "store/test_crash_images.py::test_no_power_cut_takes_what_was_said_to_be_saved",
        "store/test_crash_images.py::test_control_without_a_sync_at_each_commit_cuts_take_some",
    ),
}
"""Each symptom, by its number, and the tests that would fail if it were seen here."""

NOT_YET: dict[str, str] = {
    "7 an upgrade loses what was not sent": "no ledger of an older version exists so far",
    "18 the whole list goes to every device": "scopes are tested, a home-visit route is not made",
    "21 reconciling after the machines were packed": "no sheet is compared with the journal",
    "27 practice data reaches the server": "there is no practice mode",
}
"""Symptoms that nothing proves absent, each with what is missing for it."""


@pytest.mark.parametrize("symptom", sorted(PROVEN))
def test_each_symptom_is_proven_absent_by_tests_that_exist(symptom: str) -> None:
    """Every test that is named as a proof is there."""
    for name in PROVEN[symptom]:
        file, _, function = name.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert function in {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}, name


def test_every_symptom_is_accounted_for() -> None:
    """Each of the twenty-seven symptoms is proven absent, or it is said what is missing."""
    numbers = [int(symptom.split()[0]) for symptom in (*PROVEN, *NOT_YET)]
    assert sorted(numbers) == list(range(1, 28))
