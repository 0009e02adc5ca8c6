"""What is searched follows the records, and the databases' own indexes follow it."""

from datetime import date

import pytest
from django.db import connection

from quantock.accounts.tests.factories import UserFactory
from quantock.engines.text import sought
from quantock.people.models import Alias, Person
from quantock.people.services import joining, leaving, organisations
from quantock.people.tests.factories import OrganisationFactory, PersonFactory
from quantock.projects import services
from quantock.projects.models import Project
from quantock.projects.tests.factories import ProjectFactory
from quantock.search import index
from quantock.search.database import Matching
from quantock.search.models import OrganisationEntry, PersonEntry, ProjectEntry

pytestmark = pytest.mark.django_db
APRIL, JUNE = date(2026, 4, 1), date(2026, 6, 1)


def titles(kind, words, column="words"):
    rows = kind.objects.filter(pk__in=Matching(kind, sought(words), column))
    return sorted(rows.values_list("title", flat=True))


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("falls", True),
        ("FALLING ash", True),
        ("redu", True),
        ("redu falls", False),
        ("P-0001", True),
        ("0001", True),
        ("p1", True),
        ("2", False),
        ("bed days", True),
        ("cafe", True),
        ("ed", True),
        ("A&E", True),
        ("tto", False),
        ("dhsc-0042/7", True),
        ("sister jones", True),
        ("night wards", False),
        ('"falls" OR * (ash) NEAR -x:', False),
        ("falls) | (ash & !x", False),
        ("'falls' ash", True),
    ],
)
def test_both_databases_find_the_same(words, is_found):
    charter = {"problem": "Six in 1,000 bed days, near the café of the emergency department."}
    project = ProjectFactory(title="Reducing falls on Ash ward", charter=charter)
    services.attach_id(project, "DHSC-0042/7", by=None)
    services.involve(project, role="lead", name="Sister Jones", by=None, on=APRIL)
    assert titles(ProjectEntry, words) == (["Reducing falls on Ash ward"] if is_found else [])


def test_a_title_is_known_apart_from_the_rest():
    ProjectFactory(title="Quiet nights", charter={"aim": "Fewer falls"})
    assert titles(ProjectEntry, "falls") == ["Quiet nights"]
    assert titles(ProjectEntry, "falls", "title_words") == []
    assert titles(ProjectEntry, "quiet", "title_words") == ["Quiet nights"]


def test_services_keep_it():
    project = ProjectFactory(title="Falls")
    services.change_record(project, {"title": "Slips"}, by=None, on=JUNE)
    services.change_charter(project, {"aim": "Nobody trips"}, by=None, on=JUNE)
    update = services.open_update(Project.objects.get(), by=None, on=JUNE)
    services.save_update(update, {"done": "Alarms fitted"}, by=None)
    assert titles(ProjectEntry, "alarms") == []  # a draft is nobody's to find
    services.publish_update(update, by=None)
    external = services.attach_id(project, "ABC123", by=None)
    part = services.involve(project, role="lead", name="Sister Jones", by=None, on=JUNE)
    for words in ("slips", "trips", "alarms", "abc123", "jones"):
        assert titles(ProjectEntry, words) == ["Slips"], words
    services.detach_id(external, by=None)
    services.end_involvement(part, by=None, on=JUNE)
    for words in ("falls", "abc123", "jones"):
        assert titles(ProjectEntry, words) == [], words
    assert list(index.check()) == []


def test_organisations_by_name_former_name_code_and_unit():
    body = organisations.add_organisation(
        said={"name": "Combe Vale Hospitals", "code_system": "ods", "code": "RCV"}, by=None
    )
    organisations.change_organisation(organisation=body, said={"name": "Somer Trust"}, by=None, on=JUNE)
    unit = organisations.add_unit(organisation=body, name="Ash ward", by=None)
    organisations.rename_unit(unit=unit, name="Beech ward", by=None)
    for words in ("somer", "combe hospital", "rcv", "beech"):
        assert titles(OrganisationEntry, words) == ["Somer Trust"], words
    assert titles(OrganisationEntry, "ash") == []
    assert Alias.objects.get().name == "Combe Vale Hospitals"
    assert list(index.check()) == []


def test_people_by_name_until_they_are_erased_also_where_others_wrote_of_them():
    person = joining.person_of(UserFactory(name="Tom Ellis", email="tom@trust.example"))
    project = ProjectFactory(title="Falls", charter={"aim": "Tom Ellis asks everybody each week"})
    assert titles(PersonEntry, "ellis") == ["Tom Ellis"]
    assert titles(PersonEntry, "trust.example") == []  # an address finds nobody
    assert titles(ProjectEntry, "tom ellis") == ["Falls"]
    joining.describe(user=person.user, name="Thomas Ellis", staff_group="", units={})
    assert titles(PersonEntry, "thomas") == ["Thomas Ellis"]
    joining.describe(user=person.user, name="Tom Ellis", staff_group="", units={})
    leaving.erase(person=Person.objects.get(), by=None, on=JUNE)
    for kind in (PersonEntry, ProjectEntry):
        assert titles(kind, "ellis") == []
    assert titles(ProjectEntry, "asks everybody") == ["Falls"]
    assert list(index.check()) == []
    assert project.title == "Falls"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda: ProjectEntry.objects.update(words="other"), "search_project {}: what search knows"),
        (lambda: ProjectEntry.objects.all().delete(), "search_project {}: what search knows"),
        (lambda: Project.objects.update(title="Slips"), "search_project {}: what search knows"),
        (
            lambda: ProjectEntry.objects.create(record_id=99999, title="Ghost"),
            "search_project 99999: is found",
        ),
        (lambda: Person.objects.update(erased_at="2026-06-01T00:00Z"), "search_person"),
    ],
    ids=["words", "row", "record", "ghost", "erased"],
)
def test_each_harm_is_found_and_mended(harm, said):
    project = ProjectFactory(title="Falls")
    PersonFactory()
    assert list(index.check()) == []
    harm()
    [found] = index.check()
    assert found.startswith(said.format(project.pk))
    assert index.rebuild() >= 2
    assert list(index.check()) == []


def test_an_index_of_words_that_lost_its_table_is_found_and_mended():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its indexes itself")
    ProjectFactory(title="Falls")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_project_fts (search_project_fts) VALUES ('delete-all')")
    assert list(index.check()) == ["search_project: the database's own index of words is out of date"]
    index.rebuild()
    assert list(index.check()) == []
    assert titles(ProjectEntry, "falls") == ["Falls"]


def test_keeping_costs_the_same_for_3_and_for_30(cost):
    few = [ProjectFactory().pk for _ in range(3)]
    costs = cost(lambda: index.keep(ProjectEntry, few))
    many = few + [ProjectFactory().pk for _ in range(27)]
    assert cost(lambda: index.keep(ProjectEntry, many)) == costs


def test_an_organisation_that_is_gone_is_dropped():
    body = OrganisationFactory(name="Tone")
    key = body.pk
    body.delete()
    index.keep(OrganisationEntry, [key])
    assert titles(OrganisationEntry, "tone") == []
