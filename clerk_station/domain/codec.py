"""Frozen dataclasses to JSON values and back, by their annotations."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def plain(value: Any) -> Any:
    """Turn a dataclass, tuple, enum or date into JSON values; dates as ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    msg = f"no JSON for a {type(value)}"
    raise TypeError(msg)


def build(cls: type[T], raw: Any) -> T:
    """Build a dataclass from JSON values; members that it does not know are passed over.

    Raises:
        ValueError: a member is missing or is not of the annotated type.
    """
    try:
        return cls(**members(cls, raw))
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"not a {cls.__name__}: {error!r}"
        raise ValueError(msg) from error


def members(cls: Any, raw: Any) -> dict[str, Any]:
    """Read those fields of a dataclass that JSON values have.

    Raises:
        ValueError, TypeError, AttributeError: one is not of the annotated type.
    """
    return {name: read(raw[name]) for name, read in _readers(cls).items() if name in raw}


def storable(value: Any) -> str:
    """Pass on a text that every database can hold.

    Raises:
        TypeError: it is no text.
        ValueError: it has a NUL or half a surrogate pair.
    """
    if not isinstance(value, str):
        msg = f"{value!r} is no text"
        raise TypeError(msg)
    value.encode()
    if "\0" in value:
        msg = "a text with a NUL"
        raise ValueError(msg)
    return value


@cache
def _readers(cls: Any) -> dict[str, Callable[[Any], Any]]:
    """Give what reads each field: chosen once for a class, not once for a value."""
    hints = get_type_hints(cls)
    return {f.name: _reader(hints[f.name]) for f in fields(cls)}


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: tuple(map(item, _list(value)))
    if get_origin(hint) in {UnionType, Union}:
        inner = _reader(next(arg for arg in get_args(hint) if arg is not NoneType))
        return lambda value: None if value is None else inner(value)
    if is_dataclass(hint) and isinstance(hint, type):
        return partial(build, hint)
    if hint is str:
        return storable
    if hint in {date, datetime} or issubclass(hint, StrEnum):
        return cast("Callable[[Any], Any]", getattr(hint, "fromisoformat", hint))
    return partial(_exactly, hint)


def _exactly(hint: type, value: Any) -> Any:
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        msg = f"{value!r} is no {hint}"
        raise TypeError(msg)
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        msg = f"{value!r} is no list"
        raise TypeError(msg)
    return value
