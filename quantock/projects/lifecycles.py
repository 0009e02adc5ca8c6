"""The two life-cycle models that ship, as data: the seven steps and the delivery life cycle."""

from quantock.projects.models import LifeCycleModel, Step

ALL = ["quick", "standard", "full"]
FULLER = ["standard", "full"]

SEVEN_STEPS = (
    ("People", "Bring the right people together, with a sponsor.", ALL),
    ("Problem", "Understand what is wrong now, for whom, and why.", FULLER),
    ("Aim", "Say how much better, by when and for whom.", ALL),
    ("Measures", "Choose how you will know that a change is an improvement.", FULLER),
    ("Change ideas", "Collect what could make the difference.", FULLER),
    ("Test", "Try it small, learn, and try again.", ALL),
    ("Sustain and share", "Make it the normal way, and tell others what you learned.", ALL),
)
DELIVERY = (
    ("Start-up", "Does the need justify work on options?", ALL),
    ("Initiate", "Which option is best, and is its effect on quality and equality known?", ALL),
    ("Plan", "Are the plan, the budget and the baseline approved?", ALL),
    ("Deliver", "Do the work in stages, each with a decision to go on.", ALL),
    ("Embed and close", "Hand over what was made, and keep what was learned.", ALL),
    ("Realise benefits", "Check that the benefits came.", ALL),
)
SHIPPED = {
    "seven-steps": ("The seven steps", SEVEN_STEPS),
    "delivery": ("Delivery life cycle", DELIVERY),
}


def ensure_shipped() -> dict[str, LifeCycleModel]:
    """The shipped models, made where they are missing; an installation's own versions are left alone."""
    models = {}
    for code, (name, steps) in SHIPPED.items():
        model, is_new = LifeCycleModel.objects.get_or_create(code=code, version=1, defaults={"name": name})
        if is_new:
            Step.objects.bulk_create(
                Step(model=model, number=number, name=title, purpose=purpose, tracks=tracks)
                for number, (title, purpose, tracks) in enumerate(steps, start=1)
            )
        models[code] = model
    return models
