"""Photos of sign-in sheets: read by content, made anew, kept outside the web root."""

import secrets
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from PIL import Image, ImageOps

from liren.core.errors import Invalid, LirenError, sentence

FOLDER = "sheets"
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
EDGE = 2400
FORMATS = ("JPEG", "PNG", "WEBP")


class PictureUnreadable(Invalid):
    """Not a picture of a kind we read, too large, or cut off."""

    code = "deliberation.picture_unreadable"
    sentence = sentence("This photo cannot be read. JPEG, PNG and WebP up to 15 MB work.")


class PictureNotKept(LirenError):
    """The disk is full, or cannot be written."""

    code = "deliberation.picture_not_kept"
    status = 507
    sentence = sentence("The photo could not be stored just now. What was typed is safe.")


def keep_picture(upload: "File[Any]") -> str:
    """Check a picture, clean it of everything that came along, and store it; returns its name."""
    if (upload.size or 0) > MOST_BYTES:
        raise PictureUnreadable
    upload.seek(0)
    try:
        source = Image.open(BytesIO(upload.read()), formats=FORMATS)
        if source.width * source.height > MOST_PIXELS:
            raise PictureUnreadable
        upright = ImageOps.exif_transpose(source).convert("RGB")
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as broken:
        raise PictureUnreadable from broken
    upright.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
    drawn = BytesIO()
    upright.save(drawn, "JPEG", quality=82)
    return _store(drawn.getvalue())


def _store(data: bytes) -> str:
    name = f"{secrets.token_hex(16)}.jpg"
    path = path_of(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
    except OSError as full:
        path.with_suffix(".part").unlink(missing_ok=True)
        raise PictureNotKept from full
    return name


def path_of(name: str) -> Path:
    """Where a picture lies."""
    return Path(settings.MEDIA_ROOT, FOLDER, Path(name).name)
