"""An announcement goes out: first to groups and doors, then home by home.

Each stretch of homes is one transaction that holds the announcement's row, and a home has one row
for each announcement: whatever is broken off or called twice goes on where it stopped, and nobody
is told twice.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from liren.accounts.selectors import community_party
from liren.core.permissions import SYSTEM
from liren.notices.channels import Reach, channels
from liren.notices.domain.reaching import Way, plan_for
from liren.notices.domain.wording import message_of
from liren.notices.domain.workflow import Stage
from liren.notices.models import Announcement, AnnouncementHome
from liren.notices.selectors import announcements as reads
from liren.notices.selectors.channels import Switchboard
from liren.notices.services.homes import HOME, ON_THIS_SITE
from liren.notices.services.storing import NewNotice, send_all
from liren.people.models import Person
from liren.people.services import Addresses, addresses_of
from liren.places.models import Place
from liren.places.selectors import addresses

AT_ONCE = 500
ANNOUNCEMENT = Announcement._meta.label_lower


def send_out(announcement_id: int, *, now: datetime) -> int:
    """Tell everybody who has not been told; says how many homes."""
    told = 0
    while stretch := _tell_stretch(announcement_id, now):
        told += stretch
    return told


def unfinished(*, now: datetime) -> list[int]:
    """Announcements whose sending was broken off."""
    rows = Announcement.objects.filter(stage=Stage.PUBLISHED, sent_out_at__isnull=True)
    return list(rows.filter(published_at__lt=now).values_list("pk", flat=True)[:20])


@transaction.atomic
def _tell_stretch(pk: int, now: datetime) -> int:
    rows = Announcement.objects.select_for_update(of=("self",)).select_related("place")
    row = rows.filter(pk=pk, stage=Stage.PUBLISHED, sent_out_at__isnull=True).first()
    if row is None:
        return 0
    on = timezone.localdate(row.published_at)
    told = AnnouncementHome.objects.filter(announcement=row).values("place")
    homes = list(reads.homes_for(row, on).exclude(pk__in=told)[:AT_ONCE])
    if not AnnouncementHome.objects.filter(announcement=row).exists():
        _tell_place(row, now)
    if homes:
        _tell_homes(row, homes, now)
        return len(homes)
    Announcement.objects.filter(pk=pk).update(sent_out_at=now)
    return 0


def _tell_homes(row: Announcement, homes: list[Place], now: datetime) -> None:
    on = timezone.localdate(row.published_at)
    by_home: dict[int, list[Person]] = {}
    for person in reads.audience(row, on).filter(place__in=homes).select_related("user"):
        by_home.setdefault(person.place_id, []).append(person)
    chosen = reads.ways_of(row)
    people = [person for members in by_home.values() for person in members]
    purpose = f"announcement {row.pk}"
    known = addresses_of(people, place=row.place, by=SYSTEM, purpose=purpose, now=now)
    planned = []
    for home in homes:
        members = by_home.get(home.pk, [])
        plan = plan_for((reads.member_of(person) for person in members), chosen)
        told = AnnouncementHome(announcement=row, by=plan.by)
        told.put_at(home)
        if any(way is Way.USER for _, way in plan.told):
            told.reached_by, told.reached_at = ON_THIS_SITE, now
        planned.append((told, members, plan.told))
    AnnouncementHome.objects.bulk_create([told for told, _, _ in planned])
    sender = _Sender(row, known)
    send_all(
        [one for told, members, ways in planned for one in sender.notices(told, members, ways)],
        now=now,
    )


class _Sender:
    """The words of one announcement for each way and language, made once."""

    def __init__(self, row: Announcement, known: dict[int, Addresses]) -> None:
        self.row, self.known, self.board = row, known, Switchboard.read()
        self._texts: dict[tuple[Reach, str], str] = {}

    def notices(
        self, home: AnnouncementHome, members: list[Person], ways: tuple[tuple[int, Way], ...]
    ) -> Iterator[NewNotice]:
        by_id, said = {person.pk: person for person in members}, set()
        for pk, way in ways:
            person, known = by_id[pk], self.known.get(pk, Addresses())
            address = {Way.PHONE: known.phone, Way.EMAIL: known.email}.get(way, f"user {pk}")
            if not address or address in said:  # a family shares one number
                continue
            said.add(address)
            yield NewNotice(
                user=person.user if way is Way.USER else None,
                phone=known.phone if way is Way.PHONE else None,
                email=known.email if way is Way.EMAIL else None,
                text=self.text(Reach(way.value), person.user.language if person.user else ""),
                subject_type=HOME,
                subject_id=home.pk,
                place_path=home.place_path,
                not_before=self.row.valid_from,
                at_any_hour=self.row.is_urgent,
                in_office_hours=way is Way.PHONE and not self.row.is_urgent,
                useless_after=self.row.valid_until,
            )

    def text(self, reach: Reach, language: str) -> str:
        is_english = language.startswith("en") and bool(self.row.text_en)
        key = (reach, "en" if is_english else "zh")
        if key not in self._texts:
            channel = self.board.by_reach(reach, self.row.place_path) or channels["in_app"]
            self._texts[key] = words_of(self.row, longest=channel.longest, is_english=is_english)
        return self._texts[key]


def words_of(row: Announcement, *, longest: int, is_english: bool = False) -> str:
    """The announcement as one message of so many characters."""
    party = community_party(row.place)
    english = is_english and row.title_en
    link = settings.LIREN_URL.rstrip("/") + reverse("notices:announcement", args=[row.pk])
    return message_of(
        sender=(party.name_en if english and party.name_en else party.name) if party else "",
        title=row.title_en if english else row.title,
        text=row.text_en if english else row.text,
        link=link if settings.LIREN_URL else "",
        longest=longest,
    )


def _tell_place(row: Announcement, now: datetime) -> None:
    """Groups and doors, once: the first stretch of homes goes the same way or not at all."""
    robots = Switchboard.read().groups(row.place_path) if Reach.GROUP in row.channels else []
    told = [(robot.key, row.place.name) for robot in robots]
    if Reach.PAPER in row.channels:
        told += [("paper", name) for name in addresses(list(reads.doors(row.place))).values()]
    send_all(
        [
            NewNotice(
                channel=key,
                group=name,
                text=words_of(row, longest=channels[key].longest),
                subject_type=ANNOUNCEMENT,
                subject_id=row.pk,
                place_path=row.place_path,
                not_before=row.valid_from,
                at_any_hour=row.is_urgent,
                useless_after=row.valid_until,
            )
            for key, name in told
        ],
        now=now,
    )
