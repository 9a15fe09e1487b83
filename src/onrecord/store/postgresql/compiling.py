"""This program's questions in PostgreSQL's words: they are written once, in those of SQLite where it has words of its own."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Float, Integer, LargeBinary, Select, String, types
from sqlalchemy.dialects.postgresql.pg8000 import PGCompiler_pg8000, PGDialect_pg8000
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, CollationClause, Grouping
from sqlalchemy.sql.selectable import TableValuedAlias

from onrecord.store.postgresql import driving
from onrecord.store.postgresql.words import INDEXED

KEYS = {
    "change": ("type", "result"), "result_text": ("rowid",), "doubt": ("record",), "feed": ("url",), "second_read": ("story", "model", "host"),
}  # fmt: skip
"""By table what no two rows share, where that is not `id`: what is put in the place of what."""
MAYBE_NULL = frozenset({"first_said", "first_reported"})
"""Columns that are put in order though some rows have nothing there: SQLite has that first, the server last."""
UNSTORABLE = "\ufffd"
"""In the place of a character of the number 0, which the server cannot hold."""


class Words(String):
    """Text, as the server can hold it."""

    render_bind_cast = False

    def bind_processor(self, dialect: Any) -> Any:
        """Without what cannot be held."""
        return lambda value: value.replace("\0", UNSTORABLE) if value is not None and "\0" in value else value


class Whole(Integer):
    """A whole number; true is 1, as SQLite has it."""

    render_bind_cast = False

    def bind_processor(self, dialect: Any) -> Any:
        """Truth as a number."""
        return lambda value: int(value) if isinstance(value, bool) else value


class Broken(Float[float]):
    """A number with a point."""

    render_bind_cast = False


class Compiler(PGCompiler_pg8000):
    """Writes a question for the server."""

    def visit_insert(self, insert_stmt: Any, *given: Any, **kw: Any) -> str:
        """`OR IGNORE` and `OR REPLACE` as what happens on a conflict."""
        way = " ".join(str(prefix.text) for prefix, _ in insert_stmt._prefixes)
        if way:
            insert_stmt = insert_stmt._generate()
            insert_stmt._prefixes = ()
        made: str = super().visit_insert(insert_stmt, *given, **kw)
        return made + conflict(way, insert_stmt.table, made)

    def visit_in_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """A list that is one parameter."""
        return self._listed(binary, "= ANY", **kw) or self._in(binary, "IN", **kw)

    def visit_not_in_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """What is in no such list."""
        return self._listed(binary, "<> ALL", **kw) or f"({self._in(binary, 'NOT IN', **kw)})"

    def _in(self, binary: Any, sign: str, **kw: Any) -> str:
        left, right = self.process(binary.left, **kw), self.process(binary.right, **kw)
        return f"{left} {sign} {right}"

    def _listed(self, binary: Any, sign: str, **kw: Any) -> str:
        values = _list_in(binary.right)
        if values is None:
            return ""
        kind = "bigint" if isinstance(binary.left.type, Integer) else "text"
        own = self.process(values, **kw)
        made = f"ARRAY(SELECT json_array_elements_text(CAST({own} AS json))::{kind})"
        return f"{self.process(binary.left, **kw)} {sign} ({made})"

    def visit_json_each_func(self, function: Any, **kw: Any) -> str:
        """The values of a list, as rows."""
        return f"json_array_elements_text(CAST({self.process(function.clauses.clauses[0], **kw)} AS json))"

    def visit_max_func(self, function: Any, **kw: Any) -> str:
        """The greatest of a column, or of several values."""
        return self._most(function, "max", "greatest", **kw)

    def visit_min_func(self, function: Any, **kw: Any) -> str:
        """The least of a column, or of several values."""
        return self._most(function, "min", "least", **kw)

    def _most(self, function: Any, one: str, several: str, **kw: Any) -> str:
        values = [self.process(clause, **kw) for clause in function.clauses.clauses]
        return f"{several if len(values) > 1 else one}({', '.join(values)})"

    def visit_substr_func(self, function: Any, **kw: Any) -> str:
        """A part of a text; its bounds are small numbers."""
        text, *bounds = (self.process(clause, **kw) for clause in function.clauses.clauses)
        return f"substr({', '.join([text, *(f'CAST({bound} AS integer)' for bound in bounds)])})"

    def visit_custom_op_binary(self, element: Any, operator: Any, **kw: Any) -> str:
        """Questions to indexes of words, and numbers moved by so many bits."""
        left, right = self.process(element.left, **kw), self.process(element.right, **kw)
        if operator.opstring == "MATCH":
            return f"{left.rpartition('.')[0] or element.left.table.name}.words @@ CAST({right} AS tsquery)"
        if operator.opstring in (">>", "<<"):
            return f"({left} {operator.opstring} CAST({right} AS integer))"
        if operator.opstring == "&":
            return f"({left} & {right})"
        return str(super().visit_custom_op_binary(element, operator, **kw))

    def visit_binary(self, binary: Any, *given: Any, **kw: Any) -> str:
        """What is compared without regard to case: letters of ASCII alone."""
        if _is_caseless(binary):
            return f'lower({self.process(binary.left, **kw)} COLLATE "C")'
        left = binary.left.element if isinstance(binary.left, Grouping) else binary.left
        if _is_caseless(left) and binary.operator in (operators.eq, operators.in_op):
            return self._caseless(left, binary, **kw)
        return str(super().visit_binary(binary, *given, **kw))

    def _caseless(self, left: Any, binary: Any, **kw: Any) -> str:
        own, other = self.process(left, **kw), self.process(binary.right, **kw)
        if binary.operator is operators.eq:
            return f'{own} = lower(CAST({other} AS text) COLLATE "C")'
        return f'{own} IN (SELECT lower(name COLLATE "C") FROM {other} AS called(name))'  # noqa: S608

    def _on_conflict_target(self, clause: Any, **kw: Any) -> str:
        """What no two rows share, as SQLite's own insertion has it."""
        return f"({', '.join(clause.inferred_target_elements)})"

    def visit_cast(self, cast: Any, **kw: Any) -> str:
        """Text as its bytes."""
        if isinstance(cast.type, LargeBinary):
            return f"convert_to({self.process(cast.clause, **kw)}, 'UTF8')"
        kind = "bigint" if isinstance(cast.type, Integer) else self.process(cast.typeclause, **kw)
        return f"CAST({self.process(cast.clause, **kw)} AS {kind})"

    def visit_unary(self, unary: Any, *given: Any, **kw: Any) -> str:
        """What is in no order stands where SQLite has it."""
        made = super().visit_unary(unary, *given, **kw)
        if unary.modifier is operators.desc_op and getattr(unary.element, "name", "") in MAYBE_NULL:
            return f"{made} NULLS LAST"
        return str(made)

    def limit_clause(self, select: Any, **kw: Any) -> str:
        """At most so many; a number below none is no bound."""
        limit = select._limit_clause
        if not isinstance(limit, BindParameter) or not limit.required:
            return str(super().limit_clause(select, **kw))
        offset = select._offset_clause
        after = f" OFFSET {self.process(offset, **kw)}" if offset is not None else ""
        return f"\n LIMIT NULLIF(CAST({self.process(limit, **kw)} AS bigint), -1){after}"


def conflict(way: str, table: Any, made: str) -> str:
    """What happens where a row is there already, as SQLite's word for it says."""
    if way == "OR IGNORE":
        return " ON CONFLICT DO NOTHING"
    if way != "OR REPLACE":
        return ""
    keys = KEYS.get(table.name, ("id",))
    given = re.sub(r'["\s]', "", made.partition("(")[2].partition(")")[0]).split(",")
    every = given if table.name in INDEXED else [column.name for column in table.columns]
    others = [name for name in every if name not in keys]
    changed = (f'"{name}" = {f"excluded.{chr(34)}{name}{chr(34)}" if name in given else "DEFAULT"}' for name in others)
    return f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {', '.join(changed)}"


def _is_caseless(found: Any) -> bool:
    return (
        isinstance(found, BinaryExpression)
        and found.operator is operators.collate
        and isinstance(found.right, CollationClause)
    )


def _list_in(right: Any) -> Any:
    """The parameter of `IN (SELECT value FROM json_each(…))`, else None."""
    while hasattr(right, "element") and not isinstance(right, Select):
        right = right.element
    if not isinstance(right, Select):
        return None
    froms = right.get_final_froms()
    if len(froms) != 1 or not isinstance(froms[0], TableValuedAlias) or right._where_criteria:
        return None
    function: Any = froms[0].element
    while not hasattr(function, "clauses"):
        function = function.element
    return function.clauses.clauses[0] if function.name == "json_each" else None


class ServerDialect(PGDialect_pg8000):
    """PostgreSQL by pg8000, as this program speaks to it."""

    statement_compiler = Compiler
    supports_statement_cache = True
    insert_null_pk_still_autoincrements = False
    colspecs = {**PGDialect_pg8000.colspecs, String: Words, Integer: Whole, Float: Broken, types.Numeric: Broken}
    server = driving

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether the server still answers, in one round."""
        dbapi_connection.execute_simple("")
        return True

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit in one round."""
        dbapi_connection.execute_simple("COMMIT")

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """A statement for each of many rows, which is parsed once."""
        driving.execute_many(cursor._c, numbered(statement), parameters)


def numbered(statement: str) -> str:
    """A statement with its parameters by number."""
    parts = statement.split("%s")
    made = "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], start=1)) + parts[-1]
    return made.replace("%%", "%")
