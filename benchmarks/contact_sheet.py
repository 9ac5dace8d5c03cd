"""All themes' pictures, logos and tab icons on one sheet, to look at them side by side.

``python -m benchmarks.contact_sheet SHEET.png PACKAGES [PACKAGES]``: with a second folder of built
packages, such as those of an earlier commit, each theme's pictures stand beside the earlier ones.
"""

from __future__ import annotations

import json
import sys
import zipfile
from base64 import b64encode
from pathlib import Path

from jinja2 import Environment

from themebuilder.packages.model import WEBAPP3_FOLDER
from themebuilder.preview.screenshots import launch_chromium

_SHEET = """<!doctype html><meta charset="utf-8"><style>
body { margin: 12px; font: 13px/1.3 sans-serif; background: #e9e9ec; display: inline-block }
h2 { font-size: 14px; margin: 10px 0 4px } .row, .tabs { display: flex; gap: 8px }
.view { width: 400px; height: 225px; position: relative; overflow: hidden; background: #fff }
.view > img { width: 100%; height: 100%; object-fit: cover }
.veil { position: absolute; inset: 0 }
.view p { position: absolute; inset: 88px 20px; color: #fff; font-weight: bold; text-align: center; margin: 0 }
.card { position: absolute; inset: 34px 60px; display: flex; background: #fff; border-radius: 8px; overflow: hidden }
.card > * { width: 50%; object-fit: cover } .card div { display: grid; place-items: center }
.card img { max-width: 84px; max-height: 40px } .card > img { max-width: 50%; max-height: none }
.icons { display: flex; gap: 8px; align-items: center; padding: 12px; background: #fff }
.icons.dark { background: #2b2b33 }
.tabs { flex-wrap: wrap } .tab { width: 160px; padding: 6px 8px; background: #fff; border-radius: 8px;
display: flex; gap: 6px; white-space: nowrap; overflow: hidden } .tabs.dark { background: #202027 }
.tabs.dark .tab { background: #33333d; color: #eee }
</style>
{% for side in sides %}{% for tone in ["light", "dark"] %}<div class="tabs {{ tone }}">
{% for one in side.values() %}<div class="tab"><img src="{{ one.favicon }}" width="16" height="16">{{ one.title }}</div>
{% endfor %}</div><br>{% endfor %}{% endfor %}
{% for name in names %}<h2>{{ name }}</h2><div class="row">{% for side in sides if name in side %}
{% with one = side[name] %}
<div class="view"><img src="{{ one.background }}"><div class="veil" style="background: {{ one.veil }}"></div>
<div class="card"><div><img src="{{ one.logo }}"></div><img src="{{ one.jumbotron }}"></div></div>
<div class="view"><img src="{{ one.jumbotron }}"></div>
<div class="view"><img src="{{ one.screen }}"><p>Vent venligst.<br>Du kommer snart ind.</p></div>
<div><div class="icons"><img src="{{ one.logo }}" style="max-width: 168px; max-height: 80px"></div>
{% for tone in ["light", "dark"] %}<div class="icons {{ tone }}">{% for size in [16, 24, 32, 64] %}
<img src="{{ one.favicon }}" width="{{ size }}" height="{{ size }}">{% endfor %}</div>{% endfor %}</div>
{% endwith %}{% endfor %}</div>{% endfor %}"""
_TYPES = {"jpg": "jpeg", "svg": "svg+xml", "ico": "x-icon", "png": "png"}


def main(sheet: str, *folders: str) -> None:
    """Write the sheet of the packages in *folders*."""
    sides = [_read_packages(Path(folder)) for folder in folders]
    html = Environment(autoescape=True).from_string(_SHEET).render(sides=sides, names=[*sides[0]])
    with launch_chromium() as browser:
        page = browser.new_page(viewport={"width": 1480 * len(sides), "height": 900})
        page.set_content(html)
        page.screenshot(path=sheet, full_page=True)


def _read_packages(folder: Path) -> dict[str, dict[str, str]]:
    ending = "-webapp3.zip"
    files = sorted(folder.glob(f"*{ending}"))
    return {file.name.removesuffix(ending): _read_theme(file) for file in files}


def _read_theme(file: Path) -> dict[str, str]:
    service = file.with_name(file.name.replace("webapp3", "service-theme"))
    files = _read_zip(file) | _read_zip(service)
    manifest = json.loads(files["manifest.json"])
    shade = 255 if manifest.get("overlay") == "light" else 0
    named = {**manifest["images"], "favicon": manifest["favicon"]["href"]}
    return {
        "title": manifest["appTitle"],
        "veil": f"rgb({shade} {shade} {shade} / {manifest.get('overlayOpacity', 0)})",
        "screen": _encode("theme-background.jpg", files),
        **{slot: _encode(name.removeprefix("./"), files) for slot, name in named.items()},
    }


def _read_zip(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {
            name.removeprefix(WEBAPP3_FOLDER): archive.read(name) for name in archive.namelist()
        }


def _encode(name: str, files: dict[str, bytes]) -> str:
    kind = _TYPES[name.rpartition(".")[2]]
    return f"data:image/{kind};base64,{b64encode(files[name]).decode()}"


if __name__ == "__main__":
    main(*sys.argv[1:])
