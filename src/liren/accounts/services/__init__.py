"""Every write to accounts: who gets in, and what they may do."""

from liren.accounts.services.codes import (
    CodeExpired,
    CodeWrong,
    TooManyCodes,
    forget_codes,
    redeem_code,
    request_code,
)
from liren.accounts.services.grants import (
    AlreadyGranted,
    GrantEndsBeforeItBegins,
    OfficesSeparate,
    OwnGrant,
    Post,
    RoleUnknown,
    end_grant,
    grant_role,
)
from liren.accounts.services.parties import KeyTaken, NewParty, add_party
from liren.accounts.services.passwords import (
    Locked,
    PasswordWeak,
    WrongPassword,
    change_password,
    sign_in,
)
from liren.accounts.services.second_factor import (
    SecondFactorLocked,
    SecondFactorNeeded,
    SecondFactorPresent,
    SecondFactorWrong,
    begin_second_factor,
    confirm_second_factor,
    remove_second_factor,
    use_second_factor,
)
from liren.accounts.services.tokens import TokenNameMissing, make_token, revoke_token
from liren.accounts.services.users import (
    UsernameTaken,
    add_user,
    set_active,
    sign_out,
    signed_in,
    unlock,
)

__all__ = [
    "AlreadyGranted",
    "CodeExpired",
    "CodeWrong",
    "GrantEndsBeforeItBegins",
    "KeyTaken",
    "Locked",
    "NewParty",
    "OfficesSeparate",
    "OwnGrant",
    "PasswordWeak",
    "Post",
    "RoleUnknown",
    "SecondFactorLocked",
    "SecondFactorNeeded",
    "SecondFactorPresent",
    "SecondFactorWrong",
    "TokenNameMissing",
    "TooManyCodes",
    "UsernameTaken",
    "WrongPassword",
    "add_party",
    "add_user",
    "begin_second_factor",
    "change_password",
    "confirm_second_factor",
    "end_grant",
    "forget_codes",
    "grant_role",
    "make_token",
    "redeem_code",
    "remove_second_factor",
    "request_code",
    "revoke_token",
    "set_active",
    "sign_in",
    "sign_out",
    "signed_in",
    "unlock",
    "use_second_factor",
]
