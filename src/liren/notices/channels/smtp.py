"""E-mail over SMTP, by Django's own mail."""

import smtplib
from dataclasses import dataclass, field
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.core.errors import sentence
from liren.notices.channels.protocol import (
    CarrierSilent,
    DeliveryFailed,
    Message,
    Pace,
    Reach,
    Receipt,
)

TIMEOUT = 15


@dataclass(frozen=True, kw_only=True)
class SmtpSettings:
    """The server that takes our letters."""

    host: str = field(default="", metadata={"label": _("Server"), "where": True})
    port: int = field(default=465, metadata={"label": _("Port")})
    security: str = field(
        default="ssl",
        metadata={"label": _("Encryption"), "hint": _("ssl, starttls, or none inside one house")},
    )
    username: str = field(default="", metadata={"label": _("User name")})
    password: str = field(default="", metadata={"label": _("Password"), "secret": True})
    sender: str = field(default="", metadata={"label": _("Sender's address")})


class SmtpChannel:
    """One plain letter to one address."""

    key = "smtp"
    name = sentence("E-mail")
    reaches = Reach.EMAIL
    is_stored = False
    longest = 5000
    quiet = None
    pace = Pace(a_minute=60)
    settings = SmtpSettings

    def check(self, settings: SmtpSettings) -> str:
        """Look at the settings, and whether the server lets us in."""
        if not settings.host or "@" not in parseaddr(settings.sender)[1]:
            return gettext("Enter the server and the sender's address.")
        if settings.security not in {"ssl", "starttls", "none"}:
            return gettext("The encryption is ssl, starttls or none.")
        try:
            backend = _backend(settings)
            backend.open()
            backend.close()
        except smtplib.SMTPAuthenticationError:
            return gettext("The mail server does not accept the user name and password.")
        except UnicodeError:
            return gettext("The server's name is wrong, or the password is not in plain letters.")
        except OSError as error:
            return gettext("The mail server cannot be reached ({}).").format(type(error).__name__)
        return ""

    def deliver(self, message: Message, address: str, settings: SmtpSettings) -> Receipt:
        """Send it; the message id lets the receiver's server tell a repeated try."""
        domain = parseaddr(settings.sender)[1].rpartition("@")[2]
        reference = f"<{message.key}@{domain}>"
        letter = EmailMessage(
            subject=message.subject,
            body=message.text,
            from_email=settings.sender,
            to=[address],
            headers={"Message-ID": reference},
        )
        try:
            sent = _backend(settings).send_messages([letter])
        except smtplib.SMTPResponseException as error:
            raise DeliveryFailed(f"SMTP {error.smtp_code}") from error
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as error:
            raise DeliveryFailed(type(error).__name__) from error
        except OSError as error:  # the library's own are such errors too
            raise CarrierSilent(type(error).__name__) from error
        if not sent:
            raise DeliveryFailed("the server took nothing")
        return Receipt(reference=reference)


def _backend(settings: SmtpSettings) -> EmailBackend:
    return EmailBackend(
        host=settings.host,
        port=settings.port,
        username=settings.username or None,
        password=settings.password or None,
        use_tls=settings.security == "starttls",
        use_ssl=settings.security == "ssl",
        timeout=TIMEOUT,
        fail_silently=False,
    )
