"""How fast one sender can report, add, and send pictures."""

from liren.core import pace
from liren.core.errors import TooMany, sentence

FROM_ONE_BROWSER = 12
FROM_ONE_ADDRESS = 240  # a whole compound may share one behind its router
FOR_ONE_REPORT = 20
PICTURES_FROM_ONE_ADDRESS = 400  # they lie on the disk for two days even when nothing is sent


class TooFast(TooMany):
    """More reports within an hour than one person has to make."""

    code = "cases.too_fast"
    sentence = sentence(
        "That is a lot within one hour. What you wrote is still here: wait a little and send it "
        "again, or ring the office and tell them everything at once."
    )


def check_address(address: str) -> None:
    """Refuse when this address has reported too often; counts the try."""
    _check("report.address", address, FROM_ONE_ADDRESS)


def check_browser(browser: str) -> None:
    """Refuse when this browser has reported too often; counts the try."""
    _check("report.browser", browser, FROM_ONE_BROWSER)


def check_link(link: str) -> None:
    """Refuse when too much was said through the link of one report; counts the try."""
    _check("report.link", link, FOR_ONE_REPORT)


def check_pictures(address: str) -> None:
    """Refuse when this address has sent too many pictures; counts one."""
    _check("report.picture", address, PICTURES_FROM_ONE_ADDRESS)


def _check(what: str, sender: str, most: int) -> None:
    if pace.count(what, sender) > most:
        raise TooFast()
