"""What a page owes to people who cannot see, point or wait: axe-core, the keyboard, narrow screens."""

from importlib.resources import files
from typing import Any, Final

from playwright.sync_api import Page

_AXE: Final = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Parts out of sight are not laid out (content-visibility), and axe-core, which scrolls to each, then
# measures colours in the wrong place: it gets the page laid out whole, as who scrolls there sees it.
_RUN: Final = """async (tags) => {
  const whole = new CSSStyleSheet();
  whole.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets.push(whole);
  const found = await axe.run({ runOnly: tags, resultTypes: ["violations"], preload: false });
  document.adoptedStyleSheets.pop();
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    [rule.id, node.target.join(" "), node.html.slice(0, 200), node.failureSummary].join(" | ")));
}"""
_CUT: Final = """(rows) => {
  for (const list of document.querySelectorAll("main :is(ul, ol, dl, tbody)")) {
    Array.from(list.children).slice(rows).forEach((one) => one.remove());
  }
}"""
# Backwards: then the page stops with each at its upper edge, where the head covers what it can.
_STOPS: Final = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const is_seen = (shown) => Array.from(shown.getClientRects()).some((box) => {
    const inset = Math.min(box.height, 20) / 2;
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    return [box.top + inset, box.top + box.height / 2, box.bottom - inset].some((y) => {
      const top = document.elementFromPoint(x, y);
      return top && (shown.contains(top) || top.contains(shown) && top.closest("main"));
    });
  });
  const all = document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']");
  const stops = [];
  for (const one of Array.from(all).reverse()) {
    one.focus();
    if (document.activeElement !== one) { continue; }
    if (!is_seen(one)) { await frame(); }  // the row of the menu comes back when one is at the top
    const style = getComputedStyle(one);
    const is_marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    stops.push([one.outerHTML.slice(0, 120), is_seen(one), is_marked]);
  }
  return stops;
}"""
_MOVING: Final = """() => Array.from(document.querySelectorAll("*")).filter((one) => {
  const style = getComputedStyle(one);
  return style.animationName !== "none" || /[1-9]/.test(style.transitionDuration);
}).map((one) => one.outerHTML.slice(0, 120))"""
_WIDER: Final = "document.documentElement.scrollWidth - innerWidth"


def cut(page: Page, rows: int) -> None:
    """Leave so many entries in each list and table: the others are made alike, and take long."""
    page.evaluate(_CUT, rows)


def axe_faults(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it is shown now."""
    page.evaluate(_AXE)
    found: list[str] = page.evaluate(_RUN, _TAGS)
    return found


def lost_stops(page: Page) -> list[tuple[str, str]]:
    """Return the stops of the keyboard that cannot be seen, are covered or bear no mark of focus."""
    page.keyboard.press("Tab")  # from now on marks are those of the keyboard
    stops: list[Any] = page.evaluate(_STOPS)
    assert len(stops) > 5
    return [
        (html, fault)
        for html, is_seen, is_marked in stops
        for fault in (*(() if is_seen else ("covered",)), *(() if is_marked else ("unmarked",)))
    ]


def moving_parts(page: Page) -> list[str]:
    """Return what moves although the reader asked for no motion, as the page does from now on.

    A mark that still fades in would be measured halfway.
    """
    page.emulate_media(reduced_motion="reduce")
    found: list[str] = page.evaluate(_MOVING)
    return found


def overflows(page: Page, *widths: int) -> dict[int, int]:
    """Return by how many pixels the page is wider than a window of each width, where it is.

    320 pixels are WCAG 1.4.10 (400 % zoom on 1280), 720 are 200 % on 1440.
    """
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate(_WIDER)
    return {width: pixels for width, pixels in found.items() if pixels > 0}
