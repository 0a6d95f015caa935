"""What ledgers announce."""

from dataclasses import dataclass

from liren.core.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True)
class FormRefused(Event):
    """A form was refused at the gate, before any community heard of it."""

    name = "ledgers.form_refused"
    form_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class FormOpened(Event):
    """A community can fill a form."""

    name = "ledgers.form_opened"
    round_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class FormSubmitted(Event):
    """A community handed a form in."""

    name = "ledgers.form_submitted"
    round_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class ReportSent(Event):
    """A report was made and sent as a snapshot with its hashes."""

    name = "ledgers.report_sent"
    sent_id: int
