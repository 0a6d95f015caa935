"""The tree of classes, read once and walked in memory: it has hundreds of rows, not thousands."""

from collections import defaultdict
from dataclasses import dataclass, field

from liren.cases.models import Category


@dataclass(frozen=True)
class CategoryTree:
    """All classes by id, with the way up and the way down."""

    by_id: dict[int, Category]
    children: dict[int | None, list[Category]] = field(default_factory=dict)

    def below(self, pk: int) -> list[int]:
        """A class and everything finer."""
        found, waiting = [], [pk]
        while waiting:
            current = waiting.pop()
            found.append(current)
            waiting.extend(child.pk for child in self.children.get(current, ()))
        return found

    def line(self, pk: int | None) -> list[int]:
        """A class and everything coarser, from the finest on."""
        found: list[int] = []
        while pk is not None and pk in self.by_id and pk not in found:
            found.append(pk)
            pk = self.by_id[pk].parent_id
        return found

    def names(self, pk: int | None) -> list[str]:
        """The names from the root down to a class."""
        return [self.by_id[each].name for each in reversed(self.line(pk))]

    def flat(self) -> list[tuple[int, Category]]:
        """Every class with its depth, parents before children."""
        found: list[tuple[int, Category]] = []
        waiting = [(0, root) for root in reversed(self.children.get(None, []))]
        while waiting:
            depth, category = waiting.pop()
            found.append((depth, category))
            finer = self.children.get(category.pk, [])
            waiting.extend((depth + 1, child) for child in reversed(finer))
        return found


def category_tree(tree: str = "") -> CategoryTree:
    """All classes or those of one tree, in one statement; without the key words learning reads."""
    rows = list(
        (Category.objects.filter(tree=tree) if tree else Category.objects).defer("keywords")
    )
    children: dict[int | None, list[Category]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append(row)
    return CategoryTree({row.pk: row for row in rows}, dict(children))
