"""PostgreSQL as a peer of the engine: the same formula over spec rows and over jsonb, with verdicts for the top rows.

Every demand is written as one statement with its bounds as constants, so that the planner sees them, and prepared; a
round only executes it. `Peer.plan` gives EXPLAIN (ANALYZE, BUFFERS). The peers, all exact:

    rows        one value a row, covering index: addends of all clauses by UNION ALL, added up by product
    rows, joins the same addends, each clause joined to the products by itself
    jsonb       one document a product, each clause a CASE over it
    …, eligible first    looks at products that meet every ★ alone; where fewer than `limit` do, asks again in full.
                A shortcut that answers less (no count of the others), shown beside the exact ones
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from apps.matching.engine.facts import DemandFacts
from apps.matching.engine.text import terms_of
from apps.taxonomy.language.types import Mark, Requirement
from bench.ours import Shown
from bench.peers import formula
from bench.peers.formula import Clause, Fields, Place
from bench.peers.rows import Coder

LIMIT = 50


@dataclass(frozen=True)
class Statements:
    """What a peer executes: the second only when the first gives fewer rows than asked for."""

    texts: tuple[str, ...]


# ---- spec rows ----------------------------------------------------------------------------------------------------

_ROW = Fields(
    kind="kind",
    lo="lo",
    hi="hi",
    rung="rung",
    approximate="approximate",
    strict="strict",
    has="has",
    members="members",
    holds=lambda members, wanted: f"{members} @> '{{{','.join(map(str, wanted))}}}'::smallint[]",
)


@dataclass(frozen=True)
class RowWriter:
    """Writes demands for the table `spec`."""

    coder: Coder
    several: frozenset[int]  # parameters for which some product gives values under two conditions

    def full(self, demand: DemandFacts) -> Statements:
        """All clauses by UNION ALL."""
        branches = [self._branch(place, each, demand) for place, each in _places(demand)]
        added = f"SELECT product, add_up(addend) AS packed FROM ({' UNION ALL '.join(branches)}) GROUP BY product"
        return Statements((_statement(demand, self.coder, f"LEFT JOIN ({added}) t ON t.product = p.id", "t.packed"),))

    def joined(self, demand: DemandFacts) -> Statements:
        """Each clause a join of its own."""
        joins, packed = [], []
        for place, each in _places(demand):
            branch = self._branch(place, each, demand)
            joins.append(f"LEFT JOIN ({branch}) t{place.number} ON t{place.number}.product = p.id")
            packed.append(f"coalesce(t{place.number}.addend, 0)")
        return Statements((_statement(demand, self.coder, " ".join(joins), " + ".join(packed)),))

    def eligible_first(self, demand: DemandFacts) -> Statements:
        """Only products that meet every ★, their other values looked up one product after the other; then in full."""
        places = _places(demand)
        starred = [self._branch(*each, demand) for each in places if each[0].mark is Mark.MANDATORY]
        own = " AND category = p.category AND product = p.id"
        others = [self._branch(*each, demand, own) for each in places if each[0].mark is not Mark.MANDATORY]
        stars = (
            f"SELECT product, add_up(addend) AS packed FROM ({' UNION ALL '.join(starred)}) GROUP BY product"
            f" HAVING add_up(addend) & 15 = {len(starred)}"
        )
        joins = f"JOIN ({stars}) s ON s.product = p.id"
        packed = "s.packed"
        if others:
            joins += (
                f" LEFT JOIN LATERAL (SELECT add_up(addend) AS packed FROM ({' UNION ALL '.join(others)})) t ON TRUE"
            )
            packed += " + coalesce(t.packed, 0)"
        quick = _statement(demand, self.coder, joins, packed)
        return Statements((quick, *self.full(demand).texts))

    def _branch(self, place: Place, requirement: Requirement, demand: DemandFacts, only: str = "") -> str:
        """(product, addend) of one requirement; products that do not answer it have no row."""
        clauses = formula.clauses_of(requirement, self.coder)
        if len(clauses) == 1:
            manual = str(place.addend(formula.MANUAL))
            value = formula.addend_of(clauses[0], _ROW, place)
            return self._by_product(clauses[0], demand, value, manual, "addend", only)
        choices = " UNION ALL ".join(
            self._by_product(
                clause,
                demand,
                formula.choice_of(clause, _ROW, number),
                str(formula.choice_code(formula.MANUAL, number)),
                "choice",
                only,
            )
            for number, clause in enumerate(clauses)
        )
        absent = f"CASE WHEN count(*) < {len(clauses)} THEN {formula.choice_code(formula.UNANSWERED, 7)} ELSE 0 END"
        best = f"SELECT product, greatest(max(choice), {absent}) AS choice FROM ({choices}) GROUP BY product"
        return f"SELECT product, {formula.addend_of_choice('choice', place)} AS addend FROM ({best})"

    def _by_product(self, clause: Clause, demand: DemandFacts, value: str, manual: str, name: str, only: str) -> str:
        """One row a product: the value under the clause's condition, else manual."""
        source = f"FROM spec WHERE parameter = {clause.parameter}{_in_scope(demand, self.coder, 'category')}{only}"
        here = f"condition = {clause.condition}"
        if clause.parameter not in self.several:
            return f"SELECT product, CASE WHEN {here} THEN {value} ELSE {manual} END AS {name} {source}"
        grouped = f"coalesce(max(CASE WHEN {here} THEN {value} END), {manual})"
        return f"SELECT product, {grouped} AS {name} {source} GROUP BY category, product"


# ---- jsonb --------------------------------------------------------------------------------------------------------


def _at(entry: str) -> Fields:
    """The members of [kind, lo, hi, rung, approximate, strict, has, members]."""
    return Fields(
        kind=f"({entry}->0)::int",
        lo=f"(nullif({entry}->1, 'null'))::bigint",
        hi=f"(nullif({entry}->2, 'null'))::bigint",
        rung=f"({entry}->3)::int",
        approximate=f"{entry}->4 = '1'",
        strict=f"{entry}->5 = '1'",
        has=f"{entry}->6 = '1'",
        members=f"({entry}->7)",
        holds=lambda members, wanted: f"{members} @> '[{','.join(map(str, wanted))}]'",
    )


@dataclass(frozen=True)
class DocumentWriter:
    """Writes demands for the table `document`.

    Subqueries end in OFFSET 0 so that an entry is looked up once a row; the planner would else repeat the expression
    wherever it is used.
    """

    coder: Coder

    def full(self, demand: DemandFacts) -> Statements:
        """Each requirement a CASE over the document."""
        return Statements((self._written(demand, ""),))

    def eligible_first(self, demand: DemandFacts) -> Statements:
        """The GIN index finds the products that answer every ★; those that meet them are ranked; then in full."""
        starred = [each for each in demand.requirements if each.mark is Mark.MANDATORY]
        keys = {clauses[0].parameter for each in starred if len(clauses := formula.clauses_of(each, self.coder)) == 1}
        listed = ",".join(f"'{key}'" for key in sorted(keys))
        answered = f" AND specs ?& ARRAY[{listed}]" if keys else ""
        quick = self._written(demand, answered, f"packed & 15 = {len(starred)}")
        return Statements((quick, *self.full(demand).texts))

    def _written(self, demand: DemandFacts, restriction: str, kept: str = "TRUE") -> str:
        entries: list[str] = []
        choices: list[str] = []
        packed: list[str] = []
        for place, requirement in _places(demand):
            clauses = formula.clauses_of(requirement, self.coder)
            names = [f"e{len(entries) + number}" for number in range(len(clauses))]
            entries += [
                f"specs->'{clause.parameter}'->'{clause.condition}' AS {name}"
                for name, clause in zip(names, clauses, strict=True)
            ]
            if len(clauses) == 1:
                value = formula.addend_of(clauses[0], _at(f"p.{names[0]}"), place)
                manual = str(place.addend(formula.MANUAL))
                packed.append(_where_answered(clauses[0], f"p.{names[0]}", value, manual, "0"))
            else:
                choices.append(f"{_best_choice(clauses, names)} AS c{place.number}")
                packed.append(formula.addend_of_choice(f"p.c{place.number}", place))
        scope = _in_scope(demand, self.coder, "category")
        source = (
            f"(SELECT {', '.join(['*', *entries])} FROM document WHERE NOT is_reference{scope}{restriction} OFFSET 0)"
        )
        if choices:
            source = f"(SELECT {', '.join(['*', *choices])} FROM {source} OFFSET 0)"
        return _statement(demand, self.coder, "", " + ".join(packed), table=source, kept=kept)


def _best_choice(clauses: Sequence[Clause], names: Sequence[str]) -> str:
    codes = (
        _where_answered(
            clause,
            name,
            formula.choice_of(clause, _at(name), number),
            str(formula.choice_code(formula.MANUAL, number)),
            str(formula.choice_code(formula.UNANSWERED, number)),
        )
        for number, (clause, name) in enumerate(zip(clauses, names, strict=True))
    )
    return f"greatest({', '.join(codes)})"


def _where_answered(clause: Clause, entry: str, value: str, manual: str, absent: str) -> str:
    elsewhere = f"CASE WHEN specs ? '{clause.parameter}' THEN {manual} ELSE {absent} END"
    return f"CASE WHEN {entry} IS NULL THEN {elsewhere} ELSE {value} END"


# ---- the statement around them ------------------------------------------------------------------------------------


def _statement(
    demand: DemandFacts,
    coder: Coder,
    joins: str,
    packed: str,
    *,
    table: str = "product",
    kept: str = "TRUE",
) -> str:
    """Rank the products of the scope; the parts are worked out again for the rows that are shown.

    OFFSET 0 keeps the planner from repeating the packed value in every part of the key.
    """
    end = formula.conclusion_of(demand)
    parts = ", ".join(end.parts)
    terms = sorted(terms_of(demand.title))
    titled, whole = ",".join(f"'{term}'" for term in terms), coder.world.terms.of_terms(terms)
    # Written out where it is used, not as a CTE: so the planner knows that a text has one row, and joins the right way.
    hits = (
        f"SELECT text_id, (4000 * sum(weight) / (4 * {whole} + max(whole) - sum(weight)))::int AS relevance"
        f" FROM text_term WHERE term = ANY(ARRAY[{titled}]::text[]) GROUP BY text_id"
    )
    by_category = (
        f"SELECT category, max(relevance) AS relevance FROM category_text JOIN ({hits}) USING (text_id)"
        " GROUP BY category"
    )
    return f"""
WITH judged AS (
    SELECT p.id, p.price, p.lead_days, coalesce({packed}, 0) AS packed,
           coalesce(greatest(c.relevance, n.relevance, m.relevance), 0) AS relevance
    FROM {table} p {joins}
    LEFT JOIN ({hits}) n ON n.text_id = p.name_text
    LEFT JOIN ({hits}) m ON m.text_id = p.model_text
    LEFT JOIN ({by_category}) c ON c.category = p.category
    WHERE NOT p.is_reference{_in_scope(demand, coder, "p.category")}
    OFFSET 0
),
best AS (SELECT *, {end.key} AS key FROM judged WHERE {kept} ORDER BY key, id LIMIT {LIMIT})
SELECT id, {end.outcome}, ARRAY[{parts}], {end.evidence}, packed FROM best ORDER BY key, id
"""


def _places(demand: DemandFacts) -> list[tuple[Place, Requirement]]:
    return [(Place(number, each.mark), each) for number, each in enumerate(demand.requirements)]


def _in_scope(demand: DemandFacts, coder: Coder, column: str) -> str:
    if demand.scope is None:
        return ""
    numbers = sorted(coder.categories.of(each) for each in demand.scope)
    return f" AND {column} = ANY('{{{','.join(map(str, numbers))}}}'::smallint[])"


# ---- asking -------------------------------------------------------------------------------------------------------


class Peer:
    """One way of asking PostgreSQL. `prepare` a demand once, then `ask` it as often as wanted."""

    def __init__(self, name: str, connection: Any, write: Callable[[DemandFacts], Statements]) -> None:
        self.name = name
        self._cursor = connection.cursor()
        self._write = write
        self._prepared: dict[DemandFacts, list[str]] = {}

    def prepare(self, demand: DemandFacts) -> None:
        """Let the server parse the statements of this demand."""
        names: list[str] = []
        for text in self._write(demand).texts:
            name = f"p{id(self)}_{len(self._prepared)}_{len(names)}"
            self._cursor.execute(f"PREPARE {name} AS {text.replace('%', '%%')}")
            names.append(name)
        self._prepared[demand] = names

    def ask(self, demand: DemandFacts) -> list[Any]:
        """The rows as the server gives them."""
        rows: list[Any] = []
        for name in self._prepared[demand]:
            self._cursor.execute(f"EXECUTE {name}")
            rows = self._cursor.fetchall()
            if len(rows) >= LIMIT:
                break
        return rows

    def plan(self, demand: DemandFacts) -> str:
        """The plans of the demand's statements with times and buffers."""
        plans = []
        for name in self._prepared[demand]:
            self._cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) EXECUTE {name}")
            plans.append("\n".join(line for (line,) in self._cursor.fetchall()))
        return "\n".join(plans)

    def forget(self) -> None:
        """Drop the prepared statements."""
        for name in (name for names in self._prepared.values() for name in names):
            self._cursor.execute(f"DEALLOCATE {name}")
        self._prepared.clear()


def shown(rows: Sequence[Any], demand: DemandFacts) -> list[Shown]:
    """Rows in the engine's words."""
    return [
        Shown(
            product_id=f"{number:08d}",
            outcome=outcome,
            parts=tuple(parts),
            evidence=evidence,
            verdicts=tuple(
                formula.VERDICTS[packed >> formula.VERDICT_SHIFT + 3 * place & 7]
                for place in range(len(demand.requirements))
            ),
        )
        for number, outcome, parts, evidence, packed in rows
    ]


def peers(connection: Any, coder: Coder) -> list[Peer]:
    """All PostgreSQL peers over the loaded tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT parameter FROM (SELECT parameter, product FROM spec GROUP BY 1, 2 HAVING count(*) > 1)"
        )
        several = frozenset(parameter for (parameter,) in cursor.fetchall())
    rows, documents = RowWriter(coder, several), DocumentWriter(coder)
    return [
        Peer("rows", connection, rows.full),
        Peer("rows, joins", connection, rows.joined),
        Peer("jsonb", connection, documents.full),
        Peer("rows, eligible first", connection, rows.eligible_first),
        Peer("jsonb, eligible first", connection, documents.eligible_first),
    ]
