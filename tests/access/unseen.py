"""A project that most people must not know of, and what an answer says: for the walk over side paths.

What somebody may not see does not exist for them, so a page must say the same whether it is there or not. The walk
opens every page before and after it is made, and compares. Each text of it holds a word that stands nowhere else.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from quantock.access import Role
from quantock.accounts.models import User
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.benefits import services as gaining
from quantock.desk.tests.factories import SavedViewFactory
from quantock.engines.documents.tests.reading import pdf_text
from quantock.measures import queries as measures
from quantock.measures import services as measuring
from quantock.measures.models import Measure, MeasureSet
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.people.models import Organisation, Person
from quantock.people.tests.factories import MembershipFactory, OrganisationFactory, PersonFactory
from quantock.portfolios.models import Portfolio, Theme
from quantock.portfolios.tests.factories import PortfolioFactory, ThemeFactory
from quantock.projects import services
from quantock.projects.models import Follow, LocalField, Notice, Project, Visibility
from quantock.projects.tests.factories import NoticeFactory, ProjectFactory
from quantock.raid import escalating
from quantock.raid import services as logging
from quantock.raid.logs_of_places import begin_log
from quantock.raid.models import Target

TODAY = date(2026, 11, 2)
BEGAN = date(2026, 5, 1)
# A word for each kind of thing that is said of it. None stands anywhere else.
WORDS = (
    "Quixotic",
    "Zanzibar",
    "Vermilion",
    "Gossamer",
    "Xanthippe",
    "Obsidian",
    "Periwinkle",
    "Umbrage",
    "Kaleidoscope",
    "Marzipan",
    "Halcyon",
    "Tamarisk",
    "Nightjar",
    "Basilisk",
    "Damask",
    "Wolfram",
    "Cinnabar",
    "7,654,321",
    "7654321",
    "7.7m",
    "765432100",
)
# Who must not see it, and the roles each holds: a role and the name of a record of `Around`.
OUTSIDERS: dict[str, tuple[tuple[str, str], ...]] = {
    "stranger": (("member", "elsewhere"), ("pmo", "elsewhere")),
    "colleague": (("member", "home"),),
    "viewer": (("viewer", "home"),),
    "partner": (("member", "partner"), ("pmo", "partner"), ("admin", "partner")),
    "board": (("member", "elsewhere"), ("viewer", "board"), ("pmo", "board")),
    "sibling": (("member", "elsewhere"), ("lead", "neighbour"), ("coach", "neighbour")),
    "former": (("member", "elsewhere"),),
    "everywhere": (("viewer", ""), ("training lead", "")),
}


@dataclass
class Around:
    """What stands around the secret: organisations, portfolios and a project that all of them may see."""

    home: Organisation = field(default_factory=OrganisationFactory)
    partner: Organisation = field(default_factory=OrganisationFactory)
    elsewhere: Organisation = field(default_factory=OrganisationFactory)

    def __post_init__(self) -> None:
        self.board: Portfolio = PortfolioFactory(name="The board", organisation=None)
        self.watch: Portfolio = PortfolioFactory(name="The other board", organisation=self.elsewhere)
        self.theme: Theme = ThemeFactory(name="Safer care", organisation=None)
        self.field = LocalField.objects.create(label="Colour", key="colour")
        self.set = measuring.begin_set("What the board looks at", owner=self.board, by=None)
        self.neighbour = self._neighbour("Quiet nights on Beech ward")
        self.other = self._neighbour("Warm meals on Cedar ward")
        self.log = begin_log(self.home, by=None, on=BEGAN)
        logging.add_entries(self.log, [{"kind": "risk", "title": "Winter beds"}], by=None, on=BEGAN)
        self.person: Person = PersonFactory(user__name="Xanthippe Quill", user__email="xq@home.example")
        MembershipFactory(person=self.person, organisation=self.home)

    def _neighbour(self, title: str) -> Project:
        """A project of the whole system, with a little of everything."""
        charter = {"problem": "Noise at night", "aim": "Half of it"}
        said = {"title": title, "lead_organisation": self.home, "track": "full", "charter": charter}
        one: Project = ProjectFactory(visibility=Visibility.SYSTEM, on=BEGAN, **said)
        services.join_portfolio(one, self.board, shown=True, by=None, on=BEGAN)
        services.change_themes(one, {str(self.theme.pk): 1}, by=None, on=BEGAN)
        rows = [{"name": "Ear plugs bought", "forecast": date(2026, 12, 1)}]
        services.add_milestones(one, rows, by=None, on=BEGAN)
        _measured(one, "Noise at night", self.set)
        _logged(one, "Plugs come late", self.board)
        _gains(one, "Fewer sleeping pills", figure=None)
        services.add_partners(one, [self.partner], by=None)
        return one

    def user(self, who: str) -> User:
        """Somebody of this kind."""
        user: User = UserFactory(name=f"Robin {who.title()}", email=f"{who}@outside.example")
        for role, place in OUTSIDERS[who]:
            grant(user, role, on=getattr(self, place) if place else None)
        person = PersonFactory(user=user)
        mine = {place for role, place in OUTSIDERS[who] if role == "member"}
        for place in mine:
            MembershipFactory(person=person, organisation=getattr(self, place))
        return user


def make_secret(around: Around, *, known_to: User) -> Project:
    """The secret project, with everything that can be said of a project. `known_to` was of its team once: follows it,
    was mentioned, has notices, wrote in it; now all that is past."""
    charter = {
        "problem": "Zanzibar trellis: noise at night",
        "aim": "Zanzibar halved",
        "rationale": "Zanzibar costs",
        "scope_in": "Zanzibar wards",
    }
    kept = {"kind": "risk", "title": "Quixotic winter", "restricted": True}
    logging.add_entries(around.log, [kept], by=None, on=BEGAN)
    secret: Project = ProjectFactory(
        title="Quixotic heron",
        lead_organisation=around.home,
        visibility=Visibility.TEAM,
        charter=charter,
        on=BEGAN,
        track="full",
        category="Halcyon",
        place_text="Halcyon House",
        planned_end=date(2027, 3, 31),
    )
    services.change_record(secret, {"tags": ["Halcyon"]}, by=None, on=TODAY)
    lead = UserFactory(name="Ash Warden", email="warden@home.example")
    services.involve(secret, role=Role.LEAD, person=around.person, by=None, on=BEGAN)
    part = services.involve(secret, role=Role.TEAM, person=known_to.person, by=None, on=BEGAN)  # type: ignore[attr-defined]
    services.involve(secret, role=Role.SPONSOR, name="Tamarisk Vole", by=None, on=BEGAN)
    for board in (around.board, around.watch):
        services.join_portfolio(secret, board, shown=False, by=None, on=BEGAN)
    services.change_themes(secret, {str(around.theme.pk): 3}, by=None, on=BEGAN)
    services.change_local(secret, {str(around.field.pk): "Nightjar"}, by=None, on=BEGAN)
    services.add_partners(secret, [around.partner], by=None)
    services.attach_id(secret, "Kaleidoscope-9", by=None)
    services.add_link(secret, label="Marzipan plan", url="https://teams.example/Marzipan", by=None)
    _say(around, secret, known_to, lead)
    services.end_involvement(part, by=None, on=TODAY)
    return secret


def _say(around: Around, secret: Project, known_to: User, lead: User) -> None:
    """Its milestones, money, measures, updates and comments, and what its former member kept of it."""
    rows = [
        {"name": "Vermilion gate", "forecast": date(2026, 11, 20), "evidence": "Vermilion note"},
        {"name": "Vermilion pact", "forecast": date(2026, 9, 1), "provisional": True},
    ]
    late, _ = services.add_milestones(secret, rows, by=None, on=BEGAN)
    services.forecast_milestone(late, forecast=date(2026, 12, 20), provisional=True, by=None, on=TODAY)
    for span, basis in (("in-year", "budget"), ("in-year", "forecast"), ("whole-life", "budget")):
        what = {"nature": "revenue", "span": span, "basis": basis}
        services.change_money(secret, what, {"pence": 765432100, "text": ""}, by=None, on=BEGAN)
    _measured(secret, "Obsidian rate", around.set)
    _logged(secret, "Basilisk may wake", lead)
    _gains(secret, "Damask saved", figure=765432100)
    for text in ("Wolfram first", "Wolfram then"):
        update = services.open_update(secret, by=lead, on=TODAY)
        said = {
            "done": text,
            "next": "Wolfram next",
            "decisions": "Wolfram: decide",
            "support": "Wolfram: help",
        }
        said |= {"confidence": "red", "why": "Wolfram broke", "forward_look": "worsening"}
        services.save_update(update, {**said, "decide_by": date(2026, 11, 9)}, by=lead)
        services.publish_update(update, by=lead)
    update = services.open_update(secret, by=lead, on=TODAY)
    services.submit_update(update, by=lead)
    services.comment(secret, text="Gossamer said", mentioned=[known_to], by=lead, coaches=[known_to])
    services.comment(secret, text="Gossamer answered", mentioned=(), by=known_to)
    notes = {"how": "met", "text": "Cinnabar: they are stuck", "for_team": True}
    services.note_contact(secret, **notes, by=lead, on=TODAY)
    Follow.objects.get_or_create(user=known_to, project=secret)
    says = f"Reminder: {secret.ref} {secret.title}"
    where = reverse("projects:next", args=[secret.number])
    NoticeFactory(user=known_to, project=secret, kind=Notice.Kind.REMINDER, says=says, url=where)
    SavedViewFactory(by=lead, name="Periwinkle view", query=f"q={secret.title}")


def _measured(project: Project, name: str, one_set: MeasureSet) -> None:
    """A measure with values, a recalculation and a note, in a set of a board, its before and after kept."""
    measure = MeasureFactory(project=project, name=name, values=FALLS)
    answers = dict.fromkeys(("different", "known", "desirable", "lasting"), f"Yes: {name}")
    measuring.rebase(measure, starts=date(2025, 12, 1), answers=answers, by=None)
    measuring.annotate(measure, on=BEGAN, kind="change", text=f"{name}: counted anew", by=None)
    measuring.put_into_set(one_set, [measure], domain="Safety", by=None)
    # Each uses what those before it offer, so that a measure all may see is used where not all may look.
    for one in Measure.objects.offered():
        measuring.use_measure(one, project, by=None)
    measuring.offer_measure(measure, project.lead_organisation, by=None)
    judged = measures.whole(measure).judged
    measuring.keep_before_after(judged, split=date(2025, 12, 1), what=f"{name}: plugs", by=None)


def _logged(project: Project, title: str, asked: Target) -> None:
    """A risk and an action of its log, with all that hangs on them, and somebody higher who is asked about it."""
    rows = [{"kind": "risk", "title": title}, {"kind": "action", "title": f"{title}: ask"}]
    risk, action = logging.add_entries(project, rows, by=None, on=BEGAN)
    risk = logging.score(risk, likelihood=4, impact=5, by=None, on=BEGAN)
    logging.relate(action, risk, "answers", by=None)
    logging.add_document(risk, label=title, url="https://teams.example/risk", by=None)
    sent = escalating.prepared_for(risk, asked, why=title, by_when=TODAY, linked=[action], by=None, on=BEGAN)
    escalating.ask(sent)


def _gains(project: Project, title: str, *, figure: int | None) -> None:
    """A benefit in pounds, owned by a name, with a measure, a before and after and a milestone, and its months."""
    measure, gate = project.measures.first(), project.milestones.first()
    row = {
        "title": title,
        "kind": "cash",
        "unit": "£",
        "owner_text": title,
        "full_year": figure,
        "measure": measure,
        "before_after": measure.befores_and_afters.first() if measure else None,
        "enablers": [gate],
    }
    [made] = gaining.add_benefits(project, [row], by=None, on=BEGAN)
    if figure is not None:
        months = {date(2026, 6, 1): {"forecast": figure, "reported": figure, "note": title}}
        gaining.say_months(made, months, by=None, on=BEGAN)


NOISE = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*'), r"\1"),
    (re.compile(r'("x-csrftoken": ")[^"]*', re.IGNORECASE), r"\1"),
    (re.compile(r'(nonce=")[^"]*'), r"\1"),
    # When a workbook was written, and the mark that says so: nothing of any project.
    (re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*"), r"\1"),
)


def said_by(response: HttpResponseBase) -> str:
    """What an answer says, whatever its kind: the same for the same, with what is drawn by lot left out."""
    streaming = getattr(response, "streaming", False)
    content = b"".join(response.streaming_content) if streaming else response.content  # type: ignore[attr-defined]
    kind = response.headers.get("Content-Type", "")
    if content.startswith(b"PK"):
        text = "\n".join(_unpacked(content))
    elif content.startswith(b"%PDF"):
        text = re.sub(r"\s+", " ", pdf_text(content))
    else:
        text = content.decode() if "text" in kind or "json" in kind or "svg" in kind else repr(content)
    text += "\n" + response.headers.get("Location", "") + response.headers.get("Content-Disposition", "")
    for pattern, instead in NOISE:
        text = pattern.sub(instead, text)
    return text


def _unpacked(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        for name in sorted(package.namelist()):
            if name.endswith((".xml", ".rels")):
                yield f"{name}\n{package.read(name).decode()}"


def walked(client: Client, addresses: Iterable[str]) -> dict[str, tuple[int, str]]:
    """The status of each address and what it says."""
    found = {}
    for address in addresses:
        response = client.get(address)
        found[address] = (response.status_code, said_by(response))
    return found


def words_in(text: str, words: Iterable[str]) -> list[str]:
    """Those of the words that a text holds, ignoring case and how it was cut."""
    plain = text.casefold()
    return [word for word in words if word.casefold() in plain]


def differences(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    """A line for each address that says another thing than before, with the first place where it does."""
    found = []
    for address, (status, text) in before.items():
        status_now, text_now = after[address]
        if status != status_now:
            found.append(f"{address}: answered {status}, now {status_now}")
        elif text != text_now:
            at = next(
                (place for place, (old, new) in enumerate(zip(text, text_now, strict=False)) if old != new),
                min(len(text), len(text_now)),
            )
            start = max(0, at - 60)
            found.append(
                f"{address}:\n  was …{text[start : at + 80]!r}\n  now …{text_now[start : at + 80]!r}"
            )
    return found


def told(after: dict[str, tuple[int, str]], words: Iterable[str]) -> list[str]:
    """A line for each address that says one of the words."""
    words = tuple(words)
    return [
        f"{address} says {', '.join(said)}: {_around(text, said[0])}"
        for address, (_, text) in after.items()
        if (said := words_in(text, words))
    ]


def _around(text: str, word: str) -> str:
    at = text.casefold().find(word.casefold())
    return repr(text[max(0, at - 100) : at + 60])


def refused_to(after: dict[str, tuple[int, str]]) -> list[str]:
    """A line for each address that should not exist and does."""
    return [
        f"{address} answered {status}"
        for address, (status, _) in after.items()
        if status not in (302, 403, 404, 405)
    ]
