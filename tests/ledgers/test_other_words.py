"""The shared ledgers in other words: other headings, other estates, columns in another order.

What is known of the shared ones must not be known by heart.
"""

import csv
import io
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledgers import scoring

pytestmark = [pytest.mark.shared_data, pytest.mark.once]
OTHERWISE = {
    "桐花里": "阳光嘉园三期",
    "望湖新村": "幸福二村",
    "清溪街道": "河东新区街道",
    "望湖区": "城东区",
    "'户号','户主姓名','与户主\\n关系'": "'家庭编号','所属户主','家庭\\n关系'",
    "'姓  名','性别'": "'居民 姓名','性别代码'",
    "'公民身份\\n号码','出生年月日','民族'": "'证件\\n编号','出生时间','族别'",
    "'小区','楼栋单元','室号','手机号码','固定电话'": "'楼盘','栋/单元','房间','移动电话','座机'",
    "('P','备 注')": "('P','其他说明')",
    "'序号','所在网格','姓　名','身份证件号码'": "'No.','网格号','申请人','身份证'",
    "'家庭人口','保障类别','月保障金(元)'": "'人口数','低保类别','发放金额（元）'",
    "'开始享受时间','开户行及账号','联系电话'": "'审批日期','一卡通账号','联系方式'",
    "'住址','备注']": "'家庭详细地址','附注']",
    "(2,'姓名'),(3,'身份证')": "(2,'老人姓名'),(3,'身份证编号')",
    "(4,'年龄'),(5,'电话')": "(4,'周岁'),(5,'家属或本人电话')",
    "'编号','姓名','性别','证件类型'": "'人员编码','流动人员姓名','性 别','证件种类'",
    "'证件号码','手机','现住址'": "'证件号','本人电话','租住地址'",
    "'房东姓名','房东电话'": "'出租人姓名','出租人联系方式'",
    "'登记日期','离开日期'": "'入住日期','搬离日期'",
    "'网格编码','更新时间'": "'网格代码','最后修改时间'",
    "'户主姓名',head['name'],'身份证号'": "'户主',head['name'],'证件号码'",
    "'家庭住址'": "'现居住地'",
    "'家庭成员姓名','与户主关系'": "'成员姓名','称谓'",
    "'身份证号','工作单位/学校'": "'公民身份证号码','单位或学校'",
    ",'证件号码',": ",'证件号',",
    ",'手机',ph)": ",'本人电话',ph)",
    "'DATE_IN_FUTURE','登记日期'": "'DATE_IN_FUTURE','入住日期'",
}


@pytest.fixture(scope="module", params=[5, 8])
def renamed(
    request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Ledgers of the shared maker after its words were exchanged."""
    text = (shared_data / "ledgers" / "make_ledgers.py").read_text("utf-8")
    for before, after in OTHERWISE.items():
        assert before in text, before
        text = text.replace(before, after)
    folder = tmp_path_factory.mktemp("renamed")
    (folder / "maker.py").write_text(text, "utf-8")
    words = [sys.executable, str(folder / "maker.py"), str(folder / "made"), str(request.param)]
    subprocess.run(words, check=True, capture_output=True)
    return folder / "made"


def test_other_words_are_read_the_same(renamed: Path) -> None:
    for path in scoring.ledgers_in(renamed):
        faults = scoring.differences(scoring.key_of(path), scoring.read(path))
        # The key still names the columns as they were.
        assert [fault for fault in faults if not fault.endswith("not ~")] == []
    key = scoring.key_of(renamed / "merges.x")
    assert scoring.groups(scoring.merged(scoring.ledgers_in(renamed))) == scoring.groups(key)


def test_columns_in_another_order_are_read_the_same(shared_data: Path, tmp_path: Path) -> None:
    source = next(p for p in scoring.ledgers_in(shared_data / "ledgers") if p.suffix == ".csv")
    rows = list(csv.reader(io.StringIO(source.read_text("gb18030"), newline="")))
    order = list(range(len(rows[0])))
    random.Random(3).shuffle(order)
    file = io.StringIO(newline="")
    csv.writer(file).writerows([row[at] for at in order] if len(row) == 13 else row for row in rows)
    path = tmp_path / source.name
    path.write_bytes(file.getvalue().encode("gb18030"))
    (key,), (own,) = (
        scoring.key_of(source)["sheets"].values(),
        scoring.read(path)["sheets"].values(),
    )
    by_row = {row["row"]: row["values"] for row in own["rows"]}
    for row in key["rows"]:
        values = {name: value for name, value in row["values"].items() if name != "person"}
        assert {name: by_row[row["row"]].get(name) for name in values} == values
    assert key["mapping"] == own["mapping"]
