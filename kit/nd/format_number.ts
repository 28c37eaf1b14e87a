/**
 * Printing the numbers of an array as NumPy prints them.
 *
 * All share one notation and line up at the decimal point. Digits are as many as tell a value from
 * its neighbours in its number format, at most 8 after the point. Where a value lies halfway between
 * two such texts, which large float32 values do, NumPy takes the even digit and this the larger.
 *
 * @module
 */

// NumPy's default (numpy.set_printoptions).
const PRECISION = 8;

/**
 * Chooses a notation for values that are printed together.
 *
 * @param values The values.
 * @param isFloat32 Whether they are float32: these need fewer digits.
 * @returns A function that writes one of the values.
 */
export function numberFormatter(
  values: readonly number[],
  isFloat32: boolean,
): (value: number) => string {
  const finite = values.filter(Number.isFinite);
  const write = needsExponent(finite)
    ? scientificWriter(finite, isFloat32)
    : fixedWriter(finite, isFloat32);
  const writeAny = (value: number) =>
    Number.isFinite(value) ? write(value) : writeNonFinite(value);
  const width = longest(values.map(writeAny));
  return (value) => writeAny(value).padStart(width);
}

function longest(texts: readonly string[]): number {
  return texts.reduce((length, text) => Math.max(length, text.length), 0);
}

/** NumPy's rule: very large, very small, or very unequal values. */
function needsExponent(finite: readonly number[]): boolean {
  const sizes = finite.filter((value) => value !== 0).map(Math.abs);
  const most = sizes.reduce((a, b) => Math.max(a, b), 0);
  const least = sizes.reduce((a, b) => Math.min(a, b), Infinity);
  return most >= 1e8 || least < 1e-4 || most / least > 1000;
}

function writeNonFinite(value: number): string {
  return String(value).toLowerCase().replace("infinity", "inf");
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : "";
}

/** Writes 1.5 as `1.5`, and fills up with spaces where other values have more digits. */
function fixedWriter(
  values: readonly number[],
  isFloat32: boolean,
): (value: number) => string {
  const split = (value: number): [head: string, tail: string] => {
    const size = Math.abs(value);
    if (Number.isInteger(size)) return [String(size), ""];
    const [head = "", tail = ""] = String(shortest(size, isFloat32)).split(".");
    if (tail.length <= PRECISION) return [head, tail];
    const rounded = size.toFixed(PRECISION);
    return [
      rounded.slice(0, -PRECISION - 1),
      trimZeros(rounded.slice(-PRECISION)),
    ];
  };
  const decimals = longest(values.map((value) => split(value)[1]));
  return (value) => {
    const [head, tail] = split(value);
    return `${signOf(value)}${head}.${tail.padEnd(decimals)}`;
  };
}

/** Writes 1.5 as `1.5e+00`, with as many digits as the other values need. */
function scientificWriter(
  values: readonly number[],
  isFloat32: boolean,
): (value: number) => string {
  const decimalsOf = (value: number) => {
    const size = Math.abs(value);
    const [short = ""] = shortest(size, isFloat32).toExponential().split("e");
    if (short.length - 2 <= PRECISION) return short.slice(2);
    return trimZeros(size.toExponential(PRECISION).slice(2, 2 + PRECISION));
  };
  const exponentOf = (value: number) => value.toExponential().split("e")[1]!;
  const decimals = longest(values.map(decimalsOf));
  const digits = Math.max(2, longest(values.map(exponentOf)) - 1);
  return (value) => {
    const size = Math.abs(value).toExponential(decimals);
    const [mantissa, exponent = ""] = size.split("e");
    const point = decimals === 0 ? "." : "";
    const power = exponent[0] + exponent.slice(1).padStart(digits, "0");
    return `${signOf(value)}${mantissa}${point}e${power}`;
  };
}

function trimZeros(digits: string): string {
  return digits.replace(/0+$/, "");
}

/** The number with the fewest digits that is nearer to this float32 than to any other. */
function shortest(value: number, isFloat32: boolean): number {
  if (!isFloat32) return value;
  // Nine digits tell any two float32 numbers apart.
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
