"""Labs: pictures that answer when something in them is changed.

Each is a function of the student's own tensors, models or functions. In a live
notebook it shows sliders; elsewhere it is a picture. ``lab.at(...)`` gives the
picture for any settings, without a widget.
"""

from course_utils.labs.depth import depth
from course_utils.labs.descent import descent
from course_utils.labs.draw import draw, draw_pair
from course_utils.labs.gallery import digits
from course_utils.labs.graph import graph
from course_utils.labs.lab import Lab
from course_utils.labs.layer import layer
from course_utils.labs.loop import loop
from course_utils.labs.nudges import nudges
from course_utils.labs.race import optimizers
from course_utils.labs.reduction import reduction
from course_utils.labs.secant import secant
from course_utils.labs.shapes import broadcasting
from course_utils.labs.training import training
from course_utils.labs.values import values

__all__ = [
    "Lab",
    "broadcasting",
    "depth",
    "descent",
    "digits",
    "draw",
    "draw_pair",
    "graph",
    "layer",
    "loop",
    "nudges",
    "optimizers",
    "reduction",
    "secant",
    "training",
    "values",
]
