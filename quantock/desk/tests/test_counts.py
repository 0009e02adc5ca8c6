"""What dashboards count is kept: whatever was done, and whoever looks, the numbers are those of counting live."""

import random
from collections import Counter
from contextlib import nullcontext
from dataclasses import asdict
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command

from quantock.access import Role, prepared
from quantock.access.viewer import viewer_for
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit.models import Batch
from quantock.benefits import adding, everywhere
from quantock.benefits import services as gains
from quantock.benefits.models import Benefit
from quantock.benefits.tests.factories import BenefitFactory
from quantock.desk.keeping.records import check_records
from quantock.desk.queries import milestones
from quantock.desk.queries.choices import choices_for
from quantock.desk.queries.dashboard import dashboard
from quantock.desk.queries.kept import kept
from quantock.desk.queries.kept_past import kept_past
from quantock.desk.queries.projects import _inside, in_portfolios
from quantock.desk.queries.selection import Selection
from quantock.desk.queries.totals import totals
from quantock.measures import services as watching
from quantock.measures.models import Measure
from quantock.measures.tests.factories import FALLS, MeasureFactory, months
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory, ThemeFactory
from quantock.projects import counting, lifecycles, services
from quantock.projects.models import PORTFOLIOS, MembershipFact, Milestone, Partner, Project
from quantock.projects.queries.counts import how_many
from quantock.projects.services import many
from quantock.projects.services.twins import Chosen, last_event
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import everywhere as registers
from quantock.raid import services as logs
from quantock.raid.counting import POSITIONS
from quantock.raid.kinds import Kind
from quantock.raid.logs_of_places import begin_log
from quantock.raid.models import Entry
from quantock.raid.tests.factories import EntryFactory

pytestmark = pytest.mark.django_db
BEGIN = date(2026, 6, 18)
PAST = [
    (date(2026, 6, 30), date(2026, 6, 1)),
    (date(2026, 7, 1), date(2025, 12, 31)),
    (date(2026, 7, 14), date(2026, 7, 14)),
    (date(2026, 8, 9), date(2026, 6, 18)),
]
MONTHS = [date(2026, month, 1) for month in (6, 7, 8, 9, 10)]
CONFIDENCES = ("red", "amber/red", "amber", "green", "")
SEEN = ("team", "organisation", "system", "public")
REFUSALS = (services.Refused, services.Stale, services.NotNow)


class World:
    """A few organisations and people, and things that happen to their projects by chance."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.bodies = OrganisationFactory.create_batch(3)
        self.board = PortfolioFactory()
        self.themes = ThemeFactory.create_batch(2)
        self.office = UserFactory()
        self.steps = [step for model in lifecycles.ensure_shipped().values() for step in model.steps.all()]
        self.day = BEGIN
        for _ in range(8):
            self.registers()
        self.viewers = list(self._viewers())

    def _viewers(self):
        first, second, third = Project.objects.order_by("pk")[:3]
        ours, theirs, others = self.bodies
        Partner.objects.create(project=first, organisation=others)
        for roles in (
            [("auditor", None)],
            [("pmo", ours), ("member", ours)],
            [("member", others)],
            [("viewer", theirs), ("lead", second), ("programme manager", third)],
            [("finance", first), ("training lead", ours)],
            [("viewer", self.board), ("member", theirs)],
            [("viewer", None)],
            [],
        ):
            user = UserFactory()
            for role, on in roles:
                grant(user, Role(role), on=on)
            yield user

    def some(self, of=None):
        return self.chance.choice(list((of or Project.objects.filter(archived_at=None)).order_by("pk")))

    def happens(self):
        """One thing, today."""
        self.chance.choice(
            (
                self.registers,
                self.is_changed,
                self.is_changed,
                self.is_rated,
                self.reports,
                self.ends_or_turns,
                self.is_archived,
                self.serves_a_theme,
                self.has_money,
                self.has_milestones,
                self.moves_a_milestone,
                self.is_part,
                self.is_shown,
                self.leaves_a_board,
                self.is_merged,
                self.many_change,
                self.stands_in_a_register,
                self.is_measured,
                self.is_measured,
                self.has_a_benefit,
                self.says_more_of_a_benefit,
                self.has_a_risk_or_lesson,
                self.says_more_of_a_log,
                self.says_more_of_a_log,
            )
        )()

    def registers(self):
        step = self.chance.choice(self.steps)
        ProjectFactory(
            on=self.day - timedelta(days=self.chance.randint(0, 200)),
            track=self.chance.choice(("quick", "full", "full")),
            confidence=self.chance.choice(CONFIDENCES),
            state=self.chance.choice(("active", "active", "paused", "idea")),
            visibility=self.chance.choice(SEEN),
            lead_organisation=self.chance.choice(self.bodies),
            life_cycle=step.model,
            step=self.chance.choice((step, None)),
        )

    def is_changed(self):
        said = self.chance.choice(
            (
                {"visibility": self.chance.choice(SEEN)},
                {"lead_organisation": self.chance.choice(self.bodies)},
                {"step": self.chance.choice(self.steps)},
                {"quadruple_aim": self.chance.sample(("care", "health", "cost"), self.chance.randint(0, 2))},
                {"track": self.chance.choice(("quick", "standard", "full"))},
                {"reporting_days": self.chance.choice((7, 31, 90))},
                {"place_text": f"Site {self.chance.randint(1, 9)}"},
                {"confidence": self.chance.choice(CONFIDENCES)},
            )
        )
        back = timedelta(days=self.chance.choice((0, 0, 3, 40)))
        services.change_record(self.some(), said, by=None, on=self.day - back)

    def is_rated(self):
        rater, confidence = self.chance.choice(("sponsor", "office")), self.chance.choice(CONFIDENCES[:4])
        services.rate(self.some(), rater=rater, confidence=confidence, by=None, on=self.day)

    def reports(self):
        update = services.open_update(self.some(), by=None, on=self.day)
        course = self.chance.choice(("on course", "help wanted"))
        services.save_update(update, {"course": course, "confidence": "amber", "why": "So."}, by=None)
        services.publish_update(update, by=None)

    def ends_or_turns(self):
        code = self.chance.choice(("start", "pause", "resume", "reopen", "end"))
        if code != "end":
            services.turn(self.some(), code, by=None, on=self.day)
            return
        said = {"reason": "Done.", "outcome": "met", "sentence": "It worked."}
        services.end(self.some(), state="completed", by=None, on=self.day, **said)

    def is_archived(self):
        away = Project.objects.exclude(archived_at=None).filter(number__lt=PORTFOLIOS)
        if away.exists():
            services.unarchive(self.some(away), by=None)
        else:
            services.archive(self.some(), by=None, reason="It was a test.")

    def serves_a_theme(self):
        said = {str(self.chance.choice(self.themes).pk): self.chance.randint(0, 2)}
        services.change_themes(self.some(), said, by=None, on=self.day)

    def has_money(self):
        nature, basis = self.chance.choice(("revenue", "capital")), self.chance.choice(("budget", "forecast"))
        what = {"nature": nature, "span": "in-year", "basis": basis}
        said = self.chance.choice(
            ({"pence": 1_000, "text": ""}, {"pence": None, "text": "TBC"}, {"pence": None, "text": ""})
        )
        services.change_money(self.some(), what, said, by=None, on=self.day)

    def has_milestones(self):
        forecast = self.day + timedelta(days=self.chance.randint(-20, 500))
        row = {"name": "A stage", "forecast": forecast, "provisional": self.chance.random() < 0.3}
        services.add_milestones(self.some(), [row], by=None, on=self.day)

    def moves_a_milestone(self):
        rows = Milestone.objects.filter(removed_at=None, actual=None)
        if not rows.exists():
            return
        row, how = self.some(rows), self.chance.random()
        if how < 0.2:
            services.remove_milestone(row, by=None, reason="Not needed.")
        elif how < 0.4:
            services.reach_milestone(row, actual=self.day, by=None, on=self.day)
        else:
            to = row.forecast + timedelta(days=self.chance.randint(-30, 60))
            services.forecast_milestone(row, forecast=to, provisional=how < 0.6, by=None, on=self.day)

    def is_part(self):
        parent = self.some() if self.chance.random() < 0.8 else None
        services.place_in_programme(self.some(), parent, by=None)

    def is_measured(self):
        measures, how = Measure.objects.filter(removed_at=None), self.chance.random()
        if how < 0.4 or not measures.exists():
            kind, draft = self.chance.choice(("outcome", "outcome", "process")), self.chance.random() < 0.2
            values = self.chance.choice(((), FALLS[:14], FALLS))
            MeasureFactory(project=self.some(), kind=kind, draft=draft, values=values)
        elif how < 0.5:
            watching.remove_measure(self.some(measures), by=None, reason="Not watched.")
        elif how < 0.7:
            said = {"direction": self.chance.choice(("up", "down")), "draft": False}
            watching.change_measure(self.some(measures), said, by=None)
        else:
            values = self.chance.choice((FALLS[::-1], FALLS[:3]))
            watching.record_points(self.some(measures), months(values), by=None)

    def has_a_benefit(self):
        kind = self.chance.choice(("cash", "avoidance", "quality"))
        unit = "falls" if kind == "quality" else "£"
        row = {
            "title": "Fewer waits",
            "kind": kind,
            "unit": unit,
            "full_year": self.chance.choice((None, 900)),
            "in_year": self.chance.choice((None, 300)),
        }
        gains.add_benefits(
            self.some(), [row], by=None, on=self.day - timedelta(days=self.chance.choice((0, 20)))
        )

    def says_more_of_a_benefit(self):
        rows, how = Benefit.objects.filter(removed_at=None), self.chance.random()
        if not rows.exists():
            return
        one = self.some(rows)
        if how < 0.2:
            gains.remove(one, by=None, reason="A mistake.")
        elif how < 0.5:
            said = {
                "full_year": self.chance.randint(1, 9) * 100,
                "year": self.chance.choice((2026, 2027)),
                "kind": self.chance.choice(("cash", one.kind)),
            }
            gains.change_benefit(
                one, said if one.in_pounds else {"title": "Shorter waits"}, by=None, on=self.day
            )
        else:
            month = self.day.replace(day=1)
            said = {"forecast": 50, "reported": self.chance.choice((None, 30, 40))}
            gains.say_months(one, {month: said}, by=None, on=self.day)

    def has_a_risk_or_lesson(self):
        kind = self.chance.choice(("risk", "risk", "lesson"))
        scored = {"at": (self.chance.randint(1, 5), self.chance.randint(1, 5))} if kind == "risk" else {}
        of = {"project": self.some(), "due_on": self.day + timedelta(days=30)}
        EntryFactory(kind=kind, on=self.day, **of, **(scored if self.chance.random() < 0.8 else {}))

    def says_more_of_a_log(self):
        """Of a project, or of what stands for an organisation."""
        how, rows = self.chance.random(), Entry.objects.filter(kind__in=("risk", "lesson"))
        if how < 0.1 or not rows.exists():
            home = begin_log(self.chance.choice((*self.bodies, self.board)), by=None, on=self.day)
            EntryFactory(kind="risk", project=home, at=(3, 4), on=self.day)
            return
        one, said = self.some(rows), {"by": None, "on": self.day}
        if how < 0.3 and one.kind == "risk":
            which = self.chance.choice(("", "", "target_", "inherent_"))
            logs.score(one, likelihood=self.chance.randint(1, 5), impact=5, which=which, **said)
        elif how < 0.4:
            logs.reopen(one, **said) if one.closed_on else logs.close(
                one, "withdrawn" if one.kind == "lesson" else "closed", **said
            )
        elif how < 0.6:
            logs.keep_to(one, self.chance.sample(self.viewers, 2), restricted=not one.restricted, by=None)
        elif how < 0.7:
            logs.withdraw(one, reason="A mistake.", **said)
        else:
            logs.change_entry(
                one, {"due_on": self.day + timedelta(days=self.chance.randint(-40, 40))}, **said
            )

    def has_a_programme(self):
        """Part of another, which says itself what it is to bring."""
        self.registers()
        self.registers()
        part, programme = Project.objects.order_by("-pk")[:2]
        services.place_in_programme(part, programme, by=None)
        BenefitFactory(project=programme, on=self.day, full_year=500)

    def is_shown(self):
        services.join_portfolio(self.some(), self.board, shown=True, by=None, on=self.day)

    def leaves_a_board(self):
        if MembershipFact.objects.now().filter(present=True).exists():
            one = self.some(Project.objects.filter(memberships__present=True))
            services.leave_portfolio(one, self.board, reason="Done.", by=None, on=self.day)

    def is_merged(self):
        one, other = self.some(), self.some()
        services.merge(one, other, Chosen(), last_seen=last_event(one, other), by=None, on=self.day)

    def stands_in_a_register(self):
        """As at an earlier day, or undone again."""
        batch = Batch.objects.create(title="A register")
        some, on = (self.some().pk, self.some().pk), self.day - timedelta(days=self.chance.choice((0, 90)))
        services.keep_register_days(dict.fromkeys(some, ""), on=on, batch=batch)
        counting.keep_counted(some)
        if self.chance.random() < 0.2:
            counting.keep_counted(services.forget_register_days(batch))

    def many_change(self):
        batch = Batch.objects.create(title="Many")
        some = {project.pk: project for project in (self.some(), self.some())}
        said = {key: {"confidence": "green"} for key in some}
        seen = {key: {"confidence": project.confidence} for key, project in some.items()}
        many.change_records(said, seen=seen, by=self.office, on=self.day, batch=batch)
        theme = self.themes[0]
        held = dict.fromkeys(some, 0)
        board = {"present": self.chance.random() < 0.7, "by": self.office, "on": self.day, "batch": batch}
        many.move_in_portfolio(sorted(some), self.board, **board)
        many.serve_theme(sorted(some), theme, 1, seen=held, by=self.office, on=self.day, batch=batch)


def told(user, today, since, *, live):
    """Everything a dashboard says, as plain values."""
    viewer = viewer_for(user)
    choices = choices_for(viewer, "dashboard")
    selection = Selection(viewer, today).counted()
    known = None if live else kept(selection, since)
    assert live or known
    found = dashboard(selection, since, choices, known)
    money, ahead, shown, benefits = totals(selection, since, known)
    shows = [+shown.total, {aim: +counts for aim, counts in shown.by_aim.items() if +counts}]
    for theme in found.themes:
        theme.counts = +theme.counts
    return asdict(found), [asdict(each) for each in money], asdict(ahead), shows, benefits


def benefits_told(user, monkeypatch=None):
    """What the page of benefits says by class, of each choice of projects and of one class; live where `monkeypatch` is."""
    viewer = viewer_for(user)
    with monkeypatch.context() if monkeypatch else nullcontext() as patch:
        if patch:
            patch.setattr(adding, "kept", lambda viewer, among: None)
        return [
            adding.by_class(viewer, everywhere.Asked.of(viewer, said, on=BEGIN), year=year)
            for said in (
                {},
                {"kind": "cash"},
                *({"projects": each} for each in ("live", "completed", "stopped")),
            )
            for year in (2026, 2027)
        ]


def logs_told(user, today, monkeypatch=None):
    """What the pages of open risks and lessons say; live where `monkeypatch` is."""
    viewer = viewer_for(user)
    with monkeypatch.context() if monkeypatch else nullcontext() as patch:
        if patch:
            patch.setattr(registers, "kept", lambda viewer, kind, position, on: None)
        told = []
        for kind in ("risk", "lesson"):
            asked = registers.Asked.of(Kind(kind), {}, on=today, since=BEGIN, past=False)
            told.append(registers.counts(viewer, asked))
            for position in POSITIONS:
                scored = registers.on_the_matrix(viewer, asked, position)
                told.append(scored and (+Counter(scored.fields), scored.counts))
        return told


def told_of_the_past(user, today, on, since, *, live):
    """Everything it says as at a day."""
    viewer = viewer_for(user)
    choices = choices_for(viewer, "dashboard")
    selection = Selection(viewer, today, on).counted()
    known = None if live else kept_past(selection, since)
    assert live or known
    selection = selection.with_known() if live else selection
    found = dashboard(selection, since, choices, known)
    money, ahead, shown, benefits = totals(selection, since, known)
    milestones.draw(ahead, selection)
    assert shown is None
    for theme in found.themes:
        theme.counts = +theme.counts
    for standing in (found.now, found.then):
        standing.rated = +standing.rated
    return asdict(found), [asdict(each) for each in money], asdict(ahead), benefits


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.walk)])
def test_kept_counts_are_those_of_counting_live(seed, monkeypatch):
    with time_machine.travel(BEGIN, tick=False):
        world = World(seed)
    for _ in range(36):
        world.day += timedelta(days=world.chance.randint(0, 8))
        with time_machine.travel(world.day, tick=False):
            for _ in range(3):
                try:
                    world.happens()
                except REFUSALS:
                    continue
    with time_machine.travel(world.day, tick=False):
        world.has_a_programme()
        assert "\n".join(check_records().wrong) == ""
        for user in world.viewers:
            for since in (each for each in MONTHS if each < world.day):
                now = told(user, world.day, since, live=False)
                assert now == told(user, world.day, since, live=True), (seed, user.pk, since)
            for on, since in PAST:
                if on < world.day:
                    was = told_of_the_past(user, world.day, on, since, live=False)
                    live = told_of_the_past(user, world.day, on, since, live=True)
                    assert was == live, (seed, user.pk, on, since)
            assert benefits_told(user) == benefits_told(user, monkeypatch), (seed, user.pk)
            assert logs_told(user, world.day) == logs_told(user, world.day, monkeypatch), (seed, user.pk)
            listed = Project.objects.visible_to(viewer_for(user))
            assert how_many(viewer_for(user)) == listed.count() > 0
            viewer = viewer_for(user)
            assert +Counter(in_portfolios(viewer)) == dict(prepared(_inside, viewer)), (seed, user.pk)
        assert any(in_portfolios(viewer_for(user)) for user in world.viewers)
        assert any(
            each.of_programme for user in world.viewers for some in benefits_told(user) for each in some
        )
        before = told(world.viewers[1], world.day, MONTHS[1], live=False)
        counting.gather()
        assert told(world.viewers[1], world.day, MONTHS[1], live=False) == before
        assert "\n".join(check_records().wrong) == ""
        call_command("rebuild_counts")
        assert told(world.viewers[1], world.day, MONTHS[1], live=False) == before
