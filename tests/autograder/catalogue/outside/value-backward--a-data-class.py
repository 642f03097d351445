from dataclasses import dataclass, field


@dataclass(eq=False)
class Value:
    data: float
    grad: float = 0.0
    before: list = field(default_factory=list, repr=False)

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, before=[(self, 1), (other, 1)])

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, before=[(self, other.data), (other, self.data)])

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return self + -1 * other

    def __rsub__(self, other):
        return other + -1 * self

    def __pow__(self, n):
        return Value(self.data**n, before=[(self, n * self.data ** (n - 1))])

    def relu(self):
        return Value(max(0, self.data), before=[(self, 1 if self.data > 0 else 0)])

    def backward(self):
        order, seen, stack = [], [], [(self, False)]
        seen = set()
        while stack:
            v, done = stack.pop()
            if done:
                order.append(v)
            elif id(v) not in seen:
                seen.add(id(v))
                stack.append((v, True))
                for u, _ in v.before:
                    stack.append((u, False))
        g = {id(v): 0 for v in order}
        g[id(self)] = 1
        for v in order[::-1]:
            v.grad += g[id(v)]
            for u, slope in v.before:
                g[id(u)] += slope * g[id(v)]
