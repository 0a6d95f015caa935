"""What stands under a header: the words, what they answer, whom they name, what they carry."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from liren.cases.domain.chat.headers import RULE
from liren.cases.domain.chat.marks import kind_of, unmark
from liren.cases.domain.chat.messages import Kind, Quote
from liren.cases.domain.chat.names import Speakers, clean_name, is_name

_WHO = r"@?(?P<who>[^:：\n」』]{1,40}?)(?:\s?的(?:消息|回复))?"
# How the first line says that something is quoted, and how the last does.
_QUOTES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"^[\[【(（](?:引用|回复|reply(?: to)?|quote)[:：\s]?\s?{_WHO}"
        r"(?:[:：]\s?(?P<what>[^\]】)）]*))?[\]】)）]\s*(?P<text>\S.*)$",  # [引用 name：words] …
        rf"^[\[【(（](?:引用|回复|reply(?: to)?|quote)[\]】)）]\s?{_WHO}\s?[:：]\s?(?P<what>.*)$",
        rf"^(?:[^:：]{{0,40}}\s)?(?:引用|回复|repl(?:y|ied|ying) to|in reply to|quot(?:e|ed|ing))"
        rf"(?:了|\s)?\s?{_WHO}\s?[:：]\s?(?P<what>.*)$",  # 引用 name 的消息：words
        rf"^[>|｜▎]\s?(?:(?:回复|reply to)\s?)?(?:{_WHO}\s?[:：]\s?)?(?P<what>.+)$",
    )
)  # fmt: skip
_LAST = re.compile(
    rf"^[\[【(（]?(?:引用|回复)\s?{_WHO}\s?[:：]\s?(?P<what>.*?)[\]】)）]?$|"
    r"^(?P<whom>[^:：\n]{1,40})[:：]\s?(?P<words>.+)$",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(r"^这是一条引用/回复消息[:：]?\s*$")
_SAID = re.compile(rf"^\s*{_WHO}\s?[:：]\s*(?P<what>.*)$", re.DOTALL)
_LABEL = re.compile(r"^[^:：]{0,40}[:：]")
_AROUND = " \t\"'“”‘’「」『』>|[]【】"
NOTHING_SAID: Mapping[str, str] = {}
SHORTEST_QUOTED = 8  # letters; shorter words are said again by chance
MOST_QUOTED = 12  # lines of a quote above its rule
_OPENS, _CLOSES = '「『"“', '」』"”'
_MENTION = re.compile(r"@(?!\s)")
_TO_ALL = re.compile(r"@(?:所有人|全体成员|all|everyone)\b\s?", re.IGNORECASE)
_RANK = re.compile(r"@(?:【[^【】]{1,8}】|\[[^\[\]]{1,8}\])")
_UP_TO_A_SPACE = re.compile(r"@([^\s\u2005@，,。:：]{1,30})")


@dataclass(frozen=True)
class Body:
    """The parts of what was said."""

    text: str
    kind: Kind
    quote: Quote | None
    mentions: tuple[str, ...]
    carries: tuple[Kind, ...]


def body_of(
    lines: Sequence[str], speakers: Speakers, said_before: Mapping[str, str] = NOTHING_SAID
) -> Body:
    """Take the lines under a header apart; `speakers` are all of the chat.

    `said_before` holds earlier words and whose they are: a line that repeats them quotes them.
    """
    quote, said = _quoted("\n".join(lines).strip(), speakers, said_before)
    quote = quote and replace(quote, author=speakers.whom(quote.author))
    text, carries = unmark(said)
    text, mentions = _mentioned(text, speakers)
    kind = kind_of(text, carries, is_reply=quote is not None)
    return Body(text, kind, quote, mentions, carries)


def _quoted(
    text: str, speakers: Speakers, said_before: Mapping[str, str]
) -> tuple[Quote | None, str]:
    """The message that is answered, and the answer; looked for line by line."""
    lines = [line for line in text.split("\n") if not _INTRODUCED.match(line)]
    found = _in_marks(lines) or _over_a_rule(lines) or _announced(lines)
    found = found or _at_the_end(lines, speakers) or _repeated(lines, said_before)
    return found or (None, text)


def _in_marks(lines: Sequence[str]) -> tuple[Quote, str] | None:
    """「name：words」, perhaps over several lines, then the answer."""
    if not lines or not lines[0] or lines[0][0] not in _OPENS:
        return None
    closing = _CLOSES[_OPENS.index(lines[0][0])]
    for at, line in enumerate(lines):
        end = line.rfind(closing, 1 if at == 0 else 0)
        if end < 0:
            continue
        said = _SAID.match("\n".join([*lines[:at], line[:end]])[1:])
        answer = [line[end + 1 :], *lines[at + 1 :]]
        return _answer(said, [one for one in answer if not RULE.match(one)]) if said else None
    return None


def _over_a_rule(lines: Sequence[str]) -> tuple[Quote, str] | None:
    """`name：words`, a rule, and below it the answer."""
    rule = next((at for at, line in enumerate(lines[:MOST_QUOTED]) if RULE.match(line)), 0)
    said = _SAID.match("\n".join(lines[:rule])) if rule else None
    return _answer(said, lines[rule + 1 :]) if said and is_name(said["who"].strip()) else None


def _announced(lines: Sequence[str]) -> tuple[Quote, str] | None:
    """The first line says whom it answers; alone it holds the answer itself."""
    for form in _QUOTES if lines else ():
        if not (found := form.match(lines[0])):
            continue
        if found.groupdict().get("text"):
            return _answer(found, [found["text"], *lines[1:]])
        if len(lines) > 2 and not found["what"]:
            return _quote(found["who"], lines[1]), "\n".join(lines[2:]).strip()
        if len(lines) > 1:
            return _answer(found, lines[1:])
        if found["who"] and lines[0][0] not in ">|｜▎":
            return _quote(found["who"], ""), found["what"].strip()
    return None


def _at_the_end(lines: Sequence[str], speakers: Speakers) -> tuple[Quote, str] | None:
    """The answer, and below it what it answers."""
    found = _LAST.match(lines[-1]) if len(lines) > 1 else None
    if found is None or not (found["who"] or found["whom"].strip() in speakers):
        return None
    what = found["what"] if found["who"] else found["words"]
    return _quote(found["who"] or found["whom"], what), "\n".join(lines[:-1]).strip()


def _repeated(lines: Sequence[str], said_before: Mapping[str, str]) -> tuple[Quote, str] | None:
    """Whatever the form: the first or the last line are somebody's words of before."""
    for at in (0, -1) if len(lines) > 1 else ():
        for words in (lines[at], _LABEL.sub("", lines[at])):
            whose = said_before.get(key := words.strip(_AROUND))
            if whose is not None and len(key) >= SHORTEST_QUOTED:
                rest = lines[1:] if at == 0 else lines[:-1]
                return Quote(whose, key), "\n".join(rest).strip()
    return None


def _answer(said: "re.Match[str]", answer: Sequence[str]) -> tuple[Quote, str]:
    return _quote(said["who"], said["what"]), "\n".join(answer).strip()


def _quote(who: str | None, what: str | None) -> Quote:
    who = clean_name((who or "").strip().lstrip("@"))
    return Quote(who, _MENTION.sub("@", what or "").strip())


def _mentioned(text: str, speakers: Speakers) -> tuple[str, tuple[str, ...]]:
    """Who is named with an @; names may hold spaces, so those who speak are looked for first."""
    if "@" not in text:
        return text, ()
    text, mentions = _RANK.sub("@", _TO_ALL.sub("", text)), dict[str, str]()
    for at in [found.end() for found in _MENTION.finditer(text)]:
        if known := speakers.written_at(text, at):
            mentions[known] = speakers.whom(known)
        elif found := _UP_TO_A_SPACE.match(text, at - 1):
            near = speakers.beginning_with(found[1]) if len(found[1]) > 1 else ""
            mentions[found[1]] = near or found[1]
    for name in sorted(mentions, key=len, reverse=True):
        text = text.replace(f"@{name}", " ")
    return text.strip(), tuple(dict.fromkeys(mentions.values()))
