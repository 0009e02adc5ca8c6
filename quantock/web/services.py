"""Changing the words that organisations add to the glossary."""

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit.log import change, record
from quantock.web.models import GlossaryWord


@transaction.atomic
def set_word(*, organisation_id: int, word: str, means: str, by: User) -> GlossaryWord:
    """Add a word of an organisation (0: of the whole system), or change what it means there."""
    kept = GlossaryWord.objects.filter(organisation_id=organisation_id, word__iexact=word).first()
    was = kept.means if kept else None
    kept = kept or GlossaryWord(organisation_id=organisation_id, word=word)
    kept.means = means
    kept.save()
    record(
        "set a word",
        kept,
        by=by,
        says=f"{'Changed' if was else 'Added'} the word “{kept.word}” in the glossary",
        changes=[change("means", "Means", was, means)],
    )
    return kept


@transaction.atomic
def drop_word(*, word: GlossaryWord, by: User) -> None:
    """Take a word of an organisation out of the glossary; its meaning stays in the event."""
    says = f"Took the word “{word.word}” out of the glossary"
    record("drop a word", word, by=by, says=says, changes=[change("means", "Means", word.means, None)])
    word.delete()
