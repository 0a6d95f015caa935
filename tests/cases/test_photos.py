"""Pictures: what is taken, what is refused, what is left of them, and who may see them."""

import os
import stat
import zlib
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from struct import pack
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from liren.cases.models import Photo, Report
from liren.cases.services import photos
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.report import NewReport, report_case
from liren.cases.views.resident_page import shown_url
from liren.core.errors import LirenError
from liren.core.permissions import VISITOR
from tests.factories.neighbourhood import Neighbourhood

GREEN = (20, 140, 60)
ORIENTATION = 0x0112
GPS = 0x8825


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> Path:
    """A folder of its own for each test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def picture(size: tuple[int, int] = (400, 300), kind: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    mode = options.pop("mode", "RGB")
    Image.new(mode, size, GREEN if mode == "RGB" else (0, 0, 0, 0)).save(out, kind, **options)
    return out.getvalue()


def file(data: bytes, name: str = "a.jpg") -> "ContentFile[bytes]":
    return ContentFile(data, name)


def opened(files: Path, name: str) -> Image.Image:
    return Image.open(files / name)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_known_by_its_content_and_kept_as_jpeg(files: Path, kind: str) -> None:
    kept = photos.keep_photo(file(picture(kind=kind), "holiday.txt"))
    whole, small = opened(files, kept.file), opened(files, kept.thumbnail)
    assert (whole.format, whole.size) == ("JPEG", (400, 300)) == ("JPEG", (kept.width, kept.height))
    assert max(small.size) == photos.THUMBNAIL_EDGE


def test_no_metadata_is_left_and_the_picture_stands_upright(files: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {2: (31.0, 13.0, 1.0)}
    data = picture(exif=exif, comment=b"13812345678")
    kept = photos.keep_photo(file(data))
    whole = opened(files, kept.file)
    assert whole.size == (300, 400)
    assert not whole.getexif()
    assert not {"exif", "comment", "xmp", "icc_profile"} & set(whole.info)
    assert b"13812345678" in data
    assert b"13812345678" not in (files / kept.file).read_bytes()


def test_large_pictures_are_made_smaller(files: Path) -> None:
    kept = photos.keep_photo(file(picture((5000, 2500))))
    assert (kept.width, kept.height) == (2048, 1024)


def test_what_is_see_through_becomes_white(files: Path) -> None:
    kept = photos.keep_photo(file(picture(kind="PNG", mode="RGBA")))
    assert opened(files, kept.file).getpixel((5, 5)) == (255, 255, 255)


def test_files_are_for_the_server_alone(files: Path) -> None:
    kept = photos.keep_photo(file(picture()))
    for name in (kept.file, kept.thumbnail):
        assert stat.S_IMODE((files / name).stat().st_mode) == 0o600
        assert len(name) <= 120
    assert not list(files.glob(".photo-*"))


def bomb() -> bytes:
    """A few hundred bytes that say they are 30,000 × 30,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000)))


def moving() -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "cases.photo_unreadable"),
        (b"PK\x03\x04 a zip", "cases.photo_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cases.photo_unreadable"),
        (picture((900, 900))[:2000], "cases.photo_unreadable"),
        (picture(kind="GIF"), "cases.photo_unreadable"),
        (moving(), "cases.photo_moves"),
        (bomb(), "cases.photo_too_many_pixels"),
        (bytes(photos.MOST_BYTES + 1), "cases.photo_too_large"),
    ],
    ids=["empty", "zip", "svg", "cut off", "gif", "moving", "bomb", "too large"],
)
def test_what_is_no_photo_is_refused_by_its_name(files: Path, data: bytes, code: str) -> None:
    with pytest.raises(LirenError) as refused:
        photos.keep_photo(file(data))
    assert refused.value.code == code
    assert not files.exists() or not list(files.rglob("*.*"))


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(photos.PhotoNotKept):
        photos.keep_photo(file(picture()))
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_six_photos_a_report(files: Path) -> None:
    with pytest.raises(photos.TooManyPhotos):
        photos.keep_all([file(picture((20, 20)))] * 2, already=photos.MOST_PHOTOS - 1)


def test_kept_photos_travel_signed() -> None:
    kept = [photos.keep_photo(file(picture((20, 20))))]
    token = photos.to_token(kept)
    assert photos.from_token(token) == kept
    assert photos.from_token(token[:-2] + "xx") == []
    assert photos.from_token("") == []


def reported(town: Neighbourhood, now: datetime, count: int = 1) -> Report:
    kept = [photos.keep_photo(file(picture((40, 40)))) for _ in range(count)]
    new = NewReport(text="路灯不亮", place=town.places["building"], photos=kept)
    return report_case(new, by=VISITOR, now=now).report


def test_nothing_is_asked_of_the_database_without_photos(
    town: Neighbourhood, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert photos.attach([(Report(pk=1, case_id=1), ())], by=VISITOR, now=now) == []


def test_orphans_are_swept_and_others_stay(files: Path, town: Neighbourhood, now: datetime) -> None:
    report = reported(town, now)
    orphan = photos.keep_photo(file(picture((20, 20))))
    fresh = photos.keep_photo(file(picture((20, 20))))
    old = (now - timedelta(days=3)).timestamp()
    for path in files.rglob("*.jpg"):
        is_fresh = path.name in {Path(fresh.file).name, Path(fresh.thumbnail).name}
        stamp = now.timestamp() if is_fresh else old
        os.utime(path, (stamp, stamp))
    assert photos.sweep_orphans(now=now) == 2
    assert photos.path_of(orphan.file) is None
    assert photos.path_of(orphan.thumbnail) is None
    assert photos.path_of(fresh.file)
    own = report.photos.get()
    assert photos.path_of(own.file)
    assert photos.path_of(own.thumbnail)


def test_no_name_leads_out_of_the_folder(files: Path) -> None:
    (files / "photos").mkdir(parents=True)
    (files / "secret.jpg").write_bytes(b"x")
    assert photos.path_of("photos/../secret.jpg") is None
    assert photos.path_of("/etc/hostname") is None


def seen(client: Client, url: str) -> int:
    response = client.get(url)
    if response.status_code == 200:
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Disposition"] == "inline"
        assert "private" in response["Cache-Control"]
        assert response["Content-Type"] == "image/jpeg"
    return response.status_code


def test_colleagues_see_the_photos_of_their_places_only(town: Neighbourhood, now: datetime) -> None:
    photo = reported(town, now).photos.get()
    who = {"worker": 200, "grid_worker": 200, "next_grid_worker": 404, "property_manager": 404}
    for name, status in who.items():
        client = Client()
        client.force_login(town.users[name])
        assert seen(client, f"/photos/{photo.pk}/") == status, name
        assert seen(client, f"/photos/{photo.pk}/thumb/") == status, name
    assert seen(Client(), f"/photos/{photo.pk}/") == 302


def test_who_handles_a_case_sees_its_photos(town: Neighbourhood, now: datetime) -> None:
    report = reported(town, now)
    firm, by = town.parties["property_firm"], town.users["worker"]
    dispatch_case(case=report.case, to=firm, by=by, now=now)
    client = Client()
    client.force_login(town.users["property_manager"])
    assert seen(client, f"/photos/{report.photos.get().pk}/") == 200


def test_the_link_of_a_report_opens_its_own_photos_only(
    client: Client, town: Neighbourhood, now: datetime
) -> None:
    mine, other = reported(town, now), reported(town, now)
    photo = mine.photos.get()
    assert seen(client, f"/r/{mine.link}/photos/{photo.pk}/") == 200
    assert seen(client, f"/r/{mine.link}/photos/{photo.pk}/thumb/") == 200
    assert seen(client, f"/r/{other.link}/photos/{photo.pk}/") == 404
    assert seen(client, f"/r/nonsense/photos/{photo.pk}/") == 404


def test_of_a_joined_case_only_the_own_photos_are_shown(
    client: Client, town: Neighbourhood, now: datetime
) -> None:
    first = reported(town, now)
    new = NewReport(text="我也看到", place=town.places["building"], joins=first.case)
    second = report_case(new, by=VISITOR, now=now).report
    assert seen(client, f"/r/{second.link}/photos/{first.photos.get().pk}/") == 404


def test_a_shown_photo_needs_its_signature(client: Client, town: Neighbourhood) -> None:
    kept = photos.keep_photo(file(picture((20, 20))))
    assert seen(client, shown_url(kept.thumbnail)) == 200
    assert seen(client, shown_url(kept.thumbnail)[:-3] + "xx/") == 404
    assert seen(client, shown_url("../secret")) == 404
    assert not Photo.objects.exists()
