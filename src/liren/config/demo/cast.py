"""Who a story happens to, where, and who deals with it."""

from liren.config.demo.dice import Dice
from liren.config.demo.organisations import Organisations, Party, Staff, estate_of
from liren.config.demo.people import Person
from liren.config.demo.places import Neighbourhood, Place
from liren.config.demo.storybook import Story

KINDS = ("home", "unit", "building", "compound", "community")
OWN_WORDS = 14  # younger children do not report by themselves
FLOORS_WITH_A_LIFT_TO_MISS = 13
WALK_UP_FLOORS = 6
VOICE_CHANNELS = ("telephone", "counter", "visit")


class Cast:
    """Finds a place for a story, a neighbour who tells it, and those in charge there."""

    def __init__(
        self, dice: Dice, land: Neighbourhood, people: tuple[Person, ...], offices: Organisations
    ) -> None:
        self.dice = dice
        self.land = land
        self.offices = offices
        self.neighbours: dict[str, list[Person]] = {}
        for person in people:
            if person.age >= OWN_WORDS and person.phone:
                for place in land.upwards(person.home_key):
                    self.neighbours.setdefault(place.key, []).append(person)
        alone = (person for person in people if person.lives_alone and person.is_elder)
        self.homes_of_lone_elders = {person.home_key for person in alone}
        self.candidates: dict[str, list[Place]] = {}

    def place_for(self, story: Story) -> Place:
        """A place that suits the story."""
        if story.key not in self.candidates:
            self.candidates[story.key] = [p for p in self.land.places if self._suits(p, story)]
        # A very small neighbourhood lacks some points; the compound stands in for them.
        return self.dice.choice(self.candidates[story.key] or self.land.of_kind("compound"))

    def _suits(self, place: Place, story: Story) -> bool:
        if story.where in KINDS:
            return place.kind == story.where and self._stands_in(place, story)
        if place.kind != "point" or place.use != story.where:
            return False
        building = self.land.ancestor(place.key, "building")
        return building is None or (building.floors or 0) >= FLOORS_WITH_A_LIFT_TO_MISS

    def _stands_in(self, place: Place, story: Story) -> bool:
        if place.kind == "home" and place.key not in self.neighbours:
            return False
        if story.style == "elder" and self.homes_of_lone_elders:
            return place.key in self.homes_of_lone_elders
        building = self.land.ancestor(place.key, "building")
        floors = (building and building.floors) or 0
        if story.style == "below":
            return int(place.name.removesuffix("室")) // 100 < floors
        return story.style != "slab" or floors == WALK_UP_FLOORS

    def spoken(self, place: Place) -> str:
        """How a neighbour names the place."""
        building = self.land.ancestor(place.key, "building")
        unit = self.land.ancestor(place.key, "unit")
        if building is None or unit is None:
            return place.name
        staircase = building.name + unit.name
        return staircase + place.name.removesuffix("室") if place.kind == "home" else staircase

    def spoken_in_english(self, place: Place) -> str:
        """How a foreign resident names it."""
        near = ("building", "unit", "home")
        names = [one.name_en for one in self.land.upwards(place.key) if one.kind in near]
        return " ".join(reversed(names)) if names else f"the {place.name_en}"

    def written(self, place: Place) -> str:
        """How the desk names it: with the estate, so that nobody looks in the wrong one."""
        compound = self.land.ancestor(place.key, "compound")
        if compound is None or compound == place:
            return place.name
        inside_a_building = self.land.ancestor(place.key, "building") is not None
        return (estate_of(compound) if inside_a_building else compound.name) + self.spoken(place)

    def living_at(self, place: Place) -> set[str]:
        """The keys of those who live there."""
        return {person.key for person in self.neighbours.get(place.key, ())}

    def reporter_at(self, place: Place, channel: str, but: set[str]) -> Person | None:
        """Somebody who lives nearest to the place; older people rather come or ring."""
        circles = (self.neighbours.get(p.key, ()) for p in self.land.upwards(place.key))
        pools = ([one for one in circle if one.key not in but] for circle in circles)
        pool = next((pool for pool in pools if pool), None)
        if pool is None:
            return None
        person = self.dice.choice(pool)
        if channel in VOICE_CHANNELS and place.kind != "home":
            elders = [one for one in pool if one.is_elder]
            person = self.dice.choice(elders or pool)
        return person

    def party_for(self, duty: str, place: Place) -> Party:
        """Whose business it is there; where the duty has no party, the committee's."""
        near = tuple(one.key for one in self.land.upwards(place.key))
        try:
            return self.offices.party_for(duty, near)
        except LookupError:
            return self.offices.party_for("committee", self._own_community(place))

    def _own_community(self, place: Place) -> tuple[str, ...]:
        community = self.land.ancestor(place.key, "community")
        return (community.key if community else self.land.of_kind("community")[0].key,)

    def officer_of(self, party: Party) -> str:
        """Who signs for a party; in the committee that is a community worker."""
        staff = self.offices.working_for(party.key)
        workers = [one for one in staff if one.role == "community_worker"]
        return (workers or staff)[0].username

    def in_charge(self, role: str, place: Place) -> str:
        """The grid worker, community worker or secretary of the place."""
        near = {one.key for one in self.land.upwards(place.key)}
        committee = self.party_for("committee", place)
        staff = [one for one in self.offices.working_for(committee.key) if one.role == role]
        return next((one for one in staff if _serves(one, near)), staff[0]).username


def _serves(one: Staff, near: set[str]) -> bool:
    return any(key in near for key in one.place_keys)
