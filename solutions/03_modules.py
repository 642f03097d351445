# %% [markdown] id="title"
# # 3 · Blocks: nn.Module and nn.Parameter
#
# A network is built like a house of blocks: small blocks make larger ones, and the largest is the network. In this chapter you write such blocks yourself: a linear layer, a scaler, a tower, the network 784-100-10. You also learn what PyTorch keeps track of, and what silently slips through.
#
# **After this chapter you can**
#
# - write an `nn.Module` with `__init__` and `forward`, and say what a call does
# - tell a Parameter, a buffer and a plain tensor apart, and predict what `parameters()` and `state_dict()` see
# - count the numbers of a network before you run it
# - switch between train and eval mode, and say what the switch does *not* do
# - save, load and copy weights, and see why their first values matter
#
# **It ends with** a network of 79,510 numbers, built from your own blocks, that you can count, copy, switch and save.
#
# **Time:** about 155 minutes, in three sittings if you like: blocks and parameters (50, to section 3.5), whole networks (60, to 3.8), moving house, first values and the bug hunt (45).
#
# **You need:** matrices and shapes (chapter 1), `requires_grad`, `.grad` and the graph (chapter 2), and classes in Python: `class`, `self`, `__init__`.

# %% [markdown] id="how-it-works"
# <details>
# <summary><b>How to work here</b>, as in every chapter</summary>
#
# Read, predict, run, write. A question marked **Predict** asks for your answer *before* you read on: run the cell `guess("…")` below it and choose, or open the folded answer further down.
#
# An exercise is a cell with the line `raise NotAttempted`. Replace that line with your own code, run the cell, then run the check below it. The **visible check** shows you the first number that differs. **Hidden checks** run the same exercise on other inputs when the notebook is graded. `hint("my-linear")` shows the next of three hints; hints cost no points. Pictures and runs that need an exercise you have not done yet say so, and the notebook runs on.
#
# </details>

# %% id="setup" setup=true
import math
import torch
import torch.nn.functional as F
from torch import nn, optim
from course_utils import NotAttempted, check, demo, guess, hint, method_of, pictures, progress, reset

device = torch.device("cpu")

# %% [markdown] id="review-text"
# **What do you still know?** Five questions about chapters 1 and 2, with new numbers every time. What you miss comes back soon, what you know comes later. It takes five minutes and is not graded.

# %% id="review" tags=["demo"]
from course_utils import review

review(before=3)

# %% [markdown] id="symbols"
# ## 3.1 The words
#
# The letters are those of chapter 1. Come back to this table when one of them puzzles you.
#
# <details>
# <summary>The letters of this chapter, and what others call them</summary>
#
# | here | shape | what it is | elsewhere |
# |:--|:--|:--|:--|
# | `x` | (N, D) | a batch: one sample per **row** | I, input |
# | N | | how many samples | m, batch size |
# | D | | how many numbers one sample has; 784 for a digit | in_features |
# | H | | how many numbers the hidden layer has; 100 here | hidden size |
# | `W⁽⁰⁾`, `W⁽¹⁾` | (D, H), (H, 10) | the weights of the two layers | `w0`, `w1` in chapter 1; w_ih and w_ho |
# | A | (out, in) | how `nn.Linear` stores its weights: the transpose of W | |
# | `B`, `C` | (H,), (10,) | the biases of the two layers; here C is not a number of classes | b |
# | L | (N, H) | the hidden layer, after the ReLU; here L is a *layer* | h |
# | logits, O | (N, 10) | one score per class, of either sign | scores, outputs |
# | loss, l | () | one number that says how bad the logits are | J, cost |
# | σ | | in chapter 4 the sigmoid; in some texts the learning rate | η, α, lr |
# | p | | the probability that dropout drops a number | 1 − keep probability |
#
# </details>

# %% [markdown] id="layers-as-blocks"
# ## 3.2 A layer is a block, a network is blocks
#
# Here is the network of chapter 1 once more, now with a bias in both layers:
#
# $$\underset{(N,\,100)}{L} = \mathrm{ReLU}\bigl(\underset{(N,\,784)}{x}\;\underset{(784,\,100)}{W^{(0)}} + \underset{(100,)}{B}\bigr), \qquad
# \underset{(N,\,10)}{O} = \underset{(N,\,100)}{L}\;\underset{(100,\,10)}{W^{(1)}} + \underset{(10,)}{C}$$
#
# Three operations follow each other: linear, ReLU, linear. Each takes a tensor and gives a tensor. That is all a **block** is. Blocks fit together when the shape that comes out of one is the shape that goes into the next. Here the data only ever run forwards, and no output is fed back into an earlier block: such a network is called **feed-forward**.

# %% id="blocks-in-a-row" tags=["demo"] fold="Draws the shapes of the first block"
pictures.product(
    ("x", "N", "784"), ("W⁽⁰⁾", "784", "100"), ("xW⁽⁰⁾", "N", "100"),
    caption="The first block: 784 numbers go in for each sample, 100 come out. "
    "The next block has to take 100.",
)

# %% [markdown] id="sequential-text"
# PyTorch has these blocks ready-made. `nn.Linear(784, 100)` is one, `nn.ReLU()` another, and `nn.Sequential` is a block made of blocks: it hands x from each to the next.

# %% id="sequential-run" tags=["demo"]
torch.manual_seed(0)
blocks = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
x = torch.rand(5, 784)
for block in blocks:
    x = block(x)
    print(f"{type(block).__name__:8} gives {tuple(x.shape)}")

# %% [markdown] id="blocks-of-blocks"
# Because a network of blocks is itself a block, it can stand inside a larger one. Large networks such as Transformers are exactly this: blocks of blocks of blocks. So every network is a **tree**, and PyTorch walks this tree when it looks for everything that can be trained, moved or saved.

# %% id="draw-tree" tags=["demo"] fold="Draws a block of blocks as a tree"
encoder = nn.Sequential(nn.Linear(6, 4), nn.ReLU())
head = nn.Linear(4, 2)
pictures.module_tree(
    nn.Sequential(encoder, head),
    caption="A block that holds a block and a layer. The orange leaves are what is learned.",
)

# %% [markdown] id="module-text"
# ## 3.3 Your own block: `nn.Module`
#
# You may have read that with `nn.Module` "input, output, forward and backward are defined". A Module has neither an input nor an output nor a `backward`. It is the class that all blocks inherit from: with `class Loud(nn.Module)` your class can do all that nn.Module can, and you add two methods. `self` is the object itself.
#
# - `__init__` makes the parts, **once**
# - `forward` says how the parts turn an input into an output, **in every call**
#
# "Define forward, and backward comes by itself" is the true half of that sentence. It is autograd that finds the derivatives, from the graph that your `forward` leaves behind (section 4.11 tries the other half).
#
# Here is a block with no parts, which returns what it is given. You call the *object*: Python turns `block(x)` into `block.__call__(x)`, and that calls your `forward`.

# %% id="module-run" tags=["demo"]
class Loud(nn.Module):
    def __init__(self):
        super().__init__()
        print("__init__ runs")

    def forward(self, x):
        print("forward runs")
        return x


loud = Loud()
print(loud(3.0))
print(loud(4.0))
print("a Module has a backward:", hasattr(loud, "backward"))

# %% [markdown] id="super-predict" predict="m-super"
# **Predict 1.** `super().__init__()` runs the `__init__` of `nn.Module`. What happens if you leave it out?
#
# - A: nothing; it is only good style
#   > A block without parts may get away with it. As soon as a layer becomes an attribute, the register for it is missing.
# - B: an error when the class is defined
#   > Python looks into the method only when it runs, so the definition goes through.
# - C: an error when the first layer becomes an attribute

# %% id="super-run" tags=["demo"]
class Forgot(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(3, 2)


try:
    Forgot()
except AttributeError as error:
    print("AttributeError:", error)

# %% [markdown] id="super-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** A Module keeps its parts in three registers, which section 3.4 opens. `nn.Module.__init__` makes them, empty. An assignment such as `self.layer = nn.Linear(3, 2)` writes into one of them, and without that call it does not exist yet. So `super().__init__()` always comes first. Nothing complains when the class is *defined*, because Python looks into the method only when it runs. In older code you will find `super(Loud, self).__init__()` in the class `Loud`. It means the same, as long as the name in it is that of the class itself.
#
# </details>

# %% [markdown] id="parameter-text"
# ## 3.4 Parameter, tensor, buffer
#
# A block that learns needs numbers to learn. They live in an `nn.Parameter`. **A Parameter is a Tensor**, of a subclass: whatever you can do with a tensor, you can do with a Parameter. Two things are added: it requires grad from the start, and a Module *notices* it.
#
# Who asks a Module what it has noticed? The **optimizer** of chapter 5, which moves the weights, takes them from `parameters()`. Saving a model takes `state_dict()`, a dictionary of names and tensors.

# %% id="parameter-is-a-tensor" tags=["demo"]
parameter = nn.Parameter(torch.zeros(2, 3))
print("is a Tensor:        ", isinstance(parameter, torch.Tensor))
print("requires grad:      ", parameter.requires_grad)
print("a leaf of the graph:", parameter.is_leaf)
print("times 0.01, it is a:", type(parameter * 0.01).__name__)

# %% [markdown] id="parameter-product" predict="m-registered"
# Look at the last line. The product of a Parameter and a number is a plain tensor computed from it. Scale first, then wrap: `nn.Parameter(0.01 * torch.randn(2, 3))`.
#
# **Predict 2.** The block in the code cell below has four attributes: a Parameter `a`, a plain tensor `b` that requires grad, a tensor `c` given to `register_buffer`, and a list `d` with a layer in it. Which of them does `parameters()` list, and which does `state_dict()` hold?
#
# - A: parameters: a, b and the layer in d; state: all four
#   > That would be so if a Module looked at everything it holds. It notices Parameters, buffers and Modules that are its own attributes.
# - B: parameters: a and b; state: a, b and c
#   > b requires grad, but it is not a Parameter, and only those are registered.
# - C: parameters: a and the layer in d; state: a, c and the layer in d
#   > That would be so if d were an `nn.ModuleList`. A Module does not look into a Python list.
# - D: parameters: a; state: a and c

# %% id="registered-run" tags=["demo"]
class Four(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.zeros(2))
        self.b = torch.zeros(2, requires_grad=True)
        self.register_buffer("c", torch.zeros(2))
        self.d = [nn.Linear(2, 2)]


four = Four()
print("parameters():", [name for name, _ in four.named_parameters()])
print("state_dict():", list(four.state_dict()))

# %% id="registered-tree" tags=["demo"] fold="Draws what the block has registered and what it has not"
pictures.module_tree(
    four,
    caption="Registered parts are drawn with solid lines. The dotted ones exist and forward could "
    "use them, but no optimizer trains them and no file keeps them.",
)

# %% [markdown] id="registered-answer"
# <details>
# <summary>Answer</summary>
#
# **D.** `parameters()` lists `a` alone. `state_dict()` holds `a` and `c`.
#
# - `a` is a **Parameter**: trained, saved, moved with the module.
# - `b` is a **plain tensor**. It requires grad, but that does not help: nobody finds it.
# - `c` is a **buffer**: saved and moved, but not trained. It is the place for numbers that belong to a model and are not weights.
# - `d` is a Python **list**. A Module looks at its own attributes, not into lists, so the layer in it is lost. `nn.ModuleList` is the list to use.
#
# </details>
#
# You will also hear that a tensor gets `requires_grad=True` by becoming an attribute of a Module. The next cell asks. It comes from the *Parameter*, not from the Module, which changes nothing.

# %% id="attribute-requires-grad" tags=["demo"]
holder = nn.Module()
holder.plain = torch.zeros(2)
holder.wrapped = nn.Parameter(torch.zeros(2))
print("plain tensor:", holder.plain.requires_grad, "  Parameter:", holder.wrapped.requires_grad)
print("listed:", [name for name, _ in holder.named_parameters()])

# %% [markdown] id="ex-my-linear"
# Now write your first block with something to learn. For a batch x (N, in):
#
# $$\underset{(N,\,\mathrm{out})}{y} = \underset{(N,\,\mathrm{in})}{x}\;\underset{(\mathrm{in},\,\mathrm{out})}{\mathrm{weights}} + \underset{(\mathrm{out},)}{\mathrm{bias}}$$
#
# {{exercise my-linear}}
#
# You have two places to fill: `__init__` and `forward`. The flag `bias` has to do something. In many copies of this class it is an argument that nothing ever reads.
#
# {{help my-linear}}

# %% id="my-linear" exercise="my-linear"
class MyLinear(nn.Module):
    """x @ weights + bias, with both registered as Parameters."""

    def __init__(self, in_features, out_features, bias=True):
        """Make weights (in_features, out_features) and, if asked for, bias (out_features,)."""
        ### BEGIN SOLUTION
        super().__init__()
        self.weights = nn.Parameter(torch.randn(in_features, out_features) / math.sqrt(in_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None
        ### END SOLUTION

    def forward(self, x):
        """x (N, in_features) -> (N, out_features)."""
        ### BEGIN SOLUTION
        product = x @ self.weights  # (N, in) @ (in, out) -> (N, out)
        return product if self.bias is None else product + self.bias
        ### END SOLUTION


# %% id="check-my-linear" check="my-linear"
check("my-linear")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("my-linear")
### END HIDDEN TESTS

# %% [markdown] id="linear-orientation" predict="m-linear-shape"
# ### The same block in PyTorch
#
# `nn.Linear` does the same, with one surprise. **Predict 3.** What is the shape of `nn.Linear(784, 100).weight`?
#
# - A: (784, 100)
#   > That is the order of the arguments, and of your `weights`. `nn.Linear` stores the transpose.
# - B: (100, 784)
# - C: (785, 100): the bias is one more row
#   > The bias is a Parameter of its own, `linear.bias`.

# %% id="linear-orientation-run" tags=["demo"]
linear = nn.Linear(784, 100)
print("weight", tuple(linear.weight.shape), "  bias", tuple(linear.bias.shape))
x = torch.rand(5, 784)
by_formula = x @ linear.weight.T + linear.bias
print("x Aᵀ + b is what it computes:", torch.allclose(linear(x), by_formula, atol=1e-6))

# %% [markdown] id="linear-orientation-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** nn.Linear stores its matrix as (out, in), one row per output, and computes $y = xA^\top + b$. Your `weights` is its transpose. So `nn.Linear(784, 100).weight` cannot be copied into it without `.T`, and `x @ linear.weight` raises an error about shapes. The bias is a Parameter of its own, (100,). In practice you seldom write `nn.Parameter` yourself, because the blocks of `torch.nn` have theirs already.
#
# </details>

# %% id="compare-linear" tags=["demo"]
with demo("my-linear"):
    mine = MyLinear(784, 100)
    with torch.no_grad():
        mine.weights.copy_(linear.weight.T)
        mine.bias.copy_(linear.bias)
    print("the same outputs:", torch.allclose(mine(x), linear(x), atol=1e-5))
    for bias in (True, False):
        layer = MyLinear(784, 100, bias=bias)
        print(f"numbers with bias={bias}:", sum(p.numel() for p in layer.parameters()))

# %% [markdown] id="buffers-text"
# ## 3.5 Numbers that are kept, but not trained
#
# Networks often learn more easily from scaled inputs. From each feature its mean is subtracted, and the rest is divided by its **standard deviation**, which says how far the values usually lie from their mean: the root of the mean squared distance.
#
# $$\underset{(N,\,D)}{y} = \frac{x - \mathrm{mean}}{\mathrm{std}}, \qquad \mathrm{mean},\ \mathrm{std}: (D,)$$
#
# Mean and std come from the training data. They are not weights, so no optimizer may touch them. But they belong to the model: without them, saved weights are worth nothing, and if the model moves to a GPU, they have to move too. For numbers of this kind there are **buffers**:
#
# | | trained | in `state_dict()` | follows `.to()` |
# |:--|:--|:--|:--|
# | `self.a = nn.Parameter(t)` | yes | yes | yes |
# | `self.register_buffer("a", t)` | no | yes | yes |
# | `self.a = t` | no | no | no |
#
# `.to()` moves a model, to a GPU for instance, or to another dtype. You can watch the second without a GPU:

# %% id="move-run" tags=["demo"]
print("before:", {name: str(value.dtype) for name, value in four.state_dict().items()})
four.to(torch.float64)
print("after: ", {name: str(value.dtype) for name, value in four.state_dict().items()})
print("b, the plain tensor:", four.b.dtype)

# %% [markdown] id="ex-scaler"
# {{exercise scaler}}
#
# {{help scaler}}

# %% id="scaler" exercise="scaler"
class Scaler(nn.Module):
    """(x - mean) / std, with numbers that are saved and moved but not trained."""

    def __init__(self, mean, std):
        """Keep mean (D,) and std (D,) as part of the module's state."""
        ### BEGIN SOLUTION
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)
        ### END SOLUTION

    def forward(self, x):
        """x (N, D) -> (N, D)."""
        ### BEGIN SOLUTION
        return (x - self.mean) / self.std
        ### END SOLUTION


# %% id="check-scaler" check="scaler"
check("scaler")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("scaler")
### END HIDDEN TESTS

# %% [markdown] id="save-load-text"
# ### Moving house, first stop: a file
#
# Imagine that your network has learned all night. In the morning it has to leave the notebook: into a file, onto a GPU (3.9), into a twin that keeps its best weights (3.10). Such a move has one question at every stop: **did everything arrive?** There is one test, too: the same input has to get the same answer as before.
#
# The packing list is `state_dict()`, an ordinary dictionary of names and tensors. `torch.save` writes it into a file. To unpack, make a model of the same class first, then give it the state, because the *code* is not in the file. `weights_only=True` makes `torch.load` refuse anything but tensors and plain containers, so that a file from the internet cannot run code. The second block, `nn.BatchNorm1d(2)`, is a scaler that measures mean and variance itself during training.

# %% id="save-load-run" tags=["demo"]
import io

file = io.BytesIO()  # in memory; with a name such as "model.pt" it is a real file
first = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
first(torch.randn(50, 3))  # in train mode: the batch norm measures
torch.save(first.state_dict(), file)

file.seek(0)
second = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
x = torch.randn(4, 3)
print("the same answers before:", torch.equal(first.eval()(x), second.eval()(x)))
print(second.load_state_dict(torch.load(file, weights_only=True)))
for name, value in second.state_dict().items():
    same = torch.equal(value, first.state_dict()[name])
    print(f"{name:22}{tuple(value.shape)!s:8} equal: {same}")
print("the same answers after: ", torch.equal(first(x), second(x)))

# %% [markdown] id="save-load-read"
# Everything arrived. The names are paths in the tree: `0.weight` is the weight of the first block. `running_mean`, `running_var` and `num_batches_tracked` are buffers of the batch norm: not trained, and saved all the same. (Both answers are asked in eval mode, in which the batch norm uses what it has measured; section 3.8 says more.)

# %% [markdown] id="counting"
# ## 3.6 The network 784-100-10
#
# An image of a digit has 28 × 28 = 784 numbers, the hidden layer has 100, and there are 10 digits to choose from. Written by hand, with `torch.mm` and random weights, the forward pass looks like this. There are no biases yet.

# %% id="by-hand-784" tags=["demo"]
torch.manual_seed(0)
w_ih, w_ho = torch.rand(784, 100), torch.rand(100, 10)
hidden_layer = torch.relu(torch.mm(torch.rand(5, 784), w_ih))
logits = torch.mm(hidden_layer, w_ho)
print("hidden", tuple(hidden_layer.shape), "  logits", tuple(logits.shape))
print("numbers:", w_ih.numel() + w_ho.numel())

# %% [markdown] id="count-predict" predict="m-count"
# **Predict 4.** How many numbers does 784-100-10 have if only the first layer has a bias, as in chapter 1? And how many if both have one, as in section 3.2?
#
# - A: 79,400 and 79,400
#   > Those are the weights alone. Biases are learned, too.
# - B: 79,500 and 79,510
# - C: 79,401 and 79,402
#   > That counts one number for each bias. A bias has one for every output of its layer: 100 and 10.

# %% id="count-run" tags=["demo"]
def count(module):
    """How many trainable numbers a module has."""
    return sum(p.numel() for p in module.parameters() if p.requires_grad)


for biases in ((False, False), (True, False), (True, True)):
    first = nn.Linear(784, 100, bias=biases[0])
    second = nn.Linear(100, 10, bias=biases[1])
    print(f"biases {biases!s:15} {count(nn.Sequential(first, nn.ReLU(), second)):,}")

# %% [markdown] id="count-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** 784 · 100 + 100 · 10 = 79,400 weights. The first bias adds 100, one per hidden unit: 79,500. The second adds 10, one per class: 79,510. A bias has as many numbers as its layer has *outputs*; the batch size N never enters. The ReLU has nothing to learn.
#
# </details>
#
# Count before you train. A wrong number tells you at once that a layer is missing, doubled or not registered.

# %% [markdown] id="ex-net"
# ### Write it
#
# {{exercise net}}
#
# x comes as rows (N, 784) or as images (N, 1, 28, 28). Both hold the same numbers in the same order; `view` turns one into the other. Nothing follows the last layer: its outputs are **logits**, numbers of either sign, and PyTorch's cross-entropy takes them as they are (chapter 5).
#
# {{help net}}

# %% id="net" exercise="net"
class Net(nn.Module):
    """784-100-10: linear, ReLU, linear."""

    def __init__(self):
        """Make the two layers."""
        ### BEGIN SOLUTION
        super().__init__()
        self.hidden = nn.Linear(784, 100)
        self.output = nn.Linear(100, 10)
        ### END SOLUTION

    def forward(self, x):
        """x (N, 784) or (N, 1, 28, 28) -> logits (N, 10)."""
        ### BEGIN SOLUTION
        rows = x.view(len(x), -1)  # (N, 784), whatever it was
        return self.output(torch.relu(self.hidden(rows)))
        ### END SOLUTION


# %% id="check-net" check="net"
check("net")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("net")
### END HIDDEN TESTS

# %% id="draw-net" tags=["demo"] fold="Draws your network as a tree and counts its numbers" cover=true
with demo("net"):
    display(pictures.module_tree(
        Net(), caption="Your network as PyTorch sees it: four registered Parameters in two blocks.",
    ))
    print(f"{count(Net()):,} trainable numbers")

# %% [markdown] id="relu-text"
# ### What the ReLU is for
#
# $$\mathrm{ReLU}(z) = \max(0, z)$$
#
# It looks trivial. But take it away, and two linear layers are one linear layer, however many numbers they have. In matrices: $(xA)B = x(AB)$.
#
# You will meet it under three names. `torch.relu(z)` is a function. `F.relu(z)` is the same one in `torch.nn.functional`, which everybody imports as `F`: the functions behind the blocks. `nn.ReLU()` is the block, an object that can stand in `nn.Sequential`. With its argument `inplace=True` the block overwrites its input and so saves memory; `inplace=False` is the default.

# %% id="relu-picture" tags=["demo"] fold="Draws the ReLU"
pictures.curves(
    {"ReLU(z)": torch.relu}, -3, 5,
    caption="Negative numbers become 0, positive ones pass. The slope is 0 on the left and 1 "
    "on the right.",
)

# %% id="relu-run" tags=["demo"]
torch.manual_seed(0)
a, b = nn.Linear(6, 5, bias=False), nn.Linear(5, 3, bias=False)
x = torch.randn(4, 6)
both = b.weight @ a.weight  # one matrix (3, 6)
one = x @ both.T
print("without ReLU, one matrix does the same:", torch.allclose(b(a(x)), one, atol=1e-6))
bent = b(torch.relu(a(x)))
print("with ReLU:                             ", torch.allclose(bent, one, atol=1e-6))

z = torch.tensor([-1.0, 2.0])
print("three names:", nn.ReLU()(z).tolist(), torch.relu(z).tolist(), F.relu(z).tolist())
nn.ReLU(inplace=True)(z)
print("z after inplace=True:", z.tolist())

# %% [markdown] id="tower-text" predict="m-same-block"
# ## 3.7 As many blocks as you like
#
# Sometimes the number of blocks is an argument. The obvious way, a Python list, falls into the trap of section 3.4: the layers work in `forward`, and nobody trains them.
#
# **Predict 5.** `[block] * 3` repeats one object three times. How many numbers does `parameters()` find in an `nn.ModuleList([nn.Linear(4, 4)] * 3)`?
#
# - A: 60
#   > That would be three layers. `* 3` repeats one object.
# - B: 20
# - C: 0
#   > That is what a plain Python list gives. `nn.ModuleList` does register its contents.

# %% id="tower-predict-run" tags=["demo"]
print("a Python list:          ", count(four))
print("one block, three times: ", count(nn.ModuleList([nn.Linear(4, 4)] * 3)))
print("three blocks:           ", count(nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])))

# %% [markdown] id="tower-predict-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** 20 = 4 · 4 + 4. The same layer stands in all three places, and `parameters()` lists each tensor once. In `forward` it would be applied three times, with the same weights. That is called *sharing*, and it is useful when you mean it. The first line counts the block `Four` of section 3.4: of its tensors only `a`, with 2 numbers, is trained, and the layer in the list adds nothing.
#
# </details>

# %% [markdown] id="ex-tower"
# {{exercise tower}}
#
# {{help tower}}

# %% id="tower" exercise="tower"
class Tower(nn.Module):
    """Blocks of Linear(width, width) and ReLU, one after the other."""

    def __init__(self, width, depth):
        """Make `depth` blocks, each with its own parameters."""
        ### BEGIN SOLUTION
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        ### END SOLUTION

    def forward(self, x):
        """x (N, width) -> (N, width)."""
        ### BEGIN SOLUTION
        for layer in self.layers:
            x = layer(x).relu()
        return x
        ### END SOLUTION


# %% id="check-tower" check="tower"
check("tower")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("tower")
### END HIDDEN TESTS

# %% id="draw-tower" tags=["demo"] fold="Draws your tower of three blocks"
with demo("tower"):
    display(pictures.module_tree(
        Tower(4, 3), caption="Three blocks of width 4, each with its own weights: 60 numbers.",
    ))

# %% [markdown] id="modes-text"
# ## 3.8 Train and eval
#
# Some blocks do one thing while the network learns and another when it is used. **Dropout** is the simplest. In train mode it sets each number to zero with probability p, independently of the others, and divides the ones that remain by 1 − p:
#
# $$\text{train:}\quad y_i = \begin{cases} 0 & \text{with probability } p \\ x_i / (1 - p) & \text{otherwise}\end{cases} \qquad\qquad \text{eval:}\quad y_i = x_i$$
#
# The division keeps the *mean* what it was, $p \cdot 0 + (1 - p) \cdot \frac{x_i}{1 - p} = x_i$, so eval mode needs no correction.

# %% id="dropout-run" tags=["demo"]
torch.manual_seed(0)
drop = nn.Dropout(p=0.5)
ones = torch.ones(8)
print("train:", drop(ones))
print("train:", drop(ones))
drop.eval()
print("eval: ", drop(ones))
drop.train()
print("mean of a million in train mode:", round(drop(torch.ones(1_000_000)).mean().item(), 2))

# %% [markdown] id="modes-flag" predict="m-modes"
# `model.train()` and `model.eval()` walk down the tree and set one flag, `training`, in every registered block. That is *all* they do. A new module is in train mode.
#
# **Predict 6.** You will often hear that "`eval()` switches the graph off" and that "`torch.no_grad()` switches dropout off". Which is true?
#
# - A: the one about `eval()`
#   > After `eval()` the result still requires grad: the graph is recorded as before.
# - B: the one about `torch.no_grad()`
#   > Under `no_grad` four calls still give four results: dropout is still active.
# - C: neither

# %% id="modes-run" tags=["demo"]
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 1))
x = torch.ones(1, 4)
model.eval()
print("eval():    the result still carries a graph:", model(x).requires_grad)
model.train()
with torch.no_grad():
    print("no_grad(): four calls:", [round(model(x).item(), 3) for _ in range(4)])

# %% [markdown] id="modes-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** They are two switches that know nothing of each other. `eval()` changes what layers *compute*; `no_grad()` changes what autograd *records*. To ask a model for its answer, you want both.
#
# | | layers as in use | no graph |
# |:--|:--|:--|
# | `model.eval()` | yes | no |
# | `with torch.no_grad():` | no | yes |
#
# </details>

# %% [markdown] id="ex-drop-net"
# {{exercise drop-net}}
#
# This network has no ReLU, so that you see what dropout does and nothing else.
#
# {{help drop-net}}

# %% id="drop-net" exercise="drop-net"
class DropNet(nn.Module):
    """Linear(8, 64), dropout, Linear(64, 2)."""

    def __init__(self, p=0.5):
        """p is the probability that a number is dropped."""
        ### BEGIN SOLUTION
        super().__init__()
        self.up = nn.Linear(8, 64)
        self.dropout = nn.Dropout(p)
        self.down = nn.Linear(64, 2)
        ### END SOLUTION

    def forward(self, x):
        """x (N, 8) -> (N, 2)."""
        ### BEGIN SOLUTION
        return self.down(self.dropout(self.up(x)))
        ### END SOLUTION


# %% id="check-drop-net" check="drop-net"
check("drop-net")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("drop-net")
### END HIDDEN TESTS

# %% id="drop-net-run" tags=["demo"]
with demo("drop-net"):
    torch.manual_seed(0)
    model, x = DropNet(0.5), torch.ones(1, 8)
    with torch.no_grad():
        in_eval = model.eval()(x)[0, 0].item()
        model.train()
        in_train = torch.stack([model(x)[0, 0] for _ in range(2000)])
    display(pictures.histograms(
        {"2,000 calls, one x": in_train - in_eval}, x_label="train minus eval",
        caption="The same x, asked 2,000 times in train mode. The answers scatter around "
        "the single answer of eval mode, the dotted line at 0.",
    ))

# %% [markdown] id="ex-predict"
# ### Ask, and leave no trace
#
# If you test a model during its training, put it back the way you found it. If it stays in eval mode, dropout is off for the rest of the training, and no error says so.
#
# {{exercise predict}}
#
# {{help predict}}

# %% id="predict" exercise="predict"
def predict(model, x):
    """The logits of x in eval mode, without a graph; model and grad mode stay as they were."""
    ### BEGIN SOLUTION
    before = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
    model.train(before)
    return logits
    ### END SOLUTION


# %% id="check-predict" check="predict"
check("predict")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("predict")
### END HIDDEN TESTS

# %% id="predict-digits" tags=["demo"]
from course_utils import digits

data = digits.load()
images = data.x_test[:8].unsqueeze(1).float() / 255  # (8, 1, 28, 28)
with demo("net", "predict"):
    torch.manual_seed(0)
    guesses = predict(Net(), images).argmax(dim=1)
    display(pictures.digits(
        data.x_test[:8], data.y_test[:8], guesses,
        caption="Answers of an untrained network: pure guesses. Chapter 5 trains it.",
    ))

# %% [markdown] id="eight-text"
# And the 8 of this course? Here are its first logits:

# %% id="eight" tags=["demo"]
with demo("net", "predict"):
    torch.manual_seed(0)
    eight = digits.the_eight().reshape(1, 784) / 255
    logits = predict(Net(), eight)
    print("logits", [round(z, 2) for z in logits[0].tolist()])
    print("shares", [round(p, 2) for p in logits.softmax(dim=1)[0].tolist()])
    print("says", logits.argmax(dim=1).item())

# %% [markdown] id="eight-read"
# Ten small numbers around 0 give ten shares of about a tenth: whatever it says, it hardly means it. Another seed, another digit. The 8 is still waiting to be read.

# %% [markdown] id="device-text"
# ## 3.9 Where the numbers live
#
# The second stop of the move is another **device**: the CPU, or a GPU, which PyTorch calls `cuda`. Two tensors in one operation have to live on the same device. `model.to(device)` moves all *registered* parameters and buffers; `device` is a name from the set-up cell, `torch.device("cpu")`. For short there are `model.cuda()`, to the GPU, and `model.cpu()`, back again. You may come across a description of `cuda()` that says "to the CPU": it was copied from the line above it.
#
# A plain tensor stays behind, and then forward fails, but only on the machine with the GPU. First the test of the move: is the answer about the 8 the same?

# %% id="device-run" tags=["demo"]
print("a GPU is here:", torch.cuda.is_available())
with demo("net", "predict"):
    model = Net()
    before = predict(model, eight)
    model.to(device)
    print("the parameters are on:", {str(p.device) for p in model.parameters()})
    after = predict(model, eight.to(device)).cpu()
    print("the same answer:", torch.allclose(before, after, atol=1e-5))

# %% [markdown] id="device-meta"
# You can see the trap without a GPU. The device `meta` holds shapes but no numbers. Move the block `Four` there, and look at who is left standing on the pavement. The last line shows another way: `nn.Linear` and its relatives have the arguments `device=None` and `dtype=None`, which make the numbers where you want them from the start. None stands for the defaults, the CPU and float32.

# %% id="device-meta-run" tags=["demo"]
moved = Four().to("meta")
print("a, the Parameter:   ", moved.a.device)
print("b, the plain tensor:", moved.b.device)
print("c, the buffer:      ", moved.c.device)
print("d, in a list:       ", moved.d[0].weight.device)
there = nn.Linear(2, 2, device="meta", dtype=torch.float64).weight
print("made there:         ", there.device, there.dtype)

# %% [markdown] id="move-rule"
# Remember one difference. `model.to(…)` changes the module itself. `tensor.to(…)` leaves its tensor alone and returns the moved one, or the same object where nothing has to move. Write `x = x.to(device)`, or nothing has happened.

# %% [markdown] id="copy-text" predict="m-copy"
# ## 3.10 The same weights, twice
#
# The last stop is a twin. While one network goes on learning, you keep the best weights so far in a second one. **Predict 7.** After these lines, what is `q`?
#
#     p, q = torch.tensor([1.0]), torch.tensor([2.0])
#     q = p
#     p += 10
#
# - A: 2
#   > That was the number in q's *old* tensor. After `q = p` the name q belongs to p's tensor.
# - B: 1
#   > That would be so for a copy of the number. `q = p` gives p's tensor a second name, and `p += 10` changes that tensor.
# - C: 11

# %% id="copy-run" tags=["demo"]
p, q = torch.tensor([1.0]), torch.tensor([2.0])
q = p
p += 10
print("q = p:     ", q.item())

p, q = torch.tensor([1.0]), torch.tensor([2.0])
q.copy_(p)
p += 10
print("q.copy_(p):", q.item())

# %% [markdown] id="copy-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** `q = p` does not copy any number. It gives p's tensor a second name, and q's old tensor is forgotten. `q.copy_(p)` writes p's values into q's own memory. The underscore at the end says: in place.
#
# </details>
#
# With models it is the same. If you copy by reference, the "best one so far" goes on learning with the other, and nobody notices.
#
# {{exercise copy-weights}}
#
# {{help copy-weights}}

# %% id="copy-weights" exercise="copy-weights"
def copy_weights(src, dst):
    """Give dst's parameters the values of src's; both are of the same architecture."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        for theirs, ours in zip(src.parameters(), dst.parameters()):
            ours.copy_(theirs)
    ### END SOLUTION


# %% id="check-copy-weights" check="copy-weights"
check("copy-weights")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("copy-weights")
### END HIDDEN TESTS

# %% [markdown] id="twin-text"
# The test of the move once more. Right after the copy both give the same answer about the 8. Then one of them takes a step, and the twin must not follow it:

# %% id="twin" tags=["demo"]
with demo("net", "predict", "copy-weights"):
    learner, twin = Net(), Net()
    copy_weights(learner, twin)
    before = predict(twin, eight)
    print("after the copy, the same answer:", torch.equal(predict(learner, eight), before))
    F.cross_entropy(learner(eight), torch.tensor([8])).backward()
    with torch.no_grad():
        for p in learner.parameters():
            p -= 0.1 * p.grad
    print("after a step of the learner:    ", torch.equal(predict(learner, eight), before))
    print("the twin has kept its answer:   ", torch.equal(predict(twin, eight), before))

# %% [markdown] id="init-text" predict="m-init"
# ## 3.11 The first values
#
# Which numbers should a network start with? Try four starts for 784-100-10 on 500 real digits, and look at the first layer's outputs before the ReLU, $xW^{(0)} + B$, and at the first loss.
#
# A network that knows nothing should give each of the ten digits the probability 1/10. Its loss is −log(1/10) = log 10 ≈ 2.303.
#
# **Predict 8.** With which start do the outputs $xW^{(0)} + B$ spread the widest?
#
# - A: zeros
#   > With zeros every output is 0, and nothing spreads. Look at the gradient, too: it is 0 as well.
# - B: `torch.rand`, between 0 and 1
# - C: `torch.randn`, around 0 with standard deviation 1
#   > They also spread far too wide. But the products of `randn` have both signs and partly cancel, while those of `rand` all add up.
# - D: what `nn.Linear` does by default
#   > It draws small numbers around 0, so the outputs stay small, and the loss starts close to log 10.

# %% id="init-run" tags=["demo"]
samples = data.x_train[:500].reshape(500, 784).float() / 255
labels = data.y_train[:500]
starts = {
    "zeros": torch.zeros_like,
    "rand": torch.rand_like,
    "randn": torch.randn_like,
    "default": torch.clone,
}
outputs = {}
print("start     first loss   std of xW + B   largest gradient of W")
for name, start in starts.items():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(start(p))
    outputs[name] = model[0](samples)
    loss = F.cross_entropy(model(samples), labels)
    loss.backward()
    spread, steepest = outputs[name].std().item(), model[0].weight.grad.abs().max().item()
    print(f"{name:8}{loss.item():12.3f}{spread:16.2f}{steepest:24.4f}")

# %% id="init-picture" tags=["demo"] fold="Draws the outputs of the first layer under four starts"
pictures.histograms(
    outputs, x_label="xW + B",
    caption="The outputs of the first layer under four starts. Look at the scales below: with rand "
    "all are large and positive, so the ReLU does nothing.",
)

# %% [markdown] id="init-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** Its weights are all positive, so 784 products add up instead of cancelling: outputs with a standard deviation of 17. With `randn` they partly cancel, and nearly 10 is still bad. Look at the first losses of both: around a hundred or far more, where 2.3 would be fair. Which of the two is larger depends on the seed. The default draws between $-1/\sqrt{784}$ and $+1/\sqrt{784}$: the sum of 784 such products stays small, and the loss starts close to 2.303.
#
# **Zeros** start at log 10, too, but look at the gradient: 0. Every hidden unit gives 0, and every weight of the second layer is 0, so nothing flows back. Only the last bias would learn. Even with equal numbers other than 0, all hidden units would stay equal forever. Random starts break that symmetry.
#
# </details>
#
# So `torch.rand(784, 100)`, as in section 3.6, is good for showing shapes, and `torch.randn` in a layer of your own, such as `MyLinear`, is a start that needs scaling. By how much? The square of a standard deviation is a **variance**, and when independent numbers are added, their variances add. A sum of 784 products has 784 times the variance of one, so its standard deviation is $\sqrt{784} = 28$ times as large. Dividing the weights by $\sqrt{\text{in}}$ undoes just that, and keeps the outputs at the size of the inputs.

# %% id="init-my-linear" tags=["demo"]
torch.manual_seed(0)
x = torch.randn(500, 784)
w = torch.randn(784, 100)
print(f"randn:              std of the outputs {(x @ w).std().item():5.2f}")
print(f"randn / sqrt(784):  std of the outputs {(x @ (w / math.sqrt(784))).std().item():5.2f}")

# %% [markdown] id="symmetry-text"
# ### Why equal is not enough
#
# Give all weights the same number and take one step downhill. The 100 hidden units compute the same, get the same gradient, and stay the same.

# %% id="symmetry-run" tags=["demo"]
for name in ("equal", "default"):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
    if name == "equal":
        with torch.no_grad():
            for p in model.parameters():
                p.fill_(0.01)
    F.cross_entropy(model(samples), labels).backward()
    gradients = model[0].weight.grad.round(decimals=6)  # one row per hidden unit
    print(f"{name:8} different gradients among 100 hidden units:", len(gradients.unique(dim=0)))

# %% [markdown] id="zoo-text" predict="m-zoo"
# ## 3.12 What else torch.nn offers
#
# Linear and ReLU are two of more than a hundred blocks. All are Modules, so you can already count, move and save them. *Gates* and *heads* are only names here; you need no more of them in this course.
#
# | block | what it is for |
# |:--|:--|
# | `nn.Linear(784, 100)` | every output sees every input |
# | `nn.Conv2d(1, 8, 3)` | 8 windows of 3 × 3 pixels that slide over an image (CNN) |
# | `nn.RNN(28, 64)` | reads a sequence, 28 numbers at each step, with 64 numbers of memory |
# | `nn.LSTM(28, 64)` | the same with gates that say what is kept: four sets of weights |
# | `nn.TransformerEncoderLayer(64, 4)` | attention with 4 heads over vectors of 64 |
#
# **Predict 9.** Write down how many numbers each has, as far as you can. Which has the fewest, and which the most?
#
# - A: Conv2d the fewest, Linear the most
#   > The first half is right. Linear's 78,500 are many, but the Transformer layer holds six linear layers of its own.
# - B: RNN the fewest, LSTM the most
#   > An LSTM has four times as many as the RNN, but both are small next to the Transformer layer, and Conv2d has 80.
# - C: Conv2d the fewest, TransformerEncoderLayer the most
# - D: TransformerEncoderLayer the fewest, Linear the most
#   > The Transformer layer is at the other end: attention and two linear layers over 2048 make 281,152.

# %% id="zoo-run" tags=["demo"]
zoo = {
    "Linear(784, 100)": nn.Linear(784, 100),
    "Conv2d(1, 8, 3)": nn.Conv2d(1, 8, 3),
    "RNN(28, 64)": nn.RNN(28, 64),
    "LSTM(28, 64)": nn.LSTM(28, 64),
    "TransformerEncoderLayer(64, 4)": nn.TransformerEncoderLayer(64, 4),
}
for name, block in zoo.items():
    print(f"{name:32}{count(block):9,}")

# %% [markdown] id="zoo-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** From 80 to 281,152:
#
# - Linear: 784 · 100 + 100 = **78,500**
# - Conv2d: 8 windows of 1 · 3 · 3 weights and one bias each, 8 · 10 = **80**. The size of the image does not matter.
# - RNN: from the input 64 · 28, from the memory 64 · 64, and two biases of 64: **6,016**
# - LSTM: four of these, 4 · 6,016 = **24,064**
# - TransformerEncoderLayer: attention 4 · (64 · 64 + 64) = 16,640; two linear layers over 2048, 64 · 2048 + 2048 + 2048 · 64 + 64 = 264,256; two norms 2 · 128 = 256: **281,152**. Most of it is plain linear layers.
#
# </details>

# %% id="zoo-tree" tags=["demo"] fold="Draws the layer of a Transformer as a tree"
pictures.module_tree(
    zoo["TransformerEncoderLayer(64, 4)"],
    caption="A block of blocks: one layer of a Transformer holds attention, linear layers, norms "
    "and dropouts, most of which you know now.",
)

# %% [markdown] id="bug-hunt"
# ## 3.13 Bug hunt
#
# Four fragments, one bug each, and all the bugs are old friends from chapters 1 and 2. Each fragment stands in the code cell below its question. Read it, say what will happen, then run it.

# %% [markdown] id="bug-1" predict="m-bug-broadcast"
# **Predict 10.** The predictions are a column, as a layer returns them, and each equals its target. What is the loss?
#
# - A: 0
#   > That is what it should be, and what it is when both have the same shape.
# - B: about 1.33
# - C: a RuntimeError: (3, 1) and (3,) do not fit
#   > They do fit, and that is the trouble: the column is repeated to the right, and the row downwards.

# %% id="bug-1-run" tags=["demo"]
predictions = torch.tensor([[1.0], [2.0], [3.0]])  # (3, 1)
targets = torch.tensor([1.0, 2.0, 3.0])  # (3,)
print("loss:", ((predictions - targets) ** 2).mean().item())
print("shape of the difference:", tuple((predictions - targets).shape))

# %% [markdown] id="bug-1-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** (3, 1) − (3,) is (3, 3): every prediction is compared with every target. Six of the nine differences are not 0; their squares add up to 12, and 12/9 is 1.33. A network trained on this loss learns the mean of all targets, and there is no error (chapter 1, broadcasting). Write `predictions[:, 0]`, or `targets[:, None]`.
#
# </details>

# %% [markdown] id="bug-2" predict="m-bug-grad-call"
# **Predict 11.** A quick look at a gradient. What does the `print` do?
#
# - A: it prints the gradient, 6
#   > That is `w.grad`. Look at what follows it.
# - B: it prints None
#   > `backward` has been called, and w is a leaf: there is a gradient.
# - C: it raises a TypeError

# %% id="bug-2-run" tags=["demo"]
w = nn.Parameter(torch.tensor(3.0))
(w**2).backward()
try:
    print(w.grad())
except TypeError as error:
    print("TypeError:", error)

# %% [markdown] id="bug-2-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** `w.grad` is an attribute, a tensor. The parentheses try to *call* this tensor (chapter 1, attribute and method). A Parameter is a Tensor, so it behaves the same.
#
# </details>

# %% [markdown] id="bug-3" predict="m-bug-softmax-dim"
# **Predict 12.** Probabilities for two samples and three classes. Which numbers sum to 1?
#
# - A: each of the two rows: the classes of one sample
#   > That would be `dim=1`. The dim is the axis that is summed over.
# - B: each of the three columns: the samples of one class
# - C: all six together
#   > For that, softmax would have to run over both axes. It runs along one.

# %% id="bug-3-run" tags=["demo"]
logits = torch.tensor([[2.0, 0.0, 1.0], [0.0, 0.0, 1.0]])  # (N, C) = (2, 3)
p = torch.softmax(logits, dim=0)
print(p)
print("sums of the rows:   ", p.sum(dim=1))
print("sums of the columns:", p.sum(dim=0))

# %% [markdown] id="bug-3-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** `dim=0` runs down the rows, so the *samples* share out one class among them. The numbers lie between 0 and 1 and nothing complains; with a single sample each of them is exactly 1. In an `nn.Module` the same slip is `nn.Softmax(dim=0)`.
#
# </details>

# %% [markdown] id="bug-4" predict="m-bug-accumulate"
# **Predict 13.** The slope of layer(x)² at weight 3 and x = 1, measured twice. What is the second printed line?
#
# - A: 6, like the first
#   > That would be so if `backward` *set* `.grad`, or if somebody had cleared it in between.
# - B: 12
# - C: 36
#   > 6 · 6 would be a slope times a slope. Gradients that reach the same tensor are added.
# - D: an error: the graph is used up
#   > Each round computes a new output, and with it a new graph.

# %% id="bug-4-run" tags=["demo"]
layer = nn.Linear(1, 1, bias=False)
nn.init.constant_(layer.weight, 3.0)
for _ in range(2):
    (layer(torch.ones(1, 1)) ** 2).sum().backward()
    print(layer.weight.grad.item())

# %% [markdown] id="bug-4-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** 6, then 6 + 6. `backward` adds to what is there (chapter 2), in a Module as anywhere else. `layer.zero_grad()` clears the gradients of all of the layer's parameters.
#
# </details>

# %% [markdown] id="summary"
# ## 3.14 What you have now
#
# - **A block takes a tensor and gives a tensor.** `__init__` makes its parts once, `forward` uses them in every call, and you call the object. Backward is autograd's work.
# - **Registered or lost.** Parameters are trained, saved and moved; buffers are saved and moved; plain tensors and Python lists are invisible. The test of a move is the same answer.
# - **A Parameter is a Tensor** that requires grad and that a Module notices. An operation on it gives a plain tensor.
# - **`nn.Linear` stores (out, in)** and computes xAᵀ + b. 784-100-10 has 79,510 numbers.
# - **Two switches:** `eval()` for what layers compute, `no_grad()` for what is recorded.
# - **Names are not copies:** `copy_` writes values, `=` gives a second name.
# - **The first values decide** whether the loss starts at log 10 or at a hundred.
#
# Next, chapter 4: a single linear block followed by a sigmoid, and its gradient written by hand.
#
# The table shows where you stand, by the visible checks: the hidden ones run when the notebook is graded.

# %% id="progress" tags=["demo"]
progress()
