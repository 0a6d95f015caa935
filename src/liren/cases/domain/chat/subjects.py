"""What neighbours talk about, in the words of the chat rather than of the class tree.

A message of six words seldom repeats those of the one it belongs to: 灯 and 摸黑, 桶 and 臭,
drilling and 电钻 are one subject. Whatever class tree is in use, these only tell what belongs
together.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_WORDS: dict[str, str] = {
    "lamp": (
        r"灯|不亮|黑漆|黑咕|黑乎|摸黑|太黑|漆黑|看不(?:见|清)路|照明|\blamps?\b|\blights?\b"
        r"|\bdark\b"
    ),
    "lift": (
        r"电梯(?!里|口|间|厅|旁|门口)|(?<=[上下坐乘])电梯|轿厢|梯厅|维保|按键|楼层键|外呼|门机"
        r"|\belevator|\blifts?\b"
    ),
    "trapped": r"卡在|关人|困人|困在|被困|关在(?:里|电梯)|出不来|扒门|拍门|\btrapped\b",
    "ebike": (
        r"拔了?(?:线|插|又)|插(?:上|着)|充电的|(?:又|在|里)充电|电瓶车|电动车|电动自行车|电瓶(?!坏)|飞线|上楼充电|楼道充电|\be-?bikes?\b|\bscooters?\b"
    ),
    "charger": r"充电桩|充电柜|充电站|充电口|车棚|充不(?:了|上|进)电|不出电|\bcharg(?:er|ing)\b",
    "dog": r"狗|犬|遛|牵绳|狗绳|泰迪|金毛|哈士奇|柯基|萨摩|汪汪|乱吠|\bdogs?\b|\bleash|\bbark",
    "cat": r"流浪猫|野猫|喂猫|猫咪|\bcats?\b",
    "rubbish": (
        r"垃圾|厨余|清运|桶站|那[几个]+桶|桶(?:满|都|也|里)|分类投放|\bgarbage|\brubbish|\btrash"
        r"|\bbins?\b|\blitter"
    ),
    "clutter": (
        r"堆(?:物|满|在|的|了)|杂物|纸箱|鞋柜|过道|楼道(?:里)?(?:堆|放)|\bclutter|\bcardboard"
        r"|\bboxes\b"
    ),
    "cleaning": r"(?:没|也没|不)扫|清扫|小便|保洁|打扫|扫地|拖地|烟头|脏得|\bcleaners?\b",
    "drain": (
        r"粪管|阴沟|泔水|脏水|黄水|水池|雨水管|下水(?:道|管)|返水|反水|地漏|马桶|主管道|疏通|管道"
        r"|堵了|化粪池|污水|粪水|\bdrain|\bsewage|\btoilet"
    ),
    "leak": (
        r"关阀|水管|接头松|漏(?:了|水|雨|得|下|到)|(?:也|在|又|还|老|直|就|开始)漏|渗|起泡|漏水|滴水|漏雨|天花板"
        r"|防水|发霉|霉斑|墙皮|漏到|漏下来|渗到|滴滴答答|\bleak|\bdamp|\bceiling"
    ),
    "water": (
        r"一滴|热水器|停水|没水|冇水|来水|水压|供水|自来水|水泵|(?<!抽)泵|水(?:发|有点|是|很)?黄|断水"
        r"|\bno water|\bwater (?:is|was|off|cut|pressure)"
    ),
    "power": (
        r"停电|没电|冇电|断电|跳闸|电闸|总闸|(?:来电了|电来了)|电压|全黑"
        r"|\bpower (?:cut|outage|is|was)|\bblackout|\boutage"
    ),
    "heating": r"暖气|供暖|供热|地暖|不热|\bheating|\bradiator",
    "gas": r"煤气|燃气|天然气|液化气|\bgas\b",
    "wires": r"插线板|短路|焦味|表箱|电线|冒火花|漏电|电表箱|裸露|烧焦|\bsparks?\b|\bwires?\b",
    "network": r"宽带|网络|断网|wifi|光纤|信号|\binternet\b",
    "building_noise": (
        r"(?:又|还|在|开始|一直)敲|混凝土|浇筑|轰隆|搅拌|夜间施工|装修|电钻|冲击钻|施工|工地|打桩|敲墙|切割|渣土|\bdrill"
        r"|\brenovat|\bconstruction|\bbuilding site"
    ),
    "home_noise": (
        r"吵架|摔东西|跑步机|电子鼓|鹦鹉|拖(?:桌|椅|凳|家具)|跺脚|脚步|蹦|咚咚|打麻将|搓麻|弹琴"
        r"|钢琴|楼上.{0,6}(?:吵|响|闹)|\bstomp|\bpiano"
    ),
    "sleep": r"睡不|睡觉|吵醒|惊醒|失眠|午休|半夜|凌晨|\bsleep|\bwoken\b|\bwakes?\b",
    "dance": (
        r"(?:还在|又在)跳|放音乐|喇叭|陀螺|广场舞|跳舞|音响|音量|低音炮|大喇叭|唱k|唱歌|\bdanc"
        r"|\bloudspeaker|\bmusic\b"
    ),
    "parking": (
        r"轿车|货车|车已经|的车|拖车"
        r"|\b(?:audi|car|van|suv)\b|\bplate|\bbays?\b|堵死|堵(?:着|住|在)|(?:样|乱|能|别|直)停|挡(?:着|住|道|路)|停车|车位"
        r"|挪(?:车|一下|开|走)|乱停|停(?:得|在)|堵(?:门|路|车)|僵尸车|车主|车牌|占位|压线"
        r"|\bpark(?:ed|ing)\b"
    ),
    "parking_fee": r"摇号|停车费|月租|月保|道闸|临停",
    "fire_lane": (
        r"登高面|黄(?:色)?(?:线|网格)|消防通道|消防车|生命通道|安全出口|防火门|\bfire lane"
        r"|\bfire exit"
    ),
    "fire_gear": (
        r"灭火器|消防栓|消火栓|烟感|喷淋|应急灯|\bexit sign|\bextinguisher|\bhydrant"
        r"|\bsmoke alarm"
    ),
    "fire": r"满屋子?烟|关火|起火|着火|冒烟|火警|119|\bon fire\b|\bsmoke\b",
    "entry": (
        r"开(?:一下)?门(?!红)|门禁|单元门|大门|对讲|刷卡|刷脸|人脸|闭门器|门锁|门卡|关不上"
        r"|(?<!车)门(?:坏|敞|开不|打不)|\bintercom|\bentry door|\bdoor closer|\bkey ?card"
        r"|\bfront door"
    ),
    "paving": (
        r"路(?:面)?补|塌(?:了|陷|的|下)|台阶|青苔|人行道|没填平|积水|坑洼|大坑|路面|地砖|砖(?:松|翘)|塌陷|雨水口|淹|脚脖子"
        r"|\bpuddle|\bpothole|\bflood"
    ),
    "covers": r"(?:水|的)井|井盖|窨井|沟盖|雨篦|\bmanhole",
    "trees": r"银杏|花坛|花草|树|绿化|修剪|草坪|杂草|灌木|\btrees?\b|\bbranch|\blawn|\bhedge",
    "pests": (
        r"老鼠|鼠患|两只|蟑螂|小强|蚊|白蚁|蚂蚁|马蜂|黄蜂|消杀|灭鼠|虫|\brats?\b|\bmice\b"
        r"|\bcockroach|\bmosquito|\bwasps?\b"
    ),
    "vendors": (
        r"广告牌|店招|摆到|铺子|摆摊|地摊|占道|小贩|摊贩|夜市|小广告|\bvendors?\b|\bstalls?\b"
    ),
    "fumes": r"药水味|压缩机|气味|净化器|油烟|排烟|烧烤|风机|外机|异味|嗡嗡|\bfumes?\b",
    "falling": (
        r"空调架|花架|雨棚|掉瓷砖|招牌|外墙|瓷砖.{0,4}(?:掉|落)|墙皮掉|保温层|\bfacade|\btiles?\b"
    ),
    "thrown": (
        r"往下(?:丢|倒|泼|倒水)|丢(?:东西|鸡蛋|玩具)|扔了一|高空抛|往下扔|扔(?:东西)?下来|扔过"
        r"|砸到|砸中|酒瓶|玻璃瓶|瓶子|花盆|朝天|\bthrow|\bthrew"
    ),
    "building_work": (
        r"封起来|盖了间|破墙|改成了|铁笼|承重墙|违建|违章|搭建|搭棚|阳光房|群租|\bload-?bearing"
        r"|\billegal extension"
    ),
    "theft": (
        r"传销|汇钱|上门(?:说|推销)|小偷|被偷|偷(?:了|走)|失窃|被盗|撬|可疑|陌生人|诈骗|骗子|监控"
        r"|\bstolen|\bstole\b|\btheft|\bthief|\bsuspicious|\bscam"
    ),
    "fees": (r"广告(?!牌)|收益|审计|公示|账目|物业费|收支|明细|发票|\bmanagement fee|\baccounts\b"),
    "price": r"太贵|贵了|物价|涨价|加价|涨到|收费|多收|乱收|怎么收|\bprice|\bcharged?\b",
    "owners": (
        r"业委会|业主大会|维修资金|维修基金|换届|选聘|表决|候选人|换物业|\bowners'? committee"
    ),
    "property": (
        r"报修|巡逻|物业(?:经理|服务|态度|不|没|态度|太|根本|也不|装死|不管)|保安|门岗|前台"
        r"|\bguards?\b"
    ),
    "lift_new": r"加装电梯|加梯|装电梯|低层|\bnew lift|\bretrofit",
    "elder": (
        r"(?:奶奶|爷爷|大爷|阿婆).{0,8}(?:摔|没下楼|没出门|住院|骨折)"
        r"|没人答应|打不通|没人照顾|一键呼叫|老太太|陪.{0,4}(?:看病|挂号)|独居|敲门没(?:人|有)|没人应"
        r"|联系不上|(?:一个人|自己)住|走失|走丢|迷路|摔倒|孤老|大爷在|\bliv(?:es|ing) alone"
        r"|\bmissing\b"
    ),
    "canteen": r"半份|点餐|少油|食堂|饭卡|助餐|送餐|老年餐|饭菜|套餐|\bcanteen|\bmeals?\b",
    "ramp": (
        r"门槛|斜坡|盲道|残疾|助听器|托养|坡道|轮椅|扶手|无障碍|适老|防滑|\bramp|\bwheelchair|\bhandrail"
    ),
    "insurance": (
        r"异地就医|失业金|长护险|补贴|补助|低保|救助|津贴|医保|社保|养老金|养老认证|认证|报销|退休"
        r"|高龄津贴|\binsurance|\bpension"
    ),
    "papers": (
        r"优待证|廉租房|身份登记|户籍|居住证|户口|落户|身份证|暂住|签证|证明|盖章|\bpermit"
        r"|\bvisa\b|\bregistration|\bpassport"
    ),
    "school": (
        r"小学|转学|托管|晚托|上学|小班|报名|入学|学区|幼儿园|托班|暑托|寒托|招生|\bschool"
        r"|\bkindergarten|\bnursery"
    ),
    "common_space": (
        r"储藏间|储物间|菜园|大堂|公共(?:绿地|地方|部位|区域|空间)|绿地|私占|占(?:用|着|了|为)"
        r"|种(?:了|的)?(?:菜|葱)|菜地|晾|绳子|天台|楼顶|地锁|\bcommon (?:space|area)"
    ),
    "fitness": (
        r"健身|单杠|漫步机|扭腰|球台|沙坑|石凳|椅子|健身(?:器|设施)|器材|滑梯|秋千|跷跷板|长椅"
        r"|长凳|凉亭|游乐|\bplayground|\bbench|\bswing"
    ),
    "signs": (
        r"改道|凸面镜|逆行|路牌|红绿灯|斑马线|减速带|标线|护栏|公交(?:站|车)|限速|\bcrossing"
        r"|\bbus stop|\bspeed bump"
    ),
    "parcels": r"快递(?:柜|站|点)?|驿站|包裹|取件|\bparcels?\b|\bpackages?\b",
    "dispute": r"调解|骂(?:我|人)|吐口水|打架|押金|协调协调|讲理|\bmediat",
    "lost": r"捡到|拾到|丢了|遗失|失主|谁家的|\blost\b|\bfound a\b",
}
# What runs into each other in a talk: a flooded path and the gully that is blocked.
_RELATED = (
    {"clutter", "fire"}, {"trapped", "lift"}, {"parking", "signs"},
    {"drain", "paving"}, {"drain", "leak"}, {"lift", "trapped"}, {"elder", "trapped"},
    {"rubbish", "pests"}, {"rubbish", "cleaning"}, {"rubbish", "clutter"}, {"cleaning", "clutter"},
    {"parking", "fire_lane"}, {"parking", "parking_fee"}, {"parking_fee", "price"},
    {"fees", "price"}, {"fees", "owners"}, {"fees", "property"}, {"lamp", "power"},
    {"ebike", "charger"}, {"ebike", "fire"}, {"ebike", "lift"}, {"gas", "fire"}, {"wires", "fire"},
    {"wires", "power"}, {"home_noise", "building_noise"}, {"dance", "home_noise"}, {"dog", "cat"},
    {"common_space", "clutter"}, {"common_space", "trees"}, {"ramp", "elder"}, {"theft", "entry"},
    {"theft", "thrown"}, {"fumes", "vendors"}, {"falling", "thrown"}, {"falling", "leak"},
    {"papers", "school"}, {"papers", "insurance"}, {"covers", "paving"}, {"signs", "parking"},
    {"property", "theft"}, {"sleep", "dance"}, {"sleep", "home_noise"}, {"sleep", "building_noise"},
    {"sleep", "dog"}, {"fire", "fire_lane"}, {"fire", "fire_gear"},
)  # fmt: skip
_COMPILED = {key: re.compile(words, re.IGNORECASE) for key, words in _WORDS.items()}
_ANY = re.compile("|".join(f"(?:{words})" for words in _WORDS.values()), re.IGNORECASE)


# The words above are written in short characters; these are the long ones they hold.
_SHORT = str.maketrans(
    "電樓車門燈無聲燒煙兩個層鎖開關壞報補維廣場貓樹葉葉蟲鼠網絡費貴賬證學醫養護殘礙礦燃氣"
    "臺階滲濕潔掃雜紙運線錶幹濾鑽牆敲裝鬧寵繩餐飯餵噪響樂騙錄監視頻設備堆亂佔擋鄰調議業選舉",
    "电楼车门灯无声烧烟两个层锁开关坏报补维广场猫树叶叶虫鼠网络费贵账证学医养护残碍矿燃气"
    "台阶渗湿洁扫杂纸运线表干滤钻墙敲装闹宠绳餐饭喂噪响乐骗录监视频设备堆乱占挡邻调议业选举",
)


@lru_cache(maxsize=4096)
def subjects_of(text: str) -> frozenset[str]:
    """The subjects whose words a text holds."""
    text = text.translate(_SHORT)
    if not _ANY.search(text):
        return frozenset()
    return frozenset(key for key, words in _COMPILED.items() if words.search(text))


def are_related(left: Iterable[str], right: Iterable[str]) -> bool:
    """Whether one of the first often comes up beside one of the second."""
    theirs = set(right)
    return any({one, other} in _RELATED for one in left for other in theirs)
