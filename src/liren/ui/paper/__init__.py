"""Official paper as PDF: Typst sets the pages, a package brings the Chinese fonts.

Both are read when a page is asked for, so that a server starts without them; `problem` names what
is missing, for `liren doctor` and for whoever asks in vain. Values are handed over as data, never
as markup, so nothing that somebody typed can change a page.
"""

from liren.ui.paper.typesetting import (
    PaperMissing,
    Size,
    code_of,
    problem,
    require_paper,
    typeset,
)

__all__ = ["PaperMissing", "Size", "code_of", "problem", "require_paper", "typeset"]
