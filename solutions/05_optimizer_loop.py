# %% [markdown] id="title"
# # 5 · The loop
#
# Four lines train nearly every network that you have heard of: clear the old gradient, compute the loss, backpropagate, step. In this chapter you write these lines by hand, then the optimizer behind them, then the loop around them. At the end a network reads handwritten digits, and you know what each line is for, because you have seen what happens without it.
#
# **After this chapter you can**
#
# - say what `zero_grad`, `backward` and `step` do to `.grad` and to the parameters, and find the missing one by its symptom
# - write gradient descent, momentum and weight decay from the formula, with the numbers of `torch.optim.SGD`
# - cut data into shuffled mini-batches, and say why shuffled
# - give the cross-entropy what it expects: logits and class numbers
# - train a network, choose its settings by validation data, measure it on new data, and read its curves
#
# **It ends with** a network that learns to read handwritten digits, in a loop that you have written line by line.
#
# **Time:** about 170 minutes, in three sittings if you like: one step, batches and the loss (65, to section 5.5), the optimizer and one epoch (65, to 5.7), the digits (40).
#
# **You need:** shapes and indexing (chapter 1), `backward` and `.grad` (chapter 2), `nn.Module`, train and eval (chapter 3), the training loop by hand (chapter 4).

# %% [markdown] id="how-it-works"
# <details>
# <summary><b>How to work here</b>, as in every chapter</summary>
#
# Read, predict, run, write. A question marked **Predict** asks for your answer *before* you read on: run the cell `guess("…")` below it and choose, or open the folded answer further down. An exercise is a cell with the line `raise NotAttempted`: replace that line, run the cell, run the check below it. `hint("fit-line")` helps in three steps and costs no points. Training runs that need an exercise you have not done yet say so, and the notebook runs on.
#
# </details>

# %% id="setup" setup=true
import math
import torch
import torch.nn.functional as F
from torch import nn, optim
from course_utils import NotAttempted, check, demo, digits, guess, hint, labs, pictures, progress, reset

device = torch.device("cpu")

# %% [markdown] id="review-text"
# **What do you still know?** Five questions about chapters 1 to 4, with new numbers every time. What you miss comes back soon, what you know comes later. It takes five minutes and is not graded.

# %% id="review" tags=["demo"]
from course_utils import review

review(before=5)

# %% [markdown] id="symbols"
# ## 5.1 The words
#
# Samples stand in rows again, and m is called N again. Come back to this table when a letter puzzles you.
#
# <details>
# <summary>The letters of this chapter, and what others call them</summary>
#
# | here | shape | what it is | elsewhere |
# |:--|:--|:--|:--|
# | W, `w`, `p` | any | a parameter: a tensor that is learned | θ |
# | `b` | () or (H,) | a bias | B |
# | `W.grad`, g | as W | the gradient of the loss with respect to W | ∇_W loss |
# | `lr` | | the learning rate, or step size | η, α, and in some texts σ |
# | v | as W | the velocity: what momentum remembers | m, buffer |
# | `momentum` | | how much of v stays, 0 to 1 | μ, β |
# | `weight_decay` | | how strongly W is pulled to 0 | λ |
# | `x` | (N, D) | inputs, one sample per row again | X |
# | `y` | (N,) | labels: class numbers, whole numbers | t |
# | N, D, C | | samples, numbers per sample, classes | m for N |
# | `xb`, `yb`, B | (B, D), (B,) | a mini-batch of B samples | |
# | logits | (B, C) | the network's output, any numbers | scores, z |
# | step | | all parameters are moved once | iteration |
# | epoch | | one pass over all samples | |
#
# </details>

# %% [markdown] id="update-rule"
# ## 5.2 One number goes downhill
#
# All of training is this line:
#
# $$W \;\leftarrow\; W - lr \cdot \nabla_W\,\text{loss}$$
#
# The arrow is an assignment, not an equation. The gradient says in which direction the **loss** grows, the minus goes the other way, and `lr` says how far. Mind the name under the ∇ and the name after it. You will meet the slip ∇_W W on slides. That would be the slope of W with respect to itself: 1 for each number, whatever the data say.
#
# Take one number w and the loss (w − 3)². Its slope is 2(w − 3). Start at w = 0 with lr = 0.1, and do the first two steps on paper. Each row of the table holds the values *before* its step. In code the step changes w in place, under `torch.no_grad()` (chapter 2). A plain `w = w - 0.1 * w.grad` would rebind w to a new tensor that is not a leaf: in the next round its `.grad` stays None.

# %% id="one-number" tags=["demo"]
w = torch.tensor(0.0, requires_grad=True)
print("step      w   loss  w.grad")
for step in range(6):
    loss = (w - 3) ** 2
    loss.backward()
    print(f"{step:4} {w.item():6.3f} {loss.item():6.3f} {w.grad.item():7.3f}")
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None

# %% [markdown] id="predict-lr" predict="o-rate"
# **Predict 1.** With lr = 0.1 every step shortens the distance to 3 by a fifth. What happens with lr = 1.05?
#
# - A: it arrives about ten times as fast
#   > Larger is faster only up to lr = 0.5. At 1.05 a step is 2.1 times the distance to 3: more than twice as long as it should be.
# - B: it jumps back and forth over 3, and gets farther away each time
# - C: it jumps to 3 at once and stays
#   > That is what lr = 0.5 does: there the step is exactly the distance to 3.

# %% id="predict-lr-run" tags=["demo"]
def walk(lr, steps=8):
    """The values of w on its way down (w - 3)**2."""
    w, path = 0.0, [0.0]
    for _ in range(steps):
        w -= lr * 2 * (w - 3)
        path.append(w)
    return path


pictures.descent(
    {f"lr = {lr}": walk(lr) for lr in (0.1, 0.8, 1.05)},
    lambda w: (w - 3) ** 2,
    -4,
    10,
    caption="Left: small steps on one side. Middle: each step leaps over the minimum and lands "
    "nearer. Right: each lands farther away, and the loss grows.",
)

# %% [markdown] id="predict-lr-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** The step is lr · 2(w − 3). With lr = 0.5 it is exactly the distance to 3. With more it leaps over, and from lr = 1 on it lands as far away on the other side, or farther. A loss that grows from step to step nearly always means that lr is too large.
#
# </details>

# %% [markdown] id="momentum-number-text"
# ### Momentum, on one number
#
# A rolling ball keeps its speed. Momentum gives w a velocity v:
#
# $$v \leftarrow \mu\, v + g, \qquad w \leftarrow w - lr \cdot v$$
#
# v starts at 0. With μ = 0 this is plain gradient descent. With μ = 0.9, nine tenths of the old velocity remain, and the new gradient is added *whole*. Follow two lines of the table by hand.

# %% id="momentum-number" tags=["demo"]
w, v = 0.0, 0.0
print("step       g       v       w")
for step in range(1, 7):
    g = 2 * (w - 3)
    v = 0.9 * v + g
    w = w - 0.1 * v
    print(f"{step:4} {g:7.3f} {v:7.3f} {w:7.3f}")

# %% [markdown] id="momentum-number-read"
# In step 1, v is just g. Then v grows, because the gradients point the same way, and in the fourth step w passes 3. From the next row on g is positive, but v is still negative: the ball rolls on before it comes back.

# %% [markdown] id="three-verbs" predict="o-which-line"
# ## 5.3 Three verbs
#
# PyTorch splits a step into three calls. Each does one thing only:
#
# | call | what it does to `.grad` | what it does to W |
# |:--|:--|:--|
# | `optimizer.zero_grad()` | clears it | nothing |
# | `loss.backward()` | **adds** the gradient to it | nothing |
# | `optimizer.step()` | reads it | W ← W − lr · W.grad |
#
# You will often read that *backward updates the parameters*. Watch.
#
# **Predict 2.** w is 1, the loss is w², lr is 0.1. What do you have after `loss.backward()` and `optimizer.step()`?
#
# - A: w = 0.8, and w.grad = 2
# - B: w = 0.8, and w.grad = None: the step has used it up
#   > `step` only reads the gradient. If it cleared the gradient as well, nobody would need `zero_grad`.
# - C: w = 0.6, and w.grad = 2: both calls have moved w
#   > That would be so if `backward` also moved w. It only fills `w.grad`.

# %% id="what-each-does" tags=["demo"]
w = nn.Parameter(torch.tensor(1.0))
optimizer = optim.SGD([w], lr=0.1)


def show(when):
    print(f"{when:24} w = {w.item():.2f}   w.grad = {None if w.grad is None else w.grad.item()}")


show("at first")
loss = w**2
loss.backward()
show("after backward")
optimizer.step()
show("after step")
optimizer.zero_grad()
show("after zero_grad")

# %% [markdown] id="what-each-does-answer"
# <details>
# <summary>Answer</summary>
#
# **A.** Only `step` moves w. backward fills `w.grad` with 2w = 2 and leaves w alone. step uses what it finds there, 1 − 0.1 · 2 = 0.8, and leaves the gradient alone. zero_grad sets it back to None. So the gradient outlives the step, and many of the bugs in training loops come from that.
#
# </details>

# %% [markdown] id="toggle-text" predict="o-toggle"
# Now leave things out, one at a time: five rounds on the same loss w², starting from w = 1 with lr = 0.1.
#
# In the next cell each row is named after its calls, in order. Go through the nine names: which rows stay at 1.00 forever, and which one raises an error?
#
# **Predict 3.** What does `backward step` do, without any zero_grad?
#
# - A: w stays at 1.00
#   > It would stay if `step` found no gradient, or were never called. Here it is called, and there is a gradient.
# - B: w runs past the minimum at 0
# - C: the same as with zero_grad
#   > Only in the first round. From the second on, the old gradients are still in `w.grad`, and `step` uses the sum.
# - D: it raises an error in the second round
#   > Every round computes a new loss, so every `backward` has a graph of its own, and nothing to complain about.

# %% id="toggle" tags=["demo"]
def rounds(calls, count=5):
    """w after every round; `calls` are made in this order."""
    w = nn.Parameter(torch.tensor(1.0))
    optimizer = optim.SGD([w], lr=0.1)
    path = []
    for _ in range(count):
        loss = w**2
        verbs = {"zero": optimizer.zero_grad, "backward": loss.backward, "step": optimizer.step}
        for call in calls.split():
            verbs[call]()
        path.append(f"{w.item():5.2f}")
    return " ".join(path)


for calls in (
    "zero backward step",
    "backward step zero",
    "backward step",
    "backward zero step",
    "zero step backward",
    "zero backward",
    "zero step",
    "zero backward step step",
    "step zero backward",
):
    try:
        print(f"{calls:25} {rounds(calls)}")
    except RuntimeError as error:
        print(f"{calls:25} RuntimeError: {str(error)[:75]} …")

# %% [markdown] id="toggle-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** Each step uses all old gradients again, and w is negative from the third round on. Four rows stay at 1.00 forever, because step finds no gradient or is never called: `backward zero step`, `zero step backward`, `zero backward`, `zero step`. `step` twice uses each gradient twice. Only `step zero backward` raises: the loss w² was computed with a w that step has changed since, and backward notices. All the others are silent, and that is the trouble. `zero backward step` and `backward step zero` are the same: clear before or after, but once for every step.
#
# </details>

# %% [markdown] id="lab-loop-text"
# **Try it: what goes wrong, and does anything tell you?** This time a line is fitted to points. Switch a call off, double it, change the order, and say what the curve will do before you look. Which faulty loops still learn? Then leave zero_grad out and make lr small: why does the mistake look like an improvement? Section 5.8 has the answer.

# %% id="lab-loop" tags=["demo"]
labs.loop()

# %% [markdown] id="ex-fit-line"
# ### A line, step by step
#
# Now it is your turn, without an optimizer. Points (x, y) are given; find the line x·w + b. The loss is the mean squared error
#
# $$\text{loss} = \frac{1}{N}\sum_{i=1}^{N}\bigl(x_i\,w + b - y_i\bigr)^2$$
#
# {{exercise fit-line}}
#
# Use autograd or work by hand, as you like: the numbers count. Look at the shapes. x is (N, 1), y is (N,), and (N, 1) − (N,) is *not* an error in PyTorch. What is it?
#
# {{help fit-line}}

# %% id="fit-line" exercise="fit-line"
def fit_line(x, y, lr, steps):
    """(w, b) after `steps` steps of gradient descent from w = b = 0; x (N, 1), y (N,)."""
    ### BEGIN SOLUTION
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    for _ in range(steps):
        error = x[:, 0] * w + b - y  # (N,)
        error.square().mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
    return w.detach(), b.detach()
    ### END SOLUTION

# %% id="check-fit-line" check="fit-line"
check("fit-line")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("fit-line")
### END HIDDEN TESTS

# %% id="draw-fit-line" tags=["demo"] fold="Draws your line after 0, 1, 5 and 200 steps"
with demo("fit-line"):
    torch.manual_seed(0)
    x = torch.rand(40, 1) * 4 - 1
    y = 0.8 * x[:, 0] + 1.5 + 0.3 * torch.randn(40)
    lines = {f"steps = {steps}": fit_line(x, y, 0.1, steps) for steps in (0, 1, 5, 200)}
    display(pictures.line_fits(
        x,
        y,
        lines,
        caption="Your line on its way. The points were scattered around 0.8 x + 1.5; after "
        "200 steps the line lies among them.",
    ))

# %% [markdown] id="broadcast-text"
# And this is what (N, 1) − (N,) does: every prediction is compared with every y. The loss is a number, it has a gradient, nothing complains, and the line is wrong.

# %% id="broadcast" tags=["demo"]
prediction, target = torch.zeros(4, 1), torch.arange(4.0)
print("(4, 1) - (4,) has the shape", tuple((prediction - target).shape))
print(prediction - target)

# %% [markdown] id="mse-loss-text"
# The same loss comes with PyTorch, as a block, `nn.MSELoss()`, and as a function, `F.mse_loss`. Two things are worth seeing. `print(loss)` does not show a bare number but a *tensor*, with the operation that made it: the name `MseLossBackward0` after `grad_fn=` is the last node of the graph that `loss.backward()` walks. For the number alone, write `loss.item()`. And unlike your minus, this loss does warn about (N, 1) and (N,).

# %% id="mse-loss" tags=["demo"]
import warnings

w = torch.tensor(2.0, requires_grad=True)
loss = nn.MSELoss()(w * target, target)
print(loss)
print(loss.item())
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    nn.MSELoss()(prediction, target)
print("warning:", str(caught[0].message)[:74], "…")

# %% [markdown] id="batches-text"
# ## 5.4 Mini-batches
#
# A step needs a gradient, and a gradient needs a loss. Over how many samples? Look at what stands after the semicolon in loss(x; W): the W moves, the x are data. You may take as many of them as you like:
#
# | samples | name | computed in a step | the gradient is |
# |:--|:--|:--|:--|
# | all N | full batch | N samples | exact |
# | B of them, 100 say | mini-batch | B samples | a good guess |
# | one | stochastic, in the strict sense | one sample | a wild guess |
#
# With mini-batches of 100, the loss of x₁ … x₁₀₀ makes the first step, x₁₀₁ … x₂₀₀ the second, and so on. When all N have had their turn, an **epoch** is over. 2,500 digits in batches of 100 make 25 steps per epoch, each on a 25th of the digits.
#
# Two details matter. If B does not divide N, the last batch is short. And *stochastic* means random: batches cut in the order of the file are not. Section 5.8 shows what that can do. So shuffle first, and again in every epoch, and whatever you do to x, do to y.

# %% [markdown] id="ex-minibatches"
# {{exercise minibatches}}
#
# Return a list of pairs, or write `yield` and make it a generator: `for xb, yb in …` works with both.
#
# {{help minibatches}}

# %% id="minibatches" exercise="minibatches"
def minibatches(x, y, batch_size):
    """Pairs (xb, yb): every sample once, in a new order; x (N, D), y (N,)."""
    ### BEGIN SOLUTION
    order = torch.randperm(len(y))
    for start in range(0, len(y), batch_size):
        chosen = order[start : start + batch_size]  # the last slice may be short
        yield x[chosen], y[chosen]
    ### END SOLUTION

# %% id="check-minibatches" check="minibatches"
check("minibatches")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("minibatches")
### END HIDDEN TESTS

# %% id="show-minibatches" tags=["demo"]
with demo("minibatches"):
    torch.manual_seed(0)
    x, y = torch.arange(10.0)[:, None], torch.arange(10)
    for epoch in (1, 2):
        print(f"epoch {epoch}:", [yb.tolist() for xb, yb in minibatches(x, y, 4)])

# %% [markdown] id="dataset-loader-text"
# ### Dataset and DataLoader
#
# PyTorch has two classes for this. A **Dataset** knows how many samples there are and gives you number i. A **DataLoader** draws the order, picks the samples and stacks them into batches. For tensors in memory it does what you have just written. It earns its keep when samples have to be read from many files, by several processes at once.

# %% id="dataset-loader" tags=["demo"]
from torch.utils.data import DataLoader, TensorDataset

numbers = TensorDataset(torch.arange(10.0)[:, None], torch.arange(10))
print("samples:", len(numbers), "  number 3:", numbers[3])

torch.manual_seed(0)
loader = DataLoader(numbers, batch_size=4, shuffle=True)
print("batches:", len(loader), "  sizes:", [len(yb) for xb, yb in loader])
print("the last, short one dropped:", len(DataLoader(numbers, batch_size=4, drop_last=True)))

# %% [markdown] id="loss-text"
# ## 5.5 The loss and the inputs it expects
#
# For C classes the network gives C numbers per sample, the **logits**, one row each: (B, C). `nn.CrossEntropyLoss`, or the function `F.cross_entropy`, turns them into one number. It needs **two** things, the logits and the labels; without a label there is nothing to be wrong about. And it contains the softmax. As everywhere in this course, log is the natural logarithm, ln:
#
# $$\text{loss} = \frac{1}{B}\sum_{i=1}^{B} -\log\,\frac{e^{z_{i,y_i}}}{\sum_{c} e^{z_{i,c}}}$$
#
# $z_{i,c}$ is the logit of sample i for class c, $y_i$ the number of the true class.
#
# By default you get the mean over the batch; `reduction` changes that. You seldom need the other settings: `weight` makes some classes count more, `ignore_index` leaves out the samples with one label, `label_smoothing` gives a little of the true class's 1 to the others. (`size_average` and `reduce` are older forms of `reduction`.)

# %% id="cross-entropy-by-hand" tags=["demo"]
logits = torch.tensor([[2.0, 1.0, -1.0], [0.5, 0.0, 3.0]])  # (B, C) = (2, 3)
labels = torch.tensor([0, 1])  # (B,): class numbers

by_hand = -(logits.exp() / logits.exp().sum(dim=1, keepdim=True))[[0, 1], labels].log()
print("each sample, by hand:", by_hand)
print("reduction='none':    ", F.cross_entropy(logits, labels, reduction="none"))
print("reduction='sum':     ", F.cross_entropy(logits, labels, reduction="sum"))
print("reduction='mean':    ", F.cross_entropy(logits, labels), "(the default)")

# %% [markdown] id="softmax-first-text" predict="o-softmax-first"
# ### Softmax first? No.
#
# You will often read "softmax, then cross-entropy". Mathematically, that is correct. As code it puts a second softmax before the one that is already inside.
#
# **Predict 4.** A network with ten classes is perfectly sure and perfectly right: its softmax gives 1 for the true class and 0 for the others. You hand *these probabilities* to `F.cross_entropy`. What loss do you get?
#
# - A: 0
#   > For a loss of 0 the logits have to lie far apart, as in the last line of the cell. Probabilities are at most 1 apart.
# - B: about 1.46
# - C: about 2.30
#   > That is ln 10, the loss of a network that treats all classes alike. This one is right, and that still counts for something.
# - D: an error
#   > Probabilities are floats of the right shape, so they pass for logits. The trap is that there is no error.

# %% id="softmax-first" tags=["demo"]
sure = F.one_hot(torch.tensor([3, 7]), 10).float()  # probabilities, perfectly right
print("softmax twice, at best:", F.cross_entropy(sure, torch.tensor([3, 7])).item())
print("-log(e / (e + 9)):     ", -math.log(math.e / (math.e + 9)))
print("with logits, 50 ahead: ", F.cross_entropy(50 * sure, torch.tensor([3, 7])).item())

# %% [markdown] id="softmax-first-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** Probabilities lie between 0 and 1. Taken for logits, they are at most 1 apart, and the softmax inside makes them nearly equal again: e / (e + 9) is 0.23. The loss never falls below 1.461, however good the network is, and its gradients are small. There is no error message. If your loss is stuck at 1.46 with ten classes, look for one softmax too many.
#
# </details>

# %% [markdown] id="one-hot-text"
# ### Class numbers or one-hot?
#
# Beside this loss you may find the note "+ one_hot", as if the labels had to be converted. They need not be: class numbers are what it expects. A **one-hot** matrix has a row for each sample, zeros with a single 1 at the true class. As *floats* it works too, and gives the same loss, because it is read as probabilities. As *whole numbers*, which is what `F.one_hot` gives, it raises.

# %% id="one-hot" tags=["demo"]
one_hot = F.one_hot(labels, 3)
print("class numbers:   ", F.cross_entropy(logits, labels).item())
print("float one-hot:   ", F.cross_entropy(logits, one_hot.float()).item())
for words, attempt in (
    ("one-hot of int64:", lambda: F.cross_entropy(logits, one_hot)),
    ("arguments swapped:", lambda: F.cross_entropy(labels, logits)),
    ("no label at all:", lambda: F.cross_entropy(logits)),
):
    try:
        print(words, attempt().item())
    except (RuntimeError, TypeError, ValueError, IndexError) as error:
        print(words, type(error).__name__, "-", str(error).splitlines()[0][:80])

# %% [markdown] id="first-loss-text" predict="o-first-loss" answer="2.303 | ln 10 | log 10"
# ### The first loss
#
# **Predict 5.** A new network knows nothing, and gives about the same logit to each of ten digits. What is its loss before any training?

# %% id="first-loss" tags=["demo"]
data = digits.load()
pixels = data.x_train.flatten(1) / 255  # (3000, 784)
x_train, y_train = pixels[:2500], data.y_train[:2500]  # to learn from
x_val, y_val = pixels[2500:], data.y_train[2500:]  # to choose by: section 5.8
x_test, y_test = data.x_test.flatten(1) / 255, data.y_test  # 1,000, for the very end


def new_network(seed=0):
    """784-100-10 with fresh weights, the same for the same seed."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))


with torch.no_grad():
    print("first loss:", F.cross_entropy(new_network()(x_train), y_train).item())
print("ln 10:     ", math.log(10))

# %% [markdown] id="first-loss-answer"
# <details>
# <summary>Answer</summary>
#
# ln 10 ≈ 2.303: each class gets a probability of about 1/10, and −log(1/10) = log 10. Look at the first loss of every classifier you train. If it is far above ln C, the weights start too large. If it is far below, the network knows more than it can know: perhaps the labels have got into the inputs.
#
# </details>

# %% [markdown] id="optimizer-base"
# ## 5.6 The optimizer
#
# `optim.SGD`, `optim.Adam` and all the others inherit from one class, `torch.optim.Optimizer(params, defaults)`. The base class holds the parameters, in **groups** that can have settings of their own; `defaults` is for all that a group does not set. It also has `zero_grad`. A subclass adds `step`, and the state that its rule needs for every parameter.

# %% id="optimizer-base-run" tags=["demo"]
network = new_network()
optimizer = optim.SGD(
    [
        {"params": network[0].parameters()},
        {"params": network[2].parameters(), "lr": 0.01},  # the last layer learns more slowly
    ],
    lr=0.1,
    momentum=0.9,
)
print("an Optimizer:", isinstance(optimizer, optim.Optimizer))
for number, group in enumerate(optimizer.param_groups):
    shapes = [tuple(p.shape) for p in group["params"]]
    print(f"group {number}: lr {group['lr']}, momentum {group['momentum']}, parameters {shapes}")

# %% [markdown] id="sgd-text"
# Your own optimizer needs only one group. This is the rule of `torch.optim.SGD`, for each parameter p with gradient g and velocity v, all of the same shape:
#
# $$g \leftarrow g + \lambda\, p, \qquad v \leftarrow \mu\, v + g, \qquad p \leftarrow p - lr \cdot v$$
#
# λ is `weight_decay`: it adds the slope of (λ/2)·p² to the gradient, so that every step also pulls p a little towards 0. μ is `momentum`. With λ = μ = 0 only p ← p − lr · g remains.
#
# Four things easily go wrong:
#
# - `model.parameters()` is a *generator*: walk through it once, and it is empty. Keep a list.
# - Every parameter has its own v.
# - A parameter that took no part in the loss has `.grad` None. Leave it alone.
# - `step` reads `.grad` and leaves it as it is. Clearing it is `zero_grad`'s work, and without that the next backward adds to it.

# %% [markdown] id="ex-sgd"
# {{exercise sgd}}
#
# You have three lines to replace: one in each method.
#
# {{help sgd}}

# %% id="sgd" exercise="sgd"
class SGD:
    """Gradient descent with momentum and weight decay, as torch.optim.SGD has it."""

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        """Keep the parameters and the settings, and a velocity for every parameter."""
        ### BEGIN SOLUTION
        self.params = list(params)  # a generator could be used only once
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.velocities = [torch.zeros_like(p) for p in self.params]
        ### END SOLUTION

    def step(self):
        """Move every parameter that has a gradient."""
        ### BEGIN SOLUTION
        with torch.no_grad():
            for p, v in zip(self.params, self.velocities):
                if p.grad is None:
                    continue
                g = p.grad + self.weight_decay * p
                v.mul_(self.momentum).add_(g)
                p -= self.lr * v
        ### END SOLUTION

    def zero_grad(self):
        """Clear every gradient."""
        ### BEGIN SOLUTION
        for p in self.params:
            p.grad = None
        ### END SOLUTION

# %% id="check-sgd" check="sgd"
check("sgd")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("sgd")
### END HIDDEN TESTS

# %% [markdown] id="valley-text"
# ### What momentum is good for
#
# Think of a long, narrow valley, steep across and nearly flat along. The steep direction allows only a small lr, and with a small lr the flat direction crawls. Momentum helps: along the valley all gradients point the same way and add up in v, while across it they change sign and cancel. This is *your* optimizer, thirty steps from the same point.

# %% id="draw-valley" tags=["demo"] fold="Walks thirty steps with your SGD, plain and with momentum, and draws both"
def height(w1, w2):
    """Steep in w2, nearly flat in w1."""
    return 0.05 * w1**2 + w2**2


def travel(steps=30, **settings):
    """The points that an SGD of yours visits."""
    w = nn.Parameter(torch.tensor([-8.0, 1.6]))
    optimizer = SGD([w], **settings)
    points = [w.tolist()]
    for _ in range(steps):
        optimizer.zero_grad()
        height(w[0], w[1]).backward()
        optimizer.step()
        points.append(w.tolist())
    return points


with demo("sgd"):
    display(pictures.valley(
        {
            "plain, lr = 0.3": travel(lr=0.3),
            "momentum 0.8, lr = 0.3": travel(lr=0.3, momentum=0.8),
        },
        height,
        (-9.5, 4),
        (-2, 2.2),
        caption="Thirty steps each, towards the star at (0, 0). The plain path crawls along the "
        "valley. The one with momentum swings from side to side, but it gets there.",
    ))

# %% [markdown] id="lab-descent-text"
# **Try it: which lr is too large, and what decides it?** Your optimizer in the same valley. Without momentum, look for the largest lr that still comes down, and compare it with 2/λ. Here λ is not the weight decay, which has the same letter, but a curvature: how fast the slope grows along the steepest direction. Then add momentum. Start elsewhere: does the limit change?
#
# <details>
# <summary>What you can see</summary>
#
# In the steep direction the slope is 2·w₂, so λ = 2, and one step turns w₂ into w₂ − lr · 2·w₂ = (1 − 2·lr)·w₂. That shrinks as long as lr is below 2/λ = 1. The start plays no part in this: only the curvature matters. Momentum μ raises the limit, to (2 + 2μ)/λ.
#
# </details>

# %% id="lab-descent" tags=["demo"]
with demo("sgd"):
    display(labs.descent(height, (-8.0, 1.6), SGD, lr=0.3))

# %% [markdown] id="rate-map-text"
# **All pairs at once.** The lab shows one run at a time. Below, your optimizer descends the same valley once for every cell: 18 learning rates, 11 values of μ.
#
# Look for three things. The bottom row is plain descent: the number of steps falls as lr grows, and then, one cell later, the run diverges. Upwards the limit moves to the right, just as (2 + 2μ)/λ says. And the best pair lies in the middle: with too much momentum the ball swings past the lowest point again and again, and needs more steps, not fewer. A few of these pairs are on the lab's sliders: look at their paths.

# %% id="draw-rate-map" tags=["demo"]
with demo("sgd"):
    display(pictures.rate_map(height, (-8.0, 1.6), SGD))

# %% id="compare-sgd" tags=["demo"]
with demo("sgd"):
    # one network, one batch, ten steps: yours against torch's
    ours, theirs = new_network(), new_network()
    settings = {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}
    for network, optimizer in (
        (ours, SGD(ours.parameters(), **settings)),
        (theirs, optim.SGD(theirs.parameters(), **settings)),
    ):
        for _ in range(10):
            optimizer.zero_grad()
            F.cross_entropy(network(x_train[:100]), y_train[:100]).backward()
            optimizer.step()
    pairs = zip(ours.parameters(), theirs.parameters())
    print(f"largest difference: {max((a - b).abs().max().item() for a, b in pairs):.1e}")

# %% [markdown] id="arrange-loop-text"
# **Put it in order.** Here are the lines of the whole training loop, and two that do not belong. Every order that trains correctly passes; if yours does not, you are told which line is wrong, and why.

# %% id="arrange-loop" tags=["demo"]
from course_utils import arrange

arrange("training-loop")

# %% [markdown] id="ex-train-epoch"
# ## 5.7 One epoch, and how well it went
#
# Batches, a loss, an optimizer: everything is ready. Put them into a loop.
#
# {{exercise train-epoch}}
#
# `loader` is anything with `for xb, yb in loader` and `len(loader)`: a DataLoader, or a list of batches. `loss_fn` and `optimizer` are arguments: use these, whatever they are. Add up `loss.item()`, a plain number. If you add up the loss tensors instead, the sum keeps the graphs of all batches alive.
#
# {{help train-epoch}}

# %% id="train-epoch" exercise="train-epoch"
def train_epoch(model, loader, loss_fn, optimizer):
    """One pass over the loader, one step per batch; returns the average batch loss."""
    ### BEGIN SOLUTION
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)
    ### END SOLUTION

# %% id="check-train-epoch" check="train-epoch"
check("train-epoch")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("train-epoch")
### END HIDDEN TESTS

# %% [markdown] id="ex-evaluate"
# A loss is for the optimizer. People ask how many are right. The prediction is the class with the largest logit, `argmax` along the classes. You need no softmax for that, because it does not change which one is largest.
#
# {{exercise evaluate}}
#
# `loader` is a DataLoader or a list of batches, as before. Careful with the mean: 30 batches of 100 and one of 7 do not count alike. And leave no trace, because a training that goes on afterwards expects its mode. `model.training` tells you the mode; `model.train(…)` and `model.eval()` set it, in every part of the model.
#
# {{help evaluate}}

# %% id="evaluate" exercise="evaluate"
def evaluate(model, loader):
    """The share of right predictions over all samples, in eval mode and without a graph."""
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    right, samples = 0, 0
    with torch.no_grad():
        for xb, yb in loader:
            right += (model(xb).argmax(dim=1) == yb).sum().item()
            samples += len(yb)
    model.train(was_training)
    return right / samples
    ### END SOLUTION

# %% id="check-evaluate" check="evaluate"
check("evaluate")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("evaluate")
### END HIDDEN TESTS

# %% [markdown] id="bar-text"
# ### First, the bar
#
# What does the simplest rule reach, before anything is trained? Take the mean image of each digit, ten in all, and give a new digit the name of the nearest mean. No loss, no step.

# %% id="bar" tags=["demo"]
def nearest_mean(x, y, new):
    """The digits of `new` (M, 784), each by the nearest of ten mean images of x (N, 784)."""
    means = torch.stack([x[y == k].mean(dim=0) for k in range(10)])  # (10, 784)
    return torch.cdist(new, means).argmin(dim=1)


bar = (nearest_mean(x_train, y_train, x_val) == y_val).float().mean().item()
print(f"the nearest mean image is right for {bar:.1%} of the validation digits")

# %% [markdown] id="bar-read"
# Ten means and a ruler read four of five digits. So the bar is not 10 %, which is guessing, but 80.4 %: a network that reads 80 % is no better than a mean.

# %% [markdown] id="overfit-text"
# ### Then overfit one batch
#
# Before you train on everything, train on *one* batch of 20 digits, again and again. A network with 79,510 numbers must learn them by heart. If it cannot, the loop is broken, and you have found out in a second.

# %% id="overfit" tags=["demo"]
with demo("train-epoch", "evaluate"):
    batch = [(x_train[:20], y_train[:20])]
    network = new_network()
    optimizer = optim.SGD(network.parameters(), lr=0.5)
    losses = [train_epoch(network, batch, F.cross_entropy, optimizer) for _ in range(60)]
    print(
        f"loss {losses[0]:.3f} at first, {losses[-1]:.3f} after 60 steps; "
        f"right: {evaluate(network, batch):.0%}"
    )

# %% [markdown] id="train-text"
# ### And now the digits
#
# 784-100-10, batches of 100, lr = 0.1, twenty epochs: 500 steps. Your batches, your epoch, your evaluation.
#
# The course's digits come in three parts. The network learns from 2,500 **training** digits. 500 **validation** digits are new to it: they show how well it does, and you may decide by them. 1,000 **test** digits stay in their box until section 5.8.

# %% id="train-digits" tags=["demo"] cover=true
def train(epochs, lr=0.1, batches=lambda: minibatches(x_train, y_train, 100)):
    """A fresh network, its losses, and its accuracies on training and validation digits."""
    network = new_network()
    optimizer = optim.SGD(network.parameters(), lr=lr)
    losses, on_train, on_val = [], [], []
    for _ in range(epochs):
        losses.append(train_epoch(network, list(batches()), F.cross_entropy, optimizer))
        on_train.append(evaluate(network, [(x_train, y_train)]))
        on_val.append(evaluate(network, [(x_val, y_val)]))
    return network, losses, on_train, on_val


with demo("minibatches", "train-epoch", "evaluate"):
    network, losses, on_train, on_val = train(20)
    print(f"loss {losses[0]:.3f} in the first epoch, {losses[-1]:.3f} in the last")
    print(f"right: {on_train[-1]:.1%} of the training, {on_val[-1]:.1%} of the validation digits")
    display(pictures.epoch_curves(
        {"training digits": on_train, "validation digits": on_val},
        guess=0.1,
        caption="Both curves climb fast, then slowly. The training curve ends above the other. "
        "The gap between them is what the network knows only by heart.",
    ))

# %% [markdown] id="slice-text"
# The valley of section 5.6 had two numbers; this network has 79,510, and no paper has room for so many directions. Two can be drawn. Below, the two weights that your training moved the most (of two different digits) are changed, and all others keep what they have learned. It is a valley of the same kind, and the learned pair usually lies near its lowest point. Why not always? Each step saw 100 digits, not these, and moved all the other numbers, too. And look at how little the loss changes: two numbers alone decide almost nothing.

# %% id="draw-slice" tags=["demo"]
with demo("minibatches", "train-epoch", "evaluate"):
    display(pictures.loss_slice(network, new_network(), x_train, y_train))

# %% [markdown] id="lab-digits-text"
# **Try it: which mistakes does it make, and does it know that it is guessing?** The validation digits, mistakes first, the most confident ones at the top. How sure is it of its worst mistakes? Page forward to where the right ones begin, then look at one digit alone: which one is taken for which?

# %% id="wrong-digits" tags=["demo"]
with demo("minibatches", "train-epoch", "evaluate"):
    reader = train(20)[0]  # trained once more, with new batches
    with torch.no_grad():
        display(labs.digits(data.x_train[2500:], y_val, reader(x_val)))

# %% [markdown] id="without-text" predict="o-zero-grad"
# ## 5.8 What happens without it
#
# ### zero_grad: every step, not every epoch
#
# You will come across the advice "clear the gradients between epochs". Try it: the same network, lr = 0.3, ten epochs, with zero_grad in every step, once per epoch, or never. Batches come in a random order, and one order is one throw of the dice. So each is run three times, with three seeds, and what counts is the mean.
#
# **Predict 6.** Put the three in order after ten epochs, best first.
#
# - A: every step, every epoch, never
# - B: never, every epoch, every step
#   > Old gradients make every step longer. With lr = 0.3 the steps are long enough as they are.
# - C: all three are about the same
#   > That would be so if `backward` *set* `.grad`. It adds, so whatever is not cleared is used again.

# %% id="zero-grad-when" tags=["demo"]
def train_zeroing(when, lr, epochs, seed=0):
    """Validation accuracy per epoch, with zero_grad every step, every epoch, or never."""
    network = new_network(seed)
    optimizer = optim.SGD(network.parameters(), lr=lr)
    accuracies = []
    for _ in range(epochs):
        if when == "every epoch":
            optimizer.zero_grad()
        for xb, yb in minibatches(x_train, y_train, 100):
            if when == "every step":
                optimizer.zero_grad()
            F.cross_entropy(network(xb), yb).backward()
            optimizer.step()
        accuracies.append(evaluate(network, [(x_val, y_val)]))
    return accuracies


with demo("minibatches", "evaluate"):
    mean = {}
    for when in ("every step", "every epoch", "never"):
        runs = torch.tensor([train_zeroing(when, 0.3, 10, seed) for seed in range(3)])  # (3, 10)
        mean[when], last = runs.mean(dim=0).tolist(), runs[:, -1]
        print(f"zero_grad {when:12} {mean[when][-1]:.1%} of the validation digits after ten "
              f"epochs (from {last.min():.1%} to {last.max():.1%})")
    ends = ", ".join(f"{when} {curve[-1]:.0%}" for when, curve in mean.items())
    display(pictures.epoch_curves(
        mean,
        guess=0.1,
        caption="Means of three runs of yours. Cleared in every step, the curve climbs and "
        f"stays up. After ten epochs the three are at: {ends}.",
    ))

# %% [markdown] id="zero-grad-answer"
# <details>
# <summary>Answer</summary>
#
# **A.** Never clearing fails: more than half of the digits are wrong. Clearing once per epoch costs a few points or many, depending on the order of the batches: compare the printed ranges. But look at the beginning of the curves: after the first epoch even the loop that never clears reads most of the digits, and in some orders it is *ahead*. A bug that looks like an improvement is the hardest to find. In the next question it looks like one every time.
#
# </details>

# %% [markdown] id="zero-grad-small-lr-text" predict="o-small-rate"
# **Predict 7.** The same with lr = 0.01, which many tutorials start with, and for five epochs only. Which is ahead?
#
# - A: the right loop, zero_grad in every step
#   > It would be with a larger lr. With 0.01 its steps are about ten times too small, and five epochs are not enough.
# - B: the two faulty loops
# - C: none: with so small an lr all three still guess
#   > Guessing would be one digit in ten. Even the slowest of the three is far above that.

# %% id="zero-grad-small-lr" tags=["demo"]
with demo("minibatches", "evaluate"):
    slow = {when: train_zeroing(when, 0.01, 5)[-1] for when in ("every step", "every epoch", "never")}
    for when, share in slow.items():
        print(f"zero_grad {when:12} {share:.1%} of the validation digits")

# %% [markdown] id="zero-grad-small-lr-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** By far. Without zero_grad each step uses the *sum* of all gradients so far. That is momentum with μ = 1: a velocity that never fades. Where lr is much too small, so large a sum helps, by accident. With lr = 0.01 the loop is not better without zero_grad; it only hides that lr is ten times too small. In between, at lr = 0.1, clearing once per epoch may even get away with it on these digits. A loop that is right by accident goes wrong with the next lr, batch size or data set. Raise lr, or use a momentum that fades.
#
# </details>

# %% [markdown] id="sorted-text"
# ### Shuffle
#
# Batches taken in the order of the file are sometimes called stochastic, too. If the file happens to be shuffled, nobody notices. Here it is sorted by class: first all zeros, then all ones. The network is the same, lr is 0.1, and there are ten epochs.

# %% id="sorted-classes" tags=["demo"]
with demo("minibatches", "train-epoch", "evaluate"):
    by_class = y_train.argsort(stable=True)
    in_order = list(zip(x_train[by_class].split(100), y_train[by_class].split(100)))
    _, _, _, shuffled = train(10)
    _, _, _, unshuffled = train(10, batches=lambda: in_order)
    print("the labels of the second batch:", in_order[1][1].unique().tolist())
    print(f"sorted:   {unshuffled[-1]:.1%} of the validation digits after ten epochs")
    print(f"shuffled: {shuffled[-1]:.1%}")

# %% [markdown] id="sorted-read"
# First come only zeros, and the network learns to say zero. Then come only ones: it learns to say one, and forgets the zero. At the end of each epoch it has just heard some 250 nines. Every gradient is right for its batch, and none is a fair guess of the whole. Shuffling makes each batch a small picture of all the data.

# %% [markdown] id="sweep-text" predict="o-sweep"
# ### The learning rate
#
# Now train for three epochs with each of six learning rates, from 0.001 to 10, and measure on the validation digits. Which will be best?
#
# **Predict 8.** What does the network say after training with lr = 10?
#
# - A: its loss is NaN
#   > The cross-entropy shifts the logits before it takes exponentials, so it stays finite even for enormous ones.
# - B: it jumps around a good solution, with most digits right
#   > An lr that is a little too large does that. With 10 the first steps throw the weights so far that nothing is left to learn with.
# - C: it gives nearly every digit the same answer

# %% id="sweep" tags=["demo"]
with demo("minibatches", "train-epoch", "evaluate"):
    print("    lr   loss  right")
    found = {}
    for lr in (0.001, 0.01, 0.1, 0.3, 1.0, 10.0):
        _, losses, _, on_val = train(3, lr=lr)
        found[lr] = on_val[-1]
        print(f"{lr:6} {losses[-1]:6.3f} {found[lr]:6.1%}")

# %% [markdown] id="sweep-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** The first steps throw the weights so far that for nearly every digit all ReLUs are off. Then only the last bias is left, and hardly any gradient reaches the first layer to bring it back. At the other end lr is too small: after three epochs the network does little better than guess, with a loss near ln 10. In between it learns, and lr need not be one exact number: 0.1, 0.3 and 1 all work. In most runs the loss at lr = 10 ends near ln 10 as well, so a loss that is stuck near ln C can mean either. Try lr in factors of three or ten.
#
# </details>

# %% [markdown] id="validation-text" predict="o-validation"
# ### Choose by one, report another
#
# You have just chosen an lr: the best in the table.
#
# **Predict 9.** By which digits may you choose, if you want to say afterwards how many *new* digits your network reads?
#
# - A: by the training digits: there are most of them
#   > A network can know its training digits by heart. How well it does on them says little about new ones.
# - B: by the validation digits
# - C: by the test digits: that is the number you want to be high
#   > Then you take the lr that happens to suit the test digits, and their number is too good to hold for other new ones.

# %% id="test-once" tags=["demo"]
with demo("minibatches", "train-epoch", "evaluate"):
    best = max(found, key=found.get, default=0.1)  # 0.1 while the table is still empty
    network, _, _, on_val = train(20, lr=best)
    print(f"chosen: lr = {best}, with {on_val[-1]:.1%} of the validation digits after 20 epochs")
    print(f"and now, just once: {evaluate(network, [(x_test, y_test)]):.1%} of the test digits")
    bar = (nearest_mean(pixels, data.y_train, x_test) == y_test).float().mean().item()
    print(f"the bar there, from the means of all 3,000: {bar:.1%}")

# %% [markdown] id="validation-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** Whatever you choose by is used up: of several candidates you take the one that looks best *there*, luck included. So the data are split in three. The network learns from the **training set**. You choose by the **validation set**: lr, the number of epochs, the size of the hidden layer. And the **test set** is looked at once, when all is decided; only then is its number what you may expect of new digits. If you now go back and change something because of that number, your test set has become a second validation set.
#
# </details>

# %% [markdown] id="eight-text"
# ### The 8, at last
#
# The 8 that chapter 4 took for a 3 is one of the 2,500 training digits. A model that has learned from it should read it, but so should chapter 4's, which had learned from it, too. Here are twenty epochs at lr = 0.1, and twenty at 0.3:

# %% id="eight" tags=["demo"]
with demo("minibatches", "train-epoch", "evaluate"):
    eight = digits.the_eight().reshape(1, 784) / 255
    print("nearest mean image: says", nearest_mean(x_train, y_train, eight).item())
    said = {}
    for lr in (0.1, 0.3):
        reader = train(20, lr=lr)[0]
        with torch.no_grad():
            p = reader(eight).softmax(dim=1)[0]  # (10,)
        said[lr] = p.argmax().item()
        print(f"lr = {lr}: says {said[lr]}, and gives the 8 a share of {p[8]:.2f}")

# %% [markdown] id="eight-read"
# With lr = 0.1 it is still taken for a 5; with the larger steps it is read as an 8. The hidden layer can do what one weight per pixel could hardly do, but it has to get there: having the right model is one thing, training it far enough another. And do not take it for more than it is. The network has seen this digit twenty times; only the validation digits say how it reads what is new.

# %% [markdown] id="bend-text"
# ## 5.9 The boundary bends
#
# In chapter 4 the boundary was a straight line, whatever you did. Insert a hidden layer, and it bends. The loop is the same, only the model is another: that is the point of `train_epoch`.

# %% id="draw-bend" tags=["demo"] fold="Trains one layer and two layers on two half moons, and draws their boundaries"
with demo("minibatches", "train-epoch"):
    torch.manual_seed(0)
    angle = torch.rand(200) * math.pi
    moons = torch.cat(
        [
            torch.stack([angle.cos(), angle.sin()], dim=1),
            torch.stack([1 - angle.cos(), 0.4 - angle.sin()], dim=1),
        ]
    ) + 0.12 * torch.randn(400, 2)  # (400, 2)
    which = torch.arange(400) // 200  # (400,): 0, then 1
    shown = {}
    for name, model in (
        ("one layer", nn.Linear(2, 2)),
        ("a hidden layer of 16", nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))),
    ):
        optimizer = optim.SGD(model.parameters(), lr=0.3, momentum=0.9)
        for _ in range(40):
            train_epoch(model, list(minibatches(moons, which, 50)), F.cross_entropy, optimizer)
        # the picture expects examples as columns, and the probability of class 1;
        # model=model keeps the model of this round
        shown[name] = lambda points, model=model: model(points.T).softmax(dim=1)[:, 1][None, :]
    display(pictures.decision_boundary(
        shown,
        moons.T,
        which[None, :].float(),
        origin=False,
        caption="Two half moons. One layer can only draw a straight line through them; with a hidden "
        "layer of ReLUs the line bends around each.",
    ))

# %% [markdown] id="processes-text"
# ## 5.10 Optional: many processes, one model
#
# `torch.multiprocessing` is Python's `multiprocessing` with tensors: a tensor in **shared memory** is not copied to the other process, so both see the same numbers. Several processes can thus train one model at the same time. Each computes gradients on its own part of the data and takes its steps on the shared parameters, without waiting for the others. Now and then they overwrite each other, which does little harm; the method is called *Hogwild*.
#
# You will not find the worker function in this notebook. A new process starts with nothing and has to *import* the function that it will run, and a function defined in a notebook cannot be imported. You can read it in `course_utils/hogwild.py`. Starting a process takes some seconds, because each loads torch again, so for a network this small it does not pay.

# %% id="processes" tags=["demo"]
import time

from course_utils import hogwild

network = new_network()
with torch.no_grad():
    print(f"loss before: {F.cross_entropy(network(x_train), y_train):.3f}")
start = time.perf_counter()
try:
    steps = hogwild.train_together(network, x_train, y_train, processes=2, steps=150)
    with torch.no_grad():
        print(f"loss after:  {F.cross_entropy(network(x_train), y_train):.3f}")
    print("steps of each process:", steps)
    print("in shared memory:", all(p.is_shared() for p in network.parameters()))
except (RuntimeError, OSError) as error:
    print("No second process here:", str(error).splitlines()[0])
print(f"{time.perf_counter() - start:.0f} seconds, most of it to start the processes")

# %% [markdown] id="bug-hunt"
# ## 5.11 Bug hunt
#
# Four fragments, one bug each, and all four run without an error. The bugs come from chapters 2 to 4. Each fragment stands in the code cell below its question. Read it, say what it prints, then run it.

# %% [markdown] id="bug-1" predict="o-bug-rebind"
# **Predict 10.** A step without an optimizer: p is 1 and its gradient is 2. What is the weight afterwards?
#
# - A: 0.8
#   > That takes `p -= …`, or `p.sub_(…)`, which change the tensor itself.
# - B: 1
# - C: an error: a leaf is changed in place
#   > Nothing is changed in place. Look at what the `=` does.

# %% id="bug-1-run" tags=["demo"]
model = nn.Linear(1, 1, bias=False)
nn.init.constant_(model.weight, 1.0)
model(torch.ones(1, 1)).square().sum().backward()
with torch.no_grad():
    for p in model.parameters():
        p = p - 0.1 * p.grad
print("weight:", model.weight.item())

# %% [markdown] id="bug-1-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** `p = …` makes a new tensor and gives it the name p, inside the loop. The model still holds the old one: this is the rebinding of chapters 2 and 3. The loss does not move, and nothing says why. In place it works: `p -= 0.1 * p.grad`.
#
# </details>

# %% [markdown] id="bug-2" predict="o-bug-list"
# **Predict 11.** Two layers of 4 · 4 + 4 = 20 and 4 · 2 + 2 = 10 numbers. How many of them does the optimizer train?
#
# - A: 30
#   > A Module does not look into a Python list.
# - B: 20
#   > Those are the numbers in the list, the very ones that are not found.
# - C: 10

# %% id="bug-2-run" tags=["demo"]
class TwoLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = [nn.Linear(4, 4)]
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.out(x)


optimizer = optim.SGD(TwoLayers().parameters(), lr=0.1)
print("numbers:", sum(p.numel() for group in optimizer.param_groups for p in group["params"]))

# %% [markdown] id="bug-2-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** The list is an attribute like any other, and a Module registers only Parameters and Modules (chapter 3). `forward` uses the hidden layer, so the network works, and its last layer even learns. Write `nn.ModuleList([…])`. The count of chapter 3 would have told you: 10 where 30 should be.
#
# </details>

# %% [markdown] id="bug-3" predict="o-bug-dropout"
# **Predict 12.** A model in eval mode, asked twice for the same input. Are the two answers equal?
#
# - A: yes: eval mode switches dropout off
#   > That is so for `nn.Dropout`, which is a Module and knows its mode. `F.dropout` is a function.
# - B: no
# - C: yes: under `no_grad` nothing is dropped
#   > `no_grad` decides what is recorded. It has no say in what a layer computes.

# %% id="bug-3-run" tags=["demo"]
class Dropping(nn.Module):
    def forward(self, x):
        return F.dropout(x, p=0.5)


model = Dropping().eval()
with torch.no_grad():
    first, second = model(torch.ones(1000)), model(torch.ones(1000))
print("equal:", torch.equal(first, second))

# %% [markdown] id="bug-3-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** `F.dropout` drops unless it is told otherwise: its argument `training` is True by default. So every evaluation is noisy, although the mode is right. Write `F.dropout(x, p=0.5, training=self.training)`, or make an `nn.Dropout` in `__init__`.
#
# </details>

# %% [markdown] id="bug-4" predict="o-bug-sum"
# **Predict 13.** Gradient descent on w: the targets are all 3, lr = 0.05, and the loss is the *sum* of the squared errors. Where is w after five steps, with 10 samples and with 1,000?
#
# - A: at 3 both times: more data cannot hurt
#   > More data make the gradient of a sum longer, and every step with it.
# - B: at 3 with 10; far beyond all bounds with 1,000
# - C: at 3 with 10; at 0 with 1,000
#   > It does not stand still. The slope is a hundred times as large, and so is the first step.
# - D: nearer to 3 with 1,000 than with 10
#   > That would be so if the mean were taken and the samples were noisy.

# %% id="bug-4-run" tags=["demo"]
for samples in (10, 1000):
    w = torch.tensor(0.0, requires_grad=True)
    for _ in range(5):
        loss = (w - 3.0 * torch.ones(samples)).square().sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
        w.grad = None
    print(f"{samples:5} samples: w = {w.item():.4g}")

# %% [markdown] id="bug-4-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** The gradient of the sum is N times that of the mean: 2·N·(w − 3). With N = 10 and lr = 0.05 one step is exactly the distance to 3. With N = 1,000 it is a hundred times the distance, and each step lands 99 times as far away. This is the missing 1/m of chapter 4. With `mean()`, one lr is good for any amount of data.
#
# </details>

# %% [markdown] id="hand-text"
# ## 5.12 Your own hand
#
# **Try it: does it read your hand, and what would change its mind?** Draw a digit, with the mouse, a finger or keys. Your network says what it reads, and the right-hand picture shows which ink spoke for that and against the next best answer. It is x · ∂(z₁ − z₂)/∂x, pixel by pixel: the gradient with respect to the *data*, which says how to falsify them (chapter 2). Begin with a ready-made digit and try to turn it into another one with a single short stroke. Draw small, or in a corner: it does not matter, since a drawing is scaled and centred as MNIST's digits were. Draw something that is not a digit: does the network say so?
#
# <details>
# <summary>What you can see</summary>
#
# Your digits come from another pen than the 2,500 it has learned from, so it may read fewer of them than of the validation digits. Purple ink speaks for the runner-up. And the network never says "no digit": softmax shares out 100 % among ten classes, whatever comes in.
#
# </details>

# %% id="hand" tags=["demo"]
with demo("minibatches", "train-epoch", "evaluate"):
    display(labs.draw(train(20, lr=0.3)[0]))

# %% [markdown] id="summary"
# ## 5.13 What you have now
#
# - **W ← W − lr · W.grad.** backward fills `.grad`, by adding; step moves W; zero_grad clears, once for every step.
# - **Bugs are silent.** A missing step, a zero_grad in the wrong place, (N, 1) − (N,), one softmax too many: none of them raises. You know their symptoms.
# - **Momentum** keeps a velocity for each parameter, **weight decay** adds λp to the gradient, and an optimizer is a list of parameters with a rule.
# - **Mini-batches** are shuffled again in every epoch, x together with y, the short one included.
# - **Cross-entropy** expects logits and class numbers. The first loss is ln C.
# - **Measure on new data**, in eval mode, without a graph, over all samples. Choose by the validation set; look at the test set once.
#
# Next, chapter 6: you read a paper, and write the optimizer that it describes.
#
# The table shows where you stand, by the visible checks: the hidden ones run when the notebook is graded.

# %% id="progress" tags=["demo"]
progress()
