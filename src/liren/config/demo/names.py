"""Invented names of places, and the other ways in which people write them."""

# No division code begins with 99: nothing here can be mistaken for a real place.
CITY = ("云汀市", "Yunting City", "990100000000")
DISTRICT = ("临溪区", "Linxi District", "990102000000")
STREET = ("清溪街道", "Qingxi Street", "990102001000")

COMMUNITIES = (
    ("桐花社区", "Tonghua Community"),
    ("柳岸社区", "Liu'an Community"),
    ("荷风社区", "Hefeng Community"),
    ("石桥社区", "Shiqiao Community"),
    ("书带社区", "Shudai Community"),
    ("古井社区", "Gujing Community"),
    ("稻香社区", "Daoxiang Community"),
    ("竹外社区", "Zhuwai Community"),
    ("听雨社区", "Tingyu Community"),
    ("长亭社区", "Changting Community"),
    ("望山社区", "Wangshan Community"),
    ("杏林社区", "Xinglin Community"),
    ("渡口社区", "Dukou Community"),
    ("桂雨社区", "Guiyu Community"),
    ("晴川社区", "Qingchuan Community"),
    ("半塘社区", "Bantang Community"),
    ("松月社区", "Songyue Community"),
)
_SLAB_ESTATES = (
    ("梧桐", "Wutong"),
    ("青禾", "Qinghe"),
    ("银杏", "Yinxing"),
    ("兰汀", "Lanting"),
    ("槐荫", "Huaiyin"),
    ("枫林", "Fenglin"),
    ("海棠", "Haitang"),
    ("紫藤", "Ziteng"),
    ("红叶", "Hongye"),
    ("芳草", "Fangcao"),
    ("杨柳", "Yangliu"),
    ("丁香", "Dingxiang"),
)
_TOWER_ESTATES = (
    ("清溪", "Qingxi"),
    ("云水", "Yunshui"),
    ("明月", "Mingyue"),
    ("溪山", "Xishan"),
    ("星河", "Xinghe"),
    ("春晓", "Chunxiao"),
    ("松间", "Songjian"),
    ("澄湖", "Chenghu"),
    ("鹭洲", "Luzhou"),
    ("远山", "Yuanshan"),
    ("花间", "Huajian"),
    ("晴岚", "Qinglan"),
)
_SLAB_ENDINGS = (("苑", "Court"), ("园", "Garden"), ("新村", "Village"), ("坊", "Lane"))
_TOWER_ENDINGS = (("里", "Terrace"), ("庭", "Place"), ("居", "House"), ("台", "Heights"))
_NUMERALS = "零一二三四五六七八九"


def estate_name(community: int, row: int, pair: int) -> tuple[str, str]:
    """The name of an estate; 梧桐苑 and 清溪里 come first."""
    tower = row % 2 == 1
    stems = _TOWER_ESTATES if tower else _SLAB_ESTATES
    endings = _TOWER_ENDINGS if tower else _SLAB_ENDINGS
    turn, at = divmod(community * 2 + row // 2 + pair * 2, len(stems))
    (stem, stem_en), (ending, ending_en) = stems[at], endings[turn]
    return stem + ending, f"{stem_en} {ending_en}"


def chinese_number(number: int) -> str:
    """A number below one hundred as people say it: 十二, 二十, 三十五."""
    tens, ones = divmod(number, 10)
    words = _NUMERALS[ones] if ones or not tens else ""
    if tens == 0:
        return words
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + words


def building_names(number: int, tower: bool) -> tuple[str, tuple[str, ...]]:
    """The name on the wall, and the other names people use."""
    spoken = chinese_number(number)
    name = f"{number}幢" if tower else f"{number}号楼"
    others = (f"{number}号楼", f"{number}幢", f"{number}栋", f"{spoken}号楼", f"{spoken}幢")
    return name, tuple(other for other in others if other != name)


def unit_aliases(building: int, unit: int) -> tuple[str, ...]:
    """Ways to write a unit with its building."""
    return (
        f"{building}号楼{unit}单元",
        f"{building}幢{unit}单元",
        f"{building}-{unit}",
        f"{chinese_number(building)}号楼{chinese_number(unit)}单元",
    )


def home_aliases(building: int, unit: int, room: int) -> tuple[str, ...]:
    """Ways to write a home with its building and unit."""
    return (
        f"{building}号楼{unit}单元{room}",
        f"{building}幢{unit}单元{room}室",
        f"{building}-{unit}-{room}",
        f"{building}号楼{room}" if unit == 1 else f"{building}号楼{unit}单元{room}室",
    )
