# %% [markdown] id="title"
# # 4 · The backward pass by hand
#
# In this chapter you teach a machine to tell a handwritten 3 from an 8, and you write every derivative yourself: eight short exercises, about thirty lines. Then you look at what the machine has learned, drawn as an image, and find the place where PyTorch lets your own derivative in.
#
# **After this chapter you can**
#
# - write down the loss of logistic regression and derive its gradient, line by line, with a shape under every factor
# - turn these lines into a class with `forward`, `backward` and `optimize`, and train it
# - say what `1/m` and `b` do, and show what happens without them
# - explain why PyTorch never calls a `backward` that you write in an `nn.Module`, and write one that it does call, in a `torch.autograd.Function`
# - check any gradient, your own or anybody's, against numbers
#
# **It ends with** a 3 told from an 8 by a gradient that you derived by hand, and the learned weights drawn as an image.
#
# **Time:** about 185 minutes, in three sittings if you like: the model and its loss (45, to section 4.6), the gradient and the training (60, to 4.10), the place where autograd lets you in, and the bug hunt (80).
#
# **You need:** matrices and broadcasting (chapter 1), the chain rule and `.grad` (chapter 2), `nn.Module` (chapter 3).

# %% [markdown] id="how-it-works"
# <details>
# <summary><b>How to work here</b>, as in every chapter</summary>
#
# Read, predict, run, write. A question marked **Predict** asks for your answer *before* you read on: run the cell `guess("…")` below it and choose, or open the folded answer further down.
#
# An exercise is a cell with the line `raise NotAttempted`. Replace that line with your own code, run the cell, then run the check below it. The **visible check** shows you the first number that differs and, where the numbers give a known mistake away, names it. **Hidden checks** run the same exercise on other inputs when the notebook is graded. `hint("lr-backward")` shows the next of three hints; hints cost no points. Training runs and pictures that need an exercise you have not done yet say so, and the notebook runs on.
#
# </details>

# %% id="setup" setup=true
import math
import torch
import torch.nn.functional as F
from torch import nn, optim
from course_utils import NotAttempted, check, demo, guess, hint, labs, method_of, pictures, progress, reset

device = torch.device("cpu")

# %% [markdown] id="review-text"
# **What do you still know?** Five questions about chapters 1 to 3, with new numbers every time. What you miss comes back soon, what you know comes later. It takes five minutes and is not graded.

# %% id="review" tags=["demo"]
from course_utils import review

review(before=4)

# %% [markdown] id="symbols"
# ## 4.1 The words
#
# Every text on logistic regression has its own letters. In this one σ is always the sigmoid, and η, α and `lr` are one thing.
#
# <details>
# <summary>The letters of this chapter, and what others call them</summary>
#
# | here | shape | what it is | elsewhere |
# |:--|:--|:--|:--|
# | `x` | (dim, m) | the inputs, one example per **column** | X, with examples as rows |
# | `dim` | | how many numbers one example has; 784 for a digit | D, n |
# | `m` | | how many examples | N |
# | `y` | (1, m) | the labels, 0 or 1 | t |
# | `w` | (dim, 1) | one weight per input number | θ |
# | `b` | () | the bias, one number | θ₀, with x₀ = 1 beside it |
# | `z` | (1, m) | the score wᵀx + b | logit |
# | σ | | the sigmoid, 1 / (1 + e⁻ᶻ) | in some texts σ is the *learning rate* |
# | `yhat`, ŷ | (1, m) | the probability that the label is 1: σ(z) | a, $h_\theta(x)$, p |
# | J | () | the loss, averaged over the m examples | L, loss; but L is also a *layer* |
# | ℓ | (1, m) | the loss of each single example | l |
# | `dw`, `db` | (dim, 1), () | ∂J/∂w and ∂J/∂b | $\nabla_\theta J$ |
# | `lr` | | the learning rate, or step size | η, α, and σ once more |
#
# </details>

# %% [markdown] id="columns"
# ## 4.2 Examples become columns
#
# Until now a batch was a matrix with one sample per **row**: (N, D). Textbooks that derive logistic regression write one example per **column**: (dim, m). This chapter follows them, so that formula and code look alike. No arithmetic happens; the matrix is transposed, and its rows become columns.

# %% id="bridge" tags=["demo"] fold="Draws rows that become columns"
pictures.bridge(4, 6)

# %% [markdown] id="predict-shape" predict="l-scores"
# **Predict 1.** You have 600 digits of 784 pixels as columns: `x` has the shape (784, 600), `w` has (784, 1). What is the shape of `w.T @ x`?
#
# - A: (784, 600)
#   > That is x itself. The product sums over the 784, so that axis disappears.
# - B: (600, 1)
#   > That would be `x.T @ w`: the same numbers, arranged as a column.
# - C: (1, 600)
# - D: it raises an error
#   > Write the shapes side by side: (1, 784) @ (784, 600). The inner numbers are equal, so they fit.

# %% id="predict-shape-run" tags=["demo"]
from course_utils import digits

data = digits.pair(3, 8)  # label 0: a three, label 1: an eight
w = torch.zeros(784, 1)
print("x", tuple(data.x_train.shape), "  y", tuple(data.y_train.shape))
print("w.T @ x", tuple((w.T @ data.x_train).shape))

# %% [markdown] id="predict-shape-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** (1, 784) @ (784, 600): the inner 784 is summed over and disappears, and (1, 600) remains: one score per example, in a row, like the labels in `y`. Write the two shapes side by side whenever you are unsure. The inner numbers must be equal, the outer ones remain.
#
# </details>

# %% [markdown] id="the-data"
# These are real digits, a small part of MNIST: 300 threes and 300 eights to learn from, and 100 of each set aside for the test. Each image is 28 × 28 pixels between 0 (paper) and 1 (ink), read line by line into a column of 784 numbers. 3 and 8 are easily mixed up, and so are 4 and 9: try `digits.pair(4, 9)` later. 0 and 1 would be too easy: the model of this chapter gets all 200 new ones right.

# %% id="show-digits" tags=["demo"] fold="Shows the first sixteen digits to learn from"
pictures.digits(
    digits.as_images(data.x_train[:, :16]),
    torch.where(data.y_train[0, :16] == 1, 8, 3),
    caption="The first sixteen of the 600 digits to learn from, each with its true name.",
)

# %% [markdown] id="bar-text"
# ### The bar
#
# How good is good? Before anything is learned, take what you have: the mean image of chapter 1. Average the 300 threes, average the 300 eights, and give a new digit the name of the mean that it is nearer to. Nothing is trained; a digit is compared with two means.

# %% id="bar" tags=["demo"]
means = torch.stack([data.x_train[:, data.y_train[0] == k].mean(dim=1) for k in (0, 1)])  # (2, 784)
nearest = torch.cdist(data.x_test.T, means).argmin(dim=1)  # of each new digit: 0, a three, or 1
bar = (nearest == data.y_test[0]).float().mean().item()
print(f"the nearer mean image is right for {bar:.1%} of the new digits")

# %% [markdown] id="bar-read"
# 88.5 % for a rule of three lines, where tossing a coin would get about half of the digits right. So a model that gets 85 % right is worse than no learning at all. Whatever you train, find the bar first: 88.5 % is what this chapter has to beat.

# %% [markdown] id="ex-lr-init"
# ## 4.3 A class that holds what it learns
#
# The model is a class with five methods. You write one at a time:
#
# | method | what it does | mathematics |
# |:--|:--|:--|
# | `__init__` | makes `w`, `b` and a place for the gradients | w = 0, b = 0 |
# | `sigmoid` | turns a score into a probability | σ(z) = 1 / (1 + e⁻ᶻ) |
# | `forward` | inputs to probabilities | yhat = σ(wᵀx + b) |
# | `backward` | errors to gradients, kept in `grads` | ∂J/∂w, ∂J/∂b |
# | `optimize` | one step downhill | w ← w − lr · ∂J/∂w |
#
# Usually all methods stand inside one `class` block. Here each gets its own cell, with its check right below: `@method_of(LR)` puts the function under it into the class `LR`, as if you had written it there. If you run the cell of the class again, run the cells of its methods again too, because the class is then a new one.
#
# {{exercise lr-init}}
#
# Why zeros? This loss has no second valley in which a bad start could get you stuck. In a network with hidden layers the start matters, as chapter 3 has shown.
#
# {{help lr-init}}

# %% id="lr-init" exercise="lr-init"
class LR(nn.Module):
    """Logistic regression on columns: x is (dim, m), y is (1, m)."""

    def __init__(self, dim, lr=0.01):
        """Make w (dim, 1) and b of zeros, keep lr, and make grads with keys dw and db."""
        ### BEGIN SOLUTION
        super().__init__()
        self.w = torch.zeros(dim, 1, device=device)
        self.b = torch.tensor(0.0, device=device)  # 0.0: a float; 0 would be a whole number
        self.lr = lr
        self.grads = {"dw": torch.zeros_like(self.w), "db": torch.zeros_like(self.b)}
        ### END SOLUTION


# %% id="check-lr-init" check="lr-init"
check("lr-init")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("lr-init")
### END HIDDEN TESTS

# %% [markdown] id="ex-lr-sigmoid"
# ## 4.4 From a score to a probability
#
# A score z can be any number, a probability lies between 0 and 1. The sigmoid turns one into the other:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# At z = 0 it is undecided: ½. Far to the right it is nearly 1, far to the left nearly 0. It works element by element, so its result has the shape of `z`.
#
# {{exercise lr-sigmoid}}
#
# {{help lr-sigmoid}}

# %% id="lr-sigmoid" exercise="lr-sigmoid"
@method_of(LR)
def sigmoid(self, z):
    """1 / (1 + e^-z), element by element, for z of any shape."""
    ### BEGIN SOLUTION
    e = torch.exp(-z)  # far to the left e is inf, and 1 / inf is the 0 that belongs there
    return 1 / (1 + e)
    ### END SOLUTION


# %% id="check-lr-sigmoid" check="lr-sigmoid"
check("lr-sigmoid")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("lr-sigmoid")
### END HIDDEN TESTS

# %% [markdown] id="slope-of-sigmoid"
# Formula, code, and now the picture: this is *your* method, drawn. The dashed line is its slope. You need it in section 4.7, so look where it is large:
#
# $$\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2} = \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}} = \sigma(z)\,\bigl(1 - \sigma(z)\bigr)$$
#
# The chain rule gives the first fraction; it factors into σ and 1 − σ.

# %% id="draw-sigmoid" tags=["demo"] fold="Draws your sigmoid and its slope"
with demo("lr-init", "lr-sigmoid"):
    model = LR(1)
    display(pictures.curves(
        {
            "σ(z)": model.sigmoid,
            "slope σ(z)(1 − σ(z))": lambda z: model.sigmoid(z) * (1 - model.sigmoid(z)),
        },
        -6, 6,
        caption="σ rises from 0 to 1 and is ½ at z = 0. "
        "Its slope is largest there, ¼, and vanishes on both sides.",
    ))

# %% [markdown] id="ex-lr-forward"
# ## 4.5 Forward: and where does b belong?
#
# $$\underset{(1,\,m)}{\hat y} \;=\; \sigma\bigl(\;\underset{(1,\,\mathrm{dim})}{w^\top}\quad\underset{(\mathrm{dim},\,m)}{x} \;+\; \underset{()}{b}\;\bigr)$$
#
# Many copies of this class compute z = wᵀx and stop. They do update b in every step, but no prediction ever uses it. How can a b disappear? On the blackboard you will often see θᵀx with a constant x₀ = 1 on top of every example: then θ₀ · 1 *is* the bias, hidden inside θ. If you turn this formula into code and leave out the row of ones, you leave out the bias.
#
# Here `b` is a number of its own, and it belongs in z. Section 4.10 shows what it is good for.
#
# {{exercise lr-forward}}
#
# {{help lr-forward}}

# %% id="lr-forward" exercise="lr-forward"
@method_of(LR)
def forward(self, x):
    """The probabilities (1, m) of the examples in the columns of x (dim, m)."""
    ### BEGIN SOLUTION
    scores = self.w.T @ x + self.b  # (1, dim) @ (dim, m) + () -> (1, m)
    return self.sigmoid(scores)
    ### END SOLUTION


# %% id="check-lr-forward" check="lr-forward"
check("lr-forward")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("lr-forward")
### END HIDDEN TESTS

# %% [markdown] id="predict-start" predict="l-start"
# **Predict 2.** A new model has w = 0 and b = 0. What does it say about the 600 digits before it has learned anything?
#
# - A: 0 for every digit
#   > 0 is the *score*. The sigmoid turns it into a probability.
# - B: 0.5 for every digit
# - C: a random number for each
#   > Nothing is random here: w and b are zeros.

# %% id="predict-start-run" tags=["demo"]
with demo("lr-init", "lr-sigmoid", "lr-forward"):
    yhat = LR(784)(data.x_train)  # model(x) calls model.forward(x)
    print("shape", tuple(yhat.shape))
    print("from", yhat.min().item(), "to", yhat.max().item())

# %% [markdown] id="predict-start-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** Every score is 0 · x + 0 = 0, and σ(0) = ½. The model has no opinion at all. Remember this number: the next section asks what such a shrug costs.
#
# </details>
#
# `LR(784)(data.x_train)` calls the object, not a method. `nn.Module` answers the call by calling your `forward`, so the name matters. Keep this in mind until section 4.11, where another name turns out not to matter.

# %% [markdown] id="the-loss"
# ## 4.6 First the loss, then its gradient
#
# A gradient is the gradient *of something*. The formulas that circulate for this class begin with ∂J/∂θ and never say what J is. So say it first.
#
# One example has the label y and gets the probability ŷ. Its loss is minus the logarithm of the probability that the model gave to what really happened:
#
# $$\ell = \begin{cases} -\log \hat y & \text{if } y = 1 \\ -\log (1 - \hat y) & \text{if } y = 0 \end{cases}$$
#
# log is the natural logarithm, to the base e, here and in `torch.log`. Because y is 0 or 1, it can serve as a switch that turns both lines into one. J is the mean over all m examples, the **binary cross-entropy**:
#
# $$J = -\frac{1}{m}\sum_{i=1}^{m}\Bigl[\, y^{(i)} \log \hat y^{(i)} + \bigl(1 - y^{(i)}\bigr)\log\bigl(1 - \hat y^{(i)}\bigr) \Bigr]$$
#
# The upper index $^{(i)}$ counts the examples, the columns. It is not a power.

# %% id="draw-loss" tags=["demo"] fold="Draws the loss of one example"
pictures.curves(
    {
        "y = 1:  −log ŷ": lambda p: -torch.log(p),
        "y = 0:  −log (1 − ŷ)": lambda p: -torch.log(1 - p),
    },
    0.005, 0.995, x_label="ŷ", y_label="ℓ",
    caption="What one example costs. Confident and right is free, a shrug (ŷ = ½) costs 0.69, "
    "and confident and wrong can cost any amount.",
)

# %% [markdown] id="ex-bce"
# {{exercise bce}}
#
# `bce` is a function of its own, not a method: it knows nothing about w and b.
#
# {{help bce}}

# %% id="bce" exercise="bce"
def bce(yhat, y):
    """The mean of -(y log yhat + (1 - y) log(1 - yhat)); yhat and y are (1, m)."""
    ### BEGIN SOLUTION
    of_what_happened = y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)
    return -of_what_happened.mean()
    ### END SOLUTION


# %% id="check-bce" check="bce"
check("bce")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("bce")
### END HIDDEN TESTS

# %% [markdown] id="predict-first-loss" predict="l-first-loss"
# **Predict 3.** The untrained model says 0.5 for every digit. What is J?
#
# - A: 0.5, since half of them are wrong
#   > 0.5 is the probability. The loss is minus its logarithm.
# - B: log 2 ≈ 0.693
# - C: 600 · log 2 ≈ 416
#   > That would be the sum over the digits. J is their mean.
# - D: it depends on how many of the digits are threes
#   > With ŷ = 0.5 a three and an eight have the same loss, so it does not matter how many there are of each.

# %% id="predict-first-loss-run" tags=["demo"]
with demo("bce"):
    shrug = torch.full((1, 600), 0.5)
    print("J of a model that always says 0.5:", float(bce(shrug, data.y_train)))
    print("log 2:                            ", math.log(2))

# %% [markdown] id="predict-first-loss-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** If y is 1 the loss is −log 0.5, and if y is 0 it is −log (1 − 0.5): the same number, log 2, for every example, and so for their mean. It depends neither on the labels nor on m. Before you train a classifier for two classes, look at its first loss: if it is far from 0.693, something is already wrong.
#
# </details>

# %% [markdown] id="derivation"
# ## 4.7 The derivation, line by line
#
# Now ask: if a weight moves a little, how does J move? Three links lie between the weight and the loss of one example.

# %% id="draw-chain" tags=["demo"] fold="Draws the chain from w and b to the loss"
pictures.logistic_chain()

# %% [markdown] id="derive-links"
# Work through the links from right to left.
#
# **Link 1, from ŷ to ℓ.** The derivative of log ŷ is 1/ŷ. That of log (1 − ŷ) is −1/(1 − ŷ); the minus comes from inside:
#
# $$\frac{\partial \ell}{\partial \hat y} = -\frac{y}{\hat y} + \frac{1-y}{1-\hat y} = \frac{\hat y - y}{\hat y\,(1-\hat y)}$$
#
# **Link 2, from z to ŷ.** The slope of the sigmoid, from section 4.4:
#
# $$\frac{\partial \hat y}{\partial z} = \hat y\,(1-\hat y)$$
#
# **Multiply.** The denominator of the first link is the second link, so they cancel:
#
# $$\frac{\partial \ell}{\partial z} = \frac{\hat y - y}{\hat y\,(1-\hat y)} \cdot \hat y\,(1-\hat y) = \hat y - y$$
#
# This is why sigmoid and cross-entropy belong together: the gradient of the score is the **error**. A model that says 0.9 where the truth is 1 is told "−0.1: a little more". One that says 0.9 where the truth is 0 is told "+0.9: much less".
#
# Here it is in numbers. The label is 1, and the score is very wrong, wrong, undecided and right:

# %% id="links-in-numbers" tags=["demo"]
y = 1.0
print("    z     yhat    link 1   link 2   product   yhat - y")
for z in (-6.0, -2.0, 0.0, 2.0):
    yhat = 1 / (1 + math.exp(-z))
    link_1 = (yhat - y) / (yhat * (1 - yhat))
    link_2 = yhat * (1 - yhat)
    print(f"{z:5.1f} {yhat:8.4f} {link_1:9.2f} {link_2:8.4f} {link_1 * link_2:9.4f} {yhat - y:10.4f}")

# %% [markdown] id="derive-gradient"
# Look at the first line. Where the model is most wrong, the sigmoid is nearly flat (link 2) and alone would let hardly any gradient through. But the loss is steep there (link 1), and the product is almost −1. A squared error is not steep there: with it, the model would learn least from its worst mistakes.
#
# **Link 3, from w and b to z.** In $z = \sum_j w_j x_j + b$ each weight multiplies its own input, and b is only added:
#
# $$\frac{\partial z}{\partial w_j} = x_j, \qquad \frac{\partial z}{\partial b} = 1$$
#
# **Average over the examples.** J is the mean of the ℓ, so its gradient is the mean of theirs:
#
# $$\frac{\partial J}{\partial w_j} = \frac{1}{m}\sum_{i=1}^{m} \bigl(\hat y^{(i)} - y^{(i)}\bigr)\,x_j^{(i)}, \qquad
# \frac{\partial J}{\partial b} = \frac{1}{m}\sum_{i=1}^{m} \bigl(\hat y^{(i)} - y^{(i)}\bigr)$$

# %% [markdown] id="derive-matrix"
# **Write it as a matrix product.** The sum over i takes one column of x after another. A matrix product sums over the axis in the middle, so m must stand in the middle, and the error, a row (1, m), is transposed into a column (m, 1):
#
# $$\underset{(\mathrm{dim},\,1)}{dw} \;=\; \frac{1}{m}\;\;\underset{(\mathrm{dim},\,m)}{x}\;\;\underset{(m,\,1)}{(\hat y - y)^\top}, \qquad
# \underset{()}{db} \;=\; \frac{1}{m}\,\sum (\hat y - y)$$
#
# `dw` has the shape of `w`, and `db` the shape of `b`. It has to, because each number of w gets one number that says where to move.

# %% id="draw-product" tags=["demo"] fold="Draws the shapes of the gradient of w"
pictures.product(
    ("x", "dim", "m"), ("(ŷ − y)ᵀ", "m", "1"), ("m · dw", "dim", "1"),
    caption="The axis m stands in the middle: the product sums over the examples. "
    "What remains is one number per weight.",
)

# %% [markdown] id="ex-lr-backward"
# ### Why 1/m is there
#
# J is a mean, and so is its gradient. You will also meet this update, in which 1/m has quietly gone from one line to the next:
#
# $$w_j \leftarrow w_j - \alpha \sum_{i=1}^m \bigl(\hat y^{(i)} - y^{(i)}\bigr) x_j^{(i)}$$
#
# That is the gradient of another loss, the *sum* of the ℓ. It points in the same direction, but is m times as long. To go on as before, you would need a learning rate m times smaller, and a new one for every amount of data. With the mean, `lr` means the same for 10 examples and for 10,000. So 1/m stays. Section 4.9 shows the difference.
#
# {{exercise lr-backward}}
#
# `backward` is given `yhat` as `forward` computed it. It returns nothing: it *stores* the two gradients, whatever was stored before.
#
# {{help lr-backward}}

# %% id="lr-backward" exercise="lr-backward"
@method_of(LR)
def backward(self, x, yhat, y):
    """Store the gradients of J in grads: dw (dim, 1) and db, one number."""
    ### BEGIN SOLUTION
    m = x.shape[1]
    error = yhat - y  # (1, m)
    self.grads["dw"] = x @ error.T / m  # (dim, m) @ (m, 1) -> (dim, 1)
    self.grads["db"] = error.sum() / m
    ### END SOLUTION


# %% id="check-lr-backward" check="lr-backward"
check("lr-backward")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("lr-backward")
### END HIDDEN TESTS

# %% [markdown] id="compare-autograd-text"
# ### A second opinion
#
# You derived the gradient with a pencil. Autograd derives it from the graph, without knowing your formula. Both get the same w, b, x and y. If both are right, they agree to about seven digits, which is all that float32 can hold. `F.binary_cross_entropy_with_logits(z, y)` is J, computed from the scores z; the end of section 4.11 says why.

# %% id="compare-autograd" tags=["demo"]
with demo("lr-init", "lr-sigmoid", "lr-forward", "lr-backward"):
    torch.manual_seed(0)
    x, y = torch.randn(5, 7), (torch.rand(1, 7) > 0.5).float()
    model = LR(5)
    with torch.no_grad():
        model.w.add_(torch.randn(5, 1))  # away from the start, where everything is 0
        model.b += 0.3
    model.backward(x, model(x), y)

    w = torch.as_tensor(model.w).detach().clone().requires_grad_()
    b = torch.as_tensor(model.b).detach().clone().requires_grad_()
    F.binary_cross_entropy_with_logits(w.T @ x + b, y).backward()

    torch.set_printoptions(precision=7, linewidth=100)
    for name, by_autograd in (("dw", w.grad), ("db", b.grad)):
        print(name, "by hand ", torch.as_tensor(model.grads[name]).detach().flatten())
        print(name, "autograd", by_autograd.flatten())
    torch.set_printoptions(profile="default")

# %% [markdown] id="ex-lr-optimize"
# ## 4.8 One step, many steps
#
# The gradient points uphill. A step goes the other way, by `lr` times its length:
#
# $$w \leftarrow w - lr \cdot dw, \qquad b \leftarrow b - lr \cdot db$$
#
# Read ← as "becomes"; other texts write := for it.
#
# {{exercise lr-optimize}}
#
# {{help lr-optimize}}

# %% id="lr-optimize" exercise="lr-optimize"
@method_of(LR)
def optimize(self):
    """One step of gradient descent on w and b, with the gradients in grads."""
    ### BEGIN SOLUTION
    self.w -= self.lr * self.grads["dw"]
    self.b -= self.lr * self.grads["db"]
    ### END SOLUTION


# %% id="check-lr-optimize" check="lr-optimize"
check("lr-optimize")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("lr-optimize")
### END HIDDEN TESTS

# %% [markdown] id="ex-lr-train"
# Forward, backward, optimize: that is one step. Training is nothing but doing it again. Every step uses all m examples, the "full batch"; chapter 5 takes them in mini-batches.
#
# {{exercise lr-train}}
#
# `train` is a function at the top level of the notebook. It uses the three methods and needs no formula. It has nothing to do with `model.train()`, which every `nn.Module` has and which switches to train *mode*.
#
# {{help lr-train}}

# %% id="lr-train" exercise="lr-train"
def train(model, x, y, steps):
    """Full-batch gradient descent: `steps` times forward, backward, optimize."""
    ### BEGIN SOLUTION
    for _ in range(steps):
        yhat = model.forward(x)
        model.backward(x, yhat, y)
        model.optimize()
    ### END SOLUTION


# %% id="check-lr-train" check="lr-train"
check("lr-train")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("lr-train")
### END HIDDEN TESTS

# %% [markdown] id="train-text"
# ## 4.9 Three or eight?
#
# Everything is ready. Train on the 600 digits for 200 steps, and write down the loss before each. Afterwards ask the model about 200 digits that it has never seen.

# %% id="train-digits" tags=["demo"]
def accuracy(model, x, y):
    """The share of examples on the right side of 0.5."""
    with torch.no_grad():
        return ((model(x) > 0.5) == (y > 0.5)).float().mean().item()


def watched(model, x, y, steps):
    """Train the model step by step; return the loss before each step and after the last."""
    losses = []
    for _ in range(steps):
        with torch.no_grad():
            losses.append(float(bce(model(x), y)))
        train(model, x, y, 1)
    with torch.no_grad():
        return [*losses, float(bce(model(x), y))]


with demo("lr-init", "lr-sigmoid", "lr-forward", "bce", "lr-backward", "lr-optimize", "lr-train"):
    three_or_eight = LR(784, lr=0.1)
    losses = watched(three_or_eight, data.x_train, data.y_train, 200)
    print(f"training digits: {accuracy(three_or_eight, data.x_train, data.y_train):.3f} right")
    print(f"new digits:      {accuracy(three_or_eight, data.x_test, data.y_test):.3f} right")
    display(pictures.loss_curve(
        losses, start=math.log(2), start_label="log 2: a shrug",
        caption="The loss starts at log 2, where the model has no opinion, falls fast, then slowly.",
    ))

# %% [markdown] id="weights-text" predict="l-weights"
# About 95 of 100 new digits are right, with 785 learned numbers and about twenty lines of yours. The bar was 88.5 %, and 16 of the 23 digits that the mean images get wrong are right now.
#
# **Predict 4.** `w` holds one weight per pixel, 784 numbers, so it can be drawn as an image. Positive weights speak for the 8, negative ones for the 3. What do you expect to see?
#
# - A: an 8
#   > What an 8 shares with a 3 does not help to tell them apart, so it gets little weight.
# - B: an 8 and a 3, one over the other
#   > What both digits have in common gets little weight. Only the difference is left.
# - C: marks where an 8 has ink and a 3 has none
# - D: noise
#   > The start was zero, not random, and every step adds images of digits, so the result has their shapes.

# %% id="draw-weights" tags=["demo"] cover=true
def three_or_eight_model():
    """A new model after the same 200 steps."""
    model = LR(784, lr=0.1)
    train(model, data.x_train, data.y_train, 200)
    return model


with demo("lr-train"):
    display(pictures.weight_image(
        three_or_eight_model().w, zero="3", one="8",
        caption="The learned w as an image. Ink on orange says 8, ink on purple says 3. "
        "Where the image is pale, ink says nothing.",
    ))

# %% [markdown] id="weights-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** Look at the left side of the digit, where the 8 is closed and the 3 is open: there are the two strongest orange spots. A whole 8, or both digits, cannot appear: what 3 and 8 have in common gets little weight, since it does not help to tell them apart. The border is exactly zero: no digit ever has ink there, so x is 0, so dw is 0, and these weights are still the zeros that you made in `__init__`.
#
# </details>
#
# These are the digits that it gets wrong. Some of them may be hard for you, too.

# %% id="wrong-digits" tags=["demo"]
with demo("lr-train"):
    model = three_or_eight_model()
    with torch.no_grad():
        says_eight = model(data.x_test)[0] > 0.5
    is_eight = data.y_test[0] > 0.5
    wrong = says_eight != is_eight
    display(pictures.digits(
        digits.as_images(data.x_test[:, wrong]),
        torch.where(is_eight[wrong], 8, 3),
        torch.where(says_eight[wrong], 8, 3),
        caption="Test digits on the wrong side of 0.5: the true digit, then the model's answer.",
    ))

# %% [markdown] id="eight-text"
# ### One of them you know
#
# The 8 of this course is among the 600 digits that the model has *learned from*. What does it say about it now?

# %% id="eight" tags=["demo"]
with demo("lr-train"):
    model = three_or_eight_model()
    eight = digits.the_eight()
    column = digits.as_columns(eight[None])  # (784, 1), as the model expects it
    with torch.no_grad():
        print(f"yhat = {float(model(column)):.2f}: it says {8 if model(column) > 0.5 else 3}")
    display(pictures.weight_image(
        model.w.detach() * column, zero="3", one="8", noun="vote",
        caption="w · x, pixel by pixel: how the ink of this 8 votes. Orange ink says 8, purple "
        "ink says 3, and here the purple is a little more.",
    ))

# %% [markdown] id="eight-read"
# 0.47: it takes this 8 for a 3, by a narrow margin. One weight for each pixel can only count votes: ink at the right edge of the digit says 3, whatever stands around it, and no single pixel can know that the two loops are closed. The rule of the mean images gets this one right, and many others wrong; with 500 steps instead of 200 the model comes around, too. One digit decides nothing; it only shows how a model decides. Chapter 5 meets it again, with a hidden layer.

# %% [markdown] id="predict-sum" predict="l-sum"
# ### The same without 1/m
#
# The sum of 600 gradients is 600 times their mean. So leaving out 1/m is the same as a learning rate 600 times as large, and you can try it without touching your code: `LR(784, lr=0.1 * 600)`.
#
# **Predict 5.** What will the loss do in the first 60 steps?
#
# - A: the same as before, only 600 times as fast
#   > That would be so if the slope stayed the same all along the step. It does not: a gradient is only good for a *small* step.
# - B: it shoots up, far above log 2
# - C: it stays at log 2
#   > The direction is right and the step is long, so the loss has to move.

# %% id="sum-run" tags=["demo"]
with demo("lr-train", "bce"):
    runs = {}
    for name, rate in (("mean, lr = 0.1", 0.1), ("sum: 600 times the step", 0.1 * 600)):
        model = LR(784, lr=rate)
        runs[name] = []
        for _ in range(61):
            with torch.no_grad():
                yhat = model(data.x_train).clamp(1e-7, 1 - 1e-7)  # keeps log(0) out of the picture
                runs[name].append(float(bce(yhat, data.y_train)))
            train(model, data.x_train, data.y_train, 1)
    display(pictures.loss_curve(
        runs, start=math.log(2), start_label="log 2",
        caption="With the mean the loss glides down. With the sum the first steps overshoot, "
        "far above the loss of a shrug.",
    ))

# %% [markdown] id="predict-sum-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** The direction is right, but the length is not: the first steps leap across the valley, and the loss climbs to more than ten times log 2. It needs some twenty steps to come back to where it began. On these digits it recovers; do not count on that. A learning rate of 0.1 / 600 would repair it, until somebody adds more digits. The mean makes `lr` independent of m. That is all it does, and it is worth a factor in the formula.
#
# </details>

# %% [markdown] id="bias-text" predict="l-bias"
# ## 4.10 What b is for
#
# Now take b away, first on the digits, then on two clouds of points in the plane, both to the upper right of the origin.
#
# **Predict 6.** The **boundary** is where the model says 0.5. Without b, that is where wᵀx = 0. Which points can these be?
#
# - A: any straight line
#   > That takes a b, which slides the line away from the origin.
# - B: a straight line through the origin
# - C: a circle around the origin
#   > wᵀx = 0 is an equation of first degree: a straight line, never a circle.

# %% id="bias-digits" tags=["demo"]
def train_without_b(model, x, y, steps):
    """The same training, but b is set back to 0 after every step."""
    for _ in range(steps):
        train(model, x, y, 1)
        with torch.no_grad():
            model.b *= 0


with demo("lr-train"):
    for name, fit in (("with b", train), ("without b", train_without_b)):
        model = LR(784, lr=0.1)
        fit(model, data.x_train, data.y_train, 200)
        print(f"{name:10} {accuracy(model, data.x_test, data.y_test):.3f} of the test digits right")

# %% id="bias-clusters" tags=["demo"]
with demo("lr-train"):
    torch.manual_seed(0)
    x = torch.cat([2.0 + 0.6 * torch.randn(2, 100), 4.0 + 0.6 * torch.randn(2, 100)], dim=1)
    y = torch.cat([torch.zeros(1, 100), torch.ones(1, 100)], dim=1)
    with_b, without_b = LR(2, lr=0.1), LR(2, lr=0.1)
    train(with_b, x, y, 2000)
    train_without_b(without_b, x, y, 2000)
    display(pictures.decision_boundary(
        {"with b": with_b, "without b": without_b}, x, y,
        caption="With b the line slides between the clouds. Without b it can only rotate about "
        "the origin, and no turn separates them.",
    ))

# %% [markdown] id="bias-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** At the origin x is 0, so wᵀx is 0 whatever w is, and the line has to pass through it. Both clouds lie in the same direction, so every such line leaves nearly all points on one side, or cuts both clouds in two. That is little better than tossing a coin.
#
# On the digits nobody notices. Of 784 pixels some are inked in nearly every image, and a weight on those does the work of a bias. This is why copies without b live so long: they are tried on the very data that cannot show the bug.
#
# </details>

# %% [markdown] id="lab-training-text"
# **Try it: how does the line find its place?** Your `LR` and your `train` on the two clouds; a round is 25 steps. Press Play. The line turns, and it slides away from the origin: which of the two is the work of w, which of b? At which of the three learning rates is it still clearly moving at the end?
#
# <details>
# <summary>What you can see</summary>
#
# The line is at right angles to w, so the direction of w turns it. Its distance from the origin is −b divided by the length of w: as b falls, the line slides. At first w moves fast and b hardly at all, so the line turns; later it slides. With lr = 0.02 it is still clearly moving after 1,000 steps, with 0.5 it has come to rest. The loss goes on falling all the same, because w grows, which makes the model surer.
#
# </details>

# %% id="lab-training" tags=["demo"]
def learner(lr):
    """What trains a little, and what predicts."""
    model = LR(2, lr=lr)
    return lambda: train(model, x, y, 25), model


with demo("lr-train"):
    display(labs.training(learner, x, y, rates=(0.02, 0.1, 0.5)))

# %% [markdown] id="no-hook-text" predict="l-backward-calls"
# ## 4.11 Who calls your `backward`?
#
# You called it yourself, in `train`. You will often read that a module's `backward` can be *overridden*, as `forward` is, and that PyTorch then uses yours. Try it.
#
# **Predict 7.** The class below has a `backward` that counts its calls. After `loss.backward()`, what does the counter say?
#
# - A: 0
# - B: 1
#   > That is what happens to the `backward` of a `Function`, further down. A module's is not in the graph.
# - C: `loss.backward()` raises an error, because the method has the wrong arguments
#   > To fail, it would have to be called. Nobody calls it.

# %% id="no-hook-run" tags=["demo"]
class Counting(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.tensor(2.0))
        self.calls = 0

    def forward(self, x):
        return self.w * x

    def backward(self, *anything):
        self.calls += 1


counting = Counting()
loss = (counting(3.0) - 1) ** 2
loss.backward()
print("calls of counting.backward: ", counting.calls)
print("w.grad, by autograd alone:  ", counting.w.grad.item())
print("nn.Module has a backward:   ", hasattr(nn.Module, "backward"))
print("nn.Module has an optimize:  ", hasattr(nn.Module, "optimize"))

# %% [markdown] id="no-hook-answer"
# <details>
# <summary>Answer</summary>
#
# **A.** Zero times, and no error. `loss.backward` is a method of the *tensor*. It walks the graph that forward has left behind: power, minus, times. The module is not in that graph, and `nn.Module` has neither a `backward` nor an `optimize` that could be overridden. The gradient is right all the same, 2 · (2 · 3 − 1) · 3 = 30, because autograd knows the three operations.
#
# </details>
#
# "Define forward, and backward comes by itself": that sentence of chapter 3 is true, and this is why. `LR.backward` and `LR.optimize` are ordinary methods with suggestive names, and nothing but your `train` calls them. It was still worth writing them: now you know what `loss.backward()` and `optimizer.step()` have to do.

# %% [markdown] id="function-text" predict="l-square"
# ### Where autograd lets you in: `torch.autograd.Function`
#
# What if you do want PyTorch to use *your* derivative, as one node of its graph? Then write a `Function`. It has two static methods, which are functions in a class that take no `self`, and a context `ctx` that carries values from one to the other.
#
# - `forward(ctx, …)` computes the result, and saves what the backward pass will need: `ctx.save_for_backward(…)` keeps tensors, and `ctx.saved_tensors` returns them as a tuple, in the same order.
# - `backward(ctx, upstream)` is given the **upstream gradient**: how the final loss depends on this node's *result*, in the result's shape. It returns how the loss depends on each *input*, one gradient per input, in the same order and in the input's shape.
#
# $$\underbrace{\frac{\partial\,\text{loss}}{\partial\,\text{input}}}_{\text{what you return}} = \underbrace{\frac{\partial\,\text{loss}}{\partial\,\text{result}}}_{\text{upstream}} \cdot \underbrace{\frac{\partial\,\text{result}}{\partial\,\text{input}}}_{\text{what you know}}$$
#
# Here it is for the square. You call it as `Square.apply(a)`, never by its `forward`.
#
# **Predict 8.** `loss = (10 * Square.apply(a)).sum()` with a = (1, 2, 3). What is `a.grad`?
#
# - A: (2, 4, 6)
#   > That is the slope of the square alone, which is what you get when `backward` forgets `upstream`.
# - B: (20, 40, 60)
# - C: (10, 40, 90)
#   > That is 10 · a²: the values, not their slopes.

# %% id="square" tags=["demo"]
class Square(torch.autograd.Function):
    calls = 0

    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a * a

    @staticmethod
    def backward(ctx, upstream):
        Square.calls += 1
        (a,) = ctx.saved_tensors
        return upstream * 2 * a


a = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
loss = (10 * Square.apply(a)).sum()
loss.backward()
print("a.grad:", a.grad.tolist())
print("calls of Square.backward:", Square.calls)

# %% [markdown] id="square-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** The node after the square multiplies by 10, so the upstream gradient is 10 for every element, and 10 · 2a = (20, 40, 60). This time your backward is called, once.
#
# </details>
#
# ### Trust, but check: `gradcheck`
#
# `torch.autograd.gradcheck` moves every input number a little, up and down, and compares the change of the result with what your backward claims: the central difference of chapter 2, for all inputs at once. It needs float64, because float32 is too coarse for small differences. It returns True, or raises an error that shows both the measured slopes and yours.

# %% id="gradcheck-square" tags=["demo"]
class Forgetful(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a * a

    @staticmethod
    def backward(ctx, upstream):
        (a,) = ctx.saved_tensors
        return 2 * a  # the upstream gradient is ignored


a = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64, requires_grad=True)
print("Square:   ", torch.autograd.gradcheck(Square.apply, (a,)))
print("Forgetful:", torch.autograd.gradcheck(Forgetful.apply, (a,), raise_exception=False))

# %% [markdown] id="arrange-function-text"
# **Put it in order.** Before you write a node of your own, build one from given lines: a product of two inputs. Every order that works passes; if yours does not, you are told which line is wrong, and why.

# %% id="arrange-function" tags=["demo"]
from course_utils import arrange

arrange("function-backward")

# %% [markdown] id="ex-logistic-function"
# ### Logistic regression as one node
#
# Now build the node $\hat y = \sigma(w^\top x + b)$ yourself, with a hand-written gradient for each of its three inputs.
#
# Careful: there is **no loss inside** this node. In section 4.7 the slope of the sigmoid cancelled against the cross-entropy. Here there is nothing to cancel it, so it stays. With u for the upstream gradient (1, m):
#
# $$\underset{(1,\,m)}{dz} = u \cdot \hat y\,(1 - \hat y)$$
#
# From dz you go on to x, w and b. The shapes are your guide, because each gradient has the shape of its input.
#
# {{exercise logistic-function}}
#
# You have two lines to replace here: one in `forward`, one in `backward`.
#
# {{help logistic-function}}

# %% id="logistic-function" exercise="logistic-function"
class LogisticFn(torch.autograd.Function):
    """sigmoid(w.T x + b) as one node of the graph, with its own backward."""

    @staticmethod
    def forward(ctx, x, w, b):
        """x (dim, m), w (dim, 1), b () or (1,) -> probabilities (1, m)."""
        ### BEGIN SOLUTION
        yhat = torch.sigmoid(w.T @ x + b)
        ctx.save_for_backward(x, w, b, yhat)
        return yhat
        ### END SOLUTION

    @staticmethod
    def backward(ctx, upstream):
        """upstream (1, m) -> the gradients of x, w and b, in this order."""
        ### BEGIN SOLUTION
        x, w, b, yhat = ctx.saved_tensors
        dz = upstream * yhat * (1 - yhat)  # (1, m)
        dx = w @ dz  # (dim, 1) @ (1, m) -> (dim, m)
        dw = x @ dz.T  # (dim, m) @ (m, 1) -> (dim, 1)
        return dx, dw, dz.sum().reshape(b.shape)
        ### END SOLUTION


# %% id="check-logistic-function" check="logistic-function"
check("logistic-function")
### BEGIN HIDDEN TESTS
from autograder import hidden
hidden("logistic-function")
### END HIDDEN TESTS

# %% [markdown] id="gradcheck-text"
# Let `gradcheck` be the judge. Then train on the same digits once more, with PyTorch in charge: `LogisticFn` as the node, `loss.backward()` to walk the graph *through your backward*, and `optim.SGD` for the steps (chapter 5 takes it apart).

# %% id="gradcheck-logistic" tags=["demo"]
with demo("logistic-function"):
    torch.manual_seed(0)
    x = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    w = torch.randn(4, 1, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    print("gradcheck:", torch.autograd.gradcheck(LogisticFn.apply, (x, w, b)))

# %% id="train-function" tags=["demo"]
with demo("logistic-function", "lr-train"):
    w, b = nn.Parameter(torch.zeros(784, 1)), nn.Parameter(torch.zeros(()))
    optimizer = optim.SGD([w, b], lr=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        yhat = LogisticFn.apply(data.x_train, w, b)
        F.binary_cross_entropy(yhat, data.y_train).backward()
        optimizer.step()
    right = (LogisticFn.apply(data.x_test, w, b) > 0.5) == (data.y_test > 0.5)
    print(f"LogisticFn and optim.SGD: {right.float().mean():.3f} of the test digits right")
    difference = (three_or_eight_model().w - w).abs().max().item()
    print(f"largest difference to the w of your own loop: {difference:.1e}")

# %% [markdown] id="function-summary"
# Two ways, the same numbers. In your own loop the slope ŷ(1 − ŷ) was cancelled on paper. Here autograd multiplies 1/(ŷ(1 − ŷ)), from the loss, by ŷ(1 − ŷ), from your node: it cancels in numbers, as well as rounding allows. That is why PyTorch offers `binary_cross_entropy_with_logits`, which does both in one node and stays exact where ŷ is nearly 0 or 1.

# %% [markdown] id="bug-hunt"
# ## 4.12 Bug hunt
#
# Nine fragments, one bug each. All are of kinds that travel from copy to copy of the class you have just written, and nearly everybody has made some of them. Each stands in the code cell below its question: **read it, say what will happen, then run it.**
#
# `attempt` runs a function and prints what Python says, so that the notebook goes on.

# %% id="attempt" tags=["demo"]
def attempt(run):
    """Call `run`; print its result, or the first line of the exception."""
    try:
        print("no error:", run())
    except Exception as error:
        print(f"{type(error).__name__}: {str(error).splitlines()[0]}")

# %% [markdown] id="bug-1" predict="l-bug-call"
# **Predict 9.** Fragment 1, the mean of a list. What happens?
#
# - A: a TypeError when the definition runs
#   > Python runs the body of a function only when it is called. A definition with this bug goes through.
# - B: a TypeError when it is called
# - C: no error: the mean, 0.5
#   > That is what it means on paper. In Python a pair of parentheses after a value is a call.

# %% id="bug-1-run" tags=["demo"]
def mean_of(values):
    m = len(values)
    return (1 / m)(sum(values))


print("the definition ran")
attempt(lambda: mean_of([0.2, 0.4, 0.9]))

# %% [markdown] id="bug-1-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** On paper (1/m)(…) is a product. In Python a pair of parentheses after a value is a *call*, and 1 / m is a number, which cannot be called. The `*` is missing. The definition runs without complaint, because Python runs the line only when it gets there. Code that was never called has never been tested.
#
# </details>

# %% [markdown] id="bug-2" predict="l-bug-super"
# **Predict 10.** Fragment 2, a class that was copied and renamed. What happens to the first two objects, `Doubler()` and `Tripler()`?
#
# - A: both are made
#   > The name in `super(…)` has to be that of the class itself, or of one that it inherits from.
# - B: the first is made, the second raises a TypeError
# - C: the first is made, the second raises a NameError
#   > It would if the old class had been left behind, as in the third line of the output. Here it is just above.
# - D: neither: the second `class` statement raises
#   > A `class` statement makes the methods; it does not run them.

# %% id="bug-2-run" tags=["demo"]
class Doubler(nn.Module):
    def __init__(self):
        super(Doubler, self).__init__()


class Tripler(nn.Module):
    def __init__(self):
        super(Doubler, self).__init__()


class Alone(nn.Module):  # copied, too, but its Halver was left behind
    def __init__(self):
        super(Halver, self).__init__()


for made in (Doubler, Tripler, Alone):
    attempt(made)

# %% [markdown] id="bug-2-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** `super(Doubler, self)` asks for the parent of Doubler *as seen from self*, and a Tripler is not a Doubler. The name of the class was changed in one place and not in the other. In the third class the old name does not even exist, so it is a NameError: that is what `super(LR, self)` gives in a class of another name, where no LR is around. Write `super().__init__()`: without a name, there is nothing to forget.
#
# </details>

# %% [markdown] id="bug-3" predict="l-bug-init"
# **Predict 11.** Fragment 3: the underscores got lost on a slide. What do `Gain(3.0)` and `Gain().factor` do?
#
# - A: both give what the author wanted
#   > Nobody calls a method named `init`. Python calls `__init__`.
# - B: a TypeError, then an AttributeError
# - C: an AttributeError both times
#   > The first never gets far enough to miss `factor`: another `__init__` is called, which does not accept 3.0.
# - D: a TypeError both times
#   > Without an argument there is nothing to refuse: the second object is made.

# %% id="bug-3-run" tags=["demo"]
class Gain(nn.Module):
    def init(self, factor):
        super().__init__()
        self.factor = factor


attempt(lambda: Gain(3.0))
attempt(lambda: Gain().factor)
attempt(lambda: compile("self factor = 3.0", "a slide", "exec"))  # and here the dot got lost

# %% [markdown] id="bug-3-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** `init` is a method like any other; nobody calls it. `Gain(3.0)` looks for `__init__` and finds that of `nn.Module`, which does not accept 3.0. Without the argument it is worse: the object is made, and the attribute is missing only when somebody asks for it. Compare the last line: a lost dot, as in `self b = …` or `self lr`, is a SyntaxError, and Python shows it before anything runs. Loud bugs are the kind ones.
#
# </details>

# %% [markdown] id="bug-4" predict="l-bug-device"
# **Predict 12.** Fragment 4, ready for any hardware. What happens?
#
# - A: a NameError when the definition runs
#   > A name in the body is looked up when its line runs, not before.
# - B: a NameError when it is called
# - C: no error: PyTorch knows what a machine is
#   > `machine` is not a word of PyTorch. Nor is `device`, although it looks like one.

# %% id="bug-4-run" tags=["demo"]
def place(values):
    return values.to(machine)


attempt(lambda: place(torch.zeros(3)))

# %% [markdown] id="bug-4-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** Nobody has defined this name. With `.to(device)` it is the same: `device` is not a word of PyTorch, but a variable that somebody has to set. In this notebook the set-up cell does. If you copy a class out of its notebook, that line stays behind.
#
# </details>

# %% [markdown] id="bug-5" predict="l-bug-default"
# **Predict 13.** Fragment 5, a default that is a tensor. What do `Stepper().rate` and `Stepper(0.05).rate` do?
#
# - A: both give 0.05
#   > A Python float has no method `.to`, although it means the same number.
# - B: the first gives 0.05, the second raises an AttributeError
# - C: both raise: a learning rate cannot be moved to a device
#   > The default is a tensor of one number, and every tensor can be moved.
# - D: the first raises, the second gives 0.05
#   > It is the other way round: only the default has a `.to`.

# %% id="bug-5-run" tags=["demo"]
class Stepper:
    def __init__(self, rate=torch.tensor(0.05)):
        self.rate = rate.to(device)


attempt(lambda: Stepper().rate)
attempt(lambda: Stepper(0.05).rate)

# %% [markdown] id="bug-5-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** The default works, so the author never noticed; the first user who writes `Stepper(0.05)` will. A Python float has no `.to`. A learning rate needs none, because Python numbers combine with tensors on any device. Keep it a float.
#
# </details>

# %% [markdown] id="bug-6" predict="l-bug-int"
# **Predict 14.** Fragment 6, a bias that starts at zero. What does `lower()` give?
#
# - A: −0.1
#   > That takes a tensor of floats: `torch.tensor(0.0)`.
# - B: 0: whatever follows the decimal point is cut off
#   > PyTorch does not round behind your back here: a change in place whose result does not fit is refused.
# - C: a RuntimeError

# %% id="bug-6-run" tags=["demo"]
offset = torch.tensor(0)
print(offset.dtype)


def lower():
    global offset
    offset -= 0.1
    return offset


attempt(lower)

# %% [markdown] id="bug-6-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** `torch.tensor(0)` takes the kind of what it is given: a whole number, int64. It cannot hold −0.1, and a change in place would have to put it there. `offset = offset - 0.1` would work, because that makes a new tensor, of floats. Write `torch.tensor(0.0)` or `torch.zeros(())`. You may also meet `torch.scalar_tensor(0)`, which gives a float: two constructors, two default dtypes.
#
# </details>

# %% [markdown] id="bug-7" predict="l-bug-stale"
# **Predict 15.** Fragment 7: the inputs are right and the weights are right, so the loss should be 0. What is it?
#
# - A: 0
#   > That is what the author computes, in `outputs`. Look at the name in the last line.
# - B: a NameError
#   > In a fresh Python it would be, and you would be lucky. Here an `output` is still around.
# - C: 49

# %% id="bug-7-run" tags=["demo"]
output = torch.tensor([9.0])  # left over from another cell


def loss_of(inputs, target):
    outputs = 2 * inputs
    print("outputs:", outputs)
    return ((output - target) ** 2).mean()


attempt(lambda: loss_of(torch.tensor([1.0]), torch.tensor([2.0])))

# %% [markdown] id="bug-7-answer"
# <details>
# <summary>Answer</summary>
#
# **C.** `outputs` is computed, `output` is used. In a fresh Python this is a NameError, and you would find it in a second. In a notebook an old `output` may still be around, and then there is no error at all: the loss is (9 − 2)² = 49, whatever the inputs are. When a loss does not move, restart the kernel and run from the top.
#
# </details>

# %% [markdown] id="bug-8" predict="l-bug-plain"
# **Predict 16.** Fragment 8: a module with something to learn, and an optimizer that should train it. What happens?
#
# - A: one parameter is found, and the optimizer takes it
#   > `requires_grad=True` does not register anything. An `nn.Parameter` would be found.
# - B: no parameter is found, and the optimizer raises a ValueError
# - C: no parameter is found, and the optimizer has nothing to do
#   > That would be so beside other layers. An optimizer that is given nothing at all refuses.
# - D: `__init__` raises: a Module takes only Parameters
#   > It takes any attribute. It just does not notice this one.

# %% id="bug-8-run" tags=["demo"]
class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.slope = torch.zeros(1, requires_grad=True)


attempt(lambda: list(Line().parameters()))
attempt(lambda: optim.SGD(Line().parameters(), lr=0.1))

# %% [markdown] id="bug-8-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** `parameters()` lists what is registered, and only an `nn.Parameter` is registered when it becomes an attribute. A plain tensor is not, with or without `requires_grad`. Alone it raises, as here; beside other layers it is silently left out of the training.
#
# Your own `LR` may well hold plain tensors, too, and that is right: `optimize` moves w and b itself, so no optimizer has to find them. The drawback is that `state_dict()` and `.to(device)` do not see them either.
#
# </details>

# %% [markdown] id="bug-9" predict="l-bug-annotation"
# **Predict 17.** Fragment 9: a function that says what it takes, copied without the line `from torch import Tensor` at the top of its file. Here `compile` and `exec` run the text as a file of its own that knows `torch` and nothing else; the second round writes `torch.Tensor`. What happens in the first round, in Python 3.13 or older?
#
# - A: nothing: `: Tensor` is a comment for people
#   > Like a comment, it is not checked against what comes in. But it is Python, and Python looks the name up.
# - B: a NameError when the definition runs
# - C: a NameError when it is called
#   > That is where names in the *body* are looked up. Those in the `def` line itself are looked up with the definition.

# %% id="bug-9-run" tags=["demo"]
text = """
def twice(x: Tensor) -> Tensor:
    return 2 * x
"""
for lines in (text, text.replace("Tensor", "torch.Tensor")):
    fragment = compile(lines, "a file of its own", "exec", dont_inherit=True)
    attempt(lambda: exec(fragment, {"torch": torch}))

# %% [markdown] id="bug-9-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** What follows the colon is an expression, and up to Python 3.13 it is evaluated together with the `def`: the name has to exist, or the definition fails, and with it the whole cell. Nobody compares it with what comes in; `twice("ab")` gives "abab". From Python 3.14 on, annotations are evaluated only when somebody asks for them, so the same text runs, and the missing import shows later, or never. Import the name, or write `torch.Tensor`, and it runs everywhere.
#
# </details>

# %% [markdown] id="hand-text"
# ## 4.13 Your own hand
#
# **Try it: which strokes make it an 8?** Draw a digit, with the mouse, a finger or keys, and your model reads it. Below the field you see w · x, pixel by pixel: the ink that voted for the 8, and the ink that voted for the 3. Take the ready-made 3 and close its left side: how little ink changes the answer? Then draw something that is neither. The model has only two answers: what does it say about a 0, and how sure is it?
#
# A drawing is prepared as the digits of MNIST were: scaled until its longer side is 20 pixels, with grey edges, and moved until its centre of mass is in the middle of 28 × 28. A model reads what looks like its training data; without these steps it would be lost.
#
# <details>
# <summary>What you can see</summary>
#
# The right side of a 3 and of an 8 is the same, and its weights say 3 a little. The left side decides: two short strokes there are most of an 8. A 0 has a left side, so for this model it is an 8, with great confidence. A probability is only about the choices that a model has.
#
# </details>

# %% id="hand" tags=["demo"]
with demo("lr-train"):
    display(labs.draw_pair(three_or_eight_model(), 3, 8))

# %% [markdown] id="summary"
# ## 4.14 What you have now
#
# - **J first.** The gradient is the gradient of the mean cross-entropy, and 1/m belongs to both.
# - **The error is the gradient of the score:** ∂ℓ/∂z = ŷ − y. The sigmoid's slope cancels against the logarithm, and only there.
# - **Shapes lead.** dw = (1/m) x (ŷ − y)ᵀ: the axis that stands in the middle is summed, and every gradient has the shape of what it belongs to.
# - **b is in z.** Without it the boundary is nailed to the origin; digits do not show it, two clouds do.
# - **Nobody calls a module's `backward`.** `loss.backward()` walks the graph of operations. To put your own derivative there, write a `torch.autograd.Function`, multiply by the upstream gradient, and let `gradcheck` judge.
#
# Next, chapter 5: the loop that you wrote in `train` grows into `zero_grad`, `backward`, `step`, with batches, momentum and a network that bends the boundary.
#
# The table shows where you stand, by the visible checks: the hidden ones run when the notebook is graded.

# %% id="progress" tags=["demo"]
progress()
