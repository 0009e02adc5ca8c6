"""What is searched, kept beside the records by the services that change them; one table for each kind of record.

A row is worked out from its record alone (`index.keep`) and may be thrown away and made again. It knows nothing of
who may see the record: a page asks for records that the viewer may see *and* that these words find.
"""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One record as search knows it: what is shown of it, and the words that find it.

    `parts` is a list of [label, text]. `title_words` are those of its title and of whatever else it is called
    (reference, codes, former names); `words` are all of them. Both are `engines.text.finding.words_of`.
    """

    SAID: ClassVar[tuple[str, ...]] = ("title", "parts", "title_words", "words")

    # The record's own key, always given; of this type because it is then SQLite's rowid, which its index of words needs.
    record_id = models.BigAutoField(primary_key=True)
    title = models.TextField()
    parts = models.JSONField(default=list)
    title_words = models.TextField(blank=True)
    words = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class ProjectEntry(Entry):
    class Meta:
        db_table = "search_project"


class OrganisationEntry(Entry):
    class Meta:
        db_table = "search_organisation"


class PersonEntry(Entry):
    class Meta:
        db_table = "search_person"


KINDS: tuple[type[Entry], ...] = (ProjectEntry, OrganisationEntry, PersonEntry)
