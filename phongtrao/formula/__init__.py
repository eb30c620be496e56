"""The language of formulas: a small subset of SQL expressions, one tree, many engines."""

from phongtrao.formula.compile import (
    Dialect,
    compile_condition,
    compile_expression,
    compile_measure,
    compile_term,
)
from phongtrao.formula.evaluate import Value, evaluate_condition, evaluate_expression
from phongtrao.formula.grammar import parse_condition, parse_measure
from phongtrao.formula.problems import FormulaProblem
from phongtrao.formula.tree import (
    ColumnType,
    Condition,
    Measure,
    Term,
    both,
    fields_of,
    literals_of,
)
from phongtrao.formula.words import explain

__all__ = [
    "ColumnType",
    "Condition",
    "Dialect",
    "FormulaProblem",
    "Measure",
    "Term",
    "Value",
    "both",
    "compile_condition",
    "compile_expression",
    "compile_measure",
    "compile_term",
    "evaluate_condition",
    "evaluate_expression",
    "explain",
    "fields_of",
    "literals_of",
    "parse_condition",
    "parse_measure",
]
