class Value:
    tape = []

    def __init__(self, data):
        self.data = data
        self.grad = 0

    @classmethod
    def result(cls, data, *pairs):
        value = cls(data)
        cls.tape.append((value, pairs))
        return value

    def __add__(self, other):
        if type(other) in (int, float):
            return Value.result(self.data + other, (self, 1))
        return Value.result(self.data + other.data, (self, 1), (other, 1))

    def __mul__(self, other):
        if type(other) in (int, float):
            return Value.result(self.data * other, (self, other))
        return Value.result(self.data * other.data, (self, other.data), (other, self.data))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return Value.result(-self.data, (self, -1))

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __pow__(self, n):
        return Value.result(self.data**n, (self, n * self.data ** (n - 1)))

    def relu(self):
        return Value.result(self.data * (self.data > 0), (self, int(self.data > 0)))

    def backward(self):
        gradient = {id(self): 1}
        values = {id(self): self}
        for value, pairs in Value.tape[::-1]:
            if id(value) in gradient:
                for operand, slope in pairs:
                    values[id(operand)] = operand
                    gradient[id(operand)] = (
                        gradient.get(id(operand), 0) + slope * gradient[id(value)]
                    )
        for key in gradient:
            values[key].grad += gradient[key]
