"""Rules of the house that no linter knows. When a review finds the same thing twice, it gets a rule here."""

import ast
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.rules import LOCKS, ROOT, files, lines_with, read, tracked
from tools import locks

TEMPLATES = list(files(".jinja", under="quantock"))
SETTINGS = "quantock/config/settings.py"


def none_of(found: list[str], why: str) -> None:
    assert not found, f"{why}:\n" + "\n".join(found)


# Code


def test_views_reach_records_only_through_the_door():
    views = [
        path for path in files(".py", under="quantock", tests=False) if "views" in path.with_suffix("").parts
    ]
    none_of(
        lines_with(r"\.objects\b|_default_manager\b", views),
        "use fetch or visible, or a function of queries.py",
    )


def test_nothing_is_marked_safe_by_hand():
    found = lines_with(r"\bmark_safe\b|\bSafeString\b", files(".py", under="quantock"))
    none_of(found, "use format_html, or Markup for our own constants")


def test_no_loose_ends():
    mine = [path for path in files() if path.name != "test_rules.py" and str(path) not in LOCKS]
    none_of(lines_with(r"\b(TODO|FIXME|XXX|HACK|WIP)\b", mine), "do it, or open an issue")


def test_no_file_is_too_long():
    code = files(".py", ".jinja", ".js", ".scss", ".css", ".md")
    written = [path for path in code if path.name != "CHANGELOG.md" and "migrations" not in path.parts]
    long = [f"{path}: {len(read(path).splitlines())} lines" for path in written]
    none_of([line for line in long if int(line.split()[-2]) > 500], "split it by noun")


def test_no_function_is_too_long():
    found = []
    for path in files(".py", tests=False):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 60:
                    found.append(f"{path}:{node.lineno}: {node.name} has {length} lines")
    none_of(found, "split it")


def test_every_app_and_engine_has_tests():
    code = list(files(".py", under="quantock", tests=False))
    apps = {path.parent for path in code if path.name in {"models.py", "urls.py", "views.py"}}
    engines = {Path(*path.parts[:3]) for path in code if path.parts[1] == "engines" and len(path.parts) > 3}
    tested = {path.parent.parent for path in tracked() if path.match("tests/test_*.py")}
    untested = {app for app in (apps | engines) - tested if app.name != "config"}
    none_of(sorted(map(str, untested)), "no tests")


# Addresses


def patterns(resolver: URLResolver | None = None) -> list[RoutePattern]:
    """The patterns of our own routes."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if not str(entry.urlconf_name).startswith(("<module 'allauth", "[")):
                found += patterns(entry)
        elif isinstance(entry, URLPattern) and isinstance(entry.pattern, RoutePattern):
            found.append(entry.pattern)
    return found


def test_addresses_are_lower_case_hyphenated_and_typed():
    found = []
    for pattern in patterns():
        fixed = re.sub(r"<[^>]*>", "", str(pattern))
        if not re.fullmatch(r"[a-z0-9/.-]*", fixed) or re.search(r"<\w+>", str(pattern)):
            found.append(str(pattern))
    none_of(found, "lower-case words joined by hyphens, and <type:name>")


# Templates


# What names a template besides a view. Panels of the overview are included by the name that their app gives.
NAMES_A_PART = re.compile(
    r"(?:\b(?:include|import|from|extends)\s+|Panel\(|(?:field_|form_)?template_name\w*\s*=\s*)[\"']([^\"']+)"
)


def test_every_template_has_the_layout_or_is_a_part():
    """A part is a file of macros, is included by another, or renders a form or a field."""
    texts = map(read, (*TEMPLATES, *files(".py", under="quantock", tests=False)))
    parts = set(chain.from_iterable(map(NAMES_A_PART.findall, texts)))
    found = []
    for path in TEMPLATES:
        name = str(path).split("/jinja2/")[-1]
        if not ("{% extends" in read(path) or name in parts or "components/" in name):
            found.append(str(path))
    none_of(found, "extends no layout and is part of nothing")


def test_no_styles_in_templates():
    pages = [path for path in TEMPLATES if path.name != "weekly_mail.jinja"]  # a message loads no style sheet
    none_of(lines_with(r"\sstyle\s*=|<style\b", pages), "the content security policy refuses it: use a class")


def test_days_in_tables_are_short():
    """14 Jan 2026: columns of days line up and are narrow, on every page alike. Sentences say 14 January 2026, and so do the
    values of a history; a table of those says its other days like them."""
    days = r"<td\b(?:(?!</td>).)*\|\s*say_date\b"
    pages = [
        path
        for path in TEMPLATES
        if path.parts[-2:] not in {("projects", "history.jinja"), ("desk", "earlier.jinja")}
    ]
    none_of(lines_with(days, pages), "say_short_date, in a table")


def test_no_scripts_in_templates():
    none_of(
        lines_with(r"<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']", TEMPLATES),
        "a module in web/static, please",
    )


def test_no_data_is_printed_unescaped():
    none_of(
        lines_with(r"\|\s*safe\b|autoescape\s+false", TEMPLATES),
        "only Markup made by our own code is unescaped",
    )


def test_no_slow_macros_in_loops():
    """1,000 tag macros take 50 ms, plain rows 1 ms (field notes, STYLE section 6)."""
    found = []
    for path in TEMPLATES:
        depth = 0
        for number, line in enumerate(read(path).splitlines(), 1):
            depth += len(re.findall(r"{%-?\s*for\b", line))
            if depth and re.search(r"{{-?\s*(table|summaryList|card|tag)\(", line):
                found.append(f"{path}:{number}: {line.strip()}")
            depth -= len(re.findall(r"{%-?\s*endfor\b", line))
    none_of(found, "write plain markup with the component's classes")


# Settings, dependencies, locks


def settings_variables() -> list[str]:
    """Every environment variable that the settings read."""
    found: set[str] = set()
    for name in re.findall(r"\b(?:env\.\w+)\(\s*\"([A-Z_]+)\"", read(ROOT / SETTINGS)):
        found.add(name)
    return sorted(found)


def test_every_setting_is_documented():
    names = settings_variables()
    assert {"SECRET_KEY", "DATABASE_URL", "DEBUG"} <= set(names)
    text = read(ROOT / "docs/configuration.md")
    none_of([name for name in names if f"`{name}`" not in text], "missing in docs/configuration.md")
    described = re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE)
    none_of(set(described) - set(names), "described in docs/configuration.md, but nothing reads it")


def test_every_setting_is_tested():
    tests = "\n".join(read(path) for path in files() if "tests" in path.parts and path.suffix == ".py")
    none_of(
        [name for name in settings_variables() if not re.search(rf"\b{name}\b", tests)], "no test names it"
    )


def test_text_follows_the_size_that_its_reader_asks_for():
    styles = [path for path in files(".scss") if path.name.startswith("_")]
    assert styles
    found = lines_with(r"(?:font-size|line-height):\s*[\d.]+px", styles)
    none_of(found, "a size in pixels stays as it is for who sets larger text in the browser: use rem")


def test_every_dependency_says_what_it_is_for():
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    direct = chain(project["project"]["dependencies"], *extras.values(), *groups.values())
    found = []
    for dependency in direct:
        line = next(line for line in read(ROOT / "pyproject.toml").splitlines() if f'"{dependency}"' in line)
        if "#" not in line and not dependency.startswith(("types-", "django-stubs")):
            found.append(dependency)
    none_of(found, "no comment in pyproject.toml says what it is for")


def test_lock_files_do_not_say_where_from():
    none_of(locks.findings(), "names an address or a path, or has no hashes")


def test_no_registry_and_no_path_of_one_machine():
    here = [path for path in files() if path.name not in {"test_rules.py", "package-lock.json"}]
    registries = r"pypi\.org|pythonhosted|npmjs\.|deb\.debian|registry\.[a-z]+\.|PIP_INDEX|index-url\s*="
    machine = r"(?<![\w.])/(work|root|home/\w+|Users/\w+)/"
    none_of(
        lines_with(f"{registries}|{machine}", here), "no file may name a registry or a path of this machine"
    )


@pytest.mark.parametrize("name", ["README.md", "DEVELOPERS.md", "CHANGELOG.md", "docs/configuration.md"])
def test_the_documents_are_there(name):
    assert (ROOT / name).read_text().startswith("# ")
