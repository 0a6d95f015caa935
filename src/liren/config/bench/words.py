"""Messages as residents write them, put together by chance from a seed: no two need be alike."""

import random
from collections.abc import Iterator

START = ("", "你好，", "请问，", "反映一下，", "麻烦看看，", "各位好，")
WHERE = (
    "楼下", "三号楼后面", "东门口", "单元门前", "地下车库入口", "小广场旁边", "电梯里", "北边围墙",
    "垃圾房边上", "菜市场路口", "幼儿园门口", "五楼楼道", "凉亭那里", "西侧消防通道", "河边步道",
    "公交站旁",
)  # fmt: skip
WHAT = (
    "路灯不亮", "井盖松动，车一过就响", "下水道堵了往外冒水", "电动车乱停占了通道", "有人夜里施工",
    "垃圾没人清运", "树枝压到电线", "电梯老是停在半层", "墙皮往下掉", "有流浪狗追人", "油烟味很大",
    "停车位被占", "健身器材坏了", "水压很小", "门禁刷不开", "消防栓漏水", "广场舞声音太大",
    "路面塌了一块", "快递车堵住出口", "雨水积在门口",
)  # fmt: skip
SINCE = (
    "昨天开始", "已经三天", "上周就这样", "从早上到现在", "两个多月了", "天天晚上", "一下雨就这样",
    "今天第二次了", "前天报过一次", "入冬以来",
)  # fmt: skip
AFTER = (
    "老人走路不方便", "孩子差点摔倒", "晚上睡不着", "出门要绕路", "担心出事", "邻居都有意见",
    "味道受不了", "车开不进来", "请尽快处理", "希望有人来看看", "谢谢",
)  # fmt: skip


def messages(seed: int) -> Iterator[str]:
    """One message after another, without end."""
    dice = random.Random(seed)  # noqa: S311  # chance for figures, not for secrets
    while True:
        parts = (dice.choice(WHERE), dice.choice(WHAT), dice.choice(SINCE), dice.choice(AFTER))
        order = dice.choice(("{0}{1}，{2}，{3}。", "{2}{0}{1}，{3}。", "{0}{1}，{3}，{2}。"))
        number = f"我住{dice.randint(1, 40)}栋{dice.randint(101, 3304)}。"
        yield dice.choice(START) + order.format(*parts) + dice.choice((number, ""))
