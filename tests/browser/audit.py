"""What every page must be: axe finds nothing, no sideways scrolling, one heading, a title."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(found => found.violations.map(
    one => one.id + ": " + one.nodes.map(node => node.target.join(" ") + " " + node.failureSummary).join(" | ")))"""
TOO_WIDE = """() => {
    const room = document.documentElement.clientWidth, wide = document.documentElement.scrollWidth;
    if (wide <= room) return [];
    const beyond = [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > room + 1);
    return [`${wide} px`, ...beyond.slice(0, 5).map(one => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 40)}`)];
}"""
HAS_AXE = "() => 'axe' in window"


@cache
def _axe() -> str:
    return AXE.read_text()


def faults(page: Page) -> list[str]:
    """Everything that is wrong with the page that is open, in words; empty when nothing is."""
    if not page.evaluate(HAS_AXE):
        page.evaluate(_axe())
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    wide: list[Any] = page.evaluate(TOO_WIDE)
    found += [f"scrolls sideways: {one}" for one in wide]
    headings = page.locator("h1").all_inner_texts()
    if len(headings) != 1:
        found.append(f"h1: {headings}")
    if " – IgPath" not in page.title() or page.title().startswith(" –"):
        found.append(f"title: {page.title()!r}")
    return found
