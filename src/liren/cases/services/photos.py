"""Pictures: read by content, made anew without metadata, kept outside the web root.

Whatever comes in is decoded and written again as a plain JPEG, so that neither the place where it
was taken nor anything hidden behind the picture is kept. The files lie in a folder for each day
under `MEDIA_ROOT`; the rows hold their relative names.
"""

import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core import signing
from django.core.files import File
from PIL import Image, ImageOps

from liren.cases.models import CaseStep, Photo, Report
from liren.core.errors import Invalid, LirenError, sentence
from liren.core.permissions import Actor

MOST_PHOTOS = 6
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
EDGE = 2048
THUMBNAIL_EDGE = 320
FORMATS = ("JPEG", "PNG", "WEBP")
FOLDER = "photos"
TOKEN_SALT = "cases.kept_photos"  # noqa: S105  # the name of a purpose, not a secret
TOKEN_AGE = timedelta(days=1)
ORPHAN_AGE = timedelta(days=2)  # longer than a token lives, so that no promised picture is swept


class PhotoTooLarge(Invalid):
    """More bytes than a telephone's photo has."""

    code = "cases.photo_too_large"
    sentence = sentence("This photo is larger than {megabytes} MB. Please take a smaller one.")


class PhotoTooManyPixels(Invalid):
    """A small file that would unfold into a huge picture."""

    code = "cases.photo_too_many_pixels"
    sentence = sentence("This picture has too many pixels to be a photo. Please take another one.")


class PhotoUnreadable(Invalid):
    """Not a picture of a kind we read, or cut off."""

    code = "cases.photo_unreadable"
    sentence = sentence(
        "We cannot read this photo. JPEG, PNG and WebP work; a screenshot of it works too."
    )


class PhotoMoves(Invalid):
    """An animation."""

    code = "cases.photo_moves"
    sentence = sentence("Moving pictures cannot be kept. Please send a still photo.")


class TooManyPhotos(Invalid):
    """More pictures than anybody looks at."""

    code = "cases.photo_too_many"
    sentence = sentence("At most {most} photos. Please choose those that show it best.")


class PhotoNotKept(LirenError):
    """The disk is full, or cannot be written."""

    code = "cases.photo_not_kept"
    status: ClassVar[int] = 507
    sentence = sentence(
        "The photo could not be stored just now. Your words are safe: send them without it."
    )


@dataclass(frozen=True)
class StoredPhoto:
    """A picture that lies on the disk and belongs to nothing yet."""

    file: str
    thumbnail: str
    width: int
    height: int


def keep_photo(upload: "File[Any]") -> StoredPhoto:
    """Check a picture by its content, clean it and store it with its thumbnail."""
    picture = _clean(upload)
    small = picture.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
    try:
        file = _store(_jpeg(picture, quality=82))
        thumbnail = _store(_jpeg(small, quality=76), beside=file)
    except OSError as full:
        raise PhotoNotKept() from full
    return StoredPhoto(file, thumbnail, picture.width, picture.height)


def _clean(upload: "File[Any]") -> Image.Image:
    """The picture upright, small enough, and without anything that came along with it."""
    if (upload.size or 0) > MOST_BYTES:
        raise PhotoTooLarge(megabytes=MOST_BYTES // 1024**2)
    upload.seek(0)
    source = _opened(BytesIO(upload.read(MOST_BYTES + 1)))
    try:
        source.draft("RGB", (EDGE, EDGE))
        source.load()
        upright = ImageOps.exif_transpose(source)
        upright.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
        return _on_white(upright)
    except (OSError, SyntaxError, ValueError, EOFError) as broken:
        raise PhotoUnreadable() from broken


def _opened(data: BytesIO) -> Image.Image:
    """The picture by its first bytes; nothing is decoded before its size is known."""
    try:
        source = Image.open(data, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PhotoTooManyPixels() from bomb
    except (OSError, SyntaxError, ValueError, EOFError) as unknown:
        raise PhotoUnreadable() from unknown
    if source.width * source.height > MOST_PIXELS:
        raise PhotoTooManyPixels()
    # Telephones put a second view behind the first one (MPO); that is not an animation.
    if getattr(source, "is_animated", False) and source.format != "MPO":
        raise PhotoMoves()
    return source


def _on_white(picture: Image.Image) -> Image.Image:
    """Plain colours on white; a new image, so that not even a comment is carried over."""
    layered = picture.convert("RGBA")
    plain = Image.new("RGB", layered.size, "white")
    plain.paste(layered, mask=layered.getchannel("A"))
    return plain


def _jpeg(picture: Image.Image, *, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _store(data: bytes, *, beside: str = "") -> str:
    """Write a file whole or not at all; returns its name under `MEDIA_ROOT`."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=root, prefix=".photo-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
            written_at = os.fstat(out.fileno()).st_mtime
        name = _thumbnail_name(beside) if beside else _new_name(written_at)
        (root / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(temporary).replace(root / name)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return name


def _new_name(written_at: float) -> str:
    """A name nobody can guess; the day is the file's own, so no clock is asked."""
    day = datetime.fromtimestamp(written_at)  # noqa: DTZ006  # a folder, not a moment
    return f"{FOLDER}/{day:%Y/%m/%d}/{secrets.token_urlsafe(16)}.jpg"


def _thumbnail_name(file: str) -> str:
    return f"{file.removesuffix('.jpg')}.small.jpg"


def keep_all(uploads: Sequence["File[Any]"], *, already: int = 0) -> list[StoredPhoto]:
    """Store the pictures of one form, at most as many as a report may have."""
    if len(uploads) + already > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    return [keep_photo(upload) for upload in uploads]


def to_token(photos: Iterable[StoredPhoto]) -> str:
    """Signed names of kept pictures, to travel through a form until they are sent."""
    return signing.dumps([astuple(photo) for photo in photos], salt=TOKEN_SALT, compress=True)


def from_token(token: str) -> list[StoredPhoto]:
    """The kept pictures of a form; none when the token is old or was touched."""
    try:
        kept = signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_AGE) if token else []
    except signing.BadSignature:
        return []
    return [StoredPhoto(*photo) for photo in kept][:MOST_PHOTOS]


def attach(
    pairs: Iterable[tuple[Report, Sequence[StoredPhoto]]], *, by: Actor, now: datetime
) -> list[Photo]:
    """Give pictures to the reports they came with; without any, nothing is asked."""
    return _add(
        Photo(case_id=report.case_id, report=report, **_columns(picture, by, now))
        for report, pictures in pairs
        for picture in pictures
    )


def attach_to_step(
    step: CaseStep,
    pictures: Sequence[StoredPhoto],
    *,
    by: Actor,
    now: datetime,
    report: Report | None = None,
) -> list[Photo]:
    """Give pictures to one step of a time line; a reporter's own stay theirs by `report`."""
    return _add(
        Photo(case_id=step.case_id, step=step, report=report, **_columns(picture, by, now))
        for picture in pictures
    )


def _add(rows: Iterable[Photo]) -> list[Photo]:
    found = list(rows)
    return Photo.objects.bulk_create(found) if found else []


def _columns(picture: StoredPhoto, by: Actor, now: datetime) -> dict[str, Any]:
    return {
        "file": picture.file,
        "thumbnail": picture.thumbnail,
        "width": picture.width,
        "height": picture.height,
        "added_at": now,
        "added_by": by.audit_name,
    }


def path_of(name: str) -> Path | None:
    """The file behind a name of ours; none when it is gone or lies elsewhere."""
    root = Path(settings.MEDIA_ROOT, FOLDER).resolve()
    path = Path(settings.MEDIA_ROOT, name).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


def sweep_orphans(*, now: datetime) -> int:
    """Remove pictures that were uploaded and never sent; says how many files."""
    removed = 0
    for folder in sorted({path.parent for path in _files()}):
        names = {_name(path): path for path in folder.glob("*.jpg") if _is_old(path, now)}
        for name in set(names) - _used(names):
            names[name].unlink(missing_ok=True)
            removed += 1
    return removed


def _files() -> Iterator[Path]:
    return Path(settings.MEDIA_ROOT, FOLDER).rglob("*.jpg")


def _name(path: Path) -> str:
    return path.relative_to(settings.MEDIA_ROOT).as_posix()


def _is_old(path: Path, now: datetime) -> bool:
    return path.stat().st_mtime < (now - ORPHAN_AGE).timestamp()


def _used(names: Iterable[str]) -> set[str]:
    """Those among the names that a row speaks of, whichever of the two files it is."""
    files = {name.replace(".small.jpg", ".jpg") for name in names}
    known: set[str] = set()
    for start in range(0, len(files), 500):
        batch = sorted(files)[start : start + 500]
        known.update(Photo.objects.filter(file__in=batch).values_list("file", flat=True))
    return known | {_thumbnail_name(file) for file in known}
