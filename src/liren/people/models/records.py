"""Persons, households, who lives where, organisations: real columns for what many need."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import F, Q

from liren.core.models import Placed
from liren.people.domain import codes
from liren.people.domain.codes import CodeList
from liren.people.models.guarded import Guarded, GuardedQuerySet

# Columns that every record has, and that say nothing of anybody's life.
OF_RECORDS = frozenset(
    {"id", "source", "recorded_at", "recorded_by", "observed_on", "revision", "extra", "salt"}
)
OF_PLACES = frozenset({"place", "place_path", "community_path"})


M = TypeVar("M", bound=models.Model)


class RecordQuerySet(GuardedQuerySet[M]):
    """Records at a place, found by their path alone, in the order of the doors."""

    community_field: ClassVar[str | None] = None


class Record(Guarded):
    """Where its values come from unless a fact says otherwise, and how often it was changed."""

    TECHNICAL: ClassVar[frozenset[str]] = OF_RECORDS
    COLUMNS: ClassVar[Mapping[str, str]] = {}  # elements whose column is called otherwise

    source = models.CharField(max_length=80, blank=True)
    observed_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.CharField(max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=0)
    extra = models.JSONField(default=dict, blank=True)
    salt = models.CharField(max_length=32, blank=True)

    class Meta(Guarded.Meta):
        abstract = True


def listed(table: str, field: str, codes: CodeList) -> models.CheckConstraint:
    """A column holds nothing, or a code of its list."""
    allowed = Q(**{f"{field}__in": ["", *codes.codes]})
    return models.CheckConstraint(condition=allowed, name=f"{table}_{field}_listed")


def in_order(table: str) -> models.CheckConstraint:
    """A period does not end before it begins."""
    open_end = Q(since__isnull=True) | Q(until__isnull=True)
    return models.CheckConstraint(
        condition=open_end | Q(until__gte=F("since")), name=f"{table}_period_in_order"
    )


def all_listed(
    table: str, lists: Iterable[tuple[str, CodeList]]
) -> tuple[models.BaseConstraint, ...]:
    """The same for several columns."""
    return tuple(listed(table, field, codes) for field, codes in lists)


GONE = "已删除"  # stands where the name was of somebody who is erased


class Person(Record, Placed):
    """A resident, an owner or a tenant; `place` is the home, or the community of who has none."""

    TECHNICAL: ClassVar[frozenset[str]] = (OF_RECORDS | OF_PLACES - {"place"}) | {
        *("birth_year", "id_number_index", "phone_index", "second_phone_index", "has_mobile"),
        *("user", "merged_into", "confirmed_on", "asked_on", "stale_on"),
    }
    COLUMNS: ClassVar[Mapping[str, str]] = {"home": "place"}

    name = models.CharField(max_length=80)
    sex = models.CharField(max_length=1, blank=True)
    birth_date = models.CharField(max_length=10, blank=True)  # a year, a month or a day
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    id_type = models.CharField(max_length=3, blank=True)
    id_number_sealed = models.BinaryField(null=True, blank=True)
    id_number_index = models.BinaryField(max_length=16, null=True, blank=True)
    ethnic_group = models.CharField(max_length=2, blank=True)
    nationality = models.CharField(max_length=3, blank=True)
    marital_status = models.CharField(max_length=2, blank=True)
    education = models.CharField(max_length=2, blank=True)
    political_status = models.CharField(max_length=2, blank=True)
    residency = models.CharField(max_length=12, blank=True)
    registered_address = models.CharField(max_length=200, blank=True)
    phone_sealed = models.BinaryField(null=True, blank=True)
    phone_index = models.BinaryField(max_length=16, null=True, blank=True)
    has_mobile = models.BooleanField(default=False)  # a text message can reach the number
    second_phone_sealed = models.BinaryField(null=True, blank=True)
    second_phone_index = models.BinaryField(max_length=16, null=True, blank=True)
    other_phones_sealed = models.BinaryField(null=True, blank=True)
    email_sealed = models.BinaryField(null=True, blank=True)
    lives_alone = models.BooleanField(null=True, blank=True)
    remark = models.CharField(max_length=400, blank=True)
    left_on = models.DateField(null=True, blank=True)
    left_why = models.CharField(max_length=8, blank=True)
    user = models.OneToOneField(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="person"
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="origins",
        # Nearly all are null: without figures SQLite takes an index over them for the best one.
        db_index=False,
    )
    confirmed_on = models.DateField(null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True)  # when somebody was sent because it is stale
    stale_on = models.DateField(null=True, blank=True)

    objects = RecordQuerySet["Person"].as_manager()

    class Meta(Record.Meta):
        constraints = (
            *all_listed(
                "person",
                (
                    ("sex", codes.SEX),
                    ("id_type", codes.ID_TYPE),
                    ("ethnic_group", codes.ETHNIC_GROUP),
                    ("marital_status", codes.MARITAL_STATUS),
                    ("education", codes.EDUCATION),
                    ("political_status", codes.POLITICAL_STATUS),
                    ("residency", codes.RESIDENCY),
                    ("left_why", codes.LEFT),
                ),
            ),
            models.UniqueConstraint(
                fields=["id_number_index"],
                condition=Q(merged_into__isnull=True),
                name="person_id_number_once",
            ),
            models.CheckConstraint(
                condition=Q(birth_date="", birth_year__isnull=True)
                | (~Q(birth_date="") & Q(birth_year__isnull=False)),
                name="person_year_of_the_date",
            ),
            models.CheckConstraint(
                condition=Q(id_number_sealed__isnull=True) | ~Q(salt=""),
                name="person_sealed_with_salt",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="person_not_into_oneself",
            ),
        )
        indexes = (
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="person_merged",
            ),
            models.Index(fields=["id_number_index"], name="person_id_number"),
            models.Index(fields=["phone_index"], name="person_phone"),
            models.Index(fields=["second_phone_index"], name="person_second_phone"),
            # Also what counting by type reads, without the table.
            models.Index(
                fields=["place_path", "id", "residency"],
                condition=Q(merged_into__isnull=True),
                name="person_door",
            ),
            models.Index(
                fields=["stale_on", "id"],
                condition=Q(merged_into__isnull=True, left_on__isnull=True),
                name="person_stale",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_erased(self) -> bool:
        """Whether only the record is left, of somebody whom nobody is to know any longer."""
        return self.name == GONE


class Household(Record, Placed):
    """Those who keep house together, under one number and one head."""

    TECHNICAL: ClassVar[frozenset[str]] = OF_RECORDS | OF_PLACES - {"place"}
    COLUMNS: ClassVar[Mapping[str, str]] = {"home": "place"}

    number = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    demand = models.CharField(max_length=400, blank=True)

    objects = RecordQuerySet["Household"].as_manager()

    class Meta(Record.Meta):
        constraints = (
            listed("household", "kind", codes.HOUSEHOLD_KIND),
            models.UniqueConstraint(
                fields=["community_path", "number"],
                condition=~Q(number=""),
                name="household_number_once",
            ),
        )
        indexes = (models.Index(fields=["place_path", "id"], name="household_door"),)

    def __str__(self) -> str:
        return self.number or str(self.pk)


class Membership(Record):
    """A person in a household, with the relation to its head."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=2)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects = GuardedQuerySet["Membership"].as_manager()

    class Meta(Record.Meta):
        constraints = (
            listed("membership", "relation", codes.RELATION),
            in_order("membership"),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation=codes.HEAD, until__isnull=True),
                name="household_has_one_head",
            ),
            models.UniqueConstraint(
                fields=["person", "household"],
                condition=Q(until__isnull=True),
                name="membership_once",
            ),
        )


class Residence(Record, Placed):
    """A person and a home: owns it, rents it, lives in it; for a time. `place` is the home."""

    TECHNICAL: ClassVar[frozenset[str]] = OF_RECORDS | OF_PLACES - {"place"}
    COLUMNS: ClassVar[Mapping[str, str]] = {"home": "place"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="residences")
    role = models.CharField(max_length=8)
    share = models.PositiveIntegerField(null=True, blank=True)  # in ten thousandths
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects = RecordQuerySet["Residence"].as_manager()

    class Meta(Record.Meta):
        constraints = (
            listed("residence", "role", codes.ROLE_AT_HOME),
            in_order("residence"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__lte=10_000, role="owner"),
                name="residence_share_of_an_owner",
            ),
            models.UniqueConstraint(
                fields=["person", "place", "role"],
                condition=Q(until__isnull=True),
                name="residence_once",
            ),
        )
        indexes = (models.Index(fields=["place_path", "role", "person"], name="residence_door"),)


class Organisation(Record, Placed):
    """A firm, a shop, a school at a place."""

    TECHNICAL: ClassVar[frozenset[str]] = OF_RECORDS | OF_PLACES - {"place"}
    COLUMNS: ClassVar[Mapping[str, str]] = {"location": "place"}

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, blank=True)
    credit_code = models.CharField(max_length=18, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    objects = RecordQuerySet["Organisation"].as_manager()

    class Meta(Record.Meta):
        constraints = (
            listed("organisation", "kind", codes.ORGANISATION_KIND),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="organisation_credit_code_once",
            ),
        )
        indexes = (models.Index(fields=["place_path", "id"], name="organisation_door"),)

    def __str__(self) -> str:
        return self.name


class Position(Record):
    """What a person is in an organisation."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="positions")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="positions"
    )
    title = models.CharField(max_length=60, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects = GuardedQuerySet["Position"].as_manager()

    class Meta(Record.Meta):
        constraints = (
            in_order("position"),
            models.UniqueConstraint(
                fields=["person", "organisation", "title"],
                condition=Q(until__isnull=True),
                name="position_once",
            ),
        )
