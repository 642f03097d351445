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
# **Time:** about 195 minutes, in three sittings if you like: the engine (90, to section 7.5), moving the data (40, section 7.6), curvature and depth (65).
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

# %% [markdown] id="symbols"
# ## 7.1 The words
#
# | here | shape | what it is | elsewhere |
# |:--|:--|:--|:--|
# | a `Value` | | one number that remembers how it was made | node |
# | `data`, `grad` | () | the number, and the derivative of the end with respect to it | `x.item()`, `x.grad` |
# | user | | a Value that was made from this one | child |
# | `g` | like the output | the gradient that has arrived at the output of an operation | upstream gradient, `d_out` |
# | `x`, `y` | (N, 784), (N,) | images between 0 and 1, in rows, and their classes | |
# | `target` | (N,) | the classes that the network *should be made to say* | |
# | `step`, `limit` | | how far one step moves a pixel, and how far a pixel may move in all | ε |
# | H | (n, n) | the Hessian: the derivatives of n slopes, each for n numbers | ∇²f; in chapter 2, H was a width |
# | `v` | like x | a direction to look in | in chapter 2, how much each output counts |
# | λ | () | how fast the slope changes along a direction: the curvature | eigenvalue; in chapter 6, a penalty |
# | gain | () | the spread of the starting weights, times √width | |
# | total, `max_norm` | () | the length of all gradients together, and how long they may be | |

# %% [markdown] id="remember-text" predict="e-remember"
# ## 7.2 A number that remembers
#
# Chapter 2 began with a sentence: a number has no derivative; the recipe has. So an engine needs numbers that carry their recipe with them. We call such a number a `Value`. Its `data` is an ordinary float. Everything else is there for the backward pass.
#
# **Predict 1.** a is 3, b is 4, c = a · b. Later the gradient g = ∂end/∂c arrives at c, and c has to hand a its share. Which number must c have kept for this?
#
# - A: 12, its own value
#   > The share of a is g times the slope ∂c/∂a. That slope is not c itself.
# - B: 3, the value of a
#   > That is what b's share is multiplied by. Move a by a little: how many times as much does c move?
# - C: 4, the value of b

# %% id="remember-run" tags=["demo"]
a, b = torch.tensor(3.0, requires_grad=True), torch.tensor(4.0, requires_grad=True)
c = a * b
(c * 10).backward()  # so that g, the gradient at c, is 10
print("the share of a:", a.grad.item(), "  the share of b:", b.grad.item())

# %% [markdown] id="remember-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** c = a · b moves b times as much as a does, so ∂c/∂a = b = 4, and the share is 10 · 4 = 40. For b it is the other way round: 10 · 3.
#
# </details>
#
# The same question for each operation gives a table that fits on a stamp. It is all that an engine knows about mathematics:
#
# | operation | data | slope for a | slope for b |
# |:--|:--|:--|:--|
# | a + b | a + b | 1 | 1 |
# | a · b | a · b | b | a |
# | aⁿ, n a plain number | aⁿ | n · aⁿ⁻¹ | |
# | ReLU(a) | a where a > 0, else 0 | 1 where a > 0, else 0 | |
#
# Minus needs no row: −a is a · (−1), and a − b is a + (−b). The slopes are plain numbers, known at the moment when the operation runs. So keep two things: **from which Values** a new one was made, and **the slope for each of them**. How a Value remembers them is up to you: the check asks for `data`, `grad` and the operations only.
#
# ### Python's half
#
# Python translates `a + b` into `a.__add__(b)`, `a * b` into `a.__mul__(b)`, `a ** n` into `a.__pow__(n)`. A class that defines these methods can be added and multiplied. And what if a plain number stands on the left?

# %% id="reflected-run" tags=["demo"]
class Echo:
    """It computes nothing. It only says which of its methods Python asks for."""

    def __add__(self, other):
        return f"__add__, with {other!r}"

    def __radd__(self, other):
        return f"__radd__, with {other!r}"

    def __sub__(self, other):
        return f"__sub__, with {other!r}"

    def __rsub__(self, other):
        return f"__rsub__, with {other!r}"


echo = Echo()
print("echo + 2:", echo + 2)
print("2 + echo:", 2 + echo)
print("echo - 2:", echo - 2)
print("2 - echo:", 2 - echo)

# %% [markdown] id="ex-value-ops"
# The number 2 does not know how to add an Echo. So Python asks the *right* operand, by the method with an r in front, for *reflected*. Careful with minus: `2 - echo` calls `echo.__rsub__(2)`, and the 2 is still what something is subtracted *from*.
#
# {{exercise value-ops}}
#
# An operand that is a plain number can be wrapped first: `Value(2)` is a Value that nothing was made from. `isinstance(other, Value)` says whether that is needed.
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

# %% [markdown] id="value-ops-text"
# The forward pass is complete. Here is a neuron, computed by your class. The weights are Values, and the inputs 2 and −1 are plain numbers.

# %% id="neuron" tags=["demo"]
with demo("value-ops"):
    w0, w1, bias = Value(0.5), Value(-1.5), Value(0.25)
    neuron = (w0 * 2 + w1 * -1 + bias).relu()
    print("neuron:", neuron.data, "  by hand:", max(0.0, 0.5 * 2 + -1.5 * -1 + 0.25))

# %% [markdown] id="order-text"
# **Change it.** Make the neuron rest: change one number in this cell so that its data becomes 0.0. Which slope does its ReLU keep then?
#
# ## 7.3 The backward pass
#
# Now the gradients. The end has the gradient 1: it moves exactly as much as itself. From there every Value hands shares to those that it was made from, slope times gradient, and they hand on in their turn.
#
# It sounds like one line of recursion. Let us try it on a graph with a small difficulty: b is used *twice*. A graph of this form is called a **diamond**. Here it is as a table, without any class: under each name stand those that it was made from, with the slopes.
#
# $$b = 1 \cdot a, \qquad c = 2\,b, \qquad d = 3\,b, \qquad \mathit{end} = c + d$$

# %% id="diamond-draw" tags=["demo"] fold="Draws the diamond"
Node = pictures.Node
pictures.graph(
    [
        Node("a", "", "?", True, (0, 0.5)), Node("b", "", "?", False, (1, 0.5)),
        Node("c", "", "1", False, (2, 0)), Node("d", "", "1", False, (2, 1)),
        Node("end", "", "1", False, (3, 0.5)),
    ],
    [("a", "b", "× 1"), ("b", "c", "× 2"), ("b", "d", "× 3"), ("c", "end", "× 1"), ("d", "end", "× 1")],
    caption="The diamond, with its slopes at the arrows. Two ways lead from b to the end: one by c, one by d.",
)

# %% [markdown] id="diamond-predict" predict="e-diamond"
# On paper: end = 2b + 3b = 5a, so the slope at a is 5. In the next cell, a name hands on what it holds as soon as something has arrived.
#
# **Predict 2.** Which number comes out at a?
#
# - A: 5, as on paper
#   > It would, if b waited for both shares. Here b hands on twice: once after the first share, once after the second.
# - B: 7
# - C: 3: the share by way of d replaces the one by way of c
#   > That would be so with `=` in the place of `+=`. Here nothing is replaced; something is counted too often.

# %% id="diamond-naive" tags=["demo"]
sources_of = {"end": {"c": 1, "d": 1}, "c": {"b": 2}, "d": {"b": 3}, "b": {"a": 1}, "a": {}}
slopes = dict.fromkeys(sources_of, 0)
slopes["end"] = 1


def hand_on(name):
    """Hand on what has arrived so far: too early, where more is still to come."""
    for source, slope in sources_of[name].items():
        slopes[source] += slope * slopes[name]
        print(f"{name:>3} gives {slope * slopes[name]} to {source}, which holds {slopes[source]} now")
        hand_on(source)


hand_on("end")

# %% [markdown] id="diamond-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** The first share, 2, arrives at b, and b hands it on: a holds 2. Then the second share arrives, b holds 2 + 3 = 5, and hands on *all of it*: a holds 2 + 5 = 7. The 2 was counted twice.
#
# </details>
#
# The addition is right: a Value that is used twice gets two shares, and paths add (chapter 2). That is why it is `+=` and not `=`. What is wrong is the *moment*. b handed on before all of its shares were there.
#
# There are two cures. The first is to hand on only what has *just arrived*, never the sum. This gives the right 5, but it walks every path from the end to the inputs, and there can be many.

# %% id="paths-run" tags=["demo"]
for doublings in (10, 20, 40):  # x = x + x, again and again: two ways from each x to the one before
    print(f"{doublings} times x = x + x: {doublings} Values, {2**doublings:,} paths")

# %% [markdown] id="order-rule"
# Forty small additions, and a trillion paths. So every real engine takes the second cure, an order:
#
# > **A Value hands on after all of its users have handed on to it.** Then it does so once.
#
# The users of b are c and d. They come first, then b, then a: end, c, d, b, a, or end, d, c, b, a. Such an order exists for every graph, because a Value can only be made from Values that are already there. It is called a **topological order**. Two ways to find one:
#
# - **Walk first, hand on later.** Visit what a Value was made from before you write the Value itself into a list, and visit nothing twice. In this list everything stands *behind* what it was made from. Read it from the back.
# - **Count the users.** Count how many users each Value has in this graph. Whoever has heard from all of its users is ready.

# %% id="order-draw" tags=["demo"] fold="Draws the diamond with the order of the visits"
pictures.graph(
    [
        Node("a", "5th", "5", True, (0, 0.5)), Node("b", "4th", "5", False, (1, 0.5)),
        Node("c", "2nd", "1", False, (2, 0)), Node("d", "3rd", "1", False, (2, 1)),
        Node("end", "1st", "1", False, (3, 0.5)),
    ],
    [("a", "b", "× 1"), ("b", "c", "× 2"), ("b", "d", "× 3"), ("c", "end", "× 1"), ("d", "end", "× 1")],
    caption="Above each box its turn, below it the gradient that it holds then. When it is b's turn, "
    "both shares are there: 2 · 1 + 3 · 1 = 5.",
)

# %% [markdown] id="deep-text" predict="e-deep"
# ### How deep?
#
# One more thing decides whether an engine survives real work. A sum over 5,000 samples is a chain of 5,000 additions, each made from the one before. A function that calls itself for each link is 5,000 calls deep.
#
# **Predict 3.** What does Python say to a function that calls itself 5,000 levels deep?
#
# - A: nothing, 5,000 is little for a computer
#   > It is little to compute. But each call that has not returned yet is kept, and Python limits how many.
# - B: RecursionError
# - C: it becomes slow, but it gets there
#   > It is stopped, and long before the memory is full: after one to three thousand calls, as the limit is set.

# %% id="deep-run" tags=["demo"]
def attempt(run):
    """Call `run`; print its result, or the first line of the exception."""
    try:
        print("no error:", run())
    except Exception as error:
        print(f"{type(error).__name__}: {str(error).splitlines()[0]}")


def dive(levels):
    """How deep it went."""
    return 0 if levels == 0 else 1 + dive(levels - 1)


attempt(lambda: dive(500))
attempt(lambda: dive(5000))

# %% [markdown] id="ex-value-backward"
# <details>
# <summary>Answer</summary>
#
# **B.** Each call waits for the one that it made, and all of them are kept. Python stops at a limit (1,000 in a plain program, a little more in a notebook), because a function that never stops calling itself is mostly a mistake.
#
# </details>
#
# The cure is a list of your own: put what still has to be visited at its end with `append`, and take from its end with `pop`, until it is empty. A list has no limit of depth.
#
# `@method_of(Value)` puts the function under it into your class, as in chapter 4. (If you run the cell of the class again, run this one again, too: the class is then a new one.)
#
# {{exercise value-backward}}
#
# A second call adds again, as PyTorch's does. Mind what this means while you work: a `grad` may already hold something from an earlier call, and that part must not be handed on once more.
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

# %% [markdown] id="watch-text"
# Now the diamond by your engine, and beside it the chain of 5,000.

# %% id="watch-run" tags=["demo"]
with demo("value-ops", "value-backward"):
    a = Value(1.0)
    b = 1 * a
    end = 2 * b + 3 * b
    end.backward()
    print("the diamond: a.grad =", a.grad)

    x = Value(0.001)
    total = Value(0.0)
    for _ in range(5000):
        total = total + x
    total.backward()
    print(f"the chain:   total = {total.data:.3f}, x.grad = {x.grad}")

# %% [markdown] id="lab-values-text"
# **Try it: your engine's own graph.** The picture runs a recipe with *your* class, calls *your* `backward`, and reads `data` and `grad` of everything in between. PyTorch computes the same beside it, and the line below says whether the two agree. Move a and b. Where does the ReLU close, and what happens to the gradients above it? Put another recipe into the cell: `+`, `-`, `*`, `**` and `.relu()` are allowed.
#
# <details>
# <summary>What you can see</summary>
#
# As long as a · b + a² is above 0, the gradient of a is b + 2a: one path by way of the product, one by way of the square. Once it is 0 or below, the ReLU's slope is 0, and everything above it gets 0. Nothing that a and b do there reaches the end: the unit is dead for this input, as some were in chapter 5.
#
# </details>

# %% id="lab-values" tags=["demo"]
with demo("value-ops", "value-backward"):
    display(labs.values(Value, lambda a, b: (a * b + a**2).relu(), a=2.0, b=-0.5))

# %% [markdown] id="learn-text"
# **Change it.** Change the recipe in this cell so that the gradient of b is 0 for *every* a and b, although b is still used.
#
# ## 7.4 Your engine learns
#
# An engine that has never trained anything is a claim. So let it train. The data: 40 points (p, q) in the plane, 16 on an island (side +1) and 24 in the sea around it (side −1). No straight line separates them (chapter 5).
#
# The network has two inputs, eight hidden units with ReLU, and one output, the **score**. It should be positive on the island and negative in the sea. It has 8 · (2 + 1 + 1) + 1 = 33 knobs:
#
# $$\mathit{score}(p, q) = \mathit{knob}_{32} + \sum_{u=0}^{7} v_u \cdot \mathrm{ReLU}(w_{0u}\,p + w_{1u}\,q + b_u)$$
#
# Your engine knows no logarithm, so the loss has to do without one. The **hinge loss** asks for a score of at least 1 on the right side, and pays for what is missing: ReLU(1 − side · score), averaged over the points.

# %% id="island" tags=["demo"]
def island():
    """40 points (2, 40) and their sides (40,): 16 on an island, 24 around it."""
    chance = torch.Generator().manual_seed(0)
    angle = 2 * math.pi * torch.rand(24, generator=chance)
    ring = 2 * torch.stack([angle.cos(), angle.sin()])
    middles = torch.cat([torch.zeros(2, 16), ring], dim=1)
    points = middles + 0.35 * torch.randn(2, 40, generator=chance)
    return points.double(), torch.cat([torch.ones(16), -torch.ones(24)]).double()


def score(knobs, p, q):
    """The network's output at (p, q), from 33 knobs: Values or tensors, it does not mind."""
    out = knobs[32]
    for unit in range(8):
        w0, w1, b, v = knobs[4 * unit : 4 * unit + 4]
        out = out + v * (w0 * p + w1 * q + b).relu()
    return out


points, sides = island()
print("points", tuple(points.shape), " sides", tuple(sides.shape))

# %% [markdown] id="learn-predict" predict="e-agree"
# `score` is written once. With Values as knobs it runs on your engine, point by point. With a tensor of 33 numbers it runs on PyTorch, all points at once. We start both from the same 33 numbers in float64, and take 100 steps with a learning rate of 0.3.
#
# **Predict 4.** How far apart are the two sets of knobs after 100 steps?
#
# - A: not at all, 0.0 exactly
#   > Both compute the same sums, but in another order, and the last digit depends on the order.
# - B: about 10⁻¹⁵: rounding
# - C: about 10⁻³: small errors grow with every step
#   > They can grow, but float64 begins at 10⁻¹⁶, and a hundred steps are not enough to bring that into sight.

# %% id="learn-run" tags=["demo"]
with demo("value-ops", "value-backward"):
    torch.manual_seed(0)
    start = torch.randn(33)
    mine = [Value(number) for number in start.tolist()]
    theirs = start.double().requires_grad_()
    samples = list(zip(*points.tolist(), sides.tolist()))  # 40 triples of plain numbers
    widest = 0.0
    for step in range(101):
        loss = sum((1 - side * score(mine, p, q)).relu() for p, q, side in samples) * (1 / 40)
        loss.backward()
        torch_loss = (1 - sides * score(theirs, *points)).relu().mean()
        (slope,) = torch.autograd.grad(torch_loss, theirs)
        widest = max([widest, *(abs(m.grad - s) for m, s in zip(mine, slope.tolist()))])
        if step % 25 == 0:
            print(f"step {step:3}: your loss {loss.data:.6f}, PyTorch's {torch_loss.item():.6f}")
        if step < 100:
            for knob in mine:
                knob.data, knob.grad = knob.data - 0.3 * knob.grad, 0.0
            theirs = (theirs - 0.3 * slope).detach().requires_grad_()
    apart = max(abs(m.data - t) for m, t in zip(mine, theirs.tolist()))
    print(f"largest difference of a gradient in any step: {widest:.0e}")
    print(f"largest difference of a knob at the end:      {apart:.0e}")

# %% [markdown] id="learn-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** In this run no gradient differs by more than about 10⁻¹⁵ in any of the 101 rounds, and after 100 steps no knob does. Your sum over the samples begins with the first, PyTorch's may add in pairs. With floats, (a + b) + c and a + (b + c) may differ in the last digit, and that is all the difference there is.
#
# </details>
#
# Look at the line that clears: `knob.grad` becomes 0.0 in every step, because your `backward` adds. You have built the reason for `zero_grad` into your own class.

# %% id="draw-island" tags=["demo"] fold="Draws both boundaries"
with demo("value-ops", "value-backward"):
    Value(0.0).backward()  # without an engine there is nothing to draw

    def by_values(plane):
        """The probabilities (1, k) of points (2, k), by the engine of this notebook."""
        scores = [score(mine, p, q).data for p, q in zip(*plane.tolist())]
        return torch.tensor(scores).sigmoid()[None]

    def by_torch(plane):
        """The same by PyTorch."""
        return score(theirs.detach(), *plane).float().sigmoid()[None]

    display(pictures.decision_boundary(
        {"your engine": by_values, "PyTorch": by_torch},
        points.float(), (sides > 0).float()[None], origin=False,
        caption="Two engines, one network, the same 33 starting numbers. Each corner of the island's "
        f"coast is the kink of a ReLU. The knobs differ by {apart:.0e} at most.",
    ))

# %% [markdown] id="island-read"
# The two pictures are the same picture, and the left one was made by a class of yours. From ten different starts, 39 or 40 of the 40 points were right after 100 steps. (The ground is coloured by the sigmoid of the score, which plays no part in the training.)
#
# **Change it.** In the cell that trains, leave the clearing out: write `knob.data = knob.data - 0.3 * knob.grad` alone. Which of the two losses changes, and why only that one?
#
# ## 7.5 From numbers to arrays
#
# Your engine is right, and it is slow: one Python object for every number. PyTorch keeps one record for a whole *tensor*. That takes no new mathematics. It takes two rules about shapes, and you have met both in section 2.11.
#
# **What broadcasting has repeated, the backward pass sums.** In out = x + b with x (N, H) and b (H,), each number of b is used N times. Used N times means N shares, and shares add. So b's gradient is g summed over the axis that broadcasting has put in front.

# %% id="draw-broadcast-back" tags=["demo"] fold="Draws a row that was repeated, and its gradient"
b = torch.tensor([0.5, -1.0], requires_grad=True)
g = torch.tensor([[0.1, -0.2], [0.3, 0.5], [-0.2, 0.4]])  # what has arrived at x + b
(torch.zeros(3, 2) + b).backward(gradient=g)
pictures.broadcast_backward(
    b, g, caption="Forward, b is repeated for three rows. Backward, three rows of gradients arrive, "
    "and each number of b gets the sum of its column."
)

# %% [markdown] id="shapes-predict" predict="e-shapes"
# **Predict 5.** An operand of shape (4, 1) was broadcast against one of shape (2, 4, 3). The gradient g that arrives has shape (2, 4, 3). How does it become the gradient of the operand?
#
# - A: summed over axes 0 and 2; axis 2 stays, with length 1
# - B: summed over axes 0 and 2, both disappear
#   > The sum is right, the shape is not: that would be (4,), and a gradient has the shape of what it belongs to.
# - C: averaged over axes 0 and 2, so that its size does not depend on how often it was repeated
#   > Paths add. A number that is used six times has six times the influence.
# - D: g[0, :, :1], as all repetitions are equal
#   > The repeated *values* are equal. The gradients that come back to them are not.

# %% id="shapes-run" tags=["demo"]
operand = torch.randn(4, 1, requires_grad=True)
out = operand * torch.randn(2, 4, 3)
out.sum().backward()
print("out", tuple(out.shape), "  the operand's gradient", tuple(operand.grad.shape))

# %% [markdown] id="ex-sum-to-shape"
# <details>
# <summary>Answer</summary>
#
# **A.** Broadcasting lines shapes up on the right. (4, 1) is read as (1, 4, 1), then axes 0 and 2 are repeated. Axis 0 was put in front and disappears again. Axis 2 was there with length 1 and has to be there afterwards, so it needs `keepdim=True`.
#
# </details>
#
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

# %% [markdown] id="product-text"
# **The gradient of a product is a product.** For out = x @ w you know the two from chapter 2, where `affine_backward` computed them. Now you can see where they come from, because a matrix product is nothing but broadcasting and a sum:
#
# $$\mathit{out}_{nh} = \sum_d x_{nd}\, w_{dh} \qquad\text{is}\qquad \underset{(N,\,D,\,1)}{x} \cdot \underset{(D,\,H)}{w} \;\to\; (N, D, H), \text{ summed over } D$$
#
# Back through the sum: every one of the D summands moves the sum by as much as itself, so g of shape (N, H) is repeated along D. Back through the product: the share of one factor is g times the other factor. Back through the broadcasting: your `sum_to_shape`.

# %% id="product-run" tags=["demo"]
with demo("sum-to-shape"):
    torch.manual_seed(0)
    x = torch.randn(5, 3, dtype=torch.float64, requires_grad=True)  # (N, D)
    w = torch.randn(3, 2, dtype=torch.float64, requires_grad=True)  # (D, H)
    g = torch.randn(5, 2, dtype=torch.float64)  # arrives at out, (N, H)
    (x @ w).backward(gradient=g)

    column, repeated = x.detach()[:, :, None], g[:, None, :]  # (N, D, 1) and (N, 1, H)
    d_w = sum_to_shape(repeated * column, w.shape)  # (N, D, H) -> (D, H)
    d_column = sum_to_shape(repeated * w.detach(), column.shape)  # (N, D, H) -> (N, D, 1)
    print(f"d_w off by {(d_w - w.grad).abs().max():.0e},"
          f" d_x off by {(d_column[:, :, 0] - x.grad).abs().max():.0e}")

# %% [markdown] id="product-read"
# No transpose was needed: the shapes did it. The transposes of chapter 2 are sums over an axis that was repeated. A library runs xᵀ @ g, the same sum without the table of N · D · H numbers in between.

# %% [markdown] id="speed-read"
# With these two rules the operations of a network stay whole: one node for a matrix product, where your engine makes one for every number.
#
# ## 7.6 Move the data
#
# Section 2.9 asked what should move in training, W or x, and warned: to move x is to falsify the data. Now we do just that. The weights stay; the *pixels* go downhill.
#
# First the network of chapter 5, with a learning rate of 0.5 and ten passes.

# %% id="reader" tags=["demo"]
data = digits.load()
x_train, x_test = (part.reshape(-1, 784).float() / 255 for part in (data.x_train, data.x_test))
y_train, y_test = data.y_train, data.y_test


def train_reader(seed=0):
    """A 784-100-10 network after ten passes over the 3,000 digits, in mini-batches of 100."""
    torch.manual_seed(seed)
    network = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
    optimizer = optim.SGD(network.parameters(), lr=0.5)
    for _ in range(10):
        for rows in torch.randperm(3000).view(30, 100):
            F.cross_entropy(network(x_train[rows]), y_train[rows]).backward()
            optimizer.step()
            network.zero_grad()
    return network.eval()


def share_right(x):
    """The share of the test digits that the network reads right, in this form."""
    with torch.no_grad():
        return (reader(x).argmax(dim=1) == y_test).float().mean().item()


reader = train_reader()
print(f"right on the test digits: {share_right(x_test):.1%}")

# %% [markdown] id="sum-predict" predict="e-sum"
# To ask for ∂loss/∂x you make x a leaf that requires grad. For a batch, though, there is a trap in the word *loss*.
#
# **Predict 6.** `F.cross_entropy` averages over the batch. You ask for the gradient of one image alone, and for the gradient of the same image as one of 50. How do the two compare?
#
# - A: they are equal
#   > They would be, if the losses were summed. In a mean each one counts a fiftieth.
# - B: they are unrelated, as the other images play a part
#   > Every row meets the network on its own: another image changes nothing but the divisor.
# - C: in the batch it is a fiftieth

# %% id="sum-run" tags=["demo"]
def mean_slope(x, y):
    """The gradient of the mean cross-entropy for x."""
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(reader(leaf), y), leaf)[0]


alone, among = mean_slope(x_test[:1], y_test[:1]), mean_slope(x_test[:50], y_test[:50])[:1]
print(f"norm alone {alone.norm():.2e}, as one of 50 {among.norm():.2e}, ratio {alone.norm() / among.norm():.1f}")

# %% [markdown] id="ex-input-gradient"
# <details>
# <summary>Answer</summary>
#
# **C.** Every image has a loss of its own, and only its own pixels matter for it. The mean divides by 50. For weights this is what you want. For images it would mean that a gradient depends on the company it keeps. So take the *sum*: `reduction="sum"`.
#
# </details>
#
# {{exercise input-gradient}}
#
# `backward()` would fill the `.grad` of every weight on its way. `torch.autograd.grad(loss, x)`, as used above, returns the gradient of x and touches nothing else; its result is a tuple.
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

# %% [markdown] id="see-text"
# A gradient for x has the shape of x. So it is a picture, too: which pixels would make the loss of the true class larger, and which smaller?

# %% id="see-gradient" tags=["demo"]
with demo("input-gradient"):
    three, label = x_test[283:284], y_test[283:284]
    with torch.no_grad():
        p = reader(three).softmax(dim=1)[0]
    print(f"the network says {p.argmax()} with p = {p.max():.2f}; it is a {label.item()}")
    towards_eight = -input_gradient(reader, three, torch.tensor([8]))
    display(pictures.weight_image(
        towards_eight, zero="less ink", one="more ink", noun="pull",
        caption="For a test digit that is a 3: what the network would like to be changed, if it "
        "were to say 8. Orange asks for ink, purple for paper.",
    ))

# %% [markdown] id="signed-text"
# Some of it makes sense: in this run the darkest orange lies on the left, where a 3 is open and an 8 is closed. But a person would add two strokes and stop. The network asks for something nearly everywhere, because to it each pixel is a number with a weight, and nothing tells it that ink comes in strokes.
#
# How should one step use this gradient, if no pixel may move by more than a little? Then every pixel should move by *all* that it may, and only the direction is taken from the gradient: its **sign**. For 784 pixels the effects add up:
#
# $$x \;\leftarrow\; x - \mathit{step} \cdot \mathrm{sign}\big(\nabla_x\, \mathit{loss}(x, \mathit{target})\big), \qquad \Delta\mathit{loss} \approx -\,\mathit{step} \cdot \sum_i \left|\frac{\partial\,\mathit{loss}}{\partial x_i}\right|$$
#
# The minus makes the *target* likelier. After the step the image has to be pulled back twice: to within `limit` of the x that you were given, and into [0, 1], since there is no ink below none.
#
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

# %% [markdown] id="become-text"
# Now in small steps. The 3 is moved by 0.01 towards an 8, again and again, until the network says 8. No pixel may ever be farther than 0.2 from where it was.

# %% id="become-run" tags=["demo"] cover=true
with demo("input-gradient", "nudge"):
    target, now, road = torch.tensor([8]), three, [three]
    for _ in range(40):
        moved = nudge(reader, now, target, step=0.01, limit=1.0)
        now = torch.minimum(torch.maximum(moved, three - 0.2), three + 0.2)  # 0.2 in all
        road.append(now)
        with torch.no_grad():
            p = reader(now).softmax(dim=1)[0]
        if p.argmax() == target:
            break
    steps = len(road) - 1
    print(f"after {steps} steps the network says {p.argmax()} (p = {p.max():.2f});"
          f" no pixel has moved by more than {(now - three).abs().max():.2f}")
    shown = [road[steps * quarter // 4] for quarter in range(5)] + [now]
    said = [reader(image).argmax().item() for image in shown]
    display(pictures.digits(
        torch.cat(shown[:5]).view(-1, 28, 28), [3] * 5, said[:5],
        caption=f"On the way from the first to the last of {steps} steps. Under orange frames the "
        "network says something other than 3.",
    ))

# %% [markdown] id="become-read"
# You still read a 3, with some dust on it. (Networks from ten different starts gave up this digit after 15 to 19 steps. Of the other threes, a few hold out within 0.2.) Such an image is called an **adversarial example**. Nothing is wrong with the gradient, and nothing with the training: 784 small changes that all point the same way are a large change for a sum.
#
# **Try it: how far must it move?** Choose how far the pixels may move in all, in how many steps, and towards which digit. In the middle you see the difference, five times enlarged.
#
# <details>
# <summary>What you can see</summary>
#
# Up to a size of 0.1 the network hardly notices; between 0.15 and 0.2 it changes its mind (in this run). That it was sure says nothing about how near the boundary is. And one step of 0.2 does nearly as well as twenty that ask anew each time, p = 0.70 against 0.79: on such a short way the network is almost a straight line. That is why it is so easy to deceive.
#
# </details>

# %% id="lab-nudges" tags=["demo"]
with demo("input-gradient", "nudge"):
    display(labs.nudges(nudge, reader, three, target=8, size=0.2, steps=20))

# %% [markdown] id="attack-predict" predict="e-attack"
# ### All thousand at once
#
# **Predict 7.** Now all 1,000 test digits: a single signed step of size 0.1 *away* from the true class (uphill for its loss). To the eye it is a light grey noise. The network reads about 93 % before. And after it?
#
# - A: about 90 %: a tenth of full ink is not much
#   > It is not much in any one pixel, and noise of this size with *random* signs costs next to nothing. These signs are not random.
# - B: about 70 %
#   > More than half of all digits are lost. The effects of all pixels add up, each with the sign that hurts.
# - C: about 35 %
# - D: 0 %: every digit is lost
#   > About a third hold out: no pixel moves by more than 0.1, and that is not enough for them.

# %% id="attack-run" tags=["demo"]
with demo("input-gradient"):
    uphill = input_gradient(reader, x_test, y_test).sign()
    chance = torch.Generator().manual_seed(0)
    random = torch.randn(x_test.shape, generator=chance).sign()
    print("size    along the gradient    random signs")
    for size in (0.0, 0.02, 0.05, 0.1):
        along, noise = (share_right((x_test + size * s).clamp(0, 1)) for s in (uphill, random))
        print(f"{size:4}    {along:18.1%}    {noise:12.1%}")

# %% [markdown] id="attack-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** Between 32 and 41 % for networks from ten different starts, which read 92 to 94 % of the untouched digits. Random signs of the same size cost next to nothing. It is the direction that hurts.
#
# </details>
#
# The gradient for x is also the beginning of a defence: train on such images as well.
#
# **Change it.** In the last cell, take a step *down* the loss of the true class: `x_test - size * s`. What do you expect of the first column?
#
# ## 7.7 The slope of a slope
#
# A derivative is a function again, so it has a derivative. f″ says how fast the slope changes: where f″ > 0 the curve bends upwards, where it is 0 the curve is straight for a moment.

# %% [markdown] id="twice-predict" predict="e-twice"
# **Predict 8.** f(x) = x³ at x = 3. First `slope = torch.autograd.grad(f(x), x)[0]`. That is 27. What does `torch.autograd.grad(slope, x)` give?
#
# - A: 27 again: autograd remembers f only
#   > It remembers what was recorded. And the backward pass was not.
# - B: an error
# - C: 18, since f″(x) = 6x
#   > That is the right f″. But `slope` is a plain tensor: in the backward pass nothing was recorded.

# %% id="twice-run" tags=["demo"]
x = torch.tensor(3.0, requires_grad=True)
(slope,) = torch.autograd.grad(x**3, x)
print("slope:", slope)
attempt(lambda: torch.autograd.grad(slope, x))

(slope,) = torch.autograd.grad(x**3, x, create_graph=True)
print("slope:", slope)
attempt(lambda: torch.autograd.grad(slope, x))

# %% [markdown] id="twice-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** The slope is a number without a recipe: *does not require grad*. With `create_graph=True` the backward pass is itself recorded, like any other computation. Then the slope has a `grad_fn`, and can be differentiated.
#
# </details>
#
# Your own engine cannot do this if it keeps its slopes as plain floats. If they were Values instead, the backward pass would be computed with Values, and would have a backward pass of its own. That is all that `create_graph` means.

# %% id="draw-second" tags=["demo"]
def wave(x):
    return torch.exp(-(x**2)) * x


def slopes_of(f, order):
    """The derivative of this order as a function of many x at once."""
    def derivative(x):
        x = x.detach().requires_grad_()
        y = f(x)
        for _ in range(order):
            (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        return y.detach()
    return derivative


pictures.curves(
    {"f": wave, "f′": slopes_of(wave, 1), "f″": slopes_of(wave, 2)}, -2.5, 2.5, x_label="x",
    caption="f(x) = x·exp(−x²) and two derivatives by autograd. Where f has its top, f′ is 0 and f″ "
    "negative; where f is steepest, f″ is 0.",
)

# %% [markdown] id="hessian-text"
# ### Many numbers: H, and why nobody builds it
#
# For n numbers there are n slopes, and each has n derivatives: a table of n · n numbers, the **Hessian** H. Its row i says how slope i changes when each of the numbers moves. For the network of this chapter:

# %% id="hessian-size" tags=["demo"]
n = sum(p.numel() for p in reader.parameters())
print(f"{n:,} knobs, so H has {n * n:,} numbers: {n * n * 4 / 1e9:.1f} GB in float32")

# %% [markdown] id="ex-hvp"
# Mostly you do not want H. You want to know how the gradient changes if you move in *one direction* v: that is H·v, n numbers. And for this a trick is enough. The product of the gradient with v is a single number, and its gradient is what we want:
#
# $$\nabla_x \big(\nabla f(x) \cdot v\big) = H\,v$$
#
# v is a constant here. It takes two backward passes and no table.
#
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

# %% [markdown] id="curvature-text"
# ### What it is good for: the largest learning rate
#
# Section 2.9 said of (w − 1)², whose second derivative is 2: with lr above 1 every step lands farther away. In general the limit is 2/λ, with λ the largest curvature in any direction. You find this direction by letting H point to it: start anywhere, replace v by H·v, make it of length 1, and repeat. The steepest direction grows fastest and wins. This is called **power iteration**.
#
# The function: the mean squared error of the line through four points from section 2.9, with w (2,) for slope and intercept.

# %% id="curvature-run" tags=["demo"]
with demo("hvp"):
    xs = torch.tensor([0.0, 1.0, 2.0, 3.0], dtype=torch.float64)
    ys = torch.tensor([1.1, 2.9, 5.2, 6.8], dtype=torch.float64)

    def error(w):
        return ((w[0] * xs + w[1] - ys) ** 2).mean()

    place, v = torch.zeros(2, dtype=torch.float64), torch.tensor([1.0, 0.0], dtype=torch.float64)
    for turn in range(1, 7):
        bent = hvp(error, place, v)
        curvature = bent.norm()
        v = bent / curvature
        print(f"turn {turn}: λ = {curvature:.6f}, 2/λ = {2 / curvature:.6f}")

# %% [markdown] id="limit-predict" predict="e-limit"
# **Predict 9.** λ is 8.405, so 2/λ is 0.23795. We train the line with a learning rate 5 % below this limit, and with one 5 % above it. After 60 steps?
#
# - A: both have learned the line, one a little faster
#   > Above the limit the error along the steepest direction is multiplied by −1.1 in every step. It cannot shrink.
# - B: the lower rate has learned the line, the higher one is lost
# - C: neither has learned it: both are much too large
#   > Below the limit every direction shrinks, even though the steepest swings from side to side.

# %% id="limit-run" tags=["demo"]
with demo("hvp"):
    hvp(error, place, v)  # λ comes from it
    runs = {}
    for share in (0.95, 1.05):
        w, losses = torch.zeros(2, dtype=torch.float64, requires_grad=True), []
        for _ in range(61):
            loss = error(w)
            losses.append(min(loss.item(), 60.0))  # the picture ends there
            (slope,) = torch.autograd.grad(loss, w)
            w = (w - share * 2 / curvature * slope).detach().requires_grad_()
        print(f"lr = {share} · 2/λ: loss {loss.item():.3f} after 60 steps")
        runs[f"lr = {share} · 2/λ"] = losses
    display(pictures.loss_curve(
        runs, caption="The same line, learned with a rate just below and just above 2/λ. Losses above 60 are drawn at 60.",
    ))

# %% [markdown] id="limit-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** A step multiplies the error along the direction of curvature λ by 1 − lr · λ. With lr = 0.95 · 2/λ that is −0.9: it swings, and it shrinks. With 1.05 · 2/λ it is −1.1.
#
# </details>
#
# For a mean squared error with a straight line H is the same everywhere. For a network it changes from place to place; the direction that you find holds for where you stand. But it costs two backward passes, not 25 GB.

# %% [markdown] id="healthy-text" predict="e-depth"
# **Change it.** In the cell of the two rates, find the share at which the loss neither grows nor shrinks in the end. What does the step multiply the error by?
#
# ## 7.8 Healthy gradients
#
# Back-propagation multiplies: each layer's gradient is the next one's, times that layer's slopes. Twenty layers are twenty factors. If they are all a little too small, hardly anything arrives at the first layers: the **vanishing gradient**. If they are all a little too large, everything explodes.
#
# The sigmoid's slope is σ(z)(1 − σ(z)): 1/4 at its best, and less everywhere else.
#
# **Predict 10.** A tower of 20 layers, 64 units each, with a sigmoid behind each layer. The weights start at random with a standard deviation of 1/√64. The gradient of the first layer's weights, compared to that of the last layer's, is
#
# - A: about a twentieth
#   > That would be so if each layer *subtracted* its share. They multiply.
# - B: about a thousandth
#   > ¼ to the power of 5 is about a thousandth. There are four times as many layers.
# - C: less than a billionth
# - D: about as large: the loss is one and the same
#   > The loss is the same. What reaches the first layer has come through all the slopes in between.

# %% id="depth-run" tags=["demo"]
def first_to_last(unit, gain, layers=20, width=64, seed=0):
    """The norm of the first layer's gradient, divided by the last one's, before any training."""
    torch.manual_seed(seed)
    weights = [(gain / math.sqrt(width) * torch.randn(width, width)).requires_grad_() for _ in range(layers)]
    signal = torch.randn(100, width)
    for weight in weights:
        signal = unit(signal @ weight)
    F.mse_loss(signal, torch.randn(100, width)).backward()
    return (weights[0].grad.norm() / weights[-1].grad.norm()).item()


print(f"sigmoid, gain 1:  {first_to_last(torch.sigmoid, 1.0):.1e}")
print(f"the best case, 0.25 to the power of 19: {0.25**19:.1e}")
print(f"ReLU, gain √2:    {first_to_last(torch.relu, math.sqrt(2)):.1e}")

# %% [markdown] id="depth-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** Some 5 · 10⁻¹³, between 3 and 7 · 10⁻¹³ for ten seeds. There are 19 sigmoids between the two layers, and ¼ to the power of 19 is already 4 · 10⁻¹²; real slopes are a little below ¼. With a learning rate of 0.1 the first layer would need longer than you have.
#
# </details>
#
# With ReLU and a gain of √2 the ratio lies between 0.2 and 1 for ten seeds. Why √2? A layer adds up `width` products. With weights of standard deviation 1/√width the sum has the spread of its inputs. The ReLU then throws half of it away: the mean square is halved, at every layer, in the forward pass and in the backward pass. A gain of √2 doubles the mean square, and so makes up for it. That is what PyTorch's `nn.init.kaiming_normal_` does.
#
# **Try it: the depth of a tower.** A strip for each layer: how large its gradients are, in powers of ten. Begin with the sigmoid and add layers. Then take tanh, then ReLU. Which gain keeps the strips above one another? And what does a gain of 2 do to ReLU?
#
# <details>
# <summary>What you can see</summary>
#
# With sigmoids the strips drift to the left, by a factor between 4 and 5 for each layer, and a larger gain slows it down without curing it. With tanh and a gain of 1 they stay nearly above one another. With ReLU the gain decides the size of *all* gradients: in this tower every layer multiplies what comes before and what comes after it. So the strips move together, far to the left with a gain of 1, far to the right with 2. √2 keeps them where they are, whatever the depth.
#
# </details>

# %% id="lab-depth" tags=["demo"]
labs.depth(unit="sigmoid", layers=20, gain="1")

# %% [markdown] id="ex-clip-grad"
# ### When one gradient is too long: clipping
#
# A good start does not help against a cliff. Losses of deep or recurrent networks have places where the slope is suddenly hundreds of times as steep. One ordinary step from there ends far away. **Clipping** leaves the direction and shortens the step: take the length of all gradients *together*, as if they were one long vector, and if it is larger than `max_norm`, scale them all by the same factor.
#
# $$\mathit{total} = \sqrt{\sum_{p} \sum_i \Big(\frac{\partial\,\mathit{loss}}{\partial p_i}\Big)^2}, \qquad p.\mathit{grad} \;\leftarrow\; p.\mathit{grad} \cdot \min\Big(1, \frac{\mathit{max\_norm}}{\mathit{total}}\Big)$$
#
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

# %% [markdown] id="cliff-predict" predict="e-cliff"
# A cliff to try it on: a valley around 0, on its left a plain, on its right a wall at w = 2.
#
# **Predict 11.** You walk down from w = 2.02, on top of the wall, with lr = 0.2. The slope there is about 39. Unclipped, the first step is nearly 8 long. Clipped to a norm of 1, where does the walk end up after 30 steps?
#
# - A: in the same place, only later
#   > The unclipped step leaves the valley on the far side. It does not come back within 30 steps.
# - B: nowhere: with steps of 0.2 it never comes down from the wall
#   > A step of 0.2 is enough to leave a wall that is thin.
# - C: in the valley

# %% id="cliff-run" tags=["demo"]
def cliff(w):
    """A valley around 0, a plain on its left, a wall on its right at w = 2."""
    return 3 - 3 * torch.exp(-(w**2) / 2) + 8 * torch.sigmoid(20 * (w - 2))


with demo("clip-grad"):
    walks = {}
    for name, most in (("not clipped", math.inf), ("clipped to 1", 1.0)):
        w, visited = nn.Parameter(torch.tensor(2.02)), []
        for _ in range(31):
            visited.append(w.item())
            w.grad = None
            cliff(w).backward()
            total = clip_grad([w], most)
            if len(visited) == 1:
                print(f"{name}: norm {total:.1f} before, {w.grad.abs().item():.1f} after")
            with torch.no_grad():
                w -= 0.2 * w.grad
        walks[name] = visited
    display(pictures.descent(
        walks, cliff, -7, 3.5,
        caption="Thirty steps from the top of the wall, the blue square. Without clipping they end at "
        f"w = {walks['not clipped'][-1]:.2f}, with it at {walks['clipped to 1'][-1]:.2f}.".replace("-", "−"),
    ))

# %% [markdown] id="cliff-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** The slope is real, but it holds for a hair's breadth only. The unclipped step takes it for granted over a length of nearly 8. Clipping says: however steep it is, I do not trust this direction for more than `lr * max_norm`.
#
# </details>
#
# `torch.nn.utils.clip_grad_norm_` does what yours does, between `backward` and `step`. Log the total that it returns: a training that is about to fail often shows it there first.
#
# **Change it.** Change one number in the cell so that even the clipped walk leaves the valley.

# %% [markdown] id="bug-hunt"
# ## 7.9 Bug hunt
#
# Four fragments, one bug each, and none of them new: they come from chapters 1, 2, 3 and 5. Nothing raises an error. Read each one, say what it prints, then run it.

# %% [markdown] id="bug-1" predict="e-bug-rebound"
# **Predict 12.** Three steps of gradient descent on w², from w = 1 with lr = 0.1, over a list of one parameter. Where is `w` afterwards?
#
# - A: at 1.0
# - B: at 0.512, as 0.8 · 0.8 · 0.8
#   > So it should be. Look at the left side of the assignment: which name gets the new value?
# - C: at 0.8: one step counts, then the gradient is gone
#   > Not even one counts. The gradient is computed three times, and right each time.

# %% id="bug-1-run" tags=["demo"]
w = nn.Parameter(torch.tensor(1.0))
parameters = [w]
for _ in range(3):
    for p in parameters:
        p.grad = None
    (w**2).backward()
    with torch.no_grad():
        for p in parameters:
            p = p - 0.1 * p.grad
print("w =", w.item())

# %% [markdown] id="bug-1-answer"
# <details>
# <summary>Answer</summary>
#
# **A.** `p = …` gives the *name* p to a new tensor. The parameter in the list is not touched (chapter 2). `p -= …` or `p.sub_(…)` writes into it. This is the in-place rule from the other side: here in place is what you want.
#
# </details>

# %% [markdown] id="bug-2" predict="e-bug-column"
# **Predict 13.** Three predictions in a column, (3, 1), are right to the last digit: they equal the labels, (3,). What is the mean squared error?
#
# - A: 0.0
#   > Of three differences, yes. But how many differences are there between (3, 1) and (3,)?
# - B: an error about shapes
#   > (3, 1) and (3,) fit by broadcasting. PyTorch does as it was told.
# - C: 1.333…

# %% id="bug-2-run" tags=["demo"]
labels = torch.tensor([1.0, 2.0, 3.0])
predictions = labels[:, None].clone()  # (3, 1)
difference = predictions - labels
print("mean squared error:", (difference**2).mean().item(), "  difference:", tuple(difference.shape))

# %% [markdown] id="bug-2-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** (3, 1) minus (3,) is a table (3, 3) of every prediction minus every label (chapter 1). Its diagonal is 0, the rest is not: (1 + 4 + 1 + 1 + 4 + 1)/9. A model that is trained on this learns to say the mean of all labels. The cure is `predictions[:, 0] - labels`.
#
# </details>

# %% [markdown] id="bug-3" predict="e-bug-train"
# **Predict 14.** A network of weights 1 with dropout, p = 0.5, is asked the same question 1,000 times, without a gradient. How many different answers does it give?
#
# - A: one: under `no_grad` a network only computes
#   > `no_grad` switches the graph off. It says nothing to the dropout.
# - B: five
# - C: none that repeats: dropout is random
#   > Four inputs can be kept or dropped, and all weights are equal. So the sums repeat.

# %% id="bug-3-run" tags=["demo"]
torch.manual_seed(0)
network = nn.Sequential(nn.Dropout(0.5), nn.Linear(4, 1, bias=False))
nn.init.ones_(network[1].weight)
with torch.no_grad():
    answers = {network(torch.ones(1, 4)).item() for _ in range(1000)}
print("different answers:", sorted(answers))

# %% [markdown] id="bug-3-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** `no_grad` does not put a network into eval mode (chapter 3): dropout goes on. Between 0 and 4 inputs are kept, each doubled. Call `network.eval()` first, and there is one answer: 4. An attack on a network in train mode chases a target that moves, which is why the contract of `input_gradient` speaks of the mode.
#
# </details>

# %% [markdown] id="bug-4" predict="e-bug-twice"
# **Predict 15.** Ten classes; the network is as sure as it can be, and right: its softmax gives the true class 1.0. What does `F.cross_entropy` say, if it is given these *probabilities*?
#
# - A: 0: it could not be better
#   > −log 1 is 0. But cross_entropy takes its input for logits, and a softmax comes first.
# - B: 2.303, log 10: a shrug
#   > That would be ten equal numbers. The 1 among the zeros does make a difference, a small one.
# - C: infinite, as the logarithm of the zeros is taken
#   > The zeros are taken for logits, and e⁰ is 1. Nothing infinite there.
# - D: 1.461

# %% id="bug-4-run" tags=["demo"]
certain = F.one_hot(torch.tensor([3]), 10).float()  # the probabilities, (1, 10)
print("cross_entropy:", round(F.cross_entropy(certain, torch.tensor([3])).item(), 3))

# %% [markdown] id="bug-4-answer"
# <details>
# <summary>Answer</summary>
#
# **D.** The second softmax sees 1 and nine zeros: e/(e + 9) = 0.232, and −log 0.232 = 1.461 (chapter 5). The loss cannot fall below it, and the gradients stay small. Logits go in, not probabilities.
#
# </details>

# %% [markdown] id="last-text" predict="e-last"
# ## 7.10 The 8, for the last time
#
# One digit has come with you through all chapters. Chapter 4's model took it for a 3. One linear layer took it for a 5, even with Adam. What does the reader of this chapter say, and what would it like to be changed?
#
# **Predict 16.** Gradient descent on the *weights* has seen this very 8 among 3,000 training digits, ten times. Is it enough that a digit is in the training data, so that a network reads it?
#
# - A: yes, that is what training data are for
#   > Chapter 4's model had learned from this 8, and took it for a 3. One straight boundary could not have both this 8 and the others.
# - B: no: the model must also be able to tell it apart

# %% id="last-run" tags=["demo"]
eight = digits.the_eight().reshape(1, 784) / 255
with torch.no_grad():
    p = reader(eight).softmax(dim=1)[0]
print(f"the reader says {p.argmax()}, with p = {p.max():.2f}; next comes {p.topk(2).indices[1]}")
with demo("input-gradient", "nudge"):
    clearer, limit = nudge(reader, eight, torch.tensor([8]), step=0.05, limit=0.05), 0.05
    with torch.no_grad():
        q = reader(clearer).softmax(dim=1)[0]
    print(f"moved by {limit} towards 8: p = {q[8]:.2f}")
    display(pictures.digits(
        torch.cat([eight, clearer]).view(-1, 28, 28), [8, 8], [p.argmax(), q.argmax()],
        caption=f"The 8 of this course, read as {p.argmax()} with p = {p.max():.2f}; and the same 8 after "
        f"one step in its favour, p = {q[8]:.2f}.",
    ))

# %% [markdown] id="last-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** The data say what is wanted; the model decides what is possible. With a hidden layer and a learning rate that lets it learn, the 8 is read: in ten runs with different seeds every time, with p between 0.4 and 0.9. And the same gradient that turned a 3 into an "8" makes a doubtful 8 a clear one. It is neither friend nor enemy. It answers one question: *which way?*
#
# </details>

# %% [markdown] id="summary"
# ## 7.11 What you have now
#
# - **An engine** is numbers that remember from what they were made, with the slopes; and a walk back that visits each after all of its users, and adds.
# - **For arrays** two rules are enough: what broadcasting has repeated is summed, and the gradient of a product is a product.
# - **A gradient can be taken for anything** that the loss depends on. For the weights it trains; for the pixels it deceives, or shows what the network listens to.
# - **The slope of a slope** needs the backward pass to be recorded. H·v costs two backward passes, H itself 25 GB. 2/λ is the largest learning rate.
# - **Gradients are products of slopes.** Depth makes them vanish or explode; the start (√2 for ReLU) and clipping keep them healthy.
#
# That was the whole course. Chapter 1 put numbers into tensors and made a network of them. Chapter 2 asked what 12 is, differentiated by 4, and found derivatives by measuring, by recording and by hand. Chapter 3 gave the weights a home, chapter 4 a model with a backward pass of your own. Chapter 5 closed the loop and read digits, and chapter 6 took an optimizer from its paper. Now you have written the engine under all of them. PyTorch does each of these faster, and on more machines. It does none of them differently. **A number has no derivative; the recipe has**, and you know how to write one down.
#
# The table shows where you stand. Visible checks only: the hidden ones run when the notebook is graded.

# %% id="progress" tags=["demo"]
progress()
