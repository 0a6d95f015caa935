"""Users, the parties they work for, and the roles granted to them at places."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet
from liren.core.permissions import Place, roles
from liren.core.prepared import Prepared, Slot
from liren.core.scope import Scope


class PartyQuerySet(PlacedQuerySet["Party"]):
    """Parties."""

    def active(self) -> "PartyQuerySet":
        """Those that can still be asked; the others stay for what they did."""
        return self.filter(ended_at__isnull=True)


class Party(Placed):
    """Whoever can be asked to do something: a committee, a department, a property firm."""

    class Kind(models.TextChoices):
        """What sort of body it is."""

        COMMUNITY = "community", _("Residents' committee")
        STREET = "street", _("Street office")
        DEPARTMENT = "department", _("Department")
        PROPERTY = "property", _("Property firm")
        VOLUNTEERS = "volunteers", _("Volunteers")
        SOCIAL = "social", _("Social organisation")
        MEMBERS = "members", _("Party members' group")

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    above = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="below"
    )
    duty = models.SlugField(
        max_length=40, blank=True
    )  # what categories call it: "water", "property"
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    hours_en = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["place", "name"],
                condition=Q(ended_at__isnull=True),
                name="party_name_once",
            ),
        )
        indexes = (models.Index(fields=["place_path"], name="party_place"),)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Django's own look-ups by name."""


class User(AbstractBaseUser):
    """Somebody who can sign in."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    failed_sign_ins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    elder_mode = models.BooleanField(default=False)
    phone_sealed = models.BinaryField(null=True, blank=True)
    phone_index = models.BinaryField(max_length=16, null=True, blank=True, unique=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name

    @property
    def audit_name(self) -> str:
        """How the log names this user."""
        return f"{self.username} ({self.name})" if self.name else self.username

    @property
    def page_mode(self) -> str:
        """How this user likes pages to look."""
        return "elder" if self.elder_mode else "normal"

    def current_grants(self) -> list["Grant"]:
        """The grants in force today, read once a request."""
        if not hasattr(self, "_grants"):
            now = timezone.now()
            self._grants = GRANTS_HELD.all(user=self.pk, at=now, today=timezone.localdate(now))
        return self._grants

    def forget_grants(self) -> None:
        """Have the grants read again, because they have just changed."""
        self.__dict__.pop("_grants", None)

    def has_perm(self, perm: str, obj: Place | None = None) -> bool:
        """Whether a grant carries the permission, at the place if one is named."""
        return any(
            perm in roles[grant.role].permissions
            and (obj is None or obj.path.startswith(grant.place_path))
            for grant in self.current_grants()
        )

    def permissions_at(self, path: str) -> frozenset[StrEnum]:
        """Everything that is granted at a place."""
        here = (g.role for g in self.current_grants() if path.startswith(g.place_path))
        return frozenset[StrEnum]().union(*(roles[role].permissions for role in here))

    def scope_for(self, perm: str) -> Scope:
        """The places at which the permission is granted."""
        return Scope.of(
            grant.place_path
            for grant in self.current_grants()
            if perm in roles[grant.role].permissions
        )


class GrantQuerySet(PlacedQuerySet["Grant"]):
    """Grants."""

    def in_force(self, at: datetime) -> "GrantQuerySet":
        """Those that have begun and not ended."""
        return self.held(at, timezone.localdate(at))

    def not_over(self, at: datetime) -> "GrantQuerySet":
        """Those in force and those that will be."""
        kept = self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at))
        today = timezone.localdate(at)
        return kept.filter(Q(until_date__isnull=True) | Q(until_date__gte=today))

    def held(self, at: datetime | Slot, today: date | Slot) -> "GrantQuerySet":
        """The same for a moment and its date, which may be slots of a prepared read."""
        begun = self.filter(from_date__lte=today)
        kept = begun.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at))
        return kept.filter(Q(until_date__isnull=True) | Q(until_date__gte=today))


class Grant(Placed):
    """A role at a place, for a time, held as a member of a party."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    leads = models.BooleanField(default=False)  # whether the party's matters end at this desk
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # taken away before its time

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="grant_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "place", "from_date"],
                condition=Q(ended_at__isnull=True),
                name="grant_once",
            ),
        )
        indexes = (models.Index(fields=["role", "place_path"], name="grant_role_place"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.place_path}"

    @property
    def role_name(self) -> str:
        """What the role is called; its key where the role is no more."""
        role = roles.get(self.role)
        return gettext(role.name) if role else self.role


GRANTS_HELD = Prepared(
    lambda: (
        Grant.objects.held(Slot("at", models.DateTimeField()), Slot("today", models.DateField()))
        .filter(user_id=Slot("user", models.BigIntegerField()))
        .select_related("party")
    )
)


class SignInCode(models.Model):
    """A one-time code for somebody with a telephone; the code itself is sealed, never in clear."""

    phone_sealed = models.BinaryField()
    phone_index = models.BinaryField(max_length=16)
    code_sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    salt = models.CharField(max_length=32)

    class Meta:
        indexes = (
            models.Index(fields=["phone_index", "-asked_at"], name="code_by_phone"),
            models.Index(fields=["asked_at"], name="code_by_time"),
        )


class SecondFactor(models.Model):
    """The secret shared with a person's authenticator (RFC 6238), sealed."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    key_sealed = models.BinaryField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=-1)  # a code works once: later steps only
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)


class RecoveryCode(models.Model):
    """Opens the door once when the authenticator is lost; only a keyed hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    hash = models.BinaryField(max_length=32, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)


class TokenQuerySet(models.QuerySet["Token"]):
    """Tokens."""

    def in_force(self, today: date | Slot) -> "TokenQuerySet":
        """Those that were not revoked, have not run out, and whose owner is active."""
        kept = self.filter(revoked_at__isnull=True, user__is_active=True)
        return kept.filter(Q(until_date__isnull=True) | Q(until_date__gte=today))


class Token(models.Model):
    """A key to the API, scoped like the person it belongs to; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    until_date = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()
