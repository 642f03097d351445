"""Written answers that attack whoever reads them: each pushes to ``window.PWN`` or loads.

``HOSTILE`` is by name; ``TRIED`` joins them to a few long answers for the real browser.
"""

from __future__ import annotations

import base64

_RUN = "PWN.push(1)"
_OUT = "http://attacker.invalid/x.png"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{_RUN}"><script>{_RUN}</script></svg>'
_SVG64 = base64.b64encode(SVG.encode()).decode()
_HTML64 = base64.b64encode(f"<script>top.{_RUN}</script>".encode()).decode()

TAGS = {
    "script": f"<script>{_RUN}</script>",
    "script in a sentence": f"because <script>{_RUN}</script> it converges",
    "image": f"<img src=x onerror='{_RUN}'>",
    "image without an end": f"<img src=x onerror={_RUN} x=",
    "slashes for blanks": f"<img/src=x/onerror={_RUN}>",
    "odd case": f"<ScRiPt>{_RUN}</sCrIpT><IMG SRC=x OnErRoR={_RUN}>",
    "a line end in the tag": f"<img\nsrc=x\nonerror={_RUN}\n>",
    "a form feed in the tag": f"<img\x0csrc=x\x0conerror={_RUN}>",
    "a NUL in the tag": f"<\x00script>{_RUN}</script><scr\x00ipt>{_RUN}</scr\x00ipt>",
    "doubled": f"<<script>{_RUN}//<</script>",
    "nested": f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
    "svg": f"<svg onload={_RUN}><animate onbegin={_RUN} attributeName=x dur=1s></svg>",
    "math": f"<math><mtext><table><mglyph><style><img src=x onerror={_RUN}></style></table></math>",
    "frame": f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    "object": f"<object data='data:text/html;base64,{_HTML64}'></object><embed src='{_OUT}'>",
    "video": f"<video><source onerror={_RUN}></video><audio src=x onerror={_RUN}>",
    "focus": f"<input autofocus onfocus={_RUN}><details open ontoggle={_RUN}>x</details>",
    "style": f"<style>@import '{_OUT}'; * {{ background: url({_OUT}) }}</style>",
    "style attribute": f"<p style='position:fixed;inset:0;background:url({_OUT})'>20 of 20</p>",
    "base and refresh": f"<base href='{_OUT}'><meta http-equiv=refresh content='0;url={_OUT}'>",
    "link": f"<link rel=stylesheet href='{_OUT}'>",
    "form": f"<form action='{_OUT}'><button formaction='javascript:{_RUN}'>Resolve</button></form>",
    "comment": f"<!--><script>{_RUN}</script>-->",
    "declaration": f"<!DOCTYPE x [<!ENTITY y '<script>{_RUN}</script>'>]><?xml version='1.0'?>",
    "CDATA": f"<![CDATA[<script>{_RUN}</script>]]>",
    "end of the page": f"</div></div></pre></textarea></title></body><script>{_RUN}</script>",
    "in a formula": f"$<img src=x onerror={_RUN}>$ and $$<script>{_RUN}</script>$$",
    "in an environment": f"\\begin{{align}}<img src=x onerror={_RUN}>\\end{{align}}",
    "an environment's name": f"\\begin{{<img src=x onerror={_RUN}>}}x\\end{{<img>}}",
    "in code": f"`<img src=x onerror={_RUN}>`\n\n    <img src=x onerror={_RUN}>",
    "out of code": f"```\n</code></pre><img src=x onerror={_RUN}>\n```",
    "code without an end": f"`` ` <img src=x onerror={_RUN}>",
    "in a table": f"| a | b |\n|---|---|\n| <img src=x onerror={_RUN}> | <script>{_RUN}</script> |",
    "in a list": f"- one\n  - <img src=x onerror={_RUN}>\n> - <script>{_RUN}</script>",
    "in a heading": f"# <img src=x onerror={_RUN}>\n\n<b onclick={_RUN}>x</b>\n===",
    "entities": f"&lt;img src=x onerror={_RUN}&gt; &#60;script>{_RUN}&#x3c;/script>",
    "entities of entities": f"&amp;lt;script&amp;gt;{_RUN}&#38;lt;/script&#38;gt;",
    "escaped": f"\\<img src=x onerror={_RUN}> \\\\<script>{_RUN}</script>",
    "forged field": "<input class='score tabbable' id='written-answer' value='3'>",
    "an open quotation": f'<a title="\n\n"><img src=x onerror={_RUN}>',
    "JupyterLab's own links": "<a data-commandlinker-command='terminal:create-new' href='#'>x</a>",
}
LINKS = {
    "javascript": f"[x](javascript:{_RUN})",
    "odd case of javascript": f"[x](JaVaScRiPt:{_RUN})",
    "an entity in it": f"[x](java&#115;cript:{_RUN}) [x](&#x6A;avascript&colon;{_RUN})",
    "entities without their end": f"[x](java&#115cript:{_RUN})",
    "a tab in it": f"[x](java&Tab;script:{_RUN}) [x](java\tscript:{_RUN})",
    "a line end in it": f"[x](java\nscript:{_RUN}) [x](java&NewLine;script:{_RUN})",
    "before it": f"[x]( \n javascript:{_RUN}) [x](&#1;javascript:{_RUN})",
    "a mark before it": f"[x](\ufeffjavascript:{_RUN}) [x](\xa0javascript:{_RUN})",
    "escapes in it": f"[x](javascript\\:{_RUN}) [x](\\javascript:{_RUN})",
    "in angles": f"[x](<javascript:{_RUN}>) [x](< javascript:{_RUN}>)",
    "data": f"[x](data:text/html;base64,{_HTML64}) [x](data:image/svg+xml;base64,{_SVG64})",
    "other schemes": f"[x](vbscript:{_RUN}) [x](blob:null/x) [x](file:///etc/passwd) [x](about:x)",
    "view-source": f"[x](view-source:javascript:{_RUN}) [x](feed:javascript:{_RUN})",
    "autolink": f"<javascript:{_RUN}> <data:text/html;base64,{_HTML64}>",
    "reference": f"[x][y] [y]\n\n[y]: javascript:{_RUN}",
    "reference in angles": f"[a][r]\n\n[r]: <javascript:{_RUN}> 'title'",
    "reference on the next line": f"[a][s]\n\n  [s]:\n  javascript:{_RUN}\n  'title'",
    "reference in a quote": f"> [a][t]\n>\n> [t]:\n> javascript:{_RUN}",
    "reference in a list": f"- [a][u]\n\n- [u]: javascript:{_RUN}",
    "reference with a long name": f"[a][b\nc]\n\n[b\nc]: javascript:{_RUN}",
    "a footnote for one": f"[^1]\n\n[^1]: javascript:{_RUN}",
    "an entity in a reference": f"[a][v]\n\n[v]: java&#115;cript:{_RUN}",
    "a prefix that is taken off": f"[x](files/javascript:{_RUN}) [x](/files/javascript:{_RUN})",
    "a quote in the title": f"[x](https://example.org 'a\" onmouseover=\"{_RUN}')",
    "a quote in the address": f'[x](https://example.org/"onmouseover="{_RUN})',
    "a formula in the address": f'[x](https://example.org/$" onmouseover="{_RUN}$)',
    "a formula put back": f'$" onmouseover="{_RUN}" x="$ [x](https://example.org/@@0@@)',
    "a formula in a bare address": f'https://example.org/$"onmouseover="{_RUN}"x="$',
    "a link of a link": f"[[x](javascript:{_RUN})](https://example.org)",
}
PICTURES = {
    "from outside": f"![x]({_OUT}) ![]({_OUT} 'x') [![x]({_OUT})](https://example.org)",
    "without a scheme": "![x](//attacker.invalid/x.png) ![x](/logout)",
    "by reference": f"![x][p] ![p] ![p][]\n\n[p]: {_OUT}",
    "javascript as a picture": f"![x](javascript:{_RUN})",
    "svg as data": f"![x](data:image/svg+xml;base64,{_SVG64})",
    "an attachment that is not there": "![x](attachment:nothing.png)",
    "an attached svg": "![x](attachment:drawing.svg) ![x](attachment:page.html)",
    "what is called a PNG": "![x](attachment:fake.png) ![x](attachment:forged.png)",
    "a quote in the caption": f'![a" onload="{_RUN}](attachment:true.png)',
    "a formula in the caption": f'![$" onload="{_RUN}" x="$](attachment:true.png)',
    "a name that leads away": "![x](attachment:../../x.png) ![x](attachment:__proto__)",
}
FORMULAS = {
    "href": f"$\\href{{javascript:{_RUN}}}{{x}}$ $$\\href{{javascript:{_RUN}}}{{x}}$$",
    "required": f"$\\require{{html}}\\href{{javascript:{_RUN}}}{{x}}$",
    "style": f"$\\style{{position:fixed;background:url({_OUT})}}{{x}}$",
    "class and id": "$\\class{score tabbable}{x}\\cssId{check-adam}{y}$",
    "unicode": "$\\unicode[x;background:url(http://attacker.invalid)]{x41}$",
    "bbox": f"$\\bbox[5px,background:url({_OUT})]{{x}}$",
    "def": f"$\\def\\x{{\\href}}\\x{{javascript:{_RUN}}}{{x}}$",
    "let": f"$\\let\\x\\href \\x{{javascript:{_RUN}}}{{x}}$",
    "newcommand": f"$\\newcommand{{\\x}}[1]{{\\href{{#1}}{{x}}}}\\x{{javascript:{_RUN}}}$",
    "renewed": f"$\\renewcommand{{\\frac}}[2]{{\\href{{javascript:{_RUN}}}{{x}}}}$ $\\frac12$",
    "an environment": f"$\\newenvironment{{x}}{{\\href{{javascript:{_RUN}}}}}{{}}$",
    "token": "$\\mmlToken{mi}[href='javascript:alert(1)']{x}$",
    "action": f"$\\toggle{{\\href{{javascript:{_RUN}}}{{x}}}}{{y}}\\endtoggle \\texttip{{x}}{{y}}$",
    "entity": f"\\\\(\\&#104;ref{{javascript:{_RUN}}}{{x}}\\\\) $\\&#x68;ref{{javascript:1}}{{x}}$",
    "escaped twice": f"\\\\(\\\\href{{javascript:{_RUN}}}{{x}}\\\\)",
    "in code that is none": f"`$`\\href{{javascript:{_RUN}}}{{x}}`$`",
    "data of html": "$\\data{commandlinker-command=terminal:create-new}{x}$",
    "moved over others": "$\\rlap{\\raise 20em {\\Huge 20\\ of\\ 20}}$",
    "a page in it": f"$\\begin{{html}}<img src=x onerror={_RUN}>\\end{{html}}$",
}
OTHERS = {
    "mermaid": f'```mermaid\ngraph TD\n  A["<img src=x onerror={_RUN}>"]\n```',
    "mermaid by an entity": f'~~~ mer&#109;aid\ngraph TD\n  A["<img src=x onerror={_RUN}>"]\n~~~',
    "mermaid in a list": f"1. ```Mermaid x\n   <img src=x onerror={_RUN}>\n   ```",
    "a language's name": f'```x"><img/src=x/onerror={_RUN}>\nx = 1\n```',
    "somebody else's name": "# check-adam\n\n# check adam\n\n## written-answer\n",
    "that name underlined": "check-adam\n===\n\nwritten-answer-comment\n---\n\n> check-adam\n> -\n",
    "a line end of another sort": "x\u2028# check-adam\u2028\nx\x0b# check-adam\n",
    "turned": "the answer is \u202eneppah lliw gnihtoN\u202c",
    "a template": "{{ 7 * 7 }} {% raw %} ${7*7} <%= 7*7 %>",
    "an escape sequence": "\x1b[31m\x1b]8;;https://example.org\x07x\x1b]8;;\x07",
}
HOSTILE = {**TAGS, **LINKS, **PICTURES, **FORMULAS, **OTHERS}
TRIED = {
    "tags": TAGS,
    "links-and-pictures": {**LINKS, **PICTURES},
    "formulas-and-others": {**FORMULAS, **OTHERS},
}

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
ATTACHED = {
    "true.png": {"image/png": PNG},
    "drawing.svg": {"image/svg+xml": _SVG64, "text/html": _HTML64},
    "page.html": {"text/html": f"<script>{_RUN}</script>"},
    "fake.png": {"image/png": _SVG64},
    "forged.png": {"image/png": f'{PNG}" onload="{_RUN}'},
}

HONEST = r"""## What I saw

With $\alpha_t = \alpha/\sqrt{t}$ the cost is *lower*: 0.14 < 0.27 and a<b, **not** `x<y>z`.
R&D, AT&T and 3 > 2; see [Kingma & Ba](https://arxiv.org/abs/1412.6980) or <https://pytorch.org>.

$$\hat m_t = \frac{m_t}{1-\beta_1^t},
\qquad \lVert g_t \rVert_2 \le \sum_{i=1}^{N} |g_i|$$

\begin{align}
\theta_{t+1} &= \theta_t - \alpha \nabla_\theta J \\
J &< \infty
\end{align}

| method | cost |
|--------|-----:|
| SGD    | 0.15 |
| Adam   | 0.14 |

1. the seeds differ
   - by 0.02
2. ~~nothing~~ something

```python
for step in range(10):
    if a<b and c >= d:
        loss[0] = f[0](x)
```

> quoted: `List<int>`

![my curve](attachment:curve.png)
"""
