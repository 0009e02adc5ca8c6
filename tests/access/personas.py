"""A small world for the access matrix, and the people who look at it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.test import Client

from quantock.access import Role
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit import log
from quantock.audit.models import Batch
from quantock.benefits.services import add_benefits
from quantock.measures import services as measuring
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.people.models import Membership, Organisation
from quantock.people.tests.factories import MembershipFactory, OrganisationFactory
from quantock.portfolios.models import Portfolio
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.models import Project, Visibility
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import depending, escalating, rebaselining
from quantock.raid import services as logging

# The order of the columns of the matrix.
WHO = ("nobody", "stranger", "viewer", "team", "lead", "pmo", "admin", "auditor")


@dataclass
class World:
    """One organisation with one project, seen by its own people, and another organisation.

    The stranger runs the other organisation's programme office: there, she may do nearly everything.
    """

    home: Organisation = field(default_factory=OrganisationFactory)
    elsewhere: Organisation = field(default_factory=OrganisationFactory)

    def __post_init__(self) -> None:
        self.portfolio: Portfolio = PortfolioFactory(organisation=self.home)
        self.project: Project = ProjectFactory(
            lead_organisation=self.home, visibility=Visibility.ORGANISATION
        )

        on = date(2026, 5, 1)
        rows = [{"name": "Alarms fitted", "forecast": date(2027, 1, 15)}]
        [self.milestone] = services.add_milestones(self.project, rows, by=None, on=on)
        self.measure = MeasureFactory(project=self.project, values=FALLS)
        answers = dict.fromkeys(("different", "known", "desirable", "lasting"), "Yes: new bed alarms")
        measuring.rebase(self.measure, starts=date(2025, 12, 1), answers=answers, by=None)
        measuring.annotate(self.measure, on=on, kind="change", text="New bed alarms", by=None)
        self.part = services.involve(
            self.project, role=Role.SERVICE_OWNER, name="Sister Jones", by=None, on=on
        )
        services.join_portfolio(self.project, self.portfolio, shown=False, by=None, on=on)
        self.external = services.attach_id(self.project, "DHSC-0042", by=None)
        what = {"nature": "revenue", "span": "in-year", "basis": "budget"}
        services.change_money(self.project, what, {"pence": 100, "text": ""}, by=None, on=on)
        self.amount = self.project.money.get()
        services.add_partners(self.project, [OrganisationFactory()], by=None)
        self.partner = self.project.partners.get()
        self.comment = services.comment(
            self.project, text="The alarms have come", mentioned=(), by=UserFactory()
        )
        rows = [{"kind": "risk", "title": "Alarms come late"}, {"kind": "action", "title": "Ring the maker"}]
        rows.append({"kind": "change", "title": "Fit them in March"})
        rows.append({"kind": "dependency", "title": "Wires to the ward"})
        rows.append({"kind": "lesson", "title": "Order them in spring"})
        self.risk, self.action, self.change, self.dependency, self.lesson = logging.add_entries(
            self.project, rows, by=None, on=on
        )
        self.risk = logging.score(self.risk, likelihood=3, impact=4, by=None, on=on)
        self.relation = logging.relate(self.action, self.risk, "answers", by=None)
        other = ProjectFactory(lead_organisation=self.elsewhere, visibility=Visibility.TEAM)
        self.sides = depending.name_other(self.dependency, other, by=None, on=on)
        rebaselining.name_baselines(self.change, {self.milestone: date(2027, 3, 15)}, by=None)
        sent = escalating.prepared_for(
            self.risk, self.portfolio, why="More money", by_when=on, linked=[self.action], by=None, on=on
        )
        self.escalation = escalating.ask(sent)
        self.paper = logging.add_document(
            self.risk, label="Quote", url="https://teams.example/quote", by=None
        )
        gain = {"title": "Fewer agency hours", "kind": "cash", "unit": "£", "full_year": 1_200_000}
        [self.benefit] = add_benefits(self.project, [gain], by=None, on=on)
        self.link = services.add_link(self.project, label="Plan", url="https://teams.example/plan", by=None)

    def holds(self, who: str) -> list[tuple[str, Any]]:
        """The roles of a persona, each with the record it is held on (None: the whole system)."""
        return {
            "stranger": [("member", self.elsewhere), ("pmo", self.elsewhere)],
            "viewer": [("viewer", self.home)],
            "team": [("member", self.home), ("team", self.project)],
            "lead": [("member", self.home), ("lead", self.project)],
            "pmo": [("pmo", self.home)],
            "admin": [("admin", None)],
            "auditor": [("auditor", None)],
        }[who]

    def client(self, who: str) -> Client:
        """A browser in which this persona has signed in (nobody has not)."""
        client = Client()
        if who != "nobody":
            user = UserFactory()
            for role, on in self.holds(who):
                grant(user, role, on=on)
            client.force_login(user)
        return client


class Standing(World):
    """A world that stands for many tests: its people have signed in, and each comes in a browser of her own."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.cookies = {who: super(Standing, self).client(who).cookies.output(header="") for who in WHO}

    def client(self, who: str) -> Client:
        client = Client()
        client.cookies.load(self.cookies[who])
        return client


def batch_of(world: World) -> int:
    """What was done together to the world's project."""
    batch = Batch.objects.create(title="Changed 1 project on the projects list")
    log.record("changed", world.project, by=None, says="Changed category", batch=batch)
    return batch.pk


def member_of(world: World) -> Membership:
    """One of the people of the world's organisation, the same at each call."""
    return Membership.objects.filter(organisation=world.home).first() or MembershipFactory(
        organisation=world.home
    )
