"""A position as GeoReport v2 sends it: `lat` and `long` in degrees of WGS84."""

from math import isfinite

from liren.core.errors import LirenError, sentence

LONGEST = 40


class PositionWrong(LirenError):
    """Half a position, or none on earth."""

    code = "exchange.position_wrong"
    sentence = sentence("lat and long must both be given, in degrees (WGS84).")


def read_position(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Longitude and latitude; none when neither was given."""
    if not latitude.strip() and not longitude.strip():
        return None
    x, y = _degrees(longitude), _degrees(latitude)
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise PositionWrong()
    return x, y


def _degrees(text: str) -> float:
    try:
        number = float(text) if len(text) <= LONGEST and text.isascii() else float("nan")
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise PositionWrong()
    return number
