"""Two projects that turn out to be one: what goes where, and both references working."""

from datetime import date

import pytest
from django.db import models

from quantock.access import Role
from quantock.accounts.models import Grant, Place
from quantock.accounts.tests.factories import UserFactory
from quantock.audit import facts
from quantock.people.tests.factories import OrganisationFactory, PersonFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import queries, services
from quantock.projects.models import (
    Comment,
    Follow,
    MembershipFact,
    MoneyFact,
    Project,
    ProjectFact,
    Stage,
)
from quantock.projects.services import Refused
from quantock.projects.services.twins import CARRIES, OF_A_PROJECT, Chosen, last_event, tables
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
MARCH, MAY, JUNE = date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1)
WHAT = {"nature": "revenue", "span": "in-year", "basis": "budget"}


def merged(kept, gone, **picked):
    preview = queries.twins(kept, gone)
    return services.merge(
        kept, gone, preview.chosen(picked), last_seen=preview.last_seen, by=None, on=date(2026, 7, 1)
    )


def test_everything_goes_along():
    trust, council = OrganisationFactory(name="Trust"), OrganisationFactory(name="Council")
    kept = ProjectFactory(title="Falls", lead_organisation=trust)
    gone = ProjectFactory(title="Fewer falls", lead_organisation=council, track="full")
    ward, board = PersonFactory(), PortfolioFactory()
    user = UserFactory()
    services.involve(gone, role=Role.TEAM, person=ward, by=None, on=MAY)
    services.involve(kept, role=Role.SERVICE_OWNER, name="Sister Jones", by=None, on=MAY)
    services.involve(gone, role=Role.SERVICE_OWNER, name="Sister Jones", by=None, on=MAY)
    Grant.objects.create(user=user, role=Role.VIEWER, place=Place.PROJECT, place_id=gone.pk)
    services.join_portfolio(gone, board, shown=True, by=None, on=MAY)
    services.change_money(gone, WHAT, {"pence": 100, "text": ""}, by=None, on=MAY)
    services.attach_id(kept, "DHSC-1", by=None)
    services.attach_id(gone, "dhsc-1", by=None)
    services.attach_id(gone, "DHSC-2", by=None)
    for project in (kept, gone):
        services.add_link(project, label="Plan", url="https://teams.example/plan", by=None)
        Follow.objects.create(user=user, project=project)
    Comment.objects.create(project=gone, text="Well done")
    services.add_milestones(gone, [{"name": "Alarms", "forecast": JUNE}], by=None, on=MAY)
    services.rate(gone, rater="office", confidence="red", by=None, on=MAY)
    first = services.publish_update(services.open_update(kept, by=None, on=MAY), by=None)
    second = services.publish_update(services.open_update(gone, by=None, on=JUNE), by=None)

    now = merged(kept, gone)
    assert [part.person or part.name for part in queries.people_of(now)] == [ward, "Sister Jones"]
    assert Grant.objects.get(user=user, place=Place.PROJECT).place_id == kept.pk
    [membership] = MembershipFact.objects.as_at(MAY).filter(project=kept)
    assert (membership.portfolio, membership.present) == (board, True)
    assert not membership.shown_to_holders, "the council agreed to show it, the trust has not"
    assert MoneyFact.objects.as_at(MAY).get(project=kept).pence == 100
    assert {each.value for each in now.external_ids.all()} == {"DHSC-1", "DHSC-2"}
    assert (now.links.count(), now.followers.count(), now.comments.count()) == (1, 1, 1)
    assert now.milestones.get().name == "Alarms"
    assert [each.organisation for each in now.partners.all()] == [council]
    assert (now.confidence, now.confidence_rater) == ("red", "office")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.stage, second.stage, now.last_update_on) == (Stage.SUPERSEDED, Stage.PUBLISHED, JUNE)
    gone.refresh_from_db()
    assert gone.merged_into == kept
    assert [facts.check(family) for family in OF_A_PROJECT if facts.check(family)] == []


def test_what_is_chosen_stands_and_what_was_known_earlier_is_kept():
    kept = ProjectFactory(title="Falls", on=MAY, charter={"problem": "At night"})
    gone = ProjectFactory(
        title="Fewer falls",
        on=MARCH,
        state="paused",
        planned_end=date(2027, 3, 31),
        category="Safety",
        charter={"problem": "By day", "aim": "Half"},
    )
    sides = {side.label: (side.kept, side.gone, side.taken) for side in queries.twins(kept, gone).sides}
    assert sides["Title"] == ("Falls", "Fewer falls", False)
    assert sides["State"] == ("Active", "Paused", False)
    assert sides["End, planned"] == ("", "31 March 2027", True)
    now = merged(kept, gone, title="gone", **{"charter-problem": "kept"})
    assert (now.title, now.state, now.planned_end, now.category) == (
        "Fewer falls",
        "active",
        date(2027, 3, 31),
        "Safety",
    )
    assert (queries.charter_of(now).problem, queries.charter_of(now).aim) == ("At night", "Half")
    assert ProjectFact.objects.as_at(MARCH).get(project=kept).title == "Fewer falls"
    then = ProjectFact.objects.as_at(MAY).get(project=kept)
    assert (then.title, then.state, then.category) == ("Falls", "active", "")
    assert now.registered_on == MARCH


def test_amounts_themes_and_programmes_that_differ_are_choices():
    programme, other = ProjectFactory(), ProjectFactory()
    kept, gone, inside = ProjectFactory(), ProjectFactory(), ProjectFactory()
    services.place_in_programme(kept, programme, by=None)
    services.place_in_programme(gone, other, by=None)
    services.place_in_programme(inside, gone, by=None)
    kept.refresh_from_db()
    gone.refresh_from_db()
    for project, pence in ((kept, 100), (gone, 200)):
        services.change_money(project, WHAT, {"pence": pence, "text": ""}, by=None, on=MAY)
    now = merged(kept, gone, programme="gone", **{"moneyfact-revenue-in-year-budget": "gone"})
    assert now.parent == other
    assert MoneyFact.objects.now().get(project=kept).pence == 200
    inside.refresh_from_db()
    assert (inside.parent, inside.top) == (kept, other)


def test_a_merge_is_refused_where_it_makes_no_sense():
    kept, gone = ProjectFactory(), ProjectFactory()
    with pytest.raises(Refused, match="same project"):
        merged(kept, kept)
    services.place_in_programme(gone, kept, by=None)
    gone.refresh_from_db()
    with pytest.raises(Refused, match="part of the other"):
        merged(kept, gone)
    services.place_in_programme(gone, None, by=None)
    gone.refresh_from_db()
    for project in (kept, gone):
        services.open_update(project, by=None, on=MAY)
    with pytest.raises(Refused, match="being written"):
        merged(kept, gone)
    third = ProjectFactory(state="idea")
    seen = last_event(kept, third)
    services.change_record(third, {"title": "New"}, by=None, on=MAY)
    with pytest.raises(Refused, match="changed while you were looking"):
        services.merge(kept, third, Chosen(), last_seen=seen, by=None, on=MAY)
    services.archive(third, by=None, reason="Old")
    third.refresh_from_db()
    with pytest.raises(Refused, match="archived"):
        merged(kept, third)


def test_too_deep_a_programme_refuses_the_whole_merge():
    top, middle, kept = ProjectFactory(), ProjectFactory(), ProjectFactory()
    gone, inside = ProjectFactory(), ProjectFactory()
    services.place_in_programme(middle, top, by=None)
    services.place_in_programme(kept, middle, by=None)
    services.place_in_programme(inside, gone, by=None)
    kept.refresh_from_db()
    with pytest.raises(Refused, match="3 deep"):
        merged(kept, gone)
    gone.refresh_from_db()
    assert gone.archived_at is None


def test_on_pages_both_references_lead_to_the_one(client_for):
    trust = OrganisationFactory()
    kept = ProjectFactory(title="Falls on Ash ward", lead_organisation=trust)
    gone = ProjectFactory(title="Fewer falls on Ash ward", lead_organisation=trust)
    office, viewer = client_for("pmo", on=trust), client_for("viewer", on=trust)
    address = f"/projects/{kept.number}/merge/"
    assert f"{gone.ref} Fewer falls on Ash ward" in open_page(office, address).links()
    assert "no project with this reference" in open_page(office, f"{address}?other=P-9", 422).errors()[0]
    page = open_page(office, f"{address}?other={gone.ref}")
    assert page.rows()[0][0] == "Title"
    said = {"other": gone.ref, "last-seen": page.context["preview"].last_seen, "title": "gone"}
    page = open_page(office, address, post={**said, "last-seen": "1"}, follow=True)
    assert "Nothing is merged yet" in page
    page = open_page(office, address, post=said, follow=True)
    assert page.heading == "Fewer falls on Ash ward"
    old = f"/projects/{gone.number}/"
    assert viewer.get(old).headers["Location"] == f"/projects/{kept.number}/"
    assert viewer.get(f"{old}history/").headers["Location"] == f"/projects/{kept.number}/history/"
    assert f"Merged into {kept.ref}" in open_page(viewer, f"{old}history/", follow=True)
    page = open_page(office, f"{old}edit/", post={"title": "Mine"}, follow=True)
    assert "was not saved" in page
    stranger = client_for("member", on=OrganisationFactory())
    open_page(stranger, old, 404)


def test_looking_at_both_asks_twelve_queries_at_most_whatever_they_hold(client_for, cost):
    trust, council = OrganisationFactory(), OrganisationFactory()
    kept = ProjectFactory(title="Falls", lead_organisation=trust, track="full")
    gone = ProjectFactory(title="Fewer falls", lead_organisation=council, track="full")
    office = client_for("pmo")
    address = f"/projects/{kept.number}/merge/?other={gone.ref}"
    few = cost(lambda: office.get(address))
    assert few <= 12
    programme = ProjectFactory(title="Care")
    services.place_in_programme(gone, programme, by=None)
    for name in ("Ash", "Beech"):
        services.involve(gone, role=Role.TEAM, person=PersonFactory(name=name), by=None, on=MAY)
        services.join_portfolio(gone, PortfolioFactory(name=name), shown=True, by=None, on=MAY)
        services.rate(kept, rater="office", confidence="red", by=None, on=MAY)
        services.rate(gone, rater="office", confidence="amber", by=None, on=MAY)
    for project, pence in ((kept, 100), (gone, 200)):
        services.change_money(project, WHAT, {"pence": pence, "text": ""}, by=None, on=MAY)
    services.open_update(gone, by=None, on=MAY)
    page = open_page(office, address)
    for words in ("the portfolio “Ash”", "Ash and Beech, who will", "the update that is being written"):
        assert words in page
    assert "Delivery confidence, programme office" in page
    assert cost(lambda: office.get(address)) <= max(few, 12)


def test_both_are_needed_to_merge_two(client_for):
    kept, gone = ProjectFactory(), ProjectFactory(visibility="system")
    lead = client_for("lead", on=kept)
    page = open_page(lead, f"/projects/{kept.number}/merge/?other={gone.ref}", 422)
    assert "not merge it" in page.errors()[0]
    said = {"other": gone.ref, "last-seen": last_event(kept, gone)}
    open_page(lead, f"/projects/{kept.number}/merge/", 422, post=said)
    assert Project.objects.get(pk=gone.pk).merged_into is None


def test_tables_that_allow_one_row_say_how_theirs_are_carried():
    """A table with a rule about one project would break it when rows of two are put together: say with
    `@carries(Table)` in the app that has it (see `services/twins.py`) what becomes of them."""
    for table, column in tables():
        alone = table._meta.get_field(column).unique or any(
            isinstance(rule, models.UniqueConstraint) and column in rule.fields
            for rule in table._meta.constraints
        )
        assert not alone or table in CARRIES, f"{table.__name__} has no rule for merging projects"
