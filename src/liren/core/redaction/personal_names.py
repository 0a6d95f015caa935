"""Names of people in Chinese and English words: who is called by name, title or nickname.

A rule looks for what introduces a name, for titles, and for who is said to have said something.
The dictionary only helps to leave ordinary words alone that begin like a name: 高空, 周末, 安全.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

Span = tuple[int, int]
Word = tuple[int, int, str]

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗"
    "凤方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵湛汪祁毛禹"
    "狄臧戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管"
    "卢莫经房裘缪解丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀惠甄曲封芮储靳汲邴糜松井段富巫焦"
    "巴侯全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶郜黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴"
    "郁胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀尚农温庄晏柴瞿阎连习艾鱼容向古易慎戈廖庾"
    "终暨居衡步耿满弘匡文寇广禄东欧沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾沙养鞠须丰巢关蒯相查后荆"
    "红游竺权逯盖益桓公覃佟鄢揭仝郗涂肖闫付代兰岳丛原谌邸隋苑商楼米明成车应时水平路花"
)
# Rare as a name and everyday as a word: only a title or an introduction makes them one.
SELDOM = frozenset(
    "苑经全班从能双通边向空公相后东时水平路花车应成明红权益养那原楼商米步广满终居师利越容易古文尚农"
    "强乐元卜支管单解左石富滑曲封松井仰秋祖束印宿怀索咸党劳扶堵宰寿冀习鱼慎戈衡弘东隆融冷简须丰查"
    "盖代包万方安常毛任连关游康金高白江华华雷温段季席宣贡申池阴景幸司和于余吉房童包项祝解计"
)
COMPOUND = (
    "欧阳|司马|上官|诸葛|东方|尉迟|公孙|令狐|皇甫|慕容|司徒|夏侯|长孙|宇文|轩辕|端木|独孤|南宫|百里|东郭|闻人|"
    "呼延|澹台|公冶|太史|申屠|钟离|鲜于|闾丘|濮阳|淳于|赫连|西门|司空|第五|万俟|左丘|巫马|乐正|宰父|谷梁|拓跋|完颜"
)
MOST_GIVEN = 2
H = r"[\u4e00-\u9fff]"
ONE = f"(?:{COMPOUND}|[{SURNAMES}])"
_MAIN = "".join(sorted(set(SURNAMES) - SELDOM))
_COMMON = _MAIN + "江金白高万方康温安石毛连任关常游华季段于余和易包项祝解童车文左卜单古申景司雷"
_ALSO_NAMES = frozenset(_COMMON) - frozenset("和")
_TITLED = f"(?:{COMPOUND}|(?<!感)[{_COMMON}])"

_PRIVATE = (
    "女士|先生|小姐|太太|夫人|阿姨|阿婆|阿公|大爷|大妈|大娘|大伯|大叔|大婶|大嫂|大姐|大哥|奶奶|爷爷|老太太|老太|老头|"
    "老伯|老先生|老爷子|伯伯|伯父|伯母|叔叔|婶婶|婆婆|公公|外婆|外公|师傅|师父|老师|医生|大夫|护士|律师|教练|老板娘|"
    "老板|经理|会计|同学|同志|姐姐|哥哥|妹妹|弟弟|某某|某|叔(?!叔)|伯(?!伯)|婶|嫂|姐|哥|爷(?!爷)"
)
_POST = (
    "书记|主任|所长|局长|队长|站长|院长|校长|园长|科长|处长|镇长|区长|市长|街长|主席|委员|警官|民警|片警|社工|"
    "网格员|网格长|楼组长|楼长|代表|工程师|总(?=[，。,.\\s说答承讲])"
)
_SAYS = (
    "说|称|讲|反映|反应|来电|来信|来访|投诉|举报|报修|表示|告诉|要求|希望|申请|咨询|求助|补充|承认|答应|"
    "住在|家住|家的|家里|一家|两家|夫妇|夫妻|本人|的电话|的手机|的车|的儿子|的女儿|的老婆|的老公|的狗"
)
_GOES_ON = (
    rf"(?=[\s，。,.；;、：:（()）!！?？\"”'’/|]|$|{_SAYS}|住|家|的|电话|手机|微信|半夜|凌晨|天天|每天|每晚|整天|"
    "经常|总是|总|老是|一直|在|把|被|给|从|跟|和|与|看见|看到|发现|今年|昨|今|刚|已|也|又|都|不|没|出|摔|骂|"
    "打|堆|搬|养|有|要|想|会|是|将|因|长期|独居|现|于|为|对|向|让|请|代|帮|去|来|就|只|还|才|再|曾|占|挡|"
    "拖|砸|敲|晒|遛|丢|扔|吵|闹|修|送|拆|装|换|收|写|发|退|借|答应|同意|拒绝|\\d|\\*|＊)"
)
_NAME = f"(?P<x>(?:{COMPOUND}|[{_COMMON}]){H}{{1,2}})"
_LABEL = (
    "姓名|名字|联系人|报修人|申请人|投诉人|举报人|反映人|来电人|来访人|求助人|当事人|"
    "经办人|户主|收件人|业主姓名"
)
_ROLE = (
    "业主|住户|租户|租客|房客|房东|户主|邻居|居民|群众|市民|患者|病人|老人|车主|当事人|举报人|投诉人|报修人|联系人|"
    "申请人|反映人|网友|本人|同住|保安|保洁|志愿者|楼组长|楼长|保洁员|保安员|管家|经理|主任|书记|所长|站长|队长|师傅|老师|"
    "医生|会计|民警|警官|护工|物业|网格员|网格长|社工|保姆|护士|快递员|外卖员|司机|学生|同学|店主|摊主|老板|负责人|管理员|"
    "维修工|电工|水工|清洁工|门卫|收费员|(?:我|他|她)(?:的)?(?:儿子|女儿|老公|老婆|爱人|丈夫|妻子|父亲|母亲|爸爸?|妈妈?|"
    "哥哥?|弟弟?|姐姐?|妹妹?|孙子|孙女|儿媳|女婿|老伴|婆婆|公公|岳父|岳母|室友|同事)"
)
_SHOP = (
    "(?:家|记|氏)?的?(?:烧烤|烤肉|烤鸭|面馆|拉面|早餐|早点|水果|理发|美发|小吃|饭|菜|超市|便利|修车|五金|火锅|麻辣烫|"
    "煎饼|包子|馒头|牛肉|羊肉|炒货|杂货|诊所|药|网吧|棋牌|麻将|卤味|酒|茶|花店|宠物|洗衣|裁缝|快餐|海鲜)"
)

_LATIN = r"[A-Z][a-z]+(?:[ ·'-][A-Z][a-z]+){0,2}"
CERTAIN = (
    re.compile(rf"(?:{_LABEL})(?:是|为|叫)?[:：]\s*(?P<x>{H}{{2,4}}(?:·{H}{{1,6}})?)(?!{H})"),
    re.compile(rf"我叫(?P<x>(?:{COMPOUND}|[{SURNAMES}]){H}{{1,2}}){_GOES_ON}"),
    re.compile(
        rf"(?:我|名)叫(?P<x>{H}{{2,4}}(?:·{H}{{1,6}})?)(?=[\s，。,.；;、（(]|电话|手机|住|$)"
    ),
    re.compile(rf"(?P<x>{H}{{2,5}}[·•]{H}{{2,6}})"),
    re.compile(rf"姓(?P<x>{ONE})(?=[\s，。,.；;、（(的]|$)"),
    re.compile(rf"(?P<x>{_TITLED}(?:{_PRIVATE}))"),
    re.compile(rf"(?P<x>{_TITLED})(?=(?:副|老)?(?:{_POST}))"),
    re.compile(
        rf"(?<![A-Za-z])(?P<x>(?:Mr|Mrs|Ms|Miss|Dr|Prof|Madam|Sir|Auntie|Uncle|Grandma|Grandpa)\b\.?\s+{_LATIN})"
    ),
    re.compile(
        r"(?:[Nn]ame:|[Ii] am|[Ii]['’]m|[Tt]his is|[Cc]ontact|"
        r"我叫|我是|名叫|姓名[:：]?|联系人[:：]?)"
        rf"\s*(?P<x>{_LATIN})(?![A-Za-z])"
    ),
    re.compile(
        rf"(?:儿子|女儿|孩子|孙子|孙女|老公|老婆|男的|女的|邻居|房东|租客|他|她|名字|小名)叫做?(?!不|个|来|得|了|声|他|她|我|你)(?P<x>{H}{{2,4}})"
        r"(?=[\s，。,.；;、的]|$)"
    ),
    re.compile(r"[Mm]y name is\s+(?P<x>[A-Za-z]+(?: [A-Za-z]+)?)(?![A-Za-z])"),
)
# These may be ordinary words; the dictionary is asked.
LIKELY = (
    re.compile(rf"(?:{_ROLE})(?:是|为|叫)?[:：\s“\"]{{0,2}}{_NAME}{_GOES_ON}"),
    re.compile(rf"我是{_NAME}(?=[\s，。,.；;、（(]|电话|手机|住|$)"),
    re.compile(rf"(?P<x>(?:{COMPOUND}|[{_COMMON}]){H}{{1,2}}?(?:{_PRIVATE}))"),
    re.compile(rf"{_NAME}(?={_POST})"),
)
TOLD = re.compile(
    rf"(?:(?<={H})(?<=[的和与跟被找请让向是、给对替])|(?<!{H})){_NAME}"
    rf"(?=(?:{_SAYS})|、(?:{COMPOUND}|[{_MAIN}]){H}{{1,2}}(?:{_SAYS}))"
)
CALLED = re.compile(rf"(?P<x>[老小阿](?P<s>[{_COMMON}]))(?!{_SHOP})(?P<n>{H}?)")


def people(text: str) -> Iterator[Span]:
    """The stretches by which somebody is named."""
    for pattern in CERTAIN:
        yield from (found.span("x") for found in pattern.finditer(text))
    words = None
    for pattern in (*LIKELY, TOLD, CALLED):
        for found in pattern.finditer(text):
            words = _words(text) if words is None else words
            if _is_named(found, words):
                yield found.span("x")


def _is_named(found: re.Match[str], words: list[Word]) -> bool:
    """Whether no ordinary word is read there: 物业费 begins before the 费 that is no surname."""
    start = found.start("x")
    if any(begin < start < finish for begin, finish, _ in words):
        return False
    name = found["x"]
    if found.re is CALLED:
        return not _is_nickname_of_a_thing(name, found["s"], found["n"])
    if re.match(COMPOUND, name):
        return True
    return not _is_word(name[:2]) and name[1:] not in NOBODY


def _tagged(text: str) -> list[tuple[str, str]]:
    import rjieba  # its dictionary is large: read with the first text

    found: list[tuple[str, str]] = rjieba.tag(text)
    return found


def _is_known(word: str) -> bool:
    import rjieba

    return bool(rjieba.has_word(word))


def _words(text: str) -> list[Word]:
    """The words of a text with their place and kind."""
    found, at = [], 0
    for word, tag in _tagged(text):
        found.append((at, at + len(word), tag))
        at += len(word)
    return found


def named_words(text: str) -> Iterator[Span]:
    """Words that read like a Chinese name, by the dictionary and by where it fails."""
    words = _words(text)
    for number, (start, end, tag) in enumerate(words):
        word = text[start:end]
        if tag.startswith("nr") and len(word) > 1 and _may_be_a_name(word):
            yield start, end
        after = words[number + 1] if number + 1 < len(words) else (end, end, "x")
        yield from _between_words(text, words[number], after)


def _between_words(text: str, word: Word, after: Word) -> Iterator[Span]:
    """A surname alone, or where the dictionary fails, with a given name: 尤 桂兰, 人谢 志强."""
    start, end, tag = word
    is_known = end - start > 1 and _is_known(text[start:end])
    if is_known and tag in SMALL_WORDS:
        return
    following = _as_given(text[end : after[1]])
    for at in range(start, end if not is_known else start + 1):
        inside = text[at + 1 : end]
        given = inside if inside and not is_known else inside + following
        name = text[at] + given
        if text[at] not in _ALSO_NAMES or not re.fullmatch(f"{H}{{1,2}}", given):
            continue
        if is_known and len(given) != MOST_GIVEN:
            continue
        given_tag = tag if inside else after[2]
        if not _reads_as_words(name, given_tag, is_sure=not is_known):
            yield at, at + len(name)


def _as_given(following: str) -> str:
    """博 of 博在: what is no word may begin with the end of a name."""
    if len(following) < MOST_GIVEN or _is_known(following) or set(following) <= GIVEN:
        return following
    return following[0] if following[0] in GIVEN else following


def _reads_as_words(name: str, given_tag: str, *, is_sure: bool) -> bool:
    """张 贴, 高 墙, 何 时: a surname that is an ordinary word here, or what no child is called."""
    given = name[1:]
    if name in ORDINARY or given in NOBODY or given in ORDINARY:
        return True
    if set(given) <= GIVEN:
        return False
    is_surname = name[0] in _MAIN and given_tag not in SMALL_WORDS
    return not is_sure or not (is_surname or given_tag.startswith(("nr", "nz")))


def _may_be_a_name(word: str) -> bool:
    return word not in ORDINARY and re.match(f"{COMPOUND}|阿|(?!谢谢)[{_COMMON}]", word) is not None


@lru_cache(maxsize=8192)
def _is_word(two: str) -> bool:
    """Whether two characters are one ordinary word: 高空 is, 陈丽 is not."""
    return _is_known(two) and (two in ORDINARY or not _is_called_so(two))


def _is_called_so(word: str) -> bool:
    """Whether the dictionary knows a word as somebody's name."""
    return any(tag.startswith(("nr", "ns")) for _, tag in _tagged(word))


def _is_nickname_of_a_thing(called: str, surname: str, following: str) -> bool:
    """小高层, 小程序, 小黄车, 小孔: a thing, not a neighbour."""
    if called in THINGS or called + following in THINGS:
        return True
    if surname in SELDOM and _is_known(called):
        return True
    if following in ("", *"家把被说讲又总给跟骂"):
        return False
    return _is_word(surname + following) or _is_known(called + following)


# By the dictionary: of time, number, manner, and those that only join others.
SMALL_WORDS = frozenset(["t", "m", "d", "p", "c", "u", "uj", "ul", "ud", "uz", "f", "r", "q"])
# What children are called: both letters of a given name are nearly always among these.
GIVEN = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红文建国志海燕子涵浩然雨桐永福栋晓梅博佳怡梓轩春花德珍立新爱"
    "俊欣悦思远宝山素芬振东一鸣安琪鑫琳莉萍云峰龙飞鹏斌辉波宇航凯旭阳晨帆婷雪慧颖璐倩瑶蕾莹洁丹琴凤芝莲香菊翠巧淑惠"
    "贞娥娇美荣贵富祥瑞庆胜利民忠义仁礼智信诚孝廉友邦兴旺盛昌隆达康宁健壮松柏林森柳竹枫楠梁栋材根生长保全义勤俭学习"
    "武威武毅坚定成功业绩光耀亮晖灿烂晴朗清正直方圆满堂朝晖少大小老伯仲叔季元亨启迪先锋青岚兵涌泉江河湖源润泽沐涛澜"
    "若诗语嫣然梦琪可馨依诺一诺紫萱梓豪皓宸睿哲博涵奕辰沐阳星宇天佑嘉懿家伟世杰彦君书豪承恩景行修远望舒怀瑾瑜珂玥瑾"
    "冬夏秋月霜露虹彩霓珠珊瑚琼瑛璋珏玲珑铭钧铁钢银锋锐铮"
)
# Who is no person of that name: 连老人说 is not Mr Lian.
_NOBODY = """
老人 居民 业主 物业 住户 邻居 大家 社区 客服 保安 孩子 小孩 家长 人 们 家 他 她 我 你 谁 都 也 不
没 一 年 时 月 小区 街道 领导 工人 司机 商户 老板 房东 租客 路人 行人 老师 医生 天 下 上 里 外
"""
NOBODY = frozenset(_NOBODY.split())
_THINGS = """
小熊 小马 小牛 小孔 小康 小米 小石 小梁 小汤 小童 小方 小金 小黄车 小黄鸭 小黄狗 小白楼 小白狗
老金属
"""
THINGS = frozenset(_THINGS.split())
# Words that the dictionary takes for names.
_ORDINARY = """
安静 何时 何时能 井盖 谢谢 麻将馆 高兴 温馨 方圆 平安 张卡 桂花树 包圆 张贴 许可 齐全 雷达 孙子
孙女 高峰 常年 常务 李子树 白玉兰 黄狗 石狮子 石狮 高三 金桂 桂开 黄车 雷雨 康复
"""
ORDINARY = frozenset(_ORDINARY.split())
