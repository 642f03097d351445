# Tries: widgets, buttons and an output that captures
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
import ipywidgets as widgets

{answer}


slider = widgets.FloatSlider(min=0, max=1)
slider.observe(lambda change: print(change))
slider.value = 0.3
out = widgets.Output()
with out:
    print("captured")
widgets.interact(lambda x: x, x=(0, 3))
display(widgets.VBox([slider, out, widgets.Button(description="<script>alert(1)</script>")]))
