// Every text's contrast with what lies behind it, translucent layers mixed in; the lowest first.
() => {
  const parse = (colour) => {
    const numbers = colour.match(/[\d.]+/g).map(Number);
    return numbers.length < 4 ? [...numbers, 1] : numbers;
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
  // Relative luminance and contrast as WCAG 2.2 defines them.
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const luminance = (colour) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => sum + weight * linear(colour[i] / 255), 0);
  const ancestors = (element) => (element ? [element, ...ancestors(element.parentElement)] : []);
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.data.trim().slice(0, 40);
    if (!words) continue;
    const styles = ancestors(walker.currentNode.parentElement).map((e) => getComputedStyle(e));
    const back = styles
      .map((style) => parse(style.backgroundColor))
      .reduceRight((under, top) => over(top, under), [255, 255, 255]);
    const opacity = styles.reduce((product, style) => product * style.opacity, 1);
    const ink = parse(styles[0].color);
    const front = over([...ink.slice(0, 3), ink[3] * opacity], back);
    const [high, low] = [luminance(front), luminance(back)].sort((x, y) => y - x);
    found.push([(high + 0.05) / (low + 0.05), words]);
  }
  return found.sort((x, y) => x[0] - y[0]);
}
