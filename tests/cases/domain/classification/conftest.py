"""A few neighbours' sentences in five classes, and what was learnt from them."""

import pytest

from liren.cases.domain.classification.classifier import Classifier
from liren.cases.domain.classification.learning import Sample, learn

SENTENCES = {
    "street_lamp": (
        "南门口的路灯坏了三天，晚上黑得看不见台阶",
        "六栋前面的路灯一闪一闪的，麻烦来修一下",
        "小路上的路灯全灭了，老人下楼散步很危险",
        "路灯白天亮着，晚上反而不亮，请电工看看",
        "停车棚旁边那盏路灯灯罩掉下来了",
        "广场的路灯不亮有一个星期了，没人来修",
    ),
    "rubbish": (
        "垃圾桶满了两天没有人清运，招了很多苍蝇",
        "三单元门口堆着装修垃圾，走路都要绕开",
        "有人把垃圾袋扔在楼道里，味道很大",
        "垃圾分类点的厨余垃圾没人收，臭得开不了窗",
        "河边绿地里全是垃圾，请安排清理",
        "垃圾车早上没有来，垃圾堆到了马路边上",
    ),
    "noise": (
        "工地半夜还在打桩，噪音吵得孩子睡不着",
        "楼下烧烤店凌晨还放音乐，噪音太大了",
        "广场舞的音响声音很大，晚上九点还在吵",
        "邻居每天夜里装修，电钻的噪音受不了",
        "空调外机嗡嗡响，整夜的噪音没法休息",
        "夜里货车卸货，噪音把一家人都吵醒了",
    ),
    "leak": (
        "卫生间的天花板漏水，楼上说不是他家的事",
        "地下室的水管漏水，地上积了一大片",
        "下雨天顶楼屋面漏水，墙皮都掉了",
        "厨房下水管漏水，已经滴到楼下人家",
        "消防栓一直漏水，自来水白白流掉",
        "暖气管接头漏水，地板都泡坏了",
    ),
    "parking": (
        "有车停在消防通道上，救护车都进不来",
        "外来车辆占了我家的停车位，电话也打不通",
        "人行道上停满了汽车，推婴儿车只能走马路",
        "地下车库停车费突然涨价，没有公示",
        "小区门口乱停车，早上上班堵半个小时",
        "电动车停在楼道里充电，堵了门口",
    ),
}

SAMPLES = [Sample(text, label) for label, texts in SENTENCES.items() for text in texts]


@pytest.fixture(scope="session")
def samples() -> list[Sample]:
    """Thirty confirmed messages: a small community's first months."""
    return SAMPLES


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    """What can be learnt from them."""
    return learn(SAMPLES)


@pytest.fixture(scope="session")
def sure_classifier() -> Classifier:
    """One that has read enough to decide by itself: thirty variants of each message."""
    where = ("东区", "西区", "南院", "北院", "老楼", "新楼", "一期", "二期", "三期", "沿街")
    when = ("今天早上发现", "昨天晚上开始", "上个星期以来")
    return learn(
        Sample(f"{place}{time}，{sample.text}", sample.label)
        for sample in SAMPLES
        for place in where
        for time in when
    )
