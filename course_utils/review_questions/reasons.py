"""Questions that ask why: answered in the student's own words, beside a model of two lines."""

from __future__ import annotations

from course_utils.review_questions.recipe import WhyQuestion

REASONS = (
    WhyQuestion(
        "y-keepdim",
        1,
        ("row-normalize", "softmax"),
        "Why does `x / x.sum(dim=1)` fail, or give nonsense, where `keepdim=True` helps?",
        "Without it the sums have the shape (N,), and broadcasting lines them up with the "
        "columns.\nWith it they are a column (N, 1), and each row meets its own sum.",
    ),
    WhyQuestion(
        "y-largest-logit",
        1,
        ("t-overflow", "softmax", "cross-entropy"),
        "Why may the largest logit of a row be subtracted before softmax, and why is it done?",
        "It cancels: numerator and denominator are both divided by e^max, so nothing changes.\n"
        "But now no exponent is above 0, and e^1000, which is inf, does not occur.",
    ),
    WhyQuestion(
        "y-adding",
        2,
        ("a-accumulate", "repeated-grads", "a-slide"),
        "Why does `backward` add to `.grad`, and does not simply set it?",
        "A value that is used in several places gets a gradient from each, and these add up.\n"
        "The price: what an earlier call has left there counts too, until you clear it.",
    ),
    WhyQuestion(
        "y-scalar",
        2,
        ("a-vjp", "vjp"),
        "Why does `backward()` want a scalar, or else a `gradient=`?",
        "A gradient says how one number changes. Several outputs have one gradient each.\n"
        "The vector v weighs them into one number, vᵀQ, and its gradient is vᵀJ.",
    ),
    WhyQuestion(
        "y-no-grad",
        2,
        ("a-in-place", "gd-step", "descend"),
        "Why does the step `w -= lr * w.grad` stand inside `torch.no_grad()`?",
        "The step is no part of the function that is differentiated, so it must not be recorded.\n"
        "Outside, PyTorch refuses to change a leaf in place that requires grad.",
    ),
    WhyQuestion(
        "y-parameter",
        3,
        ("m-registered", "my-linear", "tower"),
        "Why does a network train worse, without any error, when its blocks sit in a Python list?",
        "`parameters()` looks at attributes that are Parameters or Modules, not into plain lists.\n"
        "So the optimizer never hears of these blocks, and they keep their first values.",
    ),
    WhyQuestion(
        "y-eval",
        3,
        ("m-modes", "predict", "drop-net"),
        "Why does an evaluation need both, `model.eval()` and `torch.no_grad()`?",
        "eval changes what layers compute: dropout is off. The graph is still built.\n"
        "no_grad builds no graph, and changes no layer. Neither does the other's work.",
    ),
    WhyQuestion(
        "y-mean",
        4,
        ("l-sum", "lr-backward"),
        "Why does the gradient of J carry a 1/m?",
        "J is the mean of the m losses, so its gradient is the mean of their gradients.\n"
        "Without it the step grows with the number of examples, and lr has to shrink with it.",
    ),
    WhyQuestion(
        "y-bias",
        4,
        ("l-bias", "lr-forward"),
        "Why can a logistic regression without b not separate clusters away from the origin?",
        "It says 0.5 where wᵀx = 0, and that line goes through the origin whatever w is.\n"
        "b moves the boundary away from it.",
    ),
    WhyQuestion(
        "y-upstream",
        4,
        ("l-square", "logistic-function"),
        "Why does the backward of a Function multiply by `upstream`?",
        "The node knows only its own slope. What comes after it is in the upstream gradient.\n"
        "The chain rule is their product: how the loss depends on this node's inputs.",
    ),
    WhyQuestion(
        "y-shuffle",
        5,
        ("minibatches",),
        "Why are the samples shuffled anew in every epoch?",
        "A batch is to stand for all data. In sorted data it shows one class only, and every step "
        "pulls towards that one.\n"
        "A new order each time keeps the batches from always being the same.",
    ),
    WhyQuestion(
        "y-zero-grad",
        5,
        ("o-zero-grad", "o-toggle", "o-small-rate", "train-epoch"),
        "Why is zero_grad called in every step, and not once per epoch?",
        "Each step is to use the gradient of its own batch, at the present weights.\n"
        "Else it follows a sum of old gradients: momentum that never fades.",
    ),
    WhyQuestion(
        "y-softmax",
        5,
        ("o-softmax-first",),
        "Why must no softmax stand before `F.cross_entropy`?",
        "It is inside already: cross_entropy takes logits. Twice, all differences are at most 1.\n"
        "So the loss cannot come near 0, and the gradients are small. No error says so.",
    ),
    WhyQuestion(
        "y-correction",
        6,
        ("p-average", "p-uncorrected", "adam"),
        "Why does Adam divide m and v by 1 − β^t?",
        "Both averages start at 0, and are too small in the first steps: by the factor 1 − β^t.\n"
        "Divided by it they are right from the first step on; later it is nearly 1.",
    ),
    WhyQuestion(
        "y-order",
        7,
        ("e-diamond", "value-backward"),
        "Why must a backward pass visit a number after all of its users?",
        "Each user hands it a share, and the shares add. What it hands on is slope times their sum."
        "\nIf it hands on before the last share is there, that share is missing or counted twice.",
    ),
    WhyQuestion(
        "y-create-graph",
        7,
        ("e-twice", "hvp"),
        "Why does a second derivative need `create_graph=True`?",
        "Usually the backward pass is computed and not recorded: the slope is a plain number.\n"
        "Recorded, it is a computation like any other, and can be differentiated again.",
    ),
    WhyQuestion(
        "y-gain",
        7,
        ("e-depth",),
        "Why do weights before a ReLU start with a gain of √2?",
        "The ReLU throws half of the signal away: the mean square is halved at every layer.\n"
        "√2 doubles it again, so that neither signal nor gradient shrinks with the depth.",
    ),
)
