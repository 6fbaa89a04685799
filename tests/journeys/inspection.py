"""What a machine sees of every page: axe in both themes, on phone and desktop, and no sideways scroll."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

VIEWPORTS = {"phone": {"width": 320, "height": 640}, "desktop": {"width": 1280, "height": 800}}
AXE = "rules => axe.run({resultTypes: ['violations'], ...rules}).then(found => found.violations)"
EVERYTHING, COLOURS = {}, {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def complaints(page: Page) -> list[str]:
    """What is wrong with the page as it stands, one line each. It is loaded once: width and theme change under it."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for device, viewport in VIEWPORTS.items():
        page.set_viewport_size(viewport)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > viewport["width"]:
            found.append(f"{device}: scrolls sideways to {width} pixels")
        for theme, rules in {"light": EVERYTHING, "dark": COLOURS}.items():  # a theme changes nothing but colours
            page.emulate_media(color_scheme=theme)
            for violation in page.evaluate(AXE, rules):
                targets = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
                found.append(f"{device}, {theme}: {violation['id']}: {violation['help']}: {'; '.join(targets[:5])}")
    return found
