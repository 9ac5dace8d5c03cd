"""Pages from Jinja templates that lie beside the code."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from typing import Any

from themebuilder.core.messages import _, _n, get_language


def render_template(path: str, /, **values: Any) -> str:  # noqa: ANN401 - as the template asks
    """Return the template at *path* in themebuilder/, filled in; ``.html.j2`` escapes what it is given."""
    page: str = _make_environment().get_template(path).render(**values)
    return page


@cache
def _make_environment() -> Any:  # noqa: ANN401 - imported at run time
    import jinja2  # noqa: PLC0415 - `--help` needs none

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("themebuilder", ""),
        autoescape=jinja2.select_autoescape(("html.j2",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(_=_, _n=_n, get_language=get_language)
    environment.filters["base64"] = lambda data: b64encode(data).decode("ascii")
    environment.filters["md"] = escape_markdown
    return environment


def escape_markdown(text: str) -> str:
    """Text that Markdown leaves as it is, also within a table."""
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", " ".join(text.split()))
