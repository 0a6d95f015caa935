"""From a page's name and its values to the bytes of a PDF."""

import json
from collections.abc import Mapping
from enum import StrEnum
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import segno
from django.utils.translation import gettext

from liren.core.errors import LirenError, sentence

FOLDER = Path(__file__).parent
FONT_PACKAGE = "pylopdf_fonts_zh_cn"
FONT_FILE = "NotoSansSC-Regular.otf"
SYSTEM_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


class PaperMissing(LirenError):
    """What sets the pages is not installed."""

    code = "ui.paper_missing"
    status = 503
    sentence = sentence("Paper cannot be made here: {what} is missing. `liren doctor` says more.")


class Size(StrEnum):
    """What a poster is printed on."""

    A4 = "a4"
    A6 = "a6"
    A6_ON_A4 = "a6_on_a4"  # four to a sheet, with lines to cut along


def problem() -> str:
    """What is missing for paper, in a word; empty when nothing is."""
    if find_spec("typst") is None:
        return gettext("the typesetter (package typst)")
    if _font_folder() is None and not _has_system_font():
        return gettext("a Chinese font (package {} or fonts-noto-cjk)").format(FONT_PACKAGE)
    return ""


def require_paper() -> None:
    """Refuse where no page can be set, before anything depends on it."""
    if missing := problem():
        raise PaperMissing(what=missing)


def typeset(page: str, values: Mapping[str, object]) -> bytes:
    """Set a page of this folder with some values."""
    require_paper()
    import typst  # 80 MB of code that only paper needs

    folder = _font_folder()
    made: bytes = typst.compile(
        str(FOLDER / f"{page}.typ"),
        root=str(FOLDER),
        font_paths=[str(folder)] if folder else [],
        ignore_system_fonts=folder is not None,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
    )
    return made


def code_of(address: str) -> str:
    """The QR code of an address as SVG; a quarter of it may be scratched off the door."""
    drawn = BytesIO()
    segno.make(address, error="q", boost_error=False).save(
        drawn, kind="svg", border=0, xmldecl=False
    )
    return drawn.getvalue().decode()


def _font_folder() -> Path | None:
    found = find_spec(FONT_PACKAGE)
    folder = Path(found.origin).parent if found and found.origin else None
    return folder if folder and (folder / FONT_FILE).exists() else None


def _has_system_font() -> bool:
    folders = (Path(folder).expanduser() for folder in SYSTEM_FONTS)
    return any(True for folder in folders for _ in folder.rglob("NotoSansCJK*"))
