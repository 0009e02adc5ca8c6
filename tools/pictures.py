"""The pictures of README and docs, taken anew from a running demonstration: `.venv/bin/python -m tools.pictures`.

They come out the same as long as pages and demonstration do; look at them before committing.
"""

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDTH, HEIGHT = 1280, 800
PICTURES = {
    "projects.png": ("Tom Ellis", "/projects/"),
    "project.png": ("Tom Ellis", "/projects/1/"),
    "changed.png": ("Adaeze Balogun", "/compare/"),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--site", default="http://localhost:8000")
    site = options.parse_args().site
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Pictures need Debian's chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(base_url=site, viewport={"width": WIDTH, "height": HEIGHT})
        for name, (somebody, address) in PICTURES.items():
            page.goto("/demonstration/")
            page.get_by_role("button", name=somebody).click()
            page.wait_for_url("**/")
            page.goto(address)
            page.screenshot(path=DOCS / name)
        browser.close()


if __name__ == "__main__":
    main()
