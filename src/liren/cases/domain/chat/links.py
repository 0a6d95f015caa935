"""How much speaks for a message belonging to a matter; every point carries its reason."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from liren.cases.domain.chat.acts import LIKE_TALK, Act, Reading
from liren.cases.domain.chat.homes import building_of, spots_in
from liren.cases.domain.chat.messages import Message
from liren.cases.domain.chat.subjects import are_related
from liren.cases.domain.classification.pieces import words_of


@dataclass(frozen=True)
class Opinion:
    """What the machine makes of a text: classes by certainty; matter is 1, talk is 0."""

    classes: Mapping[str, float] = field(default_factory=dict)
    matter: float = 0.5


REPLY, MENTION, OLD_MENTION, ASKED = 1.2, 0.55, 0.2, 0.4
SUBJECT, RELATED, RELATED_MATTER, OTHER_SUBJECT = 0.6, 0.25, 0.05, -0.4
CLASS = 0.5
# At most; for each word; in an answer for a word that one matter alone holds.
WORDS, WORD, RARE_WORD = 0.5, 0.13, 0.3
OWN, OWN_BEFORE, GOES_ON, ELSEWHERE = 0.45, 0.15, 0.5, -0.2
NEXT, LATER, TIME = 0.35, 2.0, 0.15
OFFICE = 0.7  # of that, for an answer: it may come late
PLACE, OTHER_PLACE = 0.25, -0.3
VOICE, OPEN_QUESTION, AMID_TALK, RESULT = 0.25, 0.15, -0.2, 0.45
WAS_ASKED = 0.35
NEW_TOPIC, SOUNDS, LONG_AGO = -0.3, -0.1, -0.3

_GOES_ON = re.compile(
    r"^(?:而且|并且|关键|主要是?|就是|反正|所以|还(?=[不没会能要是老总])|也不|又不|and |also "
    r"|because |it )",
    re.I,
)
_RESULT = re.compile(
    r"(?:好|修|弄|换|装|挪|清|拉|收|搬|拆|通|出来|处理)(?:走|完|掉|好)?了|安静了|亮了|通了|来了|恢复|解决|搞定|没有了|不(?:吵|响|漏|臭)了|还是(?:没|不|老样子|有)"
    r"|还没|又来|\bfixed\b|\bsolved\b|\bworks now\b|\bstill\b",
    re.IGNORECASE,
)
_NEW_TOPIC = re.compile(
    r"^(?:今天|明天|今晚|明晚|后天|周[一二三四五六日末]|请问|问一?下|想问|有谁|谁有|谁知道|谁会|有没有人?"
    r"|大家|各位|求(?!证)|话说|对了|顺便|另外|插一句|推荐|早"
    r"|hi\b|hello\b|by the way|btw\b|any(?:one|body)\b|does any|who\b)",
    re.IGNORECASE,
)
# What is asked back of whoever brought a matter up.
_ASKS = re.compile(
    r"(?:哪里|哪儿|哪栋|哪幢|哪层|哪个|几号|几楼|几单元|什么时候|多久|where|which|when)[^。]{0,8}[?？]?\s*$|[?？]\s*$",
    re.IGNORECASE,
)
THE_OFFICE = frozenset({"property"})  # whom one told, or who said so: no subject beside another
_MINUTES, _STEPS = 20.0, 6.0
_LONG_AGO = 3 * 24 * 60
_COMMON = frozenset(
    [
        "大家",
        "我们",
        "你们",
        "他们",
        "我家",
        "自己",
        "什么",
        "怎么",
        "这个",
        "那个",
        "一个",
        "没有",
        "不是",
        "就是",
        "还是",
        "可以",
        "现在",
        "今天",
        "明天",
        "昨天",
        "晚上",
        "早上",
        "上午",
        "下午",
        "物业",
        "社区",
        "师傅",
        "麻烦",
        "谢谢",
        "看看",
        "知道",
        "时候",
        "已经",
        "那边",
        "这边",
        "这里",
        "那里",
        "小区",
        "业主",
        "邻居",
        "居民",
        "有人",
        "有没有",
        "一下",
        "不要",
        "不能",
        "号楼",
        "单元",
        "the",
        "and",
        "you",
        "are",
        "was",
        "for",
        "this",
        "that",
        "with",
        "have",
        "has",
        "not",
        "our",
        "they",
        "it",
        "is",
        "to",
        "in",
        "of",
        "on",
        "at",
        "we",
        "me",
        "my",
    ]
)
# Single letters that mostly name the thing itself.
_TELLING = frozenset("灯狗猫车树桶井漏堵渗吵臭梯鼠虫气火烟噪药饭卡账票菜沙灰霉")


@dataclass(frozen=True)
class Clue:
    """One thing that speaks for or against, and by how much."""

    name: str
    weight: float


@dataclass
class Item:
    """A message with what was made of it, as it is compared."""

    position: int
    message: Message
    reading: Reading
    opinion: Opinion
    words: frozenset[str]
    buildings: frozenset[str]
    step: int  # how many worded messages came before
    resident_step: int  # the same, without those of the office
    rare: frozenset[str] = frozenset()  # words that only one matter held so far
    answers: int | None = None  # the position of the message it quotes
    busy: float = 0.0  # how lately its author spoke in some matter


@dataclass
class Matter:
    """A matter while it grows."""

    key: int
    members: list[Item] = field(default_factory=list)
    clues: list[tuple[Clue, ...]] = field(default_factory=list)
    subjects: Counter[str] = field(default_factory=Counter)
    opinion: dict[str, float] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    buildings: set[str] = field(default_factory=set)
    spoke: dict[str, Item] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    positions: set[int] = field(default_factory=set)
    last_worded: Item | None = None
    last_resident: Item | None = None  # the newest words of a neighbour
    is_answered: bool = False
    is_settled: bool = True  # an opening that only names a subject waits for somebody to join

    @property
    def last(self) -> Item:
        """The newest message that has words, or the newest at all."""
        return self.last_worded or self.members[-1]

    def take(self, item: Item, clues: tuple[Clue, ...]) -> None:
        """Let the matter grow by a message."""
        self.members.append(item)
        self.positions.add(item.position)
        if item.reading.has_words:
            self.last_worded = item
            self.last_resident = self.last_resident if item.reading.is_office else item
        self.clues.append(clues)
        self.subjects.update(item.reading.subjects)
        self.words.update(item.words)
        self.buildings |= item.buildings
        self.spoke[item.message.author] = item
        for code, certainty in item.opinion.classes.items():
            self.opinion[code] = max(self.opinion.get(code, 0.0), certainty)
        if item.reading.is_office:
            self.is_answered = True
            self.asked.update(dict.fromkeys(item.message.mentions, item.step))


def item_of(
    position: int, message: Message, reading: Reading, opinion: Opinion, steps: tuple[int, int]
) -> Item:
    """Prepare a message for comparing."""
    words = frozenset(
        word
        for word in (*words_of(message.text), *(set(message.text) & _TELLING))
        if (len(word) > 1 or word in _TELLING) and word not in _COMMON
    )
    buildings = frozenset(filter(None, map(building_of, spots_in(message.text))))
    return Item(position, message, reading, opinion, words, buildings, *steps)


def clues_for(
    item: Item, matter: Matter, latest: Mapping[str, int], *, is_amid_talk: bool
) -> tuple[Clue, ...]:
    """Everything that links a message to a matter; `latest`: in which matter each last spoke."""
    found = [
        *_addressed(item, matter, latest),
        *_about(item, matter),
        *_spoken_by(item, matter, latest),
        *_near(item, matter),
        *_where(item, matter),
    ]
    if item.reading.act is Act.DETAIL and not any(c.name in ("reply", "mention") for c in found):
        found += _by_itself(item, is_amid_talk)
    return tuple(clue for clue in found if abs(clue.weight) >= 0.01)


def score_of(clues: tuple[Clue, ...]) -> float:
    """The sum of what speaks for and against."""
    return sum(clue.weight for clue in clues)


def _by_itself(item: Item, is_amid_talk: bool) -> list[Clue]:
    """What speaks against words that only come after, and answer nobody by name."""
    found = [Clue("amid_talk", AMID_TALK)] if is_amid_talk else []
    if _NEW_TOPIC.match(item.message.text):
        found.append(Clue("new_topic", NEW_TOPIC))
    if item.reading.sounds <= LIKE_TALK and not (item.reading.subjects or item.reading.trouble):
        found.append(Clue("sounds_like_talk", SOUNDS))
    return found


def _addressed(item: Item, matter: Matter, latest: Mapping[str, int]) -> list[Clue]:
    found = []
    if item.answers in matter.positions:
        found.append(Clue("reply", REPLY))
    named = [name for name in item.message.mentions if name in matter.spoke]
    if named:
        # The office speaks in every matter; who asks it may mean any.
        is_latest = any(
            latest.get(name) == matter.key and not matter.spoke[name].reading.is_office
            for name in named
        )
        found.append(Clue("mention", MENTION if is_latest else OLD_MENTION))
    asked = matter.asked.get(item.message.author)
    if asked is not None and item.step - asked < 12:
        found.append(Clue("asked", ASKED))
    return found


def _about(item: Item, matter: Matter) -> list[Clue]:
    found, subjects = list[Clue](), item.reading.subjects
    shared = [subject for subject in subjects if matter.subjects[subject]]
    if shared:
        core = max(matter.subjects[subject] for subject in shared)
        found.append(Clue("subject", SUBJECT if 2 * core >= len(matter.members) ** 0.5 else 0.4))
    elif subjects and matter.subjects:
        related = are_related(subjects, matter.subjects)
        # What is brought up anew beside a matter is mostly one of its own.
        beside = RELATED_MATTER if item.reading.act is Act.MATTER else RELATED
        if related:
            found.append(Clue("related", beside))
        elif not subjects <= THE_OFFICE:
            # Whoever agrees may add a thing of their own.
            mild = 2 if item.reading.act is Act.AGREE else 1
            found.append(Clue("other_subject", OTHER_SUBJECT / mild))
    agreed = sum(
        min(sure, matter.opinion.get(code, 0.0)) for code, sure in item.opinion.classes.items()
    )
    found.append(Clue("class", CLASS * min(1.0, agreed)))
    common = [word for word in item.words if matter.words[word]]
    rare = RARE_WORD if item.reading.is_office else WORD
    told = sum(rare if word in item.rare else WORD for word in common)
    found.append(Clue("words", min(WORDS, told)))
    return found


def _spoken_by(item: Item, matter: Matter, latest: Mapping[str, int]) -> list[Clue]:
    author = item.message.author
    if not author or item.reading.is_office:
        return []
    before = matter.spoke.get(author)
    if before is None:
        # Whoever is in the middle of one matter seldom throws two words into another.
        is_elsewhere = latest.get(author, -1) >= 0 and item.reading.act is Act.DETAIL
        return [Clue("speaks_elsewhere", ELSEWHERE * item.busy)] if is_elsewhere else []
    weight = OWN if latest.get(author) == matter.key else OWN_BEFORE
    near = closeness(before, item, slowness=2.0)
    found = [Clue("same_author", weight * near)]
    last = matter.last
    if (
        last.message.author != author
        and item.step - last.step == 1
        and _ASKS.search(last.message.text)
    ):
        found.append(Clue("was_asked", WAS_ASKED))
    if weight == OWN and _GOES_ON.match(item.message.text):
        found.append(Clue("goes_on", GOES_ON * near))
    if matter.is_answered and _RESULT.search(item.message.text):
        found.append(Clue("result", RESULT))
    return found


def _near(item: Item, matter: Matter) -> list[Clue]:
    """How soon after it is said; who joins in joins the neighbours, and not the office's answer."""
    joins_in = item.reading.act is Act.AGREE
    last = (matter.last_resident if joins_in else None) or matter.last
    gap = max(0, _rank(item, joins_in) - _rank(last, joins_in) - 1)
    found = [
        Clue("next", NEXT * (OFFICE if item.reading.is_office else 1) * math.exp(-gap * LATER / 2)),
        Clue("time", TIME * closeness(last, item)),
    ]
    apart = minutes_between(last.message.at, item.message.at)
    if apart is not None and apart > _LONG_AGO:
        found.append(Clue("long_ago", LONG_AGO))
    if item.reading.act is Act.AGREE and gap < 3:
        found.append(Clue("voice", VOICE / (1 + gap)))
    if item.reading.is_office and not matter.is_answered:
        found.append(Clue("unanswered", OPEN_QUESTION))
    return found


def _rank(item: Item, joins_in: bool) -> int:
    return item.resident_step if joins_in else item.step


def _where(item: Item, matter: Matter) -> list[Clue]:
    if not item.buildings or not matter.buildings:
        return []
    if item.buildings & matter.buildings:
        return [Clue("place", PLACE)]
    is_same_matter = any(matter.subjects[subject] for subject in item.reading.subjects)
    is_mild = is_same_matter or item.reading.act is Act.AGREE
    return [Clue("other_place", OTHER_PLACE / 2 if is_mild else OTHER_PLACE)]


def closeness(before: Item, after: Item, slowness: float = 1.0) -> float:
    """1 for the next message within the minute, falling with time and with what lies between."""
    between = math.exp(-max(0, after.step - before.step - 1) / _STEPS / slowness)
    apart = minutes_between(before.message.at, after.message.at)
    if apart is None:
        return between
    return (between + math.exp(-apart / _MINUTES / slowness)) / 2


def minutes_between(before: datetime | None, after: datetime | None) -> float | None:
    """Minutes from one moment to another, where both are known."""
    if before is None or after is None:
        return None
    return abs((after - before).total_seconds()) / 60
