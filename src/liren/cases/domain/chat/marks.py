"""What clients write in place of what cannot be copied, and the notes they add themselves."""

import re

from liren.cases.domain.chat.messages import Kind

_WORDS: dict[Kind, str] = {
    Kind.PICTURE: r"图片|照片|原图|photo|image|picture|img",
    Kind.VOICE: r"语音|语音消息|voice(?: message)?|audio",
    Kind.VIDEO: r"视频|小视频|短视频|video",
    Kind.LOCATION: r"位置|地理位置|实时位置|location",
    Kind.FILE: r"文件|file|document",
    Kind.LINK: r"链接|分享|小程序|网页|音乐|视频号|公众号|link|mini ?program",
    Kind.RED_PACKET: r"(?:微信|qq|企业|拼手气|专属)?红包|转账|red packet|transfer",
    Kind.CALL: r"语音通话|视频通话|通话|voice call|video call|call",
    Kind.CARD: r"个人名片|名片|contact card",
    Kind.RECORD: r"聊天记录|合并转发|chat history",
    Kind.STICKER: r"动画表情|表情|表情包|动态表情|sticker|animated sticker|emoji|gif|拍一拍",
}
_MARKS = {
    kind: re.compile(rf"[\[【<（(](?:{words})[\]】>）)]", re.IGNORECASE)
    for kind, words in _WORDS.items()
}
# `image omitted`, `IMG-0001.jpg (file attached)`: the first that fits counts.
_OMITTED = {
    Kind.PICTURE: (r"image|photo|media|图片|照片|媒体文件", r"jpe?g|png|webp|heic"),
    Kind.VIDEO: (r"video|视频", r"mp4|mov|3gp"),
    Kind.VOICE: (r"audio|voice|语音", r"opus|m4a|amr|mp3"),
    Kind.STICKER: (r"sticker|gif|表情", r"gif"),
    Kind.FILE: (r"document|file|文件", r"pdf|docx?|xlsx?|pptx?|zip|txt"),
}
_LEFT_OUT = {
    kind: re.compile(
        rf"[<\[]?(?:{words})\s?(?:omitted|attached|已省略)[>\]]?"
        rf"|\b[\w-]{{1,80}}\.(?:{ends})\s[(（](?:file attached|文件附件)[)）]",
        re.IGNORECASE,
    )
    for kind, (words, ends) in _OMITTED.items()
}
# [捂脸], [Facepalm], [OK]: an emoticon; [重要通知] is too long for one.
_EMOTICON = re.compile(r"\[[\u4e00-\u9fff]{1,4}\]|\[[A-Za-z]{2,12}\]|/[\u4e00-\u9fff]{2}(?=/|\s|$)")
_EMOJI = re.compile(
    "[\u2190-\u21ff\u2300-\u27bf\u2900-\u2bff\u3030\ufe0f\u200d\U0001f000-\U0001faff]+"
)
_SECONDS = re.compile(
    r"^\s*(?:\d{1,3}\s?(?:[\"”″'’]{1,2}|秒|s\b|sec\w*)|\d{1,2}:\d{2}(?!\d)|\d{1,3}$)", re.I
)
_WRITTEN_OUT = re.compile(
    r"^[\s(（【\[]*(?:语音)?(?:转文字|转写|转为文字|transcript)[\])）】:：\s]*", re.I
)
_VOICE_ALONE = re.compile(r"^(?:语音|voice)\s?\d{1,3}\s?(?:[\"”″'’]{1,2}|秒|s)", re.I)
_URL = re.compile(r"https?://\S+|#小程序://\S+")
_CALLED = re.compile(
    r"^(?:通话时长|聊天时长|已取消|对方已取消|已拒绝|对方无应答|忙线未接听|call duration)", re.I
)

# The head of a table that an export begins with.
_COLUMN = (
    r"(?:序号|编号|时间|日期|发送时间|消息时间|发送者|发送人|发言人|昵称|群昵称|姓名|成员|类型|消息类型|内容|消息内容|消息"
    r"|备注|id|no|time|date|timestamp|name|nick ?name"
    r"|sender|from|author|user|type|content|message|text|body)"
)
_WHO = r"[\"“「\[]?[^\n，,。！？!?；;：:]{1,40}?[\"”」\]]?"
_RECALLED = re.compile(
    rf"^(?:{_WHO}\s?)?(?:已?撤回了?(?:一条|成员.{{0,40}}的一条)消息[。.]?(?:\s?重新编辑)?"
    rf"|recalled a message|unsent a message"
    r"|has recalled .{0,20}message)\.?$|^(?:消息已撤回|\[已撤回\]|此消息已删除|您?已?删除了?此?消息"
    r"|this message was deleted"
    r"|you deleted this message"
    r"|this message was recalled)\.?$",
    re.IGNORECASE,
)
_SYSTEM = re.compile(
    rf"^(?:{_WHO}\s?"
    r"(?:(?:通过.{1,40})?(?:已?加入了?(?:本)?(?:群聊|群组?|本群)|(?:退出|离开)了?(?:群聊|本群|群))"
    r"|邀请.{1,60}加入了?(?:群聊|本群|群)?|将.{1,40}移出了?群聊|被.{0,30}(?:移出了?群聊|设为管理员)|拍了拍.{1,60}"
    r"|修改群名(?:称)?为.{1,60}|(?:已)?成为新?群主|领取了.{1,40}的?红包|发起了?(?:群)?(?:语音|视频)通话"
    r"|开启了.{1,20}|已开启.{1,20}|关闭了.{1,20}|撤销了.{1,20}|(?:joined|left)(?: the)? (?:group"
    r"|chat).{0,40}"
    r"|invited .{1,60}|tickled .{1,40}|added .{1,40}|was added.{0,40}"
    r"|created (?:this )?group.{0,60})"
    r"|.{0,20}(?:红包已被领完|收到红包，请在手机上查看|以下为新消息|以上是历史消息|以上为.{0,6}消息|查看更多消息|群公告已更新)"
    r"|messages and calls are end-to-end encrypted.*|消息和通话都进行端到端加密.*"
    r"|.{1,40}创建了?(?:此|本)?群(?:聊|组)?.{0,40}"
    r"|.{1,40}使用.{0,20}邀请链接加入.{0,20}"
    rf"|(?:\"?{_COLUMN}\"?[,\t;|]\s?){{2,8}}\"?{_COLUMN}\"?"
    r"|\[系统(?:消息|提示)\].*|系统(?:消息"
    r"|提示)[:：].*"
    r"|.{0,60}的?(?:微信)?聊天记录(?:如下)?[:：]?|chat history|消息记录（.*|消息(?:分组"
    r"|对象)[:：].*|dear[:：]?"
    r"|导出时间[:：].*|[-—–=─*_]{6,})$",
    re.IGNORECASE,
)


def is_recalled(line: str) -> bool:
    """Whether a line says that a message was taken back."""
    return len(line) <= 80 and _RECALLED.match(line) is not None


def is_note(line: str) -> bool:
    """Whether a line is the client's own: who joined, who nudged whom, heads of exports."""
    return len(line) <= 160 and _SYSTEM.match(line) is not None


def unmark(text: str) -> tuple[str, tuple[Kind, ...]]:
    """The words without marks and emoticons, and what the marks stood for, in their order."""
    found: list[tuple[int, Kind]] = []
    for patterns in (_MARKS, _LEFT_OUT):
        for kind, pattern in patterns.items():
            found += [(at.start(), kind) for at in pattern.finditer(text)]
    for kind, pattern in (Kind.VOICE, _VOICE_ALONE), (Kind.CALL, _CALLED):
        found += [(at.start(), kind) for at in pattern.finditer(text)]
    kinds = [kind for _, kind in sorted(found)]
    for patterns in (_MARKS, _LEFT_OUT):
        for pattern in patterns.values():
            text = pattern.sub(" ", text)
    if Kind.VOICE in kinds:
        text = _WRITTEN_OUT.sub("", _SECONDS.sub("", _VOICE_ALONE.sub("", text)).strip())
    bare = _EMOJI.sub(" ", _EMOTICON.sub(" ", text))
    if bare != text and not kinds:
        kinds.append(Kind.STICKER)
    if _URL.search(bare) and not kinds:
        kinds.append(Kind.LINK)
    return bare.strip(), tuple(dict.fromkeys(kinds))


def kind_of(text: str, carries: tuple[Kind, ...], *, is_reply: bool) -> Kind:
    """What a message is by its words and what it carries."""
    leading = carries[0] if carries else None
    has_words = any(letter.isalnum() for letter in _URL.sub("", text))
    if leading in (Kind.VOICE, Kind.RED_PACKET, Kind.LOCATION, Kind.FILE, Kind.CALL, Kind.CARD):
        return leading
    if leading in (Kind.LINK, Kind.RECORD) and (not has_words or text.count("\n") == 0):
        return leading if not is_reply else Kind.REPLY
    if is_reply:
        return Kind.REPLY
    if has_words:
        return Kind.TEXT
    return leading or (Kind.TEXT if text else Kind.EMPTY)
