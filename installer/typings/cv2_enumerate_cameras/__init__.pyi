from collections.abc import Sequence

class CameraInfo:
    index: int
    name: str
    path: str | None

def enumerate_cameras(backend: int = ..., /) -> Sequence[CameraInfo]: ...
