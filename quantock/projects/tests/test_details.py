"""The details of a project, each section edited in its place."""

from datetime import date

import pytest

from quantock.audit.models import Event
from quantock.people.tests.factories import OrganisationFactory, UnitFactory
from quantock.portfolios.tests.factories import PortfolioFactory, ThemeFactory
from quantock.projects import services
from quantock.projects.models import LocalFact, LocalField, MembershipFact, Project, ThemeFact
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def project():
    return ProjectFactory(title="Quiet nights")


@pytest.fixture
def lead(client_for, project):
    return client_for("lead", on=project)


def at(project, page=""):
    return f"/projects/{project.number}/details/{page}"


def seen(client, address):
    return open_page(client, address).context["form"].initial["seen"]


def change(client, address, **said):
    return open_page(client, address, post={**said, "seen": seen(client, address)}, follow=True)


def test_it_works(lead, project):
    page = open_page(lead, at(project))
    assert page.heading == "Details"
    assert project.lead_organisation.name in page
    assert page.links()["Change (what it is)"] == at(project, "about/#about")


def test_a_reader_changes_nothing(client_for, project):
    page = open_page(client_for("auditor"), at(project))
    assert not [words for words in page.links() if words.startswith(("Change", "Add", "Put"))]


def test_what_it_is(lead, project):
    unit = UnitFactory(organisation=project.lead_organisation, name="Ash ward")
    said = {"category": "Planned care", "place_text": "", "led_by": "service", "reporting_days": "14"}
    said |= {"kind": "digital", "quadruple_aim": ["value", "staff"], "quality_domains": ["safe"]}
    page = change(lead, at(project, "about/"), unit=unit.pk, tags="sleep, noise , sleep", **said)
    for words in ("Ash ward", "every 14 days", "Planned care", "Digital and technology", "Safe"):
        assert words in page
    assert "Better value for money; Better work life of staff" in page
    changes = {each["field"]: each["is"] for each in Event.objects.latest("pk").changes}
    assert changes["quadruple_aim"] == "Better value for money, Better work life of staff"
    assert Project.objects.get(pk=project.pk).tags == ["sleep", "noise"]
    assert changes["tags"] == "sleep, noise"


def test_a_category_that_a_register_brought_stays_on_offer(lead):
    services.change_record(
        project := Project.objects.get(), {"category": "Military Capability"}, by=None, on=MAY
    )
    page = open_page(lead, at(project, "about/"))
    assert page.context["form"]["category"].value() == "Military Capability"
    assert "Military Capability" in change(
        lead, at(project, "about/"), category="Military Capability", reporting_days="30"
    )


def test_another_organisations_unit_cannot_be_chosen(lead, project):
    address = at(project, "about/")
    said = {"unit": UnitFactory().pk, "reporting_days": "30", "seen": seen(lead, address)}
    page = open_page(lead, address, 422, post=said)
    assert page.errors() == ["Unit: choose from the list"]


def test_what_one_left_alone_stands_as_the_other_has_it_when_both_changed_a_detail(client_for, lead, project):
    address = at(project, "about/")
    before = seen(lead, address)
    theirs = {"place_text": "Theirs", "tags": "frailty", "reporting_days": "60"}
    change(client_for("lead", on=project), address, **theirs)
    mine = {"place_text": "Mine", "reporting_days": "30", "seen": before}
    form = open_page(lead, address, 409, post=mine).context["form"]
    shown = {name: form[name].value() for name in ("place_text", "tags", "reporting_days")}
    assert shown == {"place_text": "Mine", "tags": "frailty", "reporting_days": "60"}
    again = {name: form[name].value() for name in form.fields}
    lead.post(address, {name: value for name, value in again.items() if value not in (None, False)})
    project.refresh_from_db()
    assert (project.place_text, project.reporting_days) == ("Mine", 60)
    assert project.tags == ["frailty"]


def test_two_people_changing_one_detail_see_both(client_for, lead, project):
    address = at(project, "about/")
    before = seen(lead, address)
    change(client_for("lead", on=project), address, place_text="Theirs", reporting_days="30")
    said = {"place_text": "Mine", "reporting_days": "30", "tags": "sleep", "seen": before}
    page = open_page(lead, address, 409, post=said)
    assert "Theirs" in page
    again = {**said, "seen": page.context["form"].data["seen"]}
    open_page(lead, address, post=again, follow=True)
    now = Project.objects.get(pk=project.pk)
    assert (now.place_text, now.tags) == ("Mine", ["sleep"])


def test_themes_and_how_much_it_contributes(lead, project):
    ours = ThemeFactory(name="Care closer to home", organisation=project.lead_organisation)
    ThemeFactory(name="Not ours", organisation=OrganisationFactory())
    ThemeFactory(name="Over", so_until=date(2020, 1, 1))
    address = at(project, "themes/")
    form = open_page(lead, address).context["form"]
    assert [field.label for field in form.visible_fields()] == ["Care closer to home"]
    page = change(lead, address, **{str(ours.pk): "3"})
    assert "It is what the project is for" in page
    page = change(lead, address, **{str(ours.pk): "0"})
    assert "Care closer to home" not in page
    assert ThemeFact.objects.count() == 2


def test_a_contribution_out_of_bounds_is_refused(lead, project):
    theme = ThemeFactory()
    address = at(project, "themes/")
    open_page(lead, address, 422, post={str(theme.pk): "4", "seen": seen(lead, address)})


@pytest.fixture
def fields(project):
    kinds = {"Cost code": "text", "Beds": "number", "Saved": "money", "Board date": "date", "Phase": "choice"}
    return {
        label: LocalField.objects.create(
            organisation=project.lead_organisation,
            label=label,
            key=label.casefold(),
            kind=kind,
            choices=["Pilot", "Spread"] if kind == "choice" else [],
        )
        for label, kind in kinds.items()
    }


def test_local_fields_of_every_kind(lead, project, fields):
    said = {"Cost code": "A12", "Beds": "24.5", "Saved": "1.2m", "Board date": "3/5/2026", "Phase": "Pilot"}
    address = at(project, "local-fields/")
    page = change(lead, address, **{str(fields[label].pk): value for label, value in said.items()})
    for words in ("A12", "24.5", "£1,200,000", "3 May 2026", "Pilot"):
        assert words in page
    facts = {fact.field.label: fact for fact in LocalFact.objects.now()}
    assert facts["Saved"].pence == 120_000_000
    assert facts["Board date"].on == date(2026, 5, 3)
    before = LocalFact.objects.count()
    shown = open_page(lead, address).context["form"]
    same = {name: shown[name].value() for name in shown.shown if name}
    change(lead, address, **same)
    assert LocalFact.objects.count() == before, "what is sent back as it was shown is no change"


def test_an_answer_that_is_no_value_stays_until_somebody_gives_one(lead, project, fields):
    field = fields["Board date"]
    LocalFact.objects.create(project=project, field=field, text="TBC", so_from=MAY, asserts=["text"])
    address = at(project, "local-fields/")
    assert "Answered: “TBC”" in open_page(lead, address)
    assert "TBC" in change(lead, address)
    assert "TBC" not in change(lead, address, **{str(field.pk): "3/5/2026"})


def test_another_organisations_local_field_is_not_asked(lead, project):
    LocalField.objects.create(organisation=OrganisationFactory(), label="Theirs", key="theirs")
    assert "defined no fields" in open_page(lead, at(project, "local-fields/"))


def test_who_may_see_it_says_who_that_is(lead, project):
    address = at(project, "visibility/")
    page = open_page(lead, address)
    assert f"everyone of {project.lead_organisation.name}" in page
    assert "Everyone signed in" in change(lead, address, visibility="system")
    assert Event.objects.latest("pk").changes[0]["was"] == "The organisations taking part"


def test_into_a_portfolio_shown_there_and_out_again(client_for, project):
    portfolio = PortfolioFactory(organisation=project.lead_organisation, name="Board")
    office = client_for("pmo", on=project.lead_organisation)
    page = open_page(
        office, at(project, "portfolios/add/"), post={"portfolio": portfolio.pk, "shown": "on"}, follow=True
    )
    assert "Shown to everyone with a role on this portfolio and to the office that keeps it" in page
    page = open_page(office, at(project, f"portfolios/{portfolio.pk}/show/"), post={}, follow=True)
    assert "Only those who could see it anyway see it there" in page
    out = at(project, f"portfolios/{portfolio.pk}/leave/")
    open_page(office, out, 422, post={"reason": ""})
    assert "in no portfolio" in open_page(office, out, post={"reason": "Closed"}, follow=True)
    assert MembershipFact.objects.now().get().present is False


def test_a_portfolio_office_cannot_agree_for_the_lead_organisation(client_for):
    project = ProjectFactory(visibility="system")
    portfolio = PortfolioFactory()
    office = client_for("pmo", on=portfolio)
    address = at(project, "portfolios/add/")
    open_page(office, address, post={"portfolio": portfolio.pk, "shown": "on"}, follow=True)
    row = MembershipFact.objects.now().get()
    assert (row.present, row.shown_to_holders) == (True, False)
    open_page(office, at(project, f"portfolios/{portfolio.pk}/show/"), 403, post={"shown": "yes"})


def test_a_stranger_is_not_told_of_portfolios(client_for):
    project = ProjectFactory(visibility="system")
    services.join_portfolio(project, PortfolioFactory(name="Secret plans"), shown=False, by=None, on=MAY)
    stranger = client_for("member", on=OrganisationFactory())
    for page in ("details/", "history/"):
        assert "Secret plans" not in open_page(stranger, f"/projects/{project.number}/{page}").markup
    assert "Secret plans" in open_page(client_for("auditor"), f"/projects/{project.number}/history/")


def test_somebody_elses_portfolio_is_not_offered(client_for, project):
    theirs = PortfolioFactory()
    office = client_for("pmo", on=project.lead_organisation)
    open_page(office, at(project, "portfolios/add/"), 422, post={"portfolio": theirs.pk})


def test_external_ids_are_added_and_detached(lead, project):
    page = open_page(lead, at(project, "ids/add/"), post={"value": " DHSC-7 "}, follow=True)
    assert "DHSC-7" in page
    open_page(lead, at(project, "ids/add/"), post={"value": "dhsc-7"}, follow=True)
    external = project.external_ids.get()
    page = open_page(lead, at(project, f"ids/{external.pk}/detach/"), post={}, follow=True)
    assert not project.external_ids.exists()
    assert "Detached the external id “DHSC-7”" in open_page(lead, f"/projects/{project.number}/history/")


def test_another_projects_id_cannot_be_detached_here(lead, project):
    external = services.attach_id(ProjectFactory(), "X-1", by=None)
    open_page(lead, at(project, f"ids/{external.pk}/detach/"), 404, post={})


def test_documents_are_links(lead, project):
    address = f"/projects/{project.number}/documents/"
    assert "a link to each document" in open_page(lead, address).text.casefold()
    for bad in ("javascript:alert(1)", "file:///c/plan", "ftp://x.example/plan"):
        page = open_page(lead, f"{address}add/", 422, post={"label": "Plan", "url": bad})
        assert page.errors() == ["Its address: enter an address that begins with https:// or http://"]
    for bad in ("943%20476%205919.docx", "notes_9434765919_v2", "?q=943-476-5919"):
        page = open_page(
            lead, f"{address}add/", 422, post={"label": "Plan", "url": f"https://x.example/{bad}"}
        )
        assert "seems to hold an NHS number (943 *** **19)" in page.errors()[0]
    key = {"label": "Key", "url": "https://x.example/a9434765919b/943/4765919"}
    open_page(lead, f"{address}add/", post=key, follow=True)
    project.links.all().delete()
    said = {"label": "Plan", "url": "https://teams.example/plan"}
    page = open_page(lead, f"{address}add/", post=said, follow=True)
    assert page.links()["Plan (document)"] == "https://teams.example/plan"
    assert "teams.example" in page
    link = project.links.get()
    open_page(lead, f"{address}{link.pk}/remove/", post={}, follow=True)
    assert not project.links.exists()


def test_details_cost_the_same_however_many(client_for, cost, project):
    viewer = client_for("auditor")

    def fill(number):
        for _ in range(number):
            services.attach_id(project, f"X-{project.external_ids.count()}", by=None)
            services.add_link(project, label="Plan", url="https://teams.example/", by=None)
            services.join_portfolio(project, PortfolioFactory(), shown=True, by=None, on=MAY)
            services.change_themes(project, {str(ThemeFactory().pk): 2}, by=None, on=MAY)
            services.place_in_programme(ProjectFactory(), project, by=None)

    for page in (at(project), f"/projects/{project.number}/documents/"):
        fill(2)
        few = cost(lambda page=page: viewer.get(page))
        fill(6)
        assert cost(lambda page=page: viewer.get(page)) == few <= 12
    admin = client_for("admin")
    for section in ("about", "local-fields", "themes", "visibility", "programme", "lead", "path"):
        assert cost(lambda section=section: admin.get(at(project, f"{section}/"))) <= 12, section


def test_partners_are_named_and_their_people_see_it(client_for, lead, project):
    council = OrganisationFactory(name="Combe County Council")
    address = f"/projects/{project.number}/people/"
    theirs = client_for("member", on=council)
    open_page(theirs, f"/projects/{project.number}/", 404)
    page = open_page(lead, f"{address}partners/add/", 422, post={"organisations": "Nowhere"})
    assert "is not the name or code of one organisation" in page.errors()[0]
    page = open_page(lead, f"{address}partners/add/", post={"organisations": council.code}, follow=True)
    assert "Combe County Council" in page.links()
    open_page(theirs, f"/projects/{project.number}/")
    partner = project.partners.get()
    open_page(lead, f"{address}partners/{partner.pk}/end/", post={}, follow=True)
    open_page(theirs, f"/projects/{project.number}/", 404)


def test_the_lead_organisation_is_no_partner_of_its_own(project):
    services.add_partners(project, [project.lead_organisation], by=None)
    assert not project.partners.exists()
