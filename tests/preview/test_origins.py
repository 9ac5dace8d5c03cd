"""Two origins: a script on a guest's page reaches nothing but its own page."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.preview.kit import BUNDLE, GUESTS, HERE, run_preview
from themebuilder.preview.app import create_app
from themebuilder.preview.guard import Admission

VIEW = "/themes/ward/view/"
FRAME = {"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
WRITABLE = Admission(token="link-secret", port=8756, for_edits=True, edit_token="edit-secret")
KNOWN = {"cookie": "themebuilder-8756=link-secret"}


@pytest.fixture
def ask(session):
    """Ask for an address, either of the shell's origin or of the guests'."""
    app = create_app(session, BUNDLE, WRITABLE, guest_port=8757)
    return lambda address, headers=None: TestClient(app).get(address, headers=headers)


def read_policy(answer) -> list[str]:
    return answer.headers["content-security-policy"].split("; ")


def test_only_the_shell_frames_a_guests_page(ask):
    assert "frame-ancestors http://127.0.0.1:8756" in read_policy(ask(GUESTS + VIEW))


def test_nothing_frames_the_shell_and_it_frames_only_guests_pages(ask):
    found = read_policy(ask(HERE))
    assert {"frame-ancestors 'none'", "frame-src http://127.0.0.1:8757"} <= {*found}


def test_the_policies_name_the_host_that_was_asked(ask):
    found = read_policy(ask(f"http://localhost:8757{VIEW}"))
    assert "frame-ancestors http://localhost:8756" in found


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (HERE + "/", 200),
        (GUESTS + "/", 404),
        (HERE + VIEW, 404),
        (GUESTS + VIEW, 200),
        (HERE + "/api/themes", 200),
        (GUESTS + "/api/themes", 404),
        (GUESTS + "/api/themes/ward", 404),
        (HERE + VIEW + "branding/manifest.json", 404),
        (GUESTS + VIEW + "branding/manifest.json", 200),
        (HERE + VIEW + "branding/logo.svg", 200),
    ],
)
def test_each_origin_serves_what_its_pages_need(ask, address, code):
    assert ask(address, KNOWN).status_code == code


def test_the_guests_page_holds_no_token_for_edits(ask):
    answer = ask(GUESTS + VIEW, KNOWN)
    assert '<meta name="themebuilder-shell" content="8756" />' in answer.text
    assert "secret" not in answer.text + str(answer.headers)


@pytest.mark.parametrize(
    ("address", "changed", "code"),
    [
        (GUESTS + VIEW, {}, 200),
        (GUESTS + VIEW, {"sec-fetch-site": "cross-site"}, 403),
        (GUESTS + VIEW, {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}, 403),
        (HERE + "/", {}, 403),
    ],
)
def test_pages_of_the_same_machine_get_guests_pages_only_as_frames(ask, address, changed, code):
    assert ask(address, {**FRAME, **changed}).status_code == code


def test_other_machines_need_the_token_for_guests_pages_too(session):
    app = create_app(session, BUNDLE, Admission(token="s3cret", port=8756), guest_port=8757)
    browser = TestClient(app, base_url="http://192.0.2.7:8756")
    there = "http://192.0.2.7:8757/themes/ward/view/"
    before = browser.get(there).status_code
    browser.get("/?preview-token=s3cret")
    assert (before, browser.get(there).status_code) == (403, 200)


TRIES = """async shell => {
  const refused = promise => promise.then(() => 'reached', () => 'refused');
  const write = {method: 'POST', body: '{}', credentials: 'include', headers: {
    'content-type': 'application/json', 'x-themebuilder-edit': 'guess'}};
  const simple = {method: 'POST', body: '{}', credentials: 'include', mode: 'no-cors'};
  const frame = document.createElement('iframe');
  frame.src = shell;
  document.body.append(frame);
  await new Promise(done => { frame.onload = done; setTimeout(done, 2000); });
  const read = look => { try { return look() === null ? 'refused' : 'reached'; } catch { return 'refused'; } };
  const simply = await fetch(shell + 'api/edit/save', simple).then(answer => answer.type, () => 'refused');
  return {
    page: await refused(fetch(shell, {credentials: 'include'})),
    themes: await refused(fetch(shell + 'api/themes', {credentials: 'include'})),
    write: await refused(fetch(shell + 'api/edit/save', write)),
    parent: read(() => window.parent.document),
    frame: read(() => frame.contentWindow.document.body),
    cookie: document.cookie === '' ? 'refused' : 'reached',
    simple: ['opaque', 'refused'].includes(simply) ? 'refused' : 'reached',
  };
}"""


@pytest.mark.slow
@pytest.mark.parametrize("is_without_policy", [False, True])
def test_a_script_on_a_guests_page_reaches_nothing_of_the_shell(
    session, browser, is_without_policy
):
    with (
        run_preview(session, WRITABLE) as (shell, _guests),
        browser.new_context(bypass_csp=is_without_policy) as context,
    ):
        page = context.new_page()
        page.goto(f"{shell}?theme=ward&preview-token=link-secret")
        page.frame_locator("iframe").locator("html[data-ready]").wait_for()
        token = page.evaluate("document.querySelector('meta[name=themebuilder-edit]').content")
        found = page.frames[1].evaluate(TRIES, shell)
        address = page.url
        page.goto("about:blank")
    # The link's token is gone after the first load.
    assert (token, "preview-token" in address) == ("edit-secret", False)
    assert found == dict.fromkeys(found, "refused")


@pytest.mark.slow
def test_messages_of_other_windows_change_nothing(session, window):
    with run_preview(session, WRITABLE) as (shell, _guests):
        window.goto(f"{shell}?theme=ward&uiLanguage=en&screen=landing")
        window.frame_locator("iframe").locator("html[data-ready]").wait_for()
        moved = "{to: 'shell', kind: 'moved', look: {screen: 'pin', lang: 'da'}}"
        window.evaluate(f"window.postMessage({moved}, '*')")
        window.wait_for_timeout(200)
        own = window.url
        window.frames[1].evaluate(f"window.parent.postMessage({moved}, '{shell[:-1]}')")
        # An expression would be evaluated again and again, which the page forbids.
        window.wait_for_function("() => location.search.includes('screen=pin')")
        window.goto("about:blank")
    assert "screen=pin" not in own


STYLED = {
    **BUNDLE,
    "view.html": b'<title></title><link rel="stylesheet" href="/assets/v.css">',
    "policy.txt": b"default-src 'self'; style-src 'self' 'sha256-1'",
}


def test_a_guests_page_takes_its_fonts_where_the_shell_has_them(session):
    app = create_app(session, STYLED, WRITABLE, guest_port=8757)
    page = TestClient(app).get(GUESTS + VIEW)
    assert f'href="{HERE}/assets/v.css"' in page.text
    assert f"font-src 'self' {HERE}" in read_policy(page)
    styles = next(one for one in read_policy(page) if one.startswith("style-src"))
    assert HERE in styles.split()


@pytest.mark.parametrize("host", ["[::1]", "127.0.0.1"])
def test_a_guests_page_has_its_own_fonts_where_they_cant_be_shared(session, host):
    token = "" if host == "[::1]" else "secret"
    app = create_app(session, STYLED, Admission(token=token, port=8756), guest_port=8757)
    page = TestClient(app).get(f"http://{host}:8757{VIEW}?preview-token={token}")
    assert 'href="/assets/v.css"' in page.text


def test_scripts_and_styles_may_be_read_by_guests_pages_and_by_nobody_else(ask):
    answer = ask(f"{HERE}/assets/index-1a2b.js", {"origin": GUESTS, "sec-fetch-site": "same-site"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == GUESTS
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
