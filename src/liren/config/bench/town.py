"""The neighbourhood that is measured: the demo's places, offices and rules, without its month."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from liren.accounts.models import Party, User
from liren.accounts.selectors import community_party
from liren.accounts.services import (
    NewParty,
    Post,
    add_party,
    add_users,
    grant_role,
    make_token,
)
from liren.cases.models import Category
from liren.cases.services.learn import learn_classes
from liren.cases.services.trees import load_shipped_tree
from liren.config.demo import founding
from liren.config.demo.geometry import neighbourhood
from liren.config.demo.organisations import organisations
from liren.core.permissions import SYSTEM
from liren.core.scope import EVERYWHERE, Scope
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.places.services import NewPlace, add_places

SEED = 7
HOMES = 300
COMMUNITIES = 100  # as many as a large street or a small district has
BUILDINGS = 12
CLERK, DUTY = "bench-clerk", "bench-duty"
WHISTLER, OFFICER, CALLED = "bench-whistler", "bench-officer", "city-management"


@dataclass(frozen=True)
class Keys:
    """What a caller needs to be let in."""

    token: str
    cookies: dict[str, str]
    places: list[str]
    category: int  # a coarse class
    tokens: dict[str, str]
    spots: list[str]  # where the whistler stands
    called: str


def build(now: datetime) -> Keys:
    """Found it in an empty database."""
    town = neighbourhood(SEED, HOMES)
    offices = organisations(town)
    load_shipped_tree(by=SYSTEM, now=now)
    rows = founding.found_places(town)
    parties = founding.found_parties(offices, rows, now)
    founding.found_rules(offices, rows, parties, now)
    street = rows[town.by_kind["street"][0].key]
    office = community_party(street)
    assert office is not None
    communities = _more_communities(street, office, now)
    learn_classes(by=SYSTEM, now=now)
    clerk = _user(CLERK, "community_worker", communities[0], now)
    duty = _user(DUTY, "street_duty_officer", office, now)
    whistler = _user(WHISTLER, "community_worker", parties["committee-1"], now)
    officer = _user(OFFICER, "department_officer", parties[CALLED], now)
    token = _token(duty, now)
    homes = places(EVERYWHERE).filter(kind=Kind.HOME).exclude(code="").order_by("pk")
    codes = list(homes.values_list("code", flat=True))
    at_work = {"clerk": clerk, "duty": duty, "officer": officer}
    cookies = {name: session(user) for name, user in at_work.items()}
    tokens = {"whistler": _token(whistler, now), "officer": _token(officer, now)}
    own = Scope.of([parties["committee-1"].place_path])
    compounds = places(own).filter(kind=Kind.COMPOUND).values_list("code", flat=True)
    coarse = Category.objects.filter(parent=None).values_list("pk", flat=True)[0]
    return Keys(token, cookies, codes, coarse, tokens, list(compounds), CALLED)


def _token(user: User, now: datetime) -> str:
    return make_token(user=user, name="bench", until_date=None, by=user, now=now)[1]


def _more_communities(street: Place, office: Party, now: datetime) -> list[Party]:
    """Communities with buildings and a committee each, for many cases to lie in."""
    new = [
        NewPlace(key=f"c{n}", parent=None, kind=Kind.COMMUNITY, name=f"第{n}社区")
        for n in range(COMMUNITIES)
    ]
    new += [
        NewPlace(key=f"c{n}b{b}", parent=f"c{n}", kind=Kind.BUILDING, name=f"{b + 1}号楼")
        for n in range(COMMUNITIES)
        for b in range(BUILDINGS)
    ]
    rows = add_places(new, under=street)
    committees = (
        NewParty(key=f"bench-{n}", kind=Party.Kind.COMMUNITY, name=f"第{n}社区居委会", above=office)
        for n in range(COMMUNITIES)
    )
    return [
        add_party(committee, place=rows[f"c{n}"], by=SYSTEM, now=now)
        for n, committee in enumerate(committees)
    ]


def _user(username: str, role: str, party: Party, now: datetime) -> User:
    names = [(username, username)]
    user = add_users(names, password=founding.PASSWORD, by=SYSTEM, now=now)
    since = (now - timedelta(days=1)).date()
    post = Post(role=role, place=party.place, party=party, from_date=since)
    grant_role(user=user[username], post=post, by=SYSTEM, now=now)
    return user[username]


def session(user: User) -> str:
    """A cookie as signing in gives it."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)
