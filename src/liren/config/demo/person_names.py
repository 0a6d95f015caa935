"""Names put together from common characters. Nobody in the demo is, or is meant to be, anybody."""

from typing import Literal

from liren.config.demo.dice import Dice

Sex = Literal["female", "male"]

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程"
    "魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛段雷龙黎史陶贺毛郝顾龚邵"
)
COMMON_SURNAMES = 24  # the first ones are drawn twice as often

# By generation: what a name sounds like tells roughly when somebody was born.
_FEMALE = {
    "old": "桂兰 秀珍 玉梅 凤仙 淑芬 阿妹 菊英 月娥 翠花 素琴 爱珍 惠芳 美娣 金凤 银娣 荷香 巧云 "
    "玉芝 桂香 彩娥 兰芳 秋菊 春娣 水仙 根娣 雪珍 文娟 瑞芝",
    "middle": "丽华 晓燕 建芳 海霞 玉洁 红梅 春燕 雪琴 慧敏 小云 美玲 丽娟 艳萍 秋霞 文静 雅琴 "
    "晓红 桂芬 婷婷 莉莉 静怡 敏华 亚男 燕飞 小芳 冬梅",
    "young": "思琪 雨晴 佳慧 梦瑶 晓彤 嘉怡 诗涵 若溪 欣妍 雅婷 可心 悦然 书瑶 子墨 语桐 念安 依诺 "
    "一诺 沐晴 知夏 佳宁 晨曦 静姝 安琪 果果 小满",
}
_MALE = {
    "old": "福根 阿毛 根生 水根 金宝 炳泉 宝林 长发 兴发 富贵 德顺 庆祥 土根 松林 培根 荣生 顺良 "
    "志成 寿康 文炳 祥麟 茂林 永福 关根 阿荣 锡昌",
    "middle": "建军 志良 庆生 卫东 晓峰 永明 海涛 立新 文斌 春林 长河 大勇 家明 新华 树生 学文 "
    "小军 向阳 跃进 少华 伟民 志平 正平 根宝 福明 利民",
    "young": "浩然 子轩 宇航 晴野 俊熙 天佑 嘉豪 梓睿 博文 知远 子涵 思远 泽宇 文昊 乐天 晨阳 "
    "子默 景行 安然 若谷 小树 嘉禾 知行 承泽 书航",
}
FOREIGN: tuple[tuple[str, Sex], ...] = (
    ("Emma Clarke", "female"),
    ("Daniel Moreau", "male"),
    ("Yuki Hayama", "female"),
    ("Peter Lindqvist", "male"),
    ("Fatima Idrissi", "female"),
    ("Marco Bellini", "male"),
    ("Grace Oduya", "female"),
    ("Tomas Novotny", "male"),
    ("Anna Keller", "female"),
    ("Rahul Desai", "male"),
)


def surname(dice: Dice) -> str:
    """A family name, the usual ones more often."""
    reach = COMMON_SURNAMES if dice.random() < 0.5 else len(SURNAMES)
    return SURNAMES[dice.randrange(reach)]


def given_name(dice: Dice, sex: Sex, age: int) -> str:
    """A given name that suits the age."""
    generation = "old" if age >= 60 else "middle" if age >= 33 else "young"
    names = (_FEMALE if sex == "female" else _MALE)[generation]
    return dice.choice(names.split())
