"""A desk and a central that keep their records with Morango on SQLite; runs in the rival's Python.

Verbs: `begin` makes the database with its root certificate, `serve` answers, and as on the other
sides `record`, `push`, `pull` and `list`. The last line is JSON. SQLite keeps its write-ahead log
with `synchronous=FULL`: durable, and the faster of its durable ways.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

APP = "tests.benchmarks.peers.morango_app"
SCOPE = {
    "id": "full",
    "profile": "desk",
    "version": 1,
    "primary_scope_param_key": "desks",
    "description": "Everything",
    "read_filter_template": "",
    "write_filter_template": "",
    "read_write_filter_template": "${desks}",
}


def set_up(folder: Path) -> None:
    """Configure Django for the database in a folder."""
    settings = import_module("django.conf").settings
    certificate = folder / "partition"
    settings.configure(
        SECRET_KEY="made up",
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "rest_framework",
            "mptt",
            "morango",
            APP,
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "desk.db"),
                "OPTIONS": {"timeout": 60},
            }
        },
        MIDDLEWARE=[],
        ROOT_URLCONF="morango.urls",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        PARTITION=certificate.read_text() if certificate.exists() else "",
    )
    import_module("django").setup()
    created = import_module("django.db.backends.signals").connection_created
    created.connect(_durable, weak=False)


def _durable(connection: Any, **_: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("pragma journal_mode=wal")
        cursor.execute("pragma synchronous=full")


def begin(folder: Path) -> dict[str, object]:
    """Make the tables and the root certificate that all sides share."""
    call = import_module("django.core.management").call_command
    call("migrate", verbosity=0, run_syncdb=True, interactive=False)
    models = import_module("morango.models")
    models.ScopeDefinition.objects.create(**SCOPE)
    root = models.Certificate.generate_root_certificate("full")
    (folder / "partition").write_text(root.id)
    return {}


def serve(_: Path, port: str) -> dict[str, object]:
    """Answer until killed, a thread for each connection."""
    handler = import_module("django.core.handlers.wsgi").WSGIHandler()
    basehttp = import_module("django.core.servers.basehttp")
    basehttp.run("127.0.0.1", int(port), handler, threading=True)
    return {}


def record(_: Path, file: str, bulk: str = "") -> dict[str, object]:
    """Save records; each number is printed when it is durable, unless they are saved at once."""
    desk, transaction = import_module(f"{APP}.models").Desk, import_module("django.db").transaction
    raw = [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]
    rows = [(r["number"], r["text"], "bad" if r.get("poison") else "good") for r in raw]
    if bulk:
        with transaction.atomic():
            for number, text, choice in rows:
                desk(number=number, text=text, choice=choice).save()
        return {}
    for number, text, choice in rows:
        desk(number=number, text=text, choice=choice).save()
        os.write(1, f"{number}\n".encode())
    return {}


def carry(url: str, seconds: str, *, push: bool) -> dict[str, object]:
    """Sync until it succeeds or the time is over."""
    models = import_module("morango.models")
    controller = import_module("morango.sync.controller").MorangoProfileController("desk")
    root = models.Certificate.objects.get(parent=None)
    began, error = time.perf_counter(), ""
    while time.perf_counter() - began < float(seconds):
        try:
            line = controller.create_network_connection(url, retries=1)
            client = line.create_sync_session(root, root)
            way = client.get_push_client() if push else client.get_pull_client()
            way.initialize(models.Filter(root.id))
            way.run()
            way.finalize()
            client.close_sync_session()
        except Exception as trouble:  # noqa: BLE001 - whatever a rival raises, it may try again
            error = repr(trouble)
            time.sleep(0.3)
        else:
            return {"done": True, "seconds": time.perf_counter() - began, "error": error}
    return {"done": False, "seconds": float(seconds), "error": error}


def numbers(_: Path) -> dict[str, object]:
    """List what is held: what was taken in, and what waits aside with an error."""
    models, desk = import_module("morango.models"), import_module(f"{APP}.models").Desk
    held = list(desk.objects.values_list("number", flat=True))
    broken = models.Store.objects.exclude(deserialization_error="")
    aside = set(broken.values_list("source_id", flat=True)) - set(held)
    return {"numbers": held + sorted(aside)}


VERBS: dict[str, Callable[..., dict[str, object]]] = {
    "begin": begin,
    "serve": serve,
    "record": record,
    "push": lambda _, url, seconds: carry(url, seconds, push=True),
    "pull": lambda _, url, seconds: carry(url, seconds, push=False),
    "list": numbers,
}


def main() -> None:
    """Do one verb."""
    verb, folder, *words = sys.argv[1:]
    if shift := float(os.environ.get("SHIFT", "0")):
        real = time.time
        time.time = lambda: real() + shift
    set_up(Path(folder))
    answer = VERBS[verb](Path(folder), *words)
    os.write(1, f"{json.dumps(answer)}\n".encode())


if __name__ == "__main__":
    main()
