"""Rows that are written once. The database refuses to change them (migration 0002); so do these
classes, earlier and in words a programmer understands."""

from typing import Any, NoReturn, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class NeverChanged(TypeError):
    """A mistake of the programmer: what stands in these tables stands."""


class WrittenOnceQuerySet(models.QuerySet[M]):
    """Reads and inserts."""

    def update(self, **values: Any) -> NoReturn:
        """No."""
        raise NeverChanged(f"{self.model.__name__} is never changed")

    def delete(self) -> NoReturn:
        """No."""
        raise NeverChanged(f"{self.model.__name__} is never taken away")


WrittenOnceManager = models.Manager.from_queryset(WrittenOnceQuerySet)


class WrittenOnce(models.Model):
    """Can be added, and then only read."""

    objects = WrittenOnceManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **rest: Any) -> None:
        """Only a new row."""
        if not self._state.adding:
            raise NeverChanged(f"{type(self).__name__} is never changed")
        super().save(*args, **rest)

    def delete(self, *args: Any, **rest: Any) -> NoReturn:
        """No."""
        raise NeverChanged(f"{type(self).__name__} is never taken away")
