"""What the register is told of a line, element by element, and what stays with the import.

`elements.toml` knows headings and nothing else: each of its elements is one of the register's
catalogue (`TAKEN`), or is kept in the import only, with the reason (`KEPT`).
"""

from collections.abc import Mapping

from liren.core.errors import sentence

from .homes import NOWHERE, Home
from .identity import is_id_number
from .lines import Values

TAKEN: Mapping[str, str] = {
    "name": "person.name",
    "id_type": "person.id_type",
    "id_number": "person.id_number",
    "sex": "person.sex",
    "birth_date": "person.birth_date",
    "ethnicity": "person.ethnic_group",
    "phones": "person.phone",
    "registered_address": "person.registered_address",
    "resident_status": "person.residency",
    "education": "person.education",
    "marital_status": "person.marital_status",
    "political_status": "person.political_status",
    "left": "person.left_on",
    "remark": "person.remark",
    "home": "person.home",
    "home.estate": "person.home",
    "home.building": "person.home",
    "home.unit": "person.home",
    "home.room": "person.home",
    "home.building+home.unit": "person.home",
    "home.building+home.room": "person.home",
    "home.building+home.unit+home.room": "person.home",
    "relation": "membership.relation",
    "household_no": "household.number",
    "household_size": "household.size",
    "demand": "household.demand",
    "benefit": "benefit.kind",
    "category": "benefit.category",
    "amount": "benefit.amount",
    "start": "benefit.since",
    "bank_account": "benefit.bank_account",
    "payments[]": "payment.amount",
    "visit_date": "visit.on",
    "visitor": "visit.visitor",
    "org_name": "organisation.name",
    "org_code": "organisation.credit_code",
}
KEPT: Mapping[str, str] = {
    "household_head_name": sentence("The head is known by the relation of the members."),
    "age_stated": sentence("The age follows from the date of birth."),
    "grid": sentence("The grid follows from the home."),
    "gridcode": sentence("The grid follows from the home."),
    "landlord_name": sentence("It is somebody else's. Landlords say themselves what they let."),
    "landlord_phones": sentence("It is somebody else's. Landlords say themselves what they let."),
    "registered": sentence("It is the day of another program's entry."),
    "updated": sentence("It says of when the line is."),
    "legacy_id": sentence("It is the number of another program."),
    "occupation": sentence("The register has no such element yet."),
    "workplace": sentence("The register has no such element yet."),
    "tenure": sentence("Who owns and who rents is asked of the landlord."),
}
PLAIN = {  # taken as it was read
    "name": "name", "id_number": "id_number", "sex": "sex", "birth_date": "birth_date",
    "ethnicity": "ethnic_group", "registered_address": "registered_address",
    "education": "education", "marital_status": "marital_status", "remark": "remark",
    "political_status": "political_status",
}  # fmt: skip
DOCUMENTS = {"身份证": "居民身份证", "护照": "普通护照", "台胞证": "台湾居民来往大陆通行证"}
OTHER_DOCUMENT, CARD = "990", "111"
RESIDENCIES = {
    "常住": "户籍在册", "户籍": "户籍在册", "户籍人口": "户籍在册", "常住人口": "户籍在册",
    "本地": "户籍在册", "人在户在": "户籍在册", "流动": "流动人口", "外来人口": "流动人口",
    "暂住": "流动人口", "人在户不在": "人户分离", "空挂户": "户在人不在",
}  # fmt: skip
EDUCATIONS = {
    "研究生": "研究生教育", "硕士": "研究生教育", "博士": "研究生教育", "大学": "大学本科教育",
    "本科": "大学本科教育", "大学本科": "大学本科教育", "大专": "大学专科教育",
    "专科": "大学专科教育", "中专": "中等职业教育", "职高": "中等职业教育",
    "高中": "普通高级中学教育", "初中": "初级中学教育",
    "小学": "小学教育",
}  # fmt: skip
MARRIAGES = {"离异": "离婚"}
PARTIES = {"党员": "中共党员", "预备党员": "中共预备党员", "团员": "共青团员"}
RELATIONS = {
    "儿子": "子", "女儿": "女", "丈夫": "夫", "妻子": "妻", "爱人": "配偶", "儿": "子",
    "父": "父亲", "母": "母亲", "长子": "子", "次子": "子", "三子": "子", "独子": "子",
    "长女": "女", "次女": "女", "三女": "女", "独女": "女", "媳": "儿媳", "媳妇": "儿媳",
    "婿": "女婿", "外孙": "外孙子", "兄弟": "兄弟姐妹", "其他": "其他亲属", "亲属": "其他亲属",
}  # fmt: skip
OTHER_BENEFIT = "other"
WORDS: Mapping[str, Mapping[str, str]] = {
    "education": EDUCATIONS, "marital_status": MARRIAGES, "political_status": PARTIES,
}  # fmt: skip
BENEFITS = {"残疾补贴": "残疾人补贴", "特困": "特困供养", "高龄补贴": "高龄津贴"}


def said_of_person(values: Values) -> dict[str, object]:
    """What a line says of a person, by the register's names; where they live is looked up."""
    told: dict[str, object] = {}
    for code, field in PLAIN.items():
        if text := text_in(values, code):
            told[field] = WORDS.get(field, {}).get(text, text)
    if text := text_in(values, "resident_status"):
        told["residency"] = RESIDENCIES.get(text, text)
    told |= _document(values) | _phones(values)
    if len(day := text_in(values, "left")) == 10:
        told["left_on"] = day
    return told


def _document(values: Values) -> dict[str, object]:
    """The kind of document; what is no identity card has one of its own."""
    number, kind = text_in(values, "id_number"), text_in(values, "id_type")
    if not number:
        return {}
    if is_id_number(number):
        return {"id_type": CARD}
    return {"id_type": DOCUMENTS.get(kind, kind) or OTHER_DOCUMENT}


def _phones(values: Values) -> dict[str, object]:
    found = values.get("phones")
    numbers = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
    told: dict[str, object] = dict(zip(("phone", "second_phone"), numbers, strict=False))
    return told | ({"other_phones": numbers[2:]} if numbers[2:] else {})


def said_of_benefit(values: Values) -> dict[str, object]:
    """What a line says of a benefit; nothing where it names none."""
    kind = text_in(values, "benefit")
    if not kind:
        return {}
    told: dict[str, object] = {"kind": BENEFITS.get(kind, kind)}
    for code, field in (("category", "category"), ("bank_account", "bank_account")):
        if text := text_in(values, code):
            told[field] = text
    if amount := cents(text_in(values, "amount")):
        told["amount"] = amount
    if start := text_in(values, "start"):
        told["since"] = f"{start}-01" if len(start) == 7 else start
    return told


def payments_in(values: Values) -> dict[str, int]:
    """What was paid, by month, in cents."""
    found = values.get("payments")
    rows = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    told = {one["month"]: cents(one["amount"]) for one in rows if len(one["month"]) == 7}
    return {month: amount for month, amount in told.items() if amount and month[0] != "-"}


def cents(text: str) -> int:
    """Money as the register counts it."""
    whole, _, rest = text.replace(",", "").partition(".")
    return int(whole) * 100 + int(f"{rest}00"[:2]) if whole.isdecimal() and text else 0


def relation_in(values: Values) -> str:
    """The relation to the head in the words of the national list."""
    text = text_in(values, "relation")
    return RELATIONS.get(text, text)


def text_in(values: Values, code: str) -> str:
    """A value that is a text; nothing where there is none."""
    found = values.get(code)
    return found if isinstance(found, str) else ""


def home_in(values: Values) -> Home:
    """Where somebody lives, as far as it is told; a stored line has it as a list."""
    found: object = values.get("home")
    if isinstance(found, Home):
        return found
    return Home(*map(str, found)) if isinstance(found, list) and len(found) == 4 else NOWHERE
