from collections.abc import Iterable, Mapping
from enum import IntEnum, IntFlag
from os import PathLike
from typing import NamedTuple

class Blob:
    data: bytes
    @classmethod
    def from_file_path(cls, filename: str | PathLike[str]) -> Blob: ...

class Set:
    def set(self, values: Iterable[int]) -> None: ...

class Face:
    blob: Blob
    upem: int
    glyph_count: int
    def __init__(self, blob: Blob | bytes, index: int = ...) -> None: ...

class FontExtents(NamedTuple):
    ascender: int
    descender: int
    line_gap: int

class Font:
    face: Face
    def __init__(self, face: Face) -> None: ...
    def get_font_extents(self, direction: str) -> FontExtents: ...
    def get_glyph_h_advance(self, gid: int) -> int: ...
    def get_nominal_glyph(self, unicode: int) -> int | None: ...
    def draw_glyph_with_pen(self, gid: int, pen: object) -> None: ...
    def glyph_to_string(self, gid: int) -> str: ...

class BufferFlags(IntFlag):
    REMOVE_DEFAULT_IGNORABLES = ...

class BufferClusterLevel(IntEnum):
    MONOTONE_CHARACTERS = ...

class GlyphInfo:
    codepoint: int
    cluster: int

class GlyphPosition:
    x_advance: int
    y_advance: int
    x_offset: int
    y_offset: int

class Buffer:
    flags: BufferFlags
    cluster_level: BufferClusterLevel
    direction: str
    language: str
    script: str
    glyph_infos: list[GlyphInfo]
    glyph_positions: list[GlyphPosition]
    def add_str(self, text: str) -> None: ...
    def guess_segment_properties(self) -> None: ...

def shape(font: Font, buffer: Buffer, features: Mapping[str, bool] | None = ...) -> None: ...

class SubsetFlags(IntFlag):
    NO_LAYOUT_CLOSURE = ...
    NO_HINTING = ...

class SubsetInputSets(IntEnum):
    DROP_TABLE_TAG = ...
    GLYPH_INDEX = ...

class SubsetInput:
    flags: SubsetFlags
    def sets(self, set_type: SubsetInputSets) -> Set: ...

class SubsetPlan:
    old_to_new_glyph_mapping: Mapping[int, int]
    def __init__(self, face: Face, input: SubsetInput) -> None: ...
    def execute(self) -> Face: ...
