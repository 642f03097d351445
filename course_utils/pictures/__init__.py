"""Pictures of tensors, training and decisions; each shows itself and says itself in words.

They draw what a student's function returns and compute nothing of an exercise.
matplotlib is imported when the first one is drawn.
"""

from course_utils.pictures.boundary import decision_boundary
from course_utils.pictures.chain import chain, logistic_chain
from course_utils.pictures.curves import curves, loss_curve
from course_utils.pictures.figure import Figure
from course_utils.pictures.images import digits, weight_image
from course_utils.pictures.shapes import bridge, product

__all__ = [
    "Figure",
    "bridge",
    "chain",
    "curves",
    "decision_boundary",
    "digits",
    "logistic_chain",
    "loss_curve",
    "product",
    "weight_image",
]
