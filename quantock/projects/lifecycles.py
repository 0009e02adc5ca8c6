"""The two life-cycle models that ship, as data: the seven steps and the delivery life cycle.

Purposes, tools and gates are mapped on the field notes (`qi.md` 1.2, `ppm.md` 3.3), in words of our own. An
installation changes them by making versions of its own; what ships here is only where it begins.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from quantock.projects.models import LifeCycleModel, Step

ALL = ("quick", "standard", "full")
FULLER = ("standard", "full")


@dataclass(frozen=True, slots=True)
class Shipped:
    """One step as it ships: `criteria` say what holds before a project moves on."""

    name: str
    purpose: str
    tools: tuple[str, ...]
    criteria: tuple[str, ...]
    tracks: tuple[str, ...] = ALL


SEVEN_STEPS = (
    Shipped(
        "People",
        "Bring the right people together, with a sponsor.",
        (
            "Search for others who are doing this",
            "Team and roles",
            "Stakeholder map",
            "Plan to involve patients and carers",
        ),
        (
            "A lead and a sponsor are named",
            "You have looked for others who tried this, and know what they learned",
            "The people who do the work and those who receive it are part of the team, or will be asked",
        ),
    ),
    Shipped(
        "Problem",
        "Understand what is wrong now, for whom, and why.",
        ("Process map", "Fishbone", "Five whys", "Pareto chart", "Walking the process"),
        (
            "The problem says how big it is, where and since when, and how you know",
            "You have looked at the process as it really is",
            "You know whom it affects most",
        ),
        FULLER,
    ),
    Shipped(
        "Aim",
        "Say how much better, by when and for whom.",
        ("Aim statement", "Driver diagram", "Strategic themes and Quadruple Aim", "Benefits expected"),
        (
            "The aim has a number, a date and says for whom",
            "It says where you start from, or when you will know",
            "The sponsor agrees with it",
        ),
    ),
    Shipped(
        "Measures",
        "Choose how you will know that a change is an improvement.",
        (
            "Family of measures",
            "Definition of each measure",
            "Plan for collecting data",
            "Run chart or SPC chart",
        ),
        (
            "There is a measure of the outcome, one of the process and one for what might get worse",
            "Somebody new could collect each measure from its definition alone",
            "There is a baseline, or a reason why there cannot be one",
        ),
        FULLER,
    ),
    Shipped(
        "Change ideas",
        "Collect what could make the difference.",
        ("Driver diagram", "List of change ideas", "Impact and effort grid"),
        (
            "There is at least one idea for each driver you chose",
            "You have chosen which to test first, and why",
        ),
        FULLER,
    ),
    Shipped(
        "Test",
        "Try it small, learn, and try again.",
        ("PDSA cycles", "Ramps of tests", "Notes on the chart", "Short reviews after each test"),
        (
            "Each test began with a prediction and ended with what you learned",
            "The last test was larger or under other conditions than the first",
            "Of every idea tested you have said: adopt, adapt or abandon",
            "The chart is up to date",
        ),
    ),
    Shipped(
        "Sustain and share",
        "Make it the normal way, and tell others what you learned.",
        (
            "Control plan",
            "Sustainability check",
            "Standard work and training",
            "Case study or poster",
            "Looking back together",
        ),
        (
            "The service owns it: somebody watches a named measure and knows what to do when it slips",
            "What you learned is written down where others will find it",
            "It is agreed when you will look again whether it has lasted",
        ),
    ),
)
DELIVERY = (
    Shipped(
        "Start-up",
        "Does the need justify work on options?",
        ("Project brief", "Stakeholder map", "First look at risks", "Strategic case"),
        (
            "The need and the strategic theme it serves are written down",
            "A sponsor and a project manager are named",
            "There is money and time for working out options",
        ),
    ),
    Shipped(
        "Initiate",
        "Which option is best, and is its effect on quality and equality known?",
        ("Options appraisal", "Outline business case", "Quality, equality and data protection screening"),
        (
            "The options were compared, doing nothing among them",
            "The benefits of the preferred one are named, each with an owner",
            "The effect on quality, equality and data protection was looked at",
        ),
    ),
    Shipped(
        "Plan",
        "Are the plan, the budget and the baseline approved?",
        ("Plan with milestones and baseline", "Full business case", "Budget", "RAID log", "Benefits plan"),
        (
            "The plan has a baseline and milestones with owners",
            "The budget is approved",
            "Each large risk has an owner and an answer",
            "It is agreed who decides what, and how often you report",
        ),
    ),
    Shipped(
        "Deliver",
        "Do the work in stages, each with a decision to go on.",
        ("Status updates", "Change requests", "Stage reviews", "Readiness check before going live"),
        (
            "What was promised for this stage is done and accepted",
            "What changed was agreed, and the baseline shows it",
            "The service is ready to take it over",
        ),
    ),
    Shipped(
        "Embed and close",
        "Hand over what was made, and keep what was learned.",
        ("Handover", "Lessons", "Closing report", "Review dates for benefits"),
        (
            "The service owner has accepted what was made",
            "Open risks, issues and actions are closed or have a new owner",
            "Lessons are written down where others will find them",
        ),
    ),
    Shipped(
        "Realise benefits",
        "Check that the benefits came.",
        ("Benefits reviews", "Evaluation"),
        (
            "Each benefit has a figure or a reason why it has none",
            "Finance has agreed what was saved",
            "Somebody goes on watching what must last",
        ),
    ),
)
SHIPPED = {
    "seven-steps": ("The seven steps", SEVEN_STEPS),
    "delivery": ("Delivery life cycle", DELIVERY),
}
USUAL = "seven-steps"


def ensure_shipped() -> dict[str, LifeCycleModel]:
    """The shipped models in their first version, made where they are missing; other versions are left alone.
    One query, where none is missing."""
    first = LifeCycleModel.objects.filter(code__in=SHIPPED, version=1)
    models = {model.code: model for model in first}
    for code in SHIPPED.keys() - models.keys():
        name, steps = SHIPPED[code]
        model, is_new = LifeCycleModel.objects.get_or_create(code=code, version=1, defaults={"name": name})
        if is_new:
            Step.objects.bulk_create(
                Step(
                    model=model,
                    number=number,
                    name=step.name,
                    purpose=step.purpose,
                    tools=list(step.tools),
                    criteria=[{"says": says} for says in step.criteria],
                    tracks=list(step.tracks),
                )
                for number, step in enumerate(steps, start=1)
            )
        models[code] = model
    return models


def in_use(organisation_id: int | None = None) -> dict[str, LifeCycleModel]:
    """The newest published version of each model that new projects may follow, by code: those of the whole system,
    and of the organisation. One query."""
    return {model.code: model for model in _published(organisation_id).order_by("version")}


def _published(organisation_id: int | None) -> QuerySet[LifeCycleModel]:
    ours = Q(organisation=None) | Q(organisation=organisation_id)
    return LifeCycleModel.objects.filter(ours, retired_on=None, is_draft=False)


def steps_in_use(organisation_id: int, life_cycle_id: int | None) -> QuerySet[Step]:
    """The steps of those models, and of the one that a project follows, with their models."""
    published = _published(organisation_id)
    newer = published.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
    models = Q(model__in=published.filter(~Exists(newer))) | Q(model=life_cycle_id)
    return Step.objects.filter(models).select_related("model").order_by("model__name", "model_id", "number")


def model_to_begin_with(organisation_id: int | None = None, code: str = "") -> LifeCycleModel:
    """What a new project follows: the model of this code, else the usual one, else any there is. One query, where that
    model is in use."""
    models = in_use(organisation_id)
    if (code or USUAL) not in models:
        ensure_shipped()
        models = in_use(organisation_id)
    return models.get(code) or models.get(USUAL) or next(iter(models.values()))


def first_step(model: LifeCycleModel, track: str) -> Step | None:
    """Where a new project of this track begins: the first step that it asks for. One query."""
    return next((step for step in model.steps.all() if track in step.tracks), None)
