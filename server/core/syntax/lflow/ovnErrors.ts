import type { SyntaxProblem } from '../syntaxProblem.ts';

/**
 * `problems` with OVN's own errors: they come in the place of those that they overlap, which the same fault has caused. Both
 * count from the same byte; the result is in order.
 */
export function withOvnErrors(
  problems: readonly SyntaxProblem[],
  errors: readonly SyntaxProblem[],
): SyntaxProblem[] {
  if (errors.length === 0) return [...problems];
  const others = problems.filter(
    (problem) => !errors.some((error) => error.start <= problem.end && problem.start <= error.end),
  );
  return [...others, ...errors].sort((a, b) => a.start - b.start);
}
