"""The search page: what one may see, in order, marked; and nothing else, in lists, counts or suggestions."""

from datetime import date

import pytest
from django.core.management import call_command

from quantock.access import Role
from quantock.accounts.tests.factories import grant
from quantock.desk.queries import search as queries
from quantock.people.models import Person
from quantock.people.services.joining import person_of
from quantock.people.tests.factories import OrganisationFactory, PersonFactory
from quantock.projects import services
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid.tests.factories import EntryFactory
from quantock.web.services import set_word
from tests.pages import open_page

APRIL = date(2026, 4, 1)


def titles(page):
    return [
        " ".join(words.split()[:-1]).replace(" ,", ",")
        for words, where in page.links().items()
        if where.startswith("/projects/") and where[10:11].isdigit() and not where.endswith("/people/")
    ]


def test_it_works(client_for):
    ours = OrganisationFactory(name="Combe Vale Hospitals", code="RCV")
    ProjectFactory(title="Falls on Ash ward", lead_organisation=ours, charter={"aim": "Half as many by May"})
    page = open_page(client_for("member", on=ours), "/search/?q=falls")
    assert titles(page) == ["Falls on Ash ward"]
    assert "1 project that you may see has this word." in page
    assert "<mark>Falls</mark> on Ash ward" in page.markup
    assert "P-0001 · Combe Vale Hospitals · Active" in page


def test_where_the_words_stand_is_shown_marked_and_harmless(client_for):
    aim = "Nobody <b>falls</b> & nobody waits"
    ProjectFactory(title="Quiet nights", charter={"aim": aim})
    page = open_page(client_for("auditor"), "/search/?q=falls")
    assert "Nobody &lt;b&gt;<mark>falls</mark>&lt;/b&gt; &amp; nobody waits" in page.markup
    assert "Aim:" in page


def test_what_one_may_not_see_is_nowhere(client_for):
    ours, theirs = OrganisationFactory(name="Ours"), OrganisationFactory(name="Theirs")
    secret = ProjectFactory(title="Secret falls", lead_organisation=theirs, visibility="team")
    ProjectFactory(title="Our falls", lead_organisation=ours)
    archived = ProjectFactory(title="Archived falls", lead_organisation=ours)
    type(archived).objects.filter(pk=archived.pk).update(archived_at="2026-06-01T00:00Z")
    services.involve(secret, role=Role.LEAD, person=PersonFactory(name="Falls Expert"), by=None, on=APRIL)
    member = client_for("member", on=ours)
    for address in ("/search/?q=falls", "/search/?q=falls&kind=projects", "/search/?q=falls&kind=people"):
        page = open_page(member, address)
        assert "Secret" not in page.markup
        assert "Archived" not in page.markup
        assert "Expert" not in page.markup
        assert "1 project that you may see" in page
    assert "2 projects and 1 person that you may see have this word" in open_page(
        client_for("auditor"), "/search/?q=falls"
    )


def test_people_are_known_by_what_they_do_where_one_may_see_it(client_for):
    ours, theirs = OrganisationFactory(), OrganisationFactory()
    tom = person_of(client_for(name="Tom Ellis").user)
    seen = ProjectFactory(title="Ward rotas", lead_organisation=ours)
    unseen = ProjectFactory(title="Theirs alone", lead_organisation=theirs)
    for project in (seen, unseen):
        services.involve(project, role=Role.LEAD, person=tom, by=None, on=APRIL)
    member = client_for("member", on=ours)
    page = open_page(member, "/search/?q=ellis")
    assert "Tom Ellis Project lead: Ward rotas" in page
    assert "Theirs alone" not in page
    assert tom.email not in page.markup
    services.end_involvement(seen.involvements.get(), by=None, on=APRIL)
    assert "Nothing that you may see" in open_page(member, "/search/?q=ellis&kind=people")
    assert "Tom Ellis" in open_page(client_for("admin"), "/search/?q=tom")


def test_a_number_leads_to_its_project_first(client_for):
    for title in ("One", "Two", "Bay 1 and bay 2", "2 more falls"):
        ProjectFactory(title=title)
    auditor = client_for("auditor")
    for words in ("P-0002", "2", "0002", "p2"):
        assert titles(open_page(auditor, f"/search/?q={words}"))[0] == "Two", words
    assert titles(open_page(auditor, "/search/?q=2")) == ["Two", "2 more falls", "Bay 1 and bay 2"]


def test_titles_come_before_the_rest_and_the_newest_first(client_for):
    ProjectFactory(title="Falls, the first")
    ProjectFactory(title="Falls, the second")
    ProjectFactory(title="Quiet nights", charter={"problem": "Falls at night"})
    page = open_page(client_for("auditor"), "/search/?q=falls")
    assert titles(page) == ["Falls, the second", "Falls, the first", "Quiet nights"]


def test_organisations_by_former_name_and_code(client_for):
    from quantock.people.services.organisations import add_organisation, change_organisation

    said = {"name": "Combe Vale", "code_system": "ods", "code": "RCV"}
    body = add_organisation(said=said, by=None)
    change_organisation(organisation=body, said={"name": "Somer Trust"}, by=None, on=APRIL)
    member = client_for()
    page = open_page(member, "/search/?q=combe+vale")
    assert "Somer Trust" in page
    assert "Formerly: Combe Vale" in page
    assert "Code: RCV" in open_page(member, "/search/?q=rcv")


def test_other_peoples_words_for_ours(client_for):
    ours = OrganisationFactory()
    member = client_for("member", on=ours)
    assert "Sponsor is our word for “SRO”" in open_page(member, "/search/?q=SRO")
    assert "Project is our word for “workstream”" in open_page(member, "/search/?q=workstream")
    set_word(organisation_id=ours.pk, word="Huddle", means="Ten minutes at the board.", by=member.user)
    assert "Ten minutes at the board." in open_page(member, "/search/?q=huddle")
    assert "Ten minutes" not in open_page(client_for(), "/search/?q=huddle")


def test_pages_go_by_key(client_for, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(5):
        ProjectFactory(title=f"Falls {number}", charter={"aim": "Rest"})
    auditor = client_for("auditor")
    address, seen = "/search/?q=falls&kind=projects", []
    while address:
        page = open_page(auditor, address)
        seen += titles(page)
        where = page.links().get("Next page", "")
        address = f"/search/{where}" if where else ""
    assert seen == [f"Falls {number}" for number in (4, 3, 2, 1, 0)]
    for nonsense in ("1-x", "9-1", "-", "1-99999999999999999999", "%00"):
        assert titles(open_page(auditor, f"/search/?q=falls&kind=projects&after={nonsense}"))[0] == "Falls 4"


def test_a_thousand_is_more_than_counted(client_for, monkeypatch):
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    ProjectFactory.create_batch(3, charter={"aim": "Fewer falls"})
    page = open_page(client_for("auditor"), "/search/?q=falls")
    assert "More than 2 projects" in page
    assert "Projects 2+" in page


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("", 200, "Find projects, organisations and people by any words"),
        ("?q=", 200, "Find projects"),
        ("?q=the", 200, "holds no word to search for"),
        ("?q=%22%27%28%29*%5E-%3A%7B%7D", 200, "holds no word to search for"),
        ("?q=falls%22+OR+NEAR(*)+AND+-x%3A", 200, "Nothing that you may see has all of these words"),
        ("?q=zzzz", 200, "Nothing that you may see has this word"),
        ("?q=zzzz&kind=people", 200, "Nobody whom you may see is called so"),
        ("?q=falls&kind=nonsense&after=%F0%9F", 200, "1 project that you may see"),
        ("?q=falls%00%1b%07", 200, "1 project that you may see"),
        (f"?q={'x' * 1000}", 422, "Use at most 200 characters; this has 1000"),
        ("?q=943+476+5919", 422, "seems to hold an NHS number"),
    ],
)
def test_whatever_is_typed_is_answered(client_for, query, status, says):
    ProjectFactory(title="Falls")
    page = open_page(client_for("auditor"), f"/search/{query}", status)
    assert says in page
    if status == 422:
        assert "Nothing was searched for" in page
        assert page.errors()


def test_it_costs_the_same_for_3_and_for_30(client_for, cost):
    def add(count):
        for number in range(count):
            project = ProjectFactory(
                title=f"Falls {number}", lead_organisation=OrganisationFactory(name="Falls body")
            )
            person = PersonFactory(name=f"Falls person {number}")
            services.involve(project, role=Role.LEAD, person=person, by=None, on=APRIL)

    ours = OrganisationFactory()
    member = client_for("member", on=ours)
    grant(member.user, Role.PMO, on=ours)
    add(3)
    addresses = ["/search/?q=falls", *(f"/search/?q=falls&kind={kind}" for kind in queries.KINDS)]
    few = [cost(lambda address=address: member.get(address)) for address in addresses]
    assert max(few) <= 12
    add(30)
    assert [cost(lambda address=address: member.get(address)) for address in addresses] == few


@pytest.mark.django_db
def test_the_command_makes_it_again(capsys):
    ProjectFactory(title="Falls")
    Person.objects.create(name="Left out")
    call_command("rebuild_search")
    assert capsys.readouterr().out == "Search knows 3 records.\n"


def test_what_stands_in_logs_is_one_press_away(client_for):
    EntryFactory(kind="risk", title="The network may not carry it", project__visibility="system")
    client = client_for("viewer")
    page = open_page(client, "/search/?q=carry+network")
    assert page.links()["risks"] == "/log/risks/?q=carry+network"
    assert "The network may not carry it" in open_page(client, page.links()["risks"])
