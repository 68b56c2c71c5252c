from enum import IntEnum

from PIL.Image import Image

class PSM(IntEnum):
    SINGLE_BLOCK = 6

class PyTessBaseAPI:
    def __init__(self, path: str = ..., lang: str = ..., psm: int = ...) -> None: ...
    def SetImage(self, image: Image) -> None: ...
    def GetUTF8Text(self) -> str: ...
