"""An address of our own in a message is touched, not read."""

import pytest

from liren.notices.domain.links import own_path, without_path

SITE = "https://liren.example"


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("朱惠芳在求助，请看：/care/calls/1/", "/care/calls/1/", "朱惠芳在求助，请看"),
        (f"请看：{SITE}/care/calls/1/ 谢谢", "/care/calls/1/", "请看 谢谢"),
        ("Look here: /my-data/l/a_B-9/", "/my-data/l/a_B-9/", "Look here"),
        ("见 https://elsewhere.example/care/", "", "见 https://elsewhere.example/care/"),
        ("3/4/5 号楼停水，和/或停电", "", "3/4/5 号楼停水，和/或停电"),
        ("//elsewhere.example/care/", "", "//elsewhere.example/care/"),
        ("", "", ""),
    ],
)
def test_only_our_own_addresses_lead_somewhere(text: str, path: str, words: str) -> None:
    assert (own_path(text, SITE), without_path(text, SITE)) == (path, words)
    assert own_path(text, "") == ("" if SITE in text else path)
