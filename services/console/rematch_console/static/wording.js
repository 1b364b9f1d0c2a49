// How numbers and times are told; the same words as the server's.

export const NOTHING = "–";
const STEPS = [[60, 1, "s"], [3600, 60, "min"], [86400, 3600, "h"], [Infinity, 86400, "d"]];
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export const count = (number) => (number === null || number === undefined ? NOTHING : whole.format(number));

export function took(seconds) {
  if (seconds === null || seconds === undefined) return NOTHING;
  if (seconds < 1) return `${Math.round(Math.max(0, seconds) * 1000)} ms`;
  const [, unit, name] = STEPS.find(([below]) => seconds < below);
  const value = seconds / unit;
  return `${name !== "d" && value < 10 ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(0)} ${name}`;
}

export const rate = (value) => (value === null || value === undefined ? NOTHING : value.toFixed(value < 100 ? 1 : 0));
export const number = (value) => String(Number(value.toPrecision(3)));
export const percent = (share) => `${(share * 100).toFixed(share && share < 0.1 ? 1 : 0)}%`;
export const clock = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19);
export const words = (code) => (code ?? "").replaceAll("_", " ");
