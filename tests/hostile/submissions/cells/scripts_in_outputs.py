# Tries: scripts in outputs of every kind
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
from IPython.display import HTML, Javascript, Markdown, SVG, display

{answer}


EVIL = "<script>document.title='EVIL'</script><img src=x onerror=\"document.title='EVIL'\">"
display(HTML(EVIL), Javascript("document.title='EVIL'"), Markdown(EVIL + "[x](javascript:EVIL)"))
display(SVG(f"<svg xmlns='http://www.w3.org/2000/svg' onload='EVIL'>{EVIL}</svg>"))
display({"text/latex": "\\href{javascript:EVIL}{x}", "application/x-evil": EVIL}, raw=True)
print(EVIL)
