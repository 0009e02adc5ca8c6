"""`field__among`: a key is one of many that are known already, given as one JSON list instead of a thousand values.

`field__also_among` says the same of rows that something else finds: each is looked up in the list, while the list leads
to none. A database has no idea how long it is, and would look for the rows of each of thousands.
"""

from typing import Any

from django.db.models import Field, ForeignKey, Lookup


class Among(Lookup[str]):
    """`Milestone.objects.filter(project__among="[3, 17, 4]")`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        return self._in("SELECT value FROM json_each({})", compiler, connection)

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        listed = "SELECT each.value::bigint FROM jsonb_array_elements_text({}::jsonb) AS each(value)"
        return self._in(listed, compiler, connection)

    def _in(self, listed: str, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        one, one_values = self.process_lhs(compiler, connection)
        among, values = self.process_rhs(compiler, connection)
        return f"{one} IN ({listed.format(among)})", (*one_values, *values)


class AlsoAmong(Among):
    """`MilestoneFact.objects.filter(so_from__gt=day, milestone__project__also_among="[3, 17, 4]")`."""

    lookup_name = "also_among"

    def _in(self, listed: str, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        asked, values = super()._in(listed, compiler, connection)
        return f"({asked}) IS TRUE", values


def register() -> None:
    """Columns and foreign keys know both from the start of the site on."""
    for lookup in (Among, AlsoAmong):
        Field.register_lookup(lookup)
        ForeignKey.register_lookup(lookup)
