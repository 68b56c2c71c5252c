"""One record of a desk, as a model that Morango carries."""

from importlib import import_module
from typing import Any

models: Any = import_module("django.db.models")
morango: Any = import_module("morango.models")


def _partition(_: object) -> str:
    return str(import_module("django.conf").settings.PARTITION)


Desk: Any = type(
    "Desk",
    (morango.SyncableModel,),
    {
        "__module__": __name__,
        "morango_model_name": "desk",
        "morango_profile": "desk",
        "number": models.CharField(max_length=20),
        "text": models.TextField(),
        # The receiving side checks it, the recording one does not: a poison record breaks it.
        "choice": models.CharField(max_length=4, choices=[("good", "good")]),
        "calculate_source_id": lambda self: self.number,
        "calculate_partition": _partition,
    },
)
