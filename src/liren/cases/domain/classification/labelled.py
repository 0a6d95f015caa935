"""Read files of labelled messages: raw (title, detail), as words (tokens), or both mixed."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from liren.core.errors import LirenError, sentence

from .learning import Sample

_LONGEST_FIELD = 64 * 1024 * 1024


class UnreadableLabels(LirenError):
    """The file of labelled messages cannot be used, and why."""

    code: ClassVar[str] = "cases.unreadable_labels"
    status: ClassVar[int] = 422
    sentence: ClassVar[str] = sentence("{file}: {reason}.")


@dataclass(frozen=True)
class LabelledRow:
    """One row: its sample, and whether it is words whose raw text lies in another row."""

    sample: Sample
    is_raw: bool
    is_copy: bool


def read_labelled(path: Path) -> list[LabelledRow]:
    """Return the rows of a file that have a label and a text."""
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(_rows(csv.DictReader(file)))
    except OSError as error:
        raise UnreadableLabels(file=path, reason=error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise UnreadableLabels(file=path, reason="it is not UTF-8 text") from error
    except (csv.Error, ValueError) as error:
        raise UnreadableLabels(file=path, reason=str(error)) from error
    if not rows:
        raise UnreadableLabels(file=path, reason="no row has a label and a text")
    return rows


def without_copies(rows: Iterable[LabelledRow]) -> list[Sample]:
    """Leave out words whose raw text is among the rows too: nothing is to be learnt twice."""
    rows = list(rows)
    has_raw_texts = any(row.is_raw for row in rows)
    return [row.sample for row in rows if not (has_raw_texts and row.is_copy)]


def _rows(table: "csv.DictReader[str]") -> Iterator[LabelledRow]:
    columns = set(table.fieldnames or ())
    if "label" not in columns or columns.isdisjoint({"title", "detail", "tokens"}):
        raise ValueError("it needs a column label, and title and detail, or tokens")
    for row in table:
        label = (row["label"] or "").strip()
        raw = f"{row.get('title') or ''}\n{row.get('detail') or ''}".strip()
        text = raw or (row.get("tokens") or "").strip()
        if label and text:
            is_copy = not raw and (row.get("has_raw") or "").strip() == "1"
            yield LabelledRow(Sample(text, label), is_raw=bool(raw), is_copy=is_copy)
