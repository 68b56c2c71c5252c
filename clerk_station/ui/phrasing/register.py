"""What a family may ask to have changed, in words, and what the register has now."""

from clerk_station.domain.changes import OF_HOUSEHOLD, Field, Joining, Leaving
from clerk_station.domain.corrections import value_of
from clerk_station.domain.people import Household, Member, Relation, Sex
from clerk_station.domain.visits import Asked
from clerk_station.ui.views import Pair, RegisterView
from clerk_station.words import Words, sentences

_OF_MEMBER = tuple(field for field in Field if field not in OF_HOUSEHOLD)


def register_view(words: Words, household: Household) -> RegisterView:
    """Offer every value, and the reasons for which somebody joins or leaves."""
    relations = tuple(one for one in Relation if one is not Relation.HEAD)
    return RegisterView(
        of_member=tuple((field.value, sentences.field(words, field)) for field in _OF_MEMBER),
        of_household=tuple((field.value, sentences.field(words, field)) for field in OF_HOUSEHOLD),
        joinings=tuple((why.value, sentences.joining(words, why)) for why in Joining),
        leavings=tuple((why.value, sentences.leaving(words, why)) for why in Leaving),
        sexes=tuple(
            (sex.value, sentences.value(words, Field.SEX, sex)) for sex in (Sex.MALE, Sex.FEMALE)
        ),
        relations=tuple((one.value, sentences.relation(words, one)) for one in relations),
        registered=_registered(words, household),
    )


def _registered(words: Words, household: Household) -> dict[Pair, str]:
    def shown(member: Member | None, field: Field) -> str:
        return sentences.value(words, field, value_of(household, member, field))

    of_home = {("", field.value): shown(None, field) for field in OF_HOUSEHOLD}
    return of_home | {
        (member.id, field.value): shown(member, field)
        for member in household.members
        for field in _OF_MEMBER
    }


def asked_of(words: Words, asked: tuple[Asked, ...], member: str) -> str:
    """Say what is asked to be changed of a member, or of the household; nothing where nothing is.

    The latest of each value counts.
    """
    latest = {one.field: one for one in asked if one.member == member and one.newcomer is None}
    return " · ".join(
        words.say(
            "{what}, asked: {new}",
            what=sentences.asked_what(words, one),
            new=sentences.value(words, one.field, one.new),
        )
        if one.field
        else sentences.asked_what(words, one)
        for one in latest.values()
    )
