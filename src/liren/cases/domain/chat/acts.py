"""What a message does in a chat: bring something up, join in, answer, or pass the time.

Each finding carries its reason, because a worker must see why something was left out.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from liren.cases.domain.chat.messages import Message
from liren.cases.domain.chat.subjects import subjects_of


class Act(StrEnum):
    """What is done with the words."""

    MATTER = "matter"  # something is wrong, or is asked of the office
    AGREE = "agree"  # +1, 我家也是
    ANSWER = "answer"  # by those whose office it is
    DETAIL = "detail"  # words that mean something only beside others
    THANKS = "thanks"
    NOTICE = "notice"
    ADVERT = "advert"
    WISH = "wish"
    GREETING = "greeting"
    JOKE = "joke"
    TALK = "talk"  # meals, weather, outings


# What is left out unless it clearly belongs to a matter, and how that is said.
IDLE = frozenset({Act.ADVERT, Act.WISH, Act.GREETING, Act.JOKE, Act.TALK, Act.NOTICE})

_OFFICE = re.compile(
    r"居委|社区(?!团|超市|之)|物业|物管|网格(?:员|长)?|民警|警务|派出所|街道|党支部|党委|党群|业委会|服务处|服务中心|客服|管家"
    r"|中控|工程(?:部|小|师)|[(（]工程|前台|保安|城管|书记|\boffice\b|\bproperty\b|\bcommittee\b"
    r"|\bcommunity (?:desk|worker|staff)|"
    r"\bdesk\b|\bmanagement\b|\bservice cent",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"接龙|团购|拼团|拼单|包邮|秒杀|特价|打折|优惠|促销|清仓|自提|代购|加(?:我)?微信|加v|私聊我|私信我|有意者|价格(?:美丽|公道|优惠|面议)"
    r"|出售|急售|转让|出租|求租|招租|招聘|招聘|兼职|日结|贷款|保险产品|办卡|会员卡|免费领|砍一刀|砍价|助力|帮我?点一?下|点个赞"
    r"|投(?:我)?一票|求投票|扫码领|领红包|上门(?:通|疏通|维修|回收|开锁|保洁|安装)|开锁换锁|24小时(?:服务|上门)|(?<!\d)\d{1,6}\s?元/?\s?(?:一?斤|一?箱|一?份|包邮)"
    r"|(?<!\d)\d{1,6}(?:\.\d{1,2})?\s?(?:元|块)\d?\s?(?:一|/)?(?:斤|箱|份|盒)|新鲜(?:到货|采摘)|预[定订]|下单|甩卖|二手|闲置|包甜|包退"
    r"|\bfor sale\b|\bdiscount\b|\bselling\b|\bpromo|\bfor rent\b|\bgroup buy",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"(?:新年|新春|春节|元旦|元宵|端午|中秋|国庆|圣诞|除夕|重阳|腊八|小年|节日|生日|周末|周[一二三四五六日]|龙年|蛇年|马年|羊年)(?:好|快乐|愉快|安康|吉祥|大吉)"
    r"|恭喜发财|大吉大利|万事(?:如意|胜意)|阖家(?:幸福|欢乐|团圆)|身体健康|心想事成|平安(?:喜乐|健康|顺遂)|福气|龙马精神|财源|步步高升"
    r"|祝(?:大家|各位|福|愿|你|您|群)|感恩节|happy (?:new year|birthday|holidays?|weekend)"
    r"|merry christmas|best wishes",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^(?:(?:大家|各位(?:邻居|亲|群友|业主)?|邻居们|亲们|朋友们|你们?|您)?(?:们)?(?:早上|上午|中午|下午|晚上|早|晚)?(?:好|安)(?:呀|啊|哇|哦)?"
    r"|早|早起|hi|hello|hey|good (?:morning|evening|night|afternoon)|morning|bye|晚安|拜拜|再见"
    r"|在吗|有人吗)"
    r"(?:$|[\s,，。!！~～.]+(?:各位|大家|邻居|亲|打工人|everyone|all|neighbou?rs|我是新|新来|报到|冒泡|打卡|$)|(?:各位|大家|everyone))",
    re.IGNORECASE,
)
_NEWCOMER = re.compile(
    r"新搬来|新来的|新邻居|刚进群|刚搬来|报个到|请多关照|\bjust moved in\b|\bnew here\b", re.I
)
_JOKE = re.compile(
    r"^(?:haha|lol)\b|^(?:哈|嘿|呵|嘻|嘎|啊){2,}[哈嘿呵嘻嘎啊~～!！。.]*$|^(?:lol|lmao|haha\w*|hehe\w*|233+|666+|笑死\w{0,4})[!！~～.]*$",
    re.I,
)
_LAUGHS = re.compile(r"(?:哈{3,}|233+|笑死\w{0,4}|haha\w*|lol)[!！~～.。]*$", re.IGNORECASE)
_TALK = re.compile(
    r"吃(?:了|过|什么|啥|饭)(?:没|吗|伐|呢|啥|么|了|子|呀|$)|吃(?:早|中|午|晚)饭|饮茶|喝茶|豆花|火锅|奶茶|爬山|逛街|打牌|麻将(?:三缺一|缺)|三缺一|钓鱼|羽毛球|乒乓"
    r"|合唱|排练|天气(?:真|好|不错|冷)|好冷(?:啊|呀)|好热(?:啊|呀)|降温|多穿点|下雨了|下雪了|股票|世界杯|球赛|电视剧|追剧|周末(?:去|一起|有)|一起去|约起|聚餐|老地方"
    r"|阿弥陀佛|佛祖|养生|转发(?:此|给)|早点睡|做梦|彩票|相亲|旅游|旅行|\bbadminton|\bfootball"
    r"|\bmovie|\bdinner\b|\blunch\b|\bweather\b|\bcount me in\b",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"^(?:好的?|好嘞|嗯|哦|行|可以|收到|明白|知道了|了解|ok(?:ay|k)?|谢谢|多谢|感谢|辛苦"
    r"|麻烦(?:了|你们?了|您了)|赞|点赞|厉害|给力|那就好|放心了|唔该|谢了|thx|thanks?|thank you"
    r"|great|"
    r"got it|cheers|[\s,，。!！~～、.]|了|啦|的|大家|各位|师傅|社区|物业|居委会?|书记|主任|老板"
    r"|您|你们?|啊|呀|哈|呢|very|so|much|a lot|all|for"
    r"|[张王李赵刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕小老]"
    r"|帮忙|及时|处理|回复|解答)++$",
    re.IGNORECASE,
)
_AGREE = re.compile(
    r"^(?:\+\s?(?:1|10086|n|一)(?!\d)|加[一1](?!\d)|1{1,5}$|同(?:求|问|上|感|意|样)|附议|支持|顶|俺也一样|我也一样|一样(?:的)?(?:$|[,，。])"
    r"|(?:我|俺|咱|阿拉|我们|偶|ngo|鄙人)(?:家|屋头?|屋里|们?楼|们?家|们?单元|单元|楼栋?|这|这边|这里|这栋)?(?:厢)?的?(?:也|亦)"
    r"|(?:是的?|对(?:的|啊|呀|头|滴)?|确实|可不是|就是(?:啊|呀|说)?|系啊|没错|真的是?|嗯(?:嗯)?)(?:$|[\s,，。!！啊呀])"
    r"|(?:我|俺|咱|我们)(?:家|这|们|屋)[^，。,！!？?]{0,8}也|\d{1,2}(?:号楼|栋|幢|单元|楼|座)也|.{0,8}(?:我家|我这|我们(?:楼|家|这))(?:边|里)?也"
    r"|me too|same(?: here)?|us too|here too|yes\b|yep|agreed?|\+1|so do (?:i|we)|i (?:also"
    r"|smell it too|agree)|ditto)",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"坏(?:了|掉|的|咗)|不亮|不灵|没反应|无反应|失灵|故障|异响|抖|咣当|咯吱|漏|渗|堵|塞|返水|冒(?:水|出|烟|火)|溢|臭|味道(?:好)?(?:大|重)|异味|腥|吵(?!架吗)|噪|震(?:得|动|天)|响(?:了|个|得|声)|叫(?:了一|个不停|得|到半夜)|一直(?:叫|响|吵|滴|亮)|整(?:夜|晚)"
    r"|脏|乱(?:停|扔|堆|放|拉|倒|丢)|占(?:着|了|用|道|位)|挡(?:着|住|道|了)|断(?:了|水|电|网)|停(?:水|电|气|运)|没(?:水|电|气|网|信号)|冇(?:水|电|人|通知)|跳闸|积水|淹|满了|满出"
    r"|没(?:人|有人)(?:管|收|修|扫|理|应|接|来)|三天没|几天没|一直没|还没(?:修|来|收|好|弄)|不牵绳|扑(?:过来|人)|咬|吓(?:死|哭|到|人|一跳|坏)|危险|隐患|要命|出事|砸|裂|塌|松(?:了|动)|摔|绊|崴|滑倒|太滑|还滑"
    r"|困在|被困|关在|卡住|出不(?:来|去)|进不(?:来|去)|开不(?:了|开)|关不(?:上|了|严)|打不开|刷不(?:了|开|出|上)|充不|扫不|不出(?:电|水)|用不(?:了|上)|上不(?:了|去)|推不上|走不(?:了|过)|过不去|睡不(?:着|成|了)|没法|投诉|反映|报修|举报"
    r"|修一(?:下|修)|管管|管一管|管不管|有人管|有没有人管|催|急(?:死|需|！|!)|救(?:命|人)|快(?:叫|来人|打)|涨价|加价|乱收费|不公示|没公示|什么时候(?:公示|修|能|才)|偷(?:了|走)|被偷|被盗|小偷|可疑|诈骗|骗"
    r"|蟑螂|老鼠|白蚁|马蜂|违建|违章|敲墙|群租|起火|着火|冒火|火花|煤气味|燃气味|熄(?:了|灭)?|灭(?:了|的)|黑(?:漆漆|咕隆咚|乎乎|灯)|全黑|怕(?:摔|滑|出)|发霉|掉(?:下|了|皮|砖)|坑(?!爹)|翘起|吞(?:我|了|钱)"
    r"|扰民|受不了|忍不了|太过分|讲不讲|没素质|缺德|能不能(?!.{0,6}(?:便宜|优惠))|能否|可不可以(?!.{0,4}便宜)|麻烦(?:修|派|处理|看|去|物业|社区|居委)|希望(?:物业|社区|居委|能)|建议|怎么(?:办|弄|申请|补|还没|又)|哪里(?:办|可以|能)|在哪(?:里)?(?:办|能)"
    r"|要(?:什么|带什么|哪些)(?:材料|证)|有没有(?:停水|停电|通知|人知道|谁)|有谁(?:今天|知道|见)|谁(?:家|的).{0,12}(?:停|堵|叫|扔|堆|车|吵|漏)|哪(?:家|户).{0,10}(?:吵|装修|漏|扔|堵)|又(?:坏|停|不|没|漏|堵|抖|来|在|是|有人|积|灭|涨)|太(?:陡|吵|黑|暗|脏|窄|大声)|不(?:让|准)(?:停|进)|扔(?:东西|了|垃圾|烟|下)"
    r"|\bbroken\b|\bnot work|\bdoes ?n.t\b|\bdoes not\b|\bstopped working|\bleak|\bsmell"
    r"|\bnois[ey]|\bloud\b|\bdrilling\b|\bwoken\b|\bblocked\b|\bfull\b|\boverflow|\bdead\b"
    r"|\bstuck\b|\btrapped\b|\bdirty\b|\brubbish\b"
    r"|\bstolen\b|\bdanger|\bflood|\bno (?:water|power|light|electricity|heating)\b"
    r"|\bout of order|\bcomplain|\bfix\b|\brepair|\bwhere (?:can|do|should|to)\b|\bhow (?:can|do"
    r"|to)\b|\brenew|\bcan'?t (?:sleep|open|close|get)|\bkeeps?\b.{0,20}(?:barking|beeping"
    r"|ringing)",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"已(?:经)?(?:报|联系|安排|催|通知|登记|转|派|恢复|处理|记|反馈|协调)|收到[，,。！!\s]|马上(?:安排|过去|派|去|下来|处理)|这就(?:去|派|安排)|师傅.{0,8}(?:来|上门|到|在路上)|正在(?:抢修|处理|维修|过去|排查)|预计.{0,10}(?:恢复|完成|修好)"
    r"|我们?(?:会|将|马上|今天|明天|今晚|先|这边|和|约|调|报|去|过去)|(?:明|今"
    r"|后)天.{0,8}(?:上门|去|来|修|换|疏通|处理)|请(?:大家|各位|各家|业主|居民)|帮你们?|记下了"
    r"|反映给|报给|报街道|有异议|配件|\bwill (?:be|come|arrive|check|replace|fix|send)"
    r"|\bwe (?:have|reported|called|will)|\bplease (?:open|do not|keep|bring)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"^[【\[]?(?:重要)?(?:通知|公告|温馨提示|提示|倡议|通告|喜报|活动预告|活动)[】\]：:]|^(?:各位|尊敬的|亲爱的)(?:居民|业主|邻居|住户|家长)",
    re.I,
)


# How a text sounds to a machine that learnt matters from talk; short ones tell it nothing.
LIKE_MATTER, LIKE_TALK = 0.85, 0.2
SHORTEST_JUDGED = 6


@dataclass(frozen=True)
class Reading:
    """What a message does, what it is about, and whether its author speaks for an office."""

    act: Act
    subjects: frozenset[str]
    is_office: bool
    trouble: int  # how many words of trouble it holds
    sounds: float  # like something to be done (1), or like talk (0)
    has_words: bool

    @property
    def may_open(self) -> bool:
        """Whether it could be the first that is heard of a matter, if others take it up."""
        return bool(self.subjects) or self.sounds >= LIKE_MATTER


def is_office(author: str) -> bool:
    """Whether somebody's name says that they answer for the committee, the firm or the police."""
    return _OFFICE.search(author) is not None


def read_act(message: Message, *, is_known: bool, matter: float = 0.5) -> Reading:
    """What a message does by itself; `is_known`: the classifier is sure of its class."""
    text = message.text
    reading = Reading(
        Act.DETAIL,
        subjects_of(text),
        is_office(message.author),
        len({found.group().lower() for found in _TROUBLE.finditer(text)}),
        matter if len(text) >= SHORTEST_JUDGED else 0.5,
        any(letter.isalnum() for letter in text),
    )
    return replace(reading, act=_act(message, reading, is_known))


def _act(message: Message, reading: Reading, is_known: bool) -> Act:
    text, subjects, trouble = message.text, reading.subjects, reading.trouble
    idle = _idle(text, subjects, trouble)
    if reading.is_office:
        return _office_act(message, idle, subjects)
    if idle in (Act.ADVERT, Act.JOKE, Act.THANKS) or (idle and not trouble):
        return idle
    sounds = (reading.sounds >= LIKE_MATTER) - (reading.sounds <= LIKE_TALK)
    weight = trouble + bool(subjects) + is_known + sounds
    if _AGREE.match(text) and (not subjects or len(text) < 30):
        return Act.AGREE
    if weight >= 2 and (subjects or is_known or trouble > 1 or sounds > 0):
        return Act.MATTER
    if _PROMISE.search(text) and not trouble and (message.mentions or message.quote):
        return Act.ANSWER
    return idle or Act.DETAIL


def _office_act(message: Message, idle: Act | None, subjects: frozenset[str]) -> Act:
    text = message.text
    if idle in (Act.ADVERT, Act.WISH, Act.GREETING, Act.JOKE) and not subjects:
        return idle
    if _NOTICE.search(text) and not _PROMISE.search(text):
        return Act.NOTICE
    return Act.ANSWER


def _idle(text: str, subjects: frozenset[str], trouble: int) -> Act | None:
    """Words that pass the time; trouble beside a greeting is still trouble."""
    if _JOKE.match(text):
        return Act.JOKE
    if _THANKS.match(text):
        return Act.THANKS
    if _LAUGHS.search(text) and not trouble:
        return Act.JOKE
    adverts = len(_ADVERT.findall(text))
    if adverts > 1 or (adverts and trouble < 2 and len(subjects) < 2):
        return Act.ADVERT
    if _WISH.search(text) and not subjects:
        return Act.WISH
    if _GREETING.search(text) or (_NEWCOMER.search(text) and not subjects):
        is_short = len(text) < 30 and not trouble
        return Act.GREETING if is_short or not subjects else None
    return Act.TALK if _TALK.search(text) and not subjects else None
