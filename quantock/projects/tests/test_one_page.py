"""One project on one sheet: the same as page, PDF and Word; never longer; money only for those who may see it."""

import io
import re
from datetime import date

import docx
import pytest
import time_machine

from quantock.engines.documents.tests.reading import pdf_text
from quantock.projects import services
from quantock.projects.models import MoneyFact
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

WHAT = {"span": "whole-life", "basis": "budget", "nature": "capital"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 11, 2), tick=False):
        yield


@pytest.fixture
def project():
    return ProjectFactory(title="Falls on Ash ward", track="full", visibility="system")


def at(project, shape=""):
    return f"/projects/{project.number}/one-page/{shape}"


def update(project, **said):
    draft = services.open_update(project, by=None, on=date(2026, 10, 20))
    draft = services.save_update(draft, {"confidence": "amber", **said}, by=None)
    services.publish_update(draft, by=None)


def letters(text):
    return re.sub(r"[\W_]+", "", text)


def written(content):
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return letters(" ".join([paragraph.text for paragraph in document.paragraphs] + cells))


def sections_of(page):
    return [section.text for section in page.main.every("section")]


def test_page_pdf_and_word_say_the_same(client_for, project):
    update(project, done="Alarms fitted.", decisions="Buy or lease?", decide_by=date(2026, 11, 30))
    MoneyFact.objects.create(project=project, so_from=date(2026, 5, 1), pence=150_000_000, **WHAT)
    auditor = client_for("auditor")
    page = open_page(auditor, at(project))
    assert "Buy or lease? By 30 November 2026." in page
    assert "Amber" in page
    assert page.rows()[-1] == ["Whole-life budget, capital", "£1,500,000", "1 May 2026"]
    pdf, word = auditor.get(at(project, "pdf/")), auditor.get(at(project, "word/"))
    assert pdf["Content-Disposition"] == f'attachment; filename="{project.ref}-2026-11-02.pdf"'
    assert word["Content-Disposition"] == f'attachment; filename="{project.ref}-2026-11-02.docx"'
    for shape in (letters(pdf_text(pdf.content)), written(word.content)):
        for said in (*sections_of(page)[0].split(". "), *(cell for row in page.rows() for cell in row)):
            assert letters(said) in shape, said
        assert letters("Buy or lease? By 30 November 2026.") in shape
        assert letters("Falls on Ash ward") in shape


def test_it_holds_on_one_sheet_whatever_people_write(client_for, project):
    long = "A long text with many words in it. " * 40
    services.change_record(project, {"title": "A very long name " * 15}, by=None, on=date(2026, 10, 1))
    update(project, why=long, done=long, next=long, decisions=long, support=long)
    pdf = client_for("auditor").get(at(project, "pdf/")).content
    assert pdf.count(b"/Type/Page/") == 1


def test_money_is_in_no_shape_of_it_for_those_who_may_not_see_it(client_for, project):
    MoneyFact.objects.create(project=project, so_from=date(2026, 5, 1), pence=150_000_000, **WHAT)
    viewer = client_for("viewer")
    assert "Money" not in sections_of(open_page(viewer, at(project)))
    assert "£" not in " ".join(sections_of(open_page(viewer, at(project))))
    assert "1500000" not in letters(pdf_text(viewer.get(at(project, "pdf/")).content))
    assert "1500000" not in written(viewer.get(at(project, "word/")).content)


def test_what_nobody_has_said_is_said(client_for, project):
    page = open_page(client_for("auditor"), at(project))
    for said in ("No aim is written yet.", "Nothing has been reported yet.", "nobody has rated it yet."):
        assert said in page


def test_the_project_leads_to_it(client_for, project):
    page = open_page(client_for("auditor"), f"/projects/{project.number}/")
    assert page.links()["One page to print"] == at(project)
