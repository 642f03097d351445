# Tries: scripts in code, names, and what an exception says
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
# <script>document.title='EVIL'</script> </code></pre><img src=x onerror="document.title='EVIL'">
class Evil(Exception):
    pass


Evil.__name__ = "<script>document.title='EVIL'</script>"


def bce(yhat, y):
    raise Evil("</pre><script>document.title='EVIL'</script>[x](javascript:EVIL)")
