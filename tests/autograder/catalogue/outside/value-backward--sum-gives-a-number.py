class Value:
    def __init__(self, data, made_from=()):
        self.data = float(data)
        self.grad = 0.0
        self.made_from = list(made_from)

    def __add__(self, other):
        if isinstance(other, (int, float)):
            return Value(self.data + other, [(self, 1.0)])
        return self.data + other.data

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
        """Counts the users first."""
        waiting_for = {}
        nodes = [self]
        seen = {id(self)}
        while nodes:
            node = nodes.pop()
            for operand, _ in node.made_from:
                waiting_for[id(operand)] = waiting_for.get(id(operand), 0) + 1
                if id(operand) not in seen:
                    seen.add(id(operand))
                    nodes.append(operand)
        gradient = {id(self): 1.0}
        ready = [self]
        while ready:
            node = ready.pop()
            node.grad += gradient[id(node)]
            for operand, slope in node.made_from:
                gradient[id(operand)] = gradient.get(id(operand), 0.0) + slope * gradient[id(node)]
                waiting_for[id(operand)] -= 1
                if waiting_for[id(operand)] == 0:
                    ready.append(operand)
