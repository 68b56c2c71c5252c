"""Frozen dataclasses to JSON values and back, by their annotations."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
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
    hints = _hints(cast("Any", cls))
    try:
        return cls(**{name: _typed(hint, raw[name]) for name, hint in hints.items() if name in raw})
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"not a {cls.__name__}: {error!r}"
        raise ValueError(msg) from error


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
def _hints(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {f.name: hints[f.name] for f in fields(cls)}


def _typed(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin is tuple:
        return tuple(_typed(get_args(hint)[0], item) for item in _list(value))
    if origin in {UnionType, Union}:
        inner = next(arg for arg in get_args(hint) if arg is not NoneType)
        return None if value is None else _typed(inner, value)
    if is_dataclass(hint) and isinstance(hint, type):
        return build(hint, value)
    if hint in {date, datetime} or issubclass(hint, StrEnum):
        return (getattr(hint, "fromisoformat", None) or hint)(value)
    if hint is str:
        return storable(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        msg = f"{value!r} is no {hint}"
        raise TypeError(msg)
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        msg = f"{value!r} is no list"
        raise TypeError(msg)
    return value
