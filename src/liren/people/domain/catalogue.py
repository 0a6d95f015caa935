"""The catalogue of elements: every field of the register, its meaning and its rules.

Owners follow `standards.md`: identity comes from the police, money from civil affairs, disability
from the federation, everything that is seen at the door from the community. Where a department
has no desk on this site, the community keeps its elements (ADR 21).
"""

from collections.abc import Mapping
from functools import partial

from liren.people.domain import codes
from liren.people.domain.elements import (
    EVERYBODY,
    OFFICES,
    Element,
    Kind,
    Level,
    Mask,
    Owner,
    Proposer,
    Sensitivity,
)

DUTY = "个人信息保护法第十三条第一款第三项：为履行法定职责所必需"
CONSENT = "个人信息保护法第十三条第一款第一项：取得个人的同意"
SENSITIVE = "个人信息保护法第二十八条：具有特定的目的和充分的必要性，单独同意或法定职责"
POLICE = Owner(Level.CITY, "police")
CIVIL_AFFAIRS = Owner(Level.STREET, "civil-affairs")
DISABLED = Owner(Level.DISTRICT, "disabled-federation")
COMMUNITY = Owner(Level.COMMUNITY)
YEAR = 365

person = partial(Element, subject="person", basis=DUTY)
identity = partial(person, owner=POLICE, keep_days=10 * YEAR)
contact = partial(
    person,
    sensitivity=Sensitivity.SEALED,
    mask=Mask.PHONE,
    kind=Kind.PHONE,
    fresh_days=YEAR,
    keep_days=YEAR,
)
listed = partial(person, kind=Kind.CODE, keep_days=3 * YEAR)

PERSON = (
    identity(field="name", name="姓名", name_en="Name", is_required=True),
    identity(field="sex", name="性别", name_en="Sex", kind=Kind.CODE, codes=codes.SEX),
    identity(field="birth_date", name="出生日期", name_en="Born", kind=Kind.PART_DATE),
    identity(
        field="id_type",
        name="证件类型",
        name_en="Kind of document",
        kind=Kind.CODE,
        codes=codes.ID_TYPE,
    ),
    identity(
        field="id_number",
        name="证件号码",
        name_en="Number of document",
        kind=Kind.ID_NUMBER,
        longest=30,
        sensitivity=Sensitivity.SEALED,
        mask=Mask.ID_NUMBER,
        basis=SENSITIVE,
        is_indexed=True,
        keep_days=3 * YEAR,
    ),
    identity(
        field="ethnic_group",
        name="民族",
        name_en="Ethnic group",
        kind=Kind.CODE,
        codes=codes.ETHNIC_GROUP,
    ),
    identity(field="nationality", name="国籍", name_en="Nationality", longest=3),
    listed(
        field="marital_status",
        name="婚姻状况",
        name_en="Marital status",
        codes=codes.MARITAL_STATUS,
        owner=CIVIL_AFFAIRS,
    ),
    listed(field="education", name="文化程度", name_en="Education", codes=codes.EDUCATION),
    listed(
        field="political_status",
        name="政治面貌",
        name_en="Political status",
        codes=codes.POLITICAL_STATUS,
    ),
    listed(
        field="residency",
        name="人口类型",
        name_en="Kind of resident",
        codes=codes.RESIDENCY,
        fresh_days=YEAR,
    ),
    person(
        field="registered_address",
        name="户籍地址",
        name_en="Registered address",
        longest=200,
        owner=POLICE,
        mask=Mask.ADDRESS,
        keep_days=3 * YEAR,
    ),
    person(
        field="home",
        name="现住址",
        name_en="Home",
        kind=Kind.PLACE,
        is_required=True,
        fresh_days=YEAR,
    ),
    contact(field="phone", name="联系电话", name_en="Telephone", is_indexed=True),
    contact(field="second_phone", name="备用电话", name_en="Second telephone", is_indexed=True),
    contact(
        field="other_phones",
        name="其他电话",
        name_en="Other telephones",
        kind=Kind.PHONES,
        longest=200,
        mask=Mask.ALL,
    ),
    contact(
        field="email",
        name="电子邮箱",
        name_en="E-mail address",
        kind=Kind.EMAIL,
        longest=120,
        mask=Mask.EMAIL,
        basis=CONSENT,
    ),
    person(
        field="lives_alone",
        name="自述独居",
        name_en="Says to live alone",
        kind=Kind.YES_NO,
        keep_days=YEAR,
    ),
    person(
        field="remark", kind=Kind.WORDS, name="备注", name_en="Remark", longest=400, keep_days=YEAR
    ),
    person(
        field="left_on",
        name="离开日期",
        name_en="Left on",
        kind=Kind.DATE,
        proposers=EVERYBODY | {Proposer.LANDLORD},
    ),
    person(field="left_why", name="离开原因", name_en="Why", kind=Kind.CODE, codes=codes.LEFT),
)

household = partial(Element, subject="household", basis=DUTY)
HOUSEHOLD = (
    household(field="number", name="户号", name_en="Number of the household", longest=40),
    household(
        field="kind",
        name="户类型",
        name_en="Kind of household",
        kind=Kind.CODE,
        codes=codes.HOUSEHOLD_KIND,
        sensitivity=Sensitivity.INTERNAL,
    ),
    household(field="home", name="住址", name_en="Home", kind=Kind.PLACE, is_required=True),
    household(field="size", name="家庭人口", name_en="Members", kind=Kind.NUMBER, fresh_days=YEAR),
    household(
        field="demand", kind=Kind.WORDS, name="家庭诉求", name_en="What they asked for", longest=400
    ),
)


def _record(subject: str, field: str, name: str, name_en: str) -> Element:
    return Element(
        subject=subject,
        field=field,
        name=name,
        name_en=name_en,
        kind=Kind.RECORD,
        basis=DUTY,
        is_required=True,
        proposers=OFFICES,
    )


def _period(subject: str, since: tuple[str, str], until: tuple[str, str]) -> tuple[Element, ...]:
    day = partial(Element, subject=subject, kind=Kind.DATE, basis=DUTY)
    return (
        day(field="since", name=since[0], name_en=since[1]),
        day(field="until", name=until[0], name_en=until[1]),
    )


MEMBERSHIP = (
    _record("membership", "person", "成员", "Member"),
    _record("membership", "household", "户", "Household"),
    Element(
        subject="membership",
        field="relation",
        name="与户主关系",
        name_en="Relation to the head",
        kind=Kind.CODE,
        codes=codes.RELATION,
        is_required=True,
        owner=POLICE,
        basis=DUTY,
    ),
    *_period("membership", ("入户日期", "Member since"), ("出户日期", "Member until")),
)
RESIDENCE = (
    _record("residence", "person", "人员", "Person"),
    Element(
        subject="residence",
        field="home",
        name="房屋",
        name_en="Home",
        kind=Kind.PLACE,
        is_required=True,
        basis=DUTY,
    ),
    Element(
        subject="residence",
        field="role",
        name="人房关系",
        name_en="Owner, tenant or living here",
        kind=Kind.CODE,
        codes=codes.ROLE_AT_HOME,
        is_required=True,
        basis=DUTY,
        fresh_days=YEAR // 2,
    ),
    Element(
        subject="residence",
        field="share",
        name="产权份额（万分之）",
        name_en="Share in ten thousandths",
        kind=Kind.NUMBER,
        basis=DUTY,
    ),
    *_period("residence", ("起始日期", "Since"), ("结束日期", "Until")),
)

organisation = partial(
    Element, subject="organisation", basis=DUTY, sensitivity=Sensitivity.INTERNAL
)
ORGANISATION = (
    organisation(field="name", name="单位名称", name_en="Name", is_required=True, longest=120),
    organisation(
        field="kind",
        name="单位类型",
        name_en="Kind of organisation",
        kind=Kind.CODE,
        codes=codes.ORGANISATION_KIND,
    ),
    organisation(
        field="credit_code",
        name="统一社会信用代码",
        name_en="Unified social credit code",
        kind=Kind.CREDIT_CODE,
        longest=18,
        owner=Owner(Level.DISTRICT, "market-supervision"),
    ),
    organisation(
        field="location", name="地址", name_en="Address", kind=Kind.PLACE, is_required=True
    ),
    organisation(field="phone", name="单位电话", name_en="Telephone", longest=40),
)
POSITION = (
    _record("position", "person", "人员", "Person"),
    _record("position", "organisation", "单位", "Organisation"),
    Element(
        subject="position", field="title", name="职务", name_en="Position", basis=DUTY, longest=60
    ),
    *_period("position", ("任职日期", "In office since"), ("离任日期", "In office until")),
)

benefit = partial(Element, subject="benefit", owner=CIVIL_AFFAIRS, basis=SENSITIVE)
BENEFIT = (
    _record("benefit", "person", "享受人", "Person"),
    benefit(
        field="kind",
        name="待遇类型",
        name_en="Kind of benefit",
        kind=Kind.CODE,
        codes=codes.BENEFIT_KIND,
        is_required=True,
    ),
    benefit(field="category", name="保障类别", name_en="Class", longest=40),
    benefit(field="amount", name="月保障金", name_en="Monthly amount", kind=Kind.MONEY),
    benefit(
        field="bank_account",
        name="开户行及账号",
        name_en="Bank account",
        longest=80,
        sensitivity=Sensitivity.SEALED,
        mask=Mask.ALL,
        keep_days=YEAR,
    ),
    *_period("benefit", ("开始享受时间", "Since"), ("停发时间", "Until")),
)
PAYMENT = (
    _record("payment", "benefit", "待遇", "Benefit"),
    Element(
        subject="payment",
        field="month",
        name="发放月份",
        name_en="Month",
        kind=Kind.MONTH,
        owner=CIVIL_AFFAIRS,
        basis=DUTY,
        is_required=True,
    ),
    Element(
        subject="payment",
        field="amount",
        name="发放金额",
        name_en="Amount",
        kind=Kind.MONEY,
        owner=CIVIL_AFFAIRS,
        basis=DUTY,
    ),
)

certificate = partial(Element, subject="certificate", owner=DISABLED, basis=SENSITIVE)
CERTIFICATE = (
    _record("certificate", "person", "持证人", "Holder"),
    certificate(
        field="number",
        name="残疾人证号",
        name_en="Number of the certificate",
        longest=24,
        sensitivity=Sensitivity.SEALED,
        mask=Mask.ALL,
        is_indexed=True,
    ),
    certificate(
        field="disability",
        name="残疾类别",
        name_en="Kind of disability",
        kind=Kind.CODE,
        codes=codes.DISABILITY_KIND,
    ),
    certificate(
        field="degree",
        name="残疾等级",
        name_en="Degree",
        kind=Kind.CODE,
        codes=codes.DISABILITY_DEGREE,
    ),
    *_period("certificate", ("发证日期", "Issued"), ("有效期至", "Valid until")),
)

vehicle = partial(Element, subject="vehicle", basis=DUTY)
VEHICLE = (
    _record("vehicle", "person", "车主", "Owner"),
    vehicle(field="plate", name="号牌", name_en="Plate", longest=20, is_required=True),
    vehicle(
        field="kind",
        name="车辆类型",
        name_en="Kind of vehicle",
        kind=Kind.CODE,
        codes=codes.VEHICLE_KIND,
    ),
    vehicle(field="colour", name="颜色", name_en="Colour", longest=20),
    *_period("vehicle", ("登记日期", "Since"), ("注销日期", "Until")),
)

visit = partial(Element, subject="visit", basis=DUTY, owner=COMMUNITY)
VISIT = (
    _record("visit", "household", "户", "Household"),
    visit(field="on", name="走访日期", name_en="Visited on", kind=Kind.DATE, is_required=True),
    visit(field="visitor", name="走访人", name_en="Visited by", longest=80),
    visit(
        field="note",
        kind=Kind.WORDS,
        name="走访记录",
        name_en="Note",
        longest=400,
        keep_days=3 * YEAR,
    ),
)

ALL = (
    *PERSON,
    *HOUSEHOLD,
    *MEMBERSHIP,
    *RESIDENCE,
    *ORGANISATION,
    *POSITION,
    *BENEFIT,
    *PAYMENT,
    *CERTIFICATE,
    *VEHICLE,
    *VISIT,
)
BY_CODE: Mapping[str, Element] = {element.code: element for element in ALL}
BY_SUBJECT: Mapping[str, Mapping[str, Element]] = {
    subject: {element.field: element for element in ALL if element.subject == subject}
    for subject in dict.fromkeys(element.subject for element in ALL)
}
