"""The tables of people are written by its services alone; every other way in is closed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models

from liren.core.models import PlacedQuerySet

M = TypeVar("M", bound=models.Model)
_is_open: ContextVar[bool] = ContextVar("people_is_open", default=False)


class BackDoor(RuntimeError):
    """A record was to be written past `people.services.put`."""


@contextmanager
def writing() -> Iterator[None]:
    """Open the tables for the services of people; a house test looks who calls this."""
    before = _is_open.set(True)
    try:
        yield
    finally:
        _is_open.reset(before)


def _require_open(what: str) -> None:
    if not _is_open.get():
        raise BackDoor(f"{what}: call people.services.put instead")


class GuardedQuerySet(PlacedQuerySet[M]):
    """Refuses every write outside `writing`."""

    def update(self, **kwargs: Any) -> int:
        """Only for the services."""
        _require_open("update")
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Only for the services."""
        _require_open("delete")
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        """Only for the services."""
        _require_open("bulk_create")
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """Only for the services."""
        _require_open("bulk_update")
        return super().bulk_update(*args, **kwargs)

    def _update(self, values: Any) -> int:
        _require_open("_update")
        return int(super()._update(values))  # type: ignore[misc]  # Django's own inside

    def _raw_delete(self, using: str | None) -> int:
        _require_open("_raw_delete")
        return super()._raw_delete(using)

    def _insert(self, *args: Any, **kwargs: Any) -> Any:
        _require_open("_insert")
        return super()._insert(*args, **kwargs)  # type: ignore[misc]  # Django's own inside


class Guarded(models.Model):
    """A row that only the services of people write."""

    class Meta:
        abstract = True
        base_manager_name = "objects"

    @classmethod
    def require_open(cls) -> None:
        """For statements that go past the managers (`core.prepared`)."""
        _require_open(cls.__name__)

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """Only for the services; fixtures come this way too."""
        _require_open("save")
        super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Only for the services."""
        _require_open("delete")
        return super().delete(*args, **kwargs)
