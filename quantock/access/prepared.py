"""Queries whose SQL is put together once and asked many times.

Of a page's time, putting its queries together in Python is half; the text that comes out is the same for everybody who
holds the same roles, but for the keys in it. `prepared` keeps that text (never a row) and fills the keys in. Why, and
what it may not be used for: docs/adr/0012-prepared-queries.md.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache, partial
from operator import itemgetter
from types import NoneType
from typing import Any, NamedTuple, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ValuesIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler

from quantock.access.asking import Text, asking, named, prepares
from quantock.access.roles import Role
from quantock.access.viewer import NOBODY, Viewer
from quantock.accounts.models import User

R = TypeVar("R")
Key = int | str | None
Places = tuple[tuple[Role, ...], ...]

LONGEST = 2**63 - 1
"""The largest number that both databases know."""
KEPT = 400
"""So many texts a process keeps, those asked for last."""
# Keys that stand in for the true ones while a query is put together, once from each: what differs between the two
# texts' values, and only that, is a key. Their low bits are the same, so that sets of them have the same order.
STAND_INS = (2_146_000_000, 2_146_000_000 + 2**18)
# Behind how many rows a page begins: Django writes it into the text, where it is a key as well.
BEHIND = re.compile(r"(?<= OFFSET )\d+")
# What makes a queryset give the rows that it gives, besides its query. (Copying one would ask for its rows.)
TAKEN = ("_iterable_class", "_fields", "_prefetch_related_lookups")
# What of a query only makes its text.
EMPTIED: tuple[tuple[str, Any], ...] = (
    ("where", None),
    ("alias_map", {}),
    ("combined_queries", ()),
    ("table_map", {}),
    ("order_by", ()),
)


class NotPreparable(Exception):
    """A query that makes something of its keys but ask for them."""


@dataclass(frozen=True, slots=True)
class Shape:
    """All that the text of a query depends on: who holds which roles on about how many places, and what was said. As many as
    `padded` makes of them, or each number of projects that somebody may lead would have texts of its own."""

    anybody: bool
    """Whether there is a viewer at all; a query that is the same for everybody has none."""
    signed_in: bool
    system: frozenset[Role]
    organisations: Places
    portfolios: Places
    projects: Places
    sees_everything: bool
    keys: tuple[bool, ...] | None
    """Of each key whether it is a word."""
    said: tuple[Any, ...]

    def asked(self, first: int) -> list[Any]:
        """What a query of this shape is built of, its keys numbered from `first`."""
        numbers = iter(range(first, first + 2**18))
        viewer = Viewer(
            user=User(pk=next(numbers)) if self.signed_in else None,
            system=self.system,
            organisations={next(numbers): frozenset(roles) for roles in self.organisations},
            portfolios={next(numbers): frozenset(roles) for roles in self.portfolios},
            projects={next(numbers): frozenset(roles) for roles in self.projects},
            sees_everything=self.sees_everything,
        )
        asked: list[Any] = [viewer] if self.anybody else []
        asked += [thawed(each) for each in self.said]
        if self.keys is not None:
            asked.append([str(next(numbers)) if is_word else next(numbers) for is_word in self.keys])
        return asked


class Filled(NamedTuple):
    """A value that is a key: its place, which key, and whether it is looked for within a text."""

    place: int
    key: int
    is_sought: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A query's text with a place for each key; without a compiler it finds nothing whatever the keys."""

    rows: QuerySet[Any]
    compiler: SQLCompiler | None
    sql: str = ""
    values: tuple[Any, ...] = ()
    places: tuple["Filled", ...] = ()
    """Which of the values are keys."""
    plain: "Plain | None" = None
    behind: tuple[int, ...] = ()
    """Which of the values say behind how many rows a page begins."""
    texts: dict[tuple[str, bool], Text] = field(default_factory=dict, compare=False, repr=False)
    """As PostgreSQL is asked."""

    def run(self, keys: Sequence[Key]) -> list[Any]:
        """The rows, as the queryset itself would give them."""
        if self.compiler is None:
            return []
        answer = self._answer(self.sql, keys)
        if self.plain:
            return self.plain.made(answer, connections[self.rows.db])
        if self.compiler.has_extra_select:
            answer = [row[: self.compiler.col_count] for row in answer]
        ready: Any = copy(self.compiler)
        ready.connection = connections[ready.using]
        ready.execute_sql = lambda *args, **kwargs: iter([answer])
        query: Any = copy(self.rows.query)
        query.get_compiler = lambda *args, **kwargs: ready
        rows: Any = type(self.rows)(self.rows.model, query, self.rows.db)
        for name in TAKEN:
            setattr(rows, name, getattr(self.rows, name))
        return list(rows)

    def count(self, keys: Sequence[Key]) -> int:
        """How many rows there are, asked as the queryset's own `count` does."""
        if self.compiler is None:
            return 0
        [(count,)] = self._answer(f"SELECT COUNT(*) FROM ({self.sql}) counted", keys)  # noqa: S608  Django's own
        return cast(int, count)

    def _answer(self, sql: str, keys: Sequence[Key]) -> list[tuple[Any, ...]]:
        connection = connections[self.rows.db]
        values = self.filled(keys)
        if prepares(connection):
            # The first page has a text of its own: behind who knows how many rows, PostgreSQL would sort all there are.
            is_first = not any(values[place] for place in self.behind)
            text = self.texts.get((sql, is_first))
            if text is None:
                names = self._names(is_first)
                text = self.texts[sql, is_first] = named(sql, values, names, connection)
            with asking(connection) as cursor:
                cursor.execute(text, text.filled(values))
                return cast(list[tuple[Any, ...]], cursor.fetchall())
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cast(list[tuple[Any, ...]], cursor.fetchall())

    def _names(self, is_first: bool) -> dict[int, str]:
        """What a key is called in its places; a number of another length is another value, and so are words sought."""
        written = self.behind if is_first else ()
        kinds = {each.place: type(self.values[each.place]).__name__ for each in self.places}
        return {
            each.place: f"{kinds[each.place]}_{each.key}{'_sought' if each.is_sought else ''}"
            for each in self.places
            if each.place not in written
        }

    def filled(self, keys: Sequence[Key]) -> tuple[Any, ...]:
        """The values, with these keys in their places."""
        values = list(self.values)
        for place, key, is_sought in self.places:
            said = keys[key]
            if is_sought:
                said = f"%{connections[self.rows.db].ops.prep_for_like_query(str(said))}%"
            elif isinstance(said, int):
                # No row has a number that is too long for a database, and SQLite refuses to be asked for one.
                said = min(max(said, -LONGEST), LONGEST)
            # PostgreSQL's numbers are of classes of their own (Int4, Int8), which say how long they are.
            values[place] = None if said is None else type(values[place])(said)
        return tuple(values)


@dataclass(frozen=True, slots=True)
class Plain:
    """How `values` and `values_list` make their rows of an answer: column by column, in a third of the time that
    Django takes row by row."""

    width: int
    converters: tuple[tuple[int, Any, Any], ...]
    """Place of a column, its converters, and the expression that they are told."""
    whole: tuple[int, ...]
    """The columns of whole numbers, which Django makes of every value, though SQLite's all are: PostgreSQL's sums are not."""
    names: tuple[str, ...] | None
    """Rows are dictionaries of these names."""
    flat: bool

    @classmethod
    def of(cls, compiler: Any, rows: Any) -> "Plain | None":
        """Nothing for rows of another kind, which Django makes itself."""
        expressions = [each for each, *_ in compiler.select[: compiler.col_count]]
        kind = rows._iterable_class
        names = tuple(rows.query.selected or ()) if kind is ValuesIterable else None
        if kind not in KINDS or names == () or compiler.has_composite_fields(expressions):
            return None
        converters = dict(compiler.get_converters(expressions))
        whole = tuple(place for place, told in converters.items() if _makes_whole(*told))
        return cls(
            width=compiler.col_count,
            converters=tuple((place, *told) for place, told in converters.items() if place not in whole),
            whole=whole,
            names=names,
            flat=kind is FlatValuesListIterable,
        )

    def made(self, answer: Sequence[Sequence[Any]], connection: Any) -> list[Any]:
        if not (self.converters or self.names or self.flat) and self._is_whole(answer):
            return list(answer)
        columns: list[Any] = list(zip(*answer, strict=True))[: self.width]
        for place, converters, expression in self.converters if answer else ():
            for converter in converters:
                columns[place] = [converter(each, expression, connection) for each in columns[place]]
        for place in self.whole if answer else ():
            if not {*map(type, columns[place])} <= WHOLE:
                columns[place] = [None if each is None else int(each) for each in columns[place]]
        if self.flat:
            return list(columns[0]) if columns else []
        found = zip(*columns, strict=True)
        return [dict(zip(self.names, row, strict=True)) for row in found] if self.names else list(found)

    def _is_whole(self, answer: Sequence[Sequence[Any]]) -> bool:
        """Whether nothing is to be made of an answer: turned into columns and back, tens of thousands of rows take a
        tenth of a second."""
        if not answer or len(answer[0]) > self.width:
            return not answer
        return all({*map(type, map(itemgetter(place), answer))} <= WHOLE for place in self.whole)


def _makes_whole(converters: Sequence[Any], expression: Any) -> bool:
    """Whether all that Django does with a column's values is to make whole numbers of them."""
    kind = expression.output_field.get_internal_type()
    return list(converters) == [expression.convert_value] and kind.endswith("IntegerField")


WHOLE = {int, NoneType}
KINDS = (ValuesIterable, ValuesListIterable, FlatValuesListIterable)


def prepared(
    build: Callable[..., QuerySet[Any, R]],
    viewer: Viewer | None,
    *said: Any,
    keys: Sequence[Key] | None = None,
) -> list[R]:
    """The rows of `build(viewer, *said, keys)` (what is None of viewer and keys is left out), evaluated. One query.

    `build` puts a queryset together from managers, not from a record's relations. It may only ask for keys (those of
    the viewer's places, and `keys`: numbers, the row that a page begins behind, or words, compared as they are or sought
    by `icontains`), never look at them; what decides how the query reads goes into `said`. Raises NotPreparable where the
    keys do not come out as they went in.
    """
    shape, given = _shape(viewer, said, keys)
    return statement(build, shape).run(given)


def prepared_count(
    build: Callable[..., QuerySet[Any, Any]],
    viewer: Viewer | None,
    *said: Any,
    keys: Sequence[Key] | None = None,
) -> int:
    """How many rows `prepared` would give. One query."""
    shape, given = _shape(viewer, said, keys)
    return statement(build, shape).count(given)


def padded(keys: Sequence[int]) -> Sequence[int]:
    """Keys for `…__in`, the last repeated until there are a power of two: so ten texts serve any number of them."""
    if not keys:
        return keys
    wanted = 1 << (len(keys) - 1).bit_length()
    return [*keys, *([keys[-1]] * (wanted - len(keys)))]


@lru_cache(maxsize=KEPT)
def statement(build: Callable[..., QuerySet[Any, Any]], shape: Shape) -> Statement:
    """A query put together, once from each of the stand-ins."""
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(partial(_refuse, build.__qualname__)))
        first, second = (_compiled(build(*shape.asked(start))) for start in STAND_INS)
    if first.sql != second.sql or len(first.values) != len(second.values):
        raise NotPreparable(f"{build.__qualname__}: its text differs with its keys")
    places = tuple(_keys_among(first.values, second.values, build.__qualname__))
    return replace(first, places=places)


def _refuse(name: str, *asked: Any) -> Any:
    """An answer that was asked for while a query is put together would be of the stand-ins."""
    raise NotPreparable(f"{name} asks the database while it is put together")


def _compiled(rows: QuerySet[Any, Any]) -> Statement:
    compiler = rows.query.get_compiler(rows.db)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        return Statement(rows, None)
    plain = Plain.of(compiler, rows)
    _lighten(compiler, rows)
    # A database takes the value of a choice as it takes the choice, but sooner.
    told = [each.value if isinstance(each, Enum) else each for each in values]
    text, behind = _behind_taken_out(sql, told)
    return Statement(rows, compiler, text, tuple(told), plain=plain, behind=behind)


def _behind_taken_out(sql: str, values: list[Any]) -> tuple[str, tuple[int, ...]]:
    """Where the row that a page begins behind is a key, it becomes a value in its place among the others: the text, and
    these places."""
    parts, end, places = [], 0, []
    for found in BEHIND.finditer(sql):
        if int(found[0]) < STAND_INS[0]:
            continue
        parts += [sql[end : found.start()], "%s"]
        end = found.end()
        before = "".join(parts[:-1]).replace("%%", "").count("%s")
        values.insert(before, int(found[0]))
        places.append(before)
    return "".join([*parts, sql[end:]]), tuple(places)


def _lighten(compiler: Any, rows: Any) -> None:
    """What served to make the text goes; what makes rows of an answer stays."""
    select = compiler.select[: compiler.col_count]
    converters = compiler.get_converters([expression for expression, *_ in select])
    compiler.get_converters = lambda expressions: converters
    compiler.select = [(each if hasattr(each, "target") else None, None, name) for each, _, name in select]
    rows.query.annotations = dict.fromkeys(rows.query.annotations)
    rows.query._annotation_select_cache = None
    for name, nothing in EMPTIED:
        setattr(rows.query, name, nothing)
    compiler.query = rows.query
    compiler.where = compiler.having = compiler.qualify = compiler._meta_ordering = None
    compiler.quote_cache = {}


def _keys_among(first: Sequence[Any], second: Sequence[Any], name: str) -> Iterator[Filled]:
    for place, both in enumerate(zip(first, second, strict=True)):
        if _told(both[0]) == _told(both[1]):
            continue
        one, other = (_key(value, start) for value, start in zip(both, STAND_INS, strict=True))
        if one is None or one != other:
            raise NotPreparable(f"{name}: {both[0]!r} is made of a key")
        yield Filled(place, one, _is_sought(both[0]))


def _told(value: Any) -> Any:
    """What a value tells: JSON comes wrapped for PostgreSQL, and no two wrappers are equal."""
    return getattr(value, "obj", value)


def _key(value: Any, start: int) -> int | None:
    """Which key a value stands in for."""
    if _is_sought(value):
        value = value[1:-1]
    if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
        return int(value) - start
    return None


def _is_sought(value: Any) -> bool:
    return isinstance(value, str) and len(value) > 2 and value[0] == value[-1] == "%"


def _shape(viewer: Viewer | None, said: Sequence[Any], keys: Sequence[Key] | None) -> tuple[Shape, list[Key]]:
    """What the text depends on, and all keys in the order of the stand-ins."""
    whose = viewer or NOBODY
    given: list[Key] = [] if whose.user is None else [whose.user.pk]
    held: dict[str, Places] = {}
    for name in ("organisations", "portfolios", "projects"):
        by_roles: defaultdict[tuple[Role, ...], list[int]] = defaultdict(list)
        for key, roles in sorted(getattr(whose, name).items()):
            by_roles[tuple(sorted(roles))].append(key)
        some = [(roles, padded(places)) for roles, places in sorted(by_roles.items())]
        given += [key for _, places in some for key in places]
        held[name] = tuple(roles for roles, places in some for _ in places)
    shape = Shape(
        anybody=viewer is not None,
        signed_in=whose.user is not None,
        system=whose.system,
        sees_everything=whose.sees_everything,
        keys=None if keys is None else tuple(isinstance(key, str) for key in keys),
        said=tuple(frozen(each) for each in said),
        **held,
    )
    return shape, [*given, *(keys or ())]


class Pairs(tuple[Any, ...]):
    """A mapping, as a key of another."""

    __slots__ = ()


def frozen(value: Any) -> Any:
    """The same, hashable: mappings as `Pairs`, lists as tuples."""
    if isinstance(value, Mapping):
        return Pairs(sorted((name, frozen(each)) for name, each in value.items()))
    return tuple(frozen(each) for each in value) if isinstance(value, list | tuple) else value


def thawed(value: Any) -> Any:
    """What `frozen` was given, its lists as tuples."""
    if isinstance(value, Pairs):
        return {name: thawed(each) for name, each in value}
    return tuple(thawed(each) for each in value) if type(value) is tuple else value
