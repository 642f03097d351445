# %% [markdown] id="title"
# # 1 · Tensors and vectorisation
#
# A neural network is a few operations on tables of numbers. In this chapter you learn to think in whole tables. You start with one neuron and a loop.
#
# **After this chapter you can**
#
# - say what a tensor is, read its shape and dtype, and tell an attribute from a method
# - reshape, transpose and index a tensor, and know what shares memory with what
# - predict which axis a reduction removes, and how two shapes broadcast
# - turn a sum with indices, $\sum_i x_i w_{ij} + b_j$, into a matrix product
# - write softmax and cross-entropy so that they survive large numbers
#
# **It ends with** a batch of real handwritten digits turned into one number, its loss, without a single loop.
#
# **Time:** about 125 minutes, in three sittings: tensors (45, to section 1.7), reductions and broadcasting (35, to 1.9), the network and its loss (45).
#
# **You need:** basic Python, and a first idea of the matrix product, which section 1.7 repeats. Some demonstrations use `zip`, list comprehensions or `lambda`; you need to write none of them. No PyTorch yet.

# %% [markdown] id="how-it-works"
# ## How to work here
#
# Read, predict, run, write. A question marked **Predict** wants your answer *before* you read on: run the cell `guess("…")` below it and choose, or say your answer aloud and open the folded one further down. A wrong guess that you remember teaches more than a right line that you read.
#
# An exercise is a cell with the line `raise NotAttempted`. Replace that line by your own code, run the cell, then run the check below it. Its **contract**, the indented lines above it, says what goes in, what has to come out, and in which shape.
#
# - **Visible checks** are these `check("…")` cells. They compare your numbers with the expected ones, show you the first that differs, and name the mistake where the numbers give it away.
# - **Hidden checks** run when your notebook is graded: the same exercise on inputs that you have not seen. An answer that follows the contract passes both.
# - **Hints** come in three steps: where to look, which idea, nearly the line. `hint("row-normalize")` shows the next step of that exercise. Hints cost no points. `reset("row-normalize")` gives you the empty cell again; what you wrote stays.
# - **Demonstrations and pictures** that need an exercise you have not done yet say so, and the notebook runs on: that is what the line `with demo("row-normalize"):` is for. Run them again later.

# %% id="setup" setup=true
import math
import torch
import torch.nn.functional as F
from torch import nn, optim
from course_utils import NotAttempted, check, demo, guess, hint, labs, method_of, pictures, progress, reset

device = torch.device("cpu")

# %% [markdown] id="symbols"
# ## 1.1 The words
#
# Textbooks, slides and code have their own letters for the same things. These are ours, in this chapter and the next two. Do not learn this table: each word is explained where you first need it. Come back when a letter is new to you.
#
# A shape such as (N, D) says how long the axes of a table are: N rows of D numbers. (D,) is D numbers along a single axis, and () is one number.
#
# | here | shape | what it is | elsewhere |
# |:--|:--|:--|:--|
# | N | | how many samples are in the batch | m, batch size |
# | D | | how many numbers one sample has; 784 for a digit | n, features |
# | H | | how many units the hidden layer has | |
# | K, C | | how many outputs, or classes | |
# | `x` | (D,) or (N, D) | one sample, or a batch with one sample per **row** | I, I′ for input |
# | `w0`, `w1` | (D, H), (H, K) | the weights of the first and the second layer | $W^{(0)}$, $W^{(1)}$, θ |
# | `b` | (H,) | the biases, one number per unit | B |
# | L | (N, H) | the hidden **layer**: ReLU(x @ w0 + b) | h, a. Elsewhere L is a *loss* |
# | O | (N, K) | the output, or **logits** | z, scores |
# | S, p | (N, C) | the probabilities softmax(O) | |
# | `y` | (N,) | the labels: class numbers 0 … C − 1 | t, target |
# | ℓ | (N,) | the **loss** of each sample; small letter | l |
#
# Later chapters add the learning rate, or step size: texts call it η, α or σ, code calls it `lr`. And σ is also the name of the sigmoid, in chapter 4.

# %% [markdown] id="pytorch-parts"
# ## 1.2 What is in PyTorch
#
# PyTorch is a library for computing with tables of numbers, and for finding derivatives of what was computed. Its parts, as a map of this course:
#
# | part | what it does | chapter |
# |:--|:--|:--|
# | `torch` | makes tensors and computes with them | 1 |
# | `torch.autograd` | finds derivatives | 2 |
# | `torch.nn` | layers and losses: the blocks of a network | 3, 4 |
# | `torch.optim` | moves the weights, step by step | 5, 6 |
# | `torch.utils.data` | hands out the data in batches | 5 |
# | `torch.multiprocessing` | shares the work among processes | 5 |
#
# They all speak one language: the **tensor**.

# %% id="first-tensor" tags=["demo"]
x = torch.tensor([[0.5, -1.0, 2.0],
                  [3.0, 0.25, -4.0]])
print(x)
print("its class:", type(x))

# %% [markdown] id="object-text"
# ## 1.3 A tensor is an object
#
# `Tensor` is a *class*; `x` is an *object* of this class. An object has two kinds of things that you reach by a dot:
#
# - an **attribute** is a value: `x.shape`, `x.dtype`, or `x.T`, which is x with rows and columns exchanged. No parentheses.
# - a **method** is a function that belongs to the object: `x.size()`, `x.sum()`. It runs when you *call* it, with parentheses.

# %% id="attribute-method" tags=["demo"]
print("attribute x.shape: ", x.shape)
print("method    x.size():", x.size())
print("method    x.sum(): ", x.sum())

# %% [markdown] id="predict-call" predict="t-call"
# **Predict 1.** What do these two lines do: `x.size` without parentheses, and `x.shape()` with?
#
# - A: both work as before
#   > The first does run, but it shows the method and no size. Behind an attribute, parentheses try to call its value, and a shape is not a function.
# - B: the first shows a method that was not called; the second raises an error
# - C: both raise an error
#   > The first one raises nothing: a method is an object, too, and you may look at it without calling it.

# %% id="call-run" tags=["demo"]
def attempt(run):
    """Call `run`; print its result, or the first line of the exception."""
    try:
        print("no error:", run())
    except Exception as error:
        print(f"{type(error).__name__}: {str(error).splitlines()[0]}")


print("x.size is a", type(x.size).__name__)
# `lambda: …` is a function without a name: the line behind it runs when `attempt` calls it.
attempt(lambda: x.shape())
attempt(lambda: x.T())

# %% [markdown] id="call-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** Without parentheses you get the method itself, and no error until something wants a number. With parentheses behind an attribute, Python tries to *call* a value, and that fails: "not callable". Remember the message: in chapter 2 you meet the attribute `w.grad`, which is often written `w.grad()`, and this is what it then says.
#
# </details>

# %% [markdown] id="ranks-text"
# ## 1.4 Scalar, vector, matrix, batch
#
# A table without axes is a **scalar**, with one axis a **vector**, with two a **matrix**, and with any number of them a **tensor**. The **shape** says how long each axis is.

# %% id="ranks" tags=["demo"]
scalar = torch.tensor(3.5)
vector = torch.tensor([1.0, 2.0, 3.0])
matrix = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
images = torch.zeros(5, 28, 28)  # a batch of five images
for name, t in (("scalar", scalar), ("vector", vector), ("matrix", matrix), ("images", images)):
    print(f"{name}: axes {t.ndim}, shape {tuple(t.shape)}, numbers {t.numel()}")

# %% [markdown] id="shapes-differ"
# A shape is exact. (3,) is one axis with three numbers, (3, 1) is a column with two axes, (1, 3) a row with two axes. All three hold three numbers, and each behaves differently in the next line of code. Nearly every surprise in this chapter comes from here.

# %% [markdown] id="making-text"
# ### Making tensors
#
# `torch.empty(3)` reserves memory for three numbers without filling it. You see whatever was left there. Empty is not zero.

# %% id="making-empty" tags=["demo"]
print("empty:", torch.empty(3), "(whatever was left there)")
print("zeros:", torch.zeros(3))
print("ones: ", torch.ones(2, 2).tolist())
print("count:", torch.arange(6))

# %% [markdown] id="seed-text"
# Random numbers come from a generator with a starting point, its **seed**. The same seed gives the same numbers, which lets others reproduce your run. `rand` draws uniformly between 0 and 1, `randn` from the bell curve around 0.

# %% id="seed" tags=["demo"]
torch.manual_seed(0)
first = torch.randn(3)
second = torch.randn(3)  # the generator has moved on
torch.manual_seed(0)
again = torch.randn(3)
print("first == second:", torch.equal(first, second))
print("first == again: ", torch.equal(first, again))

# %% [markdown] id="dtype-text"
# ### The dtype: what one element can hold
#
# All elements of a tensor have one type, its **dtype**. PyTorch chooses it from what you write: numbers with a decimal point become `float32`, whole numbers `int64`.

# %% id="dtype" tags=["demo"]
for t in (torch.tensor([1.0, 2.0]), torch.tensor([1, 2]), torch.tensor([True, False])):
    print(t.dtype)
print("converted:", torch.tensor([1, 2]).float().dtype)

# %% [markdown] id="eight-text"
# ### One digit, in every chapter
#
# Somebody wrote this 8 with a pen, and it stays with you through the course. You read it at once. For PyTorch it is a matrix of whole numbers from 0, paper, to 255, ink:

# %% id="eight" tags=["demo"]
from course_utils import digits

eight = digits.the_eight()
print("shape", tuple(eight.shape), "  dtype", eight.dtype, "  numbers", eight.numel())
print(eight[12:17, 9:18])  # five rows of its waist
pictures.digits(eight[None], [8], caption="The 8 of this course, as ink on paper.")

# %% [markdown] id="eight-read"
# Nowhere in these 784 numbers does it say "8". Chapter 3 builds a network for them, chapter 4 a model that takes this 8 for a 3, and in chapter 5 a network learns to read it.

# %% [markdown] id="item-text" predict="t-item"
# `item()` turns a tensor of *one* element into a Python number.
#
# **Predict 2.** `torch.tensor(0.1).item()` gives:
#
# - A: 0.1
#   > That is what a `print` of the tensor shows, rounded to four digits. `item()` gives all that float32 really holds.
# - B: 0.10000000149011612
# - C: an error
#   > `item()` raises only when there is more than one element, as in the last line of the cell.

# %% id="item" tags=["demo"]
print(torch.tensor(0.1).item())
print(torch.tensor(0.1, dtype=torch.float64).item())
attempt(lambda: torch.tensor([0.1, 0.2]).item())

# %% [markdown] id="item-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** 0.1 has no finite binary form. float32 keeps about seven decimal digits of it; Python, which computes in float64, shows you what it really holds. The 0.1 of float64 is not exact either, only nearer, and Python prints the shortest number that means the same. Nothing is broken: float32 takes half the memory, and seven digits are enough for a network. But never compare floats with `==`; the checks do not, either.
#
# </details>

# %% [markdown] id="view-text"
# ## 1.5 One strip of numbers, many shapes
#
# In memory a tensor is one long strip of numbers, and the shape only says how to read it. `view` reads the same strip in another shape; −1 stands for "whatever fits".

# %% id="view" tags=["demo"]
torch.manual_seed(0)
x = torch.randn(4, 5)
print("x           ", tuple(x.size()))
print("x.view(20)  ", tuple(x.view(20).size()))
print("x.view(5,-1)", tuple(x.view(5, -1).size()))
attempt(lambda: x.view(3, 7))

# %% [markdown] id="predict-share" predict="t-view-shares"
# **Predict 3.** `y = x.view(6)`, then `y[0] = 100`. What is `x[0, 0]`?
#
# - A: what it was: y is a new tensor
#   > y is a new *object* with a shape of its own, but its numbers are those of x. For a copy there is `clone`.
# - B: 100: y and x are the same numbers
# - C: an error: a view is there for reading only
#   > A view may be written to, and x changes with it: that is why you should know which tensors are views.

# %% id="view-shares" tags=["demo"]
x = torch.arange(6.0).view(2, 3)
y = x.view(6)
y[0] = 100
print("x[0, 0] =", x[0, 0].item())

z = x.clone()  # a copy of its own
z[0, 0] = -1
print("after a change of the clone, x[0, 0] =", x[0, 0].item())

# %% [markdown] id="share-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** A view has a shape of its own, but no numbers of its own: what you write into it, you write into x. That makes it free, however large the tensor. Slices and transposes are views, too. Before you change a tensor that belongs to somebody else, `clone()` it. In every exercise of this course the arguments keep their values, unless the contract says what is changed.
#
# </details>

# %% [markdown] id="transpose-text"
# ### `view(3, 2)` is not the transpose
#
# (2, 3) and (3, 2) hold six numbers each. There are two ways from one to the other, and only one of them keeps a sample together.

# %% id="draw-memory" tags=["demo"] fold="Draws one strip of numbers, read by view and by a transpose"
pictures.memory(2, 3)

# %% [markdown] id="contiguous-text"
# `x.T` is x read in a different order: nothing was moved. It is no longer **contiguous**: neighbours in its rows are not neighbours in memory. `view` never moves numbers, so here it has to refuse. `reshape` is a view when it can be, and makes a copy when it cannot. The error below speaks of *strides*: how many places of the strip lie between one index and the next.

# %% id="view-fails" tags=["demo"]
x = torch.arange(6.0).view(2, 3)
print("x.T is contiguous:", x.T.is_contiguous())
attempt(lambda: x.T.view(6))
print("reshape:", x.T.reshape(6).tolist())

# %% [markdown] id="ex-batch-to-columns"
# {{exercise batch-to-columns}}
#
# {{help batch-to-columns}}

# %% id="batch-to-columns" exercise="batch-to-columns"
def batch_to_columns(x):
    """Samples, the rows of x (N, D), become the columns of a (D, N) tensor."""
    ### BEGIN SOLUTION
    return x.T
    ### END SOLUTION


# %% id="check-batch-to-columns" check="batch-to-columns"
check("batch-to-columns")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("batch-to-columns")
### END HIDDEN TESTS

# %% [markdown] id="indexing-text"
# ## 1.6 Picking elements
#
# Brackets pick elements, with one index for each axis, counted from 0, or from the end with −1. A colon alone means "all of this axis", `a:b` means a up to *before* b. An axis indexed with a single number disappears; an axis with a colon or a slice stays.

# %% id="indexing" tags=["demo"]
x = torch.arange(8.0).view(2, 4)
print(x)
print("x[1, 2]   ", x[1, 2], "  as a number:", x[1, 2].item())
print("x[:, 1]   ", x[:, 1].tolist(), "  shape", tuple(x[:, 1].shape))
print("x[1, :]   ", x[1, :].tolist(), "  shape", tuple(x[1, :].shape))
print("x[:, 0:2] ", x[:, 0:2].tolist(), "  shape", tuple(x[:, 0:2].shape))
print("x[0:1]    ", x[0:1].tolist(), "  shape", tuple(x[0:1].shape))

# %% [markdown] id="fancy-text"
# ### One element from every row
#
# You can also pick with a list of whole numbers, or with a tensor of them. Two lists of the same length are read **in pairs**: `a[rows, columns]` takes the element at (rows[0], columns[0]), then (rows[1], columns[1]), and so on. This is how you ask, for every sample, for the entry of its own class.

# %% id="fancy-index" tags=["demo"]
logits = torch.tensor([[10.0, 11.0, 12.0],
                       [20.0, 21.0, 22.0]])
y = torch.tensor([2, 0])
print("in pairs, [arange(2), y]:", logits[torch.arange(2), y].tolist())
print("a colon,  [:, y]:        ", logits[:, y].tolist())

# %% [markdown] id="fancy-note"
# With the colon every row gives *both* columns, 2 and 0: a table (2, 2), four numbers where you wanted two, and no error. What you pick with a list is a copy, unlike a slice.

# %% [markdown] id="arithmetic-text"
# ## 1.7 Computing with tensors
#
# A number is combined with every element, and two tensors of the same shape element by element.

# %% id="tensor-number" tags=["demo"]
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
print("x + 1:", (x + 1).tolist())
print("x * 2:", (x * 2).tolist())
print("x / 2:", (x / 2).tolist())

# %% id="tensor-tensor" tags=["demo"]
y = torch.tensor([[10.0, 0.0], [0.0, 10.0]])
print("x + y:", (x + y).tolist())
print("x * y:", (x * y).tolist())

# %% [markdown] id="matmul-text"
# `*` is *not* the matrix product. That one is `@`: each row of the left and each column of the right are multiplied in pairs and added up. `torch.mm(x, y)` and `x.mm(y)` are the same for two matrices.

# %% id="star-and-at" tags=["demo"]
print("x * y: ", (x * y).tolist())
print("x @ y: ", (x @ y).tolist())
print("x.mm(y):", x.mm(y).tolist())
attempt(lambda: torch.ones(2, 3) @ torch.ones(2, 3))

# %% [markdown] id="inner-sizes"
# The error says it all: in (2, 3) @ (2, 3) the inner sizes, 3 and 2, are not equal. Write the shapes under the factors:
#
# $$\underset{(2,\,3)}{A}\;\underset{(3,\,4)}{B}\;=\;\underset{(2,\,4)}{C}$$
#
# The inner 3 is summed over and disappears. The outer sizes stay.

# %% id="draw-product" tags=["demo"] fold="Draws the shapes of a matrix product"
pictures.product(("A", "2", "3"), ("B", "3", "4"), ("C", "2", "4"))

# %% [markdown] id="reduction-text"
# **A good place to stop.** The first sitting ends here.
#
# ## 1.8 Reductions: which axis disappears?
#
# `sum`, `mean` and `max` make few numbers out of many. Without an argument they take everything. With `dim` you name an axis, and there is one sentence to remember: **dim names the axis that disappears.**
#
# `max` with a `dim` answers two questions at once, how large and where: `.values` and `.indices`. `argmax` asks for the place alone.

# %% id="reduction" tags=["demo"]
x = torch.tensor([[1.0, 2.0, 3.0],
                  [10.0, 20.0, 30.0]])
print("x.sum()     ", x.sum().item())
print("x.sum(dim=0)", x.sum(dim=0).tolist(), "  shape", tuple(x.sum(dim=0).shape))
print("x.sum(dim=1)", x.sum(dim=1).tolist(), "  shape", tuple(x.sum(dim=1).shape))
largest = x.max(dim=1)
print("x.max(dim=1)", largest.values.tolist(), "  in column", largest.indices.tolist())

# %% id="draw-reduction-rows" tags=["demo"] fold="Draws what is added together for dim=1"
pictures.reduction(x, 1)

# %% id="draw-reduction-columns" tags=["demo"] fold="Draws what is added together for dim=0"
pictures.reduction(x, 0)

# %% [markdown] id="lab-reduction-text"
# **Try it: what does keepdim leave behind?** Press *Play* and watch the axis disappear: its cells travel along it and are added up where they arrive. Say the shape before they are there. Then change `dim`, and switch `keepdim` on.

# %% id="lab-reduction" tags=["demo"]
labs.reduction(x)

# %% [markdown] id="predict-axis" predict="t-mean-axes" answer="(28, 28), (5,), (1, 28, 28)"
# **Predict 4.** `images` has the shape (5, 28, 28). What are the shapes of `images.mean(dim=0)`, of `images.mean(dim=(1, 2))`, and of `images.mean(dim=0, keepdim=True)`?
#
# Write three shapes down, then run.

# %% id="axis-run" tags=["demo"]
print("mean(dim=0)              ", tuple(images.mean(dim=0).shape))
print("mean(dim=(1, 2))         ", tuple(images.mean(dim=(1, 2)).shape))
print("mean(dim=0, keepdim=True)", tuple(images.mean(dim=0, keepdim=True).shape))

# %% [markdown] id="axis-answer"
# <details>
# <summary>Answer</summary>
#
# (28, 28): the batch axis disappears, and one average image is left. (5,): height and width disappear, and each image has one average brightness left. (1, 28, 28): keepdim leaves a 1 where the axis was.
#
# </details>

# %% [markdown] id="keepdim-text"
# What is **keepdim** good for? Suppose you want to subtract from every row its own mean. There are two means, one per row, and they have to stand as a *column* beside the rows. Without keepdim they lie as a row, which is lined up with the columns:

# %% id="keepdim" tags=["demo"]
attempt(lambda: x - x.mean(dim=1))  # (2, 3) - (2,)
print("with keepdim, (2, 3) - (2, 1):", (x - x.mean(dim=1, keepdim=True)).tolist())

square = torch.tensor([[1.0, 2.0], [10.0, 20.0]])
print("the same on (2, 2), keepdim forgotten:", (square - square.mean(dim=1)).tolist())
print("and with keepdim:                     ", (square - square.mean(dim=1, keepdim=True)).tolist())

# %% [markdown] id="keepdim-note"
# Look at the last two lines. When the matrix happens to be square, the forgotten keepdim raises no error: each *column* gets one of the means, and the numbers are wrong. Test with sizes that all differ.

# %% [markdown] id="ex-row-normalize"
# {{exercise row-normalize}}
#
# {{help row-normalize}}

# %% id="row-normalize" exercise="row-normalize"
def row_normalize(x):
    """Each row of x (N, D) divided by its own sum."""
    ### BEGIN SOLUTION
    sums = x.sum(dim=1, keepdim=True)  # (N, 1): one number per row, standing as a column
    return x / sums
    ### END SOLUTION


# %% id="check-row-normalize" check="row-normalize"
check("row-normalize")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("row-normalize")
### END HIDDEN TESTS

# %% [markdown] id="uint8-text" predict="t-uint8"
# ### A trap in the dtype
#
# Images are stored in one byte per pixel: `uint8`, whole numbers from 0 to 255.
#
# **Predict 5.** Two pixels of 200 and 100 are added, both uint8. The result is:
#
# - A: 300
#   > That is the sum in any larger type. One byte ends at 255.
# - B: 255, the largest that fits
#   > Some image programs stop there. PyTorch does not: whole numbers of a fixed size start again at 0.
# - C: 44

# %% id="uint8-wraps" tags=["demo"]
a = torch.tensor([200], dtype=torch.uint8)
b = torch.tensor([100], dtype=torch.uint8)
print("a + b         =", (a + b).item())
print("a.float() + b =", (a.float() + b).item())
attempt(lambda: torch.stack([a, b]).mean(dim=0))  # stack: one tensor of several, along a new axis

# %% [markdown] id="uint8-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** 300 − 256 = 44: beyond 255 the byte silently wraps around to 0. With `mean` you are warned: PyTorch refuses to average whole numbers, because the result is a fraction. Both have one cure: change the dtype first, compute afterwards.
#
# </details>

# %% [markdown] id="ex-mean-image"
# {{exercise mean-image}}
#
# {{help mean-image}}

# %% id="mean-image" exercise="mean-image"
def mean_image(x):
    """The mean over the batch of uint8 images (N, H, W), as float32 (H, W) in [0, 1]."""
    ### BEGIN SOLUTION
    bright = x.to(torch.float32) / 255  # from 0 to 255 becomes from 0 to 1
    return bright.mean(dim=0)
    ### END SOLUTION


# %% id="check-mean-image" check="mean-image"
check("mean-image")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("mean-image")
### END HIDDEN TESTS

# %% [markdown] id="mean-digits-text"
# Your function, on real digits: 3,000 handwritten ones, 300 of each kind. What does an average 0 look like, an average 1? In the code, `data.y_train == k` is True where the label is k; as an index it picks just those images.

# %% id="mean-digits" tags=["demo"]
from course_utils import digits

data = digits.load()
print("images", tuple(data.x_train.shape), data.x_train.dtype)
print("labels", tuple(data.y_train.shape), data.y_train.dtype)
with demo("mean-image"):
    averages = torch.stack([mean_image(data.x_train[data.y_train == k]) for k in range(10)])
    display(pictures.digits(
        averages, range(10),
        caption="The mean of 300 images each. Dark: nearly everybody puts ink there.",
    ))

# %% [markdown] id="broadcasting-text"
# ## 1.9 Broadcasting
#
# Two tensors of *different* shapes can be combined, too. The rule has three lines:
#
# 1. Write the two shapes one below the other, **lined up on the right**. A missing axis on the left counts as 1.
# 2. Two sizes fit when they are equal, or one of them is 1.
# 3. Where there is a 1, the numbers are repeated to the other size.
#
# ```text
# (4, 1)      (2, 3)      (2, 3)
#    (3,)        (3,)        (2,)
# ------      ------      ------
# (4, 3)      (2, 3)      3 and 2: an error
# ```

# %% id="draw-broadcast-row" tags=["demo"] fold="Draws a row that is added to every row"
pictures.broadcasting((2, 3), (3,))

# %% id="draw-broadcast-both" tags=["demo"] fold="Draws a column and a row that make a table"
pictures.broadcasting((4, 1), (3,))

# %% id="draw-broadcast-error" tags=["demo"] fold="Draws two shapes that do not fit"
pictures.broadcasting((2, 3), (2,))

# %% [markdown] id="lab-broadcasting-text"
# **Try it: does it fit, and is it what you meant?** Run the cell and type other shapes, or choose some. Find two that do not fit, two of which only one is repeated, and two that make a table. Last, take (2, 3) and (2,), and give the second an axis of length 1 so that it fits: where does the 1 have to stand?

# %% id="lab-broadcasting" tags=["demo"]
labs.broadcasting((4, 1), (3,))

# %% id="broadcast" tags=["demo"]
column = torch.tensor([[0.0], [10.0], [20.0], [30.0]])
row = torch.tensor([1.0, 2.0, 3.0])
print(column + row)

# %% [markdown] id="predict-silent" predict="t-silent"
# **Predict 6.** A model gives its predictions as a column, `pred` of shape (4, 1). The targets are `target` of shape (4,), and every prediction is exactly right. What is the mean of `(pred - target) ** 2`?
#
# - A: 0
#   > That would be so for two equal shapes. (4, 1) and (4,) differ: every target is subtracted from every prediction.
# - B: an error
#   > The shapes do fit: the 1 is stretched to 4, and (4,) becomes a row. So there is no error.
# - C: a number above 0

# %% id="silent" tags=["demo"]
target = torch.tensor([1.0, 2.0, 3.0, 4.0])
pred = target.view(4, 1)  # a perfect model
difference = pred - target
print("shape of the difference:", tuple(difference.shape))
print("mean square:", (difference ** 2).mean().item())

# %% [markdown] id="silent-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** It is 2.5, for a perfect model. (4, 1) with (4,) broadcasts to (4, 4): every prediction minus *every* target. No error, a plausible number, and a training run that leads nowhere. This is one of the most expensive silent mistakes there is. Print the shape of a difference before you trust its mean.
#
# The cure is to bring both to one shape. `squeeze(1)` drops axis 1 if it has length 1, so (4, 1) becomes (4,). `unsqueeze(1)` adds one. `view` can do both.
#
# </details>

# %% [markdown] id="ex-mse"
# {{exercise mse}}
#
# {{help mse}}

# %% id="mse" exercise="mse"
def mse(pred, target):
    """The mean of (pred - target)**2 for pred (N, 1) and target (N,): one number."""
    ### BEGIN SOLUTION
    error = pred.squeeze(dim=1) - target  # (N,) - (N,)
    return (error ** 2).mean()
    ### END SOLUTION


# %% id="check-mse" check="mse"
check("mse")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("mse")
### END HIDDEN TESTS

# %% [markdown] id="neuron-text"
# **A good place to stop.** The second sitting ends here.
#
# ## 1.10 One neuron, one layer, with loops
#
# A neuron takes D numbers, multiplies each by a weight of its own, adds everything up, adds its bias, and cuts off below zero. With x and w of shape (D,), and numbers b and L:
#
# $$L = \mathrm{ReLU}\Bigl(\sum_{i=0}^{D-1} x_i\, w_i + b\Bigr), \qquad \mathrm{ReLU}(z) = \max(0, z)$$

# %% id="one-neuron" tags=["demo"]
x = [1.0, -2.0, 0.5]
w = [0.6, 0.1, 2.0]

for b in (-0.5, -2.0):
    z = b
    for i in range(3):
        z = z + x[i] * w[i]
    print(f"bias {b}: sum {z:.1f}, neuron {max(z, 0.0):.1f}")

# %% id="draw-relu" tags=["demo"] fold="Draws the ReLU"
pictures.curves(
    {"ReLU(z)": torch.relu}, -2, 4,
    caption="ReLU: nothing below 0, unchanged above. The bend is what makes a network more "
    "than one matrix product.",
)

# %% [markdown] id="layer-text"
# A **layer** is H neurons that look at the same inputs, each with its own weights and its own bias. Now every weight needs two indices: $w_{ij}$ leads from input i to unit j, and the weights of unit j are *column* j of w. With x (D,), w (D, H), b (H,) and L (H,):
#
# $$L_j = \mathrm{ReLU}\Bigl(\sum_i x_i\, w_{ij} + b_j\Bigr)$$

# %% id="draw-layer" tags=["demo"] fold="Draws three inputs, three units and their nine weights" cover=true
pictures.neurons(
    3, 3, lit=1,
    caption="Three inputs, three units, nine weights. The thick lines are the weights "
    "of unit 1: column 1 of w. The bias that belongs to them is b with index 1.",
)

# %% [markdown] id="own-bias-text"
# **The index tells.** j stands on the left of the equation, so it must be the same j everywhere on the right: unit 1, the second, gets $b_1$. When three such lines are copied from one another, an index is easily left behind, and unit 1 gets the bias of unit 2. There is no error; only the numbers show it:

# %% id="trap-own-bias" tags=["demo"]
sums = torch.tensor([1.0, 1.0, 1.0])  # as if every unit had collected the same
bias = torch.tensor([0.25, 0.5, 0.75])
print("each its own bias:  ", (sums + bias).tolist())
print("unit 1 with b2:     ", (sums + bias[[0, 2, 2]]).tolist())

# %% [markdown] id="ex-layer-loop"
# {{exercise layer-loop}}
#
# `inputs, units = w.shape` reads both sizes at once, and `torch.zeros(units)` makes room for the result.
#
# {{help layer-loop}}

# %% id="layer-loop" exercise="layer-loop"
def layer_loop(x, w, b):
    """relu of the sum over i of x_i * w_ij plus b_j, for every j: x (D,), w (D, H), b (H,)."""
    ### BEGIN SOLUTION
    inputs, units = w.shape
    layer = torch.zeros(units)
    for j in range(units):
        total = b[j]
        for i in range(inputs):
            total = total + x[i] * w[i, j]
        layer[j] = total.clamp(min=0)
    return layer
    ### END SOLUTION


# %% id="check-layer-loop" check="layer-loop"
check("layer-loop")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("layer-loop")
### END HIDDEN TESTS

# %% [markdown] id="vectorise-text"
# ## 1.11 The same without loops
#
# Look at the sum once more: $\sum_i x_i w_{ij}$. An index that occurs twice, is summed over, and has disappeared afterwards: that is a matrix product.
#
# $$\underset{(H,)}{L} = \mathrm{ReLU}\bigl(\underset{(D,)}{x}\;\underset{(D,\,H)}{w} + \underset{(H,)}{b}\bigr)$$
#
# Mind where b stands: **inside** the ReLU, because it belongs to the sum.

# %% id="vectorised-layer" tags=["demo"]
torch.manual_seed(0)
x, w, b = torch.randn(64), torch.randn(64, 32), torch.randn(32)
without_loops = torch.relu(x @ w + b)
print("shape", tuple(without_loops.shape))
with demo("layer-loop"):
    print("as your loops say:", torch.allclose(layer_loop(x, w, b), without_loops, atol=1e-4))

# %% [markdown] id="rows-text"
# **A row, not a column.** On slides the sample is often drawn as a column, with x · w written beside it. Then the shapes do not fit: a column (D, 1) cannot stand to the left of (D, H). The sample has to lie as a **row**, (1, D) or (D,). Either that, or w is transposed and stands on the left, as chapter 4 does. Most transposes that are there to "make it run" come from mixing the two pictures.

# %% id="trap-row-not-column" tags=["demo"]
sample, weights = torch.randn(3), torch.randn(3, 4)
attempt(lambda: tuple((sample.view(3, 1) @ weights).shape))
attempt(lambda: tuple((sample.view(1, 3) @ weights).shape))
attempt(lambda: tuple((weights.T @ sample.view(3, 1)).shape))

# %% [markdown] id="timing-text" predict="t-loops"
# ### Why bother?
#
# **Predict 7.** A layer with 64 inputs and 32 units: 2,048 multiplications. How much faster is the matrix product than your loops?
#
# - A: about as fast: the computer has to do the same multiplications
#   > The multiplications are the same. But Python spends far more time on finding each element than on multiplying it.
# - B: some ten times
#   > It may be so for a handful of weights. The loops' time grows with every weight; the product's hardly does.
# - C: a hundred times or more

# %% id="timing" tags=["demo"]
import time


def seconds(run, repeats):
    """The fastest of some runs: the others were interrupted by something else."""
    best = math.inf
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


with demo("layer-loop"):
    sizes, times = (4, 8, 16, 32), {"loops": [], "matrix product": []}
    for units in sizes:
        x, w, b = torch.randn(2 * units), torch.randn(2 * units, units), torch.randn(units)
        times["loops"].append(seconds(lambda: layer_loop(x, w, b), 2))
        times["matrix product"].append(seconds(lambda: torch.relu(x @ w + b), 20))
    display(pictures.timings(
        sizes, times, x_label="units (with twice as many inputs)",
        caption="Both axes are logarithmic: each line on the grid is ten times the one below. "
        "The loops take longer with every unit; the product hardly notices.",
    ))
    ratio = times["loops"][-1] / times["matrix product"][-1]
    print(f"with 64 inputs and 32 units the product is {ratio:,.0f} times as fast")

# %% [markdown] id="timing-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** The multiplications are the same. But in your loops Python has to find every element, make a small tensor of it, call the multiplication, and make another tensor. `@` hands the whole table over once, to code that was written for exactly this. The layer 784 → 100 of chapter 3 has 78,400 multiplications for *one* digit: by loops that takes a good part of a second, and there are 3,000 digits. The ratio that is printed is that of *your* function: one that loops over the units alone and leaves the sum to torch is not that far behind.
#
# </details>

# %% [markdown] id="batch-text"
# ### A batch: many rows at once
#
# Put a second sample below the first, and x is (N, D). Nothing else changes. Every row of x is multiplied by w on its own and becomes a row of the result; b broadcasts to all of them.
#
# $$\underset{(N,\,H)}{L} = \mathrm{ReLU}\bigl(\underset{(N,\,D)}{x}\;\underset{(D,\,H)}{w_0} + \underset{(H,)}{b}\bigr), \qquad \underset{(N,\,K)}{O} = \underset{(N,\,H)}{L}\;\underset{(H,\,K)}{w_1}$$

# %% id="draw-batch" tags=["demo"] fold="Draws the shapes of a batch times its weights"
pictures.product(
    ("x", "N", "D"), ("w0", "D", "H"), ("x @ w0", "N", "H"),
    caption="A batch in rows: D, the numbers of one sample, is summed over. Samples never mix.",
)

# %% id="batch-rows" tags=["demo"]
torch.manual_seed(0)
batch, w = torch.randn(5, 3), torch.randn(3, 4)
together = batch @ w
alone = batch[2] @ w  # the third sample by itself
print("together", tuple(together.shape), "  alone", tuple(alone.shape))
print("row 2 of the batch is sample 2 alone:", torch.allclose(together[2], alone))

# %% [markdown] id="lab-layer-text"
# **Try it: which numbers make this one?** The same layer three times: sample by sample, with your loops for every row, neuron by neuron, and as one product. Move the slider and say which row and which column are multiplied, before you read it. Where your `layer_loop` differs from the product, the place is marked ≠.

# %% id="lab-layer" tags=["demo"]
with demo("layer-loop"):
    display(labs.layer(
        torch.tensor([[1.0, -1.0, 2.0], [0.5, 3.0, -2.0]]),
        torch.tensor([[1.0, 0.0, 2.0, -1.0], [-1.0, 1.0, 0.5, 3.0], [0.5, -2.0, 1.0, 1.0]]),
        torch.tensor([0.5, -0.5, 0.25, 1.0]),
        layer_loop,
    ))

# %% [markdown] id="two-layers-text"
# The second layer has no ReLU and, here, no bias. What comes out are the **logits** O: any numbers, positive or negative, one per class. Numbers move in one direction, from input to logits: this is a **feed-forward** network. Why the ReLU in between? Without it, (x @ w0) @ w1 = x @ (w0 @ w1): two layers would be one.

# %% id="no-relu-collapses" tags=["demo"]
w0, w1 = torch.randn(3, 6), torch.randn(6, 2)
two_layers = (batch @ w0) @ w1
one_layer = batch @ (w0 @ w1)
print("without ReLU, two layers are one:", torch.allclose(two_layers, one_layer, atol=1e-5))

# %% [markdown] id="ex-mlp-forward"
# {{exercise mlp-forward}}
#
# {{help mlp-forward}}

# %% id="mlp-forward" exercise="mlp-forward"
def mlp_forward(x, w0, b, w1):
    """ReLU(x @ w0 + b) @ w1 for a batch x (N, D): logits of shape (N, K)."""
    ### BEGIN SOLUTION
    layer = torch.relu(x @ w0 + b)  # (N, H)
    return layer @ w1  # (N, K)
    ### END SOLUTION


# %% id="check-mlp-forward" check="mlp-forward"
check("mlp-forward")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("mlp-forward")
### END HIDDEN TESTS

# %% [markdown] id="softmax-text"
# ## 1.12 Softmax: from logits to probabilities
#
# Logits can be any numbers. Probabilities are positive, and those of one sample sum to 1. Softmax does it in two steps: e to the power of each logit makes everything positive, and dividing by the row's sum makes each row add up to 1.
#
# $$S_{ic} = \frac{e^{O_{ic}}}{\sum_k e^{O_{ik}}}$$
#
# O and S are (N, C); i counts samples, c and k count classes. The second step is your `row_normalize`.

# %% id="softmax-example" tags=["demo"]
logits = torch.tensor([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
torch.set_printoptions(precision=3, sci_mode=False)
print(torch.softmax(logits, dim=1))
print("sums of the rows:", torch.softmax(logits, dim=1).sum(dim=1))
torch.set_printoptions(profile="default")

# %% [markdown] id="shift-text"
# Only *differences* of logits matter. Subtract one number c from a whole row: since $e^{O - c} = e^{O} e^{-c}$, the same factor stands above and below, and cancels.

# %% id="shift" tags=["demo"]
shifted = logits - 100
same = torch.allclose(torch.softmax(logits, dim=1), torch.softmax(shifted, dim=1))
print("softmax(O) = softmax(O - 100):", same)

# %% [markdown] id="predict-overflow" predict="t-overflow"
# **Predict 8.** What is e¹⁰⁰⁰ / (e¹⁰⁰⁰ + e⁹⁹⁹) in float32, computed as it stands?
#
# - A: 0.731
#   > That is the right answer of mathematics. The computer has to form e¹⁰⁰⁰ first, and float32 cannot hold it.
# - B: infinite
#   > Both exponentials are. But what is asked for is their quotient, and ∞/∞ can be anything.
# - C: not a number

# %% id="overflow" tags=["demo"]
top, other = torch.exp(torch.tensor(1000.0)), torch.exp(torch.tensor(999.0))
print("e^1000 =", top.item())
print("the fraction =", (top / (top + other)).item())
print("e^1 / (e^1 + e^0) =", round((torch.e / (torch.e + 1)), 3))

# %% [markdown] id="overflow-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** float32 ends near 3.4 · 10³⁸, which is e⁸⁸·⁷. Beyond that comes ∞, and ∞/∞ is nan, *not a number*. The right answer is 0.731, because the two logits differ by 1 and nothing else matters. You have just seen the cure: subtract before you take the exponential. Which number should you subtract from a row, so that no exponent is ever positive? And would one number for the whole batch do? Think of a batch in which one row lies at 800 and another at −800.
#
# </details>

# %% [markdown] id="ex-softmax"
# {{exercise softmax}}
#
# {{help softmax}}

# %% id="softmax" exercise="softmax"
def softmax(x):
    """Row-wise softmax of logits x (N, C), exact for logits up to 1e4 in size."""
    ### BEGIN SOLUTION
    largest = x.max(dim=1, keepdim=True).values  # (N, 1)
    e = torch.exp(x - largest)  # every exponent is 0 or less
    return e / e.sum(dim=1, keepdim=True)
    ### END SOLUTION


# %% id="check-softmax" check="softmax"
check("softmax")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("softmax")
### END HIDDEN TESTS

# %% [markdown] id="cross-entropy-text"
# ## 1.13 Cross-entropy: one number for a whole batch
#
# How good are these probabilities? That question has no answer until somebody says what the truth is. Some notes write cross_entropy(S), as if the probabilities were enough, but a loss needs the **labels**.
#
# The **loss** of one sample is minus the logarithm of the probability that its true class got:
#
# $$\ell_i = -\log S_{i,\,y_i}$$
#
# S is (N, C), y and ℓ are (N,): in row i, the label $y_i$ says which column to look at, as in section 1.6. log is the natural logarithm, to the base e, as `torch.log` is; to the base 10, log 10 would be 1.

# %% id="trap-needs-label" tags=["demo"]
p = torch.tensor([0.7, 0.2, 0.1])  # the same probabilities ...
for label in range(3):  # ... and three possible truths
    print(f"true class {label}: loss {-torch.log(p[label]).item():.3f}")

# %% id="draw-price" tags=["demo"] fold="Draws the loss of one sample against the probability of its class"
pictures.curves(
    {"ℓ = −log p": lambda p: -torch.log(p)}, 0.005, 0.995,
    x_label="p, the probability of the true class", y_label="ℓ",
    caption="Confident and right is free; confident and wrong can cost any amount.",
)

# %% [markdown] id="batch-mean-text"
# A batch has N samples, so N losses. The loss of the batch is their **mean**; for two samples, (ℓ + ℓ′) / 2.
#
# $$\text{loss} = \frac{1}{N}\sum_{i=1}^{N} \ell_i$$
#
# A mean does not grow with the batch, so the loss of 10 digits and that of 3,000 can be compared.

# %% id="batch-mean" tags=["demo"]
losses = torch.tensor([0.357, 2.303])  # true class 0, then true class 2, from above
print("mean of the two:", round(losses.mean().item(), 3))

# %% [markdown] id="predict-first-loss" predict="t-first-loss"
# PyTorch's own is `F.cross_entropy`: logits and labels go in, the mean loss comes out. `F` is the set-up cell's short name for `torch.nn.functional`.
#
# **Predict 9.** A model that knows nothing gives each of 10 digits the same probability. What is its loss?
#
# - A: 0.1
#   > That is the probability. The loss is minus its logarithm.
# - B: log 10 ≈ 2.303
# - C: it depends on the labels
#   > Every class has the same probability, so whichever is the true one gets 1/10.

# %% id="first-loss" tags=["demo"]
logits = torch.zeros(4, 10)  # all alike
print("loss:  ", round(F.cross_entropy(logits, torch.tensor([3, 1, 4, 1])).item(), 4))
print("log 10:", round(math.log(10), 4))

# %% [markdown] id="first-loss-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** Every true class gets 1/10, and −log (1/10) = log 10, whatever the labels are. A fresh network on ten classes should start near 2.3. If yours starts at 20, look for the reason before you train.
#
# </details>

# %% [markdown] id="underflow-text"
# ### The logarithm of nothing
#
# Softmax is safe now. Is log(softmax) safe, too? Take a sample whose true class lies 1,000 below the largest logit.

# %% id="underflow" tags=["demo"]
logits = torch.tensor([[0.0, 1000.0]])
p = torch.softmax(logits, dim=1)
print("p of class 0:          ", p[0, 0].item())
print("-log p:                ", -torch.log(p[0, 0]).item())
print("-log (p + 1e-12):      ", round(-torch.log(p[0, 0] + 1e-12).item(), 2))
print("what is right:         ", F.cross_entropy(logits, torch.tensor([0])).item())

# %% [markdown] id="underflow-note"
# e⁻¹⁰⁰⁰ is rounded to 0, and minus its logarithm is infinite. A tiny number inside the logarithm is a popular patch. It makes the result finite, and wrong: 27.63 where 1000 is right. The real cure is to stay in logarithms all the way:
#
# $$-\log \frac{e^{z_y}}{\sum_k e^{z_k}} \;=\; \log \sum_k e^{z_k} \;-\; z_y$$
#
# with z, of shape (C,), the logits of one row, shifted by their maximum, and y its label. No probability is ever formed. This is why `F.cross_entropy` takes **logits**, and not probabilities.

# %% [markdown] id="ex-cross-entropy"
# {{exercise cross-entropy}}
#
# `F.cross_entropy` would pass, and you will use it from chapter 2 on. Write it yourself once.
#
# {{help cross-entropy}}

# %% id="cross-entropy" exercise="cross-entropy"
def cross_entropy(logits, y):
    """The batch mean of -log softmax(logits)[i, y_i]; logits (N, C), y (N,) class numbers."""
    ### BEGIN SOLUTION
    samples = torch.arange(len(y))
    z = logits - logits.max(dim=1, keepdim=True).values  # (N, C), the largest of each row is 0
    losses = torch.log(torch.exp(z).sum(dim=1)) - z[samples, y]  # (N,)
    return losses.mean()
    ### END SOLUTION


# %% id="check-cross-entropy" check="cross-entropy"
check("cross-entropy")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("cross-entropy")
### END HIDDEN TESTS

# %% [markdown] id="pipeline-text"
# ## 1.14 From pixels to a loss
#
# Everything together, with your own functions: 3,000 digits, a network 784 → 100 → 10 with random weights, probabilities, one loss. Not a single loop.

# %% id="pipeline" tags=["demo"]
with demo("mlp-forward", "softmax", "cross-entropy"):
    torch.manual_seed(0)
    x = data.x_train.view(3000, 784).float() / 255
    y = data.y_train
    w0, b, w1 = 0.05 * torch.randn(784, 100), torch.zeros(100), 0.05 * torch.randn(100, 10)

    logits = mlp_forward(x, w0, b, w1)
    p = softmax(logits)
    print("x     ", tuple(x.shape))
    print("logits", tuple(logits.shape))
    print("p     ", tuple(p.shape), "  every row sums to 1:", torch.allclose(p.sum(1), torch.ones(3000)))
    print("loss   %.3f" % cross_entropy(logits, y), "  log 10 = %.3f" % math.log(10))
    print("right  %.3f" % (p.argmax(dim=1) == y).float().mean(), "of the digits, by chance")

# %% [markdown] id="pipeline-note"
# The network knows nothing yet: its loss is close to log 10. To make it learn, you have to know in which direction each of its 79,500 numbers should move. That takes a derivative for each of them, and derivatives are the subject of chapter 2.

# %% [markdown] id="summary"
# ## 1.15 What you have now
#
# - **A shape is exact.** (N,), (N, 1) and (1, N) are three things. Write the shapes under your formulas.
# - **view keeps the order, a transpose changes it.** Both share memory with the original; `clone` does not.
# - **dim names the axis that disappears.** keepdim leaves a 1 in its place, so that the result still lines up.
# - **Broadcasting lines up on the right** and repeats what is 1. (N, 1) with (N,) gives (N, N), silently.
# - **An index that is summed over is a matrix product.** Samples are rows; b stands inside the ReLU.
# - **Subtract the row's maximum** before an exponential, and stay in logarithms until the end.
#
# Next, chapter 2: derivatives, and how PyTorch finds them.
#
# The table shows where you stand, by the visible checks only: the hidden ones run when the notebook is graded.

# %% id="progress" tags=["demo"]
progress()
