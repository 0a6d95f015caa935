"""What is kept by consent alone: the purpose, the text that was agreed to, what goes with it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Purpose:
    """One purpose for which somebody may say yes, and take it back."""

    key: str
    name: str
    name_en: str
    version: str
    elements: tuple[str, ...]  # erased when consent is taken back


PURPOSES: Mapping[str, Purpose] = {
    one.key: one
    for one in (
        Purpose("email", "用电子邮件通知我", "Notices by e-mail", "2026-11", ("email",)),
        Purpose(
            "more_phones",
            "联系不上时拨打备用电话",
            "Ringing another number when the first does not answer",
            "2026-11",
            ("second_phone", "other_phones"),
        ),
        Purpose(
            "devices",
            "家里的感知设备（水表、门磁、红外）帮我报平安",
            "Devices at home (water meter, door, motion) that tell that all is well",
            "2026-11",
            (),  # what the devices said is erased by sensing
        ),
        Purpose(
            "family",
            "我指定的家人可以看到我今天平安、办了哪些事",
            "Family whom I name may see that all is well with me today, or what was done",
            "2026-11",
            (),  # care forgets their numbers
        ),
    )
}
