"""The page "my notices" as a channel."""

from liren.notices.channels.in_app import InAppChannel
from tests.kits.channels import check_channel


def test_it_keeps_the_rules() -> None:
    check_channel(InAppChannel())
