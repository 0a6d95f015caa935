"""Words that strangers may read: numbers, names and doors that point to one person are covered.

It errs on the side of covering too much; the whole text stays with those who handle the case.
"""

import re

COVER = "＊＊"
# In this order: the longest numbers first, so that no rest of them is left standing.
SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐"
    "费薛雷贺倪汤殷罗毕郝安常傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛臧戴宋庞熊纪舒屈项祝董梁杜阮蓝闵贾江童颜"
    "郭梅林钟徐邱骆高夏蔡田樊胡凌霍万卢莫房缪解丁邓洪包左石崔龚程邢裴陆荣翁段侯武刘叶黎薄白蒲赖卓蔺池谭"
    "申冉桑桂牛温庄柴阎连易廖耿匡文欧聂曾关查游"
)
COVERED = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),  # id card
    re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),  # mobile
    re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"),  # fixed line
    re.compile(r"(?<!\d)\d{7,}(?!\d)"),  # other long numbers: QQ, cards
    re.compile(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}"
    ),
    re.compile(r"(?<=我叫)[\u4e00-\u9fff]{2,3}"),
    re.compile(
        rf"(?<=我是)[{SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=[\s，。,.；;、（(]|电话|手机|住|$)"
    ),
    re.compile(r"(?<=姓名)[:：\s]*[\u4e00-\u9fff]{2,4}"),
    re.compile(r"(?:微信|wx|WX|vx|VX|QQ|qq)(?:号)?[:：\s]*[A-Za-z][\w-]{5,19}"),
    re.compile(r"(?<!\d)\d{3,4}(?=\s*(?:室|房|号房|户))"),
    re.compile(r"(?<=单元)\s*(?:\d{3,4}|[零〇一二三四五六七八九]{3,4})"),
    re.compile(r"(?<=[栋幢座楼])\s*\d{3,4}(?!\d|\s*[元块年米人户个])"),  # 5栋302
    re.compile(rf"[{SURNAMES}](?=(?:女士|先生|阿姨|大爷|大妈|奶奶|爷爷|叔叔|婆婆|师傅))"),
    re.compile(r"(?<=[-－—])\d{3,4}(?!\d)(?!\s*[-年月日:：])"),  # 3-502
)


def public_words(text: str) -> str:
    """The text with everything covered that tells who said it or where they live."""
    for pattern in COVERED:
        text = pattern.sub(COVER, text)
    return text
