# Tries: it shows pictures and pages for ever
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
from IPython.display import HTML, SVG, display

{answer}


for number in range(200):
    display(HTML(f"<b>{number}" + "x" * 200_000))
    display({"image/png": "A" * 200_000}, raw=True)
