"""What a measure shows now, kept for lists: written by the service that changes what it comes from."""

from django.db import models

from quantock.measures.models.measure import Measure


class Result(models.Model):
    """The judged chart of a measure (its whole, not a stratum). `since` is where its signal began, `seen_on` the
    last day of the period with which it could first be seen: a run of seven is seen with its seventh. Of groups
    without a whole, both are those of the group that most needs a look, as variation and assurance are. Limits stand as they
    are shown, within what a value can be; assurance was judged by the limits themselves."""

    measure = models.OneToOneField(Measure, on_delete=models.CASCADE, related_name="result", primary_key=True)
    variation = models.CharField(max_length=20)
    assurance = models.CharField(max_length=30)
    latest = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    latest_on = models.DateField(null=True, blank=True)
    # The day by which the value after the latest is due; none where nothing was ever given, or it just happens.
    due_on = models.DateField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    centre = models.FloatField(null=True, blank=True)
    lower = models.FloatField(null=True, blank=True)
    upper = models.FloatField(null=True, blank=True)
    target = models.FloatField(null=True, blank=True)
    spark = models.JSONField(default=list)
    # What the card draws: [period, value, kind, average, lower, upper, target, part] of each of the last periods.
    card = models.JSONField(default=list)
    # What its groups show, where there is no value of all together: how many of each variation.
    groups = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=0)
    rules = models.CharField(max_length=60)
    # The way of working out (`services.results.WORKED_OUT_AS`) that made it.
    worked_out_as = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["variation", "assurance"], name="result_by_icon"),
            models.Index(fields=["latest_on"], name="result_by_date"),
            models.Index(fields=["due_on"], name="result_by_due"),
            models.Index(fields=["seen_on"], name="result_by_seen"),
            # Rows are wide: what lists count, find and sort by is read here.
            models.Index(
                fields=["measure", "variation", "assurance", "due_on", "seen_on", "latest_on"],
                name="result_in_short",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.variation}"
