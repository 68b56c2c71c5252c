"""An empty window: says when it was painted, then its memory."""

import sys

from PySide6.QtWidgets import QApplication, QWidget

from tests.benchmarks.started.paint import Painted, memory_mb, say, say_painted


def main() -> int:
    """Show it until it was painted."""
    app = QApplication(sys.argv[:1])
    window = QWidget()
    window.resize(1280, 800)

    def painted() -> None:
        say_painted()
        say(f"{memory_mb()}")
        app.quit()

    Painted(window, then=painted)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
