"""What a disk may hold after the power was cut: made from the system calls of a process (strace).

Names are kept as the calls left them; the bytes of a file are those that were there at its last
fsync, and of what was written since none, or any of the writes. That is gentle: a file system
may also forget names.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

CALLS = (
    "openat,open,creat,close,write,pwrite64,pwritev,writev,fsync,fdatasync,ftruncate,rename,"
    "renameat,renameat2,unlink,unlinkat,lseek,dup,dup2,dup3,fcntl,mkdir,rmdir"
)
_CALL = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)(?: resumed>)?\(?(.*)$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def why_not() -> str:
    """Say why no images can be made here; an empty text where they can."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        return "crash images need strace"
    return ""


def traced(log: Path) -> list[str]:
    """Give the words before a program that write its calls to a file."""
    return ["strace", "-f", "-qq", "-xx", "-s", "9999999", "-e", f"trace={CALLS}", "-o", str(log)]


@dataclass
class Disk:
    """Files at one moment: what is safe of each, and what was written since its last fsync."""

    names: dict[str, int] = field(default_factory=dict)
    safe: dict[int, bytes] = field(default_factory=dict)
    since: dict[int, list[tuple[int, bytes | None]]] = field(default_factory=dict)

    def make(self, name: str) -> int:
        """Give the file of this name, a new one where there is none."""
        if name not in self.names:
            self.names[name] = len(self.safe)
            self.safe[self.names[name]], self.since[self.names[name]] = b"", []
        return self.names[name]

    def now(self, file: int) -> bytes:
        """Give what a running program reads."""
        return _written(self.safe[file], self.since[file])

    def sync(self, file: int) -> None:
        """Make a file safe."""
        self.safe[file], self.since[file] = self.now(file), []

    def lay(self, root: str, folder: Path, luck: Random | None) -> None:
        """Write the image of all below a folder: with nothing unsafe, or with any of it."""
        for name, file in self.names.items():
            if name.startswith(root + "/"):
                kept = [w for w in self.since[file] if luck is not None and luck.random() < 0.5]
                path = folder / name[len(root) + 1 :]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_written(self.safe[file], kept))


def _written(data: bytes, writes: list[tuple[int, bytes | None]]) -> bytes:
    out = bytearray(data)
    for offset, piece in writes:
        if piece is None:
            del out[offset:]
            out.extend(bytes(offset - len(out)))
        else:
            out.extend(bytes(max(0, offset - len(out))))
            out[offset : offset + len(piece)] = piece
    return bytes(out)


@dataclass
class Replay:
    """Runs the calls of a log over a disk. `said` is what the program wrote to its output."""

    disk: Disk
    cwd: str
    said: bytes = b""
    open: dict[int, tuple[int, int, bool]] = field(default_factory=dict)

    def run(self, log: Path) -> Iterator[str]:
        """Do the calls one after the other; give the name of each that may have changed a disk."""
        begun: dict[str, str] = {}
        for line in log.read_text("ascii", errors="replace").splitlines():
            thread, _, rest = line.partition(" ")
            rest = rest.strip()
            if rest.endswith("<unfinished ...>"):
                begun[thread] = rest.removesuffix("<unfinished ...>")
                continue
            if rest.startswith("<... "):
                rest = begun.pop(thread, "") + rest.partition("resumed>")[2]
            name, _, arguments = rest.partition("(")
            words, _, result = arguments.rpartition(" = ")
            value = re.match(r"-?\d+", result.strip())
            if value and int(value[0]) >= 0:
                self._do(name, words.rstrip().removesuffix(")"), int(value[0]))
                yield name

    def _do(self, name: str, words: str, result: int) -> None:
        texts = [bytes.fromhex(t.replace("\\x", "")) for t in _TEXT.findall(words)]
        bare = [word.strip() for word in _TEXT.sub("?", words).split(",")]
        if name in {"open", "openat", "creat"}:
            self._opened(texts[0].decode(), words, result)
        elif name in {"rename", "renameat", "renameat2"}:
            old, new = (self._path(text.decode()) for text in texts[:2])
            if old in self.disk.names:
                self.disk.names[new] = self.disk.names.pop(old)
        elif name in {"unlink", "unlinkat"}:
            self.disk.names.pop(self._path(texts[0].decode()), None)
        elif bare[0].isdigit():
            self._on_file(name, int(bare[0]), bare, texts, result)

    def _opened(self, name: str, words: str, fd: int) -> None:
        path = self._path(name)
        if path in self.disk.names or "O_CREAT" in words:
            file = self.disk.make(path)
            self.open[fd] = (file, 0, "O_APPEND" in words)
            if "O_TRUNC" in words:
                self.disk.since[file].append((0, None))
        else:
            self.open.pop(fd, None)

    def _on_file(
        self, name: str, fd: int, bare: list[str], texts: list[bytes], result: int
    ) -> None:
        if fd == 1 and name == "write":
            self.said += texts[0][:result]
        if fd not in self.open:
            return
        file, at, appends = self.open[fd]
        if name in {"write", "writev"}:
            begin = len(self.disk.now(file)) if appends else at
            self.disk.since[file].append((begin, b"".join(texts)[:result]))
            self.open[fd] = (file, begin + result, appends)
        elif name in {"pwrite64", "pwritev"}:
            self.disk.since[file].append((int(bare[-1]), b"".join(texts)[:result]))
        elif name in {"fsync", "fdatasync"}:
            self.disk.sync(file)
        elif name == "ftruncate":
            self.disk.since[file].append((int(bare[1]), None))
        elif name == "lseek":
            self.open[fd] = (file, result, appends)
        elif name == "close":
            del self.open[fd]
        elif name in {"dup", "dup2", "dup3"} or (name == "fcntl" and "F_DUPFD" in bare[1]):
            self.open[result] = self.open[fd]

    def _path(self, name: str) -> str:
        return name if name.startswith("/") else f"{self.cwd}/{name}"


def start(folder: Path, *, cwd: Path) -> Replay:
    """Begin a replay over what is safe in a folder before a program runs."""
    disk = Disk()
    for path in folder.rglob("*"):
        if path.is_file():
            disk.safe[disk.make(str(path))] = path.read_bytes()
    return Replay(disk, str(cwd))
