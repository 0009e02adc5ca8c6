"""`open_page`: fetch a page as a test reads it, and check what every page must be."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.markup import Element, parse

CONTROLS = ("input", "select", "textarea")
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


class Page:
    """An answer and its markup."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        self.markup = response.content.decode()
        self.document = parse(self.markup)

    @property
    def context(self) -> Mapping[str, Any]:
        """What the view gave its template."""
        return self.response.context_data or {}  # type: ignore[attr-defined, no-any-return]

    @property
    def main(self) -> Element:
        return self.document.first("main") or self.document

    @property
    def text(self) -> str:
        """What <main> says, in single spaces."""
        return self.main.text

    @property
    def heading(self) -> str:
        found = self.document.first("h1")
        return found.text if found else ""

    def links(self) -> dict[str, str]:
        """Where each link of <main> leads, by its words."""
        return {link.name: link.get("href") for link in self.main.every("a")}

    def rows(self) -> list[list[str]]:
        """The texts of every body row of every table."""
        bodies = (body for table in self.main.every("table") for body in table.every("tbody"))
        return [[cell.text for cell in row.every("td", "th")] for body in bodies for row in body.every("tr")]

    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        summaries = (e for e in self.main.every() if "nhsuk-error-summary" in e.get("class").split())
        return [item.text for summary in summaries for item in summary.every("li")]

    def __contains__(self, words: str) -> bool:
        return words in self.text


def open_page(
    client: Client,
    url: str,
    status: int = 200,
    *,
    post: Mapping[str, Any] | None = None,
    follow: bool = False,
) -> Page:
    """GET (or POST) a page of ours, check its status and that it is a good page."""
    response = client.get(url, follow=follow) if post is None else client.post(url, post, follow=follow)
    assert response.status_code == status, f"{url} answered {response.status_code}, not {status}"
    page = Page(response)
    found = faults(page.document)
    assert not found, f"{url}:\n" + "\n".join(found)
    return page


def faults(document: Element) -> list[str]:
    """A sentence for each way in which this is not a good page."""
    return [
        *_heading(document),
        *_ids(document),
        *_fields(document),
        *_choices(document),
        *_links(document.first("main") or document),
        *_styles_and_scripts(document),
        *_cells(document),
        *_macros(document),
    ]


def _macros(document: Element) -> list[str]:
    """A name that a layout imports hides what a view gives by the same name."""
    return ["a macro stands where a value is wanted"] if "<Macro" in document.text else []


def _heading(document: Element) -> list[str]:
    headings = [heading.text for heading in document.every("h1")]
    if len(headings) != 1:
        return [f"one h1 is wanted, there are {len(headings)}: {headings}"]
    title = next((title.text for title in document.every("title") if not title.within("svg")), "")
    found = [] if headings[0] in title else [f"the title {title!r} does not repeat the h1 {headings[0]!r}"]
    main = document.first("main") or document
    bands = (each for each in main.children if isinstance(each, Element) and each.get("class") == "band")
    about = next((name for band in bands for name in band.every("a", "h1")), None)
    if about and "#" not in about.get("href") and about.text not in title:
        found.append(f"the title {title!r} does not name {about.text!r}, whose page this is")
    failed = any("nhsuk-error-summary" in element.get("class").split() for element in document.every())
    if failed and not title.startswith("Error: "):
        found.append(f"a form failed, but the title {title!r} does not begin with 'Error: '")
    return found


def _ids(document: Element) -> list[str]:
    counted = Counter(element.get("id") for element in document.every() if element.has("id"))
    return [f"the id {name!r} is there {count} times" for name, count in counted.items() if count > 1]


def _fields(document: Element) -> list[str]:
    controls = [e for e in document.every(*CONTROLS) if e.get("type") not in UNLABELLED]
    labels = list(document.every("label"))
    targets = {label.get("for") for label in labels if label.has("for")}
    ids = {
        element.get("id") for element in document.every(*CONTROLS, "output", "meter", "progress", "button")
    }
    found = [f"the label {label.text!r} has no words" for label in labels if not label.name]
    for label in labels:
        if label.has("for"):
            if label.get("for") not in ids:
                found.append(f"the label {label.text!r} belongs to no field ({label.get('for')!r})")
        elif (
            label.first("input") is None and label.first("select") is None and label.first("textarea") is None
        ):
            found.append(f"the label {label.text!r} belongs to no field")
    for control in controls:
        named = control.get("aria-label") or control.get("aria-labelledby") or control.get("title")
        if not (named or control.get("id") in targets or control.within("label")):
            found.append(f"the field {control.get('name') or control.get('id')!r} has no label")
    return found


def _choices(document: Element) -> list[str]:
    """Django's own word for nothing chosen is a row of hyphens."""
    dashes = [option for option in document.every("option") if set(option.text) == {"-"}]
    return [f"{len(dashes)} options are hyphens: say “Choose” or “None”"] if dashes else []


def _links(main: Element) -> list[str]:
    places: defaultdict[str, set[str]] = defaultdict(set)
    found = []
    for link in main.every("a"):
        if not link.has("href"):
            continue
        if not link.name:
            found.append(f"the link to {link.get('href')} has no words")
        places[link.name].add(link.get("href"))
    return found + [
        f"links called {words!r} lead to different places: {', '.join(sorted(to))}"
        for words, to in places.items()
        if words and len(to) > 1
    ]


def _styles_and_scripts(document: Element) -> list[str]:
    found = []
    for element in document.every():
        if element.has("style") or (element.tag == "style" and not element.within("svg")):
            found.append(f"a style in the page, on <{element.tag}>: the content security policy refuses it")
        if any(name.startswith("on") for name in element.attributes):
            found.append(
                f"a script in an attribute of <{element.tag}>: the content security policy refuses it"
            )
        is_code = element.get("type") in ("", "module", "text/javascript")
        if element.tag == "script" and is_code and not element.has("src"):
            found.append("a script in the page: the content security policy refuses it")
    return found


def _cells(document: Element) -> list[str]:
    empty = [
        cell
        for cell in document.every("td", "th")
        if not cell.name and not any(cell.every("input", "svg", "button", "select"))
    ]
    return [f"{len(empty)} empty table cells: say what is not there"] if empty else []
