"""Menus, who eats what, orders and what became of them at the door."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from liren.care.domain.meals import Diet, Outcome
from liren.core.models import Placed, PlacedQuerySet

DIETS = {
    Diet.USUAL: _("Usual"),
    Diet.SOFT: _("Soft"),
    Diet.LOW_SALT: _("Low in salt"),
    Diet.LOW_SUGAR: _("Low in sugar"),
    Diet.HALAL: _("Halal"),
    Diet.VEGETARIAN: _("Vegetarian"),
}


class Menu(Placed):
    """What there is on one day; `place` is the community."""

    class Meal(models.TextChoices):
        """Which meal of the day."""

        LUNCH = "lunch", _("Lunch")
        DINNER = "dinner", _("Dinner")

    date = models.DateField()
    meal = models.CharField(max_length=8, choices=Meal.choices)
    dishes = models.CharField(max_length=200)
    price = models.PositiveIntegerField()  # fen
    closes_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("date", "-meal")
        constraints = (
            models.UniqueConstraint(fields=["place", "date", "meal"], name="menu_once_a_meal"),
            models.CheckConstraint(condition=Q(price__lte=100_00), name="menu_price_is_of_a_meal"),
        )
        indexes = (models.Index(fields=["place_path", "date"], name="menu_place"),)

    def __str__(self) -> str:
        return f"{self.date} {self.dishes}"


class SubsidyRule(Placed):
    """What a community pays of a meal for whoever carries a label."""

    label = models.CharField(max_length=16)
    fen = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["place", "label"], name="subsidy_once_a_label"),
        )


class DietCard(models.Model):
    """What somebody eats and must not eat: health and faith, so it lies sealed."""

    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    content_sealed = models.BinaryField()
    salt = models.CharField(max_length=32)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)


class MealOrder(Placed):
    """One meal for one person; `place` is the door it goes to."""

    class Channel(models.TextChoices):
        """How it was ordered."""

        PAGE = "page", _("On the page")
        PHONE = "phone", _("By telephone")
        COUNTER = "counter", _("At the counter")

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    menu = models.ForeignKey(Menu, on_delete=models.PROTECT, related_name="orders")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    price = models.PositiveIntegerField()
    subsidy = models.PositiveIntegerField(default=0)
    subsidy_why = models.CharField(max_length=16, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=[(o, o) for o in Outcome], blank=True)
    at_door_at = models.DateTimeField(null=True, blank=True)
    at_door_by = models.CharField(max_length=80, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "menu"],
                condition=Q(cancelled_at__isnull=True),
                name="meal_order_once",
            ),
            models.CheckConstraint(
                condition=Q(subsidy__lte=F("price")), name="meal_subsidy_within_price"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", at_door_at__isnull=True)
                | (~Q(outcome="") & Q(at_door_at__isnull=False, cancelled_at__isnull=True)),
                name="meal_at_door_or_waiting",
            ),
        )
        indexes = (
            models.Index(fields=["menu", "place_path"], name="meal_order_round"),
            models.Index(fields=["person", "-id"], name="meal_order_person"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.menu_id}"

    @property
    def pays(self) -> int:
        """What is left to pay."""
        return self.price - self.subsidy
