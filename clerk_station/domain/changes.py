"""What may be changed of a household in the register, and for which reasons, as codes."""

from dataclasses import dataclass
from enum import StrEnum

from clerk_station.domain.people import BirthDate, Name, Relation, Sex


class Field(StrEnum):
    """What may be corrected; codes stand in events and records."""

    GIVEN = "given"
    FATHER = "father"
    GRANDFATHER = "grandfather"
    LAQAB = "laqab"
    BIRTH = "birth"
    SEX = "sex"
    RELATION = "relation"
    NATIONAL_NUMBER = "national_number"
    PHONE = "phone"
    DISTRICT = "district"
    MAHALLA = "mahalla"
    ZUQAQ = "zuqaq"
    DAR = "dar"
    LANDMARK = "landmark"
    OLD_CARD = "old_card_number"


OF_HOUSEHOLD = (
    Field.PHONE, Field.DISTRICT, Field.MAHALLA, Field.ZUQAQ, Field.DAR, Field.LANDMARK,
    Field.OLD_CARD,
)  # fmt: skip
"""Those that are the household's; all others are a member's."""

MAY_BE_EMPTY = frozenset(
    {Field.FATHER, Field.GRANDFATHER, Field.LAQAB, Field.NATIONAL_NUMBER, Field.PHONE}
    | {Field.MAHALLA, Field.ZUQAQ, Field.DAR, Field.LANDMARK, Field.OLD_CARD}
)


class Change(StrEnum):
    """What kind of change is asked for."""

    VALUE = "value"
    JOINED = "joined"
    LEFT = "left"


class Joining(StrEnum):
    """Why somebody is new in a household."""

    NEWBORN = "newborn"
    SPOUSE = "spouse"
    RETURNING_CHILD = "returning_child"
    OTHER = "other"


class Leaving(StrEnum):
    """Why somebody is in a household no more, as the family states it."""

    OWN_HOUSEHOLD = "own_household"
    OTHER_HOUSEHOLD = "other_household"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A person whom the register does not have in this household yet."""

    name: Name
    sex: Sex
    birth: BirthDate
    relation: Relation
    national_number: str | None = None
