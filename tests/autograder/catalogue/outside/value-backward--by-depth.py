class Value:
    def __init__(self, data, made_from=()):
        self.data = float(data)
        self.grad = 0.0
        self.made_from = list(made_from)
        self.depth = 1 + max((v.depth for v, _ in self.made_from), default=0)

    def __add__(self, other):
        if isinstance(other, (int, float)):
            return Value(self.data + other, [(self, 1.0)])
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __radd__(self, other):
        return self.__add__(other)

    def __mul__(self, other):
        if isinstance(other, (int, float)):
            return Value(self.data * other, [(self, other)])
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __rmul__(self, other):
        return self.__mul__(other)

    def __neg__(self):
        return Value(-self.data, [(self, -1.0)])

    def __sub__(self, other):
        return self.__add__(other.__neg__())

    def __rsub__(self, other):
        return self.__neg__().__add__(other)

    def __pow__(self, n):
        return Value(pow(self.data, n), [(self, n * pow(self.data, n - 1))])

    def relu(self):
        return Value(self.data, [(self, 1.0)]) if self.data > 0 else Value(0.0, [(self, 0.0)])

    def backward(self):
        found = {self}
        layer = {self}
        while layer:
            layer = {v for node in layer for v, _ in node.made_from} - found
            found |= layer
        gradient = {node: 0.0 for node in found}
        gradient[self] = 1.0
        for node in sorted(found, key=lambda node: node.depth, reverse=True):
            for v, slope in node.made_from:
                gradient[v] += slope * gradient[node]
        for node in found:
            node.grad += gradient[node]
