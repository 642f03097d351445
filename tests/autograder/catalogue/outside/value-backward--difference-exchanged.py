class Value:
    __slots__ = ("data", "grad", "operands", "slopes", "__weakref__")

    def __init__(self, data, operands=(), slopes=()):
        self.data, self.grad = float(data), 0.0
        self.operands, self.slopes = operands, slopes

    @staticmethod
    def wrap(x):
        return x if isinstance(x, Value) else Value(x)

    def __add__(self, other):
        other = Value.wrap(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __sub__(self, other):
        other = Value.wrap(other)
        return Value(self.data - other.data, (self, other), (-1.0, 1.0))

    def __mul__(self, other):
        other = Value.wrap(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __radd__(self, other):
        return Value.wrap(other) + self

    def __rsub__(self, other):
        return Value.wrap(other) - self

    def __rmul__(self, other):
        return Value.wrap(other) * self

    def __neg__(self):
        return 0 - self

    def __pow__(self, n):
        return Value(math.pow(self.data, n), (self,), (n * math.pow(self.data, n - 1),))

    def relu(self):
        return Value(max(0.0, self.data), (self,), (float(self.data > 0),))

    def backward(self):
        post, todo, known = [], [iter([self])], set()
        path = []
        while todo:
            node = next(todo[-1], None)
            if node is None:
                todo.pop()
                if path:
                    post.append(path.pop())
            elif id(node) not in known:
                known.add(id(node))
                path.append(node)
                todo.append(iter(node.operands))
        upstream = {id(node): 0.0 for node in post}
        upstream[id(self)] = 1.0
        while post:
            node = post.pop()
            arrived = upstream[id(node)]
            node.grad += arrived
            for operand, slope in zip(node.operands, node.slopes):
                upstream[id(operand)] += arrived * slope
