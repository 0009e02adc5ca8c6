"""The classes of benefits (field/ppm.md 3.6), kept apart wherever figures are added."""

from django.db.models import TextChoices

POUNDS = "£"
"""The unit of what is counted in money; its figures are pence. Other figures are hundredths of their unit."""


class BenefitClass(TextChoices):
    """What sort of gain it is, in the order in which pages tell them."""

    CASH = "cash", "Cash-releasing"
    NON_CASH = "non-cash", "Non-cash-releasing"
    AVOIDANCE = "avoidance", "Cost avoidance"
    QUALITY = "quality", "Quality"
    EXPERIENCE = "experience", "Patient or staff experience"
    SOCIETAL = "societal", "Societal"
    DISBENEFIT = "disbenefit", "Disbenefit"


MONEY_CLASSES = (BenefitClass.CASH, BenefitClass.NON_CASH, BenefitClass.AVOIDANCE)
"""Always counted in pounds; the others in whatever suits them, or told in words."""
HELP = {
    BenefitClass.CASH: "Money that leaves a budget, or is no longer spent",
    BenefitClass.NON_CASH: "Time or capacity that is worth money but stays in the budget",
    BenefitClass.AVOIDANCE: "Money that would have had to be spent",
    BenefitClass.QUALITY: "Safer, better or more even care",
    BenefitClass.EXPERIENCE: "Better for the people who are cared for, or for those who care",
    BenefitClass.SOCIETAL: "A gain for others: families, other services, the climate",
    BenefitClass.DISBENEFIT: "Something that gets worse because of the change",
}


class Recurrence(TextChoices):
    """Whether it comes back every year."""

    UNSAID = "", "Not said"
    RECURRENT = "recurrent", "Recurrent: every year"
    ONCE = "once", "Non-recurrent: once"
