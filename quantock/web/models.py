"""The words that organisations add to the glossary."""

from django.db import models
from django.db.models.functions import Lower


class GlossaryWord(models.Model):
    """A word as one organisation uses it; `organisation_id` 0 is the whole system.

    A number, not a key: organisations live a floor above.
    """

    organisation_id = models.PositiveBigIntegerField(default=0)
    word = models.CharField(max_length=80)
    means = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation_id", Lower("word"), name="glossary_word_once"),
        ]

    def __str__(self) -> str:
        return self.word
