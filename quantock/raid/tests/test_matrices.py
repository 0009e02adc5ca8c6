"""Risk matrices: versions of an organisation and of the whole system, and what scored risks keep."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from quantock.audit.models import Event
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.services import NotNow
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import matrices, services
from quantock.raid.models import Matrix
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
AT = "/administration/risk-matrices/"
TODAY = timezone.localdate()
BANDS = [("Low", 1, 3, "low", 90), ("Middling", 4, 9, "moderate", 60), ("High", 10, 25, "extreme", 14)]


@pytest.fixture
def nhs():
    return Matrix.objects.get(code="nhs-5x5")


@pytest.fixture
def home():
    return OrganisationFactory()


@pytest.fixture
def draft(home, nhs):
    return matrices.prepare(home, nhs, by=None)


def of_bands(bands):
    parts = ("name", "least", "most", "level", "days")
    return {
        f"{part}-{place}": value
        for place, band in enumerate(bands)
        for part, value in zip(parts, band, strict=True)
    }


def save(client, draft, part, said, expected=302):
    """A form as it is opened and sent, with something said in it."""
    url = f"{AT}{draft.pk}/{part}/"
    form = open_page(client, url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "\n".join(value) if isinstance(value, list) else value for name, value in sent.items()}
    sent = {name: value for name, value in (sent | said).items() if value not in (False, None)}
    if expected == 302:
        assert client.post(url, sent).status_code == 302
        draft.refresh_from_db()
        return None
    return open_page(client, url, expected, post=sent)


def test_it_works(client_for, home, nhs):
    client = client_for("pmo", on=home)
    assert "Risk matrices" in open_page(client, "/administration/").links()
    rows = open_page(client, AT).rows()
    assert ["NHS 5 × 5 (Whole system)", "5 of likelihood, 5 of impact", "The start", "Whole system"] in rows
    page = open_page(client, f"{AT}{nhs.pk}/")
    assert "In force: new risks are scored on it." in page
    assert ["Extreme", "15 to 25", "Extreme", "14 days"] in page.rows()
    said = {"organisation": home.pk, "like": Matrix.objects.get(code="4x4").pk}
    page = open_page(client, f"{AT}add/", post=said, follow=True)
    assert "Draft Version 1, kept for" in page.text
    assert "4 steps of likelihood, 4 of impact" in page


def test_a_version_is_made_of_the_one_in_force_and_risks_keep_theirs(client_for, home, draft):
    project = ProjectFactory(lead_organisation=home)
    before = EntryFactory(kind="risk", at=(2, 5), project=project, on=TODAY)
    client = client_for("pmo", on=home)
    save(client, draft, "words", {"name": "Ours", "impacts": "Small\nSome\nGreat", "likelihoods": "A\nB\nC"})
    page = open_page(client, f"{AT}{draft.pk}/")
    assert "It cannot be published yet" in page
    assert "matrix-picture" not in client.get(f"{AT}{draft.pk}/").content.decode()
    assert open_page(client, f"{AT}{draft.pk}/publish/", 422, post={"from_on": "1/1/2030"}).errors()
    three = [("Low", 1, 2, "low", 90), ("High", 3, 9, "high", 20)]
    empty = [("", "", "", "", "")] * 2
    save(client, draft, "bands", of_bands([*three, *empty]))
    page = open_page(client, f"{AT}{draft.pk}/")
    assert "cannot be published" in page, "domains still have words for five steps"
    assert ["High", "3 to 9", "High", "20 days"] in page.rows()
    save(client, draft, "domains", {f"name-{place}": "" for place in range(8)})
    assert matrices.matrix_for(project, on=TODAY).code == "nhs-5x5", "nothing is scored on a draft"
    day = f"{TODAY.day}/{TODAY.month}/{TODAY.year}"
    page = open_page(client, f"{AT}{draft.pk}/publish/", post={"from_on": day}, follow=True)
    assert "new risks are scored on it" in page
    after = EntryFactory(kind="risk", at=(3, 1), project=project, on=TODAY)
    assert (after.matrix, after.score, after.level) == (draft, 3, "high")
    again = services.score(before, likelihood=2, impact=5, by=None, on=TODAY)
    assert (again.matrix.code, again.level) == ("nhs-5x5", "high")
    verbs = Event.objects.filter(kind="organisation").order_by("pk").values_list("verb", flat=True)
    assert [verb for verb in verbs if "version" in verb] == [
        "version begun",
        *["version changed"] * 3,
        "version published",
    ]


def test_another_version_is_in_force_from_its_day(home, draft):
    project = ProjectFactory(lead_organisation=home)
    matrices.publish(draft, TODAY + timedelta(days=7), by=None, on=TODAY)
    assert matrices.matrix_for(project, on=TODAY).code == "nhs-5x5"
    assert matrices.matrix_for(project, on=TODAY + timedelta(days=7)) == draft
    second = matrices.prepare(home, draft, by=None)
    assert second.version == 2
    matrices.publish(second, TODAY + timedelta(days=9), by=None, on=TODAY)
    assert matrices.matrix_for(project, on=TODAY + timedelta(days=8)) == draft
    assert matrices.matrix_for(project, on=TODAY + timedelta(days=9)) == second


def test_scores_can_be_a_table_and_everything_follows_it(client_for, home, draft):
    client = client_for("pmo", on=home)
    # Impact weighs more: catastrophic and rare is 10, not 5.
    save(client, draft, "scores", {"product": False, "score-1-5": "10", "score-1-4": "6"})
    assert draft.scale.score(1, 5) == 10
    matrices.publish(draft, TODAY, by=None, on=TODAY)
    project = ProjectFactory(lead_organisation=home, track="full", visibility="system")
    risk = EntryFactory(kind="risk", at=(1, 5), project=project, on=TODAY)
    risk = services.score(risk, likelihood=1, impact=4, by=None, on=TODAY)
    assert (risk.inherent_score, risk.score, risk.level) == (10, 6, "moderate")
    page = open_page(client, f"/projects/{project.number}/log/risks/")
    assert page.rows()[0][0] == "6 moderate ▼ was 10"
    assert "1 came down since they were first scored" in page


@pytest.mark.parametrize(
    ("part", "said", "error"),
    [
        ("words", {"impacts": "A\nB"}, "Impact has 2 steps: give 3 to 6"),
        ("words", {"likelihoods": "\n".join("ABCDEFG")}, "Likelihood has 7 steps"),
        ("words", {"likelihoods": "Rare\nLikely\nrare"}, "Likelihood says “rare” twice"),
        ("words", {"name": ""}, "Enter name"),
        ("bands", {"least-1": "3"}, "“Low” and “Moderate” overlap: both hold the score 3"),
        ("bands", {"most-1": "5"}, "No band holds the score 6"),
        ("bands", {"most-3": "20"}, "No band holds the score 25"),
        ("bands", {"level-1": "extreme"}, "“High” holds worse scores than “Moderate”, but means high"),
        ("bands", {"name-1": "Low"}, "Two bands are called “Low”"),
        ("bands", {"least-1": "many"}, "enter a whole number"),
        ("bands", {"days-1": ""}, "fill it in"),
        ("bands", {"days-1": "900"}, "looked at again after 1 to 730 days"),
        ("bands", {"most-1": "-3"}, "Highest score of band 2: enter 1 or more"),
        ("bands", {"least-1": "7", "most-1": "4"}, "ends at 4, before it begins at 7"),
        ("scores", {"product": False, "score-2-2": "1"}, "less than a field that is less likely"),
        ("scores", {"product": False, "score-2-2": ""}, "give it a score"),
        ("scores", {"product": False, "score-2-2": "0"}, "1"),
        ("domains", {"steps-0": "One\nTwo"}, "has 2 lines for 5 steps of impact"),
        ("domains", {"name-8": "Money"}, "Two domains are called “Money”"),
        ("domains", {"steps-8": "A"}, "Say what domain 9 is called"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(client_for, home, draft, part, said, error):
    kept = draft.data
    page = save(client_for("pmo", on=home), draft, part, said, 422)
    assert any(error in each for each in page.errors()), page.errors()
    draft.refresh_from_db()
    assert draft.data == kept


@pytest.mark.parametrize(
    ("said", "error"),
    [("1/1/2020", "today or a later day"), ("", "Enter first day"), ("1/1/2090", "next five years")],
)
def test_a_version_is_published_from_a_day_to_come(client_for, home, draft, said, error):
    client = client_for("pmo", on=home)
    page = open_page(client, f"{AT}{draft.pk}/publish/", 422, post={"from_on": said})
    assert error in page.errors()[0]


def test_two_who_change_one_draft_are_told(client_for, home, draft):
    client = client_for("pmo", on=home)
    form = open_page(client, f"{AT}{draft.pk}/words/").context["form"]
    matrices.change(draft, {"name": "Theirs"}, "the name", by=None)
    sent = {"name": "Mine", "seen": form.initial["seen"], "impacts": "A\nB\nC", "likelihoods": "A\nB\nC"}
    page = open_page(client, f"{AT}{draft.pk}/words/", 409, post=sent)
    assert "changed this while you were typing" in page.errors()[0]
    assert "Theirs" in page
    draft.refresh_from_db()
    assert draft.name == "Theirs"


def test_what_is_published_stays_as_it_is(client_for, home, draft):
    matrices.publish(draft, TODAY, by=None, on=TODAY)
    with pytest.raises(NotNow, match="published, so it stays as it is"):
        matrices.change(draft, {"name": "Other"}, "the name", by=None)
    client = client_for("pmo", on=home)
    for part in ("words", "scores", "bands", "domains"):
        page = open_page(client, f"{AT}{draft.pk}/{part}/", follow=True)
        assert "stays as it is" in page
    page = open_page(client, f"{AT}{draft.pk}/discard/", post={"x": ""}, follow=True)
    assert "stays as it is" in page
    page = open_page(client, f"{AT}{draft.pk}/publish/", 422, post={"from_on": "1/1/2030"})
    assert "stays as it is" in page.errors()[0]


def test_a_draft_is_thrown_away_and_there_is_one_at_a_time(client_for, home, draft, nhs):
    assert matrices.prepare(home, nhs, by=None) == draft
    client = client_for("pmo", on=home)
    assert "is gone with all that was changed in it" in open_page(client, f"{AT}{draft.pk}/discard/")
    assert Matrix.objects.filter(pk=draft.pk).exists(), "once more asked about"
    open_page(client, f"{AT}{draft.pk}/discard/", post={"x": ""}, follow=True)
    assert not Matrix.objects.filter(pk=draft.pk).exists()


def test_the_whole_system_changes_its_own(client_for, nhs):
    client = client_for("admin")
    page = open_page(client, f"{AT}{nhs.pk}/prepare/", post={"x": ""}, follow=True)
    assert "Version 2, kept for the whole system" in page
    draft = Matrix.objects.get(is_draft=True)
    save(client, draft, "bands", of_bands([*BANDS, ("", "", "", "", "")]))
    matrices.publish(draft, TODAY, by=None, on=TODAY)
    assert matrices.matrix_for(ProjectFactory(), on=TODAY) == draft
    assert "New risks are scored on version 2" in open_page(client, f"{AT}{nhs.pk}/")


def test_what_is_published_is_read_by_all_a_draft_by_its_makers(client_for, home, draft, nhs):
    viewer = client_for("viewer")
    assert "Prepare a new version" not in open_page(viewer, f"{AT}{nhs.pk}/")
    assert viewer.get(f"{AT}{draft.pk}/").status_code == 404
    matrices.publish(draft, TODAY, by=None, on=TODAY)
    assert open_page(viewer, f"{AT}{draft.pk}/")
    assert client_for("pmo", on=OrganisationFactory()).post(f"{AT}{draft.pk}/prepare/").status_code == 403


def test_its_pages_cost_the_same_however_many(client_for, cost, nhs):
    client = client_for("admin")

    def more(count):
        for home in OrganisationFactory.create_batch(count):
            one = matrices.prepare(home, nhs, by=None)
            matrices.publish(one, TODAY, by=None, on=TODAY)
            EntryFactory(kind="risk", at=(2, 2), project=ProjectFactory(lead_organisation=home), on=TODAY)

    more(2)
    few = [cost(lambda url=url: client.get(url)) for url in (AT, f"{AT}{nhs.pk}/", f"{AT}add/")]
    more(6)
    assert [cost(lambda url=url: client.get(url)) for url in (AT, f"{AT}{nhs.pk}/", f"{AT}add/")] == few


@pytest.mark.parametrize("wrong", [{"from_on": None}, {"is_draft": True}])
def test_published_without_a_day_and_a_draft_with_one_are_never_stored(nhs, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Matrix.objects.filter(pk=nhs.pk).update(**wrong)


@pytest.mark.parametrize("system", [True, False])
def test_two_drafts_of_one_place_are_never_stored(home, nhs, system):
    place = None if system else home
    matrices.prepare(place, nhs, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Matrix.objects.create(organisation=place, code="other", name="Other", data=nhs.data, is_draft=True)
