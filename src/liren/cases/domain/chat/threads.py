"""Messages about one matter, joined; and everything else left out, each with its reason.

One pass in the order of speaking: each message joins the matter for which most speaks, opens one
of its own, or is left out. It is compared with the few matters that are alive, not with all
messages, so the time grows with the length of the chat.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from liren.cases.domain.chat.acts import IDLE, Act, Reading, read_act
from liren.cases.domain.chat.links import (
    Clue,
    Item,
    Matter,
    Opinion,
    closeness,
    clues_for,
    item_of,
    minutes_between,
    score_of,
)
from liren.cases.domain.chat.messages import MEDIA, NOTES, Chat, Kind, Message
from liren.cases.domain.words import fold

ALIVE = 12
SURE = 0.65  # a classifier's opinion that counts as knowing
HEARD = 0.3  # below that it is a guess among sixty classes
JOINS = {Act.MATTER: 0.6, Act.AGREE: 0.3, Act.ANSWER: 0.35, Act.DETAIL: 0.45, Act.THANKS: 0.6}
NOTICE_JOINS = 0.7
_BESIDE = frozenset({Act.DETAIL, Act.ANSWER})  # the name of a file or of a spot on the map
MEDIA_STEPS, MEDIA_MINUTES = 6, 10


@dataclass(frozen=True)
class Member:
    """A message of a matter: what it does there, and what spoke for it."""

    message: Message
    act: Act
    score: float
    clues: tuple[Clue, ...]
    is_office: bool = False


@dataclass(frozen=True)
class Thread:
    """One matter with all that was said of it, in order."""

    members: Sequence[Member]

    @property
    def voices(self) -> list[str]:
        """The neighbours who speak in it; those who answer are not counted."""
        names = (m.message.author for m in self.members if not m.is_office)
        return list(dict.fromkeys(names))


@dataclass(frozen=True)
class LeftOut:
    """A message that is no part of a matter, and why."""

    message: Message
    reason: str


@dataclass
class _State:
    chat: Chat
    matters: list[Matter] = field(default_factory=list)
    items: dict[int, Item] = field(default_factory=dict)
    matter_of: dict[int, int] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)
    by_subject: dict[str, int] = field(default_factory=dict)
    spoken: dict[str, list[int]] = field(default_factory=dict)
    holders: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    quoted: dict[tuple[str, str], int] = field(default_factory=dict)
    waiting: dict[str, list[Item]] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)
    step: int = 0
    resident_step: int = 0
    is_amid_talk: bool = False


def join(chat: Chat, opinions: Sequence[Opinion]) -> tuple[list[Thread], list[LeftOut]]:
    """The matters of a chat and what was left out; one opinion of the classifier a message."""
    state = _State(chat)
    for position, (message, opinion) in enumerate(zip(chat.messages, opinions, strict=True)):
        if message.kind is Kind.UNREADABLE:
            state.left_out[position] = message.kind.value
        elif message.kind not in NOTES:
            _place(state, _item(state, position, message, opinion))
    threads = [_thread(matter) for matter in state.matters if _is_kept(state, matter)]
    left = [LeftOut(chat.messages[at], why) for at, why in sorted(state.left_out.items())]
    return threads, left


def _item(state: _State, position: int, message: Message, opinion: Opinion) -> Item:
    heard = {code: sure for code, sure in opinion.classes.items() if sure >= HEARD}
    is_known = max(heard.values(), default=0.0) >= SURE
    reading = read_act(message, is_known=is_known, matter=opinion.matter)
    item = item_of(
        position,
        message,
        reading,
        Opinion(heard, opinion.matter),
        (state.step, state.resident_step),
    )
    item.rare = frozenset(word for word in item.words if len(state.holders[word]) == 1)
    item.answers = _quoted_position(state, position)
    key = state.latest.get(message.author, -1)
    if message.author and key >= 0:
        item.busy = closeness(state.matters[key].spoke[message.author], item, slowness=2.0)
    state.items[position] = item
    state.step += reading.has_words
    state.resident_step += reading.has_words and not reading.is_office
    state.spoken.setdefault(message.author, []).append(position)
    return item


def _quoted_position(state: _State, position: int) -> int | None:
    """Which earlier message a reply answers: by its words, or the last of its author.

    What was said before the paste begins is stood for by the first that quoted it.
    """
    quote = state.chat.messages[position].quote
    if quote is None:
        return None
    start = fold(quote.text).rstrip("….").strip()[:12]
    positions = state.spoken.get(quote.author, [])[-40:]
    for earlier in reversed(positions):
        if start and start in fold(_whole(state.chat.messages[earlier])):
            return earlier
    first = state.quoted.setdefault((quote.author, start), position) if start else position
    if first != position:
        return first
    return positions[-1] if positions else None


def _whole(message: Message) -> str:
    names = "".join(f"@{name} " for name in message.mentions)
    return f"{names}{message.text}" if names else message.text


def _place(state: _State, item: Item) -> None:
    message, act = item.message, item.reading.act
    if message.kind in (Kind.STICKER, Kind.RED_PACKET, Kind.CARD):
        state.left_out[item.position] = message.kind.value
    elif message.kind in MEDIA and (act in _BESIDE or not item.reading.has_words):
        _place_media(state, item)
    elif not item.reading.has_words:
        state.left_out[item.position] = "no_words"
    else:
        _place_words(state, item)


def _place_words(state: _State, item: Item) -> None:
    act = item.reading.act
    matter, clues = _best(state, item)
    score = score_of(clues)
    if matter is not None and _may_join(item, matter, clues, score):
        _take(state, matter, item, clues)
    elif act is Act.MATTER or (act is Act.AGREE and item.reading.trouble and item.reading.subjects):
        _take(state, _open(state, is_settled=True), item, ())
    elif act is Act.DETAIL and item.reading.may_open and not item.reading.is_office:
        _take(state, _open(state, is_settled=False), item, ())
    else:
        _leave_out(state, item)
    state.is_amid_talk = item.position in state.left_out


def _may_join(item: Item, matter: Matter, clues: tuple[Clue, ...], score: float) -> bool:
    act, names = item.reading.act, {clue.name for clue in clues if clue.weight > 0}
    if act is Act.NOTICE:
        return score >= NOTICE_JOINS and "subject" in names
    if act in IDLE:
        return act is not Act.ADVERT and "reply" in names and act is not Act.JOKE
    if act is Act.THANKS:
        is_part = item.message.author in matter.spoke
        return (
            is_part and score >= JOINS[act] and (matter.last.reading.is_office or "reply" in names)
        )
    if item.answers is not None and "reply" not in names and act is not Act.MATTER:
        return False
    is_other = "other_subject" in {clue.name for clue in clues}
    if act is Act.AGREE and is_other and item.reading.trouble:
        act = Act.MATTER  # 也 in front of something of its own
    return score >= JOINS[act]


def _best(state: _State, item: Item) -> tuple[Matter | None, tuple[Clue, ...]]:
    alive = {matter.key for matter in state.matters[-ALIVE:]}
    recent = sorted(state.matters, key=lambda m: m.last.position)[-ALIVE:] if len(
        state.matters) <= 4 * ALIVE else state.matters[-4 * ALIVE :]  # fmt: skip
    alive |= {matter.key for matter in recent}
    alive |= {state.by_subject[s] for s in item.reading.subjects if s in state.by_subject}
    alive |= {state.latest[n] for n in (item.message.author, *item.message.mentions)
              if state.latest.get(n, -1) >= 0}  # fmt: skip
    if item.answers in state.matter_of:
        alive.add(state.matter_of[item.answers])
    best: tuple[Matter | None, tuple[Clue, ...]] = (None, ())
    for key in sorted(alive, reverse=True):
        clues = clues_for(item, state.matters[key], state.latest, is_amid_talk=state.is_amid_talk)
        if best[0] is None or score_of(clues) > score_of(best[1]):
            best = (state.matters[key], clues)
    return best


def _is_kept(state: _State, matter: Matter) -> bool:
    """A mere mention of a subject to which nobody answered was talk."""
    said = [item for item in matter.members if item.reading.has_words]
    others = {item.message.author for item in said}
    if matter.is_settled or (len(said) > 1 and len(others) > 1):
        return True
    for item in matter.members:
        state.left_out[item.position] = Act.TALK.value
    return False


def _open(state: _State, *, is_settled: bool) -> Matter:
    matter = Matter(len(state.matters), is_settled=is_settled)
    state.matters.append(matter)
    return matter


def _take(state: _State, matter: Matter, item: Item, clues: tuple[Clue, ...]) -> None:
    for earlier in state.waiting.pop(item.message.author, []):
        if _is_close(earlier, item):
            state.left_out.pop(earlier.position, None)
            matter.take(earlier, (Clue("same_author", 1.0),))
            state.matter_of[earlier.position] = matter.key
    matter.take(item, clues)
    for word in item.words:
        state.holders[word].add(matter.key)
    matter.is_settled |= item.reading.act in (Act.MATTER, Act.AGREE)
    state.matter_of[item.position] = matter.key
    state.latest[item.message.author] = matter.key
    for subject in item.reading.subjects:
        state.by_subject[subject] = matter.key


def _leave_out(state: _State, item: Item) -> None:
    act = item.reading.act
    state.left_out[item.position] = act.value if act is not Act.DETAIL else Act.TALK.value
    if act in IDLE or act is Act.DETAIL:
        state.latest[item.message.author] = -1


def _place_media(state: _State, item: Item) -> None:
    """A picture or a voice belongs to what its sender speaks of, before or after."""
    state.left_out[item.position] = item.message.kind.value
    author = item.message.author
    key = state.latest.get(author, -1)
    own = state.matters[key].spoke.get(author) if author and key >= 0 else None
    if item.answers in state.matter_of:
        matter, clue = state.matters[state.matter_of[item.answers]], Clue("reply", 1.2)
    elif own is not None and _is_close(own, item):
        matter, clue = state.matters[key], Clue("same_author", closeness(own, item))
    else:
        state.waiting.setdefault(author, []).append(item)
        return
    del state.left_out[item.position]
    matter.take(item, (clue,))
    state.matter_of[item.position] = matter.key


def _is_close(before: Item, after: Item) -> bool:
    apart = minutes_between(before.message.at, after.message.at)
    return after.step - before.step <= MEDIA_STEPS and (apart is None or apart <= MEDIA_MINUTES)


def _thread(matter: Matter) -> Thread:
    pairs = sorted(
        zip(matter.members, matter.clues, strict=True), key=lambda pair: pair[0].position
    )
    return Thread([_member(item, clues) for item, clues in pairs])


def _member(item: Item, clues: tuple[Clue, ...]) -> Member:
    reading: Reading = item.reading
    score = round(min(1.0, score_of(clues)), 2) if clues else 1.0
    return Member(item.message, reading.act, score, clues, reading.is_office)
