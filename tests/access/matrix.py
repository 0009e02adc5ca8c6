"""Who gets which answer from which page: a row for every route and method, a column for every persona.

Columns, as `personas.WHO`: nobody (not signed in), stranger (the programme office of another organisation),
viewer (of the organisation), team member, lead, programme office, administrator of the system, auditor.
302 sends to the sign-in page, or on after a POST; 403 is refused; 404 does not exist for you; 405 is a page
that only takes the other method; 422 is a form that was not filled in, by somebody who may.
"""

from collections.abc import Callable
from typing import Any

from quantock.accounts.tests.factories import UserFactory, grant
from quantock.desk.tests.factories import SavedViewFactory
from quantock.exchange.models import RememberedMapping
from quantock.exchange.tests.factories import uploaded
from quantock.people.services.joining import hashed
from quantock.people.services.telling import stopping_address
from quantock.people.tests.factories import (
    InvitationFactory,
    ListedDomainFactory,
    UnitFactory,
)
from quantock.portfolios.tests.factories import ThemeFactory
from quantock.projects.models import LifeCycleModel, LocalField
from quantock.projects.services.lifecycles import begin_model
from quantock.projects.tests.factories import NoticeFactory
from quantock.web.models import GlossaryWord
from tests.access import (
    matrix_of_benefits,
    matrix_of_desk,
    matrix_of_logs,
    matrix_of_plans,
    matrix_of_records,
    matrix_points,
)
from tests.access.answers import ADMIN_ONLY, ANYONE, AUDITED, OFFICES, READERS, SIGNED_IN, Answers
from tests.access.personas import World, member_of

ADMIN_POSTS: Answers = (302, 403, 403, 403, 403, 403, 405, 403)
ADMIN_LEADS_ON: Answers = (302, 403, 403, 403, 403, 403, 302, 403)
# The administrator's form, with nothing filled in.
ADMIN_REFUSED: Answers = (302, 403, 403, 403, 403, 403, 422, 403)


def token_of(world: World) -> str:
    """The token of an invitation to the world's organisation."""
    token = f"a-token-of-{world.home.pk}"
    InvitationFactory(organisation=world.home, token=hashed(token))
    return token


def word_of(world: World) -> GlossaryWord:
    """A word of the world's organisation."""
    return GlossaryWord.objects.create(
        organisation_id=world.home.pk, word="Huddle", means="Ten minutes at nine"
    )


def remembered(world: World) -> int:
    """The place of the one rating column remembered of the world's organisation."""
    column = {"heading": "RAG", "field": "rating", "kind": "rating", "scale": "three_step"}
    RememberedMapping.objects.get_or_create(
        organisation=world.home, defaults={"mapping": {"columns": [column]}}
    )
    return 0


def home_with_a_remembered_scale(world: World) -> int:
    """The world's organisation, of whose registers something is remembered."""
    remembered(world)
    return world.home.pk


def draft_of(world: World) -> LifeCycleModel:
    """A life-cycle model that the world's organisation prepares, the same at each call."""
    found = LifeCycleModel.objects.filter(organisation=world.home).first()
    like = world.project.life_cycle
    return found or begin_model(name="Our way", organisation=world.home, like=like, by=None)


# What goes into the addresses: for a name in a pattern (or, more exactly, a route and a name), its value.
PARTS: dict[str, Callable[[World], Any]] = {
    "section": lambda world: "aim",
    "number": lambda world: world.project.number,
    "milestone": lambda world: world.milestone.pk,
    "measure_id": lambda world: world.measure.pk,
    "point": lambda world: world.measure.points.standing().first().pk,
    "rebase_id": lambda world: world.measure.rebases.get().pk,
    "note": lambda world: world.measure.annotations.filter(removed_at=None).first().pk,
    "part": lambda world: world.part.pk,
    "tab": lambda world: "risks",
    "projects:portfolio-leave portfolio": lambda world: world.portfolio.pk,
    "projects:portfolio-show portfolio": lambda world: world.portfolio.pk,
    "comment": lambda world: world.comment.pk,
    "notice_id": lambda world: NoticeFactory(user=UserFactory(), project=world.project).pk,
    "code": lambda world: "pause",
    "amount": lambda world: world.amount.pk,
    "partner": lambda world: world.partner.pk,
    "external": lambda world: world.external.pk,
    "link": lambda world: world.link.pk,
    "exchange:remembered-one organisation_id": home_with_a_remembered_scale,
    "exchange:remembered-forget-risks organisation_id": home_with_a_remembered_scale,
    "organisation_id": lambda world: world.home.pk,
    "domain_id": lambda world: ListedDomainFactory(organisation=world.home).pk,
    "invitation_id": lambda world: InvitationFactory(organisation=world.home).pk,
    "token": token_of,
    "people:mail-stop token": lambda world: stopping_address(UserFactory()).split("/")[-2],
    "grant_id": lambda world: grant(UserFactory(), "viewer", on=world.home).pk,
    "person_id": lambda world: member_of(world).person.pk,
    "membership_id": lambda world: member_of(world).pk,
    "back_id": lambda world: 1,
    "import_id": lambda world: uploaded(organisation=world.home).pk,
    "slug": lambda world: "staff-group",
    "people:list-entry code": lambda world: "nursing",
    "people:list-move code": lambda world: "nursing",
    "word_id": lambda world: word_of(world).pk,
    "field_id": lambda world: (
        LocalField.objects.create(organisation=world.home, label="Ward colour", key="ward colour").pk
    ),
    "place": lambda world: remembered(world),
    "model_id": lambda world: draft_of(world).pk,
    "step_id": lambda world: draft_of(world).steps.all()[1].pk,
    "portfolio_id": lambda world: world.portfolio.pk,
    "theme_id": lambda world: ThemeFactory(organisation=world.home).pk,
    # A view is its maker's: nobody else may have it.
    "view_id": lambda world: SavedViewFactory(by=UserFactory()).pk,
    "unit_id": lambda world: UnitFactory(organisation=world.home).pk,
}

# Of an import: that of another office does not exist.
OFFICES_REFUSED: Answers = (302, 422, 403, 403, 403, 422, 422, 403)
OF_THE_OFFICE: Answers = (302, 404, 403, 403, 403, 200, 200, 403)
LEADS_ON: Answers = (302, 404, 403, 403, 403, 302, 302, 403)
ONLY_POSTS: Answers = (302, 405, 403, 403, 403, 405, 405, 403)

GET: dict[str, Answers] = {
    **matrix_of_desk.GET,
    **matrix_of_benefits.GET,
    **matrix_of_logs.GET,
    "exchange:remembered": READERS,
    "exchange:remembered-one": (302, 404, 403, 403, 403, 200, 200, 200),
    "exchange:remembered-scale": OF_THE_OFFICE,
    "exchange:remembered-forget": ONLY_POSTS,
    "exchange:remembered-forget-risks": ONLY_POSTS,
    "local-fields:fields": READERS,
    "local-fields:field-add": ADMIN_ONLY,
    "local-fields:field": ADMIN_ONLY,
    "local-fields:beginning": ADMIN_ONLY,
    "measures-everywhere:small-numbers": ADMIN_ONLY,
    "people:lists": AUDITED,
    "people:list": AUDITED,
    "people:list-entry": ADMIN_ONLY,
    "people:list-move": ADMIN_POSTS,
    "people:words": READERS,
    "people:word-add": ADMIN_ONLY,
    "people:word": ADMIN_ONLY,
    "people:word-drop": ADMIN_POSTS,
    "lifecycles:models": READERS,
    "lifecycles:model-add": ADMIN_ONLY,
    "lifecycles:model": (302, 404, 403, 403, 403, 200, 200, 200),
    "lifecycles:prepare": ADMIN_POSTS,
    "lifecycles:publish": ADMIN_POSTS,
    "lifecycles:discard": ADMIN_POSTS,
    "lifecycles:settings": ADMIN_ONLY,
    "lifecycles:step-add": ADMIN_ONLY,
    "lifecycles:step": ADMIN_ONLY,
    "lifecycles:step-move": ADMIN_POSTS,
    "lifecycles:step-remove": ADMIN_POSTS,
    "portfolios:portfolios": READERS,
    "portfolios:portfolio-add": OFFICES,
    "portfolios:portfolio": OF_THE_OFFICE,
    "portfolios:themes": READERS,
    "portfolios:theme-add": OFFICES,
    "portfolios:theme": (302, 403, 403, 403, 403, 200, 200, 403),
    "exchange:workbook": SIGNED_IN,
    "exchange:list-xlsx": SIGNED_IN,
    "exchange:list-csv": SIGNED_IN,
    "exchange:bring-back": (302, 200, 403, 200, 200, 200, 200, 403),
    "exchange:back": (302, 404, 403, 404, 404, 404, 404, 403),
    "exchange:workbook-of-all": SIGNED_IN,
    "exchange:workbook-of-project": (302, 404, 200, 200, 200, 200, 200, 200),
    "exchange:imports": (302, 200, 403, 403, 403, 200, 200, 200),
    "exchange:upload": OFFICES,
    "exchange:import": (302, 404, 403, 403, 403, 302, 302, 200),  # offices go on to its columns
    "exchange:progress": (302, 404, 403, 403, 403, 200, 200, 200),
    "exchange:columns": OF_THE_OFFICE,
    "exchange:table": ONLY_POSTS,
    "exchange:try": ONLY_POSTS,
    "exchange:do": ONLY_POSTS,
    "exchange:doubts": LEADS_ON,
    "exchange:rows": (302, 404, 403, 403, 403, 200, 200, 200),
    "exchange:undo": OF_THE_OFFICE,
    "exchange:account-xlsx": (302, 404, 403, 403, 403, 302, 302, 302),
    "exchange:account-csv": (302, 404, 403, 403, 403, 302, 302, 302),
    "people:organisations": SIGNED_IN,
    "people:organisations-export": SIGNED_IN,
    "people:organisation": SIGNED_IN,
    "people:organisation-add": ADMIN_ONLY,
    "people:organisation-change": ADMIN_ONLY,
    "people:organisation-close": ADMIN_ONLY,
    "people:organisations-load": ADMIN_ONLY,
    "people:administration": READERS,
    "people:roles": AUDITED,
    "people:role-give": ADMIN_ONLY,
    "people:role-find": ADMIN_POSTS,
    "people:role-take": ADMIN_ONLY,
    "people:events": AUDITED,
    "people:second-step": AUDITED,
    "people:people": READERS,
    "people:person": (302, 404, 403, 403, 403, 200, 200, 200),
    "people:person-deactivate": ADMIN_POSTS,
    "people:person-reactivate": ADMIN_POSTS,
    "people:person-hand-over": ADMIN_ONLY,
    "people:person-erase": ADMIN_ONLY,
    "people:person-second-step": ADMIN_ONLY,
    "people:person-leave": ADMIN_POSTS,
    "people:me": SIGNED_IN,
    "people:me-change": SIGNED_IN,
    "people:welcome": SIGNED_IN,
    "people:me-mail": SIGNED_IN,
    "people:mail-stop": ANYONE,
    "people:invitation": ANYONE,
    "people:joining": (302, 403, 403, 403, 403, 200, 200, 200),
    "people:domain-list": ADMIN_POSTS,
    "people:domain-drop": ADMIN_POSTS,
    "people:invite": (302, 405, 403, 403, 403, 405, 405, 403),
    "people:invitation-withdraw": (302, 405, 403, 403, 403, 405, 405, 403),
    "people:unit-add": ADMIN_ONLY,
    "people:unit-change": ADMIN_ONLY,
    "web:help": ANYONE,
    "web:accessibility": ANYONE,
    "web:privacy": ANYONE,
    "web:glossary": ANYONE,
    "web:components": SIGNED_IN,
    "web:mail": (404,) * 8,
    "web:health": ANYONE,
    "projects:register": (302, 200, 403, 200, 200, 200, 200, 403),
    "projects:overview": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:edit": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:charter": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:next": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:next-step": (302, 405, 403, 403, 405, 405, 405, 403),
    "projects:previous-step": (302, 404, 403, 403, 302, 302, 302, 403),
    "projects:end": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:turn": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:archive": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:archived": (302, 200, 403, 403, 200, 200, 200, 200),
    "projects:archived-one": (302, 404, 403, 403, 404, 404, 404, 404),
    "projects:merge": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:details-lead": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:details-path": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:history": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:one-page": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:one-page-pdf": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:one-page-word": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:similar": (302, 200, 403, 200, 200, 200, 200, 403),
    "projects:charter-page": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:updates": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:begin-update": (302, 405, 403, 405, 405, 405, 405, 403),
    "projects:update": (302, 404, 403, 302, 302, 302, 302, 403),
    "projects:submit-update": (302, 405, 403, 405, 405, 405, 405, 403),
    "projects:publish-update": (302, 405, 405, 405, 405, 405, 405, 405),
    "projects:send-back-update": (302, 404, 403, 302, 302, 302, 302, 403),
    "projects:rate": (302, 404, 403, 403, 403, 404, 404, 403),
    "measures-everywhere:measures": SIGNED_IN,
    "measures-everywhere:xlsx": SIGNED_IN,
    "measures-everywhere:csv": SIGNED_IN,
    "measures:paste": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:measures": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures:measure": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures:history": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures:chart-svg": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures:chart-json": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures:values-csv": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures:values-xlsx": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures:add": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:settings": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:definition": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:value-add": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:value-correct": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:target": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:rebase": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:rebase-back": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:note-add": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:remove": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:note-remove": (302, 404, 403, 405, 405, 405, 405, 403),
    "projects:milestones": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:milestones-paste": (302, 404, 403, 200, 200, 200, 200, 403),
    "projects:milestone-add": (302, 404, 403, 200, 200, 200, 200, 403),
    "projects:milestone-forecast": (302, 404, 403, 200, 200, 200, 200, 403),
    "projects:milestone-reached": (302, 404, 403, 200, 200, 200, 200, 403),
    "projects:milestone-baseline": (302, 404, 403, 200, 200, 200, 200, 403),
    "projects:milestone-remove": (302, 404, 403, 200, 200, 200, 200, 403),
    "projects:people": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:involve": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:end-part": (302, 405, 403, 403, 405, 405, 405, 403),
    "projects:money": (302, 404, 403, 200, 200, 200, 200, 200),
    "projects:money-add": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:money-change": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:details": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:details-about": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:details-local": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:details-themes": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:details-visibility": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:details-programme": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:portfolio-join": (302, 404, 403, 403, 403, 200, 200, 403),
    "projects:portfolio-leave": (302, 404, 403, 403, 403, 200, 200, 403),
    "projects:portfolio-show": (302, 405, 403, 403, 405, 405, 405, 403),
    "projects:id-attach": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:id-detach": (302, 405, 403, 403, 405, 405, 405, 403),
    "projects:partners-add": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:partner-end": (302, 405, 403, 403, 405, 405, 405, 403),
    "projects:discussion": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:take-back": (302, 404, 403, 404, 404, 404, 404, 403),
    "projects:contact": (302, 403, 403, 403, 403, 403, 200, 403),
    "projects:follow": (302, *(405,) * 7),
    "projects:unfollow": (302, *(405,) * 7),
    "projects:documents": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:link-add": (302, 404, 403, 403, 200, 200, 200, 403),
    "projects:link-remove": (302, 405, 403, 403, 405, 405, 405, 403),
}

# A POST of a form with nothing filled in. A route without a row must answer it as a GET, or with 405.
POST: dict[str, Answers] = {
    **matrix_of_benefits.POST,
    **matrix_of_logs.POST,
    "exchange:remembered-scale": (302, 404, 403, 403, 403, 302, 302, 403),
    "exchange:remembered-forget": LEADS_ON,
    "exchange:remembered-forget-risks": LEADS_ON,
    "local-fields:field-add": ADMIN_REFUSED,
    "local-fields:field": ADMIN_REFUSED,
    "measures-everywhere:small-numbers": (302, 403, 403, 403, 403, 403, 422, 403),
    "local-fields:beginning": ADMIN_LEADS_ON,
    "people:list": ADMIN_REFUSED,
    "people:second-step": ADMIN_REFUSED,
    "people:list-entry": ADMIN_REFUSED,
    "people:list-move": ADMIN_LEADS_ON,
    "people:word-add": ADMIN_REFUSED,
    "people:word": ADMIN_REFUSED,
    "people:word-drop": ADMIN_LEADS_ON,
    "lifecycles:model-add": ADMIN_REFUSED,
    "lifecycles:prepare": ADMIN_LEADS_ON,
    "lifecycles:publish": ADMIN_LEADS_ON,
    "lifecycles:discard": ADMIN_LEADS_ON,
    "lifecycles:settings": ADMIN_REFUSED,
    "lifecycles:step-add": ADMIN_REFUSED,
    "lifecycles:step": ADMIN_REFUSED,
    "lifecycles:step-move": ADMIN_LEADS_ON,
    "lifecycles:step-remove": ADMIN_LEADS_ON,
    "desk:notice-open": (302, *(404,) * 7),
    "desk:notices-see": (302,) * 8,
    "desk:begin": (302,) * 8,
    "projects:contact": ADMIN_REFUSED,
    "desk:quiet": (302, 302, 403, 403, 403, 302, 302, 403),
    "desk:idea": (302, 422, 403, 422, 422, 422, 422, 403),
    "portfolios:portfolio-add": OFFICES_REFUSED,
    "portfolios:portfolio": (302, 404, 403, 403, 403, 422, 422, 403),
    "portfolios:theme-add": OFFICES_REFUSED,
    "portfolios:theme": (302, 403, 403, 403, 403, 422, 422, 403),
    "desk:view-save": (302, *(404,) * 7),
    "desk:change": (302, 422, 403, 403, 403, 422, 422, 403),
    "desk:view-change": (302, *(404,) * 7),
    "desk:view-remove": (302, *(404,) * 7),
    "desk:view-usual": (302, *(404,) * 7),
    "exchange:bring-back": (302, 422, 403, 422, 422, 422, 422, 403),
    "exchange:upload": (302, 422, 403, 403, 403, 422, 422, 403),
    "exchange:columns": (302, 404, 403, 403, 403, 422, 422, 403),
    "exchange:table": LEADS_ON,
    "exchange:try": LEADS_ON,
    "exchange:do": LEADS_ON,
    "exchange:undo": LEADS_ON,
    "people:role-give": ADMIN_REFUSED,
    "people:role-find": ADMIN_ONLY,
    "people:role-take": ADMIN_LEADS_ON,
    "people:person-deactivate": ADMIN_LEADS_ON,
    "people:person-reactivate": ADMIN_LEADS_ON,
    "people:person-hand-over": ADMIN_REFUSED,
    "people:person-erase": ADMIN_REFUSED,
    "people:person-second-step": ADMIN_LEADS_ON,
    "people:person-leave": ADMIN_LEADS_ON,
    "people:me-change": (302, *(422,) * 7),
    "people:welcome": (302, *(422,) * 7),
    "people:me-mail": (302, *(422,) * 7),
    "people:mail-stop": ANYONE,
    "people:invitation": (302,) * 8,
    "people:domain-list": ADMIN_REFUSED,
    "people:domain-drop": (302, 403, 403, 403, 403, 403, 302, 403),
    "people:invite": (302, 403, 403, 403, 403, 422, 422, 403),
    "people:invitation-withdraw": (302, 403, 403, 403, 403, 302, 302, 403),
    "people:organisation-add": ADMIN_REFUSED,
    "people:organisation-change": ADMIN_REFUSED,
    "people:organisation-close": (302, 403, 403, 403, 403, 403, 302, 403),
    "people:organisations-load": ADMIN_REFUSED,
    "people:unit-add": ADMIN_REFUSED,
    "people:unit-change": ADMIN_REFUSED,
    "projects:update": (302, 404, 403, 422, 422, 422, 422, 403),
    "projects:register": (302, 422, 403, 422, 422, 422, 422, 403),
    "projects:edit": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:charter": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:next": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:next-step": (302, 404, 403, 403, 302, 302, 302, 403),
    "projects:previous-step": (302, 404, 403, 403, 302, 302, 302, 403),
    "projects:end": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:turn": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:archive": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:archived-one": (302, 404, 403, 403, 404, 404, 404, 404),
    "projects:merge": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:details-lead": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:details-path": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:similar": (302, 200, 403, 200, 200, 200, 200, 403),
    "projects:begin-update": (302, 404, 403, 302, 302, 302, 302, 403),
    "projects:submit-update": (302, 404, 403, 302, 302, 302, 302, 403),
    "projects:publish-update": (302, 404, 403, 302, 302, 302, 302, 403),
    "projects:milestones-paste": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:paste": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:add": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:settings": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:definition": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:value-add": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:value-correct": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:target": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:rebase": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:rebase-back": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:note-add": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:remove": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:note-remove": (302, 404, 403, 302, 302, 302, 302, 403),
    "projects:milestone-add": (302, 404, 403, 422, 422, 422, 422, 403),
    "projects:milestone-forecast": (302, 404, 403, 422, 422, 422, 422, 403),
    "projects:milestone-reached": (302, 404, 403, 422, 422, 422, 422, 403),
    "projects:milestone-baseline": (302, 404, 403, 422, 422, 422, 422, 403),
    "projects:milestone-remove": (302, 404, 403, 422, 422, 422, 422, 403),
    "projects:involve": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:end-part": (302, 404, 403, 403, 302, 302, 302, 403),
    "projects:details-about": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:details-local": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:details-themes": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:details-visibility": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:details-programme": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:portfolio-join": (302, 404, 403, 403, 403, 422, 422, 403),
    "projects:portfolio-leave": (302, 404, 403, 403, 403, 422, 422, 403),
    "projects:portfolio-show": (302, 404, 403, 403, 302, 302, 302, 403),
    "projects:id-attach": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:id-detach": (302, 404, 403, 403, 302, 302, 302, 403),
    "projects:money-add": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:money-change": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:partners-add": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:partner-end": (302, 404, 403, 403, 302, 302, 302, 403),
    "projects:discussion": (302, 404, 403, 422, 422, 422, 422, 403),
    "projects:take-back": (302, 404, 403, 404, 404, 404, 404, 403),
    "projects:follow": (302, 404, *(302,) * 6),
    "projects:unfollow": (302, 404, *(302,) * 6),
    "projects:link-add": (302, 404, 403, 403, 422, 422, 422, 403),
    "projects:link-remove": (302, 404, 403, 403, 302, 302, 302, 403),
}

PARTS |= matrix_of_benefits.PARTS | matrix_of_logs.PARTS | matrix_points.PARTS | matrix_of_records.PARTS
GET |= matrix_points.GET | matrix_of_records.GET
POST |= matrix_points.POST | matrix_of_records.POST
PARTS |= matrix_of_plans.PARTS
GET |= matrix_of_plans.GET
POST |= matrix_of_plans.POST
