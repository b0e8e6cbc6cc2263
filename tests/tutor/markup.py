"""HTML as a reader sees it."""

import html
import re


def text(markup):
    return html.unescape(re.sub(r"<[^>]+>", "", markup))
