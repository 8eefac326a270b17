/**
 * The index of the first element greater than `value` in the first `length` elements of an ascending array.
 * All elements before the result are less than or equal to `value`.
 */
export function upperBound(sorted: ArrayLike<number>, value: number, length: number = sorted.length): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
