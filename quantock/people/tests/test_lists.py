"""Code lists and an organisation's own words, as administrators keep them."""

import pytest

from quantock.audit.models import Event
from quantock.people import code_lists
from quantock.people.models import CodeList, ListEntry
from quantock.people.tests.factories import OrganisationFactory
from quantock.web.models import GlossaryWord
from tests.pages import open_page

pytestmark = pytest.mark.django_db
LISTS, GROUPS, WORDS = (
    "/administration/lists/",
    "/administration/lists/staff-group/",
    "/administration/words/",
)


def test_it_works(client_for):
    client = client_for("admin")
    assert "Staff groups" in open_page(client, LISTS).links()
    page = open_page(client, GROUPS)
    assert page.rows()[0][:2] == ["Nursing and midwifery", "nursing"]
    assert not ListEntry.objects.exists(), "looking keeps nothing"
    open_page(client, f"{LISTS}nonsense/", 404)
    open_page(client, f"{GROUPS}nonsense/", 404)


def test_an_entry_is_added_at_the_end(client_for):
    page = open_page(client_for("admin"), GROUPS, post={"label": "Chaplaincy"}, follow=True)
    assert page.rows()[-1][:2] == ["Chaplaincy", "chaplaincy"]
    assert ("chaplaincy", "Chaplaincy") in code_lists.choices(CodeList.STAFF_GROUP)
    assert Event.objects.get().says == "Added “Chaplaincy” to the list Staff groups"


@pytest.mark.parametrize(
    ("label", "error"), [("", "Enter words"), ("STUDENTS and trainees", "the list has this already")]
)
def test_what_cannot_be_added(client_for, label, error):
    page = open_page(client_for("admin"), GROUPS, 422, post={"label": label})
    assert page.errors()[0].endswith(error)
    assert not ListEntry.objects.exists()


def test_an_entry_is_said_otherwise_and_retired(client_for):
    client = client_for("admin")
    at = f"{GROUPS}nursing/"
    open_page(client, at)
    open_page(client, at, post={"label": "Nursing", "is_retired": "on"}, follow=True)
    assert code_lists.label_of(CodeList.STAFF_GROUP, "nursing") == "Nursing"
    assert "nursing" not in dict(code_lists.choices(CodeList.STAFF_GROUP))
    assert "nursing" in dict(code_lists.choices(CodeList.STAFF_GROUP, now="nursing"))
    assert "Nursing Retired" in open_page(client, GROUPS).rows()[0][0]
    open_page(client, at, post={"label": "Nursing", "is_retired": "on"}, follow=True)
    assert Event.objects.count() == 1


def test_two_people_who_change_an_entry_are_told(client_for):
    client = client_for("admin")
    at = f"{GROUPS}nursing/"
    seen = open_page(client, at).context["form"].initial["seen"]
    open_page(client, at, post={"label": "Theirs", "seen": seen}, follow=True)
    page = open_page(client, at, 409, post={"label": "Mine", "seen": seen})
    assert page.context["form"].clashes["label"].theirs == "Theirs"


def test_entries_change_places(client_for):
    client = client_for("admin")
    open_page(client, f"{GROUPS}nursing/move/", post={"later": ""}, follow=True)
    assert [row[1] for row in open_page(client, GROUPS).rows()][:2] == ["medical", "nursing"]
    open_page(client, f"{GROUPS}nursing/move/", post={"x": ""}, follow=True)
    open_page(client, f"{GROUPS}nursing/move/", post={"x": ""}, follow=True)
    assert [row[1] for row in open_page(client, GROUPS).rows()][:2] == ["nursing", "medical"]


def test_lists_are_the_whole_systems(client_for):
    client = client_for("admin", on=OrganisationFactory())
    open_page(client, LISTS, 403)
    open_page(client, GROUPS, 403, post={"label": "Ours"})
    assert "Code lists" not in open_page(client, "/administration/").links()


# Words


def test_an_organisation_adds_its_word_and_its_people_find_it(client_for):
    trust = OrganisationFactory(name="Mendip Trust")
    client = client_for("admin", on=trust)
    assert "Add those that only your organisation uses" in open_page(client, WORDS)
    open_page(client, f"{WORDS}add/")
    said = {"word": "Huddle", "means": "Ten minutes at nine", "organisation": trust.pk}
    open_page(client, f"{WORDS}add/", post=said, follow=True)
    assert open_page(client, WORDS).rows() == [
        ["Huddle (Mendip Trust)", "Ten minutes at nine", "Mendip Trust"]
    ]
    assert "Huddle" in open_page(client_for("member", on=trust), "/glossary/")
    assert "Huddle" not in open_page(client_for("member", on=OrganisationFactory()), "/glossary/")
    other = client_for("admin", on=OrganisationFactory())
    assert not open_page(other, WORDS).rows()
    word = GlossaryWord.objects.get()
    open_page(other, f"{WORDS}{word.pk}/", 404)
    open_page(other, f"{WORDS}{word.pk}/drop/", 404, post={"x": ""})
    open_page(client, f"{WORDS}add/", 422, post={**said, "word": "HUDDLE"})
    theirs = {**said, "word": "Board", "organisation": OrganisationFactory().pk}
    open_page(client, f"{WORDS}add/", 422, post=theirs)


def test_a_word_is_changed_and_taken_out(client_for):
    word = GlossaryWord.objects.create(word="Huddle", means="Ten minutes")
    client = client_for("admin")
    at = f"{WORDS}{word.pk}/"
    seen = open_page(client, at).context["form"].initial["seen"]
    open_page(client, at, post={"means": "Nine minutes", "seen": seen}, follow=True)
    open_page(client, at, 409, post={"means": "Mine", "seen": seen})
    assert open_page(client, at, 422, post={"means": ""}).errors() == ["Enter what it means"]
    assert open_page(client, f"{WORDS}?place=0").rows()[0][1] == "Nine minutes"
    open_page(client, f"{at}drop/", post={"x": ""}, follow=True)
    assert not GlossaryWord.objects.exists()


def test_the_lists_cost_the_same_however_many(client_for, cost):
    client = client_for("admin")
    GlossaryWord.objects.create(word="Huddle", means="Ten minutes")
    open_page(client, GROUPS, post={"label": "One more"}, follow=True)
    few = [cost(lambda at=at: client.get(at)) for at in (WORDS, GROUPS, LISTS)]
    for number in range(30):
        GlossaryWord.objects.create(organisation_id=OrganisationFactory().pk, word=f"W{number}", means="m")
        ListEntry.objects.create(code_list=CodeList.STAFF_GROUP, code=f"c{number}", label=f"L{number}")
    assert [cost(lambda at=at: client.get(at)) for at in (WORDS, GROUPS, LISTS)] == few


def test_an_auditor_reads_a_list_and_is_asked_for_nothing(client_for):
    auditor = client_for("auditor")
    assert open_page(auditor, LISTS).links()["Staff groups"] == GROUPS
    page = open_page(auditor, GROUPS)
    assert page.rows()[0] == ["Nursing and midwifery", "nursing"]
    assert "Add an entry" not in page
    assert f"{GROUPS}nursing/" not in page.links().values()
    assert "nursing/move/" not in page.markup
    open_page(auditor, GROUPS, 403, post={"label": "Mine"})
