"""Pictures of tensors, training and decisions; each shows itself and says itself in words.

They draw what a student's function returns and compute nothing of an exercise.
matplotlib is imported when the first one is drawn.
"""

from course_utils.pictures.blocks import module_tree
from course_utils.pictures.boundary import decision_boundary
from course_utils.pictures.broadcast_back import broadcast_backward
from course_utils.pictures.broadcasting import broadcasting
from course_utils.pictures.chain import chain, logistic_chain
from course_utils.pictures.curves import curves, loss_curve
from course_utils.pictures.descent import descent, valley
from course_utils.pictures.downhill import downhill
from course_utils.pictures.figure import Figure
from course_utils.pictures.fits import epoch_curves, line_fits
from course_utils.pictures.grad_box import grad_box
from course_utils.pictures.graph import Node, graph, network_graph, slide_graph
from course_utils.pictures.histograms import histograms
from course_utils.pictures.images import digits, weight_image
from course_utils.pictures.loglog import loglog
from course_utils.pictures.loss_slice import loss_slice
from course_utils.pictures.memory import memory
from course_utils.pictures.neurons import neurons
from course_utils.pictures.passes import passes
from course_utils.pictures.paths import paths
from course_utils.pictures.rate_map import rate_map
from course_utils.pictures.reduction import reduction
from course_utils.pictures.secant import secants
from course_utils.pictures.shapes import bridge, product
from course_utils.pictures.timing import timings

__all__ = [
    "Figure",
    "Node",
    "bridge",
    "broadcast_backward",
    "broadcasting",
    "chain",
    "curves",
    "decision_boundary",
    "descent",
    "digits",
    "downhill",
    "epoch_curves",
    "grad_box",
    "graph",
    "histograms",
    "line_fits",
    "logistic_chain",
    "loglog",
    "loss_curve",
    "loss_slice",
    "memory",
    "module_tree",
    "network_graph",
    "neurons",
    "passes",
    "paths",
    "product",
    "rate_map",
    "reduction",
    "secants",
    "slide_graph",
    "timings",
    "valley",
    "weight_image",
]
