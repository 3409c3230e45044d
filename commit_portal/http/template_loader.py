"""Loads the portal's own pages as they are sent: without the white space that is for the eye of an editor."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"\n[ \t]+")
# A line that has nothing but such a tag. The end of the line before it stays, so what is shown stays apart.
TAG_ALONE = re.compile(
    r"(?<=\n)(\{% (?:if|elif|else|endif|for|empty|endfor|with|endwith|load)\b[^\n{}]*%\})\n"
)


class Loader(filesystem.Loader):
    """Django's loader of DIRS. Lines of HTML lose their indentation, and the end of a line with only a tag goes."""

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        if not origin.name.endswith(".html"):
            return contents
        return TAG_ALONE.sub(r"\1", INDENTATION.sub("\n", contents))
