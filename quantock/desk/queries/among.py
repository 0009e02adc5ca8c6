"""`field__among`: a key is one of many that are known already, given as one JSON list instead of a thousand values."""

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


def register() -> None:
    """Columns and foreign keys know `among` from the start of the site on."""
    Field.register_lookup(Among)
    ForeignKey.register_lookup(Among)
