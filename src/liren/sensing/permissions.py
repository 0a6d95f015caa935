"""What may be done with devices and what they say."""

from enum import StrEnum


class SensingPermission(StrEnum):
    """Permissions of the module."""

    SEE = "sensing.see"  # devices and alerts of one's place
    HANDLE = "sensing.handle"  # take an alert on, handle it, close it with its result
    WORK = "sensing.work"  # see and handle the alerts for which one's own party was sent
    CLAIM = "sensing.claim"  # say where a device hangs
    REGISTER = "sensing.register"  # enter devices, bring in lists, give and end keys
    RULES = "sensing.rules"  # try a rule on the past and switch it on
    REVIEW = "sensing.review"  # look at a reference of a camera, two together
