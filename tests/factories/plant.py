"""Sentences with personal data planted in them, drawn from a seed; every one is invented."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

from liren.core.redaction.measure import Planted, read_planted

_CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅"
    "钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
_GIVEN: tuple[str, ...] = (
    *(
        "建国",
        "秀兰",
        "志强",
        "桂英",
        "海燕",
        "子涵",
        "浩然",
        "雨桐",
        "丽娟",
        "永福",
        "国栋",
        "晓梅",
    ),
    *(
        "文博",
        "佳怡",
        "梓轩",
        "春花",
        "德明",
        "玉珍",
        "立新",
        "爱华",
        "俊杰",
        "欣悦",
        "思远",
        "宝山",
    ),
    *("素芬", "振东", "红梅", "一鸣", "安琪", *"伟敏静强芳磊洋娜鑫琳超"),
)
NAMES = (
    "昨晚{}在楼下喝酒", "{}家的水管爆了", "我邻居{}把车停在通道", "听{}说电梯又坏了",
    "和{}约好周五修门", "物业派{}来看过一次", "请转告{}，门锁修好了", "{}和{}打起来了",
    "是{}把垃圾扔在这里的", "楼上{}半夜拖椅子", "举报{}在楼道充电", "感谢{}帮我抬轮椅",
    "找不到{}，电话打不通", "{}，男，65岁，走失", "车主是{}，停在消防栓前", "孩子{}被狗咬了",
    "租客{}欠物业费不交", "我姐{}住院了想申请探视", "居民{}反映路灯不亮", "报修人{}，路灯不亮",
)  # fmt: skip
NUMBERS = (
    "电话{}，请回电",
    "{}堵在单元门口",
    "联系{}，路灯不亮",
    "一直没人管 {}",
    "号码：{}，问补贴",
)
HOMES = (
    "我住{}，漏水", "{}的住户半夜装修", "楼上{}太吵", "请到{}看看水管", "{}门口堆杂物",
    "是{}扔的垃圾", "住址：{}", "投诉{}养鸡",
)  # fmt: skip


def texts(
    make: Callable[[Random], str], frames: Sequence[str], *, each: int, seed: int
) -> Iterator[Planted]:
    """So many texts of each frame, what was drawn marked as planted."""
    draw = Random(seed)
    for frame in frames:
        for _ in range(each):
            parts = frame.split("{}")
            marked = parts[0] + "".join(f"⟦{make(draw)}⟧{part}" for part in parts[1:])
            yield read_planted(marked)[0]


def name(draw: Random) -> str:
    """A family's and a given name."""
    return draw.choice(_SURNAMES) + draw.choice(_GIVEN)


def number(draw: Random) -> str:
    """A telephone number, a plate or the number of a card, as people write them."""
    make: Callable[[Random], str] = draw.choice((_mobile, _mobile, _line, _plate, _plate, _card))
    return make(draw)


def home(draw: Random) -> str:
    """A door in one of the ways in which doors are written."""
    house, stairs, floor = draw.randint(1, 30), draw.randint(1, 4), draw.randint(1, 30)
    room = f"{floor}0{draw.randint(1, 6)}"
    full = f"{house}号楼{stairs}单元{room}"
    written: str = draw.choice(
        (
            full, full.translate(_CHINESE), f"{house}-{stairs}-{room}", f"{house}栋{room}",
            f"{house}幢{stairs}单元{room}室", f"{house}#{room}", f"{house}号{room}室",
            f"{house}座{room}", f"{stairs}单元{room}", f"{house}-{room}", f"{room}室",
            f"{house}楼{stairs}单元{room}号", f"{house}号楼{room}",
            f"{house}号楼{stairs}门{room}", f"{house}号楼{stairs}单元{floor}层{room}",
        )
    )  # fmt: skip
    return written


def _digits(draw: Random, count: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(count))


def _mobile(draw: Random) -> str:
    plain = "1" + draw.choice("3456789") + _digits(draw, 9)
    parts = (plain[:3], plain[3:7], plain[7:])
    joined = [mark.join(parts) for mark in (" ", "-", ".", "、")]
    written = [plain.translate(_CHINESE), plain.translate(_WIDE), " ".join(plain)]
    mixed = [
        f"+86{plain}",
        plain[:5] + plain[5:].translate(_CHINESE),
        f"{plain[:3]}***{plain[-4:]}",
    ]
    return draw.choice([plain, *joined, *written, *mixed])


def _line(draw: Random) -> str:
    return draw.choice(("021-", "0512-", "(010)", "0571 ")) + draw.choice("5678") + _digits(draw, 7)


def _plate(draw: Random) -> str:
    where = draw.choice("京沪苏浙粤鲁川皖") + draw.choice("ABCDEFGH")
    own = "".join(draw.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(4))
    own += draw.choice("0123456789")
    joined = [where + mark + own for mark in ("", "·", " ", "-", ".")]
    return draw.choice([*joined, (where + own).lower(), where + "D" + _digits(draw, 5)])


def _card(draw: Random) -> str:
    born = f"{draw.randint(1930, 2015)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    return "320" + _digits(draw, 3) + born + _digits(draw, 3) + draw.choice("0123456789Xx")
