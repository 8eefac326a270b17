import type { Micros } from './time.ts';

/** What is still to happen, by time. Tasks of one instant run in the order of their rank, then of their scheduling. */
export class Agenda {
  readonly #tasks: Task[] = [];

  at(time: Micros, run: () => void, rank = 0): void {
    const task: Task = { time, rank, run };
    let idx = this.#tasks.length;
    // Few tasks are open at any time, and a new one mostly belongs near the end.
    while (idx > 0 && isAfter(this.#tasks[idx - 1], task)) idx--;
    this.#tasks.splice(idx, 0, task);
  }

  next(): Task | undefined {
    return this.#tasks.shift();
  }
}

export interface Task {
  readonly time: Micros;
  readonly rank: number;
  readonly run: () => void;
}

function isAfter(a: Task | undefined, b: Task): boolean {
  return a !== undefined && (a.time > b.time || (a.time === b.time && a.rank > b.rank));
}
