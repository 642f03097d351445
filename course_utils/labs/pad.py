"""A field to draw in, by mouse, finger or keys.

It needs no package of its own. A hidden ``Textarea`` of ipywidgets carries the strokes
between page and kernel, in both directions; the script below, which comes with the lab's
picture as the names of the sliders do, puts a canvas beside it. anywidget would bring the
same few lines of script inside a widget, but it would be one more package to install in
every kernel, and one more extension in JupyterLab, for a page that has no more to show.
Where scripts are not run the ready drawings can still be chosen; where no widgets are, the
picture shows all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_utils.labs.drawings import ALL_DRAWINGS, DRAWINGS

if TYPE_CHECKING:
    from ipywidgets import Widget

OWN = "my own drawing"


def with_ready(wire: Any) -> Widget:
    """The pad's line of strokes below a list of ready drawings, which can be drawn on.

    Args:
        wire: a ``Textarea``; its value is empty or a drawing's strokes.
    """
    import ipywidgets

    names = {text: name for name, text in DRAWINGS.items()}
    layout = ipywidgets.Layout(width="32em", max_width="98%")
    ready = ipywidgets.Dropdown(
        options=(ALL_DRAWINGS, *DRAWINGS, OWN),
        value=ALL_DRAWINGS,
        description="Begin with",
        style={"description_width": "8em"},
        layout=layout,
    )
    ready.add_class("lab-control")
    ready.add_class("lab-ready")

    def chosen(event: Any) -> None:
        if event["new"] != OWN:
            wire.value = DRAWINGS.get(event["new"], "")

    def drawn(event: Any) -> None:
        ready.value = names.get(event["new"], OWN if event["new"] else ALL_DRAWINGS)

    ready.observe(chosen, "value")
    wire.observe(drawn, "value")
    return ipywidgets.VBox([ready, wire])


PAD_SCRIPT = """\
<script>
(() => {
  const CELLS = 28, PEN = 2.3, PAUSE = 200;
  const STEPS = {ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0],
                 Home: [-1, -1], PageUp: [1, -1], End: [-1, 1], PageDown: [1, 1]};
  const STYLE = `
.lab-pad{width:280px;max-width:98%;margin:.3em 0 .3em 2px;font-size:.9em;line-height:1.4}
.lab-pad canvas{width:100%;aspect-ratio:1;display:block;touch-action:none;cursor:crosshair;
border:1px solid #6b7785;border-radius:4px;background:#fff;box-sizing:border-box}
.lab-pad canvas:focus-visible{outline:3px solid #D55E00;outline-offset:1px}
.lab-pad-row{display:flex;gap:.5em;margin:.4em 0}
.lab-pad button{font:inherit;padding:.25em 1em;border:1px solid #6b7785;border-radius:4px;
background:#fff;color:#1f2933;cursor:pointer}
.lab-pad-keys{opacity:.85}
.lab-pad [role=status]{min-height:1.4em}`;
  const read = text => text.split(';').filter(s => s.trim())
    .map(s => s.trim().split(/\\s+/).map(p => p.split(',').map(Number)));
  const write = strokes => strokes
    .map(s => s.map(p => p.map(v => +v.toFixed(1)).join(',')).join(' ')).join('; ');

  const build = wire => {
    const box = document.createElement('div');
    box.className = 'lab-pad';
    // The lab's picture is replaced at every answer; what the pad needs has to stay in it.
    box.innerHTML = `<style>${STYLE}</style>` + '<canvas tabindex="0" role="application"></canvas>'
      + '<div class="lab-pad-row"><button type="button">Undo</button>'
      + '<button type="button">Clear</button></div>'
      + '<div class="lab-pad-keys">Draw with the mouse or a finger. By keys: arrows move the pen '
      + '(Home, End, Page up, Page down slantwise), Space puts it down and lifts it, '
      + 'Backspace takes back a stroke, Delete clears.</div><div role="status"></div>';
    const canvas = box.querySelector('canvas'), [undo, clear] = box.querySelectorAll('button');
    const told = box.querySelector('[role=status]');
    canvas.setAttribute('aria-label', 'Field to draw a digit in, 28 by 28 cells. Arrow keys move '
      + 'the pen, Space puts it down and lifts it, Backspace takes back a stroke, Delete clears.');
    // JupyterLab's own keys would move or cut the cell; it asks the element that has the focus.
    for (const part of [canvas, undo, clear]) part.dataset.lmSuppressShortcuts = 'true';
    wire.closest('.lab-ink').after(box);

    let strokes = read(wire.value), sent = wire.value, down = false, timer = 0, keyed = false;
    let at = [13.5, 5.5];
    const paint = () => {
      const size = Math.round(280 * (window.devicePixelRatio || 1));
      if (canvas.width !== size) canvas.width = canvas.height = size;
      const pen = canvas.getContext('2d'), cell = size / CELLS;
      pen.fillStyle = '#fff'; pen.fillRect(0, 0, size, size);
      pen.strokeStyle = '#e4e8ee'; pen.lineWidth = 1;
      for (let i = 1; i < CELLS; i++) {
        pen.beginPath(); pen.moveTo(i * cell, 0); pen.lineTo(i * cell, size);
        pen.moveTo(0, i * cell); pen.lineTo(size, i * cell); pen.stroke();
      }
      pen.strokeStyle = '#1f2933'; pen.lineWidth = PEN * cell;
      pen.lineCap = pen.lineJoin = 'round';
      for (const stroke of strokes) {
        pen.beginPath();
        stroke.forEach(([x, y], i) => i ? pen.lineTo(x * cell, y * cell)
                                        : pen.moveTo(x * cell, y * cell));
        if (stroke.length === 1) pen.lineTo(stroke[0][0] * cell + .1, stroke[0][1] * cell);
        pen.stroke();
      }
      if (!keyed) return;
      pen.strokeStyle = '#D55E00'; pen.lineWidth = down ? 4 : 2;
      pen.strokeRect((at[0] - .8) * cell, (at[1] - .8) * cell, 1.6 * cell, 1.6 * cell);
    };
    const send = () => {
      clearTimeout(timer); timer = 0;
      const text = write(strokes);
      if (text === sent) return;
      wire.value = sent = text;
      for (const kind of ['input', 'change']) wire.dispatchEvent(new Event(kind, {bubbles: true}));
    };
    const soon = () => { timer = timer || setTimeout(send, PAUSE); };
    const say = what => { told.textContent = what; };
    const place = () => `row ${Math.round(at[1] + .5)}, column ${Math.round(at[0] + .5)}`;
    const take = () => { strokes.pop(); down = false; paint(); send(); say('Stroke taken back.'); };
    const wipe = () => { strokes = []; down = false; paint(); send(); say('The field is empty.'); };
    undo.onclick = take; clear.onclick = wipe;

    const spot = event => {
      const r = canvas.getBoundingClientRect();
      return [(event.clientX - r.left) / r.width, (event.clientY - r.top) / r.height]
        .map(v => v * CELLS).map(v => Math.min(CELLS, Math.max(0, v)));
    };
    canvas.addEventListener('pointerdown', event => {
      if (event.button) return;
      event.preventDefault(); canvas.focus({preventScroll: true});
      canvas.setPointerCapture(event.pointerId);
      keyed = false; down = true; strokes.push([spot(event)]); paint();
    });
    canvas.addEventListener('pointermove', event => {
      if (!down || keyed) return;
      const stroke = strokes[strokes.length - 1], [x, y] = spot(event);
      const [a, b] = stroke[stroke.length - 1];
      if (Math.hypot(x - a, y - b) < .4) return;
      stroke.push([x, y]); paint(); soon();
    });
    const lift = () => { if (down && !keyed) { down = false; send(); } };
    canvas.addEventListener('pointerup', lift);
    canvas.addEventListener('pointercancel', lift);
    canvas.addEventListener('keydown', event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = STEPS[event.key];
      if (step) {
        keyed = true;
        at = at.map((v, i) => Math.min(CELLS - .5, Math.max(.5, v + step[i])));
        if (down) strokes[strokes.length - 1].push([...at]);
        say(`${place()}, pen ${down ? 'down' : 'up'}`);
      } else if (event.key === ' ' || event.key === 'Enter') {
        if (!down && event.key === 'Enter') return;
        keyed = true; down = !down;
        if (down) strokes.push([[...at]]); else send();
        say(`Pen ${down ? 'down' : 'up'}, ${place()}`);
      } else if (event.key === 'Backspace') take();
      else if (event.key === 'Delete') wipe();
      else return;
      event.preventDefault(); event.stopPropagation(); paint();
    });
    canvas.addEventListener('focus', () => { keyed = canvas.matches(':focus-visible'); paint(); });
    canvas.addEventListener('blur', () => {
      if (down) { down = false; send(); }
      keyed = false; paint();
    });
    const look = setInterval(() => {  // a ready drawing comes from the kernel
      if (!wire.isConnected) return clearInterval(look);
      if (wire.value !== sent && !down) { sent = wire.value; strokes = read(sent); paint(); }
    }, 250);
    paint();
  };

  let times = 0;
  const find = () => {
    for (const wire of document.querySelectorAll('.lab-ink textarea')) {
      if (wire.dataset.pad) continue;
      wire.dataset.pad = 'made';
      build(wire);
    }
    if (++times < 40) setTimeout(find, 250);
  };
  find();
})();
</script>
"""
