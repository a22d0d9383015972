"""Read and check a formula when it is saved: grammar, names, kinds and bounds.

choice  = both {"or" both}            both    = denied {"and" denied}
denied  = "not" denied | compared     compared = sum [("<" | "<=" | ... | "==" | "!=") sum]
sum     = product {("+" | "-") product}
product = signed {("*" | "/") signed} signed  = "-" signed | single
single  = number | text | "true" | "false" | name | function "(" list ")" | "(" choice ")"
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from rules.expression.operations import FUNCTIONS, OPERATIONS
from rules.expression.tokens import END, Token, tokens
from rules.expression.tree import AnyNode, Call, Constant, Formula, Kind, Name, Value, wrong

MAX_NESTING = 32
MAX_DEPTH = 100
_COMPARISONS = ("<", "<=", ">", ">=", "==", "=", "!=")
_FLAGS = {"true": True, "false": False}


def check(source: str, names: Mapping[str, Kind]) -> Formula:
    """Return the checked formula, or refuse it at the first wrong character.

    `names` are the values the formula may use, with their kinds; nothing else exists for it.
    """
    reader = _Reader(source, names)
    root = reader.choice()
    reader.expect(END)
    return Formula(source=source, root=root, names=frozenset(reader.used))


class _Reader:
    def __init__(self, source: str, names: Mapping[str, Kind]) -> None:
        self._tokens = list(tokens(source))
        self._at = 0
        self._nesting = 0
        self._names = names
        self.used: set[str] = set()

    @property
    def token(self) -> Token:
        return self._tokens[self._at]

    def take(self, *texts: str) -> Token | None:
        token = self.token
        if token.type in ("text", END) or token.text not in texts:
            return None
        self._at += 1
        return token

    def expect(self, what: str) -> Token:
        token = self.token
        if token.type != what and (token.text != what or token.type == "text"):
            raise _unexpected(token)
        self._at += 1
        return token

    def choice(self) -> AnyNode:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise wrong("too_deep", self.token.start, "括号套得太深", "nested too deeply")
        node = self._chain(("or",), lambda: self._chain(("and",), self._denied))
        self._nesting -= 1
        return node

    def _chain(self, signs: tuple[str, ...], part: Callable[[], AnyNode]) -> AnyNode:
        node = part()
        while sign := self.take(*signs):
            node = _call(sign.text, (node, part()), sign, node.start)
        return node

    def _denied(self) -> AnyNode:
        denials = []
        while sign := self.take("not"):
            denials.append(sign)
        node = self._compared()
        for sign in reversed(denials):
            node = _call("not", (node,), sign, sign.start)
        return node

    def _compared(self) -> AnyNode:
        node = self._sum()
        if sign := self.take(*_COMPARISONS):
            operation = "==" if sign.text == "=" else sign.text
            node = _call(operation, (node, self._sum()), sign, node.start)
        return node

    def _sum(self) -> AnyNode:
        return self._chain(("+", "-"), lambda: self._chain(("*", "/"), self._signed))

    def _signed(self) -> AnyNode:
        signs = []
        while sign := self.take("-"):
            signs.append(sign)
        node = self._single()
        for sign in reversed(signs):
            node = _call("minus", (node,), sign, sign.start)
        return node

    def _single(self) -> AnyNode:
        token = self.token
        self._at += 1
        match token.type:
            case "number":
                return _constant(token, "number", value=Decimal(token.text))
            case "text":
                return _constant(token, "text", value=token.text[1:-1])
            case "name" if token.text in _FLAGS:
                return _constant(token, "flag", value=_FLAGS[token.text])
            case "name" if self.take("("):
                return self._function(token)
            case "name":
                return self._name(token)
        if token.text != "(":
            raise _unexpected(token)
        node = self.choice()
        self.expect(")")
        return node

    def _function(self, token: Token) -> AnyNode:
        if token.text not in FUNCTIONS:
            raise wrong(
                "function", token.start, f"没有函数 {token.text}", f"no function {token.text}"
            )
        arguments = [self.choice()]
        while self.take(","):
            arguments.append(self.choice())
        self.expect(")")
        return _call(
            token.text, tuple(arguments), token, token.start, self._tokens[self._at - 1].end
        )

    def _name(self, token: Token) -> AnyNode:
        kind = self._names.get(token.text)
        if kind is None:
            raise wrong("name", token.start, f"没有 {token.text}", f"there is no {token.text}")
        self.used.add(token.text)
        return Name(start=token.start, end=token.end, kind=kind, name=token.text)


def _constant(token: Token, kind: Kind, *, value: Value) -> Constant:
    return Constant(start=token.start, end=token.end, kind=kind, value=value)


def _call(
    operation: str, arguments: tuple[AnyNode, ...], sign: Token, start: int, end: int | None = None
) -> Call:
    rule = OPERATIONS[operation]
    if not rule.accepts(len(arguments)):
        raise wrong(
            "arguments",
            sign.start,
            f"{operation} 的参数个数不对",
            f"{operation}: wrong number of values",
        )
    kind = rule.kind_of([argument.kind for argument in arguments])
    if kind is None:
        raise wrong(
            "kind",
            sign.start,
            f"{operation} 不能用于这些值",
            f"{operation} does not fit these values",
        )
    depth = 1 + max(argument.depth if isinstance(argument, Call) else 0 for argument in arguments)
    if depth > MAX_DEPTH:
        raise wrong("too_deep", sign.start, "公式太长", "too many steps in one another")
    return Call(
        start=start,
        end=end or arguments[-1].end,
        kind=kind,
        operation=operation,
        arguments=arguments,
        depth=depth,
    )


def _unexpected(token: Token) -> Exception:
    if token.type == END:
        return wrong("syntax", token.start, "公式没有写完", "the formula is not complete")
    return wrong(
        "syntax", token.start, f"这里不该是 {token.text}", f"{token.text} is not expected here"
    )
