"""Side paths of forms: a project, portfolio or person that one may not see, put into a form, is as one that is nowhere."""

import pytest
import time_machine
from django.test import Client

from quantock.accounts.tests.factories import grant
from quantock.desk.forms.changing import written
from quantock.exchange.models import RegisterImport
from quantock.exchange.tests.factories import REGISTER
from quantock.exchange.tests.test_lists import put, sent, taken
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.models import Comment, Involvement, Notice, Project
from quantock.projects.tests.factories import ProjectFactory
from tests.access.unseen import BEGAN, TODAY, WORDS, Around, make_secret, said_by, words_in
from tests.access.walk import NOWHERE, without_number

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
HIDDEN = 54_321


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY}T10:00:00Z", tick=False):
        yield


@pytest.fixture
def around():
    return Around()


@pytest.fixture
def office(around):
    """Runs another organisation's office, with a project of her own; and leads the neighbour."""
    user = around.user("partner")
    grant(user, "lead", on=around.neighbour)
    client = Client()
    client.force_login(user)
    client.user = user
    client.own = ProjectFactory(title="Our own work", lead_organisation=around.partner, on=BEGAN)
    return client


@pytest.fixture
def secret(around, office):
    """Its number and key are one number, so that either may be put into a form."""
    made = make_secret(around, known_to=office.user)
    Project.objects.filter(pk=made.pk).update(number=4_321)
    made.refresh_from_db()
    return made


@pytest.fixture
def hidden(around):
    made = PortfolioFactory(pk=HIDDEN, name="Umbrage board", organisation=around.home)
    services.join_portfolio(around.other, made, shown=False, by=None, on=BEGAN)
    return made


def answered(client, address, said, number):
    """What a form answers, and the page that it leads to, without the number that was put into it."""
    response = client.post(address, said)
    text = f"{response.status_code}\n{without_number(said_by(response), number)}"
    if response.status_code == 302:
        text += without_number(said_by(client.get(response["Location"])), number)
    return text


FORMS = {
    "merge": ("merge/", lambda number: {"other": f"P-{number}"}),
    "merge, pressed": ("merge/", lambda number: {"other": f"P-{number}", "last-seen": "1"}),
    "programme": ("details/programme/", lambda number: {"parent": f"P-{number}"}),
    "a portfolio joined": ("details/portfolios/add/", lambda number: {"portfolio": str(number)}),
    "a theme": ("details/themes/", lambda number: {str(number): "3"}),
    "a partner": ("people/partners/add/", lambda number: {"organisations": f"P-{number}"}),
    "a portfolio left": ("details/portfolios/1/leave/", lambda number: {"portfolio": str(number)}),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_a_project_takes_what_is_not_seen_for_nothing(form, office, secret, hidden):
    page, said = FORMS[form]
    address = f"/projects/{office.own.number}/{page}"
    for number in (secret.number, hidden.pk):
        heard = answered(office, address, said(number), number)
        assert heard == answered(office, address, said(NOWHERE), NOWHERE)
        assert words_in(heard, WORDS) == []


def test_nobody_is_told_who_may_not_see_the_project(office, around):
    """Whoever has no part in it is not offered, and is not told where the form is sent all the same."""
    stranger = around.user("stranger")
    said = {"text": f"Look @{stranger.name}", "tell": [str(stranger.pk)]}
    office.post(f"/projects/{office.own.number}/discussion/", said)
    office.post(f"/projects/{around.neighbour.number}/discussion/", said)
    assert not Notice.objects.filter(user=stranger).exists()
    assert not any(comment.mentions.exists() for comment in Comment.objects.all())


def test_changing_many_leaves_out_what_is_not_seen(office, secret):
    """The keys are signed; those of a list that was opened when more was seen are looked up anew."""
    for keys in ([secret.pk], [secret.pk, office.own.pk]):
        said = {"chosen": written(keys), "category": "Halved"}
        other = {"chosen": written([NOWHERE, *keys[1:]]), "category": "Halved"}
        heard, plain = (said_by(office.post("/projects/change/", each)) for each in (said, other))
        assert words_in(heard, (*WORDS, secret.ref)) == []
        for number in (secret.pk, NOWHERE):
            assert without_number(heard, number).count("<tr>") == without_number(plain, number).count("<tr>")
    said |= {"seen": written({str(secret.pk): {"category": "Halcyon"}, str(office.own.pk): {"category": ""}})}
    office.post("/projects/change/", said)
    assert Project.objects.get(pk=secret.pk).category == "Halcyon"
    assert Project.objects.get(pk=office.own.pk).category == "Halved"


def test_many_are_put_into_no_portfolio_that_is_not_seen(office, hidden):
    for field in ("join", "leave"):
        said = {"chosen": written([office.own.pk]), field: str(hidden.pk)}
        heard = answered(office, "/projects/change/", said, hidden.pk)
        assert heard == answered(office, "/projects/change/", {**said, field: str(NOWHERE)}, NOWHERE)


def test_a_register_goes_into_no_portfolio_that_is_not_seen(office, around, hidden):
    def asked(portfolio):
        said = {"organisation": around.partner.pk, "portfolio": portfolio, "as_at": "31/1/2026"}
        return {**said, "pasted": REGISTER}

    heard = answered(office, "/imports/upload/", asked(hidden.pk), hidden.pk)
    assert heard == answered(office, "/imports/upload/", asked(NOWHERE), NOWHERE)
    assert "#id_portfolio" in heard
    assert RegisterImport.objects.filter(portfolio=hidden).count() == 0


def test_a_workbook_that_somebody_else_took_out_changes_nothing_that_is_not_seen(office, secret, client_for):
    book = taken(client_for("admin"))
    put(book, secret.ref, Title="Loud heron", Category="Ours")
    response = office.post("/imports/bring-back/", sent(book))
    page = said_by(office.get(response["Location"]))
    assert words_in(page, WORDS) == []
    token = office.get(response["Location"]).context_data["found"].token()
    office.post(response["Location"], {"seen": token})
    assert Project.objects.get(pk=secret.pk).title == "Quixotic heron"


def test_nobody_is_reminded_by_way_of_a_portfolio_that_is_not_seen(office, hidden):
    heard = answered(office, "/quiet/", {"where": f"portfolio-{hidden.pk}"}, hidden.pk)
    assert heard == answered(office, "/quiet/", {"where": f"portfolio-{NOWHERE}"}, NOWHERE)


def test_a_part_of_another_project_is_not_reached_through_ones_own(office, around, secret):
    """Milestones, measures, comments and the like are looked up within the project of the address."""
    own = office.own.number
    parts = {
        f"/projects/{own}/milestones/{secret.milestones.first().pk}/forecast/": {"forecast": "1/1/2027"},
        f"/projects/{own}/milestones/{secret.milestones.first().pk}/remove/": {"reason": "Gone"},
        f"/projects/{own}/measures/{secret.measures.first().pk}/remove/": {"reason": "Gone"},
        f"/projects/{own}/money/{secret.money.first().pk}/change/": {"pence": "1"},
        f"/projects/{own}/people/{secret.involvements.first().pk}/end/": {},
        f"/projects/{own}/documents/{secret.links.first().pk}/remove/": {},
        f"/projects/{own}/details/ids/{secret.external_ids.first().pk}/detach/": {},
        f"/projects/{own}/discussion/{secret.comments.first().pk}/take-back/": {},
    }
    for address, said in parts.items():
        assert office.post(address, said).status_code == 404, address
    # A partner that was taken away is no longer there, so what was never there is answered alike.
    partner = f"/projects/{own}/people/partners/"
    heard = [office.post(f"{partner}{key}/end/").url for key in (secret.partners.first().pk, NOWHERE)]
    assert heard == [f"/projects/{own}/people/"] * 2
    assert secret.partners.count() == 1
    assert secret.links.count() == secret.external_ids.count() == 1
    assert not Comment.objects.exclude(taken_back_at=None).exists()
    assert Involvement.objects.filter(project=secret, until=None).count() == 2
