"""The small faults that can be planted in Python source and in the SQL within its strings.

A mutation replaces some bytes of one file. Python is parsed to a syntax tree, so that a mutation always changes the
intended operator. SQL is searched as text, in strings that contain an SQL keyword in capitals. Code without an effect
on behaviour is skipped: docstrings, comments, annotations, decorators, log calls, the arguments of a ``raise``,
``zip``'s ``strict``, and the ``1`` of ``EXISTS (SELECT 1 ...)``.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
}
_ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
}
_NUMBERS = {0: "1", 1: "0"}
_FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_LOGS = {"log", "_log", "logger", "logging"}

_KEYWORD = re.compile(
    r"\b(SELECT|FROM|WHERE|JOIN|EXISTS|CASE|WHEN|AND|OR|NOT|ORDER BY|GROUP BY|HAVING|IS NULL|UNION|LIMIT)\b"
)
# A mutation replaces the group if the pattern has one, else the whole match.
_SQL = tuple(
    (re.compile(pattern), replacements)
    for pattern, replacements in (
        (r"(?<![<>=!])(=)(?![=>])", ("<>",)),
        (r"<>", ("=",)),
        (r"<=", ("<", ">")),
        (r">=", (">", "<")),
        (r"(?<![<-])>(?![=>])", (">=", "<")),
        (r"<(?![=>])", ("<=", ">")),
        (r"\bIS NOT NULL\b", ("IS NULL",)),
        (r"\bIS NULL\b", ("IS NOT NULL",)),
        (r"\bIS NOT\b(?! NULL)", ("IS",)),
        (r"\bIS\b(?! NOT| NULL)", ("IS NOT",)),
        (r"\bAND\b", ("OR",)),
        (r"\bOR\b(?! REPLACE| IGNORE)", ("AND",)),
        (r"(?<!IS )\bNOT (?!NULL|MATERIALIZED|INDEXED)", ("",)),
        (r"(?<!NOT )\b(EXISTS) ?\(", ("NOT EXISTS",)),
        (r" DESC\b", ("",)),
        (r"\bORDER BY [\w.]+()(?=[\s,)\"]|$)(?! (?:DESC|COLLATE))", (" DESC",)),
        (r"\b(?i:(min))\(", ("max",)),
        (r"\b(?i:(max))\(", ("min",)),
        (r"\bLEFT JOIN\b", ("JOIN",)),
        (r"(?<![\w.'])0(?![\w.'])", ("1",)),
        (r"(?<![\w.'])(?<!SELECT )(?<!BY )1(?![\w.'])", ("0",)),
    )
)
_ASSIGNED = re.compile(r"\b(SET|WHERE|FROM|SELECT|ON|WHEN|AND)\b")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One fault: *replacement* for the bytes from *start* to *end* of a file."""

    start: int
    end: int
    line: int  # the first one is 1
    operator: str
    replacement: str

    def applied(self, source: bytes) -> bytes:
        """Return *source* with the fault."""
        return source[: self.start] + self.replacement.encode() + source[self.end :]


def mutations(source: bytes) -> list[Mutation]:
    """Return every mutation of a Python file, by place. Raises SyntaxError if *source* is not Python."""
    finder = _Finder(source)
    finder.visit(ast.parse(source))
    return sorted(set(finder.found), key=lambda one: (one.start, one.end, one.operator, one.replacement))


class _Finder(ast.NodeVisitor):
    """A visitor that collects every mutation of a syntax tree."""

    def __init__(self, source: bytes) -> None:
        self.found: list[Mutation] = []
        self._source = source
        lines = source.splitlines(keepends=True)
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line))
        self._code = self._without_comments(lines)

    # --- skipped code

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            return  # a docstring
        called = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(called, ast.Call) and not _is_log(called):
            self._replace(node, "pass", "drop a call")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if _is_log(node):
            return
        if isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
            other = _FUNCTIONS[node.func.id]
            self._replace(node.func, other, f"{node.func.id} to {other}")
        self.visit(node.func)
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            if keyword.arg != "strict":
                self.visit(keyword.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for default in (*node.args.defaults, *(one for one in node.args.kw_defaults if one)):
            self.visit(default)
        for statement in node.body:
            self.visit(statement)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for statement in node.body:
            self.visit(statement)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        self._replace(node, "pass", "drop a raise")

    # --- Python

    def visit_Compare(self, node: ast.Compare) -> None:
        for (left, right), operator in zip(pairwise([node.left, *node.comparators]), node.ops, strict=True):
            written, others = _COMPARISONS[type(operator)]
            self._between(left, right, written, others)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        written, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in pairwise(node.values):
            self._between(left, right, written, (other,))
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in _ARITHMETIC and not (_is_text(node.left) or _is_text(node.right)):
            written, other = _ARITHMETIC[type(node.op)]
            self._between(node.left, node.right, written, (other,))
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if type(node.op) in _ARITHMETIC and not _is_text(node.value):
            written, other = _ARITHMETIC[type(node.op)]
            self._between(node.target, node.value, f"{written}=", (f"{other}=",))
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not | ast.USub):
            start = self._start(node)
            written = re.compile(rb"not\s*|-\s*").match(self._code, start)
            assert written
            self._add(start, written.end(), "", f"drop {'not' if isinstance(node.op, ast.Not) else '-'}")
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self._condition(node.test, "True", "False")
        self._drop_else(node)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._condition(node.test, "True", "False")
        self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        self._condition(node.test, "False")
        self._drop_else(node)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        self._drop_else(node)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._condition(test, "True")
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is None:
            self._replace(node, "pass", "drop return")
        elif not isinstance(node.value, ast.Constant):
            self._replace(node, "return None", "return None")
        self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self._replace(node, "break", "continue to break")

    def visit_Break(self, node: ast.Break) -> None:
        self._replace(node, "continue", "break to continue")

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self._replace(node, str(not node.value), f"{node.value} to {not node.value}")
        elif isinstance(node.value, int | float) and node.value in _NUMBERS:
            other = _NUMBERS[int(node.value)]
            self._replace(node, other, f"{node.value} to {other}")
        elif isinstance(node.value, str):
            self._sql(node)

    # --- SQL

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        # The parts of an f-string are not visited, because Python 3.11 gives no positions for them.
        self._sql(node)

    def _sql(self, node: ast.expr) -> None:
        start, end = self._start(node), self._end(node)
        text = self._code[start:end].decode("latin-1")  # one character a byte
        if isinstance(node, ast.JoinedStr):
            text = _without_fields(text)
        if not _KEYWORD.search(text):
            return
        for pattern, replacements in _SQL:
            for match in pattern.finditer(text):
                if _is_between(text, match) or _is_assignment(text, match):
                    continue
                group = int(bool(match.re.groups))
                for replacement in replacements:
                    words = (
                        f"SQL: {match[group].strip() or 'ascending'} to {replacement.strip() or 'nothing'}"
                    )
                    self._add(start + match.start(group), start + match.end(group), replacement, words)

    # --- helpers

    def _condition(self, test: ast.expr, *others: str) -> None:
        if not any(isinstance(part, ast.NamedExpr) for part in ast.walk(test)):
            for other in others:
                self._replace(test, other, f"condition to {other}")

    def _drop_else(self, node: ast.If | ast.While | ast.For) -> None:
        if node.orelse and not self._source.startswith(b"elif", self._start(node.orelse[0])):
            self._add(self._start(node.orelse[0]), self._end(node.orelse[-1]), "pass", "drop else")

    def _between(self, left: ast.expr, right: ast.expr, written: str, others: tuple[str, ...]) -> None:
        pattern = re.escape(written).replace(r"\ ", r"\s+").encode()
        found = re.compile(pattern).search(self._code, self._end(left), self._start(right))
        assert found, f"no {written} in line {left.end_lineno}"
        for other in others:
            self._add(found.start(), found.end(), other, f"{written} to {other}")

    def _replace(self, node: ast.expr | ast.stmt, text: str, operator: str) -> None:
        self._add(self._start(node), self._end(node), text, operator)

    def _add(self, start: int, end: int, replacement: str, operator: str) -> None:
        line = self._source.count(b"\n", 0, start) + 1
        self.found.append(Mutation(start, end, line, operator, replacement))

    def _start(self, node: ast.expr | ast.stmt) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def _without_comments(self, lines: list[bytes]) -> bytes:
        code = bytearray(self._source)
        for token in tokenize.tokenize(io.BytesIO(self._source).readline):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                start = self._starts[row - 1] + len(token.line[:column].encode())
                length = len(token.string.encode())
                code[start : start + length] = b" " * length
        return bytes(code)


def _is_log(call: ast.Call) -> bool:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in _LOGS


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_between(text: str, match: re.Match[str]) -> bool:
    """Return whether this AND belongs to a BETWEEN."""
    return match[0] == "AND" and re.search(r"\bBETWEEN \S+ $", text[: match.start()]) is not None


def _is_assignment(text: str, match: re.Match[str]) -> bool:
    """Return whether this ``=`` sets a column in UPDATE ... SET."""
    clauses = _ASSIGNED.findall(text[: match.start()])
    return match[0] == "=" and clauses[-1:] == ["SET"]


def _without_fields(text: str) -> str:
    """Replace the fields in braces of an f-string with spaces of the same length."""
    return "".join(_blanked(text))


def _blanked(text: str) -> Iterator[str]:
    depth, index = 0, 0
    while index < len(text):
        if depth == 0 and text[index : index + 2] in ("{{", "}}"):
            yield text[index : index + 2]
            index += 2
            continue
        depth += text[index] == "{"
        yield " " if depth else text[index]
        depth -= text[index] == "}"
        index += 1
