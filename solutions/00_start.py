# %% [markdown] id="title"
# # 0 · Start here
#
# A neural network learns by asking each of its numbers one question: *which way should you move?* The answer is a **gradient**. In this course you find gradients by measuring, by hand and with PyTorch, until a network of your own reads handwritten digits.
#
# You write every piece yourself, once. Each time, a check looks at your numbers and tells you at once what is right, *which mistake makes such numbers*, and where in your own lines it is.
#
# You need basic Python (functions, loops, lists) and the derivative of x². You do not need PyTorch or NumPy.
# {{size}}
# The first result is five minutes away, in the tour below.

# %% [markdown] id="chapters"
# ## The chapters
#
# {{chapters}}

# %% [markdown] id="where-text"
# ## Where you are
#
# `progress()` shows what you have passed, how many minutes are left, and what comes next. Run it whenever you come back.

# %% id="setup" setup=true
import torch
from course_utils import check, guess, hint, labs, progress, submit

# %% id="progress" tags=["demo"]
progress()

# %% [markdown] id="digit"
# ## One digit goes with you
#
# Somebody wrote this 8 with a pen. You read it at a glance, and cannot say how. It goes with you through the chapters: as a table of numbers ([[1.4]]), as its own gradient ([[2.10]]), before a network that has learned nothing ([[3.8]]). The first model that you train takes it for a 3 ([[4.9]]). At the end of chapter 5 a network of yours reads it ([[5.8]]), and in chapter 6 another one does, with an optimizer that you wrote from its paper ([[6.6]]). In the last chapter you ask what would make it clearer still ([[7.10]]).

# %% id="digit-run" tags=["demo"]
from course_utils import digits, pictures

pictures.digits(
    digits.the_eight()[None], [8], caption="A handwritten 8: number 1404 of the 3,000 digits to learn from."
)

# %% [markdown] id="tour-text"
# ## A tour of the tools
#
# Five stops, about five minutes. Nothing on this page is graded, and your progress does not count it. To run a cell, click into it and press Shift+Enter.

# %% [markdown] id="tour-guess" predict="s-times-two"
# ### 1. Guess first
#
# Before you run something, say what you expect. A wrong guess that you remember teaches more than a right line that you read. Your first guess is kept and answered.
#
# **Predict.** For a Python list, `[1, 2] * 2` is `[1, 2, 1, 2]`. What is `torch.tensor([1, 2]) * 2`?
#
# - A: `tensor([1, 2, 1, 2])`, as with the list
#   > A list is a row of things, and twice the row is a longer row. A tensor is a table of numbers, and arithmetic works on the numbers.
# - B: `tensor([2, 4])`: every number is doubled
# - C: an error: a tensor is not a number
#   > A tensor can be multiplied by a number: the number is used for every element.

# %% id="tour-guess-run" tags=["demo"]
print([1, 2] * 2)
print(torch.tensor([1, 2]) * 2)

# %% [markdown] id="tour-guess-answer"
# <details>
# <summary>Answer</summary>
#
# **B.** Every element is doubled. In chapter 1 you do this with whole tables.
#
# </details>

# %% [markdown] id="tour-exercise"
# ### 2. Answer, check, correct, check again
#
# An exercise is a short function. Its **contract** says what goes in and what has to come out:
#
# > **Contract.** `celsius(f)` turns degrees Fahrenheit into degrees Celsius: subtract 32, then divide by 1.8. f is a number, or a tensor of the shape (N,), as is the result.
#
# This answer has a slip. Run it, run the check below it, and read the card: what was compared, which number is yours and which was expected, and what makes such numbers. A moment later the card marks the place in the line. Then correct the line, and run both cells again.

# %% id="warm-up" tags=["demo"]
# exercise: warm-up
def celsius(f):
    return f - 32 / 1.8


# %% id="check-warm-up" tags=["demo"]
check("warm-up")

# %% [markdown] id="tour-stub"
# In the chapters the function is empty: it holds the line `raise NotAttempted`, which you replace with your own. A check says "not yet", never "wrong". **Visible checks** are the ones that you run. Where the course is graded, **hidden checks** do the same with other numbers, and an answer that follows the contract passes both.

# %% [markdown] id="tour-hint"
# ### 3. Ask for a hint
#
# Hints come in three steps: where to look, which idea, nearly the line. Run the cell again for the next one. Hints cost no points.

# %% id="tour-hint-run" tags=["demo"]
hint("warm-up")

# %% [markdown] id="tour-lab"
# ### 4. Touch a picture
#
# Many pictures answer back. Here a line goes through two points of a curve. Move the slider, or press the arrow keys, until the points nearly meet, and watch the slope: that is chapter 2 in one picture.

# %% id="tour-lab-run" tags=["demo"]
labs.secant(lambda x: x**2, 1.0)

# %% [markdown] id="tour-submit"
# ### 5. Hand in
#
# Each chapter ends with `submit()`. It looks for whatever might cost points by accident, such as unsaved work, empty exercises or damaged cells, tells you what to do about it, and writes the one file to upload. Here there is nothing to hand in, and it says so.

# %% id="tour-submit-run" tags=["demo"]
submit()

# %% [markdown] id="map"
# ## Where each idea comes back
#
# What you learn once comes back, each time with a little more around it. A number leads to its section. The first click opens the chapter; if that opens at the top, a second click goes to the place.
#
# | idea | you meet it | it comes back |
# |:--|:--|:--|
# | Write the shapes under the factors | [[1.7]] | every gradient has the shape of what it belongs to: [[2.10]], [[4.7]] |
# | An index that is summed is a matrix product | [[1.11]] | the backward pass sums over the samples: [[2.10]], [[4.7]] |
# | A batch is rows, the mean is over the batch | [[1.11]], [[1.13]] | 1/N in the gradient: [[2.10]], [[4.6]], [[5.5]] |
# | (N, 1) minus (N,) is a table, silently | [[1.9]] | when you fit a line: [[5.3]] |
# | A view has no numbers of its own | [[1.5]] | `.grad` handed over is an alias: [[2.6]]; names are not copies: [[3.10]] |
# | Softmax and cross-entropy | [[1.12]], [[1.13]] | p − onehot: [[2.10]]; two classes: [[4.6]]; what the loss expects: [[5.5]]; the paper's model: [[6.5]] |
# | The derivative, by measuring | [[2.3]] | it judges your own gradients: [[2.11]], [[4.11]] |
# | Gradients add up | [[2.6]] | `zero_grad`, in every step: [[5.3]], [[5.8]] |
# | A result that is not one number needs a v | [[2.7]] | the upstream gradient: [[4.11]] |
# | Updates happen outside the graph | [[2.8]] | `predict`: [[3.8]]; the step by hand: [[5.2]]; your optimizers: [[5.6]], [[6.4]] |
# | A step against the gradient | [[2.9]] | by hand: [[4.8]]; in batches: [[5.4]]; with momentum: [[5.6]], [[6.2]] |
# | Registered or lost | [[3.4]] | the class with w and b: [[4.3]]; what an optimizer is given: [[5.6]] |
# | The first values decide | [[3.11]] | the first loss is ln 10: [[5.5]] |
# | A bar before anything is learned: the mean images | [[4.2]] | ten of them: [[5.7]]; on the test digits: [[5.8]] |
# | Train and eval | [[3.8]] | one epoch, and how well it went: [[5.7]] |
# | A straight boundary | [[4.10]] | it bends: [[5.9]]; by an engine of your own: [[7.4]] |
# | The graph, with values above and gradients below | [[2.5]] | you build it: [[7.2]], [[7.3]] |
# | What broadcasting has repeated, the backward pass sums | [[2.11]] | for every shape: [[7.5]] |
# | What moves: W, and not x | [[2.9]] | x after all: [[7.6]] |
# | A step that is too long | [[2.9]] | how long it may be: [[7.7]]; clipped: [[7.8]] |

# %% [markdown] id="glossary"
# ## Glossary
#
# The words of all chapters, each with the section that explains it first. Your browser's search (Ctrl+F, on a Mac ⌘F) finds them. In Colab the numbers do not lead anywhere: open the chapter from the list above.
#
# - **accumulate**: add to what is there. A second `backward` accumulates into `.grad`. [[2.6]]
# - **accuracy**: the share of samples that a model gets right. [[4.9]]
# - **Adam**: an optimizer: momentum, divided by the usual size of the gradient, both corrected for their start at zero. [[6.2]]
# - **adversarial example**: an input that was changed a little, on purpose, so that a model says something else. [[7.6]]
# - **attribute**: a value that belongs to an object, such as `x.shape`. No parentheses. [[1.3]]
# - **autograd**: the part of PyTorch that records what is computed and finds its derivatives. [[2.4]]
# - **axis**: a direction of a tensor; a matrix has two. `dim` names the one that disappears. [[1.4]]
# - **back-propagation**: the chain rule from the loss back to the weights, each layer's gradient made from the next one's. [[2.10]]
# - **batch**: several samples that are computed together, one in each row. [[1.4]]
# - **bias**: the number that a unit adds to its weighted sum. [[1.10]]
# - **boundary**: where a model is undecided between two classes. [[4.10]]
# - **broadcasting**: how tensors of different shapes are combined: the shapes are lined up on the right, and an axis of length 1 is repeated. [[1.9]]
# - **buffer**: a tensor that belongs to a module, is saved and moved with it, and is not trained. [[3.4]]
# - **central difference**: a derivative by measuring: (f(x + h) − f(x − h)) / 2h. [[2.3]]
# - **chain rule**: the derivative of one function inside another is the product of their derivatives. [[2.4]]
# - **clipping**: to shorten all gradients together where their length is above a limit. [[7.8]]
# - **contiguous**: of a tensor: neighbours in a row are neighbours in memory. [[1.5]]
# - **contract**: the sentence above an exercise that says what goes in, what has to come out, and in which shape. [[1.5]]
# - **cross-entropy**: the loss of a classifier: minus the logarithm of the probability of the true class. [[1.13]]
# - **curvature**: how fast the slope changes: the second derivative, along a direction. [[5.6]]
# - **DataLoader**: hands out a `Dataset` in batches. [[5.4]]
# - **derivative**: how fast the result changes when the input does; the slope. [[2.2]]
# - **device**: where a tensor is kept and computed with: the CPU, or a GPU. [[3.9]]
# - **dropout**: during training, random elements are set to zero, so that no unit relies on a single other one. [[3.8]]
# - **dtype**: what one element of a tensor can hold, such as `float32`. [[1.4]]
# - **epoch**: one pass over all the training data. [[5.4]]
# - **eval mode**: how a module computes when it is used and not trained: dropout is off. [[3.8]]
# - **feed-forward**: of a network: data only run forwards, and no output is fed back into an earlier block. [[1.11]]
# - **forward**: from the input to the result; the method of a module that says how. [[3.3]]
# - **gain**: the spread of a layer's starting weights, times the root of its width. [[7.8]]
# - **gradcheck**: PyTorch's own comparison of a hand-written backward with central differences. [[4.11]]
# - **gradient**: all partial derivatives together, in the shape of the tensor they belong to. It points uphill. [[2.3]]
# - **gradient descent**: stepping against the gradient, again and again. [[2.9]]
# - **graph**: autograd's record of which operation made which tensor from which. [[2.5]]
# - **Hessian**: the table of all second derivatives: row i says how slope i changes. [[7.7]]
# - **hidden layer**: a layer between the input and the output. [[3.6]]
# - **hinge loss**: a loss without a logarithm: what is missing to a score of 1 on the right side. [[7.4]]
# - **in place**: written into an existing tensor, as by `w -= 1` or a method with `_` at its end. [[2.8]]
# - **keepdim**: leaves an axis of length 1 where a reduction removes one. [[1.8]]
# - **label**: the true class of a sample, as a number. [[1.13]]
# - **layer**: units that share their inputs: a matrix product, a bias, and usually a ReLU. [[1.10]]
# - **leaf**: a tensor that no operation made; `backward` leaves its gradient in `.grad`. [[2.4]]
# - **learning rate**: how far a step goes: lr, η, α. [[2.9]]
# - **logits**: a network's raw outputs, before the softmax. [[1.11]]
# - **loss**: one number that says how far off the outputs are; training makes it small. [[1.13]]
# - **mask**: 1 where the ReLU let a number pass and 0 where it did not; in the backward pass the gradient is multiplied by it. [[2.11]]
# - **matrix product**: each row of the left with each column of the right: multiply in pairs and add up. [[1.7]]
# - **method**: a function that belongs to an object, such as `x.sum()`. It is called, with parentheses. [[1.3]]
# - **mini-batch**: a small part of the training data, for one step. [[5.4]]
# - **module**: a block of a network: it holds parameters and other blocks, and has a `forward`. [[3.3]]
# - **momentum**: a memory of earlier gradients; the step follows their running sum. [[5.2]]
# - **neuron**: a weighted sum of inputs, plus a bias, and then a ReLU. [[1.10]]
# - **one-hot**: a class as a row of zeros with a single 1. [[2.10]]
# - **optimizer**: an object that holds parameters and moves them by a rule, given their gradients. [[3.4]]
# - **overfit**: know the training data by heart. To overfit one batch on purpose is a good test of a loop. [[5.7]]
# - **parameter**: a tensor that a module has registered and that is trained. [[3.4]]
# - **partial derivative**: the derivative for one input while the others are held fixed. [[2.3]]
# - **reduction**: few numbers made from many: a sum, a mean, a maximum. [[1.8]]
# - **ReLU**: max(0, z): nothing below zero, unchanged above. [[1.10]]
# - **RMSProp**: an optimizer that divides the gradient by its usual size. [[6.2]]
# - **sample**: one example of the data, such as one digit. [[1.5]]
# - **scalar**: one number: a tensor without axes. [[1.4]]
# - **seed**: where a generator of random numbers starts; the same seed gives the same numbers. [[1.4]]
# - **shape**: how long each axis of a tensor is. [[1.4]]
# - **shuffle**: bring the samples into a new random order. [[5.4]]
# - **sigmoid**: squeezes any number into a probability: 1 / (1 + e⁻ᶻ), written σ(z). [[4.4]]
# - **softmax**: turns a row of logits into probabilities that sum to 1. [[1.12]]
# - **standard deviation**: how far numbers usually lie from their mean; its square is the variance. [[3.5]]
# - **state_dict**: a module's parameters and buffers by name, as they are saved. [[3.4]]
# - **tensor**: a table of numbers with any number of axes. [[1.2]]
# - **test set**: data that is looked at once, at the very end. [[5.8]]
# - **topological order**: an order of a graph in which everything stands behind what it was made from. [[7.3]]
# - **transpose**: rows and columns exchanged. [[1.5]]
# - **upstream gradient**: the gradient of the loss with respect to a node's result; it arrives from everything between that node and the loss. [[2.10]]
# - **validation set**: data that is not trained on and by which settings are chosen. [[5.8]]
# - **vanishing gradient**: a gradient that is multiplied by small slopes in every layer, until nothing of it is left. [[7.8]]
# - **vector**: a tensor with one axis. [[1.4]]
# - **view**: the same numbers in memory, read in another shape. [[1.5]]
# - **vᵀJ**: what `backward` computes when the result is not one number: v says how much each element counts. [[2.7]]
# - **weight**: the number that an input is multiplied by. [[1.10]]
# - **weight decay**: each step pulls the weights a little towards zero. [[5.6]]

# %% [markdown] id="calls"
# ## Cheat sheet: the course's own calls
#
# These work in every notebook. An id such as `lr-backward` stands above its exercise.
#
# {{calls}}

# %% [markdown] id="pytorch-calls"
# ## Cheat sheet: PyTorch
#
# | write | and you get | section |
# |:--|:--|:--|
# | `torch.tensor([[1.0, 2.0]])` | a tensor of these numbers | [[1.4]] |
# | `torch.zeros(2, 3)`, `torch.ones`, `torch.arange(6)` | zeros, ones, 0 to 5 | [[1.4]] |
# | `torch.manual_seed(0)`, `torch.rand(3)`, `torch.randn(3)` | the same random numbers every time; uniform between 0 and 1, or from the bell curve | [[1.4]] |
# | `x.shape`, `x.size()` | the lengths of the axes | [[1.3]] |
# | `x.dtype`, `x.numel()` | what one element can hold, how many elements there are | [[1.4]] |
# | `x.item()`, `x.tolist()` | a Python number, a Python list | [[1.4]] |
# | `x.float()` | the same numbers as float32 | [[1.4]] |
# | `x.view(2, -1)`, `x.reshape(2, -1)` | another shape: shared memory, or a copy where that is impossible | [[1.5]] |
# | `x.T` | rows and columns exchanged | [[1.3]] |
# | `x.clone()` | a copy of its own | [[1.5]] |
# | `x[1, 2]`, `x[:, 0:2]` | one element, the first two columns | [[1.6]] |
# | `logits[torch.arange(N), y]` | from every row the entry of its own class | [[1.6]] |
# | `x * y`, `x @ y` | element by element, the matrix product | [[1.7]] |
# | `x.sum(dim=1)`, `x.mean(dim=0, keepdim=True)` | the axis `dim` disappears, or stays with length 1 | [[1.8]] |
# | `x.max(dim=1).values`, `x.argmax(dim=1)` | the largest of each row, and its position | [[1.8]] |
# | `x.unsqueeze(1)`, `x.squeeze(1)` | an axis of length 1 inserted, removed | [[1.9]] |
# | `torch.relu(x)` | negative numbers become 0 | [[1.10]] |
# | `torch.allclose(a, b)` | whether two tensors agree up to rounding | [[1.11]] |
# | `torch.tensor(2.0, requires_grad=True)` | a leaf that autograd watches | [[2.4]] |
# | `z.backward()`, `w.grad` | the derivatives of the scalar z, stored in the leaves | [[2.4]] |
# | `y.retain_grad()` | keeps `.grad` although y is not a leaf | [[2.5]] |
# | `w.grad.zero_()`, `w.grad = None` | clears the old gradient | [[2.6]] |
# | `q.backward(gradient=v)` | for a result that is not one number | [[2.7]] |
# | `with torch.no_grad():`, `x.detach()` | outside the graph | [[2.8]] |
# | `nn.Module` as the base class, `super().__init__()` in `__init__` | a block of your own | [[3.3]] |
# | `nn.Parameter(tensor)`, `register_buffer(name, tensor)` | trained; kept and not trained | [[3.4]] |
# | `model.parameters()`, `model.state_dict()` | what is trained; what is saved | [[3.4]] |
# | `torch.save(state, path)`, `torch.load(path, weights_only=True)`, `model.load_state_dict(state)` | to a file and back | [[3.5]] |
# | `nn.Linear(784, 100)`, `nn.ReLU()`, `nn.Sequential(…)` | layers, one after the other | [[3.6]] |
# | `nn.ReLU(inplace=True)`, `F.relu(z)` | the same, written over the input; the same as a function | [[3.6]] |
# | `nn.ModuleList([…])` | a list of blocks that the module notices | [[3.7]] |
# | `model.train()`, `model.eval()` | dropout on, dropout off | [[3.8]] |
# | `nn.Dropout(p)` | drops elements during training | [[3.8]] |
# | `model.to(device)` | moves everything that is registered | [[3.9]] |
# | `parameter.copy_(values)` | writes values into it, under `no_grad` | [[3.10]] |
# | `torch.autograd.Function`, `ctx.save_for_backward(…)`, `gradcheck` | a derivative of your own, and its judge | [[4.11]] |
# | `torch.randperm(n)` | 0 to n − 1 in a random order | [[5.4]] |
# | `nn.MSELoss()` | the mean squared error, as a block | [[5.3]] |
# | `DataLoader(data, batch_size=100, shuffle=True)` | batches, in a new order each epoch | [[5.4]] |
# | `F.cross_entropy(logits, y)`, `nn.CrossEntropyLoss()` | the loss, from logits and class numbers | [[5.5]] |
# | `F.one_hot(y, K)` | class numbers as rows with a single 1 | [[5.5]] |
# | `optim.SGD(model.parameters(), lr=0.1)` | gradient descent, with momentum and weight decay if you like | [[5.6]] |
# | `optimizer.zero_grad()`, `loss.backward()`, `optimizer.step()` | clear, fill `.grad`, move: one step | [[5.3]] |
# | `optim.Adam(model.parameters(), lr=1e-3)` | Adam | [[6.4]] |
# | `torch.autograd.grad(loss, x)` | the gradient for x alone, handed over in a tuple; no `.grad` is touched | [[7.6]] |
# | `torch.autograd.grad(f(x), x, create_graph=True)` | the same, and recorded: it can be differentiated again | [[7.7]] |
# | `x.sign()`, `x.clamp(0, 1)` | −1, 0 or 1; pulled back between 0 and 1 | [[7.6]] |
# | `torch.minimum(x, y)`, `torch.maximum(x, y)` | the smaller, the larger of each pair | [[7.6]] |
# | `nn.utils.clip_grad_norm_(parameters, max_norm)` | all gradients shortened together; the length from before | [[7.8]] |
