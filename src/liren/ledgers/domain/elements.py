"""What a column may hold: by which headings it is known, and how its values look.

Headings are those of ledgers and exports of Chinese communities in both languages; a heading
alone never decides, its values are looked at too (`columns`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Looks(StrEnum):
    """How values look, which can be tested without knowing the heading."""

    ANY = "any"
    ID = "id"
    PHONE = "phone"
    DATE = "date"
    SEX = "sex"
    NAME = "name"
    PEOPLE = "people"
    ADDRESS = "address"
    COUNT = "count"
    MONEY = "money"
    ACCOUNT = "account"
    RELATION = "relation"
    CREDIT = "credit"


@dataclass(frozen=True)
class Element:
    """One thing that is known of a person, a household or a home."""

    code: str
    headings: Sequence[str]
    looks: Looks = Looks.ANY
    is_household: bool = False  # fills down the rows of a household
    is_many: bool = False  # several columns may hold it
    is_strict: bool = False  # a column in which no value looks like it is not it
    not_under: str = ""  # words anywhere in the heading that forbid it
    pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", re.compile("|".join(f"(?:{h})" for h in self.headings)))


PERSON = (
    "(?:居民|住户|人员|家庭成员|成员|本人|对象|申请人|申请对象|救助对象|低保对象|保障对象|老人|老年人|"
    "长者|儿童|学生|残疾人|党员|租客|租户|租住人|承租人|租住人员|流动人口|流动人员|常住人口|参保人|享受人|受益人|"
    "业主|产权人|村民|农户|志愿者|服务对象|被服务人|当事人|权利人|登记对象|走访对象|退役军人|职工|客户|被登记人)"
)
WHEN = "(?:日期|时间|年月日|年月|日|年份|月份)"
ELEMENTS: tuple[Element, ...] = (
    Element(
        "name",
        (
            f"{PERSON}?(?:的)?(?:真实|中文)?(?:姓名|名字|名)", f"{PERSON}", "姓名.{0,6}", "name",
            "full ?name", "resident ?name", "(?:被)?.{1,4}(?:者|人)姓名",
        ),
        Looks.NAME,
        not_under="单位|企业|机构|小区|网格名|银行",
    ),
    Element(
        "household_head_name", ("(?:所属|家庭)?户主(?:的)?(?:姓名|名字|名)?", "head(?: ?of ?household)?(?: ?name)?", "householder"),
        Looks.NAME, is_household=True,
    ),
    Element(
        "relation",
        ("(?:与|同|和)?(?:户主|申请人|本人|家庭|家长|承租人|业主|房主|产权人)?(?:之|的)?关系", "称谓", "家庭(?:角色|关系)", "relation(?:ship)?.*"),
        Looks.RELATION,
    ),
    Element(
        "id_number",
        (
            f"{PERSON}?(?:公民|居民)?(?:身份证件?|身份|证件)(?:的)?(?:号码?|编号|证号)?", f"{PERSON}?(?:公民)?身份证?(?:件)?号码?.{0,4}",
            "(?:二代)?身份证.{0,6}", "id(?: ?card)?(?: ?(?:no|num|number))?", "(?:citizen|identity).*", "id_?(?:number|card|no)",
        ),
        Looks.ID, is_strict=True, not_under="类型|种类|类别|地址|住址|有效|到期|机关|照片|复印|性别",
    ),
    Element("id_type", ("(?:身份)?证件?(?:类型|种类|类别|名称)", "(?:id|document)_? ?type")),
    Element("sex", ("性别", "男女", "gender", "sex"), Looks.SEX, is_strict=True),
    Element(
        "birth_date", (f"出生{WHEN}?", "生日", f"{PERSON}出生{WHEN}?", "(?:date ?of ?)?birth.*", "dob", "birth_?da(?:y|te)"),
        Looks.DATE, is_strict=True, not_under="地|证",
    ),
    Element("age_stated", ("(?:实际|现|周)?(?:年龄|岁数|周岁)", "age"), Looks.COUNT, is_strict=True),
    Element("ethnicity", ("民族", "族别", "ethnic.*", "nationality"), Looks.PEOPLE, is_strict=True),
    Element(
        "phones",
        (
            f"{PERSON}?(?:的)?(?:联系|本人|常用|家庭|移动|固定|住宅|办公|其他|备用|第一|第二)?(?:电话|手机|座机|固话|联系方式)(?:号码?|号)?[一二三123]?",
            f"{PERSON}?联系(?:电话|方式|号码)?.{{0,4}}", "(?:电话|手机|座机|联系方式).{0,6}", "宅电", "移动电话", "(?:mobile|cell|tele|contact)?_? ?(?:phone|tel|mobile)(?: ?(?:no|number|num))?\\.?",
            "contact(?: ?(?:no|number|info))?",
        ),
        Looks.PHONE, is_many=True, is_strict=True, not_under="联系人(?!电话|手机|方式)|型号|品牌|地址",
    ),
    Element("grid", ("(?:所属|所在|归属)?(?:微)?网格(?:名称|名|号)?", "grid(?: ?name)?"), is_household=True),
    Element("gridcode", ("(?:所属|所在)?网格(?:编码|代码|编号|code)", "grid ?(?:code|no|id)"), is_household=True),
    Element(
        "household_no",
        ("(?:家庭|户口簿?|户籍|住户|户)(?:编号|编码|代码|号|号码)", "household_? ?(?:no|id|number)\\.?", "家庭户号"),
        is_household=True,
    ),
    Element("household_size", ("(?:家庭|户籍|户内|常住|共同生活|户|在册|保障)?(?:总)?人口(?:数|总数)?", "(?:家庭|户内|户|保障|居住|同住)?(?:成员)?人数", "家庭成员数", "household ?size"), Looks.COUNT, is_household=True, is_strict=True),
    Element("home.estate", ("(?:所在|所属|居住)?(?:小区|楼盘|院落|家属院|楼院|花园|物业区域)(?:名称|名)?", "estate", "compound"), is_household=True),
    Element("home.building+home.unit+home.room", ("(?:小区)?(?:楼|栋|幢|座)(?:栋|号|幢)?[-/、及和]?(?:单元|门)(?:号)?[-/、及和]?(?:门牌|房|室|户)(?:号|间)?", "楼栋?(?:门牌|房|室)号?", "门牌号?码?"), is_household=True),
    Element("home.building+home.unit", ("(?:楼|栋|幢|座)(?:栋|号|幢)?[-/、及和]?(?:单元|门)(?:号)?", "building[/ ]unit"), is_household=True),
    Element("home.building", ("(?:所在|所属)?(?:楼|栋|幢|座)(?:栋|号|幢|房|宇|座)?(?:号|名称|号码)?", "building(?: ?(?:no|number))?", "block"), is_household=True),
    Element("home.unit", ("单元(?:号)?", "门洞号?", "unit(?: ?no)?", "entrance"), is_household=True),
    Element("home.room", ("(?:房|室|户室|房屋|房间|住房)(?:间)?(?:号码?|编号|号)?", "户室", "(?:room|flat|apartment)(?: ?(?:no|number))?"), is_household=True),
    Element(
        "home",
        (
            f"{PERSON}?(?:家庭|现|现居|居住|详细|联系|常住|实际|现住|租住|暂住|租赁|居家)?(?:居住)?(?:地址|住址|住所|居住地|住地|住处)(?:及门牌号?|详情|信息)?",
            "(?:家庭|现|实际|详细|居住)(?:住|居住)?(?:地|地点|详址)", "房屋(?:地址|坐落|座落|位置)", "坐落|座落", "(?:home|current|residential)? ?address",
        ),
        Looks.ADDRESS, is_household=True, not_under="户籍|户口|原籍|籍贯|单位|工作|就业|就读|学校|邮寄|通讯|证件地址|身份证地址|网址|邮箱",
    ),
    Element("benefit", ("(?:享受)?(?:救助|保障|补贴|福利|待遇|津贴)(?:项目|名称)",)),
    Element("category", ("(?:保障|低保|困难|救助|享受|补贴|残疾|优抚|特困|帮扶)?(?:人员|对象|家庭)?(?:类别|类型|等级|级别|档次)", "category"), not_under="证件|房|户籍"),
    Element(
        "amount",
        ("(?:每|当)?(?:月|年|季|人均|月人均|户月)?(?:发放|补助|补贴|救助|保障|津贴|享受|低保|补差|领取|资助|慰问|实发|应发|合计)?(?:金额|金|标准|额|资金|款|费)", "(?:月|年)?(?:补贴|津贴|补助)", "amount"),
        Looks.MONEY, is_strict=True,
    ),
    Element("start", (f"(?:开始|起始|享受|纳入|批准|审批|起|认定|领取|待遇)(?:享受|保障|发放|救助|领取|低保)?(?:的)?(?:起始|开始)?{WHEN}", "享受起始.*", "start.*"), Looks.DATE),
    Element("bank_account", ("(?:开户行|银行|开户银行|社保卡|一卡通|收款|领款|发放)?(?:名称)?(?:及|和|/)?(?:银行)?(?:账|帐|卡)(?:号|户)码?", "bank ?account.*"), Looks.ACCOUNT),
    Element("landlord_name", ("landlord(?: ?name)?",), Looks.NAME),
    Element("landlord_phones", ("landlord ?(?:phone|mobile|tel)",), Looks.PHONE, is_many=True),
    Element("registered", (f"(?:登记|录入|采集|入住|来本?[市区地]|申报|办理|建档|入户)(?:的)?{WHEN}", "registered.*"), Looks.DATE),
    Element("left", (f"(?:离开|迁出|搬离|注销|搬出|退租|离去|迁离|离市)(?:的)?{WHEN}", "left.*"), Looks.DATE),
    Element("updated", (f"(?:最后|最近|数据)?(?:更新|修改|变更|维护)(?:的)?{WHEN}", "updated?(?:_| )?(?:at|time|date)?"), Looks.DATE),
    Element("legacy_id", ("(?:人员|登记|系统|记录|档案|居民|信息|流水|原系统|业务|数据)?(?:编号|编码|流水号|代码)", "(?:人员|记录|系统)id", "record ?(?:no|id)")),
    Element("org_name", ("(?:单位|企业|商户|机构|组织|公司|店铺|社会组织|经营者)(?:名称|全称|名)", "(?:organi[sz]ation|company)(?: ?name)?"), not_under="工作|就业|服务处所"),
    Element("org_code", ("(?:统一)?(?:社会)?信用代码(?:证号)?", "统一代码", "(?:unified )?(?:social )?credit ?code"), Looks.CREDIT),
    Element("registered_address", (".*(?:户籍|户口|原籍|证件|身份证).*(?:地址|所在地|地|住址)", "籍贯", "户籍")),
    Element("resident_status", ("人户(?:状态|情况|关系)", "人口(?:类别|类型|性质|状态)", "户籍(?:类型|类别|性质|状态)", "户口(?:性质|类型|类别)", "人员(?:状态|类型)", "居住(?:状态|状况|情况|类型)", "在住(?:状态|情况)")),
    Element("education", ("(?:最高)?(?:学历|文化程度|文化水平|受教育程度)", "education.*")),
    Element("marital_status", ("婚姻(?:状况|状态|情况)?", "婚否", "marital.*")),
    Element("political_status", ("政治面[貌目]", "political.*")),
    Element("occupation", ("职业(?:类别)?", "从业状况", "就业(?:状况|情况|状态)", "职务", "occupation")),
    Element("workplace", ("(?:工作|服务|就业|就读)(?:单位|处所|学校|地点|场所)?(?:[/及和或]学校|名称)?", "单位[/及和或]学校", "单位", "学校", "workplace|employer|school")),
    Element("tenure", ("(?:房屋|住房|居住)(?:性质|产权|来源|类型|类别|方式|权属)", "产权性质", "tenure")),
    Element("demand", ("(?:困难|需求|诉求|服务|主要)(?:诉求|需求|情况)?(?:及诉求|及需求)?", "有何困难")),
    Element("visit_date", (f"(?:走访|入户|上门|采集|巡访)(?:的)?{WHEN}",), Looks.DATE),
    Element("visitor", ("(?:走访|采集|登记|填表|填报|录入|入户|调查)(?:人|人员|员)(?:姓名|签字|签名)?", "网格员(?:姓名)?")),
    Element("remark", ("备注(?:信息|说明)?", "附注", "说明", "其他(?:说明|情况|备注)?", "备考", "remarks?", "notes?", "comments?")),
)  # fmt: skip
BY_CODE = {element.code: element for element in ELEMENTS}
NUMBERING = re.compile(r"序号|行号|顺序号?|项次|编次|№|no\.?|num|index|#|s/?n")
MONTH = re.compile(r"(?:(\d{4})年)?(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?")
HOME_PARTS = frozenset(
    {
        "home", "home.estate", "home.building", "home.unit", "home.room", "home.building+home.unit",
        "home.building+home.room", "home.building+home.unit+home.room",
    }
)  # fmt: skip
HOUSEHOLD = frozenset(e.code for e in ELEMENTS if e.is_household) | HOME_PARTS
