# %% [markdown] id="title"
# # 2 · Derivatives, the graph, autograd
#
# In this chapter you find out how a computer differentiates: first by nudging the input and measuring, then by keeping a record of every step. At the end you go back through a small network yourself, number by number, and PyTorch comes to the same result.
#
# **After this chapter you can**
#
# - say what a derivative is a derivative *of*, and measure one with two values of a function
# - make PyTorch record a computation, run the backward pass, and read the gradients where they are kept
# - say which tensors keep a `.grad`, which do not, and why
# - explain why gradients that reach the same tensor are added
# - write gradient descent, in place and without surprises
# - derive the gradient of a network with two layers, with the shapes as your guide
#
# **It ends with** the gradients of a two-layer network found in three ways, by hand, by autograd and by measuring, and all three agree.
#
# **Time:** about 210 minutes, in three sittings: derivatives and autograd (55), the graph and its traps (60), descent and back-propagation (95). The text says where each of them ends. The last exercise takes 35 of these minutes and may wait until after chapter 4.
#
# **You need:** tensors, shapes and broadcasting (chapter 1). School knowledge of derivatives helps; what is needed is repeated.

# %% [markdown] id="how-it-works"
# ## How to work here
#
# As in chapter 1. A question marked **Predict** wants your answer *before* you read on: run the cell `guess("…")` below it, or open the folded answer further down. In an exercise, replace the line `raise NotAttempted` by your own code, run the cell, then the **visible check** below it; **hidden checks** run on other inputs when your notebook is graded. `hint("grad-at")` shows the next of three **hints**, which cost no points. Cells that need an exercise you have not done yet say so, and the notebook runs on.

# %% id="setup" setup=true
import math
import torch
import torch.nn.functional as F
from torch import nn, optim
from course_utils import NotAttempted, check, demo, guess, hint, labs, method_of, pictures, progress, reset

device = torch.device("cpu")

# %% [markdown] id="review-text"
# **What do you still know?** Five questions about chapter 1, with new numbers every time. What you miss comes again soon, and what you know comes later. It takes five minutes and is not graded.

# %% id="review" tags=["demo"]
from course_utils import review

review(before=2)

# %% [markdown] id="motivation"
# ## Which way should each knob turn?
#
# The network of chapter 1 turns 3,000 digits into one number, its loss. Give its ten outputs a bias each, and that loss depends on 78,400 + 100 + 1,000 + 10 = 79,510 numbers. Think of them as knobs, all set at random. To make the loss smaller, you have to know for each knob which way to turn it.
#
# You could try one: turn it down a little, then up, and look at the loss.

# %% id="one-knob" tags=["demo"]
from course_utils import digits

data = digits.load()
pixels, labels = data.x_train.view(3000, 784) / 255, data.y_train
torch.manual_seed(0)
knobs = [0.05 * torch.randn(784, 100), torch.zeros(100), 0.05 * torch.randn(100, 10), torch.zeros(10)]


def digit_loss(w0, b0, w1, b1):
    """The mean cross-entropy of the network 784-100-10 on all 3,000 digits."""
    return F.cross_entropy(torch.relu(pixels @ w0 + b0) @ w1 + b1, labels)


for turn in (-0.1, 0.0, 0.1):
    w1 = knobs[2].clone()
    w1[7, 3] += turn  # one of the 1,000 weights of the second layer
    print(f"knob turned by {turn:4}: loss {digit_loss(knobs[0], knobs[1], w1, knobs[3]).item():.5f}")
print("knobs:", sum(knob.numel() for knob in knobs))

# %% [markdown] id="motivation-answer"
# That is the answer for one knob, and it took two runs over all the digits. There are 79,509 others, and once they have moved every answer is out of date. In section 2.9 one call answers for all of them. How that is possible is the subject of this chapter.

# %% [markdown] id="symbols"
# ## 2.1 The words
#
# | here | shape | what it is | elsewhere |
# |:--|:--|:--|:--|
# | f | | a recipe: numbers in, one number out | function, loss |
# | `x` | any | what f depends on; later, the data | |
# | h | () | a small step; no relation to *hidden* | ε, Δx |
# | f′(x), df/dx | () | the derivative of f at x: one number | slope |
# | ∂f/∂xᵢ | () | the same for one of several numbers, the others held still | partial derivative |
# | ∇f | like x | the gradient: all partial derivatives, one for each number of x | `x.grad` |
# | `w`, W | any | numbers that are learned | θ |
# | loss, `loss` | () | how bad a prediction is; what training makes small | J, ℓ; but L is also a *layer* |
# | `lr` | () | the learning rate: how far a step goes | step size, η, α, and in some texts σ |
# | v | like the output | how much each output counts | upstream gradient, cotangent |
# | `d_out` | like out | ∂loss/∂out: the v of one layer | |
# | N, D, H, K | | samples, features, hidden units, classes | m for N |
# | s, p | (N, K) | logits (scores, one for each class), and the probabilities softmax(s) | O, S in chapter 1 |
# | `d_w` | like w | ∂loss/∂w, in code | `dw`, `w.grad` |
#
# σ is the learning rate in some texts and the sigmoid in others; this chapter uses it for neither.

# %% [markdown] id="twelve-by-four" predict="a-twelve"
# ## 2.2 Twelve, differentiated by four
#
# **Predict 1.** What is 12, differentiated by 4?
#
# - A: 3
#   > That is the answer if the 12 was made as 3 · a. Nobody has said that it was.
# - B: 0
#   > That is the answer if the 12 is 12 whatever the 4 is. Nobody has said that either.
# - C: the question cannot be answered

# %% [markdown] id="twelve-by-four-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** 12 is a number, and so is 4. A derivative answers the question "if *this* moves a little, how does *that* move?" A number does not say how it would move. It does not remember where it came from.
#
# Was it 3 · a with a = 4? Then the answer is 3. Was it a · a − 4? Then it is 2a = 8. Was it a + 8? Then it is 1. The same 12, three recipes, three answers.
#
# </details>
#
# So: **a number has no derivative; the recipe has.** Here are the three recipes. Each is run at a = 4, and at a = 4.001.

# %% id="recipes" tags=["demo"]
recipes = {
    "3 * a": lambda a: 3 * a,
    "a * a - 4": lambda a: a * a - 4,
    "a + 8": lambda a: a + 8,
}
for name, recipe in recipes.items():
    there = (recipe(4.001) - recipe(4.0)) / 0.001
    print(f"{name:10} is {recipe(4.0)} at 4, and moves {there:.3f} times as much as a")

# %% [markdown] id="limit"
# ## 2.3 The derivative, by measuring
#
# What you have just done has a name. Go from x to x + h, see how far f moves, and divide by h:
#
# $$\frac{f(x+h) - f(x)}{h}$$
#
# This is the slope of the line through two points of the curve, a **secant**. Let h go to zero, and the secant becomes the **tangent**. Its slope is the derivative:
#
# $$f'(x) = \lim_{h \to 0} \frac{f(x+h) - f(x)}{h}$$

# %% id="draw-secants" tags=["demo"] fold="Draws x² and its secants"
pictures.secants(
    lambda x: x**2, 1.0, (2.0, 1.0, 0.25), -0.5, 3.2,
    caption="x² and its secants through x = 1. The smaller h, the nearer the slope comes to 2, "
    "the slope of the tangent.",
)

# %% [markdown] id="central" predict="a-small-h"
# A computer cannot take a limit; it can only make h small. It can, however, do better than this formula: go a step to *both* sides, and divide by the distance between the two, which is now 2h:
#
# $$f'(x) \approx \frac{f(x+h) - f(x-h)}{2h}$$
#
# This is the **central difference**. The curve bends the same way on both sides, so that part of the error cancels. The error of the first formula shrinks like h, that of the second like h².
#
# **Predict 2.** So the smaller h, the better? You compute the central difference of x² at x = 2 in float32, with h = 1e-8. The right answer is 4. What comes out?
#
# - A: 4, to seven digits
#   > float64 would come close to that. float32 cannot tell 2 + 0.00000001 from 2.
# - B: nearly 4
#   > With h = 1e-3 it would. With 1e-8 both points are rounded to the same one.
# - C: 0

# %% id="too-small" tags=["demo"]
x = torch.tensor(2.0)
for h in (1e-1, 1e-3, 1e-5, 1e-8):
    print(f"h = {h:.0e}:", (((x + h) ** 2 - (x - h) ** 2) / (2 * h)).item())

# %% [markdown] id="too-small-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** float32 keeps about seven digits. 2 + 0.00000001 needs nine, so it is rounded to 2. Both points are the same point, the difference is 0, and 0 divided by 2h is 0.
#
# </details>
#
# If h is too small, the difference drowns in rounding. If h is too large, the curve has already left its tangent. (x² hides this: its central difference is exact for every h, so the next picture takes x³.) The best h lies in between, and it depends on the dtype. float64 keeps about sixteen digits, and there 1e-5 is a good choice.

# %% id="draw-errors" tags=["demo"]
steps = [10.0**-k for k in range(1, 13)]


def differences(dtype, two_sided):
    """The errors of the derivative of x**3 at 2, which is 12, for h = 0.1, 0.01, …"""
    x, errors = torch.tensor(2.0, dtype=dtype), []
    for h in steps:
        if two_sided:
            slope = ((x + h) ** 3 - (x - h) ** 3) / (2 * h)
        else:
            slope = ((x + h) ** 3 - x**3) / h
        errors.append(abs(slope.item() - 12))
    return errors


pictures.loglog(
    steps,
    {
        "one-sided, float64": differences(torch.float64, False),
        "central, float64": differences(torch.float64, True),
        "central, float32": differences(torch.float32, True),
    },
    x_label="h", y_label="error",
    caption="Read from right to left: the error falls, the central one faster, until rounding takes "
    "over and it rises again.",
)

# %% [markdown] id="lab-secant-text"
# **Try it: which h is the best?** Make h smaller and smaller: first the line turns into the tangent, then the number goes wrong although the line still looks right. Choose central and float32, and find the best h again. You can put another function into the cell, such as `torch.sin`.

# %% id="lab-secant" tags=["demo"]
labs.secant(lambda x: x**3, 2.0)

# %% [markdown] id="gradient"
# ### Many numbers: the gradient
#
# A function of several numbers has one slope for each: move one number, and hold the others still. These are the **partial derivatives**. Put each where its number is, and you have the **gradient**, of the same shape as x:
#
# $$\nabla f(x) = \left[\frac{\partial f}{\partial x_1}, \dots, \frac{\partial f}{\partial x_n}\right], \qquad
# \frac{\partial f}{\partial x_i} \approx \frac{f(x + h\,e_i) - f(x - h\,e_i)}{2h}$$
#
# $e_i$ is 1 at place i and 0 everywhere else, so $x + h\,e_i$ is x with one element moved. For $x_0^2 + 3x_1$ at (5, 1) you know the gradient from school: $2x_0 = 10$ and 3.

# %% id="one-partial" tags=["demo"]
def bowl(x):
    return x[0] ** 2 + 3 * x[1]


x = torch.tensor([5.0, 1.0], dtype=torch.float64)
e0, e1 = torch.eye(2, dtype=torch.float64)  # the rows (1, 0) and (0, 1)
print("∂f/∂x₀:", ((bowl(x + 0.01 * e0) - bowl(x - 0.01 * e0)) / 0.02).item())
print("∂f/∂x₁:", ((bowl(x + 0.01 * e1) - bowl(x - 0.01 * e1)) / 0.02).item())

# %% [markdown] id="ex-numerical-gradient"
# {{exercise numerical-gradient}}
#
# The function needs only values of f. That makes it slow, with two calls for every element, and it makes it an impartial referee: whatever anybody claims about a gradient, you can measure it. Two calls that help: `x.view(-1)` is x as one long row that shares its memory with x, and `torch.zeros_like(x)` makes zeros of the shape and dtype of x.
#
# {{help numerical-gradient}}

# %% id="numerical-gradient" exercise="numerical-gradient"
def numerical_gradient(f, x, h=1e-5):
    """Central differences of f at x (float64, any shape), one element at a time."""
    ### BEGIN SOLUTION
    slopes = torch.zeros_like(x)
    for i in range(x.numel()):
        step = torch.zeros_like(x)
        step.view(-1)[i] = h  # h times e_i, in the shape of x
        slopes.view(-1)[i] = (f(x + step) - f(x - step)) / (2 * h)
    return slopes
    ### END SOLUTION


# %% id="check-numerical-gradient" check="numerical-gradient"
check("numerical-gradient")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("numerical-gradient")
### END HIDDEN TESTS

# %% [markdown] id="requires-grad"
# ## 2.4 The derivative, by recording
#
# Measuring takes two evaluations of f for every number, and a network has thousands or millions of numbers. There is a better way: while the recipe runs, record each step. Each step is simple (a product, a sum, a power), so its derivative is known. Afterwards, go back through the record and multiply the slopes. School calls this the **chain rule**: if z depends on y, and y on w, then
#
# $$\frac{dz}{dw} = \frac{dz}{dy} \cdot \frac{dy}{dw}$$
#
# A machine that does this for you is called **autograd**. The computation is the **forward pass**; going back through its record is the **backward pass**.
#
# You ask for a record with `requires_grad=True`. `backward()` runs the backward pass, and the derivative appears in `.grad`. A tensor that you make yourself, such as a and b below, is called a **leaf**. Section 2.5 shows why.

# %% id="product" tags=["demo"]
a = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(4.0, requires_grad=True)
c = a * b
c.backward()
print("c =", c.item())
print("∂c/∂a = a.grad =", a.grad)
print("∂c/∂b = b.grad =", b.grad)

# %% [markdown] id="product-text" predict="a-grad-call"
# c = a · b. Move a, and c moves b times as much: ∂c/∂a = b = 4. Move b, and it is a = 3. This 12 *does* remember where it came from: it is a tensor with a history.
#
# **Predict 3.** y = w², z = 10y + 25, at w = 2. First on paper: what is dz/dw? Then: what does `w.grad()` give, with parentheses?
#
# - A: 40, and `w.grad()` gives the same as `w.grad`
#   > 40 is right. But `w.grad` is a tensor that is stored, not a method: calling it fails.
# - B: 40, and `w.grad()` raises an error
# - C: 65, and `w.grad()` computes the gradient
#   > 65 is the value of z. The gradient was computed by `backward`, and is read without parentheses.

# %% id="attempt" tags=["demo"]
def attempt(run):
    """Call `run`; print its result, or the first line of the exception."""
    try:
        print("no error:", run())
    except Exception as error:
        print(f"{type(error).__name__}: {str(error).splitlines()[0]}")


w = torch.tensor(2.0, requires_grad=True)
square = w**2
z = 10 * square + 25
z.backward()
print("z =", z.item(), "  w.grad =", w.grad)
attempt(lambda: w.grad())

# %% [markdown] id="grad-is-an-attribute" predict="a-misspelt"
# <details>
# <summary>Answer</summary>
#
# **B.** dz/dw = dz/dy · dy/dw = 10 · 2w = 40. And `grad` is an **attribute**: a tensor that is stored with w, and read without parentheses. `w.grad()` reads this tensor and then tries to call it, but a tensor is not a function: a TypeError. `w.size()` is a **method**, which computes something, and needs its parentheses. You will often read `w.grad()` in notes.
#
# </details>
#
# ### What can go wrong before it begins
#
# **Predict 4.** The name is `requires_grad`: with an s after *require*, and without a d. Two people misspell it: one as an argument of `torch.tensor`, one as an attribute of a finished tensor. Who gets an error in that very line?
#
# - A: both
#   > The attribute goes unnoticed: Python lets you give an object an attribute of any name.
# - B: only the one who misspells the argument
# - C: only the one who misspells the attribute
#   > It is the other way round. A function knows the names of its arguments; an object takes any attribute.
# - D: neither
#   > `torch.tensor` knows the names of its arguments, and refuses one that it does not know.

# %% id="misspelt" tags=["demo"]
print("as an argument:")
attempt(lambda: torch.tensor(2.0, required_grad=True))

print("as an attribute:")
w = torch.tensor(2.0)
w.require_grad = True  # any name may be given a value
print("   w.requires_grad is", w.requires_grad)

print("and then:")
attempt(lambda: (w**2).backward())

print("of whole numbers:")
attempt(lambda: torch.tensor(2, requires_grad=True))
attempt(lambda: torch.tensor(2, dtype=torch.float, requires_grad=True))

# %% [markdown] id="misspelt-text"
# <details>
# <summary>Answer</summary>
#
# **B.** The one who misspells the *argument* is told at once. The one who misspells the *attribute* is not, because Python lets you hang any new name on an object, `w.require_grad` as well as `w.banana`. Nothing happens, and the error comes later and speaks of something else: *does not require grad and does not have a grad_fn*. When you see this line, look for the tensor that was never told to require grad.
#
# </details>
#
# Only floating-point tensors can require gradients, because a whole number cannot move a little. The cure is a decimal point, or `dtype=torch.float` as in the last line of the cell.
#
# {{exercise grad-at}}
#
# {{help grad-at}}

# %% id="grad-at" exercise="grad-at"
def grad_at(w0):
    """dz/dw at w = w0, a Python float, for y = w**2, z = 10*y + 25."""
    ### BEGIN SOLUTION
    leaf = torch.tensor(w0, requires_grad=True)  # a new leaf in every call
    y = leaf**2
    (10 * y + 25).backward()
    return leaf.grad.item()
    ### END SOLUTION


# %% id="check-grad-at" check="grad-at"
check("grad-at")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("grad-at")
### END HIDDEN TESTS

# %% [markdown] id="judge-text"
# You have two ways to the same number. Let the slow one judge the fast one.

# %% id="judge" tags=["demo"]
with demo("numerical-gradient", "grad-at"):
    for w0 in (2.0, -1.5, 0.25):
        measured = numerical_gradient(lambda w: 10 * w**2 + 25, torch.tensor(w0, dtype=torch.float64))
        print(f"w0 = {w0:5}: measured {measured.item():.6f}, recorded {grad_at(w0):.6f}")

# %% [markdown] id="kinks"
# ### Kinks
#
# There is one kind of place where the two need not agree. Not every curve has a tangent everywhere: |x| has a kink at 0, with slope −1 on the left and +1 on the right. ReLU, which is 0 on the left and x on the right, has one too. What do your function and PyTorch say there? Both have to say *something*.

# %% id="kinks-run" tags=["demo"]
with demo("numerical-gradient"):
    for name, f in (("|x|", torch.abs), ("ReLU", torch.relu)):
        zero = torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
        f(zero).backward()
        measured = numerical_gradient(f, torch.tensor(0.0, dtype=torch.float64))
        print(f"{name:5} at 0: central difference {measured.item()}, PyTorch {zero.grad.item()}")

# %% [markdown] id="kinks-text"
# For ReLU they differ: the central difference takes the mean of both sides, ½, and PyTorch uses 0 by convention. Neither is wrong. A number is hardly ever exactly 0; only remember it when you compare gradients.
#
# **A good place to stop.** The first sitting ends here: you can measure a derivative, and you can have it recorded.

# %% [markdown] id="graph-text"
# ## 2.5 The graph
#
# Where is that record? Attached to the result. Every tensor that was *computed* from one that requires grad carries a `grad_fn`: the step that made it, with links to the steps before. Together they form the **graph**.
#
# Now the word **leaf** makes sense: a tensor that you made yourself has no step before it, so its `grad_fn` is None. You will often read that `requires_grad=True` stores a `grad_fn` in the tensor. It does not. It makes the *results* get one.

# %% id="grad-fn" tags=["demo"]
w = torch.tensor(2.0, requires_grad=True)
square = w**2
z = 10 * square + 25
for name, tensor in (("w", w), ("square", square), ("z", z)):
    step = tensor.grad_fn.name() if tensor.grad_fn else None
    print(f"{name:7} leaf: {tensor.is_leaf!s:6} requires_grad: {tensor.requires_grad}  grad_fn: {step}")

print("z was made by", z.grad_fn.name())
print("before that, ", z.grad_fn.next_functions[0][0].name())
print("before that, ", z.grad_fn.next_functions[0][0].next_functions[0][0].name())

# %% [markdown] id="slide-graph-text"
# Now a graph that stands in many lecture notes. Three ones; add 1; multiply the result by itself; sum up:
#
# $$a = (1, 1, 1) \;\to\; b = a + 1 \;\to\; c = b \cdot b \;\to\; d = \textstyle\sum c$$

# %% id="draw-forward" tags=["demo"] fold="Draws the graph with its values"
pictures.slide_graph()

# %% [markdown] id="predict-slide" predict="a-slide"
# **Predict 5.** Write down what Python prints for `a.grad`, `b.grad`, `c.grad` *before* `d.backward()`, and *after* it. Then choose what comes nearest.
#
# - A: before: 2, 2, 4; after: a has 4 and b has 8, as one well-known slide has it
#   > 2 and 4 are the *values* of b and c. There are no gradients before `backward`, and that of b is 4; 8 would be a second backward, added.
# - B: before: 0, 0, 0; after: (4, 4, 4), (4, 4, 4) and (1, 1, 1)
#   > Before `backward` there is no gradient at all: None, not 0. And those of b and c pass through, but are not kept.
# - C: before: None three times; after: (4, 4, 4), (4, 4, 4) and (1, 1, 1)
#   > These are the gradients that pass. PyTorch keeps only those of leaves, and b and c are not leaves.
# - D: before: None three times; after: (4, 4, 4), None and None

# %% id="slide-run" tags=["demo"]
import warnings

warnings.filterwarnings("ignore", message="The .grad attribute of a Tensor that is not a leaf")

a = torch.ones(3, requires_grad=True)
b = a + 1
c = b * b
d = c.sum()
print("before:", a.grad, b.grad, c.grad)
d.backward()
print("after: ", a.grad, b.grad, c.grad)

# %% [markdown] id="slide-answer"
# <details>
# <summary>Answer</summary>
#
# **D.** Before backward there is no gradient anywhere: None, None, None. The slide's 2 and 4 are the *values* of b and c. They stand above the nodes; gradients stand below.
#
# Afterwards a.grad is (4, 4, 4), and b.grad and c.grad are still None. Gradients of 4 and of 1 did pass through b and c, but they were not kept. PyTorch keeps them for **leaves** only: these are what you want to learn, and all others would cost memory. You will see in a moment how to catch them.
#
# </details>
#
# PyTorch also warns when you read the `.grad` of a tensor that is not a leaf; the first lines of the cell hide that. The same slide prints a `grad_fn` for each tensor, and what `backward` returns. Here both stand beside what PyTorch prints:

# %% id="slide-grad-fn" tags=["demo"]
a = torch.ones(3, requires_grad=True)
b = a + 1
c = b * b
d = c.sum()
rows = (("a", a, "AddBackward0"), ("b", b, "MulBackward0"), ("c", c, "MulBackward0"))
for name, tensor, slide in rows:
    step = tensor.grad_fn.name() if tensor.grad_fn else None
    print(f"{name}.grad_fn     on the slide: {slide}   PyTorch: {step}")
print("d.backward()  on the slide: 4              PyTorch:", d.backward())

# %% [markdown] id="slide-grad-fn-text"
# For a and b the slide's names stand one tensor too early. A `grad_fn` is the step that *made* its tensor: the addition made b, the product made c, and no step made a. And `backward()` returns None; the 4 lies in `a.grad`.
#
# ### The backward pass, by hand
#
# Begin at the end with 1: d moves as much as d. Then, at each arrow, multiply by its slope. That is the chain rule, one arrow at a time.
#
# - d = Σc: every element of c counts once. Gradient at c: **1**.
# - c = b · b: b goes in **twice**, over two arrows. Each has the slope of the *other* factor, b = 2. Two paths, so two contributions, and they **add**: 1 · 2 + 1 · 2 = **4**. (This is where d(b²)/db = 2b comes from.)
# - b = a + 1: the slope is 1. Gradient at a: **4**.
#
# Ask PyTorch to keep the intermediate gradients with `retain_grad()`, before backward, and compare.

# %% id="retain" tags=["demo"]
a = torch.ones(3, requires_grad=True)
b = a + 1
c = b * b
b.retain_grad()
c.retain_grad()
c.sum().backward()
kept = {"a": a.grad, "b": b.grad, "c": c.grad}
for name, gradient in kept.items():
    print(f"{name}.grad =", gradient)

# %% id="draw-backward" tags=["demo"] fold="Draws the graph with its values and its gradients"
pictures.slide_graph(
    {name: str(tuple(int(g) for g in grad)) for name, grad in kept.items()} | {"d": "1"}
)

# %% [markdown] id="lab-graph-text"
# **Try it: in which order, and who keeps the result?** This is the graph that PyTorch itself has recorded, with its own numbers. Step the gradients back, one operation at a time, and say each number before it appears. "Value not kept" means what it says: the backward pass does not need it. `labs.graph` takes any tensor that has a graph: try one of yours.

# %% id="lab-graph" tags=["demo"]
a = torch.ones(3, requires_grad=True)
b = a + 1
c = b * b
labs.graph(c.sum(), a=a, b=b, c=c)

# %% [markdown] id="ex-intermediate-grad"
# So b has 4, not 8, and c has 1. An 8 comes out when backward runs a second time and adds another 4: section 2.6.
#
# {{exercise intermediate-grad}}
#
# {{help intermediate-grad}}

# %% id="intermediate-grad" exercise="intermediate-grad"
def intermediate_grad(w0):
    """dz/dy at w = w0, a Python float, for y = w**2, z = 10*y + 25."""
    ### BEGIN SOLUTION
    y = torch.tensor(w0, requires_grad=True) ** 2
    y.retain_grad()  # y is not a leaf: without this its gradient is not kept
    (10 * y + 25).backward()
    return y.grad.item()
    ### END SOLUTION


# %% id="check-intermediate-grad" check="intermediate-grad"
check("intermediate-grad")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("intermediate-grad")
### END HIDDEN TESTS

# %% [markdown] id="control-flow" predict="a-which-path"
# The answer is 10, wherever w is: z = 10y + 25 is a straight line in y. The exercise was about the None.
#
# ### The run is recorded, not the program
#
# Where is a `while` or an `if` in the graph? Nowhere. They decide which operations run, and autograd records those that did. The next run may take another path, and then it has another graph.
#
# ```python
# def doubled(w):
#     y = w
#     while y < 10:
#         y = y * 2
#     return y
# ```
#
# **Predict 6.** What is the gradient of `doubled(w)` for w at w = 3, and at w = 1?
#
# - A: 2 and 2: the line in the loop has the slope 2
#   > The line has, but it runs more than once, and each round multiplies by 2 again: the chain rule.
# - B: 4 and 16
# - C: an error both times: a loop has no derivative
#   > The loop has none, and is not asked for one. The operations that ran in it have.
# - D: 12 and 16
#   > These are the values that come out. The gradient says how fast they move with w.

# %% id="control-flow-run" tags=["demo"]
def doubled(w):
    y = w
    while y < 10:
        y = y * 2
    return y


for value in (3.0, 1.0, 12.0, 5.0):
    w = torch.tensor(value, requires_grad=True)
    y = doubled(w)
    y.backward()
    measured = (doubled(value + 1e-3) - doubled(value - 1e-3)) / 2e-3
    print(f"w = {value:4}: y = {y.item()}, w.grad = {w.grad.item()}, measured {measured:.1f}")

# %% [markdown] id="control-flow-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** From 3 the loop runs twice, so y = 4w. From 1 it runs four times, so y = 16w. At 12 it does not run at all, and y *is* w.
#
# </details>
#
# Now look at w = 5. Doubled once it is 10, and the loop ends; 4.999 becomes 9.998 and is doubled again. The function *jumps* there, and the measurement notices. The gradient does not: it says what happens if w moves *and the path stays the same*.
#
# An `if` chooses one path for the whole tensor. `torch.where(condition, this, that)` chooses for each element, and the gradient takes the path that was chosen there.

# %% id="where-run" tags=["demo"]
w = torch.tensor([-2.0, 0.5, 3.0], requires_grad=True)
torch.where(w > 0, w**2, 10 * w).sum().backward()
print("w.grad =", w.grad.tolist(), "   10 on the left of 0, 2w on the right")

# %% [markdown] id="accumulate-text" predict="a-accumulate"
# ## 2.6 Gradients add up
#
# Where two paths meet in a node, their gradients add. In PyTorch *everything* that arrives at a leaf is added to its `.grad`, even what arrives in the next call.
#
# **Predict 7.** w = 3. Three times in a row: `loss = w**2`, `loss.backward()`, print `w.grad`. What is printed?
#
# - A: 6, 6, 6
#   > That would be so if `backward` *set* `.grad`. It adds to it.
# - B: 6, 12, 18
# - C: 6, then an error
#   > That would be so if one graph were used twice. Here every round computes a new loss, so it has a new graph.

# %% id="accumulate" tags=["demo"]
w = torch.tensor(3.0, requires_grad=True)
for _ in range(3):
    loss = w**2
    loss.backward()
    print(w.grad.item())

# %% [markdown] id="accumulate-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** `backward` does not *set* `.grad`, it *adds* to it. In a loop you have to clear the gradient yourself, with `w.grad = None` or `w.grad.zero_()`, where the underscore says: in place.
#
# </details>
#
# Think of `.grad` as a box that only you can empty:

# %% id="draw-grad-box" tags=["demo"]
pictures.grad_box(
    {"never cleared": (6, 12, 18), "cleared before every backward": (6, 6, 6)}, 6,
    caption=".grad of w = 3 after one, two, three backwards of w². Blue was there, orange arrives.",
)

# %% [markdown] id="two-traps"
# Two more traps live in the same loop.

# %% id="second-backward" tags=["demo"]
w = torch.tensor(3.0, requires_grad=True)
loss = w**2
loss.backward()
print("one graph, a second backward:")
attempt(lambda: loss.backward())

# %% [markdown] id="second-backward-text"
# For the backward pass through w² autograd needs the value of w, so it kept it. The first pass frees what was kept, to save memory, and so such a graph can be used **once**. Compute the loss again, and you have a new one. A graph that had to keep nothing, such as that of w + 1, raises no error the second time: it adds once more.

# %% id="alias" tags=["demo"]
w = torch.tensor(3.0, requires_grad=True)
kept = []
for _ in range(3):
    (w**2).backward()
    kept.append(w.grad)  # the tensor itself, not its value
print(kept)

# %% [markdown] id="ex-repeated-grads"
# 18, 18, 18: the list holds *one* tensor three times, and backward goes on adding to it. A number is safe: `w.grad.item()`.
#
# {{exercise repeated-grads}}
#
# {{help repeated-grads}}

# %% id="repeated-grads" exercise="repeated-grads"
def repeated_grads(w0, n):
    """d(w**2)/dw at w0, measured n times with backward: a list of n floats."""
    ### BEGIN SOLUTION
    w, slopes = torch.tensor(w0, requires_grad=True), []
    for _ in range(n):
        (w * w).backward()  # a new graph in every round
        slopes.append(w.grad.item())
        w.grad.zero_()
    return slopes
    ### END SOLUTION


# %% id="check-repeated-grads" check="repeated-grads"
check("repeated-grads")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("repeated-grads")
### END HIDDEN TESTS

# %% [markdown] id="vector-text"
# ## 2.7 When the end is not one number
#
# Until now the end was one number. Let it be two: Q = 3a³ − b², element by element, for a = (2, 3), b = (6, 4).

# %% id="vector-run" tags=["demo"]
a = torch.tensor([2.0, 3.0], requires_grad=True)
b = torch.tensor([6.0, 4.0], requires_grad=True)
Q = 3 * a**3 - b**2
print("Q =", Q)
attempt(lambda: Q.backward())

# %% [markdown] id="vector-why"
# *grad can be implicitly created only for scalar outputs.* The backward pass begins at the end, with "how much does the end count?" For one number this is 1, and PyTorch puts it there for you. For two numbers it does not know. You tell it, with a v of the shape of Q:
#
# $$\texttt{Q.backward(gradient=v)} \quad\text{is the same as}\quad \texttt{(v * Q).sum().backward()}$$
#
# You will sometimes read that `gradient=` is needed because two derivatives come out, one for a and one for b. That is not the reason. c = a · b had two as well, and needed nothing. It is needed because **Q is not a scalar**.

# %% id="external-gradient" tags=["demo"]
a = torch.tensor([2.0, 3.0], requires_grad=True)
b = torch.tensor([6.0, 4.0], requires_grad=True)
Q = 3 * a**3 - b**2
Q.backward(gradient=torch.tensor([1.0, 1.0]))
print("a.grad =", a.grad, " and 9a² =", (9 * a**2).tolist())
print("b.grad =", b.grad, " and −2b =", (-2 * b).tolist())

# %% [markdown] id="jacobian-text" predict="a-vjp" answer="(36, 0), (36, −81)"
# All partial derivatives of all outputs form a matrix J, the **Jacobian**: row i belongs to output i, column j to input j. Here each output depends on its own element only, so for a it is diagonal:
#
# $$\underset{(n,\,n)}{J} = \begin{bmatrix} 9a_1^2 & 0 \\ 0 & 9a_2^2 \end{bmatrix}, \qquad
# \underset{(n,)}{v^\top J} = \bigl[\,9a_1^2\,v_1,\; 9a_2^2\,v_2\,\bigr]$$
#
# For b it is diagonal as well, with $-2b_1$ and $-2b_2$. backward never builds J. It computes vᵀJ, the rows of J weighted by v and added up, and nothing else is needed.
#
# **Predict 8.** What is `a.grad` for v = (1, 0)? And for v = (1, −1)?

# %% id="v-run" tags=["demo"]
for v in ([1.0, 0.0], [1.0, -1.0]):
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    (3 * a**3 - b**2).backward(gradient=torch.tensor(v))
    print("v =", v, "  a.grad =", a.grad.tolist())

# %% [markdown] id="ex-vjp"
# <details>
# <summary>Answer</summary>
#
# (36, 0) and (36, −81). v = (1, 0) asks for the first output alone. v = (1, −1) asks for the gradient of Q₁ − Q₂.
#
# </details>
#
# {{exercise vjp}}
#
# The caller may come again with the same a and b and another v, and section 2.6 says what happens then to a gradient that nobody clears. So work on leaves of your own: `a.clone().requires_grad_()` copies the numbers of a and tells the copy to require grad. Section 2.8 says more about this line.
#
# {{help vjp}}

# %% id="vjp" exercise="vjp"
def vjp_q(a, b, v):
    """vᵀJ of Q = 3*a**3 - b**2 for a and for b; all of shape (n,)."""
    ### BEGIN SOLUTION
    own_a, own_b = a.clone().requires_grad_(), b.clone().requires_grad_()
    Q = 3 * own_a**3 - own_b**2
    Q.backward(gradient=v)
    return own_a.grad, own_b.grad
    ### END SOLUTION


# %% id="check-vjp" check="vjp"
check("vjp")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("vjp")
### END HIDDEN TESTS

# %% [markdown] id="outside-text"
# ## 2.8 Leaving things out of the graph
#
# Some things should *not* be recorded: a report, a prediction, the step that changes a weight. There are two ways to keep them out.

# %% id="outside" tags=["demo"]
w = torch.tensor(3.0, requires_grad=True)

with torch.no_grad():
    inside = w * 2  # computed, but not recorded
print("under no_grad:", inside, " requires_grad:", inside.requires_grad)

cut = (w * 2).detach()  # the same value, without its history
print("detached:     ", cut, " requires_grad:", cut.requires_grad)

(w * 2 + cut).backward()
print("w.grad =", w.grad.item(), ": the path through the detached one does not count")

# %% [markdown] id="predict-in-place" predict="a-in-place"
# ### In place
#
# A method with an underscore at the end, or `+=`, changes a tensor instead of making a new one. Then what autograd recorded may no longer match the tensor.
#
# **Predict 9.** Read the three functions in the code cell below, before you run it. Which of them raise an error, and when?
#
# - A: the first at once, the second in backward
# - B: the first and the second, both at the line that changes the tensor
#   > The second one's `+=` runs: e is not a leaf. Only `backward` notices that what it kept has been overwritten.
# - C: only the second, in backward
#   > The first one raises, too: a leaf that requires grad may not be changed in place while autograd is recording.
# - D: all three, at the line that changes the tensor
#   > Under `no_grad` nothing is recorded, so the third one may change its leaf.

# %% id="in-place" tags=["demo"]
def leaf_in_place():
    w = torch.tensor(3.0, requires_grad=True)
    w -= 0.1


def result_in_place():
    w = torch.tensor(3.0, requires_grad=True)
    e = torch.exp(w)
    e += 1
    print("   (e += 1 ran)")
    e.backward()


def leaf_under_no_grad():
    w = torch.tensor(3.0, requires_grad=True)
    with torch.no_grad():
        w -= 0.1
    return w


for run in (leaf_in_place, result_in_place, leaf_under_no_grad):
    print(run.__name__)
    attempt(run)

# %% [markdown] id="in-place-answer"
# <details>
# <summary>Answer</summary>
#
# **A.** The first, at once: a leaf that requires grad may not be changed in place while autograd is recording. Would its gradient belong to the old w or to the new one?
#
# The second, in backward. The derivative of eʷ is eʷ itself, so autograd kept the *result* for the backward pass, and `e += 1` has overwritten it. Autograd counts the versions of what it keeps, and notices. Write `e = e + 1`, which makes a new tensor.
#
# The third runs, and is right: changing a weight is not part of the function. w is still the same leaf.
#
# </details>

# %% [markdown] id="own-leaf-text"
# ### A leaf of your own
#
# Often you want gradients for the numbers of a tensor without touching the tensor itself, as in `vjp` above and in `descend` below. The line for it is `x.detach().clone().requires_grad_()`:
#
# - `detach` leaves the history behind, but *shares its numbers* with x.
# - `clone` copies the numbers, but alone would *keep the history*: a clone is the result of an operation.
# - `requires_grad_` tells the copy to require grad, in place. It comes last.

# %% id="own-leaf" tags=["demo"]
x = torch.tensor([1.0, 2.0], requires_grad=True)
own = x.detach().clone().requires_grad_()
(own**2).sum().backward()
print("a leaf:", own.is_leaf, "  own.grad:", own.grad.tolist(), "  x.grad:", x.grad)

turned = torch.tensor([1.0, 2.0]).requires_grad_().clone()  # the flag first, then the copy
(turned**2).sum().backward()
print("a leaf:", turned.is_leaf, " turned.grad:", turned.grad)

# %% [markdown] id="second-stop"
# **A good place to stop.** The second sitting ends here: you know where gradients are kept, when they add up, and what stays out of the graph.

# %% [markdown] id="descent-text"
# ## 2.9 Gradient descent
#
# The gradient says how f moves when you move. It points to where f **grows** fastest. So go the other way, a little, and look again:
#
# $$x \leftarrow x - lr \cdot \nabla f(x)$$
#
# x and ∇f(x) have one shape; lr, the learning rate, is one number. For each single number the line is the same: $x_1 \leftarrow x_1 - lr \cdot \partial f / \partial x_1$, and so on.

# %% id="draw-map" tags=["demo"] fold="Walks sixteen steps downhill and draws the map" cover=true
def hill(points):
    """Heights (k,) of points (k, 2)."""
    return 0.5 * points[:, 0] ** 2 + 2 * points[:, 1] ** 2


spot, track, slopes = torch.tensor([[-4.0, 1.8]]), [], []
for _ in range(16):
    spot.requires_grad_()
    (slope,) = torch.autograd.grad(hill(spot).sum(), spot)  # like backward, but it returns the gradient
    track.append(spot.detach()[0])
    slopes.append(slope[0])
    spot = (spot - 0.2 * slope).detach()
pictures.downhill(
    hill, torch.stack(track), torch.stack(slopes),
    caption="Sixteen places on the way down. The gradient stands at a right angle to the lines of "
    "equal height and points uphill; every step goes against it.",
)

# %% [markdown] id="what-moves" predict="a-what-moves"
# ### What moves
#
# In learning, f is a **loss**: how far the predictions are from the truth. It has two kinds of inputs, which is why it is written loss(x; W). x is the data, W the weights. Then
#
# $$W \leftarrow W - lr \cdot \nabla_W\, \text{loss}(x; W)$$
#
# Notes often write ∂f/∂w here, with f for the network. Read it as ∂loss/∂w: it is the loss that should become small.
#
# **Predict 10.** Below, both x and W require grad. Which of them should the training move?
#
# - A: x alone
#   > That changes the data until the prediction comes out right. Nothing is learned by it.
# - B: W alone
# - C: both: both have a gradient
#   > Both have one. But to move x is to falsify the data, so that the prediction looks better.

# %% id="what-moves-run" tags=["demo"]
x = torch.tensor([1.0, 2.0], requires_grad=True)
W = torch.tensor([0.5, -0.5], requires_grad=True)
loss = ((x * W).sum() - 3) ** 2
loss.backward()
print("loss:", loss.item())
print("∇W loss:", W.grad.tolist())
print("∇x loss:", x.grad.tolist())

# %% [markdown] id="what-moves-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** W, and only W. There is a gradient for x as well: it would say how to *falsify the data* so that the prediction gets better. (Chapter 7 does it on purpose.) The data are what they are, so data do not require grad, and weights do. The gradient is that of the **loss**, for W: ∇_W loss. "∇_W W" would be the gradient of W for itself: 1 for each number, which says nothing about the loss.
#
# </details>
#
# ### The step
#
# You need three things that you have met: the step is not recorded (2.8), it happens in place so that the leaf stays the leaf (2.8), and the gradient must be cleared for the next time (2.6).
#
# {{exercise gd-step}}
#
# {{help gd-step}}

# %% id="gd-step" exercise="gd-step"
def gd_step(w, lr):
    """In place: w ← w − lr · w.grad; then w.grad is cleared."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        w.sub_(lr * w.grad)
    w.grad = None
    ### END SOLUTION


# %% id="check-gd-step" check="gd-step"
check("gd-step")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("gd-step")
### END HIDDEN TESTS

# %% [markdown] id="ex-descend"
# That was one step; now take many. f is any function of a tensor that gives one number. The copy of w0 has to be a leaf of your own, as in section 2.8.
#
# {{exercise descend}}
#
# {{help descend}}

# %% id="descend" exercise="descend"
def descend(f, w0, lr, steps):
    """Where `steps` steps of gradient descent on f lead from a copy of w0."""
    ### BEGIN SOLUTION
    w = w0.detach().clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        gd_step(w, lr)
    return w.detach()
    ### END SOLUTION


# %% id="check-descend" check="descend"
check("descend")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("descend")
### END HIDDEN TESTS

# %% [markdown] id="predict-rate" predict="a-rates"
# ### How long a step?
#
# f(w) = (w − 1)², from w = 4. The derivative is 2(w − 1).
#
# **Predict 11.** Three learning rates: 0.1, 0.9 and 1.05. Which runs come nearer to 1 with every step?
#
# - A: only 0.1: the two others leap over 1
#   > 0.9 does leap over 1, but it lands nearer than it started: at 0.8 of the distance, on the other side.
# - B: 0.1 and 0.9
# - C: all three, the largest the fastest
#   > Every step leads downhill at first, but 1.05 goes so far that it lands higher than it started.

# %% id="rates" tags=["demo"]
def parabola(w):
    return (w - 1) ** 2


with demo("gd-step", "descend"):
    start = torch.tensor(4.0)
    runs = {
        f"lr = {lr}": [descend(parabola, start, lr, steps).item() for steps in range(9)]
        for lr in (0.1, 0.9, 1.05)
    }
    display(pictures.descent(
        runs, parabola, -6, 8,
        caption="Eight steps each, from the blue square. Small steps creep, larger ones swing from "
        "side to side, and with lr above 1 every step lands farther away.",
    ))

# %% [markdown] id="rates-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** A step makes w − 1 into (1 − 2·lr)(w − 1). With lr = 0.1 the distance is multiplied by 0.8, with 0.9 by −0.8: as fast, but from side to side. With 1.05 it is multiplied by −1.1. A loss that grows means that the step is too long, not that the gradient is wrong.
#
# </details>
#
# The same function fits a line to points. Now w holds two numbers, slope and intercept, and f is the mean squared error.

# %% id="fit" tags=["demo"]
with demo("gd-step", "descend"):
    xs = torch.tensor([0.0, 1.0, 2.0, 3.0])
    ys = torch.tensor([1.1, 2.9, 5.2, 6.8])

    def error(w):
        return ((w[0] * xs + w[1] - ys) ** 2).mean()

    for steps in (0, 1, 10, 100, 1000):
        w = descend(error, torch.zeros(2), 0.1, steps)
        print(f"{steps:5} steps: slope {w[0]:.3f}, intercept {w[1]:.3f}, loss {error(w):.4f}")

# %% [markdown] id="all-knobs-text"
# And now the 79,510 knobs from the beginning of this chapter. One call answers for all of them, and your `gd_step` turns each of them a little in its own direction.

# %% id="all-knobs" tags=["demo"]
with demo("gd-step"):
    leaves = [knob.clone().requires_grad_() for knob in knobs]
    for step in range(4):
        loss = digit_loss(*leaves)
        loss.backward()
        if step == 0:
            slopes = torch.cat([leaf.grad.flatten() for leaf in leaves])
            print("to be turned up:", (slopes < 0).sum().item(), "  down:", (slopes > 0).sum().item(),
                  "  no matter:", (slopes == 0).sum().item())
            print("the knob that you tried:", "down" if leaves[2].grad[7, 3] > 0 else "up")
        print(f"after {step} steps: loss {loss.item():.3f}")
        for leaf in leaves:
            gd_step(leaf, 0.1)

# %% [markdown] id="all-knobs-read"
# The loss falls at every step. Most of the knobs that do not matter belong to pixels that are paper in all 3,000 images: whatever such a weight is, it multiplies a 0.

# %% [markdown] id="backprop-text"
# ## 2.10 Back-propagation: one layer
#
# `backward` has done this for 79,510 numbers in one call. What does it do? Here is the backward pass with matrices, one layer at a time.
#
# Start at the end of a classifier. **Logits** are scores, one for each of K classes. Softmax turns them into probabilities p, and the loss of one sample is −log of the probability of the right class. Write s, of shape (K,), for the logits of this sample, and y for its class. Differentiate once for the logit $s_j$, and everything cancels but a difference:
#
# $$-\log p_y = -s_y + \log \sum_k e^{s_k}
# \qquad\Longrightarrow\qquad
# \frac{\partial\,(-\log p_y)}{\partial s_j} = \frac{e^{s_j}}{\sum_k e^{s_k}} - [j = y] = p_j - [j = y]$$
#
# [j = y] is 1 at the right class and 0 elsewhere. Written as a row of K numbers, this is the **one-hot** vector of y. So the gradient at the logits is **p − onehot**. Three numbers are enough to see it.

# %% id="three-numbers" tags=["demo"]
s = torch.tensor([[2.0, 1.0, 0.0]], requires_grad=True)  # logits (1, 3): one sample, three classes
y = torch.tensor([1])  # the right class is number 1
F.cross_entropy(s, y).backward()
p = torch.softmax(s.detach(), dim=1)
print("p          ", [round(v, 3) for v in p[0].tolist()])
print("p − onehot ", [round(v, 3) for v in (p - F.one_hot(y, 3))[0].tolist()])
print("autograd   ", [round(v, 3) for v in s.grad[0].tolist()])

# %% [markdown] id="three-numbers-text"
# The right class got 0.245 and should have got 1: its logit is told −0.755, "grow". The others got 0.665 and 0.09 and should have got 0, so they are told to fall. The three add up to zero.
#
# For a batch of N samples the loss is the **mean**, so each sample's gradient is divided by N: **(p − onehot)/N**.
#
# ### The shape rule
#
# One layer: logits = x @ W, with x (N, D) and W (D, K). You know d_logits (N, K). You want d_W, which must have the shape of W: (D, K). Which product of x and d_logits has this shape? There is only one:
#
# $$\underset{(D,\,K)}{d\_W} = \underset{(D,\,N)}{x^\top}\;\underset{(N,\,K)}{d\_logits}
# \qquad\text{and}\qquad
# \underset{(N,\,D)}{d\_x} = \underset{(N,\,K)}{d\_logits}\;\underset{(K,\,D)}{W^\top}$$
#
# This is no accident. W reaches the loss through all N samples, and paths add, so the axis N is summed over. Where you are unsure about a transpose, write the shapes down.

# %% id="draw-shape-rule" tags=["demo"] fold="Draws the shapes of the gradient of W"
pictures.product(
    ("xᵀ", "D", "N"), ("d_logits", "N", "K"), ("d_W", "D", "K"),
    caption="The samples are summed over: every one of them used W.",
)

# %% id="one-layer" tags=["demo"]
torch.manual_seed(0)
x, y = torch.randn(4, 3), torch.tensor([0, 1, 1, 0])  # N = 4, D = 3, K = 2
W = torch.randn(3, 2, requires_grad=True)
F.cross_entropy(x @ W, y).backward()

p = torch.softmax(x @ W.detach(), dim=1)
from_paper = x.T @ ((p - F.one_hot(y, 2)) / 4)
print("by hand\n", from_paper)
print("autograd\n", W.grad)

# %% [markdown] id="eight-text"
# ### The same with a real digit
#
# The 8 of this course is one row of D = 784 numbers, and W has K = 10 columns, one for each digit. Start with W of zeros, and ask what the gradient says.

# %% id="eight" tags=["demo"]
from course_utils import digits

eight = digits.the_eight().reshape(1, 784) / 255  # (1, 784): one sample, between 0 and 1
W = torch.zeros(784, 10, requires_grad=True)
loss = F.cross_entropy(eight @ W, torch.tensor([8]))
loss.backward()
print("loss", round(loss.item(), 3), "  log 10 =", round(math.log(10), 3))
print("column 8 of d_W is −0.9 times the image:", torch.allclose(W.grad[:, 8], -0.9 * eight[0]))
print("column 3 of d_W is  0.1 times the image:", torch.allclose(W.grad[:, 3], 0.1 * eight[0]))

# %% [markdown] id="eight-read"
# Every p is 1/10, so p − onehot is −0.9 for the 8 and 0.1 for the nine others, and xᵀ makes *images* of these numbers. A step downhill adds a little of this 8 to the column of the 8 and takes a little of it away from all the others. That is all that a linear classifier does when it learns: it adds and subtracts pictures.

# %% [markdown] id="bias-back-text"
# ### The bias
#
# Give the layer its bias: out = x @ w + b, with three rows and a b of two numbers. Forward, broadcasting *repeats* b: each of its numbers is used three times. Backward, three gradients come back to each of them, and they add. **What broadcasting has repeated, the backward pass sums**, and the sum has the shape of b again.

# %% id="draw-bias-back" tags=["demo"]
b = torch.tensor([0.5, -1.0], requires_grad=True)
came_back = torch.tensor([[0.1, -0.2], [0.3, 0.5], [-0.2, 0.4]])  # the gradient at (…) + b
(torch.zeros(3, 2) + b).backward(gradient=came_back)
pictures.broadcast_backward(b, came_back)

# %% [markdown] id="ex-affine-backward"
# ### A layer, backwards
#
# A layer need not know what comes after it. It is told one thing, d_out = ∂loss/∂out, the v of section 2.7, which many texts call the **upstream gradient**. From it the layer makes three gradients: d_w and d_b for its own numbers, and d_x, which it hands to the layer before, as *its* d_out. That is all of back-propagation.
#
# {{exercise affine-backward}}
#
# {{help affine-backward}}

# %% id="affine-backward" exercise="affine-backward"
def affine_backward(x, w, d_out):
    """(d_x, d_w, d_b) of out = x @ w + b: x (N, D), w (D, H), d_out (N, H)."""
    ### BEGIN SOLUTION
    d_x = d_out @ w.T  # (N, H) @ (H, D)
    d_w = x.T @ d_out  # (D, N) @ (N, H)
    d_b = d_out.sum(dim=0)  # (H,): every row used each number of b
    return d_x, d_w, d_b
    ### END SOLUTION


# %% id="check-affine-backward" check="affine-backward"
check("affine-backward")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("affine-backward")
### END HIDDEN TESTS

# %% [markdown] id="relu-backward" predict="a-relu-backward"
# ## 2.11 Back-propagation: two layers
#
# Between two layers stands a ReLU. Where its input was positive, it let the number through, with slope 1; where its input was negative, it gave 0, with slope 0.
#
# **Predict 12.** pre = (−2, 0.5, 3), and hidden = ReLU(pre). The gradient that arrives at hidden is (10, −20, 30). What is the gradient at pre?
#
# - A: (0, −20, 30)
# - B: (0, 0, 30)
#   > That is the ReLU of the gradient. Whether a number passes was decided in the forward pass, by the sign of pre.
# - C: (0, −10, 90)
#   > That is the gradient times hidden. The slope of ReLU is 1 wherever pre was positive, however large it was.
# - D: (10, −20, 30)
#   > That would be so without the ReLU. The first number was cut off: move it a little, and hidden stays 0.

# %% id="relu-backward-run" tags=["demo"]
pre = torch.tensor([-2.0, 0.5, 3.0], requires_grad=True)
d_hidden = torch.tensor([10.0, -20.0, 30.0])
torch.relu(pre).backward(gradient=d_hidden)
print("autograd:           ", pre.grad.tolist())
print("the mask, pre > 0:  ", (pre > 0).tolist())
print("d_hidden * (pre > 0)", (d_hidden * (pre > 0)).tolist())

# %% [markdown] id="relu-backward-answer"
# <details>
# <summary>Answer</summary>
#
# **A.** The gradient passes where the number passed: in the second and third place, as it is, sign included. In the first place nothing passes.
#
# </details>
#
# The gradient at pre is the gradient at hidden with zeros where pre was negative: it is **masked**.

# %% [markdown] id="two-layers"
# ### The whole network
#
# The network of chapter 1, with the loss behind it:
#
# $$\underset{(N,\,H)}{\mathit{pre}} = x\,w_0 + b \;\to\; \underset{(N,\,H)}{\mathit{hidden}} = \mathrm{ReLU}(\mathit{pre}) \;\to\; \underset{(N,\,K)}{\mathit{logits}} = \mathit{hidden}\;w_1 \;\to\; \underset{()}{\mathit{loss}}$$
#
# Go back one arrow at a time. You have met every one of them:
#
# - **The loss:** (p − onehot)/N.
# - **A layer:** your `affine_backward`, once for each; the second layer has no bias.
# - **ReLU:** the mask, where pre was positive.

# %% id="draw-network" tags=["demo"] fold="Draws the graph of a network with two layers"
pictures.network_graph()

# %% [markdown] id="ex-backprop-mlp"
# {{exercise backprop-mlp}}
#
# Nothing new is needed: assemble the parts. For the loss you may call `F.cross_entropy`, for p `torch.softmax`, for each layer your own function. The check compares the six in the order of the backward pass, so the first that differs is the place to look at. It is still the longest exercise of the chapter; if you like, do it after chapter 4.
#
# {{help backprop-mlp}}

# %% id="backprop-mlp" exercise="backprop-mlp"
def backprop_mlp(x, y, w0, b, w1):
    """Loss and gradients of ReLU(x @ w0 + b) @ w1 with the mean cross-entropy, by hand."""
    ### BEGIN SOLUTION
    N, K = len(x), w1.shape[1]
    pre = x @ w0 + b  # (N, H)
    hidden = torch.relu(pre)
    log_p = torch.log_softmax(hidden @ w1, dim=1)  # (N, K)
    loss = -log_p[torch.arange(N), y].mean()

    d_logits = (log_p.exp() - F.one_hot(y, K)) / N
    d_hidden, d_w1, _ = affine_backward(hidden, w1, d_logits)
    d_pre = d_hidden * (pre > 0)  # the mask
    _, d_w0, d_b = affine_backward(x, w0, d_pre)
    return {
        "loss": loss,
        "d_logits": d_logits,  # (N, K)
        "d_w1": d_w1,  # (H, K)
        "d_hidden": d_hidden,  # (N, H)
        "d_w0": d_w0,  # (D, H)
        "d_b": d_b,  # (H,)
    }
    ### END SOLUTION


# %% id="check-backprop-mlp" check="backprop-mlp"
check("backprop-mlp")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("backprop-mlp")
### END HIDDEN TESTS

# %% [markdown] id="three-judges-text"
# ### Three judges
#
# Your pencil, autograd, and the numerical gradient of section 2.3: three ways that know nothing of each other. If they agree, you may believe it.

# %% id="three-judges" tags=["demo"]
with demo("numerical-gradient", "backprop-mlp"):
    torch.manual_seed(1)
    x, y = torch.randn(5, 3, dtype=torch.float64), torch.tensor([0, 1, 1, 0, 1])
    weights = {
        "w0": torch.randn(3, 4, dtype=torch.float64),
        "b": torch.randn(4, dtype=torch.float64),
        "w1": torch.randn(4, 2, dtype=torch.float64),
    }

    def network_loss(w0, b, w1):
        return F.cross_entropy(torch.relu(x @ w0 + b) @ w1, y)

    by_hand = backprop_mlp(x, y, **weights)
    leaves = {name: value.clone().requires_grad_() for name, value in weights.items()}
    network_loss(**leaves).backward()
    for name, value in weights.items():
        measured = numerical_gradient(lambda v: network_loss(**{**weights, name: v}), value)
        recorded = leaves[name].grad
        print(f"d_{name}: off from autograd by {(by_hand[f'd_{name}'] - recorded).abs().max():.0e}, "
              f"from the central difference by {(by_hand[f'd_{name}'] - measured).abs().max():.0e}")

# %% [markdown] id="summary"
# ## 2.12 What you have now
#
# - **A number has no derivative; the recipe has.** A tensor with a `grad_fn` remembers its recipe: the run, not the program.
# - **By measuring:** (f(x + h) − f(x − h)) / 2h, for each element; h neither too large nor too small. Slow, and a good judge.
# - **By recording:** `requires_grad=True`, compute, `backward()`, read `.grad` (no parentheses). Leaves keep it; others only with `retain_grad()`.
# - **Paths add.** In one graph, over the samples of a batch, and over the calls: clear `.grad` between steps.
# - **backward needs a scalar, or a v** that says how much each output counts: vᵀJ.
# - **Steps stay out of the graph,** in place, under `torch.no_grad()`: w ← w − lr · w.grad. W moves, the data do not.
# - **Shapes lead back:** every gradient has the shape of what it belongs to.
#
# Next, chapter 3: weights get a home. `nn.Module` keeps them together, and `nn.Parameter` switches `requires_grad` on for you.
#
# The table shows where you stand, by the visible checks only: the hidden ones run when the notebook is graded.

# %% id="progress" tags=["demo"]
progress()
