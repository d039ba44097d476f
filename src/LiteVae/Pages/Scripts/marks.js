// Round numbers from low to high, five or so, for the marks of a linear axis. Reports and the studio have this script in common.
const linearMarks = (low, high) => {
  const raw = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find(s => s * power >= raw * 0.999) * power;
  const marks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step && marks.length < 12; i++) marks.push(i * step);
  return marks;
};
