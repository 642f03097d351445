"""Names for the sliders: ipywidgets gives a slider's handle none, and its place for a value.

A screen reader would say "slider, 6". The few lines of script below copy the label and the
readout that stand beside the handle to where a screen reader looks. They run once, where the
lab is first shown; where scripts are not run, everything else works as before.
"""

from __future__ import annotations

SCRIPT = """\
<script>
(() => {
  let times = 0;
  const name = () => {
    for (const control of document.querySelectorAll('.lab-control')) {
      const handle = control.querySelector('.noUi-handle');
      const label = control.querySelector('label');
      const value = control.querySelector('.widget-readout');
      if (!handle || !label || !value || handle.hasAttribute('aria-label')) continue;
      handle.setAttribute('aria-label', label.textContent);
      const say = () => handle.setAttribute('aria-valuetext', value.textContent);
      const watched = {childList: true, characterData: true, subtree: true};
      new MutationObserver(say).observe(value, watched);
      say();
    }
    if (++times < 40) setTimeout(name, 250);  // the controls come when they come
  };
  name();
})();
</script>
"""
