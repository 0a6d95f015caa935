"""The channels that carry nothing away: the page "my notices", and paper."""

from liren.notices.channels import NoSettings
from liren.notices.channels.in_app import InAppChannel
from liren.notices.channels.paper import PaperChannel
from tests.kits.channels import check_channel


def test_it_keeps_the_rules() -> None:
    check_channel(InAppChannel(), NoSettings())


def test_paper_keeps_the_rules() -> None:
    check_channel(PaperChannel(), NoSettings())
