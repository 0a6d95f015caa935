"""The national choice lists that registers use, each with its standard.

Where a city's list differs it is changed here; a stored code that is on no list any more is still
shown as it is. Check against the standard's own text before claiming conformity.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, eq=False)
class CodeList:
    """Codes with their names in Chinese and English."""

    key: str
    standard: str
    names: Mapping[str, tuple[str, str]]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code, in the order of the standard."""
        return tuple(self.names)

    def name(self, code: str, *, english: bool = False) -> str:
        """What a code means; the code itself where the list does not know it."""
        return self.names.get(code, (code, code))[1 if english else 0]

    def code_of(self, words: str) -> str | None:
        """The code for what somebody wrote: the code itself or a name."""
        wanted = words.strip()
        return wanted if wanted in self.names else self._by_name.get(wanted)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """The first code of each name."""
        pairs = [(name, code) for code, names in self.names.items() for name in names]
        return dict(reversed(pairs))


def _listed(key: str, standard: str, text: str) -> CodeList:
    rows = (row.strip().split(" ", 2) for row in text.strip().splitlines())
    return CodeList(key, standard, {code: (zh, en) for code, zh, en in rows})


SEX = _listed(
    "sex",
    "GB/T 2261.1",
    """
    0 未知 Unknown
    1 男 Male
    2 女 Female
    9 未说明 Not stated
    """,
)
MARITAL_STATUS = _listed(
    "marital_status",
    "GB/T 2261.2",
    """
    10 未婚 Single
    20 已婚 Married
    21 初婚 Married for the first time
    22 再婚 Remarried
    23 复婚 Married again to the same person
    30 丧偶 Widowed
    40 离婚 Divorced
    90 未说明 Not stated
    """,
)
ETHNIC_GROUP = _listed(
    "ethnic_group",
    "GB/T 3304",
    """
    01 汉族 Han
    02 蒙古族 Mongol
    03 回族 Hui
    04 藏族 Zang
    05 维吾尔族 Uygur
    06 苗族 Miao
    07 彝族 Yi
    08 壮族 Zhuang
    09 布依族 Buyei
    10 朝鲜族 Chosen
    11 满族 Man
    12 侗族 Dong
    13 瑶族 Yao
    14 白族 Bai
    15 土家族 Tujia
    16 哈尼族 Hani
    17 哈萨克族 Kazak
    18 傣族 Dai
    19 黎族 Li
    20 傈僳族 Lisu
    21 佤族 Va
    22 畲族 She
    23 高山族 Gaoshan
    24 拉祜族 Lahu
    25 水族 Sui
    26 东乡族 Dongxiang
    27 纳西族 Naxi
    28 景颇族 Jingpo
    29 柯尔克孜族 Kirgiz
    30 土族 Tu
    31 达斡尔族 Daur
    32 仫佬族 Mulao
    33 羌族 Qiang
    34 布朗族 Blang
    35 撒拉族 Salar
    36 毛南族 Maonan
    37 仡佬族 Gelao
    38 锡伯族 Xibe
    39 阿昌族 Achang
    40 普米族 Pumi
    41 塔吉克族 Tajik
    42 怒族 Nu
    43 乌孜别克族 Uzbek
    44 俄罗斯族 Russ
    45 鄂温克族 Ewenki
    46 德昂族 Deang
    47 保安族 Bonan
    48 裕固族 Yugur
    49 京族 Gin
    50 塔塔尔族 Tatar
    51 独龙族 Derung
    52 鄂伦春族 Oroqen
    53 赫哲族 Hezhen
    54 门巴族 Monba
    55 珞巴族 Lhoba
    56 基诺族 Jino
    97 其他 Other
    98 外国血统中国籍人士 Naturalised
    """,
)
EDUCATION = _listed(
    "education",
    "GB/T 4658",
    """
    10 研究生教育 Postgraduate
    20 大学本科教育 Bachelor
    30 大学专科教育 Junior college
    40 中等职业教育 Vocational school
    60 普通高级中学教育 Senior high school
    70 初级中学教育 Junior high school
    80 小学教育 Primary school
    90 其他 Other
    """,
)
POLITICAL_STATUS = _listed(
    "political_status",
    "GB/T 4762",
    """
    01 中共党员 Member of the Communist Party
    02 中共预备党员 Probationary member of the Communist Party
    03 共青团员 Member of the Youth League
    12 无党派人士 Without party
    13 群众 No affiliation
    """,
)
RELATION = _listed(
    "relation",
    "GB/T 4761",
    """
    01 本人 Self
    02 户主 Head
    10 配偶 Spouse
    11 夫 Husband
    12 妻 Wife
    20 子 Son
    27 养子或继子 Adopted son or stepson
    28 女婿 Son-in-law
    30 女 Daughter
    37 养女或继女 Adopted daughter or stepdaughter
    38 儿媳 Daughter-in-law
    40 孙子、孙女 Grandchild
    41 孙子 Grandson
    42 孙女 Granddaughter
    43 外孙子 Daughter's son
    44 外孙女 Daughter's daughter
    50 父母 Parent
    51 父亲 Father
    52 母亲 Mother
    53 公公 Husband's father
    54 婆婆 Husband's mother
    55 岳父 Wife's father
    56 岳母 Wife's mother
    60 祖父母 Grandparent
    61 祖父 Father's father
    62 祖母 Father's mother
    63 外祖父 Mother's father
    64 外祖母 Mother's mother
    70 兄弟姐妹 Sibling
    71 兄 Elder brother
    73 弟 Younger brother
    75 姐 Elder sister
    77 妹 Younger sister
    97 其他亲属 Other relative
    99 非亲属 Not related
    """,
)
HEAD = "02"
ID_TYPE = _listed(
    "id_type",
    "GA/T 517",
    """
    111 居民身份证 Resident identity card
    113 户口簿 Household register
    414 普通护照 Passport
    511 台湾居民来往大陆通行证 Travel permit for Taiwan residents
    516 港澳居民来往内地通行证 Travel permit for Hong Kong and Macau residents
    553 外国人永久居留身份证 Foreign permanent resident card
    554 外国人居留许可 Foreign residence permit
    990 其他 Other
    """,
)
RESIDENT_CARD = "111"
RESIDENCY = _listed(
    "residency",
    "",
    """
    here 户籍在册 Registered and living here
    elsewhere 人户分离 Living here and registered elsewhere in the city
    floating 流动人口 Come from another city
    away 户在人不在 Registered here and living elsewhere
    abroad 境外人员 From abroad
    """,
)
ROLE_AT_HOME = _listed(
    "role_at_home",
    "",
    """
    lives 居住 Lives here
    tenant 租住 Tenant
    owner 产权人 Owner
    """,
)
LIVING, OWNER = ("lives", "tenant"), "owner"
HOUSEHOLD_KIND = _listed(
    "household_kind",
    "",
    """
    family 家庭户 Family
    collective 集体户 Collective
    """,
)
ORGANISATION_KIND = _listed(
    "organisation_kind",
    "",
    """
    firm 企业 Firm
    shop 个体工商户 Shop
    public 机关事业单位 Public body
    social 社会组织 Social organisation
    school 学校 School
    clinic 医疗机构 Clinic
    other 其他 Other
    """,
)
BENEFIT_KIND = _listed(
    "benefit_kind",
    "",
    """
    dibao 低保 Subsistence allowance
    tekun 特困供养 Support for the destitute
    dibian 低保边缘 Near the subsistence line
    linshi 临时救助 Emergency aid
    gaoling 高龄津贴 Old-age allowance
    canji 残疾人补贴 Disability allowance
    youfu 优抚 Care for veterans
    other 其他 Other
    """,
)
DISABILITY_KIND = _listed(
    "disability_kind",
    "GB/T 26341",
    """
    1 视力残疾 Sight
    2 听力残疾 Hearing
    3 言语残疾 Speech
    4 肢体残疾 Body
    5 智力残疾 Intellect
    6 精神残疾 Mind
    7 多重残疾 Multiple
    """,
)
DISABILITY_DEGREE = _listed(
    "disability_degree",
    "GB/T 26341",
    """
    1 一级 First degree
    2 二级 Second degree
    3 三级 Third degree
    4 四级 Fourth degree
    """,
)
VEHICLE_KIND = _listed(
    "vehicle_kind",
    "",
    """
    car 汽车 Car
    ebike 电动自行车 Electric bicycle
    motorbike 摩托车 Motorcycle
    other 其他 Other
    """,
)
LEFT = _listed(
    "left",
    "",
    """
    moved 迁出 Moved away
    died 死亡 Died
    error 登记错误 Entered by mistake
    """,
)
