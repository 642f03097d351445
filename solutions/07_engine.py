# %% [markdown] id="title"
# # 7 · Build the engine, and what else a gradient is good for
#
# For six chapters you have used a machine that finds gradients. In this one you build it, from one class and about thirty lines of your own, and let it train a network. Then you use gradients for other things than learning: to change a picture instead of a model, to measure how a slope changes, and to see why some networks cannot learn at all.
#
# **After this chapter you can**
#
# - write a small autograd: numbers that remember how they were made, and a backward pass over any graph of them
# - say in which order a backward pass has to visit a graph, and why it adds
# - carry a gradient back through broadcasting and through a matrix product
# - take the gradient for the *input*, and use it to fool a classifier
# - differentiate a derivative, and multiply by a Hessian that is never built
# - say where gradients vanish or explode, and what initialisation and clipping do about it
#
# **It ends with** an engine of your own that trains a network, and a 3 that a network reads as an 8 although nobody can see why.
#
# **Time:** about 150 minutes, in three sittings if you like: the engine (65), moving the data (40), curvature and depth (45).
#
# **You need:** the graph and back-propagation of chapter 2, training digits (chapter 5).

# %% [markdown] id="how-it-works"
# ## How to work here
#
# Read, predict, run, write. A question marked **Predict** wants your answer *before* you read on: run the cell `guess("…")` below it and choose (or open the folded answer further down). An exercise is a cell with the line `raise NotAttempted`: replace that line, run the cell, run the check below it. `hint("value-ops")` helps in three steps and costs no points. Cells that need an exercise you have not done yet say so, and the notebook runs on.

# %% id="setup" setup=true
import math
import torch
import torch.nn.functional as F
from torch import nn, optim
from course_utils import NotAttempted, check, demo, digits, guess, hint, labs, method_of, pictures, progress, reset

device = torch.device("cpu")

# %% [markdown] id="review-text"
# **What do you still know?** Five questions about chapters 1 to 6, with new numbers every time. What you miss comes again soon, what you know comes later. It takes five minutes and is not graded.

# %% id="review" tags=["demo"]
from course_utils import review

review(before=7)

# %% [markdown] id="ex-value-ops"
# {{exercise value-ops}}
#
# {{help value-ops}}

# %% id="value-ops" exercise="value-ops"
class Value:
    """A number that remembers how it was made."""

    def __init__(self, data):
        """Keep data as a float, a grad of 0.0, and room for what is to be remembered."""
        ### BEGIN SOLUTION
        self.data = float(data)
        self.grad = 0.0
        self.made_from = []  # pairs: a Value, and the slope along the way from it to this one
        ### END SOLUTION

    def __add__(self, other):
        """self + other; other is a Value or a plain number."""
        ### BEGIN SOLUTION
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data)
        out.made_from = [(self, 1.0), (other, 1.0)]
        return out
        ### END SOLUTION

    def __mul__(self, other):
        """self * other; other is a Value or a plain number."""
        ### BEGIN SOLUTION
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data)
        out.made_from = [(self, other.data), (other, self.data)]
        return out
        ### END SOLUTION

    def __pow__(self, n):
        """self ** n for a plain number n."""
        ### BEGIN SOLUTION
        out = Value(self.data**n)
        slope = n * self.data ** (n - 1) if n else 0.0
        out.made_from = [(self, slope)]
        return out
        ### END SOLUTION

    def relu(self):
        """self where it is positive, else 0."""
        ### BEGIN SOLUTION
        out = Value(max(self.data, 0.0))
        out.made_from = [(self, 1.0 if self.data > 0 else 0.0)]
        return out
        ### END SOLUTION

    def __radd__(self, number):
        """number + self: Python asks for it when a plain number stands on the left."""
        ### BEGIN SOLUTION
        return self + number
        ### END SOLUTION

    def __rmul__(self, number):
        """number * self."""
        ### BEGIN SOLUTION
        return self * number
        ### END SOLUTION

    def __neg__(self):
        """-self."""
        ### BEGIN SOLUTION
        return self * -1
        ### END SOLUTION

    def __sub__(self, other):
        """self - other."""
        ### BEGIN SOLUTION
        return self + other * -1
        ### END SOLUTION

    def __rsub__(self, number):
        """number - self."""
        ### BEGIN SOLUTION
        return -self + number
        ### END SOLUTION


# %% id="check-value-ops" check="value-ops"
check("value-ops")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("value-ops")
### END HIDDEN TESTS

# %% [markdown] id="ex-value-backward"
# {{exercise value-backward}}
#
# {{help value-backward}}

# %% id="value-backward" exercise="value-backward"
@method_of(Value)
def backward(self):
    """Add d(self)/d(v) to v.grad, for every Value v that self was made from, and for self."""
    ### BEGIN SOLUTION
    order, seen, stack = [], set(), [(self, False)]
    while stack:
        value, finished = stack.pop()
        if finished:
            order.append(value)  # all that it was made from stands before it
        elif value not in seen:
            seen.add(value)
            stack.append((value, True))
            stack.extend((parent, False) for parent, _ in value.made_from)
    arrived = dict.fromkeys(order, 0.0)
    arrived[self] = 1.0
    for value in reversed(order):
        value.grad += arrived[value]
        for parent, slope in value.made_from:
            arrived[parent] += slope * arrived[value]
    ### END SOLUTION


# %% id="check-value-backward" check="value-backward"
check("value-backward")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("value-backward")
### END HIDDEN TESTS

# %% [markdown] id="ex-sum-to-shape"
# {{exercise sum-to-shape}}
#
# {{help sum-to-shape}}

# %% id="sum-to-shape" exercise="sum-to-shape"
def sum_to_shape(g, shape):
    """The gradient of an operand of this shape that was broadcast to the shape of g."""
    ### BEGIN SOLUTION
    while g.dim() > len(shape):
        g = g.sum(dim=0)  # axes that broadcasting has put in front
    for axis, length in enumerate(shape):
        if length == 1:
            g = g.sum(dim=axis, keepdim=True)  # an axis of length 1 that was repeated
    return g
    ### END SOLUTION


# %% id="check-sum-to-shape" check="sum-to-shape"
check("sum-to-shape")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("sum-to-shape")
### END HIDDEN TESTS

# %% [markdown] id="ex-input-gradient"
# {{exercise input-gradient}}
#
# {{help input-gradient}}

# %% id="input-gradient" exercise="input-gradient"
def input_gradient(model, x, y):
    """The gradient of the summed cross-entropies with respect to x."""
    ### BEGIN SOLUTION
    x = x.detach().clone().requires_grad_()  # a leaf of our own
    loss = F.cross_entropy(model(x), y, reduction="sum")
    (slope,) = torch.autograd.grad(loss, x)  # for x alone: no .grad is touched
    return slope
    ### END SOLUTION


# %% id="check-input-gradient" check="input-gradient"
check("input-gradient")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("input-gradient")
### END HIDDEN TESTS

# %% [markdown] id="ex-nudge"
# {{exercise nudge}}
#
# {{help nudge}}

# %% id="nudge" exercise="nudge"
def nudge(model, x, target, step, limit):
    """One signed step towards the classes target, within limit of x and within [0, 1]."""
    ### BEGIN SOLUTION
    moved = x - step * input_gradient(model, x, target).sign()
    moved = torch.minimum(torch.maximum(moved, x - limit), x + limit)
    return moved.clamp(0, 1)
    ### END SOLUTION


# %% id="check-nudge" check="nudge"
check("nudge")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("nudge")
### END HIDDEN TESTS

# %% [markdown] id="ex-hvp"
# {{exercise hvp}}
#
# {{help hvp}}

# %% id="hvp" exercise="hvp"
def hvp(f, x, v):
    """The Hessian of f at x times v, without the Hessian."""
    ### BEGIN SOLUTION
    x = x.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(x), x, create_graph=True)
    (bend,) = torch.autograd.grad((slope * v).sum(), x)
    return bend
    ### END SOLUTION


# %% id="check-hvp" check="hvp"
check("hvp")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("hvp")
### END HIDDEN TESTS

# %% [markdown] id="ex-clip-grad"
# {{exercise clip-grad}}
#
# {{help clip-grad}}

# %% id="clip-grad" exercise="clip-grad"
def clip_grad(params, max_norm):
    """Scale all gradients together, in place; return the norm of all of them from before."""
    ### BEGIN SOLUTION
    grads = [p.grad for p in params if p.grad is not None]
    total = math.sqrt(sum((g**2).sum().item() for g in grads))
    if total > max_norm:
        for g in grads:
            g.mul_(max_norm / total)
    return total
    ### END SOLUTION


# %% id="check-clip-grad" check="clip-grad"
check("clip-grad")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("clip-grad")
### END HIDDEN TESTS

# %% [markdown] id="summary"
# ## 7.9 What you have now
#
# The table shows where you stand. Visible checks only: the hidden ones run when the notebook is graded.

# %% id="progress" tags=["demo"]
progress()
