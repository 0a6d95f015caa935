"""What may be done with cases."""

from enum import StrEnum


class CasePermission(StrEnum):
    """Permissions of the module."""

    SEE = "cases.see"
    SEE_REPORTER = "cases.see_reporter"  # name and telephone, to answer
    REPORT_FOR = "cases.report_for"  # enter what somebody said at the counter or by telephone
    IMPORT = "cases.import"
    REGISTER = "cases.register"  # file or refuse, class and place
    DISPATCH = "cases.dispatch"
    HANDLE = "cases.handle"
    CHECK = "cases.check"  # on the spot: does it exist, is it done
    SEE_SPOT = "cases.see_spot"  # where a colleague stood who attached it to what they sent
    SUSPEND = "cases.suspend"  # keep open what cannot be solved now, with a public reason
    MERGE = "cases.merge"
    EXCLUDE = "cases.exclude"  # take out of the rates, with reason and approver in public
    PUBLISH = "cases.publish"  # read what waits before neighbours read it, and word it
    CAUSE = "cases.cause"  # choose the cause of the month and ask parties for its measures
    MEASURE = "cases.measure"
    SCREEN = "cases.screen"
    WHISTLE = "cases.whistle"  # call several parties now, say who helped, end it
    RULE = "cases.rule"  # whose it is, when a called party says "not ours"
    SETUP = "cases.setup"  # category trees, the duty list
