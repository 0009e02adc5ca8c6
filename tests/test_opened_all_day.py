"""What pages that are opened all day may not cost: putting queries together, and leaving rubbish behind."""

import gc
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.template import engines

from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.tests.factories import ProjectFactory

PAGES = (
    "/dashboard/",
    "/projects/",
    "/portfolios/",
    "/organisations/",
    "/projects/{}/",
    "/projects/{}/history/",
    "/projects/{}/updates/",
    "/projects/{}/milestones/",
    "/projects/{}/people/",
)


@pytest.fixture
def put_together(monkeypatch) -> Iterator[list[str]]:
    """The queries that are put together from now on."""
    found: list[str] = []
    ours = SQLCompiler.as_sql

    def as_sql(self, *args, **kwargs):
        found.append(str(self.query.model))
        return ours(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", as_sql)
    return found


@pytest.mark.parametrize("role", ["pmo", "lead", "auditor"])
def test_their_queries_are_put_together_once(client_for, put_together, role):
    home = OrganisationFactory()
    project = ProjectFactory(lead_organisation=home)
    on = {"pmo": home, "lead": project}.get(role)
    client = client_for(role, on=on)
    # What a programme office is shown of invitations is of the moment.
    home_too = () if role == "pmo" else ("/",)
    for path in (page.format(project.number) for page in (*PAGES, *home_too)):
        assert client.get(path).status_code == 200
        put_together.clear()
        client.get(path)
        assert not put_together, path


def test_a_page_with_a_macro_of_its_own_is_gone_when_it_is_drawn():
    template = engines["jinja2"].env.from_string(
        "{% macro told(each) %}{{ each.name }}{{ seen }}{% endmacro %}{{ told(each) }}"
    )
    gc.collect()
    gc.disable()
    try:
        for _ in range(20):
            assert template.render(each=SimpleNamespace(name="Ash"), seen="!") == "Ash!"
        assert gc.collect() < 20
    finally:
        gc.enable()
